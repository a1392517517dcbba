"""What ever lay below an area or a body: read once for each state of the record, for lists that filter by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from tinhgon.frame.kept import kept
from tinhgon.registry import reach
from tinhgon.registry.domain.ledger import GENESIS
from tinhgon.registry.models import LedgerEntry
from tinhgon.registry.selectors.mentions import mentioned_in

_IDS_KEPT = 800_000  # of subtrees; 50,000 of a province of 5,000 bodies take about 4 MB
_KEPT = 32  # sets of decisions


def subtree(tops: Iterable[int], seq: int) -> frozenset[int]:
    """All objects that ever lay below these areas and bodies, as known after ledger entry `seq`."""
    digest, known = at_entry(seq)
    return _subtree(digest, known, frozenset(tops))


def at_entry(seq: int) -> tuple[str, datetime | None]:
    """The digest of the ledger after an entry, which stands for all on record then, and the moment of it."""
    entry = LedgerEntry.objects.filter(seq=seq).values_list("digest", "recorded_at").first()
    return entry or (GENESIS, None)


@kept(_IDS_KEPT, len)
def _subtree(digest: str, known: datetime | None, tops: frozenset[int]) -> frozenset[int]:
    return frozenset(reach.below(tops, known))


def mentioning(tops: Iterable[int], seq: int) -> frozenset[int]:
    """Ids of the decisions in the ledger, up to entry `seq`, that mention anything of such a subtree."""
    digest, known = at_entry(seq)
    return _mentioning(digest, known, seq, frozenset(tops))


@lru_cache(maxsize=_KEPT)
def _mentioning(digest: str, known: datetime | None, seq: int, tops: frozenset[int]) -> frozenset[int]:
    return frozenset(mentioned_in(_subtree(digest, known, tops), seq))
