"""Every fact of one object with both of its times and the decision behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection
from psycopg.types.range import Range

from tinhgon.registry.domain.records import Record
from tinhgon.registry.domain.rows import StateRow, decode
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type, Value
from tinhgon.registry.selectors.cards import readable, unknown_id
from tinhgon.registry.selectors.labels import Label, Source, labels, sources
from tinhgon.registry.store import COLUMNS, TABLES, plain_values
from tinhgon.temporal import Period

LIFE, PREDECESSOR, SUCCESSOR = "life", "predecessor", "successor"
"""Facts that are no attributes: that the object exists, and what it came from or passed into."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `attribute` had `value` on the days `valid`, on record from `recorded_from` to `recorded_to`.

    `opened` and `closed` are the ledger entries of these moments (None: still on record); `source` is
    the change that stated the fact, `ended_by` for a life the change that ended it. `refers_to` labels
    the object a reference or lineage points to, `extent` how much of it passed.
    """

    attribute: str
    value: Value | None
    valid: Period
    recorded_from: datetime
    recorded_to: datetime | None
    opened: int
    closed: int | None
    source: Source
    ended_by: Source | None = None
    refers_to: Label | None = None
    extent: str | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """A fact without its recorded times, by which equal facts of successive versions are recognised."""

    attribute: str
    value: Value | None
    valid: Period
    source: int
    ended_by: int | None = None
    extent: str | None = None


_Times = tuple[datetime, datetime | None]


def history(object_id: int, known: datetime | None = None) -> list[Fact]:
    """All facts ever recorded of one object, or those on record at `known`, by attribute and day.

    Raises UnknownObject where nothing was recorded.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM registry_entity WHERE id = %s", [object_id])
        found = cursor.fetchone()
        if found is None:
            raise unknown_id(object_id)
        kind = Kind(found[0])
        rows = _rows(cursor, kind, object_id)
        told = [*_told(object_id, kind, rows), *_passed(cursor, object_id)]
    if known is not None:
        told = [(said, times) for said, times in told if known in Range(*times)]
        if not told:
            raise unknown_id(object_id)
    return _facts(kind, told)


def _rows(cursor: Any, kind: Kind, object_id: int) -> list[tuple[Any, StateRow]]:
    """Every state row of the object with its recorded range, in order of days."""
    names = ", ".join(COLUMNS[kind])
    cursor.execute(
        f"SELECT recorded, lower(valid), upper(valid), sources, {names} FROM {TABLES[kind]}"
        " WHERE object_id = %s ORDER BY lower(valid)",
        [object_id],
    )
    attributes = tuple(ATTRIBUTES[kind].values())
    return [
        (
            recorded,
            StateRow(Period(start, end), plain_values(attributes, values), msgspec.json.decode(stated)),
        )
        for recorded, start, end, stated, *values in cursor.fetchall()
    ]


def _told(object_id: int, kind: Kind, rows: Sequence[tuple[Any, StateRow]]) -> list[tuple[_Said, _Times]]:
    """What each version of the record said, successive versions that say the same taken together."""
    moments = sorted({each for recorded, _ in rows for each in (recorded.lower, recorded.upper) if each is not None})
    told: list[tuple[_Said, _Times]] = []
    standing: dict[_Said, datetime] = {}
    for moment in moments:
        version = [row for recorded, row in rows if moment in recorded]
        said = _said(decode(object_id, kind, version)) if version else ()
        still = frozenset(said)
        told += [(each, (since, moment)) for each, since in standing.items() if each not in still]
        standing = {each: standing.get(each, moment) for each in said}
    return told + [(each, (since, None)) for each, since in standing.items()]


def _said(record: Record) -> list[_Said]:
    said = [_Said(LIFE, None, record.life, record.begun_by, record.ended_by)]
    for name in ATTRIBUTES[record.kind]:
        said += [_Said(name, value, period, source) for period, (value, source) in record.stated(name)]
    return said


def _passed(cursor: Any, object_id: int) -> list[tuple[_Said, _Times]]:
    cursor.execute(
        'SELECT predecessor_id, successor_id, extent, "on", change_id, lower(recorded), upper(recorded)'
        " FROM registry_lineage WHERE %(id)s IN (predecessor_id, successor_id)"
        ' ORDER BY "on", predecessor_id, successor_id',
        {"id": object_id},
    )
    told: list[tuple[_Said, _Times]] = []
    for predecessor, successor, extent, on, change, opened, closed in cursor.fetchall():
        role, other = (SUCCESSOR, successor) if predecessor == object_id else (PREDECESSOR, predecessor)
        told.append((_Said(role, other, Period.since(on), change, extent=extent), (opened, closed)))
    return told


def _facts(kind: Kind, told: Sequence[tuple[_Said, _Times]]) -> list[Fact]:
    behind = sources(each for said, _ in told for each in (said.source, said.ended_by) if each is not None)
    entries = _entries({each for _, times in told for each in times if each is not None})
    named = _named(kind, told)
    order = {name: place for place, name in enumerate((LIFE, *ATTRIBUTES[kind], PREDECESSOR, SUCCESSOR))}
    facts = [
        Fact(
            attribute=said.attribute,
            value=said.value if said.attribute not in ATTRIBUTES[kind] else readable(kind, said.attribute, said.value),
            valid=said.valid,
            recorded_from=opened,
            recorded_to=closed,
            opened=entries[opened],
            closed=None if closed is None else entries[closed],
            source=behind[said.source],
            ended_by=None if said.ended_by is None else behind[said.ended_by],
            refers_to=named.get((said.attribute, said.value, said.valid)),
            extent=said.extent,
        )
        for said, (opened, closed) in told
    ]
    return sorted(facts, key=lambda each: (order[each.attribute], each.valid.lower, each.recorded_from))


def _named(kind: Kind, told: Sequence[tuple[_Said, _Times]]) -> Mapping[tuple[str, Value | None, Period], Label]:
    """Labels of the objects that facts point to, as called when the fact begins to hold."""
    pointing = {PREDECESSOR, SUCCESSOR} | {
        name for name, each in ATTRIBUTES[kind].items() if each.type is Type.REFERENCE
    }
    wanted = [said for said, _ in told if said.attribute in pointing and said.value is not None]
    by_day = {
        day: labels((int(each.value) for each in wanted if each.value and each.valid.lower == day), day)
        for day in {each.valid.lower for each in wanted}
    }
    return {
        (each.attribute, each.value, each.valid): label
        for each in wanted
        if each.value is not None and (label := by_day[each.valid.lower].get(int(each.value))) is not None
    }


def _entries(moments: set[datetime]) -> dict[datetime, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT recorded_at, seq FROM registry_ledgerentry WHERE recorded_at = ANY(%s)", [list(moments)])
        return dict(cursor.fetchall())
