"""What the editor shows: a scenario at one of its states, on a day, from one side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import polars as pl

from tinhgon.errors import TinhGonError
from tinhgon.frame.domain.numbers import whole
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.selectors.people import names
from tinhgon.registry.site.moments import read_day
from tinhgon.scenarios.checking import issues_of
from tinhgon.scenarios.domain.issues import Issue, Status
from tinhgon.scenarios.domain.plan import Phase, Plan
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import Opened, open_scenario
from tinhgon.scenarios.site.editor_boxes import Side, boxes
from tinhgon.scenarios.wording import Called

TABS = ("body", "findings", "changes", "figures")

_UPWARDS = {Kind.POST: "organization", Kind.QUOTA: "organization", Kind.MEMBERSHIP: "post"}


@dataclass(frozen=True, slots=True)
class Where:
    """What of a scenario a page looks at: the phase that edits go to, the day and side shown, the open tab.

    `day` None is the day of the phase.
    """

    phase: int | None = None
    day: date | None = None
    side: Side = "after"
    tab: str = "changes"

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Where:
        """Read from an address or from what was sent; what cannot be understood is as if it were not there."""
        tab = str(given.get("tab") or "")
        return cls(
            whole(str(given.get("phase") or "")),
            _day(str(given.get("on") or "")),
            "before" if given.get("side") == "before" else "after",
            tab if tab in TABS else "changes",
        )


def _day(text: str) -> date | None:
    try:
        return read_day(text, "on") if text else None
    except TinhGonError:
        return None


_known: WeakKeyDictionary[Opened, dict[object, pl.DataFrame]] = WeakKeyDictionary()
"""Boxes of states that are at hand: those that an edit changes are compared with the last."""


@dataclass(frozen=True, eq=False)
class Look:
    """A scenario as it stands, looked at in one way; `named`: whether holders are called by name."""

    scenario: Scenario
    where: Where
    named: bool

    @cached_property
    def opened(self) -> Opened:
        """What the plan comes to."""
        return open_scenario(self.scenario)

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.opened.plan

    @cached_property
    def phase(self) -> Phase:
        """The phase that edits go to: the one chosen, or the last."""
        found = [each for each in self.plan.phases if each.id == self.where.phase]
        return found[0] if found else self.plan.phases[-1]

    @property
    def day(self) -> date:
        """The day shown."""
        return self.where.day or self.phase.effective_on

    @cached_property
    def called(self) -> Called:
        """What objects are called."""
        return Called(self.opened.preview.register, self.day)

    @cached_property
    def issues(self) -> list[Issue]:
        """What is wrong, what is mended, what is as before."""
        return issues_of(self.opened, self.scenario.waivers.all(), self.day)  # type: ignore[attr-defined]

    @cached_property
    def fresh(self) -> Counter[int]:
        """How many findings the plan makes, by area or body."""
        return Counter(box for each in self.issues if each.status is Status.NEW for box in self.boxes_of(each)[:1])

    @cached_property
    def boxes(self) -> pl.DataFrame:
        """The boxes of the side shown."""
        known = _known.setdefault(self.opened, {})
        key = self.day, self.where.side, tuple(sorted(self.fresh.items()))
        if key not in known:
            known[key] = boxes(self.opened, self.day, self.where.side, self.fresh)
        return known[key]

    def boxes_of(self, issue: Issue) -> list[int]:
        """The areas and bodies a finding is about; of posts and holdings the bodies they are in."""
        found = (self._box(Kind(kind), object_id) for kind, object_id in issue.subjects if kind)
        return list(dict.fromkeys(each for each in found if each is not None))

    def _box(self, kind: Kind, object_id: int) -> int | None:
        while kind in _UPWARDS:
            record = self.opened.preview.register.record(object_id)
            stated = None if record is None else record.stated(_UPWARDS[kind])
            above = None if not stated else stated.at(self.day) or stated.segments[-1].value
            if above is None or above.value is None:
                return None
            object_id, kind = int(above.value), Kind.POST if kind is Kind.MEMBERSHIP else Kind.ORGANIZATION
        return None if kind is Kind.PERSON else object_id

    def drawn(self, frame: pl.DataFrame) -> dict[str, object]:
        """Boxes as the chart takes them: columns and rows, heads by name."""
        heads = frame["head"].drop_nulls().to_list()
        called = names(heads, self.day, self.opened.stand.known) if self.named and heads else {}
        shown = frame.with_columns(
            head=pl.col("head").replace_strict(called, default=None, return_dtype=pl.String),
            headed=pl.col("head").is_not_null(),
        )
        return {"columns": shown.columns, "rows": shown.rows()}
