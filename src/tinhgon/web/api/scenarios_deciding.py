"""From a scenario to a decision in force and back; remarks, those who see it, and what waives a finding."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Body, Path, Query, Schema
from ninja import Status as Answered
from pydantic import Field

from tinhgon.accounts.domain.roles import Permission
from tinhgon.accounts.services import named
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, standing_of
from tinhgon.registry.domain.decisions import Status
from tinhgon.registry.services import WrongStep
from tinhgon.registry.site.moments import read
from tinhgon.scenarios import deciding, rebasing, services
from tinhgon.scenarios.deciding import Particulars
from tinhgon.scenarios.given import resolutions_of
from tinhgon.scenarios.models import Comment, Deciding, Scenario
from tinhgon.scenarios.site.access import edits, reaches
from tinhgon.scenarios.told import DecidingTold, deciding_told
from tinhgon.web.api.decisions import existing
from tinhgon.web.api.routes import Routes, told
from tinhgon.web.api.scenarios_reach import (
    Edit,
    Edited,
    Line,
    Looked,
    Part,
    PlanDay,
    Prose,
    editable,
    edited,
    require_within,
    seen,
)
from tinhgon.web.api.schemas import Answer, ObjectId, Words, datetime
from tinhgon.web.api.steps import take

scheming = Routes("scheming")
_DRAFTS = Permission.DRAFT
_SAYS = (Permission.DRAFT, Permission.REVIEW, Permission.APPROVE)


class RebaseGiven(Edit):
    """How every conflict is settled, by its name: `ours`, `theirs`, or the change that takes the step's place."""

    settled: dict[str, Any] = {}


class ParticularsGiven(Schema):
    """What a decision says of itself; the subject is the scenario's name where left out."""

    number: Line
    issuer: Line
    signed_on: PlanDay
    classification: Line = "quyết định"
    subject: Line = ""


class PhasesGiven(ParticularsGiven):
    """Which phases are decided: all that are left where left out."""

    phases: list[Part] | None = Field(None, min_length=1, max_length=100)


class Decided(Answer):
    """A decision made from a scenario; `known` is the newest ledger entry."""

    decision: DecidingTold


class RemarkGiven(Schema):
    """A remark on a scenario, on one of its changes (`step`), or on a finding (`about`, its key)."""

    text: Prose
    step: Part | None = None
    about: Line = ""


class Remark(Schema):
    """A remark; `settled_by` dealt with it."""

    id: int
    author: str
    at: datetime
    text: str
    step: int | None
    about: str
    settled_by: str | None


class Remarks(Answer):
    """What people say of a scenario, in the order in which they said it."""

    items: list[Remark]


class ShareGiven(Schema):
    """Whether the account may edit, too."""

    edits: bool = False


class Shared(Schema):
    """An account that a scenario is shown to."""

    username: str
    edits: bool


class Shares(Answer):
    """The accounts that a scenario is shown to, besides those whose roles reach it."""

    items: list[Shared]


class WaiverGiven(Schema):
    """A rule of law that is waived for some objects by a decision on record, and why."""

    rule: Words
    subjects: list[ObjectId] = Field(min_length=1, max_length=100)
    decision: ObjectId
    reason: Prose


class Waived(Schema):
    """The number of a waiver."""

    id: int


@scheming.write(
    "POST", "/scenarios/{scenario_id}/rebase", Text("Cập nhật nền phương án", "Rebase"), {200: Edited}, _DRAFTS
)
def rebase_scenario(request: HttpRequest, scenario_id: Path[ObjectId], given: Body[RebaseGiven]) -> Any:
    """Puts it on the newest record, once every conflict is settled; an edit that can be undone."""
    scenario = editable(request, scenario_id)
    found = rebasing.disagreement(scenario)
    resolutions = resolutions_of(given.settled, found.conflicts)
    changed = rebasing.rebase(scenario, account_of(request), resolutions, seq=found.seq, version=given.version)
    require_within(request, changed.mentions)
    return edited(changed)


@scheming.write(
    "POST", "/scenarios/{scenario_id}/submit", Text("Trình phương án", "Submit a scenario"), {201: Decided}, _DRAFTS
)
def submit_scenario(request: HttpRequest, scenario_id: Path[ObjectId], given: Body[PhasesGiven]) -> Any:
    """Makes a decision of its next phases and lays it before the approver; the scenario is frozen."""
    scenario = editable(request, scenario_id)
    require_within(request, scenario.mentions)
    made = deciding.decide(scenario, account_of(request), _particulars(given, scenario.name), given.phases)
    return Answered(201, _decided(request, made))


@scheming.write(
    "POST",
    "/scenarios/{scenario_id}/approve",
    Text("Phê duyệt phương án", "Approve a scenario"),
    {200: Decided},
    Permission.APPROVE,
)
def approve_scenario(request: HttpRequest, scenario_id: Path[ObjectId]) -> Any:
    """Gives the second signature to its submitted decision; not to one's own."""
    return _step(request, scenario_id, Status.SUBMITTED, "duyet")


@scheming.write(
    "POST",
    "/scenarios/{scenario_id}/enact",
    Text("Ban hành phương án", "Enact a scenario"),
    {200: Decided},
    Permission.APPROVE,
)
def enact_scenario(request: HttpRequest, scenario_id: Path[ObjectId]) -> Any:
    """Enters its approved decision in the ledger and the record, all of it or nothing."""
    return _step(request, scenario_id, Status.APPROVED, "ban-hanh")


@scheming.write(
    "POST", "/scenarios/{scenario_id}/withdraw", Text("Rút phương án đã trình", "Withdraw"), {200: Edited}, _DRAFTS
)
def withdraw_scenario(request: HttpRequest, scenario_id: Path[ObjectId]) -> Any:
    """Takes back its decision that is not in force; the scenario can be opened again."""
    scenario = editable(request, scenario_id)
    made = _last(scenario, Status.SUBMITTED, Status.APPROVED)
    if made.by_id != account_of(request).pk:
        raise PermissionDenied
    deciding.take_back(made)
    return edited(seen(request, scenario_id))


@scheming.write(
    "POST",
    "/scenarios/{scenario_id}/counter",
    Text("Trình quyết định hoàn tác", "Submit the counter-decision"),
    {201: Decided},
    _DRAFTS,
)
def counter_scenario(request: HttpRequest, scenario_id: Path[ObjectId], given: Body[ParticularsGiven]) -> Any:
    """Undoes its decision enacted last, from that decision's own date; what was reported meanwhile stays in history."""
    scenario = editable(request, scenario_id)
    require_within(request, scenario.mentions)
    done = _last(scenario, Status.ENACTED)
    subject = f"Hoàn tác {done.decision.kind} {done.decision.number}"
    made = deciding.undo(done, account_of(request), _particulars(given, subject))
    return Answered(201, _decided(request, made))


# --- what people say, who sees it, what is waived -----------------------------------------------


@scheming.get(
    "/scenarios/{scenario_id}/comments",
    Text("Ý kiến về một phương án", "Remarks on a scenario"),
    Remarks,
    Permission.READ,
    cached=False,
)
def list_scenario_comments(request: HttpRequest, scenario_id: Path[ObjectId], asked: Query[Looked]) -> Any:
    """Those on its changes and findings among them."""
    scenario = seen(request, scenario_id)
    rows = Comment.objects.filter(scenario=scenario).select_related("author", "settled_by").order_by("at")
    return {**told(request), "items": [_remark(each) for each in rows]}


@scheming.write("POST", "/scenarios/{scenario_id}/comments", Text("Ghi ý kiến", "Remark"), {201: Remark}, *_SAYS)
def add_scenario_comment(request: HttpRequest, scenario_id: Path[ObjectId], given: Body[RemarkGiven]) -> Any:
    """On the whole, on a change, or on a finding."""
    scenario = seen(request, scenario_id)
    made = services.remark(scenario, account_of(request), given.text, step=given.step, about=given.about)
    return Answered(201, _remark(made))


@scheming.write(
    "POST",
    "/scenarios/{scenario_id}/comments/{comment_id}/settle",
    Text("Đánh dấu ý kiến đã xử lý", "Settle a remark"),
    {200: Remark},
    Permission.DRAFT,
    Permission.REVIEW,
)
def settle_scenario_comment(request: HttpRequest, scenario_id: Path[ObjectId], comment_id: Path[ObjectId]) -> Any:
    """For its author, those who edit the scenario, and reviewers."""
    scenario, account, standing = seen(request, scenario_id), account_of(request), standing_of(request)
    comment = Comment.objects.filter(scenario=scenario, pk=comment_id).select_related("author", "settled_by").first()
    if comment is None:
        raise Http404
    may = comment.author_id == account.pk or edits(account, standing, scenario)
    if not may and not reaches(standing, Permission.REVIEW, scenario):
        raise PermissionDenied
    return _remark(services.settle(comment, account))


@scheming.get(
    "/scenarios/{scenario_id}/shares",
    Text("Người được xem một phương án", "Who is shown a scenario"),
    Shares,
    Permission.READ,
    cached=False,
)
def list_scenario_shares(request: HttpRequest, scenario_id: Path[ObjectId], asked: Query[Looked]) -> Any:
    """Besides those whose roles reach what it is about."""
    rows = seen(request, scenario_id).shares.select_related("account").order_by("account__username")  # type: ignore[attr-defined]
    return {**told(request), "items": [Shared(username=each.account.username, edits=each.edits) for each in rows]}


@scheming.write(
    "PUT",
    "/scenarios/{scenario_id}/shares/{username}",
    Text("Chia sẻ phương án", "Share a scenario"),
    {200: Shared},
    _DRAFTS,
)
def share_scenario(
    request: HttpRequest, scenario_id: Path[ObjectId], username: Path[Words], given: Body[ShareGiven]
) -> Any:
    """To read and comment on, or also to edit."""
    scenario = editable(request, scenario_id)
    held = services.share(scenario, named(username), account_of(request), edits=given.edits)
    return Shared(username=username, edits=held.edits)


@scheming.write(
    "DELETE",
    "/scenarios/{scenario_id}/shares/{username}",
    Text("Thôi chia sẻ phương án", "Share no longer"),
    {204: None},
    _DRAFTS,
)
def unshare_scenario(request: HttpRequest, scenario_id: Path[ObjectId], username: Path[Words]) -> Any:
    """Roles that reach it still show it."""
    services.unshare(editable(request, scenario_id), named(username))
    return Answered(204, None)


@scheming.write(
    "POST",
    "/scenarios/{scenario_id}/waivers",
    Text("Miễn áp dụng quy định", "Waive a rule"),
    {201: Waived},
    _DRAFTS,
)
def waive_rule(request: HttpRequest, scenario_id: Path[ObjectId], given: Body[WaiverGiven]) -> Any:
    """By a decision on record that stands; integrity is never waived."""
    scenario, decision = editable(request, scenario_id), existing(request, given.decision)
    made = services.waive(scenario, given.rule, given.subjects, decision, given.reason, account_of(request))
    return Answered(201, {"id": made.pk})


# --- within -------------------------------------------------------------------------------------


def _particulars(given: ParticularsGiven, subject: str) -> Particulars:
    return Particulars(given.number, given.classification, given.issuer, given.signed_on, given.subject or subject)


def _last(scenario: Scenario, *at: Status) -> Deciding:
    """The decision of a scenario made last of those at some steps. Raises WrongStep."""
    rows = Deciding.objects.filter(scenario=scenario, decision__status__in=[each.value for each in at])
    if Status.ENACTED in at:
        rows = rows.filter(undoes=None, undone_by=None)
    found = rows.select_related("decision").order_by("-at").first()
    if found is None:
        raise WrongStep(
            Text("Phương án không có quyết định nào ở bước này", "No decision of the scenario is at this step"),
            where=scenario.name,
            mend=Text("Xem các quyết định của phương án.", "See the decisions of the scenario."),
        )
    return found


def _step(request: HttpRequest, scenario_id: int, at: Status, slug: str) -> dict[str, Any]:
    made = _last(seen(request, scenario_id), at)
    take(request, slug, made.decision_id)
    return _decided(request, Deciding.objects.select_related("decision", "undoes").get(pk=made.pk))


def _decided(request: HttpRequest, made: Deciding) -> dict[str, Any]:
    request.moment = read(None, None)  # type: ignore[attr-defined]  # the newest entry, which may be its own
    return {**told(request), "decision": deciding_told(made)}


def _remark(comment: Comment) -> Remark:
    return Remark(
        id=comment.pk, author=comment.author.username, at=comment.at, text=comment.text, step=comment.step,
        about=comment.about, settled_by=None if comment.settled_by is None else comment.settled_by.username,
    )  # fmt: skip
