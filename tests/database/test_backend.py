"""Django connects to the database of `database_url()`, found at the first connection."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from tinhgon.database.backend.base import ConnectionRefused
from tinhgon.database.errors import DatabaseUnreachable
from tinhgon.database.urls import parse


def connection(name: str | None, **options: object) -> BaseDatabaseWrapper:
    settings = {"ENGINE": "tinhgon.database.backend", "NAME": name, "OPTIONS": options}
    return ConnectionHandler({"default": settings})["default"]


def test_nothing_is_looked_up_before_the_first_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "not an address")
    connection("tinhgon")


def test_settings_name_stands_for_the_database_of_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@db:6432/other?sslmode=require")
    parameters = connection("tinhgon").get_connection_params()
    expected = {"dbname": "other", "user": "u", "password": "p", "host": "db", "port": "6432"}
    assert expected.items() <= parameters.items()
    assert parameters["sslmode"] == "require"


def test_test_database_keeps_its_name_on_the_same_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@db/other")
    parameters = connection("test_tinhgon").get_connection_params()
    assert (parameters["dbname"], parameters["host"]) == ("test_tinhgon", "db")
    assert connection(None).get_connection_params()["dbname"] == "postgres"


def test_options_of_the_settings_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@db/other?connect_timeout=3")
    parameters = connection("tinhgon", connect_timeout=5).get_connection_params()
    assert parameters["connect_timeout"] == 5


def test_connects_to_the_embedded_server(postgres_url: str, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), connection("tinhgon").cursor() as cursor:
        cursor.execute("SELECT current_database(), current_setting('application_name')")
        database, application = cursor.fetchone()
    assert database == parse(postgres_url)["dbname"]
    assert application.startswith("tinhgon ")


def test_silent_server_is_a_clear_error_that_django_knows(
    monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@127.0.0.1:1/d")
    with django_db_blocker.unblock(), pytest.raises(ConnectionRefused) as caught:
        connection("tinhgon").ensure_connection()
    assert isinstance(caught.value, DatabaseError)
    assert isinstance(caught.value, DatabaseUnreachable)
    assert "127.0.0.1" in caught.value.message("vi")
