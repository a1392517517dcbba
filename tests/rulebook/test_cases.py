"""The cases of `cases/`, which a lawyer can read and extend: what is given and what must follow."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rulebook.provinces import Province
from tinhgon.rulebook.domain.figures import Context, Figure, figure, grouped, rounded
from tinhgon.rulebook.domain.findings import Case, Finding
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.domain.post_rules import POST_RULES
from tinhgon.rulebook.domain.rules import RULES, check
from tinhgon.rulebook.domain.standards import ratios
from tinhgon.rulebook.loading import load_rulebook

FOLDER = Path(__file__).parent / "cases"
RULEBOOK = load_rulebook()


def cases(file: str, key: str | None = None) -> Any:
    read = yaml.safe_load((FOLDER / f"{file}.yaml").read_text("utf-8"))
    found = read if key is None else read[key]
    return pytest.mark.parametrize("case", found, ids=lambda each: each["case"])


def of_rule(findings: list[Finding], rule: str) -> list[Finding]:
    return [each for each in findings if each.rule == rule]


def judged(province: Province, law_on: date, *rules: str) -> list[Finding]:
    return check(province.apparatus(law_on), RULEBOOK, law_on, [RULES[each] for each in rules])


def parent_of(province: Province, case: dict[str, Any]) -> int:
    type_ = case.get("parent", "huyện")
    return (
        province.id if type_ == "tỉnh" else province.area("district", parent=province.id, type=type_, terrain="other")
    )


@cases("standards")
def test_a_unit_against_its_standard(case: dict[str, Any]) -> None:
    province, expected = Province(), case["expect"]
    unit = case["unit"]
    upper = province.id if unit["level"] == "district" else parent_of(province, case)
    area = province.area(name="Đơn vị", parent=upper, **unit)
    found = [
        each
        for each in judged(province, case["law_on"], "unit_below_standard", "must_rearrange")
        if each.subjects == (("area", area),)
    ]
    standard, tested = of_rule(found, "unit_below_standard"), of_rule(found, "must_rearrange")
    assert bool(tested) is expected["must_rearrange"]
    if "lacking" in expected:
        (finding,) = standard
        assert (finding.severity, finding.evidence["lacking"]) == ("info", expected["lacking"])
        assert finding.evidence["class"] == expected["class"]
        return
    measured = ratios(province.apparatus(), RULEBOOK, case["law_on"]).filter(id=area).row(0, named=True)
    assert measured["class"] == expected["class"]
    assert bool(standard) is expected["below"]
    for finding in standard:
        assert finding.severity == "law"
        assert Decimal(str(finding.evidence["population_percent"])) == Decimal(str(expected["population_percent"]))
        assert Decimal(str(finding.evidence["area_percent"])) == Decimal(str(expected["area_percent"]))
        assert finding.citations
    if "population_required" in expected:
        assert measured["population_required"] == expected["population_required"]


@pytest.mark.parametrize(
    "case", [each for each in yaml.safe_load((FOLDER / "standards.yaml").read_text("utf-8")) if "sum_of" in each]
)
def test_a_merged_unit_is_the_sum_of_its_parts(case: dict[str, Any]) -> None:
    parts = case["sum_of"]
    assert sum(part["population"] for part in parts) == case["unit"]["population"]
    area = sum(Decimal(str(part["natural_area"])) for part in parts)
    assert area == Decimal(str(case["unit"]["natural_area"])) != Decimal("1119.36")


@cases("sizes", "communes")
def test_the_staff_of_a_commune(case: dict[str, Any]) -> None:
    def found(number: int) -> list[Finding]:
        province = Province()
        area = province.area(
            "commune",
            parent=parent_of(province, case),
            type=case["type"],
            terrain="other",
            grade=case["grade"],
            population=case.get("population", 8000),
            natural_area=case.get("natural_area", 30 if case["type"] == "xã" else 5.5),
        )
        of = "part_time" if case["what"] == "part_time" else "civil_servant"
        if number:
            province.post(province.body("people_committee", area), "staff", "none", number, of)
        return judged(province, case["law_on"], "commune_staff", "commune_part_time")

    if case["most"] is None:
        assert found(1000) == []
        return
    assert found(case["most"]) == []
    (finding,) = found(case["most"] + 1)
    assert finding.rule == f"commune_{case['what']}"
    assert str(case["most"]) in finding.message.vi


@cases("sizes", "rooms")
def test_the_size_and_deputies_of_a_room(case: dict[str, Any]) -> None:
    def found(deputies: int) -> list[Finding]:
        province = Province(grade=case["grade"])
        room = province.body("room", None, "province", province.body("department", province.id, "province"))
        province.post(room, "staff", "none", case["staff"], "civil_servant")
        post = province.post(room, "organ_deputy", "deputy", 9, "contract")
        for _ in range(deputies):
            province.hold(province.person(), post)
        return judged(province, case["law_on"], "room_too_small", "room_deputies")

    most = case["deputies"]
    assert bool(of_rule(found(0), "room_too_small")) is case["too_small"]
    assert of_rule(found(9 if most is None else most), "room_deputies") == []
    if most is not None:
        (finding,) = of_rule(found(most + 1), "room_deputies")
        assert finding.evidence["allowed"] == most


@cases("sizes", "averages")
def test_the_average_number_of_deputies(case: dict[str, Any]) -> None:
    def found(deputies: int) -> list[Finding]:
        province = Province()
        area = {"province": province.id}
        area["district"] = province.area("district", parent=province.id, type="huyện")
        area["commune"] = province.area("commune", parent=area["district"], type="xã")
        bodies = [province.body(case["form"], area[case["tier"]], case["tier"]) for _ in range(case["bodies"])]
        posts = [province.post(body, "organ_deputy", "deputy", 99) for body in bodies]
        for number in range(deputies):
            province.hold(province.person(), posts[number % len(posts)])
        return judged(province, case["law_on"], "average_deputies")

    if case["most"] is None:
        assert found(50) == []
    else:
        assert found(case["most"]) == []
        assert len(found(case["most"] + 1)) == 1


@cases("posts")
def test_who_holds_what_in_a_commune(case: dict[str, Any]) -> None:
    province = Province()
    area = province.area("commune", "Xã Minh Cầm", province.id, type="xã")
    province.unit(area, "commune", case["holders"])
    found = check(province.apparatus(case["law_on"]), RULEBOOK, case["law_on"], POST_RULES)
    assert sorted({each.rule for each in found}) == case["expect"]


def units(level: str, total: int, committee: int, council: int) -> Province:
    province = Province()
    for number in range(total):
        area = province.area(level, parent=province.id, type="xã" if level == "commune" else "huyện")
        chairs = {"committee_chair": "b", "council_chair": "c"}
        if number < committee:
            chairs["committee_chair"] = "a"
        elif number < committee + council:
            chairs["council_chair"] = "a"
        province.unit(area, level, {"secretary": "a", **chairs})
    return province


@cases("figures", "shares")
def test_shares_as_the_articles_print_them(case: dict[str, Any]) -> None:
    context = units(case["level"], case["units"], case["committee"], case["council"]).context()
    for chair in ("committee", "council"):
        found = figure(INDICATORS[f"secretary_is_{chair}_chair.{case['level']}"], context)
        assert found.counts == f"{case[chair]}/{case['units']}"
        assert found.percent() == Decimal(str(case[f"{chair}_percent"]))
    assert list(RULES["models_fit"].run(Case(context.now, RULEBOOK, context.on))) == []


@cases("figures", "targets")
def test_targets_and_what_is_short(case: dict[str, Any]) -> None:
    province = units("commune", case["units"], case["committee"], 0)
    found = [
        each
        for each in check(province.apparatus(), RULEBOOK, None, [RULES["target_missed"]])
        if each.evidence["indicator"] == "secretary_is_committee_chair.commune"
    ]
    assert [(each.evidence["wanted"], each.evidence["gap"]) for each in found] == (
        [] if case["gap"] is None else [(case["wanted"], case["gap"])]
    )


@cases("figures", "cuts")
def test_the_establishment_cut_and_its_parts(case: dict[str, Any]) -> None:
    def state(amounts: dict[str, int]) -> Province:
        province = Province("Tỉnh Hậu Giang")
        for sector, amount in amounts.items():
            body = province.body("people_committee", province.id, "province", sector=sector)
            province.quota(body, amount)
            province.quota(province.body("department", None, "province", body, sector), amount // 2)
        return province

    context = Context(RULEBOOK, state(case["after"]).apparatus(), state(case["before"]).apparatus(date(2015, 1, 1)))
    found: Figure = figure(INDICATORS["establishment_cut"], context)
    assert found.value == case["total"]
    assert {key: each.value for key, each in grouped(found.indicator, context, "sector").items()} == case["cut"]
    if "share" in case:
        share = figure(INDICATORS["establishment_cut_share"], context).value
        assert share is not None and rounded(share * 100, 2) == case["share"]
