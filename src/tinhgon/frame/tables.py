"""Lists that filter, sort, load as one scrolls, add up and export."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Generic, Literal, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.domain import formats
from tinhgon.frame.domain.cells import neutral
from tinhgon.frame.domain.letters import alphabetical, folded
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.languages import current, said

Row = TypeVar("Row")
Align = Literal["text", "number"]
Value = str | int | Decimal | Fraction | date | datetime | bool | Text | None

NOTHING = Text("Không có dòng nào.", "There are no rows.")
LIST = Text("Danh sách", "List")
ROWS_AT_ONCE = 100
MOST_ROWS = 1_000_000  # rows a sheet of a workbook holds
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UnknownColumn(TinhGonError):
    """An address that sorts or filters by a column the list does not have."""

    code = "unknown_column"


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: what it is called, what a row has in it, and where a click leads.

    `value` gives the bare value: sorting, filtering and files take it. `shown` (text of a cell), `link` (an
    address) and `mark` (a kind of change, see the tag `mark`) are for the page. `choices` offers a filter of
    these values; `searched` columns are looked through by the search box; `total` adds up the rows shown;
    `places` are the decimal places of numbers on the page (files have the whole value). Where a row's place in
    the order is known beforehand `rank` gives it, so that sorting need not ask for values. `screen` columns, such
    as boxes to tick, are in no file.
    """

    key: str
    title: Text
    value: Callable[[Row], Value]
    shown: Callable[[Row], Any] | None = None
    link: Callable[[Row], str | None] | None = None
    mark: Callable[[Row], str | None] | None = None
    choices: Sequence[tuple[str, Text]] = ()
    searched: bool = False
    total: bool = False
    hidden: bool = False
    places: int | None = None
    rank: Callable[[Row], int] | None = None
    screen: bool = False

    def cell(self, row: Row) -> str:
        """The text of the cell on a page."""
        return in_words(self.named(row), self.places) if self.shown is None else str(self.shown(row))

    def named(self, row: Row) -> Value:
        """The value; one of the choices by its name."""
        value = self.value(row)
        return dict(self.choices).get(str(_code(value)), value) if self.choices else value

    def place(self, row: Row) -> Any:
        """What the row is sorted by: choices in their own order, anything else by value."""
        value = self.value(row)
        codes = [code for code, _ in self.choices]
        if codes and str(_code(value)) in codes:
            return codes.index(str(_code(value)))
        return len(codes) if codes else _sorting(value)


@dataclass(slots=True)
class Cell:
    """One cell of a page; `title` is its column's, which a phone shows beside it."""

    key: str
    title: Text
    text: str
    link: str | None
    mark: str | None
    numeric: bool


@dataclass(slots=True)
class Table(Generic[Row]):
    """A list as asked for by an address: `q` searches, `sort` orders (`-name`: backwards), `f_KEY` filters.

    `name` begins the names of files; `order` is the order where none is asked for (the rows' own if empty).
    `file=csv` or `file=xlsx` in the address asks for a file. `empty` is said where there is nothing to show.
    """

    name: str
    columns: Sequence[Column[Row]]
    rows: Iterable[Row]
    request: HttpRequest
    order: str = ""
    empty: Text = NOTHING
    caption: Text = LIST
    prefix: str = ""
    _kept: list[Row] | None = field(default=None, init=False)

    def parameter(self, name: str) -> str:
        """The name of a parameter of this table in the address; `prefix` tells tables of one page apart."""
        return f"{self.prefix}{name}"

    def asked(self, name: str) -> str:
        """What the address says of a parameter, or nothing."""
        return self.request.GET.get(self.parameter(name), "")

    @property
    def found(self) -> list[Row]:
        """All rows that pass the filters, in order."""
        if self._kept is None:
            self._kept = self._ordered(self._passing())
        return self._kept

    @property
    def count(self) -> int:
        """How many rows pass the filters."""
        return len(self.found)

    @property
    def start(self) -> int:
        """The first row asked for."""
        return whole(self.asked("start")) or 0

    @property
    def next_start(self) -> int | None:
        """Where the rows after those shown begin, if there are any."""
        following = self.start + ROWS_AT_ONCE
        return following if following < self.count else None

    @property
    def heads(self) -> list[dict[str, object]]:
        """The heads of the columns with the order a click asks for."""
        sort = self.asked("sort") or self.order
        return [
            {
                "key": each.key,
                "title": each.title,
                "next": f"-{each.key}" if sort == each.key else each.key,
                "sorted": "ascending" if sort == each.key else "descending" if sort == f"-{each.key}" else None,
                "numeric": self._numeric(each),
                "hidden": each.hidden,
            }
            for each in self.columns
        ]

    @property
    def filters(self) -> list[dict[str, object]]:
        """The filters offered, with what is chosen."""
        return [
            {
                "name": self.parameter(f"f_{each.key}"),
                "title": each.title,
                "choices": each.choices,
                "chosen": self.asked(f"f_{each.key}"),
            }
            for each in self.columns
            if each.choices
        ]

    @property
    def kept(self) -> set[str]:
        """Parameters of the address that the form of filters hands on unchanged."""
        own = {"q", "start", "file", *(f"f_{each.key}" for each in self.columns if each.choices)}
        return set(self.request.GET) - {self.parameter(each) for each in own}

    @property
    def is_file(self) -> bool:
        """Whether the address asks for a file rather than a page."""
        return self.asked("file") in _FILES

    @property
    def sought(self) -> str:
        """What the search box holds."""
        return self.asked("q")

    @property
    def searches(self) -> bool:
        """Whether the list has a search box."""
        return any(each.searched for each in self.columns)

    @property
    def shown(self) -> list[Row]:
        """The rows to show now; all for a file."""
        return self.found if self.is_file else self.found[self.start : self.start + ROWS_AT_ONCE]

    @property
    def cells(self) -> list[list[Cell]]:
        """The cells of the rows to show now."""
        columns = [(each, self._numeric(each)) for each in self.columns]
        return [[_cell(each, row, numeric) for each, numeric in columns] for row in self.shown]

    @property
    def totals(self) -> list[str] | None:
        """The sums below the columns that have one; None where none has."""
        if not any(each.total for each in self.columns):
            return None
        return [self._total(each) for each in self.columns]

    def answer(self, template: str, context: dict[str, object]) -> HttpResponse:
        """The page, the next rows of it (for htmx), or a file, as the address asks."""
        wanted = self.asked("file")
        if wanted in _FILES:
            return _FILES[wanted](self)
        if self.request.headers.get("HX-Request") and self.asked("start"):
            return render(self.request, "frame/table_rows.html", {"table": self})
        return render(self.request, template, {"table": self, **context})

    def as_rows(self) -> list[list[object]]:
        """Heads and values for a file."""
        columns = [each for each in self.columns if not each.screen]
        heads: list[object] = [said(each.title) for each in columns]
        return [heads, *([_plain(each.named(row)) for each in columns] for row in self.found)]

    def _numeric(self, column: Column[Row]) -> bool:
        if column.total:
            return True
        first = next((column.value(row) for row in self.found if column.value(row) is not None), None)
        return isinstance(first, int | Decimal | Fraction) and not isinstance(first, bool)

    def _total(self, column: Column[Row]) -> str:
        if not column.total:
            return ""
        values = [column.value(row) for row in self.found]
        return in_words(sum(each for each in values if isinstance(each, int | Decimal | Fraction)), column.places)

    def _passing(self) -> list[Row]:
        rows = list(self.rows)
        for each in self.columns:
            if each.choices and (chosen := self.asked(f"f_{each.key}")):
                rows = [row for row in rows if str(_code(each.value(row))) == chosen]
        if wanted := folded(self.asked("q")):
            searched = [each for each in self.columns if each.searched]
            rows = [row for row in rows if any(wanted in folded(each.cell(row)) for each in searched)]
        return rows

    def _ordered(self, rows: list[Row]) -> list[Row]:
        sort = self.asked("sort") or self.order
        if not sort:
            return rows
        column = next((each for each in self.columns if each.key == sort.removeprefix("-")), None)
        if column is None:
            raise UnknownColumn(
                Text(f"Danh sách không có cột «{sort}»", f"The list has no column {sort!r}"),
                where=f"sort={sort}",
                mend=Text("Chọn đầu cột trên trang để sắp xếp.", "Choose a column's head on the page to sort."),
            )
        if column.rank is not None:
            return sorted(rows, key=column.rank, reverse=sort.startswith("-"))
        filled = [row for row in rows if column.value(row) is not None]
        lacking = [row for row in rows if column.value(row) is None]
        return sorted(filled, key=column.place, reverse=sort.startswith("-")) + lacking


def _cell(column: Column[Row], row: Row, numeric: bool) -> Cell:
    link = None if column.link is None else column.link(row)
    mark = None if column.mark is None else column.mark(row)
    return Cell(column.key, column.title, column.cell(row), link, mark, numeric)


def in_words(value: Value, places: int | None = None) -> str:
    """A bare value as text in the language of the page; `places` fixes the decimal places of a number."""
    match value:
        case None:
            return "–"
        case Text():
            return said(value)
        case bool():
            return said(Text("có", "yes") if value else Text("không", "no"))
        case datetime():
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        case date():
            return formats.day(value, current())
        case int() | Decimal() | Fraction():
            return formats.number(value, current(), places)
        case _:
            return str(value)


def _code(value: Value) -> object:
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def _sorting(value: Value) -> Any:
    if isinstance(value, Text):
        return alphabetical(said(value))
    return alphabetical(value) if isinstance(value, str) else value


def _plain(value: Value) -> object:
    if isinstance(value, Text):
        return neutral(said(value))
    if isinstance(value, Fraction | Decimal):
        return float(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)  # spreadsheets know no zones
    return neutral(value)


def _csv(table: Table[Any]) -> HttpResponse:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(
        [each.isoformat() if isinstance(each, date | datetime) else each for each in row] for row in table.as_rows()
    )
    # The byte-order mark has spreadsheet programs read the file as UTF-8.
    return _file(table, "csv", "text/csv; charset=utf-8", ("\ufeff" + out.getvalue()).encode())


def _xlsx(table: Table[Any]) -> HttpResponse:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(said(table.caption)[:31].replace("/", "-"))
    sheet.freeze_panes = "A2"
    for row in table.as_rows()[:MOST_ROWS]:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return _file(table, "xlsx", XLSX, out.getvalue())


def _file(table: Table[Any], ending: str, media_type: str, content: bytes) -> HttpResponse:
    moment = getattr(table.request, "moment", None)
    stamp = "" if moment is None else f"_{moment.on.isoformat()}_{moment.seq}"
    headers = {"Content-Disposition": f'attachment; filename="{table.name}{stamp}.{ending}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


_FILES: dict[str, Callable[[Table[Any]], HttpResponse]] = {"csv": _csv, "xlsx": _xlsx}
