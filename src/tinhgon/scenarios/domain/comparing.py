"""Scenarios side by side: which changes they share, what each does to every body, and where they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import msgspec

from tinhgon.errors import Text
from tinhgon.registry.domain.changes import Change, plain_change
from tinhgon.registry.domain.diff import Difference
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.scenarios.domain.plan import Operation, Plan, adding, in_order

Value = int | Fraction | None


@dataclass(frozen=True, slots=True)
class Row:
    """One thing compared: its value in the baseline and in each scenario, in order."""

    key: str
    label: Text
    unit: Text
    baseline: Value
    values: tuple[Value, ...]

    @property
    def differs(self) -> bool:
        """Whether any two scenarios differ in it, or any from the baseline."""
        return len({self.baseline, *self.values}) > 1

    @property
    def sets_apart(self) -> bool:
        """Whether the scenarios differ among themselves."""
        return len(set(self.values)) > 1


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One body or area, and what each scenario does to it (nothing: it stays as it is)."""

    kind: Kind
    object_id: int
    done: tuple[tuple[Difference, ...], ...]

    @property
    def sets_apart(self) -> bool:
        """Whether the scenarios do different things to it."""
        return len(set(self.done)) > 1


@dataclass(frozen=True, slots=True)
class SharedChange:
    """One change on one day, and the id of the step that states it in each scenario (None: it does not)."""

    change: Change
    on: date
    steps: tuple[int | None, ...]

    @property
    def sets_apart(self) -> bool:
        """Whether some scenarios have it and others not."""
        return None in self.steps


def bodies(differences: Sequence[Iterable[Difference]]) -> list[BodyRow]:
    """What each scenario (in order) does to bodies and areas; those that none touches are left out."""
    done: dict[tuple[Kind, int], list[list[Difference]]] = defaultdict(lambda: [[] for _ in differences])
    for place, found in enumerate(differences):
        for each in found:
            if each.kind in (Kind.AREA, Kind.ORGANIZATION):
                done[each.kind, each.object_id][place].append(each)
    return [
        BodyRow(kind, object_id, tuple(tuple(each) for each in per_scenario))
        for (kind, object_id), per_scenario in sorted(done.items())
    ]


def shared_changes(plans: Sequence[Plan]) -> list[SharedChange]:
    """Every change of any of the plans with who has it, in the order in which they first occur.

    Changes are the same where they say the same on the same day, whoever wrote them.
    """
    found: dict[bytes, tuple[Change, date, list[int | None]]] = {}
    for place, plan in enumerate(plans):
        for step, on in in_order(plan):
            key = msgspec.json.encode([on, plain_change(step.change)], order="sorted")
            _, _, steps = found.setdefault(key, (step.change, on, [None] * len(plans)))
            if steps[place] is None:
                steps[place] = step.id
    return [SharedChange(change, on, tuple(steps)) for change, on, steps in found.values()]


def picking(source: Plan, step_ids: Iterable[int], phase: int, origin: str) -> Operation:
    """Take changes of another plan over into a phase of this one, in their order there."""
    wanted = set(step_ids)
    for each in wanted:
        source.step(each)
    changes = [step.change for step, _ in in_order(source) if step.id in wanted]
    return adding(changes, phase, origin=origin)
