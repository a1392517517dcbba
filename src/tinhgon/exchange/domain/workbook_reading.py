"""From the sheets of a workbook to typed rows: every fault that can be told without the registry.

Sheets are known by name, columns by the identifiers of row 2. What stands in one cell is read by
`workbook_cells`; what rows mean to the registry is planned in `workbook_plan`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from tinhgon.errors import Text
from tinhgon.exchange.domain.workbook_cells import BadCell, Read, blank, read_cell, shown
from tinhgon.exchange.domain.workbook_faults import Faults, WorkbookFault
from tinhgon.exchange.domain.workbook_layout import (
    BESIDES,
    DECISION,
    GUIDE,
    HEADING_ROWS,
    OBJECTS,
    ORIGIN_LABEL,
    SAMPLE,
    SHEETS,
    Column,
    Sheet,
    letter,
)
from tinhgon.registry.domain.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet as it comes out of the file: rows from the first, cells from column A, read once.

    `formulas`, `errors` and `merged` are addresses of cells (B7) and of ranges (A1:B2).
    """

    name: str
    rows: Iterable[Sequence[object]]
    formulas: Sequence[str] = ()
    errors: Sequence[str] = ()
    merged: Sequence[str] = ()


@dataclass(slots=True)
class Row:
    """One row that is no sample: its number, key, and the values of the columns the sheet has.

    A column left out of the sheet is absent from `values`, a blank cell is None. `faulty` rows lack what
    could not be read.
    """

    number: int
    key: str
    values: dict[str, Read | None]
    faulty: bool = False


@dataclass(slots=True)
class Table:
    """The rows of one sheet, and the letters of its columns."""

    sheet: Sheet
    name: str
    letters: Mapping[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def fault(self, row: Row, column: str, why: Text, mend: Text) -> WorkbookFault:
        """A fault of one cell of a row."""
        row.faulty = True
        heading, personal = "", False
        for each in self.sheet.columns:
            if each.name == column:
                heading, personal = each.heading.vi, each.personal
        value = "" if personal else shown(row.values.get(column))
        return WorkbookFault(self.name, row.number, self.letters.get(column, ""), heading, value, why, mend)


@dataclass(slots=True)
class Particulars:
    """What the decision sheet says, each None where it could not be read."""

    number: str | None = None
    kind: str | None = None
    issuer: str | None = None
    signed_on: date | None = None
    effective_on: date | None = None
    subject: str | None = None


@dataclass(slots=True)
class ReadWorkbook:
    """A workbook's decision and rows. `origin`: the ledger head of the registry an export came from."""

    decision: Particulars
    tables: Mapping[Kind, Table]
    samples: int
    origin: str | None


def read_workbook(sheets: Iterable[RawSheet], faults: Faults) -> ReadWorkbook:
    """Read all sheets, noting every fault."""
    reader = _Reader(faults)
    for sheet in sheets:
        reader.take(sheet)
    return reader.result()


class _Reader:
    """Reads one sheet after the other."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.tables: dict[str, Table] = {}
        self.samples = 0
        self.origin: str | None = None

    def take(self, raw: RawSheet) -> None:
        """Read one sheet."""
        folded = _folded(raw.name)
        if folded == _folded(GUIDE):
            self.origin = _origin(raw.rows)
        if folded in map(_folded, BESIDES):
            return
        sheet = next((each for each in SHEETS if folded in (_folded(each.name), each.identifier)), None)
        if sheet is None:
            known = ", ".join(f"«{each.name}»" for each in SHEETS)
            self._sheet_fault(
                raw.name,
                Text("không phải là trang của mẫu", "it is no sheet of the template"),
                Text(f"Đổi tên thành một trong: {known}; hoặc xóa trang.", f"Name it one of: {known}; or delete it."),
            )
            return
        if sheet.identifier in self.tables:
            self._sheet_fault(
                raw.name,
                Text("trang này có hai lần", "the sheet is there twice"),
                Text("Gộp hai trang thành một.", "Put both into one."),
            )
            return
        self.tables[sheet.identifier] = table = Table(sheet, raw.name)
        self._not_values(raw)
        rows = iter(raw.rows)
        headings = [list(next(rows, ())) for _ in range(HEADING_ROWS)]
        columns = self._columns(table, headings[-1])
        if columns is not None:
            for number, cells in enumerate(rows, start=HEADING_ROWS + 1):
                self._row(table, columns, number, cells)

    def result(self) -> ReadWorkbook:
        """What was read, once all sheets are."""
        tables = {
            kind: self.tables[sheet.identifier] for kind, sheet in OBJECTS.items() if sheet.identifier in self.tables
        }
        if not tables:
            names = ", ".join(f"«{each.name}»" for each in OBJECTS.values())
            self._sheet_fault(
                OBJECTS[Kind.ORGANIZATION].name,
                Text("không có trang dữ liệu nào", "there is no sheet with objects"),
                Text(f"Dùng mẫu (tinhgon template); các trang: {names}.", f"Use the template; its sheets: {names}."),
            )
        return ReadWorkbook(self._decision(), tables, self.samples, self.origin)

    # --- sheets and headings

    def _sheet_fault(self, name: str, why: Text, mend: Text, row: int = 0, column: str = "", heading: str = "") -> None:
        self.faults.add(WorkbookFault(name, row, column, heading, "", why, mend))

    def _not_values(self, raw: RawSheet) -> None:
        found = (
            (raw.formulas, "ô có công thức", "the cell holds a formula", "Dán giá trị (Values).", "Paste its value."),
            (raw.errors, "ô báo lỗi", "the cell holds an error", "Ghi giá trị vào ô.", "Write a value into the cell."),
            (raw.merged, "các ô bị gộp", "cells are merged", "Bỏ gộp ô (Unmerge).", "Unmerge the cells."),
        )
        for addresses, vi, en, mend_vi, mend_en in found:
            for each in addresses:
                column, row = _address(each.partition(":")[0])
                shown_vi, shown_en = (f"{vi} ({each})", f"{en} ({each})") if ":" in each else (vi, en)
                self._sheet_fault(raw.name, Text(shown_vi, shown_en), Text(mend_vi, mend_en), row, column)

    def _columns(self, table: Table, identifiers: Sequence[object]) -> list[Column | None] | None:
        """The column at each place (None: no heading there); None where the headings are not usable."""
        columns: list[Column | None] = []
        letters: dict[str, str] = {}
        for index, cell in enumerate(identifiers):
            name = "" if blank(cell) else shown(cell).strip().casefold()
            column = next((each for each in table.sheet.columns if each.name == name), None)
            columns.append(column)
            if column is not None and name not in letters:
                letters[name] = letter(index)
            elif name:
                why = Text("cột này có hai lần", "the column is there twice")
                if column is None:
                    why = Text(f"không có cột «{name}»", f"there is no column {name!r}")
                known = ", ".join(each.name for each in table.sheet.columns)
                mend = Text(f"Dòng 2 chỉ nhận: {known}.", f"Row 2 takes only: {known}.")
                self._sheet_fault(table.name, why, mend, HEADING_ROWS, letter(index))
        table.letters = letters
        lacking = [each for each in table.sheet.columns if _always(table.sheet, each) and each.name not in letters]
        for each in lacking:
            self._sheet_fault(
                table.name,
                Text(f"thiếu cột bắt buộc «{each.name}» ở dòng 2", f"row 2 lacks the required column {each.name!r}"),
                Text("Lấy lại dòng tiêu đề từ mẫu (tinhgon template).", "Take the heading rows from the template."),
                HEADING_ROWS,
                heading=each.heading.vi,
            )
        return None if lacking else columns

    # --- rows

    def _row(self, table: Table, columns: Sequence[Column | None], number: int, cells: Sequence[object]) -> None:
        if all(map(blank, cells)):
            return
        first = next((cell for column, cell in zip(columns, cells, strict=False) if column is not None), None)
        if isinstance(first, str) and _folded(first).startswith(_folded(SAMPLE)):
            self.samples += 1
            return
        row = Row(number, "", {})
        for index, (column, cell) in enumerate(zip_longest(columns, cells)):
            if column is not None:
                row.values[column.name] = self._cell(table, row, column, cell)
            elif not blank(cell):
                row.faulty = True
                self._sheet_fault(
                    table.name,
                    Text("giá trị nằm ngoài các cột của mẫu", "the value stands outside the template's columns"),
                    Text("Xóa ô này hoặc đặt vào đúng cột.", "Clear the cell or move it to its column."),
                    number,
                    letter(index),
                )
        row.key = str(row.values.get("key") or "")
        table.rows.append(row)

    def _cell(self, table: Table, row: Row, column: Column, cell: object) -> Read | None:
        if blank(cell):
            if column.required:
                why = Text("bắt buộc phải có", "it is required")
                mend = Text(f"Ghi «{column.heading.vi}».", f"Fill in the {column.heading.en.lower()}.")
                self.faults.add(table.fault(row, column.name, why, mend))
            return None
        try:
            return read_cell(column, table.sheet.kind, cell)
        except BadCell as bad:
            row.faulty = True
            value = "" if column.personal else shown(cell)
            place = table.letters[column.name]
            self.faults.add(WorkbookFault(table.name, row.number, place, column.heading.vi, value, bad.why, bad.mend))
            return None

    # --- the decision

    def _decision(self) -> Particulars:
        table = self.tables.get(DECISION.identifier)
        if table is None:
            self._sheet_fault(
                DECISION.name,
                Text("thiếu trang này", "the sheet is missing"),
                Text("Lấy lại trang từ mẫu (tinhgon template).", "Take the sheet from the template."),
            )
            return Particulars()
        if len(table.rows) != 1:
            why = Text("chưa có quyết định", "there is no decision")
            if table.rows:
                why = Text("có nhiều hơn một quyết định", "there is more than one decision")
            mend = Text(
                f"Ghi đúng một dòng dưới dòng mẫu; dòng bắt đầu bằng «{SAMPLE}» không tính.",
                f"Fill in exactly one row; rows that begin with {SAMPLE!r} do not count.",
            )
            self._sheet_fault(table.name, why, mend, table.rows[1].number if table.rows else HEADING_ROWS + 1)
            return Particulars()
        values = table.rows[0].values
        return Particulars(
            number=_text(values.get("number")),
            kind=_text(values.get("kind")),
            issuer=_text(values.get("issuer")),
            signed_on=_day(values.get("signed_on")),
            effective_on=_day(values.get("effective_on")),
            subject=_text(values.get("subject")),
        )


def _always(sheet: Sheet, column: Column) -> bool:
    """Whether a sheet needs a column even where all its rows are of objects on record."""
    return column.required and (sheet is DECISION or column.name == "key")


def _text(value: Read | None) -> str | None:
    return None if value is None else str(value).strip()


def _day(value: Read | None) -> date | None:
    return value if isinstance(value, date) else None


def _origin(rows: Iterable[Sequence[object]]) -> str | None:
    """The ledger head on the guide of an export."""
    for cells in rows:
        for index, cell in enumerate(cells[:-1]):
            if cell == ORIGIN_LABEL:
                return str(cells[index + 1]).strip() or None
    return None


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _address(text: str) -> tuple[str, int]:
    """Letter and row of a cell's address; ("", 0) where it has none."""
    letters = text.rstrip("0123456789")
    digits = text[len(letters) :]
    return (letters, int(digits)) if digits else ("", 0)
