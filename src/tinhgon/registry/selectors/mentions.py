"""The decisions that mention any of many objects."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

_FEW, _MANY = 500, 1_000
"""Up to so many ledger entries have their mentions read through, rather than so many objects looked up in them."""


def mentioned_in(ids: Iterable[int], seq: int) -> set[int]:
    """Ids of the decisions in the ledger, up to entry `seq`, that mention any of these objects."""
    wanted = set(ids)
    return _read_through(wanted, seq) if seq <= _FEW and len(wanted) > _MANY else _looked_up(wanted, seq)


def _read_through(ids: set[int], seq: int) -> set[int]:
    """By reading all mentions: of a short ledger they are fewer than the objects of a province."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.id, d.mentions FROM registry_ledgerentry e JOIN registry_decision d ON d.id = e.decision_id"
            " WHERE e.seq <= %s",
            [seq],
        )
        return {decision for decision, mentions in cursor.fetchall() if not ids.isdisjoint(mentions)}


def _looked_up(ids: set[int], seq: int) -> set[int]:
    """By the index of mentions."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Each id is looked up by itself in the index of mentions. PostgreSQL knows nothing of how long the mentions
        # are: left to itself it reads all of them through, once for every id. OFFSET 0 keeps it from joining by
        # another index, for the sake of the order of the decisions.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "SELECT DISTINCT f.id FROM unnest(%(ids)s::bigint[]) AS i(id) CROSS JOIN LATERAL"
            " (SELECT d.id FROM registry_decision d WHERE d.mentions @> ARRAY[i.id] OFFSET 0) f",
            {"ids": f"{{{','.join(map(str, ids))}}}"},
        )
        found = [each for (each,) in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on")
        cursor.execute(
            "SELECT e.decision_id FROM registry_ledgerentry e WHERE e.seq <= %s AND e.decision_id = ANY(%s)",
            [seq, found],
        )
        return {each for (each,) in cursor.fetchall()}
