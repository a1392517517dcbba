"""A new scenario: what it is called, what about, on which state of the record; empty, from a template or a copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tinhgon.accounts.access import today
from tinhgon.accounts.domain.roles import Permission, Standing
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.faults import STATUS_OF
from tinhgon.frame.languages import said
from tinhgon.registry import reach
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import LedgerEntry
from tinhgon.registry.pictures import LARGE, is_large
from tinhgon.registry.selectors import labels
from tinhgon.registry.selectors.area_trees import areas_below
from tinhgon.registry.site.change_forms import Sight as Reference
from tinhgon.registry.site.change_forms.fields import Faulty
from tinhgon.registry.site.moments import timeless
from tinhgon.scenarios import services, templating
from tinhgon.scenarios.domain.plan import Base
from tinhgon.scenarios.domain.templates import TEMPLATES, Template
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import open_scenario
from tinhgon.scenarios.rebasing import newest
from tinhgon.scenarios.site.access import reaches, scenario_page, visible
from tinhgon.scenarios.site.sight import scope_name
from tinhgon.scenarios.site.typed import Typed, tidy

_FIELDS = ("name", "purpose", "under", "base_on", "base_seq", "phase_name", "effective_on", "template")
_WHOLE = "all"
_NEAR = (Kind.AREA, Kind.ORGANIZATION)


@dataclass(frozen=True, slots=True)
class Start:
    """What a form for a new scenario says where it has no faults."""

    under: int | None
    base: Base
    effective_on: date
    template: Template | None


@page(Permission.DRAFT)
@timeless
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new scenario (`template` and `under` in the address fill it in), and beginning it."""
    if request.method == "GET":
        return _page(request, Typed(_initial(request)))
    typed = Typed.sent(request, _FIELDS, grounds=True)
    start = _read(request, typed)
    if start is None:
        return _page(request, typed, status=400)
    try:
        made = _begun(request, typed, start)
    except TinhGonError as fault:
        return _page(request, typed, fault, STATUS_OF.get(fault.code, 400))
    return redirect("scenario", made.pk)


@scenario_page()
@timeless
@require_POST
def copy(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Another scenario with the same plan, owned by whoever copies it and may draft there."""
    require_drafting(request, scenario.under)
    name = tidy(request.POST.get("name", "")) or said(Text(f"{scenario.name} (bản sao)", f"{scenario.name} (copy)"))
    made = services.copy(scenario, name, account_of(request))
    messages.success(request, said(Text("Đã sao chép thành phương án mới.", "Copied to a new scenario.")))
    return redirect("scenario", made.pk)


def require_drafting(request: HttpRequest, under: int | None) -> None:
    """Raises PermissionDenied where the account may not draft for all that a scenario would be about."""
    if not _may_draft(standing_of(request), under):
        raise PermissionDenied


def _may_draft(standing: Standing, under: int | None) -> bool:
    return standing.everywhere(Permission.DRAFT) or (
        under is not None and reach.reaches(standing, Permission.DRAFT, under)
    )


def _initial(request: HttpRequest) -> dict[str, str]:
    """The form to begin with: today's record, the account's own subtree, the first day of next year."""
    now, standing = today(), standing_of(request)
    scopes = standing.scopes(Permission.DRAFT)
    home = account_of(request).home
    own = home if home is not None and _may_draft(standing, home) else min(scopes, default=None) if scopes else None
    asked = whole(request.GET.get("under", "").removeprefix("#"))
    under = own if asked is None or not _may_draft(standing, asked) else asked
    return {
        "name": "",
        "purpose": "",
        "under": _WHOLE if under is None else f"#{under} {scope_name(under, now)}",
        "base_on": now.isoformat(),
        "base_seq": str(newest()),
        "phase_name": said(Text("Giai đoạn 1", "Phase 1")),
        "effective_on": date(now.year + 1, 1, 1).isoformat(),
        "template": request.GET.get("template", ""),
    }


def _read(request: HttpRequest, typed: Typed) -> Start | None:
    """What the form says; None where it has faults, which are noted."""
    typed.text("name")
    on, effective = typed.day("base_on"), typed.day("effective_on")
    head = newest()
    seq = whole(typed.texts["base_seq"].removeprefix("#"))
    if seq is None or not (seq == head or LedgerEntry.objects.filter(seq=seq).exists()):
        typed.fault("base_seq", Text(f"phải là một số từ 1 đến {head}", f"must be a number from 1 to {head}"))
    chosen = typed.texts["template"]
    if chosen and chosen not in TEMPLATES:
        typed.fault("template", Text("không có mẫu này", "there is no such template"))
    under = _scope(request, typed, on)
    if on is None or effective is None or seq is None or typed.faults:
        return None
    if under is None and is_large(on, seq):
        typed.fault(
            "under",
            Text(
                f"hồ sơ có hơn {LARGE} cơ quan; chọn một đơn vị",
                f"the record has more than {LARGE} bodies; choose one unit",
            ),
        )
        return None
    return Start(under, Base(on=on, seq=seq), effective, TEMPLATES.get(chosen))


def _scope(request: HttpRequest, typed: Typed, on: date | None) -> int | None:
    """The area or body that a scenario is to be about; a fault is noted where the account may not draft there."""
    text = typed.text("under")
    under: int | None = None
    if text != _WHOLE and text:
        try:
            under = Reference(on or today(), None, {}).meant(text, _NEAR)
        except Faulty as fault:
            typed.fault("under", fault.why)
            return None
    if text and not _may_draft(standing_of(request), under):
        typed.fault(
            "under", Text("nằm ngoài phạm vi được giao soạn thảo", "lies outside the subtree you may draft for")
        )
    return under


@transaction.atomic
def _begun(request: HttpRequest, typed: Typed, start: Start) -> Scenario:
    account = account_of(request)
    made = services.new_scenario(
        typed.texts["name"],
        account,
        start.base,
        start.effective_on,
        under=start.under,
        purpose=typed.texts["purpose"],
        ground=typed.instruments or (start.template.instruments if start.template else ()),
        phase_name=typed.texts["phase_name"],
    )
    if start.template is None:
        return made
    return templating.apply(made, start.template.id, _units(made, start.template), {}, 1, account)


def _units(scenario: Scenario, template: Template) -> list[int]:
    """The unit a scenario is about, which stands for those in it; else all of the template's highest level there."""
    areas = open_scenario(scenario).before().areas
    there = areas.filter(pl.col("id") == scenario.under)
    return (there if there.height else areas.filter(pl.col("level") == str(template.levels[0])))["id"].to_list()


def _page(request: HttpRequest, typed: Typed, fault: TinhGonError | None = None, status: int = 200) -> HttpResponse:
    standing = standing_of(request)
    context = {
        "timeless": True,
        "typed": typed,
        "fault": fault,
        "scopes": _scopes(standing),
        "everything": standing.everywhere(Permission.DRAFT),
        "templates": list(TEMPLATES.values()),
        "head": newest(),
        "copies": [
            each for each in visible(account_of(request), standing)[:200] if reaches(standing, Permission.DRAFT, each)
        ],
        "back": reverse("scenarios"),
    }
    return render(request, "scenarios/new.html", context, status=status)


def _scopes(standing: Standing) -> list[tuple[str, str]]:
    """The units suggested: the subtrees granted and what is directly below them."""
    scopes, now = standing.scopes(Permission.DRAFT), today()
    tops = sorted(scopes) if scopes is not None else [each.id for each in areas_below(None, now)]
    named = labels(tops, now)
    found = [(f"#{each}", said(named[each].text)) for each in tops if each in named]
    if len(tops) == 1:
        found += [(f"#{each.id}", f"{each.name} ({each.code})") for each in areas_below(tops[0], now)]
    return found
