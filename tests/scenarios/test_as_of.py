"""What later phases do is not seen on an earlier day, so what was worked out of that day need not be again."""

from __future__ import annotations

from datetime import date

from tests.scenarios.conftest import EDIT, LATER, Province
from tinhgon.registry.domain.changes import Correct, Dissolve, MovePost, Rename
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.scenarios import checking, services
from tinhgon.scenarios.domain.plan import adding, adding_phase
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import as_of, open_scenario

NEXT = date(2020, 6, 1)


def in_two_phases(province: Province, *later: object) -> Scenario:
    """A scenario that renames a room first and does something else later."""
    scenario = province.scenario(Rename(object_id=11, name="Phòng Mới"))
    return services.edit(
        scenario,
        province.drafter,
        EDIT,
        adding_phase("Sau", NEXT),
        adding(later, 2),  # type: ignore[arg-type]
    )


def test_a_day_looks_the_same_with_the_later_phases_left_out(province: Province) -> None:
    opened = open_scenario(
        in_two_phases(province, MovePost(object_id=24, organization=11), Rename(object_id=12, name="x"))
    )
    then = as_of(opened, LATER)
    assert then is not opened
    for kind in Kind:
        assert then.after(LATER).snapshot[kind].equals(opened.after(LATER).snapshot[kind])
    assert as_of(opened, NEXT) is opened


def test_what_the_rules_say_of_an_earlier_day_is_kept_while_a_later_phase_is_edited(province: Province) -> None:
    scenario = in_two_phases(province, Rename(object_id=12, name="Phòng Khác"))
    first = as_of(open_scenario(scenario), LATER)
    checking.issues_of(open_scenario(scenario))
    edited = services.edit(scenario, province.drafter, EDIT, adding([Dissolve(object_id=12)], 2))
    assert as_of(open_scenario(edited), LATER) is first
    assert checking.issues_of(open_scenario(edited))  # posts are left without their body


def test_a_plan_with_a_correction_later_is_looked_at_whole(province: Province) -> None:
    correction = Correct(object_id=12, attributes={"name": "Đúng"}, start=date(2018, 6, 1))
    opened = open_scenario(in_two_phases(province, correction))
    assert as_of(opened, LATER) is opened
    assert "Đúng" in opened.after(LATER).organizations["name"].to_list()
