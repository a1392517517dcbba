"""Comparing scenarios with one another and with what stands without any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tinhgon.accounts.models import Account
from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.diff import Difference, Passing
from tinhgon.registry.domain.diff import compare as differences
from tinhgon.registry.domain.facts import Linked
from tinhgon.rulebook.domain.findings import Severity
from tinhgon.scenarios import services
from tinhgon.scenarios.checking import issues_of
from tinhgon.scenarios.domain.comparing import BodyRow, Row, SharedChange, bodies, picking, shared_changes
from tinhgon.scenarios.domain.fates import FATE_NAMES, Fate, tally
from tinhgon.scenarios.domain.impact import MEASURES, totals
from tinhgon.scenarios.domain.issues import SEVERITY_NAMES, Issue, Status
from tinhgon.scenarios.meaning import Meaning, ValuePair, meaning_of, values_of
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import Opened, open_scenario
from tinhgon.scenarios.services import plan_of

MOST = 6
"""So many scenarios are compared at once: more columns fit on no page."""

_NUMBER = Text("", "")
_PEOPLE = Text("người", "people")
_DONG = Text("đồng", "đồng")
_FINDINGS = Text("phát hiện", "findings")

GROUPS: Mapping[str, Text] = {
    "structure": Text("Bộ máy", "Structure"),
    "issues": Text("Phát hiện", "Findings"),
    "people": Text("Con người", "People"),
    "cost": Text("Chi phí", "Costs"),
    "figures": Text("Chỉ tiêu", "Figures"),
}


class TooMany(TinhGonError):
    """More scenarios than can be compared at once, or none."""

    code = "too_many_scenarios"


@dataclass(frozen=True, eq=False)
class Seen:
    """One scenario with all that is compared."""

    scenario: Scenario
    opened: Opened
    meaning: Meaning
    issues: tuple[Issue, ...]
    figures: tuple[ValuePair, ...]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios side by side on one day.

    `rows` by group (see GROUPS), each row with the baseline's value and one for each scenario; `bodies` what each
    does to every body; `changes` which of them states what.
    """

    on: date
    scenarios: tuple[Scenario, ...]
    rows: Mapping[str, tuple[Row, ...]]
    bodies: tuple[BodyRow, ...]
    changes: tuple[SharedChange, ...]


def compare_scenarios(scenarios: Sequence[Scenario], on: date | None = None) -> Comparison:
    """Compare scenarios on a day, by default the last on which a phase of any takes effect.

    The baseline is the record that the first of them rests on. Raises TooMany.
    """
    if not 1 <= len(scenarios) <= MOST:
        raise TooMany(
            Text(f"So sánh được từ 1 đến {MOST} phương án", f"From 1 to {MOST} scenarios can be compared"),
            where=str(len(scenarios)),
        )
    plans = [plan_of(each) for each in scenarios]
    day = on or max(each.last_day for each in plans)
    seen = [_see(each, day) for each in scenarios]
    return Comparison(
        day,
        tuple(scenarios),
        {
            "structure": tuple(_structure(seen)),
            "issues": tuple(_issues(seen)),
            "people": tuple(_people(seen)),
            "cost": tuple(_cost(seen)),
            "figures": tuple(_figures(seen)),
        },
        tuple(bodies([_differences(each.opened, day) for each in seen])),
        tuple(shared_changes(plans)),
    )


def pick(
    target: Scenario, source: Scenario, step_ids: Iterable[int], phase: int, by: Account, version: int | None = None
) -> Scenario:
    """Take changes of one scenario over into another, as one edit."""
    chosen = list(step_ids)
    label = Text(
        f"Lấy {len(chosen)} thay đổi từ «{source.name}»", f"Took {len(chosen)} changes over from {source.name!r}"
    )
    operation = picking(plan_of(source), chosen, phase, origin=f"scenario:{source.pk}")
    return services.edit(target, by, label, operation, version=version)


def _see(scenario: Scenario, on: date) -> Seen:
    opened = open_scenario(scenario)
    issues = tuple(issues_of(opened, tuple(scenario.waivers.all()), on))
    meaning = meaning_of(opened, scenario.assumptions, on)
    return Seen(scenario, opened, meaning, issues, tuple(values_of(opened, on)))


def _structure(seen: Sequence[Seen]) -> list[Row]:
    before = totals(seen[0].meaning.before)
    after = [totals(each.meaning.after) for each in seen]
    return [
        Row(name, label, _NUMBER, before[name], tuple(each[name] for each in after)) for name, label in MEASURES.items()
    ]


def _issues(seen: Sequence[Seen]) -> list[Row]:
    def number(each: Seen, severity: Severity, status: Status) -> int:
        return sum(issue.severity is severity and issue.status is status for issue in each.issues)

    wanted = [(status, severity) for status in (Status.NEW, Status.GONE, Status.WAIVED) for severity in SEVERITY_NAMES]
    names = {
        Status.NEW: Text("phát sinh", "new"),
        Status.GONE: Text("được khắc phục", "mended"),
        Status.WAIVED: Text("được miễn", "waived"),
    }
    return [
        Row(
            f"{status}.{severity}",
            Text(f"{of.vi}: {names[status].vi}", f"{of.en}: {names[status].en}"),
            _FINDINGS,
            0,
            tuple(number(each, severity, status) for each in seen),
        )
        for status, severity in wanted
        if (of := SEVERITY_NAMES[severity])
    ]


def _people(seen: Sequence[Seen]) -> list[Row]:
    counted = [tally(each.meaning.fates) for each in seen]
    return [Row(fate, FATE_NAMES[fate], _PEOPLE, 0, tuple(each[fate] for each in counted)) for fate in Fate]


def _cost(seen: Sequence[Seen]) -> list[Row]:
    costs = [each.meaning.cost for each in seen]
    return [
        Row("saved", Text("Tiết kiệm mỗi năm khi đủ hiệu lực", "Saved a year once all is in force"), _DONG, 0,
            tuple(each.years[-1].saved for each in costs)),
        Row("one_off", Text("Chi một lần", "One-off costs"), _DONG, 0,
            tuple(sum(once.amount for once in each.one_off) for each in costs)),
        Row("balance", Text("Cân đối qua các năm tính", "Balance over the years counted"), _DONG, 0,
            tuple(sum(year.balance for year in each.years) for each in costs)),
        Row("pays_back", Text("Năm hoàn vốn", "Year in which it has paid for itself"), _NUMBER, None,
            tuple(each.pays_back_in for each in costs)),
    ]  # fmt: skip


def _figures(seen: Sequence[Seen]) -> list[Row]:
    found = []
    for place, pair in enumerate(seen[0].figures):
        values = tuple(each.figures[place].after for each in seen)
        found.append(Row(pair.indicator.id, pair.indicator.label, pair.indicator.unit, pair.before, values))
    return found


def _differences(opened: Opened, on: date) -> list[Difference]:
    planned = [
        Passing(fact.predecessor, fact.successor, fact.extent)
        for each in opened.preview.laid
        for fact in each.facts
        if isinstance(fact, Linked)
    ]
    return differences(opened.before(on).snapshot, opened.after(on).snapshot, planned)
