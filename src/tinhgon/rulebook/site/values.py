"""The values of the rulebook in words: bands, tests, pairs, targets and checks as a clause would say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from tinhgon.errors import Text
from tinhgon.frame.domain import formats
from tinhgon.frame.languages import current, said
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES
from tinhgon.rulebook.domain.codes import FORMS, ROLES
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.rulebook.domain.values import Band, Check, KinBar, Leaders, MergedOrgan, Pair, Seat, Target, Test, Unit

UNITS: Mapping[Unit, Text] = {
    Unit.PERSONS: Text("người", "persons"),
    Unit.KM2: Text("km²", "km²"),
    Unit.SHARE: Text("tỷ lệ", "share"),
    Unit.UNITS: Text("đơn vị", "units"),
    Unit.STAFF: Text("biên chế", "staff"),
    Unit.DEPUTIES: Text("cấp phó", "deputies"),
    Unit.HOUSEHOLDS: Text("hộ", "households"),
    Unit.TITLES: Text("chức danh", "titles"),
    Unit.POINTS: Text("điểm", "points"),
    Unit.BASE_SALARIES: Text("lần mức lương cơ sở", "times the base salary"),
    Unit.DONG: Text("đồng", "đồng"),
    Unit.TERMS: Text("nhiệm kỳ", "terms"),
    Unit.YEARS: Text("năm", "years"),
    Unit.BANDS: Text("bậc", "bands"),
    Unit.TESTS: Text("tiêu chí", "tests"),
    Unit.PAIR: Text("kiêm nhiệm", "joint holding"),
    Unit.MERGED_ORGAN: Text("hợp nhất cơ quan", "merged organs"),
    Unit.TARGET: Text("mục tiêu", "target"),
    Unit.CHECK: Text("quy định", "rule"),
    Unit.LEADERS: Text("chức danh đứng đầu", "leading posts"),
    Unit.KIN_BAR: Text("không bố trí người thân", "family kept apart"),
}
_AT_LEAST, _UP_TO, _ABOVE = Text("ít nhất", "at least"), Text("đến", "up to"), Text("trên mức đó", "above")
_AREA, _POPULATION = Text("diện tích dưới", "area below"), Text("dân số dưới", "population below")
_OF_STANDARD = Text("tiêu chuẩn", "of the standard")
_AND = Text("và", "and")
_WITHIN: Mapping[str, Text] = {
    "body": Text("trong một cơ quan", "in one body"),
    "unit": Text("trong một địa phương, cùng cấp", "in one unit, of its level"),
}
_ELSEWHERE: Mapping[str, Text] = {
    "agency": Text("cơ quan", "agency"),
    "enterprise": Text("doanh nghiệp", "enterprise"),
}


def worded(each: Parameter) -> str | int | Fraction:
    """The value of a parameter: a number as one, all else as a phrase in the language of the page."""
    match each.value:
        case Fraction() as number:
            return number.numerator if number.denominator == 1 else number
        case Pair(roles=roles, levels=levels):
            return f"{' = '.join(said(ROLES[role]) for role in roles)} ({_levels(levels)})"
        case MergedOrgan(organs=organs, result=result, levels=levels):
            into = f" → {said(FORMS[result])}" if result else ""
            return f"{' + '.join(organs)}{into} ({_levels(levels)})"
        case Target(indicator=indicator, at_least=least, of=of):
            figure = said(INDICATORS[indicator].label) if indicator in INDICATORS else indicator
            reached = formats.number(least, current()) if of == "count" else formats.percent(least, current())
            return f"{figure}: {said(_AT_LEAST)} {reached}"
        case Check(vi=vi, en=en):
            return said(Text(vi, en))
        case Leaders(levels=levels, seats=seats):
            return f"{_seats(seats)} ({_levels(levels)})"
        case KinBar(within=within, first=first, second=second):
            return f"{_seats(first)} – {_seats(second or first)} ({said(_WITHIN[within])})"
        case rows:
            return "; ".join(_row(row) for row in rows)


def _seats(seats: Iterable[Seat]) -> str:
    return "; ".join(_seat(each) for each in seats)


def _seat(seat: Seat) -> str:
    posts = [said(ROLES[each]) for each in seat.roles] + [said(CHOICE_NAMES[each]) for each in seat.headships]
    bodies = [said(FORMS[each]) for each in seat.forms] + [f"“{each}”" for each in seat.names]
    return f"{', '.join(posts)}{': ' if bodies else ''}{', '.join(bodies)}"


def _row(row: Band | Test) -> str:
    if isinstance(row, Band):
        limit = said(_ABOVE) if row.up_to is None else f"{said(_UP_TO)} {formats.number(row.up_to, current())}"
        return f"{limit}: {formats.number(row.value, current())}"
    area, population = (formats.percent(each, current()) for each in (row.area_below, row.population_below))
    both = f"{said(_AREA)} {area} {said(_AND)} {said(_POPULATION)} {population}"
    return f"{_levels(row.levels)}: {both} {said(_OF_STANDARD)}"


def _levels(levels: Iterable[str]) -> str:
    return ", ".join(said(_ELSEWHERE.get(each) or CHOICE_NAMES[each]) for each in levels)
