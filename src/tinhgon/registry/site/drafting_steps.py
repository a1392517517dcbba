"""The steps of a decision's life: submit, withdraw, return, approve, enact, discard; each after a preview."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tinhgon.accounts.domain.roles import Permission, Standing
from tinhgon.accounts.models import Account
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.frame.faults import STATUS_OF
from tinhgon.frame.languages import said
from tinhgon.jobs import selectors as jobs
from tinhgon.jobs import services as jobs_asked
from tinhgon.jobs.models import Run
from tinhgon.registry import reach, services
from tinhgon.registry.domain.decisions import Status
from tinhgon.registry.models import Decision
from tinhgon.registry.selectors.rehearsing import GROUPS, Rehearsal, is_empty, named_by, rehearse
from tinhgon.registry.site.decisions_reach import decision_in_reach
from tinhgon.registry.site.moments import moment_of


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from which statuses, who may take it, what it is called and what it does.

    `whose`: "own" for who drafted the decision, "other" for anybody else, "any" for both. `job`: the background work
    that takes it for a decision of very many changes.
    """

    slug: str
    title: Text
    explained: Text
    done: Text
    at: tuple[Status, ...]
    permissions: tuple[Permission, ...]
    whose: str
    act: Callable[[Decision, Account], object]
    rehearsed: bool = False
    tone: str = "primary"
    job: str = ""


AT_ONCE = 300
"""Changes of a decision that are enacted while its approver waits; with more it is done in the background."""

ENACT = "enact"
STEPS = (
    Step(
        "trinh",
        Text("Trình duyệt", "Submit"),
        Text(
            "Dự thảo được khóa lại và trình người phê duyệt. Có thể rút về khi chưa ban hành.",
            "The draft is locked and laid before the approver. It can be withdrawn until it is enacted.",
        ),
        Text("Đã trình.", "Submitted."),
        (Status.DRAFT,),
        (Permission.DRAFT,),
        "own",
        lambda decision, by: services.submit(decision),
        rehearsed=True,
    ),
    Step(
        "duyet",
        Text("Phê duyệt", "Approve"),
        Text(
            "Ký chữ ký thứ hai. Quyết định chưa có hiệu lực trong hồ sơ cho đến khi ban hành.",
            "Give the second signature. Nothing changes on record until the decision is enacted.",
        ),
        Text("Đã phê duyệt.", "Approved."),
        (Status.SUBMITTED,),
        (Permission.APPROVE,),
        "other",
        services.approve,
        rehearsed=True,
    ),
    Step(
        "ban-hanh",
        Text("Ban hành", "Enact"),
        Text(
            "Ghi quyết định vào sổ và vào hồ sơ bộ máy. Không xóa được nữa; chỉ đính chính hoặc hủy bỏ bằng quyết định"
            " khác.",
            "The decision enters the ledger and the record. It can no longer be removed, only corrected or annulled by"
            " another decision.",
        ),
        Text("Đã ban hành và ghi sổ.", "Enacted and entered in the ledger."),
        (Status.APPROVED,),
        (Permission.APPROVE,),
        "any",
        lambda decision, by: services.enact_decision(decision),
        rehearsed=True,
        job=ENACT,
    ),
    Step(
        "rut",
        Text("Rút về dự thảo", "Withdraw"),
        Text(
            "Quyết định trở lại thành dự thảo để sửa; chữ ký đã có không còn giá trị.",
            "The decision becomes a draft again, to be edited; signatures given lapse.",
        ),
        Text("Đã rút về dự thảo.", "Withdrawn to a draft."),
        (Status.SUBMITTED, Status.APPROVED),
        (Permission.DRAFT,),
        "own",
        lambda decision, by: services.withdraw(decision),
        tone="secondary",
    ),
    Step(
        "tra-lai",
        Text("Trả lại người soạn", "Return to the drafter"),
        Text(
            "Quyết định trở lại thành dự thảo của người soạn; chữ ký đã có không còn giá trị.",
            "The decision becomes its drafter's draft again; signatures given lapse.",
        ),
        Text("Đã trả lại người soạn.", "Returned to the drafter."),
        (Status.SUBMITTED, Status.APPROVED),
        (Permission.REVIEW, Permission.APPROVE),
        "other",
        lambda decision, by: services.withdraw(decision),
        tone="secondary",
    ),
    Step(
        "bo",
        Text("Bỏ dự thảo", "Discard"),
        Text(
            "Xóa hẳn dự thảo, các thay đổi và tệp kèm. Không lấy lại được.",
            "The draft, its changes and its files are removed for good.",
        ),
        Text("Đã bỏ dự thảo.", "The draft is discarded."),
        (Status.DRAFT,),
        (Permission.DRAFT,),
        "own",
        lambda decision, by: services.discard(decision),
        tone="danger",
    ),
)

GROUP_NAMES = {
    "bodies": Text("Đơn vị, tổ chức", "Areas and bodies"),
    "posts": Text("Chức danh", "Posts"),
    "holders": Text("Việc giữ chức danh", "Memberships"),
    "quotas": Text("Chỉ tiêu biên chế", "Quotas"),
    "people": Text("Người có liên quan", "People concerned"),
}


def actions_for(request: HttpRequest, decision: Decision) -> list[dict[str, object]]:
    """The steps that the account may take with a decision now, with their addresses."""
    moment = moment_of(request)
    return [
        {
            "title": each.title,
            "tone": each.tone,
            "address": moment.address(reverse("decision_step", args=[decision.pk, each.slug])),
        }
        for each in STEPS
        if decision.status in each.at and may_take(request, each, decision)
    ]


def may_take(request: HttpRequest, step: Step, decision: Decision) -> bool:
    """Whether the account is one that may take the step with the decision, when it comes to it."""
    return may_be_taken(step, decision, account_of(request), standing_of(request))


def may_be_taken(step: Step, decision: Decision, account: Account, standing: Standing) -> bool:
    """Whether an account of this standing may take the step with the decision, when it comes to it."""
    own = decision.drafted_by_id == account.pk
    if (step.whose == "own" and not own) or (step.whose == "other" and own):
        return False
    # What names nothing on record lies in nobody's subtree: its drafter alone may go on with it.
    return any(
        covers(standing, each, decision) and (own or reach.touches(standing, each, decision.mentions))
        for each in step.permissions
    )


def covers(standing: Standing, permission: Permission, decision: Decision) -> bool:
    """Whether a role of the account reaches everything that a decision names.

    What a decision founds under nothing that is on record needs a role over the whole registry.
    """
    if not standing.may(permission):
        return False
    if standing.everywhere(permission):
        return True
    on_record, alone = named_by(decision)
    return not alone and on_record == reach.within(standing, permission, on_record)


def own_draft(request: HttpRequest, decision_id: int) -> Decision:
    """The account's own draft. Raises Http404, PermissionDenied, and WrongStep where it is no draft any more."""
    decision = Decision.objects.filter(pk=decision_id).first()
    if decision is None:
        raise Http404
    if decision.drafted_by_id != account_of(request).pk:
        raise PermissionDenied
    if decision.status != Status.DRAFT:
        raise services.WrongStep(
            Text("Quyết định đã trình nên không sửa được", "The decision is submitted and cannot be edited"),
            where=decision.number,
            mend=Text("Rút về dự thảo trước.", "Withdraw it to a draft first."),
        )
    return decision


@page(Permission.DRAFT, Permission.REVIEW, Permission.APPROVE)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, decision_id: int, slug: str) -> HttpResponse:
    """The preview of a step, and taking it."""
    taken = next((each for each in STEPS if each.slug == slug), None)
    if taken is None:
        raise Http404
    decision = decision_in_reach(request, decision_id)
    if not may_take(request, taken, decision):
        raise PermissionDenied
    if request.method == "GET":
        return _preview(request, taken, decision)
    try:
        require_complete(taken, decision)
        if taken.job and decision.status in taken.at and decision.changes.count() > AT_ONCE:
            return redirect("run", _in_background(taken, decision, account_of(request)).pk)
        taken.act(decision, account_of(request))
    except TinhGonError as fault:
        return _preview(request, taken, decision, fault, STATUS_OF.get(fault.code, 400))
    messages.success(request, said(taken.done))
    gone = taken.slug == "bo"
    return redirect(reverse("decisions") if gone else reverse("decision", args=[decision.pk]))


def _in_background(taken: Step, decision: Decision, account: Account) -> Run:
    """The background work that takes a step with a decision: the account's own under way, or else a new one."""
    arguments = {"decision": decision.pk}
    under_way = jobs.under_way(taken.job, arguments, account)
    return jobs_asked.ask(taken.job, arguments, account) if under_way is None else under_way


def _preview(
    request: HttpRequest, taken: Step, decision: Decision, fault: TinhGonError | None = None, status: int = 200
) -> HttpResponse:
    rehearsal = rehearse(decision) if taken.rehearsed and fault is None else None
    context = {
        "step": taken,
        "decision": decision,
        "fault": fault,
        "right_step": decision.status in taken.at,
        "incomplete": incomplete(decision) if taken.rehearsed else [],
        **rehearsal_shown(rehearsal),
    }
    return render(request, "registry/decision_step.html", context, status=status)


def rehearsal_shown(rehearsal: Rehearsal | None) -> dict[str, object]:
    """A rehearsal for a page: counts by group, or the refusal."""
    if rehearsal is None:
        return {"counts": None, "refusal": None}
    told = {each: count for each, count in rehearsal.counts.items() if count.total()}
    counts = [(GROUP_NAMES[each], told[each]) for each in GROUPS if each in told]
    return {"counts": counts, "refusal": rehearsal.refusal, "rehearsed": True}


def incomplete(decision: Decision) -> list[Text]:
    """What a draft lacks before it can be submitted."""
    lacking = [name for field, name in _NEEDED.items() if not getattr(decision, field).strip()]
    if is_empty(decision):
        lacking.append(Text("ít nhất một thay đổi", "at least one change"))
    return lacking


_NEEDED = {
    "number": Text("số ký hiệu", "the number"),
    "kind": Text("loại văn bản", "the kind"),
    "issuer": Text("cơ quan ban hành", "the issuer"),
    "subject": Text("trích yếu", "the subject"),
}


class Incomplete(TinhGonError):
    """A draft lacks something without which it cannot be submitted."""

    code = "incomplete"


def require_complete(taken: Step, decision: Decision) -> None:
    """Raises Incomplete where the decision lacks what the step needs."""
    lacking = incomplete(decision) if taken.rehearsed else []
    if lacking:
        raise Incomplete(
            Text("Dự thảo chưa đủ để trình", "The draft is not complete"),
            where=decision.number,
            why=Text(
                "Còn thiếu: " + ", ".join(each.vi for each in lacking),
                "It lacks " + ", ".join(each.en for each in lacking),
            ),
            mend=Text("Bổ sung trên trang sửa dự thảo.", "Add it on the page where the draft is edited."),
        )
