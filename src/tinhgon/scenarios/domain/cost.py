"""What a plan saves and costs, by year, under assumptions that are shown with every amount.

Pay of a holder for a month: base salary of the day (law) × the coefficient assumed for the establishment
class and headship. Order of calculation: exact fractions per post and month, summed over months and holders,
rounded to whole đồng once, half up, at each amount shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import msgspec
import polars as pl

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.vocabulary import ESTABLISHMENT_CLASSES
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.figures import rounded
from tinhgon.rulebook.domain.parameters import Parameter, Rulebook
from tinhgon.scenarios.domain.fates import Fate, PersonFate
from tinhgon.temporal import Period

BASE_SALARY = "pay.base_salary"


class Assumptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What costs are counted with; coefficients are decimals as text, money is whole đồng.

    `coefficients` by establishment class (times the base salary, allowances and contributions included),
    `head_supplement` and `deputy_supplement` are added to them. `running_cost` is that of one body for a year,
    `severance_months` the months of pay for a person who is displaced, `reorganisation_cost` that of one body
    which is founded, merged or ended.
    """

    coefficients: dict[str, str] = msgspec.field(
        default_factory=lambda: {
            "elected_official": "4.0",
            "civil_servant": "3.7",
            "public_employee": "3.7",
            "contract": "2.5",
            "part_time": "1.0",
        }
    )
    head_supplement: str = "0.6"
    deputy_supplement: str = "0.4"
    running_cost: int = 0
    severance_months: str = "12"
    reorganisation_cost: int = 0
    years: int = 5


class InvalidAssumption(TinhGonError):
    """An assumption that cannot be counted with."""

    code = "invalid_assumption"


def checked(assumptions: Assumptions) -> Assumptions:
    """The assumptions, where every number is one and none is negative. Raises InvalidAssumption."""
    texts = {
        **{f"coefficients.{name}": value for name, value in assumptions.coefficients.items()},
        "head_supplement": assumptions.head_supplement,
        "deputy_supplement": assumptions.deputy_supplement,
        "severance_months": assumptions.severance_months,
    }
    for name, text in texts.items():
        try:
            wrong = Fraction(text) < 0
        except (ValueError, ZeroDivisionError):
            wrong = True
        if wrong:
            raise _invalid(name, text, Text("phải là số không âm", "it must be a number that is not negative"))
    for name in ("running_cost", "reorganisation_cost"):
        if getattr(assumptions, name) < 0:
            raise _invalid(name, str(getattr(assumptions, name)), Text("không được âm", "it must not be negative"))
    if not 1 <= assumptions.years <= 30:
        raise _invalid("years", str(assumptions.years), Text("từ 1 đến 30 năm", "from 1 to 30 years"))
    if unknown := set(assumptions.coefficients) - set(ESTABLISHMENT_CLASSES):
        raise _invalid("coefficients", ", ".join(sorted(unknown)), Text("không có loại này", "there is no such class"))
    return assumptions


def _invalid(name: str, value: str, why: Text) -> InvalidAssumption:
    return InvalidAssumption(
        Text(f"Giả định chi phí không hợp lệ: {value}", f"An assumption of costs is not valid: {value}"),
        where=name,
        why=why,
    )


def monthly_coefficients(apparatus: Apparatus, assumptions: Assumptions) -> Fraction:
    """The coefficients of all paid holders of an apparatus, summed up: its payroll of a month in base salaries."""
    return sum(by_key(apparatus, assumptions, ()).values(), Fraction())


def by_key(apparatus: Apparatus, assumptions: Assumptions, keys: Sequence[str]) -> dict[tuple[object, ...], Fraction]:
    """Payroll of a month in base salaries, by columns of `Apparatus.holders` such as sector or tier."""
    paid = apparatus.holders.filter(~pl.col("concurrent").fill_null(False))
    counted = paid.group_by(*keys, "establishment_class", "headship").len()
    found: dict[tuple[object, ...], Fraction] = defaultdict(Fraction)
    for *key, of, headship, number in counted.iter_rows():
        found[tuple(key)] += number * coefficient(of, headship, assumptions)
    return dict(found)


def coefficient(establishment_class: str, headship: str, assumptions: Assumptions) -> Fraction:
    """The coefficient assumed for one paid holder."""
    supplement = {"head": assumptions.head_supplement, "deputy": assumptions.deputy_supplement}.get(headship, "0")
    return Fraction(assumptions.coefficients.get(establishment_class, "0")) + Fraction(supplement)


@dataclass(frozen=True, slots=True)
class Slice:
    """A time without change: its days, payroll of a month in base salaries, and bodies, without and with the plan."""

    period: Period
    before: Fraction
    after: Fraction
    bodies_before: int
    bodies_after: int


@dataclass(frozen=True, slots=True)
class Year:
    """What one year comes to, in đồng: pay and running costs without and with the plan, and one-off costs.

    `law` are the base salaries applied.
    """

    year: int
    payroll_before: int
    payroll_after: int
    running_before: int
    running_after: int
    one_off: int
    law: tuple[Parameter, ...]

    @property
    def saved(self) -> int:
        """What is saved in the year before one-off costs, đồng; negative where the plan costs more."""
        return self.payroll_before - self.payroll_after + self.running_before - self.running_after

    @property
    def balance(self) -> int:
        """What is saved in the year after one-off costs, đồng."""
        return self.saved - self.one_off


@dataclass(frozen=True, slots=True)
class OneOff:
    """A cost that arises once on a day: what for, how many times, đồng each on average, đồng in all."""

    on: date
    label: Text
    number: int
    amount: int


@dataclass(frozen=True, slots=True)
class Cost:
    """Costs by year, what arises once, and when savings have paid for it (None: not within the years)."""

    assumptions: Assumptions
    years: tuple[Year, ...]
    one_off: tuple[OneOff, ...]

    @property
    def pays_back_in(self) -> int | None:
        """The first year in which savings so far cover the one-off costs so far; None where none does."""
        balance = 0
        for each in self.years:
            balance += each.balance
            if balance >= 0 and each.saved > 0:
                return each.year
        return None


def cost(slices: Sequence[Slice], one_off: Iterable[OneOff], assumptions: Assumptions, rulebook: Rulebook) -> Cost:
    """Costs by calendar year, from the first slice on, over as many years as assumed.

    A year is counted in months; a month counts for the slice and the base salary that hold on its first day.
    """
    arising = tuple(one_off)
    first = slices[0].period.lower.year
    years = []
    for year in range(first, first + assumptions.years):
        before = after = running_before = running_after = Fraction()
        law: dict[date, Parameter] = {}
        for month in range(1, 13):
            day = date(year, month, 1)
            if (held := _at(slices, day)) is None:
                continue
            if (base := rulebook.find(BASE_SALARY, day)) is not None:
                law[base.validity.lower] = base
                before += held.before * base.number
                after += held.after * base.number
            running_before += Fraction(held.bodies_before * assumptions.running_cost, 12)
            running_after += Fraction(held.bodies_after * assumptions.running_cost, 12)
        once = sum(each.amount for each in arising if each.on.year == year)
        years.append(
            Year(
                year,
                dong(before),
                dong(after),
                dong(running_before),
                dong(running_after),
                once,
                tuple(law.values()),
            )
        )
    return Cost(assumptions, tuple(years), arising)


def severance(
    fates: Iterable[PersonFate], before: Apparatus, assumptions: Assumptions, rulebook: Rulebook, on: date
) -> OneOff | None:
    """The pay that displaced people get once, as assumed; None where nobody is displaced."""
    displaced = {each.person for each in fates if each.fate is Fate.DISPLACED}
    if not displaced:
        return None
    paid = before.holders.filter(~pl.col("concurrent").fill_null(False) & pl.col("person_id").is_in(list(displaced)))
    coefficients = sum(
        (
            coefficient(of, headship, assumptions)
            for of, headship in paid.select("establishment_class", "headship").iter_rows()
        ),
        Fraction(),
    )
    base = rulebook.find(BASE_SALARY, on)
    amount = coefficients * (base.number if base else 0) * Fraction(assumptions.severance_months)
    return OneOff(on, Text("Trợ cấp cho người dôi dư", "Support for displaced people"), len(displaced), dong(amount))


def reorganising(bodies: int, assumptions: Assumptions, on: date) -> OneOff | None:
    """The cost of bodies that begin, merge or end; None where none is assumed."""
    if not bodies or not assumptions.reorganisation_cost:
        return None
    amount = bodies * assumptions.reorganisation_cost
    return OneOff(on, Text("Chi phí sắp xếp cơ quan", "Cost of reorganising bodies"), bodies, amount)


def dong(amount: Fraction) -> int:
    """Whole đồng, halves rounded away from zero."""
    return int(rounded(amount, 0))


def _at(slices: Sequence[Slice], day: date) -> Slice | None:
    return next((each for each in slices if day in each.period), None)
