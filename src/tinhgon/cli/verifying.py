"""`tinhgon verify`: everything replayed from the decisions alone and compared with what is stored."""

from __future__ import annotations

import typer

from tinhgon.cli import progress
from tinhgon.cli.inputs import AsJson
from tinhgon.cli.output import number, print_fields, print_heading, print_json, say
from tinhgon.cli.session import open_registry
from tinhgon.errors import Text


def add_to(app: typer.Typer) -> None:
    """Put the command of this module on the command line."""
    app.command(short_help="Kiểm chứng toàn bộ hồ sơ / Verify the record")(verify)


def verify(as_json: AsJson = False) -> None:
    """Dựng lại mọi điều từ các quyết định, đối chiếu, kiểm chuỗi băm. / Replay, compare, check the chain.

    Mã thoát 1 khi có khác biệt; nêu khác biệt đầu tiên. / Exit code 1 when anything differs; the
    first difference is named.
    """
    open_registry()
    from tinhgon.registry import verification

    with progress.shown() as tell:
        found = verification.verify(lambda done, total: tell("verify", done, total))
    if as_json:
        print_json(found.as_json())
    else:
        print_heading(
            say(
                Text("Hồ sơ khớp với các quyết định.", "The record agrees with the decisions.")
                if found.difference is None
                else Text(f"Khác biệt đầu tiên: {found.difference.vi}", f"The first difference: {found.difference.en}")
            )
        )
        print_fields(
            [
                (Text("Quyết định", "Decisions"), number(found.entries)),
                (Text("Dòng trạng thái", "State rows"), number(found.rows)),
                (Text("Quan hệ kế thừa", "Lineage links"), number(found.links)),
                (Text("Mã băm đầu sổ", "Ledger head"), found.head),
            ]
        )
    if not found.clean:
        raise typer.Exit(1)
