"""A light register: applies the verbs the demonstration uses, checks its promises after each decision.

It is written without the registry's own expansion, so that the two can be held against each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import count

from tinhgon.registry.domain.changes import (
    AdjustBoundary,
    Attributes,
    Change,
    Convert,
    Dissolve,
    Found,
    Merge,
    Rename,
    Reparent,
)
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.enactment import Entry
from tinhgon.registry.domain.replay import Replay
from tinhgon.registry.domain.vocabulary import Level


@dataclass
class Register:
    """Units in force, every unit there ever was, and lineage links as (old, new, extent)."""

    in_force: dict[int, Attributes] = field(default_factory=dict)
    ever: dict[int, Attributes] = field(default_factory=dict)
    lineage: Counter[tuple[int, int, str]] = field(default_factory=Counter)

    def enact(self, decisions: Iterable[DecisionDocument]) -> Register:
        for decision in decisions:
            for change in decision.changes:
                self.apply(change)
            self.check(decision.number)
        return self

    def apply(self, change: Change) -> None:
        match change:
            case Found(object_id=new, attributes=attributes, predecessors=predecessors):
                for kin in predecessors:
                    self.link(kin.object_id, new, kin.extent)
                self.start(new, attributes)
            case Merge(into=new, sources=sources, founded=founded, adopt=adopt):
                assert founded is not None
                assert len(sources) > 1
                self.start(new, founded)
                for source in sources:
                    self.link(source, new, "whole")
                    self.in_force.pop(source)
                if adopt:
                    for attributes in self.in_force.values():
                        if attributes.get("parent") in sources:
                            attributes["parent"] = new
            case Dissolve(object_id=object_id, successors=successors):
                assert not successors
                self.in_force.pop(object_id)
            case Rename(object_id=object_id, name=name):
                self.in_force[object_id]["name"] = name
            case Reparent(object_id=object_id, parent=parent):
                self.in_force[object_id]["parent"] = parent
            case Convert(object_id=object_id, attributes=attributes):
                self.in_force[object_id] |= attributes
            case AdjustBoundary(areas=areas, transfers=()):
                for area in areas:
                    self.in_force[area.object_id] |= area.attributes
            case _:
                raise AssertionError(f"a verb the demonstration does not use: {change}")

    def start(self, object_id: int, attributes: Attributes) -> None:
        assert object_id not in self.ever
        self.in_force[object_id] = self.ever[object_id] = dict(attributes)

    def link(self, old: int, new: int, extent: str) -> None:
        assert old in self.in_force
        self.lineage[old, new, extent] += 1

    def check(self, number: str) -> None:
        codes = Counter((each["level"], each["code"]) for each in self.in_force.values())
        assert not [code for code, count in codes.items() if count > 1], number
        for attributes in self.in_force.values():
            parent = attributes.get("parent")
            if attributes["level"] == "province":
                assert parent is None, number
            else:
                assert parent in self.in_force, (number, attributes)
                assert Level(self.in_force[parent]["level"]).rank < Level(attributes["level"]).rank

    def units(self, level: str) -> dict[str, int]:
        """Ids of the units in force at `level` by code."""
        return {str(each["code"]): key for key, each in self.in_force.items() if each["level"] == level}

    @cached_property
    def successors_of(self) -> Mapping[int, dict[int, str]]:
        """Extents by successor, by old unit; read once all decisions are enacted."""
        found: dict[int, dict[int, str]] = defaultdict(dict)
        for old, new, extent in self.lineage:
            found[old][new] = extent
        return found

    @cached_property
    def predecessors_of(self) -> Mapping[int, dict[int, str]]:
        """Extents by predecessor, by new unit; read once all decisions are enacted."""
        found: dict[int, dict[int, str]] = defaultdict(dict)
        for old, new, extent in self.lineage:
            found[new][old] = extent
        return found


def replayed(decisions: Iterable[DecisionDocument]) -> Replay:
    """What the registry itself makes of the decisions."""
    replay = Replay()
    sources = count(1)
    for seq, decision in enumerate(decisions, start=1):
        replay.apply(Entry(seq, decision, tuple(next(sources) for _ in decision.changes)))
    return replay


def units_on(replay: Replay, day: date) -> dict[int, Attributes]:
    """Units in force on a day by id, with the attributes that have a value."""
    units: dict[int, Attributes] = {}
    for object_id, record in replay.known.changed.items():
        if record is not None and day in record.life:
            stated = {name: record.value(name, day) for name in record.attributes}
            units[object_id] = {name: value for name, value in stated.items() if value is not None}
    return units


def links_of(replay: Replay) -> Counter[tuple[int, int, str]]:
    """Lineage links as (old, new, extent)."""
    return Counter(
        (object_id, link.successor, link.extent)
        for object_id, record in replay.known.changed.items()
        if record is not None
        for link in record.links
    )
