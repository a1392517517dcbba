"""Who may see and edit a scenario: its owner, those it was shared with, and whoever drafts, reviews or signs there.

A scenario is a draft: whoever may only read the record sees it when it was shared with them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase

from tinhgon.accounts.domain.roles import Permission, Standing
from tinhgon.accounts.models import Account
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.registry import reach
from tinhgon.scenarios.models import Scenario, Share

View = Callable[..., HttpResponseBase]

SEEING = (Permission.DRAFT, Permission.REVIEW, Permission.APPROVE, Permission.AUDIT)
"""What roles allow, any of which over all that a scenario is about shows it."""


def scenario_page(permission: Permission = Permission.READ) -> Callable[[View], View]:
    """The view is about one scenario, whose number is in the address; it is handed the scenario itself.

    Raises Http404 for those who may not see the scenario, and with DRAFT asked for PermissionDenied for those
    who may see but not edit it.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, scenario_id: int, **kwargs: Any) -> HttpResponseBase:
            scenario = Scenario.objects.select_related("owner").filter(pk=scenario_id).first()
            if scenario is None or not sees(account_of(request), standing_of(request), scenario):
                raise Http404
            if permission is Permission.DRAFT and not edits(account_of(request), standing_of(request), scenario):
                raise PermissionDenied
            return view(request, scenario, **kwargs)

        asked = page(permission)(guarded)
        asked.about = "scenario_id"  # type: ignore[attr-defined]
        return asked

    return decorated


def sees(account: Account, standing: Standing, scenario: Scenario) -> bool:
    """Whether an account may look at a scenario."""
    if scenario.owner_id == account.pk or Share.objects.filter(scenario=scenario, account=account).exists():
        return True
    return any(reaches(standing, each, scenario) for each in SEEING)


def visible(account: Account, standing: Standing) -> QuerySet[Scenario]:
    """The scenarios that an account may look at, those edited last first."""
    shared = Share.objects.filter(account=account).values("scenario")
    own = Q(owner=account) | Q(pk__in=shared)
    scopes = set(Scenario.objects.exclude(under=None).values_list("under", flat=True).distinct())
    reached = {scope for each in SEEING for scope in reach.within(standing, each, scopes)}
    there = Q(under__in=reached)
    if any(standing.everywhere(each) for each in SEEING):
        there |= Q(under=None)
    return Scenario.objects.filter(own | there).select_related("owner").order_by("-edited_at", "-pk")


def edits(account: Account, standing: Standing, scenario: Scenario) -> bool:
    """Whether an account may change a scenario: it may draft there, and owns it or was let in to edit."""
    if not reaches(standing, Permission.DRAFT, scenario):
        return False
    return (
        scenario.owner_id == account.pk or Share.objects.filter(scenario=scenario, account=account, edits=True).exists()
    )


def reaches(standing: Standing, permission: Permission, scenario: Scenario) -> bool:
    """Whether a role allows something over all that a scenario is about."""
    if scenario.under is None:
        return standing.everywhere(permission)
    return reach.reaches(standing, permission, scenario.under)
