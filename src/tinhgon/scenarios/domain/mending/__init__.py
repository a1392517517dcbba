"""Proposing remedies: for each rule that has a sensible one, the changes that would mend what it found.

Only what can be laid after the plan is proposed. People decide: nobody is chosen for a post unless the rule
itself names the person, and nobody is chosen to leave. Where somebody must, each holder is offered alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from tinhgon.registry.domain.records import Register
from tinhgon.registry.domain.refusals import Violation
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.findings import Finding
from tinhgon.rulebook.domain.parameters import Rulebook
from tinhgon.scenarios.domain.mending import leaders, record, sizes
from tinhgon.scenarios.domain.mending.scene import Scene
from tinhgon.scenarios.domain.remedies import Remedy

Proposal = Callable[[Scene, Finding], Iterator[Remedy]]

PROPOSALS: Mapping[str, Proposal] = {
    **sizes.PROPOSALS,
    **leaders.PROPOSALS,
    **record.PROPOSALS,
}
"""What proposes remedies for the findings of a rule, by its id."""


class Proposer:
    """Proposes remedies in the state that a plan comes to."""

    def __init__(self, after: Apparatus, register: Register, rulebook: Rulebook, law_on: date) -> None:
        self._scene = Scene(after, register, rulebook, law_on)

    def of_finding(self, finding: Finding) -> tuple[Remedy, ...]:
        """What would mend a finding."""
        proposal = PROPOSALS.get(finding.rule)
        return () if proposal is None else self._standing(proposal(self._scene, finding))

    def of_violation(self, violation: Violation) -> tuple[Remedy, ...]:
        """What would mend a breach of the record's own rules."""
        proposal = record.OF_VIOLATIONS.get(violation.rule)
        return () if proposal is None else self._standing(proposal(self._scene, violation))

    def _standing(self, proposed: Iterator[Remedy]) -> tuple[Remedy, ...]:
        return tuple(each for each in proposed if each.changes and self._scene.stands(each.changes))
