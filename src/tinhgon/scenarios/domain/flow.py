"""Where posts and people go: from which body to which, and what ends or begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.scenarios.domain.fates import PersonFate

ENDS, BEGINS = -1, 0
"""Stand for "abolished" among the targets and for "new" among the sources."""


@dataclass(frozen=True, slots=True)
class Stream:
    """So many posts (seats) or people go from one body to another (ids, or BEGINS, or ENDS)."""

    source: int
    target: int
    amount: int


def posts(before: Apparatus, after: Apparatus) -> list[Stream]:
    """The streams of posts between bodies, for every body of which any post comes, goes, begins or ends.

    Posts of such a body that stay are a stream to itself, so that what it keeps can be seen beside it.
    """
    was = before.posts.select("id", source="organization_id", had="seats")
    now = after.posts.select("id", target="organization_id", has="seats")
    joined = was.join(now, on="id", how="full", coalesce=True)
    kept = joined.filter(pl.col("source").is_not_null() & pl.col("target").is_not_null())
    amount = pl.min_horizontal("had", "has")
    streams = pl.concat(
        [
            kept.select("source", "target", amount=amount),
            joined.filter(pl.col("target").is_null()).select("source", target=pl.lit(ENDS, pl.Int64), amount="had"),
            joined.filter(pl.col("source").is_null()).select(
                source=pl.lit(BEGINS, pl.Int64), target="target", amount="has"
            ),
            kept.filter(pl.col("had") > pl.col("has")).select(
                "source", target=pl.lit(ENDS, pl.Int64), amount=pl.col("had") - pl.col("has")
            ),
            kept.filter(pl.col("had") < pl.col("has")).select(
                source=pl.lit(BEGINS, pl.Int64), target="target", amount=pl.col("has") - pl.col("had")
            ),
        ]
    )
    return _of_changed(streams)


def people(fates: Iterable[PersonFate]) -> list[Stream]:
    """The streams of people between bodies, by their main posts; only of those whom the plan affects."""
    amounts: dict[tuple[int, int], int] = defaultdict(int)
    for each in fates:
        source = next((held.organization for held in each.before if not held.concurrent), BEGINS)
        target = next((held.organization for held in each.after if not held.concurrent), ENDS)
        if (source, target) != (BEGINS, ENDS):
            amounts[source, target] += 1
    return [Stream(*pair, amount) for pair, amount in sorted(amounts.items())]


def _of_changed(streams: pl.DataFrame) -> list[Stream]:
    summed = streams.group_by("source", "target").agg(pl.col("amount").sum())
    crossing = summed.filter(pl.col("source") != pl.col("target"))
    changed = set(crossing["source"].to_list()) | set(crossing["target"].to_list())
    stays = (pl.col("source") == pl.col("target")) & pl.col("source").is_in(list(changed))
    shown = summed.filter((pl.col("source") != pl.col("target")) | stays).filter(pl.col("amount") > 0)
    return [Stream(*row) for row in shown.sort("source", "target").iter_rows()]
