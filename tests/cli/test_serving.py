"""`tinhgon serve` and `tinhgon worker`: the processes of a site, from the first line to the clean end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.cli.conftest import Command
from tests.jobs import sample
from tinhgon.accounts.models import Account
from tinhgon.database.urls import with_database
from tinhgon.jobs import selectors, services
from tinhgon.jobs.models import Run, Status

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def port(taken: int) -> int:
    """A port nobody listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        return int(other.getsockname()[1])


@pytest.fixture
def started(registry_db: None, postgres_url: str, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a command on this test's database, in a session of its own."""
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        code = "from tinhgon.cli.main import run; run()"
        process = subprocess.Popen(
            [sys.executable, "-c", code, "--lang", "en", *arguments],
            env={
                **os.environ,
                "DATABASE_URL": with_database(postgres_url, connection.settings_dict["NAME"]),
                "DJANGO_SETTINGS_MODULE": "tests.operations.site_settings",
                "PYTHONPATH": str(PROJECT),
                "TINHGON_HOME": str(tmp_path),
            },
            stdout=subprocess.PIPE,
            stderr=(tmp_path / "errors").open("w"),
            text=True,
            start_new_session=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def hanging(registry_db: None) -> Run:
    """A run that goes on until its worker is told to stop."""
    assert sample
    return services.ask("test.hang", {}, Account.objects.create(username="asker"))


def lines_until(process: subprocess.Popen[str], last: set[str]) -> set[str]:
    """What the command prints until it has printed all of `last`, in whatever order."""
    assert process.stdout is not None
    printed: set[str] = set()
    while not last <= printed and (line := process.stdout.readline()):
        printed.add(line.rstrip("\n"))
    return printed


def get(port: int, path: str) -> object:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as response:
        return json.load(response)


def site(port: int) -> str:
    return f"The site: http://127.0.0.1:{port}/  (Ctrl-C stops it)"


def test_a_site_serves_works_and_stops_cleanly(
    started: Callable[..., subprocess.Popen[str]], hanging: Run, port: int, tmp_path: Path
) -> None:
    process = started("serve", "--port", str(port), "--workers", "2")
    assert {site(port), "begun"} <= lines_until(process, {site(port), "begun"}), (tmp_path / "errors").read_text()
    assert get(port, "/health?name=K%C3%ADn") == {"alive": True}
    assert selectors.workers_alive() == 1
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    hanging.refresh_from_db()
    assert hanging.status == Status.DONE  # the worker let it end
    assert selectors.workers_alive() == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    logged = [json.loads(each) for each in (tmp_path / "errors").read_text().splitlines()]
    assert {"health", None} >= {each.get("route") for each in logged}
    assert {("job", "test.hang", "done")} <= {(each["said"], each.get("job"), each.get("outcome")) for each in logged}
    assert "K%C3%ADn" not in (tmp_path / "errors").read_text()


def test_a_killed_site_leaves_no_process_behind(
    started: Callable[..., subprocess.Popen[str]], hanging: Run, port: int
) -> None:
    process = started("serve", "--port", str(port), "--workers", "1")
    assert {site(port), "begun"} <= lines_until(process, {site(port), "begun"})
    process.kill()
    assert process.stdout is not None
    assert process.stdout.read() == ""  # ends when the last process that could print is gone
    assert selectors.workers_alive() == 0


def test_a_site_can_go_without_a_job_worker(started: Callable[..., subprocess.Popen[str]], port: int) -> None:
    process = started("serve", "--port", str(port), "--no-worker")
    assert lines_until(process, {site(port)}) == {site(port)}
    assert get(port, "/health") == {"alive": True}
    assert selectors.workers_alive() == 0
    process.terminate()
    assert process.wait(60) == 0


def test_a_worker_works_alone_until_it_is_stopped(started: Callable[..., subprocess.Popen[str]], hanging: Run) -> None:
    process = started("worker", "--concurrency", "2")
    assert lines_until(process, {"begun"}) == {"begun"}
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    hanging.refresh_from_db()
    assert hanging.status == Status.DONE


def test_a_taken_port_is_told_with_the_way_out(tinhgon: Command, taken: int) -> None:
    printed = tinhgon("serve", "--port", taken)
    assert printed.code == 1
    assert f"Cổng {taken} đang có chương trình khác dùng." in printed.err
    assert f"tinhgon serve --port {taken + 1}" in printed.err
    assert "is taken by another program" in tinhgon("--lang", "en", "serve", "--port", taken).err


@pytest.mark.parametrize("host", ["192.0.2.1", "không có"])
def test_an_address_of_another_machine_is_refused(tinhgon: Command, port: int, host: str) -> None:
    printed = tinhgon("serve", "--host", host, "--port", port)
    assert printed.code == 1
    assert "Không nhận kết nối được ở địa chỉ này." in printed.err


def test_a_command_that_hands_over_to_the_site_hears_of_a_taken_port_first(taken: int) -> None:
    from tinhgon.cli.serving import CannotListen, serve

    with pytest.raises(CannotListen):
        serve(port=taken)
