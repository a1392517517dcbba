"""`docs/workbook.md` tells every sheet and column as the program has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tinhgon.exchange import workbook_files
from tinhgon.exchange.domain.workbook_faults import MOST_KEPT
from tinhgon.exchange.domain.workbook_layout import SAMPLE, SHEETS, Sheet
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES

PAGE = (Path(__file__).parents[3] / "docs" / "workbook.md").read_text(encoding="utf-8")


def test_every_sheet_is_told_in_order() -> None:
    assert re.findall(r"^### «(.*)» \(`(.*)`\)$", PAGE, re.MULTILINE) == [
        (each.name, each.identifier) for each in SHEETS
    ]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.identifier)
def test_every_column_is_told_with_its_heading_choices_and_whether_it_is_required(sheet: Sheet) -> None:
    section = PAGE.split(f"### «{sheet.name}»")[1].split("###")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*) \| (.*) \| (.*) \|$", section, re.MULTILINE)
    assert [row[:2] for row in rows] == [(each.name, each.heading.vi) for each in sheet.columns]
    for (_, _, takes, note), column in zip(rows, sheet.columns, strict=True):
        assert ("required" in note, "personal" in note) == (column.required, column.personal)
        if column.choices:
            assert takes == ", ".join(f"{CHOICE_NAMES[each].vi} (`{each}`)" for each in column.choices)


def test_limits_are_told_as_they_are() -> None:
    text = " ".join(PAGE.split())
    assert f"files over {workbook_files.MOST_BYTES >> 20} MiB, or {workbook_files.MOST_INFLATED >> 20} MiB" in text
    assert f"{workbook_files.MOST_ROWS:,} rows or {workbook_files.MOST_COLUMNS} columns" in text
    assert f"{MOST_KEPT:,} faults" in text
    assert SAMPLE in text
