"""What differs between two days, in the whole registry or below one object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from tinhgon.registry import snapshots
from tinhgon.registry.domain.diff import Difference, What, compare
from tinhgon.registry.domain.snapshot import Snapshot, snapshot_of
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type, Value
from tinhgon.registry.selectors.addresses import Address, Ambiguous, Bearer, UnknownObject, the_one
from tinhgon.registry.selectors.labels import Label, labels
from tinhgon.registry.store import StoreView


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
    before, after = snapshots.load(start, known, under), snapshots.load(end, known, under)
    if under is not None:
        before, after = _with_strays(before, after)
    found = compare(before, after, snapshots.passings(start, end, known))
    concerned = {each.object_id for each in found} | {other for each in found for other in _others(each)}
    old, new = labels(concerned, start, known), labels(concerned, end, known)
    return [_named(each, old, new) for each in found]


def the_one_between(address: Address, start: date, end: date, known: datetime | None = None) -> Bearer:
    """The object an address means on the first of two days, or else on the second."""
    try:
        return the_one(address, start, known)
    except (Ambiguous, UnknownObject):
        return the_one(address, end, known)


def _with_strays(before: Snapshot, after: Snapshot) -> tuple[Snapshot, Snapshot]:
    """With what is in one scope only, so that what moved in or out is not taken to begin or end."""
    strays: set[int] = set()
    for kind in Kind:
        strays ^= set(before[kind]["id"]) ^ set(after[kind]["id"])
    view = StoreView(before.known)
    view.load(strays)
    records = [record for each in strays if (record := view.record(each)) is not None]

    def whole(snapshot: Snapshot) -> Snapshot:
        rest = snapshot_of(records, snapshot.on, snapshot.known)
        frames = {kind: _joined(rest[kind], snapshot[kind]) for kind in Kind}
        return Snapshot(snapshot.under, snapshot.on, snapshot.known, frames)

    return whole(before), whole(after)


def _joined(first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([first, second]).unique("id", keep="first", maintain_order=True)


def _others(each: Difference) -> Iterable[int]:
    if each.what in (What.MERGED_INTO, What.SPLIT_FROM) or each.attribute.endswith("_id"):
        return [value for value in (each.before, each.after) if isinstance(value, int)]
    return ()


def _named(each: Difference, old: dict[int, Label], new: dict[int, Label]) -> Differing:
    subject = (new if each.what in (What.CREATED, What.SPLIT_FROM) else old)[each.object_id]
    attribute = each.attribute.removesuffix("_id")
    pointing = bool(list(_others(each)))
    before = old.get(each.before) if pointing and isinstance(each.before, int) else each.before
    after = new.get(each.after) if pointing and isinstance(each.after, int) else each.after
    if attribute and ATTRIBUTES[each.kind][attribute].type is Type.PERSONAL:
        before = after = None
    return Differing(subject, str(each.what), attribute, _plain(before), _plain(after))


def _plain(value: Any) -> Value | Label | None:
    """A frame's value as the domain writes it: decimals and dates as text."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value  # type: ignore[no-any-return]
