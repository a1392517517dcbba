"""Maps loaded from the registry at two times."""

from __future__ import annotations

from datetime import date

import pytest
import shapely

from tests.registry.acts import area, record
from tinhgon.registry import maps
from tinhgon.registry.domain.changes import Correct, Dissolve
from tinhgon.registry.models import LedgerEntry

DAY, LATER = date(2025, 7, 1), date(2026, 1, 1)
PROVINCE, OTHER, EAST, WEST, RICE, MAIZE, YAM = 1, 2, 3, 4, 5, 6, 7
COMMUNES = {RICE: (EAST, "21.0", "107.0"), MAIZE: (EAST, "21.0", "107.2"), YAM: (WEST, "21.0", "107.4")}


@pytest.fixture(autouse=True)
def areas(registry_db: None) -> None:
    """Two provinces; one with two districts and three communes that have coordinates."""
    founded = [area(PROVINCE, "01", level="province"), area(OTHER, "02", level="province")]
    founded += [area(EAST, "001", PROVINCE, "district"), area(WEST, "002", PROVINCE, "district")]
    founded += [area(each, f"{each:05}", parent) for each, (parent, _, _) in COMMUNES.items()]
    founded.append(area(8, "T1", RICE, "village"))
    record("1", *founded)
    record("2", *(placed(each, latitude, longitude) for each, (_, latitude, longitude) in COMMUNES.items()))


def placed(each: int, latitude: str, longitude: str) -> Correct:
    return Correct(object_id=each, attributes={"latitude": latitude, "longitude": longitude}, start=DAY)


def bounded(each: int, west: float, east: float, start: date = DAY) -> Correct:
    text = str(shapely.to_geojson(shapely.box(west, 20.9, east, 21.1)))
    return Correct(object_id=each, attributes={"boundary": text}, start=start)


def drawn(level: str, on: date = DAY, under: int | None = None, **times: object) -> dict[int, bool]:
    """The areas drawn, and whether each is schematic."""
    return {each.place.id: each.schematic for each in maps.shapes(level, on, under=under, **times).shapes}  # type: ignore[arg-type]


def test_the_areas_of_a_level_are_drawn_everywhere_or_below_one() -> None:
    assert drawn("commune") == {RICE: True, MAIZE: True, YAM: True}
    assert drawn("commune", under=EAST) == {RICE: True, MAIZE: True}
    assert drawn("district") == {EAST: True, WEST: True}
    assert drawn("commune", under=YAM) == {YAM: True}
    provinces = maps.shapes("province", DAY)
    assert [each.place.id for each in provinces.shapes] == [PROVINCE]
    assert [each.id for each in provinces.not_placed] == [OTHER]


def test_a_village_without_coordinates_is_not_placed() -> None:
    assert [each.id for each in maps.shapes("village", DAY, under=RICE).not_placed] == [8]


def test_an_area_has_one_shape_on_the_maps_of_its_district_and_of_its_province() -> None:
    alone = {each.place.id: each.geometry for each in maps.shapes("commune", DAY, under=EAST).shapes}
    among = {each.place.id: each.geometry for each in maps.shapes("commune", DAY, under=PROVINCE).shapes}
    assert alone.keys() < among.keys()
    assert all(alone[each].equals_exact(among[each], 1e-3) for each in alone)


def test_a_boundary_is_drawn_on_the_days_and_at_the_moments_it_is_recorded_for() -> None:
    record("3", bounded(RICE, 106.9, 107.1, LATER))
    moment = LedgerEntry.objects.get(seq=2).recorded_at
    assert drawn("commune", DAY)[RICE]
    assert not drawn("commune", LATER)[RICE]
    assert drawn("commune", LATER, known=moment)[RICE]


def test_an_area_with_a_boundary_is_loaded_without_its_surroundings() -> None:
    record("3", bounded(EAST, 106.9, 107.3))
    drawing = maps.shapes("commune", DAY, under=EAST)
    union = shapely.union_all([each.geometry for each in drawing.shapes])
    assert union.symmetric_difference(shapely.box(106.9, 20.9, 107.3, 21.1)).area < 1e-6


def test_what_has_ended_is_not_drawn() -> None:
    record("3", Dissolve(object_id=YAM), on=LATER)
    assert drawn("commune", LATER) == {RICE: True, MAIZE: True}


def test_chosen_areas_are_drawn_whatever_their_levels() -> None:
    drawing = maps.shapes_of({EAST, YAM, 99}, DAY)
    assert [each.place.id for each in drawing.shapes] == [EAST, YAM]
    assert maps.shapes_of([], DAY).shapes == []
