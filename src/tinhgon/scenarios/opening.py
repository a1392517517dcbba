"""Open scenarios: what a plan comes to, worked out once for each state of the plan, and while editing from the last.

Nothing here is particular to one request: what a plan on a base comes to never changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from threading import RLock

from tinhgon.registry.domain.changes import Change, Correct, CorrectLife
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.records import Record
from tinhgon.registry.pictures import Stand, picture_of, stand
from tinhgon.registry.prefetching import prefetch
from tinhgon.registry.store import StoreView
from tinhgon.rulebook.counting import apparatus_of
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.scenarios.domain.plan import Plan, in_order, plan_digest, removing
from tinhgon.scenarios.domain.preview import Preview, overlaid, preview
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.services import plan_of
from tinhgon.temporal import Period

_BASES_KEPT = 8
_OPEN_KEPT = 32  # states of plans: those that several people edit, and what undoing goes back to


class BaseView(StoreView):
    """What was known after a ledger entry, read once for all who plan on it; threads take turns."""

    def __init__(self, of: Stand) -> None:
        super().__init__(of.known)
        self.turn = RLock()

    def record(self, object_id: int) -> Record | None:
        """The record of one object, or None."""
        with self.turn:
            return super().record(object_id)

    def referrers(self, object_id: int) -> set[int]:
        """Ids of all objects that ever refer to this one or pass into it."""
        with self.turn:
            return super().referrers(object_id)

    def coded(self, level: str, code: str) -> set[int]:
        """Ids of all areas that ever bear `code` at `level`."""
        with self.turn:
            return super().coded(level, code)

    def load(self, object_ids: Iterable[int]) -> None:
        """Read the records of many objects at once."""
        with self.turn:
            super().load(object_ids)

    def load_referrers(self, object_ids: Iterable[int]) -> None:
        """Read who refers to many objects at once."""
        with self.turn:
            super().load_referrers(object_ids)

    def foresee(self, changes: tuple[Change, ...], on: date) -> None:
        """Read in a few queries what laying changes will ask for."""
        document = DecisionDocument(
            number="", kind="", issuer="", signed_on=on, effective_on=on, subject="", changes=changes
        )
        with self.turn:
            prefetch(self, [document])


def base_view(seq: int) -> BaseView:
    """What was known after ledger entry `seq`."""
    return _base_view(stand(seq))


@lru_cache(maxsize=_BASES_KEPT)
def _base_view(of: Stand) -> BaseView:
    return BaseView(of)


@dataclass(eq=False)
class Opened:
    """A plan laid on its base, within a scope (`under`, an area's or body's id; None: all of the record)."""

    plan: Plan
    under: int | None
    stand: Stand
    preview: Preview
    _after: dict[date, Apparatus] = field(default_factory=dict)

    def before(self, on: date | None = None) -> Apparatus:
        """The apparatus on a day (by default once all phases are in force) without the plan."""
        return apparatus_of(self.stand, on or self.plan.last_day, self.under)

    def after(self, on: date | None = None) -> Apparatus:
        """The apparatus on a day (by default once all phases are in force) with the plan."""
        day = on or self.plan.last_day
        if day not in self._after:
            self._after[day] = Apparatus(overlaid(picture_of(self.stand, day, self.under), self.preview.register))
        return self._after[day]


_open: OrderedDict[tuple[str, int | None, Stand], Opened] = OrderedDict()
_turn = RLock()


def open_scenario(scenario: Scenario) -> Opened:
    """What a scenario comes to as it stands."""
    return open_plan(plan_of(scenario), scenario.under)


def open_plan(plan: Plan, under: int | None) -> Opened:
    """What a plan comes to within a scope."""
    base = stand(plan.base.seq)
    key = plan_digest(plan), under, base
    with _turn:
        if key in _open:
            _open.move_to_end(key)
            return _open[key]
        earlier = _nearest(plan, base)
    opened = _laid(plan, under, base, earlier)
    with _turn:
        _open[key] = opened
        while len(_open) > _OPEN_KEPT:
            _open.popitem(last=False)
    return opened


def _laid(plan: Plan, under: int | None, base: Stand, earlier: Preview | None) -> Opened:
    view = _base_view(base)
    ordered = in_order(plan)
    known = 0 if earlier is None else len(earlier.laid)
    if new := tuple(step.change for step, _ in ordered[known:]):
        view.foresee(new, plan.last_day)
    return Opened(plan, under, base, preview(view, plan, earlier))


def _nearest(plan: Plan, base: Stand) -> Preview | None:
    """The open preview on the same base that has the most first steps in common and nothing else."""
    ordered = in_order(plan)
    best: Preview | None = None
    for each in reversed(_open.values()):
        laid = each.preview.laid
        if each.stand != base or len(laid) > len(ordered) or (best and len(laid) <= len(best.laid)):
            continue
        if all((mine.step, mine.on) == theirs for mine, theirs in zip(laid, ordered, strict=False)):
            best = each.preview
    return best


def as_of(opened: Opened, on: date) -> Opened:
    """What a plan comes to with the phases in force on a day alone: on that day it is the same.

    So what is worked out of a day stays while later phases are edited. A correction may reach back; a plan
    with one among its later steps is given as it is.
    """
    plan = opened.plan
    later = {each.id for each in plan.phases if on not in Period.since(each.effective_on)}
    steps = [each for each in plan.steps if each.phase in later]
    if not steps or any(isinstance(each.change, Correct | CorrectLife) for each in steps):
        return opened
    return open_plan(removing(each.id for each in steps)(plan), opened.under)
