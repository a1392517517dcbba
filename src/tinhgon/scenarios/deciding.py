"""From a scenario to decisions of the registry: submit phases, enact them, undo them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from django.db import transaction
from django.utils import timezone

from tinhgon.accounts.models import Account
from tinhgon.errors import Text, TinhGonError
from tinhgon.registry import services as registry
from tinhgon.registry.domain.changes import Annul, Change
from tinhgon.registry.domain.decisions import DecisionDocument, Instrument
from tinhgon.registry.domain.decisions import Status as Step
from tinhgon.registry.journal import StoreJournal
from tinhgon.registry.models import Decision, LedgerEntry
from tinhgon.scenarios.checking import blocking, issues_of
from tinhgon.scenarios.domain.issues import Issue
from tinhgon.scenarios.domain.plan import InvalidEdit, part_of, plan_digest
from tinhgon.scenarios.models import Deciding, Scenario, Status
from tinhgon.scenarios.opening import open_scenario
from tinhgon.scenarios.progress import OutOfTurn, in_turn
from tinhgon.scenarios.rebasing import Disagreement, disagreement
from tinhgon.scenarios.services import plan_of


class Blocked(TinhGonError):
    """A scenario that contradicts itself or the law is not submitted."""

    code = "blocked"

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = tuple(issues)
        shown = issues[:5]
        super().__init__(
            Text(
                f"Còn {len(issues)} phát hiện phải xử lý trước khi trình",
                f"{len(issues)} findings must be dealt with before submitting",
            ),
            why=Text("; ".join(each.message.vi for each in shown), "; ".join(each.message.en for each in shown)),
            mend=Text(
                "Sửa phương án, hoặc ghi quyết định cho phép miễn áp dụng quy định.",
                "Mend the scenario, or name the decision that waives the rule.",
            ),
        )


class Outdated(TinhGonError):
    """The record moved on in what the scenario changes."""

    code = "outdated"

    def __init__(self, found: Disagreement) -> None:
        self.disagreement = found
        super().__init__(
            Text(
                f"Hồ sơ đã thay đổi: {len(found.conflicts)} xung đột với phương án",
                f"The record has moved on: {len(found.conflicts)} conflicts with the scenario",
            ),
            where=f"#{found.seq}",
            mend=Text("Cập nhật nền của phương án rồi trình lại.", "Rebase the scenario, then submit again."),
        )


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a decision says of itself besides its changes."""

    number: str
    kind: str
    issuer: str
    signed_on: date
    subject: str


def decide(
    scenario: Scenario,
    by: Account,
    particulars: Particulars,
    phases: Iterable[int] | None = None,
    attachments: Mapping[str, tuple[str, bytes]] | None = None,
) -> Deciding:
    """Make a decision of the next phases (by default all that are left) and lay it before the approver.

    The scenario is frozen. Raises Blocked while findings forbid it, Outdated where the record has moved on in
    what it changes, OutOfTurn for phases that are decided or come later, Refusal where it cannot stand.
    """
    return _submitted(_drafted(scenario, by, particulars, phases, attachments or {}))


@transaction.atomic
def _drafted(
    scenario: Scenario,
    by: Account,
    particulars: Particulars,
    phases: Iterable[int] | None,
    attachments: Mapping[str, tuple[str, bytes]],
) -> Deciding:
    locked = Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    if locked.status == Status.DROPPED:
        raise InvalidEdit(Text("Phương án đã bỏ không trình được", "A dropped scenario is not submitted"))
    chosen = in_turn(locked, phases)
    if stops := blocking(issues_of(open_scenario(locked), tuple(locked.waivers.all()))):
        raise Blocked(stops)
    if (found := disagreement(locked)).conflicts:
        raise Outdated(found)
    plan = plan_of(locked)
    part = part_of(plan, chosen)
    ground = tuple(msgspec.convert(locked.ground, list[Instrument]))
    document = _document(particulars, part.first_day, part.changes, ground)
    decision = registry.draft(document, by, attachments)
    return Deciding.objects.create(
        scenario=locked, decision=decision, phases=chosen, plan_digest=plan_digest(plan), by=by
    )


def _submitted(made: Deciding) -> Deciding:
    """Lay the draft before the approver and freeze the scenario; where it cannot stand nothing of it is left."""
    try:
        registry.submit(made.decision)
    except TinhGonError:
        registry.discard(made.decision)
        raise
    open_ = Scenario.objects.filter(pk=made.scenario_id, status=Status.OPEN.value)
    open_.update(status=Status.FROZEN.value, frozen_by=made.by, frozen_at=timezone.now())
    return _fresh(made)


def _document(
    particulars: Particulars, effective_on: date, changes: tuple[Change, ...], ground: tuple[Instrument, ...]
) -> DecisionDocument:
    return DecisionDocument(
        number=particulars.number,
        kind=particulars.kind,
        issuer=particulars.issuer,
        signed_on=particulars.signed_on,
        effective_on=effective_on,
        subject=particulars.subject,
        changes=changes,
        instruments=ground,
    )


def approve(deciding: Deciding, by: Account) -> Deciding:
    """Give the second signature. Raises SameSignature where it is the drafter's."""
    registry.approve(deciding.decision, by)
    return _fresh(deciding)


def enact(deciding: Deciding) -> LedgerEntry:
    """Put a decision made from a scenario into force: all of it or nothing (see `registry.services`)."""
    return registry.enact_decision(deciding.decision)


@transaction.atomic
def take_back(deciding: Deciding) -> None:
    """Take a decision that is not in force back and remove it; the scenario can be opened again."""
    decision = Decision.objects.get(pk=deciding.decision_id)
    if decision.status in (Step.SUBMITTED, Step.APPROVED):
        decision = registry.withdraw(decision)
    registry.discard(decision)  # the row that ties it to the scenario goes with it


def built_on(deciding: Deciding) -> list[LedgerEntry]:
    """What was enacted since that concerns what an enacted decision changed: undoing has to fit with it."""
    seq = _entry(deciding).seq
    journal = StoreJournal()
    later = journal.concerning(journal.touched([seq]), after=seq)
    return list(LedgerEntry.objects.filter(seq__in=later).select_related("decision").order_by("seq"))


def undo(deciding: Deciding, by: Account, particulars: Particulars) -> Deciding:
    """Make the counter-decision of an enacted one and lay it before the approver.

    Once enacted, the record stands from the decision's own date as if it had not been taken; what was
    reported meanwhile stays in its history. It is tried against everything enacted since: raises Refusal
    naming what no longer fits, OutOfTurn for what is not in force or undone already.
    """
    return _submitted(_counter_draft(deciding, by, particulars))


@transaction.atomic
def _counter_draft(deciding: Deciding, by: Account, particulars: Particulars) -> Deciding:
    Scenario.objects.select_for_update(of=("self",)).get(pk=deciding.scenario_id)
    entry = _entry(deciding)
    if deciding.undone_by.exists():
        raise OutOfTurn(
            Text("Đã có quyết định hoàn tác", "There is a decision that undoes it already"),
            where=deciding.decision.number,
        )
    undone = deciding.decision
    changes = (Annul(entry=entry.seq),)
    document = _document(particulars, undone.effective_on, changes, (_cited(undone),))
    return Deciding.objects.create(
        scenario=deciding.scenario,
        decision=registry.draft(document, by),
        phases=deciding.phases,
        plan_digest=deciding.plan_digest,
        undoes=deciding,
        by=by,
    )


def _cited(decision: Decision) -> Instrument:
    return Instrument(
        number=decision.number,
        issuer=decision.issuer,
        signed_on=decision.signed_on,
        subject=decision.subject,
        verified=True,
    )


def _entry(deciding: Deciding) -> LedgerEntry:
    entry = LedgerEntry.objects.filter(decision_id=deciding.decision_id).first()
    if entry is None:
        raise OutOfTurn(
            Text("Chỉ hoàn tác được quyết định đã ban hành", "Only an enacted decision can be undone"),
            where=deciding.decision.number,
        )
    return entry


def _fresh(deciding: Deciding) -> Deciding:
    return Deciding.objects.select_related("decision").get(pk=deciding.pk)
