"""Database triggers that several rooms put on their tables: rows that are added and then stay."""

from __future__ import annotations

import pgtrigger

REFUSE = "RAISE EXCEPTION '%s', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';"
"""Refuse the statement; to be filled with the message, in which % stands for the table."""


def keep_table() -> pgtrigger.Trigger:
    """The table is never emptied as a whole."""
    return pgtrigger.Trigger(
        name="keep_table",
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        func=REFUSE % "% cannot be emptied",
    )


def append_only() -> list[pgtrigger.Trigger]:
    """Rows are added and never altered or removed."""
    return [
        pgtrigger.Protect(name="keep_rows", operation=pgtrigger.Update | pgtrigger.Delete),
        keep_table(),
    ]
