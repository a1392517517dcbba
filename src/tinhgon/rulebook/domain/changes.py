"""Rows of indicators that compare two days: what was cut, closed, merged and moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.apparatus import PLACES, Apparatus
from tinhgon.rulebook.domain.codes import MOUNTAIN, OTHER_TERRAIN
from tinhgon.rulebook.domain.figures import Context
from tinhgon.rulebook.domain.posts import Rows, holder_rows, organization_rows, post_rows, quota_rows, units
from tinhgon.rulebook.domain.standards import ratios, tested

_SHARED = ("kind", "name", *PLACES, "sector", "tier", "establishment_class", "funding")


def cut(select: Callable[[Apparatus], pl.DataFrame]) -> Rows:
    """Rows of the earlier or the later day; the amount is how much less there is, the base what there was.

    `select` gives rows with `amount`. Counted are the rows that changed, also those that grew, so that the
    sum of the amounts is the net cut. A row stands where it stood on the earlier day.
    """

    def rows(context: Context) -> pl.DataFrame:
        was, now = select(context.earlier), select(context.now)
        both = was.join(now, on="id", how="full", suffix="_now", coalesce=True)
        placed = [pl.coalesce(name, f"{name}_now").alias(name) for name in _shared(was)]
        before, after = pl.col("amount").fill_null(0), pl.col("amount_now").fill_null(0)
        return both.select("id", *placed, amount=before - after, base=before, after=after, counted=before != after)

    return rows


def _shared(frame: pl.DataFrame) -> list[str]:
    return [name for name in _SHARED if name in frame.columns]


def units_of(level: str) -> Callable[[Apparatus], pl.DataFrame]:
    """Units of a level, each amounting to one."""
    return lambda apparatus: units(apparatus, level).with_columns(amount=pl.lit(1, pl.Int64))


def bodies_of(where: pl.Expr) -> Callable[[Apparatus], pl.DataFrame]:
    """Organizations that satisfy an expression, each amounting to one."""
    return lambda apparatus: organization_rows(apparatus, where).with_columns(amount=pl.lit(1, pl.Int64))


def seats_of(where: pl.Expr) -> Callable[[Apparatus], pl.DataFrame]:
    """Posts that satisfy an expression, each amounting to its seats."""
    return lambda apparatus: post_rows(apparatus, where)


def holders_of(where: pl.Expr) -> Callable[[Apparatus], pl.DataFrame]:
    """Memberships that satisfy an expression, each amounting to one."""
    return lambda apparatus: holder_rows(apparatus, where)


def ceilings_of(where: pl.Expr) -> Callable[[Apparatus], pl.DataFrame]:
    """Quotas that satisfy an expression and lie within no other, with their amounts."""
    return lambda apparatus: quota_rows(apparatus).filter(pl.col("counted") & where)


def ended_seats(where: pl.Expr) -> Rows:
    """Posts that satisfied an expression on the earlier day, with their seats; counted where they exist no longer."""

    def rows(context: Context) -> pl.DataFrame:
        living = context.now.snapshot[Kind.POST]["id"].to_list()
        return post_rows(context.earlier, where).with_columns(counted=~pl.col("id").is_in(living))

    return rows


def closed(where: pl.Expr) -> Rows:
    """Organizations that satisfied an expression on the earlier day and did not outlive the period.

    One that lives on in another form is left out as converted. `successor_id` is the body it passed into.
    """

    def rows(context: Context) -> pl.DataFrame:
        was = organization_rows(context.earlier, where)
        living = context.now.snapshot[Kind.ORGANIZATION]["id"]
        kept = organization_rows(context.now, where)["id"]
        gone = ~pl.col("id").is_in(living.to_list())
        converted = ~gone & ~pl.col("id").is_in(kept.to_list())
        whole = _passings(context).filter(pl.col("extent") == "whole").unique("predecessor", keep="last")
        return was.with_columns(
            counted=pl.when(~converted).then(gone),
            amount=gone.cast(pl.Int64),
            reason=pl.when(converted).then(pl.lit("converted")),
        ).join(whole.select(id="predecessor", successor_id="successor"), on="id", how="left")

    return rows


def _passings(context: Context) -> pl.DataFrame:
    return pl.DataFrame(
        [(each.predecessor, each.successor, str(each.extent)) for each in context.passings],
        schema={"predecessor": pl.Int64, "successor": pl.Int64, "extent": pl.String},
        orient="row",
    )


def predecessors(form: str) -> Rows:
    """Bodies of the earlier day that passed, in whole or part, into a body of the form of the later day."""

    def rows(context: Context) -> pl.DataFrame:
        heirs = context.now.organizations.filter(pl.col("form") == form)["id"].to_list()
        into = _passings(context).filter(pl.col("successor").is_in(heirs) & ~pl.col("predecessor").is_in(heirs))
        was = organization_rows(context.earlier, pl.lit(True))
        return was.join(
            into.unique("predecessor").select(id="predecessor", successor_id="successor"), on="id", how="inner"
        ).with_columns(counted=pl.lit(True))

    return rows


def voluntary_mergers(level: str) -> Rows:
    """Units of a level that passed wholly into another; counted where the law did not demand it.

    The test is that in force on the later day, over the data of the earlier one; where a unit cannot be
    tested, or no test is in force, it is left out.
    """

    def rows(context: Context) -> pl.DataFrame:
        living = context.now.snapshot[Kind.AREA]["id"].to_list()
        whole = _passings(context).filter(pl.col("extent") == "whole").select("predecessor").unique()
        gone = units(context.earlier, level).filter(~pl.col("id").is_in(living))
        gone = gone.join(whole, left_on="id", right_on="predecessor", how="semi")
        found = gone.join(_demanded(context), on="id", how="left")
        return found.with_columns(
            counted=~pl.col("mandatory"), reason=pl.when(pl.col("mandatory").is_null()).then(pl.lit("not_recorded"))
        )

    return rows


def _demanded(context: Context) -> pl.DataFrame:
    """Units of the earlier day with `mandatory`; where no terrain is recorded, what holds on any terrain."""
    on_any: list[pl.DataFrame] = []
    for terrain in (MOUNTAIN, OTHER_TERRAIN):
        snapshot = context.earlier.snapshot
        areas = snapshot[Kind.AREA].with_columns(pl.col("terrain").fill_null(terrain))
        assumed = Apparatus(replace(snapshot, frames={**snapshot.frames, Kind.AREA: areas}))
        measured = ratios(assumed, context.rulebook, snapshot.on)
        on_any.append(tested(measured, context.rulebook, context.on).select("id", "mandatory"))
    mountain, other = on_any
    agreed = pl.col("mandatory") == pl.col("mandatory_other")
    return mountain.join(other, on="id", suffix="_other").select("id", mandatory=pl.when(agreed).then("mandatory"))


def moved_leaders(tiers: tuple[str, ...]) -> Rows:
    """Persons who hold a leading post of some tiers on the later day that they did not hold on the earlier
    one; counted where they already held a post then."""

    def rows(context: Context) -> pl.DataFrame:
        leading = (pl.col("headship") != "none") & pl.col("tier").is_in(tiers)
        old, now = context.earlier.holders, context.now.holders.filter(leading)
        fresh = now.join(old, on=["person_id", "post_id"], how="anti").unique("person_id", keep="first")
        known = old["person_id"].unique().to_list()
        return fresh.select(
            *PLACES,
            "sector",
            "tier",
            "post_id",
            id="person_id",
            kind=pl.lit("person"),
            name="title",
            counted=pl.col("person_id").is_in(known),
        )

    return rows
