"""Which permission each page asks for. Every route says so; a test walks all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from tinhgon.accounts.access import standing
from tinhgon.accounts.domain.roles import Permission, Standing
from tinhgon.accounts.models import Account

View = Callable[..., HttpResponseBase]


def page(*permissions: Permission) -> Callable[[View], View]:
    """The view is for accounts with any of the permissions, somewhere; with none named, for all who signed in.

    Others are sent to the sign-in page, or refused. Views about one object check its subtree besides.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if permissions and not any(standing_of(request).may(each) for each in permissions):
                raise PermissionDenied
            answer = view(request, *args, **kwargs)
            # Records stay on no disk: the next person at this computer, or a proxy, shall not find them.
            answer.headers.setdefault("Cache-Control", "private, no-store")
            return answer

        guarded.permissions = permissions  # type: ignore[attr-defined]
        return guarded

    return decorated


def public(view: View) -> View:
    """The view is for everybody, signed in or not."""
    view.permissions = None  # type: ignore[attr-defined]
    return view


def account_of(request: HttpRequest) -> Account:
    """The account that asks."""
    return cast(Account, request.user)


def standing_of(request: HttpRequest) -> Standing:
    """What the account may do today; read once for a request."""
    found = getattr(request, "_standing", None)
    if found is None:
        found = standing(account_of(request)) if request.user.is_authenticated else Standing()
        request._standing = found  # type: ignore[attr-defined]
    return cast(Standing, found)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    response = redirect_to_login(request.get_full_path())
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response
