"""What a scenario saves and costs: by year, by sector, tier and unit, under assumptions that can be changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.faults import STATUS_OF
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, ESTABLISHMENT_CLASSES
from tinhgon.registry.site.moments import timeless
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.rulebook.loading import load_rulebook
from tinhgon.rulebook.site.citing import cited
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.cost import BASE_SALARY, Assumptions, Cost, InvalidAssumption, Year, by_key, dong
from tinhgon.scenarios.meaning import assumptions_of, meaning_of
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.site.access import scenario_page
from tinhgon.scenarios.site.sight import Sight

Key = tuple[str, Text]

KEYS: Mapping[str, Key] = {
    "sector": ("sector", Text("Khối", "Sector")),
    "tier": ("tier", Text("Cấp", "Tier")),
    "unit": ("unit_id", Text("Đơn vị", "Unit")),
}
_VARIED = Fraction(1, 10)  # by which each assumption is varied in turn
_NUMBERS = ("head_supplement", "deputy_supplement", "severance_months", "running_cost", "reorganisation_cost", "years")
NAMES = {
    "head_supplement": Text("Phụ cấp cấp trưởng (hệ số)", "Supplement of heads (coefficient)"),
    "deputy_supplement": Text("Phụ cấp cấp phó (hệ số)", "Supplement of deputies (coefficient)"),
    "severance_months": Text("Trợ cấp người dôi dư (tháng lương)", "Support for displaced people (months of pay)"),
    "running_cost": Text("Chi hoạt động một cơ quan mỗi năm (đồng)", "Running cost of a body a year (đồng)"),
    "reorganisation_cost": Text("Chi phí sắp xếp một cơ quan (đồng)", "Cost of reorganising a body (đồng)"),
    "years": Text("Số năm tính", "Years counted"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """The payroll of a month of one sector, tier or unit, in đồng."""

    key: str
    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Varied:
    """What the balance over all years comes to, in đồng, when one assumption is lower or higher."""

    name: Text
    lower: int
    higher: int


@scenario_page()
@timeless
@require_http_methods(["GET", "POST"])
def cost(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Costs by year and by part; a POST changes the assumptions, keeping what was typed where it is at fault."""
    sight = Sight.of(request, scenario)
    if request.method == "GET":
        return _page(sight, _typed(assumptions_of(scenario.assumptions)))
    if not sight.may_edit:
        raise PermissionDenied
    typed = {name: request.POST.get(name, "").strip().replace(",", ".") for name in _fields()}
    try:
        given = _assumed(typed)
        assumptions_of(given)
        services.assume(scenario, given)
    except TinhGonError as fault:
        return _page(sight, typed, fault, STATUS_OF.get(fault.code, 400))
    return redirect(sight.address("scenario-cost"))


def _fields() -> list[str]:
    return [*(f"coefficients.{each}" for each in ESTABLISHMENT_CLASSES), *_NUMBERS]


def _typed(assumed: Assumptions) -> dict[str, str]:
    """Assumptions as the form shows them."""
    found = {f"coefficients.{each}": assumed.coefficients.get(each, "0") for each in ESTABLISHMENT_CLASSES}
    return found | {name: str(getattr(assumed, name)) for name in _NUMBERS}


def _assumed(typed: Mapping[str, str]) -> dict[str, object]:
    """Assumptions as a scenario keeps them. Raises InvalidAssumption for what is no whole number where one is due."""
    given: dict[str, object] = {name: typed[name] for name in _NUMBERS}
    for name in ("running_cost", "reorganisation_cost", "years"):
        digits = typed[name].replace(".", "").replace(" ", "") or "0"
        if not digits.isascii() or not digits.isdigit() or len(digits) > 15:
            raise InvalidAssumption(
                Text(
                    f"Giả định chi phí không hợp lệ: {typed[name]}",
                    f"An assumption of costs is not valid: {typed[name]}",
                ),
                where=name,
                why=Text("phải là số nguyên không âm", "it must be a whole number that is not negative"),
            )
        given[name] = int(digits)
    return given | {"coefficients": {each: typed[f"coefficients.{each}"] for each in ESTABLISHMENT_CLASSES}}


def _page(sight: Sight, typed: dict[str, str], fault: TinhGonError | None = None, status: int = 200) -> HttpResponse:
    found = sight.meaning.cost
    by = sight.request.GET.get("by", "sector") if sight.request.GET.get("by") in KEYS else "sector"
    table = Table(
        name=f"quy-luong-phuong-an-{sight.scenario.pk}",
        columns=_columns(KEYS[by][1]),
        rows=_parts(sight, KEYS[by][0], found.assumptions),
        request=sight.request,
        order="change",
        caption=Text("Quỹ lương một tháng", "Payroll of a month"),
    )
    context = {
        "cost": found,
        "sums": _sums(found.years),
        "once": sum(each.amount for each in found.one_off),
        "laws": _laws(found.years),
        "chart": _chart(found),
        "by": by,
        "keys": [(key, name) for key, (_, name) in KEYS.items()],
        "varied": _sensitivity(sight, found),
        "balance": sum(each.balance for each in found.years),
        "inputs": _inputs(typed, fault),
        "fault": fault,
        "table": table,
    }
    if fault is not None:
        return sight.show("scenarios/cost.html", context, status=status)
    return sight.show("scenarios/cost.html", context, table)


def _inputs(typed: Mapping[str, str], fault: TinhGonError | None) -> list[dict[str, object]]:
    """The fields of the assumptions with what was typed."""
    return [
        {
            "name": name,
            "label": NAMES.get(name) or _coefficient(name.removeprefix("coefficients.")),
            "value": value,
            "why": fault.why if fault is not None and fault.where == name else None,
        }
        for name, value in typed.items()
    ]


def _coefficient(of: str) -> Text:
    name = CHOICE_NAMES[of]
    return Text(f"Hệ số lương bình quân: {name.vi}", f"Mean pay coefficient: {name.en}")


def _sums(years: Iterable[Year]) -> dict[str, int]:
    listed = list(years)
    names = ("payroll_before", "payroll_after", "running_before", "running_after", "one_off", "saved", "balance")
    return {name: sum(getattr(each, name) for each in listed) for name in names}


def _laws(years: Iterable[Year]) -> list[dict[str, object]]:
    """The base salaries applied, each once, with what it rests on."""
    applied: dict[object, Parameter] = {law.validity.lower: law for each in years for law in each.law}
    return [
        {
            "since": each.validity.lower,
            "value": each.number,
            "cited": cited(each.citation),
            "verified": each.citation.verified is True,
        }
        for _, each in sorted(applied.items(), key=lambda pair: str(pair[0]))
    ]


def _chart(found: Cost) -> dict[str, object]:
    """What is saved and what arises once, by year, in millions of đồng."""
    return {
        "unit": said(Text("triệu đồng", "million đồng")),
        "categories": [{"label": str(each.year)} for each in found.years],
        "series": [
            {"name": said(Text("Tiết kiệm", "Saved")), "values": [round(each.saved / 1e6, 1) for each in found.years]},
            {
                "name": said(Text("Chi một lần", "One-off")),
                "values": [round(-each.one_off / 1e6, 1) for each in found.years],
            },
        ],
    }


def _parts(sight: Sight, column: str, assumed: Assumptions) -> list[Part]:
    """The payroll of a month on the day looked at, by the values of a column."""
    base = load_rulebook().find(BASE_SALARY, sight.law_on)
    salary = Fraction(0) if base is None else base.number
    sides = [by_key(each, assumed, [column]) for each in (sight.opened.before(sight.on), sight.opened.after(sight.on))]
    found = [
        Part(str(key), _called(sight, column, key), *(dong(side.get((key,), Fraction()) * salary) for side in sides))
        for (key,) in {**sides[0], **sides[1]}
    ]
    return [each for each in found if each.before or each.after]


def _called(sight: Sight, column: str, key: object) -> str:
    if key is None:
        return said(Text("không rõ", "unknown"))
    if column == "unit_id":
        return sight.called.name(int(str(key)))
    return said(CHOICE_NAMES.get(str(key)) or Text(str(key), str(key)))


def _columns(title: Text) -> list[Column[Part]]:
    return [
        Column("name", title, lambda row: row.name, searched=True),
        Column("before", Text("Trước (đồng/tháng)", "Before (đồng a month)"), lambda row: row.before, total=True),
        Column("after", Text("Sau (đồng/tháng)", "After (đồng a month)"), lambda row: row.after, total=True),
        Column("change", Text("Tăng, giảm", "Change"), lambda row: row.after - row.before, total=True),
    ]


def _sensitivity(sight: Sight, found: Cost) -> list[Varied]:
    """The balance over all years with each assumption a tenth lower and higher, the others as they are."""
    plain = msgspec.to_builtins(found.assumptions)
    rows = []
    for name, label in (("coefficients", Text("Hệ số lương (tất cả)", "Pay coefficients (all)")), *NAMES.items()):
        if name == "years":
            continue
        ends = [_balance(sight, {**plain, name: _scaled(plain[name], 1 + sign * _VARIED)}) for sign in (-1, 1)]
        if ends[0] != ends[1]:
            rows.append(Varied(label, *ends))
    return sorted(rows, key=lambda each: -abs(each.higher - each.lower))


def _balance(sight: Sight, assumed: Mapping[str, Any]) -> int:
    return sum(each.balance for each in meaning_of(sight.opened, assumed, sight.on).cost.years)


def _scaled(value: Any, by: Fraction) -> Any:
    """An assumption times a factor, of the same type."""
    if isinstance(value, dict):
        return {key: _scaled(each, by) for key, each in value.items()}
    scaled = Fraction(value) * by
    return str(scaled) if isinstance(value, str) else dong(scaled)
