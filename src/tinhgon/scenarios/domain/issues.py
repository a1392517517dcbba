"""What is wrong with a plan: what its steps break, and what the rules find after it that they did not find before.

Integrity is never waived; a finding of law may be, by a decision on record; targets and notes are told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from tinhgon.errors import Text
from tinhgon.registry.domain.refusals import Violation
from tinhgon.rulebook.domain.findings import Evidence, Finding, Severity
from tinhgon.rulebook.domain.parameters import Parameter, Verified
from tinhgon.scenarios.domain.preview import Preview
from tinhgon.scenarios.domain.remedies import Remedy

RECORD = "record."
"""What the ids of the record's own rules begin with here, to tell them from the rules of the rulebook."""


class Status(StrEnum):
    """How an issue stands to the base: the plan makes it, mends it, leaves it; or it is waived."""

    NEW = "new"
    GONE = "gone"
    SAME = "same"
    WAIVED = "waived"


STATUS_NAMES = {
    Status.NEW: Text("phát sinh do phương án", "made by the plan"),
    Status.GONE: Text("được khắc phục", "mended by the plan"),
    Status.SAME: Text("có từ trước", "there before"),
    Status.WAIVED: Text("được miễn áp dụng", "waived"),
}

SEVERITY_NAMES = {
    Severity.INTEGRITY: Text("toàn vẹn", "integrity"),
    Severity.LAW: Text("pháp luật, quy định", "law"),
    Severity.TARGET: Text("chỉ tiêu", "target"),
    Severity.INFO: Text("lưu ý", "note"),
}

_TAKEN_OUT = 3  # so many steps are offered to be taken out together

Subjects = tuple[tuple[str, int], ...]
FindingKey = tuple[str, Severity, Subjects, str]


def _nothing() -> tuple[Remedy, ...]:
    return ()


@dataclass(frozen=True, eq=False)
class Issue:
    """One thing to know of a plan on the day it is looked at.

    `before` is what was said of it without the plan, where that differs. `first_failing` is the first of the
    plan's days from which it lasts (the base's own day: it was there already); `mended_on` the later day of the
    plan on which it is there no longer. `steps` are ids of the steps that have to do with it, `waiver` the id of
    what waives it. Remedies are worked out when asked for.
    """

    rule: str
    severity: Severity
    status: Status
    subjects: Subjects
    message: Text
    evidence: Evidence
    citations: tuple[Parameter, ...]
    on: date
    law_on: date
    about: str = ""
    before: Text | None = None
    first_failing: date | None = None
    mended_on: date | None = None
    steps: tuple[int, ...] = ()
    waiver: int | None = None
    proposing: Callable[[], tuple[Remedy, ...]] = field(default=_nothing, repr=False)

    @cached_property
    def remedies(self) -> tuple[Remedy, ...]:
        """What would mend it, each in one edit; none where no sensible one is known."""
        return self.proposing()

    @property
    def key(self) -> str:
        """A name of it that stays the same while the plan is edited, for remarks and addresses."""
        objects = "-".join(str(each) for _, each in self.subjects)
        return ":".join(each for each in (self.rule, self.about, objects) if each)

    @property
    def verified(self) -> Verified:
        """Whether everything it rests on was checked against the text; true where it rests on the record alone."""
        seen = {each.citation.verified for each in self.citations}
        return True if seen <= {True} else False if seen == {False} else "partial"


@dataclass(frozen=True, slots=True)
class Waived:
    """A rule waived for some objects, and the id of the waiver."""

    rule: str
    subjects: frozenset[int]
    id: int


@dataclass(frozen=True, slots=True)
class Day:
    """What the rules find on one day of the plan, without it and with it."""

    on: date
    before: Sequence[Finding]
    after: Sequence[Finding]


def blocking(issues: Iterable[Issue]) -> list[Issue]:
    """What forbids submitting a plan: broken integrity, and breaches of law it makes that no decision waives."""
    return [
        each for each in issues if each.status is Status.NEW and each.severity in (Severity.INTEGRITY, Severity.LAW)
    ]


def issues_of_record(
    preview: Preview,
    on: date,
    law_on: date,
    steps_of: Callable[[Iterable[int]], tuple[int, ...]] = lambda objects: (),
    remedies_of: Callable[[Violation], tuple[Remedy, ...]] = lambda violation: (),
) -> list[Issue]:
    """Steps that were refused, and what the record's own rules would refuse the plan as a whole for."""
    refused = [
        (violation, each.on, (each.step.id,), f"step-{each.step.id}")
        for each in preview.laid
        if each.refusal is not None
        for violation in each.refusal.violations
    ]
    broken = refused + [(each, on, steps_of(each.objects), "") for each in preview.violations]
    return [
        replace(
            _broken(preview, violation, day, law_on),
            about=about,
            steps=steps,
            proposing=_mending(violation, steps, remedies_of),
        )
        for violation, day, steps, about in broken
    ]


def _broken(preview: Preview, violation: Violation, on: date, law_on: date) -> Issue:
    records = {each: preview.register.record(each) for each in violation.objects}
    return Issue(
        rule=RECORD + violation.rule,
        severity=Severity.INTEGRITY,
        status=Status.NEW,
        subjects=tuple((record.kind.value, each) for each, record in records.items() if record is not None),
        message=violation.text,
        evidence={},
        citations=(),
        on=on,
        law_on=law_on,
        first_failing=violation.day or on,
    )


def _mending(
    violation: Violation, steps: tuple[int, ...], remedies_of: Callable[[Violation], tuple[Remedy, ...]]
) -> Callable[[], tuple[Remedy, ...]]:
    def proposing() -> tuple[Remedy, ...]:
        proposed = remedies_of(violation)
        if not 0 < len(steps) <= _TAKEN_OUT:
            return proposed
        numbers = ", ".join(str(each) for each in steps)
        label = Text(f"Bỏ thay đổi số {numbers} khỏi phương án", f"Take change {numbers} out of the plan")
        return (*proposed, Remedy(label, removes=steps))

    return proposing


@dataclass(frozen=True, slots=True)
class _Days:
    """The days of a plan with what is found on each, by key."""

    days: tuple[date, ...]
    before: tuple[Mapping[FindingKey, Finding], ...]
    after: tuple[Mapping[FindingKey, Finding], ...]

    def since(self, key: FindingKey) -> date:
        """The first day of the run up to the last day in which a finding is there on every day."""
        first = self.days[-1]
        for day, found in zip(reversed(self.days), reversed(self.after), strict=True):
            if key not in found:
                break
            first = day
        return first

    def mended(self, key: FindingKey, after: int) -> date | None:
        """The first of the days after one of them on which a finding is there no longer."""
        return next((self.days[each] for each in range(after + 1, len(self.days)) if key not in self.after[each]), None)


@dataclass(frozen=True, slots=True)
class Judging:
    """What issues are told with: the waivers, and how steps and remedies are found."""

    waived: Collection[Waived] = ()
    steps_of: Callable[[Finding], tuple[int, ...]] = lambda finding: ()
    remedies_of: Callable[[Finding], tuple[Remedy, ...]] = lambda finding: ()


def issues_of_rules(days: Sequence[Day], judging: Judging) -> list[Issue]:
    """What the rules say of a plan, from what they found on its days in order; the last is the one looked at.

    What fails only on an earlier day of the plan is told too, with the day on which it is mended.
    """
    keyed = _Days(
        tuple(each.on for each in days),
        tuple({finding.key: finding for finding in each.before} for each in days),
        tuple({finding.key: finding for finding in each.after} for each in days),
    )
    before, after = keyed.before[-1], keyed.after[-1]
    found = [_there(key, finding, keyed, judging, before.get(key)) for key, finding in after.items()]
    gone = [_told(each, Status.GONE, steps=judging.steps_of(each)) for key, each in before.items() if key not in after]
    return [*found, *gone, *_passing(keyed, judging)]


def _there(key: FindingKey, finding: Finding, days: _Days, judging: Judging, base: Finding | None) -> Issue:
    waiver = _waiver(finding, judging.waived)
    status = Status.WAIVED if waiver is not None else Status.NEW if base is None else Status.SAME
    told_anew = base is None or base.message != finding.message
    return _told(
        finding,
        status,
        before=base.message if base is not None and told_anew else None,
        first_failing=days.since(key),
        steps=judging.steps_of(finding) if told_anew else (),
        waiver=waiver,
        proposing=lambda: judging.remedies_of(finding),
    )


def _passing(days: _Days, judging: Judging) -> list[Issue]:
    """What the plan makes on one of its days and mends on a later one."""
    told = {*days.before[-1], *days.after[-1]}
    found: list[Issue] = []
    for number, day in enumerate(days.days[:-1]):
        for key, finding in days.after[number].items():
            if key in told or key in days.before[number]:
                continue
            told.add(key)
            waiver = _waiver(finding, judging.waived)
            found.append(
                _told(
                    finding,
                    Status.NEW if waiver is None else Status.WAIVED,
                    first_failing=day,
                    mended_on=days.mended(key, number),
                    steps=judging.steps_of(finding),
                    waiver=waiver,
                )
            )
    return found


def _told(finding: Finding, status: Status, **further: object) -> Issue:
    return Issue(
        rule=finding.rule,
        severity=finding.severity,
        status=status,
        subjects=finding.subjects,
        message=finding.message,
        evidence=finding.evidence,
        citations=finding.citations,
        on=finding.on,
        law_on=finding.law_on,
        about=finding.about,
        **further,  # type: ignore[arg-type]  # the fields named by the three callers above
    )


def _waiver(finding: Finding, waived: Collection[Waived]) -> int | None:
    if finding.severity is not Severity.LAW:
        return None
    objects = {each for _, each in finding.subjects}
    return next((each.id for each in waived if each.rule == finding.rule and objects <= each.subjects), None)


_RANK: Mapping[Severity, int] = {each: rank for rank, each in enumerate(Severity)}
_STATUS_RANK: Mapping[Status, int] = {
    each: rank for rank, each in enumerate((Status.NEW, Status.SAME, Status.WAIVED, Status.GONE))
}


def in_order(issues: Iterable[Issue]) -> list[Issue]:
    """Issues with what the plan makes first, then by severity, rule and subjects."""
    return sorted(issues, key=lambda each: (_STATUS_RANK[each.status], _RANK[each.severity], each.rule, each.subjects))
