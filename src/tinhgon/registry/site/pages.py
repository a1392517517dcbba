"""What the pages of records share: the scope shown, and the check that an object lies within reach."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.frame.domain.numbers import whole
from tinhgon.registry import reach
from tinhgon.registry.site.moments import moment_of

View = Callable[..., HttpResponseBase]


class UnknownScope(TinhGonError):
    """An address whose `under` is not the number of an area or a body."""

    code = "unknown_scope"


def about(permission: Permission = Permission.READ, argument: str = "object_id") -> Callable[[View], View]:
    """The view is about one object, whose id is in the address, and for those whose role reaches it."""

    def decorated(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require(request, permission, kwargs[argument])
            return view(request, *args, **kwargs)

        asked = page(permission)(guarded)
        asked.about = argument  # type: ignore[attr-defined]
        return asked

    return decorated


def require(request: HttpRequest, permission: Permission, object_id: int) -> None:
    """Raises PermissionDenied where no role of the account reaches the object."""
    if not reach.reaches(standing_of(request), permission, object_id, moment_of(request).known):
        raise PermissionDenied


def scope_of(request: HttpRequest, permission: Permission = Permission.READ) -> int | None:
    """The area or body whose subtree a list shows: `under` of the address, or where the account is at home.

    None is the whole registry. Raises PermissionDenied outside the subtrees granted, UnknownScope for what
    is no number.
    """
    asked = request.GET.get("under", "")
    if asked == "all" or not asked:
        return _own_scope(request, permission, everything=asked == "all")
    number = whole(asked)
    if number is None:
        raise UnknownScope(
            Text(f"«{asked}» không phải là số của một đơn vị", f"{asked!r} is not the number of a unit"),
            where=f"under={asked}",
            mend=Text("Chọn phạm vi trên trang.", "Choose the scope on the page."),
        )
    require(request, permission, number)
    return number


def _own_scope(request: HttpRequest, permission: Permission, *, everything: bool) -> int | None:
    standing = standing_of(request)
    scopes = standing.scopes(permission)
    home = account_of(request).home
    if scopes is None:
        return None if everything else home
    if not scopes or everything:
        raise PermissionDenied
    return home if home is not None and reach.reaches(standing, permission, home) else min(scopes)
