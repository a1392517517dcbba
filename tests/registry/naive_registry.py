"""Organizations kept as plainly as can be: a cell for each object, attribute and day, no cleverness.

Understands found, rename, reparent, dissolve, merge, correct and annul. A cell holds a value and the
number of the change that stated it. Annulling starts from nothing and applies what still stands.
"""

from __future__ import annotations

import copy
from datetime import date

from tests.registry.decisions_at_random import DAYS
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.decisions import DecisionDocument, effective_date

Cell = tuple[object, int] | None
LAST = len(DAYS)


class Impossible(Exception):
    """The decision cannot stand."""


class Days:
    """One organization, day by day."""

    def __init__(self) -> None:
        self.alive = [False] * LAST
        self.cells: dict[str, list[Cell]] = {"name": [None] * LAST, "parent": [None] * LAST}
        self.passed: list[tuple[int, int]] = []

    def state(self, name: str, at: int) -> object:
        """The value of an attribute on a day."""
        cell = self.cells[name][at]
        return None if cell is None else cell[0]


class NaiveRegistry:
    """Everything known after each decision."""

    def __init__(self) -> None:
        self.objects: dict[int, Days] = {}
        self.enacted: list[DecisionDocument] = []

    def apply(self, document: DecisionDocument) -> None:
        """Enact a decision, or raise Impossible and stay as before."""
        standing = self._standing([*self.enacted, document])
        annuls = [each.entry for each in document.changes if isinstance(each, verbs.Annul)]
        before = self._standing(self.enacted)
        if any(not 1 <= each <= len(self.enacted) or not before[each - 1] for each in annuls):
            raise Impossible
        kept = copy.deepcopy(self.objects)
        try:
            if annuls:
                self.objects = {}
                for at, each in enumerate(self.enacted):
                    if standing[at]:
                        self._lay(each, at)
            self._lay(document, len(self.enacted))
            self._check()
        except Impossible:
            self.objects = kept
            raise
        self.enacted.append(document)

    def _standing(self, documents: list[DecisionDocument]) -> list[bool]:
        stands = [True] * len(documents)
        for at in reversed(range(len(documents))):
            for change in documents[at].changes:
                if stands[at] and isinstance(change, verbs.Annul) and 1 <= change.entry <= at:
                    stands[change.entry - 1] = False
        return stands

    def _lay(self, document: DecisionDocument, at: int) -> None:
        for ordinal, change in enumerate(document.changes):
            self._change(change, DAYS.index(effective_date(document, change)), at * 100 + ordinal)

    def _change(self, change: Change, on: int, source: int) -> None:
        match change:
            case verbs.Found():
                if change.object_id in self.objects:
                    raise Impossible
                self.objects[change.object_id] = found = Days()
                found.alive[on:] = [True] * (LAST - on)
                for name in ("name", "parent"):
                    if change.attributes.get(name) is not None:
                        found.cells[name][on:] = [(change.attributes[name], source)] * (LAST - on)
            case verbs.Rename():
                self._state(change.object_id, "name", change.name, on, source)
            case verbs.Reparent():
                self._alive(change.object_id, on)
                if change.parent is not None:
                    self._alive(change.parent, on)
                self._state(change.object_id, "parent", change.parent, on, source)
            case verbs.Dissolve():
                self._end(change.object_id, on)
            case verbs.Merge():
                self._merge(change, on, source)
            case verbs.Correct():
                self._correct(change, source)

    def _alive(self, object_id: int, on: int) -> Days:
        if object_id not in self.objects or not self.objects[object_id].alive[on]:
            raise Impossible
        return self.objects[object_id]

    def _state(self, object_id: int, name: str, value: object, on: int, source: int) -> None:
        days = self._alive(object_id, on)
        old = list(days.cells[name])
        for at in range(on, LAST):
            if not days.alive[at] or (at > on and old[at] != old[at - 1]):
                break
            days.cells[name][at] = (value, source)

    def _end(self, object_id: int, on: int) -> None:
        days = self._alive(object_id, on)
        begins_that_day = on == 0 or not days.alive[on - 1]
        if begins_that_day or not all(days.alive[on:]):
            raise Impossible
        for cells in days.cells.values():
            if any(cells[at] is not None and cells[at] != cells[at - 1] for at in range(on + 1, LAST)):
                raise Impossible
            cells[on:] = [None] * (LAST - on)
        days.alive[on:] = [False] * (LAST - on)

    def _merge(self, change: verbs.Merge, on: int, source: int) -> None:
        (gone,) = change.sources
        ending = self._alive(gone, on)
        self._alive(change.into, on)
        if change.into == gone:
            raise Impossible
        if change.adopt:
            for object_id, days in self.objects.items():
                if object_id not in (gone, change.into) and days.state("parent", on) == gone:
                    self._state(object_id, "parent", change.into, on, source)
        ending.passed.append((change.into, on))
        self._end(gone, on)

    def _correct(self, change: verbs.Correct, source: int) -> None:
        start = DAYS.index(change.start)
        days = self._alive(change.object_id, start)
        end = LAST if change.end is None else DAYS.index(change.end)
        inside = [at for at in range(start, end) if days.alive[at] or change.end is not None]
        if not inside or not all(days.alive[at] for at in inside):
            raise Impossible
        for name, value in change.attributes.items():
            for at in inside:
                days.cells[name][at] = (value, source)

    def _check(self) -> None:
        for at in range(LAST):
            for object_id, days in self.objects.items():
                above, parent = {object_id}, days.state("parent", at)
                while parent is not None:
                    if parent in above:
                        raise Impossible
                    above.add(int(str(parent)))
                    parent = self._alive(int(str(parent)), at).state("parent", at)
        for days in self.objects.values():
            for into, on in days.passed:
                if into not in self.objects or not any(self.objects[into].alive[max(0, on - 1) : on + 1]):
                    raise Impossible

    def on(self, day: date) -> dict[int, tuple[object, object]]:
        """Name and parent of every organization that exists on a day."""
        at = DAYS.index(day)
        return {
            object_id: (days.state("name", at), days.state("parent", at))
            for object_id, days in self.objects.items()
            if days.alive[at]
        }
