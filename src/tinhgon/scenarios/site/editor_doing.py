"""The edits of the workspace: each one request, answered with what it changed or with why it cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import account_of, standing_of
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.languages import said
from tinhgon.registry import reach
from tinhgon.registry import services as registry
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.making import makes
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.models import Entity
from tinhgon.registry.site.change_forms import OFFERS, Form, Sight, change_of, form_of, grouped, kinds_made, sent_form
from tinhgon.registry.site.moments import timeless
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.plan import InvalidEdit, Plan, Step, adding, rewriting
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import Opened, open_scenario
from tinhgon.scenarios.site.access import scenario_page
from tinhgon.scenarios.site.editor import as_json, look_of, parts_of
from tinhgon.scenarios.site.editor_actions import Doing
from tinhgon.scenarios.site.editor_asks import ASKS
from tinhgon.scenarios.site.editor_boxes import redrawn
from tinhgon.scenarios.site.editor_desk import Desk, Given, Lacking
from tinhgon.scenarios.site.editor_look import Look, Where
from tinhgon.scenarios.site.editor_plan import ACTIONS
from tinhgon.scenarios.site.editor_templates import apply_template, ask_template
from tinhgon.scenarios.wording import sentence

_NEVER_DRAWN = ("cycle",)
"""What is not even tried in a plan: nothing could be drawn of it."""

_WITHHELD = ("annul", "register_person", "update_person")
"""Forms that plans do not take: annulling a decision, and personal particulars."""


@scenario_page(Permission.DRAFT)
@timeless
@require_POST
def do(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """One edit, sent as JSON: `action` and what it asks for, `version` read, and where the page looks."""
    try:
        sent = msgspec.json.decode(request.body, type=dict[str, Any])
    except msgspec.DecodeError:
        return refusal(Lacking(Text("Yêu cầu không đọc được", "The request cannot be read")))
    try:
        return as_json(_done(request, scenario, Given(sent)))
    except TinhGonError as fault:
        return refusal(fault)


def _done(request: HttpRequest, scenario: Scenario, given: Given) -> dict[str, Any]:
    where, action = Where.of(given.values), given.text("action")
    before = look_of(request, scenario, where)
    version = given.number("version", Text("phiên bản", "the version"))
    with transaction.atomic():
        match action:
            case "undo":
                after = services.undo(scenario, version)
            case "redo":
                after = services.redo(scenario, version)
            case "template":
                desk = desk_of(request, before)
                after = apply_template(desk, given, version)
                _check(request, desk.opened, open_scenario(after))
            case _ if action in ACTIONS:
                desk = desk_of(request, before)
                after = carry_out(request, desk, ACTIONS[action](desk, given), version)
            case _:
                raise Lacking(Text("Không có thao tác này", "There is no such edit"), where=action)
    return answer(request, before, after, given)


def answer(request: HttpRequest, before: Look, after: Scenario, given: Given) -> dict[str, Any]:
    """What an edit changed of the page."""
    look = look_of(request, after, before.where)
    chosen = given.numbers("body")
    if before.scenario.version + 1 == after.version and before.where.side == look.where.side:
        changed = redrawn(before.boxes, look.boxes)
        drawn = {"changed": look.drawn(changed.boxes), "gone": changed.gone}
    else:
        drawn = {"boxes": look.drawn(look.boxes)}
    return {**drawn, **parts_of(request, look, before, chosen[0] if chosen else None)}


def desk_of(request: HttpRequest, look: Look) -> Desk:
    """Where edits of the page's phase are worked out."""
    return Desk(look.scenario, look.opened, look.phase, account_of(request))


def carry_out(request: HttpRequest, desk: Desk, doing: Doing, version: int | None) -> Scenario:
    """Make an edit. Raises what refuses it; nothing is kept then."""
    changed = services.edit(desk.scenario, desk.by, doing.label, *doing.operations, version=version)
    opened = open_scenario(changed)
    _check(request, desk.opened, opened)
    return changed


def _check(request: HttpRequest, before: Opened, after: Opened) -> None:
    """Raises Refusal where a step of the edit cannot stand, NotYours where it reaches too far."""
    known = {each.id: each for each in before.plan.steps}
    added = [each for each in after.plan.steps if known.get(each.id) != each]
    _require_reach(request, [each.change for each in added], after)
    ids = {each.id for each in added}
    for laid in after.preview.laid:
        if laid.refusal is not None and laid.step.id in ids:
            raise _explained(laid.refusal, laid.step, after)
    was = {(each.rule, each.objects) for each in before.preview.violations}
    for violation in after.preview.violations:
        if violation.rule in _NEVER_DRAWN and (violation.rule, violation.objects) not in was:
            raise InvalidEdit(
                violation.text,
                mend=Text("Chọn cơ quan khác làm cấp trên.", "Choose another body to stand above."),
            )


def _explained(fault: Refusal, step: Step, opened: Opened) -> InvalidEdit:
    """Why a step of the plan cannot stand, in the words of the editor."""
    day = opened.plan.phase(step.phase).effective_on
    texts = [each.text for each in fault.violations]
    return InvalidEdit(
        Text("Không thực hiện được thao tác này", "This edit cannot be made"),
        where=said(sentence(step.change, opened.preview.register, day)),
        why=Text("; ".join(each.vi for each in texts), "; ".join(each.en for each in texts)),
        mend=Text("Chọn đối tượng, giai đoạn hoặc ngày khác.", "Choose another object, phase or day."),
    )


def _require_reach(request: HttpRequest, changes: Iterable[Change], opened: Opened) -> None:
    """Raises InvalidEdit for objects on record that the account may not draft for."""
    standing = standing_of(request)
    if standing.everywhere(Permission.DRAFT):
        return
    named = {each for change in changes for each in mentioned(change)}
    on_record = set(Entity.objects.filter(pk__in=named).values_list("pk", flat=True))
    outside = sorted(on_record - reach.within(standing, Permission.DRAFT, on_record))
    if outside:
        raise InvalidEdit(
            Text(
                "Đối tượng nằm ngoài phạm vi được giao soạn thảo",
                "An object lies outside the subtree you may draft for",
            ),
            where=", ".join(f"#{each}" for each in outside[:5]),
            mend=Text("Đề nghị người quản trị tài khoản giao phạm vi.", "Ask an administrator of accounts for a role."),
        )


def refusal(fault: TinhGonError) -> HttpResponse:
    """Why an edit was not made, for the script to show beside what was being done."""
    told = {
        "code": fault.code,
        "what": said(fault.what),
        "where": fault.where,
        "why": said(fault.why) if fault.why else "",
        "mend": said(fault.mend) if fault.mend else "",
    }
    return as_json({"fault": told}, 409 if fault.code == services.EditedMeanwhile.code else 400)


# --- dialogues and forms ------------------------------------------------------------------------


@scenario_page(Permission.DRAFT)
@timeless
@require_GET
def ask(request: HttpRequest, scenario: Scenario, action: str) -> HttpResponse:
    """The dialogue of an edit, for what is chosen."""
    asking = ask_template if action == "template" else ASKS.get(action)
    if asking is None:
        raise Http404
    look = look_of(request, scenario, Where.of(request.GET))
    try:
        asked = asking(desk_of(request, look), Given(dict(request.GET.lists())))
    except TinhGonError as fault:
        return refusal(fault)
    return render(request, "scenarios/editor_ask.html", {"ask": asked, "look": look})


@scenario_page(Permission.DRAFT)
@timeless
@require_http_methods(["GET", "POST"])
def change_form(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Any change as a form: a new one (`verb`), or that of a step (`step`); without either, the list of forms.

    A form that has faults comes back with them, one that has none is answered as an edit.
    """
    look = look_of(request, scenario, Where.of(request.GET))
    step = whole(request.GET.get("step", ""))
    verb = request.GET.get("verb", "")
    if step is None and not verb:
        offers = [(title, [each for each in listed if each.verb not in _WITHHELD]) for title, listed in grouped()]
        return render(request, "scenarios/editor_forms.html", {"offers": [each for each in offers if each[1]]})
    try:
        return _form(request, look, None if step is None else look.plan.step(step), verb)
    except TinhGonError as fault:
        return refusal(fault)


def _form(request: HttpRequest, look: Look, step: Step | None, verb: str) -> HttpResponse:
    desk = desk_of(request, look)
    form = _blank(desk, request.GET, verb) if step is None else _filled(look.plan, look.opened, step)
    if request.method == "POST":
        form = sent_form(form.offer.slug, form.sight, dict(request.POST.lists()))
        form.more = request.POST.get("more", "")
        change = None if form.more else change_of(form, _ids_of(step))
        if change is not None:
            doing = _formed(desk, step, change, request.POST.get("note"))
            with transaction.atomic():
                after = carry_out(request, desk, doing, whole(request.GET.get("version", "")))
            return as_json(answer(request, look, after, Given(dict(request.GET.items()))))
    within = None if standing_of(request).everywhere(Permission.READ) else set(look.boxes["id"].to_list())
    query = request.GET.copy()
    context = {
        "offer": form.offer,
        "fields": form.shown(within),
        "faulty": len(form.faults),
        "step": step,
        "address": f"{reverse('scenario-edit-form', args=[look.scenario.pk])}?{query.urlencode()}",
    }
    return render(request, "scenarios/editor_form.html", context, status=400 if form.faults else 200)


def _blank(desk: Desk, given: QueryDict, verb: str) -> Form:
    if verb not in OFFERS or OFFERS[verb].verb in _WITHHELD:
        raise Http404
    typed = {key: values for key, values in given.lists() if key not in ("verb", "step", "version")}
    return sent_form(verb, _sight(desk.opened, desk.day, desk.plan.steps), typed)


def _filled(plan: Plan, opened: Opened, step: Step) -> Form:
    day = plan.phase(step.phase).effective_on
    sight = _sight(opened, day, plan.steps)
    form = form_of(step.change, day, sight.known, sight.made)
    if form is None:
        raise InvalidEdit(
            Text("Thay đổi này không sửa được bằng biểu", "This change cannot be edited in a form"),
            where=said(sentence(step.change, opened.preview.register, day)),
            mend=Text("Bỏ thay đổi này rồi làm lại.", "Take it out and make it again."),
        )
    return form


def _sight(opened: Opened, day: Any, steps: Iterable[Step]) -> Sight:
    return Sight(day, opened.stand.known, kinds_made(each.change for each in steps))


def _ids_of(step: Step | None) -> Any:
    """Ids for what a form makes: those that the step's change made before, then new ones."""
    kept = [] if step is None else [new.object_id for new in makes(step.change)]
    return lambda: kept.pop(0) if kept else registry.new_ids(1)[0]


def _formed(desk: Desk, step: Step | None, change: Change, note: str | None) -> Doing:
    register = desk.opened.preview.register
    told = sentence(change, register, desk.day)
    if step is None:
        return Doing(told, (adding([change], desk.phase.id),))
    return Doing(Text(f"Sửa: {told.vi}", f"Edit: {told.en}"), (rewriting(step.id, change, note),))
