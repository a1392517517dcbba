"""Whenever the client or the server is killed, every decision is wholly in or wholly out.

The server here writes through to the disk as it does for users.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import psutil
import psycopg
import pytest

from tests.exchange.histories import line_of, replayed
from tests.registry.crash_client import FOUNDED, MERGES
from tests.registry.crash_history import STEPS, steps
from tests.registry.long import long
from tinhgon.database import Server, processes
from tinhgon.database.server import Postmaster
from tinhgon.database.urls import with_database

PROJECT = Path(__file__).parents[2]


class Clients:
    """The process that forks clients (see `crash_client`), and a server of their own."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.registry.crash_client"],
            env={**os.environ, "TINHGON_HOME": str(server.home)},
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def set_to(self, *task: str) -> int:
        """Start a client on a task; returns its process id."""
        assert self.process.stdin is not None
        print(*task, file=self.process.stdin, flush=True)
        return int(self.wait_for("child"))

    def told(self) -> tuple[str, Any]:
        """The next line of the clients."""
        assert self.process.stdout is not None
        word, _, value = self.process.stdout.readline().partition(" ")
        return word, json.loads(value)

    def wait_for(self, *words: str) -> Any:
        """Read on until one of the words is told; what is told with it."""
        while True:
            word, value = self.told()
            assert word != "failed" or "failed" in words, value
            if word in words:
                return value

    def until_over(self) -> tuple[int, dict[str, list[Any]]]:
        """The exit code of the client, and all that it still told."""
        heard: dict[str, list[Any]] = {}
        while True:
            word, value = self.told()
            if word == "over":
                return value, heard
            heard.setdefault(word, []).append(value)

    def run(self, *task: str) -> dict[str, list[Any]]:
        """Let a client finish its task."""
        self.set_to(*task)
        code, heard = self.until_over()
        assert code == 0, heard
        return heard

    def end(self) -> None:
        """Let the process that forks end."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def waiting() -> Iterator[Clients]:
    """Clients of a durable server in a home of its own; the database "migrated" has empty tables."""
    folder = Path(tempfile.mkdtemp(prefix="tg-"))
    folder.chmod(0o711)  # the account that serves for root must get through
    server = Server(folder / "home")
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as undo:
        for name in ("TINHGON_TEST_FAST", "DATABASE_URL"):
            patch.delenv(name, raising=False)
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        undo.callback(server.stop, force=True)
        server.url()  # keeps it up until we are done
        clients = Clients(server)
        undo.callback(clients.end)
        clients.run("migrate")
        ask(server, "ALTER DATABASE tinhgon RENAME TO migrated")
        yield clients


@pytest.fixture
def clients(waiting: Clients) -> Clients:
    """The clients, with an empty registry."""
    ask(
        waiting.server,
        "DROP DATABASE IF EXISTS tinhgon WITH (FORCE)",
        "CREATE DATABASE tinhgon TEMPLATE migrated",
    )
    return waiting


def ask(server: Server, *statements: str) -> None:
    """Have the server do what is done to a database from outside."""
    with psycopg.connect(with_database(server.url(), "postgres"), autocommit=True) as session:
        for each in statements:
            session.execute(each)


def kill_server(server: Server) -> None:
    """Kill the server with everything it has started, as when the power goes."""
    found = Postmaster.read(server.data)
    assert found is not None
    postmaster = psutil.Process(found.pid)
    for process in (postmaster, *postmaster.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    while processes.serves(found.pid, server.data):
        time.sleep(0.001)  # its socket takes callers until the last


# Of a decision: where it is in its life, its ledger number, facts opened, closed and linked by it.
WHOLENESS = """
    SELECT d.id, d.status, e.seq,
           (SELECT count(*) FROM registry_areastate WHERE decision_id = d.id),
           (SELECT count(*) FROM registry_areastate WHERE upper(recorded) = e.recorded_at),
           (SELECT count(*) FROM registry_lineage WHERE decision_id = d.id)
    FROM registry_decision d LEFT JOIN registry_ledgerentry e ON e.decision_id = d.id
    WHERE d.id > (SELECT min(id) FROM registry_decision) ORDER BY d.id
"""
STRAYS = "SELECT count(*) FROM registry_entity WHERE id NOT IN (SELECT object_id FROM registry_areastate)"
MERGED = 2 * MERGES
IN = ("enacted", MERGED + MERGES + FOUNDED, MERGED, MERGED)


def assert_whole(server: Server) -> set[int]:
    """Every decision but the first, which is of another size, is wholly in or out; those that are in."""
    with psycopg.connect(server.url()) as session:
        rows = session.execute(WHOLENESS).fetchall()
        strays = session.execute(STRAYS).fetchone()
    for _, status, seq, *facts in rows:
        if seq is not None:
            assert (status, *facts) == IN, rows
        else:
            assert status != "enacted", rows
            assert facts == [0, 0, 0], rows
    enacted = [seq for _, _, seq, *_ in rows if seq is not None]
    assert enacted == list(range(2, len(enacted) + 2))
    assert strays == (0,)
    return {pk for pk, _, seq, *_ in rows if seq is not None}


def assert_verified(clients: Clients) -> None:
    """The chain holds, and the facts are what the decisions say."""
    (found,) = clients.run("verify")["verified"]
    assert found["clean"], found


def time_of_first(clients: Clients) -> float:
    """How long a new client takes to enact a decision here and now, in seconds; the country is founded before."""
    taken = 0.0
    for _ in range(3):
        client = clients.set_to("enact")
        clients.wait_for("enacting")
        began = time.monotonic()
        clients.wait_for("enacted")
        taken = time.monotonic() - began
        kill_client(client)
        clients.until_over()
    return taken


def kill_client(client: int) -> None:
    """Kill the client alone, unless it is done."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(client, signal.SIGKILL)


KILLS = [
    ("client", 70),
    ("server", 40),
    pytest.param("client", 700, marks=long),
    pytest.param("server", 400, marks=long),
]


@pytest.mark.parametrize(("victim", "rounds"), KILLS)
def test_whoever_is_killed_a_decision_is_wholly_in_or_wholly_out(clients: Clients, victim: str, rounds: int) -> None:
    random, longest = Random(rounds), time_of_first(clients)
    known, brought = assert_whole(clients.server), set()
    for _ in range(rounds):
        client = clients.set_to("enact")
        clients.wait_for("enacting")
        time.sleep(random.uniform(0, longest))
        kill_client(client) if victim == "client" else kill_server(clients.server)
        _, heard = clients.until_over()
        now = assert_whole(clients.server)
        assert known.union(heard.get("enacted", ())) <= now, "what was confirmed stays"
        brought.add(len(now - known))
        longest *= 1.15 if now == known else 0.85  # stay about the moment it comes in, on any machine
        known = now
    assert_verified(clients)
    assert len(brought) > 1, "some were killed before a decision was in, some after"


@pytest.mark.parametrize("victim", ["client", "server"])
def test_an_import_that_was_killed_goes_on_to_the_same_end(clients: Clients, victim: str) -> None:
    file = clients.server.home.parent / "history.jsonl"
    file.write_bytes(b"".join(map(line_of, steps())))
    random, kills, done = Random(victim), 0, False
    while not done:
        client = clients.set_to("import", str(file))
        clients.wait_for("record", "report")
        time.sleep(random.uniform(0, 0.15))
        kill_client(client) if victim == "client" else kill_server(clients.server)
        done = clients.until_over()[0] == 0
        kills += not done
        assert_no_drafts_left(clients.server)
    assert kills > 2
    (report,) = clients.run("import", str(file))["report"]
    assert report == [0, STEPS]
    assert_verified(clients)
    with psycopg.connect(clients.server.url()) as session:
        rows = session.execute(UNITS).fetchall()
    assert set(rows) == replayed(steps())


UNITS = """
    SELECT s.level, s.code, s.name, p.code FROM registry_areastate s
    LEFT JOIN registry_areastate p ON p.object_id = s.parent_id AND upper_inf(p.recorded) AND upper_inf(p.valid)
    WHERE upper_inf(s.recorded) AND upper_inf(s.valid)
"""


def assert_no_drafts_left(server: Server) -> None:
    """A decision that a program was recording is not left half-way to being enacted."""
    with psycopg.connect(server.url()) as session:
        left = session.execute("SELECT number, status FROM registry_decision WHERE status <> 'enacted'").fetchall()
    assert left == []
