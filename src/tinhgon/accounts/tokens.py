"""Keys for programs: made once, kept as a digest, looked up by it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tinhgon.accounts.access import standing
from tinhgon.accounts.domain.roles import Permission
from tinhgon.accounts.domain.tokens import MOST_DAYS, PREFIX, key_digest
from tinhgon.accounts.models import Account, Act, Token
from tinhgon.accounts.services import noted
from tinhgon.errors import Text, TinhGonError

_NOTED_EVERY = timedelta(minutes=1)


class UnfitToken(TinhGonError):
    """A key that would allow what its account may not, nothing at all, or that holds too long."""

    code = "unfit_token"


@transaction.atomic
def make(account: Account, name: str, permissions: Iterable[Permission], days: int) -> tuple[Token, str]:
    """A new key of an account for a number of days, and the key itself, which is not kept. Raises UnfitToken."""
    wanted = sorted(set(permissions))
    held = standing(account)
    lacking = [each for each in wanted if not held.may(each)]
    if lacking or not wanted:
        raise UnfitToken(
            Text("Khóa phải có ít nhất một quyền mà tài khoản đang có.", "A token needs a permission you hold."),
            where=", ".join(lacking),
        )
    if not 1 <= days <= MOST_DAYS:
        raise UnfitToken(
            Text(f"Thời hạn phải từ 1 đến {MOST_DAYS} ngày.", f"It may hold for 1 to {MOST_DAYS} days."),
            where=str(days),
        )
    key = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        account=account,
        name=name,
        digest=key_digest(key),
        permissions=[each.value for each in wanted],
        expires_at=timezone.now() + timedelta(days=days),
    )
    noted(account, Act.TOKEN_MADE, by=account)
    return token, key


@transaction.atomic
def revoke(token: Token, by: Account) -> None:
    """End a key at once; nothing happens to one that was revoked before."""
    if Token.objects.filter(id=token.id, revoked_at=None).update(revoked_at=timezone.now()):
        noted(token.account, Act.TOKEN_REVOKED, by)


def account_of_key(key: str) -> tuple[Account, frozenset[Permission]] | None:
    """Whose key it is and what it is for; None for one unknown, expired, revoked or of a closed account.

    The account's standing still decides where it may do these things.
    """
    if not key.startswith(PREFIX):
        return None
    now = timezone.now()
    token = (
        Token.objects.select_related("account")
        .filter(digest=key_digest(key), revoked_at=None, expires_at__gt=now)
        .filter(account__is_active=True, account__is_system=False)
        .first()
    )
    if token is None:
        return None
    # Noting every use would write a row for every request.
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _NOTED_EVERY)
    Token.objects.filter(stale, id=token.id).update(last_used_at=now)
    return token.account, frozenset(Permission(each) for each in token.permissions)
