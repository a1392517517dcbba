"""Logs are JSON lines that tell what happened and never whose data it happened to."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tinhgon.errors import Text, TinhGonError
from tinhgon.logs import LOGGING, JsonLines, RequestLog

NAME = "Nguyễn Thị Kín"

pytestmark = pytest.mark.urls("tests.operations.addresses")


class Lines(io.StringIO):
    """What was logged."""

    def read_all(self) -> list[dict[str, Any]]:
        return [json.loads(each) for each in self.getvalue().splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """All that the loggers named in LOGGING write, as they are configured there."""
    written = Lines()
    root = logging.getLogger()
    before = root.handlers[:], root.level, {}
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    for name, options in LOGGING["loggers"].items():
        before[2][name] = logging.getLogger(name).level
        logging.getLogger(name).setLevel(options.get("level", "NOTSET"))
    root.handlers = [handler]
    yield written
    root.handlers, _, levels = before
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(NAME)


def breaks(request: HttpRequest) -> HttpResponse:
    raise ValueError(f"Key (name)=({NAME}) already exists.")


def ask(view: Any, **headers: str) -> HttpResponse:
    """A form with a name in its address, query, body and headers, sent through the middleware."""
    request = RequestFactory().post(f"/people/{NAME}?q={NAME}", {"name": NAME}, headers={"Referer": NAME, **headers})
    return RequestLog(convert_exception_to_response(view))(request)


def test_a_request_is_one_line_without_address_query_and_body(lines: Lines) -> None:
    response = ask(answer)
    (line,) = lines.read_all()
    assert (line["method"], line["status"], line["account"]) == ("POST", 200, None)
    assert line["ms"] >= 0
    assert line["request"] == response["X-Request-ID"]
    assert set(line) == {"at", "level", "log", "said", "request", "method", "route", "status", "ms", "account"}
    assert "Kín" not in lines.getvalue()


def test_an_error_tells_its_kind_and_place_and_never_its_message(lines: Lines) -> None:
    ask(breaks)
    error, line = lines.read_all()
    assert error["error"] == ["builtins.ValueError"]
    assert error["where"][-1].endswith("breaks")
    assert error["request"] == line["request"]
    assert line["status"] == 500
    assert "Kín" not in lines.getvalue()


def test_causes_of_an_error_and_codes_of_our_own_are_told(lines: Lines) -> None:
    try:
        try:
            raise KeyError(NAME)
        except KeyError as cause:
            raise TinhGonError(Text(NAME, NAME)) from cause
    except TinhGonError:
        logging.getLogger("tinhgon.registry").exception("could not")
    (line,) = lines.read_all()
    assert line["error"] == ["tinhgon.errors.TinhGonError (error)", "builtins.KeyError"]
    assert "Kín" not in lines.getvalue()


@pytest.mark.parametrize(
    ("logger", "message", "arguments", "said"),
    [
        ("gunicorn.error", "Error handling request %s", (f"/?q={NAME}",), "Error handling request …"),
        ("gunicorn.error", "Worker (pid:%s) exited with code %s.", (41, 3), "Worker (pid:41) exited with code 3."),
        ("django.db", "%(sql)s", ({"sql": NAME},), "%(sql)s"),
        ("django.security.DisallowedHost", f"Invalid HTTP_HOST header: '{NAME}'", (), ""),
        ("elsewhere", f"Không đọc được {NAME}", (), ""),
    ],
)
def test_others_records_are_cut_to_template_and_numbers(
    lines: Lines, logger: str, message: str, arguments: tuple[Any, ...], said: str
) -> None:
    logging.getLogger(logger).error(message, *arguments)
    (line,) = lines.read_all()
    assert (line["log"], line["said"]) == (logger, said)


def test_the_account_is_told_by_its_number_once_it_was_looked_up() -> None:
    from tinhgon.logs import _account

    class Known:
        pk = 7
        name = NAME

    class Session:
        accessed = False

    request = RequestFactory().get("/")
    request.user, request.session = Known(), Session()
    assert _account(request) is None
    request.session.accessed = True
    assert _account(request) == 7


@pytest.mark.parametrize(
    ("proxies", "given", "taken"),
    [("1", "a1b2c3d4e5", True), ("0", "a1b2c3d4e5", False), ("1", "short", False), ("1", "x" * 80, False)],
)
def test_an_id_is_taken_over_from_a_trusted_proxy_only(
    monkeypatch: pytest.MonkeyPatch, proxies: str, given: str, taken: bool
) -> None:
    monkeypatch.setenv("TINHGON_PROXIES", proxies)
    assert (ask(answer, **{"X-Request-ID": given})["X-Request-ID"] == given) is taken


def test_a_status_without_a_cause_is_not_told_twice() -> None:
    (keeps,) = [LOGGING["filters"][each]["()"]() for each in LOGGING["loggers"]["django.request"]["filters"]]
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "%s", ("x",), None)
    assert not keeps(record)
    try:
        raise ValueError
    except ValueError:
        record.exc_info = sys.exc_info()
    assert keeps(record)
