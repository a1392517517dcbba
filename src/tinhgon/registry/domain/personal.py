"""Keyed digests that stand for personal values in changes, state rows and the ledger.

Each person has a key. The values themselves are kept beside the record; erasing a person's key and
values leaves digests that nobody can trace back, while the chain still verifies.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

import rfc8785

KEY_BYTES = 32


def personal_digest(key: bytes, field: str, value: str) -> str:
    """HMAC-SHA-256 of a personal value under its person's key, in hexadecimal; NFC text."""
    text = unicodedata.normalize("NFC", value)
    return hmac.new(key, rfc8785.dumps([field, text]), hashlib.sha256).hexdigest()
