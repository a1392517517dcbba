"""Figures of units: of one, of several together, and of all after the changes of an instrument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from tinhgon.demo.domain.quang_ninh.tables import Unit, UnitChange
from tinhgon.registry.domain.changes import Attributes

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


def measures(unit: Unit) -> Attributes:
    """Area (km²), population and point of a unit as the registry keeps them."""
    return {
        "natural_area": unit.natural_area,
        "population": unit.population,
        "latitude": unit.latitude,
        "longitude": unit.longitude,
    }


def area_of(units: Iterable[Unit]) -> str:
    """The areas of units added up, in km²."""
    return str(sum((Decimal(each.natural_area) for each in units), Decimal()))


def population_of(units: Iterable[Unit]) -> int:
    """The populations of units added up."""
    return sum(each.population for each in units)


def middle(units: Sequence[Unit]) -> Point:
    """The mean of the units' points, weighted by area."""
    weights = [float(each.natural_area) for each in units]
    north, east = (
        sum(weight * float(getattr(unit, name)) for weight, unit in zip(weights, units, strict=True)) / sum(weights)
        for name in ("latitude", "longitude")
    )
    return north, east


def point_attributes(point: Point) -> Attributes:
    """A point as the registry keeps it, to about ten metres."""
    return {"latitude": f"{point[0]:.4f}", "longitude": f"{point[1]:.4f}"}


def together(units: Sequence[Unit]) -> Attributes:
    """Area, population and middle of several units taken as one."""
    figures: Attributes = {"natural_area": area_of(units), "population": population_of(units)}
    return figures | point_attributes(middle(units))


def groups(changes: Iterable[UnitChange], kind: str) -> dict[str, list[str]]:
    """Which units go into which, by the code of the one they go into."""
    found: dict[str, list[str]] = {}
    for change in changes:
        if change.change == kind:
            found.setdefault(change.into, []).append(change.code)
    return found


def units_after(units: Mapping[str, Unit], changes: Sequence[UnitChange]) -> dict[str, Unit]:
    """The units by code after changes that hold on one day; what goes on keeps its point."""
    after = dict(units)
    named = {change.into or change.code: change for change in changes if change.change != "merged"}
    for into, codes in groups(changes, "merged").items():
        joined = [units[each] for each in (into, *codes)]
        after[into] = replace(units[into], natural_area=area_of(joined), population=population_of(joined))
    for into, codes in groups(changes, "consolidated").items():
        joined = [units[each] for each in codes]
        figures = replace(units[into], natural_area=area_of(joined), population=population_of(joined))
        point = point_attributes(middle(joined))
        after[into] = replace(figures, latitude=str(point["latitude"]), longitude=str(point["longitude"]))
    for code, change in named.items():
        if code in after:
            after[code] = replace(after[code], name=change.name, type=change.type)
    ended = {change.code for change in changes if change.into not in ("", change.code)}
    return {code: unit for code, unit in after.items() if code not in ended}
