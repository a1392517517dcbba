"""`tinhgon db`: the database server, its backups and their restore."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tinhgon import database
from tinhgon.cli import language
from tinhgon.database.errors import InvalidBackup
from tinhgon.deployment import note_backup
from tinhgon.errors import Text, TinhGonError

app = typer.Typer(
    help="Máy chủ cơ sở dữ liệu: trạng thái, khởi động, dừng, sao lưu, khôi phục. / The database server.",
    no_args_is_help=True,
)


class NotEmbedded(TinhGonError):
    """Start and stop were asked for a server that is not ours."""

    code = "database.not-embedded"


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Kết quả dạng JSON / As JSON")] = False,
) -> None:
    """Trạng thái máy chủ, không khởi động nó. / State of the server, without starting it."""
    found = database.status()
    if as_json:
        print(json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=2))
        return
    table = Table(show_header=False, box=None)
    for label, value in _rows(found):
        table.add_row(escape(_say(label)), escape(_say(value) if isinstance(value, Text) else value))
    Console().print(table)


@app.command()
def start() -> None:
    """Khởi động máy chủ và giữ nó chạy tới `db stop`. / Start the server and keep it up until `db stop`."""
    started = _embedded().start()
    if started:
        _tell(Text("Máy chủ đã khởi động.", "The server has started."))
    else:
        _tell(
            Text(
                "Máy chủ đang chạy; giữ tới khi `tinhgon db stop`.",
                "The server is running; it stays until `tinhgon db stop`.",
            )
        )


@app.command()
def stop(
    force: Annotated[
        bool, typer.Option("--force", help="Ngắt cả các chương trình đang dùng / Cut off its users too")
    ] = False,
) -> None:
    """Dừng máy chủ; từ chối khi đang được dùng. / Stop the server; refused while it is in use."""
    if _embedded().stop(force=force):
        _tell(Text("Máy chủ đã dừng.", "The server has stopped."))
    else:
        _tell(Text("Máy chủ không chạy.", "The server is not running."))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Tệp sao lưu / Backup file")],
) -> None:
    """Sao lưu nhất quán trong khi vẫn dùng. / A consistent backup while the database is in use."""
    size = database.backup(file)
    note_backup()
    _tell(Text(f"Đã sao lưu vào {file} ({_size(size)}).", f"Backed up to {file} ({_size(size)})."))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Tệp sao lưu / Backup file")],
) -> None:
    """Khôi phục, kiểm chứng xong mới thay thế. / Restore, verified before it replaces anything."""
    kept = database.restore(file, check=lambda url: _verify(url, file))
    _tell(Text(f"Đã khôi phục từ {file}.", f"Restored from {file}."))
    if kept is not None:
        _tell(
            Text(
                f"Dữ liệu trước đó được giữ trong cơ sở dữ liệu {kept}.",
                f"The previous data is kept in the database {kept}.",
            )
        )


def _verify(url: str, file: Path) -> None:
    """Run `tinhgon verify` on the restored database, in a process of its own; raise InvalidBackup."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", "from tinhgon.cli.main import run; run()", "verify"],
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        printed = (done.stdout + done.stderr).strip()
        raise InvalidBackup(
            Text(
                "Bản sao lưu không qua được kiểm chứng; dữ liệu hiện có không đổi.",
                "The backup fails verification; the live data is unchanged.",
            ),
            where=str(file),
            why=Text(printed, printed),
        )


def _embedded() -> database.Server:
    """The embedded server, or NotEmbedded when DATABASE_URL names another."""
    if os.environ.get("DATABASE_URL"):
        raise NotEmbedded(
            Text(
                "DATABASE_URL trỏ tới máy chủ khác; Tinh Gọn không khởi động hay dừng nó.",
                "DATABASE_URL names another server; Tinh Gọn neither starts nor stops it.",
            ),
            where="DATABASE_URL",
            mend=Text("Bỏ DATABASE_URL để dùng PostgreSQL nhúng.", "Unset DATABASE_URL for the embedded one."),
        )
    return database.Server(database.home())


def _rows(found: database.Status) -> list[tuple[Text, Text | str]]:
    """What the table of `db status` shows, absent facts left out."""
    state = Text("đang chạy", "running") if found.running else Text("không chạy", "not running")
    if found.stale_lock:
        state = Text("đã dừng đột ngột; lệnh kế tiếp sẽ phục hồi", "stopped abruptly; the next command recovers it")
    kind = Text("nhúng", "embedded") if found.embedded else Text("bên ngoài (DATABASE_URL)", "external (DATABASE_URL)")
    yes, no = Text("có", "yes"), Text("không", "no")
    rows: list[tuple[Text, Text | str | None]] = [
        (Text("Máy chủ", "Server"), kind),
        (Text("Trạng thái", "State"), state),
        (Text("Phiên bản PostgreSQL", "PostgreSQL version"), found.version),
        (Text("Mã tiến trình", "Process id"), _number(found.pid)),
        (Text("Thư mục dữ liệu", "Data folder"), found.data_folder),
        (Text("Ổ cắm", "Socket"), found.socket),
        (Text("Địa chỉ", "Address"), found.url),
        (Text("Dung lượng", "Size"), None if found.size_bytes is None else _size(found.size_bytes)),
        (Text("Số kết nối khác", "Other connections"), _number(found.connections)),
        (Text("Đang được dùng", "In use"), yes if found.in_use else no),
        (
            Text("Giữ chạy tới `db stop`", "Kept until `db stop`"),
            (yes if found.kept else no) if found.embedded else None,
        ),
        (Text("Bản trước khôi phục", "Kept by restores"), ", ".join(found.previous_databases) or None),
    ]
    return [(label, value) for label, value in rows if value is not None]


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


def _size(size: int) -> str:
    """A size in bytes as people read it: "7.6 MB"."""
    amount = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def _say(text: Text) -> str:
    return text.in_language(language())


def _tell(text: Text) -> None:
    Console().print(escape(_say(text)), highlight=False, soft_wrap=True)
