"""Search: areas, bodies, posts, people and decisions by the beginnings of words, with or without diacritics.

Every word of the query must begin a word of the name (or code, or number), or if it is an abbreviation be the
initials of words that follow one another; their order does not matter. Those that bear the name on the day shown
come first, then those that bore it once or will.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from tinhgon.frame.domain.letters import alphabetical, folded
from tinhgon.registry.domain.vocabulary import LEVELS, Kind, Level
from tinhgon.registry.selectors.labels import Label, labels
from tinhgon.registry.selectors.people import names
from tinhgon.registry.selectors.surroundings import surroundings
from tinhgon.registry.store import TABLES
from tinhgon.temporal import Period
from tinhgon.temporal.sql import holds, known_at

MOST_WORDS = 8
_FOUND = 50_000  # rows read when a query fits very many
_CANDIDATES = 2000  # of these, those that are ranked
_WORD = re.compile(r"[a-z0-9]+")
_NUMBER = re.compile(r"#(\d{1,18})")
# What a syllable can begin with, its vowels, and what it can end in: what fits is a word, or is becoming one.
_SYLLABLE = re.compile(
    r"(?:b|ch?|d|g[hi]?|k?h|k|l|m|n?gh?|nh?|p?h|p|qu?|r|s|t[hr]?|v|x)?(?:[aeiouy]+(?:ch?|m|n[gh]?|p|t)?)?"
)
_INITIALS = 8  # of as many words, see the migration that keeps them


def is_abbreviation(word: str) -> bool:
    """Whether a folded word stands for the initials of several: it has two letters or more and is no syllable."""
    return len(word) > 1 and word.isalpha() and _SYLLABLE.fullmatch(word) is None


def initials(name: str) -> str:
    """The first letters of the words of a folded name."""
    return "".join(each[0] for each in _WORD.findall(name))


@dataclass(frozen=True, slots=True)
class Hit:
    """An object that fits: the name found and the days it is borne; `now`: the day shown is among them.

    `beside` names what tells it from its like: the area, the parent, the body of a post, the post of a person.
    """

    id: int
    kind: Kind
    name: str
    code: str | None
    level: str | None
    valid: Period
    now: bool
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionHit:
    """A decision that fits."""

    id: int
    number: str
    title: str
    subject: str
    effective_on: date
    status: str


@dataclass(frozen=True, slots=True)
class Search:
    """A query at a moment; `within` are the objects that may be shown (None: all), `most` the hits of a kind."""

    text: str
    on: date
    known: datetime | None = None
    within: frozenset[int] | None = None
    most: int = 20

    @property
    def words(self) -> list[str]:
        """The words looked for; none where the query says too little."""
        found = _WORD.findall(folded(self.text))[:MOST_WORDS]
        return found if sum(map(len, found)) > 1 else []

    @property
    def fitting(self) -> str:
        """The words as PostgreSQL looks for them."""
        return " & ".join(
            f"('{each}':* | '~{each[:_INITIALS]}':*)" if is_abbreviation(each) else f"'{each}':*" for each in self.words
        )

    def objects(self, kind: Kind) -> list[Hit]:
        """Areas, organizations or posts by name, short name or code."""
        if not self.words:
            return []
        found = self._bearing(kind, now=True)
        if len(found) < self.most:
            borne = {each.id for each in found}
            found += [each for each in self._bearing(kind, now=False) if each.id not in borne]
        return _beside(found[: self.most], self.on, self.known)

    def numbered(self) -> list[Hit]:
        """The object that a query such as #123 names."""
        asked = _NUMBER.fullmatch(self.text.strip())
        if asked is None or (self.within is not None and int(asked[1]) not in self.within):
            return []
        called = labels([int(asked[1])], self.on, self.known)
        people = names(called, self.on, self.known)
        return [
            Hit(each.id, each.kind, each.name or people.get(each.id) or f"#{each.id}", each.code, each.level,
                Period(None, None), now=True)
            for each in called.values()
        ]  # fmt: skip

    def people(self) -> list[Hit]:
        """People who hold or held a post, by name, with the post held on the day or else one held before."""
        return self._holding("person_id", Kind.PERSON)

    def memberships(self) -> list[Hit]:
        """What people of a name hold and held, each post by itself."""
        return self._holding("object_id", Kind.MEMBERSHIP)

    def _holding(self, subject: str, kind: Kind) -> list[Hit]:
        """The people whose name fits, or (by `subject`) what they hold; only by what they hold within reach."""
        if not self.words:
            return []
        person, membership, post = (TABLES[each] for each in (Kind.PERSON, Kind.MEMBERSHIP, Kind.POST))
        fitting = (
            "SELECT person_id, digest, value FROM registry_personalvalue"
            " WHERE field = 'name' AND registry_words(value) @@ %(words)s::tsquery OFFSET 0"
        )
        called = dict(
            self._fitting(
                f"SELECT v.person_id, v.value FROM ({fitting}) v"
                f" JOIN {person} s ON s.object_id = v.person_id AND s.name = v.digest AND {known_at('s', self.known)}"
            )
        )
        now = holds("m", self.known)
        rows = self._rows(
            f"SELECT m.object_id, m.{subject}, m.person_id, p.title, p.organization_id,"
            f" lower(m.valid), upper(m.valid), {now}"
            f" FROM (SELECT * FROM {membership} WHERE person_id = ANY(%(people)s) OFFSET 0) m"
            f" JOIN {post} p ON p.object_id = m.post_id AND {known_at('p', self.known)}"
            f" WHERE {known_at('m', self.known)}"
            f" ORDER BY m.person_id, {now} DESC, m.concurrent IS TRUE, lower(m.valid) DESC",
            people=list(called),
        )
        # The first row of each: what is held on the day before what was held earlier.
        best = {row[1]: row[1:] for row in reversed(rows) if self.within is None or row[0] in self.within}
        rows = list(best.values())
        bodies = labels([row[3] for row in rows], self.on, self.known)
        hits = [
            Hit(found, kind, called[who], None, None, Period(start, end), now, (title, _name(bodies.get(body))))
            for found, who, title, body, start, end, now in rows
        ]
        return sorted(hits, key=self._rank)[: self.most]

    def decisions(self, account: int, seq: int, mentioning: Collection[int] | None) -> list[DecisionHit]:
        """Decisions by number or subject: an account's own, and those in the ledger up to entry `seq`.

        `mentioning`: of the latter only these, by id (None: all).
        """
        if not self.words:
            return []
        rows = self._rows(
            "SELECT d.id, d.number, d.kind, d.subject, d.effective_on, d.status FROM registry_decision d"
            " LEFT JOIN registry_ledgerentry e ON e.decision_id = d.id"
            " WHERE registry_words(d.number || ' ' || d.subject) @@ %(words)s::tsquery"
            " AND (d.drafted_by_id = %(account)s OR (e.seq <= %(seq)s"
            " AND (%(mentioning)s::bigint[] IS NULL OR d.id = ANY(%(mentioning)s))))"
            " ORDER BY e.seq DESC NULLS FIRST LIMIT %(most)s",
            seq=seq,
            account=account,
            mentioning=None if mentioning is None else list(mentioning),
        )
        return [DecisionHit(*row) for row in rows]

    def _bearing(self, kind: Kind, *, now: bool) -> list[Hit]:
        """Objects one of whose names fits: borne on the day shown, or else on other days only; best first."""
        level, code, name, words = _NAMES[kind]
        borne = holds("s", self.known)
        wanted = borne if now else f"NOT ({borne}) AND {known_at('s', self.known)}"
        # OFFSET 0: the words choose first. PostgreSQL might else look for all rows of the country that hold.
        fitting = f"SELECT * FROM {TABLES[kind]} s WHERE registry_words({words}) @@ %(words)s::tsquery OFFSET 0"
        rows = self._fitting(
            f"SELECT s.object_id, s.{name}, {code}, {level}, lower(s.valid), upper(s.valid)"
            f" FROM ({fitting}) s WHERE {wanted}"
        )
        hits: dict[int, Hit] = {}
        for object_id, called, coded, rank, start, end in sorted(rows, key=lambda row: row[4]):
            hits[object_id] = Hit(object_id, kind, called, coded, rank, Period(start, end), now)
        return sorted(hits.values(), key=self._rank)

    def _rank(self, hit: Hit) -> tuple[object, ...]:
        """Borne now; the very code; begins as the query or its initials do; high areas; short names; the alphabet."""
        wanted, called = folded(self.text), folded(hit.name)
        level = LEVELS.index(Level(hit.level)) if hit.kind is Kind.AREA and hit.level else 0
        other_code = folded(hit.code or "") != wanted
        first = self.words[0]
        begins = called.startswith(wanted) or (is_abbreviation(first) and initials(called).startswith(first))
        return (not hit.now, other_code, not begins, level, len(called), alphabetical(hit.name), hit.id)

    def _fitting(self, query: str) -> list[tuple[Any, ...]]:
        """Rows that begin with the id of an object that may be shown."""
        # Sending the ids of a province to the database would take longer than reading what it finds.
        most = _CANDIDATES if self.within is None else _FOUND
        rows = self._rows(f"{query} LIMIT {most}")
        return rows if self.within is None else [row for row in rows if row[0] in self.within][:_CANDIDATES]

    def _rows(self, query: str, **more: object) -> list[tuple[Any, ...]]:
        given = {
            "words": self.fitting,
            "on": self.on,
            "known": self.known,
            "most": self.most,
        }
        with connection.cursor() as cursor:
            cursor.execute(query, given | more)
            return list(cursor.fetchall())


_NAMES = {
    Kind.AREA: ("s.level", "s.code", "name", "s.name || ' ' || s.code"),
    Kind.ORGANIZATION: (
        "s.tier", "s.code", "name", "s.name || ' ' || coalesce(s.short_name, '') || ' ' || coalesce(s.code, '')",
    ),
    Kind.POST: ("NULL", "NULL", "title", "s.title"),
}  # fmt: skip
"""Level, code and name of each kind, and the text its index of words is made of (see migration 0004)."""


def _beside(hits: list[Hit], on: date, known: datetime | None) -> list[Hit]:
    """The hits, each with the names of what it belongs to."""
    above = surroundings([each.id for each in hits], on, known)
    called = labels({each for pair in above.values() for each in pair}, on, known)
    return [
        Hit(
            each.id, each.kind, each.name, each.code, each.level, each.valid, each.now,
            tuple(dict.fromkeys(_name(called.get(up)) for up in above.get(each.id, ()))),
        )
        for each in hits
    ]  # fmt: skip


def _name(label: Label | None) -> str:
    return "" if label is None else label.name or f"#{label.id}"


def kinds_searched() -> Iterable[Kind]:
    """The kinds that `objects` looks through, in the order shown."""
    return _NAMES
