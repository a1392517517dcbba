"""What two decisions that were signed without knowing of each other both change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tinhgon.registry.domain.records import Record, Register

_LIFE = "life"


def rivals(workspace: Register, sources: Sequence[int], newer: Mapping[int, int]) -> set[tuple[int, int]]:
    """Objects of which a decision states what a newer one states too, each with that newer decision.

    `sources` are the ids of the decision's own changes, `newer` the ids of the changes enacted since
    it was signed, with their decisions. Two statements overlap when they are of one attribute of one
    object, or both of its beginning or end, or when nothing is left of the newer one.
    """
    found: set[tuple[int, int]] = set()
    own = set(sources)
    for object_id, after in workspace.changed.items():
        before = workspace.before(object_id)
        if before is None or not newer:
            continue
        left = {} if after is None else _all_stated(after)
        for attribute, earlier in _all_stated(before).items():
            now = left.get(attribute, set())
            lost = earlier if now & own else earlier - now
            found.update((object_id, newer[each]) for each in lost if each in newer)
    return found


def _all_stated(record: Record) -> dict[str, set[int]]:
    by_attribute = {name: {s.value.source for s in timeline} for name, timeline in record.attributes.items()}
    by_attribute[_LIFE] = {record.begun_by} | ({record.ended_by} if record.ended_by is not None else set())
    return by_attribute
