"""What a change makes: the new objects, their kinds and what is said of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes, Change
from tinhgon.registry.domain.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class New:
    """An object that a change makes."""

    object_id: int
    kind: Kind
    attributes: Attributes


def makes(change: Change) -> Iterator[New]:
    """The objects that a change makes; ceilings are left out, for they may exist already."""
    match change:
        case verbs.Found():
            yield New(change.object_id, change.kind, change.attributes)
        case verbs.Merge(founded=dict() as founded):
            yield New(change.into, _unit(founded), founded)
        case verbs.Split():
            yield from (New(each.object_id, _unit(each.attributes), each.attributes) for each in change.parts)
        case verbs.CreatePost():
            yield New(change.object_id, Kind.POST, change.attributes)
        case verbs.RegisterPerson():
            yield New(change.object_id, Kind.PERSON, change.attributes)
        case verbs.Appoint() | verbs.Elect() | verbs.Transfer():
            yield New(change.object_id, Kind.MEMBERSHIP, {})


def kinds_made(changes: Iterable[Change]) -> dict[int, Kind]:
    """The kinds of all that changes make, by id."""
    return {new.object_id: new.kind for each in changes for new in makes(each)}


def _unit(attributes: Attributes) -> Kind:
    """Mergers and splits do not say whether they make areas or bodies; only areas have a level."""
    return Kind.AREA if "level" in attributes else Kind.ORGANIZATION
