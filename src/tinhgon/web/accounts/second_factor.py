"""Whoever approves or administers needs a second factor, where the installation asks for it."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tinhgon.accounts.domain.roles import Role
from tinhgon.frame.access import standing_of

ASKED_OF = frozenset({Role.APPROVER, Role.ADMINISTRATOR})
"""Roles that need it."""

_WITHOUT = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_reauthenticate",
    }
)


def lacking(request: HttpRequest) -> bool:
    """Whether the account needs a second factor and has none."""
    if not settings.REQUIRE_MFA or not request.user.is_authenticated:
        return False
    if ASKED_OF.isdisjoint(each.role for each in standing_of(request).grants):
        return False
    return not is_mfa_enabled(request.user)


class SecondFactorMiddleware:
    """Leads to setting up the second factor before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; `process_view` has turned away who lacks the second factor."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """The address where a second factor is set up, for those who need one."""
        if getattr(view, "permissions", None) is None or request.resolver_match.url_name in _WITHOUT:
            return None
        return HttpResponseRedirect(reverse("mfa_activate_totp")) if lacking(request) else None
