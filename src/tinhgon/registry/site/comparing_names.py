"""What tells the objects of a comparison apart: where each belongs, and memberships and quotas by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from tinhgon.errors import Text
from tinhgon.frame.languages import said
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, Kind
from tinhgon.registry.selectors import Label
from tinhgon.registry.selectors.people import names
from tinhgon.registry.selectors.surroundings import told_apart
from tinhgon.registry.snapshots import empty

_ABOVE = {
    Kind.AREA: ("parent_id",),
    Kind.ORGANIZATION: ("parent_id", "area_id"),
    Kind.POST: ("organization_id",),
    Kind.QUOTA: ("organization_id",),
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Names and places taken from two snapshots, the later one first."""

    names: Mapping[int, str]
    above: Mapping[int, tuple[int, ...]]
    holders: Mapping[int, tuple[str, int]]
    classes: Mapping[int, str]

    @classmethod
    def of(
        cls, first: Snapshot, second: Snapshot, concerned: Iterable[Label], kinds: Collection[Kind] = tuple(Kind)
    ) -> Surroundings:
        """For the objects concerned by a comparison of two days, which are of these kinds or belong to such."""
        held = [each.id for each in concerned if each.kind is Kind.MEMBERSHIP]
        both = {
            kind: pl.concat([second[kind], first[kind]]).unique("id", keep="first") if kind in kinds else empty(kind)
            for kind in Kind
        }
        called = {
            object_id: str(name)
            for kind, column in ((Kind.AREA, "name"), (Kind.ORGANIZATION, "name"), (Kind.POST, "title"))
            for object_id, name in both[kind].select("id", column).iter_rows()
        }
        above = {
            row[0]: tuple(each for each in row[1:] if each is not None)
            for kind, columns in _ABOVE.items()
            for row in both[kind].select("id", *columns).iter_rows()
        }
        members = both[Kind.MEMBERSHIP].filter(pl.col("id").is_in(held)).select("id", "person_id", "post_id").rows()
        people = names((person for _, person, _ in members), second.on, second.known)
        holders = {each: (people.get(person, f"#{person}"), post) for each, person, post in members}
        classes = dict(both[Kind.QUOTA].select("id", "establishment_class").iter_rows())
        return cls(called, above, holders, classes)

    def label(self, label: Label) -> Label:
        """The label, by name also where an object has none of its own: holders and quotas."""
        if label.id in self.holders:
            who, post = self.holders[label.id]
            return replace(label, name=f"{who}, {self.names.get(post, f'#{post}')}")
        if label.id in self.classes:
            rank = CHOICE_NAMES[self.classes[label.id]]
            return replace(label, name=said(Text(f"Biên chế {rank.vi}", f"Quota: {rank.en}")))
        return label

    def place(self, label: Label) -> str:
        """The body or parent an object belongs to, with its area where the name does not say it."""
        subject = self.holders[label.id][1] if label.id in self.holders else label.id
        near = self.above.get(subject, ())
        further = [up for each in near[:1] for up in self.above.get(each, ())[-1:]]
        parts = [self.names.get(each, "") for each in (*near[:1], *(near[1:] or further))]
        return told_apart(parts[0], parts[1:]) if parts else ""
