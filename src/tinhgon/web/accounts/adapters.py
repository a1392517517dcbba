"""Our rules for django-allauth: nobody signs up, outside accounts only open accounts that exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess, Provider
from allauth.socialaccount.signals import social_account_added
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from requests import RequestException

from tinhgon.accounts import services, sign_ins
from tinhgon.accounts.models import Account, Act, Means
from tinhgon.web.accounts.outside_faults import (
    declined,
    linked_already,
    no_account,
    not_begun,
    told,
    unproven,
    unreachable,
)
from tinhgon.web.accounts.words import late

_LATER = late("Quá nhiều lần thử. Hãy thử lại sau ít phút.", "Too many attempts. Try again in a few minutes.")
_WRONG_CODE = late("Mã không đúng.", "The code is not right.")
_WRONG_PASSWORD = late("Mật khẩu không đúng.", "The password is not right.")


class AccountAdapter(DefaultAccountAdapter):
    """Signing in by name and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": late(
            "Tên tài khoản hoặc mật khẩu không đúng.", "The user name or the password is not right."
        ),
        "too_many_login_attempts": _LATER,
        "rate_limited": _LATER,
        "incorrect_code": _WRONG_CODE,
        "incorrect_password": _WRONG_PASSWORD,
        "enter_current_password": late("Mật khẩu hiện nay không đúng.", "That is not the present password."),
        "invalid_password_reset": late("Đường dẫn không còn hiệu lực.", "The link is not valid any more."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address of the other side; the unspecified one where the server does not tell."""
        return get_client_ip(request) or "0.0.0.0"  # noqa: S104

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own account."""
        return reverse("own_account")

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:
        """An account that may not be used is as good as none."""
        return no_account(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Whether somebody may be led there after signing in: addresses of this site, without its name."""
        return bool(url_has_allowed_host_and_scheme(url, allowed_hosts=None))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Codes of an app on one's telephone."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": _WRONG_CODE}

    def get_totp_issuer(self) -> str:
        """What the app shows beside the code."""
        return "Tinh Gọn"


class OutsideAccountAdapter(DefaultSocialAccountAdapter):
    """Signing in at an OpenID Connect provider. It opens accounts; it never makes one or gives a role."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "connected_other": late(
            "Tài khoản bên ngoài này đã liên kết với tài khoản khác.",
            "The outside account is linked to another account.",
        ),
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Accounts are made by administrators."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Link the outside account to the one it belongs to, on first use; refuse it where there is none."""
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        account = sociallogin.user if sociallogin.is_existing else _owner(sociallogin)
        if account is None or not account.is_active or account.is_system:
            _refuse(request, sociallogin, account, no_account)
        if not sociallogin.is_existing:
            if _linked_there(account, sociallogin):
                _refuse(request, sociallogin, account, linked_already)
            sociallogin.connect(request, account)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say why signing in outside failed; whoever cancelled it is led to the page that says so."""
        if error == AuthError.CANCELLED:
            return
        if isinstance(exception, RequestException):
            fault = unreachable()
        elif exception is not None:
            fault = unproven()
        else:
            fault = declined() if "state" in (extra_context or {}) else not_begun()
        raise ImmediateHttpResponse(told(request, fault, exception))


@receiver(social_account_added, dispatch_uid="tinhgon.outside_accounts")
def _on_linked(sender: type, request: HttpRequest, sociallogin: SocialLogin, **more: Any) -> None:
    """Keep that an outside account was linked, on first use or on one's own page."""
    services.noted(sociallogin.user, Act.LINKED, by=sociallogin.user)


def _owner(sociallogin: SocialLogin) -> Account | None:
    """Whose outside account it is: by verified e-mail address or, where so set, by the name there."""
    if settings.OIDC_MATCH == "username":
        return _only_one("username", sociallogin.user.username)
    return _only_one("email", next((each.email for each in sociallogin.email_addresses if each.verified), ""))


def _only_one(field: str, given: str) -> Account | None:
    """The one account that has this address or name.

    Case counts for nothing only within ASCII: elsewhere letters of two people may become one (`ı` and `i` are both
    `I`).
    """
    if not given:
        return None
    lookup = "iexact" if given.isascii() else "exact"
    found = Account.objects.filter(**{f"{field}__{lookup}": given})
    alike = [each for each in found if getattr(each, field).isascii() == given.isascii()]
    return alike[0] if len(alike) == 1 else None


def _linked_there(account: Account, sociallogin: SocialLogin) -> bool:
    """Whether the account is already somebody's at this issuer.

    Addresses and names are given to others in time; whoever linked first stays the one.
    """
    links = SocialAccount.objects.filter(user=account, provider=sociallogin.account.provider)
    return bool(links.filter(extra_data__iss=sociallogin.account.extra_data.get("iss")).exists())


def _refuse(
    request: HttpRequest,
    sociallogin: SocialLogin,
    account: Account | None,
    page: Callable[[HttpRequest], HttpResponse],
) -> NoReturn:
    tried = account.username if account else sociallogin.user.email or sociallogin.user.username
    sign_ins.failed(request, tried, Means.OUTSIDE)
    raise ImmediateHttpResponse(page(request))
