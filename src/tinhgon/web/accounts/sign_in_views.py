"""The views of django-allauth that we use, each with the permission it asks for. No others have an address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as outside
from django.http import HttpRequest, HttpResponseBase

from tinhgon.frame.access import page, public
from tinhgon.registry.site.moments import timeless
from tinhgon.web.accounts import openid

View = Callable[..., HttpResponseBase]


def _open(view: View) -> View:
    """For whoever is about to sign in."""

    @wraps(view, updated=())
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return public(shown)


def _own(view: View) -> View:
    """For all who signed in, about their own account."""
    return timeless(page()(view))  # type: ignore[arg-type]


sign_in = _open(account.login)
sign_out = _open(account.logout)
code = _open(mfa.authenticate)
new_password = _open(account.password_reset_from_key)
new_password_set = _open(account.password_reset_from_key_done)
outside_sign_in = _open(openid.leave)
outside_callback = _open(openid.come_back)
outside_cancelled = _open(outside.login_cancelled)
outside_error = _open(outside.login_error)

confirm_password = _own(account.reauthenticate)
confirm_code = _own(mfa.reauthenticate)
change_password = _own(account.password_change)
set_password = _own(account.password_set)
outside_accounts = _own(reauthentication_required(outside.connections, allow_get=True))
second_factor = _own(mfa.index)
activate_second_factor = _own(totp.activate_totp)
deactivate_second_factor = _own(totp.deactivate_totp)
recovery_codes = _own(codes.view_recovery_codes)
make_recovery_codes = _own(codes.generate_recovery_codes)
download_recovery_codes = _own(codes.download_recovery_codes)
