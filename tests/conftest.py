"""One embedded PostgreSQL for a whole run of the tests, shared by its workers and gone afterwards."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
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
    os.environ["TINHGON_TEST_TEMPLATE"] = f"tests_{os.getpid()}"
    os.environ["TINHGON_DB_LINGER"] = "0"
    os.environ.pop("TINHGON_LANG", None)
    os.environ.pop("DATABASE_URL", None)
    if os.environ.get("TINHGON_TEST_DATABASE_URL"):
        os.environ["DATABASE_URL"] = os.environ["TINHGON_TEST_DATABASE_URL"]


LONGEST_FIRST = (
    "tests/browser/",  # one browser and one site
    "tests/api/test_schemathesis.py",
    "tests/exchange/test_real_import_store.py",
    "tests/demo/quang_ninh/test_plan.py",
    "tests/demo/quang_ninh/test_store.py",
    "tests/database/test_server.py",
    "tests/demo/quang_ninh/",  # one demonstration, replayed
    "tests/web/test_permission_matrix.py",
    "tests/demo/test_reorganisation_2025.py",
    "tests/demo/test_nation.py",
    "tests/demo/test_demo_store.py",
    "tests/registry/test_selectors.py",
    "tests/registry/test_concurrency.py",
    "tests/registry/test_crash.py",
    "tests/registry/test_store_stateful.py",
    "tests/exchange/test_import_store.py",
    "tests/api/test_permissions.py",
)
"""What takes more than ten seconds, the longest first, so that no worker is left with one of these at the end."""


def _together(nodeid: str) -> str:
    """What goes to one worker as a whole: a file, or a folder whose files share what is expensive to make."""
    file = nodeid.partition("::")[0]
    return next((each for each in (file, f"{file.rpartition('/')[0]}/") if each in LONGEST_FIRST), file)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    places = {each: place for place, each in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(_together(item.nodeid), len(places)))


def pytest_collection_finish() -> None:
    """Look for garbage rarely, and never among the tests: it took a third of the time of what makes many objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With --dist loadfile: as `_together` and the order of the tests say."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class LongestFirst(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _together(nodeid)

    config.option.loadscopereorder = False
    return LongestFirst(config, log)


def pytest_unconfigure() -> None:
    """Stop the server and remove its home, however the run ended."""
    if _is_worker():
        return
    from tinhgon.database import Server

    try:
        if url := os.environ.get("TINHGON_TEST_DATABASE_URL"):
            _drop(url, os.environ["TINHGON_TEST_TEMPLATE"])
        Server(_home / "home").stop(force=True)
    finally:
        shutil.rmtree(_home, ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> None:
    """Passwords of tests are hashed fast: what the slow hashes are for, no test is about."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True, scope="session")
def middleware_loaded_once() -> Iterator[None]:
    """Test clients share their middleware until a setting changes, as all requests to a site do.

    Each client would otherwise look through all static files.
    """
    from django.core.signals import setting_changed
    from django.test.client import ClientHandler

    loaded: list[ClientHandler] = []
    load = ClientHandler.load_middleware

    def load_once(self: ClientHandler, is_async: bool = False) -> None:
        if not loaded:
            load(self, is_async)
            loaded.append(self)
        self._middleware_chain = loaded[0]._middleware_chain

    def forget(**_: object) -> None:
        loaded.clear()

    setting_changed.connect(forget)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load_once)
        yield
    setting_changed.disconnect(forget)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The address of the run's PostgreSQL; its database "tinhgon" is nobody's, make your own beside it."""
    from tinhgon.database import database_url

    return database_url()


@pytest.fixture(scope="session")
def migrated(django_test_environment: None, django_db_blocker: Any, postgres_url: str) -> str:
    """The name of a database with every migration applied: made by the worker that comes first, to be copied."""
    from django.db import connection

    name, new = os.environ["TINHGON_TEST_TEMPLATE"], f"{os.environ['TINHGON_TEST_TEMPLATE']}_new"
    before = connection.settings_dict["NAME"]
    with _maintenance(postgres_url) as server, django_db_blocker.unblock():
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.settings_dict["TEST"]["NAME"] = new
            try:
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            finally:
                connection.close()
                _use(before)
            server.execute(f"ALTER DATABASE {new} RENAME TO {name}")  # so that half a one is never copied
    return name


@pytest.fixture(scope="session")
def registry_tables(migrated: str, django_db_blocker: Any, postgres_url: str) -> Iterator[None]:
    """A database of this process's own with every migration applied."""
    from django.db import connection

    name, before = f"{migrated}_{os.getpid()}", connection.settings_dict["NAME"]
    with _maintenance(postgres_url) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {migrated}")
    _use(name)
    yield
    with django_db_blocker.unblock():
        connection.close()
    _use(before)
    _drop(postgres_url, name)


def _maintenance(url: str) -> psycopg.Connection[Any]:
    from tinhgon.database.urls import with_database

    return psycopg.connect(with_database(url, "postgres"), autocommit=True)


def _drop(url: str, name: str) -> None:
    with _maintenance(url) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _use(name: str) -> None:
    """Let Django's connections lead to this database from now on."""
    from django.conf import settings
    from django.db import connection

    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


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
