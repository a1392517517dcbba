"""Scenarios of 300 changes in one province: an edit, opening and checking, comparing three, enacting and undoing.

Each against the naive way on the same plan: all of it laid anew, every rule asked and everything counted again,
with nothing kept. On the generated nation the plan holds no templates, whose bodies it does not have.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from statistics import median

import polars as pl

from bench.decisions import reorganisation
from bench.figures import Figure, clock, peak_megabytes, spread, timed
from bench.site import forget
from bench.stage import Stage, teller
from tinhgon.accounts.models import Account, system_account
from tinhgon.demo import nation
from tinhgon.demo.services import load
from tinhgon.errors import Text
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import AreaState, Decision, LedgerEntry
from tinhgon.registry.services import id_source
from tinhgon.scenarios import deciding, opening, services, templating
from tinhgon.scenarios.checking import blocking, issues_of
from tinhgon.scenarios.comparing import compare_scenarios
from tinhgon.scenarios.deciding import Particulars
from tinhgon.scenarios.domain.plan import Base, adding, removing
from tinhgon.scenarios.meaning import figures_of, meaning_of
from tinhgon.scenarios.models import Deciding, Scenario
from tinhgon.scenarios.opening import open_scenario
from tinhgon.scenarios.services import plan_of

CHANGES, EDITS, COLD = 300, 60, 5
TEMPLATES = (("joint_office", 8), ("secretary_chairs_committee", 10))
"""Templates of the plan, with the number of communes that each is applied in."""


@dataclass(frozen=True)
class Place:
    """Where the plan is laid: a province, the day of the base, the day on which the plan takes effect."""

    province: int
    on: date
    effective_on: date
    name: str


DAYS = {"demo": (date(2025, 12, 1), date(2026, 1, 1)), "nation": (date(2024, 12, 1), date(2025, 6, 1))}


def measure(stage: Stage) -> None:
    """Load what lacks, draft the plan, then measure what people do with it."""
    loaded(stage)
    drafter, approver = system_account("bench-drafter", "Đo: soạn"), system_account("bench-approver", "Đo: duyệt")
    place = _place(stage)
    scenario = _scenario(place, drafter, with_templates=stage.record == "demo")
    stage.notes.append(f"{len(plan_of(scenario).steps)} changes in {place.name}, {_sizes(scenario)}")
    _edits(stage, scenario, drafter)
    _opened(stage, scenario)
    _compared(stage, scenario, drafter)
    _enacted(stage, scenario, drafter, approver)
    stage.add(Figure("peak memory", peak_megabytes(), "MB"))


def loaded(stage: Stage) -> None:
    """Load what lacks: the demonstration, or a generated nation."""
    if Decision.objects.exists():
        stage.notes.append("the record of an earlier run is used again")
    elif stage.record == "nation":
        _, seconds = timed(lambda: nation.generate(stage.scale, 20, 1, 1.0, teller()))
        stage.notes.append(f"nation at {stage.scale:g} generated in {seconds:.0f} s")
    else:
        _, seconds = timed(load)
        stage.notes.append(f"demonstration of Quảng Ninh loaded in {seconds:.0f} s")


def _place(stage: Stage) -> Place:
    on, effective_on = DAYS[stage.record]
    rows = AreaState.objects.filter(level="province", recorded__upper_inf=True, valid__contains=on)
    found = rows.order_by("object_id")[0]
    return Place(found.object_id, on, effective_on, found.name)


# --- the plan -----------------------------------------------------------------------------------


def _scenario(place: Place, by: Account, *, with_templates: bool) -> Scenario:
    """A plan of 300 changes that could be submitted: what breaks a rule is taken out, as a drafter would."""
    base = Base(on=place.on, seq=LedgerEntry.objects.order_by("-seq")[0].seq)
    scenario = services.new_scenario("Đo tốc độ", by, base, place.effective_on, under=place.province)
    if with_templates:
        for template, count in TEMPLATES:
            communes = _communes(open_scenario(scenario).after().snapshot)
            scenario = templating.apply(scenario, template, communes[:count], {}, 1, by)
    snapshot = open_scenario(scenario).after().snapshot
    scenario = services.edit(scenario, by, _SAID, adding(_plain(snapshot), 1))
    while broken := {step for each in blocking(issues_of(open_scenario(scenario))) for step in each.steps[-1:]}:
        scenario = services.edit(scenario, by, _SAID, removing(broken))
    over = [each.id for each in plan_of(scenario).steps[CHANGES:]]
    return services.edit(scenario, by, _SAID, removing(over)) if over else scenario


_SAID = Text("Đo", "Measure")


def _communes(snapshot: Snapshot) -> list[int]:
    return snapshot[Kind.AREA].filter(pl.col("level") == "commune").sort("id")["id"].to_list()


def _plain(snapshot: Snapshot) -> list[Change]:
    """What a reorganisation holds besides (see `bench.decisions`), and enough renaming to make up the number."""
    changes = list(reorganisation(snapshot, id_source(), "").changes)
    named = {each.object_id for each in changes if isinstance(each, verbs.Rename)}
    ended = {source for each in changes if isinstance(each, verbs.Merge) for source in each.sources}
    rest = snapshot[Kind.ORGANIZATION].filter(~pl.col("id").is_in([*named, *ended])).sort("id").select("id", "name")
    more = [verbs.Rename(object_id=each, name=f"{name} (mới)") for each, name in rest.head(CHANGES).iter_rows()]
    return [*changes, *more]


def _sizes(scenario: Scenario) -> str:
    snapshot = open_scenario(scenario).before().snapshot
    return f"{snapshot[Kind.ORGANIZATION].height} bodies, {snapshot[Kind.POST].height} posts"


# --- what is measured ---------------------------------------------------------------------------


def _edits(stage: Stage, scenario: Scenario, by: Account) -> None:
    """One edit after the other on the open plan: saved, laid, checked, counted and costed."""
    edited = services.copy(scenario, "Đo: sửa", by)
    _whole(edited)
    parts: list[dict[str, float]] = []
    with _settled():
        before = time.process_time()
        for change in _single(edited):
            with clock() as saving:
                edited = services.edit(edited, by, _SAID, adding([change], 1))
            parts.append({"saved": saving.seconds} | _whole(edited))
        busy = (time.process_time() - before) / len(parts)
    slow = median([_forgotten(partial(_whole, edited)) for _ in range(3)])
    detail = spread([sum(each.values()) for each in parts]) | {"processor, mean": busy}
    detail |= {f"{name}, median": median([each[name] for each in parts]) for name in parts[0]}
    stage.add(Figure("one edit re-checked and re-costed, median", detail["median"], "s", 0.2, slow, detail))
    stage.add(Figure("one edit re-checked and re-costed, p95", detail["p95"], "s", 0.5, slow, detail))
    undone = []
    for _ in range(EDITS // 3):
        with clock() as undoing:
            edited = services.undo(edited)
            _whole(edited)
        undone.append(undoing.seconds)
    detail = spread(undone)
    stage.add(Figure("one edit undone, with no earlier state kept, median", detail["median"], "s", None, slow, detail))
    opened = open_scenario(edited)
    again = median([timed(lambda: figures_of(opened))[1] for _ in range(COLD)])
    stage.add(Figure("all figures of the open plan, median", again, "s"))


def _single(scenario: Scenario) -> Iterator[Change]:
    """Edits as they are made by hand: bodies renamed and moved beside their sisters, posts moved, ceilings cut."""
    snapshot = open_scenario(scenario).after().snapshot
    bodies = snapshot[Kind.ORGANIZATION].filter(pl.col("parent_id").is_not_null()).sort("id").tail(EDITS)
    posts = snapshot[Kind.POST].sort("id").tail(EDITS)
    quotas = snapshot[Kind.QUOTA].filter(pl.col("amount") > 1).sort("id").tail(EDITS)
    for number in range(EDITS // 3):
        body, post = bodies.row(number, named=True), posts.row(number, named=True)
        quota = quotas.row(number, named=True)
        yield verbs.Rename(object_id=body["id"], name=f"{body['name']} (sửa {number})")
        yield verbs.MovePost(object_id=post["id"], organization=body["id"])
        yield verbs.SetQuota(
            object_id=quota["id"], organization=quota["organization_id"], amount=quota["amount"] - 1,
            establishment_class=quota["establishment_class"], funding=quota["funding"],
        )  # fmt: skip


def _whole(scenario: Scenario) -> dict[str, float]:
    """Everything that an edit shows, and the seconds that each part of it took."""
    opened, laid = timed(lambda: open_scenario(scenario))
    _, checked = timed(lambda: issues_of(opened))
    _, counted = timed(lambda: meaning_of(opened))
    return {"laid": laid, "checked": checked, "counted and costed": counted}


def _opened(stage: Stage, scenario: Scenario) -> None:
    """The plan opened and checked with nothing kept; the naive way reads object by object as the plan is laid."""
    seconds = [_forgotten(lambda: issues_of(open_scenario(scenario))) for _ in range(COLD)]
    before, foresee = opening.BaseView.foresee, lambda self, changes, on: None
    opening.BaseView.foresee = foresee  # type: ignore[method-assign,assignment]
    slow = _forgotten(lambda: issues_of(open_scenario(scenario)))
    opening.BaseView.foresee = before  # type: ignore[method-assign]
    detail = spread(seconds)
    stage.add(Figure("300 changes opened and checked, cold, median", detail["median"], "s", 1.0, slow, detail))
    again = [timed(lambda: issues_of(open_scenario(scenario)))[1] for _ in range(COLD)]
    stage.add(Figure("the same again, median", median(again), "s"))


def _compared(stage: Stage, scenario: Scenario, by: Account) -> None:
    """Three plans of 300 changes that differ in a third of them."""
    compared = [scenario]
    for number in (1, 2):
        other = services.copy(scenario, f"Đo: so sánh {number}", by)
        taken_out = [each.id for each in plan_of(other).steps[-50 * number :]]
        own = list(_single(other))[: len(taken_out)]
        compared.append(services.edit(other, by, _SAID, removing(taken_out), adding(own, 1)))
    seconds = [_forgotten(lambda: compare_scenarios(compared)) for _ in range(COLD)]
    slow = sum(_forgotten(partial(compare_scenarios, [each])) for each in compared)
    detail = spread(seconds)
    stage.add(Figure("three of them compared, cold, median", detail["median"], "s", 3.0, slow, detail))
    for each in compared[1:]:
        services.drop(each)


def _enacted(stage: Stage, scenario: Scenario, drafter: Account, approver: Account) -> None:
    """The decision of the whole plan: laid before the approver, signed, enacted; then undone."""
    on = plan_of(scenario).last_day
    entry = LedgerEntry.objects.count()

    def particulars(what: str) -> Particulars:
        return Particulars(f"{entry}.{what}/ĐO", "quyết định", "Đo tốc độ", on, "Đo tốc độ")

    made, submitted = timed(lambda: deciding.decide(scenario, drafter, particulars("1")))
    made, _ = timed(lambda: deciding.approve(made, approver))
    _, enacted = timed(lambda: deciding.enact(made))
    undoing, drafted = timed(lambda: deciding.undo(Deciding.objects.get(pk=made.pk), drafter, particulars("2")))
    undoing = deciding.approve(undoing, approver)
    _, undone = timed(lambda: deciding.enact(undoing))
    detail = {"submitted": submitted, "undoing submitted": drafted, "undoing enacted": undone}
    stage.add(Figure("300 changes enacted", enacted, "s", 3.0, None, detail))
    stage.add(Figure("300 changes submitted: checked against the law and the record", submitted, "s", 3.0))
    stage.add(Figure("300 changes undone", undone, "s", 3.0, None, detail))


def _forgotten(work: Callable[[], object]) -> float:
    """The seconds of some work with nothing kept of what was worked out before."""
    forget()
    opening._open.clear()
    with _settled():
        return timed(work)[1]


@contextmanager
def _settled() -> Iterator[None]:
    """What there is at the start is no garbage and not looked through, as in the processes of the site."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
