"""Reviewing a scenario: what reviewers look at, what people remark, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import account_of, standing_of
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.faults import STATUS_OF
from tinhgon.frame.languages import said
from tinhgon.registry.site.moments import timeless
from tinhgon.rulebook.domain.findings import Severity
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.issues import Status
from tinhgon.scenarios.models import Comment, Scenario
from tinhgon.scenarios.site.access import edits, reaches, scenario_page
from tinhgon.scenarios.site.sight import Sight
from tinhgon.scenarios.site.typed import tidy
from tinhgon.scenarios.wording import sentence


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a reviewer makes sure of: whether it is so, and where to look."""

    text: Text
    holds: bool
    detail: str
    address: str


@scenario_page()
@timeless
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """The reviewer's list and all remarks; a POST adds one, keeping what was typed where it is at fault."""
    sight = Sight.of(request, scenario)
    if request.method == "GET":
        return _page(sight, "", request.GET.get("about", ""), whole(request.GET.get("step", "")))
    text, about = tidy(request.POST.get("text", "")), tidy(request.POST.get("about", ""))
    step = whole(request.POST.get("step", ""))
    try:
        services.remark(scenario, account_of(request), text, step=step, about=about)
    except TinhGonError as fault:
        return _page(sight, text, about, step, fault, STATUS_OF.get(fault.code, 400))
    messages.success(request, said(Text("Đã ghi ý kiến.", "The remark is noted.")))
    return redirect(sight.address("scenario-review"))


@scenario_page()
@timeless
@require_POST
def settle(request: HttpRequest, scenario: Scenario, comment_id: int) -> HttpResponse:
    """Mark a remark as dealt with: for its author, the owner, editors and reviewers."""
    comment: Comment = get_object_or_404(scenario.comments, pk=comment_id)  # type: ignore[attr-defined]
    if not _may_settle(request, scenario, comment):
        raise PermissionDenied
    if comment.settled_at is None:
        services.settle(comment, account_of(request))
    return redirect("scenario-review", scenario.pk)


def _may_settle(request: HttpRequest, scenario: Scenario, comment: Comment) -> bool:
    account, standing = account_of(request), standing_of(request)
    if comment.author_id == account.pk or scenario.owner_id == account.pk or edits(account, standing, scenario):
        return True
    return reaches(standing, Permission.REVIEW, scenario)


def _page(
    sight: Sight, text: str, about: str, step: int | None, fault: TinhGonError | None = None, status: int = 200
) -> HttpResponse:
    remarks = sight.scenario.comments.select_related("author", "settled_by").order_by("-at")  # type: ignore[attr-defined]
    open_ = [each for each in remarks if each.settled_at is None]
    subjects = {each.key: each.message for each in sight.issues}
    context = {
        "checks": _checks(sight, len(open_)),
        "open": [_remark(sight, each, subjects) for each in open_],
        "settled": [_remark(sight, each, subjects) for each in remarks if each.settled_at is not None],
        "waivers": sight.scenario.waivers.select_related("decision", "by"),  # type: ignore[attr-defined]
        "steps": [(each.id, _said(sight, each.id)) for each in sight.plan.steps[:_OFFERED]],
        "text": text,
        "step": step,
        "about": about,
        "about_said": subjects.get(about),
        "fault": fault,
    }
    return sight.show("scenarios/review.html", context, status=status)


_OFFERED = 300  # steps in the list of a form


def _remark(sight: Sight, comment: Comment, subjects: dict[str, Text]) -> dict[str, object]:
    return {
        "comment": comment,
        "step_said": None if comment.step is None else _said(sight, comment.step),
        "about_said": subjects.get(comment.about, comment.about),
        "may_settle": comment.settled_at is None and _may_settle(sight.request, sight.scenario, comment),
    }


def _said(sight: Sight, step_id: int) -> str:
    """A step in words; that it is gone where it was taken out."""
    step = next((each for each in sight.plan.steps if each.id == step_id), None)
    if step is None:
        return said(Text("thay đổi đã bỏ", "a change taken out"))
    day = sight.plan.phase(step.phase).effective_on
    return said(sentence(step.change, sight.opened.preview.register, day, sight.called))


def _checks(sight: Sight, open_remarks: int) -> list[Check]:
    """What a reviewer makes sure of, in order."""
    fresh = [each for each in sight.issues if each.status is Status.NEW]
    record = [each for each in fresh if each.severity is Severity.INTEGRITY]
    law = [each for each in fresh if each.severity is Severity.LAW]
    unchecked = [each for each in fresh if each.citations and each.verified is not True]
    findings = "scenario-findings"
    return [
        Check(Text("Mọi thay đổi ghi nhận được, không mâu thuẫn", "Every change can stand, without contradiction"),
              not record and sight.opened.preview.stands, str(len(record)),
              sight.address(findings, f_severity="integrity", f_status="new")),
        Check(Text("Không phát sinh điều trái quy định mà chưa được miễn", "Nothing unlawful that is not waived"),
              not law, str(len(law)), sight.address(findings, f_severity="law", f_status="new")),
        Check(Text("Quy định áp dụng đã được đối chiếu với văn bản", "The law applied was checked against its text"),
              not unchecked, str(len(unchecked)), sight.address(findings, f_status="new")),
        Check(Text("Nền của phương án là hồ sơ mới nhất", "The base is the latest record"),
              not sight.behind, str(sight.behind), sight.address("scenario-rebase")),
        Check(Text("Có căn cứ pháp lý và mục đích", "Legal grounds and purpose are stated"),
              bool(sight.scenario.ground and sight.scenario.purpose.strip()), "", sight.address("scenario")),
        Check(Text("Mọi ý kiến đã được xử lý", "Every remark was dealt with"),
              not open_remarks, str(open_remarks), "#r-open"),
    ]  # fmt: skip
