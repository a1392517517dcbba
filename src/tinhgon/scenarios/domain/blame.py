"""Which steps of a plan have to do with an issue: those that touched its subjects or what belongs to them.

A step touches what its facts are about and what it names, with the post of a membership, the body of a post or
a ceiling, and the unit that body serves, as they are without and with the plan. Where no step touched so much,
those count that touched anything in the units or bodies concerned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import polars as pl

from tinhgon.registry.domain.changes import Rename
from tinhgon.registry.domain.facts import Began, Ended, Fact, Linked, Lived, Said
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.rulebook.domain.apparatus import PLACES, Apparatus
from tinhgon.rulebook.domain.findings import Finding
from tinhgon.scenarios.domain.preview import Laid

_NAMING = frozenset({"name", "short_name", "code"})
_NEAR = ("person_id", "post_id", "organization_id", "unit_id")
_FAR = ("parent_id", *PLACES)


class Blame:
    """The steps of a plan by the objects they touch; worked out when first asked for."""

    def __init__(self, laid: Sequence[Laid], before: Apparatus, after: Apparatus) -> None:
        self._laid = laid
        self._states = (before, after)

    def of_finding(self, finding: Finding) -> tuple[int, ...]:
        """Ids of the steps that have to do with a finding, in order."""
        return self.of_objects(each for _, each in finding.subjects)

    def of_objects(self, objects: Iterable[int]) -> tuple[int, ...]:
        """Ids of the steps that have to do with any of some objects, in order."""
        wanted = list(objects)
        for steps in self._by_object:
            if found := {each for one in wanted for each in steps.get(one, ())}:
                return tuple(sorted(found))
        return ()

    @cached_property
    def _by_object(self) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
        """The steps that touch an object or what belongs to it, and those that touch anything below it."""
        touching: dict[int, set[int]] = {}
        for each in self._laid:
            for touched in _touched(each):
                touching.setdefault(touched, set()).add(each.step.id)
        near = {each: set(steps) for each, steps in touching.items()}
        far: dict[int, set[int]] = {}
        for state in self._states:
            for touched, nearby, above in _related(state, list(touching)):
                for into, objects in ((near, nearby), (far, above)):
                    for one in objects:
                        into.setdefault(one, set()).update(touching[touched])
        return near, far


def _touched(laid: Laid) -> set[int]:
    if isinstance(laid.step.change, Rename):
        return set()
    found = mentioned(laid.step.change)
    for fact in laid.facts:
        found |= _about(fact)
    return found


def _about(fact: Fact) -> set[int]:
    match fact:
        case Linked():
            return {fact.predecessor, fact.successor}
        case Said() if fact.attribute in _NAMING:
            return set()
        case Began() | Ended() | Said() | Lived():
            return {fact.object_id}


def _related(state: Apparatus, touched: list[int]) -> Iterable[tuple[int, list[int], list[int]]]:
    """Of each touched object in a state: what it belongs to, and the units and the body above that."""
    for frame in (state.holders, state.posts, state.quotas, state.organizations, state.areas):
        near = [each for each in _NEAR if each in frame.columns]
        far = [each for each in _FAR if each in frame.columns]
        found = frame.filter(pl.col("id").is_in(touched)).select("id", *near, *far)
        for row in found.iter_rows():
            nearby = [each for each in row[1 : 1 + len(near)] if each is not None]
            yield row[0], nearby, [each for each in row[1 + len(near) :] if each is not None]
