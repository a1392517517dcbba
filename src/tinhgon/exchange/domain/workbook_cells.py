"""Single cells: from what a spreadsheet holds to a value of the registry, and back.

A cell holds text, a number (always a float), true or false, a date or nothing. People type dates as 01/06/2019
and numbers as 1.450 and 51,6; what could be read in two ways is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from tinhgon.errors import Text
from tinhgon.exchange.domain.workbook_layout import FLAGS, Column, Form
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, InvalidValue, Kind, Type, check_value
from tinhgon.temporal import Period

Cell = str | float | bool | date | None
Read = str | int | bool | date
"""A cell's value: as the attribute carries it; dates that fill no attribute are dates."""

EXACT_DIGITS = 15
"""Significant digits a spreadsheet keeps of a number; longer ones are written as text."""

LONGEST_TEXT = 32_767
"""Characters in one cell, as Excel has it."""

_WRITTEN_AS_DATES = Period.since(date(1900, 3, 1))  # spreadsheets disagree on earlier ones: these are written as text


FIRST_YEAR, LAST_YEAR = 1800, 2999
"""The years in which decisions, endings and hand-overs may fall."""


class BadCell(ValueError):
    """A cell that its column does not take."""

    def __init__(self, why: Text, mend: Text) -> None:
        self.why = why
        self.mend = mend
        super().__init__(why.en)


_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YEAR_OR_MONTH = re.compile(r"(?:(\d{1,2})/)?(\d{4})")
_GROUPED = re.compile(r"\d{1,3}(?:[.\u00a0 ]\d{3})+")
_WHOLE = re.compile(r"-?\d+")
_FRACTION = re.compile(r"-?\d+(?:[.,]\d+)?")

_WRITE_DATE = Text("Ghi ngày dạng 01/06/2019 (ngày/tháng/năm).", "Write a date as 01/06/2019 (day/month/year).")
_WRITE_WHOLE = Text("Ghi một số nguyên, ví dụ 1450.", "Write a whole number, for example 1450.")
_WRITE_DECIMAL = Text("Ghi số dạng 51,6, không tách nhóm nghìn.", "Write a number as 51,6 without grouping thousands.")
_WRITE_TEXT = Text("Ghi dạng văn bản (Text).", "Write it as text.")


def blank(cell: object) -> bool:
    """Whether a cell holds nothing but spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def shown(cell: object) -> str:
    """A cell as a message quotes it."""
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = "" if cell is None else str(cell)
    return text if len(text) <= 60 else f"{text[:59]}…"


def read_cell(column: Column, kind: Kind | None, cell: object) -> Read:
    """The value of a cell that is not blank. Raises BadCell."""
    value = _read(column, cell)
    attribute = column.attribute
    if attribute is None or attribute.type is Type.REFERENCE or kind is None:
        return value
    if attribute.type is Type.PERSONAL:
        return _clean(str(value))
    try:
        checked = check_value(kind, attribute.name, value)
    except InvalidValue as error:
        raise BadCell(error.why, _MENDS.get(column.form, _WRITE_TEXT)) from None
    return "" if checked is None else checked


def _read(column: Column, cell: object) -> Read:
    match column.form:
        case Form.TEXT:
            return _text(cell)
        case Form.CODE:
            return _code(cell)
        case Form.KEY | Form.REFERENCE:
            return key_of(_text(cell))
        case Form.INTEGER:
            return _integer(cell)
        case Form.DECIMAL:
            return _decimal(cell)
        case Form.FLAG:
            return _flag(cell)
        case Form.CHOICE:
            return _choice(column, cell)
        case Form.DATE:
            return _date(column, cell)


def key_of(text: str) -> str:
    """A key as keys are compared: NFC, without spaces around."""
    return unicodedata.normalize("NFC", text).strip()


def _clean(text: str) -> str:
    if "\0" in text:
        raise BadCell(Text("có ký tự cấm", "it holds a NUL character"), _WRITE_TEXT)
    return unicodedata.normalize("NFC", text)


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return _clean(cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return str(int(cell)) if float(cell).is_integer() else repr(cell)
    raise BadCell(Text("phải là văn bản", "it must be text"), _WRITE_TEXT)


def _code(cell: object) -> str:
    if isinstance(cell, str):
        return _clean(cell)
    raise BadCell(
        Text("mã là số nên mất các số 0 ở đầu", "the code is a number and so has lost its leading zeros"),
        Text("Định dạng ô là Text rồi ghi lại mã, ví dụ 06724.", "Format the cell as Text and write the code again."),
    )


def _integer(cell: object) -> int:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and float(cell).is_integer():
        return int(cell)
    if isinstance(cell, str):
        text = cell.strip()
        if _GROUPED.fullmatch(text):
            text = re.sub(r"\D", "", text)
        if _WHOLE.fullmatch(text):
            return int(text)
    raise BadCell(Text("phải là số nguyên", "it must be a whole number"), _WRITE_WHOLE)


def _decimal(cell: object) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return format(Decimal(repr(cell)), "f")
    if isinstance(cell, str):
        text = cell.strip()
        if _GROUPED.fullmatch(text):
            raise BadCell(
                Text("không rõ dấu chấm tách hàng nghìn hay phần thập phân", "the point may group or part the number"),
                _WRITE_DECIMAL,
            )
        if _FRACTION.fullmatch(text):
            return text.replace(",", ".")
    raise BadCell(Text("phải là số thập phân", "it must be a decimal number"), _WRITE_DECIMAL)


_TRUE = frozenset({"có", "yes", "true", "x", "1", "đúng"})
_FALSE = frozenset({"không", "no", "false", "0", "sai"})


def _flag(cell: object) -> bool:
    if isinstance(cell, bool):
        return cell
    word = shown(cell).strip().casefold()
    if unicodedata.normalize("NFC", word) in _TRUE:
        return True
    if unicodedata.normalize("NFC", word) in _FALSE:
        return False
    raise BadCell(
        Text("phải là có hoặc không", "it must be yes or no"),
        Text("Ghi «có» hoặc «không».", "Write có (yes) or không (no)."),
    )


def _choice(column: Column, cell: object) -> str:
    found = _choices(column.choices).get(_folded(shown(cell)))
    if found is None:
        allowed_vi = ", ".join(f"{CHOICE_NAMES[each].vi} ({each})" for each in column.choices)
        allowed_en = ", ".join(f"{each} ({CHOICE_NAMES[each].vi})" for each in column.choices)
        raise BadCell(
            Text("không có trong danh mục", "it is not among the choices"),
            Text(f"Chọn một trong: {allowed_vi}.", f"Choose one of: {allowed_en}."),
        )
    return found


@cache
def _choices(codes: tuple[str, ...]) -> Mapping[str, str]:
    """Every accepted writing of the choices: code, Vietnamese and English name."""
    return {
        _folded(writing): code for code in codes for writing in (CHOICE_NAMES[code].en, CHOICE_NAMES[code].vi, code)
    }


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _date(column: Column, cell: object) -> Read:
    day = _whole_day(cell, column.partial_date)
    if isinstance(day, str):
        return day
    if column.attribute is not None:
        return day.isoformat()
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadCell(Text("năm ngoài phạm vi", "the year is out of range"), _WRITE_DATE)
    return day


def _whole_day(cell: object, partial: bool) -> date | str:
    if isinstance(cell, datetime):
        if (cell.hour, cell.minute, cell.second) != (0, 0, 0):
            raise BadCell(Text("có cả giờ phút", "it holds a time of day"), _WRITE_DATE)
        return cell.date()
    if isinstance(cell, date):
        return cell
    if partial and isinstance(cell, float) and cell.is_integer() and 1800 <= cell <= 2200:
        return str(int(cell))
    if isinstance(cell, str):
        text = cell.strip()
        try:
            if parts := _DAY.fullmatch(text):
                day, month, year = map(int, parts.groups())
                return date(year, month, day)
            if partial and (parts := _YEAR_OR_MONTH.fullmatch(text)) and int(parts[1] or 1) in range(1, 13):
                return text
            return date.fromisoformat(text)
        except ValueError:
            raise BadCell(Text("không phải là ngày có thật", "it is no date"), _WRITE_DATE) from None
    raise BadCell(
        Text("là số, không phải ngày", "it is a number, not a date")
        if isinstance(cell, float)
        else Text("không phải là ngày", "it is no date"),
        _WRITE_DATE,
    )


_MENDS = {Form.DATE: _WRITE_DATE, Form.INTEGER: _WRITE_WHOLE, Form.DECIMAL: _WRITE_DECIMAL}


# --- the other way ------------------------------------------------------------------------------


def written(column: Column, value: object) -> Cell:
    """A value as its cell holds it, so that reading the cell gives the value again."""
    if value is None:
        return None
    match column.form:
        case Form.CHOICE:
            return CHOICE_NAMES[str(value)].vi
        case Form.FLAG:
            return FLAGS[bool(value)].vi
        case Form.DATE:
            return _written_date(value)
        case Form.INTEGER | Form.DECIMAL:
            number = format(Decimal(str(value)).normalize(), "f")
            exact = len(number.strip("-0.").replace(".", "")) <= EXACT_DIGITS
            return float(number) if exact else number.replace(".", ",")
    return str(value)


def _written_date(value: object) -> Cell:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, date) and value not in _WRITTEN_AS_DATES:
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    return value if isinstance(value, date) else str(value)
