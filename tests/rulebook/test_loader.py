"""A rulebook file that is not whole is refused with file, line and key."""

from __future__ import annotations

import re

import pytest
import yaml

from tinhgon.rulebook.domain.faults import RulebookFault
from tinhgon.rulebook.domain.parameters import Rulebook
from tinhgon.rulebook.loading import parse_rulebook

SOUND = """\
sources:
  text: https://example.org/law
  memory: from memory
parameters:
  - id: standard.population
    label: {vi: Dân số, en: Population}
    unit: persons
    versions:
      - value: 5000
        valid_from: 2016-05-25
        valid_to: 2025-12-31
        instrument: 1211/2016/UBTVQH13
        source: text
        verified: true
      - value: 8000
        valid_from: 2026-01-01
        valid_to: null
        instrument: 112/2025/UBTVQH15
        source: text
        verified: partial
"""


def parse(text: str) -> Rulebook:
    return parse_rulebook([("law.yaml", text)])


def test_a_sound_file_is_read() -> None:
    first, second = parse(SOUND)
    assert (first.number, second.number) == (5000, 8000)
    assert first.validity.meets(second.validity)
    assert second.citation.verified == "partial"


@pytest.mark.parametrize(
    ("was", "becomes", "line", "key", "says"),
    [
        ("        verified: true\n", "        verified: true\n        colour: red\n", 15, "colour", "unknown field"),
        ("text: https://example.org/law", "text: 5", 1, "sources", "Expected `str | object`"),
        ("    unit: persons", "    on: persons", 5, "parameters[0]", "Expected `str`"),
        ("unit: persons", "unit: persons\n    units: x", 8, "units", "unknown field"),
        ("        instrument: 1211/2016/UBTVQH13\n", "", 9, "instrument", "required field"),
        ("        source: text\n        verified: true", "        verified: true", 9, "source", "required field"),
        ("        verified: true\n", "", 9, "verified", "required field"),
        ("instrument: 1211/2016/UBTVQH13", "instrument: null", 12, "instrument", "citation is missing"),
        ("instrument: 1211/2016/UBTVQH13", "instrument: ' '", 12, "instrument", "Expected"),
        ("source: text", "source: rumour", 13, "source", "`sources` has no `rumour`"),
        ("source: text", "source: memory", 14, "verified", "from memory"),
        ("verified: true", "verified: maybe", 14, "verified", "Invalid"),
        ("unit: persons", "unit: heads", 7, "unit", "Invalid enum value"),
        ("value: 5000", "value: many", 9, "value", "not a number"),
        ("value: 5000", "value: true", 9, "value", "not a number"),
        ("value: 5000", "value: 0.5", 9, "value", "not a whole number"),
        ("value: 5000", "value: -5", 9, "value", "below zero"),
        ("valid_to: 2025-12-31", "valid_to: 2016-05-24", 11, "valid_to", "before the first day"),
        ("valid_from: 2016-05-25", "valid_from: spring", 10, "valid_from", "Invalid"),
        ("valid_to: 2025-12-31", "valid_to: 2026-01-01", 16, "valid_from", "share days"),
        ("id: standard.population", "id: 'standard population'", 5, "id", "Expected"),
        ("    label: {vi: Dân số, en: Population}\n", "    label: {vi: Dân số}\n", 6, "en", "required field"),
    ],
)
def test_a_fault_names_file_line_and_key(was: str, becomes: str, line: int, key: str, says: str) -> None:
    assert was in SOUND
    with pytest.raises(RulebookFault) as caught:
        parse(SOUND.replace(was, becomes, 1))
    assert caught.value.where.startswith(f"law.yaml:{line}: ")
    assert key in caught.value.where
    assert says in caught.value.what.en
    assert caught.value.what.vi


@pytest.mark.parametrize(
    ("unit", "value", "says"),
    [
        ("bands", "[{up_to: 9, value: 1}]", "the last band"),
        ("bands", "[{up_to: null, value: 1}, {up_to: null, value: 2}]", "the last band"),
        ("bands", "[{up_to: 9, value: 1}, {up_to: 9, value: 2}, {up_to: null, value: 3}]", "must rise"),
        ("tests", "[]", "at least one"),
        ("tests", "[{levels: [district], area_below: 0, population_below: 1}]", "above zero"),
        ("tests", "[{levels: [county], area_below: 1, population_below: 1}]", "Invalid enum value"),
        ("pair", "{roles: [secretary], levels: [commune]}", "length >= 2"),
        ("pair", "{roles: [secretary, king], levels: [commune]}", "`king` is no role"),
        ("pair", "{roles: [secretary, front_chair], levels: [commune], where: x}", "unknown field"),
        ("pair", "{roles: [secretary, front_chair], forms: [party_committee], levels: [commune]}", "one form for each"),
        ("pair", "{roles: [secretary, front_chair], forms: [palace, room], levels: [commune]}", "`palace` is no form"),
        ("merged_organ", "{organs: [A], levels: [district], result: palace}", "`palace` is no form"),
        ("target", "{indicator: units.commune, at_least: 0, of: share, place: X}", "above zero"),
        ("target", "{indicator: units.commune, at_least: 1, of: luck, place: X}", "Invalid enum value"),
        ("check", "{vi: a, en: b, severity: deadly}", "Invalid enum value"),
    ],
)
def test_a_structured_value_must_fit_its_unit(unit: str, value: str, says: str) -> None:
    text = SOUND.replace("unit: persons", f"unit: {unit}").replace("value: 5000", f"value: {value}")
    with pytest.raises(RulebookFault) as caught:
        parse(text)
    assert caught.value.where.startswith("law.yaml:9: ")
    assert "value" in caught.value.where
    assert says in caught.value.what.en


def test_an_id_stands_once_in_all_files() -> None:
    with pytest.raises(RulebookFault, match=re.escape("standard.population")) as caught:
        parse_rulebook([("a.yaml", SOUND), ("b.yaml", SOUND)])
    assert caught.value.where.startswith("b.yaml:10: ")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (SOUND.replace("    unit: persons\n", "    unit: persons\n    unit: km2\n"), 8),
        (SOUND.replace("value: 5000", "value: .inf"), 9),
        ("sources: {}\nparameters: [", 2),
    ],
)
def test_malformed_yaml_names_file_and_line(text: str, line: int) -> None:
    with pytest.raises(RulebookFault) as caught:
        parse(text)
    assert caught.value.where.startswith(f"law.yaml:{line}: ")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(RulebookFault, match=r"law\.yaml"):
        parse("")


def test_a_broken_number_keeps_every_digit() -> None:
    text = SOUND.replace("unit: persons", "unit: km2").replace("5000", "5.1")
    assert next(iter(parse(text))).number * 10 == 51
    assert yaml.safe_load("5.1") == 5.1  # what plain YAML would have made of it
