"""What differs between two days, in the whole registry or below one object."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from tinhgon.registry import snapshots
from tinhgon.registry.domain.diff import Difference, What, compare
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type, Value
from tinhgon.registry.selectors.addresses import Address, Ambiguous, Bearer, UnknownObject, the_one
from tinhgon.registry.selectors.labels import Label, labels


@dataclass(frozen=True, slots=True)
class Differing:
    """One difference with names. `before` and `after` are values, or labels of the objects pointed to.

    `attribute` is the vocabulary's name, empty where the difference is no attribute's.
    """

    label: Label
    what: str
    attribute: str
    before: Value | Label | None
    after: Value | Label | None


def differences(start: date, end: date, known: datetime | None = None, under: int | None = None) -> list[Differing]:
    """All differences between two days, as known at `known`; `under` looks at that object and all below it."""
    return between(snapshots.load(start, known, under), snapshots.load(end, known, under))


def between(before: Snapshot, after: Snapshot) -> list[Differing]:
    """All differences between two snapshots of one scope at one state of the record."""
    return named(bare(before, after), before, after)


def bare(before: Snapshot, after: Snapshot, kinds: Collection[Kind] = tuple(Kind)) -> list[Difference]:
    """As `between`, of some kinds and by number only: quick where few of the differences are shown."""
    passed = snapshots.passings(before.on, after.on, before.known)
    before, after = _only(before, kinds), _only(after, kinds)
    if before.under is not None:
        before, after = _with_strays(before, after)
    return compare(before, after, passed)


def named(found: Iterable[Difference], before: Snapshot, after: Snapshot) -> list[Differing]:
    """Differences with the names that the objects bear on the two days."""
    given = list(found)
    begun = {each.object_id for each in given if each.what in _BEGUN}
    lasting = {each.object_id for each in given if each.what not in _BEGUN}
    old = _called(before, lasting.union(*(_others(each, each.before) for each in given)))
    new = _called(after, begun.union(*(_others(each, each.after) for each in given)))
    return [_named(each, old, new) for each in given]


def the_one_between(address: Address, start: date, end: date, known: datetime | None = None) -> Bearer:
    """The object an address means on the first of two days, or else on the second."""
    try:
        return the_one(address, start, known)
    except (Ambiguous, UnknownObject):
        return the_one(address, end, known)


def _with_strays(before: Snapshot, after: Snapshot) -> tuple[Snapshot, Snapshot]:
    """With what is in one scope only, so that what moved in or out is not taken to begin or end."""
    strays = {kind: set(before[kind]["id"]) ^ set(after[kind]["id"]) for kind in Kind}

    def whole(snapshot: Snapshot) -> Snapshot:
        lacking = {kind: strays[kind].difference(snapshot[kind]["id"]) for kind in Kind}
        rest = snapshots.load_these(lacking, snapshot.on, snapshot.known)
        frames = {kind: pl.concat([rest[kind], snapshot[kind]]) for kind in Kind}
        return Snapshot(snapshot.under, snapshot.on, snapshot.known, frames)

    return whole(before), whole(after)


def _only(snapshot: Snapshot, kinds: Collection[Kind]) -> Snapshot:
    frames = {kind: snapshot[kind] if kind in kinds else snapshots.empty(kind) for kind in Kind}
    return Snapshot(snapshot.under, snapshot.on, snapshot.known, frames)


_BEGUN = (What.CREATED, What.SPLIT_FROM)
_LABELLED = {
    Kind.AREA: ("level", "code", "name"),
    Kind.ORGANIZATION: ("tier", "code", "name"),
    Kind.POST: (None, None, "title"),
    Kind.PERSON: (None, None, None),
    Kind.MEMBERSHIP: (None, None, None),
    Kind.QUOTA: (None, None, None),
}
"""The columns of a frame that label an object: level, code and name."""


def _called(snapshot: Snapshot, wanted: set[int]) -> dict[int, Label]:
    """Labels as on the snapshot's day: from the snapshot itself, from the store for what lies outside it."""
    found: dict[int, Label] = {}
    for kind, columns in _LABELLED.items():
        shown = [pl.lit(None, pl.String) if each is None else pl.col(each) for each in columns]
        rows = snapshot[kind].filter(pl.col("id").is_in(list(wanted)))
        for object_id, level, code, name in rows.select(
            "id", *(each.alias(str(at)) for at, each in enumerate(shown))
        ).rows():
            found[object_id] = Label(object_id, kind, level, code, name)
    return found | labels(wanted - found.keys(), snapshot.on, snapshot.known)


def _others(each: Difference, value: object) -> set[int]:
    """The object that one side of a difference points to."""
    pointing = each.what in (What.MERGED_INTO, What.SPLIT_FROM) or each.attribute.endswith("_id")
    return {value} if pointing and isinstance(value, int) else set()


def _named(each: Difference, old: dict[int, Label], new: dict[int, Label]) -> Differing:
    subject = (new if each.what in _BEGUN else old)[each.object_id]
    attribute = each.attribute.removesuffix("_id")
    before = old.get(*target) if (target := _others(each, each.before)) else each.before
    after = new.get(*target) if (target := _others(each, each.after)) else each.after
    if attribute and ATTRIBUTES[each.kind][attribute].type is Type.PERSONAL:
        before = after = None
    return Differing(subject, str(each.what), attribute, _plain(before), _plain(after))


def _plain(value: Any) -> Value | Label | None:
    """A frame's value as the domain writes it: decimals and dates as text."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value  # type: ignore[no-any-return]
