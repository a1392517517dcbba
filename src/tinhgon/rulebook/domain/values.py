"""The units in which parameters are given and the form of their values."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal

import msgspec

from tinhgon.registry.domain.vocabulary import Level
from tinhgon.rulebook.domain.codes import FORMS, ROLES


class Unit(StrEnum):
    """What a value counts or measures; the last eight are structured values."""

    PERSONS = "persons"
    KM2 = "km2"
    SHARE = "share"
    UNITS = "units"
    STAFF = "staff"
    DEPUTIES = "deputies"
    HOUSEHOLDS = "households"
    TITLES = "titles"
    POINTS = "points"
    BASE_SALARIES = "base_salaries"
    DONG = "dong"
    TERMS = "terms"
    YEARS = "years"
    BANDS = "bands"
    TESTS = "tests"
    PAIR = "pair"
    MERGED_ORGAN = "merged_organ"
    TARGET = "target"
    CHECK = "check"
    LEADERS = "leaders"
    KIN_BAR = "kin_bar"


WHOLE = frozenset(
    {Unit.PERSONS, Unit.UNITS, Unit.STAFF, Unit.HOUSEHOLDS, Unit.TITLES, Unit.DONG, Unit.TERMS, Unit.YEARS}
)
BROKEN = frozenset({Unit.KM2, Unit.SHARE, Unit.DEPUTIES, Unit.POINTS, Unit.BASE_SALARIES})


class _Structured(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


Words = Annotated[str, msgspec.Meta(pattern=r"\S")]
PairLevel = Literal["province", "district", "commune", "village", "agency", "enterprise"]


class Band(_Structured, frozen=True, kw_only=True):
    """`value` holds for sizes up to and including `up_to`; None: for all larger ones."""

    up_to: int | None
    value: int


class Test(_Structured, frozen=True, kw_only=True):
    """A unit of one of `levels` must be rearranged when both its ratios to the standard are below these."""

    __test__ = False  # not a test case, whatever a test runner reads in its name

    levels: Annotated[tuple[Level, ...], msgspec.Meta(min_length=1)]
    area_below: Decimal
    population_below: Decimal


class Pair(_Structured, frozen=True, kw_only=True):
    """Posts, by role, that one person may hold together in a unit of one of `levels`; `place` "": anywhere.

    `forms` says in bodies of which form, one for each role, where the role alone does not tell.
    """

    roles: Annotated[tuple[str, ...], msgspec.Meta(min_length=2)]
    forms: tuple[str, ...] = ()
    levels: Annotated[tuple[PairLevel, ...], msgspec.Meta(min_length=1)]
    place: str = ""


class MergedOrgan(_Structured, frozen=True, kw_only=True):
    """Organs that became one: their names as documents print them, and the form of the result if it has a code."""

    organs: tuple[Words, ...]
    result: str = ""
    levels: Annotated[tuple[Level, ...], msgspec.Meta(min_length=1)]
    place: str = ""


class Target(_Structured, frozen=True, kw_only=True):
    """An indicator that should reach `at_least`, counted in units or as a share of them; `place` "": anywhere.

    A `cut` is a share of what there was on the day `since`; `by` is the day on which a target is due.
    """

    indicator: Words
    at_least: Decimal
    of: Literal["count", "share", "cut"]
    place: str = ""
    since: date | None = None
    by: date | None = None


class Check(_Structured, frozen=True, kw_only=True):
    """A rule on posts, in words; `rule` names the function that checks it, "" where none can yet."""

    vi: Words
    en: Words
    severity: Literal["integrity", "law", "target", "info"]
    rule: str = ""


class Seat(_Structured, frozen=True, kw_only=True):
    """Posts of these roles or headships, in bodies of these forms or with one of `names` in their name; each
    list left empty asks for nothing."""

    roles: tuple[str, ...] = ()
    headships: tuple[Literal["head", "deputy"], ...] = ()
    forms: tuple[str, ...] = ()
    names: tuple[Words, ...] = ()


class Leaders(_Structured, frozen=True, kw_only=True):
    """Seats in units of some levels."""

    levels: Annotated[tuple[Level, ...], msgspec.Meta(min_length=1)]
    seats: Annotated[tuple[Seat, ...], msgspec.Meta(min_length=1)]


class KinBar(_Structured, frozen=True, kw_only=True):
    """Family does not sit in a seat of `first` and one of `second` (none given: another of `first`) in one body
    or one unit."""

    within: Literal["body", "unit"]
    first: Annotated[tuple[Seat, ...], msgspec.Meta(min_length=1)]
    second: tuple[Seat, ...] = ()


Value = Fraction | tuple[Band, ...] | tuple[Test, ...] | Pair | MergedOrgan | Target | Check | Leaders | KinBar

_RATIO = re.compile(r"\d+/[1-9]\d*")


def value_of(unit: Unit, plain: object) -> Value:
    """The value in its exact form. Raises ValueError saying what does not fit the unit."""
    if unit in WHOLE or unit in BROKEN:
        return _number(unit, plain)
    try:
        return _structured(unit, plain)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None


def _structured(unit: Unit, plain: object) -> Value:
    match unit:
        case Unit.BANDS:
            return _ascending(msgspec.convert(plain, tuple[Band, ...]))
        case Unit.TESTS:
            return _sound(msgspec.convert(plain, tuple[Test, ...]))
        case Unit.PAIR:
            return _coded(msgspec.convert(plain, Pair))
        case Unit.MERGED_ORGAN:
            organ = msgspec.convert(plain, MergedOrgan)
            _known([organ.result] if organ.result else [], FORMS, "form")
            return organ
        case Unit.TARGET:
            target = msgspec.convert(plain, Target)
            _positive(target.at_least)
            if target.of == "cut" and target.since is None:
                raise ValueError("a cut needs `since`, the day it is measured from")
            return target
        case Unit.LEADERS:
            leaders = msgspec.convert(plain, Leaders)
            _seated(leaders.seats)
            return leaders
        case Unit.KIN_BAR:
            bar = msgspec.convert(plain, KinBar)
            _seated((*bar.first, *bar.second))
            return bar
        case _:
            return msgspec.convert(plain, Check)


def _number(unit: Unit, plain: object) -> Fraction:
    number = _exact(plain)
    if number is None:
        raise ValueError(f"`{plain}` is not a number, as the unit `{unit}` needs")
    if number < 0:
        raise ValueError(f"{plain} is below zero")
    if unit in WHOLE and number.denominator != 1:
        raise ValueError(f"{plain} is not a whole number of {unit}")
    return number


def _exact(plain: object) -> Fraction | None:
    """A number as a fraction; a text like "1/3" is one too. None for anything else."""
    if isinstance(plain, str):
        return Fraction(plain) if _RATIO.fullmatch(plain) else None
    return Fraction(plain) if isinstance(plain, int | Decimal) and not isinstance(plain, bool) else None


def _known(codes: Iterable[str], known: Container[str], what: str) -> None:
    for code in codes:
        if code not in known:
            raise ValueError(f"`{code}` is no {what}")


def _coded(pair: Pair) -> Pair:
    _known(pair.roles, ROLES, "role")
    _known(pair.forms, FORMS, "form")
    if pair.forms and len(pair.forms) != len(pair.roles):
        raise ValueError("`forms` needs one form for each role")
    return pair


def _seated(seats: Iterable[Seat]) -> None:
    for seat in seats:
        _known(seat.roles, ROLES, "role")
        _known(seat.forms, FORMS, "form")


def _positive(*numbers: Decimal) -> None:
    for number in numbers:
        if not number.is_finite() or number <= 0:
            raise ValueError(f"{number} is not above zero")


def _sound(tests: tuple[Test, ...]) -> tuple[Test, ...]:
    if not tests:
        raise ValueError("at least one test is needed")
    for test in tests:
        _positive(test.area_below, test.population_below)
    return tests


def _ascending(bands: tuple[Band, ...]) -> tuple[Band, ...]:
    limits = [band.up_to for band in bands]
    if not limits or limits[-1] is not None or None in limits[:-1]:
        raise ValueError("the last band, and no other, has `up_to: null`")
    rising = [limit for limit in limits if limit is not None]
    if sorted(set(rising)) != rising:
        raise ValueError("`up_to` must rise from band to band")
    return bands
