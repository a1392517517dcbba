"""The table of the articles: what each prints beside what the registry's records give.

A computed figure is put the way the article prints it and the two are compared. Nothing here knows a
figure: all come from the records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from tinhgon.errors import Text
from tinhgon.registry.domain.diff import Passing
from tinhgon.rulebook.domain import notation
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.faults import DataLacking
from tinhgon.rulebook.domain.figures import Context, Figure, figure
from tinhgon.rulebook.domain.parameters import Parameter, Rulebook
from tinhgon.rulebook.domain.seed_rows import (
    MODULES,
    FigurePart,
    InstrumentPart,
    LaterPart,
    OutsidePart,
    ParameterPart,
    Part,
    SeedRow,
)


class Verdict(StrEnum):
    """How what is printed and what is computed compare; of several in one row the first here is the row's."""

    DIFFERS = "differs"
    NO_DATA = "no_data"
    LATER = "later"
    OUTSIDE = "outside"
    EQUAL = "equal"


VERDICTS: dict[Verdict, Text] = {
    Verdict.DIFFERS: Text("khác", "differs"),
    Verdict.NO_DATA: Text("chưa có dữ liệu", "no data"),
    Verdict.LATER: Text("phân hệ sau", "later module"),
    Verdict.OUTSIDE: Text("ngoài sổ đăng ký", "outside the registry"),
    Verdict.EQUAL: Text("khớp", "equal"),
}


@dataclass(frozen=True, slots=True)
class Cited:
    """An instrument as decisions on record cite it, and the ledger entries of these decisions."""

    number: str
    signed_on: date
    entries: tuple[int, ...]


class Records(Protocol):
    """What the table reads of the registry; each apparatus is loaded once, however often it is asked for."""

    def unit(self, address: str, on: date) -> int | None:
        """The id of a unit called "level:code" on a day; None where none is on record."""

    def apparatus(self, unit: int, on: date) -> Apparatus:
        """The state of a unit and all below it on a day."""

    def passings(self, since: date, on: date) -> Sequence[Passing]:
        """The lineage links of the days later than `since`, up to `on`."""

    def first_day(self, id: int) -> date | None:
        """The first day of an object's life."""

    def cited(self, instrument: str) -> Cited | None:
        """An instrument by its number; None where no decision on record cites it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One part of a row as the records tell it.

    `value` is exact; `in_print` is the same as the article would print it, `shown` as pages do. `figure`
    holds the rows behind an indicator, `unit` the id of the unit it was asked of; `parameter` and `cited`
    are what a value rests on that is no indicator.
    """

    part: Part
    verdict: Verdict
    value: Fraction | date | None = None
    in_print: str | None = None
    shown: Text | None = None
    figure: Figure | None = None
    unit: int | None = None
    parameter: Parameter | None = None
    cited: Cited | None = None


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row with all its parts."""

    row: SeedRow
    parts: tuple[Told, ...]

    @property
    def verdict(self) -> Verdict:
        """That of the part that stands in the way of "equal", if any does."""
        found = {part.verdict for part in self.parts}
        return next(each for each in Verdict if each in found)

    @property
    def shown(self) -> Text | None:
        """The computed values side by side; None where none was computed."""
        texts = [each.shown for each in self.parts if each.shown is not None]
        return Text("; ".join(each.vi for each in texts), "; ".join(each.en for each in texts)) if texts else None


def seed_table(rows: Iterable[SeedRow], records: Records, rulebook: Rulebook) -> list[ToldRow]:
    """Every row beside what the records give."""
    return [ToldRow(row, tuple(_told(part, records, rulebook) for part in row.parts)) for row in rows]


def verdicts(table: Iterable[ToldRow]) -> dict[Verdict, int]:
    """How many rows there are of each verdict, equal first."""
    found = Counter(row.verdict for row in table)
    return {each: found[each] for each in reversed(Verdict)}


def _told(part: Part, records: Records, rulebook: Rulebook) -> Told:
    match part:
        case FigurePart():
            return _figure(part, records, rulebook)
        case InstrumentPart():
            return _instrument(part, records)
        case ParameterPart():
            return _parameter(part, rulebook)
        case LaterPart():
            return Told(part, Verdict.LATER)
        case OutsidePart():
            return Told(part, Verdict.OUTSIDE)


def reason(part: Part) -> Text | None:
    """Why a part is not computed; None for one that is."""
    match part:
        case LaterPart():
            return MODULES[part.later]
        case OutsidePart():
            return part.outside.text
        case _:
            return None


# --- indicators ---------------------------------------------------------------------------------------


def _figure(part: FigurePart, records: Records, rulebook: Rulebook) -> Told:
    unit = records.unit(part.unit, part.day)
    if unit is None:
        return Told(part, Verdict.NO_DATA)
    before = None if part.since is None else records.apparatus(unit, part.since)
    passings = () if part.since is None else tuple(records.passings(part.since, part.day))
    context = Context(rulebook, records.apparatus(unit, part.day), before, passings)
    try:
        found = figure(part.indicator, context, part.within)
    except DataLacking:
        return Told(part, Verdict.NO_DATA, unit=unit)
    return _compared(part, found, unit, records)


def _compared(part: FigurePart, found: Figure, unit: int, records: Records) -> Told:
    value = _value(part, found, records)
    if value is None:
        return Told(part, Verdict.NO_DATA, figure=found, unit=unit)
    in_print, shown = _put(part, found, value)
    equal = in_print == part.token
    if part.above and isinstance(value, Fraction):
        equal = value > notation.share_of(part.token)
    return Told(part, _verdict(equal), value, in_print, shown, found, unit)


def _value(part: FigurePart, found: Figure, records: Records) -> Fraction | date | None:
    """What is compared, exactly; None where the figure has no value."""
    if found.value is None:
        return None
    if part.show == "month":
        return _began(found, records)
    return Fraction(found.numerator.height if part.show == "counted" else found.value)


def _put(part: FigurePart, found: Figure, value: Fraction | date) -> tuple[str, Text]:
    """The value as the article would print it, and as pages show it."""
    if isinstance(value, date):
        return notation.month_like(value), notation.month_shown(value)
    counts = found.numerator.height, found.denominator.height
    match part.show:
        case "counts":
            return notation.counts_like(part.token, *counts), notation.counts_shown(*counts)
        case "counted":
            return notation.number_like(value), notation.counts_shown(*counts)
        case "percent":
            return notation.percent_like(part.token, value), notation.percent_shown(value)
        case _:
            return notation.number_like(value), notation.number_shown(value)


def _began(found: Figure, records: Records) -> date | None:
    """The first day of the one body by which a unit is counted; None where there is none or several."""
    bodies = found.numerator["organization_id"].to_list() if "organization_id" in found.numerator.columns else []
    return records.first_day(bodies[0]) if len(bodies) == 1 else None


def _verdict(equal: bool) -> Verdict:
    return Verdict.EQUAL if equal else Verdict.DIFFERS


# --- instruments and parameters -----------------------------------------------------------------------


def _instrument(part: InstrumentPart, records: Records) -> Told:
    found = records.cited(part.instrument)
    if found is None:
        return Told(part, Verdict.NO_DATA)
    if part.show == "number":
        number = found.number.split("-")[0]
        return Told(part, _verdict(number == part.token), None, number, Text(found.number, found.number), cited=found)
    if part.day is None:
        in_print, shown = notation.day_like(found.signed_on), notation.day_shown(found.signed_on)
        return Told(part, _verdict(in_print == part.token), found.signed_on, in_print, shown, cited=found)
    years = Fraction(_full_years(found.signed_on, part.day))
    in_print, shown = notation.number_like(years), notation.number_shown(years)
    return Told(part, _verdict(in_print == part.token), years, in_print, shown, cited=found)


def _full_years(start: date, end: date) -> int:
    """Years between two days, counted by calendar months."""
    return ((end.year - start.year) * 12 + end.month - start.month) // 12


def _parameter(part: ParameterPart, rulebook: Rulebook) -> Told:
    found = rulebook.find(part.parameter, part.day)
    if found is None:
        return Told(part, Verdict.NO_DATA)
    if part.show == "percent":
        ratios = {Fraction(ratio) for test in found.tests for ratio in (test.area_below, test.population_below)}
        if len(ratios) != 1:
            return Told(part, Verdict.DIFFERS, parameter=found)
        (value,) = ratios
        in_print, shown = notation.percent_like(part.token, value), notation.percent_shown(value)
        return Told(part, _verdict(in_print == part.token), value, in_print, shown, parameter=found)
    start, end = found.validity.start, found.validity.end
    if start is None or end is None:
        return Told(part, Verdict.NO_DATA, parameter=found)
    last = end - timedelta(days=1)
    in_print, text = f"{start.year}-{last.year}", f"{start.year}–{last.year}"
    return Told(part, _verdict(in_print == part.token), None, in_print, Text(text, text), parameter=found)
