"""`tinhgon doctor` looks at everything an installation needs and says what to do where it is missing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.cli.conftest import Command
from tests.jobs import sample
from tinhgon import deployment, schema
from tinhgon.accounts.models import Account
from tinhgon.cli import checks
from tinhgon.jobs import services

Found = Callable[[], tuple[int, dict[str, dict[str, Any]]]]
ALL = [
    "python",
    "home",
    "disk",
    "secret_key",
    "assets",
    "backup",
    "database",
    "clock",
    "time_zone",
    "migrations",
    "workers",
    "queue",
    "stalled",
]


@pytest.fixture(autouse=True)
def assets(nothing: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with its assets."""
    for name in deployment.missing_assets_of(tmp_path):
        (tmp_path / name).touch()
    monkeypatch.setattr(deployment, "ASSETS", tmp_path)
    monkeypatch.delenv("TINHGON_SECRET_KEY", raising=False)
    return tmp_path


@pytest.fixture
def found(tinhgon: Command) -> Found:
    """The exit code, and every check by its name."""

    def look() -> tuple[int, dict[str, dict[str, Any]]]:
        printed = tinhgon("doctor", "--json")
        told = json.loads(printed.out)
        assert told["healthy"] is (printed.code == 0)
        return printed.code, {each["name"]: each for each in told["checks"]}

    return look


def test_a_sound_installation_has_no_fault_and_every_check(found: Found) -> None:
    code, checked = found()
    assert (code, list(checked)) == (0, ALL)
    assert {name for name, each in checked.items() if each["state"] == "warning"} <= {"backup", "workers", "disk"}


def test_whatever_is_not_ok_says_what_to_do_in_both_languages(found: Found, assets: Path) -> None:
    (assets / "main.js").unlink()
    _, checked = found()
    for each in checked.values():
        assert all(each[part][language] for part in ("title", "found") for language in ("vi", "en"))
        assert (each["mend"] is None) is (each["state"] == "ok")
        assert each["mend"] is None or (
            each["mend"]["vi"] and each["mend"]["en"] and each["mend"]["vi"] != each["mend"]["en"]
        )


def test_missing_assets_are_a_fault(found: Found, assets: Path) -> None:
    (assets / "main.js").unlink()
    code, checked = found()
    assert (code, checked["assets"]["state"]) == (1, "fault")
    assert "main.js" in checked["assets"]["found"]["vi"]


@pytest.mark.parametrize(("change", "words"), [(-1, "1 migrations to apply"), (1, "of a later version (9999_x)")])
def test_tables_of_another_version_are_a_fault(
    found: Found, monkeypatch: pytest.MonkeyPatch, change: int, words: str
) -> None:
    had = schema.on_disk() | {("registry", "9999_x")} if change > 0 else set(sorted(schema.on_disk())[1:])
    monkeypatch.setattr(schema, "applied", lambda: had)
    code, checked = found()
    assert (code, checked["migrations"]["state"], checked["migrations"]["found"]["en"]) == (1, "fault", words)
    assert "workers" not in checked


def test_an_unreachable_database_is_a_fault_told_without_its_password(
    found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:hidden@127.0.0.1:1/nowhere")
    code, checked = found()
    assert (code, checked["database"]["state"]) == (1, "fault")
    assert "hidden" not in json.dumps(checked)
    assert "clock" not in checked


@pytest.mark.parametrize(("ahead", "state"), [(0, "ok"), (10, "warning"), (120, "fault")])
def test_a_clock_apart_from_the_databases_is_told(
    found: Found, monkeypatch: pytest.MonkeyPatch, ahead: int, state: str
) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + ahead)
    code, checked = found()
    assert (checked["clock"]["state"], code) == (state, 1 if state == "fault" else 0)


def test_a_key_others_can_read_is_a_fault(found: Found, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(deployment, "key_file", lambda: tmp_path / "key")
    (tmp_path / "key").write_text("secret")
    (tmp_path / "key").chmod(0o644)
    code, checked = found()
    assert (code, checked["secret_key"]["state"]) == (1, "fault")
    (tmp_path / "key").chmod(0o600)
    assert found()[1]["secret_key"]["state"] == "ok"


def test_workers_and_stalled_runs_are_told(found: Found) -> None:
    assert sample
    assert found()[1]["workers"]["state"] == "warning"
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    assert found()[1]["workers"]["state"] == "ok"
    run = services.ask("test.count", {"upto": 1}, Account.objects.create(username="asker"))
    assert found()[1]["stalled"]["state"] == "ok"
    services.begin(run.pk)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    _, checked = found()
    assert checked["stalled"]["found"]["en"] == f"#{run.pk}"


def test_a_backup_is_asked_for_until_one_was_made(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found()[1]["backup"]["state"] == "warning"
    deployment.note_backup()
    assert found()[1]["backup"]["state"] == "ok"
    monkeypatch.setattr(checks, "_OLD_BACKUP", 0)
    assert found()[1]["backup"]["state"] == "warning"


def test_people_read_marks_words_and_what_to_do(tinhgon: Command) -> None:
    vietnamese, english = tinhgon("doctor").out, tinhgon("--lang", "en", "doctor").out
    assert "✓ Cơ sở dữ liệu: nhúng, PostgreSQL" in vietnamese or "✓ Cơ sở dữ liệu: DATABASE_URL" in vietnamese
    assert "  → Chạy `tinhgon serve` hoặc `tinhgon worker`." in vietnamese
    assert "  → Run `tinhgon serve` or `tinhgon worker`." in english
    assert f"{len(ALL)} checks: 0 faults" in english
