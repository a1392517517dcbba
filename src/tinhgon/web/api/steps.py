"""The steps of a decision's life: submit, withdraw, return, approve, enact."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja import Path

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of
from tinhgon.registry.domain.decisions import Status
from tinhgon.registry.site.drafting_steps import STEPS, may_take, require_complete
from tinhgon.registry.site.moments import read
from tinhgon.web.api.decisions import DecisionRow, existing, row_of
from tinhgon.web.api.routes import Routes, told
from tinhgon.web.api.schemas import Answer, ObjectId

steps = Routes("steps")


class Stepped(Answer):
    """A decision after a step; `known` is the newest ledger entry then."""

    decision: DecisionRow


def take(request: HttpRequest, slug: str, decision_id: int) -> dict[str, Any]:
    """Take a step. Raises Http404, PermissionDenied, WrongStep, Incomplete, Refusal, Conflict."""
    step = next(each for each in STEPS if each.slug == slug)
    decision = existing(request, decision_id)
    # Whoever may never take it is refused before being told where the decision stands.
    if not may_take(request, replace(step, at=tuple(Status)), decision):
        raise PermissionDenied
    if decision.status in step.at:
        require_complete(step, decision)
    step.act(decision, account_of(request))
    request.moment = read(None, None)  # type: ignore[attr-defined]
    return {**told(request), "decision": row_of(existing(request, decision_id))}


@steps.write("POST", "/decisions/{decision_id}/submit", Text("Trình duyệt", "Submit"), {200: Stepped}, Permission.DRAFT)
def submit(request: HttpRequest, decision_id: Path[ObjectId]) -> Any:
    """Locks your draft and lays it before the approver, tried against the record first."""
    return take(request, "trinh", decision_id)


@steps.write(
    "POST", "/decisions/{decision_id}/withdraw", Text("Rút về dự thảo", "Withdraw"), {200: Stepped}, Permission.DRAFT
)
def withdraw(request: HttpRequest, decision_id: Path[ObjectId]) -> Any:
    """Makes your decision a draft again; signatures given lapse."""
    return take(request, "rut", decision_id)


@steps.write(
    "POST",
    "/decisions/{decision_id}/return",
    Text("Trả lại người soạn", "Return to the drafter"),
    {200: Stepped},
    Permission.REVIEW,
    Permission.APPROVE,
)
def return_to_drafter(request: HttpRequest, decision_id: Path[ObjectId]) -> Any:
    """Makes another's decision their draft again; signatures given lapse."""
    return take(request, "tra-lai", decision_id)


@steps.write(
    "POST", "/decisions/{decision_id}/approve", Text("Phê duyệt", "Approve"), {200: Stepped}, Permission.APPROVE
)
def approve(request: HttpRequest, decision_id: Path[ObjectId]) -> Any:
    """Gives the second signature; not to one's own draft."""
    return take(request, "duyet", decision_id)


@steps.write("POST", "/decisions/{decision_id}/enact", Text("Ban hành", "Enact"), {200: Stepped}, Permission.APPROVE)
def enact(request: HttpRequest, decision_id: Path[ObjectId]) -> Any:
    """Enters an approved decision in the ledger and its facts in the record, all or nothing."""
    return take(request, "ban-hanh", decision_id)
