"""Geometries of a map as they are recorded: checked, repaired where possible, simplified together, rounded."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Geometry
from shapely.geometry import shape

from tinhgon.errors import Text
from tinhgon.exchange.domain.boundary_files import Json
from tinhgon.registry.domain.geometry import polygons_of, rounded

TOLERANCE = 0.0002
"""Degrees (about 20 m): bends that enclose less than its square are simplified away."""

DECIMALS = 5
"""Places of a recorded coordinate: about 1 m."""

LONGEST = 200_000
"""Characters of one recorded boundary at most."""

_POLYGONS = ("Polygon", "MultiPolygon")
_OVERLAP = 0.01  # of the smaller: parts of one area that overlap by more are not parts but two versions


class UnfitGeometry(ValueError):
    """A geometry that cannot be a boundary: `why`, and how to `mend` it."""

    def __init__(self, why: Text, mend: Text) -> None:
        self.why = why
        self.mend = mend
        super().__init__(why.en)


@dataclass(frozen=True, slots=True)
class Checked:
    """A sound polygon or multi-polygon in degrees; `repaired` tells what was wrong with it before."""

    geometry: Geometry
    repaired: str = ""


def check_geometry(plain: Json | None) -> Checked:
    """A GeoJSON geometry as a sound polygon. Raises UnfitGeometry."""
    kind = None if plain is None else plain.get("type")
    if plain is None or kind not in _POLYGONS:
        vi, en = ("không có hình", "it has no geometry") if plain is None else (f"là {kind}", f"it is a {kind}")
        raise UnfitGeometry(
            Text(
                f"{vi}; ranh giới phải là Polygon hoặc MultiPolygon", f"{en}; a boundary is a Polygon or MultiPolygon"
            ),
            Text("Xuất lớp vùng (polygon), không phải lớp điểm hay đường.", "Export the layer of polygons."),
        )
    try:
        geometry = shapely.force_2d(shape(plain))
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError):
        raise UnfitGeometry(
            Text("tọa độ không thành vùng khép kín", "its coordinates make no closed rings"),
            Text("Vẽ lại hoặc xuất lại đối tượng này.", "Draw or export this feature again."),
        ) from None
    _require_degrees(geometry)
    return _sound(geometry)


def _require_degrees(geometry: Geometry) -> None:
    west, south, east, north = shapely.bounds(geometry).tolist()
    if geometry.is_empty or not all(map(math.isfinite, (west, south, east, north))):
        raise UnfitGeometry(
            Text("hình rỗng hoặc có tọa độ không phải là số", "it is empty or has coordinates that are no numbers"),
            Text("Vẽ lại hoặc xuất lại đối tượng này.", "Draw or export this feature again."),
        )
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise UnfitGeometry(
            Text(
                f"tọa độ ngoài phạm vi WGS 84: {west:.6g}…{east:.6g}, {south:.6g}…{north:.6g}",
                f"its coordinates lie outside WGS 84: {west:.6g}…{east:.6g}, {south:.6g}…{north:.6g}",
            ),
            Text(
                "Chuyển từ VN-2000 hoặc hệ khác về WGS 84 (EPSG:4326), kinh độ trước vĩ độ sau.",
                "Transform it from VN-2000 or another system to WGS 84 (EPSG:4326), longitude before latitude.",
            ),
        )


def _sound(geometry: Geometry) -> Checked:
    if geometry.is_valid:
        return Checked(geometry)
    repaired = polygons_of(shapely.make_valid(geometry))
    reason = shapely.is_valid_reason(geometry)
    if repaired.is_empty:
        raise UnfitGeometry(
            Text(f"hình không hợp lệ và không sửa được ({reason})", f"it is invalid and beyond repair ({reason})"),
            Text("Vẽ lại đối tượng này.", "Draw this feature again."),
        )
    return Checked(repaired, reason)


def join_parts(parts: Sequence[Geometry]) -> Geometry | None:
    """One geometry of several parts of an area, such as islands; None where they overlap: then two claim to be it."""
    whole = shapely.union_all(list(parts))
    overlap = sum(each.area for each in parts) - whole.area
    return None if overlap > _OVERLAP * min(each.area for each in parts) else polygons_of(whole)


def boundary_texts(geometries: Mapping[int, Geometry]) -> dict[int, str]:
    """The GeoJSON text to record for each area; empty where no polygon is left or it is longer than LONGEST.

    The borders are simplified together (coverage simplification), so that neighbours go on sharing them.
    """
    simplified = shapely.coverage_simplify(np.array(list(geometries.values()), dtype=object), TOLERANCE)
    return {area: text_of(each) for area, each in zip(geometries, simplified, strict=True)}


def text_of(geometry: Geometry) -> str:
    """A geometry rounded, as GeoJSON text; empty where nothing is left of it or it is longer than LONGEST."""
    small = rounded(geometry, DECIMALS)
    text = "" if small.is_empty else str(shapely.to_geojson(small))
    return text if len(text) <= LONGEST else ""
