"""Decisions between their tables and their documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from tinhgon.registry.domain.changes import Change as Verb
from tinhgon.registry.domain.changes import change_from_plain, plain_change
from tinhgon.registry.domain.decisions import Attachment as AttachmentNote
from tinhgon.registry.domain.decisions import DecisionDocument, Instrument
from tinhgon.registry.domain.enactment import Entry
from tinhgon.registry.domain.writable import require_writable
from tinhgon.registry.models import Attachment, Change, Decision, LedgerEntry


def document_of(decision: Decision, *, with_changes: bool = True) -> DecisionDocument:
    """The document of one decision, with its changes (which may be left out) and notes of its attachments."""
    return documents([decision], with_changes=with_changes)[decision.pk][0]


def documents(
    decisions: Iterable[Decision], *, with_changes: bool = True
) -> dict[int, tuple[DecisionDocument, tuple[int, ...]]]:
    """For each decision by id: its document and the ids of its changes, in order."""
    found = {decision.pk: decision for decision in decisions}
    verbs: dict[int, list[Verb]] = defaultdict(list)
    sources: dict[int, list[int]] = defaultdict(list)
    rows = Change.objects.filter(decision__in=found if with_changes else ()).order_by("decision_id", "ordinal")
    for pk, decision_id, payload in rows.values_list("pk", "decision_id", "payload"):
        verbs[decision_id].append(change_from_plain(payload))
        sources[decision_id].append(pk)
    notes: dict[int, list[AttachmentNote]] = defaultdict(list)
    for each in Attachment.objects.filter(decision__in=found).order_by("name"):
        notes[each.decision_id].append(
            AttachmentNote(name=each.name, sha256=each.sha256, media_type=each.media_type, size=len(each.content))
        )
    return {
        pk: (
            DecisionDocument(
                number=decision.number,
                kind=decision.kind,
                issuer=decision.issuer,
                signed_on=decision.signed_on,
                effective_on=decision.effective_on,
                subject=decision.subject,
                changes=tuple(verbs[pk]),
                instruments=tuple(msgspec.convert(decision.instruments, list[Instrument])),
                attachments=tuple(notes[pk]),
                corrects=tuple(decision.corrects),
                key=decision.key,
            ),
            tuple(sources[pk]),
        )
        for pk, decision in found.items()
    }


def entries(ledger: Iterable[LedgerEntry]) -> list[Entry]:
    """Ledger rows (with their decisions selected) as entries of the domain, in ledger order."""
    rows = sorted(ledger, key=lambda each: each.seq)
    by_decision = documents(row.decision for row in rows)
    return [Entry(row.seq, *by_decision[row.decision_id]) for row in rows]


def save_document(decision: Decision, document: DecisionDocument) -> None:
    """Write a document into a draft's own columns and replace its changes. The draft is saved.

    Raises Unwritable for a value that could not be read back as it is.
    """
    require_writable(document)
    for name in ("number", "kind", "issuer", "signed_on", "effective_on", "subject", "key"):
        setattr(decision, name, getattr(document, name))
    decision.instruments = msgspec.to_builtins(document.instruments)
    decision.corrects = list(document.corrects)
    decision.save()
    Change.objects.filter(decision=decision).delete()
    Change.objects.bulk_create(
        (
            Change(
                decision=decision,
                ordinal=ordinal,
                verb=change.__struct_config__.tag,
                payload=plain_change(change),
            )
            for ordinal, change in enumerate(document.changes, start=1)
        ),
        batch_size=5000,
    )
