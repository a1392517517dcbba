"""Small random records and plans over them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from tests.registry.decisions_at_random import DAYS, Drafter, document
from tests.registry.memory import MemoryStore, register_of
from tinhgon.registry.domain.changes import Annul, Change
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.records import Register
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.scenarios.domain import plan as plans
from tinhgon.scenarios.domain.plan import Base, Phase, Plan


class World:
    """A record with a history, and a drafter who knows what is in it."""

    def __init__(self, seed: int, decisions: int = 12) -> None:
        self.random = Random(seed)
        self.drafter, self.store = Drafter(self.random), MemoryStore()
        self.enact(self.drafter.first())
        for _ in range(decisions):
            self.enact(self.drafter.next())

    @property
    def base(self) -> Register:
        """What is on record now."""
        return register_of(self.store.now)

    @property
    def seq(self) -> int:
        """The number of the last entry."""
        return len(self.store.known) - 1

    def enact(self, decision: DecisionDocument) -> bool:
        """Try a decision; whether it is in force."""
        first = 1000 * len(self.store.known)
        sources = range(first, first + len(decision.changes))
        try:
            self.store.apply(decision, tuple(sources))
        except Refusal:
            self.drafter.settle(enacted=False)
            return False
        self.drafter.settle(enacted=True)
        return True

    def changes(self) -> Iterator[Change]:
        """Changes somebody might plan, without end."""
        while True:
            for each in self.drafter.next().changes:
                if not isinstance(each, Annul):
                    yield each

    def plan(self, steps: int) -> Plan:
        """A plan of random changes in two phases."""
        first, second = sorted(self.random.sample(DAYS[-5:], 2))
        phases = (Phase(id=1, name="I", effective_on=first), Phase(id=2, name="II", effective_on=second))
        plan = Plan(base=Base(on=DAYS[-1], seq=self.seq), phases=phases)
        for _, change in zip(range(steps), self.changes(), strict=False):
            plan = plans.adding([change], self.random.choice((1, 1, 2)))(plan)
        return plan


def decision_of(plan: Plan) -> tuple[DecisionDocument, tuple[int, ...]]:
    """The decision that carries a whole plan out, and the sources by which previews name its changes."""
    part = plans.part_of(plan, [each.id for each in plan.phases])
    decision = document("PA", part.first_day, *part.changes)
    return decision, tuple(-step.id for step, _ in plans.in_order(plan))


def day(year: int) -> date:
    """The first day of a year."""
    return date(year, 1, 1)
