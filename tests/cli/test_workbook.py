"""`tinhgon template`, `tinhgon export` and `tinhgon import --format workbook`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Command
from tests.cli.small_history import PERSON_NAME, SmallHistory
from tinhgon.registry.models import Decision

ON = ("--on", "01/01/2016")


def renamed(path: Path, row: int = 3) -> Path:
    """The workbook with one area renamed."""
    book = openpyxl.load_workbook(path)
    sheet = book["Đơn vị hành chính"]
    names = [cell.value for cell in sheet[2]]
    sheet.cell(row, names.index("name") + 1).value = "Tên mới"
    book.save(path)
    return path


@pytest.fixture
def exported(history: SmallHistory, tinhgon: Command, tmp_path: Path) -> Path:
    """The small history on a day, as a workbook."""
    assert tinhgon("export", tmp_path / "out.xlsx", *ON).code == 0
    return tmp_path / "out.xlsx"


def test_template_writes_a_workbook_once(nothing: None, tinhgon: Command, tmp_path: Path) -> None:
    path = tmp_path / "mau.xlsx"
    assert str(path) in tinhgon("template", path).out
    assert openpyxl.load_workbook(path).sheetnames == [
        *("Hướng dẫn", "Quyết định", "Đơn vị hành chính", "Tổ chức", "Chức danh"),
        *("Con người", "Giữ chức danh", "Biên chế", "Danh mục"),
    ]
    again = tinhgon("template", path)
    assert (again.code, "--overwrite" in again.err) == (1, True)
    assert tinhgon("template", path, "--overwrite").code == 0


def test_export_says_how_many_rows_it_wrote(history: SmallHistory, tinhgon: Command, tmp_path: Path) -> None:
    found = json.loads(tinhgon("export", tmp_path / "a.xlsx", *ON, "--json").out)
    assert found["on"] == "2016-01-01"
    assert found["rows"]["organization"] == 3
    assert "Tổ chức" in tinhgon("export", tmp_path / "b.xlsx", *ON).out
    under = tinhgon("export", tmp_path / "c.xlsx", *ON, "--under", f"#{history.department}", "--json")
    assert json.loads(under.out)["under"] == history.department


def test_export_holds_personal_data_only_where_asked(history: SmallHistory, tinhgon: Command, tmp_path: Path) -> None:
    def names(*options: str) -> set[object]:
        tinhgon("export", tmp_path / "a.xlsx", *ON, "--overwrite", *options)
        people = openpyxl.load_workbook(tmp_path / "a.xlsx")["Con người"]
        return {cell.value for row in people.iter_rows() for cell in row}

    assert PERSON_NAME not in names()
    assert PERSON_NAME in names("--personal")


def test_import_shows_what_would_change_and_writes_nothing(exported: Path, tinhgon: Command) -> None:
    before = Decision.objects.count()
    text = tinhgon("import", renamed(exported), "--format", "workbook")
    assert text.code == 0
    assert "đổi tên" in text.out
    assert "Tên mới" in text.out
    assert "Chỉ xem trước" in text.out
    assert "A preview" in tinhgon("--lang", "en", "import", exported, "--format", "workbook", "--dry-run").out
    assert json.loads(tinhgon("import", exported, "--format", "workbook", "--json").out)["counts"] == {"renamed": 1}
    assert Decision.objects.count() == before


def test_import_saves_a_draft_as_an_account(exported: Path, tinhgon: Command) -> None:
    command = ("import", renamed(exported), "--format", "workbook", "--draft-by", "soan-thao")
    assert "chưa ban hành" in tinhgon(*command).out
    again = tinhgon(*command, "--json")
    assert json.loads(again.err)["code"] == "drafted_already"
    draft = Decision.objects.get(key__startswith="workbook:")
    assert (draft.status, draft.effective_on) == ("draft", date(2016, 1, 1))
    draft.delete()


def test_import_tells_every_fault(exported: Path, tinhgon: Command) -> None:
    book = openpyxl.load_workbook(renamed(exported))
    book["Tổ chức"]["B3"] = "=1+1"
    book["Giữ chức danh"]["B3"] = "#99999"
    book.save(exported)
    printed = tinhgon("import", exported, "--format", "workbook")
    assert (printed.code, printed.out) == (1, "")
    assert "«Tổ chức»!B3" in printed.err
    assert "«Giữ chức danh»!B3" in printed.err
    found = json.loads(tinhgon("import", exported, "--format", "workbook", "--json").err)
    assert (found["code"], found["count"] >= 2) == ("broken_workbook", True)
    assert all(each["why"]["vi"] and each["mend"]["en"] for each in found["faults"])


@pytest.mark.parametrize(
    "options",
    [
        ("--format", "workbook", "--dry-run", "--draft-by", "x"),
        ("--format", "workbook", "--submit"),
        ("--format", "units-history", "--draft-by", "x"),
        ("--format", "excel"),
    ],
)
def test_options_that_contradict_are_refused(tinhgon: Command, options: tuple[str, ...]) -> None:
    assert tinhgon("import", "x.xlsx", *options).code == 2


def test_a_file_that_is_no_workbook_and_an_unknown_account_are_told(
    nothing: None, tinhgon: Command, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"key,name\n")
    command = ("import", path, "--format", "workbook", "--json")
    assert json.loads(tinhgon(*command).err)["code"] == "not_a_workbook"
    assert json.loads(tinhgon(*command, "--draft-by", "ai").err)["code"] == "unknown_account"
