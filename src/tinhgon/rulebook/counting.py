"""Figures of the registry at the moment a page shows, each state derived once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from tinhgon.frame.kept import kept
from tinhgon.registry.pictures import STRUCTURE, Stand, picture_of, rows_of, stand
from tinhgon.registry.snapshots import first_day, load, passings
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.figures import Context, Figure, Indicator, figure
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.loading import load_rulebook
from tinhgon.temporal import Period

_ROWS_KEPT = 300_000  # of apparatuses; that of a province of 5,000 bodies has 25,000 and takes about 15 MB
_ROWS_OF_TRENDS = 600_000  # a trend reads a dozen days of one scope, of one kind of figure after the other
_COUNTS_KEPT = 1024  # key figures, a few numbers each
_POINTS_KEPT = 4096  # points of trends, a few numbers each
MOST_POINTS = 12
"""A trend has at most this many points: one at the beginning of each year, or each second year and so on."""


def apparatus(on: date, seq: int, under: int | None) -> Apparatus:
    """The apparatus of a scope on a day, as known after ledger entry `seq`."""
    return apparatus_of(stand(seq), on, under)


def _weight(apparatus: Apparatus) -> int:
    return rows_of(apparatus.snapshot)


@kept(_ROWS_KEPT, _weight)
def apparatus_of(of: Stand, on: date, under: int | None) -> Apparatus:
    """The apparatus of a scope on a day, by a state of the record."""
    return Apparatus(picture_of(of, on, under))


def context(on: date, seq: int, under: int | None, since: date | None = None) -> Context:
    """What figures of a day are counted from and, with `since`, what passed from that day to this."""
    of = stand(seq)
    now = apparatus_of(of, on, under)
    if since is None:
        return Context(load_rulebook(), now)
    return Context(load_rulebook(), now, apparatus_of(of, since, under), tuple(passings(since, on, of.known)))


def years_before(on: date, years: int = 5) -> date:
    """The same day some years earlier, but no earlier than the record begins: where comparisons start."""
    wanted = date(max(on.year - years, date.min.year), on.month, min(on.day, 28))
    begin = first_day()
    return wanted if begin is None or wanted in Period.since(begin) else begin


def trend_days(on: date) -> list[date]:
    """The days of a trend that ends on `on`: beginnings of years since the record begins, then `on`."""
    begin = first_day()
    if begin is None or on not in Period.since(begin):
        return [on]
    step = -(-(on.year - begin.year + 1) // (MOST_POINTS - 1))
    starts = [date(year, 1, 1) for year in range(on.year, begin.year - 1, -step)]
    within = Period.since(begin).before(on)
    return [*sorted(each for each in starts if within is not None and each in within), on]


Points = list[tuple[date, Fraction | int | None]]


def trends(indicators: Sequence[Indicator], on: date, seq: int, under: int | None) -> dict[str, Points]:
    """The values of indicators over time, by id. Those that compare two days count from the first of them."""
    of, days = stand(seq), trend_days(on)
    ids = tuple(each.id for each in indicators)
    found = {each: _values(of, each, under, ids, days[0]) for each in days}
    return {
        each.id: [(day, values[place]) for day, values in found.items() if day != days[0] or not each.compares]
        for place, each in enumerate(indicators)
    }


@lru_cache(maxsize=_POINTS_KEPT)
def _values(
    of: Stand, on: date, under: int | None, ids: tuple[str, ...], since: date
) -> tuple[Fraction | int | None, ...]:
    now = _of_trend(of, on, under)
    chosen = [INDICATORS[each] for each in ids]
    before = apparatus_of(of, since, under) if any(each.compares for each in chosen) else None
    passed = () if before is None else tuple(passings(since, on, of.known))
    given = Context(load_rulebook(), now, before, passed)
    return tuple(figure(each, given).value for each in chosen)


@kept(_ROWS_OF_TRENDS, _weight)
def _of_trend(of: Stand, on: date, under: int | None) -> Apparatus:
    # Kept apart from the others: a trend would push out the days people look at.
    return Apparatus(load(on, of.known, under, STRUCTURE))


def figure_of(indicator: Indicator, on: date, seq: int, under: int | None, since: date | None) -> Figure:
    """One figure at a moment; `since` is asked of indicators that compare two days."""
    return figure(indicator, context(on, seq, under, since if indicator.compares else None))


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure without its rows: the value, and how many rows were counted of those considered."""

    indicator: Indicator
    value: Fraction | int | None
    rows: int
    considered: int


def key_figures(ids: tuple[str, ...], on: date, seq: int, under: int | None) -> tuple[Counted, ...]:
    """Several figures of one moment that need no earlier day, by the ids of their indicators."""
    return _key_figures(stand(seq), ids, on, under)


@lru_cache(maxsize=_COUNTS_KEPT)
def _key_figures(of: Stand, ids: tuple[str, ...], on: date, under: int | None) -> tuple[Counted, ...]:
    given = Context(load_rulebook(), apparatus_of(of, on, under))
    found = (figure(INDICATORS[each], given) for each in ids)
    return tuple(Counted(each.indicator, each.value, each.numerator.height, each.denominator.height) for each in found)
