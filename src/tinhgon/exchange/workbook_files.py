"""Workbooks as files: reading XLSX safely, and writing it.

A file from outside may be no workbook, hold macros, or be made to exhaust memory. Everything is measured by
inflating it once, before the reader proper sees it; that pass also finds formulas, error cells and merged cells.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from tinhgon.errors import Text, TinhGonError
from tinhgon.exchange.domain.workbook_cells import LONGEST_TEXT
from tinhgon.exchange.domain.workbook_layout import FLAGS, HEADING_ROWS, LISTS, Column, Form, Sheet
from tinhgon.exchange.domain.workbook_reading import RawSheet
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES

MOST_BYTES = 64 * 1024 * 1024
"""Size of a file that is read, at most."""

MOST_INFLATED = 512 * 1024 * 1024
"""Size of all its parts uncompressed, at most; 100,000 full rows take about 100 MiB."""

MOST_PARTS = 1000
MOST_ROWS = 200_000
MOST_COLUMNS = 100
"""Rows and columns of one sheet, at most: the reader sets aside a cell for each place up to the last used one."""


class NotAWorkbook(TinhGonError):
    """The file is no XLSX workbook that can be read safely; nothing was written."""

    code = "not_a_workbook"


_USE_XLSX = Text("Mở bằng Excel và lưu lại dạng .xlsx.", "Open it in Excel and save it as .xlsx.")


def _refused(path: Path, vi: str, en: str, mend: Text = _USE_XLSX) -> NotAWorkbook:
    return NotAWorkbook(
        Text("Không đọc được tệp này", "This file cannot be read"), where=str(path), why=Text(vi, en), mend=mend
    )


# --- reading ------------------------------------------------------------------------------------


def read_sheets(path: Path) -> list[RawSheet]:
    """All sheets of a workbook; their rows are read when they are iterated, once. Raises NotAWorkbook."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(path, f"{MOST_BYTES >> 20} MiB")
        with path.open("rb") as file:
            found = _inspect(path, file)
        book = CalamineWorkbook.from_path(str(path))
    except OSError as error:
        why = str(error.strerror or error)
        raise _refused(path, why, why, Text("Kiểm tra đường dẫn và quyền đọc.", "Check the path.")) from error
    except (CalamineError, zipfile.BadZipFile, zlib.error, ElementTree.ParseError, struct.error, KeyError) as error:
        raise _refused(path, "tệp hỏng hoặc không phải XLSX", "it is broken or no XLSX file") from error
    for name in book.sheet_names:
        if name not in found:
            mend = Text("Xóa trang này (ví dụ trang biểu đồ).", "Delete that sheet (a chart, perhaps).")
            raise _refused(path, f"«{name}» không phải trang tính", f"{name!r} is no worksheet", mend)
    return [_raw(path, book, name, found[name]) for name in book.sheet_names]


def _raw(path: Path, book: CalamineWorkbook, name: str, found: _Found) -> RawSheet:
    return RawSheet(name, _rows(path, book, name), found.formulas, found.errors, found.merged)


def _rows(path: Path, book: CalamineWorkbook, name: str) -> Iterator[list[object]]:
    try:
        sheet: CalamineSheet = book.get_sheet_by_name(name)
    except CalamineError as error:
        raise _refused(path, f"trang «{name}» hỏng", f"the sheet {name!r} is broken") from error
    before: list[object] = [None] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield [*before, *row]


@dataclass(slots=True)
class _Found:
    """Cells of a sheet that hold no plain value, by address."""

    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
# Attributes are looked at for 500 bytes: without a bound, a tag made for it would take hours.
_FORMULA = re.compile(rb"<(?:\w+:)?c(?:\s([^>]{0,500}))?>\s*<(?:\w+:)?f[\s/>]")
_ERROR = re.compile(rb"<(?:\w+:)?c\s([^>]{0,500}?\bt=[\"']e[\"'][^>]{0,500})>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]{0,500}?ref=[\"']([A-Z]+\d+(?::[A-Z]+\d+)?)[\"']")
_ADDRESS = re.compile(rb"\br=[\"']([A-Z]+\d+)[\"']")
_UNPLACED = re.compile(rb"<(?:\w+:)?(?:c|row)(?:>|/|\s(?![^>]{0,500}\br=))")
_FAR_RIGHT = re.compile(rb"\br=[\"'](?:[A-Z]{3,}|[D-Z][A-Z]|C[W-Z])\d+[\"']")
_FAR_DOWN = re.compile(rb"\br=[\"'][A-Z]*(\d{6,})[\"']")
_MOST_TOLD = 100_000
_LONGEST_UNCUT = 8 * 1024 * 1024

_CONTAINER = b"\xd0\xcf\x11\xe0"
_MACROS = ("vbaproject.bin", "macrosheets/", "activex/")


def _inspect(path: Path, file: IO[bytes]) -> dict[str, _Found]:
    """Measure every part of the file and find what is no plain value, by sheet."""
    if file.read(4) == _CONTAINER:
        raise _refused(
            path,
            "là tệp .xls cũ hoặc có mật khẩu",
            "it is an old .xls file or protected by a password",
            Text("Bỏ mật khẩu và lưu lại dạng .xlsx.", "Remove the password and save it as .xlsx."),
        )
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        names = {each.filename.lstrip("/").lower() for each in parts}
        if any(macro in name for name in names for macro in _MACROS):
            raise _refused(
                path,
                "có macro",
                "it holds macros",
                Text("Lưu lại dạng .xlsx (không macro).", "Save it as .xlsx, without macros."),
            )
        if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
            raise _refused(path, "không phải tệp XLSX", "it is no XLSX file")
        if len(parts) > MOST_PARTS or len(names) < len(parts):
            raise _unusual(path)
        left = MOST_INFLATED
        sheets: dict[str, _Found] = {}
        small: dict[str, bytes] = {}
        for part in parts:
            name = part.filename.lstrip("/").lower()
            chunks = _inflated(path, file, part, left)
            left -= part.file_size
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                sheets[name] = _scan(path, chunks)
            elif name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
                small[name] = b"".join(_xml(path, chunks))
            else:
                for _ in _xml(path, chunks) if name.endswith((".xml", ".rels")) else chunks:
                    pass
        return _by_name(path, small, sheets)


def _unusual(path: Path) -> NotAWorkbook:
    return _refused(path, "cấu trúc tệp bất thường", "its structure is unusual")


def _too_large(path: Path, most: str) -> NotAWorkbook:
    return _refused(
        path,
        f"tệp quá lớn (tối đa {most})",
        f"it is too large (at most {most})",
        Text("Chia thành nhiều tệp, xóa hình ảnh và trang thừa.", "Split it, and remove pictures and needless sheets."),
    )


def _inflated(path: Path, file: IO[bytes], part: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """The content of a part, chunk by chunk, never more than `most` bytes nor than its entry declares."""
    if part.flag_bits & 1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refused(path, "tệp có mật khẩu hoặc nén lạ", "it is encrypted or packed in an unusual way")
    if part.file_size > most:
        raise _too_large(path, f"{MOST_INFLATED >> 20} MiB sau giải nén / unpacked")
    file.seek(part.header_offset)
    name_length, extra_length = struct.unpack("<26xHH", file.read(30))
    file.seek(name_length + extra_length, 1)
    packed, unpacked = part.compress_size, 0
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while packed:
        chunk = file.read(min(packed, 1 << 16))
        if not chunk:
            raise zipfile.BadZipFile(part.filename)
        packed -= len(chunk)
        while chunk:
            content = chunk if inflater is None else inflater.decompress(chunk, 1 << 20)
            chunk = b"" if inflater is None else inflater.unconsumed_tail
            unpacked += len(content)
            if unpacked > part.file_size:
                raise _unusual(path)
            yield content
    content = b"" if inflater is None else inflater.flush()
    unpacked += len(content)
    yield content
    if unpacked != part.file_size:
        raise zipfile.BadZipFile(part.filename)


def _whole_tags(path: Path, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """XML cut before closing tags, so that a cell's opening tag stands with the formula that follows it."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        cut = rest.rfind(b"</")
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > _LONGEST_UNCUT:
            raise _unusual(path)
    yield rest


def _xml(path: Path, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """XML without definitions of entities, which could grow without bounds."""
    for chunk in _whole_tags(path, chunks):
        if b"<!" in chunk and _DOCTYPE.search(chunk):
            raise _unusual(path)
        yield chunk


def _scan(path: Path, chunks: Iterable[bytes]) -> _Found:
    """What a sheet holds besides plain values. Raises NotAWorkbook where it reaches too far."""
    found = _Found()
    for chunk in _xml(path, chunks):
        if _FAR_RIGHT.search(chunk) or any(int(row) > MOST_ROWS for row in _FAR_DOWN.findall(chunk)):
            raise _too_large(path, f"{MOST_ROWS} dòng/rows × {MOST_COLUMNS} cột/columns")
        if _UNPLACED.search(chunk):
            raise _unusual(path)
        found.formulas += map(_address, _FORMULA.findall(chunk))
        if b'"e"' in chunk or b"'e'" in chunk:
            found.errors += map(_address, _ERROR.findall(chunk))
        found.merged += [each.decode() for each in _MERGED.findall(chunk)]
        for addresses in (found.formulas, found.errors, found.merged):
            del addresses[_MOST_TOLD:]
    return found


def _address(attributes: bytes) -> str:
    address = _ADDRESS.search(attributes)
    return address[1].decode() if address else ""


_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _by_name(path: Path, small: Mapping[str, bytes], sheets: Mapping[str, _Found]) -> dict[str, _Found]:
    """What was found in each worksheet, by the name people see on its tab. Others were not looked through."""
    relations = ElementTree.fromstring(small["xl/_rels/workbook.xml.rels"])  # noqa: S314  # no entities: see _xml
    targets = {each.get("Id"): each.get("Target", "").lower() for each in relations}
    book = ElementTree.fromstring(small["xl/workbook.xml"])  # noqa: S314
    found = {}
    tabs = book.findall(".//{*}sheet")
    for each in tabs:
        target = targets.get(each.get(_RELATION), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in sheets:
            found[each.get("name", "")] = sheets[part]
    if len(targets) < len(relations) or len({each.get("name") for each in tabs}) < len(tabs):
        raise _unusual(path)
    return found


# --- writing ------------------------------------------------------------------------------------


class TooLongText(TinhGonError):
    """A text is longer than a cell can hold."""

    code = "too_long_text"


_HEADING = (Font(name="Calibri", bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E79"))
_REQUIRED = (Font(name="Calibri", bold=True, color="FFFFFF"), PatternFill("solid", fgColor="8A2D0B"))
_IDENTIFIER = (Font(name="Calibri", italic=True, color="595959"), PatternFill("solid", fgColor="DDEBF7"))
_SAMPLE_FONT = Font(name="Calibri", italic=True, color="7F7F7F")
_AS_TEXT, _AS_DATE = "@", "dd/mm/yyyy"
_CHECKED_ROWS = 100_000
_A4 = 9  # as OOXML numbers paper sizes
_LINE = 15  # points, the height of a line of cells
_UNSAFE = re.compile("_x(?=[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_RUN = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet to write: its layout and rows; a sample row, where there is one, comes first."""

    sheet: Sheet
    rows: Iterable[Sequence[object]]
    sample: bool = False


def write_workbook(path: Path, guide: tuple[str, Sequence[Sequence[str]]], pages: Sequence[Page]) -> None:
    """Write a workbook: the guide, the pages, the code lists. Raises TooLongText."""
    book = Workbook(write_only=True)
    sheets = [page.sheet for page in pages]
    writer = _Writer(book, _list_ranges(sheets))
    try:
        writer.guide(*guide)
        for page in pages:
            writer.page(page)
        writer.lists(sheets)
    except TooLongText:
        for each in book.worksheets:
            each.close()
        raise
    book.save(path)


class _Writer:
    """Writes row after row, never holding a sheet."""

    def __init__(self, book: Workbook, ranges: Mapping[tuple[str, str], str]) -> None:
        self.book = book
        self.ranges = ranges

    def guide(self, name: str, lines: Sequence[Sequence[str]]) -> None:
        """A sheet of text."""
        page = self.book.create_sheet(name)
        _for_paper(page)
        page.column_dimensions["A"].width, page.column_dimensions["B"].width = 34, 110
        for number, line in enumerate(lines):
            font = Font(name="Calibri", bold=True, size=14) if number == 0 else None
            longest = max((len(each) for each in line[1:]), default=0)
            page.row_dimensions[number + 1].height = _LINE * (1 if number else 1.5) * max(1, -(-longest // 105))
            page.append([_styled(_text_cell(page, each), font=font, wrap=True) for each in line])

    def page(self, page: Page) -> None:
        """A sheet with its headings, drop-downs and rows."""
        columns = page.sheet.columns
        sheet = self.book.create_sheet(page.sheet.name)
        sheet.freeze_panes = f"B{HEADING_ROWS + 1}"
        for index, column in enumerate(columns, start=1):
            dimension = sheet.column_dimensions[get_column_letter(index)]
            dimension.width = column.width
            dimension.number_format = _number_format(column)
        for validation in _validations(page.sheet, self.ranges):
            sheet.data_validations.append(validation)
        _for_paper(sheet, f"1:{HEADING_ROWS}")
        sheet.row_dimensions[1].height = 2 * _LINE  # long headings wrap
        sheet.append([_heading(sheet, column) for column in columns])
        sheet.append([_styled(_text_cell(sheet, column.name), *_IDENTIFIER) for column in columns])
        formats = [_number_format(column) for column in columns]
        for number, row in enumerate(page.rows):
            font = _SAMPLE_FONT if page.sample and number == 0 else None
            sheet.append([_cell(sheet, its, cell, font) for its, cell in zip(formats, row, strict=True)])

    def lists(self, sheets: Sequence[Sheet]) -> None:
        """The code lists: for every enumerated column, names and codes."""
        page = self.book.create_sheet(LISTS)
        for index, width in enumerate((24, 26, 30, 26), start=1):
            page.column_dimensions[get_column_letter(index)].width = width
        _for_paper(page, "1:1")
        page.freeze_panes = "A2"
        titles = ("Trang", "Cột", "Tên tiếng Việt (ghi vào ô)", "Mã (ghi vào ô cũng được)")
        page.append([_styled(_text_cell(page, each), *_HEADING) for each in titles])
        for sheet, column, name, code in _listed(sheets):
            line = (sheet.name, f"{column.heading.vi} ({column.name})", name, code)
            page.append([_text_cell(page, each) for each in line])


def _for_paper(sheet: Any, repeated: str | None = None) -> None:
    """Print on A4, lying, as wide as the sheet; the `repeated` rows head every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if repeated is not None:
        sheet.print_title_rows = repeated


def _cell(sheet: Any, number_format: str, value: object, font: Font | None) -> Any:
    """A value as a cell; plain numbers go as they are, which is several times as fast."""
    if value is None or (isinstance(value, float) and font is None):
        return value
    if isinstance(value, float):
        cell = WriteOnlyCell(sheet, value)
    elif isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = _AS_DATE
    else:
        cell = _text_cell(sheet, str(value))
        if number_format != "General":
            cell.number_format = _AS_TEXT
    return _styled(cell, font=font)


def _text_cell(sheet: Any, text: str) -> Any:
    """A cell of text: never a formula, nor taken for one when somebody edits it."""
    if len(text) > LONGEST_TEXT:
        raise TooLongText(
            Text(
                f"Có văn bản dài {len(text)} ký tự; một ô chỉ chứa {LONGEST_TEXT}",
                f"A text has {len(text)} characters; a cell holds {LONGEST_TEXT}",
            ),
            where=f"«{sheet.title}»: {text[:40]}…",
        )
    cell = WriteOnlyCell(sheet, _UNSAFE.sub(_escaped, text))
    cell.data_type = "s"
    if text.startswith(_RUN):
        cell.quotePrefix = True
    return cell


def _escaped(found: re.Match[str]) -> str:
    """A character as OOXML writes what XML cannot hold: _x0007_."""
    return "_x005F_x" if found[0] == "_x" else f"_x{ord(found[0]):04X}_"


def _styled(cell: Any, font: Font | None = None, fill: PatternFill | None = None, wrap: bool = False) -> Any:
    if font is not None:
        cell.font = font
    if fill is not None:
        cell.fill = fill
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _heading(sheet: Any, column: Column) -> Any:
    cell = _styled(_text_cell(sheet, column.heading.vi), *(_REQUIRED if column.required else _HEADING), wrap=True)
    must = "Bắt buộc / Required" if column.required else "Không bắt buộc / Optional"
    cell.comment = Comment(f"{column.heading.en}\n{must}", "Tinh Gọn", height=60, width=220)
    return cell


def _number_format(column: Column) -> str:
    match column.form:
        case Form.KEY | Form.CODE | Form.REFERENCE | Form.TEXT | Form.CHOICE | Form.FLAG:
            return _AS_TEXT
        case Form.DATE:
            return _AS_DATE
        case Form.INTEGER | Form.DECIMAL:
            return "General"


def _choices(column: Column) -> list[tuple[str, str]]:
    """Names and codes of an enumerated column."""
    if column.form is Form.FLAG:
        return [(name.vi, name.en) for name in FLAGS.values()]
    return [(CHOICE_NAMES[each].vi, each) for each in column.choices]


def _validations(sheet: Sheet, ranges: Mapping[tuple[str, str], str]) -> Iterator[DataValidation]:
    """Drop-downs for what is chosen. Typing a code instead is allowed after a warning."""
    for index, column in enumerate(sheet.columns, start=1):
        source = ranges.get((sheet.name, column.name))
        if source is None:
            continue
        validation = DataValidation(type="list", formula1=source, allow_blank=True, errorStyle="warning")
        validation.error = "Không có trong danh mục. Mã của danh mục cũng dùng được."
        validation.errorTitle = column.heading.vi
        place = get_column_letter(index)
        validation.add(f"{place}{HEADING_ROWS + 1}:{place}{_CHECKED_ROWS + HEADING_ROWS}")
        yield validation


def _listed(sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, Column, str, str]]:
    """The lines of the code lists: sheet, column, name, code."""
    for sheet in sheets:
        for column in sheet.columns:
            for name, code in _choices(column):
                yield sheet, column, name, code


def _list_ranges(sheets: Sequence[Sheet]) -> dict[tuple[str, str], str]:
    """Where on the list sheet the names of each enumerated column stand."""
    spans: dict[tuple[str, str], list[int]] = {}
    for number, (sheet, column, _, _) in enumerate(_listed(sheets), start=2):
        spans.setdefault((sheet.name, column.name), []).append(number)
    return {each: f"'{LISTS}'!$C${rows[0]}:$C${rows[-1]}" for each, rows in spans.items()}
