"""Laying a plan on its base: exactly the facts that enacting it lays, in the same order, by the same code.

A step that cannot stand is left out with the reason, so that the rest can be looked at meanwhile; a plan
with such steps, or with violations, cannot be decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from tinhgon.registry.domain.expansion import expand
from tinhgon.registry.domain.facts import Fact, lay
from tinhgon.registry.domain.integrity import check
from tinhgon.registry.domain.records import Record, Register, View
from tinhgon.registry.domain.refusals import Refusal, Violation
from tinhgon.registry.domain.snapshot import Snapshot, snapshot_of
from tinhgon.scenarios.domain.plan import Plan, Step, in_order


@dataclass(frozen=True, slots=True)
class Laid:
    """A step with the facts it makes on its day; `refusal` says why where it makes none."""

    step: Step
    on: date
    facts: tuple[Fact, ...]
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """What a plan does to the record: `register` lays it over the base, which stays as it is.

    `violations` are what would be refused as a whole.
    """

    register: Register
    laid: tuple[Laid, ...]
    violations: tuple[Violation, ...]

    @property
    def stands(self) -> bool:
        """Whether all of it could be enacted on its base."""
        return not self.violations and all(each.refusal is None for each in self.laid)


def preview(base: View, plan: Plan, earlier: Preview | None = None) -> Preview:
    """Lay a plan on its base. Facts name the step they come from by its id, negated.

    `earlier`, a preview of another plan on the same base, spares the steps with which both begin.
    """
    ordered = in_order(plan)
    register, known = Register(base), tuple[Laid, ...]()
    if earlier is not None and _begins_with(ordered, earlier):
        register, known = earlier.register.copied(), earlier.laid
    touched: set[int] = set()
    added: list[Laid] = []
    for step, on in ordered[len(known) :]:
        result, changed = _lay(register, step, on)
        added.append(result)
        touched |= changed
    if earlier is not None and known and earlier.violations:
        touched = set(register.changed)  # a violation may have been found at any of them
    return Preview(register, known + tuple(added), tuple(check(register, touched)))


def _begins_with(ordered: tuple[tuple[Step, date], ...], earlier: Preview) -> bool:
    known = tuple((each.step, each.on) for each in earlier.laid)
    return ordered[: len(known)] == known


def _lay(register: Register, step: Step, on: date) -> tuple[Laid, set[int]]:
    """Lay all facts of a step or none; which objects changed."""
    trial = Register(register)
    try:
        facts = expand(trial, step.change, on, -step.id)
        lay(trial, facts)
    except Refusal as refusal:
        return Laid(step, on, (), refusal), set()
    for object_id, record in trial.changed.items():
        register.take(object_id, record)
    return Laid(step, on, tuple(facts)), set(trial.changed)


def overlaid(base: Snapshot, register: Register) -> Snapshot:
    """A snapshot of the base with what a register changes laid over it: the state of a plan on that day.

    Objects that the plan touches are in it even where they lie outside the scope of the base.
    """
    return overlaid_with(base, register.changed)


def overlaid_with(base: Snapshot, changed: Mapping[int, Record | None]) -> Snapshot:
    """As `overlaid`, for records at hand (None: forgotten)."""
    ids = list(changed)
    there = snapshot_of((each for each in changed.values() if each is not None), base.on, base.known)
    frames = {
        kind: pl.concat([frame.filter(~pl.col("id").is_in(ids)), there[kind]]).sort("id")
        if not frame.is_empty() or not there[kind].is_empty()
        else frame
        for kind, frame in base.frames.items()
    }
    return Snapshot(base.under, base.on, base.known, frames)
