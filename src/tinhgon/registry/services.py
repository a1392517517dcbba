"""What people do with decisions: draft, submit, approve, enact. The only code that writes the registry."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from django.db import OperationalError, connection, transaction
from django.db.models import Q
from psycopg import errors as postgres

from tinhgon.accounts.models import Account
from tinhgon.errors import Text, TinhGonError
from tinhgon.registry import documents
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.decisions import STATUS_NAMES, DecisionDocument, Effect, Status
from tinhgon.registry.domain.enactment import Changed, Outcome, annulled, enact, outcome
from tinhgon.registry.domain.ledger import GENESIS, LedgerEntry, content_digest, digest
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.domain.personal import KEY_BYTES, personal_digest
from tinhgon.registry.domain.records import Register
from tinhgon.registry.domain.refusals import Refusal, refuse
from tinhgon.registry.domain.rivalry import rivals
from tinhgon.registry.journal import StoreJournal
from tinhgon.registry.models import Attachment, Decision, DecisionEffect, KinTie, PersonalValue, PersonKey
from tinhgon.registry.models import LedgerEntry as LedgerRow
from tinhgon.registry.prefetching import prefetch
from tinhgon.registry.store import StoreView, write

_ENACTING = 0x7469_6E68_676F_6E  # the advisory lock that lets one decision be enacted at a time
_ATTEMPTS = 8
_ROWS_AT_ONCE = 5000
_RETRIED = (postgres.SerializationFailure, postgres.DeadlockDetected)
_T = TypeVar("_T")

STAGES = ("read", "try", "write", "written")
"""The stages of enacting a decision, in order."""

Tell = Callable[[str], None]


class WrongStep(TinhGonError):
    """A decision is not at the step of its life that this action needs."""

    code = "wrong_step"


class SameSignature(TinhGonError):
    """The approver is the drafter."""

    code = "same_signature"


class Conflict(TinhGonError):
    """Another decision was enacted meanwhile and touches the same things."""

    code = "conflict"

    def __init__(self, number: str, rivals: Sequence[str], refusal: Refusal | None, objects: Sequence[int]) -> None:
        self.rivals = tuple(rivals)
        self.refusal = refusal
        self.objects = tuple(objects)
        listing = ", ".join(rivals)
        why = None if refusal is None else refusal.what
        super().__init__(
            Text(
                f"Quyết định {number} xung đột với quyết định ban hành sau khi trình: {listing}",
                f"Decision {number} conflicts with what was enacted after it was submitted: {listing}",
            ),
            where=", ".join(f"#{each}" for each in objects),
            why=why,
            mend=Text(
                "Rút về dự thảo, xem lại các thay đổi trùng, rồi trình và duyệt lại.",
                "Withdraw it to a draft, look at what overlaps, then submit and approve it again.",
            ),
        )

    def as_json(self) -> dict[str, object]:
        """The error with the rival decisions and, where the decision no longer fits, its violations."""
        detail = {} if self.refusal is None else {"refusal": self.refusal.as_json()}
        return super().as_json() | {"rivals": list(self.rivals), "objects": list(self.objects)} | detail


def new_ids(count: int) -> list[int]:
    """Give out object ids that were never given out before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_object_id') FROM generate_series(1, %s)", [count])
        return [each for (each,) in cursor.fetchall()]


def last_id() -> int:
    """The last object id that was given out; 0 where none was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM registry_object_id")
        (last,) = cursor.fetchone()
        return int(last)


def id_source(batch: int = 1000) -> Iterator[int]:
    """An endless supply of new object ids, fetched a batch at a time."""
    while True:
        yield from new_ids(batch)


# --- the life of a decision ---------------------------------------------------------------------


@transaction.atomic
def draft(
    document: DecisionDocument, by: Account, attachments: Mapping[str, tuple[str, bytes]] | None = None
) -> Decision:
    """Save a new draft. `attachments` maps file names to (media type, content)."""
    decision = Decision(drafted_by=by)
    documents.save_document(decision, document)
    for name, (media_type, content) in (attachments or {}).items():
        attach(decision, name, media_type, content)
    return decision


@transaction.atomic
def attach(decision: Decision, name: str, media_type: str, content: bytes) -> Attachment:
    """Add a file to a draft, in the place of one of the same name. Raises WrongStep for anything but a draft."""
    locked = _at_step(decision, Status.DRAFT)
    Attachment.objects.filter(decision=locked, name=name).delete()
    return Attachment.objects.create(
        decision=locked,
        name=name,
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )


@transaction.atomic
def detach(decision: Decision, attachment_id: int) -> None:
    """Take a file out of a draft. Raises WrongStep for anything but a draft."""
    Attachment.objects.filter(decision=_at_step(decision, Status.DRAFT), pk=attachment_id).delete()


@transaction.atomic
def revise(decision: Decision, document: DecisionDocument) -> Decision:
    """Replace the content of a draft. Raises WrongStep for anything but a draft."""
    locked = _at_step(decision, Status.DRAFT)
    documents.save_document(locked, document)
    return locked


def submit(decision: Decision) -> Decision:
    """Lay a draft before the approver, tried against the record. Raises Refusal if it cannot stand."""

    def tried_and_laid() -> Decision:
        locked = _at_step(decision, Status.DRAFT)
        document, sources = documents.documents([locked])[locked.pk]
        base_seq = head().seq
        _try(document, sources)
        return _lay_before_approver(locked, document, base_seq)

    return _isolated("REPEATABLE READ", tried_and_laid)


def _lay_before_approver(locked: Decision, document: DecisionDocument, base_seq: int) -> Decision:
    locked.content_digest = content_digest(document)
    locked.mentions = sorted(_concerned(document))
    locked.base_seq = base_seq
    locked.submitted_at = datetime.now(UTC)
    locked.status = Status.SUBMITTED
    locked.save()
    return locked


@transaction.atomic
def approve(decision: Decision, by: Account) -> Decision:
    """Give the second signature. Raises SameSignature where the approver is the drafter."""
    locked = _at_step(decision, Status.SUBMITTED)
    if by.pk == locked.drafted_by_id:
        raise SameSignature(
            Text("Người duyệt không được là người soạn thảo", "The approver must not be the drafter"),
            where=locked.number,
            mend=Text("Nhờ tài khoản khác có quyền duyệt.", "Have another account with the right to approve do it."),
        )
    locked.approved_by = by
    locked.approved_at = datetime.now(UTC)
    locked.status = Status.APPROVED
    locked.save()
    return locked


@transaction.atomic
def withdraw(decision: Decision) -> Decision:
    """Take a submitted or approved decision back to a draft; its signatures lapse."""
    locked = _at_step(decision, Status.SUBMITTED, Status.APPROVED)
    locked.status = Status.DRAFT
    locked.content_digest = ""
    locked.approved_by = None
    locked.approved_at = None
    locked.submitted_at = None
    locked.save()
    return locked


@transaction.atomic
def discard(decision: Decision) -> None:
    """Remove a draft. Raises WrongStep for anything but a draft."""
    _at_step(decision, Status.DRAFT).delete()


def enact_decision(decision: Decision, tell: Tell = lambda stage: None) -> LedgerRow:
    """Put an approved decision into force: all of its facts and its ledger entry, or nothing.

    One serialisable transaction, tried again where the database reports a conflict of transactions.
    `tell` is told the stage reached, one of STAGES; whatever it raises undoes everything.
    Raises WrongStep, Refusal where the decision no longer fits the record, or Conflict where that is
    because of decisions enacted since it was submitted.
    """

    def tried_and_enacted() -> LedgerRow:
        tell("read")
        locked = _at_step(decision, Status.APPROVED)
        document, sources = documents.documents([locked])[locked.pk]
        tell("try")
        workspace = _against_rivals(locked, document, sources)
        tell("write")
        row = _enact(locked, document, outcome(document, sources, workspace).changed)
        tell("written")
        return row

    return _in_turn(tried_and_enacted)


def _in_turn(action: Callable[[], _T]) -> _T:
    """Do what enacts a decision while nobody else does."""
    with _one_at_a_time():
        return _isolated("SERIALIZABLE", action)


def _isolated(level: str, action: Callable[[], _T]) -> _T:
    """One transaction on one picture of the data, tried again where others changed what it rests on."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
                return action()
        except (OperationalError, *_RETRIED) as error:  # COPY raises the driver's own errors
            fault = error.__cause__ if isinstance(error, OperationalError) else error
            if attempt == _ATTEMPTS or not isinstance(fault, _RETRIED):
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")


def _enact(locked: Decision, document: DecisionDocument, changed: Iterable[Changed]) -> LedgerRow:
    last = head()
    recorded_at = max(datetime.now(UTC), last.recorded_at + timedelta(microseconds=1))
    locked.status = Status.ENACTED
    locked.enacted_at = recorded_at
    locked.save(update_fields=["status", "enacted_at"])
    entry = LedgerEntry(
        seq=last.seq + 1,
        previous=last.digest,
        recorded_at=recorded_at,
        drafted_by=locked.drafted_by.username,
        approved_by=locked.approved_by.username if locked.approved_by else "",
        document=document,
    )
    row = LedgerRow.objects.create(
        seq=entry.seq, decision=locked, previous=entry.previous, digest=digest(entry), recorded_at=recorded_at
    )
    write(changed, locked.pk, recorded_at)
    _record_effects(locked, document)
    return row


def _against_rivals(decision: Decision, document: DecisionDocument, sources: Sequence[int]) -> Register:
    """Try the decision; where others were enacted since it was submitted, look for what overlaps."""
    newer = LedgerRow.objects.filter(seq__gt=decision.base_seq).select_related("decision")
    try:
        workspace = _try(document, sources)
    except Refusal as refusal:
        concerned = StoreJournal().concerning(refusal.objects, after=decision.base_seq)
        numbers = [str(each.decision) for each in newer if each.seq in concerned]
        if numbers:
            raise Conflict(document.number, numbers, refusal, refusal.objects) from refusal
        raise
    changes_of = dict(newer.filter(decision__changes__isnull=False).values_list("decision__changes", "decision_id"))
    overlapping = rivals(workspace, sources, changes_of)
    if overlapping:
        decisions = sorted({each for _, each in overlapping})
        numbers = [str(each) for each in Decision.objects.filter(pk__in=decisions).order_by("enacted_at")]
        raise Conflict(document.number, numbers, None, sorted({each for each, _ in overlapping}))
    return workspace


def _try(document: DecisionDocument, sources: Sequence[int]) -> Register:
    _require_entries(document.corrects)
    view = StoreView()
    prefetch(view, [document])
    return enact(view, document, sources, StoreJournal())


def _require_entries(seqs: Sequence[int]) -> None:
    known = set(LedgerRow.objects.filter(seq__in=seqs).values_list("seq", flat=True))
    for seq in seqs:
        if seq not in known:
            vi, en = f"Không có mục sổ {seq} để đính chính", f"there is no ledger entry {seq} to correct"
            raise refuse("nothing_to_correct", None, (), vi, en)


def _concerned(document: DecisionDocument) -> set[int]:
    """What a decision names, and what those it annuls name."""
    annuls = [each.entry for each in document.changes if isinstance(each, verbs.Annul)]
    of_annulled = LedgerRow.objects.filter(seq__in=annuls).values_list("decision__mentions", flat=True)
    return {each for change in document.changes for each in mentioned(change)}.union(*of_annulled)


def _record_effects(decision: Decision, document: DecisionDocument) -> None:
    annuls = [each.entry for each in document.changes if isinstance(each, verbs.Annul)]
    effects = [(seq, Effect.ANNULS) for seq in annuls]
    effects += [(seq, Effect.CORRECTS) for seq in document.corrects]
    targets = dict(LedgerRow.objects.filter(seq__in=[seq for seq, _ in effects]).values_list("seq", "decision_id"))
    DecisionEffect.objects.bulk_create(
        DecisionEffect(decision=decision, target_id=targets[seq], effect=effect.value) for seq, effect in effects
    )


def annulled_entries() -> frozenset[int]:
    """Ledger numbers of the decisions that are annulled today."""
    return annulled(StoreJournal().annulments())


def _at_step(decision: Decision, *steps: Status) -> Decision:
    locked = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if locked.status not in steps:
        now, wanted = STATUS_NAMES[Status(locked.status)], [STATUS_NAMES[each] for each in steps]
        raise WrongStep(
            Text(
                f"Quyết định {locked.number} đang ở bước «{now.vi}», cần ở bước "
                + " hoặc ".join(f"«{each.vi}»" for each in wanted),
                f"Decision {locked.number} is {now.en}; it must be " + " or ".join(each.en for each in wanted),
            ),
            where=locked.number,
        )
    return locked


def head() -> LedgerRow:
    """The last entry of the ledger; one with number 0 and the digest of genesis where there is none."""
    row = LedgerRow.objects.order_by("-seq").first()
    return row or LedgerRow(seq=0, digest=GENESIS, recorded_at=datetime(1900, 1, 1, tzinfo=UTC))


class _one_at_a_time:  # noqa: N801  # reads as a phrase: with _one_at_a_time()
    """Queue those who enact before their transaction takes its picture of the data.

    Every entry follows the one before it in the chain, so enactments would only abort one another.
    The lock belongs to the connection: a client that dies gives it up.
    """

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_ENACTING])
        self.session = connection.connection

    def __exit__(self, *exc: object) -> None:
        if connection.connection is self.session and not self.session.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_ENACTING])


# --- decisions that programs record -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a decision comes to on the record as it stood when the ledger had this head (its digest)."""

    outcome: Outcome
    upon: str

    def holds_for(self, document: DecisionDocument, sources: Sequence[int], last: LedgerRow) -> bool:
        """Whether trying it now could come to nothing else: its changes and the record are the same."""
        tried = self.outcome
        return self.upon == last.digest and tried.sources == tuple(sources) and tried.changes == document.changes


def record(
    document: DecisionDocument, drafter: Account, approver: Account, rehearsed: Rehearsed | None = None
) -> LedgerRow | None:
    """Take a decision through its whole life, or leave no trace of it; None where its key is on record already.

    It is tried, unless it was rehearsed and nothing has been enacted since. Raises Refusal where it
    cannot stand.
    """

    def whole_life() -> LedgerRow | None:
        if document.key and is_recorded(document.key):
            return None
        decision = Decision(drafted_by=drafter)
        documents.save_document(decision, document, None if rehearsed is None else rehearsed.outcome.sources)
        stored, sources = documents.documents([decision])[decision.pk]
        last = head()
        if rehearsed and rehearsed.holds_for(stored, sources, last):
            _require_entries(stored.corrects)
            tried = rehearsed.outcome
        else:
            tried = outcome(stored, sources, _try(stored, sources))
        approved = approve(_lay_before_approver(decision, stored, last.seq), approver)
        return _enact(approved, stored, tried.changed)

    return _in_turn(whole_life)


def is_recorded(key: str) -> bool:
    """Whether an enacted decision with this source key is on record."""
    return Decision.objects.filter(key=key, status=Status.ENACTED).exists()


# --- personal data ------------------------------------------------------------------------------


def keep_personal(person_id: int, values: Mapping[str, str]) -> dict[str, str]:
    """Keep personal values beside the record; returns the digests that stand for them in changes."""
    return keep_personal_of({person_id: values})[person_id]


@transaction.atomic
def keep_personal_of(people: Mapping[int, Mapping[str, str]]) -> dict[int, dict[str, str]]:
    """Keep the personal values of many people in a few queries; the digests, by person and field."""
    PersonKey.objects.bulk_create(
        (PersonKey(person_id=person_id, key=secrets.token_bytes(KEY_BYTES)) for person_id in people),
        batch_size=_ROWS_AT_ONCE,
        ignore_conflicts=True,  # who has a key keeps it
    )
    keys = dict(PersonKey.objects.filter(person_id__in=list(people)).values_list("person_id", "key"))
    digests = {
        person_id: {field: personal_digest(bytes(keys[person_id]), field, value) for field, value in values.items()}
        for person_id, values in people.items()
    }
    PersonalValue.objects.bulk_create(
        (
            PersonalValue(digest=digests[person_id][field], person_id=person_id, field=field, value=value)
            for person_id, values in people.items()
            for field, value in values.items()
        ),
        batch_size=_ROWS_AT_ONCE,
        ignore_conflicts=True,
    )
    return digests


@transaction.atomic
def erase_personal(person_id: int) -> int:
    """Erase a person's key, values and declared ties; what remains on record can be traced to nobody.

    Returns how many values were erased.
    """
    PersonKey.objects.filter(person_id=person_id).delete()
    KinTie.objects.filter(Q(person_a=person_id) | Q(person_b=person_id)).delete()
    erased, _ = PersonalValue.objects.filter(person_id=person_id).delete()
    return erased


def personal_values(digests: Iterable[str]) -> dict[str, str]:
    """What digests stand for, where it was not erased."""
    rows = PersonalValue.objects.filter(digest__in=list(digests))
    return dict(rows.values_list("digest", "value"))
