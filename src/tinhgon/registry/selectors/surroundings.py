"""What areas, bodies and posts belong to directly: what tells them from others of the same name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection

from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.store import TABLES
from tinhgon.temporal.sql import holds, known_at


def surroundings(ids: Iterable[int], on: date, known: datetime | None = None) -> dict[int, list[int]]:
    """What each object belongs to on the day, or on the nearest: its body or parent, and its area."""
    area, body, post = (TABLES[each] for each in (Kind.AREA, Kind.ORGANIZATION, Kind.POST))
    nearest = f"ORDER BY s.object_id, ({holds('s', known)}) DESC, abs(lower(s.valid) - %(on)s::date)"
    chosen = f"s.object_id = ANY(%(ids)s) AND {known_at('s', known)} {nearest}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"(SELECT DISTINCT ON (s.object_id) s.object_id, s.parent_id, NULL FROM {area} s WHERE {chosen})"
            f" UNION ALL (SELECT DISTINCT ON (s.object_id) s.object_id, s.parent_id, s.area_id FROM {body} s"
            f" WHERE {chosen}) UNION ALL (SELECT DISTINCT ON (s.object_id) s.object_id, s.organization_id, o.area_id"
            f" FROM {post} s LEFT JOIN LATERAL (SELECT area_id FROM {body} o WHERE o.object_id = s.organization_id"
            f" AND {known_at('o', known)} ORDER BY ({holds('o', known)}) DESC, abs(lower(o.valid) - %(on)s::date)"
            f" LIMIT 1) o ON TRUE WHERE {chosen})",
            {"ids": list(ids), "on": on, "known": known},
        )
        return {row[0]: [each for each in row[1:] if each is not None] for row in cursor.fetchall()}


def told_apart(name: str, places: Sequence[str]) -> str:
    """A name with the places that tell it from others; one it says already is not said again.

    «Tỉnh ủy Quảng Ninh» says its province, «Hội đồng nhân dân» does not.
    """
    said = [name]
    for each in places:
        if each and not any(" ".join(each.split()[-2:]) in before for before in said):
            said.append(each)
    return ", ".join(said)
