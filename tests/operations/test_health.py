"""`/health` says that the process lives, `/ready` what the site still lacks, both to anybody and no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.http import JsonResponse
from django.test import RequestFactory

from tinhgon import deployment, schema
from tinhgon.web import health


@pytest.fixture(autouse=True)
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with all built files; the source need not have them."""
    for name in deployment.missing_assets_of(tmp_path):
        (tmp_path / name).touch()
    monkeypatch.setattr(deployment, "ASSETS", tmp_path)
    return tmp_path


def beat() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")


def ready() -> tuple[int, Any]:
    response = health.ready(RequestFactory().get("/ready"))
    assert isinstance(response, JsonResponse)
    return response.status_code, json.loads(response.content)


def lacking() -> set[str]:
    status, answer = ready()
    assert (status == 503) is (answer["ready"] is False)
    assert set(answer) == {"ready", "checks"}
    return {name for name, holds in answer["checks"].items() if not holds}


def test_health_asks_no_database() -> None:
    response = health.health(RequestFactory().get("/health"))  # outside a database test, a query would fail
    assert (response.status_code, json.loads(response.content)) == (200, {"alive": True})


def test_a_site_with_all_it_needs_is_ready(registry_db: None) -> None:
    beat()
    assert ready() == (
        200,
        {"ready": True, "checks": {"database": True, "migrations": True, "assets": True, "worker": True}},
    )


def test_a_site_without_a_living_worker_is_not_ready(registry_db: None) -> None:
    assert lacking() == {"worker"}
    beat()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    assert lacking() == {"worker"}


def test_a_site_without_its_assets_is_not_ready(registry_db: None, assets: Path) -> None:
    beat()
    (assets / "main.css").unlink()
    assert lacking() == {"assets"}


def test_a_site_whose_tables_are_old_is_not_ready(registry_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    beat()
    tomorrow = schema.on_disk() | {("registry", "9999_of_tomorrow")}
    monkeypatch.setattr(schema, "on_disk", lambda: tomorrow)
    assert lacking() == {"migrations"}


def test_a_site_without_a_database_says_so_and_not_where_it_is(
    registry_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@127.0.0.1:1/nowhere")
    alone = connection.copy()
    kept = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = alone
    try:
        with pytest.raises(OperationalError):
            alone.ensure_connection()
        status, answer = ready()
    finally:
        connections[DEFAULT_DB_ALIAS] = kept
    assert status == 503
    assert answer["checks"] == {"database": False, "migrations": False, "assets": True, "worker": False}


def test_neither_takes_anything_but_reading() -> None:
    for view in (health.health, health.ready):
        assert view(RequestFactory().post("/")).status_code == 405
