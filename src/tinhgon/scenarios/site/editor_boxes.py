"""The boxes of the chart: every area and body of one side of a scenario as a row, so that two states can be compared.

A body stands under its parent where both serve the same area, otherwise under the area it serves; one that the
scenario moves stands under what it was moved to. What a scenario ends stays, marked, where it stood.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from weakref import WeakKeyDictionary

import polars as pl

from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.scenarios.opening import Opened
from tinhgon.temporal import Period

Side = Literal["before", "after"]

JOINT_FORMS = (
    "joint_office",
    "organization_home_affairs",
    "inspection_joint",
    "front_common_organ",
    "council_committee_office",
)
"""Forms of bodies that serve several organs at once; the first are offered where bodies are joined."""

_PLACED = ("parent_id", "above")
_TOLD = ("form", "sector", "tier", "area_id", "code", "seats", "used", "posts", "unified", "head", "quota")
_SENT = (
    "id", "kind", "above", "name", "code", "form", "tier", "sector", "head", "heads", "used", "seats", "quota",
    "unified", "joint", "mark", "fresh",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Redrawn:
    """The boxes that another state has otherwise, and the ids of those that it has no more."""

    boxes: pl.DataFrame
    gone: tuple[int, ...]


def boxes(opened: Opened, on: date, side: Side, fresh: Mapping[int, int] | None = None) -> pl.DataFrame:
    """The boxes of one side of a plan on a day, sorted by id; `fresh` counts the new findings of each."""
    before, after = state_of(opened.before(on)), state_of(opened.after(on))
    shown = _after(opened, on, before, after) if side == "after" else _before(opened, on, before, after)
    counts = pl.DataFrame(
        {"id": list(fresh or {}), "fresh": list((fresh or {}).values())}, schema={"id": pl.Int64, "fresh": pl.Int64}
    )
    return shown.join(counts, on="id", how="left").select(_SENT).sort("id")


def redrawn(old: pl.DataFrame, new: pl.DataFrame) -> Redrawn:
    """What differs between two states of the boxes."""
    changed = new.join(old, on=list(new.columns), how="anti", nulls_equal=True)
    gone = old.join(new, on="id", how="anti")["id"].to_list()
    return Redrawn(changed, tuple(gone))


_states: WeakKeyDictionary[Apparatus, pl.DataFrame] = WeakKeyDictionary()


def state_of(apparatus: Apparatus) -> pl.DataFrame:
    """Areas and bodies with where they stand, who heads them, their posts and ceilings; kept with the apparatus."""
    found = _states.get(apparatus)
    if found is None:
        found = _states[apparatus] = pl.concat([_bodies(apparatus), _areas(apparatus)], how="diagonal")
    return found


def _areas(apparatus: Apparatus) -> pl.DataFrame:
    areas = apparatus.snapshot[Kind.AREA]
    there = pl.col("parent_id").is_in(areas["id"].to_list())
    return areas.select(
        "id", "name", "code", "parent_id", kind=pl.lit(Kind.AREA.value), form="type", tier="level",
        above=pl.when(there).then("parent_id"),
    )  # fmt: skip


def _bodies(apparatus: Apparatus) -> pl.DataFrame:
    bodies = apparatus.snapshot[Kind.ORGANIZATION]
    parents = bodies.select(parent_id="id", parent_area="area_id", has_parent=pl.lit(True))
    areas = apparatus.snapshot[Kind.AREA].select(area_id="id", has_area=pl.lit(True))
    placed = bodies.join(parents, on="parent_id", how="left").join(areas, on="area_id", how="left")
    inside = pl.col("has_parent") & (pl.col("area_id").eq_missing(pl.col("parent_area")) | pl.col("area_id").is_null())
    return (
        placed.with_columns(
            kind=pl.lit(Kind.ORGANIZATION.value),
            above=pl.when(inside).then("parent_id").when(pl.col("has_area")).then("area_id")
            .when(pl.col("has_parent")).then("parent_id"),
        )
        .join(_staffed(apparatus), on="id", how="left")
        .join(_headed(apparatus), on="id", how="left")
        .join(_allotted(apparatus), on="id", how="left")
        .select(
            "id", "kind", "above", "name", "code", "form", "tier", "sector", "parent_id", "area_id", "posts", "seats",
            "used", "heads", "unified", "head", "quota",
        )
    )  # fmt: skip


def _staffed(apparatus: Apparatus) -> pl.DataFrame:
    """Seats and how many of them are taken, by body; a seat that two hold while one hands over is one."""
    posts = apparatus.snapshot[Kind.POST]
    held = apparatus.snapshot[Kind.MEMBERSHIP].group_by(id="post_id").agg(holders=pl.len())
    paired = posts["unified_with_id"].drop_nulls().to_list()
    seats = pl.col("seats").fill_null(1)
    return (
        posts.join(held, on="id", how="left")
        .group_by(id="organization_id")
        .agg(
            posts=pl.struct("id", "title", "unified_with_id").hash().sum(),
            seats=seats.sum(),
            used=pl.min_horizontal(seats, pl.col("holders").fill_null(0).cast(pl.Int64)).sum(),
            heads=(pl.col("headship") == "head").sum().cast(pl.Int64),
            unified=(pl.col("unified_with_id").is_not_null() | pl.col("id").is_in(paired)).any(),
        )
    )


def _headed(apparatus: Apparatus) -> pl.DataFrame:
    """Who heads each body: the holder of its first post of a head, whoever hands over last."""
    heads = apparatus.snapshot[Kind.POST].filter(pl.col("headship") == "head").select("organization_id", post_id="id")
    return (
        apparatus.snapshot[Kind.MEMBERSHIP]
        .join(heads, on="post_id", how="inner")
        .sort("post_id", pl.col("handover").fill_null(False), "id")
        .group_by(id="organization_id")
        .agg(head=pl.col("person_id").first())
    )


def _allotted(apparatus: Apparatus) -> pl.DataFrame:
    return apparatus.snapshot[Kind.QUOTA].group_by(id="organization_id").agg(quota=pl.col("amount").sum())


def _after(opened: Opened, on: date, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The state with the plan, what it ends as it was before."""
    marked = _marked(after, before, opened, on)
    ended = before.join(after, on="id", how="anti").with_columns(mark=pl.lit("ended"))
    return _finished(pl.concat([marked, ended], how="diagonal"))


def _before(opened: Opened, on: date, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The state without the plan, with what will become of each box."""
    marks = _marked(after, before, opened, on).select("id", "mark", is_there=pl.lit(True))
    mark = pl.when(pl.col("is_there").is_null()).then(pl.lit("ended")).otherwise("mark")
    return _finished(before.join(marks, on="id", how="left").with_columns(mark=mark))


def _finished(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(joint=pl.col("form").is_in(JOINT_FORMS))


def _marked(after: pl.DataFrame, before: pl.DataFrame, opened: Opened, on: date) -> pl.DataFrame:
    """The state after with how each box differs from that before; the gravest change says it."""
    both = after.join(before, on="id", how="left", suffix="_was")
    was = pl.col("kind_was").is_not_null()

    def differs(columns: tuple[str, ...]) -> pl.Expr:
        return pl.any_horizontal(pl.col(each).ne_missing(pl.col(f"{each}_was")) for each in columns)

    moved = was & pl.col("parent_id").ne_missing(pl.col("parent_id_was"))
    under = moved & pl.col("parent_id").is_in(after["id"].to_list())
    mark = (
        pl.when(pl.col("id").is_in(_merged(opened, on))).then(pl.lit("merged"))
        .when(~was).then(pl.lit("new"))
        .when(moved | (was & differs(_PLACED))).then(pl.lit("moved"))
        .when(differs(("name",))).then(pl.lit("renamed"))
        .when(differs(_TOLD)).then(pl.lit("changed"))
    )  # fmt: skip
    above = pl.when(under).then("parent_id").otherwise("above")
    return both.with_columns(mark=mark, above=above).select(*after.columns, "mark")


def _merged(opened: Opened, on: date) -> list[int]:
    """What other bodies or areas pass wholly into by a step of the plan, up to a day."""
    return [
        link.successor
        for record in opened.preview.register.changed.values()
        if record is not None
        for link in record.links
        if link.source < 0 and link.extent == "whole" and on in Period.since(link.on)
    ]
