"""Which changes of a decision concern what an account may see: one decision may touch two provinces."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from tinhgon.registry.domain.changes import Annul, Change, change_from_plain
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.models import Change as ChangeRow
from tinhgon.registry.models import Decision, Entity, LedgerEntry

_KEPT = 8  # decisions whose names are kept at hand while one scrolls; the largest has 4,000 changes


def concerning(decision: Decision, within: Collection[int]) -> list[int]:
    """The numbers of the changes that concern any of these objects, and of those that concern nothing on record.

    What the decision itself makes, where it is not in force yet, goes with the objects it is named together with.
    """
    named = _named(decision.pk, decision.content_digest) if decision.content_digest else _read(decision.pk)
    every = set().union(*(ids for _, ids in named))
    on_record = set(Entity.objects.filter(pk__in=every).values_list("pk", flat=True))
    new = every - on_record
    groups = [ids for _, ids in named]
    inside = _joined(on_record.intersection(within), groups, new)
    outside = _joined(on_record.difference(within), groups, new)
    return [ordinal for ordinal, ids in named if ids & inside or not ids & outside]


def _concerned(change: Change, of_annulled: dict[int, frozenset[int]]) -> frozenset[int]:
    """What a change names; to annul a decision concerns whatever that one names."""
    return of_annulled.get(change.entry, frozenset()) if isinstance(change, Annul) else frozenset(mentioned(change))


def annulled_by(changes: Iterable[Change]) -> set[int]:
    """What the decisions name that these changes annul."""
    return set().union(*_mentions(each.entry for each in changes if isinstance(each, Annul)).values())


@lru_cache(maxsize=_KEPT)
def _named(decision: int, digest: str) -> tuple[tuple[int, frozenset[int]], ...]:
    """What each change of a decision that was submitted concerns; its digest stands for its changes."""
    return _read(decision)


def _read(decision: int) -> tuple[tuple[int, frozenset[int]], ...]:
    rows = ChangeRow.objects.filter(decision=decision).order_by("ordinal").values_list("ordinal", "payload")
    found = [(ordinal, change_from_plain(payload)) for ordinal, payload in rows]
    of_annulled = _mentions(each.entry for _, each in found if isinstance(each, Annul))
    return tuple((ordinal, _concerned(each, of_annulled)) for ordinal, each in found)


def _mentions(entries: Iterable[int]) -> dict[int, frozenset[int]]:
    rows = LedgerEntry.objects.filter(seq__in=list(entries)).values_list("seq", "decision__mentions")
    return {seq: frozenset(mentions) for seq, mentions in rows}


def _joined(some: set[int], groups: list[frozenset[int]], new: set[int]) -> set[int]:
    """These objects, and the new ones that are named together with them, through as many hands as it takes."""
    found, grown = set(some), True
    while grown:
        more = set().union(*(ids & new for ids in groups if ids & found)) - found
        found |= more
        grown = bool(more)
    return found
