"""Checking scenarios in the database: what is wrong, by which law, waived by which decision, and mended in one edit."""

from __future__ import annotations

from datetime import date

import pytest

from tests.scenarios.conftest import EDIT, LATER, START, Province
from tinhgon.registry.domain.changes import Change, Dissolve, MovePost, RegisterPerson, Rename
from tinhgon.registry.kinship import declare_tie, withdraw_tie
from tinhgon.registry.models import Decision
from tinhgon.scenarios.checking import blocking, issues_of, mend
from tinhgon.scenarios.domain.issues import Issue, Status
from tinhgon.scenarios.domain.plan import adding, adding_phase, under_law_of
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import open_scenario
from tinhgon.scenarios.services import EditedMeanwhile, edit, undo, waive

LAW_ON = date(2021, 1, 1)
LEFT: Change = Dissolve(object_id=12)  # with posts that are still in it


def of_rule(scenario: Scenario, rule: str) -> list[Issue]:
    issues = issues_of(open_scenario(scenario), scenario.waivers.all())
    return [each for each in issues if each.rule == rule]


def with_law(province: Province, *changes: Change) -> Scenario:
    scenario = province.scenario(*changes)
    return edit(scenario, province.drafter, EDIT, under_law_of(LAW_ON))


def test_the_law_of_a_scenario_turns_what_is_found(province: Province) -> None:
    scenario = province.scenario(MovePost(object_id=24, organization=11))
    assert of_rule(scenario, "room_too_small") == []
    scenario = edit(scenario, province.drafter, EDIT, under_law_of(LAW_ON))
    rooms = {each.subjects[0][1]: each for each in of_rule(scenario, "room_too_small")}
    assert {each.status for each in rooms.values()} == {Status.SAME}
    assert (rooms[11].steps, rooms[12].steps, rooms[11].law_on) == ((1,), (1,), LAW_ON)
    assert rooms[11].message.vi.startswith("Phòng Tổ chức: 3 người") and rooms[11].before is not None
    assert rooms[11].first_failing == START
    scenario = edit(scenario, province.drafter, EDIT, under_law_of(None))
    assert of_rule(scenario, "room_too_small") == []


def test_the_same_state_of_a_plan_is_checked_once(province: Province) -> None:
    scenario = province.scenario(Rename(object_id=11, name="Phòng Mới"))
    assert issues_of(open_scenario(scenario)) is issues_of(open_scenario(scenario))
    assert issues_of(open_scenario(scenario)) is not issues_of(open_scenario(scenario), on=START)


def test_on_an_earlier_day_only_the_phases_of_then_count(province: Province) -> None:
    scenario = province.scenario(LEFT)
    plan = adding_phase("II", date(2022, 1, 1))
    scenario = edit(scenario, province.drafter, EDIT, plan, adding([Dissolve(object_id=11)], 2))
    opened = open_scenario(scenario)

    def posts(on: date) -> set[int]:
        found = issues_of(opened, on=on)
        return {each.subjects[0][1] for each in found if each.rule == "post_without_organization"}

    assert posts(START) == set()
    assert posts(LATER) == {22, 24}
    assert posts(date(2022, 1, 1)) == {21, 22, 23, 24}


def test_a_remedy_is_applied_in_one_edit_that_can_be_undone(province: Province) -> None:
    scenario = with_law(province)
    (issue,) = [each for each in of_rule(scenario, "room_too_small") if each.subjects[0][1] == 12]
    (remedy,) = issue.remedies
    edits = scenario.edits.count()
    mended = mend(scenario, remedy, province.drafter, version=scenario.version)
    assert mended.edits.count() == edits + 1
    assert {each.status for each in of_rule(mended, "room_too_small") if each.subjects[0][1] == 12} == {Status.GONE}
    assert undo(mended).plan == scenario.plan
    with pytest.raises(EditedMeanwhile):
        mend(mended, remedy, province.drafter, version=scenario.version)


def test_taking_out_the_step_is_a_remedy_for_what_it_leaves_behind(province: Province) -> None:
    scenario = province.scenario(Rename(object_id=11, name="Phòng Mới"), LEFT)
    issue = next(each for each in blocking(issues_of(open_scenario(scenario))) if each.rule.startswith("record."))
    out = issue.remedies[-1]
    assert out.removes == issue.steps == (2,)
    assert blocking(issues_of(open_scenario(mend(scenario, out, province.drafter)))) == []


def test_a_breach_of_law_is_waived_by_a_decision_and_integrity_is_not(province: Province) -> None:
    scenario = with_law(province, LEFT)
    room = next(each for each in of_rule(scenario, "room_too_small") if each.subjects[0][1] == 11)
    decision = Decision.objects.get(number="1/QĐ")
    for rule, subjects in (
        (room.rule, [11]),
        ("post_without_organization", [22, 24]),
        ("record.outside_target_life", [22, 12]),
    ):
        waive(scenario, rule, subjects, decision, "Thí điểm", province.drafter)
    after = issues_of(open_scenario(scenario), scenario.waivers.all())
    waived = [each for each in after if each.status is Status.WAIVED]
    assert [(each.rule, each.subjects) for each in waived] == [("room_too_small", (("organization", 11),))]
    assert {each.rule for each in blocking(after)} == {"post_without_organization", "record.outside_target_life"}


def test_a_declared_tie_is_found_at_once_and_no_longer_when_it_is_withdrawn(province: Province) -> None:
    scenario = province.scenario(Rename(object_id=11, name="Phòng Mới"))
    assert of_rule(scenario, "kinship") == []
    tie = declare_tie(31, 33, "sibling", LATER, "Bản kê khai 2019", province.drafter)
    (issue,) = of_rule(scenario, "kinship")
    assert issue.status is Status.SAME and issue.citations[0].id == "kinship.head_and_deputy"
    assert {id for kind, id in issue.subjects if kind == "post"} == {21, 23}
    withdraw_tie(tie)
    assert of_rule(scenario, "kinship") == []


def test_a_plan_that_brings_family_together_makes_the_issue(province: Province) -> None:
    declare_tie(31, 34, "spouse", LATER, "Bản kê khai 2019", province.drafter)
    scenario = province.scenario(
        RegisterPerson(object_id=province.new_id(), attributes={"name": "0" * 64}),
        MovePost(object_id=24, organization=11),
    )
    (issue,) = of_rule(scenario, "kinship")
    assert (issue.status, issue.steps) == (Status.NEW, (2,))
    assert issue in blocking(issues_of(open_scenario(scenario)))
