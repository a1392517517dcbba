"""What can be done in the editor to the plan itself: its steps, phases and law, and remedies of findings."""

from __future__ import annotations

from collections.abc import Mapping

from tinhgon.errors import Text
from tinhgon.registry.services import new_ids
from tinhgon.scenarios.checking import issues_of
from tinhgon.scenarios.domain.issues import Issue
from tinhgon.scenarios.domain.plan import (
    InvalidEdit,
    Operation,
    adding,
    adding_phase,
    altering_phase,
    in_order,
    placing,
    removing,
    removing_phase,
    rewriting,
    under_law_of,
)
from tinhgon.scenarios.domain.remedies import with_ids
from tinhgon.scenarios.site.editor_actions import BODY_ACTIONS, Action, Doing
from tinhgon.scenarios.site.editor_desk import Desk, Given
from tinhgon.scenarios.wording import sentence

STEPS = Text("thay đổi", "changes")
_PHASE = Text("giai đoạn", "a phase")
_DAY = Text("ngày hiệu lực", "the day it takes effect")


def _said(desk: Desk, ids: list[int]) -> Text:
    """One step in words, several by number."""
    if len(ids) == 1:
        step = desk.plan.step(ids[0])
        said = sentence(step.change, desk.opened.preview.register, desk.plan.phase(step.phase).effective_on)
        return Text(f"«{said.vi}»", f"“{said.en}”")
    return Text(f"{len(ids)} thay đổi", f"{len(ids)} changes")


def remove_steps(desk: Desk, given: Given) -> Doing:
    """Take changes out of the plan."""
    ids = given.some("steps", STEPS)
    said = _said(desk, ids)
    return Doing(Text(f"Bỏ {said.vi}", f"Take out {said.en}"), (removing(ids),))


def place_steps(desk: Desk, given: Given) -> Doing:
    """Put changes into a phase, before another change or at its end."""
    ids, phase = given.some("steps", STEPS), desk.plan.phase(given.number("into", _PHASE))
    before = given.numbers("before")
    said = _said(desk, ids)
    label = Text(f"Đưa {said.vi} vào {phase.name}", f"Put {said.en} into {phase.name}")
    return Doing(label, (placing(ids, phase.id, before[0] if before else None),))


def shift_step(desk: Desk, given: Given) -> Doing:
    """Put a change one place earlier or later within its phase."""
    step = desk.plan.step(given.number("steps", STEPS))
    beside = [each.id for each, _ in in_order(desk.plan) if each.phase == step.phase]
    at, later = beside.index(step.id), given.flag("later")
    said = _said(desk, [step.id])
    label = Text(f"Đổi thứ tự {said.vi}", f"Reorder {said.en}")
    if (at == len(beside) - 1) if later else (at == 0):
        raise InvalidEdit(Text("Thay đổi đã ở đầu hoặc cuối giai đoạn", "It is first or last in its phase already"))
    if later:
        return Doing(label, (placing([beside[at + 1]], step.phase, step.id),))
    return Doing(label, (placing([step.id], step.phase, beside[at - 1]),))


def note_step(desk: Desk, given: Given) -> Doing:
    """Write a note beside a change."""
    step = desk.plan.step(given.number("steps", STEPS))
    said = _said(desk, [step.id])
    return Doing(Text(f"Ghi chú cho {said.vi}", f"Note on {said.en}"),
                 (rewriting(step.id, step.change, given.text("note")),))  # fmt: skip


def add_phase(desk: Desk, given: Given) -> Doing:
    """Add a phase."""
    name, day = given.text("name", Text("tên giai đoạn", "the name of the phase")), given.day("effective_on", _DAY)
    return Doing(Text(f"Thêm giai đoạn {name}", f"Add the phase {name}"), (adding_phase(name, day),))


def alter_phase(desk: Desk, given: Given) -> Doing:
    """Rename a phase or put it on another day."""
    phase, name = desk.plan.phase(given.number("into", _PHASE)), given.text("name")
    day = given.day("effective_on", _DAY)
    return Doing(Text(f"Sửa giai đoạn {name}", f"Alter the phase {name}"), (altering_phase(phase.id, name, day),))


def remove_phase(desk: Desk, given: Given) -> Doing:
    """Take out a phase that has no changes."""
    phase = desk.plan.phase(given.number("into", _PHASE))
    return Doing(Text(f"Bỏ giai đoạn {phase.name}", f"Take out the phase {phase.name}"), (removing_phase(phase.id),))


def set_law(desk: Desk, given: Given) -> Doing:
    """Have the law of another day applied; of the day looked at where none is given."""
    if not given.text("law_on"):
        return Doing(Text("Áp dụng pháp luật tại ngày xem", "Apply the law of the day shown"), (under_law_of(None),))
    day = given.day("law_on", Text("ngày của pháp luật", "the day of the law"))
    label = Text(f"Áp dụng pháp luật ngày {day:%d/%m/%Y}", f"Apply the law of {day.isoformat()}")
    return Doing(label, (under_law_of(day),))


def remedy(desk: Desk, given: Given) -> Doing:
    """Apply a remedy proposed for a finding."""
    found = issue_by(desk, given.text("issue", Text("phát hiện", "a finding")))
    number = given.numbers("number")
    chosen = found.remedies[number[0]] if number and number[0] < len(found.remedies) else None
    if chosen is None:
        raise InvalidEdit(
            Text("Cách khắc phục này không còn dùng được", "This remedy can no longer be applied"),
            where=found.message.vi,
            mend=Text("Xem lại danh sách phát hiện.", "Look at the findings again."),
        )
    operations: list[Operation] = [removing(chosen.removes)] if chosen.removes else []
    if chosen.changes:
        changes = with_ids(chosen, lambda: new_ids(1)[0])
        operations.append(adding(changes, desk.phase.id, origin="remedy"))
    return Doing(chosen.label, tuple(operations))


def issue_by(desk: Desk, key: str) -> Issue:
    """The finding of a key. Raises InvalidEdit where it is there no more."""
    waivers = desk.scenario.waivers.all()  # type: ignore[attr-defined]
    for each in issues_of(desk.opened, waivers, desk.day):
        if each.key == key:
            return each
    raise InvalidEdit(Text("Phát hiện này không còn nữa", "This finding is there no more"), where=key)


ACTIONS: Mapping[str, Action] = {
    **BODY_ACTIONS,
    "remove_steps": remove_steps,
    "place_steps": place_steps,
    "shift_step": shift_step,
    "note_step": note_step,
    "add_phase": add_phase,
    "alter_phase": alter_phase,
    "remove_phase": remove_phase,
    "set_law": set_law,
    "remedy": remedy,
}
"""Every edit of the editor by its name."""
