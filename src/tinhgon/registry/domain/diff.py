"""What differs between two snapshots: created, ended, renamed, moved, merged, split, changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import polars as pl

from tinhgon.registry.domain.changes import Extent
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind

PLACE = {
    Kind.AREA: ("parent_id",),
    Kind.ORGANIZATION: ("parent_id",),
    Kind.POST: ("organization_id",),
    Kind.PERSON: (),
    Kind.MEMBERSHIP: ("post_id",),
    Kind.QUOTA: (),
}
NAME = {
    Kind.AREA: "name",
    Kind.ORGANIZATION: "name",
    Kind.POST: "title",
    Kind.PERSON: "name",
    Kind.MEMBERSHIP: "",
    Kind.QUOTA: "",
}


class What(StrEnum):
    """The ways in which an object can differ."""

    CREATED = "created"
    ENDED = "ended"
    RENAMED = "renamed"
    MOVED = "moved"
    CHANGED = "changed"
    MERGED_INTO = "merged_into"
    SPLIT_FROM = "split_from"


class Passing(NamedTuple):
    """A lineage link that fell between the two days of a comparison."""

    predecessor: int
    successor: int
    extent: Extent


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which one object differs.

    For RENAMED, MOVED and CHANGED: the attribute's column and its values before and after; for
    MERGED_INTO and SPLIT_FROM: the other object's id (`after`, `before`).
    """

    kind: Kind
    object_id: int
    what: What
    attribute: str = ""
    before: object = None
    after: object = None


def compare(before: Snapshot, after: Snapshot, passings: Iterable[Passing] = ()) -> list[Difference]:
    """All differences, by kind in the order of the vocabulary, then by object.

    An object merged into another where it ended and passed on wholly; split from another where it
    began and part of that came to it.
    """
    by_predecessor: dict[int, list[Passing]] = defaultdict(list)
    by_successor: dict[int, list[Passing]] = defaultdict(list)
    for passing in passings:
        by_predecessor[passing.predecessor].append(passing)
        by_successor[passing.successor].append(passing)
    found: list[Difference] = []
    for kind in Kind:
        old, new = before[kind], after[kind]
        ended = old.join(new, on="id", how="anti")["id"].sort().to_list()
        created = new.join(old, on="id", how="anti")["id"].sort().to_list()
        for object_id in ended:
            found.append(Difference(kind, object_id, What.ENDED))
            found += [
                Difference(kind, object_id, What.MERGED_INTO, after=each.successor)
                for each in by_predecessor[object_id]
                if each.extent == "whole"
            ]
        for object_id in created:
            found.append(Difference(kind, object_id, What.CREATED))
            found += [
                Difference(kind, object_id, What.SPLIT_FROM, before=each.predecessor)
                for each in by_successor[object_id]
                if each.extent == "part"
            ]
        found += _altered(kind, old, new)
    return found


def _altered(kind: Kind, old: pl.DataFrame, new: pl.DataFrame) -> Sequence[Difference]:
    columns = [each.column for each in ATTRIBUTES[kind].values()]
    both = old.join(new, on="id", how="inner", suffix="__after").sort("id")
    found: list[Difference] = []
    for column in columns:
        changed = both.filter(pl.col(column).ne_missing(pl.col(f"{column}__after")))
        what = What.RENAMED if column == NAME[kind] else What.MOVED if column in PLACE[kind] else What.CHANGED
        for object_id, was, now in changed.select("id", column, f"{column}__after").iter_rows():
            found.append(Difference(kind, object_id, what, column, was, now))
    return sorted(found, key=lambda each: each.object_id)
