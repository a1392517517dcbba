"""Counting in the replayed records, straightforwardly: one pass over what existed on a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.enactment import Entry
from tinhgon.registry.domain.records import Record
from tinhgon.registry.domain.replay import Replay
from tinhgon.registry.domain.vocabulary import Kind, Value


def replay_of(decisions: Sequence[DecisionDocument]) -> Replay:
    """The decisions laid one after the other."""
    replay, last = Replay(), 0
    for seq, document in enumerate(decisions, start=1):
        sources = tuple(range(last, last + len(document.changes)))
        replay.apply(Entry(seq, document, sources))
        last += len(document.changes)
    return replay


def records_of(replay: Replay) -> list[Record]:
    """The records that the decisions leave."""
    return [each for each in replay.known.changed.values() if each is not None]


WITHIN = {
    Kind.AREA: "parent",
    Kind.ORGANIZATION: "area",
    Kind.POST: "organization",
    Kind.MEMBERSHIP: "post",
    Kind.QUOTA: "organization",
}


def of_province(records: Sequence[Record], code: str) -> list[Record]:
    """The records that lay, by what was first stated of them, in the province with this code."""
    by_id = {each.object_id: each for each in records}

    def home(record: Record) -> Record | None:
        while (segments := list(record.stated(WITHIN.get(record.kind, "")))) and segments[0].value.value:
            record = by_id[int(segments[0].value.value)]
        return record if record.kind is Kind.AREA else None

    return [each for each in records if (top := home(each)) is not None and last_values(top, "code") == (code,)]


def last_values(record: Record, *names: str) -> tuple[Value | None, ...]:
    """What was last stated of these attributes."""
    return tuple(segments[-1].value.value if (segments := list(record.stated(name))) else None for name in names)


@dataclass(frozen=True)
class Day:
    """The records on one day."""

    records: Sequence[Record]
    on: date

    def all(self, kind: Kind, **wanted: Value | None) -> list[Record]:
        """The objects of a kind that exist and whose attributes have these values."""
        return [
            each
            for each in self.records
            if each.kind is kind
            and self.on in each.life
            and all(each.value(name, self.on) == value for name, value in wanted.items())
        ]

    def areas(self, level: str) -> list[Record]:
        """The areas of one level."""
        return self.all(Kind.AREA, level=level)

    def area(self, code: str) -> Record:
        """The area with this code."""
        (found,) = self.all(Kind.AREA, code=code)
        return found

    @cached_property
    def holders(self) -> dict[int, dict[str, list[Record]]]:
        """Memberships by area of the post's organization and role of the post."""
        posts = {each.object_id: each for each in self.all(Kind.POST)}
        organizations = {each.object_id: each for each in self.all(Kind.ORGANIZATION)}
        found: dict[int, dict[str, list[Record]]] = {}
        for membership in self.all(Kind.MEMBERSHIP):
            post = posts[int(membership.value("post", self.on) or 0)]
            area = organizations[int(post.value("organization", self.on) or 0)].value("area", self.on)
            found.setdefault(int(area or 0), {}).setdefault(str(post.value("role", self.on)), []).append(membership)
        return found

    def people(self, area: Record, *roles: str) -> set[int]:
        """Who holds posts with these roles in the bodies of an area."""
        held = self.holders.get(area.object_id, {})
        return {int(each.value("person", self.on) or 0) for role in roles for each in held.get(role, [])}

    def united(self, level: str, first: str, second: str) -> list[Record]:
        """Areas of a level where one person holds a post of each role."""
        return [each for each in self.areas(level) if self.people(each, first) & self.people(each, second)]

    def non_local(self, level: str) -> list[Record]:
        """Areas of a level whose secretary is not from there."""
        return [
            area
            for area in self.areas(level)
            if any(each.value("non_local", self.on) for each in self.holders[area.object_id].get("secretary", []))
        ]

    def districts_with(self, form: str) -> set[int]:
        """Districts that have a body of this form."""
        districts = {each.object_id for each in self.areas("district")}
        found = {int(each.value("area", self.on) or 0) for each in self.all(Kind.ORGANIZATION, form=form)}
        return districts & found

    def ceilings(self) -> int:
        """The sum of all ceilings."""
        return sum(int(each.value("amount", self.on) or 0) for each in self.all(Kind.QUOTA))


def ended(records: Sequence[Record], kind: Kind, start: date, end: date) -> Iterator[tuple[Record, date]]:
    """The objects of a kind that ended after `start` and by `end`, with the last day of each."""
    for each in records:
        if each.kind is kind and each.life.end is not None and start < each.life.end <= end:
            yield each, date.fromordinal(each.life.end.toordinal() - 1)
