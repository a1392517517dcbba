"""What holds of plans and of the patches that take them back and forth."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhgon.errors import TinhGonError
from tinhgon.registry.domain.changes import Annul, Rename
from tinhgon.scenarios.domain import plan as plans
from tinhgon.scenarios.domain.plan import Base, Operation, Phase, Plan

DAY = date(2020, 1, 1)
EMPTY = Plan(base=Base(on=DAY, seq=1), phases=(Phase(id=1, name="I", effective_on=DAY),))


def rename(number: int) -> Rename:
    """A change that can be told from others."""
    return Rename(object_id=number, name=f"Tên {number}")


def random_operation(plan: Plan, random: Random) -> Operation:
    """Something a person might do to a plan."""
    ids = [each.id for each in plan.steps]
    phase = random.choice(plan.phases).id
    some = random.sample(ids, random.randint(0, min(3, len(ids))))
    others = [each for each in ids if each not in some]
    choices: list[Operation] = [
        plans.adding([rename(random.randint(1, 99)) for _ in range(random.randint(0, 4))], phase),
        plans.adding_phase("Thêm", date(2020 + random.randint(0, 5), 1, 1)),
        plans.altering_phase(phase, "Khác", date(2020 + random.randint(0, 5), 6, 1)),
        plans.removing(some),
        plans.placing(some, phase, random.choice([None, *others])),
        plans.under_law_of(random.choice([None, DAY])),
        plans.on_base(Base(on=DAY, seq=random.randint(1, 3))),
    ]
    if ids:
        choices.append(plans.rewriting(random.choice(ids), rename(random.randint(100, 199)), "ghi chú"))
    return random.choice(choices)


@given(st.integers(0, 10**6))
def test_every_edit_can_be_taken_back_and_done_again(seed: int) -> None:
    random, plan, done = Random(seed), EMPTY, []
    for _ in range(12):
        after = random_operation(plan, random)(plan)
        patch = plans.difference(plan, after)
        assert plans.patched(plan, patch) == after
        done.append((plan, patch, after))
        plan = after
    for before, patch, after in reversed(done):
        assert plan == after
        plan = plans.patched(plan, plans.reversed_patch(patch))
        assert plan == before


@given(st.integers(0, 10**6))
def test_a_plan_read_back_is_the_plan_written(seed: int) -> None:
    random, plan = Random(seed), EMPTY
    for _ in range(8):
        plan = random_operation(plan, random)(plan)
    again = plans.decode_plan(plans.encode_plan(plan))
    assert again == plan
    assert plans.plan_digest(again) == plans.plan_digest(plan)


def test_a_patch_names_only_the_step_that_was_moved() -> None:
    plan = plans.adding([rename(each) for each in range(100)], 1)(EMPTY)
    moved = plans.placing([plan.steps[0].id], 1)(plan)
    patch = plans.difference(plan, moved)
    assert [each.step.change for each in patch.added] == [rename(0)]
    assert len(patch.removed) == 1


def test_steps_are_laid_phase_by_phase_then_as_listed() -> None:
    plan = plans.adding_phase("Trước", date(2019, 1, 1))(EMPTY)
    plan = plans.adding([rename(1), rename(2)], 1)(plan)
    plan = plans.adding([rename(3)], 2)(plan)
    assert [(step.change.object_id, day.year) for step, day in plans.in_order(plan)] == [
        (3, 2019),
        (1, 2020),
        (2, 2020),
    ]


def test_a_part_bears_the_days_of_its_phases() -> None:
    plan = plans.adding_phase("Sau", date(2021, 1, 1))(EMPTY)
    plan = plans.adding([rename(2)], 2)(plans.adding([rename(1)], 1)(plan))
    part = plans.part_of(plan, [2, 1])
    assert [each.effective_on for each in part.changes] == [DAY, date(2021, 1, 1)]
    assert part.first_day == DAY


@pytest.mark.parametrize(
    "operation",
    [
        plans.removing([7]),
        plans.adding([rename(1)], 9),
        plans.rewriting(7, rename(1)),
        plans.altering_phase(9, "x", DAY),
        plans.altering_phase(1, "  ", DAY),
        plans.removing_phase(1),
        plans.adding([Annul(entry=1)], 1),
        plans.placing([1], 1, before=1),
        plans.adding_phase("Xa", date(9999, 12, 31)),
    ],
)
def test_what_a_plan_cannot_take_is_refused_in_both_languages(operation: Operation) -> None:
    plan = plans.adding([rename(1)], 1)(EMPTY)
    with pytest.raises(TinhGonError) as refused:
        operation(plan)
    assert refused.value.what.vi and refused.value.what.en


def test_a_phase_with_changes_is_not_removed() -> None:
    plan = plans.adding_phase("Sau", date(2021, 1, 1))(plans.adding([rename(1)], 1)(EMPTY))
    with pytest.raises(plans.InvalidEdit):
        plans.removing_phase(1)(plan)
    assert [each.id for each in plans.removing_phase(2)(plan).phases] == [1]
