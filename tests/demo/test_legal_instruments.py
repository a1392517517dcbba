"""The file of legal instruments: complete, cited, and refused when a key is unknown or missing."""

from __future__ import annotations

import copy
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tinhgon.demo.domain.resolutions import resolutions_from_plain
from tinhgon.demo.domain.sources import SourceFault
from tinhgon.demo.legal_instruments import FILE, parse_resolutions, read_resolutions

TEXT = files("tinhgon.demo").joinpath("data", FILE).read_text("utf-8")
PLAIN = yaml.safe_load(TEXT)

Path = tuple[str | int, ...]


def _mappings(plain: Any, path: Path = ()) -> list[Path]:
    """Where the file has a mapping with fixed keys."""
    if isinstance(plain, list):
        return [found for index, each in enumerate(plain) for found in _mappings(each, (*path, index))]
    if isinstance(plain, dict) and path != ("sources",):
        return [path, *(found for key, each in plain.items() for found in _mappings(each, (*path, key)))]
    return []


def _at(plain: Any, path: Path) -> Any:
    for step in path:
        plain = plain[step]
    return plain


mappings = st.sampled_from(_mappings(PLAIN))
keys = st.sampled_from([(path, key) for path in _mappings(PLAIN) for key in _at(PLAIN, path)])


def test_the_34_resolutions_are_1654_to_1687_of_16_june_2025() -> None:
    communes = read_resolutions().communes
    assert sorted(each.number for each in communes) == [f"{n}/NQ-UBTVQH15" for n in range(1654, 1688)]
    assert {each.signed_on for each in communes} == {date(2025, 6, 16)}
    assert len({each.province for each in communes}) == 34


def test_what_is_from_memory_is_not_marked_verified() -> None:
    resolutions = read_resolutions()
    first, law = resolutions.districts
    assert (first.source, first.verified.number, first.verified.signed_on) == ("memory", False, False)
    assert (law.verified.number, law.verified.signed_on) == (True, False)
    assert not any(each.verified.signed_on for each in (resolutions.provinces, *resolutions.communes))


@given(mappings)
def test_an_unknown_key_is_refused_naming_file_and_key(path: Path) -> None:
    plain = copy.deepcopy(PLAIN)
    _at(plain, path)["verifed"] = True
    with pytest.raises(SourceFault, match=rf"{FILE}.*`verifed`"):
        resolutions_from_plain(plain, FILE)


@given(keys)
def test_a_missing_key_is_refused_naming_file_and_key(place: tuple[Path, str]) -> None:
    path, key = place
    plain = copy.deepcopy(PLAIN)
    del _at(plain, path)[key]
    with pytest.raises(SourceFault, match=rf"{FILE}.*`{key}`"):
        resolutions_from_plain(plain, FILE)


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("communes", 3, "source"), " ", r"communes\[3\].source|communes\[...\].source"),
        (("communes", 3, "source"), "hearsay", r"`hearsay` - at `\$.communes\[3\].source`"),
        (("communes", 3, "province"), "01", r"`01` twice - at `\$.communes\[3\].province`"),
        (("provinces", "verified", "number"), "partial", r"provinces.verified.number"),
        (("provinces", "signed_on"), "2025-02-30", r"provinces.signed_on"),
        (("districts",), [], r"districts"),
        (("recorded_from",), date(2025, 7, 1), r"recorded_from"),
    ],
)
def test_a_wrong_value_is_refused_naming_its_place(path: Path, value: object, named: str) -> None:
    plain = copy.deepcopy(PLAIN)
    _at(plain, path[:-1])[path[-1]] = value
    with pytest.raises(SourceFault, match=named):
        resolutions_from_plain(plain, FILE)


def test_a_key_that_stands_twice_is_refused_naming_it() -> None:
    with pytest.raises(SourceFault, match=rf"{FILE}.*`effective_on` stands twice"):
        parse_resolutions(TEXT + "\neffective_on: 2026-01-01\n", FILE)


@pytest.mark.parametrize("text", ["", "a: [", "- 1", "\tx: 1"])
def test_a_text_of_another_form_is_refused_naming_the_file(text: str) -> None:
    with pytest.raises(SourceFault, match=FILE):
        parse_resolutions(text, FILE)
