"""Accounts to try the demonstration with: one for each role over the province, one for a commune's reader."""

from __future__ import annotations

import os
from dataclasses import dataclass

from django.db import transaction

from tinhgon.accounts import services
from tinhgon.accounts.access import standing, today
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account, system_account
from tinhgon.registry import selectors

MARK = "(trình diễn)"
"""What the names of these accounts end with, as all their holders are invented."""

_PROVINCE = (
    ("xem", "Nguyễn Thị An", Role.READER),
    ("soan-thao", "Trần Văn Bình", Role.DRAFTER),
    ("tham-dinh", "Lê Thị Cúc", Role.REVIEWER),
    ("phe-duyet", "Phạm Văn Dũng", Role.APPROVER),
    ("nhan-su", "Hoàng Thị Giang", Role.PERSONNEL_OFFICER),
    ("kiem-tra", "Vũ Văn Hải", Role.AUDITOR),
    ("quan-tri", "Đặng Thị Khuê", Role.ADMINISTRATOR),
)
_BELOW = ("xem-xa", "Bùi Văn Lâm", Role.READER)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account with its password and its roles."""

    username: str
    password: str
    roles: tuple[Role, ...]


@transaction.atomic
def make_accounts(home: int) -> list[DemoAccount]:
    """Make the accounts, over the area `home` and a commune in it; those there already get the password anew.

    All have one password: TINHGON_DEMO_PASSWORD, or one made up. An account of the same name that is not
    the demonstration's is left alone.
    """
    password = os.environ.get("TINHGON_DEMO_PASSWORD") or services.new_password()
    wanted = [(*each, home) for each in _PROVINCE]
    if (below := _commune(home)) is not None:
        wanted.append((*_BELOW, below))
    made = (_made(username, name, role, scope, password) for username, name, role, scope in wanted)
    return [each for each in made if each is not None]


def _made(username: str, name: str, role: Role, scope: int, password: str) -> DemoAccount | None:
    by = system_account("trinh-dien-tai-khoan", "Hệ thống: lập tài khoản trình diễn")
    account = Account.objects.filter(username__iexact=username).first()
    if account is None:
        account = services.make(username, by, password, last_name=f"{name} {MARK}", home=scope)
    elif account.last_name.endswith(MARK):
        services.give_password(account, by, password)
    else:
        return None
    if not any(each.role is role and each.scope == scope for each in standing(account).grants):
        services.give(account, role, scope, by)
    return DemoAccount(username, password, (role,))


def _commune(home: int) -> int | None:
    """The first commune of today below an area."""
    return next((each.id for each in selectors.areas(today(), level="commune", under=home)), None)
