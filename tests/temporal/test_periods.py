"""Periods behave as the sets of days they stand for."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.temporal.naive import DAYS, day, edges, period, span
from tinhgon.temporal import ALWAYS, EmptyPeriod, Period

INDEX = st.integers(1, DAYS + 1)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = sorted(draw(st.lists(INDEX, min_size=2, max_size=2, unique=True)))
    return period(draw(st.sampled_from([start, start, None])), draw(st.sampled_from([end, end, None])))


def days(of: Period | None) -> set[int]:
    return set() if of is None else set(span(*edges(of)))


@given(periods(), periods())
def test_intersection_overlap_and_cover_are_those_of_the_days(one: Period, other: Period) -> None:
    assert days(one.intersection(other)) == days(one) & days(other)
    assert one.intersection(other) == other.intersection(one)
    assert one.overlaps(other) == bool(days(one) & days(other))
    assert one.covers(other) == (days(other) <= days(one))


@given(periods(), periods())
def test_what_is_left_after_taking_away_is_the_other_days_in_order(one: Period, other: Period) -> None:
    rest = one.minus(other)
    assert set().union(*map(days, rest)) == days(one) - days(other)
    assert sum(len(days(each)) for each in rest) == len(days(one) - days(other))
    assert all(not a.overlaps(b) and a.lower < b.lower for a, b in itertools.pairwise(rest))


@given(periods(), INDEX)
def test_before_and_after_a_day_share_the_period_between_them(one: Period, index: int) -> None:
    early, late = one.before(day(index)), one.after(day(index))
    assert days(early) == {each for each in days(one) if each < index}
    assert days(late) == {each for each in days(one) if each >= index}
    assert (day(index) in one) == (index in days(one))


@given(periods(), periods())
def test_periods_meet_where_one_ends_on_the_first_day_of_the_other(one: Period, other: Period) -> None:
    ends, begins = edges(one)[1], edges(other)[0]
    assert one.meets(other) == (ends is not None and ends == begins)


@given(INDEX, st.integers(0, DAYS))
def test_a_period_without_a_day_is_refused(end: int, later: int) -> None:
    with pytest.raises(EmptyPeriod) as caught:
        period(end + later, end)
    assert (caught.value.start, caught.value.end) == (day(end + later), day(end))


@given(periods())
def test_an_open_end_leaves_nothing_after_it_and_an_open_start_nothing_before(one: Period) -> None:
    assert one.after(None) is None
    assert one.before(None) is None
    assert ALWAYS.covers(one)
    assert one.intersection(ALWAYS) == one


def test_nothing_comes_before_the_first_date_or_begins_on_the_last() -> None:
    assert ALWAYS.before(date.min) is None
    assert ALWAYS.after(date.max) is None


def test_a_period_is_written_as_its_half_open_interval() -> None:
    assert str(Period(date(2025, 7, 1), None)) == "[2025-07-01, …)"
    assert str(Period.until(date(2025, 7, 1))) == "[…, 2025-07-01)"
