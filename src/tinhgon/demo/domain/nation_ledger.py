"""Digests of ledger entries whose place in the chain is not known yet.

An entry's canonical form begins with its decision and ends with its place in the chain. The long part
is taken up as soon as the changes are at hand, so that they need not be kept until the chain is closed.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import msgspec
import rfc8785

from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.ledger import LedgerEntry, canonical

_NO_CHANGES = b'"changes":[]'


class WaitingEntry:
    """An entry that waits for its number, its predecessor and its moment.

    `document` is given without its changes; `changes` are these in canonical JSON, joined by commas.
    """

    def __init__(self, document: DecisionDocument, changes: bytes, drafted_by: str, approved_by: str) -> None:
        self.document = document
        self.drafted_by = drafted_by
        self.approved_by = approved_by
        body = b'"changes":[' + changes + b"]"
        head, _, tail = rfc8785.dumps(msgspec.to_builtins(document)).partition(_NO_CHANGES)
        self.content_digest = hashlib.sha256(head + body + tail).hexdigest()
        head, _, _ = self._canonical(0, "", datetime.min.replace(tzinfo=UTC)).partition(_NO_CHANGES)
        self._begun = hashlib.sha256(head + body)

    def digest(self, seq: int, previous: str, recorded_at: datetime) -> str:
        """What `ledger.digest` gives for the whole entry at this place."""
        _, _, tail = self._canonical(seq, previous, recorded_at).partition(_NO_CHANGES)
        finished = self._begun.copy()
        finished.update(tail)
        return finished.hexdigest()

    def _canonical(self, seq: int, previous: str, recorded_at: datetime) -> bytes:
        return canonical(
            LedgerEntry(
                seq=seq,
                previous=previous,
                recorded_at=recorded_at,
                drafted_by=self.drafted_by,
                approved_by=self.approved_by,
                document=self.document,
            )
        )
