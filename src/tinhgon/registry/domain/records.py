"""The record of one object: when it lived, what was stated of it, what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from tinhgon.registry.domain.changes import Extent
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Attribute, Kind, Value, references
from tinhgon.temporal import Period, Timeline


class Stated(NamedTuple):
    """A value (None: explicitly none) and the change that stated it, by id."""

    value: Value | None
    source: int


_NOTHING: Timeline[Stated] = Timeline()


class Link(NamedTuple):
    """That an object passed, wholly or in part, into `successor` on a day, by a change."""

    successor: int
    extent: Extent
    on: date
    source: int


@dataclass(frozen=True, slots=True)
class Record:
    """All that is known of one object at one moment of recording.

    `life` begins on a known day; `begun_by` and `ended_by` are the ids of the changes that founded
    and ended it (`ended_by` None while it goes on). Attribute timelines lie within the life; links are
    in order of day and successor, whichever was recorded first.
    """

    object_id: int
    kind: Kind
    life: Period
    begun_by: int
    ended_by: int | None
    attributes: Mapping[str, Timeline[Stated]]
    links: tuple[Link, ...] = ()

    def stated(self, attribute: str) -> Timeline[Stated]:
        """The timeline of one attribute, empty where nothing was ever stated."""
        return self.attributes.get(attribute, _NOTHING)

    def value(self, attribute: str, day: date) -> Value | None:
        """The value of one attribute on one day."""
        stated = self.stated(attribute).at(day)
        return None if stated is None else stated.value

    def targets(self) -> set[int]:
        """Ids of all objects this one ever refers to or passes into."""
        referred = {
            int(segment.value.value)
            for attribute in references(self.kind)
            for segment in self.stated(attribute.name)
            if segment.value.value is not None
        }
        return referred | {link.successor for link in self.links}


class View(Protocol):
    """What is known at one moment of recording: the argument of every domain function."""

    def load(self, object_ids: Iterable[int]) -> None:
        """Be told which records will be asked for, so as to fetch them together."""

    def record(self, object_id: int) -> Record | None:
        """The record of one object, or None."""

    def referrers(self, object_id: int) -> Iterable[int]:
        """Ids of all objects that ever refer to this one or pass into it; more may be given, none may lack."""

    def coded(self, level: str, code: str) -> Iterable[int]:
        """Ids of all areas that ever bear `code` at `level`; more may be given, none may lack."""


class Register:
    """Records in memory over a base view that it leaves untouched.

    Serves as the registry of a pure replay (no base), as the workspace in which a decision is tried,
    and as the preview of a scenario.
    """

    def __init__(self, base: View | None = None) -> None:
        self.base = base
        self.changed: dict[int, Record | None] = {}
        self._referrers: dict[int, set[int]] = {}
        self._coded: dict[tuple[str, str], set[int]] = {}

    def copied(self) -> Register:
        """Another workspace over the same base with the same records, to be changed on its own."""
        copy = Register(self.base)
        copy.changed = dict(self.changed)
        copy._referrers = {target: set(ids) for target, ids in self._referrers.items()}
        copy._coded = {code: set(ids) for code, ids in self._coded.items()}
        return copy

    def load(self, object_ids: Iterable[int]) -> None:
        """Have the base view fetch records together."""
        if self.base is not None:
            self.base.load(each for each in object_ids if each not in self.changed)

    def record(self, object_id: int) -> Record | None:
        """The record of one object, or None."""
        if object_id in self.changed:
            return self.changed[object_id]
        return None if self.base is None else self.base.record(object_id)

    def before(self, object_id: int) -> Record | None:
        """The record of one object in the base view."""
        return None if self.base is None else self.base.record(object_id)

    def referrers(self, object_id: int) -> set[int]:
        """Ids of all objects that refer to this one or pass into it, or did so before a change here."""
        known = set() if self.base is None else set(self.base.referrers(object_id))
        return known | self._referrers.get(object_id, set())

    def coded(self, level: str, code: str) -> set[int]:
        """Ids of all areas that bear `code` at `level`, or did before a change in this workspace."""
        known = set() if self.base is None else set(self.base.coded(level, code))
        return known | self._coded.get((level, code), set())

    def put(self, record: Record) -> None:
        """Take a new or changed record."""
        last = self.changed.get(record.object_id)
        self.changed[record.object_id] = record
        if last is None or last.links != record.links or _restated(last, record, references(record.kind)):
            for target in record.targets():
                self._referrers.setdefault(target, set()).add(record.object_id)
        if record.kind is Kind.AREA and (last is None or _restated(last, record, _CODING)):
            for level, code, _ in codes(record):
                self._coded.setdefault((level, code), set()).add(record.object_id)

    def remove(self, object_id: int) -> None:
        """Forget an object, as annulling its founding does."""
        self.changed[object_id] = None

    def take(self, object_id: int, record: Record | None) -> None:
        """Have an object stand as `record` says, or be forgotten where that is None."""
        if record is None:
            self.remove(object_id)
        else:
            self.put(record)


_CODING = (ATTRIBUTES[Kind.AREA]["level"], ATTRIBUTES[Kind.AREA]["code"])


def _restated(last: Record, record: Record, attributes: Iterable[Attribute]) -> bool:
    # Timelines are immutable and handed on as they are, so another object means another statement.
    return any(last.attributes.get(each.name) is not record.attributes.get(each.name) for each in attributes)


def codes(record: Record) -> Iterable[tuple[str, str, Period]]:
    """The codes an area bears: level, code and the days on which both hold."""
    for level in record.stated("level"):
        for code in record.stated("code").restrict(level.period):
            yield str(level.value.value), str(code.value.value), code.period
