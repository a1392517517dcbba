"""The days on which decisions that touch something take effect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import connection

from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Decision
from tinhgon.registry.selectors.subtrees import at_entry, mentioning
from tinhgon.registry.store import TABLES
from tinhgon.temporal import Period, Timeline

_KEPT = 64


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which decisions take effect, with these decisions in ledger order."""

    on: date
    decisions: tuple[int, ...]


def days(tops: Iterable[int] | None, seq: int) -> tuple[Day, ...]:
    """The days on which something changes below these objects (None: anywhere), in order, as of entry `seq`.

    A decision with phases takes effect on several days.
    """
    digest, _ = at_entry(seq)
    wanted = None if tops is None else frozenset(tops)
    return _days(digest, seq, None if wanted is None else wanted.union(_memberships(wanted)))


def previous_day(of: Iterable[Day], on: date) -> date | None:
    """The latest of the days before `on`, or None."""
    before = _as_timeline(of).restrict(Period.until(on))
    return before.segments[-1].period.start if before else None


def next_day(of: Iterable[Day], on: date) -> date | None:
    """The first of the days after `on`, or None."""
    return _as_timeline(of).next_change(on)


def _as_timeline(of: Iterable[Day]) -> Timeline[int]:
    """The days as a timeline whose value changes on each of them."""
    starts = [each.on for each in of]
    periods = zip(starts, [*starts[1:], None], strict=False)
    return Timeline((Period(start, end), place) for place, (start, end) in enumerate(periods))


def _memberships(tops: Iterable[int]) -> list[int]:
    """What people among these objects hold and held: a decision may name the membership alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT object_id FROM {TABLES[Kind.MEMBERSHIP]} WHERE person_id = ANY(%s)", [list(tops)]
        )
        return [each for (each,) in cursor.fetchall()]


@lru_cache(maxsize=_KEPT)
def _days(digest: str, seq: int, tops: frozenset[int] | None) -> tuple[Day, ...]:
    wanted = None if tops is None else list(mentioning(tops, seq))
    enacted = Decision.objects.filter(ledger_entry__seq__lte=seq)
    chosen = enacted if wanted is None else enacted.filter(pk__in=wanted)
    order = dict(chosen.values_list("pk", "ledger_entry__seq"))
    by_day: dict[date, set[int]] = {}
    for decision, on in [*chosen.values_list("pk", "effective_on"), *_phases(list(order))]:
        by_day.setdefault(on, set()).add(decision)
    return tuple(Day(on, tuple(sorted(by_day[on], key=lambda each: order[each]))) for on in sorted(by_day))


def _phases(decisions: list[int]) -> list[tuple[int, date]]:
    """The days that changes name for themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT decision_id, payload->>'effective_on' FROM registry_change"
            " WHERE payload ? 'effective_on' AND decision_id = ANY(%s)",
            [decisions],
        )
        return [(decision, date.fromisoformat(on)) for decision, on in cursor.fetchall()]
