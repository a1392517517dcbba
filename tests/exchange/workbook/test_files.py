"""Files from outside: what is no plain workbook is refused before it can do harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhgon.exchange import workbook_files
from tinhgon.exchange.domain.workbook_layout import OBJECTS
from tinhgon.exchange.workbook_files import NotAWorkbook, Page, TooLongText, read_sheets, write_workbook
from tinhgon.registry.domain.vocabulary import Kind

PEOPLE = OBJECTS[Kind.PERSON]
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A workbook of one sheet with one cell."""
    book = openpyxl.Workbook()
    book.active.title = "Tổ chức"
    book.active["B3"] = "x"
    path = tmp_path / "a.xlsx"
    book.save(path)
    return path


def rewritten(path: Path, alter: Callable[[dict[str, bytes]], None], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """The file with its parts altered."""
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    alter(parts)
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def in_sheet(old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    """Replace something in the first sheet."""

    def alter(parts: dict[str, bytes]) -> None:
        assert old in parts[SHEET]
        parts[SHEET] = parts[SHEET].replace(old, new)

    return alter


def refusal(path: Path) -> str:
    with pytest.raises(NotAWorkbook) as caught:
        for sheet in read_sheets(path):
            list(sheet.rows)
    assert caught.value.mend is not None
    return str(caught.value)


def test_cells_stand_in_their_rows_and_columns(plain: Path) -> None:
    (sheet,) = read_sheets(plain)
    assert [["" if cell is None else cell for cell in row] for row in sheet.rows] == [["", ""], ["", ""], ["", "x"]]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=40))
def test_any_text_written_is_read_back(tmp_path: Path, texts: list[str]) -> None:
    texts = [*texts, "=1+1", "@x", "_x0041_", "_x005F_", "a\r\nb", "\x07", " a ", "#N/A", "_x000d_"]
    path = tmp_path / "t.xlsx"
    width = len(PEOPLE.columns) - 1
    write_workbook(path, ("Hướng dẫn", []), [Page(PEOPLE, [[text, *["."] * width] for text in texts])])
    sheets = {each.name: each for each in read_sheets(path)}
    people = sheets[PEOPLE.name]
    assert people.formulas == []
    assert [row[0] for row in list(people.rows)[2:]] == texts


def test_formulas_error_cells_and_merged_cells_are_found(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["C7"], sheet["D8"] = "=1+2", '=SUM(A1:A2)&"<f>"', "#REF!"
    sheet["B2"] = "<f>x</f> = no formula"
    sheet.merge_cells("E5:F6")
    book.save(tmp_path / "a.xlsx")
    (found,) = read_sheets(tmp_path / "a.xlsx")
    assert (found.formulas, found.errors, found.merged) == (["A1", "C7"], ["D8"], ["E5:F6"])


def test_formulas_are_found_wherever_the_file_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    for row in range(1, 40):
        book.active.append([f"=A{row}", "x" * row, f"=B{row}+1"])
    book.save(tmp_path / "a.xlsx")
    whole = workbook_files._inflated

    def crumbs(*arguments: object) -> object:
        for chunk in whole(*arguments):  # type: ignore[arg-type]
            yield from (chunk[start : start + 7] for start in range(0, len(chunk), 7))

    monkeypatch.setattr(workbook_files, "_inflated", crumbs)
    (found,) = read_sheets(tmp_path / "a.xlsx")
    assert found.formulas == [f"{column}{row}" for row in range(1, 40) for column in "AC"]


@pytest.mark.parametrize("content", [b"", b"PK", b"key,name\n", b"\xd0\xcf\x11\xe0" + bytes(600), b"PK\x03\x04" * 50])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    refusal(path)


def test_another_archive_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "no XLSX" in refusal(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "absent.xlsx")


def test_macros_are_refused_whatever_the_file_is_called(plain: Path) -> None:
    rewritten(plain, lambda parts: parts.update({"xl/vbaProject.bin": b"x"}))
    assert "macros" in refusal(plain)


def test_a_bomb_is_refused_without_unpacking_it(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_files, "MOST_INFLATED", 1 << 20)
    rewritten(plain, lambda parts: parts.update({"xl/media/a.bin": bytes(2 << 20)}))
    assert "too large" in refusal(plain)


def test_a_part_that_hides_its_size_is_refused(plain: Path) -> None:
    rewritten(plain, lambda parts: parts.update({"xl/media/a.bin": bytes(1_234_567)}))
    content, declared = plain.read_bytes(), (1_234_567).to_bytes(4, "little")
    assert content.count(declared) == 2  # before the part itself and in the directory
    plain.write_bytes(content.replace(declared, (100).to_bytes(4, "little")))
    assert "unusual" in refusal(plain)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'r="B3"', b'r="XFD1048576"'),
        (b'r="B3"', b'r="B1048576"'),
        (b'r="B3"', b'r="CW3"'),
        (b'<row r="3"', b'<row r="999999"'),
        (b' r="B3"', b""),
        (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'),
    ],
)
def test_a_sheet_that_reaches_too_far_or_defines_entities_is_refused(plain: Path, old: bytes, new: bytes) -> None:
    refusal(rewritten(plain, in_sheet(old, new)))


def test_a_sheet_that_was_not_looked_through_is_not_read(plain: Path) -> None:
    def move(parts: dict[str, bytes]) -> None:
        parts["xl/elsewhere.xml"] = parts.pop(SHEET).replace(b'r="B3"', b'r="XFD1048576"')
        for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
            parts[name] = parts[name].replace(b"worksheets/sheet1.xml", b"elsewhere.xml")

    assert "no worksheet" in refusal(rewritten(plain, move))


def test_a_sheet_named_twice_is_refused(plain: Path) -> None:
    def again(parts: dict[str, bytes]) -> None:
        book = parts["xl/workbook.xml"]
        start, end = book.index(b"<sheet "), book.index(b"</sheets>")
        parts["xl/workbook.xml"] = book[:end] + book[start:end] + book[end:]

    refusal(rewritten(plain, again))


def test_a_tag_made_to_be_searched_for_hours_is_not(plain: Path) -> None:
    rewritten(plain, in_sheet(b"<sheetData>", b"<sheetData><c " + b't="e" r=' * 200_000 + b">"))
    with pytest.raises(NotAWorkbook):
        list(next(iter(read_sheets(plain))).rows)


def test_a_broken_sheet_is_refused(plain: Path) -> None:
    refusal(rewritten(plain, in_sheet(b"</sheetData>", b"</sheet")))


def test_a_damaged_archive_is_refused(plain: Path) -> None:
    content = plain.read_bytes()
    for cut in range(0, len(content), max(len(content) // 40, 1)):
        plain.write_bytes(content[:cut])
        refusal(plain)


def test_a_text_too_long_for_a_cell_is_told(tmp_path: Path) -> None:
    rows = [["x" * 40_000, *[None] * (len(PEOPLE.columns) - 1)]]
    with pytest.raises(TooLongText):
        write_workbook(tmp_path / "a.xlsx", ("Hướng dẫn", []), [Page(PEOPLE, rows)])


def test_headings_stay_in_sight_and_codes_keep_their_zeros(tmp_path: Path) -> None:
    areas = OBJECTS[Kind.AREA]
    row = [each.sample or None for each in areas.columns]
    write_workbook(tmp_path / "a.xlsx", ("Hướng dẫn", []), [Page(areas, [row])])
    sheet = openpyxl.load_workbook(io.BytesIO((tmp_path / "a.xlsx").read_bytes()))[areas.name]
    assert sheet.freeze_panes == "B3"
    assert sheet["B3"].number_format == "@"
    assert sheet.column_dimensions["B"].number_format == "@"
    chosen = {str(each.sqref).split(":")[0] for each in sheet.data_validations.dataValidation}
    wanted = [index for index, each in enumerate(areas.columns) if each.choices or each.form == "flag"]
    assert chosen == {f"{openpyxl.utils.get_column_letter(index + 1)}3" for index in wanted}
