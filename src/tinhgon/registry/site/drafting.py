"""Drafts: a new one, its particulars (saved as one types), and what it would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tinhgon.accounts.access import today
from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import account_of, page
from tinhgon.registry import documents, services
from tinhgon.registry.domain.decisions import DecisionDocument, Instrument
from tinhgon.registry.models import Decision
from tinhgon.registry.selectors.rehearsing import rehearse
from tinhgon.registry.site.change_forms import grouped
from tinhgon.registry.site.decisions import changes_shown
from tinhgon.registry.site.drafting_files import KINDS_SAID, MOST_BYTES
from tinhgon.registry.site.drafting_steps import actions_for, incomplete, own_draft, rehearsal_shown
from tinhgon.registry.site.moments import moment_of

_BLANK_ROWS = 2  # instruments that can be added before the page is sent
_TEXTS = ("number", "kind", "issuer", "subject")
_DAYS = ("signed_on", "effective_on")
KINDS = ("quyết định", "nghị quyết", "nghị định", "kết luận", "quy định", "thông báo")
NAMES = {
    "number": Text("Số ký hiệu", "Number"),
    "kind": Text("Loại văn bản", "Kind"),
    "issuer": Text("Cơ quan ban hành", "Issuer"),
    "subject": Text("Trích yếu", "Subject"),
    "signed_on": Text("Ngày ký", "Signed on"),
    "effective_on": Text("Hiệu lực từ", "Effective on"),
}


@dataclass(slots=True)
class Particulars:
    """What was typed into the form of a draft, the faults in it, and what it says where there are none."""

    typed: dict[str, str]
    grounds: list[dict[str, str]]
    faults: dict[str, Text] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    instruments: list[Instrument] = field(default_factory=list)


@page(Permission.DRAFT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an empty draft (POST); otherwise back to the list, where the button is."""
    if request.method == "GET":
        return redirect(moment_of(request).address(reverse("decisions")))
    now = today()
    document = DecisionDocument(
        number="", kind=KINDS[0], issuer="", signed_on=now, effective_on=now, subject="", changes=()
    )
    made = services.draft(document, account_of(request))
    return redirect("decision_edit", made.pk)


@page(Permission.DRAFT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, decision_id: int) -> HttpResponse:
    """The page of a draft; a POST saves its particulars, keeping what was typed where there are faults."""
    if request.method == "GET":
        decision = own_draft(request, decision_id)
        if request.headers.get("HX-Request"):
            more = {"id": decision.pk, "decision": decision, "removable": True, **changes_shown(request, decision)}
            return render(request, "registry/decision_changes.html", more)
        return _page(request, decision, _as_saved(decision))
    try:
        decision = own_draft(request, decision_id)
    except services.WrongStep as wrong:
        # A browser that saves by itself shows only what succeeds, so the fault is shown as an answer.
        if request.headers.get("HX-Request"):
            return render(request, "registry/decision_saved.html", {"fault": wrong})
        raise
    given = _read(request)
    fault = None
    if not given.faults:
        fault = _save(decision, given)
    if request.headers.get("HX-Request"):
        return render(request, "registry/decision_saved.html", _context(decision, given, fault))
    if given.faults or fault:
        return _page(request, decision, given, fault, status=400)
    return redirect("decision_edit", decision.pk)


@page(Permission.DRAFT)
@require_GET
def rehearsal(request: HttpRequest, decision_id: int) -> HttpResponse:
    """A part of the page: what the draft would do, or why it cannot stand."""
    decision = own_draft(request, decision_id)
    context = {"incomplete": incomplete(decision), **rehearsal_shown(rehearse(decision))}
    return render(request, "registry/decision_rehearsal.html", context)


def _page(
    request: HttpRequest,
    decision: Decision,
    given: Particulars,
    fault: TinhGonError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **_context(decision, given, fault),
        "kinds": KINDS,
        "offers": grouped(),
        "attachments": decision.attachments.defer("content"),
        "file_kinds": KINDS_SAID,
        "most_megabytes": MOST_BYTES // 1024 // 1024,
        "actions": actions_for(request, decision),
        **changes_shown(request, decision),
    }
    return render(request, "registry/decision_edit.html", context, status=status)


def _context(decision: Decision, given: Particulars, fault: TinhGonError | None) -> dict[str, object]:
    return {
        "id": decision.pk,
        "decision": decision,
        "typed": given.typed,
        "grounds": given.grounds + [{}] * _BLANK_ROWS,
        "faults": [(NAMES.get(name, _GROUNDS), text) for name, text in given.faults.items()],
        "fault_of": given.faults,
        "fault": fault,
    }


_GROUNDS = Text("Căn cứ", "Legal grounds")


def _as_saved(decision: Decision) -> Particulars:
    typed = {name: getattr(decision, name) for name in _TEXTS}
    typed |= {name: getattr(decision, name).isoformat() for name in _DAYS}
    return Particulars(typed, [dict(each) for each in decision.instruments])


def _read(request: HttpRequest) -> Particulars:
    given = request.POST
    typed = {name: given.get(name, "").strip() for name in (*_TEXTS, *_DAYS)}
    columns = [given.getlist(f"ground_{name}") for name in ("number", "issuer", "signed_on", "subject")]
    rows = [
        dict(zip(("number", "issuer", "signed_on", "subject"), (each.strip() for each in row), strict=True))
        for row in zip(*columns, strict=False)
    ]
    read = Particulars(typed, [row for row in rows if any(row.values())])
    for name in _DAYS:
        try:
            read.days[name] = date.fromisoformat(typed[name])
        except ValueError:
            read.faults[name] = Text("không phải là ngày", "is not a date")
    for row in read.grounds:
        _read_ground(row, read)
    return read


def _read_ground(row: dict[str, str], read: Particulars) -> None:
    if not row["number"]:
        read.faults["grounds"] = Text("văn bản phải có số ký hiệu", "an instrument must have its number")
        return
    try:
        signed = date.fromisoformat(row["signed_on"]) if row["signed_on"] else None
    except ValueError:
        read.faults["grounds"] = Text("ngày ký văn bản không phải là ngày", "an instrument's date is not a date")
        return
    read.instruments.append(
        Instrument(number=row["number"], issuer=row["issuer"], signed_on=signed, subject=row["subject"])
    )


def _save(decision: Decision, given: Particulars) -> TinhGonError | None:
    """Save the particulars; what was checked of an instrument before stays checked while it is the same."""
    before = documents.document_of(decision)
    checked = {(each.number, each.issuer, each.signed_on, each.subject): each for each in before.instruments}
    grounds = tuple(
        checked.get((each.number, each.issuer, each.signed_on, each.subject), each) for each in given.instruments
    )
    after = DecisionDocument(
        **{name: given.typed[name] for name in _TEXTS},
        signed_on=given.days["signed_on"],
        effective_on=given.days["effective_on"],
        changes=before.changes,
        instruments=grounds,
        attachments=before.attachments,
        corrects=before.corrects,
        key=before.key,
    )
    try:
        services.revise(decision, after)
    except TinhGonError as fault:
        return fault
    return None
