"""What a plan shows is what enacting it does, fact for fact; and undoing it leaves nothing of it."""

from __future__ import annotations

from collections import Counter

from tests.registry.decisions_at_random import document
from tests.scenarios.domain.worlds import World, decision_of
from tinhgon.registry.domain.changes import Annul, Change
from tinhgon.registry.domain.enactment import enact, facts_of
from tinhgon.registry.domain.facts import Began, Ended, Fact, Linked, Lived, Said
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.domain.snapshot import snapshot_of
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.scenarios.domain import plan as plans
from tinhgon.scenarios.domain.plan import Plan
from tinhgon.scenarios.domain.preview import Preview, overlaid, preview


def standing(plan: Plan, world: World) -> Plan:
    """The steps of a plan that can be laid one after the other and break nothing."""
    kept = plans.removing([each.id for each in plan.steps])(plan)
    for step, _ in plans.in_order(plan):
        longer = plans.Plan(base=kept.base, phases=kept.phases, steps=(*kept.steps, step))
        if preview(world.base, longer).stands:
            kept = longer
    return kept


def test_preview_is_enact_fact_for_fact() -> None:
    seen: Counter[str] = Counter()
    for seed in range(120):
        world = World(seed)
        plan = world.plan(5)
        plan = standing(plan, world) if seed % 3 else plan
        if not plan.steps:
            continue
        shown = preview(world.base, plan)
        decision, sources = decision_of(plan)
        try:
            enacted = enact(world.base, decision, sources)
        except Refusal:
            assert not shown.stands, (seed, plan)
            seen["refused"] += 1
            continue
        assert shown.stands, (seed, plan)
        assert shown.register.changed == enacted.changed
        assert [list(each.facts) for each in shown.laid] == facts_of(world.base, decision, sources)
        seen.update(str(each.change.__struct_config__.tag) for each in plan.steps)
        seen["stood"] += 1
    assert seen["refused"] > 10
    assert seen["stood"] > 40
    assert len(seen) > 20  # most verbs took part


def test_going_on_from_an_earlier_preview_gives_the_same_as_laying_all() -> None:
    for seed in range(60):
        world = World(seed)
        plan = world.plan(6)
        earlier: Preview | None = None
        shorter = plans.removing([each.id for each in plan.steps])(plan)
        for step, _ in plans.in_order(plan):
            shorter = plans.Plan(base=shorter.base, phases=shorter.phases, steps=(*shorter.steps, step))
            earlier = preview(world.base, shorter, earlier)
            anew = preview(world.base, shorter)
            assert earlier.register.changed == anew.register.changed
            assert [(each.facts, each.refusal is None) for each in earlier.laid] == [
                (each.facts, each.refusal is None) for each in anew.laid
            ]
            assert earlier.stands == anew.stands


def test_enacting_then_undoing_gives_the_record_as_it_was() -> None:
    undone = 0
    for seed in range(80):
        world = World(seed)
        plan = standing(world.plan(4), world)
        if not plan.steps:
            continue
        before = world.store.now
        entry = world.store.apply(decision_of(plan)[0], tuple(range(10**6, 10**6 + len(plan.steps))))
        assert world.store.now != before or all(not each.facts for each in preview(world.base, plan).laid)
        world.store.apply(document("HT", plan.last_day, Annul(entry=entry.seq)), (2 * 10**6,))
        assert world.store.now == before
        undone += 1
    assert undone > 40


def touched(facts: list[Fact]) -> set[int]:
    """The objects that facts speak of, and those they point to."""
    found: set[int] = set()
    for fact in facts:
        match fact:
            case Linked():
                found |= {fact.predecessor, fact.successor}
            case Said():
                found |= {fact.object_id} | ({fact.value} if type(fact.value) is int else set())
            case Began() | Ended() | Lived():
                found.add(fact.object_id)
    return found


def test_changes_on_different_objects_commute() -> None:
    swapped = 0
    for seed in range(150):
        world = World(seed)
        empty = world.plan(0)
        one, other = (next(world.changes()) for _ in range(2))
        first, second = laid(world, empty, one), laid(world, empty, other)
        if first is None or second is None or touched(first) & touched(second):
            continue
        there, back = (preview(world.base, plans.adding(pair, 1)(empty)) for pair in ((one, other), (other, one)))
        if any(each.refusal for shown in (there, back) for each in shown.laid):
            continue  # one names what the other ends: not different objects
        assert said_by(there) == said_by(back)
        swapped += 1
    assert swapped > 40


def said_by(shown: Preview) -> dict[int, object]:
    """What a preview states of every object, whichever step states it."""
    return {
        object_id: record
        and (
            record.life,
            {name: [(each.period, each.value.value) for each in line] for name, line in record.attributes.items()},
            {(each.successor, each.extent, each.on) for each in record.links},
        )
        for object_id, record in shown.register.changed.items()
    }


def laid(world: World, empty: Plan, change: Change) -> list[Fact] | None:
    """The facts of one change alone; None where it cannot stand."""
    shown = preview(world.base, plans.adding([change], 1)(empty))
    return None if not shown.stands else list(shown.laid[0].facts)


def test_a_step_that_cannot_stand_leaves_nothing_of_itself() -> None:
    met = 0
    for seed in range(80):
        world = World(seed)
        plan = world.plan(5)
        shown = preview(world.base, plan)
        refused = [each.step.id for each in shown.laid if each.refusal is not None]
        if not refused:
            continue
        without = preview(world.base, plans.removing(refused)(plan))
        assert shown.register.changed == without.register.changed
        met += 1
    assert met > 20


def test_an_overlaid_snapshot_is_the_snapshot_of_the_records_after() -> None:
    for seed in range(60):
        world = World(seed)
        plan = standing(world.plan(4), world)
        shown = preview(world.base, plan)
        after = {**world.store.now, **shown.register.changed}
        whole = snapshot_of((each for each in after.values() if each is not None), plan.last_day)
        base = snapshot_of(world.store.now.values(), plan.last_day)
        laid_over = overlaid(base, shown.register)
        for kind in Kind:
            assert laid_over[kind].equals(whole[kind]), (seed, kind)
