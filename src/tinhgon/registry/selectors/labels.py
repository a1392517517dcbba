"""What to call objects and changes in an answer, looked up many at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from tinhgon.errors import Text
from tinhgon.registry.domain.refusals import KIND_NAMES
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.store import TABLES
from tinhgon.temporal import Period
from tinhgon.temporal.sql import holds, known_at


@dataclass(frozen=True, slots=True)
class Label:
    """An object's identity with its name, code and level, where it has them. People have a number only."""

    id: int
    kind: Kind
    level: str | None = None
    code: str | None = None
    name: str | None = None

    @property
    def text(self) -> Text:
        """The name and code, or the kind and number."""
        if self.name is None:
            kind = KIND_NAMES[self.kind]
            return Text(f"{kind.vi} #{self.id}", f"{kind.en} #{self.id}")
        named = f"{self.name} ({self.code})" if self.code else self.name
        return Text(named, named)


@dataclass(frozen=True, slots=True)
class Source:
    """The change behind a fact and its `decision`, by id, number and title; `seq` is its place in the ledger."""

    change: int
    verb: str
    seq: int | None
    number: str
    title: str
    decision: int


_NAMED = {
    Kind.AREA: "s.level, s.code, s.name",
    Kind.ORGANIZATION: "s.tier, s.code, s.name",
    Kind.POST: "NULL, NULL, s.title",
}


def labels(object_ids: Iterable[int], on: date, known: datetime | None = None) -> dict[int, Label]:
    """Labels of many objects: as they are called on the day `on`, or on the nearest day they exist."""
    wanted = sorted(set(object_ids))
    if not wanted:
        return {}
    named = " UNION ALL ".join(
        f"(SELECT DISTINCT ON (s.object_id) s.object_id, '{kind}', {columns} FROM {TABLES[kind]} s"
        f" WHERE s.object_id = ANY(%(ids)s) AND {known_at('s', known)}"
        f" ORDER BY s.object_id, ({holds('s', known)}) DESC, abs(lower(s.valid) - %(on)s::date))"
        for kind, columns in _NAMED.items()
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kind FROM registry_entity WHERE id = ANY(%s)", [wanted])
        found = {each: Label(each, Kind(kind)) for each, kind in cursor.fetchall()}
        cursor.execute(named, {"ids": wanted, "on": on, "known": known})
        found |= {row[0]: Label(row[0], Kind(row[1]), *row[2:]) for row in cursor.fetchall()}
    return found


def lives(object_ids: Iterable[int], known: datetime | None = None) -> dict[int, Period]:
    """The days on which objects exist; those not on record at `known` are absent."""
    one = (
        "SELECT s.object_id, min(lower(s.valid)), CASE WHEN NOT bool_or(upper_inf(s.valid))"
        " THEN max(upper(s.valid)) END FROM {} s WHERE s.object_id = ANY(%(ids)s) AND {} GROUP BY s.object_id"
    )
    query = " UNION ALL ".join(one.format(TABLES[kind], known_at("s", known)) for kind in Kind)
    with connection.cursor() as cursor:
        cursor.execute(query, {"ids": sorted(set(object_ids)), "known": known})
        return {object_id: Period(start, end) for object_id, start, end in cursor.fetchall()}


def sources(changes: Iterable[int]) -> dict[int, Source]:
    """The decisions behind many changes, by the change's id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, c.verb, e.seq, d.number, d.kind, d.id FROM registry_change c"
            " JOIN registry_decision d ON d.id = c.decision_id"
            " LEFT JOIN registry_ledgerentry e ON e.decision_id = d.id WHERE c.id = ANY(%s)",
            [sorted(set(changes))],
        )
        return {row[0]: Source(*row) for row in cursor.fetchall()}
