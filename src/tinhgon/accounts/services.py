"""What is done to accounts: making and closing them, giving and ending roles. All of it leaves a trace."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from tinhgon.accounts import access
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account, AccountAct, Act, Grant
from tinhgon.errors import Text, TinhGonError
from tinhgon.temporal import Period

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for another
_GROUPS = (5, 5, 5, 5)


class NameTaken(TinhGonError):
    """There is an account of this name."""

    code = "name_taken"


class OwnRole(TinhGonError):
    """Somebody gives a role to their own account, or closes it."""

    code = "own_role"


class LastAdministrator(TinhGonError):
    """Nobody would administer the whole registry."""

    code = "last_administrator"


class UnknownAccount(TinhGonError):
    """There is no account of this name."""

    code = "unknown_account"


def noted(account: Account, act: Act, by: Account) -> None:
    """Keep that somebody did something to an account."""
    AccountAct.objects.create(account=account, act=act.value, by=by)


def named(username: str) -> Account:
    """The account of a name, whatever its case. Raises UnknownAccount."""
    found = Account.objects.filter(username__iexact=username).first()
    if found is None:
        raise UnknownAccount(
            Text(f"Không có tài khoản «{username}».", f"There is no account {username!r}."),
            mend=Text("Xem `tinhgon account list`.", "See `tinhgon account list`."),
        )
    return found


@transaction.atomic
def make(username: str, by: Account, password: str | None = None, **details: Any) -> Account:
    """A new account, without a password where none is given. Raises NameTaken.

    `details` are columns of the account: last_name, email, language, home, person.
    """
    if Account.objects.filter(username__iexact=username).exists():
        raise NameTaken(
            Text(f"Đã có tài khoản «{username}».", f"There is an account {username!r} already."),
            mend=Text("Chọn tên khác.", "Choose another name."),
        )
    account: Account = Account.objects.create_user(username, password=password, **details)
    noted(account, Act.MADE, by)
    return account


@transaction.atomic
def edit(account: Account, by: Account, **details: Any) -> None:
    """Change columns of an account."""
    for name, value in details.items():
        setattr(account, name, value)
    account.save(update_fields=list(details))
    noted(account, Act.EDITED, by)


@transaction.atomic
def deactivate(account: Account, by: Account) -> None:
    """Close an account: it is signed out and cannot sign in. Raises OwnRole, LastAdministrator."""
    if account == by:
        raise _own(Text("Không thể ngừng tài khoản của chính mình.", "Nobody can deactivate their own account."))
    _keep_an_administrator(_administering().exclude(account=account))
    account.is_active = False
    account.save(update_fields=["is_active"])
    _end_sessions(account)
    noted(account, Act.DEACTIVATED, by)


@transaction.atomic
def activate(account: Account, by: Account) -> None:
    """Open an account again."""
    account.is_active = True
    account.save(update_fields=["is_active"])
    noted(account, Act.ACTIVATED, by)


@transaction.atomic
def give(account: Account, role: Role, scope: int | None, by: Account, valid: Period | None = None) -> Grant:
    """Give a role over a subtree (None: everything), from today on or for a period. Raises OwnRole."""
    if account == by:
        raise _own(Text("Không thể tự giao vai trò cho mình.", "Nobody can give themselves a role."))
    if account.is_system:
        raise TinhGonError(
            Text("Tài khoản hệ thống không giữ vai trò.", "System accounts hold no roles."), where=account.username
        )
    return access.grant(account, role, scope, by, valid)


@transaction.atomic
def end_role(held: Grant, by: Account) -> None:
    """End a role today. Raises LastAdministrator; TinhGonError where it has ended already."""
    locked = Grant.objects.select_for_update().get(id=held.id)
    if locked.ended_at is not None:
        raise TinhGonError(Text("Vai trò này đã chấm dứt.", "This role has ended already."))
    if locked.role == Role.ADMINISTRATOR and locked.scope is None:
        _keep_an_administrator(_administering().exclude(id=locked.id))
    access.end(locked, by)


@transaction.atomic
def give_password(account: Account, by: Account, password: str | None = None) -> str:
    """Set a password, made up where none is given, and sign the account out; the password."""
    chosen = password or new_password()
    account.set_password(chosen)
    account.save(update_fields=["password"])
    _end_sessions(account)
    noted(account, Act.PASSWORD_GIVEN, by)
    return chosen


@transaction.atomic
def remove_second_factor(account: Account, by: Account) -> None:
    """Have the account sign in without its second factor, for whoever lost the device; signs it out."""
    Authenticator.objects.filter(user=account).delete()
    _end_sessions(account)
    noted(account, Act.SECOND_FACTOR_REMOVED, by)


@transaction.atomic
def sign_out_everywhere(account: Account, by: Account, but: str | None = None) -> None:
    """End the account's sessions, all but the one of this key."""
    _end_sessions(account, but)
    noted(account, Act.SESSIONS_ENDED, by)


def new_password() -> str:
    """A password made up: twenty letters and digits in four groups, nearly a hundred bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(length)) for length in _GROUPS)


def _end_sessions(account: Account, but: str | None = None) -> None:
    for session in UserSession.objects.filter(user=account).exclude(session_key=but or ""):
        session.end()


def _administering() -> Any:
    # The days of a role are compared by the database; one with an end would leave nobody afterwards.
    return Grant.objects.filter(
        role=Role.ADMINISTRATOR,
        scope=None,
        valid__contains=access.today(),
        valid__upper_inf=True,
        account__is_active=True,
        account__is_system=False,
    )


def _keep_an_administrator(others: Any) -> None:
    list(_administering().select_for_update(of=("self",)))  # of two who end each other's role, one waits
    if not _administering().exists() or others.exists():
        return
    raise LastAdministrator(
        Text("Phải còn ít nhất một người quản trị toàn bộ sổ.", "Somebody must administer the whole registry."),
        mend=Text(
            "Giao vai trò quản trị toàn bộ, không thời hạn, cho một tài khoản khác trước.",
            "Give another account the role of administrator over everything, without end, first.",
        ),
    )


def _own(what: Text) -> OwnRole:
    return OwnRole(what, mend=Text("Đề nghị một người quản trị khác thực hiện.", "Ask another administrator to do it."))
