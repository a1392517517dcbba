"""One embedded PostgreSQL for a whole run of the tests, shared by its workers and gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> None:
    """Passwords of tests are hashed fast: what the slow hashes are for, no test is about."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The address of the run's PostgreSQL; its database "tinhgon" is nobody's, make your own beside it."""
    from tinhgon.database import database_url

    return database_url()


@pytest.fixture(scope="session")
def registry_tables(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """A database of this run's own with every migration applied."""
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


def _empty_registry(django_db_blocker: Any) -> Iterator[None]:
    from django.db import connection

    from tests.registry.conftest import empty_registry

    with django_db_blocker.unblock():
        empty_registry()
        yield
        empty_registry()
        connection.close()


@pytest.fixture
def registry_db(registry_tables: None, django_db_blocker: Any) -> Iterator[None]:
    """An empty registry; enacting opens and locks for itself, so nothing may be open around it."""
    yield from _empty_registry(django_db_blocker)


@pytest.fixture(scope="module")
def module_registry_db(registry_tables: None, django_db_blocker: Any) -> Iterator[None]:
    """An empty registry for all tests of a module together."""
    yield from _empty_registry(django_db_blocker)
