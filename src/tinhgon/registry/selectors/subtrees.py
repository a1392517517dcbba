"""What ever lay below an area or a body: read once for each state of the record, for lists that filter by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.db import connection

from tinhgon.registry import reach
from tinhgon.registry.domain.ledger import GENESIS
from tinhgon.registry.models import LedgerEntry

_KEPT = 32  # subtrees; that of a province of 5,000 bodies takes about 4 MB


def subtree(tops: Iterable[int], seq: int) -> frozenset[int]:
    """All objects that ever lay below these areas and bodies, as known after ledger entry `seq`."""
    digest, known = at_entry(seq)
    return _subtree(digest, known, frozenset(tops))


def at_entry(seq: int) -> tuple[str, datetime | None]:
    """The digest of the ledger after an entry, which stands for all on record then, and the moment of it."""
    entry = LedgerEntry.objects.filter(seq=seq).values_list("digest", "recorded_at").first()
    return entry or (GENESIS, None)


@lru_cache(maxsize=_KEPT)
def _subtree(digest: str, known: datetime | None, tops: frozenset[int]) -> frozenset[int]:
    return frozenset(reach.below(tops, known))


def mentioning(tops: Iterable[int], seq: int) -> frozenset[int]:
    """Ids of the decisions in the ledger, up to entry `seq`, that mention anything of such a subtree."""
    digest, known = at_entry(seq)
    return _mentioning(digest, known, seq, frozenset(tops))


@lru_cache(maxsize=_KEPT)
def _mentioning(digest: str, known: datetime | None, seq: int, tops: frozenset[int]) -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            # Overlap by index looks every id up; for a whole district it is faster to read the mentions through.
            "SELECT e.decision_id FROM registry_ledgerentry e JOIN registry_decision d ON d.id = e.decision_id"
            " WHERE e.seq <= %s AND EXISTS (SELECT 1 FROM unnest(d.mentions) m WHERE m = ANY(%s::bigint[]))",
            [seq, list(_subtree(digest, known, tops))],
        )
        return frozenset(each for (each,) in cursor.fetchall())
