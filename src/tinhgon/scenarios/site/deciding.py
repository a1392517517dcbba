"""From a scenario to decisions: submit its phases, sign, enact, take back, undo; each after seeing what it touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from tinhgon.accounts.access import today
from tinhgon.accounts.domain.roles import Permission
from tinhgon.documents.models import NumberTaken, Profile
from tinhgon.documents.services import number_of
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import account_of, standing_of
from tinhgon.frame.faults import STATUS_OF
from tinhgon.frame.languages import said
from tinhgon.jobs import selectors as jobs
from tinhgon.jobs import services as jobs_asked
from tinhgon.registry import reach
from tinhgon.registry.domain.decisions import STATUS_NAMES, Status
from tinhgon.registry.domain.facts import Linked
from tinhgon.registry.models import Entity
from tinhgon.registry.selectors.rehearsing import GROUPS, counted, rehearse
from tinhgon.registry.site import drafting_steps
from tinhgon.registry.site.drafting import KINDS
from tinhgon.registry.site.drafting_steps import AT_ONCE, ENACT, GROUP_NAMES, STEPS, rehearsal_shown
from tinhgon.registry.site.moments import timeless
from tinhgon.scenarios import deciding as decisions
from tinhgon.scenarios.checking import blocking, issues_of
from tinhgon.scenarios.deciding import Particulars
from tinhgon.scenarios.domain.issues import SEVERITY_NAMES
from tinhgon.scenarios.dossier import default_particulars, paper_key
from tinhgon.scenarios.meaning import meaning_of
from tinhgon.scenarios.models import Deciding, Scenario
from tinhgon.scenarios.models import Status as State
from tinhgon.scenarios.opening import Opened, open_scenario
from tinhgon.scenarios.progress import progress
from tinhgon.scenarios.site.access import edits, scenario_page
from tinhgon.scenarios.site.findings import TONES
from tinhgon.scenarios.site.sight import Sight
from tinhgon.scenarios.site.typed import Typed

_FIELDS = ("number", "kind", "issuer", "signed_on", "subject")


@dataclass(frozen=True, slots=True)
class Action:
    """A step of a decision made from a scenario.

    `at`: where the decision stands. `like`: the steps of any decision whose takers may take this one.
    """

    slug: str
    title: Text
    explained: Text
    done: Text
    at: tuple[Status, ...]
    like: tuple[str, ...]
    act: Callable[[Deciding, HttpRequest], object]
    rehearsed: bool = True
    tone: str = "primary"


ACTIONS = (
    Action(
        "duyet",
        Text("Phê duyệt", "Approve"),
        Text("Ký chữ ký thứ hai. Hồ sơ chưa đổi cho đến khi ban hành.",
             "Give the second signature. Nothing changes on record until it is enacted."),
        Text("Đã phê duyệt.", "Approved."),
        (Status.SUBMITTED,),
        ("duyet",),
        lambda made, request: decisions.approve(made, account_of(request)),
    ),
    Action(
        "ban-hanh",
        Text("Ban hành", "Enact"),
        Text("Ghi toàn bộ thay đổi vào sổ và vào hồ sơ trong một lần, hoặc không ghi gì. Về sau chỉ hoàn tác được bằng"
             " quyết định khác.",
             "All changes enter the ledger and the record at once, or none. Afterwards it is undone only by another"
             " decision."),
        Text("Đã ban hành và ghi sổ.", "Enacted and entered in the ledger."),
        (Status.APPROVED,),
        ("ban-hanh",),
        lambda made, request: decisions.enact(made),
    ),
    Action(
        "rut",
        Text("Rút quyết định", "Take back"),
        Text("Quyết định chưa ban hành được bỏ đi; phương án có thể mở lại để sửa rồi trình lại.",
             "The decision, not in force yet, is removed; the scenario can be opened, edited and submitted again."),
        Text("Đã rút quyết định.", "Taken back."),
        (Status.DRAFT, Status.SUBMITTED, Status.APPROVED),
        ("rut", "tra-lai", "bo"),
        lambda made, request: decisions.take_back(made),
        rehearsed=False,
        tone="secondary",
    ),
)  # fmt: skip


@scenario_page()
@timeless
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """How far the phases have come, the decisions made, and the form by which the next phases are submitted."""
    sight = Sight.of(request, scenario)
    left = [each.phase.id for each in progress(scenario) if each.changes and each.deciding is None]
    if request.method == "GET":
        return _page(sight, Typed(_initial(sight)), left)
    if not _may_submit(sight):
        raise PermissionDenied
    typed = Typed.sent(request, _FIELDS)
    chosen = [each for each in left if str(each) in request.POST.getlist("phase")]
    if not chosen:
        typed.fault("phase", Text("chọn ít nhất một giai đoạn", "choose at least one phase"))
    particulars = particulars_of(typed)
    if particulars is None:
        return _page(sight, typed, chosen, status=400)
    try:
        _require_reach(sight)
        decisions.decide(scenario, account_of(request), particulars, chosen)
    except TinhGonError as fault:
        return _page(sight, typed, chosen, fault, STATUS_OF.get(fault.code, 400))
    messages.success(request, said(Text("Đã trình; phương án được chốt.", "Submitted; the scenario is frozen.")))
    return redirect("scenario-decide", scenario.pk)


def particulars_of(typed: Typed) -> Particulars | None:
    """What a form says of a decision; None where it is at fault."""
    number, kind, issuer, subject = (typed.text(each) for each in ("number", "kind", "issuer", "subject"))
    signed = typed.day("signed_on")
    if typed.faults or signed is None:
        return None
    return Particulars(number=number, kind=kind, issuer=issuer, signed_on=signed, subject=subject)


def _initial(sight: Sight) -> dict[str, str]:
    """What the form begins with: the number taken for the draft decision of the dossier, with its issuer and day."""
    taken = number_taken(sight.scenario)
    usual = default_particulars(sight.scenario, "decision", Profile.STATE.value)
    return {
        "number": "" if taken is None else taken.text,
        "kind": KINDS[0],
        "issuer": usual.issuer if taken is None else taken.register.issuer,
        "signed_on": (today() if taken is None else taken.signed_on).isoformat(),
        "subject": sight.scenario.name if taken is None else taken.subject,
    }


def number_taken(scenario: Scenario) -> NumberTaken | None:
    """The number taken from a register for the draft decision of a scenario, unless a decision bears it already."""
    for profile in Profile:
        taken = number_of(paper_key(scenario, "decision", profile.value))
        if taken is not None and not scenario.decidings.filter(decision__number=taken.text).exists():  # type: ignore[attr-defined]
            return taken
    return None


def _may_submit(sight: Sight) -> bool:
    """Whether the account may lay decisions of the scenario before an approver: as it may edit it, frozen or not."""
    mine = edits(account_of(sight.request), standing_of(sight.request), sight.scenario)
    return mine and sight.scenario.status != State.DROPPED


class OutOfReach(TinhGonError):
    """A scenario changes what its drafter's role does not reach."""

    code = "out_of_reach"


def _require_reach(sight: Sight) -> None:
    """Raises OutOfReach where the account may not draft for all that the scenario changes."""
    standing = standing_of(sight.request)
    if standing.everywhere(Permission.DRAFT):
        return
    named = set(Entity.objects.filter(pk__in=sight.scenario.mentions).values_list("pk", flat=True))
    if outside := sorted(named - reach.within(standing, Permission.DRAFT, named)):
        raise OutOfReach(
            Text("Phương án thay đổi cả những gì ngoài phạm vi được giao soạn thảo",
                 "The scenario changes what lies outside the subtree you may draft for"),
            where=", ".join(sight.called.name(each) for each in outside[:5]),
            mend=Text("Bỏ các thay đổi đó, hoặc đề nghị giao phạm vi.", "Take them out, or ask for a role over it."),
        )  # fmt: skip


def _page(
    sight: Sight, typed: Typed, chosen: Collection[int], fault: TinhGonError | None = None, status: int = 200
) -> HttpResponse:
    scenario = sight.scenario
    opened = open_scenario(scenario)
    phases = progress(scenario)
    stops = blocking(issues_of(opened, tuple(scenario.waivers.all())))  # type: ignore[attr-defined]
    made = scenario.decidings.select_related("decision", "by", "undoes__decision").order_by("at")  # type: ignore[attr-defined]
    context = {
        "phases": [
            {"it": each, "step": None if each.deciding is None else STATUS_NAMES[Status(each.deciding.decision.status)]}
            for each in phases
        ],
        "left": [
            (each.phase, each.changes, touched(opened, {each.phase.id}), each.phase.id in chosen)
            for each in phases
            if each.changes and each.deciding is None
        ],
        "names": GROUP_NAMES,
        "stops": [(each, SEVERITY_NAMES[each.severity], TONES[each.severity]) for each in stops],
        "decidings": [_made(sight, each) for each in made],
        "may_submit": _may_submit(sight),
        "kinds": KINDS,
        "typed": typed,
        "taken": number_taken(scenario),
        "numbering": sight.address("scenario-dossier", paper="decision"),
        "fault": fault,
    }
    return sight.show("scenarios/decide.html", context, status=status)


def touched(opened: Opened, phases: Collection[int]) -> list[tuple[Text, Counter[str]]]:
    """How many objects of each group the phases begin, end or change, and of how many people the posts."""
    ids: set[int] = set()
    steps = set()
    for laid in opened.preview.laid:
        if laid.step.phase in phases:
            steps.add(laid.step.id)
            for fact in laid.facts:
                ids |= {fact.predecessor, fact.successor} if isinstance(fact, Linked) else {fact.object_id}
    counts = counted(opened.preview.register, ids)
    affected = sum(not steps.isdisjoint(each.steps) for each in meaning_of(opened).fates)
    counts["people"] = Counter(concerned=affected)
    return [(GROUP_NAMES[each], counts[each]) for each in GROUPS if counts[each].total()]


def _made(sight: Sight, each: Deciding) -> dict[str, object]:
    status = Status(each.decision.status)
    names = {phase.id: phase.name for phase in sight.plan.phases}
    undone = each.undone_by.filter(decision__status=Status.ENACTED.value).first()  # type: ignore[attr-defined]
    pending = each.undone_by.exclude(decision__status=Status.ENACTED.value).exists()  # type: ignore[attr-defined]
    may_undo = status is Status.ENACTED and each.undoes_id is None and not undone and not pending
    return {
        "it": each,
        "step": STATUS_NAMES[status],
        "phases": ", ".join(names.get(phase, f"#{phase}") for phase in each.phases),
        "undone": undone,
        "actions": [
            (action.slug, action.title, action.tone) for action in ACTIONS if _may(sight.request, action, each)
        ],
        "may_undo": may_undo and _may_submit(sight),
    }


def _may(request: HttpRequest, action: Action, made: Deciding) -> bool:
    """Whether the account may take a step now: as it might with any decision of that kind."""
    decision = made.decision
    if decision.status not in action.at:
        return False
    steps = [each for each in STEPS if each.slug in action.like and decision.status in each.at]
    return any(drafting_steps.may_take(request, each, decision) for each in steps)


@scenario_page()
@timeless
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, scenario: Scenario, deciding_id: int, slug: str) -> HttpResponse:
    """The preview of a step of a decision, and taking it."""
    sight = Sight.of(request, scenario)
    action = next((each for each in ACTIONS if each.slug == slug), None)
    made: Deciding = get_object_or_404(Deciding.objects.select_related("decision"), pk=deciding_id, scenario=scenario)
    if action is None:
        raise Http404
    if not _may(request, action, made):
        raise PermissionDenied
    if request.method == "GET":
        return _stepping(sight, action, made)
    if action.slug == "ban-hanh" and made.decision.changes.count() > AT_ONCE:  # type: ignore[attr-defined]
        arguments = {"decision": made.decision_id}
        run = jobs.under_way(ENACT, arguments, account_of(request))
        return redirect("run", (run or jobs_asked.ask(ENACT, arguments, account_of(request))).pk)
    try:
        action.act(made, request)
    except TinhGonError as fault:
        return _stepping(sight, action, made, fault, STATUS_OF.get(fault.code, 400))
    messages.success(request, said(action.done))
    return redirect("scenario-decide", scenario.pk)


def _stepping(
    sight: Sight, action: Action, made: Deciding, fault: TinhGonError | None = None, status: int = 200
) -> HttpResponse:
    rehearsal = rehearse(made.decision) if action.rehearsed and fault is None else None
    context = {"action": action, "made": made, "fault": fault, **rehearsal_shown(rehearsal)}
    return sight.show("scenarios/decide_step.html", context, status=status)


@scenario_page(Permission.DRAFT)
@timeless
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, scenario: Scenario, deciding_id: int) -> HttpResponse:
    """The counter-decision of an enacted one: what was built on it since, and the form that submits it."""
    sight = Sight.of(request, scenario)
    made: Deciding = get_object_or_404(
        Deciding.objects.select_related("decision"),
        pk=deciding_id, scenario=scenario, undoes=None, decision__status=Status.ENACTED.value,
    )  # fmt: skip
    if request.method == "GET":
        subject = Text(f"Hủy bỏ {made.decision.number}", f"Annuls {made.decision.number}")
        given = {
            **_initial(sight),
            "issuer": made.decision.issuer,
            "kind": made.decision.kind,
            "subject": said(subject),
        }
        return _undoing(sight, made, Typed(given))
    typed = Typed.sent(request, _FIELDS)
    particulars = particulars_of(typed)
    if particulars is None:
        return _undoing(sight, made, typed, status=400)
    try:
        decisions.undo(made, account_of(request), particulars)
    except TinhGonError as fault:
        return _undoing(sight, made, typed, fault, STATUS_OF.get(fault.code, 400))
    messages.success(request, said(Text("Đã trình quyết định hoàn tác.", "The counter-decision is submitted.")))
    return redirect("scenario-decide", scenario.pk)


def _undoing(
    sight: Sight, made: Deciding, typed: Typed, fault: TinhGonError | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "made": made,
        "since": decisions.built_on(made),
        "touched": touched(open_scenario(sight.scenario), set(made.phases)),
        "typed": typed,
        "kinds": KINDS,
        "fault": fault,
    }
    return sight.show("scenarios/decide_undo.html", context, status=status)
