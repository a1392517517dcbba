"""The units of one level in a scope with what is recorded and counted of each, in bulk.

Imported on its own: it needs Polars, which takes a while to load.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import polars as pl

from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import Kind, Level
from tinhgon.registry.selectors.labels import labels


class Place(NamedTuple):
    """One unit of a level: `natural_area` in km², `minority_share` of 1, coordinates in degrees.

    `villages` and `organizations` count those in the unit and in all units below it.
    """

    id: int
    code: str
    name: str
    type: str | None
    level: str
    parent_id: int | None
    parent: str | None
    natural_area: Decimal | None
    population: int | None
    villages: int
    organizations: int
    minority_share: Decimal | None
    latitude: Decimal | None
    longitude: Decimal | None

    @property
    def density(self) -> Fraction | None:
        """People per km²; None where either is not recorded."""
        if self.population is None or not self.natural_area:
            return None
        return self.population / Fraction(self.natural_area)


def levels(scope: Snapshot) -> list[Level]:
    """The levels of which the scope has units, highest first."""
    return sorted((Level(each) for each in scope[Kind.AREA]["level"].unique()), key=lambda each: each.rank)


def places(scope: Snapshot, level: Level) -> list[Place]:
    """The units of a level in a scope, by code."""
    areas = scope[Kind.AREA]
    inside = _inside(areas, level.value)
    villages = areas.filter(level=Level.VILLAGE.value).join(inside, on="id").group_by(id="unit").agg(villages=pl.len())
    bodies = scope[Kind.ORGANIZATION].select(id="area_id").join(inside, on="id").group_by(id="unit")
    units = areas.filter(level=level.value)
    frame = (
        units.join(villages, on="id", how="left")
        .join(bodies.agg(organizations=pl.len()), on="id", how="left")
        .join(_parents(scope, units), on="parent_id", how="left")
        .with_columns(pl.col("villages", "organizations").fill_null(0))
        .sort("code", "id")
    )
    return [Place(*row) for row in frame.select(Place._fields).iter_rows()]


def _inside(areas: pl.DataFrame, level: str) -> pl.DataFrame:
    """Every area at or below the units of a level, with the unit in which it lies."""
    step = areas.filter(level=level).select("id", unit="id")
    found = [step]
    while step.height:
        above = step.select("unit", parent_id="id")
        step = areas.select("id", "parent_id").join(above, on="parent_id").select("id", "unit")
        found.append(step)
    return pl.concat(found)


def _parents(scope: Snapshot, units: pl.DataFrame) -> pl.DataFrame:
    """What the units belong to, by name; those above the scope are looked up."""
    inside = scope[Kind.AREA].select(parent_id="id", parent="name")
    pointed = units.select("parent_id").drop_nulls().unique()
    lacking = pointed.join(inside, on="parent_id", how="anti")["parent_id"].to_list()
    named = labels(lacking, scope.on, scope.known)
    outside = {"parent_id": list(named), "parent": [each.name for each in named.values()]}
    return pl.concat([inside, pl.DataFrame(outside, schema=inside.schema)])
