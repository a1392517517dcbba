"""How the articles print figures, and computed figures put the same way, so that the two can be compared."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from fractions import Fraction

from tinhgon.errors import Text
from tinhgon.rulebook.domain.figures import Figure, Measure, rounded
from tinhgon.rulebook.domain.findings import vietnamese

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Notation(StrEnum):
    """What of a figure is printed, and how."""

    COUNTS = "counts"  # rows counted over rows considered, perhaps with the share: 119/177, 96/186 (51,6%)
    COUNTED = "counted"  # rows counted: 3
    NUMBER = "number"  # the value: 1.450
    PERCENT = "percent"  # the value in per cent: 10,7%
    MONTH = "month"  # the month in which what is counted began: 3/2018
    DAY = "day"  # 25/10/2017
    YEARS = "years"  # the first and the last year: 2019-2021


_WHOLE, _PERCENT = r"(0|[1-9]\d{0,2}(\.\d{3})*)", r"\d+(,\d+)?%"
_PATTERNS = {
    Notation.COUNTS: rf"\d+/\d+( \({_PERCENT}\))?",
    Notation.COUNTED: _WHOLE,
    Notation.NUMBER: _WHOLE,
    Notation.PERCENT: _PERCENT,
    Notation.MONTH: r"[1-9]\d?/\d{4}",
    Notation.DAY: r"[1-9]\d?/[1-9]\d?/\d{4}",
    Notation.YEARS: r"\d{4}-\d{4}",
}


def fits(notation: Notation, token: str) -> bool:
    """Whether a token is printed in a notation."""
    return re.fullmatch(_PATTERNS[notation], token) is not None


# --- as the articles print --------------------------------------------------------------------------


def counts_like(token: str, counted: int, considered: int) -> str:
    """Counts, with their share where the token has one, to as many places."""
    counts = f"{counted}/{considered}"
    if "(" not in token or not considered:
        return counts
    return f"{counts} ({percent_like(token, Fraction(counted, considered))})"


def percent_like(token: str, value: Fraction) -> str:
    """Per cent to as many places as the token has."""
    broken = re.search(r",(\d+)%", token)
    return f"{vietnamese(str(rounded(value * 100, len(broken.group(1)) if broken else 0)))}%"


def number_like(value: Fraction) -> str:
    """A number with points between thousands; one that is not whole keeps two places and so equals no whole one."""
    if value.denominator != 1:
        return vietnamese(str(rounded(value, 2)))
    return f"{value.numerator:,}".replace(",", ".")


def month_like(day: date) -> str:
    """A month and year."""
    return f"{day.month}/{day.year}"


def day_like(day: date) -> str:
    """A day, month and year without leading zeros."""
    return f"{day.day}/{day.month}/{day.year}"


def share_of(token: str) -> Fraction:
    """The number that a token in per cent stands for."""
    return Fraction(token.removesuffix("%").replace(",", ".")) / 100


# --- as pages and commands show ----------------------------------------------------------------------


def counts_shown(counted: int, considered: int) -> Text:
    """Counts and their share to one place."""
    counts = f"{counted}/{considered}"
    if not considered:
        return Text(counts, counts)
    share = percent_shown(Fraction(counted, considered))
    return Text(f"{counts} · {share.vi}", f"{counts} · {share.en}")


def percent_shown(value: Fraction) -> Text:
    """Per cent to one place."""
    percent = str(rounded(value * 100, 1))
    return Text(f"{vietnamese(percent)} %", f"{percent} %")


def number_shown(value: Fraction) -> Text:
    """A number, to two places where it is not whole."""
    if value.denominator != 1:
        plain = str(rounded(value, 2))
        return Text(vietnamese(plain), plain)
    return Text(number_like(value), f"{value.numerator:,}")


def month_shown(day: date) -> Text:
    """A month and year."""
    return Text(f"{day:%m/%Y}", f"{_MONTHS[day.month - 1]} {day.year}")


def day_shown(day: date) -> Text:
    """A day."""
    return Text(f"{day:%d/%m/%Y}", f"{day.day} {_MONTHS[day.month - 1]} {day.year}")


def value_shown(found: Figure) -> Text:
    """A figure's value: a share with its counts, a ratio in per cent, anything else as a number."""
    if found.value is None:
        return Text("–", "–")
    if found.indicator.measure is Measure.SHARE:
        return counts_shown(found.numerator.height, found.denominator.height)
    value = Fraction(found.value)
    return percent_shown(value) if found.indicator.measure is Measure.RATIO else number_shown(value)
