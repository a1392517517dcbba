"""Reading records from the state tables and writing them back.

`StoreView` is the view the domain works on: it loads records when they are asked for, many at a time
where the caller can say beforehand which. `write` records what a decision changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql
from psycopg.types.json import Jsonb
from psycopg.types.range import Range

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.enactment import Changed
from tinhgon.registry.domain.records import Link, Record
from tinhgon.registry.domain.rows import StateRow, decode, encode
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Attribute, Kind, Type, Value, references
from tinhgon.registry.models import STATES
from tinhgon.temporal import Period
from tinhgon.temporal.sql import known_at

TABLES: Mapping[Kind, str] = {kind: model._meta.db_table for kind, model in STATES.items()}


_BESIDE = ("registry_entity", "registry_decision", "registry_change", "registry_ledgerentry", "registry_lineage")

COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    kind: tuple(each.column for each in attributes.values()) for kind, attributes in ATTRIBUTES.items()
}

REFERRING: Sequence[tuple[str, str, str]] = (
    *((TABLES[kind], each.column, "object_id") for kind in Kind for each in references(kind)),
    ("registry_lineage", "successor_id", "predecessor_id"),
)
"""Where one object refers to another: the table, the column of the one referred to and of the one that refers."""


@contextmanager
def one_picture() -> Iterator[None]:
    """All that is read within comes from one moment, whoever enacts meanwhile."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


class OtherKind(TinhGonError):
    """A decision makes an object under an id that was given to one of another kind, since annulled."""

    code = "other_kind"

    def __init__(self, object_id: int, known: Kind, given: Kind) -> None:
        super().__init__(
            Text(
                f"Mã đối tượng #{object_id} đã cấp cho loại {known}, không dùng cho {given} được",
                f"object id #{object_id} was given to a {known}; it cannot be a {given}",
            ),
            mend=Text("Dùng mã đối tượng mới.", "Use a new object id."),
        )


class StoredOtherwise(TinhGonError):
    """Rows of the record were altered by something else than a decision."""

    code = "stored_otherwise"

    def __init__(self, table: str) -> None:
        super().__init__(
            Text("Hồ sơ lưu không đúng như các quyết định đã ghi", "What is stored is not what the decisions say"),
            where=table,
            mend=Text("Chạy `tinhgon verify` để biết chỗ sai.", "Run `tinhgon verify` to learn where it differs."),
        )


class StoreView:
    """What the database holds as known at a moment (None: now), as a view of the domain."""

    def __init__(self, known: datetime | None = None) -> None:
        self.known = known
        self._records: dict[int, Record | None] = {}
        self._referrers: dict[int, set[int]] = {}
        self._coded: dict[tuple[str, str], set[int]] = {}

    def record(self, object_id: int) -> Record | None:
        """The record of one object, or None."""
        if object_id not in self._records:
            self.load([object_id])
        return self._records[object_id]

    def referrers(self, object_id: int) -> set[int]:
        """Ids of all objects that ever refer to this one or pass into it."""
        if object_id not in self._referrers:
            if self.record(object_id) is None:
                return set()  # integrity: nothing refers to what is not on record
            self.load_referrers([object_id])
        return self._referrers[object_id]

    def coded(self, level: str, code: str) -> set[int]:
        """Ids of all areas that ever bear `code` at `level`."""
        if (level, code) not in self._coded:
            self.load_codes([(level, code)])
        return self._coded[level, code]

    def load(self, object_ids: Iterable[int]) -> None:
        """Read the records of many objects at once."""
        wanted = [each for each in set(object_ids) if each not in self._records]
        if not wanted:
            return
        self._records.update(dict.fromkeys(wanted))
        with connection.cursor() as cursor:
            kinds, links = _kinds_and_links(cursor, wanted, self.known)
            for kind, ids in kinds.items():
                for object_id, states in _state_rows(cursor, kind, ids, self.known):
                    self._records[object_id] = decode(object_id, kind, states, links[object_id])

    def load_referrers(self, object_ids: Iterable[int]) -> None:
        """Read who refers to many objects at once."""
        asked = set(object_ids)
        self.load(asked)
        wanted = [each for each in asked if each not in self._referrers and self._records[each] is not None]
        if not wanted:
            return
        self._referrers.update({each: set() for each in wanted})
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ".join(
                    f"SELECT s.{target}, s.{referrer} FROM {table} s"
                    f" WHERE s.{target} = ANY(%(ids)s) AND {known_at('s', self.known)}"
                    for table, target, referrer in REFERRING
                ),
                {"ids": wanted, "known": self.known},
            )
            for target, referrer in cursor.fetchall():
                self._referrers[target].add(referrer)

    def load_codes(self, codes: Iterable[tuple[str, str]]) -> None:
        """Read who bears many codes at once; each is (level, code)."""
        wanted = [each for each in set(codes) if each not in self._coded]
        if not wanted:
            return
        self._coded.update({each: set() for each in wanted})
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT s.level, s.code, s.object_id FROM registry_areastate s"
                " JOIN unnest(%(levels)s::text[], %(codes)s::text[]) AS w(level, code)"
                f" ON s.level = w.level AND s.code = w.code WHERE {known_at('s', self.known)}",
                {
                    "levels": [each[0] for each in wanted],
                    "codes": [each[1] for each in wanted],
                    "known": self.known,
                },
            )
            for level, code, object_id in cursor.fetchall():
                self._coded[level, code].add(object_id)


def _kinds_and_links(
    cursor: CursorWrapper, object_ids: Sequence[int], known: datetime | None
) -> tuple[dict[Kind, list[int]], dict[int, list[Link]]]:
    """The objects that have an identity, by kind, and what each of them passed into."""
    cursor.execute(
        'SELECT e.kind, e.id, l.successor_id, l.extent, l."on", l.change_id FROM registry_entity e'
        f" LEFT JOIN registry_lineage l ON l.predecessor_id = e.id AND {known_at('l', known)}"
        ' WHERE e.id = ANY(%(ids)s) ORDER BY e.id, l."on", l.successor_id',
        {"ids": list(object_ids), "known": known},
    )
    kinds: dict[Kind, list[int]] = defaultdict(list)
    links: dict[int, list[Link]] = {}
    for kind, object_id, successor, extent, on, source in cursor.fetchall():
        if object_id not in links:
            kinds[Kind(kind)].append(object_id)
            links[object_id] = []
        if successor is not None:
            links[object_id].append(Link(successor, extent, on, source))
    return kinds, links


def _state_rows(
    cursor: CursorWrapper, kind: Kind, object_ids: Sequence[int], known: datetime | None
) -> Iterator[tuple[int, list[StateRow]]]:
    """Rows by object, in order of days."""
    names = ", ".join(f"s.{each}" for each in COLUMNS[kind])
    cursor.execute(
        f"SELECT s.object_id, lower(s.valid), upper(s.valid), s.sources, {names} FROM {TABLES[kind]} s"
        f" WHERE s.object_id = ANY(%(ids)s) AND {known_at('s', known)} ORDER BY s.object_id, lower(s.valid)",
        {"ids": list(object_ids), "known": known},
    )
    rows: dict[int, list[StateRow]] = defaultdict(list)
    attributes = tuple(ATTRIBUTES[kind].values())
    for object_id, start, end, sources, *values in cursor.fetchall():
        # Django leaves jsonb as text for its own field to read.
        state = StateRow(Period(start, end), plain_values(attributes, values), msgspec.json.decode(sources))
        rows[object_id].append(state)
    yield from rows.items()


def plain_values(attributes: Sequence[Attribute], values: Sequence[Any]) -> tuple[Value | None, ...]:
    """Column values as the domain writes them: decimals and dates as text."""
    return tuple(
        value if value is None or each.type not in (Type.DECIMAL, Type.DATE) else _plain(value)
        for each, value in zip(attributes, values, strict=True)
    )


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value.isoformat())


def take_stock() -> None:
    """Have PostgreSQL look at what the tables hold now; until it does by itself, a minute or two after much was
    recorded, it chooses ways of reading that took a page 1.6 s instead of 0.05 s."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join([*TABLES.values(), *_BESIDE])}")


def write(changed: Iterable[Changed], decision_id: int, recorded_at: datetime) -> None:
    """Record what a decision changed: close rows that no longer hold as written, add the new ones.

    Raises StoredOtherwise where a row to be closed is not there as it was read.
    """
    closed: dict[Kind, list[tuple[int, StateRow]]] = defaultdict(list)
    added: dict[Kind, list[tuple[int, StateRow]]] = defaultdict(list)
    unlinked: list[tuple[int, Link]] = []
    linked: list[tuple[int, Link]] = []
    founded: list[tuple[int, Kind]] = []
    for object_id, before, after in ((each.object_id, each.before, each.after) for each in changed):
        if before is None and after is not None:
            founded.append((object_id, after.kind))
        subject = after or before
        if subject is None:
            continue
        old = [] if before is None else encode(before)
        new = [] if after is None else encode(after)
        closed[subject.kind] += [(object_id, row) for row in old if row not in new]
        added[subject.kind] += [(object_id, row) for row in new if row not in old]
        old_links = () if before is None else before.links
        new_links = () if after is None else after.links
        unlinked += [(object_id, each) for each in old_links if each not in new_links]
        linked += [(object_id, each) for each in new_links if each not in old_links]
    with connection.cursor() as cursor:
        _add_entities(cursor, founded)
        for kind, rows in closed.items():
            _close_rows(cursor, TABLES[kind], rows, recorded_at)
        for kind, rows in added.items():
            _add_rows(cursor, kind, rows, decision_id, recorded_at)
        _close_links(cursor, unlinked, recorded_at)
        _add_links(cursor, linked, decision_id, recorded_at)


def _add_entities(cursor: CursorWrapper, founded: Sequence[tuple[int, Kind]]) -> None:
    # An object whose founding was annulled and is now made again has its identity already.
    cursor.execute("SELECT id, kind FROM registry_entity WHERE id = ANY(%s)", [[each for each, _ in founded]])
    known = dict(cursor.fetchall())
    for object_id, kind in founded:
        if known.get(object_id, kind) != kind:
            raise OtherKind(object_id, Kind(known[object_id]), kind)
    with cursor.copy("COPY registry_entity (id, kind) FROM STDIN") as copy:
        for object_id, kind in founded:
            if object_id not in known:
                copy.write_row((object_id, kind.value))


def _close_rows(cursor: CursorWrapper, table: str, rows: Sequence[tuple[int, StateRow]], recorded_at: datetime) -> None:
    if not rows:
        return
    # No two rows of one object that are known now begin on the same day.
    cursor.execute(
        f"UPDATE {table} s SET recorded = tstzrange(lower(s.recorded), %s)"
        " FROM unnest(%s::bigint[], %s::date[]) AS gone(object_id, start)"
        " WHERE s.object_id = gone.object_id AND lower(s.valid) = gone.start AND upper_inf(s.recorded)",
        [recorded_at, [object_id for object_id, _ in rows], [row.period.start for _, row in rows]],
    )
    if cursor.rowcount != len(rows):
        raise StoredOtherwise(table)


def _add_rows(
    cursor: CursorWrapper,
    kind: Kind,
    rows: Sequence[tuple[int, StateRow]],
    decision_id: int,
    recorded_at: datetime,
) -> None:
    if not rows:
        return
    recorded = Range(recorded_at, None, "[)")
    names = sql.SQL(", ").join(map(sql.Identifier, COLUMNS[kind]))
    statement = sql.SQL("COPY {} (object_id, valid, recorded, decision_id, sources, {}) FROM STDIN").format(
        sql.Identifier(TABLES[kind]), names
    )
    with cursor.copy(statement) as copy:
        for object_id, row in rows:
            valid = Range(row.period.start, row.period.end, "[)")
            copy.write_row((object_id, valid, recorded, decision_id, Jsonb(dict(row.sources)), *row.values))


def _close_links(cursor: CursorWrapper, links: Sequence[tuple[int, Link]], recorded_at: datetime) -> None:
    for predecessor, link in links:
        cursor.execute(
            "UPDATE registry_lineage SET recorded = tstzrange(lower(recorded), %s)"
            ' WHERE predecessor_id = %s AND successor_id = %s AND "on" = %s AND upper_inf(recorded)',
            [recorded_at, predecessor, link.successor, link.on],
        )


def _add_links(
    cursor: CursorWrapper, links: Sequence[tuple[int, Link]], decision_id: int, recorded_at: datetime
) -> None:
    if not links:
        return
    recorded = Range(recorded_at, None, "[)")
    columns = 'predecessor_id, successor_id, extent, "on", change_id, decision_id, recorded'
    with cursor.copy(f"COPY registry_lineage ({columns}) FROM STDIN") as copy:
        for predecessor, link in links:
            copy.write_row((predecessor, link.successor, link.extent, link.on, link.source, decision_id, recorded))
