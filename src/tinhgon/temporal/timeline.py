"""Timelines: what value held on which days.

A timeline is a function from days to values that may be undefined on some days, kept in normal
form: segments in order, no overlap, neighbours with equal values merged. Two timelines are equal
exactly when they agree on every day. A *change* of a timeline is a day on which its value differs
from the day before; callers who must tell two statements of the same value apart put the statement's
origin into the value.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from tinhgon.temporal.periods import ALWAYS, Period

V = TypeVar("V")
W = TypeVar("W")


class Segment(NamedTuple, Generic[V]):
    """One value and the days it holds."""

    period: Period
    value: V


class Overlap(ValueError):
    """Two segments of one timeline share a day."""

    def __init__(self, first: Period, second: Period) -> None:
        self.first = first
        self.second = second
        super().__init__(f"segments {first} and {second} share a day")


class Timeline(Generic[V]):
    """An immutable function from days to values, undefined where no segment lies."""

    __slots__ = ("_lowers", "segments")

    segments: tuple[Segment[V], ...]

    def __init__(self, segments: Iterable[tuple[Period, V]] = ()) -> None:
        """Take segments in any order. Raises Overlap where two share a day."""
        ordered = list(segments)
        if len(ordered) > 1:
            ordered.sort(key=lambda each: each[0].lower)
        merged: list[Segment[V]] = []
        for period, value in ordered:
            if merged and merged[-1].period.upper > period.lower:
                raise Overlap(merged[-1].period, period)
            if merged and merged[-1].period.meets(period) and merged[-1].value == value:
                merged[-1] = Segment(Period(merged[-1].period.start, period.end), value)
            else:
                merged.append(Segment(period, value))
        self.segments = tuple(merged)
        self._lowers = [each.period.lower for each in merged]

    @classmethod
    def constant(cls, value: V, period: Period = ALWAYS) -> Timeline[V]:
        """One value over one period."""
        return cls([(period, value)])

    def __iter__(self) -> Iterator[Segment[V]]:
        return iter(self.segments)

    def __bool__(self) -> bool:
        return bool(self.segments)

    def __len__(self) -> int:
        return len(self.segments)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timeline) and self.segments == other.segments

    def __hash__(self) -> int:
        return hash(self.segments)

    def __repr__(self) -> str:
        inside = ", ".join(f"{each.period}: {each.value!r}" for each in self.segments)
        return f"Timeline({inside})"

    def segment_at(self, day: date) -> Segment[V] | None:
        """The segment that holds on `day`, or None."""
        index = bisect_right(self._lowers, day) - 1
        if index >= 0 and day in self.segments[index].period:
            return self.segments[index]
        return None

    def at(self, day: date) -> V | None:
        """The value on `day`, or None where there is none."""
        segment = self.segment_at(day)
        return None if segment is None else segment.value

    def next_change(self, day: date) -> date | None:
        """The first day after `day` on which the value changes, begins or ends; None if none does."""
        index = bisect_right(self._lowers, day)
        if index > 0:
            end = self.segments[index - 1].period.end
            if end is not None and end > day:
                return end
        return self.segments[index].period.start if index < len(self.segments) else None

    def set_from(self, day: date, value: V) -> Timeline[V]:
        """With `value` from `day` on, carried forward until the next change already recorded."""
        return self.set_between(Period(day, self.next_change(day)), value)

    def set_between(self, period: Period, value: V) -> Timeline[V]:
        """With `value` on every day of `period`, all other days as before."""
        if not self.segments:
            return Timeline.constant(value, period)
        return Timeline([*self.clear_between(period), Segment(period, value)])

    def clear_between(self, period: Period) -> Timeline[V]:
        """With no value on the days of `period`."""
        return Timeline((part, each.value) for each in self.segments for part in each.period.minus(period))

    def end(self, day: date) -> Timeline[V]:
        """With no value from `day` on, whatever was recorded for later."""
        return self.clear_between(Period.since(day))

    def restrict(self, period: Period) -> Timeline[V]:
        """Only the days of `period`."""
        if not self.segments or (
            period.lower <= self.segments[0].period.lower and self.segments[-1].period.upper <= period.upper
        ):
            return self
        return Timeline(
            (shared, each.value) for each in self.segments if (shared := each.period.intersection(period)) is not None
        )

    def gaps(self, period: Period) -> tuple[Period, ...]:
        """The parts of `period` without a value, in order."""
        rest: list[Period] = [period]
        for each in self.segments:
            if not rest:
                break
            if each.period.overlaps(rest[-1]):
                rest[-1:] = rest[-1].minus(each.period)
        return tuple(rest)

    def map(self, function: Callable[[V], W]) -> Timeline[W]:
        """The timeline of `function` of the value."""
        return Timeline((each.period, function(each.value)) for each in self.segments)

    def changes_after(self, day: date) -> tuple[Segment[V], ...]:
        """Segments that begin later than `day`, in order."""
        return self.segments[bisect_right(self._lowers, day) :]


def aligned(timelines: Mapping[str, Timeline[V]], period: Period) -> Iterator[tuple[Period, dict[str, V]]]:
    """Cut `period` at every change of any timeline; for each piece, the values by name.

    Names without a value on a piece are left out of its mapping.
    """
    cuts: dict[date, date | None] = {period.lower: period.start}
    for timeline in timelines.values():
        for segment in timeline:
            for edge in (segment.period.start, segment.period.end):
                if edge is not None and edge in period:
                    cuts[edge] = edge
    starts = [cuts[lower] for lower in sorted(cuts)]
    for start, end in zip(starts, [*starts[1:], period.end], strict=True):
        piece = Period(start, end)
        held = {name: timeline.segment_at(piece.lower) for name, timeline in timelines.items()}
        yield piece, {name: segment.value for name, segment in held.items() if segment is not None}
