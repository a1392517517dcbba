"""Logs as JSON lines on standard error that hold no personal data.

Of a request: method, name of the route, status, time taken, id of the account; never its address, query
or body. Of an error: its kind and where it happened; never its message, which may quote a row. What other
packages log is cut down to its template and the numbers in it.
"""

from __future__ import annotations

import json
import logging
import os
import re
import time
import traceback
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from tinhgon.errors import TinhGonError


def _has_cause(record: logging.LogRecord) -> bool:
    """Whether an exception is told; a bare status has its line already."""
    return record.exc_info is not None


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "tinhgon.logs.JsonLines"}},
    "filters": {"with_cause": {"()": lambda: _has_cause}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "lines"},
        "none": {"class": "logging.NullHandler"},
    },
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {
        "tinhgon": {"level": "INFO"},
        "django": {"level": "WARNING", "handlers": [], "propagate": True},
        "django.request": {"level": "ERROR", "filters": ["with_cause"]},  # every request has its line
        "django.server": {"handlers": [], "propagate": True},
        "gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True},
        "gunicorn.access": {"handlers": ["none"], "propagate": False},
        "procrastinate": {"level": "WARNING"},
    },
}

_FRAMES = 12  # the innermost places of an error that are told
_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_ID_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
_log = logging.getLogger("tinhgon.requests")


class JsonLines(logging.Formatter):
    """One JSON object a line. Our own records put what they tell into `extra={"fields": …}`."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "said": _said(record),
        }
        if (request := _request_id.get()) is not None:
            line["request"] = request
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _kinds(record.exc_info[1])
            line["where"] = _places(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _said(record: logging.LogRecord) -> str:
    """The message; of others' records only what cannot quote what people typed."""
    if record.name.startswith("tinhgon"):
        return record.getMessage()
    if record.args:
        shown = record.args if isinstance(record.args, tuple) else ()
        try:
            return str(record.msg) % tuple(each if isinstance(each, int) else "…" for each in shown)
        except TypeError:
            return str(record.msg)
    return str(record.msg) if record.name.startswith(("gunicorn", "procrastinate")) else ""


def _kinds(error: BaseException) -> list[str]:
    """The kind of the error and of what caused it; a code where it is one of ours."""
    found: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        name = f"{type(cause).__module__}.{type(cause).__qualname__}"
        found.append(f"{name} ({cause.code})" if isinstance(cause, TinhGonError) else name)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return found


def _places(error: BaseException) -> list[str]:
    frames = list(traceback.walk_tb(error.__traceback__))[-_FRAMES:]
    return [f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}" for frame, line in frames]


class RequestLog:
    """Middleware, the outermost: a line for each request, and its id in the response.

    The id given by a proxy (`X-Request-ID`) is taken over where TINHGON_PROXIES says there is one.
    """

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self._get_response = get_response
        self._trusts_proxy = os.environ.get("TINHGON_PROXIES", "0") != "0"

    def __call__(self, request: Any) -> Any:
        """Answer the request and log it."""
        given = request.headers.get("X-Request-ID", "") if self._trusts_proxy else ""
        number = given if _ID_GIVEN.fullmatch(given) else uuid.uuid4().hex
        token = _request_id.set(number)
        started = time.perf_counter()
        try:
            response = self._get_response(request)
            response["X-Request-ID"] = number
            taken = round((time.perf_counter() - started) * 1000, 1)
            fields = {
                "method": request.method,
                "route": _route(request),
                "status": response.status_code,
                "ms": taken,
                "account": _account(request),
            }
            _log.info("request", extra={"fields": fields})
            return response
        finally:
            _request_id.reset(token)


def _route(request: Any) -> str | None:
    """The name of the route, or its pattern; never the address, which may hold what somebody typed."""
    match = getattr(request, "resolver_match", None)
    return None if match is None else match.view_name or match.route


def _account(request: Any) -> int | None:
    """The id of the account, if it was looked up: a log line must not cost a query."""
    key = getattr(getattr(request, "auth", None), "pk", None)
    session = getattr(request, "session", None)
    if key is None and session is not None and session.accessed:
        key = getattr(getattr(request, "user", None), "pk", None)
    return key
