"""Snapshots that pages share: what lies at one moment never changes, so it is read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from tinhgon.registry.domain.ledger import GENESIS
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import LedgerEntry
from tinhgon.registry.snapshots import load

_KEPT = 12  # snapshots; that of a province of 5,000 bodies takes about 5 MB

STRUCTURE = frozenset(Kind) - {Kind.PERSON}
"""All kinds but people, whose attributes are digests that no figure and no chart reads."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A state of the record: the digest of its last ledger entry, which stands for all that was on record,
    and the moment of that entry (None where nothing is on record)."""

    digest: str
    known: datetime | None


def stand(seq: int) -> Stand:
    """The state of the record after ledger entry `seq`."""
    entry = LedgerEntry.objects.filter(seq=seq).values_list("digest", "recorded_at").first()
    return Stand(*(entry or (GENESIS, None)))


def picture(on: date, seq: int, under: int | None, kinds: frozenset[Kind] = STRUCTURE) -> Snapshot:
    """The state of a scope on a day, as known after ledger entry `seq`."""
    return picture_of(stand(seq), on, under, kinds)


@lru_cache(maxsize=_KEPT)
def picture_of(of: Stand, on: date, under: int | None, kinds: frozenset[Kind] = STRUCTURE) -> Snapshot:
    """The state of a scope on a day, by a state of the record."""
    return load(on, of.known, under, kinds)
