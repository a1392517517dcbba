"""One object on one day: what it is, by which decisions, where it stands and who belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.records import Record
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type, Value, references
from tinhgon.registry.selectors.addresses import UnknownObject
from tinhgon.registry.selectors.labels import Label, Source, labels, sources
from tinhgon.registry.store import TABLES, StoreView
from tinhgon.temporal import Period
from tinhgon.temporal.sql import holds


@dataclass(frozen=True, slots=True)
class Held:
    """One attribute's value on the day, the days it holds, and the change that stated it.

    `refers_to` labels the object a reference points to.
    """

    attribute: str
    value: Value | None
    valid: Period
    source: Source
    refers_to: Label | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """A post on the day and one holder of it, if any; `since` is when that membership took its form."""

    post: int
    title: str
    headship: str
    seats: int
    organization: int
    membership: int | None = None
    person: int | None = None
    concurrent: bool | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """All there is to say of one object on the day `day`.

    That is the day asked for, or the nearest on which the object exists (`exists` is then False).
    `chain` names what it belongs to, highest first; `children` counts what belongs to it, by level.
    """

    label: Label
    on: date
    day: date
    exists: bool
    life: Period
    begun_by: Source
    ended_by: Source | None
    values: tuple[Held, ...]
    chain: tuple[Label, ...]
    children: dict[str, int]
    seats: tuple[Seat, ...]


def card(object_id: int, on: date, known: datetime | None = None) -> Card:
    """The card of one object. Raises UnknownObject where it was not on record at `known`."""
    record = StoreView(known).record(object_id)
    if record is None:
        raise unknown_id(object_id)
    day = nearest_day(record.life, on)
    behind = sources(_statements(record, day))
    held = _held(record, day, known, behind)
    return Card(
        label=labels([object_id], day, known)[object_id],
        on=on,
        day=day,
        exists=on in record.life,
        life=record.life,
        begun_by=behind[record.begun_by],
        ended_by=None if record.ended_by is None else behind[record.ended_by],
        values=held,
        chain=_chain(record.kind, object_id, day, known),
        children=_children(record.kind, object_id, day, known),
        seats=_seats(record.kind, object_id, day, known),
    )


def unknown_id(object_id: int) -> TinhGonError:
    """The error for a number that no object bears."""
    return UnknownObject(
        Text(f"Không có đối tượng #{object_id} trong hồ sơ", f"There is no object #{object_id} on record"),
        where=f"#{object_id}",
        mend=Text(
            "Tìm số của đối tượng bằng `tinhgon show MÃ`.",
            "Find an object's number with `tinhgon show CODE`.",
        ),
    )


def nearest_day(life: Period, on: date) -> date:
    """`on` where it lies in `life`, otherwise the first or the last day of it."""
    if on in life:
        return on
    if life.start is not None and on in Period.until(life.start):
        return life.start
    return life.upper - timedelta(days=1)


def _statements(record: Record, day: date) -> set[int]:
    stated = [record.stated(name).at(day) for name in ATTRIBUTES[record.kind]]
    ends = {record.begun_by} | ({record.ended_by} if record.ended_by is not None else set())
    return ends | {each.source for each in stated if each is not None}


def _held(record: Record, day: date, known: datetime | None, behind: dict[int, Source]) -> tuple[Held, ...]:
    pointing = {each.name for each in references(record.kind)}
    targets = {int(value) for name in pointing if (value := record.value(name, day)) is not None}
    named = labels(targets, day, known)
    held: list[Held] = []
    for name in ATTRIBUTES[record.kind]:
        segment = record.stated(name).segment_at(day)
        if segment is None or segment.value.value is None:
            continue
        value, source = segment.value
        refers_to = named.get(int(value)) if name in pointing and value is not None else None
        held.append(Held(name, readable(record.kind, name, value), segment.period, behind[source], refers_to))
    return tuple(held)


def readable(kind: Kind, attribute: str, value: Value | None) -> Value | None:
    """The value, without digests: what stands for personal data tells a reader nothing."""
    return None if ATTRIBUTES[kind][attribute].type is Type.PERSONAL else value


def _chain(kind: Kind, object_id: int, on: date, known: datetime | None) -> tuple[Label, ...]:
    if "parent" not in ATTRIBUTES[kind]:
        return ()
    table = TABLES[kind]
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE up AS (SELECT s.parent_id AS id, 1 AS step FROM {table} s"
            f" WHERE s.object_id = %(id)s AND {holds('s', known)}"
            f" UNION ALL SELECT s.parent_id, step + 1 FROM up JOIN {table} s ON s.object_id = up.id"
            f" WHERE {holds('s', known)}) SELECT id FROM up WHERE id IS NOT NULL ORDER BY step DESC",
            {"id": object_id, "on": on, "known": known},
        )
        ids = [each for (each,) in cursor.fetchall()]
    named = labels(ids, on, known)
    return tuple(named[each] for each in ids)


def _children(kind: Kind, object_id: int, on: date, known: datetime | None) -> dict[str, int]:
    level = {Kind.AREA: "level", Kind.ORGANIZATION: "tier"}.get(kind)
    if level is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.{level}, count(*) FROM {TABLES[kind]} s WHERE s.parent_id = %(id)s"
            f" AND {holds('s', known)} GROUP BY 1 ORDER BY 1",
            {"id": object_id, "on": on, "known": known},
        )
        return dict(cursor.fetchall())


_SEATS_OF = {
    Kind.ORGANIZATION: "p.organization_id = %(id)s",
    Kind.POST: "p.object_id = %(id)s",
    Kind.PERSON: "m.person_id = %(id)s",
}


def _seats(kind: Kind, object_id: int, on: date, known: datetime | None) -> tuple[Seat, ...]:
    """The posts of an organization with their holders, a post with its holders, or a person's posts."""
    if kind not in _SEATS_OF:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.object_id, p.title, p.headship, coalesce(p.seats, 1), p.organization_id,"
            " m.object_id, m.person_id, m.concurrent, lower(m.valid)"
            f" FROM {TABLES[Kind.POST]} p"
            f" LEFT JOIN {TABLES[Kind.MEMBERSHIP]} m ON m.post_id = p.object_id AND {holds('m', known)}"
            f" WHERE {holds('p', known)} AND {_SEATS_OF[kind]}"
            " ORDER BY array_position(ARRAY['head', 'deputy', 'none'], p.headship), p.object_id, m.object_id",
            {"id": object_id, "on": on, "known": known},
        )
        return tuple(Seat(*row) for row in cursor.fetchall())
