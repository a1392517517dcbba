"""Addresses are read as libpq reads them, and never shown with their password."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhgon.database import check_server, database_url, url_to_django
from tinhgon.database.errors import DatabaseUnreachable, InvalidDatabaseUrl, ServerTooOld
from tinhgon.database.urls import build, parse, require_version, with_database, without_password

text = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@given(
    st.fixed_dictionaries(
        {"dbname": text},
        optional={"user": text, "password": text, "host": text, "application_name": text},
    )
)
def test_built_address_reads_back_as_the_same_parameters(parameters: dict[str, str]) -> None:
    assert parse(build(parameters)) == parameters


@given(text, text)
def test_another_database_keeps_everything_else(name: str, password: str) -> None:
    url = build({"dbname": "tinhgon", "host": "/run/x", "user": "u", "password": password})
    assert parse(with_database(url, name)) == {**parse(url), "dbname": name}


@given(st.text("abcdefghij", min_size=12))
def test_password_is_not_shown(password: str) -> None:
    assert password not in without_password(f"postgresql://u:{password}@h/d")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p%40ss@db.example:6432/so", ("so", "u", "p@ss", "db.example", "6432", {})),
        ("postgresql://u@%2Frun%2Fpg/so", ("so", "u", "", "/run/pg", "", {})),
        (
            "postgresql:///so?host=/run/pg&sslmode=require",
            ("so", "", "", "/run/pg", "", {"sslmode": "require"}),
        ),
        ("postgres://[::1]:5433/so", ("so", "", "", "::1", "5433", {})),
        (
            "postgresql://a:1,b:2/so?target_session_attrs=read-write",
            ("so", "", "", "a,b", "1,2", {"target_session_attrs": "read-write"}),
        ),
    ],
)
def test_address_becomes_a_django_database(url: str, expected: tuple[object, ...]) -> None:
    django = url_to_django(url)
    assert django.pop("ENGINE") == "tinhgon.database.backend"
    assert tuple(django.values()) == expected


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u@h/d",
        "tinhgon",
        "postgresql://",
        "postgresql://u@h",
        "postgresql://h/d?no=such",
        "postgresql://h:x%/d",
    ],
)
def test_wrong_address_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(InvalidDatabaseUrl):
        database_url()


def test_address_from_the_environment_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@h/d")
    assert database_url() == "postgresql://u@h/d"


def test_silent_server_is_unreachable_and_its_password_stays_hidden() -> None:
    with pytest.raises(DatabaseUnreachable) as caught:
        check_server("postgresql://u:matkhau@127.0.0.1:1/d")
    assert "127.0.0.1" in caught.value.message("vi")
    assert "matkhau" not in caught.value.message("vi")


def test_server_before_15_is_refused() -> None:
    require_version(150000, "postgresql://h/d")
    with pytest.raises(ServerTooOld, match="14"):
        require_version(140012, "postgresql://h/d")


def test_version_of_the_embedded_server_is_told(postgres_url: str) -> None:
    assert check_server(postgres_url) == 18
