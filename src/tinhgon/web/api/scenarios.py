"""Scenarios: the list, one with its plan, and what it comes to: findings, counts, people, money, figures."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query
from pydantic import Field

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, standing_of
from tinhgon.rulebook.domain.findings import Severity
from tinhgon.scenarios.checking import blocking, issues_of
from tinhgon.scenarios.comparing import compare_scenarios
from tinhgon.scenarios.domain.templates import TEMPLATES
from tinhgon.scenarios.dossier import dossier_file
from tinhgon.scenarios.meaning import figures_of, meaning_of, people_of, posts_of
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import open_scenario
from tinhgon.scenarios.rebasing import disagreement
from tinhgon.scenarios.site.access import visible
from tinhgon.scenarios.told import (
    ConflictTold,
    DecidingTold,
    IssueTold,
    PhaseTold,
    ScenarioTold,
    Standing,
    StepTold,
    TemplateTold,
    conflicts_told,
    decidings_told,
    issues_told,
    phases_told,
    scenario_told,
    steps_told,
    template_told,
)
from tinhgon.scenarios.told_results import (
    ComparisonTold,
    CostTold,
    FateTold,
    FigurePairTold,
    ImpactTold,
    StreamTold,
    comparison_told,
    cost_told,
    figures_told,
    impact_told,
    people_told,
    streams_told,
)
from tinhgon.web.api.routes import Routes, file_of, paged, told
from tinhgon.web.api.scenarios_reach import Looked, looked_at, opened, seen
from tinhgon.web.api.schemas import Answer, Listed, Moment, ObjectId, Page, PagedMoment

scenarios = Routes("scenarios")
_SEES = (Permission.READ,)


class Scenarios(Page):
    """Scenarios, those edited last first."""

    items: list[ScenarioTold]


class ScenarioAnswer(Answer):
    """A scenario with its phases, its changes in the order in which they are laid, and its decisions.

    Here and below `on` is the day looked at and `known` the ledger entry of the scenario's base.
    """

    scenario: ScenarioTold
    phases: list[PhaseTold]
    steps: list[StepTold]
    decisions: list[DecidingTold]


class Templates(Answer):
    """The templates, in the order in which they are offered."""

    items: list[TemplateTold]


class Issues(Page):
    """Findings: what the plan makes first, the gravest first of that. `blocked`: it cannot be submitted."""

    items: list[IssueTold]
    blocked: bool


class IssuesAsked(Looked, Listed):
    """Which findings."""

    status: Standing | None = None
    severity: Severity | None = None
    remedies: bool = Field(False, description="each with what would mend it, which takes a while to work out")


class Impact(Answer):
    """Counts before and after, and what is saved and spent."""

    counts: list[ImpactTold]
    cost: CostTold


class ImpactAsked(Looked):
    """By what counts are divided."""

    by: Literal["sector", "tier", "form", "unit_id"] | None = None


class PeopleAffected(Page):
    """The people affected, the gravest fates first."""

    items: list[FateTold]


class PeopleAsked(Looked, Listed):
    """A part of the people affected."""


class Flows(Answer):
    """Where posts or people go."""

    items: list[StreamTold]


class FlowsAsked(Looked):
    """What flows."""

    of: Literal["posts", "people"] = "posts"


class FigurePairs(Answer):
    """Figures without the plan and with it."""

    items: list[FigurePairTold]


class FigurePairsAsked(Looked):
    """Which figures."""

    every: bool = Field(False, description="also those that the plan does not move")


class ComparisonAnswer(Answer):
    """Scenarios side by side."""

    comparison: ComparisonTold


class ComparisonAsked(Looked):
    """With which others."""

    others: str = Field("", pattern=r"^([1-9][0-9]{0,8}(,[1-9][0-9]{0,8}){0,4})?$", description="numbers, by commas")
    every: bool = Field(False, description="also what is the same in all of them")


class Conflicts(Answer):
    """What the record states otherwise since: `behind` entries were added up to entry `newest`."""

    newest: int
    behind: int
    items: list[ConflictTold]


class PaperAsked(Looked):
    """Which form of a paper."""

    profile: Literal["state", "party"] = "state"
    form: Literal["docx", "pdf"] = "docx"


@scenarios.get("/scenarios", Text("Các phương án", "Scenarios"), Scenarios, *_SEES, cached=False)
def list_scenarios(request: HttpRequest, asked: Query[PagedMoment]) -> Any:
    """Your own, those shared with you, and those about what you draft, review, sign or audit for."""
    rows, page_told = paged(request, list(visible(account_of(request), standing_of(request))), asked)
    return {**page_told, "items": [scenario_told(each) for each in rows]}


@scenarios.get("/templates", Text("Các mẫu sắp xếp", "Templates"), Templates, *_SEES, cached=False)
def list_templates(request: HttpRequest, asked: Query[Moment]) -> Any:
    """Known ways of rearranging that are applied in one step, with their options and grounds."""
    return {**told(request), "items": [template_told(each) for each in TEMPLATES.values()]}


@scenarios.get("/scenarios/{scenario_id}", Text("Một phương án", "One scenario"), ScenarioAnswer, *_SEES, cached=False)
def get_scenario(request: HttpRequest, scenario_id: Path[ObjectId], asked: Query[Looked]) -> Any:
    """With its phases, changes and decisions."""
    scenario, found = opened(request, scenario_id)
    return {
        **looked_at(found, asked),
        "scenario": scenario_told(scenario),
        "phases": phases_told(scenario),
        "steps": steps_told(found),
        "decisions": decidings_told(scenario),
    }


@scenarios.get(
    "/scenarios/{scenario_id}/issues",
    Text("Phát hiện của một phương án", "Findings of a scenario"),
    Issues,
    *_SEES,
    cached=False,
)
def list_scenario_issues(request: HttpRequest, scenario_id: Path[ObjectId], asked: Query[IssuesAsked]) -> Any:
    """Integrity, law and targets, on the day looked at and the days of the phases before it."""
    scenario, found = opened(request, scenario_id)
    every = issues_of(found, tuple(scenario.waivers.all()), asked.on)  # type: ignore[attr-defined]
    chosen = [
        each for each in every if asked.status in (None, each.status.value) and asked.severity in (None, each.severity)
    ]
    rows, page_told = paged(request, chosen, asked)
    return {
        **page_told,
        **looked_at(found, asked),
        "items": issues_told(rows, found, remedies=asked.remedies),
        "blocked": bool(blocking(every)),
    }


@scenarios.get(
    "/scenarios/{scenario_id}/impact",
    Text("Số lượng và chi phí của một phương án", "Counts and costs of a scenario"),
    Impact,
    *_SEES,
    cached=False,
)
def get_scenario_impact(request: HttpRequest, scenario_id: Path[ObjectId], asked: Query[ImpactAsked]) -> Any:
    """Bodies, posts, staff and ceilings before and after; savings and costs by year, with the assumptions."""
    scenario, found = opened(request, scenario_id)
    meaning = meaning_of(found, scenario.assumptions, asked.on)
    return {**looked_at(found, asked), "counts": impact_told(meaning, asked.by), "cost": cost_told(meaning.cost)}


@scenarios.get(
    "/scenarios/{scenario_id}/people",
    Text("Người chịu tác động của một phương án", "People affected by a scenario"),
    PeopleAffected,
    *_SEES,
    cached=False,
)
def list_scenario_people(request: HttpRequest, scenario_id: Path[ObjectId], asked: Query[PeopleAsked]) -> Any:
    """What each held and will hold; people by number."""
    scenario, found = opened(request, scenario_id)
    rows, page_told = paged(request, meaning_of(found, scenario.assumptions, asked.on).fates, asked)
    return {**page_told, **looked_at(found, asked), "items": people_told(rows)}


@scenarios.get(
    "/scenarios/{scenario_id}/flows",
    Text("Luồng chức danh, luồng người của một phương án", "Where posts and people go"),
    Flows,
    *_SEES,
    cached=False,
)
def list_scenario_flows(request: HttpRequest, scenario_id: Path[ObjectId], asked: Query[FlowsAsked]) -> Any:
    """From which body to which, for every body that anything comes to or goes from."""
    scenario, found = opened(request, scenario_id)
    by_people = asked.of == "people"
    streams = people_of(meaning_of(found, scenario.assumptions, asked.on)) if by_people else posts_of(found, asked.on)
    return {**looked_at(found, asked), "items": streams_told(streams, found)}


@scenarios.get(
    "/scenarios/{scenario_id}/figures",
    Text("Chỉ tiêu của một phương án", "Figures of a scenario"),
    FigurePairs,
    *_SEES,
    cached=False,
)
def list_scenario_figures(request: HttpRequest, scenario_id: Path[ObjectId], asked: Query[FigurePairsAsked]) -> Any:
    """Those of the registry, without the plan and with it."""
    _, found = opened(request, scenario_id)
    pairs = [each for each in figures_of(found, asked.on) if asked.every or each.differs]
    return {**looked_at(found, asked), "items": figures_told(pairs)}


@scenarios.get(
    "/scenarios/{scenario_id}/comparison",
    Text("So sánh các phương án", "Scenarios compared"),
    ComparisonAnswer,
    *_SEES,
    cached=False,
)
def compare_with(request: HttpRequest, scenario_id: Path[ObjectId], asked: Query[ComparisonAsked]) -> Any:
    """With the baseline and up to five others; by default only what sets them apart."""
    numbers = [scenario_id, *(int(each) for each in asked.others.split(",") if each)]
    chosen: list[Scenario] = [seen(request, each) for each in dict.fromkeys(numbers)]
    found = open_scenario(chosen[0])
    comparison = compare_scenarios(chosen, asked.on)
    return {
        "on": comparison.on,
        "known": found.plan.base.seq,
        "comparison": comparison_told(comparison, found, only_differing=not asked.every),
    }


@scenarios.get(
    "/scenarios/{scenario_id}/conflicts",
    Text("Xung đột của một phương án với hồ sơ mới", "Conflicts of a scenario with the newer record"),
    Conflicts,
    *_SEES,
    cached=False,
)
def list_scenario_conflicts(request: HttpRequest, scenario_id: Path[ObjectId], asked: Query[Looked]) -> Any:
    """Where the record states otherwise since what the scenario changes; both sides of each."""
    scenario, found = opened(request, scenario_id)
    between = disagreement(scenario)
    return {
        **looked_at(found, asked),
        "newest": between.seq,
        "behind": between.behind,
        "items": conflicts_told(between, found),
    }


@scenarios.get(
    "/scenarios/{scenario_id}/papers/{paper}",
    Text("Tờ trình, đề án, dự thảo quyết định", "Submission, scheme, draft decision"),
    None,
    *_SEES,
    cached=False,
    media=("application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
)
def get_scenario_paper(
    request: HttpRequest,
    scenario_id: Path[ObjectId],
    paper: Path[Literal["submission", "scheme", "decision"]],
    asked: Query[PaperAsked],
) -> HttpResponse:
    """In the official layout, as DOCX or PDF; people by number."""
    made = dossier_file(seen(request, scenario_id), paper, asked.profile, asked.form, named=False)
    return file_of(request, made.content, made.media_type, made.name)
