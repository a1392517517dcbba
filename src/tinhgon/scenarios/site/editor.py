"""The workspace in which a scenario is edited: the page, and what it asks for while one works."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, standing_of
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.languages import said
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, LEVELS, SECTORS
from tinhgon.registry.pictures import LARGE, is_large
from tinhgon.registry.selectors.codes import known_codes
from tinhgon.registry.site.moments import timeless
from tinhgon.registry.site.pages import TooWide
from tinhgon.scenarios.models import Scenario, Status
from tinhgon.scenarios.services import plan_of
from tinhgon.scenarios.site.access import edits, reaches, scenario_page
from tinhgon.scenarios.site.editor_body import body
from tinhgon.scenarios.site.editor_figures import figures, now
from tinhgon.scenarios.site.editor_look import TABS, Look, Where
from tinhgon.scenarios.site.editor_panel import changes, findings

_ROUTES = {
    "boxes": "scenario-edit-boxes",
    "panel": "scenario-edit-panel",
    "ask": "scenario-edit-ask",
    "do": "scenario-edit-do",
    "form": "scenario-edit-form",
}


@scenario_page()
@timeless
@require_GET
def editor(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """The workspace. What it draws it asks for itself."""
    _require_narrow(scenario)
    look = look_of(request, scenario, Where.of(request.GET))
    may_edit = _may_edit(request, scenario)
    part = look.where.tab
    context = {
        "timeless": True,
        "scenario": scenario,
        "plan": look.plan,
        "phase": look.phase,
        "day": look.day,
        "where": look.where,
        "may_edit": may_edit,
        "config": _config(look, may_edit),
        "now": now(look),
        "part": part,
        "panel": panel_html(request, look, part),
        "history": history(scenario),
        "overview": reverse("scenario", args=[scenario.pk]),
        "scenarios": reverse("scenarios"),
    }
    return render(request, "scenarios/editor.html", context)


@scenario_page()
@timeless
@require_GET
def boxes(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """All boxes of the side and day asked for."""
    _require_narrow(scenario)
    look = look_of(request, scenario, Where.of(request.GET))
    return as_json({"version": scenario.version, "boxes": look.drawn(look.boxes), **parts_of(request, look)})


@scenario_page()
@timeless
@require_GET
def panel(request: HttpRequest, scenario: Scenario, part: str) -> HttpResponse:
    """One tab of the panel; that of a body with its number as `body`."""
    look = look_of(request, scenario, Where.of(request.GET))
    if part not in TABS:
        raise Http404
    return HttpResponse(panel_html(request, look, part))


def look_of(request: HttpRequest, scenario: Scenario, where: Where) -> Look:
    """A scenario as one account looks at it."""
    return Look(scenario, where, reaches(standing_of(request), Permission.READ, scenario))


def panel_html(request: HttpRequest, look: Look, part: str, chosen: int | None = None) -> str:
    """A tab of the panel; `chosen` is the body that the tab of one is about."""
    match part:
        case "body":
            context = body(look, whole(request.GET.get("body", "")) if chosen is None else chosen)
        case "findings":
            context = findings(look, request.GET.get("status", ""))
        case "figures":
            context = figures(look)
        case _:
            context = changes(look)
    shared = {
        "look": look,
        "may_edit": _may_edit(request, look.scenario),
        "all": reverse("scenario-findings", args=[look.scenario.pk]),
    }
    return render_to_string(f"scenarios/editor_{part}.html", {**context, **shared}, request)


def _may_edit(request: HttpRequest, scenario: Scenario) -> bool:
    return edits(account_of(request), standing_of(request), scenario) and scenario.status == Status.OPEN


def parts_of(request: HttpRequest, look: Look, since: Look | None = None, chosen: int | None = None) -> dict[str, Any]:
    """What of the page changes with every edit: the head of the panel, its open tab, what can be undone."""
    said_now = now(look, since)
    return {
        "version": look.scenario.version,
        "now": render_to_string("scenarios/editor_now.html", {"now": said_now, "day": look.day}, request),
        "tab": look.where.tab,
        "panel": panel_html(request, look, look.where.tab, chosen),
        "fresh": said_now["statuses"]["new"],
        "steps": len(look.plan.steps),
        "phases": [
            {"id": each.id, "name": each.name, "on": each.effective_on.isoformat()} for each in look.plan.phases
        ],
        "phase": look.phase.id,
        "day": look.day.isoformat(),
        "law": look.plan.law_on.isoformat() if look.plan.law_on else "",
        **history(look.scenario),
    }


def history(scenario: Scenario) -> dict[str, bool]:
    """Whether there is an edit to take back, and one to do again."""
    edits_of = scenario.edits  # type: ignore[attr-defined]
    return {"undo": scenario.position > 0, "redo": edits_of.filter(ordinal__gt=scenario.position).exists()}


def as_json(value: object, status: int = 200) -> HttpResponse:
    """An answer for the editor's script."""
    # Templates make safe strings, which only adding something that is not safe turns into plain ones.
    content = msgspec.json.encode(value, enc_hook=lambda safe: safe + "")
    return HttpResponse(content, content_type="application/json", status=status)


def _config(look: Look, may_edit: bool) -> dict[str, object]:
    """What the script needs to know once."""
    pk = look.scenario.pk
    arguments: dict[str, list[object]] = {"panel": [pk, "body"], "ask": [pk, "move"]}
    return {
        "version": look.scenario.version,
        "mayEdit": may_edit,
        "phase": look.phase.id,
        "day": look.where.day.isoformat() if look.where.day else "",
        "side": look.where.side,
        "tab": look.where.tab,
        "urls": {name: reverse(route, args=arguments.get(name, [pk])) for name, route in _ROUTES.items()},
        "forms": {code: said(name) for code, name in known_codes("form").items()},
        "sectors": {each: said(CHOICE_NAMES[each]) for each in SECTORS},
        "tiers": {each.value: said(CHOICE_NAMES[each.value]) for each in LEVELS},
    }


def _require_narrow(scenario: Scenario) -> None:
    """Raises TooWide for a scenario about all of a record that is too large to be drawn whole."""
    plan = plan_of(scenario)
    if scenario.under is None and is_large(plan.base.on, plan.base.seq):
        raise TooWide(
            Text(f"Hồ sơ có hơn {LARGE} cơ quan, không vẽ toàn bộ được", f"The record has more than {LARGE} bodies"),
            where=scenario.name,
            mend=Text("Lập phương án cho một tỉnh.", "Make a scenario about one province."),
        )
