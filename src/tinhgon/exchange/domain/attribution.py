"""Which instrument of a step brought about which change: said only where the note makes it certain.

The rules are in `docs/algorithms/units_history.md`; in doubt the step stays one decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from tinhgon.exchange.domain.instruments import Clause
from tinhgon.exchange.domain.place_names import Gazetteer, fold
from tinhgon.exchange.domain.units_history import Step
from tinhgon.exchange.domain.units_replay import Key, Unit, Units, apply, faults, key_of

_OPEN_ENDED = tuple(fold(each) for each in ("một số tỉnh", "các tỉnh", "một số địa phương"))


@dataclass(frozen=True, slots=True)
class Scope:
    """The provinces and districts a clause names, or those a change lies in before and after."""

    provinces: frozenset[Key]
    districts: frozenset[Key]


def split(step: Step, clauses: Sequence[Clause], before: Units) -> tuple[tuple[Clause, Step], ...]:
    """The step as one part per clause, or nothing where the note leaves any change in doubt.

    A part holds the changes that fall under its clause alone; each must be valid after those before
    it, and a clause may bring none. A step before which nothing was in force lists what there was,
    not what its instruments did.
    """
    if not before or len(clauses) < 2 or not all(each.text for each in clauses):
        return ()
    after = apply(before, step)
    scopes = [_scope_of(clause, before, after) for clause in clauses]
    owners: list[int] = []
    for change in step.changes():
        owner = _owner(_place_of(key_of(change), before, after), scopes)
        if owner is None:
            return ()
        owners.append(owner)
    parts = tuple((clause, _part(step, owners, index)) for index, clause in enumerate(clauses))
    return parts if _valid_in_turn([part for _, part in parts], before) else ()


def _scope_of(clause: Clause, before: Units, after: Units) -> Scope | None:
    """What a clause names; None where that is nothing, or open, or one of several of that name."""
    words = fold(clause.text)
    if any(_contains(words, each) for each in _OPEN_ENDED):
        return None
    upper = [unit for units in (before, after) for unit in units.values() if unit.level != "commune"]
    mentions = list(Gazetteer(upper).mentions(words))
    named = {key for mention in mentions for key in mention.keys}
    scope = Scope(
        frozenset(key for key in named if key[0] == "province"),
        frozenset(key for key in named if key[0] == "district"),
    )
    if not scope.provinces and any(len(mention.keys) > 1 for mention in mentions):
        return None
    return scope if named else None


def _contains(words: Sequence[str], phrase: Sequence[str]) -> bool:
    return any(tuple(words[at : at + len(phrase)]) == tuple(phrase) for at in range(len(words)))


def _place_of(key: Key, before: Units, after: Units) -> Scope:
    """Where a unit lies before and after a step, itself included."""
    chain = {each for units in (before, after) for each in _upwards(units, key)}
    return Scope(
        frozenset(each for each in chain if each[0] == "province"),
        frozenset(each for each in chain if each[0] == "district"),
    )


def _upwards(units: Mapping[Key, Unit], key: Key | None) -> Iterable[Key]:
    while key is not None and (unit := units.get(key)) is not None:
        yield key
        key = unit.above


def _owner(place: Scope, scopes: Sequence[Scope | None]) -> int | None:
    """The only clause a change can fall under, or None.

    Every clause must name something, or it could be the cause of anything. A clause that names
    provinces is ruled out for changes elsewhere, and one that names districts for changes in others;
    a clause that names no district stands for its whole province.
    """
    if any(scope is None for scope in scopes):
        return None
    possible = [
        index
        for index, scope in enumerate(scopes)
        if scope is not None
        and (not scope.provinces or place.provinces <= scope.provinces)
        and (not scope.districts or place.districts & scope.districts)
    ]
    return possible[0] if len(possible) == 1 else None


def _part(step: Step, owners: Sequence[int], index: int) -> Step:
    """The changes of a step that one clause owns."""
    owner = iter(owners)
    return msgspec.structs.replace(
        step,
        created=tuple(each for each in step.created if next(owner) == index),
        ended=tuple(each for each in step.ended if next(owner) == index),
        renamed=tuple(each for each in step.renamed if next(owner) == index),
        moved=tuple(each for each in step.moved if next(owner) == index),
    )


def _valid_in_turn(parts: Sequence[Step], before: Units) -> bool:
    for part in parts:
        if faults(before, part, None):
            return False
        before = apply(before, part)
    return True
