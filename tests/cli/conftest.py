"""The command line run in this process, on a small history in a real PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from django.db import connection

from tests.cli.small_history import SmallHistory, small_history
from tests.registry.conftest import empty_registry
from tinhgon.cli.main import run


class Printed(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Command = Callable[..., Printed]


@pytest.fixture(scope="module")
def history(registry_tables: None, django_db_blocker: Any) -> Iterator[SmallHistory]:
    """The small history on record."""
    with django_db_blocker.unblock():
        empty_registry()
        yield small_history()
        empty_registry()
        connection.close()


@pytest.fixture
def nothing(registry_tables: None, django_db_blocker: Any) -> Iterator[None]:
    """An empty registry."""
    with django_db_blocker.unblock():
        empty_registry()
        yield
        empty_registry()
        connection.close()


@pytest.fixture
def tinhgon(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs one command line, in Vietnamese unless it says otherwise."""
    monkeypatch.setenv("TINHGON_LANG", "vi")  # also undoes what --lang sets
    monkeypatch.delenv("TINHGON_DEBUG", raising=False)

    def invoke(*arguments: object) -> Printed:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            run([str(each) for each in arguments])
        printed = capsys.readouterr()
        os.environ["TINHGON_LANG"] = "vi"
        return Printed(int(left.value.code or 0), printed.out, printed.err)

    return invoke
