"""Who asks: an account by its key (`Authorization: Bearer tg_…`) or by its session, and what it may then do."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from tinhgon.accounts.access import standing
from tinhgon.accounts.domain.roles import Permission, Standing
from tinhgon.accounts.models import Account
from tinhgon.accounts.sign_ins import network_of
from tinhgon.accounts.tokens import account_of_key
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import standing_of
from tinhgon.web.accounts.second_factor import lacking

FAILURES, SECONDS = 30, 60
"""Keys that open nothing, from one network within these seconds, before it is told to wait."""


class TooManyKeys(TinhGonError):
    """Too many keys that open nothing came from one address."""

    code = "too_many_requests"


class Forged(TinhGonError):
    """A session that writes did not say that the request is its own."""

    code = "csrf"


class NoSecondFactor(TinhGonError):
    """The account needs a second factor and has none."""

    code = "second_factor"


@dataclass(frozen=True)
class KeyStanding(Standing):
    """The standing of an account, as far as its key goes: only what the key is for."""

    permissions: frozenset[Permission] = frozenset()

    def may(self, permission: Permission) -> bool:
        """Whether the key is for it, and any role allows it, somewhere."""
        return permission in self.permissions and Standing.may(self, permission)

    def everywhere(self, permission: Permission) -> bool:
        """Whether the key is for it, and a role allows it over the whole registry."""
        return permission in self.permissions and Standing.everywhere(self, permission)

    def scopes(self, permission: Permission) -> frozenset[int] | None:
        """The tops of the subtrees where the key and a role allow it; None: everywhere."""
        return Standing.scopes(self, permission) if permission in self.permissions else frozenset()


class BearerKey(HttpBearer):
    """The key of an account, made on its own page; for routes that need any of these permissions."""

    def __init__(self, permissions: tuple[Permission, ...]) -> None:
        super().__init__()
        self.permissions = permissions

    def authenticate(self, request: HttpRequest, token: str) -> Account | None:
        """The account of a key; None for one that opens nothing. Raises TooManyKeys, and as `_admit`."""
        found = account_of_key(token.strip())
        if found is None:
            _count_failure(request)
            return None
        account, permissions = found
        request.user = account
        request._standing = KeyStanding(standing(account).grants, permissions)  # type: ignore[attr-defined]
        _admit(request, self.permissions)
        return account


class Session(APIKeyCookie):
    """The session of somebody who signed in; what writes carries the CSRF token of the session."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, permissions: tuple[Permission, ...]) -> None:
        self.permissions = permissions
        super().__init__(csrf=False)  # asked for below, of those who are signed in: others are told to sign in

    def authenticate(self, request: HttpRequest, key: str | None) -> Account | None:
        """The account that is signed in. Raises Forged, and as `_admit`. Whoever sends a key goes by the key alone."""
        if "Authorization" in request.headers or not isinstance(request.user, Account):
            return None
        if check_csrf(request) is not None:
            raise Forged(
                Text("Thiếu mã xác nhận của phiên", "The token of the session is lacking"),
                where="X-CSRFToken",
                why=Text(
                    "Việc ghi qua phiên đăng nhập phải kèm mã CSRF.", "Writing by a session needs its CSRF token."
                ),
                mend=Text("Gửi kèm X-CSRFToken, hoặc dùng khóa truy cập.", "Send X-CSRFToken, or use a key."),
            )
        _admit(request, self.permissions)
        return request.user


def _count_failure(request: HttpRequest) -> None:
    """Count a key that opened nothing; raises TooManyKeys where its network sent too many within this minute.

    Keys that open something are never held up: a key is too long to be guessed, so this guards the server.
    """
    name = f"api-keys:{network_of(request)}:{int(time.time() // SECONDS)}"
    count = cache.get(name, 0) + 1
    cache.set(name, count, SECONDS)
    if count > FAILURES:
        raise TooManyKeys(
            Text("Quá nhiều khóa sai từ địa chỉ này", "Too many wrong keys from this address"),
            mend=Text(f"Chờ {SECONDS} giây, rồi dùng khóa còn hạn.", f"Wait {SECONDS} seconds and use a valid key."),
        )


def _admit(request: HttpRequest, permissions: tuple[Permission, ...]) -> None:
    """Refuse whoever lacks every one of the permissions, or the second factor, before anything sent is looked at."""
    if lacking(request):
        raise NoSecondFactor(
            Text("Tài khoản này phải bật xác thực hai lớp", "This account needs a second factor"),
            mend=Text("Đăng nhập trang và bật xác thực hai lớp.", "Sign in to the site and set one up."),
        )
    if permissions and not any(standing_of(request).may(each) for each in permissions):
        raise PermissionDenied
