"""What a plan means in numbers: bodies, posts, staff and ceilings before and after, by sector, tier, unit and form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import polars as pl

from tinhgon.errors import Text
from tinhgon.rulebook.domain.apparatus import Apparatus

Key = Literal["sector", "tier", "unit_id", "form"]
KEYS: tuple[Key, ...] = ("sector", "tier", "unit_id", "form")

MEASURES: Mapping[str, Text] = {
    "bodies": Text("cơ quan, tổ chức", "bodies"),
    "rooms": Text("phòng", "rooms"),
    "heads": Text("chức danh cấp trưởng", "posts of heads"),
    "deputies": Text("chức danh cấp phó", "posts of deputies"),
    "posts": Text("chỗ làm việc (chức danh × số chỗ)", "posts (seats)"),
    "staff": Text("người giữ chỗ có lương", "paid holders"),
    "concurrent": Text("lượt kiêm nhiệm", "concurrent holdings"),
    "ceiling": Text("biên chế được giao", "ceiling"),
}
"""What is counted. Villages and cells without paid posts are bodies like any other."""

_ROOMS = ("room", "commune_division")


def counts(apparatus: Apparatus) -> pl.DataFrame:
    """All measures of an apparatus, a row for each combination of KEYS that occurs.

    Ceilings within the ceiling of a body above are left out, for that one covers them.
    """
    bodies = apparatus.organizations.select(*KEYS, measure=pl.lit("bodies"), amount=pl.lit(1, pl.Int64))
    rooms = apparatus.organizations.filter(pl.col("form").is_in(_ROOMS)).select(
        *KEYS, measure=pl.lit("rooms"), amount=pl.lit(1, pl.Int64)
    )
    posts = apparatus.posts
    seats = [
        posts.filter(where).select(*KEYS, measure=pl.lit(name), amount=pl.col("seats"))
        for name, where in (
            ("heads", pl.col("headship") == "head"),
            ("deputies", pl.col("headship") == "deputy"),
            ("posts", pl.lit(True)),
        )
    ]
    concurrent = pl.col("concurrent").fill_null(False)
    held = [
        apparatus.holders.filter(where).select(*KEYS, measure=pl.lit(name), amount=pl.lit(1, pl.Int64))
        for name, where in (("staff", ~concurrent), ("concurrent", concurrent))
    ]
    ceilings = apparatus.quotas.filter(~pl.col("within")).select(
        *KEYS, measure=pl.lit("ceiling"), amount=pl.col("amount").fill_null(0)
    )
    return pl.concat([bodies, rooms, *seats, *held, ceilings]).group_by(*KEYS, "measure").agg(pl.col("amount").sum())


def compared(before: pl.DataFrame, after: pl.DataFrame, by: Sequence[Key] = ()) -> pl.DataFrame:
    """Columns `by`, `measure`, `before`, `after`, `change`: sums of two tables of `counts` side by side."""

    def summed(of: pl.DataFrame, name: str) -> pl.DataFrame:
        return of.group_by(*by, "measure").agg(pl.col("amount").sum().alias(name))

    joined = summed(before, "before").join(
        summed(after, "after"), on=[*by, "measure"], how="full", coalesce=True, nulls_equal=True
    )
    filled = joined.with_columns(pl.col("before").fill_null(0), pl.col("after").fill_null(0))
    order = pl.col("measure").replace_strict({name: place for place, name in enumerate(MEASURES)})
    return filled.with_columns(change=pl.col("after") - pl.col("before")).sort(*by, order, nulls_last=True)


def totals(table: pl.DataFrame) -> dict[str, int]:
    """Every measure summed up, those that do not occur as zero."""
    found = dict(table.group_by("measure").agg(pl.col("amount").sum()).iter_rows())
    return {name: int(found.get(name, 0)) for name in MEASURES}
