"""Giving planned decisions the object ids they have, or will have, on record.

A program that plans decisions from a file numbers the objects it makes for itself. Where some of the
decisions are on record already (an import that was stopped, a file imported again), their objects keep
the ids they were recorded with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.object_ids import object_ids, renumber


class ChangedSource(TinhGonError):
    """A decision on record under a source key differs from the one planned under it."""

    code = "changed_source"


def settle(
    planned: Sequence[DecisionDocument],
    recorded: Mapping[str, DecisionDocument],
    new_id: Callable[[], int],
) -> list[DecisionDocument]:
    """The planned decisions with the ids of those on record (by source key), and new ids for the rest.

    Raises ChangedSource where a recorded decision does not say the same.
    """
    ids: dict[int, int] = {}
    for document in planned:
        if document.key in recorded:
            _learn(ids, document, recorded[document.key])
    settled: list[DecisionDocument] = []
    for document in planned:
        settled.append(renumber(document, lambda each: ids[each] if each in ids else _give(ids, each, new_id)))
        if document.key in recorded and settled[-1].changes != recorded[document.key].changes:
            raise _changed(document)
    return settled


def _learn(ids: dict[int, int], planned: DecisionDocument, recorded: DecisionDocument) -> None:
    own, known = object_ids(planned), object_ids(recorded)
    if len(own) != len(known):
        raise _changed(planned)
    for mine, theirs in zip(own, known, strict=True):
        if ids.setdefault(mine, theirs) != theirs:
            raise _changed(planned)


def _give(ids: dict[int, int], planned: int, new_id: Callable[[], int]) -> int:
    ids[planned] = new_id()
    return ids[planned]


def _changed(document: DecisionDocument) -> ChangedSource:
    return ChangedSource(
        Text(
            f"Nguồn của quyết định {document.number} đã thay đổi so với lần ghi trước",
            f"The source of decision {document.number} differs from what was recorded before",
        ),
        where=document.key,
        mend=Text(
            "Ghi khác biệt bằng một quyết định đính chính; quyết định đã ban hành không sửa được.",
            "Record the difference as a correcting decision; an enacted decision cannot be altered.",
        ),
    )
