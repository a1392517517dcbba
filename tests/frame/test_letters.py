"""Vietnamese order and search without diacritics."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tinhgon.frame.domain.letters import alphabetical, folded


def ordered(*words: str) -> list[str]:
    return sorted(words, key=alphabetical)


def test_letters_stand_in_the_order_of_the_vietnamese_alphabet() -> None:
    assert ordered("Đông Triều", "Dương Huy", "Ea", "Cẩm Phả") == ["Cẩm Phả", "Dương Huy", "Đông Triều", "Ea"]
    assert ordered("ân", "ăn", "an") == ["an", "ăn", "ân"]
    assert ordered("uông", "ưu", "ty", "ô", "ơ", "o") == ["o", "ô", "ơ", "ty", "uông", "ưu"]


def test_tones_decide_only_where_the_letters_are_the_same() -> None:
    assert ordered("mạ", "má", "mã", "mả", "mà", "ma") == ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert ordered("mạ", "mac") == ["mạ", "mac"]


def test_digits_come_before_letters() -> None:
    assert ordered("Khu A", "Khu 1", "1") == ["1", "Khu 1", "Khu A"]


def test_case_does_not_matter_to_the_order() -> None:
    assert alphabetical("HẠ LONG") == alphabetical("Hạ Long")


def test_search_looks_past_diacritics_case_and_spaces() -> None:
    assert folded("Thành phố  Đông Triều") == "thanh pho dong trieu"
    assert folded("Ủy ban") == folded(unicodedata.normalize("NFD", "ủy  BAN"))


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(), st.text())
def test_the_order_does_not_depend_on_how_letters_are_composed(one: str, other: str) -> None:
    def key(text: str) -> object:
        return alphabetical(unicodedata.normalize("NFD", text))

    same = unicodedata.normalize("NFC", one), unicodedata.normalize("NFC", other)
    assert (alphabetical(same[0]) < alphabetical(same[1])) == (key(one) < key(other))
