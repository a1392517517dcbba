"""Database triggers that keep the record append-only, whoever writes to it."""

from __future__ import annotations

import pgtrigger

from tinhgon.triggers import REFUSE, append_only, keep_table

__all__ = ["append_only", "chained", "decision_lifecycle", "only_in_drafts", "recorded_once"]


def _refuse_added(name: str, faulty: str, refusal: str) -> pgtrigger.Trigger:
    """Refuse a statement that added rows (`added`) for which the query `faulty` finds anything."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        level=pgtrigger.Statement,
        referencing=pgtrigger.Referencing(new="added"),
        func=f"IF EXISTS ({faulty}) THEN {REFUSE % refusal} END IF; RETURN NULL;",
    )


def recorded_once() -> list[pgtrigger.Trigger]:
    """Facts are added by an enacted decision; only their recorded period can be closed, once."""
    return [
        pgtrigger.Protect(name="keep_rows", operation=pgtrigger.Delete),
        keep_table(),
        pgtrigger.Trigger(
            name="close_once",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
                IF NOT upper_inf(OLD.recorded) OR upper_inf(NEW.recorded)
                   OR lower(NEW.recorded) IS DISTINCT FROM lower(OLD.recorded)
                   OR to_jsonb(NEW) - 'recorded' IS DISTINCT FROM to_jsonb(OLD) - 'recorded'
                THEN
                    {REFUSE % "facts of % can only have their recorded period closed"}
                END IF;
                RETURN NEW;
            """,
        ),
        _refuse_added(
            "from_enacted",
            """
            SELECT 1 FROM (SELECT DISTINCT decision_id, recorded FROM added) AS given
            LEFT JOIN registry_ledgerentry AS entry ON entry.decision_id = given.decision_id
            WHERE given.recorded IS DISTINCT FROM tstzrange(entry.recorded_at, NULL) OR entry.recorded_at IS NULL
            """,
            "facts of % need an enacted decision and its moment of recording",
        ),
    ]


def decision_lifecycle() -> list[pgtrigger.Trigger]:
    """Only drafts are edited or removed; a signed content stays as signed; enacted decisions stay."""
    return [
        pgtrigger.Protect(
            name="keep_signed",
            operation=pgtrigger.Delete,
            condition=pgtrigger.Condition("OLD.status <> 'draft'"),
        ),
        keep_table(),
        pgtrigger.Protect(
            name="begin_as_draft",
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition("NEW.status <> 'draft'"),
        ),
        pgtrigger.Trigger(
            name="step_by_step",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
                IF OLD.status = 'enacted' THEN
                    {REFUSE % "an enacted row of % cannot be altered"}
                END IF;
                IF NOT (
                    OLD.status = NEW.status
                    OR (OLD.status, NEW.status) IN (
                        ('draft', 'submitted'), ('submitted', 'draft'), ('submitted', 'approved'),
                        ('approved', 'draft'), ('approved', 'enacted')
                    )
                ) THEN
                    {REFUSE % "a row of % skips a step of its life"}
                END IF;
                IF OLD.status <> 'draft' AND NEW.status <> 'draft' AND (
                    NEW.content_digest IS DISTINCT FROM OLD.content_digest
                    OR (to_jsonb(NEW) - '{{status,approved_by_id,approved_at,enacted_at}}'::text[])
                       IS DISTINCT FROM
                       (to_jsonb(OLD) - '{{status,approved_by_id,approved_at,enacted_at}}'::text[])
                ) THEN
                    {REFUSE % "a submitted row of % cannot be edited"}
                END IF;
                IF OLD.status = 'approved' AND NEW.status <> 'draft' AND (
                    NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id
                    OR NEW.approved_at IS DISTINCT FROM OLD.approved_at
                ) THEN
                    {REFUSE % "the signature on a row of % cannot be altered"}
                END IF;
                RETURN NEW;
            """,
        ),
    ]


def only_in_drafts() -> list[pgtrigger.Trigger]:
    """What belongs to a decision changes only while it is a draft."""
    return [
        keep_table(),
        pgtrigger.Trigger(
            name="of_a_draft",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=f"""
                IF EXISTS (
                    SELECT 1 FROM registry_decision
                    WHERE id IN (OLD.decision_id, NEW.decision_id) AND status <> 'draft'
                ) THEN
                    {REFUSE % "rows of % belong to a decision that is no draft"}
                END IF;
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            """,
        ),
        _refuse_added(
            "into_a_draft",
            """
            SELECT 1 FROM (SELECT DISTINCT decision_id FROM added) AS given
            JOIN registry_decision AS decision ON decision.id = given.decision_id WHERE decision.status <> 'draft'
            """,
            "rows of % are added to drafts only",
        ),
    ]


def chained() -> list[pgtrigger.Trigger]:
    """Ledger entries follow one another: number after number, digest upon digest, moment after moment."""
    return [
        *append_only(),
        pgtrigger.Trigger(
            name="next_link",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            declare=[("head", "registry_ledgerentry%ROWTYPE")],
            func=f"""
                SELECT * INTO head FROM registry_ledgerentry ORDER BY seq DESC LIMIT 1;
                IF NEW.seq <> COALESCE(head.seq, 0) + 1
                   OR NEW.previous <> COALESCE(head.digest, repeat('0', 64))
                   OR NEW.recorded_at <= head.recorded_at
                THEN
                    {REFUSE % "a row of % does not follow the head of the chain"}
                END IF;
                IF NOT EXISTS (
                    SELECT 1 FROM registry_decision
                    WHERE id = NEW.decision_id AND status = 'enacted' AND enacted_at = NEW.recorded_at
                ) THEN
                    {REFUSE % "a row of % needs a decision enacted at that moment"}
                END IF;
                RETURN NEW;
            """,
        ),
    ]
