"""`tinhgon areas` and `tinhgon organizations`: the tree on any day, as known at any moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

import typer

from tinhgon.cli.inputs import AsCsv, AsJson, AtLevel, Known, On, Under, day_of, level_of, moment_of
from tinhgon.cli.output import (
    Column,
    Format,
    format_of,
    number,
    print_csv,
    print_heading,
    print_json,
    print_table,
    say,
    times,
)
from tinhgon.cli.session import reading
from tinhgon.cli.words import LEVEL_NAMES
from tinhgon.errors import Text

if TYPE_CHECKING:
    from tinhgon.registry.selectors import Unit


def add_to(app: typer.Typer) -> None:
    """Put the commands of this module on the command line."""
    app.command(short_help="Cây đơn vị hành chính / The tree of areas")(areas)
    app.command(short_help="Cây tổ chức / The tree of organizations")(organizations)


def areas(
    on: On = None,
    known: Known = None,
    level: AtLevel = None,
    under: Under = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Đơn vị hành chính vào một ngày. / Administrative units on a day."""
    title = Text("Đơn vị hành chính", "Administrative units")
    columns = {"level": "level", "code": "code", "name": "name", "parent": "parent"}
    _answer("areas", title, columns, on, known, level, under, as_json, as_csv)


def organizations(
    on: On = None,
    known: Known = None,
    level: AtLevel = None,
    under: Under = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Tổ chức vào một ngày. / Organizations on a day."""
    title = Text("Tổ chức", "Organizations")
    columns = {"tier": "level", "code": "code", "name": "name", "parent": "parent", "id": "id"}
    _answer("organizations", title, columns, on, known, level, under, as_json, as_csv)


def _answer(
    tree: Literal["areas", "organizations"],
    title: Text,
    columns: Mapping[str, str],
    on: str | None,
    known: str | None,
    level: str | None,
    under: str | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Print a tree; `columns` are those of the CSV, each with the field of a unit it shows."""
    wanted, day, level = format_of(as_json, as_csv), day_of(on), level_of(level)
    with reading():
        from tinhgon.registry import selectors

        moment = moment_of(known)
        select = selectors.areas if tree == "areas" else selectors.organizations
        found = select(day, moment, level, _root(under, day, moment))
        if wanted is Format.JSON:
            print_json({"on": day, "known": moment, tree: found})
        elif wanted is Format.CSV:
            print_csv(tuple(columns), ([getattr(each, field) for field in columns.values()] for each in found))
        else:
            _print_tree(title, found, day, moment)


def _root(under: str | None, day: date, known: datetime | None) -> int | None:
    from tinhgon.registry import selectors

    return None if under is None else selectors.the_one(selectors.address_of(under), day, known).id


def _print_tree(title: Text, found: Sequence[Unit], day: date, known: datetime | None) -> None:
    print_heading(f"{say(title)} {times(day, known)}: {number(len(found))}")
    columns = (
        Column("level", Text("Cấp", "Level")),
        Column("code", Text("Mã", "Code")),
        Column("name", Text("Tên", "Name")),
        Column("parent", Text("Thuộc", "Part of")),
        Column("id", Text("Số", "Number")),
    )
    print_table(
        columns,
        [
            (LEVEL_NAMES[each.level], each.code, each.name, _named(each.parent_name, each.parent), f"#{each.id}")
            for each in found
        ],
    )


def _named(name: str | None, code: str | None) -> str | None:
    return f"{name} ({code})" if name and code else name
