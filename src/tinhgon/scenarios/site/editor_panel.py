"""The panel of the editor: findings, and changes by phase."""

from __future__ import annotations

from typing import Any

from tinhgon.rulebook.domain.findings import Severity
from tinhgon.rulebook.site.citing import cited
from tinhgon.scenarios.domain.issues import SEVERITY_NAMES, STATUS_NAMES, Issue, Status
from tinhgon.scenarios.domain.plan import Step, in_order
from tinhgon.scenarios.site.editor_look import Look
from tinhgon.scenarios.wording import sentence

SHOWN = 30
"""Findings of one status in the panel; the page of findings has them all."""

_TONES = {Severity.INTEGRITY: "error", Severity.LAW: "warning", Severity.TARGET: "note", Severity.INFO: "note"}

Context = dict[str, Any]


# --- findings -----------------------------------------------------------------------------------


def findings(look: Look, status: str = "") -> Context:
    """What the plan makes and mends, and by number what was there before."""
    groups = []
    for each in (Status.NEW, Status.WAIVED, Status.GONE, Status.SAME):
        found = [issue for issue in look.issues if issue.status is each]
        is_open = each is Status.NEW or each.value == status
        groups.append({
            "status": each.value,
            "name": STATUS_NAMES[each],
            "count": len(found),
            "open": is_open,
            "issues": [told(look, issue) for issue in found[:SHOWN]] if is_open else [],
            "more": max(0, len(found) - SHOWN),
        })  # fmt: skip
    return {"groups": groups, "law_on": look.plan.law_on or look.day}


def told(look: Look, issue: Issue) -> Context:
    """A finding as the panel shows it."""
    return {
        "key": issue.key,
        "rule": issue.rule,
        "severity": SEVERITY_NAMES[issue.severity],
        "tone": _TONES[issue.severity],
        "message": issue.message,
        "before": issue.before,
        "first": issue.first_failing,
        "mended": issue.mended_on,
        "law": "; ".join(sorted({cited(each.citation) for each in issue.citations})),
        "boxes": [(each, look.called.name(each)) for each in look.boxes_of(issue)[:4]],
        "remedies": list(enumerate(issue.remedies)) if issue.status is Status.NEW else [],
        "waivable": issue.status is Status.NEW and issue.severity is Severity.LAW,
        "new": issue.status is Status.NEW,
    }


# --- changes by phase ---------------------------------------------------------------------------


def changes(look: Look) -> Context:
    """The steps of the plan, phase by phase, with what was refused of them."""
    of: dict[int, list[Context]] = {each.id: [] for each in look.plan.phases}
    refused = {each.step.id: each.refusal for each in look.opened.preview.laid if each.refusal is not None}
    for step, _ in in_order(look.plan):
        of[step.phase].append(step_told(look, step) | {"refusal": refused.get(step.id)})
    return {"phases": [(each, of[each.id]) for each in look.plan.phases], "current": look.phase.id}


def step_told(look: Look, step: Step) -> Context:
    """A step of the plan as the panel shows it."""
    day = look.plan.phase(step.phase).effective_on
    said = sentence(step.change, look.opened.preview.register, day, look.called)
    return {"id": step.id, "said": said, "note": step.note, "origin": step.origin, "phase": step.phase}
