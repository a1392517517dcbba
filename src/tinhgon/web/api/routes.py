"""How a route is declared: who may use it, at which moment it answers, and when it has not changed.

A view is given the request, on which stand the account, its standing and the moment, and returns plain values.
Everything else is the same for all routes and is done here.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from importlib.metadata import version
from typing import Any, TypeVar, cast, get_args, get_type_hints

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Router, Schema
from ninja.params import models
from pydantic import BaseModel

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, standing_of
from tinhgon.registry.pictures import stand
from tinhgon.registry.site.moments import moment_of, read
from tinhgon.web.api.faults import ANSWERED, Invalid
from tinhgon.web.api.keys import BearerKey, Session
from tinhgon.web.api.schemas import Listed

View = Callable[..., Any]
VERSION = version("tinhgon")
_T = TypeVar("_T")


@dataclass(frozen=True)
class Op:
    """What is told of a route besides its schemas.

    `permissions`: any of these, somewhere; none: whoever is signed in. `cached`: the answer follows from the
    ledger and the standing of who asks, so a program that has it is told that nothing changed.
    """

    name: str
    summary: Text
    permissions: tuple[Permission, ...]
    cached: bool = False


class Routes:
    """The routes of one subject."""

    def __init__(self, tag: str) -> None:
        self.router = Router(tags=[tag])

    def get(self, path: str, summary: Text, answers: Any, *permissions: Permission, cached: bool = True,
            media: Sequence[str] = ()) -> Callable[[View], View]:  # fmt: skip
        """A route that reads. `media`: media types of a file it answers with instead of `answers`."""
        return self._route("GET", path, summary, {200: answers}, permissions, cached=cached, media=media)

    def write(self, method: str, path: str, summary: Text, answers: dict[int, Any],
              *permissions: Permission) -> Callable[[View], View]:  # fmt: skip
        """A route that writes."""
        return self._route(method, path, summary, answers, permissions)

    def _route(
        self,
        method: str,
        path: str,
        summary: Text,
        answers: dict[int, Any],
        permissions: tuple[Permission, ...],
        *,
        cached: bool = False,
        media: Sequence[str] = (),
    ) -> Callable[[View], View]:
        def decorated(view: View) -> View:
            op = Op(view.__name__, summary, permissions, cached)
            guarded = _guarded(view, op)
            self.router.add_api_operation(
                path,
                [method],
                guarded,
                auth=[BearerKey(permissions), Session(permissions)],
                response={**answers, **ANSWERED},
                operation_id=op.name,
                summary=summary.en,
                url_name=op.name,
                openapi_extra=_extra(op, media, cached=cached, paged=issubclass(_query_of(view) or Schema, Listed)),
            )
            return guarded

        return decorated


def _guarded(view: View, op: Op) -> View:
    query = _query_of(view)
    asked = frozenset() if query is None else frozenset(query.model_fields)

    @wraps(view)
    def guarded(request: HttpRequest, **given: Any) -> Any:
        _refuse_unknown(request, asked)
        request.moment = read(request.GET.get("on"), request.GET.get("known"))  # type: ignore[attr-defined]
        if op.cached and _unchanged(request):
            return HttpResponse(status=304, headers={"ETag": _tag(request)})
        return view(request, **given)

    guarded.op = op  # type: ignore[attr-defined]
    guarded.__signature__ = _resolved(view)  # type: ignore[attr-defined]
    return guarded


def _query_of(view: View) -> type[BaseModel] | None:
    """What a view takes of the query of an address: one schema, or nothing."""
    for hint in get_type_hints(view, include_extras=True).values():
        if any(isinstance(each, models.Query) for each in get_args(hint)[1:]):
            return cast(type[BaseModel], get_args(hint)[0])
    return None


def _resolved(view: View) -> inspect.Signature:
    """The signature of a view with its annotations looked up where it stands: ninja would look here."""
    hints = get_type_hints(view, include_extras=True)
    found = inspect.signature(view)
    parameters = [each.replace(annotation=hints[name]) for name, each in found.parameters.items()]
    return found.replace(parameters=parameters)


def _refuse_unknown(request: HttpRequest, asked: Iterable[str]) -> None:
    """A parameter that is misspelt would otherwise be taken to be absent."""
    unknown = sorted(set(request.GET) - set(asked))
    twice = sorted(each for each in request.GET if len(request.GET.getlist(each)) > 1)
    if unknown or twice:
        raise Invalid(
            [(f"query.{each}", Text("không có tham số này", "there is no such parameter")) for each in unknown]
            + [(f"query.{each}", Text("có hai lần", "it stands twice")) for each in twice]
        )


def _unchanged(request: HttpRequest) -> bool:
    """Whether whoever asks has the answer already; sets its tag on the answer where not."""
    tag = _tag(request)
    given = {each.strip() for each in request.headers.get("If-None-Match", "").split(",")}
    if tag in given or f"W/{tag}" in given:
        return True
    request.response["ETag"] = tag  # type: ignore[attr-defined]
    return False


def _tag(request: HttpRequest) -> str:
    """The ledger's digest, the day, the address and the standing of who asks: what an answer follows from."""
    moment = moment_of(request)
    account = account_of(request)
    parts = (
        VERSION,
        stand(moment.seq).digest,
        moment.on.isoformat(),
        request.get_full_path(),
        repr((account.pk, account.home, account.person)),
        repr(standing_of(request)),
    )
    return '"' + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32] + '"'


def paged(request: HttpRequest, rows: Sequence[_T], asked: Listed) -> tuple[Sequence[_T], dict[str, Any]]:
    """The rows asked for, and what the answer tells besides: the moment, all rows there are, what follows."""
    end = asked.cursor + asked.limit
    return rows[asked.cursor : end], {**told(request), "total": len(rows), "next": _next(request, end, len(rows))}


def file_of(request: HttpRequest, content: bytes | str, media: str, name: str = "") -> HttpResponse:
    """A file as the answer; with a name it is to be saved, never opened within the site."""
    response = HttpResponse(content, content_type=media)
    for header, value in request.response.items():  # type: ignore[attr-defined]
        if header != "Content-Type":
            response[header] = value
    if name:
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def told(request: HttpRequest) -> dict[str, Any]:
    """The moment that an answer is of."""
    moment = moment_of(request)
    return {"on": moment.on, "known": moment.seq}


def _next(request: HttpRequest, end: int, total: int) -> str | None:
    """The address of what follows, at the same moment: nothing can slip in between. Told in `Link`, too."""
    if end >= total:
        return None
    query = request.GET.copy()
    query["on"], query["known"] = moment_of(request).parameters.values()
    query["cursor"] = str(end)
    address = f"{request.path}?{query.urlencode()}"
    request.response["Link"] = f'<{address}>; rel="next"'  # type: ignore[attr-defined]
    return address


_SHAPES = {"application/geo+json": "object"}
"""The type of what is in a file, where it is no text."""


def _extra(op: Op, media: Sequence[str], *, cached: bool, paged: bool) -> dict[str, Any]:
    extra: dict[str, Any] = {
        "x-permissions": [each.value for each in op.permissions],
        "x-summary": {"vi": op.summary.vi, "en": op.summary.en},
    }
    headers: dict[str, Any] = {}
    responses: dict[Any, Any] = {}
    if cached:
        headers["ETag"] = {"schema": {"type": "string"}, "description": "changes only when the answer does"}
        responses[304] = {"description": "the answer that the ETag in If-None-Match stands for still holds"}
    if paged:
        headers["Link"] = {"schema": {"type": "string"}, "description": "what follows, rel=next"}
    responses[200] = {"headers": headers} if headers else {}
    if media:
        responses[200]["description"] = "OK"
        responses[200]["content"] = {each: {"schema": {"type": _SHAPES.get(each, "string")}} for each in media}
    return extra | {"responses": {status: each for status, each in responses.items() if each}}
