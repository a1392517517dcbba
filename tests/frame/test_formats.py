"""Numbers, shares, money and days as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhgon.frame.domain import formats


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (1450, "1.450", "1,450"),
        (0, "0", "0"),
        (-1234567, "-1.234.567", "-1,234,567"),
        (Fraction(0), "0", "0"),
        (Fraction(1, 3), "0,33", "0.33"),
        (Fraction(5, 2), "2,5", "2.5"),
        (Fraction(3000), "3.000", "3,000"),
        (Decimal("6206.90"), "6.206,9", "6,206.9"),
    ],
)
def test_numbers_have_points_between_thousands_in_vietnamese_and_commas_in_english(
    value: formats.Number, vi: str, en: str
) -> None:
    assert formats.number(value, "vi") == vi
    assert formats.number(value, "en") == en


def test_a_share_is_shown_in_per_cent_with_halves_rounded_away_from_zero() -> None:
    assert formats.percent(Fraction(96, 186), "vi") == "51,6\u00a0%"
    assert formats.percent(Fraction(96, 186), "en") == "51.6\u00a0%"
    assert formats.percent(Fraction(1, 2000), "vi") == "0,1\u00a0%"
    assert formats.percent(1, "vi") == "100,0\u00a0%"


def test_money_is_whole_dong() -> None:
    assert formats.money(744_778_125, "vi") == "744.778.125\u00a0đ"
    assert formats.money(744_778_125, "en") == "744,778,125\u00a0đ"


def test_days_are_day_month_year() -> None:
    assert formats.day(date(2019, 6, 1), "vi") == "01/06/2019"
    assert formats.day(date(2019, 6, 1), "en") == "1 Jun 2019"


@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_a_number_shown_reads_back_as_the_same_number(value: int, places: int) -> None:
    shown = formats.number(value, "vi", places)
    assert Decimal(shown.replace(".", "").replace(",", ".")) == value


@given(st.fractions(-1000, 1000), st.integers(0, 3))
def test_rounding_is_off_by_at_most_half_a_unit_of_the_last_place(value: Fraction, places: int) -> None:
    shown = Fraction(formats.number(value, "en", places).replace(",", ""))
    assert abs(shown - value) <= Fraction(1, 2 * 10**places)
