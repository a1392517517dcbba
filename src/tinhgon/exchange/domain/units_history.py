"""Reading a history of administrative units: one JSON object per line, one line per date.

The format `units-history`: UTF-8, one step per line, dates ascending. A step says which units were
created, ended, renamed and moved on its date, and names the legal instruments in `decisions` and in
the free text `note`. `docs/algorithms/units_history.md` describes the fields.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, BinaryIO, Literal

import msgspec
from msgspec import Meta

from tinhgon.errors import Text
from tinhgon.exchange.domain.broken_file import BrokenFile, Fault

LONGEST_LINE = 8 * 1024 * 1024
"""Bytes in one line at most; the whole country in one step is a ninth of it."""

UnitLevel = Literal["province", "district", "commune"]
Code = Annotated[str, Meta(pattern=r"^[0-9]{2,5}\Z")]
Name = Annotated[str, Meta(pattern=r"^ *[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*\Z", max_length=200)]
Free = Annotated[str, Meta(pattern=r"^[^\x00]*\Z")]


class Created(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A unit that exists from the date of its step on; `parent` is a code one level up."""

    level: UnitLevel
    code: Code
    name: Name
    parent: Code | None


class Ended(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A unit that no longer exists on the date of its step, as it last was."""

    level: UnitLevel
    code: Code
    name: Name
    parent: Code | None


class Renamed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A unit that changed its name from `old` to `new`."""

    level: UnitLevel
    code: Code
    old: Name
    new: Name


class Moved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A unit that went from the parent with code `old` to the one with code `new`."""

    level: UnitLevel
    code: Code
    old: Code
    new: Code


UnitChange = Created | Ended | Renamed | Moved


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that changed on one date."""

    date: date
    decisions: tuple[Name, ...]
    note: Free
    created: tuple[Created, ...]
    ended: tuple[Ended, ...]
    renamed: tuple[Renamed, ...]
    moved: tuple[Moved, ...]

    def changes(self) -> Iterator[UnitChange]:
        """Every change, kind by kind, in the order of the file."""
        yield from self.created
        yield from self.ended
        yield from self.renamed
        yield from self.moved


def nfc(text: str) -> str:
    """Text in the one Unicode form in which it is compared and stored."""
    return unicodedata.normalize("NFC", text)


def read_lines(file: BinaryIO, longest: int = LONGEST_LINE) -> Iterator[bytes]:
    """The lines of a binary file, never holding more than `longest` bytes of one.

    Raises BrokenFile for a longer line.
    """
    number = 0
    while line := file.readline(longest + 2):
        number += 1
        _refuse_long(line.rstrip(b"\r\n"), number, longest)
        yield line


def read_steps(lines: Iterable[bytes]) -> Iterator[Step]:
    """The steps of a history, one per line, each checked by itself.

    Raises BrokenFile for an empty file and for the first line that is too long, not UTF-8, not
    JSON, or not a step. What a step says of units in force is checked in `units_replay`.
    """
    number = 0
    for number, line in enumerate(lines, start=1):  # the last number tells an empty file
        _refuse_long(line.rstrip(b"\r\n"), number, LONGEST_LINE)
        yield _read_step(_decode(line, number), number)
    if number == 0:
        raise _broken(
            1,
            "$",
            Text("tệp rỗng", "the file is empty"),
            Text("Chọn tệp có ít nhất một bước.", "Choose a file with at least one step."),
        )


def _refuse_long(line: bytes, number: int, longest: int) -> None:
    if len(line) > longest:
        raise _broken(
            number,
            "$",
            Text(f"dài hơn {longest:,} byte", f"it is longer than {longest:,} bytes"),
            Text("Ghi mỗi bước trên một dòng.", "Write one step per line."),
        )


def _decode(line: bytes, number: int) -> str:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise _broken(
            number,
            "$",
            Text(f"byte thứ {error.start + 1} không phải UTF-8", f"byte {error.start + 1} is not UTF-8"),
            Text("Lưu tệp với bảng mã UTF-8.", "Save the file in the encoding UTF-8."),
        ) from None
    if not text.strip():
        raise _broken(
            number,
            "$",
            Text("dòng trống", "the line is blank"),
            Text("Xóa dòng trống.", "Delete the blank line."),
        )
    return text


_decoder = msgspec.json.Decoder(Step, strict=True)
_PLACE = re.compile(r"^(?P<why>.*?)(?: - at `(?P<path>[^`]*)`)?$", re.DOTALL)


def _read_step(text: str, number: int) -> Step:
    try:
        return _decoder.decode(text)
    except msgspec.ValidationError as error:
        found = _PLACE.match(str(error))
        why = found["why"] if found else str(error)
        path = (found and found["path"]) or "$"
        raise _broken(
            number,
            path,
            _in_words(why),
            Text("Sửa trường này theo mô tả units-history.", "Mend this field as units-history asks."),
        ) from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise _broken(
            number,
            "$",
            Text(f"không phải JSON trọn vẹn ({error})", f"it is not complete JSON ({error})"),
            Text("Lấy lại tệp gốc; có thể tệp bị cắt.", "Fetch the file again; it may be cut short."),
        ) from None


_PHRASES: tuple[tuple[re.Pattern[str], Text], ...] = tuple(
    (re.compile(pattern, re.DOTALL), Text(vi, en))
    for pattern, vi, en in (
        (r"Expected `([^`]*)`, got `([^`]*)`$", r"cần kiểu \1, gặp \2", r"it must be \1, not \2"),
        (
            r"Expected `str` matching regex .*",
            "chuỗi trống, có ký tự cấm, hoặc mã không phải số",
            "the text is blank, holds a forbidden character, or is a code that is not a number",
        ),
        (r"Expected `str` of length <= (\d+)", r"dài quá \1 ký tự", r"it is longer than \1 characters"),
        (r"Object missing required field `(.*)`", r"thiếu trường \1", r"the field \1 is missing"),
        (r"Object contains unknown field `(.*)`", r"có trường lạ \1", r"the field \1 is unknown"),
        (
            r"Invalid enum value (.*)",
            r"không có cấp \1; chỉ có province, district, commune",
            r"there is no level \1, only province, district and commune",
        ),
        (
            r"Invalid RFC3339 encoded date",
            "không phải ngày dạng NNNN-TT-NN",
            "it is not a date, YYYY-MM-DD",
        ),
    )
)
"""What the decoder says, in words for the reader."""


def _in_words(why: str) -> Text:
    for pattern, words in _PHRASES:
        if pattern.match(why):
            return Text(pattern.sub(words.vi, why), pattern.sub(words.en, why))
    return Text(f"không đúng kiểu ({why})", why)


def _broken(line: int, path: str, what: Text, mend: Text) -> BrokenFile:
    return BrokenFile(line, [Fault(path, what, mend)])
