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
from tinhgon.registry.domain.records import Link, Record, Register
from tinhgon.registry.domain.rows import StateRow, decode, encode
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Attribute, Kind, Type, Value, references
from tinhgon.registry.models import STATES
from tinhgon.temporal import Period
from tinhgon.temporal.sql import known_at

TABLES: Mapping[Kind, str] = {kind: model._meta.db_table for kind, model in STATES.items()}


COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    kind: tuple(each.column for each in attributes.values()) for kind, attributes in ATTRIBUTES.items()
}


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


class StoreView:
    """What the database holds as known at a moment (None: now), as a view of the domain."""

    def __init__(self, known: datetime | None = None) -> None:
        self.known = known
        self.row_ids: dict[int, list[int]] = {}
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
            cursor.execute("SELECT kind, array_agg(id) FROM registry_entity WHERE id = ANY(%s) GROUP BY kind", [wanted])
            kinds = cursor.fetchall()
            links = _links(cursor, wanted, self.known)
            for name, ids in kinds:
                kind = Kind(name)
                for object_id, rows in _state_rows(cursor, kind, ids, self.known):
                    self.row_ids[object_id] = [row_id for row_id, _ in rows]
                    states = [state for _, state in rows]
                    self._records[object_id] = decode(object_id, kind, states, links.get(object_id, ()))

    def load_referrers(self, object_ids: Iterable[int]) -> None:
        """Read who refers to many objects at once."""
        asked = set(object_ids)
        self.load(asked)
        wanted = [each for each in asked if each not in self._referrers and self._records[each] is not None]
        if not wanted:
            return
        self._referrers.update({each: set() for each in wanted})
        with connection.cursor() as cursor:
            for kind in Kind:
                for attribute in references(kind):
                    name = attribute.column
                    cursor.execute(
                        f"SELECT DISTINCT s.{name}, s.object_id FROM {TABLES[kind]} s"
                        f" WHERE s.{name} = ANY(%(ids)s) AND {known_at('s', self.known)}",
                        {"ids": wanted, "known": self.known},
                    )
                    for target, referrer in cursor.fetchall():
                        self._referrers[target].add(referrer)
            cursor.execute(
                "SELECT DISTINCT l.successor_id, l.predecessor_id FROM registry_lineage l"
                f" WHERE l.successor_id = ANY(%(ids)s) AND {known_at('l', self.known)}",
                {"ids": wanted, "known": self.known},
            )
            for successor, predecessor in cursor.fetchall():
                self._referrers[successor].add(predecessor)

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


def _links(cursor: CursorWrapper, object_ids: Sequence[int], known: datetime | None) -> dict[int, list[Link]]:
    cursor.execute(
        'SELECT l.predecessor_id, l.successor_id, l.extent, l."on", l.change_id FROM registry_lineage l'
        f' WHERE l.predecessor_id = ANY(%(ids)s) AND {known_at("l", known)} ORDER BY l."on", l.successor_id',
        {"ids": list(object_ids), "known": known},
    )
    links: dict[int, list[Link]] = defaultdict(list)
    for predecessor, successor, extent, on, source in cursor.fetchall():
        links[predecessor].append(Link(successor, extent, on, source))
    return links


def _state_rows(
    cursor: CursorWrapper, kind: Kind, object_ids: Sequence[int], known: datetime | None
) -> Iterator[tuple[int, list[tuple[int, StateRow]]]]:
    """Rows by object, in order of days, each with its id."""
    names = ", ".join(f"s.{each}" for each in COLUMNS[kind])
    cursor.execute(
        f"SELECT s.id, s.object_id, lower(s.valid), upper(s.valid), s.sources, {names} FROM {TABLES[kind]} s"
        f" WHERE s.object_id = ANY(%(ids)s) AND {known_at('s', known)} ORDER BY s.object_id, lower(s.valid)",
        {"ids": list(object_ids), "known": known},
    )
    rows: dict[int, list[tuple[int, StateRow]]] = defaultdict(list)
    attributes = tuple(ATTRIBUTES[kind].values())
    for row_id, object_id, start, end, sources, *values in cursor.fetchall():
        # Django leaves jsonb as text for its own field to read.
        state = StateRow(Period(start, end), plain_values(attributes, values), msgspec.json.decode(sources))
        rows[object_id].append((row_id, state))
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


def write(workspace: Register, view: StoreView, decision_id: int, recorded_at: datetime) -> None:
    """Record what a decision changed: close rows that no longer hold as written, add the new ones."""
    view.load(workspace.changed)
    closed: dict[Kind, list[int]] = defaultdict(list)
    added: dict[Kind, list[tuple[int, StateRow]]] = defaultdict(list)
    unlinked: list[tuple[int, Link]] = []
    linked: list[tuple[int, Link]] = []
    founded: list[tuple[int, Kind]] = []
    for object_id, after in workspace.changed.items():
        before = view.record(object_id)
        if before is None and after is not None:
            founded.append((object_id, after.kind))
        subject = after or before
        if subject is None:
            continue
        kind = subject.kind
        old = [] if before is None else encode(before)
        new = [] if after is None else encode(after)
        closed[kind] += [
            row_id for row_id, row in zip(view.row_ids.get(object_id, ()), old, strict=True) if row not in new
        ]
        added[kind] += [(object_id, row) for row in new if row not in old]
        old_links = () if before is None else before.links
        new_links = () if after is None else after.links
        unlinked += [(object_id, each) for each in old_links if each not in new_links]
        linked += [(object_id, each) for each in new_links if each not in old_links]
    with connection.cursor() as cursor:
        _add_entities(cursor, founded)
        for kind, row_ids in closed.items():
            _close_rows(cursor, TABLES[kind], row_ids, recorded_at)
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


def _close_rows(cursor: CursorWrapper, table: str, row_ids: Sequence[int], recorded_at: datetime) -> None:
    if row_ids:
        cursor.execute(
            f"UPDATE {table} SET recorded = tstzrange(lower(recorded), %s) WHERE id = ANY(%s)",
            [recorded_at, list(row_ids)],
        )


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
