"""Reading a file of boundaries: GeoJSON (RFC 7946) or TopoJSON, as features with plain GeoJSON geometries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

import msgspec

from tinhgon.errors import Text, TinhGonError

Json = Mapping[str, Any]
Position = tuple[float, float]

_WGS84 = ("CRS84", "4326")  # how the names of WGS 84 end


class BrokenMap(TinhGonError):
    """A file that is no map this program reads; nothing was written."""

    code = "broken_map"


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a file. `number` counts from 1; `fault` tells why its geometry could not be read."""

    number: int
    properties: Json
    geometry: Json | None
    fault: Text | None = None


@dataclass(frozen=True, slots=True)
class MapFile:
    """The features of a file, and the day they show where the file states it (top-level member `date`)."""

    features: Sequence[Feature]
    on: date | None


def read_map(data: bytes) -> MapFile:
    """The features of a GeoJSON or TopoJSON file. Raises BrokenMap."""
    try:
        whole = msgspec.json.decode(data)
    except msgspec.DecodeError as error:
        raise _broken("không phải JSON UTF-8", "it is no UTF-8 JSON", str(error)) from None
    match whole:
        case {"type": "FeatureCollection", "features": list(features)}:
            _require_wgs84(whole)
            found = [_feature(number, each) for number, each in enumerate(features, start=1)]
        case {"type": "Topology", "objects": dict(objects), "arcs": list()}:
            topology = _Topology(whole)
            geometries = [each for name in objects for each in _geometries(objects[name])]
            found = [topology.feature(number, each) for number, each in enumerate(geometries, start=1)]
        case _:
            raise _broken(
                "không phải FeatureCollection (GeoJSON) hay Topology (TopoJSON)",
                "it is neither a FeatureCollection (GeoJSON) nor a Topology (TopoJSON)",
            )
    if not found:
        raise _broken("không có đối tượng nào", "it holds no feature")
    return MapFile(found, _day(whole.get("date")))


def _feature(number: int, plain: object) -> Feature:
    match plain:
        case {"type": "Feature", "geometry": dict() | None as geometry, **rest}:
            return Feature(number, _properties(rest.get("properties"), rest.get("id")), geometry)
    return Feature(number, {}, None, Text("không phải một Feature", "it is no Feature"))


def _properties(given: object, identifier: object) -> Json:
    """The properties, and beside them the feature's own id under the name `id` where they have none."""
    properties = given if isinstance(given, dict) else {}
    return properties if identifier is None else {"id": identifier} | properties


def _require_wgs84(whole: Json) -> None:
    match whole.get("crs"):
        case None:
            return
        case {"properties": {"name": str(name)}} if name.endswith(_WGS84):
            return
    raise _broken(
        "tọa độ theo hệ khác WGS 84",
        "its coordinates are in another system than WGS 84",
        "$.crs",
        Text(
            "Chuyển tệp về WGS 84 (EPSG:4326), kinh độ trước vĩ độ sau, rồi nhập lại.",
            "Transform the file to WGS 84 (EPSG:4326), longitude before latitude, and import again.",
        ),
    )


def _day(stated: object) -> date | None:
    if stated is None:
        return None
    try:
        return date.fromisoformat(str(stated))
    except ValueError:
        raise _broken("không đọc được ngày của tệp", "the day it states cannot be read", "$.date") from None


def _broken(vi: str, en: str, where: str = "", mend: Text | None = None) -> BrokenMap:
    otherwise = Text(
        "Xuất lại từ phần mềm bản đồ dưới dạng GeoJSON hoặc TopoJSON, hệ WGS 84.",
        "Export it from the map software again, as GeoJSON or TopoJSON in WGS 84.",
    )
    return BrokenMap(
        Text("Không đọc được tệp bản đồ", "The map cannot be read"),
        where=where,
        why=Text(vi, en),
        mend=mend or otherwise,
    )


# --- TopoJSON -----------------------------------------------------------------------------------


def _geometries(plain: object) -> Iterator[object]:
    """The geometries of an object, those of collections one by one."""
    match plain:
        case {"type": "GeometryCollection", "geometries": list(inner)}:
            for each in inner:
                yield from _geometries(each)
        case _:
            yield plain


class _Topology:
    """The arcs of a topology, and geometries put together from them."""

    def __init__(self, whole: Json) -> None:
        try:
            self.arcs = [_arc(each, whole.get("transform")) for each in whole["arcs"]]
        except (TypeError, ValueError, KeyError):
            raise _broken(
                "các cung (arcs) hoặc phép đổi (transform) hỏng", "its arcs or transform are broken"
            ) from None

    def feature(self, number: int, plain: object) -> Feature:
        """A geometry of the topology as a feature."""
        if not isinstance(plain, dict):
            return Feature(number, {}, None, Text("không phải một hình", "it is no geometry"))
        properties = _properties(plain.get("properties"), plain.get("id"))
        try:
            return Feature(number, properties, self._geometry(plain))
        except (TypeError, ValueError, IndexError, KeyError):
            return Feature(number, properties, None, Text("trỏ tới cung không có", "it names arcs that are not there"))

    def _geometry(self, plain: Json) -> Json | None:
        match plain.get("type"):
            case "Polygon":
                return {"type": "Polygon", "coordinates": [self._ring(each) for each in plain["arcs"]]}
            case "MultiPolygon":
                polygons = [[self._ring(each) for each in rings] for rings in plain["arcs"]]
                return {"type": "MultiPolygon", "coordinates": polygons}
            case None:
                return None
        return {"type": plain["type"], "coordinates": []}

    def _ring(self, numbers: Sequence[int]) -> list[Position]:
        """The arcs one after the other; the end of each is the start of the next and is told once."""
        points: list[Position] = []
        for number in numbers:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]  # ~n: arc n backwards
            points.extend(arc[1:] if points else arc)
        return points


def _arc(positions: Sequence[Sequence[float]], transform: Json | None) -> list[Position]:
    """An arc in degrees. With a transform it is quantised: whole numbers, each the step from the one before."""
    if transform is None:
        return [(x, y) for x, y, *_ in positions]
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    xs = accumulate(each[0] for each in positions)
    ys = accumulate(each[1] for each in positions)
    return [(x * scale_x + left, y * scale_y + bottom) for x, y in zip(xs, ys, strict=True)]
