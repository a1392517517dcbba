"""Backup while in use, and restore that is proved good before it replaces anything."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tinhgon.database import programs, sessions, urls
from tinhgon.database.errors import (
    BackupFailed,
    DiskFull,
    InvalidBackup,
    RestoreFailed,
    ServerFailed,
    ServerInUse,
)
from tinhgon.errors import Text, TinhGonError

REGISTRY_TABLES = "registry_"  # what the registry's tables begin with
_RESTORING = "_restoring_"
_LONGEST_NAME = 63  # bytes of a PostgreSQL name
_TRANSACTION_TIMEOUT_SINCE = 17  # version of PostgreSQL


def backup(file: Path, url: str | None = None) -> int:
    """Write a consistent backup to `file` and return its size in bytes.

    Taken in one snapshot while others go on writing. `file` appears whole or, on any fault, not at all;
    an older file of that name is replaced only by a good one. `url` is the database (default: ours).
    Raises BackupFailed, DiskFull or DatabaseUnreachable.
    """
    url = url or _own_url()
    sessions.check_server(url)
    file = file.expanduser().absolute()
    partial = file.with_name(f".{file.name}.{os.urandom(4).hex()}.partial")
    try:
        # Created by us first: a backup holds personal data and must never be readable by others.
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _client("pg_dump", ["--format=custom", f"--file={partial}"], url)
        _read_through(partial)
        _sync(partial)
        size = partial.stat().st_size
        partial.replace(file)
        _sync(file.parent)
        return size
    except (OSError, ServerFailed, InvalidBackup) as error:
        reason = _reason(error)
        raise BackupFailed(
            Text("Không sao lưu được; không ghi tệp nào.", "The backup failed; no file was written."),
            where=str(file),
            why=reason,
            mend=Text("Kiểm tra quyền ghi và chỗ trống.", "Check the permission to write and the free space."),
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def restore(file: Path, url: str | None = None, check: Callable[[str], None] | None = None) -> str | None:
    """Replace the database by the backup in `file` and return the name under which the old one is kept.

    The backup is first restored into a database beside ours and checked there, with `check` (given its
    address, raising when it is not good) as the last word; then the two change names in one transaction.
    On any fault the live database is untouched. None when there was no old one.
    Raises InvalidBackup, RestoreFailed, ServerInUse, DiskFull or DatabaseUnreachable.
    """
    file = file.expanduser().absolute()
    _check_file(file)
    url = url or _own_url()
    name = urls.parse(url)["dbname"]
    stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")
    side = _short(name, f"{_RESTORING}{stamp}")
    side_url = urls.with_database(url, side)
    kept = _short(name, f"{sessions.BEFORE_RESTORE}{stamp}")
    try:
        with sessions.connect(urls.with_database(url, "postgres")) as server:
            _only_restore(server, name)
            _create_like(server, side, name)
            try:
                _load(file, side_url)
                _require_registry(side_url, file)
                if check is not None:
                    check(side_url)
                return _swap(server, side, name, kept)
            finally:
                server.execute(f"DROP DATABASE IF EXISTS {_quoted(side)} WITH (FORCE)")
    except (DiskFull, InvalidBackup, ServerInUse):
        raise
    except Exception as error:
        raise _restore_failed(file, error) from error


def _own_url() -> str:
    from tinhgon.database import database_url

    return database_url()


def _client(program: str, arguments: list[str], url: str) -> None:
    """Run pg_dump or pg_restore against `url`; the password goes by the environment, out of sight of `ps`."""
    parameters = urls.parse(url)
    password = parameters.pop("password", "")
    extra = {"PGPASSWORD": password} if password else {}
    target = f"--dbname={urls.build(parameters)}"
    programs.run(programs.for_clients() / program, [target, "--no-password", *arguments], extra=extra)


def _load(file: Path, url: str) -> None:
    """Load the archive into an empty database; any error counts."""
    options = ["--no-owner", "--no-privileges", str(file)]
    version = sessions.check_server(url)
    if version >= _TRANSACTION_TIMEOUT_SINCE:
        _client("pg_restore", ["--exit-on-error", *options], url)
        return
    # pg_restore always sets transaction_timeout, which older servers do not know; that error alone is fine.
    try:
        _client("pg_restore", options, url)
    except ServerFailed as error:
        words = error.why.en if error.why else ""
        if "transaction_timeout" not in words or not words.endswith("errors ignored on restore: 1"):
            raise


def _check_file(file: Path) -> None:
    """Raise InvalidBackup unless the file is a whole archive of pg_dump."""
    try:
        with file.open("rb") as opened:
            begins = opened.read(5)
    except OSError as error:
        raise _invalid(file, Text(error.strerror or "?", error.strerror or "?")) from error
    if begins != b"PGDMP":
        raise _invalid(file, Text("Tệp không do `tinhgon db backup` tạo.", "Not made by `tinhgon db backup`."))
    _read_through(file)


def _read_through(file: Path) -> None:
    """Read the archive to its last byte, table of contents and compressed data; raise InvalidBackup."""
    try:
        programs.run(programs.for_clients() / "pg_restore", [f"--file={os.devnull}", str(file)])
    except ServerFailed as error:
        raise _invalid(file, _reason(error)) from error


def _require_registry(url: str, file: Path) -> None:
    with sessions.connect(url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE starts_with(tablename::text, %s)", [REGISTRY_TABLES]
        ).fetchone()
    if found[0] == 0:
        raise _invalid(file, Text("Bản sao lưu không có bảng của sổ đăng ký.", "It holds no tables of the registry."))


def _only_restore(server: Any, name: str) -> None:
    """Become the one restore of this database while `server` stays open; drop what killed ones left."""
    free = server.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [f"{name}{_RESTORING}"]).fetchone()
    if not free[0]:
        raise ServerInUse(
            Text("Một lệnh khôi phục khác đang chạy.", "Another restore is under way."),
            where=name,
            mend=Text("Đợi lệnh đó xong.", "Wait until it is done."),
        )
    leftovers = server.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname::text, %s)", [_short(name, _RESTORING)]
    )
    for (leftover,) in leftovers.fetchall():
        server.execute(f"DROP DATABASE {_quoted(leftover)} WITH (FORCE)")


def _create_like(server: Any, new: str, model: str) -> None:
    """Create an empty database with encoding and collation as `model` has them, or the server's defaults."""
    locale = "datlocale" if server.info.server_version >= 170000 else "daticulocale"
    row = server.execute(
        "SELECT pg_encoding_to_char(encoding), datcollate, datctype, datlocprovider::text,"  # noqa: S608
        f" {locale} FROM pg_database WHERE datname = %s",
        [model],
    ).fetchone()
    options = ["TEMPLATE template0"]
    if row is not None:
        encoding, collate, ctype, provider, name = row
        names = {"i": ("icu", "ICU_LOCALE"), "b": ("builtin", "BUILTIN_LOCALE")}
        options += [
            f"ENCODING {_literal(encoding)}",
            f"LC_COLLATE {_literal(collate)}",
            f"LC_CTYPE {_literal(ctype)}",
        ]
        if provider in names:
            word, option = names[provider]
            options += [f"LOCALE_PROVIDER {word}", f"{option} {_literal(name)}"]
    server.execute(f"CREATE DATABASE {_quoted(new)} {' '.join(options)}")


def _swap(server: Any, side: str, name: str, kept: str) -> str | None:
    """Give `side` the name of the live database and the live one the name `kept`, both or neither."""
    import psycopg

    exists = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    try:
        with server.transaction():
            if exists:
                server.execute(f"ALTER DATABASE {_quoted(name)} RENAME TO {_quoted(kept)}")
            server.execute(f"ALTER DATABASE {_quoted(side)} RENAME TO {_quoted(name)}")
    except psycopg.errors.ObjectInUse as error:
        raise ServerInUse(
            Text(
                "Cơ sở dữ liệu đang được dùng; không thay thế.",
                "The database is in use; it was not replaced.",
            ),
            where=name,
            why=Text(str(error).strip(), str(error).strip()),
            mend=Text(
                "Đóng các chương trình đang dùng nó rồi khôi phục lại.",
                "Close the programs that use it, then restore again.",
            ),
        ) from error
    return kept if exists else None


def _quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    """A string as an SQL literal, for statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def _short(name: str, ending: str) -> str:
    """`name` + `ending`, the name cut so that PostgreSQL takes the whole."""
    room = _LONGEST_NAME - len(ending.encode())
    return name.encode()[:room].decode(errors="ignore") + ending


def _sync(path: Path) -> None:
    """Make the file or folder durable."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _reason(error: Exception) -> Text:
    if isinstance(error, TinhGonError):
        return error.why or error.what
    words = getattr(error, "strerror", None) or str(error).strip()
    return Text(words, words)


def _invalid(file: Path, why: Text) -> InvalidBackup:
    return InvalidBackup(
        Text("Tệp không phải bản sao lưu nguyên vẹn.", "The file is not a whole backup."),
        where=str(file),
        why=why,
        mend=Text(
            "Dùng một bản sao lưu khác; dữ liệu hiện có không đổi.",
            "Use another backup; nothing was changed.",
        ),
    )


def _restore_failed(file: Path, error: Exception) -> RestoreFailed:
    return RestoreFailed(
        Text(
            "Không khôi phục được; dữ liệu hiện có không đổi.",
            "The restore failed; the live data is unchanged.",
        ),
        where=str(file),
        why=_reason(error),
    )
