"""How answers are printed: tables for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tinhgon.cli import language
from tinhgon.cli.inputs import HERE, UsageFault
from tinhgon.errors import Text
from tinhgon.temporal import Period

_LONG = 500  # rows beyond which a table is printed line by line: laying it out would take seconds


class Format(StrEnum):
    """How an answer is wanted."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name for programs, its title for people."""

    key: str
    title: Text
    right: bool = False


def format_of(as_json: bool, as_csv: bool = False) -> Format:
    """The format the options ask for. Raises UsageFault where they contradict."""
    if as_json and as_csv:
        raise UsageFault(
            Text("Không dùng --json cùng với --csv.", "--json and --csv do not go together."), where="--json --csv"
        )
    return Format.JSON if as_json else Format.CSV if as_csv else Format.TEXT


# --- for programs -------------------------------------------------------------------------------


def print_json(value: object) -> None:
    """Print dataclasses, dates and plain values as indented JSON, UTF-8."""
    plain = msgspec.to_builtins(value, str_keys=True)
    print(json.dumps(plain, ensure_ascii=False, indent=2))


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows as CSV with a heading line; cells that a spreadsheet would run as formulas are defused."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(each) for each in row] for row in rows)


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before =, +, -, @, tab and CR.

    Numbers stay as they are.
    """
    if not text.startswith(("=", "+", "-", "@", "\t", "\r")):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):  # a datetime, too
        return value.isoformat()
    return harmless(str(value))


# --- for people ---------------------------------------------------------------------------------


def say(text: Text) -> str:
    """A text in the language of the interface."""
    return text.in_language(language())


def number(value: int) -> str:
    """A whole number: 1.450 in Vietnamese, 1,450 in English."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language() == "vi" else grouped


def day(value: date | None) -> str:
    """A day: 01/06/2019 in Vietnamese, 1 Jun 2019 in English; an open end is …"""
    if value is None:
        return "…"
    if language() == "vi":
        return f"{value:%d/%m/%Y}"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(value: datetime | None) -> str:
    """A moment in Vietnam time, to the second."""
    if value is None:
        return "…"
    here = value.astimezone(HERE)
    return f"{day(here.date())} {here:%H:%M:%S}"


def day_here(value: datetime) -> str:
    """The day of a moment in Vietnam time."""
    return day(value.astimezone(HERE).date())


def span(period: Period) -> str:
    """The days of a period: its first day, and the first day on which it is over."""
    if period.end is None:
        return say(Text(f"từ {day(period.start)}", f"from {day(period.start)}"))
    return say(Text(f"{day(period.start)} đến trước {day(period.end)}", f"{day(period.start)} until {day(period.end)}"))


def times(on: date | None, known: datetime | None) -> str:
    """The two times of an answer, as its heading tells them."""
    valid = "" if on is None else say(Text(f"ngày {day(on)}, ", f"on {day(on)}, "))
    if known is None:
        return valid + say(Text("theo hồ sơ hiện nay", "as known now"))
    return valid + say(Text(f"theo hồ sơ lúc {moment(known)}", f"as known at {moment(known)}"))


def print_line(text: str = "") -> None:
    """Print one line, wrapped by the terminal alone."""
    print(text)


def print_heading(text: str) -> None:
    """Print the heading of an answer."""
    _console().print(escape(text), style="bold", highlight=False, soft_wrap=True)


def print_table(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; long names wrap at spaces."""
    shown = [[_shown(each) for each in row] for row in rows]
    titles = [say(each.title) for each in columns]
    if len(shown) > _LONG:
        _print_lines(columns, titles, shown)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, title in zip(columns, titles, strict=True):
        table.add_column(escape(title), justify="right" if column.right else "left")
    for row in shown:
        table.add_row(*(escape(each) for each in row))
    _console().print(table, highlight=False)


def print_fields(fields: Iterable[tuple[Text, object]]) -> None:
    """Print labelled values, one to a line, absent ones left out."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for label, value in fields:
        if value is not None and value != "":
            table.add_row(escape(say(label)), escape(_shown(value)))
    _console().print(table, highlight=False)


def _print_lines(columns: Sequence[Column], titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(cell_len(row[place]) for row in (titles, *rows)) for place in range(len(columns))]
    for row in (titles, *rows):
        cells = [
            f"{' ' * (width - cell_len(cell))}{cell}" if column.right else f"{cell}{' ' * (width - cell_len(cell))}"
            for column, width, cell in zip(columns, widths, row, strict=True)
        ]
        print("  ".join(cells).rstrip())


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Text):
        return say(value)
    if isinstance(value, bool):
        return say(Text("có", "yes") if value else Text("không", "no"))
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Period):
        return span(value)
    return number(value) if isinstance(value, int) else str(value)


def _console() -> Console:
    # Into a pipe or a file a row stays one line.
    return Console() if sys.stdout.isatty() else Console(width=100_000)
