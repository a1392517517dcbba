"""Maps read, checked and matched, without a database."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
import shapely

from tinhgon.exchange.domain.boundary_faults import Sort
from tinhgon.exchange.domain.boundary_files import BrokenMap, Feature, read_map
from tinhgon.exchange.domain.boundary_geometry import (
    UnfitGeometry,
    boundary_texts,
    check_geometry,
    join_parts,
)
from tinhgon.exchange.domain.boundary_matching import Area, match_features
from tinhgon.exchange.domain.boundary_plan import Recorded, joined, prepare, span
from tinhgon.registry.domain.vocabulary import Level
from tinhgon.temporal import Period


def square(west: float, south: float, side: float = 0.1) -> dict[str, Any]:
    corners = [(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)]
    return {"type": "Polygon", "coordinates": [corners]}


def collection(*features: tuple[dict[str, object], object], **members: object) -> bytes:
    """A GeoJSON file of features: their properties and geometry."""
    plain = [{"type": "Feature", "properties": each, "geometry": geometry} for each, geometry in features]
    return json.dumps({"type": "FeatureCollection", "features": plain, **members}).encode()


# --- files --------------------------------------------------------------------------------------


def topology(transform: bool) -> bytes:
    """Two squares that share a border, arc 1, and two islands; quantised in tenths of a degree, or not."""
    arcs = [
        [[1, 1], [0, 0], [0, 1], [1, 1]],
        [[1, 0], [1, 1]],
        [[1, 1], [2, 1], [2, 0], [1, 0]],
        [[5, 5], [6, 5], [5, 6], [5, 5]],
    ]
    arcs[0] = [[1, 1], [0, 1], [0, 0], [1, 0]]
    whole: dict[str, object] = {"type": "Topology"}
    if transform:
        steps = []
        for arc in arcs:
            before = (0, 0)
            steps.append([])
            for x, y in arc:
                steps[-1].append([x - before[0], y - before[1]])
                before = (x, y)
        whole |= {"transform": {"scale": [0.1, 0.1], "translate": [107, 21]}, "arcs": steps}
    else:
        whole["arcs"] = [[[107 + x / 10, 21 + y / 10] for x, y in arc] for arc in arcs]
    geometries = [
        {"type": "Polygon", "arcs": [[0, 1]], "properties": {"code": "A"}},
        {"type": "MultiPolygon", "arcs": [[[2, 1]], [[3]]], "id": "B"},
        {"type": "Polygon", "arcs": [[99]]},
        {"type": "Point", "coordinates": [0, 0]},
        {"type": None},
    ]
    whole["objects"] = {"x": {"type": "GeometryCollection", "geometries": geometries}}
    return json.dumps(whole).encode()


@pytest.mark.parametrize("transform", [True, False])
def test_topojson_arcs_are_put_together_forwards_and_backwards(transform: bool) -> None:
    first, second, broken, point, empty = read_map(topology(transform)).features
    assert check_geometry(first.geometry).geometry.equals_exact(
        shapely.Polygon([(107.1, 21.1), (107, 21.1), (107, 21), (107.1, 21)]), 1e-9
    )
    islands = check_geometry(second.geometry).geometry
    assert [round(each.area, 6) for each in islands.geoms] == [0.01, 0.005]
    assert (first.properties, second.properties) == ({"code": "A"}, {"id": "B"})
    assert (broken.number, broken.fault is not None) == (3, True)
    assert point.geometry == {"type": "Point", "coordinates": []}
    assert (empty.geometry, empty.fault) == (None, None)


def test_neighbours_of_a_topology_share_their_border_after_simplifying() -> None:
    first, second, *_ = read_map(topology(True)).features
    texts = boundary_texts({1: check_geometry(first.geometry).geometry, 2: check_geometry(second.geometry).geometry})
    west, east = (shapely.from_geojson(each) for each in texts.values())
    assert west.intersection(east).length == pytest.approx(0.1)


def test_a_file_may_state_its_day() -> None:
    assert read_map(collection(({}, square(107, 21)), date="2019-12-31")).on == date(2019, 12, 31)
    assert read_map(collection(({}, square(107, 21)))).on is None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff\xfe", "no UTF-8 JSON"),
        (b'{"type": "Feature"}', "neither a FeatureCollection"),
        (collection(), "no feature"),
        (collection(({}, square(107, 21)), date="hôm nay"), "the day"),
        (collection(({}, square(107, 21)), crs={"properties": {"name": "EPSG:3405"}}), "another system"),
        (b'{"type":"Topology","objects":{"a":{}},"arcs":[[1]]}', "arcs"),
        (b'{"type":"Topology","objects":{"a":{}},"arcs":[],"transform":{}}', ""),
    ],
)
def test_a_file_that_is_no_map_is_refused(data: bytes, why: str) -> None:
    if not why:
        assert read_map(data).features[0].geometry is None
        return
    with pytest.raises(BrokenMap, match=why):
        read_map(data)


# --- geometries ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("geometry", "why"),
    [
        (None, "no geometry"),
        ({"type": "Point", "coordinates": [107, 21]}, "is a Point"),
        ({"type": "Polygon", "coordinates": [[[107, 21], [108, 21]]]}, "no closed rings"),
        ({"type": "Polygon", "coordinates": "x"}, "no closed rings"),
        ({"type": "Polygon", "coordinates": []}, "empty"),
        (square(427_000, 2_325_000, 1000), "outside WGS 84"),
        (square(21, 107), "outside WGS 84"),
        ({"type": "Polygon", "coordinates": [[[107, 21], [108, 21], [107, 21], [107, 21]]]}, "beyond repair"),
    ],
)
def test_an_unfit_geometry_is_refused_with_its_reason(geometry: dict[str, object] | None, why: str) -> None:
    with pytest.raises(UnfitGeometry, match=why):
        check_geometry(geometry)


def test_a_bow_tie_is_repaired_and_said_so() -> None:
    bow = {"type": "Polygon", "coordinates": [[[107, 21], [107.2, 21.2], [107.2, 21], [107, 21.2], [107, 21]]]}
    checked = check_geometry(bow)
    assert checked.geometry.is_valid
    assert "Self-intersection" in checked.repaired
    assert check_geometry(square(107, 21)).repaired == ""


def test_islands_are_joined_and_two_versions_of_one_area_are_not() -> None:
    islands = [shapely.box(107, 21, 107.1, 21.1), shapely.box(107.2, 21, 107.3, 21.1)]
    joint = join_parts(islands)
    assert joint is not None
    assert joint.area == pytest.approx(0.02)
    assert join_parts([shapely.box(107, 21, 107.1, 21.1), shapely.box(107.01, 21, 107.11, 21.1)]) is None


def test_recorded_coordinates_have_five_decimals_and_tiny_shapes_are_told() -> None:
    texts = boundary_texts({1: shapely.box(107.123456789, 21, 107.2, 21.1), 2: shapely.box(108, 22, 108.000001, 22.1)})
    assert "107.12346" in texts[1]
    assert "107.123456" not in texts[1]
    assert texts[2] == ""


# --- matching -----------------------------------------------------------------------------------

PROVINCE = Area(1, "22", "Tỉnh Quảng Ninh", Level.PROVINCE)
EAST = Area(2, "201", "Thành phố Đông", Level.DISTRICT, (PROVINCE,))
WEST = Area(3, "202", "Huyện Tây", Level.DISTRICT, (PROVINCE,))
RICE = Area(4, "06001", "Xã Tân Lập", Level.COMMUNE, (EAST, PROVINCE))
MAIZE = Area(5, "06002", "Xã Tân Lập", Level.COMMUNE, (WEST, PROVINCE))
YAM = Area(6, "06003", "Phường Hoà Bình", Level.COMMUNE, (EAST, PROVINCE))
AREAS = [PROVINCE, EAST, WEST, RICE, MAIZE, YAM]


def features(*properties: dict[str, object]) -> list[Feature]:
    return [Feature(number, each, square(107, 21)) for number, each in enumerate(properties, start=1)]


def matched(found: object) -> dict[int, list[int]]:
    return {area: [each.number for each in listed] for area, listed in found.found.items()}  # type: ignore[attr-defined]


def test_the_property_and_level_by_which_most_areas_are_found_are_taken() -> None:
    rows = features(
        {"prov": "22", "MA_XA": "06001"}, {"prov": "22", "MA_XA": "06002"}, {"prov": "22", "MA_XA": "06003"}
    )
    found = match_features(rows, AREAS)
    assert (found.level, found.code_property) == (Level.COMMUNE, "MA_XA")
    assert matched(found) == {4: [1], 5: [2], 6: [3]}
    assert match_features(features({"prov": "22"}), AREAS).level is Level.PROVINCE


def test_running_numbers_are_codes_only_where_the_property_is_named() -> None:
    rows = features({"OBJECTID": 6001, "ten": "khác"}, {"OBJECTID": 6002, "ten": "khác"})
    assert matched(match_features(rows, AREAS)) == {}
    assert matched(match_features(rows, AREAS, level=Level.COMMUNE, code_property="OBJECTID")) == {4: [1], 5: [2]}


def test_without_a_code_the_name_within_the_area_above_decides() -> None:
    rows = features(
        {"ten": "Tân Lập", "huyen": "Đông"}, {"ten": "xã tân lập", "huyen": "202"}, {"ten": "Phường Hòa Bình"}
    )
    assert matched(match_features(rows, AREAS)) == {4: [1], 5: [2], 6: [3]}


def test_a_name_that_may_mean_several_areas_is_ambiguous() -> None:
    (fault,) = match_features(features({"ten": "Xã Tân Lập", "tinh": "Quảng Ninh"}), AREAS).faults
    assert (fault.number, fault.name, fault.sort) == (1, "Xã Tân Lập", Sort.AMBIGUOUS)
    assert "06001, 06002" in fault.why.en


def test_two_features_with_nothing_but_one_name_are_ambiguous() -> None:
    found = match_features(features({"ten": "Phường Hòa Bình"}, {"ten": "Hòa Bình"}), AREAS)
    assert [(each.number, each.sort) for each in found.faults] == [(1, Sort.AMBIGUOUS), (2, Sort.AMBIGUOUS)]
    assert matched(found) == {}


def test_a_known_name_does_not_make_up_for_an_unknown_code() -> None:
    rows = features({"ma": "06001", "ten": "Xã Tân Lập"}, {"ma": "99999", "ten": "Phường Hoà Bình"})
    found = match_features(rows, AREAS)
    assert matched(found) == {4: [1]}
    assert [(each.number, each.sort) for each in found.faults] == [(2, Sort.AMBIGUOUS)]


def test_features_that_do_not_name_the_area_asked_for_lie_elsewhere() -> None:
    rows = features(
        {"ma": "06001", "tinh": "22"},
        {"ma": "00001", "tinh": "01"},
        {"ma": "06999", "tinh": "22", "ten": "Lạ"},
    )
    found = match_features(rows, AREAS, PROVINCE)
    assert (matched(found), found.outside) == ({4: [1]}, 1)
    assert [(each.number, each.sort) for each in found.faults] == [(3, Sort.UNMATCHED)]


def test_an_area_the_file_calls_otherwise_is_told() -> None:
    rows = features({"ma": "06001", "ten": "Xã Tân Lập"}, {"ma": "06003", "ten": "Phường Khác"})
    ((number, name, area),) = [(each.number, each.name, each.area) for each in match_features(rows, AREAS).other_names]
    assert (number, name, area) == (2, "Phường Khác", YAM)


def test_every_fault_of_a_file_is_told_at_once() -> None:
    rows = [
        Feature(1, {"ma": "06001"}, {"type": "Point"}),
        Feature(2, {"ma": "06002"}, square(107, 21)),
        Feature(3, {"ma": "06002"}, square(107.01, 21)),
        Feature(4, {"ma": "x"}, square(107, 21)),
        Feature(5, {"ma": "06003"}, square(107.2, 21)),
    ]
    prepared = prepare(match_features(rows, AREAS))
    assert list(prepared.texts) == [6]
    assert [(each.number, each.sort) for each in prepared.faults] == [
        (1, Sort.INVALID),
        (2, Sort.AMBIGUOUS),
        (3, Sort.AMBIGUOUS),
        (4, Sort.UNMATCHED),
    ]
    assert all(each.why.vi and each.mend.vi for each in prepared.faults)


# --- days ---------------------------------------------------------------------------------------


def day(year: int) -> date:
    return date(year, 1, 1)


@pytest.mark.parametrize(
    ("start", "turns", "others", "expected"),
    [
        (2019, [], [], (2019, None)),
        (2000, [], [], (2005, None)),
        (2000, [2005, 2012, 2021, 2025], [], (2012, 2021)),
        (2000, [2019], [], (2019, None)),
        (2000, [], [(2010, 2015), (2023, None)], (2015, 2023)),
        (2000, [2012], [(2005, 2008)], (2012, None)),
    ],
)
def test_a_boundary_is_stated_while_the_extent_stays_and_nothing_else_is_recorded(
    start: int, turns: list[int], others: list[tuple[int, int | None]], expected: tuple[int, int | None]
) -> None:
    periods = [Period(day(first), None if end is None else day(end)) for first, end in others]
    found = span(Period.since(day(2005)), day(2019), day(start), map(day, turns), periods)
    assert (found.lower.year, found.end and found.end.year) == expected


def test_rows_that_meet_and_say_the_same_are_one_boundary() -> None:
    rows = [
        Recorded(Period(day(2010), day(2012)), "a"),
        Recorded(Period(day(2005), day(2010)), "a"),
        Recorded(Period(day(2012), None), "b"),
    ]
    assert joined(rows) == [Recorded(Period(day(2005), day(2012)), "a"), Recorded(Period(day(2012), None), "b")]
