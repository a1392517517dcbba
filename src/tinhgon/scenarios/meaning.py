"""What open scenarios mean: in numbers, for people, in money, in figures, and where posts and people go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

import msgspec
import polars as pl

from tinhgon.frame.kept import kept
from tinhgon.registry.domain.diff import Passing
from tinhgon.registry.domain.facts import Linked
from tinhgon.registry.pictures import Stand
from tinhgon.registry.snapshots import passings
from tinhgon.rulebook.counting import apparatus_of, context_of, key_figures
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.figures import Context, Figure, Indicator, counted, figure
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.loading import load_rulebook
from tinhgon.scenarios.domain.cost import (
    Assumptions,
    Cost,
    OneOff,
    Slice,
    checked,
    cost,
    monthly_coefficients,
    reorganising,
    severance,
)
from tinhgon.scenarios.domain.fates import PersonFate, fates
from tinhgon.scenarios.domain.flow import Stream
from tinhgon.scenarios.domain.flow import people as people_flow
from tinhgon.scenarios.domain.flow import posts as posts_flow
from tinhgon.scenarios.domain.impact import Key, compared, counts
from tinhgon.scenarios.opening import Opened
from tinhgon.temporal import Period

_DAY = timedelta(days=1)
_KEPT = 32  # states of plans, or of the record they rest on
_ROWS_KEPT = 500_000  # behind figures of the record; those of a province of 5,000 bodies have 40,000


@dataclass(frozen=True, eq=False)
class Meaning:
    """What a plan means on one day: counts before and after (see `impact.counts`), the people, the costs."""

    on: date
    before: pl.DataFrame
    after: pl.DataFrame
    fates: tuple[PersonFate, ...]
    cost: Cost

    def by(self, *keys: Key) -> pl.DataFrame:
        """All measures before and after, summed up by keys; none: over everything."""
        return compared(self.before, self.after, keys)


def assumptions_of(plain: Mapping[str, Any]) -> Assumptions:
    """The assumptions a scenario was given, the rest by default. Raises InvalidAssumption."""
    given = msgspec.convert(dict(plain), Assumptions)
    whole = msgspec.structs.replace(given, coefficients={**Assumptions().coefficients, **given.coefficients})
    return checked(whole)


def meaning_of(opened: Opened, assumptions: Mapping[str, Any] | None = None, on: date | None = None) -> Meaning:
    """What an open scenario means on a day (by default once all phases are in force)."""
    day = on or opened.plan.last_day
    return _meaning(opened, msgspec.json.encode(assumptions_of(assumptions or {})), day)


@lru_cache(maxsize=_KEPT)
def _meaning(opened: Opened, assumptions: bytes, on: date) -> Meaning:
    assumed = msgspec.json.decode(assumptions, type=Assumptions)
    before, after = _counts(opened.before(on)), _counts(opened.after(on))
    return Meaning(on, before, after, _fates(opened, on), _cost(opened, assumed))


@lru_cache(maxsize=_KEPT)
def _counts(apparatus: Apparatus) -> pl.DataFrame:
    return counts(apparatus)


@lru_cache(maxsize=_KEPT)
def _fates(opened: Opened, on: date) -> tuple[PersonFate, ...]:
    return tuple(fates(opened.before(on), opened.after(on), opened.preview.laid))


@lru_cache(maxsize=_KEPT)
def _monthly(apparatus: Apparatus, assumptions: bytes) -> Fraction:
    return monthly_coefficients(apparatus, msgspec.json.decode(assumptions, type=Assumptions))


def posts_of(opened: Opened, on: date | None = None) -> list[Stream]:
    """Where posts go."""
    return posts_flow(opened.before(on), opened.after(on))


def people_of(meaning: Meaning) -> list[Stream]:
    """Where people go."""
    return people_flow(meaning.fates)


def _cost(opened: Opened, assumptions: Assumptions) -> Cost:
    days = sorted({each.effective_on for each in opened.plan.phases})
    ends = [*days[1:], None]
    slices = [_slice(opened, Period(day, end), assumptions) for day, end in zip(days, ends, strict=True)]
    return cost(slices, _one_off(opened, days, assumptions), assumptions, load_rulebook())


def _slice(opened: Opened, period: Period, assumptions: Assumptions) -> Slice:
    before, after = opened.before(period.lower), opened.after(period.lower)
    assumed = msgspec.json.encode(assumptions)
    return Slice(
        period,
        _monthly(before, assumed),
        _monthly(after, assumed),
        before.organizations.height,
        after.organizations.height,
    )


def _one_off(opened: Opened, days: list[date], assumptions: Assumptions) -> list[OneOff]:
    """What arises on the day of each phase, for whoever is displaced by it and was not by one before."""
    found: list[OneOff | None] = []
    known: set[int] = set()
    for day in days:
        fallen = [each for each in _fates(opened, day) if each.person not in known]
        known |= {each.person for each in fallen if not any(not held.concurrent for held in each.after)}
        found.append(severance(fallen, opened.before(day), assumptions, load_rulebook(), day))
        found.append(reorganising(_reorganised(opened, day), assumptions, day))
    return [each for each in found if each is not None]


def _reorganised(opened: Opened, day: date) -> int:
    """Bodies that pass into others on a day."""
    laid = (fact for each in opened.preview.laid if each.on == day for fact in each.facts)
    return len({fact.predecessor for fact in laid if isinstance(fact, Linked)})


@dataclass(frozen=True, slots=True, eq=False)
class FigurePair:
    """One figure without the plan and with it."""

    indicator: Indicator
    before: Figure
    after: Figure

    @property
    def differs(self) -> bool:
        """Whether the plan moves it."""
        return self.before.value != self.after.value


def figures_of(opened: Opened, on: date | None = None, ids: tuple[str, ...] | None = None) -> list[FigurePair]:
    """Figures of a day without the plan and with it; those that compare two days count from the base's day."""
    day = on or opened.plan.last_day
    since, with_ = min(opened.plan.base.on, day), _context(opened, day)
    chosen = ids or tuple(INDICATORS)
    without = _figures(opened.stand, day, since, opened.under, chosen)
    return [
        FigurePair(INDICATORS[each], before, figure(INDICATORS[each], with_))
        for each, before in zip(chosen, without, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class ValuePair:
    """The value of one figure without the plan and with it."""

    indicator: Indicator
    before: Fraction | int | None
    after: Fraction | int | None


def values_of(opened: Opened, on: date | None = None) -> list[ValuePair]:
    """As `figures_of`, for those who look at no rows: in half the time."""
    day, ids = on or opened.plan.last_day, tuple(INDICATORS)
    without = key_figures(ids, day, opened.plan.base.seq, opened.under, min(opened.plan.base.on, day))
    with_ = _context(opened, day)
    return [
        ValuePair(INDICATORS[each], before.value, counted(INDICATORS[each], with_).value)
        for each, before in zip(ids, without, strict=True)
    ]


def _weight(found: tuple[Figure, ...]) -> int:
    return sum(each.denominator.height + each.not_counted.height for each in found)


@kept(_ROWS_KEPT, _weight)
def _figures(of: Stand, on: date, since: date, under: int | None, ids: tuple[str, ...]) -> tuple[Figure, ...]:
    """The figures without a plan: the same for every edit."""
    context = context_of(of, on, under, since)
    return tuple(figure(INDICATORS[each], context) for each in ids)


def _context(opened: Opened, on: date) -> Context:
    since = min(opened.plan.base.on, on)
    start = apparatus_of(opened.stand, since, opened.under)
    known = tuple(passings(since, on, opened.stand.known))
    within = Period(since + _DAY, on + _DAY) if since != on else None
    planned = tuple(
        Passing(fact.predecessor, fact.successor, fact.extent)
        for each in opened.preview.laid
        for fact in each.facts
        if isinstance(fact, Linked) and within is not None and fact.on in within
    )
    return Context(load_rulebook(), opened.after(on), start, (*known, *planned))
