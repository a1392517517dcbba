"""All bodies of a scope with their posts, holders and quotas, in bulk; and where each stands in the tree.

Imported on its own: it needs Polars, which takes a while to load.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import LEVELS, SECTORS, Kind
from tinhgon.registry.selectors.labels import labels


class BodyLine(NamedTuple):
    """One body in a list. `quota` is the sum of its ceilings, None where none was set."""

    id: int
    name: str
    short_name: str | None
    code: str | None
    tier: str
    sector: str
    form: str | None
    parent_id: int | None
    parent: str | None
    area_id: int | None
    area: str | None
    posts: int
    seats: int
    holders: int
    free: int
    quota: int | None


def bodies(scope: Snapshot) -> list[BodyLine]:
    """Every body of a scope: by tier, area, sector and name's code order; counts are of the body alone."""
    frame = (
        scope[Kind.ORGANIZATION]
        .join(_posts(scope), on="id", how="left")
        .join(_quotas(scope), on="id", how="left")
        .join(_called(scope, Kind.ORGANIZATION, "parent"), on="parent_id", how="left")
        .join(_called(scope, Kind.AREA, "area"), on="area_id", how="left")
        .join(scope[Kind.AREA].select(area_id="id", area_code="code"), on="area_id", how="left")
        .with_columns(pl.col("posts", "seats", "holders", "free").fill_null(0))
        .sort(_rank("tier", LEVELS), "area_code", _rank("sector", SECTORS), "id", nulls_last=True)
    )
    return [BodyLine(*row) for row in frame.select(BodyLine._fields).iter_rows()]


def _posts(scope: Snapshot) -> pl.DataFrame:
    """Posts, seats, holders and free seats of each body that has posts."""
    held = scope[Kind.MEMBERSHIP].group_by("post_id").agg(held=pl.len())
    return (
        scope[Kind.POST]
        .join(held, left_on="id", right_on="post_id", how="left")
        .with_columns(pl.col("seats").fill_null(1), pl.col("held").fill_null(0).cast(pl.Int64))
        .group_by(id="organization_id")
        .agg(
            posts=pl.len(),
            holders=pl.col("held").sum(),
            free=(pl.col("seats") - pl.min_horizontal("seats", "held")).sum(),
            seats=pl.col("seats").sum(),
        )
    )


def _quotas(scope: Snapshot) -> pl.DataFrame:
    return scope[Kind.QUOTA].group_by(id="organization_id").agg(quota=pl.col("amount").sum())


def _called(scope: Snapshot, kind: Kind, column: str) -> pl.DataFrame:
    """Names of what the column points to; those outside the scope are looked up."""
    inside = scope[kind].select(pl.col("id").alias(f"{column}_id"), pl.col("name").alias(column))
    pointed = scope[Kind.ORGANIZATION].select(f"{column}_id").drop_nulls().unique()
    lacking = pointed.join(inside, on=f"{column}_id", how="anti")[f"{column}_id"].to_list()
    named = labels(lacking, scope.on, scope.known)
    outside = {f"{column}_id": list(named), column: [each.name for each in named.values()]}
    return pl.concat([inside, pl.DataFrame(outside, schema=inside.schema)])


def _rank(column: str, order: Iterable[str]) -> pl.Expr:
    places = {str(each): place for place, each in enumerate(order)}
    return pl.col(column).replace_strict(places, default=len(places), return_dtype=pl.Int64)


def chains(scope: Snapshot, ids: Iterable[int], *, across: bool = False) -> dict[int, int]:
    """What each of these bodies, and everything above it within the scope, stands under in the tree."""
    steps = _steps(scope, across=across)
    found: dict[int, int] = {}
    level = set(ids)
    while level:
        rows = steps.filter(pl.col("id").is_in(list(level)))
        step = dict(rows.select("id", "above").iter_rows())
        found |= step
        level = set(step.values()) - found.keys()
    return found


def _steps(scope: Snapshot, *, across: bool) -> pl.DataFrame:
    """What each area and body stands under within the scope, as `selectors.apparatus` has it."""
    areas = scope[Kind.AREA].select("id", above="parent_id")
    bodies = scope[Kind.ORGANIZATION].select("id", "parent_id", "area_id")
    parents = bodies.select(parent_id="id", parent_area="area_id", inside=pl.lit(value=True))
    apart = pl.lit(value=False) if across else (pl.col("parent_area") != pl.col("area_id")).fill_null(value=False)
    placed = bodies.join(parents, on="parent_id", how="left").select(
        "id", above=pl.when(pl.col("inside").is_null() | apart).then("area_id").otherwise("parent_id")
    )
    inside = pl.concat([areas.select(above="id"), bodies.select(above="id")])
    return pl.concat([areas, placed]).join(inside, on="above", how="semi")
