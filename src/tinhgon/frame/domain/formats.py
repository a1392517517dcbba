"""Numbers, shares, money and days as people write them, in Vietnamese and in English."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tinhgon.errors import Language

Number = int | Decimal | Fraction

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NO_BREAK = "\u00a0"


def number(value: Number, language: Language, places: int | None = None) -> str:
    """`1.450` and `51,6`, or `1,450` and `51.6`.

    `places` fixes the decimal places, halves rounded away from zero; None keeps a whole number or decimal
    as it is and shows a fraction with at most two places.
    """
    plain = _plain(value, places)
    if language == "en":
        return plain
    return plain.replace(",", "\0").replace(".", ",").replace("\0", ".")


def _plain(value: Number, places: int | None) -> str:
    if isinstance(value, Fraction):
        shown = _rounded(value, 2 if places is None else places)
        return f"{shown.normalize() if places is None else shown:,f}"
    if places is None:
        return f"{value:,}" if isinstance(value, int) else f"{value.normalize():,f}"
    return f"{_rounded(Fraction(value), places):,f}"


def _rounded(value: Fraction, places: int) -> Decimal:
    scaled = value * 10**places
    whole = (abs(scaled) + Fraction(1, 2)).__floor__()
    return Decimal(whole if scaled >= 0 else -whole).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def percent(share: Number, language: Language, places: int = 1) -> str:
    """A share as `51,6 %` or `51.6 %`."""
    return f"{number(Fraction(share) * 100, language, places)}{NO_BREAK}%"


def money(amount: int, language: Language) -> str:
    """Whole đồng as `744.778.125 đ`."""
    return f"{number(amount, language)}{NO_BREAK}đ"


def day(value: date, language: Language) -> str:
    """`01/06/2019`, or `1 Jun 2019`."""
    if language == "vi":
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
