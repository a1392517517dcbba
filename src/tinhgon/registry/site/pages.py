"""What the pages of records share: the scope shown, and the check that an object lies within reach."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.frame.domain.numbers import whole
from tinhgon.registry import reach
from tinhgon.registry.pictures import is_large
from tinhgon.registry.selectors.area_trees import areas_below
from tinhgon.registry.site.moments import moment_of

View = Callable[..., HttpResponseBase]


class UnknownScope(TinhGonError):
    """An address whose `under` is not the number of an area or a body."""

    code = "unknown_scope"


class TooWide(TinhGonError):
    """All of a large registry was asked for at once."""

    code = "too_wide"


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


def too_wide(request: HttpRequest) -> bool:
    """Whether the scope is the whole of a registry that is too large to be read for one page."""
    moment = moment_of(request)
    return scope_of(request) is None and is_large(moment.on, moment.seq)


def narrowed(view: View) -> View:
    """The view reads all of its scope; in a large registry one of the highest units is to be chosen first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return choice_of_scope(request) if too_wide(request) else view(request, *args, **kwargs)

    return guarded


def narrow_scope_of(request: HttpRequest, permission: Permission = Permission.READ) -> int | None:
    """As `scope_of`, for answers that are read whole. Raises TooWide for all of a large registry."""
    if scope_of(request, permission) is None and too_wide(request):
        raise TooWide(
            Text(
                "Hồ sơ có quá nhiều cơ quan, tổ chức để đọc toàn bộ một lần",
                "The record holds too many bodies for all of it to be read at once",
            ),
            where="under",
            mend=Text("Thêm under=SỐ của một đơn vị.", "Add under=NUMBER of a unit."),
        )
    return scope_of(request, permission)


def choice_of_scope(request: HttpRequest) -> HttpResponse:
    """The page that asks for a narrower scope: the same address below each of the highest units."""
    moment = moment_of(request)
    return render(request, "registry/choose_scope.html", {"units": areas_below(None, moment.on, moment.known)})


def scope_of(request: HttpRequest, permission: Permission = Permission.READ) -> int | None:
    """The area or body whose subtree a list shows: `under` of the address, or where the account is at home.

    None is the whole registry. Raises PermissionDenied outside the subtrees granted, UnknownScope for what
    is no number.
    """
    found: dict[Permission, int | None] = request.__dict__.setdefault("_scopes", {})
    if permission not in found:
        found[permission] = _scope(request, permission)
    return found[permission]


def _scope(request: HttpRequest, permission: Permission) -> int | None:
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
