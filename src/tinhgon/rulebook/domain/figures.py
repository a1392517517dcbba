"""Indicators and the figures they give: a value with the rows it was counted from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

import polars as pl

from tinhgon.errors import Text
from tinhgon.registry.domain.diff import Passing
from tinhgon.rulebook.domain.apparatus import PLACES, Apparatus
from tinhgon.rulebook.domain.faults import DataLacking
from tinhgon.rulebook.domain.parameters import Parameter, Rulebook

Within = Literal["sector", "tier", "funding"]
"""Columns by which the rows of a figure may be narrowed down; quotas alone have a funding source."""

Group = Literal["province", "district", "commune", "sector", "tier"]

GROUP_COLUMNS: Mapping[Group, str] = {
    "province": "province_id",
    "district": "district_id",
    "commune": "commune_id",
    "sector": "sector",
    "tier": "tier",
}

COLUMNS = ("kind", "id", "name", *PLACES, "sector", "tier", "counted", "amount", "base", "reason")
"""What the rows of every indicator have; further columns are evidence.

`counted`: true for the numerator, false for the rest of the denominator, empty for rows left out, and then
`reason` says why. `amount` and `base` are whole numbers that sums, ratios, averages and maxima take.
"""

REASONS: Mapping[str, Text] = {
    "not_recorded": Text("chưa ghi nhận", "not recorded"),
    "within_parent": Text("đã nằm trong chỉ tiêu của cấp trên", "within the ceiling of a body above"),
    "converted": Text("chuyển loại hình, không mất đi", "converted, not ended"),
    "model_not_used": Text("không theo mô hình này", "the model is not used there"),
}


class Measure(StrEnum):
    """How rows make a value."""

    SHARE = "share"  # rows counted over rows considered
    COUNT = "count"  # rows counted
    SUM = "sum"  # amounts of rows counted
    RATIO = "ratio"  # amounts of rows considered over their bases
    AVERAGE = "average"  # amounts of rows considered over their number
    MAXIMUM = "maximum"  # the greatest amount of rows considered


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What indicators read: the state on one day and, for changes over a period, that of an earlier day
    with the lineage passings between the two. `rulebook` is read for the later day."""

    rulebook: Rulebook
    now: Apparatus
    before: Apparatus | None = None
    passings: tuple[Passing, ...] = ()

    @property
    def on(self) -> date:
        """The day of the figures."""
        return self.now.snapshot.on

    @property
    def earlier(self) -> Apparatus:
        """The state on the earlier day. Raises DataLacking where there is none."""
        if self.before is None:
            raise DataLacking(
                Text("Chỉ số này so hai ngày, mới có một", "This indicator compares two days and has but one"),
                where=str(self.on),
                mend=Text("Chọn thêm ngày trước để so", "Choose an earlier day as well"),
            )
        return self.before


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure in waiting: what it means, how it is measured, and the rows it looks at.

    `cites` are ids of the parameters it rests on; `compares` says that it needs an earlier day.
    """

    id: str
    label: Text
    definition: Text
    measure: Measure
    unit: Text
    rows: Callable[[Context], pl.DataFrame]
    cites: tuple[str, ...] = ()
    compares: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A value with the rows behind it.

    `value` is exact, None where there is nothing to divide by or no row. The rows of the numerator are
    among those of the denominator; `not_counted` are rows left out of both, each with its reason.
    `since` is the earlier day of a comparison.
    """

    indicator: Indicator
    value: Fraction | int | None
    numerator: pl.DataFrame
    denominator: pl.DataFrame
    not_counted: pl.DataFrame
    citations: tuple[Parameter, ...]
    on: date
    known: datetime | None
    since: date | None = None

    @property
    def counts(self) -> str:
        """Rows counted over rows considered, as "96/186"."""
        return f"{self.numerator.height}/{self.denominator.height}"

    def percent(self, places: int = 1) -> Decimal | None:
        """The value in per cent, halves rounded up."""
        return None if self.value is None else rounded(Fraction(self.value) * 100, places)


def rounded(value: Fraction, places: int) -> Decimal:
    """A fraction as a decimal, halves rounded away from zero."""
    scaled = value * 10**places
    whole = (abs(scaled) + Fraction(1, 2)).__floor__()
    number = Decimal(whole if scaled >= 0 else -whole).scaleb(-places)
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def figure(indicator: Indicator, context: Context, within: Mapping[Within, str] | None = None) -> Figure:
    """The figure of everything the context holds, or of the rows whose columns have these values."""
    found = rows(indicator, context).filter(*(pl.col(name) == value for name, value in (within or {}).items()))
    return _figure(indicator, context, _citations(indicator, context), found)


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure without its rows: the value, and how many rows were counted of those considered."""

    indicator: Indicator
    value: Fraction | int | None
    rows: int
    considered: int


def counted(indicator: Indicator, context: Context) -> Counted:
    """As `figure`, of the same rows, for those who look at none of them."""
    considered = indicator.rows(context).filter(pl.col("counted").is_not_null())
    having = considered.filter(pl.col("counted"))
    return Counted(indicator, _value(indicator.measure, considered, having), having.height, considered.height)


def grouped(indicator: Indicator, context: Context, by: Group) -> dict[int | str | None, Figure]:
    """One figure for each unit, sector or tier, by its id or code; None holds rows that belong to none.

    The rows are found once and divided, so numerators and denominators of the groups make up the whole.
    """
    citations = _citations(indicator, context)
    parts = rows(indicator, context).partition_by(GROUP_COLUMNS[by], as_dict=True, maintain_order=True)
    return {key: _figure(indicator, context, citations, part) for (key,), part in parts.items()}


def rows(indicator: Indicator, context: Context) -> pl.DataFrame:
    """All rows an indicator looks at, COLUMNS first, in order of kind and id."""
    found = indicator.rows(context)
    lacking = {
        "name": pl.String,
        "sector": pl.String,
        "tier": pl.String,
        "amount": pl.Int64,
        "base": pl.Int64,
        "reason": pl.String,
    }
    found = found.with_columns(
        pl.lit(None, of).alias(name) for name, of in lacking.items() if name not in found.columns
    )
    return found.select(*COLUMNS, *(each for each in found.columns if each not in COLUMNS)).sort("kind", "id")


def _citations(indicator: Indicator, context: Context) -> tuple[Parameter, ...]:
    found = (context.rulebook.find(id, context.on) for id in indicator.cites)
    return tuple(each for each in found if each is not None)


def _figure(indicator: Indicator, context: Context, citations: Iterable[Parameter], found: pl.DataFrame) -> Figure:
    considered = found.filter(pl.col("counted").is_not_null())
    counted = considered.filter(pl.col("counted"))
    snapshot = context.now.snapshot
    return Figure(
        indicator,
        _value(indicator.measure, considered, counted),
        counted,
        considered,
        found.filter(pl.col("counted").is_null()),
        tuple(citations),
        snapshot.on,
        snapshot.known,
        context.earlier.snapshot.on if indicator.compares else None,
    )


def _value(measure: Measure, considered: pl.DataFrame, counted: pl.DataFrame) -> Fraction | int | None:
    match measure:
        case Measure.COUNT:
            return counted.height
        case Measure.SUM:
            return int(counted["amount"].sum())
        case Measure.SHARE:
            return _over(counted.height, considered.height)
        case Measure.RATIO:
            return _over(int(considered["amount"].sum()), int(considered["base"].sum()))
        case Measure.AVERAGE:
            return _over(int(considered["amount"].sum()), considered.height)
        case Measure.MAXIMUM:
            greatest = considered["amount"].max()
            return None if greatest is None else int(str(greatest))


def _over(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
