"""Servers in homes of their own, and commands run in processes of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tinhgon.database import Server

Command = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A short temporary folder that every account may pass through; pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="tg-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(open_folder: Path) -> Iterator[Server]:
    """A server of a fresh home, not yet started."""
    server = Server(open_folder / "home")
    yield server
    server.stop(force=True)


@pytest.fixture
def command(server: Server) -> Iterator[Command]:
    """Runs Python code as another command on the same home; its lines arrive by `stdout`."""
    running: list[subprocess.Popen[str]] = []

    def run(code: str, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            env={**os.environ, "TINHGON_HOME": str(server.home), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def database(postgres_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database of the run's shared server, holding a table of the registry."""
    from tinhgon.database.urls import with_database

    name = f"own_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**8}"
    with psycopg.connect(with_database(postgres_url, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = with_database(postgres_url, name)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE registry_decision (id int PRIMARY KEY, pair int, note text)")
        connection.execute("INSERT INTO registry_decision VALUES (1, 1, 'Quyết định số 1')")
    yield url
    with psycopg.connect(with_database(postgres_url, "postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname::text, %s)", [name])
        for (kept,) in found.fetchall():
            connection.execute(f'DROP DATABASE "{kept}" WITH (FORCE)')
