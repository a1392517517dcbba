"""The rows of the table of the articles: what each article prints, and how the registry computes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

import msgspec

from tinhgon.errors import Text
from tinhgon.rulebook.domain.faults import RulebookFault
from tinhgon.rulebook.domain.figures import Indicator, Measure, Within
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.domain.notation import Notation, fits
from tinhgon.rulebook.domain.reading import Label, Plain, PlainFile, invalid
from tinhgon.rulebook.domain.values import Words

Unit = Annotated[str, msgspec.Meta(pattern=r"^(province|district|commune):\w+$")]
Module = Literal["appraisal", "congress", "directives", "grassroots", "personnel", "staffing", "territory"]

MODULES: Mapping[Module, Text] = {
    "appraisal": Text("đánh giá, khen thưởng", "appraisal"),
    "congress": Text("đại hội, bầu cử", "congresses and ballots"),
    "directives": Text("nghị quyết, chỉ tiêu", "directives and their targets"),
    "grassroots": Text("cơ sở đảng, đảng viên, sinh hoạt", "cells, members and meetings"),
    "personnel": Text("công tác cán bộ", "personnel work"),
    "staffing": Text("biên chế, dôi dư, trợ cấp", "staffing and severance"),
    "territory": Text("sắp xếp đơn vị hành chính", "territory"),
}
"""What later modules will bring, by the module's name."""


class Article(Plain, frozen=True, kw_only=True):
    """One article: its title, the place it writes of, and the day it bears where it bears one."""

    title: Words
    place: Label
    published: date | None


class _Printed(Plain, frozen=True, kw_only=True):
    """`printed` is what the article prints, `reads` the same in the notation, for words and what stands beside."""

    printed: Words = ""
    reads: Words = ""

    @property
    def token(self) -> str:
        """What is compared."""
        return self.reads or self.printed


class FigurePart(_Printed, frozen=True, kw_only=True):
    """An indicator of a unit on a day; `within` keeps rows with these values.

    `above`: the article says "more than" the printed figure.
    """

    figure: Words
    unit: Unit
    day: date
    show: Literal["counts", "counted", "number", "percent", "month"]
    since: date | None = None
    within: dict[Within, str] = {}
    above: bool = False

    @property
    def indicator(self) -> Indicator:
        """The indicator that is asked."""
        return INDICATORS[self.figure]


class InstrumentPart(_Printed, frozen=True, kw_only=True):
    """An instrument cited by a decision on record: its day, its number, or the full years from it to `day`."""

    instrument: Words
    show: Literal["day", "number", "years"]
    day: date | None = None


class ParameterPart(_Printed, frozen=True, kw_only=True):
    """The rulebook's tests of units as in force on a day: the ratio of all of them, or the years of validity."""

    parameter: Words
    day: date
    show: Literal["percent", "years"]


class LaterPart(_Printed, frozen=True, kw_only=True):
    """What a later module brings."""

    later: Module


class OutsidePart(_Printed, frozen=True, kw_only=True):
    """What lies outside any registry of the apparatus, and why."""

    outside: Label


Part = FigurePart | InstrumentPart | ParameterPart | LaterPart | OutsidePart

_PARTS: Mapping[str, type[Part]] = {
    "figure": FigurePart,
    "instrument": InstrumentPart,
    "parameter": ParameterPart,
    "later": LaterPart,
    "outside": OutsidePart,
}


class _Row(Plain, frozen=True, kw_only=True):
    id: Annotated[str, msgspec.Meta(pattern=r"^f\d{3}$")]
    printed: Words
    quantity: Label
    place: Label
    article: Words
    line: Annotated[int, msgspec.Meta(ge=1)]
    days: tuple[date, date | None]
    parts: Annotated[tuple[dict[str, Any], ...], msgspec.Meta(min_length=1)]
    note: Label | None = None


class _File(Plain, frozen=True, kw_only=True):
    articles: dict[str, Article]
    rows: tuple[_Row, ...]


class SeedRow(Plain, frozen=True, kw_only=True):
    """One figure of an article; `days` are the first and the last day it speaks of (None: no end known)."""

    id: str
    printed: str
    quantity: Label
    place: Text
    article: Article
    line: int
    days: tuple[date, date | None]
    parts: tuple[Part, ...]
    note: Label | None


def seed_rows_of(file: PlainFile) -> tuple[SeedRow, ...]:
    """The rows of a file. Raises RulebookFault naming file, line, row and key."""
    try:
        read = msgspec.convert(file.plain, _File)
    except msgspec.ValidationError as error:
        fault = invalid(file, "$", error)
        raise _of_row(_row_id(file, fault), fault) from None
    for (number, earlier), (_, later) in pairwise(enumerate(read.rows)):
        if earlier.id >= later.id:
            raise _fault(file, later, f"$.rows[{number + 1}].id", "số hàng phải tăng dần", "the ids of rows must rise")
    return tuple(_row(file, read, row, f"$.rows[{number}]") for number, row in enumerate(read.rows))


def _row(file: PlainFile, read: _File, row: _Row, path: str) -> SeedRow:
    if row.article not in read.articles:
        raise _fault(
            file, row, f"{path}.article", f"không có bài `{row.article}`", f"there is no article `{row.article}`"
        )
    parts = tuple(_part(file, row, plain, f"{path}.parts[{number}]") for number, plain in enumerate(row.parts))
    return SeedRow(
        id=row.id,
        printed=row.printed,
        quantity=row.quantity,
        place=row.place.text,
        article=read.articles[row.article],
        line=row.line,
        days=row.days,
        parts=parts,
        note=row.note,
    )


def _part(file: PlainFile, row: _Row, plain: dict[str, Any], path: str) -> Part:
    kinds = [kind for kind in _PARTS if kind in plain]
    if len(kinds) != 1:
        allowed = ", ".join(_PARTS)
        raise _fault(file, row, path, f"cần đúng một trong: {allowed}", f"exactly one of {allowed} is needed")
    if "printed" not in plain and len(row.parts) > 1:
        raise _fault(
            file,
            row,
            f"{path}.printed",
            "hàng có nhiều phần: thiếu `printed`",
            "a row of several parts needs `printed` in each",
        )
    try:
        part = msgspec.convert({"printed": row.printed, **plain}, _PARTS[kinds[0]])
    except msgspec.ValidationError as error:
        raise _of_row(row.id, invalid(file, path, error)) from None
    for key, vi, en in _faults_of(part):
        raise _fault(file, row, f"{path}.{key}", vi, en)
    return part


def _faults_of(part: Part) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a part: the key, and the fault in both languages."""
    if isinstance(part, LaterPart | OutsidePart):
        return
    if isinstance(part, FigurePart):
        yield from _faults_of_figure(part)
    if isinstance(part, InstrumentPart) and (part.day is None) == (part.show == "years"):
        yield "day", "chỉ cần ngày khi tính số năm", "a day is needed for years, and only then"
    notation = Notation.NUMBER if isinstance(part, InstrumentPart) and part.show == "years" else Notation(part.show)
    if not fits(notation, part.token):
        key = "reads" if part.reads else "printed"
        yield (
            key,
            f"«{part.token}» không theo cách ghi `{part.show}`",
            f"`{part.token}` is not printed as `{part.show}`",
        )


def _faults_of_figure(part: FigurePart) -> Iterator[tuple[str, str, str]]:
    if part.figure not in INDICATORS:
        yield "figure", f"không có chỉ tiêu `{part.figure}`", f"there is no indicator `{part.figure}`"
        return
    if part.indicator.compares != (part.since is not None):
        yield (
            "since",
            "chỉ chỉ tiêu so sánh mới cần ngày trước",
            "an earlier day belongs to what compares, and only that",
        )
    if part.show in ("counts", "counted") and part.indicator.measure is not Measure.SHARE:
        yield "show", "chỉ tỷ lệ mới có tử số và mẫu số", "only a share has rows counted and considered"
    if part.above and part.show != "percent":
        yield "above", "chỉ dùng với phần trăm", "it goes with per cent only"


def _fault(file: PlainFile, row: _Row, path: str, vi: str, en: str) -> RulebookFault:
    return _of_row(row.id, file.fault(path, Text(vi, en)))


def _of_row(row: str, fault: RulebookFault) -> RulebookFault:
    """The same fault, naming its row and saying what a row needs."""
    what = Text(f"Hàng {row}: {fault.what.vi}", f"Row {row}: {fault.what.en}") if row else fault.what
    return RulebookFault(
        what,
        where=fault.where,
        why=Text(
            "Mỗi hàng phải ghi bài báo in gì và sổ đăng ký tính bằng cách nào, hoặc vì sao không tính được",
            "Each row says what an article prints and how the registry computes it, or why it cannot",
        ),
        mend=fault.mend,
    )


def _row_id(file: PlainFile, fault: RulebookFault) -> str:
    """The id of the row in which a fault of the file lies, "" where it lies in none."""
    place = re.search(r"\brows\[(\d+)\]", fault.where)
    return "" if place is None else str(file.plain["rows"][int(place.group(1))].get("id", ""))  # type: ignore[index]
