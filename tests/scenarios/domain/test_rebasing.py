"""A plan goes on to a later base only when everything the two disagree about is settled; nothing is lost by the way."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.registry.decisions_at_random import DAYS, document
from tests.registry.memory import register_of
from tests.scenarios.domain.test_preview_is_enact import standing
from tests.scenarios.domain.worlds import World
from tinhgon.registry.domain.changes import Change, Dissolve, Found, Rename
from tinhgon.registry.domain.facts import Said
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.scenarios.domain import plan as plans
from tinhgon.scenarios.domain.plan import Base, Plan
from tinhgon.scenarios.domain.preview import preview
from tinhgon.scenarios.domain.rebasing import Clash, Conflict, Resolution, Side, Unsettled, conflicts, rebased


def between(plan: Plan, world: World, old_seq: int) -> list[Conflict]:
    """What a plan drawn up after an entry and the record of now disagree about."""
    old, new = register_of(world.store.known[old_seq]), world.base
    return conflicts(preview(old, plan), old, new, preview(new, plan))


def on_newest(plan: Plan, world: World) -> Base:
    """The base that the newest entry gives."""
    return Base(on=plan.base.on, seq=world.seq)


def test_an_unchanged_base_gives_no_conflict_and_the_same_plan() -> None:
    for seed in range(60):
        world = World(seed)
        plan = world.plan(5)  # with steps that cannot stand, too
        found = between(plan, world, world.seq)
        assert found == []
        assert rebased(plan.base, found, {})(plan) == plan


def test_without_conflicts_a_plan_does_the_same_on_the_new_base() -> None:
    free = 0
    for seed in range(150):
        world = World(seed)
        plan, old_seq = standing(world.plan(3), world), world.seq
        world.enact(world.drafter.next())
        if between(plan, world, old_seq) or world.seq == old_seq or not plan.steps:
            continue
        before = preview(register_of(world.store.known[old_seq]), plan)
        after = preview(world.base, plan)
        assert after.stands
        said = [fact for each in before.laid for fact in each.facts if isinstance(fact, Said)]
        assert set(said) <= {fact for each in after.laid for fact in each.facts}
        free += 1
    assert free > 30


def test_only_steps_given_up_leave_the_plan_and_open_conflicts_keep_it_where_it_is() -> None:
    seen: Counter[Clash] = Counter()
    for seed in range(250):
        world = World(seed)
        plan, old_seq = standing(world.plan(4), world), world.seq
        for _ in range(3):
            world.enact(world.drafter.next())
        found = between(plan, world, old_seq)
        if not found:
            continue
        seen.update(each.clash for each in found)
        sides = {each.key: Side.OURS if each.keepable else Side.THEIRS for each in found}
        chosen = {key: Resolution(side) for key, side in sides.items()}
        last = found[-1].key
        with pytest.raises(Unsettled) as unsettled:
            rebased(on_newest(plan, world), found, {key: each for key, each in chosen.items() if key != last})(plan)
        assert [each.key for each in unsettled.value.conflicts] == [last]
        given_up = {key.step for key, side in sides.items() if side is Side.THEIRS}
        moved = rebased(on_newest(plan, world), found, chosen)(plan)
        assert moved.steps == tuple(each for each in plan.steps if each.id not in given_up)
        assert moved.base == on_newest(plan, world)
    assert all(seen[each] for each in (Clash.STATED, Clash.ENDED, Clash.REFUSED, Clash.BROKEN, Clash.DONE)), seen


class Small:
    """A body, renamed by a plan."""

    def __init__(self, *meanwhile: Change) -> None:
        self.world = World(1, decisions=0)
        found = Found(
            object_id=1999, kind=Kind.ORGANIZATION, attributes={"name": "Sở", "sector": "state", "tier": "province"}
        )
        assert self.world.enact(document("1", DAYS[0], found))
        self.seq = self.world.seq
        self.plan = plans.adding([Rename(object_id=1999, name="Sở Mới")], 1)(self.world.plan(0))
        if meanwhile:
            assert self.world.enact(document("2", self.plan.phases[0].effective_on, *meanwhile))
        self.found = between(self.plan, self.world, self.seq)


def test_both_sides_of_a_conflict_are_shown() -> None:
    small = Small(Rename(object_id=1999, name="Sở Khác"))
    (conflict,) = small.found
    assert (conflict.clash, conflict.base, conflict.theirs, conflict.ours) == (
        Clash.STATED, "Sở", "Sở Khác", "Sở Mới",
    )  # fmt: skip
    assert conflict.by and conflict.keepable


def test_what_the_record_says_already_is_told_apart() -> None:
    (conflict,) = Small(Rename(object_id=1999, name="Sở Mới")).found
    assert conflict.clash is Clash.DONE


def test_a_step_on_a_body_that_ended_must_be_dropped_or_rewritten() -> None:
    small = Small(Dissolve(object_id=1999))
    refused = [each for each in small.found if not each.keepable]
    assert refused and all(each.why for each in refused if each.clash is Clash.REFUSED)
    with pytest.raises(Unsettled):
        rebased(on_newest(small.plan, small.world), small.found,
                {each.key: Resolution(Side.OURS) for each in small.found})(small.plan)  # fmt: skip
    rewritten = Resolution(Side.REWRITTEN, Rename(object_id=1, name="Khác"))
    moved = rebased(on_newest(small.plan, small.world), small.found, {each.key: rewritten for each in small.found})(
        small.plan
    )
    assert [each.change for each in moved.steps] == [rewritten.change]
