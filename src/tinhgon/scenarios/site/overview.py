"""One scenario at a glance: what for, how far, what it comes to, what to do next; and doing with it as a whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import msgspec
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhgon.accounts.access import today
from tinhgon.accounts.domain.roles import Permission
from tinhgon.accounts.models import Account, Grant
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import account_of, standing_of
from tinhgon.frame.faults import STATUS_OF
from tinhgon.frame.languages import said
from tinhgon.registry import reach
from tinhgon.registry.domain.decisions import STATUS_NAMES as STEP_NAMES
from tinhgon.registry.domain.decisions import Instrument
from tinhgon.registry.domain.decisions import Status as Step
from tinhgon.registry.site.moments import timeless
from tinhgon.scenarios import services
from tinhgon.scenarios.checking import blocking
from tinhgon.scenarios.domain.fates import FATE_NAMES, tally
from tinhgon.scenarios.domain.impact import MEASURES, totals
from tinhgon.scenarios.domain.issues import SEVERITY_NAMES, STATUS_NAMES
from tinhgon.scenarios.domain.issues import Status as Found
from tinhgon.scenarios.models import Scenario, Status
from tinhgon.scenarios.progress import PhaseProgress, progress
from tinhgon.scenarios.site.access import edits, reaches, scenario_page
from tinhgon.scenarios.site.sight import Sight
from tinhgon.scenarios.site.typed import Typed, ground_rows, tidy, with_checked

_REMARKS_SHOWN = 5
_ACCOUNTS_SUGGESTED = 200


@dataclass(frozen=True, slots=True)
class Next:
    """Something to do next, and where."""

    text: Text
    address: str
    pressing: bool = False


@scenario_page()
@timeless
@require_GET
def overview(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """The first page of a scenario."""
    sight = Sight.of(request, scenario)
    phases = progress(scenario)
    mine = edits(account_of(request), standing_of(request), scenario)
    context = {
        "phases": [_phase(each) for each in phases],
        "next": _next(sight, phases),
        "counts": _counts(sight),
        "findings": _findings(sight),
        "severities": [(each.value, name) for each, name in SEVERITY_NAMES.items()],
        "fates": [(each.value, FATE_NAMES[each], count) for each, count in tally(sight.meaning.fates).items() if count],
        "cost": sight.meaning.cost,
        "one_off": sum(each.amount for each in sight.meaning.cost.one_off),
        "shares": scenario.shares.select_related("account").order_by("pk"),  # type: ignore[attr-defined]
        "remarks": _remarks(scenario),
        "copies": scenario.copies.count(),  # type: ignore[attr-defined]
        "mine": mine,
        "is_owner": scenario.owner_id == account_of(request).pk,
        "may_copy": reaches(standing_of(request), Permission.DRAFT, scenario),
        "may_thaw": mine and scenario.status == Status.FROZEN,
        "accounts": _accounts(scenario) if scenario.owner_id == account_of(request).pk else (),
    }
    return sight.show("scenarios/overview.html", context)


def _phase(each: PhaseProgress) -> dict[str, object]:
    decision = None if each.deciding is None else each.deciding.decision
    return {
        "phase": each.phase,
        "changes": each.changes,
        "decision": decision,
        "step": None if decision is None else STEP_NAMES[Step(decision.status)],
    }


def _counts(sight: Sight) -> list[tuple[Text, int, int, int]]:
    before, after = totals(sight.meaning.before), totals(sight.meaning.after)
    return [(name, before[key], after[key], after[key] - before[key]) for key, name in MEASURES.items()]


def _findings(sight: Sight) -> list[tuple[Found, Text, list[tuple[str, int]]]]:
    """How many findings there are, a row for each status and a number for each severity."""
    counted = Counter((each.status, each.severity) for each in sight.issues)
    return [
        (status, name, [(severity.value, counted[status, severity]) for severity in SEVERITY_NAMES])
        for status, name in STATUS_NAMES.items()
    ]


def _remarks(scenario: Scenario) -> list[object]:
    open_ = scenario.comments.filter(settled_at=None).select_related("author")  # type: ignore[attr-defined]
    return list(open_.order_by("-at")[:_REMARKS_SHOWN])


def _accounts(scenario: Scenario) -> list[Account]:
    """Those suggested to show a scenario to: whoever has a role over what it is about, besides those who have it."""
    taken = [scenario.owner_id, *scenario.shares.values_list("account", flat=True)]  # type: ignore[attr-defined]
    over = Q(scope=None)
    if scenario.under is not None:
        over |= Q(scope__in=reach.tops([scenario.under], None, today()))
    roles = Grant.objects.filter(over, valid__contains=today()).values("account")
    found = Account.objects.filter(pk__in=roles, is_active=True, is_system=False).exclude(pk__in=taken)
    return list(found.order_by("last_name", "username")[:_ACCOUNTS_SUGGESTED])


def _next(sight: Sight, phases: list[PhaseProgress]) -> list[Next]:
    """What is to be done, the most pressing first."""
    scenario, found = sight.scenario, list[Next]()
    if scenario.status == Status.DROPPED:
        return [Next(Text("Phương án đã bỏ; sao chép để làm tiếp.", "It was dropped; copy it to go on."), "#tg-copy")]
    if not sight.plan.steps:
        edit = sight.address("scenario-edit")
        return [Next(Text("Thêm thay đổi đầu tiên trên sơ đồ", "Add the first change, on the chart"), edit, True)]
    for each in phases:
        found += _decision_steps(sight, each)
    stops = blocking(sight.issues)
    left = [each for each in phases if each.changes and each.deciding is None]
    if stops and left:
        text = Text(
            f"Xử lý {len(stops)} phát hiện đang chặn việc trình",
            f"Deal with {len(stops)} findings that forbid submitting",
        )
        found.append(Next(text, sight.address("scenario-findings", f_blocks="yes"), True))
    behind = sight.behind
    if behind and left:
        text = Text(
            f"Hồ sơ đã có thêm {behind} quyết định: cập nhật nền", f"{behind} decisions were recorded since: rebase"
        )
        found.append(Next(text, sight.address("scenario-rebase")))
    remarks = scenario.comments.filter(settled_at=None).count()  # type: ignore[attr-defined]
    if remarks:
        text = Text(f"Trả lời {remarks} ý kiến thẩm định", f"Answer {remarks} remarks")
        found.append(Next(text, sight.address("scenario-review")))
    if left and not stops:
        text = Text("Trình quyết định cho các giai đoạn còn lại", "Submit a decision for the phases left")
        found.append(Next(text, sight.address("scenario-decide")))
    if not found:
        text = Text(
            "Đã ban hành toàn bộ; xem quyết định hoặc hoàn tác", "All of it is in force; see the decisions, or undo"
        )
        found.append(Next(text, sight.address("scenario-decide")))
    return found


def _decision_steps(sight: Sight, each: PhaseProgress) -> list[Next]:
    decision = None if each.deciding is None else each.deciding.decision
    if decision is None or each.deciding is None or each.phase.id != min(each.deciding.phases):
        return []
    texts = {
        Step.SUBMITTED: Text(f"Chờ phê duyệt: {decision.number}", f"Awaiting the second signature: {decision.number}"),
        Step.APPROVED: Text(f"Chờ ban hành: {decision.number}", f"Ready to be enacted: {decision.number}"),
    }
    text = texts.get(Step(decision.status))
    return [] if text is None else [Next(text, sight.address("scenario-decide"), True)]


# --- what is done with the whole ----------------------------------------------------------------


@scenario_page(Permission.DRAFT)
@timeless
@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Name, purpose and legal grounds."""
    sight = Sight.of(request, scenario)
    if request.method == "GET":
        given = {"name": scenario.name, "purpose": scenario.purpose}
        return sight.show("scenarios/describe.html", {"typed": Typed(given, ground_rows(scenario.ground))})
    typed = Typed.sent(request, ("name", "purpose"), grounds=True)
    typed.text("name")
    if typed.faults:
        return sight.show("scenarios/describe.html", {"typed": typed}, status=400)
    before = msgspec.convert(scenario.ground, list[Instrument])
    try:
        services.describe(
            scenario,
            name=typed.texts["name"],
            purpose=typed.texts["purpose"],
            ground=with_checked(typed.instruments, before),
        )
    except TinhGonError as fault:
        status = STATUS_OF.get(fault.code, 400)
        return sight.show("scenarios/describe.html", {"typed": typed, "fault": fault}, status=status)
    messages.success(request, said(Text("Đã lưu.", "Saved.")))
    return redirect("scenario", scenario.pk)


_STATES = {
    "freeze": Text("Đã chốt: không ai sửa được cho đến khi mở lại.", "Frozen: nobody can edit it until it is opened."),
    "thaw": Text("Đã mở lại để sửa.", "Opened again, to be edited."),
    "drop": Text("Đã bỏ phương án; vẫn xem và sao chép được.", "Dropped; it can still be read and copied."),
}


@scenario_page(Permission.DRAFT)
@timeless
@require_POST
def state(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Freeze, open again or drop a scenario, as `to` says."""
    to = request.POST.get("to", "")
    if to == "freeze":
        services.freeze(scenario, account_of(request))
    elif to == "thaw":
        services.thaw(scenario)
    elif to == "drop":
        if scenario.owner_id != account_of(request).pk:
            raise PermissionDenied
        services.drop(scenario)
    if to in _STATES:
        messages.success(request, said(_STATES[to]))
    return redirect("scenario", scenario.pk)


class NoSuchAccount(TinhGonError):
    """A scenario was to be shown to an account that there is not."""

    code = "no_such_account"


@scenario_page(Permission.DRAFT)
@timeless
@require_POST
def share(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Show the scenario to an account (`account`, its name; `edits`), or no longer (`remove`)."""
    if scenario.owner_id != account_of(request).pk:
        raise PermissionDenied
    name = tidy(request.POST.get("account", ""))
    account = Account.objects.filter(username=name, is_active=True).first()
    if account is None:
        raise NoSuchAccount(
            Text("Không có tài khoản này", "There is no such account"),
            where=name,
            mend=Text("Chọn tên đăng nhập trong danh sách gợi ý.", "Choose a user name that is suggested."),
        )
    if request.POST.get("remove"):
        services.unshare(scenario, account)
        messages.success(request, said(Text("Đã thôi chia sẻ.", "No longer shared.")))
    else:
        services.share(scenario, account, account_of(request), edits=bool(request.POST.get("edits")))
        messages.success(
            request, said(Text(f"Đã chia sẻ với {account.shown_name}.", f"Shared with {account.shown_name}."))
        )
    return redirect("scenario", scenario.pk)
