"""The official list from 2004 to 2019, planned whole."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.exchange.histories import Registry, planned
from tinhgon.exchange.domain.lineage import Rule
from tinhgon.exchange.domain.units_history import Step, read_lines, read_steps
from tinhgon.exchange.domain.units_plan import PlannedDecision, SkippedStep, summary
from tinhgon.registry.domain.changes import Dissolve, Found

DATA = Path(__file__).parents[3] / "shared" / "data" / "vn"
PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "units_history.md"

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.exists(), reason="real data not present"),
]


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    with (DATA / "units_history_2004_2019.jsonl").open("rb") as file:
        return list(read_steps(read_lines(file)))


@pytest.fixture(scope="module")
def whole(steps: list[Step]) -> list[PlannedDecision | SkippedStep]:
    return planned(steps)


def test_the_plan_leaves_the_official_list(whole: list[PlannedDecision | SkippedStep]) -> None:
    registry = Registry()
    for each in whole:
        if isinstance(each, PlannedDecision):
            registry.enact(each)
    with (DATA / "units_expected_2019-12-31.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = {(row["level"], row["code"], row["name"], row["parent"] or None) for row in rows}
    assert registry.rows() == expected
    assert len(rows) == 11_831


def test_every_step_and_instrument_is_accounted_for(whole: list[PlannedDecision | SkippedStep]) -> None:
    figures = summary(whole)
    assert (figures.steps, figures.skipped, figures.decisions) == (197, 3, 271)
    assert (figures.listed, figures.from_note, figures.decisions_without_changes) == (363, 6, 5)
    assert (figures.created, figures.ended, figures.renamed, figures.moved) == (11_983, 152, 577, 525)


def test_every_listed_number_is_cited_by_a_decision_of_its_step(
    steps: list[Step], whole: list[PlannedDecision | SkippedStep]
) -> None:
    cited = {
        (each.line, one.number)
        for each in whole
        if isinstance(each, PlannedDecision)
        for one in each.document.instruments
    }
    listed = {(line, number) for line, each in enumerate(steps, start=1) for number in each.decisions}
    assert listed <= cited
    assert sorted(cited - listed) == [
        (19, "84/2005-NĐ-CP"),
        (64, "137/2007N§-CP"),
        (70, "176/2007NĐ-CP"),
        (81, "15/2008/QH12"),
        (177, "931/UBTVQH13"),
        (178, "621/TCTK-PPCĐ"),
    ]


def test_lineage_is_certain_by_rule_and_otherwise_open(whole: list[PlannedDecision | SkippedStep]) -> None:
    figures = summary(whole)
    assert figures.settled == {
        ("successors", Rule.CHILDREN_MOVED): 2,
        ("successors", Rule.WIDENED): 6,
        ("successors", Rule.SAME_NAME): 1,
        ("predecessors", Rule.CHILDREN_MOVED): 2,
        ("predecessors", Rule.SAME_NAME): 1,
        ("predecessors", Rule.CAME_WITH_UNITS): 43,
        ("predecessors", Rule.NAMED_SOURCE): 1,
    }
    assert figures.open == {"successors": 143, "predecessors": 637}


@pytest.mark.parametrize("code", ["03007", "03388", "10693"])
def test_codes_that_come_back_are_different_units(whole: list[PlannedDecision | SkippedStep], code: str) -> None:
    found = [
        change
        for each in whole
        if isinstance(each, PlannedDecision)
        for change in each.document.changes
        if isinstance(change, Found) and change.attributes["code"] == code
    ]
    assert len({each.object_id for each in found}) == len(found) == 2


def test_ha_tay_passed_whole_to_ha_noi(whole: list[PlannedDecision | SkippedStep]) -> None:
    founded: dict[int, str] = {}
    passed = {}
    for each in whole:
        for change in each.document.changes if isinstance(each, PlannedDecision) else ():
            if isinstance(change, Found):
                founded[change.object_id] = str(change.attributes["name"])
            elif isinstance(change, Dissolve):
                passed[founded[change.object_id]] = [(founded[kin.object_id], kin.extent) for kin in change.successors]
    assert passed["Tỉnh Hà Tây"] == [("Thành phố Hà Nội", "whole")]
    assert sorted(passed["Huyện Ayun Pa"]) == [("Huyện Phú Thiện", "part"), ("Thị xã Ayun Pa", "part")]


def test_the_page_on_the_algorithm_gives_the_figures_of_the_plan(
    whole: list[PlannedDecision | SkippedStep],
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "algorithms" / "units_history.md").read_text(encoding="utf-8")
    figures = summary(whole)
    for rule in Rule:
        ended, created = (figures.settled.get((asks, rule), 0) for asks in ("successors", "predecessors"))
        assert f"| `{rule}` | {ended} | {created} |" in page
    assert f"| open | {figures.open['successors']} | {figures.open['predecessors']} |" in page
    assert f"{figures.steps - figures.skipped} steps become {figures.decisions} decisions" in page
