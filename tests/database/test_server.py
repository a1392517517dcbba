"""The embedded server is shared safely, ends with its last user, and recovers from any kill."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from tinhgon.database import Server, places
from tinhgon.database import server as server_module
from tinhgon.database.errors import (
    AccountUnavailable,
    DiskFull,
    HomeNotWritable,
    ServerInUse,
    WrongDataVersion,
    WrongOwner,
)
from tinhgon.database.keeper import keep
from tinhgon.database.locks import FileLock
from tinhgon.database.programs import failure
from tinhgon.database.server import Postmaster

from .conftest import Command

USE = """
import sys
from tinhgon.database import database_url
print(database_url(), flush=True)
sys.stdin.read()
"""
WRITE = """
import psycopg
from tinhgon.database import database_url
with psycopg.connect(database_url(), autocommit=True) as connection:
    connection.execute("CREATE TABLE kept (n int)")
    connection.execute("INSERT INTO kept VALUES (42)")
print("written", flush=True)
import sys
sys.stdin.read()
"""
READ = """
import psycopg
from tinhgon.database import database_url
with psycopg.connect(database_url()) as connection:
    print(connection.execute("SELECT n FROM kept").fetchone()[0])
"""


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise AssertionError(process.communicate()[1])
    return line.strip()


def finish(process: subprocess.Popen[str]) -> tuple[str, str]:
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return output.strip(), errors


def postmaster(server: Server) -> Postmaster:
    found = Postmaster.read(server.data)
    assert found is not None
    return found


def gone(pid: int) -> bool:
    """Wait for the process to end; a zombie counts as ended."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        while process.status() != psutil.STATUS_ZOMBIE:
            with contextlib.suppress(psutil.TimeoutExpired):
                process.wait(0.1)
                break
    return True


def wait_until_stopped(server: Server) -> None:
    """Wait, at most a minute, until the keeper has stopped the server."""
    deadline = time.monotonic() + 60
    while Postmaster.read(server.data) is not None:
        assert time.monotonic() < deadline, "the server is still running"
        time.sleep(0.05)


def test_commands_starting_at_once_share_one_server(server: Server, command: Command) -> None:
    processes = [command(USE) for _ in range(4)]
    urls = {first_line(process) for process in processes}
    assert len(urls) == 1
    named = {
        process.pid: process.info["ppid"]
        for process in psutil.process_iter(["name", "cmdline", "ppid"])
        if process.info["name"] == "postgres" and str(server.data) in (process.info["cmdline"] or [])
    }
    # A child just forked still bears its parent's command line.
    assert [pid for pid, parent in named.items() if parent not in named] == [postmaster(server).pid]


def test_server_stops_after_its_last_user_and_not_before(server: Server, command: Command) -> None:
    first, second = command(USE), command(USE)
    first_line(first), first_line(second)
    pid = postmaster(server).pid
    finish(first)
    assert psutil.pid_exists(pid)
    assert server.status().in_use
    finish(second)
    wait_until_stopped(server)


def test_server_stops_after_its_last_user_was_killed(server: Server, command: Command) -> None:
    user = command(USE)
    first_line(user)
    user.kill()
    wait_until_stopped(server)


def test_keeper_leaves_a_server_somebody_is_connected_to(server: Server, command: Command) -> None:
    user = command(USE)
    url = first_line(user)
    with psycopg.connect(url) as visitor:
        finish(user)
        assert server.stop_if_unused() is False
        assert visitor.execute("SELECT 1").fetchone() == (1,)
    wait_until_stopped(server)


def test_stop_is_refused_while_another_command_uses_the_server(server: Server, command: Command) -> None:
    user = command(USE)
    first_line(user)
    with pytest.raises(ServerInUse):
        server.stop()
    assert server.status().running
    assert server.stop(force=True)
    assert not server.status().running


def test_started_server_stays_until_stopped(server: Server, command: Command) -> None:
    finish(command("from tinhgon.database import *\nServer(home()).start()"))
    keep(server.home, FileLock(server.home / "keeper"))  # whoever keeps it must leave it alone
    assert server.status().running
    assert server.status().kept
    assert server.stop()
    assert not server.status().running
    assert not server.status().kept


@pytest.mark.parametrize("client_too", [False, True])
def test_killed_server_is_recovered_with_its_data_and_a_message(
    server: Server, command: Command, client_too: bool
) -> None:
    client = command(WRITE)
    assert first_line(client) == "written"
    pid = postmaster(server).pid
    os.kill(pid, signal.SIGKILL)
    if client_too:
        client.kill()
    assert gone(pid)
    assert server.status().stale_lock
    output, errors = finish(command(READ, TINHGON_LANG="en"))
    assert output == "42"
    assert "stopped abruptly" in errors
    assert str(pid) in errors


def test_lock_file_naming_a_living_stranger_is_recovered(server: Server, command: Command) -> None:
    client = command(WRITE)
    assert first_line(client) == "written"
    pid = postmaster(server).pid
    os.kill(pid, signal.SIGKILL)
    client.kill()
    assert gone(pid)
    stranger = subprocess.Popen(["sleep", "60"], **places.server_account().run_options())
    try:
        for lock in (server.data / "postmaster.pid", server.data / f"{places.SOCKET_NAME}.lock"):
            lock.write_text(lock.read_text().replace(str(pid), str(stranger.pid), 1))
        output, errors = finish(command(READ))
        assert output == "42"
        assert "dừng đột ngột" in errors
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_same_process_reconnects_after_the_server_was_killed(server: Server, command: Command) -> None:
    url = server.url()
    pid = postmaster(server).pid
    os.kill(pid, signal.SIGKILL)
    assert gone(pid)
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert server.url() == url


def test_server_whose_socket_was_deleted_is_restarted(server: Server, command: Command) -> None:
    client = command(WRITE)
    assert first_line(client) == "written"
    (postmaster(server).socket_folder / places.SOCKET_NAME).unlink()
    output, errors = finish(command(READ, TINHGON_LANG="en"))
    assert output == "42"
    assert "was deleted" in errors


def test_unreachable_server_is_stopped_all_the_same(server: Server, command: Command) -> None:
    user = command(USE)
    first_line(user)
    (postmaster(server).socket_folder / places.SOCKET_NAME).unlink()
    finish(user)
    wait_until_stopped(server)


def test_half_made_data_is_made_anew(server: Server, command: Command) -> None:
    server.home.mkdir()
    leftover = server.home / "data.new-0000"
    leftover.mkdir()
    (leftover / "PG_VERSION").write_text("18")
    assert first_line(command(USE))
    assert not leftover.exists()


def test_data_sorts_by_code_point_and_folds_vietnamese(server: Server) -> None:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute(
            "SELECT lower('ĐẮK LẮK'), 'Z' < 'a' COLLATE \"default\", current_setting('server_encoding'),"
            " current_setting('listen_addresses'), current_setting('shared_buffers')"
        ).fetchone()
    assert row == ("đắk lắk", True, "UTF8", "", "256MB")


def test_nobody_else_may_enter_the_data_folder(server: Server) -> None:
    server.url()
    assert server.data.stat().st_mode & 0o077 == 0
    assert postmaster(server).socket_folder.stat().st_mode & 0o077 == 0


def test_long_path_gets_a_short_private_socket_folder(open_folder: Path) -> None:
    server = Server(open_folder / ("d" * 120) / "home")
    try:
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        folder = postmaster(server).socket_folder
        assert folder != server.data
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        server.stop(force=True)


def test_socket_folder_put_there_by_somebody_else_is_not_used(open_folder: Path) -> None:
    account = places.server_account()
    folder = open_folder / "taken"
    folder.mkdir(mode=0o777)
    assert not places._make_private(folder, account)
    (open_folder / "link").symlink_to(open_folder)
    assert not places._make_private(open_folder / "link", account)


def test_status_tells_of_a_running_and_of_an_absent_server(server: Server) -> None:
    assert server.status().running is False
    server.url()
    status = server.status()
    assert status.running
    assert status.version is not None
    assert status.version.startswith("18")
    assert status.size_bytes is not None
    assert status.size_bytes > 0
    assert status.connections == 0


def test_data_of_another_version_is_refused(server: Server) -> None:
    server.url()
    server.stop(force=True)
    (server.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(WrongDataVersion, match="16"):
        server.url()


@pytest.mark.parametrize("mode", [0o711, 0o700])
def test_data_of_another_user_is_refused_and_not_replaced(server: Server, mode: int) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root")
    server.home.mkdir()
    server.data.mkdir(mode=0o700)
    server.home.chmod(mode)
    with pytest.raises(WrongOwner):
        server.url()
    assert not (server.home / places.POINTER).exists()


def test_home_that_is_a_file_is_refused(open_folder: Path) -> None:
    (open_folder / "home").write_text("")
    with pytest.raises(HomeNotWritable):
        Server(open_folder / "home").url()


def test_full_disk_is_called_by_its_name() -> None:
    error = failure("initdb", 'could not write to file "x": No space left on device')
    assert isinstance(error, DiskFull)


def test_root_without_an_account_gets_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root")
    monkeypatch.setattr(places, "ACCOUNT_NAME", "tinhgon-absent")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(AccountUnavailable, match="useradd"):
        places.server_account()
    monkeypatch.setenv("TINHGON_DB_USER", "tinhgon-missing")
    with pytest.raises(AccountUnavailable, match="tinhgon-missing"):
        places.server_account()
    monkeypatch.setenv("TINHGON_DB_USER", "root")
    with pytest.raises(AccountUnavailable, match="is root"):
        places.server_account()


def test_root_never_opens_a_closed_folder_for_the_server(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root")
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(places, "STATE_FOLDER", open_folder / "state")
    server = Server(closed / "home")
    try:
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert closed.stat().st_mode & 0o777 == 0o700
        assert server.data.is_relative_to(open_folder / "state")
        assert str(server.data) in capsys.readouterr().err
        assert Server(closed / "home").data == server.data
    finally:
        server.stop(force=True)


def test_root_copies_the_programs_when_the_server_account_cannot_reach_them(
    open_folder: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root")
    from tinhgon.database import programs

    installed = programs.installed()
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    package = closed / installed.parent.parent.name
    package.mkdir()
    (package / installed.parent.name).symlink_to(installed.parent)
    libraries = installed.parent.parent.with_name(f"{package.name}.libs")
    (closed / libraries.name).symlink_to(libraries)
    monkeypatch.setattr(programs, "installed", lambda: package / installed.parent.name / "bin")
    monkeypatch.setattr(places, "STATE_FOLDER", open_folder / "state")
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert str(open_folder / "state") in psutil.Process(postmaster(server).pid).exe()


def test_leases_end_with_the_server_object_they_were_taken_for(server: Server) -> None:
    server.url()
    assert server.home in server_module._leases
    server.stop(force=True)
    assert server.home not in server_module._leases
