"""Keys for programs: how they are written and what is kept of them."""

from __future__ import annotations

import hashlib

PREFIX = "tg_"
"""What every key begins with, so that one left in a file is recognised."""

MOST_DAYS = 366
"""How long a key may hold."""


def key_digest(key: str) -> str:
    """The SHA-256 of a key, in hexadecimal. Keys are random, so the digest needs no salt."""
    return hashlib.sha256(key.encode()).hexdigest()
