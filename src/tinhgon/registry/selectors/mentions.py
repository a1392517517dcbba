"""The decisions that mention any of many objects."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction


def mentioned_in(ids: Iterable[int], seq: int) -> set[int]:
    """Ids of the decisions in the ledger, up to entry `seq`, that mention any of these objects."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Each id is looked up by itself in the index of mentions. PostgreSQL knows nothing of how long the mentions
        # are: left to itself it reads all of them through, once for every id. OFFSET 0 keeps it from joining by
        # another index, for the sake of the order of the decisions.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "SELECT DISTINCT f.id FROM unnest(%(ids)s::bigint[]) AS i(id) CROSS JOIN LATERAL"
            " (SELECT d.id FROM registry_decision d WHERE d.mentions @> ARRAY[i.id] OFFSET 0) f",
            {"ids": list(ids)},
        )
        found = [each for (each,) in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on")
        cursor.execute(
            "SELECT e.decision_id FROM registry_ledgerentry e WHERE e.seq <= %s AND e.decision_id = ANY(%s)",
            [seq, found],
        )
        return {each for (each,) in cursor.fetchall()}
