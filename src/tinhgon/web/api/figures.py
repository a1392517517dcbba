"""Figures: the indicators there are, one with its rows, by unit, and over time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Literal

import polars as pl
from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.selectors import Label, labels
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import narrow_scope_of, scope_of
from tinhgon.rulebook.counting import context, figure_of, trends, years_before
from tinhgon.rulebook.domain.figures import Figure, Group, Indicator, Measure, grouped
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.rulebook.selectors import indicator_called
from tinhgon.web.api.routes import Routes, paged, told
from tinhgon.web.api.schemas import (
    Answer,
    Day,
    Listed,
    Moment,
    Named,
    Page,
    Said,
    Scoped,
    Words,
    named,
    said,
)

figures = Routes("indicators")


class IndicatorRow(Schema):
    """What a figure means and how it is measured. `compares`: it looks at two days."""

    id: str
    label: Said
    definition: Said
    measure: Measure
    unit: Said
    compares: bool


class Indicators(Answer):
    """Every indicator."""

    items: list[IndicatorRow]


class Amount(Schema):
    """A value: as a number, and exactly ("16/31"); null where there is nothing to divide by or no row."""

    number: float | None
    exact: str | None


class Counts(Schema):
    """Rows counted, rows considered, rows left out of both."""

    numerator: int
    denominator: int
    not_counted: int


class Citation(Schema):
    """What a figure rests on: a parameter of the rulebook with its instrument and article."""

    parameter: str
    label: Said
    instrument: str
    article: str
    source: str
    verified: bool | str


class FigureAnswer(Answer):
    """One figure; `since` is the earlier day of a comparison. Its rows have a route of their own."""

    indicator: IndicatorRow
    value: Amount
    counts: Counts
    citations: list[Citation]
    since: date | None


class FigureRow(Schema):
    """A row behind a figure. `counted`: true in the numerator, false in the denominator alone, null in neither."""

    kind: Kind
    id: int
    name: str | None
    province_id: int | None
    district_id: int | None
    commune_id: int | None
    sector: str | None
    tier: str | None
    counted: bool | None
    amount: int | None
    base: int | None
    reason: str | None


class FigureRows(Page):
    """The rows behind a figure, by kind and number."""

    items: list[FigureRow]


class GroupRow(Schema):
    """The figure of one unit, sector or tier, by its code; null for what belongs to none."""

    key: str | None
    unit: Named | None
    value: Amount
    counts: Counts


class Groups(Answer):
    """One figure by unit, sector or tier; numerators and denominators make up the whole."""

    by: str
    items: list[GroupRow]


class Point(Schema):
    """The value on a day."""

    on: date
    value: Amount


class Trend(Answer):
    """A figure over time: at the beginning of years, and on the day."""

    points: list[Point]


class FigureAsked(Scoped):
    """Which figure."""

    since: Day | None = Field(None, description="the earlier day, for indicators that compare; five years before")


class FigureRowsAsked(FigureAsked, Listed):
    """Which rows of a figure."""

    counted: Literal["yes", "no", "out"] | None = Field(
        None, description="those in the numerator, in the denominator alone, or in neither"
    )


class GroupsAsked(FigureAsked):
    """By what."""

    by: Literal["province", "district", "commune", "sector", "tier"] = "district"


@figures.get("/indicators", Text("Các chỉ tiêu", "Indicators"), Indicators, Permission.READ)
def list_indicators(request: HttpRequest, asked: Query[Moment]) -> Any:
    """What each means and how it is measured."""
    return {**told(request), "items": [_indicator(each) for each in INDICATORS.values()]}


def _indicator(each: Indicator) -> IndicatorRow:
    return IndicatorRow(
        id=each.id, label=said(each.label), definition=said(each.definition), measure=each.measure,
        unit=said(each.unit), compares=each.compares,
    )  # fmt: skip


@figures.get("/indicators/{name}", Text("Giá trị một chỉ tiêu", "One figure"), FigureAnswer, Permission.READ)
def get_figure(request: HttpRequest, name: Path[Words], asked: Query[FigureAsked]) -> Any:
    """Its value with the counts, the definition and the article it rests on."""
    found = _figure(request, name, asked)
    return {
        **told(request),
        "indicator": _indicator(found.indicator),
        "value": amount(found.value),
        "counts": _counts(found),
        "citations": [citation(each) for each in found.citations],
        "since": found.since,
    }


def _figure(request: HttpRequest, name: str, asked: FigureAsked) -> Figure:
    moment = moment_of(request)
    return figure_of(indicator_called(name), moment.on, moment.seq, scope_of(request), _since(request, asked))


def _since(request: HttpRequest, asked: FigureAsked) -> date:
    return asked.since or years_before(moment_of(request).on)


def amount(value: Fraction | int | None) -> Amount:
    """A value, as answers tell it."""
    return Amount(number=None if value is None else float(value), exact=None if value is None else str(value))


def _counts(found: Figure) -> Counts:
    return Counts(
        numerator=found.numerator.height, denominator=found.denominator.height, not_counted=found.not_counted.height
    )


def citation(each: Parameter) -> Citation:
    """What a parameter rests on, as answers tell it."""
    of = each.citation
    return Citation(
        parameter=each.id, label=said(each.label), instrument=of.instrument.vi, article=of.article.vi,
        source=of.source.vi if of.source.vi == of.source.en else f"{of.source.vi} ({of.source.en})",
        verified=of.verified,
    )  # fmt: skip


@figures.get(
    "/indicators/{name}/rows",
    Text("Các dòng đằng sau một chỉ tiêu", "The rows behind a figure"),
    FigureRows,
    Permission.READ,
)
def list_figure_rows(request: HttpRequest, name: Path[Words], asked: Query[FigureRowsAsked]) -> Any:
    """What was counted, what was considered, and what was left out and why."""
    found = _figure(request, name, asked)
    every = pl.concat([found.denominator, found.not_counted], how="diagonal_relaxed")
    if asked.counted == "out":
        every = found.not_counted
    elif asked.counted is not None:
        every = found.denominator.filter(pl.col("counted") == (asked.counted == "yes"))
    rows, page_told = paged(request, every.select(list(FigureRow.model_fields)).to_dicts(), asked)
    return {**page_told, "items": rows}


@figures.get(
    "/indicators/{name}/groups",
    Text("Một chỉ tiêu theo đơn vị, khối, cấp", "A figure by unit, sector or tier"),
    Groups,
    Permission.READ,
)
def list_figure_groups(request: HttpRequest, name: Path[Words], asked: Query[GroupsAsked]) -> Any:
    """Found in one pass: the groups make up the whole."""
    moment, indicator = moment_of(request), indicator_called(name)
    since = _since(request, asked) if indicator.compares else None
    by: Group = asked.by
    found = grouped(indicator, context(moment.on, moment.seq, scope_of(request), since), by)
    called = labels((key for key in found if isinstance(key, int)), moment.on, moment.known)
    return {
        **told(request),
        "by": by,
        "items": [
            _group(key, each, called)
            for key, each in sorted(found.items(), key=lambda item: (item[0] is None, str(item[0])))
        ],
    }


def _group(key: int | str | None, found: Figure, called: Mapping[int, Label]) -> GroupRow:
    unit = named(called.get(key)) if isinstance(key, int) else None
    return GroupRow(key=None if key is None else str(key), unit=unit, value=amount(found.value), counts=_counts(found))


@figures.get(
    "/indicators/{name}/trend", Text("Một chỉ tiêu qua thời gian", "A figure over time"), Trend, Permission.READ
)
def get_figure_trend(request: HttpRequest, name: Path[Words], asked: Query[Scoped]) -> Any:
    """From the beginning of the record to the day."""
    moment, indicator = moment_of(request), indicator_called(name)
    points = trends([indicator], moment.on, moment.seq, narrow_scope_of(request))[indicator.id]
    return {**told(request), "points": [Point(on=day, value=amount(value)) for day, value in points]}
