"""What the rulebook holds: every parameter cites, every answer is for a day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from importlib.resources import files

import pytest

from tinhgon.rulebook.domain.faults import NotInForce
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.rulebook.domain.rules import RULES
from tinhgon.rulebook.domain.values import Check, Target, Unit
from tinhgon.rulebook.loading import load_rulebook

RULEBOOK = load_rulebook()
PARAMETERS = list(RULEBOOK)


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda each: f"{each.id}@{each.validity.start}")
def test_every_parameter_cites(parameter: Parameter) -> None:
    citation = parameter.citation
    assert citation.instrument.vi or citation.article.vi
    for each in (citation.instrument, citation.article, citation.note):
        assert bool(each.vi) is bool(each.en)
    assert citation.source.vi and citation.source.en
    assert parameter.label.vi and parameter.label.en
    if "from memory, not checked" in citation.source.en:
        assert citation.verified is False


def test_what_is_cited_is_told_in_one_language_at_a_time() -> None:
    told = [
        each
        for one in PARAMETERS
        for each in (one.citation.instrument, one.citation.article, one.citation.source, one.citation.note)
    ]
    for each in told:
        assert not re.search(r"\b(dòng|suy|bài|ghi|Luật|Điều)\b", each.en), each.en
        assert not re.search(r"\b(line|article|derived|from)\b", each.vi) or each.vi.startswith("http"), each.vi


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda each: f"{each.id}@{each.validity.start}")
def test_a_version_is_found_on_its_days_and_no_other(parameter: Parameter) -> None:
    start, end = parameter.validity.start, parameter.validity.end
    if start is not None:
        assert RULEBOOK.value(parameter.id, start) is parameter
        assert RULEBOOK.find(parameter.id, start - timedelta(days=1)) is not parameter
    if end is not None:
        assert RULEBOOK.value(parameter.id, end - timedelta(days=1)) is parameter
        assert RULEBOOK.find(parameter.id, end) is not parameter


@pytest.mark.parametrize(
    ("id", "on", "value"),
    [
        ("unit_standard.commune.other.population", date(2025, 12, 31), 8000),
        ("unit_standard.commune.other.population", date(2026, 1, 1), 16000),
        ("unit_standard.province.subunits", date(2022, 12, 31), 11),
        ("unit_standard.province.subunits", date(2023, 1, 1), 9),
        ("unit_standard.district.subunits", date(2023, 1, 1), 13),
        ("commune_staff.total.commune.I", date(2019, 6, 24), 25),
        ("commune_staff.total.commune.I", date(2019, 6, 25), 23),
        ("commune_staff.total.commune.I", date(2023, 8, 1), 22),
        ("commune_staff.total.ward.I", date(2023, 8, 1), 23),
        ("commune_staff.part_time.III", date(2026, 5, 31), 0),
        ("room.staff.least.I", date(2025, 3, 1), 6),
        ("rearrangement.result.commune.other.population", date(2025, 7, 1), 16000),
    ],
)
def test_the_value_is_that_of_the_day(id: str, on: date, value: int) -> None:
    assert RULEBOOK.value(id, on).number == value


def test_a_day_without_law_names_the_periods_there_are() -> None:
    with pytest.raises(NotInForce) as caught:
        RULEBOOK.value("rearrangement.mandatory", date(2022, 6, 1))
    text = caught.value.message("en")
    assert "rearrangement.mandatory" in text
    assert "[2019-03-12, 2022-01-01)" in text and "[2023-07-12, 2025-04-14)" in text


def test_an_unknown_id_is_named() -> None:
    with pytest.raises(NotInForce, match=r"no parameter `unit\.size`"):
        RULEBOOK.value("unit.size", date(2020, 1, 1))


def test_a_number_is_not_read_from_a_structure() -> None:
    with pytest.raises(TypeError, match="pair"):
        _ = RULEBOOK.value("pair.up01", date(2020, 1, 1)).number


def test_what_was_not_seen_stays_unverified() -> None:
    unverified = {each.id for each in PARAMETERS if each.citation.verified is False}
    assert {"unit_standard.township.area", "unit_standard.town.population", "check.ck02"} <= unverified


def test_every_target_names_an_indicator() -> None:
    targets = [each.value for each in PARAMETERS if isinstance(each.value, Target)]
    assert len(targets) == 6
    assert {each.indicator for each in targets} <= set(INDICATORS)
    cuts = {each.indicator for each in targets if each.of == "cut"}
    assert cuts <= {id for id in INDICATORS if "establishment_cut" in id}  # no more than ceilings is read for them


def test_every_check_names_a_rule_or_says_that_it_is_not_run() -> None:
    checks = {each.id: each for each in PARAMETERS if isinstance(each.value, Check)}
    assert sorted(checks) == [f"check.ck0{number}" for number in range(1, 9)]
    for parameter in checks.values():
        assert isinstance(parameter.value, Check)
        assert parameter.value.rule in RULES or "not checked yet" in parameter.citation.note.en


def test_every_indicator_cites_parameters_that_exist() -> None:
    known = {each.id for each in PARAMETERS}
    for indicator in INDICATORS.values():
        assert set(indicator.cites) <= known
        assert indicator.definition.vi and indicator.definition.en


def test_units_of_structured_values_are_all_in_use() -> None:
    assert {each.unit for each in PARAMETERS} == set(Unit)


def test_the_files_come_with_the_package() -> None:
    names = {each.name for each in files("tinhgon.rulebook").joinpath("data").iterdir()}
    assert {"unit_standards.yaml", "rearrangement.yaml", "commune_staff.yaml", "deputies.yaml", "posts.yaml"} <= names
