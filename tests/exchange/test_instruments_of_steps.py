"""Reading the instruments of a step: the numbers of its list under the clauses of its note."""

from __future__ import annotations

from datetime import date

import pytest

from tests.exchange.histories import step
from tinhgon.exchange.domain.instruments import (
    Clause,
    clauses_of,
    issuer_of,
    joint_issuer,
    joint_kind,
    joint_number,
    joint_signing,
    kind_of,
)
from tinhgon.registry.domain.decisions import Instrument


def clauses(note: str, *numbers: str) -> tuple[Clause, ...]:
    return clauses_of(step("2012-10-01", decisions=numbers, note=note))


def numbers(found: tuple[Clause, ...]) -> list[list[str]]:
    return [[each.number for each in clause.instruments] for clause in found]


def test_each_number_stands_under_its_own_clause() -> None:
    note = "1/NQ-CP: thành lập xã; đổi tên xã; 02/2005/NĐ-CP: mở rộng thị trấn;"
    found = clauses(note, "02/2005/NĐ-CP", "1/NQ-CP")
    assert numbers(found) == [["1/NQ-CP"], ["02/2005/NĐ-CP"]]
    assert [each.text for each in found] == ["thành lập xã; đổi tên xã", "mở rộng thị trấn"]


def test_a_number_listed_twice_is_one_instrument_counted_twice() -> None:
    found = clauses("1/NQ-CP: thành lập xã; 1/NQ-CP: thành lập xã;", "1/NQ-CP", "1/NQ-CP")
    assert numbers(found) == [["1/NQ-CP"]]
    assert [(each.text, each.listed) for each in found] == [("thành lập xã", 2)]


@pytest.mark.parametrize(
    ("listed", "printed"),
    [("180/2004/QĐ-TT", "180/2004/QĐ-TTg"), ("206/NĐ-CP", "135/206/NĐ-CP"), ("61/2005/NĐ", "61/2005/NĐ/CP")],
)
def test_a_number_cut_short_keeps_the_whole_one_legible(listed: str, printed: str) -> None:
    (found,) = clauses(f"{printed}: đổi tên xã", listed)
    assert [each.number for each in found.instruments] == [listed]
    assert found.instruments[0].subject == f"{printed}: đổi tên xã"
    assert found.instruments[0].issuer == issuer_of(printed)


def test_a_number_the_list_lacks_is_cited_as_the_note_prints_it() -> None:
    found = clauses("137/2007N§-CP: thành lập huyện")
    assert numbers(found) == [["137/2007N§-CP"]]
    assert (found[0].listed, found[0].instruments[0].verified) == (0, False)


def test_an_instrument_only_mentioned_stands_under_the_clause_that_mentions_it() -> None:
    repeal = "33/2006/NĐ-CP: Bãi bỏ Nghị định số 19/1998/NĐ-CP ngày 26 tháng 3 năm 1998 về xã A"
    note = f"{repeal}; 34/2006/NĐ-CP: xã B"
    found = clauses(note, "33/2006/NĐ-CP", "19/1998/NĐ-CP", "34/2006/NĐ-CP")
    assert numbers(found) == [["33/2006/NĐ-CP", "19/1998/NĐ-CP"], ["34/2006/NĐ-CP"]]
    assert found[0].instruments[1].signed_on == date(1998, 3, 26)


def test_a_number_the_note_lacks_is_a_clause_without_text() -> None:
    (found,) = clauses("đổi tên xã", "1/NQ-CP")
    assert (found.text, numbers((found,))) == ("", [["1/NQ-CP"]])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ngày 13/01/2011", date(2011, 1, 13)),
        ("ngày 25-9-2012", date(2012, 9, 25)),
        ("ngày 1 tháng 2 năm 2010", date(2010, 2, 1)),
        ("ngày 23 tháng 12 năm", None),
        ("năm 2010", None),
        ("ngày 31/02/2011", None),
        ("ngày 02/10/2012", None),
    ],
)
def test_a_signing_date_is_read_when_whole_and_not_after_the_step(written: str, read: date | None) -> None:
    (found,) = clauses(f"1/NQ-CP {written}: đổi tên xã", "1/NQ-CP")
    assert found.text == "đổi tên xã"
    assert found.instruments[0].signed_on == read


def test_two_signing_dates_of_one_number_are_none() -> None:
    (found,) = clauses("1/NQ-CP ngày 1/2/2011: xã A; 1/NQ-CP ngày 2/2/2011: xã A", "1/NQ-CP")
    assert found.instruments[0].signed_on is None


@pytest.mark.parametrize(
    ("number", "kind", "issuer"),
    [
        ("09/2003/NĐ-CP", "nghị định", "Chính phủ"),
        ("889/NQ-UBTVQH13", "nghị quyết", "Ủy ban Thường vụ Quốc hội"),
        ("180/2004/QĐ-TTg", "quyết định", "Thủ tướng Chính phủ"),
        ("621/TCTK-PPCĐ", "văn bản", "Tổng cục Thống kê"),
        ("15/2008/QH12", "văn bản", "Quốc hội"),
        ("176/2007NĐ-CP", "nghị định", "Chính phủ"),
        ("137/2007N§-CP", "văn bản", "Chính phủ"),
        ("903/NQ-NBTVQH13", "nghị quyết", ""),
    ],
)
def test_kind_and_issuer_are_read_from_the_number(number: str, kind: str, issuer: str) -> None:
    assert (kind_of(number), issuer_of(number)) == (kind, issuer)


def test_several_instruments_make_one_heading() -> None:
    first = Instrument(number="1/NQ-CP", issuer="Chính phủ", signed_on=date(2011, 1, 2))
    second = Instrument(number="2/NĐ-CP", issuer="Chính phủ", signed_on=date(2011, 1, 2))
    third = Instrument(number="3/NQ-UBTVQH13", issuer="Ủy ban Thường vụ Quốc hội")
    unknown = Instrument(number="4")
    on = date(2012, 1, 1)
    assert joint_number([first, second]) == "1/NQ-CP + 2/NĐ-CP"
    assert joint_number([first, second, third, unknown]) == "1/NQ-CP + 2/NĐ-CP + 3/NQ-UBTVQH13 … + 1"
    assert (joint_kind([first, third]), joint_kind([first, second])) == ("nghị quyết", "văn bản")
    assert joint_issuer([first, second]) == "Chính phủ"
    assert joint_issuer([first, third]) == "nhiều cơ quan"
    assert joint_issuer([unknown]) == "không rõ"
    assert (joint_signing([first, second], on), joint_signing([first, third], on)) == (date(2011, 1, 2), on)
