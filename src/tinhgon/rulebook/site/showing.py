"""Figures in words: how a value, its counts and its classes are shown on pages."""

from __future__ import annotations

from fractions import Fraction

from tinhgon.errors import Text
from tinhgon.frame.domain import formats
from tinhgon.frame.domain.classes import Class
from tinhgon.frame.languages import current, said
from tinhgon.rulebook.domain.figures import Figure, Indicator, Measure

Value = Fraction | int | None

_DASH = "–"


def is_share(indicator: Indicator) -> bool:
    """Whether its value is a part of a whole, shown as per cent."""
    return indicator.measure is Measure.SHARE or (indicator.measure is Measure.RATIO and indicator.unit.en == "share")


def shown(indicator: Indicator, value: Value) -> str:
    """A value of an indicator: `51,6 %`, `1.450`, or a dash."""
    if value is None:
        return _DASH
    if is_share(indicator):
        return formats.percent(value, current())
    return formats.number(value, current())


def counted(figure: Figure) -> str:
    """Rows counted over rows considered, for shares: `96/186`; nothing for the others."""
    return out_of(figure.indicator, figure.numerator.height, figure.denominator.height)


def out_of(indicator: Indicator, rows: int, considered: int) -> str:
    """As `counted`, from the numbers of rows."""
    if indicator.measure is not Measure.SHARE:
        return ""
    return "/".join(formats.number(each, current()) for each in (rows, considered))


def unit_of(indicator: Indicator) -> str:
    """The unit of its values, as charts label it."""
    return "%" if is_share(indicator) else said(indicator.unit)


def plotted(indicator: Indicator, value: Value) -> float | None:
    """A value as charts draw it: shares in per cent."""
    if value is None:
        return None
    return float(value * 100) if is_share(indicator) else float(value)


def class_label(indicator: Indicator, each: Class) -> str:
    """A class of values in words: `20–40 %`."""
    scale = 100 if is_share(indicator) else 1
    ends = [formats.number(Fraction(end) * scale, current()) for end in (each.low, each.high)]
    return (ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}") + (" %" if is_share(indicator) else "")


PARTS = {
    "yes": Text("có", "has"),
    "no": Text("chưa có", "has not"),
    "out": Text("không tính", "not counted"),
}
"""Where a row stands: in the numerator, in the denominator alone, or in neither."""
