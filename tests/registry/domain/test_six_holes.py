"""The six ways in which a known registry lets its record be spoilt; here each is refused."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module

import pytest

from tests.registry.domain.world import World, area, body, person, post, year
from tinhgon.registry import domain, services
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import (
    Annul,
    Appoint,
    Correct,
    CorrectLife,
    Dissolve,
    Rename,
    Reparent,
    Split,
    TransferPart,
)

WORDS_OF_FORCE = {"force", "override", "ignore", "skip", "skip_checks", "check", "validate", "unsafe", "strict"}


def test_hole_1_a_cycle_that_begins_later_than_the_change_is_found() -> None:
    world = World()
    world.decide(year(2004), body(1), body(2), body(3))
    world.decide(year(2010), Reparent(object_id=2, parent=3))
    world.decide(year(2012), Reparent(object_id=3, parent=1))
    refusal = world.refusal(year(2006), Reparent(object_id=1, parent=2))
    assert (refusal.rule, refusal.day, refusal.objects) == ("cycle", year(2012), (1,))


def test_hole_1_a_cycle_that_ends_before_the_last_day_is_found() -> None:
    world = World()
    world.decide(year(2004), body(1), body(2))
    world.decide(year(2006), Reparent(object_id=1, parent=2))
    world.decide(year(2008), Reparent(object_id=1, parent=None))
    refusal = world.refusal(year(2005), Reparent(object_id=2, parent=1))
    assert (refusal.rule, refusal.day) == ("cycle", year(2006))


def test_hole_2_a_termination_does_not_ignore_what_begins_later() -> None:
    world = World()
    world.decide(year(2004), area(1), area(2))
    world.decide(year(2015), Rename(object_id=1, name="Sau"))
    refusal = world.refusal(year(2010), Dissolve(object_id=1))
    assert (refusal.rule, refusal.day, refusal.objects) == ("later_change", year(2015), (1,))


def test_hole_2_a_termination_does_not_ignore_a_child_that_comes_later() -> None:
    world = World()
    world.decide(year(2004), body(1))
    world.decide(year(2015), body(2, parent=1))
    refusal = world.refusal(year(2010), Dissolve(object_id=1))
    assert (refusal.rule, refusal.day, refusal.objects) == ("outside_target_life", year(2015), (2, 1))


def test_hole_3_an_edit_outside_the_unit_s_life_is_refused() -> None:
    world = World()
    world.decide(year(2004), area(1), area(2))
    world.decide(year(2010), Dissolve(object_id=1))
    for on, last in ((year(2003), 2003), (year(2010), 2010), (year(2012), 2012)):
        refusal = world.refusal(on, Rename(object_id=1, name="Khác"))
        assert (refusal.rule, refusal.day, refusal.objects) == ("outside_life", year(last), (1,))
    beyond = Correct(object_id=1, attributes={"name": "Khác"}, start=year(2008), end=year(2012))
    refusal = world.refusal(year(2008), beyond)
    assert (refusal.rule, refusal.day) == ("outside_life", year(2010))


def test_hole_4_no_reference_is_left_dangling() -> None:
    world = World()
    world.decide(year(2004), body(1), body(2, parent=1), post(3, 2), person(4))
    world.decide(year(2006), Appoint(object_id=5, person=4, post=3))
    unknown = world.refusal(year(2008), body(6, parent=99))
    assert (unknown.rule, unknown.day, unknown.objects) == ("dangling_reference", year(2008), (6, 99))
    wrong = world.refusal(year(2008), body(6, parent=3))
    assert (wrong.rule, wrong.day, wrong.objects) == ("dangling_reference", year(2008), (6, 3))
    ended = world.refusal(year(2010), Dissolve(object_id=2))
    assert (ended.rule, ended.day, ended.objects) == ("outside_target_life", year(2010), (3, 2))
    founding = world.refusal(year(2010), Annul(entry=1))
    assert founding.rule == "unknown_object"


def test_hole_4_no_lineage_is_left_dangling() -> None:
    world = World()
    world.decide(year(2004), area(1), area(2))
    world.decide(year(2006), TransferPart(source=1, target=2))
    refusal = world.refusal(year(2010), CorrectLife(object_id=2, start=year(2008)))
    assert (refusal.rule, refusal.day, refusal.objects) == ("lineage_outside_life", year(2006), (1, 2))


def test_hole_5_a_gap_between_periods_is_not_skipped() -> None:
    """A parent that exists before and after, but not in between, cannot be the parent throughout."""
    world = World()
    world.decide(year(2004), body(1), body(2), body(3, parent=1))
    world.decide(year(2010), Reparent(object_id=3, parent=2), Dissolve(object_id=1))
    world.decide(year(2014), body(4))
    refusal = world.refusal(year(2006), Correct(object_id=3, attributes={"parent": 4}, start=year(2006)))
    assert (refusal.rule, refusal.day, refusal.objects) == ("outside_target_life", year(2006), (3, 4))
    late = world.refusal(year(2011), Correct(object_id=3, attributes={"parent": 1}, start=year(2006)))
    assert (late.rule, late.day, late.objects) == ("outside_target_life", year(2010), (3, 1))


def test_hole_5_what_is_stated_again_after_a_gap_does_not_hide_the_gap() -> None:
    """Children under a body whose life is cut in the middle fail on the first day without it."""
    world = World()
    world.decide(year(2004), body(1), body(2, parent=1), body(3))
    world.decide(year(2008), Reparent(object_id=2, parent=3))
    world.decide(year(2012), Reparent(object_id=2, parent=1))
    refusal = world.refusal(year(2004), CorrectLife(object_id=1, start=year(2004), end=year(2010)))
    assert (refusal.rule, refusal.day, refusal.objects) == ("outside_target_life", year(2012), (2, 1))


@pytest.mark.parametrize(
    "module",
    [services, *(import_module(f"{domain.__name__}.{each.name}") for each in pkgutil.iter_modules(domain.__path__))],
    ids=lambda module: str(module.__name__),
)
def test_hole_6_no_function_can_be_told_to_force_a_change(module: object) -> None:
    for name, member in inspect.getmembers(module, callable):
        if getattr(member, "__module__", None) == getattr(module, "__name__", "") and not name.startswith("_"):
            parameters = set(inspect.signature(member).parameters)
            assert not parameters & WORDS_OF_FORCE, name


def test_hole_6_no_verb_carries_a_flag_that_forces_it() -> None:
    fields = {field for verb in verbs.VERBS.values() for field in verb.__struct_fields__}
    assert not fields & WORDS_OF_FORCE


def test_hole_6_what_was_refused_leaves_nothing_behind() -> None:
    world = World()
    world.decide(year(2004), area(1))
    part = verbs.Part(object_id=2, attributes={"code": "02", "name": "A2", "level": "province"})
    refusal = world.refusal(year(2006), Split(source=1, parts=(part,)), Rename(object_id=99, name="Không có"))
    assert refusal.rule == "unknown_object"
    assert set(world.store.now) == {1}
    assert world.record(1).links == ()
