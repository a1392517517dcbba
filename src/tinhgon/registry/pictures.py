"""Snapshots that pages share: what lies at one moment never changes, so it is read once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.contrib.postgres.aggregates import BoolOr
from django.db import connection
from django.db.models import Min, Q
from django.db.models.fields.json import KeyTextTransform

from tinhgon.frame.kept import kept
from tinhgon.registry.domain.ledger import GENESIS
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Change, LedgerEntry
from tinhgon.registry.snapshots import load, load_days
from tinhgon.registry.store import TABLES
from tinhgon.temporal import Period
from tinhgon.temporal.sql import holds

_ROWS_KEPT = 400_000  # of snapshots; that of a province of 5,000 bodies has 25,000 and takes about 5 MB
_REACHING_BACK = ("correct", "correct_life", "annul")  # verbs that say something of days before they take effect
_LOOKED_BACK = 100  # ledger entries
_STATES_KEPT = 4096  # days whose state was looked for
_ENTRIES_KEPT = 4096  # days of ledger entries
_ANSWERED = 256  # days whose registry was asked for its size
LARGE = 20_000
"""Bodies above which a registry is not read whole for a list: several times those of a province."""

STRUCTURE = frozenset(Kind) - {Kind.PERSON}
"""All kinds but people, whose attributes are digests that no figure and no chart reads."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A state of the record: the digest of its last ledger entry, which stands for all that was on record,
    its moment (None where nothing is on record) and its number."""

    digest: str
    known: datetime | None
    seq: int = 0


def stand(seq: int) -> Stand:
    """The state of the record after ledger entry `seq`."""
    entry = LedgerEntry.objects.filter(seq=seq).values_list("digest", "recorded_at", "seq").first()
    return Stand(*(entry or (GENESIS, None)))


@lru_cache(maxsize=_STATES_KEPT)
def settled(of: Stand, on: date) -> Stand:
    """The earliest near state of the record from which on a day looks as it does in this one.

    Decisions say nothing of days before they take effect, so what is kept of such days under the state found
    stays right when later decisions are recorded. States `_LOOKED_BACK` entries apart are not looked beyond.
    """
    since = of.seq - of.seq % _LOOKED_BACK
    entries = LedgerEntry.objects.filter(seq__gte=since, seq__lte=of.seq).order_by("-seq")
    found = of
    for found in (Stand(*each) for each in entries.values_list("digest", "recorded_at", "seq")):
        first = _first_day(found.digest)
        if first is None or on in Period.since(first):
            break
    return found


@lru_cache(maxsize=_ENTRIES_KEPT)
def _first_day(digest: str) -> date | None:
    """The first day of which the decision of a ledger entry says something; None: any day, for it corrects."""
    changes = Change.objects.filter(decision__ledger_entry__digest=digest)
    found = changes.aggregate(
        whole=Min("decision__effective_on"),
        own=Min(KeyTextTransform("effective_on", "payload")),
        back=BoolOr(Q(verb__in=_REACHING_BACK)),
    )
    if found["whole"] is None or found["back"]:  # of a decision without changes nothing is kept either way
        return None
    own = date.max if found["own"] is None else date.fromisoformat(found["own"])
    return min(own, found["whole"])


def picture(on: date, seq: int, under: int | None, kinds: frozenset[Kind] = STRUCTURE) -> Snapshot:
    """The state of a scope on a day, as known after ledger entry `seq`."""
    return picture_of(stand(seq), on, under, kinds)


def picture_of(of: Stand, on: date, under: int | None, kinds: frozenset[Kind] = STRUCTURE) -> Snapshot:
    """The state of a scope on a day, by a state of the record."""
    return _picture(of, on, under, kinds)


def have_at_hand(of: Stand, days: Iterable[date], under: int | None) -> None:
    """Read the states of several days that are not at hand in one go: most of what lasts on one lasts on the next."""
    lacking = [each for each in days if not _picture.at_hand(of, each, under, STRUCTURE)]
    if len(lacking) > 1:
        for each in load_days(lacking, of.known, under, STRUCTURE):
            _picture.give(each, of, each.on, under, STRUCTURE)


def is_large(on: date, seq: int, most: int | None = None) -> bool:
    """Whether the whole registry is too large on a day to be read for a list, as known after entry `seq`.

    It is with more than `most` bodies, LARGE if nothing is said.
    """
    return _has_more(stand(seq), on, LARGE if most is None else most)


def rows_of(snapshot: Snapshot) -> int:
    """How many rows a snapshot has: what it weighs in memory."""
    return sum(each.height for each in snapshot.frames.values())


@kept(_ROWS_KEPT, rows_of)
def _picture(of: Stand, on: date, under: int | None, kinds: frozenset[Kind]) -> Snapshot:
    return load(on, of.known, under, kinds)


@lru_cache(maxsize=_ANSWERED)
def _has_more(of: Stand, on: date, most: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT FROM {TABLES[Kind.ORGANIZATION]} s WHERE {holds('s', of.known)}"
            " LIMIT %(most)s) AS found",
            {"on": on, "known": of.known, "most": most + 1},
        )
        return bool(cursor.fetchone()[0] > most)
