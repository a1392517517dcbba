"""The posts of a body with their holders, the holders of a post over time, and ceilings with what fills them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from django.db import connection

from tinhgon.frame.domain.letters import alphabetical
from tinhgon.registry.domain.records import Record
from tinhgon.registry.domain.vocabulary import ESTABLISHMENT_CLASSES, HEADSHIPS, Kind
from tinhgon.registry.selectors.cards import nearest_day
from tinhgon.registry.selectors.labels import Source, lives, sources
from tinhgon.registry.selectors.people import names
from tinhgon.registry.store import TABLES, StoreView
from tinhgon.temporal import Period
from tinhgon.temporal.sql import holds, known_at

_POSTS, _MEMBERSHIPS, _BODIES = (TABLES[kind] for kind in (Kind.POST, Kind.MEMBERSHIP, Kind.ORGANIZATION))


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a post on a day, and since when."""

    membership: int
    person: int
    name: str | None
    since: date | None
    concurrent: bool
    handover: bool


@dataclass(frozen=True, slots=True)
class Unified:
    """The post with which one is unified, and the body it belongs to."""

    post: int
    title: str
    body: int
    body_name: str | None


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post of a body on a day, with its holders; `unified` are the posts meant to have the same holder."""

    id: int
    title: str
    role: str | None
    headship: str
    establishment_class: str
    elective: bool | None
    seats: int
    holders: tuple[Holder, ...] = ()
    unified: tuple[Unified, ...] = ()

    @property
    def taken(self) -> int:
        """Seats that somebody holds; two hold one seat while it is handed over."""
        return min(self.seats, len(self.holders))

    @property
    def free(self) -> int:
        """Seats that nobody holds."""
        return self.seats - self.taken


@dataclass(frozen=True, slots=True)
class Tenure:
    """One holding of a post from its beginning to its end, with the changes that began and ended it."""

    membership: int
    person: int
    name: str | None
    life: Period
    basis: str
    concurrent: bool
    begun_by: Source
    ended_by: Source | None


class Funding(NamedTuple):
    """One ceiling: its funding source and amount."""

    source: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The ceilings of a body for one class, and the seats and holders of this class in it and all below it.

    `holders` leaves out those whose pay sits on another post.
    """

    establishment_class: str
    fundings: tuple[Funding, ...]
    seats: int
    holders: int

    @property
    def amount(self) -> int:
        """All ceilings of the class together."""
        return sum(each.amount or 0 for each in self.fundings)

    @property
    def free(self) -> int:
        """What of the ceilings no holder fills; below zero where holders exceed them."""
        return self.amount - self.holders


def posts(body: int, on: date, known: datetime | None = None) -> list[PostLine]:
    """The posts of a body on a day: heads first, then deputies, then others, by title."""
    times = {"on": on, "known": known}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.object_id, s.title, s.role, s.headship, s.establishment_class, s.elective, coalesce(s.seats, 1)"
            f" FROM {_chosen(_POSTS, 'organization_id')} s WHERE {holds('s', known)}",
            {"ids": [body], **times},
        )
        rows = sorted(cursor.fetchall(), key=lambda row: (HEADSHIPS.index(row[3]), alphabetical(row[1]), row[0]))
    ids = [row[0] for row in rows]
    held, paired = _holders(ids, on, known), unified(ids, on, known)
    return [replace(PostLine(*row), holders=tuple(held[row[0]]), unified=tuple(paired[row[0]])) for row in rows]


def _holders(ids: list[int], on: date, known: datetime | None) -> dict[int, list[Holder]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.post_id, s.object_id, s.person_id, s.concurrent IS TRUE, s.handover IS TRUE"
            f" FROM {_chosen(_MEMBERSHIPS, 'post_id')} s WHERE {holds('s', known)}",
            {"ids": ids, "on": on, "known": known},
        )
        rows = cursor.fetchall()
    called = names((row[2] for row in rows), on, known)
    lived = lives((row[1] for row in rows), known)
    found: dict[int, list[Holder]] = defaultdict(list)
    for post, membership, person, concurrent, handover in rows:
        name, since = called.get(person), lived[membership].start
        found[post].append(Holder(membership, person, name, since, concurrent, handover))
    for each in found.values():
        each.sort(key=lambda holder: (alphabetical(holder.name or ""), holder.person))
    return found


def unified(ids: Iterable[int], on: date, known: datetime | None = None) -> dict[int, list[Unified]]:
    """The posts with which each of these is unified on a day, whichever of the two says so."""
    one, other = f"{_chosen(_POSTS, 'object_id')} s", f"{_chosen(_POSTS, 'unified_with_id')} s"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.post, u.object_id, u.title, o.object_id, o.name FROM ("
            f"SELECT s.object_id AS post, s.unified_with_id AS pair FROM {one} WHERE {holds('s', known)}"
            f" UNION SELECT s.unified_with_id, s.object_id FROM {other} WHERE {holds('s', known)}) l"
            f" JOIN {_POSTS} u ON u.object_id = l.pair AND {holds('u', known)}"
            f" JOIN {_BODIES} o ON o.object_id = u.organization_id AND {holds('o', known)} ORDER BY u.object_id",
            {"ids": list(ids), "on": on, "known": known},
        )
        found: dict[int, list[Unified]] = defaultdict(list)
        for post, *pair in cursor.fetchall():
            found[post].append(Unified(*pair))
    return found


def tenures(post: int, on: date, known: datetime | None = None) -> list[Tenure]:
    """Everybody who ever held a post, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT s.object_id FROM {_MEMBERSHIPS} s WHERE s.post_id = %(id)s AND {known_at('s', known)}",
            {"id": post, "known": known},
        )
        ids = [each for (each,) in cursor.fetchall()]
    view = StoreView(known)
    view.load(ids)
    records = [record for each in ids if (record := view.record(each)) is not None]
    changes = {each for record in records for each in (record.begun_by, record.ended_by) if each is not None}
    behind = sources(changes)
    called = names({int(record.value("person", record.life.lower) or 0) for record in records}, on, known)
    found = [_tenure(record, on, called, behind) for record in records]
    return sorted(found, key=lambda each: (each.life.lower, each.membership), reverse=True)


def _tenure(record: Record, on: date, called: dict[int, str], behind: dict[int, Source]) -> Tenure:
    day = nearest_day(record.life, on)
    person = int(record.value("person", day) or 0)
    return Tenure(
        membership=record.object_id,
        person=person,
        name=called.get(person),
        life=record.life,
        basis=str(record.value("basis", day)),
        concurrent=record.value("concurrent", day) is True,
        begun_by=behind[record.begun_by],
        ended_by=None if record.ended_by is None else behind[record.ended_by],
    )


def ceilings(body: int, on: date, known: datetime | None = None) -> list[Ceiling]:
    """The ceilings of a body by class, with the seats and paid holders of the body and all below it."""
    times = {"on": on, "known": known}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.establishment_class, s.funding, s.amount"
            f" FROM {_chosen(TABLES[Kind.QUOTA], 'organization_id')} s WHERE {holds('s', known)}"
            " ORDER BY array_position(%(classes)s::text[], s.establishment_class), s.funding",
            {"ids": [body], "classes": list(ESTABLISHMENT_CLASSES), **times},
        )
        given = cursor.fetchall()
        if not given:
            return []
        cursor.execute(
            "WITH RECURSIVE below(id) AS (SELECT %(id)s::bigint"
            f" UNION SELECT c.object_id FROM below b JOIN {_BODIES} c ON c.parent_id = b.id AND {holds('c', known)})"
            " SELECT p.establishment_class, coalesce(sum(p.seats), 0), coalesce(sum(p.paid), 0) FROM ("
            "SELECT s.establishment_class, coalesce(s.seats, 1) AS seats, (SELECT count(*) FROM"
            f" {_MEMBERSHIPS} m WHERE m.post_id = s.object_id AND m.concurrent IS NOT TRUE AND {holds('m', known)})"
            f" AS paid FROM {_POSTS} s WHERE s.organization_id IN (SELECT id FROM below) AND {holds('s', known)}"
            ") p GROUP BY 1",
            {"id": body, **times},
        )
        filled = {rank: (int(seats), int(paid)) for rank, seats, paid in cursor.fetchall()}
    return [
        Ceiling(rank, tuple(Funding(*row[1:]) for row in rows), *filled.get(rank, (0, 0)))
        for rank, rows in groupby(given, key=lambda row: row[0])
    ]


def _chosen(table: str, column: str) -> str:
    """Rows whose `column` is one of the parameter `ids`, chosen before the two times are looked at."""
    return f"(SELECT * FROM {table} WHERE {column} = ANY(%(ids)s) OFFSET 0)"
