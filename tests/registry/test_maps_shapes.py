"""The shapes of areas: recorded boundaries as they are, cells where there are none, the same every time."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhgon.registry.domain.geometry import (
    MOST_VERTICES,
    Drawing,
    Place,
    draw,
    neighbours,
    polygons_of,
    rounded,
)

COMMUNES = {11: (21.0, 107.0), 12: (21.0, 107.2), 13: (21.2, 107.0), 14: (21.2, 107.2)}
DISTRICTS = {1: (11, 12), 2: (13, 14)}


def box(west: float, south: float, east: float, north: float) -> str:
    return str(shapely.to_geojson(shapely.box(west, south, east, north)))


def province(
    boundary: str | None = None, boundaries: dict[int, str] | None = None, without: Sequence[int] = ()
) -> list[Place]:
    """A province of two districts with two communes each, on a grid."""
    recorded = boundaries or {}
    places = [Place(9, "01", "Tỉnh", "province", None, boundary=boundary)]
    places += [
        Place(each, f"{each:03}", f"Huyện {each}", "district", 9, boundary=recorded.get(each)) for each in (1, 2)
    ]
    for district, communes in DISTRICTS.items():
        for each in communes:
            latitude, longitude = (None, None) if each in without else COMMUNES[each]
            name = f"Xã {each}"
            places.append(Place(each, f"{each:05}", name, "commune", district, latitude, longitude, recorded.get(each)))
    return places


def geometries(drawing: Drawing) -> dict[int, shapely.Geometry]:
    return {each.place.id: each.geometry for each in drawing.shapes}


def test_a_recorded_boundary_is_drawn_as_it_is() -> None:
    boundaries = {11: box(107, 21, 107.1, 21.1), 12: box(107.1, 21, 107.25, 21.1)}
    places = province(boundaries=boundaries)
    drawing = draw(places, {11, 12})
    assert not drawing.schematic
    assert {each: json.loads(shapely.to_geojson(one.normalize())) for each, one in geometries(drawing).items()} == {
        each: json.loads(shapely.to_geojson(shapely.from_geojson(one).normalize())) for each, one in boundaries.items()
    }


def test_a_cell_holds_its_own_unit_and_no_other_and_cells_do_not_overlap() -> None:
    cells = geometries(draw(province(), set(COMMUNES)))
    for each, cell in cells.items():
        held = {other for other, (y, x) in COMMUNES.items() if cell.contains(shapely.Point(x, y))}
        assert held == {each}
    assert shapely.coverage_is_valid(list(cells.values()))


def test_every_shape_says_whether_it_is_schematic() -> None:
    places = province(boundaries={11: box(106.9, 20.9, 107.1, 21.1)})
    drawing = draw(places, {11, 12, 1, 2})
    assert {each.place.id: each.schematic for each in drawing.shapes} == {1: True, 2: True, 11: False, 12: True}
    assert drawing.as_geojson()["schematic"] is True


def test_cells_stay_inside_the_recorded_boundary_above_and_fill_it() -> None:
    frame = shapely.box(106.8, 20.9, 107.3, 21.4)
    cells = geometries(draw(province(boundary=str(shapely.to_geojson(frame))), set(COMMUNES)))
    union = shapely.union_all(list(cells.values()))
    assert union.symmetric_difference(frame).area < 1e-6


def test_cells_leave_recorded_neighbours_alone_and_fill_the_rest() -> None:
    frame = box(106.8, 20.9, 107.3, 21.4)
    west = shapely.box(106.8, 20.9, 107.1, 21.4)
    places = province(boundary=frame, boundaries={11: str(shapely.to_geojson(west))})
    cells = geometries(draw(places, set(COMMUNES)))
    assert cells[11].equals(west)
    rest = shapely.union_all([cells[each] for each in cells if each != 11])
    assert rest.symmetric_difference(shapely.box(107.1, 20.9, 107.3, 21.4)).area < 1e-6


def test_an_area_without_a_boundary_is_what_lies_below_it_put_together() -> None:
    drawn = geometries(draw(province(), {1, 2, 9, *COMMUNES}))
    for district, communes in DISTRICTS.items():
        union = shapely.union_all([drawn[each] for each in communes])
        assert drawn[district].symmetric_difference(union).area < 1e-6
    assert drawn[9].symmetric_difference(shapely.union([drawn[1]], [drawn[2]])[0]).area < 1e-6


def test_recorded_boundaries_below_make_one_above_that_is_not_schematic() -> None:
    boundaries = {11: box(107, 21, 107.1, 21.1), 12: box(107.1, 21, 107.2, 21.1)}
    drawing = draw(province(boundaries=boundaries), {1})
    assert not drawing.schematic
    assert geometries(drawing)[1].equals(shapely.box(107, 21, 107.2, 21.1))


def test_a_unit_without_coordinates_is_told_and_not_invented() -> None:
    drawing = draw(province(without=(12,)), set(COMMUNES))
    assert [each.id for each in drawing.not_placed] == [12]
    assert drawing.as_geojson()["not_placed"] == [{"id": 12, "code": "00012", "name": "Xã 12"}]
    nothing = draw(province(without=tuple(COMMUNES)), {1, *COMMUNES})
    assert (len(nothing.shapes), len(nothing.not_placed)) == (0, 5)
    assert nothing.as_geojson()["bbox"] is None


def test_units_at_one_place_get_cells_of_their_own() -> None:
    places = [Place(each, f"{each}", "Xã", "commune", None, 21.0, 107.0) for each in range(1, 8)]
    drawing = draw(places, set(range(1, 8)))
    assert len(drawing.shapes) == 7
    assert min(each.geometry.area for each in drawing.shapes) > 0


@pytest.mark.parametrize("text", ["không phải hình", '{"type":"Point","coordinates":[107,21]}', '{"type":"Polygon"}'])
def test_text_that_is_no_polygon_counts_as_no_boundary(text: str) -> None:
    drawing = draw(province(boundaries={11: text}), {11})
    assert [each.schematic for each in drawing.shapes] == [True]


def test_neighbours_share_a_border_not_a_corner() -> None:
    boundaries = {
        11: box(107, 21, 107.1, 21.1),
        12: box(107.1, 21, 107.2, 21.1),
        13: box(107, 21.1, 107.1, 21.2),
        14: box(107.1, 21.1, 107.2, 21.2),
    }
    drawing = draw(province(boundaries=boundaries), set(COMMUNES))
    assert neighbours(drawing.shapes) == {(11, 12), (11, 13), (12, 14), (13, 14)}


def test_a_feature_names_its_area() -> None:
    (feature,) = draw(province(), {11}).as_geojson()["features"]  # type: ignore[misc, attr-defined]
    assert (feature["id"], feature["properties"]["name"], feature["properties"]["level"]) == (11, "Xã 11", "commune")
    assert feature["properties"]["parent"] == 1


def test_a_map_of_many_vertices_is_simplified_and_its_borders_stay_shared() -> None:
    ragged = [(107.1 + 0.0001 * (step % 2), 21 + step / 100_000) for step in range(10_001)]
    west = shapely.Polygon([(107, 21), *ragged, (107, 21.1)])
    east = shapely.Polygon([(107.2, 21.1), *reversed(ragged), (107.2, 21)])
    boundaries = {11: str(shapely.to_geojson(west)), 12: str(shapely.to_geojson(east))}
    drawn = list(geometries(draw(province(boundaries=boundaries), {11, 12})).values())
    assert sum(map(shapely.get_num_coordinates, drawn)) < MOST_VERTICES / 10
    assert shapely.coverage_is_valid(drawn)


points = st.tuples(st.integers(0, 40), st.integers(0, 40))


@settings(max_examples=40, deadline=None)
@given(st.lists(points, min_size=1, max_size=30))
def test_every_unit_with_coordinates_has_a_cell_and_the_order_of_places_does_not_matter(
    where: list[tuple[int, int]],
) -> None:
    places = [
        Place(number, f"{number:05}", "Xã", "commune", None, 20 + y / 50, 106 + x / 50)
        for number, (x, y) in enumerate(where, start=1)
    ]
    wanted = {each.id for each in places}
    drawing = draw(places, wanted)
    assert [each.place.id for each in drawing.shapes] == sorted(wanted)
    assert sum(each.geometry.area for each in drawing.shapes) == pytest.approx(
        shapely.union_all([each.geometry for each in drawing.shapes]).area, rel=1e-3
    )
    again = draw(places[::-1], wanted)
    assert sorted(again.as_geojson()["features"], key=lambda each: each["id"]) == drawing.as_geojson()["features"]  # type: ignore[call-overload]


def test_rounding_leaves_valid_polygons_or_nothing() -> None:
    spike = shapely.Polygon([(0, 0), (1, 0.000001), (2, 0), (2, 2), (1, 0.000002), (0, 2)])
    assert rounded(spike, 5).is_valid
    assert rounded(shapely.box(0, 0, 1e-7, 1e-7), 5).is_empty


def test_of_a_mixed_collection_only_polygons_are_kept() -> None:
    mixed = shapely.GeometryCollection(
        [shapely.Point(0, 0), shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)])]
    )
    assert polygons_of(mixed).equals(shapely.box(0, 0, 1, 1))
    assert polygons_of(shapely.Point(0, 0)).is_empty
