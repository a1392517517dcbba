"""Decisions: the list, one with all that belongs to it, its changes, the facts it made, its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Schema
from pydantic import Field

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, standing_of
from tinhgon.registry.domain.changes import change_from_plain, plain_change
from tinhgon.registry.domain.decisions import Status
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind
from tinhgon.registry.models import Attachment, Change, Decision, Entity, LedgerEntry
from tinhgon.registry.selectors import Label, Made, decision_detail, made_by
from tinhgon.registry.selectors.concerning import concerning
from tinhgon.registry.selectors.listing import listed, under_way
from tinhgon.registry.selectors.subtrees import mentioning, subtree
from tinhgon.registry.selectors.telling import Told
from tinhgon.registry.selectors.telling import told as told_in_words
from tinhgon.registry.site.decisions_reach import decision_in_reach
from tinhgon.registry.site.moments import moment_of
from tinhgon.web.api.routes import Routes, file_of, paged, told
from tinhgon.web.api.schemas import (
    Answer,
    Days,
    Moment,
    Named,
    ObjectId,
    Page,
    PagedMoment,
    Said,
    Words,
    datetime,
    days,
    named,
    said,
)  # fmt: skip

decisions = Routes("decisions")


class DecisionRow(Schema):
    """One decision; `known` is its place in the ledger, once enacted."""

    id: int
    known: int | None
    number: str
    classification: str
    issuer: str
    subject: str
    signed_on: date
    effective_on: date
    status: Status
    drafted_by: str
    approved_by: str | None


class Decisions(Page):
    """Decisions, latest first: the account's own drafts, others under way, then the ledger."""

    items: list[DecisionRow]


class DecisionsAsked(PagedMoment):
    """Which decisions."""

    status: Status | None = None
    number: Words | None = Field(None, description="the whole number of a decision")


class Ground(Schema):
    """A legal instrument a decision rests on; `verified`: true, false or "partial"."""

    number: str
    issuer: str
    signed_on: date | None
    subject: str
    verified: bool | str


class File(Schema):
    """A file of a decision."""

    id: int
    name: str
    media_type: str
    sha256: str


class Taken(Schema):
    """A step in a decision's life: who took it and when."""

    status: Status
    by: str | None
    at: datetime


class EffectOn(Schema):
    """What this decision does to another, or (`passive`) another to it."""

    effect: str
    passive: bool
    known: int | None
    number: str


class DecisionAnswer(Answer):
    """A decision with all that belongs to it. `facts` counts what it recorded, by kind."""

    decision: DecisionRow
    instruments: list[Ground]
    attachments: list[File]
    steps: list[Taken]
    previous: str | None
    digest: str | None
    recorded_at: datetime | None
    effects: list[EffectOn]
    changes: int
    facts: dict[str, int]


class ChangeRow(Schema):
    """One change: as a program writes it, and in words. What stands for personal data is left out."""

    ordinal: int
    verb: str
    effective_on: date
    change: dict[str, Any]
    text: Said


class Changes(Page):
    """The changes of a decision, in order."""

    items: list[ChangeRow]


class Stated(Schema):
    """A value that a decision stated; `refers_to` is the object it points to."""

    attribute: str
    value: str | int | bool | None
    refers_to: Named | None


class FactRow(Schema):
    """What a decision recorded of one object for some days; `superseded_at` where it stands no longer."""

    object: Named
    valid: Days
    founded: bool
    ended: bool
    stated: list[Stated]
    superseded_at: datetime | None


class Facts(Page):
    """What a decision recorded, object by object."""

    items: list[FactRow]


@decisions.get("/decisions", Text("Các quyết định", "Decisions"), Decisions, Permission.READ, cached=False)
def list_decisions(request: HttpRequest, asked: Query[DecisionsAsked]) -> Any:
    """Those that mention something within reach; drafts are shown to who drafts them."""
    moment = moment_of(request)
    scopes = standing_of(request).scopes(Permission.READ)
    within = None if scopes is None else mentioning(scopes, moment.seq)
    pending = under_way(None if scopes is None else subtree(scopes, moment.seq)) if moment.is_latest else []
    rows = [
        each
        for each in listed(account_of(request).pk, moment.seq, within, pending)
        if asked.status in (None, each.status) and asked.number in (None, each.number)
    ]
    shown, page_told = paged(request, rows, asked)
    return {
        **page_told,
        "items": [
            DecisionRow(
                id=each.id, known=each.seq, number=each.number, classification=each.kind, issuer=each.issuer,
                subject=each.subject, signed_on=each.signed_on, effective_on=each.effective_on,
                status=Status(each.status), drafted_by=each.drafted_by, approved_by=each.approved_by,
            )
            for each in shown
        ],
    }  # fmt: skip


def found_decision(request: HttpRequest, decision_id: int) -> Decision:
    """A decision within reach, on record by the ledger entry asked for. Raises Http404 and PermissionDenied."""
    found = decision_in_reach(request, decision_id)
    if found.status == Status.ENACTED and found.ledger_entry.seq > moment_of(request).seq:
        raise Http404
    return found


def existing(request: HttpRequest, decision_id: int) -> Decision:
    """A decision, whoever may see it. Whoever does not see everything is not told which numbers are none."""
    found = Decision.objects.select_related("drafted_by", "approved_by").filter(pk=decision_id).first()
    if found is None:
        raise Http404 if standing_of(request).everywhere(Permission.READ) else PermissionDenied
    return found


def row_of(found: Decision) -> DecisionRow:
    """A decision as answers tell it."""
    entry = LedgerEntry.objects.filter(decision=found).values_list("seq", flat=True).first()
    return DecisionRow(
        id=found.pk, known=entry, number=found.number, classification=found.kind, issuer=found.issuer,
        subject=found.subject, signed_on=found.signed_on, effective_on=found.effective_on,
        status=Status(found.status), drafted_by=found.drafted_by.username,
        approved_by=None if found.approved_by is None else found.approved_by.username,
    )  # fmt: skip


@decisions.get(
    "/decisions/{decision_id}", Text("Một quyết định", "One decision"), DecisionAnswer, Permission.READ, cached=False
)
def get_decision(request: HttpRequest, decision_id: Path[ObjectId], asked: Query[Moment]) -> Any:
    """With its legal grounds, its life and its place in the ledger."""
    found = found_decision(request, decision_id)
    detail, within = decision_detail(found.pk, with_changes=False), _within(request)
    return {
        **told(request),
        "decision": row_of(found),
        "instruments": [
            Ground(number=each.number, issuer=each.issuer, signed_on=each.signed_on, subject=each.subject,
                   verified=each.verified)
            for each in detail.instruments
        ],
        "attachments": files_of(found),
        "steps": [Taken(status=Status(each.status), by=each.by, at=each.at) for each in detail.steps],
        "previous": detail.previous,
        "digest": detail.digest,
        "recorded_at": detail.line.recorded_at,
        "effects": [
            EffectOn(effect=each.effect, passive=each.passive, known=each.seq, number=each.number)
            for each in detail.effects
        ],
        "changes": len(_shown(found, within)),
        "facts": detail.facts if within is None else Counter(str(each.label.kind) for each in _made(found, within)),
    }  # fmt: skip


def files_of(found: Decision) -> list[File]:
    """The files of a decision, without their content."""
    rows = Attachment.objects.filter(decision=found).order_by("name")
    return [
        File(id=pk, name=name, media_type=media, sha256=digest)
        for pk, name, media, digest in rows.values_list("pk", "name", "media_type", "sha256")
    ]


@decisions.get(
    "/decisions/{decision_id}/changes",
    Text("Các thay đổi của một quyết định", "The changes of a decision"),
    Changes,
    Permission.READ,
    cached=False,
)
def list_decision_changes(request: HttpRequest, decision_id: Path[ObjectId], asked: Query[PagedMoment]) -> Any:
    """As a program writes them, and in words."""
    found = found_decision(request, decision_id)
    within = _within(request)
    numbers, page_told = paged(request, _shown(found, within), asked)
    lines = told_in_words(found, numbers[0] - 1, len(numbers), within) if numbers else []
    rows = Change.objects.filter(decision=found, ordinal__in=[each.ordinal for each in lines])
    payloads = dict(rows.values_list("ordinal", "payload"))
    return {**page_told, "items": [_change(each, payloads[each.ordinal]) for each in lines]}


def _within(request: HttpRequest) -> frozenset[int] | None:
    """What the account may see; None: everything."""
    scopes = standing_of(request).scopes(Permission.READ)
    return None if scopes is None else subtree(scopes, moment_of(request).head)


def _shown(found: Decision, within: frozenset[int] | None) -> Sequence[int]:
    """The numbers of the changes that are shown: those that concern what the account may see."""
    if within is None or found.status == Status.DRAFT:
        return range(1, Change.objects.filter(decision=found).count() + 1)
    return concerning(found, within)


def _made(found: Decision, within: frozenset[int] | None) -> list[Made]:
    """What a decision recorded of what the account may see."""
    return [each for each in made_by(found.pk) if within is None or each.label.id in within]


def _change(line: Told, payload: object) -> ChangeRow:
    return ChangeRow(
        ordinal=line.ordinal,
        verb=line.verb,
        effective_on=line.effective_on,
        change=without_personal(plain_change(change_from_plain(payload))),
        text=said(line.sentence),
    )


def without_personal(change: dict[str, Any]) -> dict[str, Any]:
    """A change without the digests that stand for personal values."""
    if change["verb"] in ("register_person", "update_person"):
        return change | {"attributes": dict.fromkeys(change["attributes"])}
    if change["verb"] == "correct":
        of_person = Entity.objects.filter(pk=change["object_id"], kind=Kind.PERSON).exists()
        hidden = _PERSONAL | {"name"} if of_person else _PERSONAL
        masked = {name: None if name in hidden else value for name, value in change["attributes"].items()}
        return change | {"attributes": masked}
    return change


_PERSONAL = frozenset(ATTRIBUTES[Kind.PERSON]) - {
    name for kind in Kind if kind is not Kind.PERSON for name in ATTRIBUTES[kind]
}
"""Attributes that people alone have."""


@decisions.get(
    "/decisions/{decision_id}/facts",
    Text("Điều một quyết định đã ghi nhận", "What a decision recorded"),
    Facts,
    Permission.READ,
    cached=False,
)
def list_decision_facts(request: HttpRequest, decision_id: Path[ObjectId], asked: Query[PagedMoment]) -> Any:
    """Object by object; nothing before it is enacted."""
    found = found_decision(request, decision_id)
    rows, page_told = paged(request, _made(found, _within(request)), asked)
    return {**page_told, "items": [_fact(each) for each in rows]}


def _fact(row: Made) -> FactRow:
    return FactRow(
        object=named(row.label),
        valid=days(row.valid),
        founded=row.began,
        ended=row.ended,
        stated=[
            Stated(attribute=name, value=None if isinstance(value, Label) else value,
                   refers_to=named(value) if isinstance(value, Label) else None)
            for name, value in row.stated.items()
            if name != "boundary"
        ],
        superseded_at=row.recorded_to,
    )  # fmt: skip


@decisions.get(
    "/decisions/{decision_id}/attachments/{attachment_id}",
    Text("Tệp kèm của một quyết định", "A file of a decision"),
    None,
    Permission.READ,
    Permission.DRAFT,
    cached=False,
    media=("application/octet-stream",),
)
def get_attachment(
    request: HttpRequest, decision_id: Path[ObjectId], attachment_id: Path[ObjectId], asked: Query[Moment]
) -> HttpResponse:
    """Its content, to be saved; the media type is told with the decision."""
    found = Attachment.objects.filter(decision=found_decision(request, decision_id), pk=attachment_id).first()
    if found is None:
        raise Http404
    return file_of(request, bytes(found.content), "application/octet-stream", found.name)
