"""Maps: the shapes of areas on a day, as known at a moment, loaded and drawn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from tinhgon.registry.domain.geometry import Drawing, Place, draw
from tinhgon.registry.domain.ledger import GENESIS
from tinhgon.registry.domain.vocabulary import Kind, Level
from tinhgon.registry.models import LedgerEntry
from tinhgon.registry.pictures import Stand
from tinhgon.registry.store import TABLES, one_picture
from tinhgon.temporal.sql import holds

_KEPT = 24  # maps kept at once; the 186 communes of a province take less than 1 MB


def shapes(level: str, on: date, known: datetime | None = None, under: int | None = None) -> Drawing:
    """The shapes of all areas of one level on a day, everywhere or below one area (itself included).

    The same area has the same shape on the map of its district and on that of its province: cells are laid for
    the nearest area at or above it whose boundary is recorded, or else for the whole tree. A map is drawn once for
    each state of the record.
    """
    return _drawing(_stand(known), Level(level), on, under)


@lru_cache(maxsize=_KEPT)
def _drawing(of: Stand, level: Level, on: date, under: int | None) -> Drawing:
    with one_picture():
        places = _places(on, of.known, level, None if under is None else [under])
    wanted = {each.id for each in places if each.level == level}
    if under is not None:
        wanted &= _with_all_below(places, under)
    return draw(places, wanted)


def _stand(known: datetime | None) -> Stand:
    """The state of the record at a moment, now where it is None."""
    entries = LedgerEntry.objects.all() if known is None else LedgerEntry.objects.filter(recorded_at__lte=known)
    last = entries.order_by("-seq").values_list("digest", "recorded_at").first()
    return Stand(*(last or (GENESIS, None)))


def shapes_of(area_ids: Collection[int], on: date, known: datetime | None = None) -> Drawing:
    """The shapes of these areas; those that do not exist on the day are left out."""
    with one_picture():
        levels = _levels(area_ids, on, known)
        places = _places(on, known, max(levels, key=lambda each: each.rank), area_ids) if levels else []
    return draw(places, area_ids)


def _levels(area_ids: Collection[int], on: date, known: datetime | None) -> set[Level]:
    query = (
        f"SELECT DISTINCT s.level FROM {TABLES[Kind.AREA]} s WHERE s.object_id = ANY(%(ids)s) AND {holds('s', known)}"
    )
    rows = _rows(query, {"ids": list(area_ids), "on": on, "known": known})
    return {Level(level) for (level,) in rows}


def _places(on: date, known: datetime | None, level: Level, around: Collection[int] | None) -> list[Place]:
    """Areas down to the communes (or `level` where that is lower), by level and code: all, or those around some.

    Around an area means: up from it to the first whose boundary is recorded, or to the top, and all below that.
    """
    table = TABLES[Kind.AREA]
    lowest = max(level.rank, Level.COMMUNE.rank)
    parameters = {
        "on": on,
        "known": known,
        "levels": [str(each) for each in Level if each.rank <= lowest],
        "around": None if around is None else list(around),
    }
    query = (
        "SELECT s.object_id, s.code, s.name, s.level, s.parent_id, s.latitude::float8, s.longitude::float8, s.boundary"
        f" FROM {table} s WHERE s.level = ANY(%(levels)s) AND {holds('s', known)}"
    )
    if around is not None:
        query = _AROUND.format(table=table, up=holds("u", known), down=holds("c", known)) + (
            f"{query} AND s.object_id IN (SELECT id FROM below)"
        )
    rank = {str(each): each.rank for each in Level}
    return sorted((Place(*row) for row in _rows(query, parameters)), key=lambda each: (rank[each.level], each.code))


# `above` climbs from an area to the first that has a boundary, itself perhaps; what it ends on are the tops.
_AROUND = """
WITH RECURSIVE above(id, parent_id, done) AS (
    SELECT u.object_id, u.parent_id, u.parent_id IS NULL OR u.boundary IS NOT NULL FROM {table} u
    WHERE u.object_id = ANY(%(around)s) AND {up}
    UNION
    SELECT u.object_id, u.parent_id, u.parent_id IS NULL OR u.boundary IS NOT NULL
    FROM above a JOIN {table} u ON u.object_id = a.parent_id AND {up} WHERE NOT a.done
), below(id) AS (
    SELECT id FROM above WHERE done
    UNION
    SELECT c.object_id FROM below b JOIN {table} c ON c.parent_id = b.id AND c.level = ANY(%(levels)s) AND {down}
)
"""


def _with_all_below(places: Collection[Place], under: int) -> set[int]:
    """The ids of an area and of all below it; places come highest level first."""
    found = {under}
    for each in places:
        if each.parent_id in found:
            found.add(each.id)
    return found


def _rows(query: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
