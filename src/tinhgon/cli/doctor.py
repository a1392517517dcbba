"""`tinhgon doctor`: everything an installation needs looked at, with what to do where it is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.markup import escape

from tinhgon.cli.inputs import AsJson
from tinhgon.cli.output import print_json, say
from tinhgon.errors import Text

if TYPE_CHECKING:
    from tinhgon.cli.checks import Check

_MARKS = {"ok": "✓", "warning": "!", "fault": "✗"}
_STYLES = {"ok": "green", "warning": "yellow", "fault": "bold red"}


def add_to(app: typer.Typer) -> None:
    """Put the command of this module on the command line."""
    app.command(short_help="Kiểm tra hệ thống / Check the installation")(doctor)


def doctor(as_json: AsJson = False) -> None:
    """Kiểm tra mọi thứ hệ thống cần và nêu cách khắc phục. / Check what the system needs, say what to do.

    Mã thoát 1 khi có lỗi; không thay đổi gì. / Exit code 1 when there is a fault; changes nothing.
    """
    from tinhgon.cli.checks import all_checks

    found = all_checks()
    if as_json:
        print_json({"healthy": all(each.state != "fault" for each in found), "checks": found})
    else:
        _print(found)
    if any(each.state == "fault" for each in found):
        raise typer.Exit(1)


def _print(found: list[Check]) -> None:
    console = Console(soft_wrap=True)
    for each in found:
        mark = f"[{_STYLES[each.state]}]{_MARKS[each.state]}[/]"
        console.print(f"{mark} [bold]{escape(say(each.title))}[/]: {escape(say(each.found))}", highlight=False)
        if each.mend is not None:
            console.print(f"  → {escape(say(each.mend))}", highlight=False)
    faults = sum(each.state == "fault" for each in found)
    warnings = sum(each.state == "warning" for each in found)
    console.print()
    console.print(
        say(
            Text(
                f"{len(found)} mục: {faults} lỗi, {warnings} cảnh báo.",
                f"{len(found)} checks: {faults} faults, {warnings} warnings.",
            )
        ),
        highlight=False,
    )
