"""The shapes of areas on a map: recorded boundaries, and schematic cells where none is recorded.

Inputs, order and rounding of the schematic cells are told in `docs/boundaries.md`. Degrees of longitude
and latitude (WGS 84) throughout; cells are computed on a plane that is true to scale at the middle latitude.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Geometry, MultiPolygon, Polygon

MOST_VERTICES = 8_000
"""Vertices of one map: with more its borders are simplified, so that a page stays small."""

_LONE_CELL = 0.03  # degrees: the reach of a cell where there is nothing to measure spacing by
_REACH = 0.75  # of the mean spacing: how far a cell reaches outwards
_CLOSING = 1.5  # of the mean spacing: half the width of the gaps that are closed
_NUDGE = 0.05  # of the mean spacing: how far units at one place are set apart
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_QUARTER = 6  # segments of a quarter circle
_SLIVER = 1e-9  # square degrees: what is smaller is an artefact of rounding
_PIXELS = 2_000  # a map's longer side: what is smaller than a pixel may be simplified away


@dataclass(frozen=True, slots=True)
class Place:
    """An area as far as a map is concerned. `boundary` is GeoJSON text."""

    id: int
    code: str
    name: str
    level: str
    parent_id: int | None
    latitude: float | None = None
    longitude: float | None = None
    boundary: str | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """An area's shape. `schematic`: it rests, wholly or partly, on cells and not on recorded boundaries."""

    place: Place
    geometry: Geometry
    schematic: bool

    def as_feature(self) -> dict[str, object]:
        """The shape as a GeoJSON feature; `properties` is for the page to add to."""
        place = self.place
        properties = {
            "code": place.code,
            "name": place.name,
            "level": place.level,
            "parent": place.parent_id,
            "schematic": self.schematic,
        }
        geometry = json.loads(shapely.to_geojson(self.geometry))
        return {"type": "Feature", "id": place.id, "properties": properties, "geometry": geometry}


@dataclass(frozen=True, slots=True)
class Drawing:
    """The shapes of the areas asked for, in their order, and those that have no place on the map."""

    shapes: Sequence[Shape]
    not_placed: Sequence[Place]

    @property
    def schematic(self) -> bool:
        """Whether any shape is schematic: then the map must say so."""
        return any(each.schematic for each in self.shapes)

    @property
    def bounds(self) -> list[float] | None:
        """West, south, east and north in degrees; None where nothing is drawn."""
        if not self.shapes:
            return None
        found: list[float] = shapely.total_bounds([each.geometry for each in self.shapes]).tolist()
        return found

    def as_geojson(self) -> dict[str, object]:
        """A GeoJSON FeatureCollection; `schematic`, `not_placed` and `bbox` are told beside the features."""
        return {
            "type": "FeatureCollection",
            "schematic": self.schematic,
            "bbox": self.bounds,
            "features": [each.as_feature() for each in self.shapes],
            "not_placed": [{"id": each.id, "code": each.code, "name": each.name} for each in self.not_placed],
        }


def draw(places: Sequence[Place], wanted: Collection[int]) -> Drawing:
    """The shapes of the `wanted` areas among `places`, which hold their tree up to where cells are laid.

    A recorded boundary is drawn as it is. Of an area without one, the areas below it are put together; those
    that have none either get Voronoi cells around their coordinates, inside the recorded boundary above them.
    """
    drawn = _Map(places).shapes(set(wanted))
    found = [drawn[each.id] for each in places if each.id in wanted and each.id in drawn]
    lacking = [each for each in places if each.id in wanted and each.id not in drawn]
    return Drawing(_fit_for_pages(found), lacking)


def neighbours(shapes: Sequence[Shape]) -> set[tuple[int, int]]:
    """Pairs of area ids (the smaller first) that share a border; meeting in a point is none."""
    geometries = np.array([each.geometry for each in shapes], dtype=object)
    first, second = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    shared = shapely.get_dimensions(shapely.intersection(geometries[first], geometries[second])) >= 1
    ids = [each.place.id for each in shapes]
    pairs = zip(first[shared].tolist(), second[shared].tolist(), strict=True)
    return {(min(ids[a], ids[b]), max(ids[a], ids[b])) for a, b in pairs}


def polygons_of(geometry: Geometry) -> Geometry:
    """What is polygon in a geometry, as one Polygon or MultiPolygon; empty where there is none."""
    parts = shapely.get_parts(shapely.get_parts(geometry))  # a collection may hold multi-polygons
    kept = [each for each in parts if each.geom_type == "Polygon" and each.area > 0]
    return kept[0] if len(kept) == 1 else MultiPolygon(kept)


def rounded(geometry: Geometry, decimals: int) -> Geometry:
    """The geometry with rounded coordinates and valid. Empty where nothing is left.

    Every vertex is rounded for itself, so that a border two areas share stays one.
    """
    moved = shapely.transform(geometry, lambda points: np.round(points, decimals))
    sound = (
        moved if moved.is_valid else polygons_of(shapely.make_valid(moved, method="structure", keep_collapsed=False))
    )
    return shapely.remove_repeated_points(sound)


class _Map:
    """The tree of the places and what is recorded of them."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = {each.id: each for each in places}
        self.below: dict[int | None, list[int]] = defaultdict(list)
        for each in sorted(places, key=lambda place: (place.code, place.id)):
            self.below[each.parent_id if each.parent_id in self.places else None].append(each.id)
        self.own = _recorded(places)
        latitudes = [each.latitude for each in places if each.latitude is not None]
        latitudes += [shape.centroid.y for shape in self.own.values()]
        middle = math.fsum(latitudes) / len(latitudes) if latitudes else 0.0  # the same in whatever order they come
        self.squeeze = math.cos(math.radians(middle))
        self.drawn: dict[int, Shape] = {}

    def shapes(self, wanted: set[int]) -> dict[int, Shape]:
        """The shapes of the wanted areas and of what had to be drawn for them."""
        self._lay(None, self.below[None], self._with_all_above(wanted))
        for each in sorted(wanted & self.places.keys()):
            self._join(each)
        return self.drawn

    def _with_all_above(self, wanted: Iterable[int]) -> set[int]:
        found: set[int] = set()
        for each in wanted:
            at: int | None = each
            while at in self.places and at not in found:
                found.add(at)
                at = self.places[at].parent_id
        return found

    def _lay(self, frame: Geometry | None, areas: Sequence[int], needed: set[int]) -> None:
        """Draw areas, and what is needed below them, inside a frame (None: as far as they reach)."""
        leaves = [leaf for each in areas for leaf in self._leaves(each)]
        known = [each for each in leaves if each in self.own]
        pointed = [each for each in leaves if each not in self.own]
        for each in known:
            self.drawn[each] = Shape(self.places[each], self.own[each], schematic=False)
        for each, cell in zip(pointed, self._cells(frame, known, pointed), strict=True):
            if cell.area > _SLIVER:
                self.drawn[each] = Shape(self.places[each], cell, schematic=True)
        for each in known:
            if any(child in needed for child in self.below[each]):
                self._lay(self.own[each], self.below[each], needed)

    def _leaves(self, area: int) -> list[int]:
        """What an area is put together from: itself, where its boundary or nothing below it is recorded."""
        if area in self.own:
            return [area]
        below = [leaf for each in self.below[area] for leaf in self._leaves(each)]
        return below or ([area] if self._point(area) is not None else [])

    def _join(self, area: int) -> Shape | None:
        """Put an area together from the areas below it, where it was not drawn itself."""
        if area not in self.drawn and area not in self.own:
            parts = [part for each in self.below[area] if (part := self._join(each)) is not None]
            if parts:
                union = _union([each.geometry for each in parts])
                self.drawn[area] = Shape(self.places[area], union, any(each.schematic for each in parts))
        return self.drawn.get(area)

    def _point(self, area: int) -> tuple[float, float] | None:
        place = self.places[area]
        if place.latitude is None or place.longitude is None:
            return None
        return place.longitude * self.squeeze, place.latitude

    def _cells(self, frame: Geometry | None, known: Sequence[int], pointed: Sequence[int]) -> list[Geometry]:
        """Voronoi cells of areas, inside the frame and outside the boundaries known there."""
        if not pointed:
            return []
        points = np.array([self._point(each) for each in pointed])
        taken = [self._on_plane(self.own[each], self.squeeze) for each in known]
        spacing = _spacing(np.vstack([points, *(shapely.get_coordinates(each.centroid) for each in taken)]))
        points = _set_apart(points, spacing)
        region = _surroundings(points, spacing) if frame is None else self._on_plane(frame, self.squeeze)
        region = shapely.difference(region, shapely.union_all(taken))
        cells = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=region, ordered=True)
        clipped = [polygons_of(each) for each in _clipped(shapely.get_parts(cells), region)]
        return [self._on_plane(each, 1 / self.squeeze) for each in clipped]

    @staticmethod
    def _on_plane(geometry: Geometry, squeeze: float) -> Geometry:
        return shapely.transform(geometry, lambda points: points * np.array([squeeze, 1.0]))


def _recorded(places: Sequence[Place]) -> dict[int, Geometry]:
    """The boundaries that can be drawn; text that is no polygon counts as none."""
    given = [each for each in places if each.boundary]
    read = shapely.from_geojson([each.boundary for each in given], on_invalid="ignore")
    found: dict[int, Geometry] = {}
    for place, geometry in zip(given, read, strict=True):
        if isinstance(geometry, Polygon | MultiPolygon):
            sound = geometry if geometry.is_valid else polygons_of(shapely.make_valid(geometry))
            if not sound.is_empty:
                found[place.id] = sound
    return found


def _union(parts: Sequence[Geometry]) -> Geometry:
    """Parts put together: quickly where their borders match, as those of one file and of cells do."""
    if shapely.coverage_is_valid(parts):
        return shapely.coverage_union_all(parts)
    return shapely.union_all(parts)


def _spacing(points: np.ndarray) -> float:
    """The mean distance of units, by the area they are spread over."""
    spread = shapely.MultiPoint(points).convex_hull.area
    return max(math.sqrt(spread / len(points)), _LONE_CELL)


def _set_apart(points: np.ndarray, spacing: float) -> np.ndarray:
    """Units recorded at one place moved a little way off it, each in its own direction, in their order."""
    seen: dict[tuple[float, float], int] = defaultdict(int)
    apart = points.copy()
    for index, (x, y) in enumerate(np.round(points, 6).tolist()):
        times = seen[x, y]
        seen[x, y] += 1
        if times:
            turn, radius = times * _GOLDEN_ANGLE, _NUDGE * spacing * math.sqrt(times)
            apart[index] += (radius * math.cos(turn), radius * math.sin(turn))
    return apart


def _surroundings(points: np.ndarray, spacing: float) -> Geometry:
    """The ground around units where no boundary is known: discs, the gaps between them closed."""
    discs = shapely.union_all(shapely.buffer(shapely.points(points), _REACH * spacing, quad_segs=_QUARTER))
    closed = discs.buffer(_CLOSING * spacing, quad_segs=_QUARTER).buffer(-_CLOSING * spacing, quad_segs=_QUARTER)
    return shapely.union_all([Polygon(each.exterior) for each in shapely.get_parts(closed)])


def _clipped(cells: np.ndarray, region: Geometry) -> Iterator[Geometry]:
    """The part of every cell inside a region."""
    shapely.prepare(region)
    inside = shapely.contains_properly(region, cells)
    for cell, whole in zip(cells, inside.tolist(), strict=True):
        yield cell if whole else shapely.intersection(cell, region)


def _fit_for_pages(shapes: Sequence[Shape]) -> list[Shape]:
    """The shapes simplified where they are too many vertices for a page, and rounded to what can be seen."""
    if not shapes:
        return []
    geometries = np.array([each.geometry for each in shapes], dtype=object)
    west, south, east, north = shapely.total_bounds(geometries)
    size = max(east - west, north - south)
    if shapely.get_num_coordinates(geometries).sum() > MOST_VERTICES:
        geometries = _simplified(shapes, geometries, size / _PIXELS)
    decimals = min(max(math.ceil(math.log10(2 * _PIXELS / size)), 0), 6) if size > 0 else 6
    fitted = []
    for shape, geometry in zip(shapes, geometries, strict=True):
        small = rounded(geometry, decimals)
        fitted.append(Shape(shape.place, rounded(shape.geometry, 6) if small.is_empty else small, shape.schematic))
    return fitted


def _simplified(shapes: Sequence[Shape], geometries: np.ndarray, tolerance: float) -> np.ndarray:
    """Borders simplified together, so that they stay shared; level by level, since levels lie on each other."""
    simple = geometries.copy()
    levels = np.array([each.place.level for each in shapes])
    for level in np.unique(levels):
        here = levels == level
        simple[here] = shapely.coverage_simplify(geometries[here], tolerance)
    return simple
