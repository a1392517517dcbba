"""Database triggers of the tables of accounts: roles are ended, looks are kept."""

from __future__ import annotations

import pgtrigger

from tinhgon.triggers import REFUSE, append_only, keep_table

__all__ = ["append_only", "ended_once", "kept_as_written"]


def ended_once() -> list[pgtrigger.Trigger]:
    """Roles are granted and later ended, once; who held which role when stays on record."""
    return [
        pgtrigger.Protect(name="keep_rows", operation=pgtrigger.Delete),
        keep_table(),
        pgtrigger.Trigger(
            name="end_once",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
                IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.valid IS DISTINCT FROM OLD.valid * NEW.valid
                   OR to_jsonb(NEW) - '{{valid,ended_by_id,ended_at}}'::text[]
                      IS DISTINCT FROM to_jsonb(OLD) - '{{valid,ended_by_id,ended_at}}'::text[]
                THEN
                    {REFUSE % "rows of % can only be ended, once"}
                END IF;
                RETURN NEW;
            """,
        ),
    ]


def kept_as_written() -> list[pgtrigger.Trigger]:
    """Rows are never altered; old ones may be removed when the time they are kept is over."""
    return [pgtrigger.Protect(name="keep_as_written", operation=pgtrigger.Update), keep_table()]
