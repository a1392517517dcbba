"""Whole numbers as they stand in addresses."""

from __future__ import annotations

MOST = 2**53 - 1
"""The largest whole number that any object, row or entry can have."""

_LONGEST = len(str(MOST))


def whole(text: str) -> int | None:
    """The number that a text of ASCII digits stands for; None for anything else, or one that is too large."""
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST):
        return None
    number = int(text)
    return number if number <= MOST else None
