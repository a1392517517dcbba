"""Cells of exported files that spreadsheet programs must not take for formulas."""

from __future__ import annotations

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def neutral(value: object) -> object:
    """The value; text that a spreadsheet would compute gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(_DANGEROUS):
        return "'" + value
    return value
