"""What a plan means: counts add up, everybody affected has one fate, money is exact, and streams lose nobody."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.registry.decisions_at_random import document
from tests.registry.memory import MemoryStore, register_of
from tests.scenarios.conftest import LATER, body, changes_of_province, post
from tinhgon.errors import Text
from tinhgon.registry.domain.changes import (
    AbolishPost,
    Appoint,
    Change,
    Dissolve,
    Merge,
    MovePost,
    RegisterPerson,
    Relieve,
    Rename,
    Transfer,
)
from tinhgon.registry.domain.snapshot import snapshot_of
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.loading import load_rulebook
from tinhgon.scenarios.domain import cost as costs
from tinhgon.scenarios.domain import flow, impact
from tinhgon.scenarios.domain.comparing import bodies, picking, shared_changes
from tinhgon.scenarios.domain.cost import Assumptions, InvalidAssumption, OneOff, Slice, checked
from tinhgon.scenarios.domain.fates import Fate, PersonFate, fates, tally
from tinhgon.scenarios.domain.flow import BEGINS, ENDS, Stream
from tinhgon.scenarios.domain.plan import Base, Phase, Plan, adding
from tinhgon.scenarios.domain.preview import Preview, overlaid, preview
from tinhgon.temporal import Period

START = date(2018, 1, 1)
EMPTY = Plan(base=Base(on=START, seq=1), phases=(Phase(id=1, name="I", effective_on=LATER),))
MERGER: tuple[Change, ...] = (
    Relieve(membership=42), AbolishPost(object_id=22), Merge(into=11, sources=(12,), adopt=True),
)  # fmt: skip


class Seen:
    """The small province with a plan laid on it."""

    def __init__(self, *changes: Change) -> None:
        store = MemoryStore()
        people: list[Change] = []
        for number, held in zip((31, 32, 33, 34), (21, 22, 23, 24), strict=True):
            people.append(RegisterPerson(object_id=number, attributes={"name": f"{number:064x}"}))
            people.append(Appoint(object_id=number + 10, person=number, post=held))
        founding = document("1", START, *changes_of_province(), *people)
        store.apply(founding, range(1, len(founding.changes) + 1))
        self.plan = adding(changes, 1)(EMPTY)
        self.preview: Preview = preview(register_of(store.now), self.plan)
        assert self.preview.stands, (self.preview.violations, [each.refusal for each in self.preview.laid])
        base = snapshot_of(store.now.values(), LATER)
        self.before, self.after = Apparatus(base), Apparatus(overlaid(base, self.preview.register))

    @property
    def fates(self) -> dict[int, PersonFate]:
        """Who is affected."""
        return {each.person: each for each in fates(self.before, self.after, self.preview.laid)}

    def change(self, measure: str) -> int:
        """By how much a measure changes."""
        table = impact.compared(impact.counts(self.before), impact.counts(self.after))
        return {row["measure"]: row["change"] for row in table.to_dicts()}[measure]


def test_a_merger_costs_one_body_one_room_and_one_head() -> None:
    seen = Seen(*MERGER)
    assert [seen.change(each) for each in ("bodies", "rooms", "heads", "deputies", "posts", "staff", "ceiling")] == [
        -1, -1, -1, 0, -1, -1, 0,
    ]  # fmt: skip


def test_sums_by_any_key_add_up_to_the_whole() -> None:
    seen = Seen(*MERGER)
    before, after = impact.counts(seen.before), impact.counts(seen.after)
    whole = {row["measure"]: row["change"] for row in impact.compared(before, after).to_dicts()}
    for key in impact.KEYS:
        parts = impact.compared(before, after, [key])
        for measure, change in whole.items():
            assert parts.filter(measure=measure)["change"].sum() == change


@pytest.mark.parametrize(
    ("changes", "person", "fate"),
    [
        (MERGER, 32, Fate.DISPLACED),
        (MERGER, 34, Fate.FOLLOWS),
        ((MovePost(object_id=24, organization=11),), 34, Fate.FOLLOWS),
        ((Rename(object_id=11, name="Phòng Mới"),), 31, Fate.RETITLED),
        ((Relieve(membership=44), Transfer(membership=42, object_id=60, post=24)), 32, Fate.DEMOTED),
        ((Relieve(membership=41), Transfer(membership=43, object_id=60, post=21)), 33, Fate.PROMOTED),
        ((Relieve(membership=43), Transfer(membership=44, object_id=60, post=23)), 34, Fate.MOVED),
        ((Relieve(membership=44), Appoint(object_id=60, person=33, post=24, concurrent=True)), 33,
         Fate.GAINS_CONCURRENT),
        ((RegisterPerson(object_id=35, attributes={"name": f"{35:064x}"}), post(25, 11, "Chuyên viên"),
          Appoint(object_id=61, person=35, post=25)), 35, Fate.ENTERS),
    ],
)  # fmt: skip
def test_everybody_affected_meets_the_fate_the_changes_make(
    changes: tuple[Change, ...], person: int, fate: Fate
) -> None:
    seen = Seen(*changes)
    assert seen.fates[person].fate is fate
    assert seen.fates[person].steps  # and one can see by which steps


def test_people_whom_nothing_touches_are_not_listed() -> None:
    assert set(Seen(MovePost(object_id=24, organization=11)).fates) == {34}


def test_fates_are_tallied_each_person_once() -> None:
    found = Seen(*MERGER).fates
    assert sum(tally(found.values()).values()) == len(found)


def test_streams_of_posts_lose_and_double_nothing() -> None:
    seen = Seen(*MERGER, post(25, 10, "Chuyên viên", seats=3))
    streams = flow.posts(seen.before, seen.after)
    touched = {each.source for each in streams} | {each.target for each in streams}
    for side, apparatus in (("source", seen.before), ("target", seen.after)):
        for each in touched - {BEGINS, ENDS}:
            seats = apparatus.posts.filter(organization_id=each)["seats"].sum()
            assert sum(stream.amount for stream in streams if getattr(stream, side) == each) == seats
    assert Stream(12, ENDS, 1) in streams
    assert Stream(12, 11, 1) in streams
    assert Stream(BEGINS, 10, 3) in streams


def test_streams_of_people_follow_the_main_post() -> None:
    found = Seen(*MERGER).fates.values()
    assert set(flow.people(found)) >= {Stream(12, ENDS, 1), Stream(12, 11, 1)}


# --- money --------------------------------------------------------------------------------------

PLAIN = Assumptions(
    coefficients={"civil_servant": "3"}, head_supplement="0.5", deputy_supplement="0.25", severance_months="6", years=3
)


def test_payroll_is_coefficients_times_the_base_salary_of_the_month() -> None:
    assert costs.monthly_coefficients(Seen().before, PLAIN) == 2 * Fraction("3.5") + 2 * Fraction("3.25")
    slices = [Slice(Period(date(2023, 1, 1), None), Fraction(10), Fraction(7), 3, 2)]
    year = costs.cost(slices, [], PLAIN, load_rulebook()).years[0]
    assert year.payroll_before == 10 * (6 * 1_490_000 + 6 * 1_800_000)
    assert year.saved == 3 * (6 * 1_490_000 + 6 * 1_800_000)
    assert [each.number for each in year.law] == [1_490_000, 1_800_000]


def test_a_year_before_the_plan_begins_counts_only_the_months_from_its_day() -> None:
    slices = [Slice(Period(date(2021, 10, 1), None), Fraction(1), Fraction(0), 0, 0)]
    first, second, _ = costs.cost(slices, [], PLAIN, load_rulebook()).years
    assert (first.year, first.saved, second.saved) == (2021, 3 * 1_490_000, 12 * 1_490_000)


def test_a_plan_has_paid_for_itself_in_the_year_its_savings_cover_what_it_cost_once() -> None:
    slices = [Slice(Period(date(2020, 1, 1), None), Fraction(1), Fraction(0), 0, 0)]

    def year_for(amount: int) -> int | None:
        once = [OneOff(date(2020, 1, 1), Text("", ""), 1, amount)]
        return costs.cost(slices, once, PLAIN, load_rulebook()).pays_back_in

    a_year = 12 * 1_490_000
    assert [year_for(each) for each in (a_year, a_year + 1, 3 * a_year, 3 * a_year + 1)] == [2020, 2021, 2022, None]


def test_support_for_the_displaced_is_months_of_their_own_pay() -> None:
    seen = Seen(*MERGER)
    once = costs.severance(seen.fates.values(), seen.before, PLAIN, load_rulebook(), LATER)
    assert once is not None
    assert (once.number, once.amount) == (1, int(Fraction("3.5") * 1_490_000 * 6))
    assert costs.severance([], seen.before, PLAIN, load_rulebook(), LATER) is None


@pytest.mark.parametrize(
    "wrong",
    [
        Assumptions(coefficients={"civil_servant": "ba"}),
        Assumptions(coefficients={"civil_servant": "-1"}),
        Assumptions(coefficients={"nobody": "1"}),
        Assumptions(head_supplement="1/0"),
        Assumptions(running_cost=-1),
        Assumptions(years=0),
    ],
)
def test_assumptions_that_cannot_be_counted_with_are_refused(wrong: Assumptions) -> None:
    with pytest.raises(InvalidAssumption) as refused:
        checked(wrong)
    assert refused.value.where


# --- side by side -------------------------------------------------------------------------------


def test_the_same_change_on_the_same_day_is_one_row_whoever_states_it() -> None:
    rename = Rename(object_id=11, name="Phòng Mới")
    one, other = adding([rename, Dissolve(object_id=12)], 1)(EMPTY), adding([rename], 1)(EMPTY)
    rows = shared_changes([one, other])
    assert [each.steps for each in rows] == [(1, 1), (2, None)]
    assert [each.sets_apart for each in rows] == [False, True]


def test_changes_picked_from_another_plan_keep_their_order() -> None:
    source = adding([Rename(object_id=each, name="x") for each in (11, 12, 10)], 1)(EMPTY)
    picked = picking(source, [3, 1], 1, "scenario:7")(EMPTY)
    assert [(each.change.object_id, each.origin) for each in picked.steps] == [(11, "scenario:7"), (10, "scenario:7")]


def test_bodies_are_listed_with_what_each_scenario_does_to_them() -> None:
    from tinhgon.registry.domain.diff import What, compare

    merged, renamed = Seen(*MERGER), Seen(Rename(object_id=12, name="Phòng Mới"))
    rows = bodies([compare(each.before.snapshot, each.after.snapshot) for each in (merged, renamed)])
    (row,) = [each for each in rows if each.object_id == 12]
    assert [[each.what for each in done] for done in row.done] == [[What.ENDED], [What.RENAMED]]
    assert row.sets_apart
    assert all(each.object_id != 10 for each in rows)


def test_a_founded_body_counts_in_its_own_unit() -> None:
    seen = Seen(body(13, "Phòng Mới", "room", parent=10))
    rows = impact.compared(impact.counts(seen.before), impact.counts(seen.after), ["unit_id"])
    assert rows.filter(measure="rooms", unit_id=1)["change"].to_list() == [1]
