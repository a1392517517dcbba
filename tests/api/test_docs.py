"""`docs/api.md` tells what is so: its examples run, its routes are there; the description is the one agreed on."""

from __future__ import annotations

import json
import re
import shlex
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from tests.api.conftest import World, account_with, description, key_of
from tinhgon.accounts.domain.roles import Role
from tinhgon.web.api.faults import ANSWERED
from tinhgon.web.api.reference import TAGS, groups_of

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
DESCRIPTION = description()


def examples(language: str) -> list[str]:
    """The examples in one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)


COMMANDS = [line for block in examples("sh") for line in block.splitlines()]


@pytest.fixture(scope="module")
def key(world: World) -> str:
    """The key of somebody who reads and drafts everywhere."""
    return key_of(account_with("người viết chương trình", [Role.READER, Role.DRAFTER]))


class Silent(WSGIRequestHandler):
    """Logs nothing: the site has a log of its own."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """The address of a server of the site."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_is_answered(command: str, key: str) -> None:
    program, *words = shlex.split(command.replace("$TINHGON_KEY", key).replace("$TINHGON_URL", ""))
    assert program == "curl"
    assert words[0] == "-H"
    name, value = words[1].split(": ", 1)
    answer = Client(headers={name.lower(): value}).get(words[2])
    assert answer.status_code == 200
    assert answer.content


def test_the_programs_of_the_page_run(address: str, key: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("TINHGON_URL", address)
    monkeypatch.setenv("TINHGON_KEY", key)
    known: dict[str, Any] = {}
    for each in examples("python"):
        exec(compile(each, "docs/api.md", "exec"), known)
    assert capsys.readouterr().out.splitlines() == ["2 communes; 0 people", "submitted", "False 1 1"]


def test_every_route_that_is_told_is_there_and_every_route_is_told() -> None:
    told = set(re.findall(r"`(?:[A-Z]+ )?/([a-z]+)", PAGE.split("## What can be read")[1]))
    there = {path.removeprefix("/api/v1/").split("/")[0] for path in DESCRIPTION["paths"]}
    assert there == told


def test_every_status_of_a_fault_is_told() -> None:
    assert {int(each) for each in re.findall(r"^\| (\d{3}) \|", PAGE, flags=re.MULTILINE)} == set(ANSWERED)


def test_every_route_has_a_summary_in_both_languages_and_a_place_on_the_page() -> None:
    routes = [route for group in groups_of(DESCRIPTION) for route in group.routes]
    assert len(routes) == sum(len(each) for each in DESCRIPTION["paths"].values())
    assert len({route.summary.vi for route in routes}) == len(routes)
    assert [route.name for route in routes if not route.summary.en or not route.description] == []
    assert {tag for each in DESCRIPTION["paths"].values() for one in each.values() for tag in one["tags"]} == set(TAGS)


def test_the_page_of_routes_opens_in_both_languages(world: World) -> None:
    account = world.here.accounts[Role.READER]
    client = Client()
    client.force_login(account)
    assert "Cơ quan, tổ chức" in client.get("/api/v1/docs/").content.decode()
    account.language = "en"
    account.save(update_fields=["language"])
    shown = client.get("/api/v1/docs/").content.decode()
    assert "Organizations" in shown
    assert shown.count("<details") >= sum(len(each) for each in DESCRIPTION["paths"].values())


def test_whoever_is_not_signed_in_is_not_shown_the_page(world: World) -> None:
    assert Client().get("/api/v1/docs/").status_code == 302


def test_the_description_is_the_one_that_programs_were_written_against(snapshot: SnapshotAssertion) -> None:
    """A change here is a change of the contract: look at it, then run pytest with --snapshot-update."""
    plain = without_words(json.loads(json.dumps(DESCRIPTION)))
    plain["info"].pop("version")
    assert plain == snapshot(extension_class=JSONSnapshotExtension)


def without_words(value: Any) -> Any:
    """A description without what is for people: a better wording breaks no program."""
    if isinstance(value, list):
        return [without_words(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: without_words(each)
        for key, each in value.items()
        if key != "x-summary" and not (key in ("description", "title", "summary") and isinstance(each, str))
    }
