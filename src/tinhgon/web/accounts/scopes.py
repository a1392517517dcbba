"""Where roles are held, in words, and which accounts an administrator of a subtree has to do with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from tinhgon.accounts.access import today
from tinhgon.accounts.domain.roles import ROLE_NAMES, Permission, Role, Standing
from tinhgon.accounts.models import Account, AccountAct, Act, Grant
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, standing_of
from tinhgon.registry import reach
from tinhgon.registry.selectors import labels
from tinhgon.temporal import Period

EVERYTHING = Text("toàn bộ sổ", "everything")
_NEVER = Text("chưa từng có hiệu lực", "never in force")


@dataclass(frozen=True, slots=True)
class Held:
    """A role of an account: which, where, when (None: ended before it began), and whether it holds today."""

    grant: Grant
    role: Text
    where: Text
    valid: Period | None
    holds: bool

    @property
    def never(self) -> Text:
        """What to say instead of the period."""
        return _NEVER


def described(grants: Iterable[Grant]) -> list[Held]:
    """Grants in words, those that hold today first, then the latest given."""
    rows = list(grants)
    called = labels([each.scope for each in rows if each.scope is not None], today())
    found = [_described(each, called[each.scope].text if each.scope is not None else EVERYTHING) for each in rows]
    return sorted(found, key=lambda each: (not each.holds, -each.grant.id))


def _described(grant: Grant, where: Text) -> Held:
    valid = None if grant.valid.isempty else Period(grant.valid.lower, grant.valid.upper)
    holds = valid is not None and today() in valid
    return Held(grant, ROLE_NAMES[Role(grant.role)], where, valid, holds)


def administered(request: HttpRequest) -> QuerySet[Account]:
    """The accounts an administrator sees: all, or those with a role in the subtree and those they made.

    Those without any role belong to whoever made them.
    """
    standing = standing_of(request)
    if standing.everywhere(Permission.ADMINISTER):
        return Account.objects.all()
    scopes = Grant.objects.exclude(scope=None).values_list("scope", flat=True).distinct()
    inside = reach.within(standing, Permission.ADMINISTER, scopes)
    made = AccountAct.objects.filter(act=Act.MADE, by=account_of(request)).values("account")
    held = Grant.objects.filter(scope__in=inside).values("account")
    return Account.objects.filter(is_system=False).filter(pk__in=held.union(made))


def require_account(request: HttpRequest, account_id: int) -> Account:
    """An account the administrator sees. Raises PermissionDenied."""
    found = administered(request).filter(pk=account_id).first()
    if found is None:
        raise PermissionDenied
    return found


def may_change(request: HttpRequest, account: Account) -> bool:
    """Whether the administrator may change the account, its password above all.

    Whoever does may act as that account, so all its roles must lie within the administrator's subtree.
    """
    if account.is_system:
        return False
    standing = standing_of(request)
    if standing.everywhere(Permission.ADMINISTER):
        return True
    scopes = set(Grant.objects.filter(account=account, ended_at=None).values_list("scope", flat=True))
    if None in scopes or not _reaches_record(standing, account):
        return False
    return scopes == reach.within(standing, Permission.ADMINISTER, scopes)


def _reaches_record(standing: Standing, account: Account) -> bool:
    """Whether the person whose record the account opens, if any, lies within the administrator's subtree."""
    return account.person is None or reach.reaches(standing, Permission.ADMINISTER, account.person)


def require_change(request: HttpRequest, account_id: int) -> Account:
    """An account the administrator may change. Raises PermissionDenied."""
    account = require_account(request, account_id)
    if not may_change(request, account):
        raise PermissionDenied
    return account


def may_give(request: HttpRequest, scope: int | None) -> bool:
    """Whether the administrator gives roles over a subtree (None: everything)."""
    standing = standing_of(request)
    if scope is None:
        return standing.everywhere(Permission.ADMINISTER)
    return reach.reaches(standing, Permission.ADMINISTER, scope)
