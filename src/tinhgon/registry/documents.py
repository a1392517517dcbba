"""Decisions between their tables and their documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast, Length

from tinhgon.registry.domain.changes import Change as Verb
from tinhgon.registry.domain.changes import decode_change, encode_change
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
    for pk, decision_id, payload in rows.values_list("pk", "decision_id", Cast("payload", TextField())):
        verbs[decision_id].append(decode_change(payload))
        sources[decision_id].append(pk)
    notes: dict[int, list[AttachmentNote]] = defaultdict(list)
    attached = Attachment.objects.filter(decision__in=found).order_by("name")
    for decision_id, name, sha256, media_type, size in attached.values_list(
        "decision_id", "name", "sha256", "media_type", Length("content")
    ):
        notes[decision_id].append(AttachmentNote(name=name, sha256=sha256, media_type=media_type, size=size))
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


def new_change_ids(count: int) -> list[int]:
    """Give out ids of changes that were never given out before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('registry_change', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [each for (each,) in cursor.fetchall()]


def save_document(decision: Decision, document: DecisionDocument, sources: Sequence[int] | None = None) -> None:
    """Write a document into a draft's own columns and replace its changes. The draft is saved.

    The changes get the ids `sources` (None: new ones). Raises Unwritable for a value that could not be
    read back as it is.
    """
    require_writable(document)
    for name in ("number", "kind", "issuer", "signed_on", "effective_on", "subject", "key"):
        setattr(decision, name, getattr(document, name))
    decision.instruments = msgspec.to_builtins(document.instruments)
    decision.corrects = list(document.corrects)
    is_new = decision.pk is None
    decision.save()
    if not is_new:
        Change.objects.filter(decision=decision).delete()
    _add_changes(decision, document.changes, new_change_ids(len(document.changes)) if sources is None else sources)


def _add_changes(decision: Decision, changes: Sequence[Verb], ids: Sequence[int]) -> None:
    numbered = enumerate(zip(changes, ids, strict=True), start=1)
    columns = "id, decision_id, ordinal, verb, payload"
    with connection.cursor() as cursor, cursor.copy(f"COPY registry_change ({columns}) FROM STDIN") as copy:
        for ordinal, (change, change_id) in numbered:
            verb, payload = change.__struct_config__.tag, encode_change(change).decode()
            copy.write_row((change_id, decision.pk, ordinal, verb, payload))
