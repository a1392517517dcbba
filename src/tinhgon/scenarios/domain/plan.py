"""A plan: changes in order, in phases, on a base. Values only; every edit makes a new plan."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.changes import Annul, Change
from tinhgon.temporal import Period


class Base(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a plan is laid on: the record after ledger entry `seq`, looked at on the day `on`."""

    on: date
    seq: int


class Phase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step of carrying a plan out: its changes take effect on one day."""

    id: int
    name: str
    effective_on: date


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One change of a plan. `origin` names the template or the scenario it came from, `note` is the drafter's.

    The change bears no day of its own: that of its phase holds.
    """

    id: int
    phase: int
    change: Change
    origin: str = ""
    note: str = ""


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """All that a scenario would do. `law_on` is the day whose law is applied; None: the day looked at."""

    base: Base
    phases: tuple[Phase, ...]
    steps: tuple[Step, ...] = ()
    law_on: date | None = None

    def phase(self, phase_id: int) -> Phase:
        """A phase by its id. Raises UnknownPart."""
        for each in self.phases:
            if each.id == phase_id:
                return each
        raise _unknown(Text("giai đoạn", "phase"), phase_id)

    def step(self, step_id: int) -> Step:
        """A step by its id. Raises UnknownPart."""
        for each in self.steps:
            if each.id == step_id:
                return each
        raise _unknown(Text("thay đổi", "change"), step_id)

    @property
    def last_day(self) -> date:
        """The day from which all of it is in force."""
        return max((each.effective_on for each in self.phases), default=self.base.on)


PLANNABLE = Period(date(1900, 1, 1), date(2200, 1, 1))
"""The days on which phases may take effect: calendars and spreadsheets hold them and the years around."""


class UnknownPart(TinhGonError):
    """A plan has no such step or phase."""

    code = "unknown_part"


class InvalidEdit(TinhGonError):
    """An edit that a plan does not take."""

    code = "invalid_edit"


_PLAN = msgspec.json.Decoder(Plan)
_encoder = msgspec.json.Encoder()


def encode_plan(plan: Plan) -> bytes:
    """A plan as JSON."""
    return _encoder.encode(plan)


def decode_plan(data: bytes | str) -> Plan:
    """A plan from JSON. Raises msgspec.ValidationError naming the place of the fault."""
    return _PLAN.decode(data)


def plan_digest(plan: Plan) -> str:
    """SHA-256 (hex) of a plan: two plans that say the same have the same."""
    return hashlib.sha256(encode_plan(plan)).hexdigest()


def in_order(plan: Plan) -> tuple[tuple[Step, date], ...]:
    """The steps in the order in which they are laid, each with its day: phase by phase, then as listed."""
    place = {each.id: (each.effective_on, number) for number, each in enumerate(plan.phases)}
    ranked = sorted(plan.steps, key=lambda step: place[step.phase])  # stable: as listed within a phase
    return tuple((step, place[step.phase][0]) for step in ranked)


# --- operations: each takes a plan and gives the plan after it ----------------------------------

Operation = Callable[[Plan], Plan]


def adding(changes: Iterable[Change], phase: int, *, origin: str = "", note: str = "") -> Operation:
    """Add changes at the end of a phase."""
    listed = tuple(changes)

    def operation(plan: Plan) -> Plan:
        plan.phase(phase)
        first = _next_id(plan.steps)
        added = tuple(
            Step(id=first + number, phase=phase, change=_undated(change), origin=origin, note=note)
            for number, change in enumerate(listed)
        )
        return _with(plan, steps=plan.steps + added)

    return operation


def removing(step_ids: Iterable[int]) -> Operation:
    """Take steps out."""
    gone = set(step_ids)

    def operation(plan: Plan) -> Plan:
        for each in gone:
            plan.step(each)
        return _with(plan, steps=tuple(each for each in plan.steps if each.id not in gone))

    return operation


def rewriting(step_id: int, change: Change, note: str | None = None) -> Operation:
    """Put another change in the place of a step's."""

    def operation(plan: Plan) -> Plan:
        old = plan.step(step_id)
        new = Step(id=old.id, phase=old.phase, change=_undated(change), origin=old.origin,
                   note=old.note if note is None else note)  # fmt: skip
        return _with(plan, steps=tuple(new if each.id == step_id else each for each in plan.steps))

    return operation


def placing(step_ids: Sequence[int], phase: int, before: int | None = None) -> Operation:
    """Put steps into a phase, before another step or at the end."""

    def operation(plan: Plan) -> Plan:
        plan.phase(phase)
        moved = [_in_phase(plan.step(each), phase) for each in step_ids]
        if before in step_ids:
            raise InvalidEdit(Text("Không thể đặt thay đổi trước chính nó", "A change cannot stand before itself"),
                              where=str(before))  # fmt: skip
        rest = [each for each in plan.steps if each.id not in step_ids]
        at = len(rest) if before is None else rest.index(plan.step(before))
        return _with(plan, steps=(*rest[:at], *moved, *rest[at:]))

    return operation


def adding_phase(name: str, effective_on: date) -> Operation:
    """Add a phase; phases stand in the order of their days."""

    def operation(plan: Plan) -> Plan:
        new = Phase(id=_next_id(plan.phases), name=_named(name), effective_on=plannable(effective_on))
        return _with(plan, phases=_by_day((*plan.phases, new)))

    return operation


def altering_phase(phase_id: int, name: str, effective_on: date) -> Operation:
    """Rename a phase or put it on another day."""

    def operation(plan: Plan) -> Plan:
        plan.phase(phase_id)
        new = Phase(id=phase_id, name=_named(name), effective_on=plannable(effective_on))
        return _with(plan, phases=_by_day(new if each.id == phase_id else each for each in plan.phases))

    return operation


def removing_phase(phase_id: int) -> Operation:
    """Take out a phase that has no changes. Raises InvalidEdit for one that has, and for the last."""

    def operation(plan: Plan) -> Plan:
        phase = plan.phase(phase_id)
        if any(each.phase == phase_id for each in plan.steps):
            raise InvalidEdit(
                Text(f"Giai đoạn «{phase.name}» còn thay đổi", f"The phase {phase.name!r} still has changes"),
                mend=Text("Chuyển các thay đổi sang giai đoạn khác trước.", "Move its changes to another phase first."),
            )
        if len(plan.phases) == 1:
            raise InvalidEdit(Text("Phương án cần ít nhất một giai đoạn", "A scenario needs at least one phase"))
        return _with(plan, phases=tuple(each for each in plan.phases if each.id != phase_id))

    return operation


def under_law_of(day: date | None) -> Operation:
    """Have the law of another day applied; None: of the day looked at."""
    return lambda plan: msgspec.structs.replace(plan, law_on=day)


def on_base(base: Base, steps: Iterable[Step] | None = None) -> Operation:
    """Put a plan on another base, with the steps that are left after its conflicts were settled."""
    kept = None if steps is None else tuple(steps)
    return lambda plan: msgspec.structs.replace(plan, base=base, steps=plan.steps if kept is None else kept)


# --- patches: what an edit changed, so that it can be undone and done again ----------------------


class Placed(msgspec.Struct, frozen=True, array_like=True):
    """A step and its place in the list."""

    place: int
    step: Step


class Frame(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a plan says besides its steps."""

    base: Base
    phases: tuple[Phase, ...]
    law_on: date | None = None


class Patch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The difference of two plans; places of removed steps are those before, of added steps those after."""

    before: Frame
    after: Frame
    removed: tuple[Placed, ...] = ()
    added: tuple[Placed, ...] = ()


def difference(before: Plan, after: Plan) -> Patch:
    """What takes one plan to the other. Steps that stay in the same order are not named."""
    stays = _staying(before.steps, after.steps)
    return Patch(
        before=_frame(before),
        after=_frame(after),
        removed=tuple(Placed(n, each) for n, each in enumerate(before.steps) if each.id not in stays),
        added=tuple(Placed(n, each) for n, each in enumerate(after.steps) if each.id not in stays),
    )


def patched(plan: Plan, patch: Patch) -> Plan:
    """The plan after a patch. `patched(before, difference(before, after)) == after`."""
    gone = {each.step.id for each in patch.removed}
    steps = [each for each in plan.steps if each.id not in gone]
    for each in patch.added:  # in rising order of places, so each place is that of the finished list
        steps.insert(each.place, each.step)
    frame = patch.after
    return Plan(base=frame.base, phases=frame.phases, steps=tuple(steps), law_on=frame.law_on)


def reversed_patch(patch: Patch) -> Patch:
    """The patch that takes back what another did."""
    return Patch(before=patch.after, after=patch.before, removed=patch.added, added=patch.removed)


def _staying(before: Sequence[Step], after: Sequence[Step]) -> set[int]:
    """Ids of a longest run of equal steps that stand in the same order in both lists."""
    place = {each.id: (number, each) for number, each in enumerate(before)}
    common = [(place[each.id][0], each.id) for each in after if each.id in place and place[each.id][1] == each]
    best = _rising([number for number, _ in common])
    return {common[each][1] for each in best}


def _rising(numbers: Sequence[int]) -> list[int]:
    """Indices of a longest rising subsequence (patience sorting, as in Schensted 1961)."""
    tails: list[int] = []
    before: list[int] = []
    for index, number in enumerate(numbers):
        low, high = 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if numbers[tails[middle]] < number else (low, middle)
        before.append(tails[low - 1] if low else -1)
        tails[low : low + 1] = [index]
    found: list[int] = []
    at = tails[-1] if tails else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]


# --- phases that are decided --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """The changes of some phases with the day of each, in order: what one decision enacts."""

    changes: tuple[Change, ...]
    first_day: date


def part_of(plan: Plan, phases: Iterable[int]) -> Part:
    """The changes of the phases, each with its own day. Raises InvalidEdit where there are none."""
    wanted = {plan.phase(each).id for each in phases}
    chosen = [(step.change, day) for step, day in in_order(plan) if step.phase in wanted]
    if not chosen:
        raise InvalidEdit(
            Text("Các giai đoạn đã chọn chưa có thay đổi nào", "The chosen phases have no changes"),
            mend=Text("Thêm thay đổi vào phương án trước.", "Add changes to the scenario first."),
        )
    first = min(day for _, day in chosen)
    return Part(tuple(msgspec.structs.replace(change, effective_on=day) for change, day in chosen), first)


def _undated(change: Change) -> Change:
    if isinstance(change, Annul):
        raise InvalidEdit(
            Text("Phương án không hủy bỏ quyết định được", "A scenario cannot annul a decision"),
            mend=Text("Hoàn tác phương án đã ban hành bằng quyết định riêng.", "Undo an enacted scenario instead."),
        )
    return change if change.effective_on is None else msgspec.structs.replace(change, effective_on=None)


def _next_id(parts: Sequence[Step] | Sequence[Phase]) -> int:
    return max((each.id for each in parts), default=0) + 1


def _in_phase(step: Step, phase: int) -> Step:
    return msgspec.structs.replace(step, phase=phase)


def _by_day(phases: Iterable[Phase]) -> tuple[Phase, ...]:
    return tuple(sorted(phases, key=lambda each: (each.effective_on, each.id)))


def plannable(day: date) -> date:
    """The day, where a phase may take effect on it. Raises InvalidEdit."""
    if day not in PLANNABLE:
        raise InvalidEdit(
            Text(
                f"Ngày {day:%d/%m/%Y} nằm ngoài khoảng lập được phương án", f"No phase can begin on {day.isoformat()}"
            ),
            where=day.isoformat(),
            mend=Text("Chọn một ngày từ 01/01/1900 đến 31/12/2199.", "Choose a day from 1900-01-01 to 2199-12-31."),
        )
    return day


def _named(name: str) -> str:
    if not name.strip():
        raise InvalidEdit(Text("Giai đoạn cần có tên", "A phase needs a name"))
    return name.strip()


def _with(plan: Plan, **changed: object) -> Plan:
    return msgspec.structs.replace(plan, **changed)


def _frame(plan: Plan) -> Frame:
    return Frame(base=plan.base, phases=plan.phases, law_on=plan.law_on)


def _unknown(what: Text, number: int) -> UnknownPart:
    return UnknownPart(
        Text(f"Phương án không có {what.vi} số {number}", f"The scenario has no {what.en} {number}"),
        mend=Text("Tải lại trang: có thể người khác vừa sửa.", "Reload: somebody may have just edited it."),
    )
