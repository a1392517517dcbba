"""What a planned workbook would change, object by object: the difference its changes make when they are laid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tinhgon.errors import Text
from tinhgon.exchange.domain.workbook_plan import Plan
from tinhgon.exchange.domain.workbook_registry import plain_cell
from tinhgon.registry.domain.diff import What, compare
from tinhgon.registry.domain.records import Record, Register
from tinhgon.registry.domain.refusals import KIND_NAMES, describe_record
from tinhgon.registry.domain.snapshot import snapshot_of
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type, Value


@dataclass(frozen=True, slots=True)
class Previewed:
    """One difference: its row (0: an object the workbook does not list), and what differs.

    Objects are called by kind, name and code, new ones and people by their key. Personal values are left out.
    `on` is the day of an ending.
    """

    kind: Kind
    sheet: str
    row: int
    key: str
    object_id: int | None
    label: Text
    what: What
    attribute: str = ""
    before: Value | None = None
    after: Value | None = None
    on: date | None = None


def preview(plan: Plan, workspace: Register) -> list[Previewed]:
    """The differences on the effective date, and endings from then on, by kind and object."""
    on = plan.document.effective_on
    after = {each: record for each, record in workspace.changed.items() if record is not None}
    before = {each: record for each in after if (record := workspace.before(each)) is not None}
    teller = _Teller(plan, after)
    found: list[Previewed] = []
    for each in compare(snapshot_of(before.values(), on), snapshot_of(after.values(), on)):
        if each.what is What.ENDED:
            continue
        name = each.attribute.removesuffix("_id")
        attribute = ATTRIBUTES[each.kind].get(name)
        hidden = attribute is not None and attribute.type is Type.PERSONAL
        was, now = (None if hidden or value is None else plain_cell(value) for value in (each.before, each.after))
        if attribute is not None and attribute.type is Type.REFERENCE:
            was, now = teller.called(was), teller.called(now)
        found.append(teller.tell(each.object_id, each.what, name, was, now))
    for object_id, record in sorted(after.items()):
        earlier = before.get(object_id)
        if record.life.end is not None and (earlier is None or earlier.life.end != record.life.end):
            found.append(teller.tell(object_id, What.ENDED, on=record.life.end))
    return found


class _Teller:
    """Calls objects by what people know of them."""

    def __init__(self, plan: Plan, records: Mapping[int, Record]) -> None:
        self.plan = plan
        self.records = records

    def tell(
        self,
        object_id: int,
        what: What,
        attribute: str = "",
        before: Value | None = None,
        after: Value | None = None,
        on: date | None = None,
    ) -> Previewed:
        """One difference with its place in the workbook."""
        placed = self.plan.rows.get(object_id)
        sheet, row, key = ("", 0, "") if placed is None else (placed[0].name, placed[1].number, placed[1].key)
        known = None if object_id in self.plan.new else object_id
        return Previewed(
            self.records[object_id].kind,
            sheet,
            row,
            key,
            known,
            self._label(object_id),
            what,
            attribute,
            before,
            after,
            on,
        )

    def called(self, object_id: Value | None) -> Value | None:
        """A reference as a cell would hold it: the key of a row, else the number."""
        if not isinstance(object_id, int):
            return object_id
        placed = self.plan.rows.get(object_id)
        return f"#{object_id}" if placed is None or not placed[1].key else placed[1].key

    def _label(self, object_id: int) -> Text:
        record, on = self.records[object_id], self.plan.document.effective_on
        held = {name: record.value(name, on) for name in ATTRIBUTES[record.kind]}
        match record.kind:
            case Kind.PERSON:
                text = str(self.called(object_id))
            case Kind.MEMBERSHIP:
                text = f"{self.called(held['person'])} → {self.called(held['post'])}"
            case Kind.QUOTA:
                text = f"{self.called(held['organization'])}: {held['establishment_class']}, {held['funding']}"
            case _:
                return describe_record(record, on)
        return Text(f"{KIND_NAMES[record.kind].vi} {text}", f"{KIND_NAMES[record.kind].en} {text}")
