"""Edits of scenarios: begin, copy and close one; add, rewrite, move and take out changes; templates; phases; undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from django.db import transaction
from django.http import HttpRequest
from ninja import Body, Path, Schema
from ninja import Status as Answered
from pydantic import ConfigDict, Field, WithJsonSchema

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, standing_of
from tinhgon.registry import reach
from tinhgon.registry.domain.decisions import Instrument
from tinhgon.scenarios import acts, checking, services, templating
from tinhgon.scenarios.domain.plan import InvalidEdit
from tinhgon.scenarios.domain.templates import Applied
from tinhgon.scenarios.given import base_of
from tinhgon.scenarios.meaning import assumptions_of
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import open_scenario
from tinhgon.scenarios.services import plan_of
from tinhgon.web.api.drafts import ChangeValue
from tinhgon.web.api.faults import Invalid, Refused
from tinhgon.web.api.routes import Routes
from tinhgon.web.api.scenarios import scenarios
from tinhgon.web.api.scenarios_reach import (
    Edit,
    Edited,
    Line,
    Part,
    PlanDay,
    Prose,
    editable,
    edited,
    require_reach,
    require_within,
    seen,
)
from tinhgon.web.api.schemas import Entry, ObjectId, Said, Words, said, whole

planning = Routes("planning")
_DRAFTS = Permission.DRAFT


class ScenarioGiven(Schema):
    """A scenario to begin; `under` is the area or body it is about (null: all of the record)."""

    model_config = ConfigDict(extra="forbid")

    name: Line
    effective_on: PlanDay = Field(description="the day the first phase takes effect")
    on: PlanDay = Field(description="the day of the base")
    known: Entry | None = Field(None, description="the ledger entry of the base; the newest where left out")
    under: ObjectId | None = None
    purpose: Prose = ""
    phase: Line = ""


class DescriptionGiven(Edit):
    """What a scenario is called and for, and what its costs are counted with (docs/scenarios.md)."""

    name: Line
    purpose: Prose = ""
    assumptions: dict[str, Any] | None = Field(None, description="left out: as before")


class CopyGiven(Schema):
    """What a copy is called."""

    model_config = ConfigDict(extra="forbid")

    name: Line


class StepsGiven(Edit):
    """Changes to add at the end of a phase (the last where left out); new objects are numbered -1, -2 …"""

    changes: list[ChangeValue] = Field(min_length=1, max_length=5000)
    phase: Part | None = None
    note: Line = ""


class StepGiven(Edit):
    """The change that takes the place of another."""

    change: ChangeValue
    note: Line | None = None


class StepsChosen(Edit):
    """Changes by number."""

    steps: list[Part] = Field(min_length=1, max_length=5000)


class StepsPlaced(StepsChosen):
    """Where changes are to stand: in a phase, before another change or at its end."""

    phase: Part
    before: Part | None = None


class TemplateGiven(Edit):
    """In which units a template works, with which options, into which phase (the last where left out)."""

    units: list[ObjectId] = Field(min_length=1, max_length=5000)
    options: dict[str, Annotated[Any, WithJsonSchema({})]] = {}
    phase: Part | None = None


class Noted(Schema):
    """What a template does in a unit."""

    unit: int
    text: Said


class PassedOver(Schema):
    """A unit in which a template does nothing, and why."""

    unit: int
    name: str
    reason: Said


class Tried(Schema):
    """What a template would do: so many changes in these units, and who would hold no post afterwards."""

    changes: int
    units: list[int]
    notes: list[Noted]
    skipped: list[PassedOver]
    freed: list[int]


class PhaseGiven(Edit):
    """A phase."""

    name: Line
    effective_on: PlanDay


class LawGiven(Edit):
    """The day whose law is applied; null: that of the day looked at."""

    law_on: PlanDay | None


class RemedyChosen(Edit):
    """The finding, by its key, and which of its remedies, from 0."""

    key: Line
    remedy: whole(0, 100) = 0  # type: ignore[valid-type]
    phase: Part | None = None


@scenarios.write("POST", "/scenarios", Text("Lập phương án", "Begin a scenario"), {201: Edited}, _DRAFTS)
def begin_scenario(request: HttpRequest, given: Body[ScenarioGiven]) -> Any:
    """On the record of a day, about something that you may draft for."""
    standing = standing_of(request)
    if given.under is None:
        allowed = standing.everywhere(Permission.DRAFT)
    else:
        allowed = reach.reaches(standing, Permission.DRAFT, given.under)
    if not allowed:
        raise Refused
    made = services.new_scenario(
        given.name, account_of(request), base_of(given.on, given.known), given.effective_on, under=given.under,
        purpose=given.purpose, phase_name=given.phase,
    )  # fmt: skip
    return Answered(201, edited(made))


@scenarios.write(
    "PUT", "/scenarios/{scenario_id}", Text("Đặt tên, mục đích, giả định", "Describe"), {200: Edited}, _DRAFTS
)
def describe_scenario(request: HttpRequest, scenario_id: Path[ObjectId], given: Body[DescriptionGiven]) -> Any:
    """Its name, what it is for, and what its costs are counted with."""
    scenario = _read(request, scenario_id, given)
    ground = msgspec.convert(scenario.ground, list[Instrument])
    with transaction.atomic():
        changed = services.describe(scenario, name=given.name, purpose=given.purpose, ground=ground)
        if given.assumptions is not None:
            changed = services.assume(changed, _assumed(given.assumptions))
    return edited(changed)


@planning.write("POST", "/scenarios/{scenario_id}/copy", Text("Sao chép phương án", "Copy"), {201: Edited}, _DRAFTS)
def copy_scenario(request: HttpRequest, scenario_id: Path[ObjectId], given: Body[CopyGiven]) -> Any:
    """The same plan as a scenario of your own, to go another way."""
    copied = services.copy(seen(request, scenario_id), given.name, account_of(request))
    return Answered(201, edited(copied))


@planning.write("POST", "/scenarios/{scenario_id}/freeze", Text("Chốt phương án", "Freeze"), {200: Edited}, _DRAFTS)
def freeze_scenario(request: HttpRequest, scenario_id: Path[ObjectId]) -> Any:
    """Nobody edits it while it is reviewed."""
    return edited(services.freeze(editable(request, scenario_id), account_of(request)))


@planning.write("POST", "/scenarios/{scenario_id}/thaw", Text("Mở lại phương án", "Thaw"), {200: Edited}, _DRAFTS)
def thaw_scenario(request: HttpRequest, scenario_id: Path[ObjectId]) -> Any:
    """Not while a decision made from it is on its way."""
    return edited(services.thaw(editable(request, scenario_id)))


@scenarios.write("DELETE", "/scenarios/{scenario_id}", Text("Bỏ phương án", "Drop"), {200: Edited}, _DRAFTS)
def drop_scenario(request: HttpRequest, scenario_id: Path[ObjectId]) -> Any:
    """Lays it aside; it can still be read and copied."""
    return edited(services.drop(editable(request, scenario_id)))


# --- changes ------------------------------------------------------------------------------------


@planning.write("POST", "/scenarios/{scenario_id}/steps", Text("Thêm thay đổi", "Add changes"), {201: Edited}, _DRAFTS)
def add_steps(request: HttpRequest, scenario_id: Path[ObjectId], given: Body[StepsGiven]) -> Any:
    """At the end of a phase, all of them or none; refused where one cannot be laid."""
    changed, ids = acts.add(
        editable(request, scenario_id), account_of(request), given.changes, given.phase, note=given.note,
        version=given.version, allowed=lambda changes: require_reach(request, changes),
    )  # fmt: skip
    return Answered(201, edited(changed, {str(number): made for number, made in ids.items()}))


@planning.write(
    "PUT", "/scenarios/{scenario_id}/steps/{step}", Text("Sửa một thay đổi", "Rewrite a change"), {200: Edited}, _DRAFTS
)
def rewrite_step(request: HttpRequest, scenario_id: Path[ObjectId], step: Path[Part], given: Body[StepGiven]) -> Any:
    """Another change takes its place."""
    return edited(
        acts.rewrite(
            editable(request, scenario_id), account_of(request), step, given.change, note=given.note,
            version=given.version, allowed=lambda changes: require_reach(request, changes),
        )
    )  # fmt: skip


@planning.write(
    "POST", "/scenarios/{scenario_id}/remove", Text("Bỏ thay đổi", "Take changes out"), {200: Edited}, _DRAFTS
)
def remove_steps(request: HttpRequest, scenario_id: Path[ObjectId], given: Body[StepsChosen]) -> Any:
    """Out of the plan, as one edit."""
    return edited(acts.remove(editable(request, scenario_id), account_of(request), given.steps, version=given.version))


@planning.write(
    "POST", "/scenarios/{scenario_id}/place", Text("Xếp lại thay đổi", "Place changes"), {200: Edited}, _DRAFTS
)
def place_steps(request: HttpRequest, scenario_id: Path[ObjectId], given: Body[StepsPlaced]) -> Any:
    """Into a phase, before another change or at its end."""
    return edited(
        acts.place(editable(request, scenario_id), account_of(request), given.steps, given.phase, given.before,
                   version=given.version)
    )  # fmt: skip


@planning.write(
    "POST",
    "/scenarios/{scenario_id}/templates/{name}",
    Text("Áp dụng một mẫu", "Apply a template"),
    {200: Edited},
    _DRAFTS,
)
def apply_template(
    request: HttpRequest, scenario_id: Path[ObjectId], name: Path[Words], given: Body[TemplateGiven]
) -> Any:
    """In all chosen units in which it applies, as one edit."""
    scenario = editable(request, scenario_id)
    require_within(request, given.units)
    with transaction.atomic():
        known = {each.id for each in plan_of(scenario).steps}
        changed = templating.apply(
            scenario, name, given.units, _options(given.options), _phase(scenario, given.phase), account_of(request),
            given.version,
        )  # fmt: skip
        require_reach(request, [each.change for each in plan_of(changed).steps if each.id not in known])
    return edited(changed)


@planning.write(
    "POST",
    "/scenarios/{scenario_id}/templates/{name}/try",
    Text("Thử một mẫu", "Try a template"),
    {200: Tried},
    _DRAFTS,
)
def try_template(
    request: HttpRequest, scenario_id: Path[ObjectId], name: Path[Words], given: Body[TemplateGiven]
) -> Any:
    """What it would do where, and where it does not apply; nothing is changed."""
    scenario = editable(request, scenario_id)
    require_within(request, given.units)
    phase = _phase(scenario, given.phase)
    return _tried(templating.tried(open_scenario(scenario), name, given.units, _options(given.options), phase))


@planning.write(
    "POST", "/scenarios/{scenario_id}/mend", Text("Áp dụng cách xử lý", "Apply a remedy"), {200: Edited}, _DRAFTS
)
def mend_scenario(request: HttpRequest, scenario_id: Path[ObjectId], given: Body[RemedyChosen]) -> Any:
    """One of those that a finding proposes, as one edit."""
    scenario = editable(request, scenario_id)
    found = checking.issues_of(open_scenario(scenario), tuple(scenario.waivers.all()))  # type: ignore[attr-defined]
    issue = next((each for each in found if each.key == given.key), None)
    if issue is None or given.remedy >= len(issue.remedies):
        raise InvalidEdit(
            Text("Phát hiện này không còn, hoặc không có cách xử lý đó", "The finding is gone, or has no such remedy"),
            where=given.key,
            mend=Text("Đọc lại các phát hiện của phương án.", "Read the findings of the scenario again."),
        )
    remedy = issue.remedies[given.remedy]
    require_reach(request, remedy.changes)
    return edited(checking.mend(scenario, remedy, account_of(request), phase=given.phase, version=given.version))


# --- phases and law -----------------------------------------------------------------------------


@planning.write(
    "POST", "/scenarios/{scenario_id}/phases", Text("Thêm giai đoạn", "Add a phase"), {201: Edited}, _DRAFTS
)
def add_phase(request: HttpRequest, scenario_id: Path[ObjectId], given: Body[PhaseGiven]) -> Any:
    """Phases stand in the order of their days."""
    scenario = editable(request, scenario_id)
    changed = acts.add_phase(scenario, account_of(request), given.name, given.effective_on, version=given.version)
    return Answered(201, edited(changed))


@planning.write(
    "PUT", "/scenarios/{scenario_id}/phases/{phase}", Text("Sửa giai đoạn", "Alter a phase"), {200: Edited}, _DRAFTS
)
def alter_phase(request: HttpRequest, scenario_id: Path[ObjectId], phase: Path[Part], given: Body[PhaseGiven]) -> Any:
    """Its name and its day."""
    scenario = editable(request, scenario_id)
    return edited(
        acts.alter_phase(scenario, account_of(request), phase, given.name, given.effective_on, version=given.version)
    )


@planning.write(
    "DELETE", "/scenarios/{scenario_id}/phases/{phase}", Text("Bỏ giai đoạn", "Remove a phase"), {200: Edited}, _DRAFTS
)
def remove_phase(request: HttpRequest, scenario_id: Path[ObjectId], phase: Path[Part]) -> Any:
    """One that has no changes."""
    return edited(acts.remove_phase(editable(request, scenario_id), account_of(request), phase))


@planning.write(
    "PUT", "/scenarios/{scenario_id}/law", Text("Đổi ngày áp dụng pháp luật", "The day of the law"), {200: Edited},
    _DRAFTS,
)  # fmt: skip
def set_law(request: HttpRequest, scenario_id: Path[ObjectId], given: Body[LawGiven]) -> Any:
    """Findings change with it."""
    scenario = editable(request, scenario_id)
    return edited(acts.apply_law_of(scenario, account_of(request), given.law_on, version=given.version))


@planning.write(
    "POST", "/scenarios/{scenario_id}/undo", Text("Hoàn tác thao tác", "Undo an edit"), {200: Edited}, _DRAFTS
)
def undo_edit(request: HttpRequest, scenario_id: Path[ObjectId], given: Body[Edit]) -> Any:
    """Takes back the last edit."""
    return edited(services.undo(editable(request, scenario_id), given.version))


@planning.write(
    "POST", "/scenarios/{scenario_id}/redo", Text("Làm lại thao tác", "Do an edit again"), {200: Edited}, _DRAFTS
)
def redo_edit(request: HttpRequest, scenario_id: Path[ObjectId], given: Body[Edit]) -> Any:
    """The one that was taken back last."""
    return edited(services.redo(editable(request, scenario_id), given.version))


# --- within -------------------------------------------------------------------------------------


def _read(request: HttpRequest, scenario_id: int, given: Edit) -> Scenario:
    """A scenario to be changed that nobody edited since it was read. Raises EditedMeanwhile."""
    scenario = editable(request, scenario_id)
    if given.version is not None and given.version != scenario.version:
        raise services.EditedMeanwhile(
            Text("Phương án vừa được sửa ở nơi khác", "The scenario was edited elsewhere meanwhile"),
            where=scenario.name,
            mend=Text("Đọc lại rồi làm lại thao tác.", "Read it again, and do it again."),
        )
    return scenario


def _assumed(given: dict[str, Any]) -> dict[str, Any]:
    """Assumptions that costs can be counted with. Raises Invalid, InvalidAssumption."""
    try:
        assumptions_of(given)
    except msgspec.ValidationError as error:
        raise Invalid([("body.assumptions", Text(f"không đúng dạng ({error})", str(error)))]) from None
    return given


def _phase(scenario: Scenario, phase: int | None) -> int:
    return plan_of(scenario).phases[-1].id if phase is None else phase


def _options(given: Mapping[str, Any]) -> dict[str, object]:
    return {name: tuple(each) if isinstance(each, list) else each for name, each in given.items()}


def _tried(found: Applied) -> dict[str, Any]:
    return {
        "changes": len(found.changes),
        "units": list(found.units),
        "notes": [Noted(unit=each.unit, text=said(each.text)) for each in found.notes],
        "skipped": [PassedOver(unit=each.unit, name=each.name, reason=said(each.reason)) for each in found.skipped],
        "freed": list(found.freed),
    }
