"""`tinhgon`: the command line. Exit codes: 0 done, 1 a fault, 2 a command line not understood."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from tinhgon.cli import (
    accounts,
    db,
    decisions,
    differences,
    doctor,
    figures,
    intake,
    language,
    objects,
    scenarios,
    serving,
    trees,
    verifying,
    workbook,
)
from tinhgon.cli.inputs import UsageFault
from tinhgon.errors import Text, TinhGonError

app = typer.Typer(
    help="Sổ đăng ký bộ máy hành chính: mọi thay đổi đều có quyết định và ngày hiệu lực."
    " / One dated record of a public administration.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for room in (intake, workbook, trees, objects, differences, figures, verifying, serving, doctor):
    room.add_to(app)
app.add_typer(decisions.app, name="decision")
app.add_typer(scenarios.app, name="scenario")
app.add_typer(accounts.app, name="account")
app.add_typer(db.app, name="db", short_help="Cơ sở dữ liệu / The database")


def _choose_language(value: str | None) -> None:
    if value is None:
        return
    if value not in ("vi", "en"):
        raise UsageFault(
            Text(f"Không có ngôn ngữ «{value}».", f"There is no language {value!r}."),
            where="--lang",
            mend=Text("Chọn vi hoặc en.", "Choose vi or en."),
        )
    os.environ["TINHGON_LANG"] = value


def _print_version(wanted: bool) -> None:
    if wanted:
        import importlib.metadata

        print(f"tinhgon {importlib.metadata.version('tinhgon')}")
        raise typer.Exit


@app.callback()
def options(
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            metavar="vi|en",
            is_eager=True,
            callback=_choose_language,
            help="Ngôn ngữ (hoặc TINHGON_LANG) / Language (or TINHGON_LANG)",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Phiên bản / The version"),
    ] = False,
) -> None:
    """Options of all commands; their callbacks have done the work."""


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command line (that of the process by default) and exit."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", newline="\n")
    sys.exit(_run(given))


def _run(given: Sequence[str]) -> int:
    try:
        code = typer.main.get_command(app).main(given, prog_name="tinhgon", standalone_mode=False)
    except TinhGonError as error:
        _print_fault(error, given)
        return 2 if isinstance(error, UsageFault) else 1
    except typer.TyperException as error:
        return _print_misuse(error, given)
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing more can be written, not even at exit.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return _print_unexpected(error, given)
    return code if isinstance(code, int) else 0


def _print_fault(error: TinhGonError, given: Sequence[str]) -> None:
    if "--json" in given:
        print(json.dumps(error.as_json(), ensure_ascii=False, default=str), file=sys.stderr)
    else:
        print(error.message(language()), file=sys.stderr)
    if os.environ.get("TINHGON_DEBUG"):
        traceback.print_exc()


_MISUSES = {
    "NoSuchOption": "Không có tùy chọn này",
    "MissingParameter": "Thiếu tham số",
    "BadParameter": "Giá trị không hợp lệ",
    "BadOptionUsage": "Tùy chọn dùng sai",
}


def _print_misuse(error: typer.TyperException, given: Sequence[str]) -> int:
    """Typer tells its own errors in English; the kind of each is enough to tell it in Vietnamese."""
    said = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        print(said)
        return 2
    start = _MISUSES.get(type(error).__name__, "Không hiểu dòng lệnh")
    context = getattr(error, "ctx", None)
    path = "tinhgon" if context is None else context.command_path
    fault = UsageFault(
        Text(f"{start}: {said}", said),
        where=path,
        mend=Text(f"Xem `{path} --help`.", f"See `{path} --help`."),
    )
    _print_fault(fault, given)
    return 2


def _print_unexpected(error: Exception, given: Sequence[str]) -> int:
    kind = type(error).__name__
    said = next(iter(str(error).splitlines()), "")
    fault = TinhGonError(
        Text(f"Lỗi ngoài dự kiến ({kind}): {said}", f"An unexpected error ({kind}): {said}"),
        mend=Text(
            "Chạy lại với TINHGON_DEBUG=1 để xem chi tiết và gửi cho người phát triển.",
            "Run again with TINHGON_DEBUG=1 for the details, and send them to the developers.",
        ),
    )
    _print_fault(fault, given)
    return 1
