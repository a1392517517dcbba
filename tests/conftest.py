"""One embedded PostgreSQL for a whole run of the tests, shared by its workers and gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest


def _is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


if not _is_worker():
    # Set while conftest is imported: pytest-django reads the settings before any fixture runs, and
    # workers inherit the environment.
    _home = Path(tempfile.mkdtemp(prefix="tinhgon-tests-"))
    _home.chmod(0o711)  # the account that serves for root must get through
    os.environ["TINHGON_HOME"] = str(_home / "home")
    os.environ["TINHGON_TEST_FAST"] = "1"
    os.environ["TINHGON_DB_LINGER"] = "0"
    os.environ.pop("TINHGON_LANG", None)
    os.environ.pop("DATABASE_URL", None)
    if os.environ.get("TINHGON_TEST_DATABASE_URL"):
        os.environ["DATABASE_URL"] = os.environ["TINHGON_TEST_DATABASE_URL"]


def pytest_unconfigure() -> None:
    """Stop the server and remove its home, however the run ended."""
    if _is_worker():
        return
    from tinhgon.database import Server

    try:
        Server(_home / "home").stop(force=True)
    finally:
        shutil.rmtree(_home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The address of the run's PostgreSQL; its database "tinhgon" is nobody's, make your own beside it."""
    from tinhgon.database import database_url

    return database_url()
