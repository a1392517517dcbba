"""Every fault of a workbook is told in one go, with its place, why and how to mend it."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from tests.exchange.workbook.sheets import (
    AREA,
    BODY,
    HELD,
    ON,
    PERSON,
    POST,
    QUOTA,
    decision,
    faults,
    plan,
    raw,
    workbook,
)
from tests.registry.domain.world import World, area, body, person, post
from tinhgon.errors import Text
from tinhgon.exchange.domain.workbook_faults import MOST_KEPT, BrokenWorkbook, Faults, WorkbookFault
from tinhgon.exchange.domain.workbook_layout import DECISION, OBJECTS
from tinhgon.exchange.domain.workbook_reading import RawSheet
from tinhgon.exchange.domain.workbook_registry import Existing
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.snapshot import snapshot_of
from tinhgon.registry.domain.vocabulary import Kind

WHOLE = {
    Kind.AREA: [AREA],
    Kind.ORGANIZATION: [BODY],
    Kind.POST: [POST],
    Kind.PERSON: [PERSON],
    Kind.MEMBERSHIP: [HELD],
    Kind.QUOTA: [QUOTA],
}


def recorded(*changes: Change) -> Existing:
    """A registry in which these changes took effect the year before."""
    world = World()
    world.decide(date(2018, 1, 1), *changes)
    return Existing(snapshot_of(world.store.now.values(), ON))


def test_a_whole_workbook_has_no_fault() -> None:
    assert faults(workbook(WHOLE)) == []


@pytest.mark.parametrize(
    ("kind", "row", "place", "why"),
    [
        (Kind.AREA, AREA | {"name": None}, "«Đơn vị hành chính»!C3", "it is required"),
        (Kind.AREA, AREA | {"code": 6724.0}, "«Đơn vị hành chính»!B3", "leading zeros"),
        (Kind.AREA, AREA | {"level": "cấp phường"}, "«Đơn vị hành chính»!D3", "not among the choices"),
        (Kind.AREA, AREA | {"natural_area": "1.450"}, "«Đơn vị hành chính»!E3", "group or part"),
        (Kind.AREA, AREA | {"natural_area": -1.0}, "«Đơn vị hành chính»!E3", "at least 0"),
        (Kind.AREA, AREA | {"population": 1.5}, "«Đơn vị hành chính»!E3", "whole number"),
        (Kind.AREA, AREA | {"border": "có lẽ"}, "«Đơn vị hành chính»!E3", "yes or no"),
        (Kind.AREA, AREA | {"name": datetime.combine(ON, time())}, "«Đơn vị hành chính»!C3", "must be text"),
        (Kind.AREA, AREA | {"parent": "khác"}, "«Đơn vị hành chính»!E3", "nor on record on 01/06/2019"),
        (Kind.AREA, AREA | {"parent": "#5"}, "«Đơn vị hành chính»!E3", "nor on record on 01/06/2019"),
        (Kind.AREA, AREA | {"parent": "x"}, "«Đơn vị hành chính»!E3", "under itself"),
        (Kind.AREA, AREA | {"end_on": "31/02/2020"}, "«Đơn vị hành chính»!E3", "it is no date"),
        (Kind.AREA, AREA | {"end_on": 43617.0}, "«Đơn vị hành chính»!E3", "a number, not a date"),
        (Kind.AREA, AREA | {"end_on": datetime.combine(ON, time(8))}, "«Đơn vị hành chính»!E3", "a time of day"),
        (Kind.AREA, AREA | {"end_on": ON}, "«Đơn vị hành chính»!E3", "it ends by 2019-06-01"),
        (Kind.AREA, AREA | {"end_on": date(1700, 1, 1)}, "«Đơn vị hành chính»!E3", "out of range"),
        (Kind.MEMBERSHIP, HELD | {"handover_until": ON}, "«Giữ chức danh»!E3", "ends before it begins"),
        (Kind.QUOTA, QUOTA | {"amount": "mười"}, "«Biên chế»!E3", "whole number"),
    ],
)
def test_a_bad_cell_is_told_at_its_place(kind: Kind, row: dict[str, object], place: str, why: str) -> None:
    ((found, told),) = faults(workbook(WHOLE | {kind: [row]}))
    assert found == place
    assert why in told


def test_all_faults_are_told_in_one_go() -> None:
    rows = {
        Kind.AREA: [AREA | {"level": "?"}, {"key": "x", "code": None, "name": "B", "level": "cấp xã"}],
        Kind.ORGANIZATION: [BODY | {"parent": "đâu", "sector": "gì"}],
    }
    sheets = [*workbook(rows), RawSheet("Nháp", [])]
    sheets[1] = RawSheet(sheets[1].name, sheets[1].rows, formulas=["C9"], errors=["D9"], merged=["A7:B8"])
    assert [place for place, _ in faults(sheets)] == [
        *("«Đơn vị hành chính»!D3", "«Đơn vị hành chính»!A4", "«Đơn vị hành chính»!B4"),
        *("«Đơn vị hành chính»!A7", "«Đơn vị hành chính»!C9", "«Đơn vị hành chính»!D9"),
        *("«Tổ chức»!C3", "«Tổ chức»!E3"),
        "«Nháp»",
    ]


def test_a_row_needs_its_key() -> None:
    found = faults(workbook({Kind.AREA: [AREA, AREA | {"key": None, "code": "2"}]}))
    assert found == [("«Đơn vị hành chính»!A4", "it is required")]


def test_a_key_stands_for_one_row() -> None:
    rows = {Kind.AREA: [AREA, AREA | {"code": "2"}]}
    assert faults(workbook(rows)) == [("«Đơn vị hành chính»!A4", "the same as row 3")]


def test_a_holder_stands_once_in_a_post() -> None:
    assert faults(workbook(WHOLE | {Kind.MEMBERSHIP: [HELD | {"key": "1"}, HELD | {"key": "1"}]})) == [
        ("«Giữ chức danh»!A4", "the same as row 3")
    ]


def test_a_code_is_borne_once_at_a_level() -> None:
    rows = {Kind.AREA: [AREA, AREA | {"key": "y"}, AREA | {"key": "z", "level": "cấp tỉnh"}]}
    assert faults(workbook(rows)) == [("«Đơn vị hành chính»!B4", "row 3 bears the same code")]


def test_a_cycle_is_told_once_whatever_leads_into_it() -> None:
    rows = [BODY | {"key": key, "area": None, "parent": parent} for key, parent in ("ab", "bc", "cb", "da")]
    ((place, why),) = faults(workbook({Kind.ORGANIZATION: rows}))
    assert place == "«Tổ chức»!E4"
    assert why.endswith("b → c") or why.endswith("c → b")


def test_a_cycle_through_the_record_is_found() -> None:
    existing = recorded(body(1), body(2, parent=1))
    rows = [{"key": "#1", "parent": "#2"}]
    assert faults(workbook({Kind.ORGANIZATION: rows}), existing)[0][0] == "«Tổ chức»!B3"


def test_values_outside_the_columns_are_told() -> None:
    sheet = raw(OBJECTS[Kind.AREA], [AREA])
    sheet = RawSheet(sheet.name, [[*cells, *([] if n < 2 else ["ghi chú"])] for n, cells in enumerate(sheet.rows)])
    assert faults([decision(), sheet])[0][0] == "«Đơn vị hành chính»!E3"


def test_headings_are_known_by_the_second_row() -> None:
    unknown = RawSheet("Tổ chức", [["Khóa"], ["key", "nhãn", "key", "name", "sector", "tier"]])
    lacking = RawSheet("Đơn vị hành chính", [["Khóa", "Tên"]])
    assert faults([decision(), unknown, lacking]) == [
        ("«Tổ chức»!B2", "there is no column 'nhãn'"),
        ("«Tổ chức»!C2", "the column is there twice"),
        ("«Đơn vị hành chính»!2", "row 2 lacks the required column 'key'"),
    ]


def test_sheets_are_known_by_either_name_and_counted_once() -> None:
    twice = [decision(), raw(OBJECTS[Kind.AREA], [AREA]), raw(OBJECTS[Kind.AREA], [AREA], name="areas")]
    assert faults(twice) == [("«areas»", "the sheet is there twice")]


def test_a_workbook_without_decision_or_objects_is_refused() -> None:
    assert [why for _, why in faults([])] == ["there is no sheet with objects", "the sheet is missing"]
    assert [why for _, why in faults([raw(DECISION, []), raw(OBJECTS[Kind.AREA], [AREA])])] == ["there is no decision"]


def test_a_new_object_needs_the_columns_that_are_required() -> None:
    rows = {Kind.PERSON: [{"key": "p"}, {"key": "q"}]}
    assert [why for _, why in faults(workbook(rows))] == ["the column 'name' is missing, which new objects require"]


def test_a_code_of_several_bodies_does_not_say_which() -> None:
    coded = [verbs.Reclassify(object_id=each, attributes={"code": "SNV"}) for each in (1, 2)]
    existing = recorded(body(1), body(2), *coded)
    rows = {Kind.ORGANIZATION: [BODY | {"area": None, "parent": "SNV"}]}
    assert faults(workbook(rows), existing) == [("«Tổ chức»!E3", "several objects bear this code: #1, #2")]


def test_an_area_on_record_cannot_be_founded_again() -> None:
    existing = recorded(area(1, "commune", code="06724"))
    assert faults(workbook({Kind.AREA: [AREA]}), existing) == [("«Đơn vị hành chính»!B3", "object #1 bears this code")]
    assert plan(workbook({Kind.AREA: [AREA | {"key": "06724"}]}), existing).document.changes == (
        verbs.Rename(object_id=1, name="Xã A"),
    )


def test_numbers_in_the_export_of_another_registry_mean_nothing_here() -> None:
    existing = recorded(area(1, "commune"))
    rows = {Kind.ORGANIZATION: [BODY | {"area": "#1"}]}
    assert faults(workbook(rows), existing) == []
    assert "another registry" in faults(workbook(rows), existing, ours=False)[0][1]


def test_a_holding_on_record_cannot_change_its_post() -> None:
    held = verbs.Appoint(object_id=9, person=5, post=3)
    existing = recorded(body(1), post(3, 1), post(4, 1), person(5), held)
    rows = {Kind.MEMBERSHIP: [{"key": "#9", "person": "#5", "post": "#4", "basis": "bổ nhiệm"}]}
    assert faults(workbook(rows), existing) == [("«Giữ chức danh»!C3", "it cannot change on a record that exists")]


def test_messages_quote_no_personal_value() -> None:
    rows = WHOLE | {Kind.PERSON: [PERSON | {"birth_date": "khoảng 1950"}]}
    with pytest.raises(BrokenWorkbook) as caught:
        plan(workbook(rows))
    assert "1950" not in str(caught.value.as_json()) + str(caught.value)


def test_faults_beyond_the_limit_are_counted() -> None:
    found = Faults()
    for row in range(MOST_KEPT + 5):
        found.add(WorkbookFault("A", row, "B", "", "", Text("x", "x"), Text("y", "y")))
    with pytest.raises(BrokenWorkbook) as caught:
        found.raise_any()
    assert (caught.value.count, len(caught.value.faults)) == (MOST_KEPT + 5, MOST_KEPT)
    assert f"workbook: {MOST_KEPT + 5};" in str(caught.value)
