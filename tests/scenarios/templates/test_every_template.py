"""What holds of every template, whatever the province looks like and whatever is chosen."""

from __future__ import annotations

from functools import cache
from itertools import product
from pathlib import Path
from random import Random

import pytest

from tests.scenarios.templates.small import BUDGET, DAY, Look, Small, apparatus, built, laid, planned
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.records import Register
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.rules import RULES, check
from tinhgon.rulebook.loading import load_rulebook
from tinhgon.scenarios.domain.preview import Preview
from tinhgon.scenarios.domain.templates import TEMPLATES, Applied, Option

DOCUMENT = (Path(__file__).parents[3] / "docs" / "algorithms" / "templates.md").read_text("utf-8")
SEEDS = range(5)
GIVEN: dict[str, list[dict[str, object]]] = {
    "merge_bodies": [
        {"sources": ["Phòng Y tế", "broadcaster"], "into": "culture_centre"},
        {"sources": ["newspaper"], "into": "broadcaster", "name": "Đài và báo"},
    ],
    "larger_rooms": [{"least": 6}, {"least": 9}],
    "fewer_deputies": [{"most": 1}],
}


def settings(id: str, random: Random) -> list[dict[str, object]]:
    """Options to try: those given above, each with other values for what has choices."""
    found: list[dict[str, object]] = []
    for given in GIVEN.get(id, [{}]):
        options = [each for each in TEMPLATES[id].options if each.id not in given]
        values = [[(each.id, value) for value in _values(each)] for each in options]
        found += [{**dict(combination), **given} for combination in product(*values)]
    return random.sample(found, min(3, len(found)))


def _values(option: Option) -> list[object]:
    if isinstance(option.default, bool):
        return [True, False]
    return [option.default] if option.kind in ("text", "number", "many") else list(option.choices)


@cache
def state(seed: int) -> tuple[Small, Register]:
    """A province of chance; in every other one, two communes were merged as areas."""
    small = Small(Random(seed) if seed else None)
    if seed % 2:
        return small, small.register
    merged = verbs.Merge(into=small.id("C11"), sources=(small.id("C12"),), adopt=True)
    return small, laid(small.register, [merged], DAY)


def everywhere(small: Small) -> list[int]:
    """The province, which stands for the highest units in it that a template works in, and all communes."""
    return [small.id(each) for each in ("P", "C11", "C12", "C21", "C22")]


@cache
def tries(id: str, seed: int) -> list[tuple[Register, dict[str, object], Applied, Preview]]:
    """What a template comes to in the whole province, for some options."""
    small, register = state(seed)
    found: list[tuple[Register, dict[str, object], Applied, Preview]] = []
    for options in settings(id, Random(seed)):
        applied = built(register, id, everywhere(small), options)
        found.append((register, options, applied, planned(register, applied)))
    return found


@pytest.mark.parametrize("id", TEMPLATES)
@pytest.mark.parametrize("seed", SEEDS)
def test_it_lays_without_refusal_or_violation(id: str, seed: int) -> None:
    for _, _, applied, preview in tries(id, seed):
        assert [each.refusal for each in preview.laid if each.refusal] == []
        assert preview.violations == ()
        assert bool(applied.changes) == bool(applied.units)


@pytest.mark.parametrize("id", TEMPLATES)
def test_somewhere_it_does_something(id: str) -> None:
    assert any(applied.changes for seed in SEEDS for _, _, applied, _ in tries(id, seed))


@pytest.mark.parametrize("id", TEMPLATES)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_second_time_it_does_nothing(id: str, seed: int) -> None:
    for _, options, applied, preview in tries(id, seed):
        again = built(preview.register, id, everywhere(state(seed)[0]), options)
        assert again.changes == ()
        assert {each.unit for each in again.skipped} == {*applied.units, *(each.unit for each in applied.skipped)}


@pytest.mark.parametrize("id", TEMPLATES)
@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_is_left_without_a_post_is_named(id: str, seed: int) -> None:
    for register, _, applied, preview in tries(id, seed):
        assert set(applied.freed) == Look(register).people() - Look(preview.register).people()


@pytest.mark.parametrize("id", TEMPLATES)
@pytest.mark.parametrize("seed", SEEDS)
def test_staff_keeps_its_seats_and_ceilings_add_up_as_before(id: str, seed: int) -> None:
    for register, _, _, preview in tries(id, seed):
        assert seats(Look(preview.register)) == seats(Look(register))
        assert ceilings(Look(preview.register)) == ceilings(Look(register))


def seats(look: Look) -> dict[int, object]:
    """Seats without headship, by post."""
    return {each: look.value(each, "seats") for each in look.all(Kind.POST, headship="none")}


def ceilings(look: Look) -> int:
    """The ceilings of organs below the leading committees, of which none covers another here."""
    organs = (each for each in look.all(Kind.QUOTA, funding=BUDGET) if not _leading(look, each))
    return sum(int(str(look.value(each, "amount"))) for each in organs)


def _leading(look: Look, quota: int) -> bool:
    form = look.value(int(str(look.value(quota, "organization"))), "form")
    return form in ("party_committee", "people_council", "people_committee", "front_committee")


@pytest.mark.parametrize("id", TEMPLATES)
def test_what_does_not_apply_says_why_in_both_languages(id: str) -> None:
    small = Small()
    village, gone = small.id("C11-1"), 10**9
    applied = built(small.register, id, [village, gone], {})
    reasons = {each.unit: each.reason for each in applied.skipped}
    assert gone in reasons
    assert (village in reasons) == (id != "village_pair")
    assert all(each.vi and each.en and each.vi != each.en for each in reasons.values())


# --- what the rules of the rulebook say afterwards ------------------------------------------------

CONTROLLED = ("control_model", "three_chairs", "council_and_committee", "unified_apart")


@pytest.mark.parametrize("second", ["front_chair", "deputy"])
@pytest.mark.parametrize("seed", range(8))
def test_the_rules_find_the_control_model_kept_wherever_it_was_set_up(seed: int, second: str) -> None:
    small, register = state(seed)
    communes = everywhere(small)[1:]
    applied = built(register, "secretary_chairs_committee", communes, {"second": second})
    after = planned(register, applied).register
    rules = [RULES[each] for each in CONTROLLED]
    findings = check(apparatus(after, DAY), load_rulebook(), rules=rules)
    units = {id for each in findings for kind, id in each.subjects if kind == "area"}
    assert applied.units
    assert units.isdisjoint(applied.units)
    assert [each for each in findings if each.rule == "unified_apart"] == []


# --- what is offered ------------------------------------------------------------------------------


def test_every_ground_is_a_parameter_of_the_rulebook() -> None:
    known = {each.id for each in load_rulebook()}
    assert {ground for each in TEMPLATES.values() for ground in each.grounds} <= known


def test_every_template_rests_on_something_and_its_defaults_are_among_its_choices() -> None:
    for each in TEMPLATES.values():
        assert each.grounds or each.instruments
        assert each.label.vi != each.label.en
        assert len({option.id for option in each.options}) == len(each.options)
        assert each.settled({}) == each.settled({option.id: option.default for option in each.options})


def test_the_documentation_lists_every_template_with_its_levels() -> None:
    rows = (line.split("|") for line in DOCUMENT.splitlines() if line.startswith("| `"))
    told = {cells[1].split("`")[1]: tuple(each.strip() for each in cells[2].split(",")) for cells in rows}
    assert told == {each.id: tuple(level.value for level in each.levels) for each in TEMPLATES.values()}
