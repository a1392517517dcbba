"""Figures of the registry at the moment a page shows, each state derived once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from tinhgon.frame.kept import kept
from tinhgon.registry.pictures import STRUCTURE, Stand, picture_of, rows_of, settled, stand
from tinhgon.registry.snapshots import first_day, load, load_days, passings
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.figures import Context, Counted, Figure, Indicator, counted, figure
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.loading import load_rulebook
from tinhgon.temporal import Period

_ROWS_KEPT = 300_000  # of apparatuses; that of a province of 5,000 bodies has 25,000 and takes about 15 MB
_ROWS_OF_TRENDS = 600_000  # a trend reads a dozen days of one scope, of one kind of figure after the other
_COUNTS_KEPT = 20_000  # figures without rows, a few numbers each
_VALUES_KEPT = 40_000  # values of trends
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
    return context_of(stand(seq), on, under, since)


def context_of(of: Stand, on: date, under: int | None, since: date | None = None) -> Context:
    """As `context`, by a state of the record."""
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
    states = {each: settled(of, each) for each in days}
    _read_together([each for each in days if not _values.at_hand(states[each], each, under, ids, days[0])], of, under)
    found = {each: _values(states[each], each, under, ids, days[0]) for each in days}
    return {
        each.id: [(day, values[place]) for day, values in found.items() if day != days[0] or not each.compares]
        for place, each in enumerate(indicators)
    }


def _read_together(days: Sequence[date], of: Stand, under: int | None) -> None:
    """Have the apparatuses of these days at hand: most of what holds on one of them holds on the next."""
    lacking = [each for each in days if not _of_trend.at_hand(settled(of, each), each, under)]
    if lacking:
        for each in load_days(lacking, of.known, under, STRUCTURE):
            _of_trend.give(Apparatus(each), settled(of, each.on), each.on, under)


@kept(_VALUES_KEPT, len)
def _values(
    of: Stand, on: date, under: int | None, ids: tuple[str, ...], since: date
) -> tuple[Fraction | int | None, ...]:
    now = _of_trend(of, on, under)
    chosen = [INDICATORS[each] for each in ids]
    before = apparatus_of(of, since, under) if any(each.compares for each in chosen) else None
    passed = () if before is None else tuple(passings(since, on, of.known))
    given = Context(load_rulebook(), now, before, passed)
    return tuple(counted(each, given).value for each in chosen)


@kept(_ROWS_OF_TRENDS, _weight)
def _of_trend(of: Stand, on: date, under: int | None) -> Apparatus:
    # Kept apart from the others: a trend would push out the days people look at.
    return Apparatus(load(on, of.known, under, STRUCTURE))


def figure_of(indicator: Indicator, on: date, seq: int, under: int | None, since: date | None) -> Figure:
    """One figure at a moment; `since` is asked of indicators that compare two days."""
    return figure(indicator, context(on, seq, under, since if indicator.compares else None))


def key_figures(
    ids: tuple[str, ...], on: date, seq: int, under: int | None, since: date | None = None
) -> tuple[Counted, ...]:
    """Several figures of one moment without their rows, by the ids of their indicators.

    `since` is the earlier day for those that compare two.
    """
    of = stand(seq)
    return _key_figures(of if since else settled(of, on), ids, on, under, since)


@kept(_COUNTS_KEPT, len)
def _key_figures(
    of: Stand, ids: tuple[str, ...], on: date, under: int | None, since: date | None
) -> tuple[Counted, ...]:
    given = context_of(of, on, under, since)
    return tuple(counted(INDICATORS[each], given) for each in ids)
