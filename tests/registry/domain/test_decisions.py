"""Decisions over time: late, phased, corrected, annulled; and previewed as they are enacted."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from tests.registry.decisions_at_random import Drafter, document
from tests.registry.domain.world import World, area, body, year
from tests.registry.memory import MemoryStore, register_of
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Annul, Correct, Dissolve, Merge, Rename, Reparent
from tinhgon.registry.domain.enactment import annulled, enact, facts_of
from tinhgon.registry.domain.facts import lay
from tinhgon.registry.domain.records import Record, Register
from tinhgon.registry.domain.refusals import Refusal


@pytest.fixture
def world() -> World:
    """Two bodies, a third under the first."""
    made = World()
    made.decide(year(2004), body(1), body(2), body(3, parent=1))
    return made


# --- late


def test_a_late_decision_is_accepted_where_the_whole_timeline_stays_valid(world: World) -> None:
    world.decide(year(2012), Rename(object_id=1, name="Sau"))
    world.decide(year(2008), Rename(object_id=1, name="Trước"), Reparent(object_id=3, parent=2))
    assert world.said(1, "name") == [(2004, "O1"), (2008, "Trước"), (2012, "Sau")]
    assert world.value(3, "parent", year(2012)) == 2


def test_a_late_decision_is_refused_with_the_first_day_that_fails_and_the_objects(world: World) -> None:
    world.decide(year(2010), Dissolve(object_id=2))
    refusal = world.refusal(year(2006), Reparent(object_id=3, parent=2))
    assert (refusal.rule, refusal.day, refusal.objects) == ("outside_target_life", year(2010), (3, 2))
    assert "2010-01-01" in str(refusal)
    assert refusal.as_json()["violations"][0]["day"] == "2010-01-01"  # type: ignore[index]


def test_a_refusal_lists_every_violation_earliest_first(world: World) -> None:
    world.decide(year(2006), body(4, parent=2), body(5, parent=2))
    refusal = world.refusal(year(2010), Dissolve(object_id=2), Dissolve(effective_on=year(2008), object_id=1))
    found = [(each.day, each.objects) for each in refusal.violations]
    assert found == [(year(2008), (3, 1)), (year(2010), (4, 2)), (year(2010), (5, 2))]


def test_a_refusal_names_the_change_that_failed(world: World) -> None:
    refusal = world.refusal(year(2010), Rename(object_id=1, name="x"), Rename(object_id=77, name="x"))
    assert "change 2 (rename)" in refusal.fault_place
    assert refusal.where == refusal.fault_place


# --- phased


def test_the_changes_of_one_decision_may_take_effect_on_days_of_their_own(world: World) -> None:
    world.decide(
        year(2010),
        Rename(object_id=1, name="Một"),
        Rename(effective_on=year(2012), object_id=1, name="Hai"),
        Reparent(effective_on=year(2011), object_id=3, parent=2),
        Dissolve(effective_on=year(2013), object_id=1),
    )
    assert world.said(1, "name") == [(2004, "O1"), (2010, "Một"), (2012, "Hai")]
    assert world.said(3, "parent") == [(2004, 1), (2011, 2)]
    assert world.record(1).life.end == year(2013)


def test_a_decision_may_pass_through_states_that_would_not_stand_alone(world: World) -> None:
    world.decide(year(2010), Reparent(object_id=1, parent=3), Reparent(object_id=3, parent=2))
    assert world.value(1, "parent", year(2010)) == 3


# --- annulled and corrected


def test_an_annulled_decision_is_as_if_it_never_was(world: World) -> None:
    before = world.store.now
    world.decide(year(2008), Rename(object_id=1, name="Khác"), body(9))
    world.decide(year(2010), Annul(entry=2))
    assert world.store.now == before
    assert world.store.known[2] != before


def test_later_decisions_stand_when_an_earlier_one_is_annulled(world: World) -> None:
    world.decide(year(2008), Rename(object_id=1, name="Hai"))
    world.decide(year(2012), Rename(object_id=1, name="Ba"))
    world.decide(year(2014), Annul(entry=2))
    assert world.said(1, "name") == [(2004, "O1"), (2012, "Ba")]


def test_an_annulment_that_a_later_decision_cannot_do_without_is_refused(world: World) -> None:
    world.decide(year(2008), body(9))
    world.decide(year(2012), Reparent(object_id=3, parent=9))
    refusal = world.refusal(year(2014), Annul(entry=2))
    assert (refusal.rule, refusal.objects) == ("unknown_object", (9,))
    assert "3, " in refusal.fault_place


def test_what_an_annulment_leaves_invalid_is_refused_with_its_day(world: World) -> None:
    world.decide(year(2008), Reparent(object_id=3, parent=2))
    world.decide(year(2012), Dissolve(object_id=1))
    refusal = world.refusal(year(2014), Annul(entry=2))
    assert (refusal.rule, refusal.day, refusal.objects) == ("outside_target_life", year(2012), (3, 1))


def test_an_annulment_annulled_restores_the_decision(world: World) -> None:
    world.decide(year(2008), Rename(object_id=1, name="Hai"))
    with_it = world.store.now
    world.decide(year(2010), Annul(entry=2))
    world.decide(year(2012), Annul(entry=3))
    assert world.store.now == with_it
    world.decide(year(2014), Annul(entry=2))
    assert world.said(1, "name") == [(2004, "O1")]


def test_only_what_stands_can_be_annulled(world: World) -> None:
    world.decide(year(2008), Rename(object_id=1, name="Hai"))
    world.decide(year(2010), Annul(entry=2))
    for entry in (2, 99):
        assert world.refusal(year(2012), Annul(entry=entry)).rule == "nothing_to_annul"


def test_annulling_two_decisions_one_after_the_other_leaves_neither(world: World) -> None:
    world.decide(year(2006), Rename(object_id=1, name="Hai"))
    world.decide(year(2008), Rename(object_id=1, name="Ba"))
    world.decide(year(2010), Annul(entry=2))
    world.decide(year(2010), Annul(entry=3))
    assert world.said(1, "name") == [(2004, "O1")]


def test_annulling_a_merger_gives_back_what_was_adopted() -> None:
    world = World()
    world.decide(year(2004), area(1), area(2), area(3, "district", 1))
    before = world.store.now
    world.decide(year(2008), Merge(into=2, sources=(1,), adopt=True))
    world.decide(year(2010), Annul(entry=2))
    assert world.store.now == before


def test_an_annulment_may_state_what_shall_hold_instead(world: World) -> None:
    world.decide(year(2008), Rename(object_id=1, name="Hai"))
    world.decide(year(2010), Annul(entry=2), Rename(effective_on=year(2008), object_id=1, name="Đúng"))
    assert world.said(1, "name") == [(2004, "O1"), (2008, "Đúng")]


def test_a_decision_that_annuls_is_never_tried_without_the_ledger(world: World) -> None:
    with pytest.raises(TypeError):
        enact(register_of(world.store.now), document("x", year(2010), Annul(entry=1)), [1])


def test_annulments_of_annulments_are_resolved_from_the_last_to_the_first() -> None:
    assert annulled({}) == frozenset()
    assert annulled({3: [1, 2]}) == {1, 2}
    assert annulled({3: [1], 4: [3]}) == {3}
    assert annulled({3: [1], 4: [3], 5: [4]}) == {1, 4}


def test_a_correction_leaves_what_was_known_before_it_as_it_was(world: World) -> None:
    world.decide(year(2008), Rename(object_id=1, name="Sai"))
    wrong = world.store.now
    world.decide(year(2010), Correct(object_id=1, attributes={"name": "Đúng"}, start=year(2008)))
    assert world.value(1, "name", year(2009)) == "Đúng"
    assert world.store.known[2] is wrong
    assert wrong[1].value("name", year(2009)) == "Sai"


def test_links_are_kept_in_one_order_whichever_was_recorded_first() -> None:
    orders = []
    for first, second in ((2006, 2008), (2008, 2006)):
        world = World()
        world.decide(year(2004), area(1), area(2))
        for number in (first, second):
            world.decide(year(number), verbs.TransferPart(source=1, target=2))
        orders.append([link.on for link in world.record(1).links])
    assert orders[0] == orders[1] == [year(2006), year(2008)]


# --- preview is enact


@pytest.mark.parametrize("seed", range(20))
def test_the_facts_shown_beforehand_laid_on_a_copy_are_what_is_enacted(seed: int) -> None:
    drafter, store = Drafter(Random(seed)), MemoryStore()
    for step in range(25):
        decision = drafter.next() if step else drafter.first()
        sources = tuple(range(100 * step + 1, 100 * step + 1 + len(decision.changes)))
        before = store.now
        try:
            store.apply(decision, sources)
        except Refusal:
            drafter.settle(enacted=False)
            continue
        drafter.settle(enacted=True)
        if not any(isinstance(each, Annul) for each in decision.changes):
            copy = Register(register_of(before))
            for facts in facts_of(register_of(before), decision, sources):
                lay(copy, facts)
            assert before | _changed(copy) == store.now
            assert facts_of(register_of(before), decision, sources) == facts_of(register_of(before), decision, sources)


def _changed(register: Register) -> dict[int, Record]:
    return {key: record for key, record in register.changed.items() if record is not None}


def test_previewing_leaves_the_view_as_it_was(world: World) -> None:
    view = register_of(world.store.now)
    before = dict(view.changed)
    facts_of(view, document("x", date(2010, 1, 1), Dissolve(object_id=3), body(8)), [1, 2])
    assert view.changed == before
