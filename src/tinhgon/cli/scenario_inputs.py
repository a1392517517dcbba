"""What the commands of scenarios share: which scenario, who does it, what they say when it is done."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tinhgon.cli.inputs import UsageFault
from tinhgon.cli.output import number, print_json, print_line, say
from tinhgon.errors import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinhgon.scenarios.models import Scenario
    from tinhgon.scenarios.opening import Opened

Number = Annotated[int, typer.Argument(metavar="SCENARIO", min=1, help="Số của phương án / Its number")]
By = Annotated[str, typer.Option("--by", metavar="USERNAME", help="Tài khoản thực hiện / The account that does it")]
Day = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="DATE",
        help="Xét vào ngày (mặc định: khi mọi giai đoạn có hiệu lực) / Day looked at (default: all phases in force)",
    ),
]
Phase = Annotated[
    int | None, typer.Option("--phase", metavar="N", help="Giai đoạn (mặc định: cuối) / Phase (default: the last)")
]
Version = Annotated[
    int | None,
    typer.Option("--version-read", metavar="N", help="Từ chối nếu đã sửa từ lần đọc này / Refuse if edited since"),
]

STDIN = "-"


def opened_scenario(number: int) -> tuple[Scenario, Opened]:
    """A scenario and what it comes to; the registry must be open."""
    from tinhgon.scenarios.given import scenario_called
    from tinhgon.scenarios.opening import open_scenario

    scenario = scenario_called(number)
    return scenario, open_scenario(scenario)


def json_of(file: str, option: str) -> Any:
    """The JSON of a file, or of standard input for "-". Raises UsageFault."""
    try:
        text = sys.stdin.read() if file == STDIN else Path(file).read_text("utf-8")
    except OSError as error:
        raise UsageFault(
            Text(f"Không đọc được tệp {file}.", f"The file {file} cannot be read."),
            where=option,
            why=Text(str(error), str(error)),
        ) from None
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageFault(
            Text("Nội dung không phải là JSON.", "The content is not JSON."),
            where=f"{option} {file}:{error.lineno}:{error.colno}",
            why=Text(error.msg, error.msg),
        ) from None


def tell_edited(scenario: Scenario, as_json: bool, **more: object) -> None:
    """Say that a scenario was edited, and how it stands."""
    from tinhgon.scenarios.told import phases_told, scenario_told

    told = scenario_told(scenario)
    if as_json:
        print_json({"scenario": told, "phases": phases_told(scenario), **more})
        return
    print_line(
        say(
            Text(
                f"Phương án {told.id} «{told.name}»: {number(told.changes)} thay đổi, phiên bản {told.version}.",
                f"Scenario {told.id} {told.name!r}: {number(told.changes)} changes, version {told.version}.",
            )
        )
    )


def one_of(value: str | None, allowed: Sequence[str], option: str) -> str | None:
    """A value that is one of those allowed. Raises UsageFault."""
    if value is None or value in allowed:
        return value
    raise UsageFault(
        Text(f"Không có lựa chọn «{value}».", f"There is no choice {value!r}."),
        where=option,
        mend=Text(f"Chọn một trong: {', '.join(allowed)}.", f"Choose one of: {', '.join(allowed)}."),
    )
