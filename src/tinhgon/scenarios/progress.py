"""How far a scenario has come: which of its phases are decided, and which are in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.decisions import Status as Step
from tinhgon.scenarios.domain.plan import InvalidEdit, Phase, Plan
from tinhgon.scenarios.models import Deciding, Scenario
from tinhgon.scenarios.services import plan_of


class OutOfTurn(TinhGonError):
    """Phases are decided in their order, each once."""

    code = "out_of_turn"


@dataclass(frozen=True, slots=True)
class PhaseProgress:
    """A phase, the number of its changes, and the decision that carries it out, if there is one."""

    phase: Phase
    changes: int
    deciding: Deciding | None

    @property
    def enacted(self) -> bool:
        """Whether it is in force."""
        return self.deciding is not None and self.deciding.decision.status == Step.ENACTED


def progress(scenario: Scenario) -> list[PhaseProgress]:
    """How far each phase of a scenario has come, in the order of the phases."""
    plan = plan_of(scenario)
    carried = {phase: each for each in standing(scenario) for phase in each.phases}
    return [PhaseProgress(each, _changes(plan, each), carried.get(each.id)) for each in plan.phases]


def standing(scenario: Scenario) -> list[Deciding]:
    """The decisions made from a scenario that were not undone, in the order in which they were made."""
    undone = scenario.decidings.filter(undoes__isnull=False, decision__status=Step.ENACTED.value).values("undoes")
    rows = scenario.decidings.filter(undoes=None).exclude(pk__in=undone)
    return list(rows.select_related("decision").order_by("at"))


def enacted_phases(scenario: Scenario) -> frozenset[int]:
    """The phases that are in force."""
    return frozenset(each.phase.id for each in progress(scenario) if each.enacted)


def is_enacted(scenario: Scenario) -> bool:
    """Whether all that a scenario would change is in force."""
    found = [each for each in progress(scenario) if each.changes or each.deciding]
    return bool(found) and all(each.enacted for each in found)


def in_turn(scenario: Scenario, phases: Iterable[int] | None) -> list[int]:
    """The phases that a new decision would carry out: those asked for, or all that are left.

    Raises OutOfTurn for phases that are decided already or that others must precede, InvalidEdit where nothing is
    left.
    """
    left = [each.phase for each in progress(scenario) if each.changes and each.deciding is None]
    if not left:
        raise InvalidEdit(Text("Không còn thay đổi nào để trình", "There is no change left to submit"))
    asked = [each.id for each in left] if phases is None else list(dict.fromkeys(phases))
    following = [each.id for each in left][: len(asked)]
    if sorted(asked) != sorted(following):
        names = ", ".join(f"«{each.name}»" for each in left)
        raise OutOfTurn(
            Text(f"Các giai đoạn phải được quyết định lần lượt; còn lại: {names}",
                 f"Phases are decided in their order; left are: {names}"),
            where=", ".join(map(str, asked)),
            mend=Text("Chọn giai đoạn sớm nhất còn lại.", "Choose the earliest that is left."),
        )  # fmt: skip
    return following


def _changes(plan: Plan, phase: Phase) -> int:
    return sum(each.phase == phase.id for each in plan.steps)
