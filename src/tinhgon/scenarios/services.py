"""What people do with scenarios: draft, edit, undo, copy, share, freeze, remark. The only code that writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from django.db import transaction
from django.utils import timezone

from tinhgon.accounts.models import Account
from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.decisions import Instrument
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.models import Decision, LedgerEntry
from tinhgon.registry.services import annulled_entries
from tinhgon.scenarios.domain.plan import (
    Base,
    InvalidEdit,
    Operation,
    Patch,
    Phase,
    Plan,
    difference,
    patched,
    plannable,
    reversed_patch,
)
from tinhgon.scenarios.models import STATUS_NAMES, Comment, Edit, Scenario, Share, Status, Waiver


class NotOpen(TinhGonError):
    """A scenario that is frozen or dropped is not edited."""

    code = "scenario_not_open"


class EditedMeanwhile(TinhGonError):
    """Somebody edited the scenario since it was read."""

    code = "edited_meanwhile"


class NothingToUndo(TinhGonError):
    """There is no edit to take back, or none to do again."""

    code = "nothing_to_undo"


class NoSuchWaiver(TinhGonError):
    """A waiver that rests on no decision in force."""

    code = "no_such_waiver"


def plan_of(scenario: Scenario) -> Plan:
    """The plan of a scenario."""
    return msgspec.convert(scenario.plan, Plan)


def new_scenario(
    name: str,
    owner: Account,
    base: Base,
    effective_on: date,
    *,
    under: int | None = None,
    purpose: str = "",
    ground: Iterable[Instrument] = (),
    phase_name: str = "",
) -> Scenario:
    """Begin a scenario on a base, with one phase that takes effect on a day."""
    first = Phase(id=1, name=phase_name.strip() or "Giai đoạn 1", effective_on=plannable(effective_on))
    return Scenario.objects.create(
        name=_named(name),
        purpose=purpose.strip(),
        ground=msgspec.to_builtins(list(ground)),
        under=under,
        owner=owner,
        plan=msgspec.to_builtins(Plan(base=base, phases=(first,))),
    )


@transaction.atomic
def describe(scenario: Scenario, *, name: str, purpose: str, ground: Iterable[Instrument]) -> Scenario:
    """Change what a scenario is called, what for, and what it rests on."""
    locked = _open(scenario)
    locked.name, locked.purpose = _named(name), purpose.strip()
    locked.ground = msgspec.to_builtins(list(ground))
    locked.save()
    return locked


@transaction.atomic
def edit(
    scenario: Scenario,
    by: Account,
    label: Text,
    *operations: Operation,
    version: int | None = None,
    settling: bool = False,
) -> Scenario:
    """Do operations as one edit; what was undone before can then no longer be done again.

    `version` is the one that was read: raises EditedMeanwhile where it is not the last. Only `settling`, which
    puts the plan on another base, takes out what is in force; else InvalidEdit is raised.
    """
    locked = _open(scenario, version)
    before = plan_of(locked)
    after = before
    for operation in operations:
        after = operation(after)
    if after == before:
        return locked
    if not settling:
        _keep_what_is_decided(locked, before, after)
    locked.edits.filter(ordinal__gt=locked.position).delete()
    locked.position += 1
    Edit.objects.create(
        scenario=locked,
        ordinal=locked.position,
        by=by,
        label_vi=label.vi,
        label_en=label.en,
        patch=msgspec.to_builtins(difference(before, after)),
    )
    return _saved(locked, after)


@transaction.atomic
def undo(scenario: Scenario, version: int | None = None) -> Scenario:
    """Take back the last edit. Raises NothingToUndo."""
    locked = _open(scenario, version)
    last = locked.edits.filter(ordinal=locked.position).first()
    if last is None:
        raise NothingToUndo(Text("Không còn thao tác nào để hoàn tác", "There is nothing left to undo"))
    locked.position -= 1
    return _saved(locked, patched(plan_of(locked), reversed_patch(_patch_of(last))))


@transaction.atomic
def redo(scenario: Scenario, version: int | None = None) -> Scenario:
    """Do again what was taken back last. Raises NothingToUndo."""
    locked = _open(scenario, version)
    following = locked.edits.filter(ordinal=locked.position + 1).first()
    if following is None:
        raise NothingToUndo(Text("Không còn thao tác nào để làm lại", "There is nothing to do again"))
    locked.position += 1
    return _saved(locked, patched(plan_of(locked), _patch_of(following)))


@transaction.atomic
def copy(scenario: Scenario, name: str, owner: Account) -> Scenario:
    """Another scenario with the same plan, to go its own way. What the plan founds keeps its ids in both."""
    return Scenario.objects.create(
        name=_named(name),
        purpose=scenario.purpose,
        ground=scenario.ground,
        under=scenario.under,
        owner=owner,
        plan=scenario.plan,
        assumptions=scenario.assumptions,
        mentions=scenario.mentions,
        copied_from=scenario,
    )


@transaction.atomic
def assume(scenario: Scenario, assumptions: dict[str, object]) -> Scenario:
    """Say what the costs of a scenario are counted with."""
    locked = _open(scenario)
    locked.assumptions = assumptions
    locked.save()
    return locked


@transaction.atomic
def freeze(scenario: Scenario, by: Account) -> Scenario:
    """Close a scenario for editing, so that what is reviewed stays as it is."""
    locked = _open(scenario)
    locked.status, locked.frozen_by, locked.frozen_at = Status.FROZEN.value, by, timezone.now()
    locked.save()
    return locked


@transaction.atomic
def thaw(scenario: Scenario) -> Scenario:
    """Open a frozen scenario again. Raises NotOpen while a decision made from it is on its way."""
    locked = Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    if (
        locked.status != Status.FROZEN
        or locked.decidings.filter(undoes=None).exclude(decision__status="enacted").exists()
    ):
        raise _not_open(locked)
    locked.status, locked.frozen_by, locked.frozen_at = Status.OPEN.value, None, None
    locked.save()
    return locked


@transaction.atomic
def drop(scenario: Scenario) -> Scenario:
    """Lay a scenario aside; it can still be read and copied."""
    locked = _open(scenario)
    locked.status = Status.DROPPED.value
    locked.save()
    return locked


# --- what people say ----------------------------------------------------------------------------


def share(scenario: Scenario, account: Account, by: Account, *, edits: bool = False) -> Share:
    """Show a scenario to an account, to read and comment on, or also to edit."""
    held, _ = Share.objects.update_or_create(scenario=scenario, account=account, defaults={"edits": edits, "by": by})
    return held


def unshare(scenario: Scenario, account: Account) -> None:
    """Show a scenario to an account no longer."""
    Share.objects.filter(scenario=scenario, account=account).delete()


def remark(scenario: Scenario, author: Account, text: str, *, step: int | None = None, about: str = "") -> Comment:
    """Say something of a scenario, of a step, or of a finding."""
    if not text.strip():
        raise TinhGonError(Text("Ý kiến không được để trống", "A remark must not be blank"))
    if step is not None:
        plan_of(scenario).step(step)
    return Comment.objects.create(scenario=scenario, author=author, text=text.strip(), step=step, about=about)


def settle(comment: Comment, by: Account) -> Comment:
    """Mark a remark as dealt with."""
    comment.settled_by, comment.settled_at = by, timezone.now()
    comment.save(update_fields=["settled_by", "settled_at"])
    return comment


@transaction.atomic
def waive(
    scenario: Scenario, rule: str, subjects: Iterable[int], decision: Decision, reason: str, by: Account
) -> Waiver:
    """Waive a rule of law for some subjects by a decision on record. Raises NoSuchWaiver for any other."""
    entry = LedgerEntry.objects.filter(decision=decision).first()
    if entry is None or entry.seq in annulled_entries():
        raise NoSuchWaiver(
            Text("Chỉ miễn áp dụng bằng quyết định đang có hiệu lực trong sổ",
                 "A rule is waived only by a decision on record that stands"),
            where=decision.number,
            mend=Text("Ghi quyết định cho phép vào sổ trước.", "Record the decision that allows it first."),
        )  # fmt: skip
    if not reason.strip():
        raise NoSuchWaiver(Text("Cần nêu lý do miễn áp dụng", "Say why the rule is waived"))
    locked = _open(scenario)
    held, _ = Waiver.objects.update_or_create(
        scenario=locked, rule=rule, subjects=sorted(set(subjects)),
        defaults={"decision": decision, "reason": reason.strip(), "by": by},
    )  # fmt: skip
    return held


@transaction.atomic
def unwaive(scenario: Scenario, waiver: int) -> None:
    """Apply a rule again that was waived."""
    _open(scenario).waivers.filter(pk=waiver).delete()


# --- within -------------------------------------------------------------------------------------


def _open(scenario: Scenario, version: int | None = None) -> Scenario:
    locked = Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    if locked.status != Status.OPEN:
        raise _not_open(locked)
    if version is not None and version != locked.version:
        raise EditedMeanwhile(
            Text("Phương án vừa được sửa ở nơi khác", "The scenario was edited elsewhere meanwhile"),
            where=locked.name,
            mend=Text("Tải lại trang rồi làm lại thao tác.", "Reload the page and do it again."),
        )
    return locked


def _not_open(scenario: Scenario) -> NotOpen:
    name = STATUS_NAMES[Status(scenario.status)]
    return NotOpen(
        Text(f"Phương án «{scenario.name}» {name.vi}, không sửa được",
             f"The scenario {scenario.name!r} is {name.en} and cannot be edited"),
        mend=Text("Mở lại, hoặc sao chép thành phương án mới.", "Open it again, or copy it to a new scenario."),
    )  # fmt: skip


def _saved(scenario: Scenario, plan: Plan) -> Scenario:
    scenario.plan = msgspec.to_builtins(plan)
    scenario.version += 1
    scenario.mentions = sorted({each for step in plan.steps for each in mentioned(step.change)})
    scenario.save()
    return scenario


def _keep_what_is_decided(scenario: Scenario, before: Plan, after: Plan) -> None:
    decided = {phase for phases in scenario.decidings.filter(undoes=None).values_list("phases", flat=True)
               for phase in phases}  # fmt: skip

    def fixed(plan: Plan) -> tuple[object, ...]:
        steps = tuple(each for each in plan.steps if each.phase in decided)
        return steps, tuple((each.id, each.effective_on) for each in plan.phases if each.id in decided)

    if fixed(before) != fixed(after):
        raise InvalidEdit(
            Text("Giai đoạn đã ban hành không sửa được", "A phase in force cannot be edited"),
            mend=Text("Hoàn tác quyết định của giai đoạn đó trước.", "Undo the decision of that phase first."),
        )


def _patch_of(done: Edit) -> Patch:
    return msgspec.convert(done.patch, Patch)


def _named(name: str) -> str:
    if not name.strip():
        raise TinhGonError(Text("Phương án cần có tên", "A scenario needs a name"))
    return name.strip()
