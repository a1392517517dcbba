"""What would mend an issue: changes ready to be added to the plan, or steps to be taken out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from tinhgon.errors import Text
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.object_ids import renumbered


@dataclass(frozen=True, slots=True)
class Remedy:
    """What is proposed: changes to add, in order, and ids of steps to take out.

    Objects that the changes make are numbered -1, -2 …, and get their ids when the remedy is applied.
    """

    label: Text
    changes: tuple[Change, ...] = ()
    removes: tuple[int, ...] = ()


def with_ids(remedy: Remedy, new_id: Callable[[], int]) -> tuple[Change, ...]:
    """The changes of a remedy with ids for the objects they make."""
    given = cache(lambda number: new_id())
    return tuple(renumbered(each, lambda id: given(id) if id < 0 else id) for each in remedy.changes)
