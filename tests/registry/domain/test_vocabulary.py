"""Values are taken in one form only, and only where tables and digests hold them exactly."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.registry.domain.values import raw_value
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, MOST, InvalidValue, Kind, Level, Type, check_value

EVERY = [(kind, name) for kind in Kind for name in ATTRIBUTES[kind]]


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_a_value_once_taken_is_taken_again_unchanged(kind: Kind, name: str) -> None:
    @given(raw_value(ATTRIBUTES[kind][name]))
    @settings(max_examples=20, deadline=None)
    def taken_again(value: str | int | bool) -> None:
        once = check_value(kind, name, value)
        assert once is not None
        assert check_value(kind, name, once) == once

    taken_again()


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_a_value_of_the_wrong_type_is_refused(kind: Kind, name: str) -> None:
    wrong: tuple[object, ...] = (1.5, [], {}, b"x")
    wrong += (True,) if ATTRIBUTES[kind][name].type is not Type.BOOLEAN else (1, "true")
    for value in wrong:
        with pytest.raises(InvalidValue):
            check_value(kind, name, value)


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_nothing_is_a_value_except_where_one_is_required(kind: Kind, name: str) -> None:
    if ATTRIBUTES[kind][name].required:
        with pytest.raises(InvalidValue):
            check_value(kind, name, None)
    else:
        assert check_value(kind, name, None) is None


@given(st.decimals(0, 10**14, places=12))
def test_equal_decimals_are_one_text(number: Decimal) -> None:
    padded = f"{number:f}000"
    exponent = f"{number:E}"
    taken = {check_value(Kind.AREA, "natural_area", each) for each in (str(number), padded, exponent)}
    assert len(taken) == 1
    assert Decimal(str(taken.pop())) == number


@pytest.mark.parametrize(
    "text",
    ["0.1234567890123", "1e15", "1000000000000000", "-1", "NaN", "Infinity", "1,5", "", "1e-13", "9" * 40],
)
def test_a_decimal_that_would_not_be_kept_exactly_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        check_value(Kind.AREA, "natural_area", text)


@pytest.mark.parametrize("value", [MOST + 1, -1, 10**40])
def test_a_number_that_other_readers_of_the_ledger_would_round_is_refused(value: int) -> None:
    with pytest.raises(InvalidValue):
        check_value(Kind.AREA, "population", value)
    assert check_value(Kind.AREA, "population", MOST) == MOST


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (Kind.AREA, "name", " \t\n"),
        (Kind.AREA, "name", "A\0B"),
        (Kind.AREA, "level", "kingdom"),
        (Kind.POST, "seats", 0),
        (Kind.MEMBERSHIP, "term_ends_on", "2025-02-30"),
        (Kind.PERSON, "name", "Nguyễn Văn A"),
        (Kind.PERSON, "name", "A" * 64),
        (Kind.AREA, "colour", "red"),
    ],
)
def test_a_value_outside_what_the_attribute_takes_is_refused(kind: Kind, name: str, value: object) -> None:
    with pytest.raises(InvalidValue) as caught:
        check_value(kind, name, value)
    assert caught.value.why.vi and caught.value.why.en


def test_a_text_is_composed_and_its_spaces_stay_as_the_source_prints_them() -> None:
    decomposed = unicodedata.normalize("NFD", " Huế  Thực ")
    assert check_value(Kind.AREA, "name", decomposed) == " Huế  Thực "


def test_levels_are_ranked_from_the_highest() -> None:
    assert [each.rank for each in Level] == [0, 1, 2, 3]
