"""Phrases of papers follow their layout: numbers, days, grounds, signatures, and text that only prints."""

from __future__ import annotations

from datetime import date

import pytest

from tests.documents.samples import HOSTILE, layout, paper
from tinhgon.documents.domain import wording
from tinhgon.documents.domain.paper import clean, cleaned, lines
from tinhgon.documents.layouts import load_layouts


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 31), "ngày 31 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 10), "ngày 10 tháng 12 năm 2026"),
    ],
)
def test_days_under_ten_and_the_first_two_months_have_a_zero(on: date, said: str) -> None:
    assert wording.dated(layout("state"), on) == said


@pytest.mark.parametrize(
    ("issuer", "body", "number", "line", "bare"),
    [
        ("state", "UBND", 5, "Số: 05/QĐ-UBND", "05/QĐ-UBND"),
        ("state", "UBND", 123, "Số: 123/QĐ-UBND", "123/QĐ-UBND"),
        ("party", "TU", 7, "Số 07-QĐ/TU", "07-QĐ/TU"),
        ("party", "TW", 127, "Số 127-QĐ/TW", "127-QĐ/TW"),
    ],
)
def test_state_and_party_papers_bear_their_numbers_each_in_its_way(
    issuer: str, body: str, number: int, line: str, bare: str
) -> None:
    of = layout(issuer)
    behind = wording.symbol(of, load_layouts().kind("decision"), body)
    assert wording.numbered(of, number, behind) == line == wording.number_line(of, bare)
    assert wording.bare_number(of, number, behind) == bare
    assert wording.BLANK in wording.numbered(of, None, behind)


def test_who_signs_for_whom_is_said_as_state_and_party_say_it() -> None:
    said = [
        wording.signature(layout(each), behalf="Ủy ban", instead="Chủ tịch", capacity="Phó Chủ tịch", name="A").capacity
        for each in ("state", "party")
    ]
    assert said == [("TM. ỦY BAN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), ("T/M ỦY BAN", "K/T CHỦ TỊCH", "PHÓ CHỦ TỊCH")]


def test_grounds_and_recipients_end_as_they_must() -> None:
    assert [each.text for each in wording.grounds(["Căn cứ A;", "Căn cứ B."])] == ["Căn cứ A;", "Căn cứ B."]
    assert wording.recipients(layout("state"), ["Như Điều 3;", " "], "NC") == ("- Như Điều 3;", "- Lưu: VT, NC.")


@pytest.mark.parametrize(("number", "said"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (49, "XLIX")])
def test_roman_numbers(number: int, said: str) -> None:
    assert wording.roman(number) == said


def test_text_that_steers_or_breaks_lines_is_made_plain() -> None:
    assert clean("ngắt\ndòng\ttab") == "ngắt dòng tab"
    assert clean("\u202egnoun\u202c\x00\u200bẩn") == "gnounẩn"
    assert clean("Ủy") == "Ủy"  # composed, whatever was typed
    assert clean("Ngưỡng Hữu Khuyến đã ký – 5 %") == "Ngưỡng Hữu Khuyến đã ký – 5 %"
    said = list(lines(cleaned(paper(texts=HOSTILE))))
    assert HOSTILE[0] in said and HOSTILE[1] in said and HOSTILE[2] in said
    assert not any("\x00" in each or "\u202e" in each or "\n" in each for each in said)


def test_the_foot_tells_ledger_head_and_both_times() -> None:
    digest, times = wording.ledger_lines("ab" * 32, 12, date(2026, 2, 5), None)
    assert "12" in digest and "ab" * 32 in digest and "05/02/2026" in times
