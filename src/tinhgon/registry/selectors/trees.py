"""The tree of areas and of organizations on any day, as known at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from tinhgon.registry.domain.vocabulary import Kind, Level
from tinhgon.registry.store import TABLES
from tinhgon.temporal.sql import holds


@dataclass(frozen=True, slots=True)
class Unit:
    """One node of a tree: an area, or an organization with its tier as `level` and form as `type`.

    `parent` is the parent's code, `parent_name` its name.
    """

    id: int
    level: str
    code: str | None
    name: str
    type: str | None
    parent_id: int | None
    parent: str | None
    parent_name: str | None


def areas(on: date, known: datetime | None = None, level: str | None = None, under: int | None = None) -> list[Unit]:
    """Areas by level (highest first), then code. `under`: that area and all below it."""
    return _tree(Kind.AREA, "level", "type", on, known, level, under)


def organizations(
    on: date, known: datetime | None = None, tier: str | None = None, under: int | None = None
) -> list[Unit]:
    """Organizations by tier (highest first), code and name. `under`: that organization and all below it."""
    return _tree(Kind.ORGANIZATION, "tier", "form", on, known, tier, under)


def _tree(
    kind: Kind,
    level_column: str,
    type_column: str,
    on: date,
    known: datetime | None,
    level: str | None,
    under: int | None,
) -> list[Unit]:
    table = TABLES[kind]
    query = (
        f"SELECT s.object_id, s.{level_column}, s.code, s.name, s.{type_column}, s.parent_id, p.code, p.name"
        f" FROM {table} s LEFT JOIN {table} p ON p.object_id = s.parent_id AND {holds('p', known)}"
        f" WHERE {holds('s', known)}"
    )
    if level is not None:
        query += f" AND s.{level_column} = %(level)s"
    if under is not None:
        query = (
            "WITH RECURSIVE below(id) AS (SELECT %(under)s::bigint"
            f" UNION SELECT c.object_id FROM below b JOIN {table} c ON c.parent_id = b.id AND {holds('c', known)})"
            f" {query} AND s.object_id IN (SELECT id FROM below)"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, {"on": on, "known": known, "level": level, "under": under})
        units = [Unit(*row) for row in cursor.fetchall()]
    return sorted(units, key=_position)


_RANK = {str(level): level.rank for level in Level}


def _position(unit: Unit) -> tuple[int, str, str, int]:
    return _RANK[unit.level], unit.code or "", unit.name, unit.id
