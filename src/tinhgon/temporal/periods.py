"""Half-open periods of dates whose ends may be open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# An open start sorts before every date and an open end after; date.min and date.max stand in for
# them in comparisons only. A period may therefore not begin on date.min or end on date.max.
_BEFORE_ALL = date.min
_AFTER_ALL = date.max


class EmptyPeriod(ValueError):
    """A period whose end does not come after its start."""

    def __init__(self, start: date | None, end: date | None) -> None:
        self.start = start
        self.end = end
        super().__init__(f"period ends on {end}, which is not after its start {start}")


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` (included) to `end` (excluded); None is an open end.

    Raises EmptyPeriod where no day is left.
    """

    start: date | None
    end: date | None

    def __post_init__(self) -> None:
        if (self.start or _BEFORE_ALL) >= (self.end or _AFTER_ALL):
            raise EmptyPeriod(self.start, self.end)

    @property
    def lower(self) -> date:
        """The first day, with the earliest date standing for an open start: for comparing only."""
        return self.start or _BEFORE_ALL

    @property
    def upper(self) -> date:
        """The first day after, with the latest date standing for an open end: for comparing only."""
        return self.end or _AFTER_ALL

    @classmethod
    def since(cls, start: date | None) -> Period:
        """From `start` on, without end."""
        return cls(start, None)

    @classmethod
    def until(cls, end: date | None) -> Period:
        """Every day before `end`."""
        return cls(None, end)

    def __contains__(self, day: date) -> bool:
        return self.lower <= day < self.upper

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day."""
        return self.lower < other.upper and other.lower < self.upper

    def meets(self, other: Period) -> bool:
        """Whether `other` begins on the very day this one ends."""
        return self.end is not None and self.end == other.start

    def covers(self, other: Period) -> bool:
        """Whether every day of `other` lies in this one."""
        return self.lower <= other.lower and other.upper <= self.upper

    def intersection(self, other: Period) -> Period | None:
        """The days in both, or None."""
        if not self.overlaps(other):
            return None
        return Period(
            self.start if self.lower >= other.lower else other.start,
            self.end if self.upper <= other.upper else other.end,
        )

    def before(self, day: date | None) -> Period | None:
        """The part of this period before `day`; None where nothing is left."""
        if day is None:
            return None
        return self.intersection(Period.until(day)) if day > _BEFORE_ALL else None

    def after(self, day: date | None) -> Period | None:
        """The part of this period from `day` on; None (an open end) leaves nothing."""
        if day is None:
            return None
        return self.intersection(Period.since(day)) if day < _AFTER_ALL else None

    def minus(self, other: Period) -> tuple[Period, ...]:
        """The days of this period that are not in `other`: none, one or two periods, in order."""
        if not self.overlaps(other):
            return (self,)
        rest = (self.before(other.start), self.after(other.end))
        return tuple(part for part in rest if part is not None)

    def __str__(self) -> str:
        start = "…" if self.start is None else self.start.isoformat()
        end = "…" if self.end is None else self.end.isoformat()
        return f"[{start}, {end})"


ALWAYS = Period(None, None)
