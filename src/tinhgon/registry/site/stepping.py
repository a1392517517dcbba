"""`[` and `]`: to the previous or next day on which a decision touches what is shown."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import page, standing_of
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.languages import said
from tinhgon.registry.selectors.stepping import days, next_day, previous_day
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import require, scope_of

_NO_MORE = {
    "previous": Text("Không có quyết định nào trước ngày này.", "There is no decision before this day."),
    "next": Text("Không có quyết định nào sau ngày này.", "There is no decision after this day."),
}


class ForeignAddress(TinhGonError):
    """An address to go back to that is no page of this site."""

    code = "foreign_address"


@page(Permission.READ)
def step(request: HttpRequest, direction: str) -> HttpResponse:
    """Back to the page one comes from, on the day of the previous or next decision that touches it."""
    moment = moment_of(request)
    path, parameters = _back(request)
    found = days(_shown(request, path, parameters), moment.seq)
    on = previous_day(found, moment.on) if direction == "previous" else next_day(found, moment.on)
    if on is None:
        messages.info(request, said(_NO_MORE[direction]))
    changed = parameters | {"on": (on or moment.on).isoformat(), "known": str(moment.seq)}
    return redirect(f"{path}?{urlencode(changed)}")


def _back(request: HttpRequest) -> tuple[str, dict[str, str]]:
    """The path and parameters of the page one comes from. Raises ForeignAddress."""
    text = request.GET.get("back", "/")
    try:
        parts = urlsplit(text)
        resolve(parts.path)
    except (ValueError, Resolver404):
        parts = None
    if parts is None or parts.netloc or not url_has_allowed_host_and_scheme(text, allowed_hosts=None):
        raise ForeignAddress(
            Text("Địa chỉ quay về không thuộc trang này", "The address to go back to is not of this site"),
            where=text[:200],
        )
    return parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))


def _shown(request: HttpRequest, path: str, parameters: dict[str, str]) -> list[int] | None:
    """What the page shows: its object, the scope it names, or the account's own scope (None: everything)."""
    about = resolve(path).kwargs.get("object_id")
    under = whole(parameters.get("under", ""))
    if about is not None:
        require(request, Permission.READ, about)
        return [about]
    if under is not None:
        require(request, Permission.READ, under)
        return [under]
    scopes = standing_of(request).scopes(Permission.READ)
    own = scope_of(request)
    return [own] if own is not None else None if scopes is None else sorted(scopes)
