"""The object ids in a change, wherever they stand: as subject, reference, kin or attribute value."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tinhgon.registry.domain.changes import Change, change_from_plain, plain_change
from tinhgon.registry.domain.decisions import DecisionDocument

_FIELDS = frozenset(
    {
        "area",
        "into",
        "membership",
        "object_id",
        "organization",
        "parent",
        "person",
        "post",
        "posts",
        "source",
        "sources",
        "target",
        "unified_with",
    }
)


def mentioned(change: Change) -> set[int]:
    """Ids of all objects a change names."""
    return set(_ids(plain_change(change)))


def object_ids(document: DecisionDocument) -> list[int]:
    """Every object id the changes of a decision name, in order, with repetitions."""
    return _ids(msgspec.to_builtins(document.changes))


def renumber(document: DecisionDocument, new: Callable[[int], int]) -> DecisionDocument:
    """The decision with every object id replaced by `new` of it."""
    plain = msgspec.to_builtins(document)
    changed: DecisionDocument = msgspec.convert(
        plain | {"changes": _replaced(plain["changes"], "", new)}, DecisionDocument
    )
    return changed


def renumbered(change: Change, new: Callable[[int], int]) -> Change:
    """A change with every object id replaced by `new` of it."""
    return change_from_plain(_replaced(plain_change(change), "", new))


def _ids(plain: object) -> list[int]:
    found: list[int] = []

    def note(each: int) -> int:
        found.append(each)
        return each

    _replaced(plain, "", note)
    return found


def _replaced(value: object, field: str, new: Callable[[int], int]) -> object:
    if isinstance(value, dict):
        return {key: _replaced(inner, key, new) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(inner, field, new) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool) and field in _FIELDS:
        return new(value)
    return value
