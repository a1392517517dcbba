"""Timelines the naive way: a value for each single day, and one for all days before and after."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tinhgon.temporal import Period, Timeline

DAYS = 40
FIRST = date(2020, 2, 10)
Values = list[str | None]
"""Index 0 stands for every day before the window, 1 … DAYS for its days, the last for every day after."""


def day(index: int) -> date:
    """The day at an index (0: the last before the window)."""
    return FIRST + timedelta(days=index - 1)


def period(start: int | None, end: int | None) -> Period:
    """The period between two indexes; None is an open end."""
    return Period(None if start is None else day(start), None if end is None else day(end))


def span(start: int | None, end: int | None) -> range:
    """The indexes of that period."""
    return range(0 if start is None else start, DAYS + 2 if end is None else end)


def values(timeline: Timeline[str]) -> Values:
    """What a timeline says, index by index, read off its segments."""
    found: Values = [None] * (DAYS + 2)
    for (start, end), value in ((edges(each.period), each.value) for each in timeline):
        for index in span(start, end):
            found[index] = value
    return found


def edges(of: Period) -> tuple[int | None, int | None]:
    """The indexes between which a period lies."""
    start, end = ((None if each is None else (each - FIRST).days + 1) for each in (of.start, of.end))
    return start, end


def next_change(naive: Values, index: int) -> int | None:
    """The first later index whose value differs from that of the day before."""
    return next((each for each in range(index + 1, DAYS + 2) if naive[each] != naive[each - 1]), None)


def assigned(naive: Values, start: int | None, end: int | None, value: str | None) -> Values:
    """With `value` from `start` up to `end`."""
    inside = span(start, end)
    return [value if index in inside else old for index, old in enumerate(naive)]


def runs(naive: Values, inside: range) -> list[tuple[int, int]]:
    """The stretches of indexes within `inside` that have no value."""
    found: list[tuple[int, int]] = []
    for index in inside:
        if naive[index] is None:
            if found and found[-1][1] == index:
                found[-1] = (found[-1][0], index + 1)
            else:
                found.append((index, index + 1))
    return found


def random_edges(random: Random) -> tuple[int | None, int | None]:
    """A period at random, open at either end now and then."""
    start, end = sorted(random.sample(range(1, DAYS + 2), 2))
    return (None if random.random() < 0.1 else start), (None if random.random() < 0.15 else end)
