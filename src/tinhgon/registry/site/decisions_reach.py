"""Which decisions an account may see."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from tinhgon.accounts.domain.roles import Permission
from tinhgon.frame.access import account_of, standing_of
from tinhgon.registry import reach
from tinhgon.registry.domain.decisions import Status
from tinhgon.registry.models import Decision
from tinhgon.registry.selectors.subtrees import mentioning
from tinhgon.registry.site.moments import moment_of


def decision_in_reach(request: HttpRequest, decision_id: int) -> Decision:
    """The decision, for those who may see it. Raises Http404 and PermissionDenied.

    Drafts are for who drafts them (and drafters of the whole registry); all others for those who may read
    anything they mention.
    """
    found = Decision.objects.select_related("drafted_by", "approved_by").filter(pk=decision_id).first()
    if found is None:
        # Whoever does not see everything is not told which numbers are decisions elsewhere.
        raise Http404 if standing_of(request).everywhere(Permission.READ) else PermissionDenied
    if found.drafted_by_id == account_of(request).pk and found.status != Status.ENACTED:
        return found
    standing = standing_of(request)
    scopes = standing.scopes(Permission.READ)
    if found.status == Status.DRAFT:
        seen = standing.everywhere(Permission.DRAFT)
    elif found.status == Status.ENACTED and scopes is not None:
        seen = found.pk in mentioning(scopes, moment_of(request).head)
    else:
        seen = reach.touches(standing, Permission.READ, found.mentions)
    if not seen:
        raise PermissionDenied
    return found
