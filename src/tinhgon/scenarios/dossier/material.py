"""What the papers of a scenario are made from, gathered once: states before and after, people, findings, costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import msgspec

from tinhgon.registry.domain.changes import RegisterPerson, UpdatePerson
from tinhgon.registry.domain.decisions import Instrument
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Decision, LedgerEntry
from tinhgon.registry.selectors.people import names
from tinhgon.registry.services import personal_values
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.scenarios.checking import issues_of
from tinhgon.scenarios.domain.fates import PersonFate, fates
from tinhgon.scenarios.domain.issues import Issue
from tinhgon.scenarios.domain.plan import Phase, Plan, Step
from tinhgon.scenarios.domain.preview import Laid
from tinhgon.scenarios.dossier.called import Called
from tinhgon.scenarios.meaning import FigurePair, Meaning, figures_of, meaning_of
from tinhgon.scenarios.models import Scenario, Waiver
from tinhgon.scenarios.opening import Opened, open_plan
from tinhgon.scenarios.services import plan_of

_DAY = timedelta(days=1)
_DEMONSTRATION = "trinh-dien-"
"""What the names of the accounts begin with that record the demonstration."""


@dataclass(frozen=True, eq=False)
class Material:
    """A scenario, or some phases of it, opened for its papers.

    `named`: whether people are called by name; `backwards`: the phases are taken back, so that before and after
    change places.
    """

    scenario: Scenario
    phases: tuple[Phase, ...]
    named: bool = True
    backwards: bool = False

    @classmethod
    def of(
        cls, scenario: Scenario, phases: Sequence[int] | None = None, named: bool = True, backwards: bool = False
    ) -> Material:
        """All phases that have changes, or those asked for."""
        plan = plan_of(scenario)
        wanted = {each.phase for each in plan.steps} if phases is None else set(phases)
        chosen = tuple(each for each in plan.phases if each.id in wanted)
        return cls(scenario, chosen or plan.phases[:1], named, backwards)

    @cached_property
    def plan(self) -> Plan:
        """The whole plan."""
        return plan_of(self.scenario)

    @cached_property
    def opened(self) -> Opened:
        """The plan up to the last of the phases."""
        return self._up_to({each.id for each in self.plan.phases[: self._place(self.phases[-1]) + 1]})

    @cached_property
    def earlier(self) -> Opened:
        """The plan up to what comes before the phases."""
        return self._up_to({each.id for each in self.plan.phases[: self._place(self.phases[0])]})

    @property
    def last_day(self) -> date:
        """The day from which all of the phases is in force."""
        return self.phases[-1].effective_on

    @property
    def before(self) -> Apparatus:
        """The apparatus on the last day without the phases."""
        return (self.opened if self.backwards else self.earlier).after(self.last_day)

    @property
    def after(self) -> Apparatus:
        """The apparatus on the last day with the phases."""
        return (self.earlier if self.backwards else self.opened).after(self.last_day)

    @cached_property
    def laid(self) -> tuple[Laid, ...]:
        """The steps of the phases as they are laid."""
        ids = {each.id for each in self.phases}
        return tuple(each for each in self.opened.preview.laid if each.step.phase in ids)

    @cached_property
    def fates(self) -> list[PersonFate]:
        """The people affected by the phases."""
        return fates(self.before, self.after, self.laid)

    @cached_property
    def meaning(self) -> Meaning:
        """What the plan up to the last phase means."""
        return meaning_of(self.opened, self.scenario.assumptions, self.last_day)

    @cached_property
    def figures(self) -> list[FigurePair]:
        """Key figures without and with the plan."""
        return figures_of(self.opened, self.last_day)

    @cached_property
    def waivers(self) -> list[Waiver]:
        """The rules waived, each with the decision that allows it."""
        return list(self.scenario.waivers.select_related("decision").order_by("pk"))  # type: ignore[attr-defined]

    @cached_property
    def issues(self) -> list[Issue]:
        """What the record and the rules say of the plan."""
        return issues_of(self.opened, self.waivers, self.last_day)

    @cached_property
    def ground(self) -> tuple[Instrument, ...]:
        """The instruments the scenario rests on."""
        return tuple(msgspec.convert(self.scenario.ground, list[Instrument]))

    @cached_property
    def called(self) -> Called:
        """Names of all that the phases touch."""
        return Called(self.before, self.after, self.opened.preview.register, self.people, self.last_day)

    def called_in(self, phase: Phase) -> Called:
        """Names as they are on the eve of a phase, else as it makes them."""
        day = phase.effective_on
        return Called(self.opened.after(day - _DAY), self.opened.after(day), self.opened.preview.register,
                      self.people, day)  # fmt: skip

    def steps(self, phase: Phase) -> list[Step]:
        """The steps of a phase in order."""
        return [each.step for each in self.laid if each.step.phase == phase.id]

    @cached_property
    def people(self) -> dict[int, str]:
        """The names of the people concerned; none where people are not called by name."""
        if not self.named:
            return {}
        found = names(self._people(), self.last_day, self.opened.stand.known)
        given = {
            each.step.change.object_id: each.step.change.attributes.get("name")
            for each in self.laid
            if isinstance(each.step.change, RegisterPerson | UpdatePerson)
        }
        values = personal_values(str(each) for each in given.values() if each)
        return {**{who: values[str(digest)] for who, digest in given.items() if str(digest) in values}, **found}

    @cached_property
    def head(self) -> LedgerEntry | None:
        """The last entry of the ledger that the plan rests on, None where nothing is on record."""
        return LedgerEntry.objects.filter(seq=self.plan.base.seq).first()

    @cached_property
    def demonstration(self) -> bool:
        """Whether what is on record is invented."""
        return Decision.objects.filter(drafted_by__username__startswith=_DEMONSTRATION).exists()

    def _people(self) -> set[int]:
        """Whoever holds a post that changes, and whoever a step names."""
        found = {each.person for each in self.fates}
        memberships = set()
        for each in self.laid:
            change = each.step.change
            found |= {getattr(change, "person", None)} - {None}  # type: ignore[arg-type]
            memberships |= {getattr(change, "membership", None)} - {None}
        for side in (self.before, self.after):
            held = side.snapshot[Kind.MEMBERSHIP]
            found |= set(held.filter(held["id"].is_in(list(memberships)))["person_id"].to_list())
        return found

    def _place(self, phase: Phase) -> int:
        return self.plan.phases.index(phase)

    def _up_to(self, phases: set[int]) -> Opened:
        """The plan with the steps of some phases alone."""
        kept = tuple(each for each in self.plan.steps if each.phase in phases)
        return open_plan(msgspec.structs.replace(self.plan, steps=kept), self.scenario.under)
