"""Pages of decisions: the list, one with all that belongs to it, and the facts it made."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tinhgon.accounts.access import shown_names
from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.languages import current, said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry.domain.decisions import EFFECT_NAMES, STATUS_NAMES, Effect, Status
from tinhgon.registry.domain.refusals import KIND_NAMES
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, CHOICE_NAMES, Kind, Type, Value
from tinhgon.registry.models import Decision
from tinhgon.registry.selectors import Label, Made, decision_detail, made_by
from tinhgon.registry.selectors.codes import code_name
from tinhgon.registry.selectors.concerning import concerning
from tinhgon.registry.selectors.listing import Listed, listed, rows_recorded, tallies, under_way
from tinhgon.registry.selectors.people import people_kept
from tinhgon.registry.selectors.subtrees import at_entry, mentioning, subtree
from tinhgon.registry.selectors.telling import Told, called, told
from tinhgon.registry.site.change_forms.offers import PERSONAL_VERBS
from tinhgon.registry.site.decisions_links import address_of
from tinhgon.registry.site.decisions_reach import decision_in_reach
from tinhgon.registry.site.drafting_steps import actions_for
from tinhgon.registry.site.moments import moment_of

CHANGES_AT_ONCE = 100
MOST_CHANGES = 10_000  # on one page, to be printed whole
_KEPT = 4  # decisions whose facts are kept at hand while one scrolls and filters; the largest have 4,000
_EMPTY = Text(
    "Chưa có quyết định nào chạm đến phạm vi của tài khoản. Quyết định được soạn ở đây, hoặc sinh ra từ tệp nhập vào.",
    "No decision touches what this account may see. Decisions are drafted here, or come from an imported file.",
)


@page(Permission.READ)
def decisions(request: HttpRequest) -> HttpResponse:
    """Every decision that mentions something within reach, latest first; the account's own drafts on top."""
    moment = moment_of(request)
    scopes = standing_of(request).scopes(Permission.READ)
    within = None if scopes is None else mentioning(scopes, moment.seq)
    pending = under_way(None if scopes is None else subtree(scopes, moment.seq)) if moment.is_latest else []
    rows = listed(account_of(request).pk, moment.seq, within, pending)
    table = Table(
        name="quyet-dinh",
        columns=_columns(moment, rows),
        rows=rows,
        request=request,
        empty=_EMPTY,
        caption=Text("Quyết định", "Decisions"),
    )
    drafts = standing_of(request).may(Permission.DRAFT)
    return table.answer("registry/decisions.html", {"may_draft": drafts, "scope": scopes})


def _columns(moment: Moment, rows: list[Listed]) -> list[Column[Listed]]:
    def choices(values: set[str]) -> list[tuple[str, Text]]:
        return [(each, Text(each, each)) for each in sorted(values)]

    names = shown_names({name for each in rows for name in (each.drafted_by, each.approved_by) if name})
    return [
        Column("number", Text("Số ký hiệu", "Number"), lambda row: row.number, searched=True,
               shown=lambda row: row.number or said(Text("(chưa có số)", "(no number yet)")),
               link=lambda row: moment.address(reverse("decision", args=[row.id]))),
        Column("kind", Text("Loại văn bản", "Kind"), lambda row: row.kind,
               choices=choices({each.kind for each in rows})),
        Column("issuer", Text("Cơ quan ban hành", "Issuer"), lambda row: row.issuer, searched=True,
               choices=choices({each.issuer for each in rows})),
        Column("subject", Text("Trích yếu", "Subject"), lambda row: row.subject, searched=True),
        Column("signed_on", Text("Ngày ký", "Signed on"), lambda row: row.signed_on),
        Column("effective_on", Text("Hiệu lực từ", "Effective on"), lambda row: row.effective_on),
        Column("status", Text("Bước", "Status"), lambda row: row.status,
               shown=lambda row: said(STATUS_NAMES[Status(row.status)]),
               choices=[(each.value, name) for each, name in STATUS_NAMES.items()]),
        Column("seq", Text("Sổ", "Ledger"), lambda row: row.seq, shown=lambda row: f"#{row.seq}" if row.seq else "–"),
        Column("drafted_by", Text("Soạn thảo", "Drafted by"), lambda row: names.get(row.drafted_by), searched=True),
        Column("approved_by", Text("Phê duyệt", "Approved by"), lambda row: names.get(row.approved_by or ""),
               searched=True),
    ]  # fmt: skip


@page(Permission.READ)
def decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """One decision as a sheet, with its life, its place in the ledger and, a page at a time, its changes."""
    found = decision_in_reach(request, decision_id)
    if request.headers.get("HX-Request") and request.GET.get("after"):
        return render(request, "registry/decision_changes.html", {"id": found.pk, **changes_shown(request, found)})
    moment = moment_of(request)
    detail = decision_detail(found.pk, with_changes=False)
    scopes = standing_of(request).scopes(Permission.READ)
    within = None if scopes is None else subtree(scopes, moment.head)
    counted = tallies(found, within, (Kind.AREA, Kind.ORGANIZATION), (Kind.POST,), (Kind.MEMBERSHIP,))
    eve = found.effective_on - timedelta(days=1)
    recorded = detail.line.seq is not None
    context = {
        "id": found.pk,
        "decision": found,
        "line": detail.line,
        "instruments": detail.instruments,
        "attachments": found.attachments.defer("content"),
        "steps": [(STATUS_NAMES[Status(each.status)], each) for each in detail.steps],
        "status_name": STATUS_NAMES[Status(found.status)],
        "detail": detail,
        "effects": [_effect(each.effect, each.passive, each.seq, each.number) for each in detail.effects],
        "tallies": list(zip(_TALLIED, counted, strict=True)) if recorded else (),
        "facts": sum(detail.facts.values()) if within is None else rows_recorded(found, within),
        "withheld": withheld(found, within),
        "eve": moment.address(reverse("apparatus"), on=eve.isoformat()),
        "day": moment.address(reverse("apparatus"), on=found.effective_on.isoformat()),
        "compared": moment.address(reverse("compare"), start=eve.isoformat(), end=found.effective_on.isoformat()),
        "actions": actions_for(request, found),
        **changes_shown(request, found),
    }
    return render(request, "registry/decision.html", context)


_TALLIED = (
    Text("Đơn vị, tổ chức", "Areas and bodies"),
    Text("Chức danh", "Posts"),
    Text("Người giữ", "Holders"),
)


@page(Permission.READ)
def facts(request: HttpRequest, decision_id: int) -> HttpResponse:
    """The facts a decision made, object by object."""
    found = decision_in_reach(request, decision_id)
    moment = moment_of(request)
    scopes = standing_of(request).scopes(Permission.READ)
    table = Table(
        name=f"ghi-nhan-{found.pk}",
        columns=_facts_columns(moment),
        rows=_made(found.pk, at_entry(moment.head)[0], moment.head, scopes, people_kept()),
        request=request,
        caption=Text("Điều quyết định đã ghi nhận", "What the decision recorded"),
        empty=Text(
            "Quyết định chưa ban hành nên chưa ghi nhận điều gì.", "It is not in force, so it has recorded nothing yet."
        ),
    )
    return table.answer("registry/decision_facts.html", {"id": found.pk, "decision": found})


def withheld(found: Decision, within: Collection[int] | None) -> int:
    """How many changes of a decision are not shown to who sees these objects only."""
    if within is None or found.status == Status.DRAFT:
        return 0
    return found.changes.count() - len(concerning(found, within))


@lru_cache(maxsize=_KEPT)
def _made(
    decision: int, digest: str, head: int, scopes: frozenset[int] | None, people: tuple[int, int]
) -> tuple[Made, ...]:
    """What a decision recorded of these subtrees, objects told apart.

    The digest stands for all that was recorded since, and `people` for all whose names are not erased.
    """
    on = Decision.objects.values_list("effective_on", flat=True).get(pk=decision)
    within = None if scopes is None else subtree(scopes, head)
    rows = [each for each in made_by(decision) if within is None or each.label.id in within]
    named = called({row.label.id for row in rows}, on, None, within)
    return tuple(replace(row, label=named.get(row.label.id, row.label)) for row in rows)


def changes_shown(request: HttpRequest, found: Decision) -> dict[str, object]:
    """A page of the changes in words: those after the number `after` of the address, or `all=1` of them."""
    moment = moment_of(request)
    scopes = standing_of(request).scopes(Permission.READ)
    start = whole(request.GET.get("after", "")) or 0
    count = MOST_CHANGES if request.GET.get("all") == "1" else CHANGES_AT_ONCE
    lines = told(found, start, count + 1, None if scopes is None else subtree(scopes, moment.head))
    shown = lines[:count]
    return {
        "changes": [_change(moment, each) for each in shown],
        "after": shown[-1].ordinal if len(lines) > count else None,
    }


def _change(moment: Moment, line: Told) -> dict[str, object]:
    on = moment.address("", on=line.effective_on.isoformat())
    pieces = [
        (each.text, None if each.label is None else address_of(moment, each.label.kind, each.label.id))
        for each in line.pieces(current())
    ]
    return {
        "ordinal": line.ordinal,
        "effective_on": line.effective_on,
        "pieces": pieces,
        "on": on,
        "editable": line.verb not in PERSONAL_VERBS,
    }


def _effect(effect: str, passive: bool, seq: int | None, number: str) -> dict[str, object]:
    other = Decision.objects.filter(ledger_entry__seq=seq).values_list("pk", flat=True).first()
    return {"name": EFFECT_NAMES[Effect(effect)], "passive": passive, "seq": seq, "number": number, "id": other}


def _facts_columns(moment: Moment) -> list[Column[Made]]:
    return [
        Column("object", Text("Đối tượng", "Object"), lambda row: row.label.text, searched=True,
               link=lambda row: address_of(moment, row.label.kind, row.label.id)),
        Column("kind", Text("Loại", "Kind"), lambda row: str(row.label.kind),
               shown=lambda row: said(KIND_NAMES[row.label.kind]),
               choices=[(str(each), name) for each, name in KIND_NAMES.items()]),
        Column("what", Text("Việc", "What"), _what, choices=list(_WHAT.items()),
               shown=lambda row: "",
               mark=lambda row: {"began": "new", "ended": "ended"}.get(_what(row), "changed")),
        Column("stated", Text("Nội dung", "Stated"), _stated, searched=True),
        Column("start", Text("Từ ngày", "From"), lambda row: row.valid.start),
        Column("end", Text("Đến trước ngày", "Until"), lambda row: row.valid.end),
        Column("kept", Text("Còn trên hồ sơ", "Still on record"), lambda row: row.recorded_to is None,
               choices=[("yes", Text("có", "yes")), ("no", Text("không", "no"))]),
    ]  # fmt: skip


_WHAT = {
    "began": Text("mới", "new"),
    "ended": Text("chấm dứt", "ended"),
    "stated": Text("thay đổi", "changed"),
}


def _what(row: Made) -> str:
    return "began" if row.began else "ended" if row.ended else "stated"


def _stated(row: Made) -> str:
    return "; ".join(
        f"{said(ATTRIBUTES[row.label.kind][name].label)}: {value_said(row.label.kind, name, value)}"
        for name, value in row.stated.items()
    )


def value_said(kind: Kind, name: str, value: Value | Label | None) -> str:
    """A value of an attribute in the language of the page; personal data are never said."""
    attribute = ATTRIBUTES[kind][name]
    if attribute.type is Type.PERSONAL:
        return said(Text("(dữ liệu cá nhân)", "(personal data)"))
    match value:
        case None:
            return said(Text("không có", "none"))
        case Label():
            return said(value.text)
        case bool():
            return said(Text("có", "yes") if value else Text("không", "no"))
        case str() if attribute.choices:
            return said(CHOICE_NAMES.get(value) or Text(value, value))
        case str() if name in ("form", "role"):
            return said(code_name(name, value))
    return str(value)
