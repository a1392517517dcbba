"""The first page: where to, for whoever comes in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tinhgon.accounts.domain.roles import Permission
from tinhgon.frame.access import page, standing_of
from tinhgon.registry.site.moments import timeless


@timeless
@page()
def first(request: HttpRequest) -> HttpResponse:
    """The overview for those who may read; otherwise the first place the account may use."""
    standing = standing_of(request)
    if standing.may(Permission.READ):
        return redirect("dashboard")
    return redirect("accounts" if standing.may(Permission.ADMINISTER) else "own_account")
