"""What programs are told of a scenario: its plan, what is wrong with it, what the record disagrees about, decisions.

The command line prints these as JSON and the routes for programs describe them. People are told by number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from tinhgon.errors import Text
from tinhgon.registry.domain.changes import plain_change
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.models import LedgerEntry
from tinhgon.rulebook.domain.findings import Severity
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.scenarios import checking
from tinhgon.scenarios.domain.issues import Issue
from tinhgon.scenarios.domain.preview import Laid
from tinhgon.scenarios.domain.rebasing import CLASH_NAMES, Conflict
from tinhgon.scenarios.domain.templates import Template
from tinhgon.scenarios.domain.templates.model import OptionValue
from tinhgon.scenarios.given import name_of
from tinhgon.scenarios.models import Deciding, Scenario
from tinhgon.scenarios.opening import Opened
from tinhgon.scenarios.progress import progress
from tinhgon.scenarios.rebasing import Disagreement
from tinhgon.scenarios.services import plan_of
from tinhgon.scenarios.wording import Called, sentence

Plain = str | int | bool | None
Standing = Literal["new", "gone", "same", "waived"]
"""How a finding stands to the base (see `domain.issues.Status`)."""


@dataclass(frozen=True, slots=True)
class PhaseTold:
    """A phase with the number of its changes, and the decision (its id and status) that carries it out."""

    id: int
    name: str
    effective_on: date
    changes: int
    decision: int | None
    status: str | None


@dataclass(frozen=True, slots=True)
class ScenarioTold:
    """A scenario without its changes. `base_known` is the ledger entry its plan rests on, `base_on` the day.

    `version` rises with every edit; `last_day` is the one from which all phases are in force.
    """

    id: int
    name: str
    purpose: str
    status: str
    owner: str
    under: int | None
    version: int
    base_on: date
    base_known: int
    law_on: date | None
    last_day: date
    changes: int
    copied_from: int | None
    created_at: datetime
    edited_at: datetime


@dataclass(frozen=True, slots=True)
class StepTold:
    """One change of a plan: as programs write it, in words, and why it cannot be laid where it cannot."""

    id: int
    phase: int
    effective_on: date
    origin: str
    note: str
    change: dict[str, Any]
    text: Text
    refused: list[Text]


@dataclass(frozen=True, slots=True)
class ObjectTold:
    """An object by number, with what it is called once the plan is laid; people have no name here."""

    kind: str
    id: int
    name: str | None


@dataclass(frozen=True, slots=True)
class CitedTold:
    """What a finding rests on: a parameter of the rulebook with its instrument and article."""

    parameter: str
    label: Text
    instrument: str
    article: str
    verified: bool | str


@dataclass(frozen=True, slots=True)
class RemedyTold:
    """What would mend a finding: changes to add, new objects numbered -1, -2 …, and steps to take out."""

    label: Text
    changes: list[dict[str, Any]]
    removes: list[int]


@dataclass(frozen=True, slots=True)
class IssueTold:
    """A finding. `blocks`: the plan is not submitted while it stands. `steps` are those that have to do with it.

    `key` names it for as long as it stands; `before` is what was said of it without the plan, where that differs.
    """

    key: str
    rule: str
    severity: Severity
    status: Standing
    blocks: bool
    message: Text
    before: Text | None
    subjects: list[ObjectTold]
    evidence: dict[str, str | int | None]
    citations: list[CitedTold]
    on: date
    law_on: date
    first_failing: date | None
    mended_on: date | None
    steps: list[int]
    waiver: int | None
    remedies: list[RemedyTold]


@dataclass(frozen=True, slots=True)
class ConflictTold:
    """A change and the record disagree about an object. `name` is what a settlement calls it.

    `base` is what the plan knew, `theirs` what the record says now, `ours` what the change states; `entries` are
    the ledger entries that state theirs. What is not `keepable` is dropped or rewritten.
    """

    name: str
    step: int
    clash: str
    label: Text
    object: ObjectTold
    attribute: str
    day: date
    base: Plain
    theirs: Plain
    ours: Plain
    entries: list[int]
    why: Text | None
    keepable: bool


@dataclass(frozen=True, slots=True)
class DecidingTold:
    """A decision made from a scenario; `known` is its ledger entry once enacted, `undoes` the decision it undoes."""

    decision: int
    number: str
    status: str
    known: int | None
    phases: list[int]
    undoes: int | None


@dataclass(frozen=True, slots=True)
class OptionTold:
    """What may be chosen of a template: `kind` is text, flag, number, choice or many."""

    id: str
    label: Text
    kind: str
    default: str | bool | int | list[str]
    choices: dict[str, Text]


@dataclass(frozen=True, slots=True)
class TemplateTold:
    """A template: the levels of the units it works in, and its options."""

    id: str
    label: Text
    about: Text
    levels: list[str]
    options: list[OptionTold]
    instruments: list[str]
    parameters: list[str]


def scenario_told(scenario: Scenario) -> ScenarioTold:
    """A scenario without its changes."""
    plan = plan_of(scenario)
    return ScenarioTold(
        id=scenario.pk, name=scenario.name, purpose=scenario.purpose, status=scenario.status,
        owner=scenario.owner.username, under=scenario.under, version=scenario.version, base_on=plan.base.on,
        base_known=plan.base.seq, law_on=plan.law_on, last_day=plan.last_day, changes=len(plan.steps),
        copied_from=scenario.copied_from_id, created_at=scenario.created_at, edited_at=scenario.edited_at,
    )  # fmt: skip


def phases_told(scenario: Scenario) -> list[PhaseTold]:
    """The phases of a scenario, in order."""
    return [
        PhaseTold(
            each.phase.id, each.phase.name, each.phase.effective_on, each.changes,
            None if each.deciding is None else each.deciding.decision_id,
            None if each.deciding is None else str(each.deciding.decision.status),
        )
        for each in progress(scenario)
    ]  # fmt: skip


def steps_told(opened: Opened) -> list[StepTold]:
    """The changes of a plan, in the order in which they are laid."""
    register = opened.preview.register
    register.load({each for laid in opened.preview.laid for each in mentioned(laid.step.change)})
    called: dict[date, Called] = {}
    return [_step(each, opened, called.setdefault(each.on, Called(register, each.on))) for each in opened.preview.laid]


def _step(laid: Laid, opened: Opened, called: Called) -> StepTold:
    step, refusal = laid.step, laid.refusal
    return StepTold(
        id=step.id, phase=step.phase, effective_on=laid.on, origin=step.origin, note=step.note,
        change=plain_change(step.change), text=sentence(step.change, opened.preview.register, laid.on, called),
        refused=[] if refusal is None else [each.text for each in refusal.violations],
    )  # fmt: skip


def issues_told(issues: Iterable[Issue], opened: Opened, *, remedies: bool = False) -> list[IssueTold]:
    """Findings, on demand each with what would mend it (that takes a while to work out)."""
    listed = list(issues)
    blocks = {id(each) for each in checking.blocking(listed)}
    called = called_in(opened, (number for each in listed for _, number in each.subjects))
    return [_issue(each, called, blocks=id(each) in blocks, remedies=remedies) for each in listed]


def _issue(issue: Issue, called: Called, *, blocks: bool, remedies: bool) -> IssueTold:
    return IssueTold(
        key=issue.key, rule=issue.rule, severity=issue.severity, status=issue.status.value, blocks=blocks,
        message=issue.message, before=issue.before,
        subjects=[ObjectTold(kind, number, _name(called, number)) for kind, number in issue.subjects],
        evidence=dict(issue.evidence), citations=[_cited(each) for each in issue.citations], on=issue.on,
        law_on=issue.law_on, first_failing=issue.first_failing, mended_on=issue.mended_on, steps=list(issue.steps),
        waiver=issue.waiver,
        remedies=[
            RemedyTold(each.label, [plain_change(change) for change in each.changes], list(each.removes))
            for each in (issue.remedies if remedies else ())
        ],
    )  # fmt: skip


def _cited(parameter: Parameter) -> CitedTold:
    of = parameter.citation
    return CitedTold(parameter.id, parameter.label, of.instrument.vi, of.article.vi, of.verified)


def conflicts_told(found: Disagreement, opened: Opened) -> list[ConflictTold]:
    """What the record and a scenario disagree about, in the order of the changes."""
    called = called_in(opened, (each.key.object_id for each in found.conflicts))
    return [_conflict(each, found, called) for each in found.conflicts]


def _conflict(conflict: Conflict, found: Disagreement, called: Called) -> ConflictTold:
    key = conflict.key
    return ConflictTold(
        name=name_of(key), step=key.step, clash=key.clash, label=CLASH_NAMES[conflict.clash],
        object=object_told(called, key.object_id), attribute=key.attribute, day=conflict.day, base=conflict.base,
        theirs=conflict.theirs, ours=conflict.ours,
        entries=sorted({found.entries[each] for each in conflict.by if each in found.entries}), why=conflict.why,
        keepable=conflict.keepable,
    )  # fmt: skip


def decidings_told(scenario: Scenario) -> list[DecidingTold]:
    """The decisions made from a scenario, in the order in which they were made."""
    rows = list(scenario.decidings.select_related("decision", "undoes").order_by("at"))
    entries = dict(
        LedgerEntry.objects.filter(decision__in=[each.decision_id for each in rows]).values_list("decision_id", "seq")
    )
    return [_deciding(each, entries.get(each.decision_id)) for each in rows]


def deciding_told(deciding: Deciding) -> DecidingTold:
    """A decision made from a scenario."""
    entry = LedgerEntry.objects.filter(decision_id=deciding.decision_id).values_list("seq", flat=True).first()
    return _deciding(deciding, entry)


def _deciding(deciding: Deciding, entry: int | None) -> DecidingTold:
    return DecidingTold(
        decision=deciding.decision_id, number=deciding.decision.number, status=str(deciding.decision.status),
        known=entry, phases=list(deciding.phases),
        undoes=None if deciding.undoes is None else deciding.undoes.decision_id,
    )  # fmt: skip


def template_told(template: Template) -> TemplateTold:
    """A template."""
    return TemplateTold(
        id=template.id, label=template.label, about=template.about, levels=[each.value for each in template.levels],
        options=[
            OptionTold(each.id, each.label, each.kind, _default(each.default), dict(each.choices))
            for each in template.options
        ],
        instruments=[each.number for each in template.instruments], parameters=list(template.grounds),
    )  # fmt: skip


def _default(value: OptionValue) -> str | bool | int | list[str]:
    return list(value) if isinstance(value, tuple) else value


def called_in(opened: Opened, ids: Iterable[int]) -> Called:
    """What objects are called once all of a plan is in force."""
    register = opened.preview.register
    register.load(set(ids))
    return Called(register, opened.plan.last_day)


def object_told(called: Called, object_id: int) -> ObjectTold:
    """An object by number, with what it is called."""
    label = called.get(object_id)
    return ObjectTold("" if label is None else label.kind.value, object_id, _name(called, object_id))


def _name(called: Called, object_id: int) -> str | None:
    label = called.get(object_id)
    return None if label is None else label.name
