"""The ledger as the domain asks for it when a decision annuls others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property

from django.db import connection

from tinhgon.registry import documents
from tinhgon.registry.domain.changes import Annul
from tinhgon.registry.domain.enactment import Entry
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Change, LedgerEntry
from tinhgon.registry.store import TABLES, StoreView


class StoreJournal:
    """The enacted decisions in the database (see `domain.enactment.Journal`)."""

    @cached_property
    def _annulments(self) -> dict[int, tuple[int, ...]]:
        found: dict[int, tuple[int, ...]] = {}
        rows = Change.objects.filter(verb=Annul.__struct_config__.tag, decision__ledger_entry__isnull=False)
        for seq, payload in rows.values_list("decision__ledger_entry__seq", "payload"):
            found[seq] = (*found.get(seq, ()), int(payload["entry"]))
        return found

    def annulments(self) -> dict[int, tuple[int, ...]]:
        """For every entry that annuls others, which."""
        return self._annulments

    def touched(self, seqs: Iterable[int]) -> set[int]:
        """Ids of the objects whose records these entries changed."""
        states = " UNION ".join(
            f"SELECT s.object_id FROM {TABLES[kind]} s JOIN given g ON s.decision_id = g.decision_id" for kind in Kind
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH given AS (SELECT decision_id FROM registry_ledgerentry WHERE seq = ANY(%s)) "
                f"{states} UNION SELECT l.predecessor_id FROM registry_lineage l"
                " JOIN given g ON l.decision_id = g.decision_id",
                [list(seqs)],
            )
            return {object_id for (object_id,) in cursor.fetchall()}

    def concerning(self, object_ids: Iterable[int], after: int) -> set[int]:
        """Entries later than `after` that changed or name any of the objects."""
        ids = list(object_ids)
        states = " UNION ".join(
            f"SELECT decision_id FROM {TABLES[kind]} WHERE object_id = ANY(%(ids)s)" for kind in Kind
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT e.seq FROM registry_ledgerentry e WHERE e.seq > %(after)s AND e.decision_id IN ({states}"
                " UNION SELECT decision_id FROM registry_lineage WHERE predecessor_id = ANY(%(ids)s)"
                " UNION SELECT id FROM registry_decision WHERE mentions && %(ids)s::bigint[])",
                {"ids": ids, "after": after},
            )
            return {seq for (seq,) in cursor.fetchall()}

    def entries(self, seqs: Iterable[int]) -> list[Entry]:
        """The entries themselves, in ledger order."""
        return documents.entries(LedgerEntry.objects.filter(seq__in=list(seqs)).select_related("decision"))

    def view_before(self, seq: int) -> StoreView:
        """What was known just before an entry was recorded."""
        recorded_at = LedgerEntry.objects.values_list("recorded_at", flat=True).get(seq=seq)
        return StoreView(known=recorded_at - timedelta(microseconds=1))
