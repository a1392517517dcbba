"""Drafts of decisions: make, read, try, revise and discard one; ids for new objects; files."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest
from ninja import Body, Header, Path, Query, Schema
from ninja import File as FileParameter
from ninja import Status as Answered
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field, WithJsonSchema

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import account_of
from tinhgon.registry import documents, services
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.models import Attachment, Decision
from tinhgon.registry.selectors.listing import listed
from tinhgon.registry.selectors.rehearsing import GROUPS, rehearse
from tinhgon.registry.selectors.telling import told as told_in_words
from tinhgon.registry.site.drafting_files import FileRefused, checked
from tinhgon.registry.site.drafting_steps import incomplete, own_draft
from tinhgon.web.api.decisions import DecisionRow, Decisions, File, existing, files_of, row_of
from tinhgon.web.api.drafts_reading import document_of, require_reach
from tinhgon.web.api.routes import Routes, paged, told
from tinhgon.web.api.schemas import (
    Answer,
    Day,
    Entry,
    Moment,
    ObjectId,
    PagedMoment,
    Said,
    said,
    whole,
)  # fmt: skip

drafts = Routes("drafts")

ChangeValue = Annotated[dict[str, Any], WithJsonSchema({"x-ref": "Change"})]
"""A change as `registry.domain.changes` writes it; the description of the API has the schema of each verb."""


class GroundGiven(Schema):
    """A legal instrument the decision rests on."""

    model_config = ConfigDict(extra="forbid")

    number: str
    issuer: str = ""
    signed_on: Day | None = None
    subject: str = ""


class DraftGiven(Schema):
    """A decision to be drafted. Personal values are given plainly and kept apart; the draft holds their digests.

    Ids of new objects come from `POST /ids`. A change without `effective_on` takes effect with the decision.
    """

    model_config = ConfigDict(extra="forbid")

    number: str = ""
    classification: str = Field("quyết định", description="the kind of document")
    issuer: str = ""
    subject: str = ""
    signed_on: Day
    effective_on: Day
    changes: list[ChangeValue] = []
    instruments: list[GroundGiven] = []
    corrects: list[Entry] = Field([], description="ledger entries of decisions this one corrects")


class Draft(Answer):
    """A draft in full. `lacking` names what it needs before it can be submitted."""

    decision: DecisionRow
    changes: list[ChangeValue]
    instruments: list[GroundGiven]
    corrects: list[int]
    attachments: list[File]
    lacking: list[Said]


class Violated(Schema):
    """A rule the decision breaks, the first day it fails, and the objects involved."""

    rule: str
    day: date | None
    objects: list[int]
    text: Said


class ChangeSaid(Schema):
    """A change in words."""

    ordinal: int
    verb: str
    effective_on: date
    text: Said


class Preview(Answer):
    """What a decision would do if it were enacted now. `stands` is false where it is refused, and `violations` why.

    `touched` counts objects by group (bodies, posts, holders, quotas, people) and fate (begun, ended, changed;
    people: concerned).
    """

    stands: bool
    violations: list[Violated]
    touched: dict[str, dict[str, int]]
    changes: list[ChangeSaid]
    lacking: list[Said]


class Count(Schema):
    """How many ids."""

    model_config = ConfigDict(extra="forbid")

    count: whole(1, 1000)  # type: ignore[valid-type]


class Ids(Schema):
    """Ids that were never given out before."""

    ids: list[int]


class KeyUsed(TinhGonError):
    """An idempotency key was used before for another content."""

    code = "key_used"


@drafts.write("POST", "/ids", Text("Cấp số cho đối tượng mới", "Ids for new objects"), {201: Ids}, Permission.DRAFT)
def reserve_ids(request: HttpRequest, given: Body[Count]) -> Any:
    """For what a draft founds, creates, registers or appoints. An id that is not used is lost, and that is all."""
    return Answered(201, {"ids": services.new_ids(given.count)})


@drafts.get("/drafts", Text("Dự thảo của mình", "Your own drafts"), Decisions, Permission.DRAFT, cached=False)
def list_drafts(request: HttpRequest, asked: Query[PagedMoment]) -> Any:
    """Those not enacted yet, latest first."""
    rows, page_told = paged(request, listed(account_of(request).pk, 0, ()), asked)
    decisions = Decision.objects.select_related("drafted_by", "approved_by").in_bulk([each.id for each in rows])
    return {**page_told, "items": [row_of(decisions[each.id]) for each in rows]}


@drafts.write("POST", "/drafts", Text("Soạn một dự thảo", "Make a draft"), {201: Draft, 200: Draft}, Permission.DRAFT)
def make_draft(
    request: HttpRequest,
    given: Body[DraftGiven],
    idempotency_key: Annotated[
        str | None, Header(None, alias="Idempotency-Key", pattern="^[!-~]{1,100}$", description="makes it once only")
    ] = None,
) -> Any:
    """Sent again with the same key, it answers 200 with what was made the first time."""
    key = "" if idempotency_key is None else f"api:{account_of(request).pk}:{idempotency_key}"
    try:
        made = _made_before(request, given, key) if key else None
        if made is None:
            with transaction.atomic():
                made = _draft(request, given, key)
            return Answered(201, draft_of(request, made))
    except IntegrityError:  # another request with the same key came first
        made = _made_before(request, given, key)
        if made is None:
            raise
    return Answered(200, draft_of(request, made))


def _draft(request: HttpRequest, given: DraftGiven, key: str) -> Decision:
    made = services.draft(document_of(given.model_dump(), key), account_of(request))
    require_reach(request, made)
    return made


def _made_before(request: HttpRequest, given: DraftGiven, key: str) -> Decision | None:
    """What the same key made before. Raises KeyUsed where that was of another content."""
    found = Decision.objects.filter(key=key, drafted_by=account_of(request)).first()
    if found is None:
        return None
    with transaction.atomic():
        wanted = document_of(given.model_dump(), key)
        transaction.set_rollback(True)
    before = msgspec.structs.replace(documents.document_of(found), attachments=())
    if before != wanted:
        raise KeyUsed(
            Text("Khóa này đã dùng cho một nội dung khác", "This key was used for another content"),
            where=f"Idempotency-Key: {key.split(':', 2)[2]}",
            why=Text("Mỗi khóa chỉ tạo một dự thảo.", "A key makes one draft."),
            mend=Text("Dùng khóa mới, hoặc sửa dự thảo bằng PUT.", "Use a new key, or revise the draft by PUT."),
        )
    return found


@drafts.write(
    "POST",
    "/drafts/preview",
    Text("Thử một dự thảo mà không lưu", "Try a draft without keeping it"),
    {200: Preview},
    Permission.DRAFT,
)
def preview_content(request: HttpRequest, given: Body[DraftGiven]) -> Any:
    """What it would change, or every rule it breaks; nothing is kept."""
    with transaction.atomic():
        answer = _preview(request, _draft(request, given, ""))
        transaction.set_rollback(True)
    return answer


@drafts.get(
    "/drafts/{decision_id}", Text("Một dự thảo của mình", "One of your drafts"), Draft, Permission.DRAFT, cached=False
)
def get_draft(request: HttpRequest, decision_id: Path[ObjectId], asked: Query[Moment]) -> Any:
    """In full, as it can be sent back by PUT; digests stand for personal values."""
    return draft_of(request, own(request, decision_id))


def own(request: HttpRequest, decision_id: int) -> Decision:
    """A decision the account drafted, wherever it is in its life. Raises Http404 and PermissionDenied."""
    found = existing(request, decision_id)
    if found.drafted_by_id != account_of(request).pk:
        raise PermissionDenied
    return found


def editable(request: HttpRequest, decision_id: int) -> Decision:
    """The account's own draft. Raises as `own`, and WrongStep where it is no draft any more."""
    return own_draft(request, own(request, decision_id).pk)


def draft_of(request: HttpRequest, decision: Decision) -> dict[str, Any]:
    """A draft, as answers tell it."""
    document: DecisionDocument = documents.document_of(decision)
    return {
        **told(request),
        "decision": row_of(decision),
        "changes": [msgspec.to_builtins(each) for each in document.changes],
        "instruments": [
            GroundGiven(number=each.number, issuer=each.issuer, signed_on=each.signed_on, subject=each.subject)
            for each in document.instruments
        ],
        "corrects": list(document.corrects),
        "attachments": files_of(decision),
        "lacking": [said(each) for each in incomplete(decision)],
    }


@drafts.write("PUT", "/drafts/{decision_id}", Text("Sửa một dự thảo", "Revise a draft"), {200: Draft}, Permission.DRAFT)
def revise_draft(request: HttpRequest, decision_id: Path[ObjectId], given: Body[DraftGiven]) -> Any:
    """Replaces its content; files stay. Only drafts can be revised: withdraw a submitted decision first."""
    decision = editable(request, decision_id)
    with transaction.atomic():
        before = documents.document_of(decision, with_changes=False)
        after = document_of(given.model_dump(), before.key, before.instruments)
        revised = services.revise(decision, msgspec.structs.replace(after, attachments=before.attachments))
        require_reach(request, revised)
    return draft_of(request, own(request, decision_id))


@drafts.write(
    "DELETE", "/drafts/{decision_id}", Text("Bỏ một dự thảo", "Discard a draft"), {204: None}, Permission.DRAFT
)
def discard_draft(request: HttpRequest, decision_id: Path[ObjectId]) -> Any:
    """Removes it with its changes and files, for good."""
    services.discard(editable(request, decision_id))
    return Answered(204, None)


@drafts.get(
    "/drafts/{decision_id}/preview", Text("Thử một dự thảo", "Try a draft"), Preview, Permission.DRAFT, cached=False
)
def preview_draft(request: HttpRequest, decision_id: Path[ObjectId], asked: Query[Moment]) -> Any:
    """What it would change, or every rule it breaks, on what is on record now."""
    return _preview(request, editable(request, decision_id))


def _preview(request: HttpRequest, decision: Decision) -> dict[str, Any]:
    tried = rehearse(decision)
    violations = () if tried.refusal is None else tried.refusal.violations
    count = decision.changes.count()
    return {
        **told(request),
        "stands": tried.refusal is None,
        "violations": [
            Violated(rule=each.rule, day=each.day, objects=list(each.objects), text=said(each.text))
            for each in violations
        ],
        "touched": {group: dict(tried.counts[group]) for group in GROUPS if tried.counts.get(group)},
        "changes": [
            ChangeSaid(ordinal=each.ordinal, verb=each.verb, effective_on=each.effective_on, text=said(each.sentence))
            for each in told_in_words(decision, 0, count, ())
        ],
        "lacking": [said(each) for each in incomplete(decision)],
    }


@drafts.write(
    "POST", "/drafts/{decision_id}/attachments", Text("Kèm một tệp", "Attach a file"), {201: File}, Permission.DRAFT
)
def attach_file(request: HttpRequest, decision_id: Path[ObjectId], file: FileParameter[UploadedFile]) -> Any:
    """PDF, DOCX, XLSX, PNG or JPEG; one of the same name is replaced."""
    decision = editable(request, decision_id)
    name, media_type, content = checked(file)
    if len(name) > 200:
        raise FileRefused(Text("Tên tệp quá dài", "The name of the file is too long"), where=name[:50])
    made = services.attach(decision, name, media_type, content)
    return Answered(201, {"id": made.pk, "name": name, "media_type": media_type, "sha256": made.sha256})


@drafts.write(
    "DELETE",
    "/drafts/{decision_id}/attachments/{attachment_id}",
    Text("Bỏ một tệp kèm", "Remove a file"),
    {204: None},
    Permission.DRAFT,
)
def detach_file(request: HttpRequest, decision_id: Path[ObjectId], attachment_id: Path[ObjectId]) -> Any:
    """Takes a file out of a draft."""
    decision = editable(request, decision_id)
    if not Attachment.objects.filter(decision=decision, pk=attachment_id).exists():
        raise Http404
    services.detach(decision, attachment_id)
    return Answered(204, None)
