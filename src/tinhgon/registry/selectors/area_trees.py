"""The tree of areas, one step at a time."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from tinhgon.registry.domain.vocabulary import Kind, Level
from tinhgon.registry.store import TABLES
from tinhgon.temporal.sql import holds


class Branch(NamedTuple):
    """One area of the tree; `below` counts the areas directly below it."""

    id: int
    code: str
    name: str
    level: str
    below: int


def areas_below(area: int | None, on: date, known: datetime | None = None) -> list[Branch]:
    """The areas directly below one (None: those below none) on a day, by level and code."""
    table = TABLES[Kind.AREA]
    above = "s.parent_id IS NULL" if area is None else "s.parent_id = %(area)s"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.object_id, s.code, s.name, s.level,"
            f" (SELECT count(*) FROM {table} c WHERE c.parent_id = s.object_id AND {holds('c', known)})"
            f" FROM {table} s WHERE {above} AND {holds('s', known)}",
            {"area": area, "on": on, "known": known},
        )
        found = [Branch(*row) for row in cursor.fetchall()]
    rank = {str(each): each.rank for each in Level}
    return sorted(found, key=lambda each: (rank[each.level], each.code, each.id))
