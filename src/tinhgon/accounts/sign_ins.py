"""The log of attempts to sign in: who, how, whether it worked, from which network. Kept for a time set."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tinhgon.accounts.models import Account, Means, SignIn

_BITS = {4: 24, 6: 48}


def signed_in(request: HttpRequest | None, account: Account, means: Means) -> None:
    """Log that an account signed in, and forget what is older than is to be kept."""
    SignIn.objects.create(account=account, means=means.value, success=True, address=network_of(request))
    forget()


def failed(request: HttpRequest | None, name: str, means: Means) -> None:
    """Log an attempt that failed.

    A name that is no account's is kept as a keyed digest: passwords are typed into the wrong field.
    """
    account = Account.objects.filter(username__iexact=name).first()
    tried = "" if account else salted_hmac("tinhgon.accounts.sign_ins", name.lower(), algorithm="sha256").hexdigest()
    SignIn.objects.create(account=account, tried=tried, means=means.value, success=False, address=network_of(request))


def forget() -> None:
    """Remove what is older than the days set."""
    SignIn.objects.filter(at__lt=timezone.now() - timedelta(days=settings.SIGN_INS_KEPT)).delete()


def network_of(request: HttpRequest | None) -> str:
    """The network a request came from; empty where it is not known."""
    if request is None:
        return ""
    from allauth.account.adapter import get_adapter

    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except ValueError:
        return ""
    return "" if address.is_unspecified else network(address)


def network(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """The network of an address: `192.0.2.0/24`."""
    return str(ipaddress.ip_network((address, _BITS[address.version]), strict=False))


def connect() -> None:
    """Have the log written by the signals of signing in."""
    from allauth.mfa.signals import authentication_failed
    from django.contrib.auth.signals import user_logged_in, user_login_failed

    user_logged_in.connect(_on_signed_in, dispatch_uid="tinhgon.sign_ins.in")
    user_login_failed.connect(_on_failed, dispatch_uid="tinhgon.sign_ins.failed")
    authentication_failed.connect(_on_wrong_code, dispatch_uid="tinhgon.sign_ins.code")


def _on_signed_in(sender: Any, request: HttpRequest | None, user: Account, **more: Any) -> None:
    signed_in(request, user, _means(request))


def _on_failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any) -> None:
    failed(request, str(credentials.get("username") or ""), Means.PASSWORD)


def _on_wrong_code(sender: Any, request: HttpRequest, user: Account, **more: Any) -> None:
    failed(request, user.username, Means.CODE)


def _means(request: HttpRequest | None) -> Means:
    """How this session was opened: the last method counts."""
    session = getattr(request, "session", None) or {}
    methods = [each.get("method") for each in session.get("account_authentication_methods", [])]
    if "mfa" in methods:
        return Means.CODE
    return Means.OUTSIDE if "socialaccount" in methods else Means.PASSWORD
