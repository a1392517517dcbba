"""Lists that filter, sort, continue, add up and export."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tinhgon.errors import Text
from tinhgon.frame.domain.cells import neutral
from tinhgon.frame.tables import ROWS_AT_ONCE, Column, Table, UnknownColumn
from tinhgon.frame.templatetags.tinhgon import table_body


@dataclass(frozen=True)
class Body:
    name: str
    sector: str
    posts: int | None
    founded: date


BODIES = [
    Body("Đảng ủy", "party", 12, date(2015, 1, 1)),
    Body("Dân vận", "party", None, date(2016, 1, 1)),
    Body("Ủy ban", "state", 30, date(2014, 1, 1)),
]
SECTORS = [("party", Text("đảng", "party")), ("state", Text("nhà nước", "state"))]


def table(query: str = "", rows: list[Body] = BODIES, **headers: Any) -> Table[Body]:
    return Table(
        name="bodies",
        columns=[
            Column("name", Text("Tên", "Name"), lambda row: row.name, searched=True),
            Column("sector", Text("Khối", "Sector"), lambda row: row.sector, choices=SECTORS),
            Column("posts", Text("Chức danh", "Posts"), lambda row: row.posts, total=True),
            Column("founded", Text("Lập ngày", "Founded"), lambda row: row.founded),
        ],
        rows=rows,
        request=RequestFactory().get(f"/?{query}", headers=headers),
    )


def names(query: str) -> list[str]:
    return [row.name for row in table(query).found]


def test_without_an_order_asked_for_rows_keep_their_own() -> None:
    assert names("") == ["Đảng ủy", "Dân vận", "Ủy ban"]


def test_names_sort_by_the_vietnamese_alphabet_both_ways() -> None:
    assert names("sort=name") == ["Dân vận", "Đảng ủy", "Ủy ban"]
    assert names("sort=-name") == ["Ủy ban", "Đảng ủy", "Dân vận"]


def test_rows_without_a_value_come_last_in_either_direction() -> None:
    assert names("sort=posts") == ["Đảng ủy", "Ủy ban", "Dân vận"]
    assert names("sort=-posts") == ["Ủy ban", "Đảng ủy", "Dân vận"]


def test_a_filter_keeps_rows_of_its_value_and_the_search_looks_past_diacritics() -> None:
    assert names("f_sector=party") == ["Đảng ủy", "Dân vận"]
    assert names("q=dang+uy") == ["Đảng ủy"]
    assert names("q=uy&f_sector=state") == ["Ủy ban"]


def test_an_unknown_column_is_refused_and_named() -> None:
    with pytest.raises(UnknownColumn) as refused:
        _ = table("sort=height").found
    assert refused.value.where == "sort=height"


def test_totals_add_up_what_passes_the_filters() -> None:
    assert table("").totals == ["", "", "42", ""]
    assert table("f_sector=party").totals == ["", "", "12", ""]


def test_long_lists_come_in_parts_that_make_up_the_whole() -> None:
    many = [Body(f"{number:04d}", "state", number, date(2020, 1, 1)) for number in range(2 * ROWS_AT_ONCE + 1)]
    start: int | None = 0
    seen: list[str] = []
    while start is not None:
        part = table(f"start={start}", many)
        seen += [row[0].text for row in part.cells]
        start = part.next_start
    assert seen == [row.name for row in many]


def test_a_csv_file_holds_heads_and_all_rows_that_pass_with_plain_values() -> None:
    answer = table("file=csv&f_sector=party").answer("", {})
    read = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert read == [
        ["Tên", "Khối", "Chức danh", "Lập ngày"],
        ["Đảng ủy", "đảng", "12", "2015-01-01"],
        ["Dân vận", "đảng", "", "2016-01-01"],
    ]


def test_a_workbook_holds_numbers_as_numbers_and_days_as_days() -> None:
    answer = table("file=xlsx").answer("", {})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][:3] == ("Đảng ủy", "đảng", 12)
    assert str(rows[1][3]).startswith("2015-01-01")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_exported_cell_is_taken_for_a_formula(ending: str) -> None:
    answer = table(f"file={ending}", [Body("=1+1", "state", 1, date(2020, 1, 1))]).answer("", {})
    if ending == "csv":
        assert "'=1+1" in answer.content.decode()
    else:
        sheet = load_workbook(io.BytesIO(answer.content)).active
        assert sheet is not None
        cell = sheet["A2"]
        assert (cell.value, cell.data_type) == ("'=1+1", "s")


@given(st.text())
def test_neutral_text_never_begins_a_formula(text: str) -> None:
    assert not str(neutral(text)).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_decimal_places_hold_on_the_page_and_for_sums_not_in_files() -> None:
    shown = table()
    shown.columns = [Column("km2", Text("km²", "km²"), lambda row: Decimal(row.posts or 0) / 8, total=True, places=2)]
    assert [cell.text for row in shown.cells for cell in row] == ["1,50", "0,00", "3,75"]
    assert shown.totals == ["5,25"]
    assert shown.as_rows()[1:] == [[1.5], [0.0], [3.75]]


def test_a_column_of_numbers_is_one_where_a_value_is_lacking() -> None:
    assert [{cell.key: cell.numeric for cell in row}["posts"] for row in table().cells] == [True, True, True]


def test_a_rank_sorts_without_asking_for_values() -> None:
    def value(row: Body) -> str:
        raise AssertionError(row.name)

    ordered = table("sort=-name")
    ordered.columns = [Column("name", Text("Tên", "Name"), value, rank=BODIES.index)]
    assert ordered.found == BODIES[::-1]


def test_the_rows_of_a_page_are_escaped_and_say_what_each_cell_is() -> None:
    columns = [
        Column("name", Text("Tên <b>", "Name <b>"), lambda row: row.name, link=lambda row: "/?a=1&b=2"),
        Column("posts", Text("Chức danh", "Posts"), lambda row: row.posts, mark=lambda row: "new"),
    ]
    rows = [Body("<script>", "party", 3, date(2015, 1, 1))]
    made = table_body(Table("bodies", columns, rows, RequestFactory().get("/")))
    assert made == (
        '<tr><td data-label="Tên &lt;b&gt;"><a href="/?a=1&amp;b=2">&lt;script&gt;</a></td>'
        '<td data-label="Chức danh" class="tg-nums"><span class="tg-mark tg-mark-new">mới</span> 3</td></tr>\n'
    )
