"""What is wrong with a scenario and what mends it: findings as sentences, remedies, waivers, the law applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import account_of
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.faults import STATUS_OF
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry.domain.decisions import Status as Step
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Decision
from tinhgon.registry.site.moments import timeless
from tinhgon.rulebook.domain.findings import Severity
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.rulebook.domain.rules import RULES
from tinhgon.rulebook.site.citing import cited
from tinhgon.scenarios import services
from tinhgon.scenarios.checking import blocking, mend
from tinhgon.scenarios.domain.issues import SEVERITY_NAMES, STATUS_NAMES, Issue, Status
from tinhgon.scenarios.domain.plan import under_law_of
from tinhgon.scenarios.models import Scenario, Waiver
from tinhgon.scenarios.site.access import scenario_page
from tinhgon.scenarios.site.sight import Sight
from tinhgon.scenarios.site.typed import Typed
from tinhgon.scenarios.wording import sentence

TONES = {Severity.INTEGRITY: "error", Severity.LAW: "warning", Severity.TARGET: "note", Severity.INFO: "note"}
VERIFIED = {
    True: Text("đã đối chiếu", "checked"),
    False: Text("chưa đối chiếu", "not checked"),
    "partial": Text("đối chiếu một phần", "partly checked"),
}
_GONE = Text("Phát hiện này không còn.", "The finding is there no longer.")
_STEPS_SAID = 3
_DECISIONS_SUGGESTED = 300


@dataclass(frozen=True, slots=True)
class Line:
    """A finding with the names of what it is about, and whether it forbids submitting."""

    issue: Issue
    subject: str
    blocks: bool


@scenario_page()
@timeless
@require_GET
def findings(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """All findings of the day by the law asked for; what the plan makes comes first."""
    sight = Sight.of(request, scenario)
    rows = lines(sight)
    table = Table(
        name=f"phat-hien-phuong-an-{scenario.pk}",
        columns=_columns(rows),
        rows=rows,
        request=request,
        caption=Text("Phát hiện của phương án", "Findings of the scenario"),
        empty=Text("Không có phát hiện nào như vậy.", "There is no such finding."),
    )
    if request.headers.get("HX-Request") and table.start:
        return render(request, "scenarios/findings_items.html", _shown(sight, table))
    counted = Counter(each.issue.status for each in rows)
    context = {
        "counts": [(each.value, STATUS_NAMES[each], counted[each]) for each in Status],
        "blocks": sum(each.blocks for each in rows),
        "waivers": scenario.waivers.select_related("decision"),  # type: ignore[attr-defined]
        "law_kept": sight.law is None or not sight.may_edit,
        **({} if table.is_file else _shown(sight, table)),
    }
    return sight.show("scenarios/findings.html", context, table)


def lines(sight: Sight) -> list[Line]:
    """All findings as rows."""
    stops = {id(each) for each in blocking(sight.issues)}
    people = sight.people_named([each.subjects[0][1] for each in sight.issues if _about_person(each)])
    return [Line(each, subject_of(sight, each, people), id(each) in stops) for each in sight.issues]


def subject_of(sight: Sight, issue: Issue, people: dict[int, str]) -> str:
    """What the thing most concerned is called."""
    if not issue.subjects:
        return ""
    kind, object_id = issue.subjects[0]
    if kind == Kind.PERSON:
        return people.get(object_id, f"#{object_id}")
    return sight.called.name(object_id)


def _about_person(issue: Issue) -> bool:
    return bool(issue.subjects) and issue.subjects[0][0] == Kind.PERSON


def _columns(rows: list[Line]) -> list[Column[Line]]:
    rules = {each.issue.rule: rule_name(each.issue.rule) for each in rows}
    return [
        Column("status", Text("Tình trạng", "Status"), lambda row: row.issue.status.value,
               choices=[(each.value, name) for each, name in STATUS_NAMES.items()]),
        Column("severity", Text("Mức", "Severity"), lambda row: row.issue.severity.value,
               choices=[(each.value, name) for each, name in SEVERITY_NAMES.items()]),
        Column("blocks", Text("Chặn việc trình", "Forbids submitting"), lambda row: row.blocks,
               choices=[("yes", Text("có", "yes")), ("no", Text("không", "no"))]),
        Column("rule", Text("Quy tắc", "Rule"), lambda row: row.issue.rule,
               choices=sorted(rules.items(), key=lambda each: said(each[1]))),
        Column("subject", Text("Đối tượng", "Subject"), lambda row: row.subject, searched=True),
        Column("message", Text("Nội dung", "What"), lambda row: row.issue.message, searched=True),
        Column("before", Text("Trước phương án", "Without the scenario"), lambda row: row.issue.before),
        Column("first", Text("Từ ngày", "Since"), lambda row: row.issue.first_failing),
        Column("mended", Text("Hết vào ngày", "Mended on"), lambda row: row.issue.mended_on),
        Column("law", Text("Căn cứ", "Ground"), lambda row: _ground(row.issue.citations), searched=True),
        Column("verified", Text("Đối chiếu văn bản", "Checked against the text"),
               lambda row: VERIFIED[row.issue.verified] if row.issue.citations else None),
        Column("steps", Text("Do thay đổi số", "By changes"), lambda row: ", ".join(map(str, row.issue.steps))),
    ]  # fmt: skip


def rule_name(rule: str) -> Text:
    """What a rule is called."""
    return RULES[rule].label if rule in RULES else Text("Ràng buộc của hồ sơ", "A rule of the record")


def _ground(citations: Iterable[Parameter]) -> str:
    return "; ".join(sorted({cited(each.citation) for each in citations}))


def _shown(sight: Sight, table: Table[Line]) -> dict[str, object]:
    waivers = {each.pk: each for each in sight.scenario.waivers.select_related("decision", "by")}  # type: ignore[attr-defined]
    return {"items": [told(sight, each, waivers) for each in table.shown], "table": table, "sight": sight,
            "scenario": sight.scenario, "may_edit": sight.may_edit}  # fmt: skip


def told(sight: Sight, line: Line, waivers: dict[int, Waiver]) -> dict[str, object]:
    """One finding as its sentence on a page says it."""
    issue = line.issue
    kind, object_id = issue.subjects[0] if issue.subjects else ("", 0)
    fresh = issue.status is Status.NEW
    return {
        "key": issue.key,
        "tone": TONES[issue.severity],
        "severity": SEVERITY_NAMES[issue.severity],
        "status": issue.status,
        "status_name": STATUS_NAMES[issue.status],
        "blocks": line.blocks,
        "subject": line.subject,
        "subject_address": sight.about(Kind(kind), object_id) if kind else None,
        "message": issue.message,
        "before": issue.before,
        "first": issue.first_failing,
        "mended": issue.mended_on,
        "law": [(cited(each.citation), each.citation.verified is True) for each in issue.citations],
        "steps": _steps(sight, issue.steps),
        "more_steps": max(0, len(issue.steps) - _STEPS_SAID),
        "remedies": [each.label for each in issue.remedies] if fresh and sight.may_edit else [],
        "waivable": fresh and issue.severity is Severity.LAW and sight.may_edit,
        "waiver": None if issue.waiver is None else waivers.get(issue.waiver),
        "waive_address": sight.address("scenario-waive", key=issue.key),
        "remark_address": sight.address("scenario-review", about=issue.key),
    }


def _steps(sight: Sight, ids: tuple[int, ...]) -> list[tuple[int, str]]:
    register = sight.opened.preview.register
    found = []
    for each in ids[:_STEPS_SAID]:
        step = sight.plan.step(each)
        day = sight.plan.phase(step.phase).effective_on
        found.append((each, said(sentence(step.change, register, day, sight.called))))
    return found


def issue_called(sight: Sight, key: str) -> Issue | None:
    """The finding of this name, that which the plan makes first; None where it is there no longer."""
    named = [each for each in sight.issues if each.key == key]
    return next((each for each in named if each.status is Status.NEW), named[0] if named else None)


class NoSuchRemedy(TinhGonError):
    """What is no longer wrong needs no remedy."""

    code = "no_such_remedy"


@scenario_page(Permission.DRAFT)
@timeless
@require_POST
def apply_remedy(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Apply the remedy `remedy` of the finding `key` as one edit, into the phase that the finding begins with."""
    sight = Sight.of(request, scenario)
    issue = issue_called(sight, request.POST.get("key", ""))
    number = whole(request.POST.get("remedy", ""))
    if issue is None or number is None or number >= len(issue.remedies):
        raise NoSuchRemedy(
            Text(
                "Phát hiện này không còn, hoặc cách khắc phục đã khác", "The finding is gone, or its remedies changed"
            ),
            mend=Text("Xem lại danh sách phát hiện.", "Look at the findings again."),
        )
    remedy = issue.remedies[number]
    mend(scenario, remedy, account_of(request), version=whole(request.POST.get("version", "")))
    messages.success(request, f"{said(Text('Đã khắc phục', 'Mended'))}: {said(remedy.label)}")
    return redirect(sight.address("scenario-findings", **_kept(request)))


@scenario_page(Permission.DRAFT)
@timeless
@require_http_methods(["GET", "POST"])
def waive(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Waive a rule for what the finding `key` is about, by an enacted decision that allows it."""
    sight = Sight.of(request, scenario)
    issue = issue_called(sight, request.GET.get("key", ""))
    if issue is None:
        messages.warning(request, said(_GONE))
        return redirect(sight.address("scenario-findings"))
    if issue.severity is not Severity.LAW:
        raise Http404
    typed = Typed.sent(request, ("decision", "reason"))
    if request.method == "GET":
        return _waiving(sight, issue, typed)
    number = typed.text("decision")
    typed.text("reason")
    decision = Decision.objects.filter(number=number, status=Step.ENACTED.value).first()
    if decision is None:
        typed.fault("decision", Text("trong sổ không có quyết định đang có hiệu lực với số này",
                                     "the ledger has no enacted decision of this number"))  # fmt: skip
    if typed.faults or decision is None:
        return _waiving(sight, issue, typed, status=400)
    try:
        subjects = [each for _, each in issue.subjects]
        services.waive(scenario, issue.rule, subjects, decision, typed.texts["reason"], account_of(request))
    except TinhGonError as fault:
        return _waiving(sight, issue, typed, fault, STATUS_OF.get(fault.code, 400))
    messages.success(request, said(Text("Đã ghi việc miễn áp dụng.", "The waiver is noted.")))
    return redirect(sight.address("scenario-findings"))


@scenario_page(Permission.DRAFT)
@timeless
@require_POST
def unwaive(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Apply a rule again: takes the waiver `waiver` back."""
    services.unwaive(scenario, whole(request.POST.get("waiver", "")) or 0)
    messages.success(request, said(Text("Đã bỏ việc miễn áp dụng.", "The waiver is taken back.")))
    return redirect(Sight.of(request, scenario).address("scenario-findings"))


def _waiving(
    sight: Sight, issue: Issue, typed: Typed, fault: TinhGonError | None = None, status: int = 200
) -> HttpResponse:
    enacted = Decision.objects.filter(status=Step.ENACTED.value).order_by("-signed_on")[:_DECISIONS_SUGGESTED]
    line = Line(issue, subject_of(sight, issue, {}), blocks=True)
    context = {
        "item": told(sight, line, {}),
        "typed": typed,
        "fault": fault,
        "decisions": enacted.values_list("number", "subject"),
    }
    return sight.show("scenarios/waive.html", context, status=status)


@scenario_page(Permission.DRAFT)
@timeless
@require_POST
def keep_law(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Have the plan checked by the law of the day `law`, as an edit; none: by that of the day looked at."""
    sight = Sight.of(request, scenario)
    day = sight.law
    label = (
        Text("Theo pháp luật của ngày xem", "By the law of the day shown")
        if day is None
        else Text(f"Theo pháp luật ngày {day:%d/%m/%Y}", f"By the law of {day.isoformat()}")
    )
    services.edit(scenario, account_of(request), label, under_law_of(day))
    return redirect(sight.address("scenario-findings", law=None))


def _kept(request: HttpRequest) -> dict[str, str]:
    """The filters of the list, to come back to it as it was."""
    return {key: value for key, value in request.GET.items() if key.startswith("f_") or key in ("q", "sort")}
