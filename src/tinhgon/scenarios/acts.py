"""Edits as programs make them: each one entry in the list of edits, none kept whose changes cannot be laid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.db import transaction

from tinhgon.accounts.models import Account
from tinhgon.errors import Text
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.scenarios.domain.plan import (
    InvalidEdit,
    Operation,
    adding,
    adding_phase,
    altering_phase,
    placing,
    removing,
    removing_phase,
    rewriting,
    under_law_of,
)
from tinhgon.scenarios.domain.preview import Laid
from tinhgon.scenarios.given import changes_of
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import Opened, open_scenario
from tinhgon.scenarios.services import edit, plan_of
from tinhgon.scenarios.wording import sentence

Allowed = Callable[[Sequence[Change]], None]
"""Raises where somebody may not state changes."""


def anything(changes: Sequence[Change]) -> None:
    """Whatever is stated may be: the operator's own command line asks nobody."""


def add(
    scenario: Scenario,
    by: Account,
    plain: Sequence[object],
    phase: int | None = None,
    *,
    note: str = "",
    version: int | None = None,
    allowed: Allowed = anything,
) -> tuple[Scenario, Mapping[int, int]]:
    """Add changes (see `given.changes_of`) at the end of a phase, by default the last; the ids new objects got.

    Raises InvalidEdit where one of them cannot be laid, besides what reading and editing raise.
    """
    read = changes_of(plain)
    allowed(read.changes)
    into = plan_of(scenario).phases[-1].id if phase is None else phase
    count = len(read.changes)
    label = Text(f"Thêm {count} thay đổi", f"Add {count} change{'s' if count > 1 else ''}")
    return _edited(scenario, by, label, version, adding(read.changes, into, note=note)), read.ids


def rewrite(
    scenario: Scenario,
    by: Account,
    step: int,
    plain: object,
    *,
    note: str | None = None,
    version: int | None = None,
    allowed: Allowed = anything,
) -> Scenario:
    """Put another change in the place of a step's. Raises as `add`, and UnknownPart."""
    read = changes_of([plain])
    allowed(read.changes)
    label = Text(f"Sửa thay đổi {step}", f"Edit change {step}")
    return _edited(scenario, by, label, version, rewriting(step, read.changes[0], note))


def remove(scenario: Scenario, by: Account, steps: Sequence[int], *, version: int | None = None) -> Scenario:
    """Take changes out. Raises UnknownPart."""
    label = Text(f"Bỏ thay đổi {_listed(steps)}", f"Take out change {_listed(steps)}")
    return edit(scenario, by, label, removing(steps), version=version)


def place(
    scenario: Scenario,
    by: Account,
    steps: Sequence[int],
    phase: int,
    before: int | None = None,
    *,
    version: int | None = None,
) -> Scenario:
    """Put changes into a phase, before another one or at its end. Raises UnknownPart, InvalidEdit."""
    name = plan_of(scenario).phase(phase).name
    label = Text(f"Đưa thay đổi {_listed(steps)} vào «{name}»", f"Put change {_listed(steps)} into {name!r}")
    return edit(scenario, by, label, placing(list(dict.fromkeys(steps)), phase, before), version=version)


def add_phase(
    scenario: Scenario, by: Account, name: str, effective_on: date, *, version: int | None = None
) -> Scenario:
    """Add a phase."""
    label = Text(f"Thêm giai đoạn «{name}»", f"Add the phase {name!r}")
    return edit(scenario, by, label, adding_phase(name, effective_on), version=version)


def alter_phase(
    scenario: Scenario,
    by: Account,
    phase: int,
    name: str | None = None,
    effective_on: date | None = None,
    *,
    version: int | None = None,
) -> Scenario:
    """Rename a phase or put it on another day; what is not given stays."""
    now = plan_of(scenario).phase(phase)
    changed = name or now.name, effective_on or now.effective_on
    label = Text(f"Sửa giai đoạn «{changed[0]}»", f"Edit the phase {changed[0]!r}")
    return edit(scenario, by, label, altering_phase(phase, *changed), version=version)


def remove_phase(scenario: Scenario, by: Account, phase: int, *, version: int | None = None) -> Scenario:
    """Take out a phase that has no changes. Raises InvalidEdit."""
    name = plan_of(scenario).phase(phase).name
    label = Text(f"Bỏ giai đoạn «{name}»", f"Take out the phase {name!r}")
    return edit(scenario, by, label, removing_phase(phase), version=version)


def apply_law_of(scenario: Scenario, by: Account, day: date | None, *, version: int | None = None) -> Scenario:
    """Have the law of another day applied; None: of the day looked at."""
    if day is None:
        label = Text("Áp dụng pháp luật của ngày đang xét", "Apply the law of the day looked at")
    else:
        label = Text(f"Áp dụng pháp luật ngày {day:%d/%m/%Y}", f"Apply the law of {day}")
    return edit(scenario, by, label, under_law_of(day), version=version)


@transaction.atomic
def _edited(scenario: Scenario, by: Account, label: Text, version: int | None, operation: Operation) -> Scenario:
    known = {each.id: each for each in plan_of(scenario).steps}
    changed = edit(scenario, by, label, operation, version=version)
    opened = open_scenario(changed)
    for laid in opened.preview.laid:
        if laid.refusal is not None and known.get(laid.step.id) != laid.step:
            raise _explained(laid, laid.refusal, opened)
    return changed


def _explained(laid: Laid, refusal: Refusal, opened: Opened) -> InvalidEdit:
    told = sentence(laid.step.change, opened.preview.register, laid.on)
    texts = [each.text for each in refusal.violations]
    return InvalidEdit(
        Text(f"Không ghi được thay đổi: {told.vi}", f"A change cannot be laid: {told.en}"),
        where=f"{laid.on}",
        why=Text("; ".join(each.vi for each in texts), "; ".join(each.en for each in texts)),
        mend=Text("Chọn đối tượng, giai đoạn hoặc ngày khác.", "Choose another object, phase or day."),
    )


def _listed(steps: Sequence[int]) -> str:
    return ", ".join(str(each) for each in steps)
