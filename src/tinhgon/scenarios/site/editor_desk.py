"""What an edit is worked out from: the plan, the state its phase finds, and what the editor sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from tinhgon.accounts.models import Account
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.domain.numbers import whole
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.scenarios.domain.plan import InvalidEdit, Phase, Plan
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import Opened
from tinhgon.scenarios.wording import Called

Row = dict[str, Any]


class Lacking(TinhGonError):
    """An edit was sent without something it needs."""

    code = "edit_lacking"


@dataclass(frozen=True, slots=True)
class Given:
    """What was sent with an edit, by name: numbers, text or lists of either."""

    values: Mapping[str, Any]

    def text(self, name: str, label: Text | None = None) -> str:
        """A text; with a label it must not be blank. Raises Lacking."""
        sent = self.values.get(name)
        found = str((sent[0] if isinstance(sent, list) and sent else sent) or "").strip()
        if label is not None and not found:
            raise _lacking(label)
        return found

    def flag(self, name: str) -> bool:
        """Whether a box was ticked."""
        return self.text(name) not in ("", "0")

    def numbers(self, name: str) -> list[int]:
        """Whole numbers, each once, in order; empty where none were sent."""
        found = self.values.get(name)
        listed = found if isinstance(found, list) else [found]
        read = (whole(str(each)) for each in listed if each is not None)
        return list(dict.fromkeys(each for each in read if each is not None))

    def number(self, name: str, label: Text) -> int:
        """One whole number. Raises Lacking."""
        found = self.numbers(name)
        if not found:
            raise _lacking(label)
        return found[0]

    def some(self, name: str, label: Text) -> list[int]:
        """Whole numbers, at least one. Raises Lacking."""
        found = self.numbers(name)
        if not found:
            raise _lacking(label)
        return found

    def lines(self, name: str) -> list[str]:
        """The lines of a text that are not blank."""
        return [each.strip() for each in self.text(name).splitlines() if each.strip()]

    def day(self, name: str, label: Text) -> date:
        """A day as 2019-06-01. Raises Lacking."""
        try:
            return date.fromisoformat(self.text(name, label))
        except ValueError:
            raise _lacking(label) from None


def _lacking(label: Text) -> Lacking:
    return Lacking(
        Text(f"Còn thiếu: {label.vi}", f"Lacking: {label.en}"),
        mend=Text("Chọn hoặc điền rồi làm lại.", "Choose or fill it in, and do it again."),
    )


@dataclass(frozen=True, eq=False)
class Desk:
    """A scenario open for an edit into one of its phases by an account."""

    scenario: Scenario
    opened: Opened
    phase: Phase
    by: Account

    @property
    def plan(self) -> Plan:
        """The plan before the edit."""
        return self.opened.plan

    @property
    def day(self) -> date:
        """The day of the phase, on which new changes take effect."""
        return self.phase.effective_on

    @cached_property
    def snapshot(self) -> Snapshot:
        """The state that a further change of the phase finds."""
        return self.opened.after(self.day).snapshot

    @cached_property
    def called(self) -> Called:
        """What objects are called there."""
        return Called(self.opened.preview.register, self.day)

    def row(self, kind: Kind, object_id: int) -> Row | None:
        """One object of the state, None where it is not there."""
        return next(self.snapshot[kind].filter(pl.col("id") == object_id).iter_rows(named=True), None)

    def body(self, object_id: int) -> Row:
        """One body of the state. Raises InvalidEdit."""
        found = self.row(Kind.ORGANIZATION, object_id)
        if found is None:
            raise self._missing(object_id)
        return found

    def posts(self, bodies: Iterable[int]) -> list[Row]:
        """The posts of bodies."""
        return self._rows(Kind.POST, "organization_id", bodies)

    def quotas(self, bodies: Iterable[int]) -> list[Row]:
        """The ceilings of bodies."""
        return self._rows(Kind.QUOTA, "organization_id", bodies)

    def holdings(self, posts: Iterable[int]) -> list[Row]:
        """Who holds posts."""
        return self._rows(Kind.MEMBERSHIP, "post_id", posts)

    def children(self, bodies: Iterable[int]) -> list[Row]:
        """The bodies right under others."""
        return self._rows(Kind.ORGANIZATION, "parent_id", bodies)

    def tree(self, body: int) -> Iterator[int]:
        """A body and all under it, the lowest first."""
        for each in self.children([body]):
            yield from self.tree(each["id"])
        yield body

    def _rows(self, kind: Kind, column: str, ids: Iterable[int]) -> list[Row]:
        return list(self.snapshot[kind].filter(pl.col(column).is_in(list(ids))).sort("id").iter_rows(named=True))

    def _missing(self, object_id: int) -> InvalidEdit:
        name = self.called.name(object_id)
        return InvalidEdit(
            Text(f"«{name}» không tồn tại vào ngày {self.day:%d/%m/%Y}", f"{name!r} does not exist on {self.day}"),
            where=self.phase.name,
            mend=Text("Chọn cơ quan khác hoặc giai đoạn khác.", "Choose another body or another phase."),
        )
