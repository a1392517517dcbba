"""Timelines say day by day what a list of days says."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.temporal import naive
from tests.temporal.naive import DAYS, day, period, span
from tinhgon.temporal import Overlap, Period, Timeline, aligned

SEQUENCES = 10_000
INDEX = st.integers(1, DAYS + 1)
VALUE = st.sampled_from("abc")


@st.composite
def spans(draw: st.DrawFn) -> tuple[int | None, int | None]:
    start, end = sorted(draw(st.lists(INDEX, min_size=2, max_size=2, unique=True)))
    return draw(st.sampled_from([start, start, None])), draw(st.sampled_from([end, end, None]))


def test_ten_thousand_sequences_of_changes_say_what_the_days_say() -> None:
    random = Random(20_040_101)
    for _ in range(SEQUENCES):
        timeline: Timeline[str] = Timeline()
        days: naive.Values = [None] * (DAYS + 2)
        for _ in range(random.randrange(2, 7)):
            timeline, days = _step(random, timeline, days)
            assert naive.values(timeline) == days
            assert _is_normal(timeline)
        _same_answers(random, timeline, days)


def _step(random: Random, timeline: Timeline[str], days: naive.Values) -> tuple[Timeline[str], naive.Values]:
    value = random.choice("abc")
    index = random.randrange(1, DAYS + 2)
    start, end = naive.random_edges(random)
    match random.choice(("set_from", "set_from", "set_between", "set_between", "clear", "end", "restrict")):
        case "set_from":
            until = naive.next_change(days, index)
            return timeline.set_from(day(index), value), naive.assigned(days, index, until, value)
        case "set_between":
            set_between = timeline.set_between(period(start, end), value)
            return set_between, naive.assigned(days, start, end, value)
        case "clear":
            return timeline.clear_between(period(start, end)), naive.assigned(days, start, end, None)
        case "end":
            return timeline.end(day(index)), naive.assigned(days, index, None, None)
        case _:
            inside = span(start, end)
            kept = [each if at in inside else None for at, each in enumerate(days)]
            return timeline.restrict(period(start, end)), kept


def _same_answers(random: Random, timeline: Timeline[str], days: naive.Values) -> None:
    index = random.randrange(1, DAYS + 2)
    assert timeline.at(day(index)) == days[index]
    change = naive.next_change(days, index)
    assert timeline.next_change(day(index)) == (None if change is None else day(change))
    later = [each for each in range(index + 1, DAYS + 2) if days[each] != days[each - 1] and days[each]]
    assert [each.period.start for each in timeline.changes_after(day(index))] == [day(each) for each in later]
    start, end = naive.random_edges(random)
    gaps = [naive.edges(each) for each in timeline.gaps(period(start, end))]
    inside = span(start, end)
    assert [span(*each) for each in gaps] == [range(*each) for each in naive.runs(days, inside)]
    assert timeline.map(str.upper) == Timeline((each.period, each.value.upper()) for each in timeline)


def _is_normal(timeline: Timeline[str]) -> bool:
    pairs = zip(timeline.segments, timeline.segments[1:], strict=False)
    return all(
        not a.period.overlaps(b.period) and not (a.period.meets(b.period) and a.value == b.value) for a, b in pairs
    )


class TimelineMachine(RuleBasedStateMachine):
    """Any order of operations, found and shrunk by Hypothesis."""

    def __init__(self) -> None:
        super().__init__()
        self.timeline: Timeline[str] = Timeline()
        self.days: naive.Values = [None] * (DAYS + 2)

    @rule(index=INDEX, value=VALUE)
    def set_from(self, index: int, value: str) -> None:
        until = naive.next_change(self.days, index)
        self.timeline = self.timeline.set_from(day(index), value)
        self.days = naive.assigned(self.days, index, until, value)

    @rule(edges=spans(), value=VALUE)
    def set_between(self, edges: tuple[int | None, int | None], value: str) -> None:
        self.timeline = self.timeline.set_between(period(*edges), value)
        self.days = naive.assigned(self.days, *edges, value)

    @rule(edges=spans())
    def clear_between(self, edges: tuple[int | None, int | None]) -> None:
        self.timeline = self.timeline.clear_between(period(*edges))
        self.days = naive.assigned(self.days, *edges, None)

    @rule(index=INDEX)
    def end(self, index: int) -> None:
        self.timeline = self.timeline.end(day(index))
        self.days = naive.assigned(self.days, index, None, None)

    @rule(edges=spans())
    def restrict(self, edges: tuple[int | None, int | None]) -> None:
        self.timeline = self.timeline.restrict(period(*edges))
        inside = span(*edges)
        self.days = [each if at in inside else None for at, each in enumerate(self.days)]

    @invariant()
    def says_the_same_on_every_day(self) -> None:
        assert naive.values(self.timeline) == self.days
        assert [self.timeline.at(day(at)) for at in range(DAYS + 2)] == self.days

    @invariant()
    def knows_every_next_change(self) -> None:
        expected = [naive.next_change(self.days, at) for at in range(DAYS + 2)]
        found = [self.timeline.next_change(day(at)) for at in range(DAYS + 2)]
        assert found == [None if each is None else day(each) for each in expected]

    @invariant()
    def is_in_normal_form(self) -> None:
        assert _is_normal(self.timeline)


TestTimelineMachine = TimelineMachine.TestCase
TestTimelineMachine.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)


@st.composite
def timelines(draw: st.DrawFn) -> Timeline[str]:
    timeline: Timeline[str] = Timeline()
    for edges, value in draw(st.lists(st.tuples(spans(), VALUE), max_size=5)):
        timeline = timeline.set_between(period(*edges), value)
    return timeline


@given(st.dictionaries(st.sampled_from(("name", "code", "parent")), timelines()), spans())
@settings(deadline=None)
def test_aligned_pieces_cover_the_period_and_each_holds_one_value_of_every_name(
    held: dict[str, Timeline[str]], edges: tuple[int | None, int | None]
) -> None:
    pieces = list(aligned(held, period(*edges)))
    days = {name: naive.values(timeline) for name, timeline in held.items()}
    covered: list[int] = []
    for piece, found in pieces:
        inside = span(*naive.edges(piece))
        covered += inside
        for name in held:
            assert {days[name][each] for each in inside} == {found.get(name)}
    assert covered == list(span(*edges))


@given(st.dictionaries(st.sampled_from(("name", "code")), timelines()), spans())
@settings(deadline=None)
def test_aligned_cuts_at_every_edge_and_nowhere_else(
    held: dict[str, Timeline[str]], edges: tuple[int | None, int | None]
) -> None:
    inside = period(*edges)
    expected = {
        edge
        for timeline in held.values()
        for segment in timeline
        for edge in (segment.period.start, segment.period.end)
        if edge is not None and edge in inside and edge != inside.start
    }
    starts = [piece.start for piece, _ in aligned(held, inside)]
    assert starts[0] == inside.start
    assert set(starts[1:]) == expected
    assert len(starts[1:]) == len(expected)


@given(st.permutations([(1, 5, "a"), (5, 9, "a"), (9, None, "b"), (None, 1, "a")]))
def test_equal_neighbours_merge_whatever_their_order(parts: list[tuple[int | None, int | None, str]]) -> None:
    timeline = Timeline((period(start, end), value) for start, end, value in parts)
    assert timeline == Timeline([(period(None, 9), "a"), (period(9, None), "b")])
    assert hash(timeline) == hash(Timeline(reversed([(period(9, None), "b"), (period(None, 9), "a")])))


def test_equal_values_with_a_day_between_do_not_merge() -> None:
    timeline = Timeline([(period(1, 5), "a"), (period(6, 9), "a")])
    assert len(timeline) == 2
    assert timeline.gaps(period(1, 9)) == (period(5, 6),)


def test_two_values_on_one_day_are_refused_with_both_periods() -> None:
    with pytest.raises(Overlap) as caught:
        Timeline([(period(4, None), "b"), (period(1, 5), "a")])
    assert (caught.value.first, caught.value.second) == (period(1, 5), period(4, None))


def test_a_value_set_from_a_day_is_carried_only_to_the_next_change_already_recorded() -> None:
    timeline = Timeline.constant("a", Period.since(day(1))).set_from(day(20), "c").set_from(day(10), "b")
    expected = [(period(1, 10), "a"), (period(10, 20), "b"), (period(20, None), "c")]
    assert timeline == Timeline(expected)


def test_a_constant_has_no_change_and_no_gap() -> None:
    timeline = Timeline.constant("a")
    assert timeline.next_change(day(3)) is None
    assert timeline.gaps(Period.since(None)) == ()
    assert timeline.at(day(DAYS)) == "a"
    assert not Timeline()
