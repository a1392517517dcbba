"""Classes of round numbers for a map."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhgon.frame.domain.classes import MOST, Class, class_of, round_classes, spread_classes

values = st.lists(st.integers(0, 2_000_000).map(lambda each: Fraction(each, 100)), min_size=1, max_size=60)


def is_round(number: Fraction) -> bool:
    """Whether a number is 0, or 1, 2 or 5 times a power of ten."""
    while number >= 10:
        number /= 10
    while 0 < number < 1:
        number *= 10
    return number in (0, 1, 2, 5)


def test_values_spread_evenly_have_classes_of_equal_width() -> None:
    assert round_classes([3, 21, 48]) == spread_classes([3, 21, 48])
    assert spread_classes([3, 21, 48]) == [Class(Fraction(low), Fraction(low + 10)) for low in (0, 10, 20, 30, 40)]


def test_where_one_class_would_hold_most_values_classes_grow() -> None:
    found = spread_classes([8, 12, 30, 40, 60, 70, 90, 150, 400, 1000, 9000])
    assert [int(each.low) for each in found] == [5, 10, 20, 50, 100, 1000]
    assert found[-1].high == 10_000


@pytest.mark.parametrize("classes_of", [round_classes, spread_classes])
@given(values=values)
def test_every_value_is_in_one_of_few_classes(classes_of: type, values: list[Fraction]) -> None:
    found = classes_of(values)
    assert 1 <= len(found) <= MOST
    for each in values:
        place = class_of(each, found)
        assert place is not None
        assert found[place].low <= each <= found[place].high


@given(values)
def test_growing_classes_end_at_round_numbers_and_leave_no_gap(values: list[Fraction]) -> None:
    found = spread_classes(values)
    if found != round_classes(values):
        assert all(is_round(end) for each in found for end in (each.low, each.high))
    assert [each.high for each in found[:-1]] == [each.low for each in found[1:]]


def test_without_values_there_are_no_classes_and_what_is_lacking_is_in_none() -> None:
    assert spread_classes([]) == round_classes([]) == []
    assert class_of(None, round_classes([1, 2])) is None
