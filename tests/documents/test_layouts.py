"""Layouts are dated law: what the instruments say is there, and a file that is not whole is refused by its place."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from tinhgon.documents.domain.layouts import NoSuchLayout
from tinhgon.documents.layouts import load_layouts, parse_layouts
from tinhgon.rulebook.domain.faults import RulebookFault

TEXT = files("tinhgon.documents").joinpath("data", "layouts.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("issuer", "on", "layout"),
    [
        ("state", date(2020, 3, 5), "state_2020"),
        ("state", date(2026, 11, 22), "state_2020"),
        ("party", date(2026, 1, 8), "party_2018"),
        ("party", date(2026, 1, 9), "party_2026"),
        ("state", date(2015, 1, 1), "state_2020"),  # before the first on record, the first
        ("party", date(2015, 1, 1), "party_2018"),
    ],
)
def test_the_day_of_signing_chooses_the_layout(issuer: str, on: date, layout: str) -> None:
    assert load_layouts().of(issuer, on).id == layout


def test_the_party_layout_of_2026_carries_the_measures_of_the_one_before() -> None:
    before, now = load_layouts().by_id("party_2018"), load_layouts().by_id("party_2026")
    assert (now.elements, now.page, now.numbers) == (before.elements, before.page, before.numbers)
    assert now.carried_from == before.id and now.instrument == "399-QĐ/TW"


def test_what_was_not_checked_says_so() -> None:
    state = load_layouts().by_id("state_2020")
    assert state.page.verified is True and state.elements["motto"].verified is True
    assert state.elements["issuer"].verified is False and state.elements["recipients"].source == "memory"
    assert load_layouts().by_id("party_2018").page.verified == "partial"


@pytest.mark.parametrize("asked", ["staat", ""])
def test_an_unknown_issuer_is_refused(asked: str) -> None:
    with pytest.raises(NoSuchLayout):
        load_layouts().of(asked, date(2026, 1, 1))
    with pytest.raises(NoSuchLayout):
        load_layouts().kind(asked)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("      width: 210\n", "      width: 210\n      colour: red\n", "colour"),
        ("    instrument: 30/2020/NĐ-CP\n", "", "instrument"),
        ("top: {allowed: [20, 25], use: 20}", "top: {allowed: [20, 25], use: 10}", "layouts[0].page.top.use"),
        ("numbers: {line: \"Số: {number}/{symbol}\"", "numbers: {lines: \"Số\"", "layouts[0].numbers"),
        ("source: memory, verified: false}\n    numbers", "source: memory, verified: true}\n    numbers", "verified"),
        ("source: lacviet, verified: true}\n    page_number", "source: nobody, verified: true}\n    page_number",
         "layouts[0].font.source"),
        ("      signer: {size: {allowed: [13, 14], use: 14}, bold: true, source: memory, verified: false}\n", "",
         "layouts[0].elements"),
        ("valid_from: 2026-01-09", "valid_from: 2026-01-08", "layouts[2].valid_from"),
        ("valid_to: 2026-01-08", "valid_to: 2017-01-08", "layouts[1].valid_to"),
        ("id: party_2026", "id: party_2018", "layouts[2].id"),
        ("    instrument: 36-HD/VPTW\n", "    instrument: 36-HD/VPTW\n    instrument: 1\n", "stands twice"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_whole_is_refused_by_its_place(old: str, new: str, place: str) -> None:
    assert TEXT.count(old) >= 1
    with pytest.raises(RulebookFault) as refused:
        parse_layouts("layouts.yaml", TEXT.replace(old, new, 1))
    assert place in f"{refused.value.where} {refused.value.message('en')}"
    assert "layouts.yaml:" in refused.value.where
