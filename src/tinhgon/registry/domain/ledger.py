"""The ledger: enacted decisions as a chain of SHA-256 digests over a canonical form.

The canonical form is JSON after RFC 8785. Each entry covers the digest of the entry before it, so that
a decision cannot be altered, removed or slipped in without every later digest changing. Personal values
enter only as keyed digests (see `personal`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
import rfc8785

from tinhgon.registry.domain.decisions import DecisionDocument

GENESIS = "0" * 64
"""The digest before the first entry."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What the chain covers of one enacted decision. `recorded_at` is when it became known."""

    seq: int
    previous: str
    recorded_at: datetime
    drafted_by: str
    approved_by: str
    document: DecisionDocument


def canonical(entry: LedgerEntry) -> bytes:
    """The entry as canonical JSON (RFC 8785), UTF-8."""
    return rfc8785.dumps(
        {
            "seq": entry.seq,
            "previous": entry.previous,
            "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "drafted_by": entry.drafted_by,
            "approved_by": entry.approved_by,
            "decision": msgspec.to_builtins(entry.document),
        }
    )


def digest(entry: LedgerEntry) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(entry)).hexdigest()


def content_digest(document: DecisionDocument) -> str:
    """SHA-256 of a decision's own canonical form: what its second signature is given for."""
    return hashlib.sha256(rfc8785.dumps(msgspec.to_builtins(document))).hexdigest()
