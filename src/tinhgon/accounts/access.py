"""The standing of accounts: which roles they hold today, and what these allow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from tinhgon.accounts.domain.roles import Granted, Permission, Role, Standing, standing_on
from tinhgon.accounts.models import Account, Grant, Look
from tinhgon.temporal import Period


def today() -> date:
    """Today, in the time zone of the installation."""
    return timezone.localdate()


def standing(account: Account, day: date | None = None) -> Standing:
    """The standing of an account on a day (today by default). One that is not active has none."""
    if not account.is_active or account.is_anonymous:
        return Standing()
    rows = Grant.objects.filter(account=account).values_list("role", "scope", "valid")
    grants = [
        Granted(Role(role), scope, Period(valid.lower, valid.upper)) for role, scope, valid in rows if not valid.isempty
    ]
    return standing_on(day or today(), grants)


def grant(account: Account, role: Role, scope: int | None, by: Account, valid: Period | None = None) -> Grant:
    """Give an account a role over a subtree, from today on or for a period."""
    period = valid or Period.since(today())
    return Grant.objects.create(
        account=account, role=role.value, scope=scope, valid=(period.start, period.end), granted_by=by
    )


def end(held: Grant, by: Account, on: date | None = None) -> None:
    """End a role: from `on` (today by default) it is held no more."""
    rest = Period(held.valid.lower, held.valid.upper).before(on or today())
    held.valid = "empty" if rest is None else (rest.start, rest.end)
    held.ended_by, held.ended_at = by, timezone.now()
    held.save(update_fields=["valid", "ended_by", "ended_at"])


def looked(account: Account, people: Iterable[int], fields: Iterable[str], route: str) -> None:
    """Log that an account looked at personal fields of people."""
    names = sorted(fields)
    Look.objects.bulk_create(Look(account=account, person=person, fields=names, route=route) for person in people)


def looks_at(person: int, since: datetime | None = None) -> list[Look]:
    """Who looked at a person's personal fields, the latest first."""
    found = Look.objects.filter(person=person).select_related("account").order_by("-at", "-id")
    return list(found if since is None else found.filter(at__gte=since))


def shown_names(usernames: Iterable[str]) -> dict[str, str]:
    """What accounts are called on pages, by user name."""
    return {each.username: each.shown_name for each in Account.objects.filter(username__in=list(usernames))}


__all__ = ["Permission", "Role", "end", "grant", "looked", "looks_at", "shown_names", "standing", "today"]
