"""What an object came from and what became of it, through as many hands as it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection

from tinhgon.registry.selectors.labels import Label, Source, labels, lives, sources
from tinhgon.temporal import ALWAYS, Period
from tinhgon.temporal.sql import known_at


@dataclass(frozen=True, slots=True)
class Passing:
    """That `predecessor` passed into `successor` on a day: wholly or in part."""

    predecessor: int
    successor: int
    extent: str
    on: date
    source: Source


@dataclass(frozen=True, slots=True)
class Lineage:
    """One object's predecessors and successors, direct and through others.

    Links run along time: what a body gave away before it received from another is not counted as
    coming from that other. `nodes` and `lives` hold every object named.
    """

    root: int
    predecessors: tuple[Passing, ...]
    successors: tuple[Passing, ...]
    nodes: dict[int, Label]
    lives: dict[int, Period]


class _Row(NamedTuple):
    predecessor: int
    successor: int
    extent: str
    on: date
    change: int


def lineage(object_id: int, on: date, known: datetime | None = None) -> Lineage:
    """The lineage of one object in both directions; objects are called as on `on` or the nearest day."""
    back = _reached(object_id, _walk("successor_id", "predecessor_id", object_id, known), forward=False)
    ahead = _reached(object_id, _walk("predecessor_id", "successor_id", object_id, known), forward=True)
    named = {object_id, *(each.predecessor for each in back + ahead), *(each.successor for each in back + ahead)}
    behind = sources(each.change for each in back + ahead)

    def passings(rows: Iterable[_Row]) -> tuple[Passing, ...]:
        return tuple(Passing(row.predecessor, row.successor, row.extent, row.on, behind[row.change]) for row in rows)

    return Lineage(object_id, passings(back), passings(ahead), labels(named, on, known), lives(named, known))


def _walk(near: str, far: str, object_id: int, known: datetime | None) -> list[_Row]:
    """Every link that can be reached in one direction, in order of days."""
    columns = 'l.predecessor_id, l.successor_id, l.extent, l."on", l.change_id'
    query = (
        f"WITH RECURSIVE walk AS (SELECT {columns} FROM registry_lineage l"
        f" WHERE l.{near} = %(id)s AND {known_at('l', known)}"
        f" UNION SELECT {columns} FROM walk w JOIN registry_lineage l ON l.{near} = w.{far}"
        f' WHERE {known_at("l", known)}) SELECT * FROM walk ORDER BY "on", predecessor_id, successor_id'
    )
    with connection.cursor() as cursor:
        cursor.execute(query, {"id": object_id, "known": known})
        return [_Row(*row) for row in cursor.fetchall()]


def _reached(root: int, rows: Sequence[_Row], *, forward: bool) -> list[_Row]:
    """The links that lead from `root` along time (backwards: against it), in order of days.

    `reach` holds, for each object met, the days on which passing on still counts: from the day it
    received something of the root's (backwards: up to the day it gave).
    """
    reach = {root: ALWAYS}
    taken: list[_Row] = []
    waiting = list(rows)
    while True:
        met = [row for row in waiting if row.on in reach.get(row.predecessor if forward else row.successor, _NEVER)]
        if not met:
            return sorted(taken, key=lambda row: row.on, reverse=not forward)
        taken += met
        seen = set(met)
        waiting = [row for row in waiting if row not in seen]
        for row in met:
            far = row.successor if forward else row.predecessor
            span = Period.since(row.on) if forward else Period.until(row.on + timedelta(days=1))
            if far not in reach or span.covers(reach[far]):
                reach[far] = span


_NEVER: tuple[date, ...] = ()
