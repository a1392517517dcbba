"""`tinhgon areas` and `tinhgon organizations`: the tree on any day, as known at any moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

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
    wanted, day, level = format_of(as_json, as_csv), day_of(on), level_of(level)
    with reading():
        from tinhgon.registry import selectors

        moment = moment_of(known)
        found = selectors.areas(day, moment, level, _root(under, day, moment))
        if wanted is Format.JSON:
            print_json({"on": day, "known": moment, "areas": found})
        elif wanted is Format.CSV:
            rows = ((each.level, each.code, each.name, each.parent) for each in found)
            print_csv(("level", "code", "name", "parent"), rows)
        else:
            _print_tree(Text("Đơn vị hành chính", "Administrative units"), found, day, moment)


def organizations(
    on: On = None,
    known: Known = None,
    level: AtLevel = None,
    under: Under = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Tổ chức vào một ngày. / Organizations on a day."""
    wanted, day, level = format_of(as_json, as_csv), day_of(on), level_of(level)
    with reading():
        from tinhgon.registry import selectors

        moment = moment_of(known)
        found = selectors.organizations(day, moment, level, _root(under, day, moment))
        if wanted is Format.JSON:
            print_json({"on": day, "known": moment, "organizations": found})
        elif wanted is Format.CSV:
            print_csv(
                ("tier", "code", "name", "parent", "id"),
                ((each.level, each.code, each.name, each.parent, each.id) for each in found),
            )
        else:
            _print_tree(Text("Tổ chức", "Organizations"), found, day, moment)


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
