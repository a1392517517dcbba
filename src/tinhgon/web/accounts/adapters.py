"""Our rules for django-allauth: nobody signs up, outside accounts only open accounts that exist."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tinhgon.accounts import services
from tinhgon.accounts.models import Account, Act
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.faults import fault_page
from tinhgon.web.accounts.words import late

_LATER = late("Quá nhiều lần thử. Hãy thử lại sau ít phút.", "Too many attempts. Try again in a few minutes.")
_WRONG_CODE = late("Mã không đúng.", "The code is not right.")
_WRONG_PASSWORD = late("Mật khẩu không đúng.", "The password is not right.")


class UnknownOutsideAccount(TinhGonError):
    """Somebody signed in outside for whom there is no account here."""

    code = "unknown_outside_account"


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
        return fault_page(request, _unknown(), 403)


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

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Link the outside account to the one it belongs to, on first use; refuse it where there is none."""
        if sociallogin.state.get("process") == "connect":
            return
        account = sociallogin.user if sociallogin.is_existing else _owner(sociallogin)
        if account is None or not account.is_active or account.is_system:
            _refuse(request)
        if not sociallogin.is_existing:
            sociallogin.connect(request, account)
            services.noted(account, Act.LINKED, by=account)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Say that signing in outside failed."""
        fault = TinhGonError(
            Text("Không đăng nhập được ở bên ngoài.", "Signing in outside failed."),
            why=Text(f"Nhà cung cấp trả lời: {error or exception}.", f"The provider answered: {error or exception}."),
            mend=Text(
                "Thử lại, hoặc đăng nhập bằng tên tài khoản và mật khẩu.",
                "Try again, or sign in with user name and password.",
            ),
        )
        raise ImmediateHttpResponse(fault_page(request, fault, 400))


def _owner(sociallogin: Any) -> Account | None:
    """Whose outside account it is: by verified e-mail address or, where so set, by the name there."""
    found = Account.objects.none()
    if settings.OIDC_MATCH == "username":
        name = sociallogin.user.username
        found = Account.objects.filter(username__iexact=name) if name else found
    else:
        addresses = [each.email for each in sociallogin.email_addresses if each.verified]
        found = Account.objects.filter(email__iexact=addresses[0]) if addresses else found
    matches = list(found[:2])
    return matches[0] if len(matches) == 1 else None


def _refuse(request: HttpRequest) -> NoReturn:
    raise ImmediateHttpResponse(fault_page(request, _unknown(), 403))


def _unknown() -> UnknownOutsideAccount:
    return UnknownOutsideAccount(
        Text("Chưa có tài khoản cho người này.", "There is no account for this person."),
        why=Text(
            "Đăng nhập bên ngoài chỉ mở tài khoản đã được lập, đang hoạt động.",
            "Signing in outside opens only an account that was made here and is active.",
        ),
        mend=Text(
            "Đề nghị người quản trị lập tài khoản với đúng thư điện tử hoặc tên này.",
            "Ask an administrator to make an account with this e-mail address or name.",
        ),
    )
