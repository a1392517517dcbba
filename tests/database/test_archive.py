"""A backup is consistent and whole or absent; a restore replaces nothing before it is proved good."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from tinhgon.database import backup, restore
from tinhgon.database.errors import (
    BackupFailed,
    DatabaseUnreachable,
    InvalidBackup,
    RestoreFailed,
    ServerInUse,
)
from tinhgon.database.sessions import facts
from tinhgon.database.urls import parse, with_database


def rows(url: str) -> list[tuple[int, int, str]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT id, pair, note FROM registry_decision ORDER BY id").fetchall()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def databases(url: str) -> set[str]:
    with psycopg.connect(with_database(url, "postgres")) as connection:
        found = connection.execute("SELECT datname FROM pg_database").fetchall()
    return {name for (name,) in found if name.startswith(parse(url)["dbname"])}


def test_restore_brings_back_what_was_backed_up_and_keeps_the_previous(database: str, tmp_path: Path) -> None:
    file = tmp_path / "saved.backup"
    size = backup(file, database)
    assert size == file.stat().st_size
    assert file.stat().st_mode & 0o777 == 0o600
    saved = rows(database)
    with psycopg.connect(database) as connection:
        connection.execute("INSERT INTO registry_decision VALUES (2, 2, 'sau khi sao lưu')")
    changed = rows(database)
    kept = restore(file, database)
    assert rows(database) == saved
    assert kept is not None
    assert "_before_restore_" in kept
    assert rows(with_database(database, kept)) == changed
    assert facts(database).previous_databases == (kept,)
    assert names(tmp_path) == ["saved.backup"]


def test_restored_database_sorts_as_the_one_it_replaces(database: str, tmp_path: Path) -> None:
    collation = "SELECT datcollate, datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
    file = tmp_path / "saved.backup"
    backup(file, database)
    with psycopg.connect(database) as connection:
        before = connection.execute(collation).fetchone()
    restore(file, database)
    with psycopg.connect(database) as connection:
        assert connection.execute(collation).fetchone() == before


def test_backup_during_writing_holds_whole_transactions_only(database: str, tmp_path: Path) -> None:
    stop, started = threading.Event(), threading.Event()

    def write() -> None:
        with psycopg.connect(database) as connection:
            number = 10
            while not stop.is_set():
                with connection.transaction():
                    for row in (number, number + 1):
                        connection.execute("INSERT INTO registry_decision VALUES (%s, %s, '')", [row, number])
                number += 2
                if number > 100:
                    started.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert started.wait(60)
        for attempt in range(3):
            backup(tmp_path / f"{attempt}.backup", database)
    finally:
        stop.set()
        writer.join()
    written = rows(database)
    for attempt in range(3):
        restore(tmp_path / f"{attempt}.backup", database)
        saved = rows(database)
        pairs = [pair for _, pair, _ in saved if pair >= 10]
        assert len(pairs) >= 90
        assert all(pairs.count(pair) == 2 for pair in set(pairs))
        assert saved == written[: len(saved)]
    for kept in sorted(databases(database) - {parse(database)["dbname"]}):
        assert "_before_restore_" in kept


@pytest.mark.parametrize("fault", ["truncated", "damaged", "foreign", "empty", "missing", "no registry"])
def test_bad_file_leaves_the_live_database_untouched(database: str, tmp_path: Path, fault: str) -> None:
    file = tmp_path / "bad.backup"
    with psycopg.connect(database) as connection:
        connection.execute("INSERT INTO registry_decision SELECT n, n, md5(n::text) FROM generate_series(2, 5000) n")
    before = rows(database)
    if fault == "no registry":
        with psycopg.connect(database) as connection:
            connection.execute("ALTER TABLE registry_decision RENAME TO other")
        backup(file, database)
        with psycopg.connect(database) as connection:
            connection.execute("ALTER TABLE other RENAME TO registry_decision")
    else:
        backup(file, database)
    whole = file.read_bytes()
    if fault == "truncated":
        file.write_bytes(whole[: len(whole) // 2])
    elif fault == "damaged":
        middle = len(whole) // 2
        file.write_bytes(whole[:middle] + bytes(64) + whole[middle + 64 :])
    elif fault == "foreign":
        file.write_bytes(b"PK\x03\x04" + bytes(1000))
    elif fault == "empty":
        file.write_bytes(b"")
    elif fault == "missing":
        file.unlink()
    with pytest.raises(InvalidBackup):
        restore(file, database)
    assert rows(database) == before
    assert databases(database) == {parse(database)["dbname"]}


def test_failed_check_leaves_the_live_database_untouched(database: str, tmp_path: Path) -> None:
    backup(tmp_path / "saved.backup", database)
    before = rows(database)
    seen: list[list[tuple[int, int, str]]] = []

    def check(url: str) -> None:
        seen.append(rows(url))
        raise ValueError("chain broken")

    with pytest.raises(RestoreFailed, match="chain broken"):
        restore(tmp_path / "saved.backup", database, check)
    assert seen == [before]
    assert rows(database) == before
    assert databases(database) == {parse(database)["dbname"]}


def test_restore_is_refused_while_the_database_is_in_use(database: str, tmp_path: Path) -> None:
    backup(tmp_path / "saved.backup", database)
    with psycopg.connect(database) as user:
        user.execute("SELECT 1")
        with pytest.raises(ServerInUse):
            restore(tmp_path / "saved.backup", database)
        assert user.execute("SELECT count(*) FROM registry_decision").fetchone() == (1,)
    assert databases(database) == {parse(database)["dbname"]}


def test_restore_into_a_server_without_the_database_creates_it(database: str, tmp_path: Path) -> None:
    backup(tmp_path / "saved.backup", database)
    fresh = with_database(database, f"{parse(database)['dbname']}_fresh")
    assert restore(tmp_path / "saved.backup", fresh) is None
    assert rows(fresh) == rows(database)


def test_backup_that_fails_keeps_the_older_file(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "saved.backup"
    backup(file, database)
    before = file.read_bytes()
    half = tmp_path / "bin"
    half.mkdir()
    (half / "pg_dump").write_text(
        '#!/bin/sh\nfor a; do case $a in --file=*) printf PGDMP > "${a#--file=}";; esac; done\nexit 1\n'
    )
    (half / "pg_dump").chmod(0o755)
    monkeypatch.setenv("TINHGON_PG_BIN", str(half))
    with pytest.raises(BackupFailed):
        backup(file, database)
    assert file.read_bytes() == before
    assert names(tmp_path) == ["bin", "saved.backup"]


def test_backup_into_a_missing_folder_is_refused(database: str, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="No such file"):
        backup(tmp_path / "absent" / "saved.backup", database)


def test_backup_of_an_unreachable_server_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable):
        backup(tmp_path / "saved.backup", f"postgresql:///x?host={tmp_path}")
    assert names(tmp_path) == []


def test_password_does_not_show_in_the_list_of_processes(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tmp_path / "said"
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "pg_dump"
    fake.write_text(f'#!/bin/sh\necho "$@" > {said}\necho "$PGPASSWORD" >> {said}\nexit 1\n')
    fake.chmod(0o755)
    monkeypatch.setenv("TINHGON_PG_BIN", str(tmp_path / "bin"))
    with pytest.raises(BackupFailed):
        backup(tmp_path / "saved.backup", f"{database}&password=bi%20mat")
    arguments, password = said.read_text().splitlines()
    assert password == "bi mat"
    assert "bi" not in arguments.replace("bin", "")


def test_older_server_by_url_is_backed_up_and_restored(open_folder: Path, tmp_path: Path) -> None:
    """The wheel's PostgreSQL 16 stands for a server of somebody else, reached by its address."""
    from tinhgon.database import places, programs

    older = programs.installed().parent.parent / "pginstall" / "bin"
    if not (older / "postgres").exists():
        pytest.skip("the wheel carries no older PostgreSQL")
    account, data = places.server_account(), open_folder / "older"
    if not account.can("x", older / "postgres"):  # a checkout that only its owner may enter
        wheel, copy = older.parents[1], open_folder / "programs"
        shutil.copytree(older.parent, copy / wheel.name / older.parent.name)
        shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), copy / f"{wheel.name}.libs")
        older = copy / wheel.name / older.parent.name / "bin"
    data.mkdir(mode=0o700)
    account.own(data)
    programs.run(older / "initdb", ["-D", str(data), "-U", "owner", "--no-sync", "-E", "UTF8"], account=account)
    options = f"-c listen_addresses= -c unix_socket_directories={data}"
    programs.run(
        older / "pg_ctl",
        ["start", "-w", "-D", str(data), "-l", str(data / "log"), "-o", options],
        account=account,
    )
    try:
        url = f"postgresql://owner@/registry?host={data}"
        with psycopg.connect(with_database(url, "postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE registry")
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE registry_decision (id int, pair int, note text)")
            connection.execute("INSERT INTO registry_decision VALUES (1, 1, 'một')")
        backup(tmp_path / "saved.backup", url)
        assert restore(tmp_path / "saved.backup", url) is not None
        assert rows(url) == [(1, 1, "một")]
    finally:
        programs.run(older / "pg_ctl", ["stop", "-m", "immediate", "-D", str(data)], account=account)


def test_kill_during_restore_leaves_the_live_database_untouched(database: str, tmp_path: Path) -> None:
    backup(tmp_path / "saved.backup", database)
    before = rows(database)
    code = (
        "import os, signal, sys, pathlib; from tinhgon.database import restore\n"
        "restore(pathlib.Path(sys.argv[1]), sys.argv[2], lambda url: os.kill(os.getpid(), signal.SIGKILL))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "saved.backup"), database])
    assert done.returncode == -signal.SIGKILL
    assert rows(database) == before
    restore(tmp_path / "saved.backup", database)
    assert not [name for name in databases(database) if "_restoring_" in name]
