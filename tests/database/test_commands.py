"""`tinhgon db …` at the keyboard."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from tinhgon.cli import db
from tinhgon.database import Server
from tinhgon.database.errors import InvalidBackup


@pytest.fixture(autouse=True)
def own_home(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINHGON_HOME", str(server.home))
    monkeypatch.delenv("DATABASE_URL", raising=False)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(db.app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_server_is_started_shown_and_stopped(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "không chạy" in run("status")
    assert "đã khởi động" in run("start")
    assert "đang chạy" in run("start")
    status = json.loads(run("status", "--json"))
    assert (status["running"], status["kept"], status["embedded"]) == (True, True, True)
    assert status["data_folder"] == str(server.data)
    monkeypatch.setenv("TINHGON_LANG", "en")
    assert "running" in run("status")
    assert "has stopped" in run("stop")
    assert "not running" in run("stop")


def test_status_does_not_start_the_server(server: Server) -> None:
    run("status", "--json")
    assert not server.home.exists()


def test_backup_is_verified_before_it_replaces_anything(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(server.url()) as connection:
        connection.execute("CREATE TABLE registry_decision (id int)")
    file = tmp_path / "saved.backup"
    assert str(file) in run("backup", str(file))
    verified: list[str] = []

    def refuse(url: str, file: Path) -> None:
        verified.append(url)
        raise InvalidBackup(db.Text("hỏng", "broken"))

    monkeypatch.setattr(db, "_verify", refuse)
    with pytest.raises(InvalidBackup):
        run("restore", str(file))
    with psycopg.connect(server.url()) as connection:
        connection.execute("INSERT INTO registry_decision VALUES (1)")
    monkeypatch.setattr(db, "_verify", lambda url, file: verified.append(url))
    assert "_before_restore_" in run("restore", str(file))
    assert len(verified) == 2
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT count(*) FROM registry_decision").fetchone() == (0,)


def test_server_of_somebody_else_is_neither_started_nor_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@db/other")
    for action in ("start", "stop"):
        with pytest.raises(db.NotEmbedded):
            run(action)


def test_status_of_a_server_by_url(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", server.url())
    status = json.loads(run("status", "--json"))
    assert status["embedded"] is False
    assert status["version"].startswith("18")
