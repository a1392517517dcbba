"""The key for signing is one for all processes of an installation, and only its owner's to read."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tinhgon import deployment


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TINHGON_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TINHGON_SECRET_KEY", raising=False)
    return tmp_path / "home"


def test_a_key_is_kept_once_and_read_by_every_process(home: Path) -> None:
    kept = deployment.keep_secret_key()
    assert len(kept) >= 50
    assert deployment.keep_secret_key() == deployment.secret_key() == kept
    code = "from tinhgon.settings import SECRET_KEY; print(SECRET_KEY)"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == kept
    assert [each.name for each in home.iterdir()] == ["secret_key"]


def test_processes_that_make_a_key_at_once_agree_on_it() -> None:
    code = "from tinhgon.deployment import keep_secret_key; print(keep_secret_key())"
    several = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({each.communicate()[0] for each in several}) == 1


def test_the_kept_key_is_only_its_owners_to_read() -> None:
    deployment.keep_secret_key()
    assert deployment.key_file().stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_given_is_used_and_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINHGON_SECRET_KEY", "given")
    assert deployment.keep_secret_key() == deployment.secret_key() == "given"
    assert not deployment.key_file().exists()


def test_without_a_kept_key_a_process_makes_its_own_and_leaves_nothing(home: Path) -> None:
    assert deployment.secret_key() != deployment.secret_key()
    assert not home.exists()


def test_a_backup_is_remembered() -> None:
    assert deployment.last_backup() is None
    deployment.note_backup()
    noted = deployment.last_backup()
    assert noted is not None
    assert datetime.now(UTC) - noted < timedelta(days=1)
