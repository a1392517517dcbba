"""Classes of round numbers for a map: how values are put into few groups that can be named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

_FIGURES = (Fraction(1), Fraction(2), Fraction(5))
MOST = 6
"""More shades than this cannot be told apart on a map."""

_MOST_IN_ONE = Fraction(1, 2)  # of the values: with more in one class of equal width, widths grow


@dataclass(frozen=True, slots=True)
class Class:
    """The values from `low` (included) to `high` (excluded; the last class includes it)."""

    low: Fraction
    high: Fraction

    def holds(self, value: Fraction, *, last: bool) -> bool:
        """Whether a value belongs to the class."""
        return self.low <= value < self.high or value == self.low or (last and value == self.high)


def round_classes(values: Sequence[Fraction | int]) -> list[Class]:
    """At most MOST classes of equal width, whose ends are multiples of 1, 2 or 5 times a power of ten.

    The width is the smallest such number with which the classes cover all values. Equal values make one class;
    no values make none.
    """
    if not values:
        return []
    low, high = Fraction(min(values)), Fraction(max(values))
    if low == high:
        return [Class(low, high)]
    width = _width(low, high)
    first, last = low // width, -(-high // width)
    return [Class(width * place, width * (place + 1)) for place in range(first, max(last, first + 1))]


def spread_classes(values: Sequence[Fraction | int]) -> list[Class]:
    """Classes of equal width, or of growing width where most values would fall into one of these.

    Growing classes end at 1, 2 or 5 times a power of ten, near the values that part the whole into MOST equal
    groups: what a map of people per square kilometre needs. Negative values have classes of equal width.
    """
    equal = round_classes(values)
    if len(equal) < 2 or min(values) < 0:
        return equal
    fullest = max(Counter(class_of(each, equal) for each in values).values())
    if fullest * _MOST_IN_ONE.denominator <= len(values) * _MOST_IN_ONE.numerator:
        return equal
    ordered = sorted(Fraction(each) for each in values)
    parting = [ordered[len(ordered) * part // MOST] for part in range(MOST)]
    ends = {_round_below(each) for each in parting} | {_round_above(ordered[-1])}
    return [Class(low, high) for low, high in pairwise(sorted(ends))]


def class_of(value: Fraction | int | None, classes: Sequence[Class]) -> int | None:
    """The place of the class that holds a value, or None."""
    if value is None:
        return None
    exact = Fraction(value)
    last = len(classes) - 1
    return next((place for place, each in enumerate(classes) if each.holds(exact, last=place == last)), None)


def _width(low: Fraction, high: Fraction) -> Fraction:
    power = Fraction(1)
    while power * MOST >= high - low:
        power /= 10
    while True:
        for figure in _FIGURES:
            width = power * figure
            if -(-high // width) - low // width <= MOST:
                return width
        power *= 10


def _round_below(value: Fraction) -> Fraction:
    """The largest of 1, 2 or 5 times a power of ten that is not above a value; 0 for 0."""
    return max((each for each in _round_near(value) if each <= value), default=Fraction(0))


def _round_above(value: Fraction) -> Fraction:
    """The smallest of 1, 2 or 5 times a power of ten that is not below a positive value."""
    return min(each for each in _round_near(value) if each >= value)


def _round_near(value: Fraction) -> list[Fraction]:
    """1, 2, 5 and 10 times the largest power of ten that is not above a value; nothing for 0."""
    if not value:
        return []
    power = Fraction(1)
    while power > value:
        power /= 10
    while power * 10 <= value:
        power *= 10
    return [power * figure for figure in (*_FIGURES, 10)]
