"""From the rows of a workbook to the changes of one draft decision.

A row of a new object founds it; a row of an object on record states what differs; a date in «Kết thúc» ends it.
A column that the sheet leaves out states nothing, a blank cell states that there is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

import msgspec

from tinhgon.errors import Text
from tinhgon.exchange.domain.workbook_faults import Faults, WorkbookFault
from tinhgon.exchange.domain.workbook_identities import Identities
from tinhgon.exchange.domain.workbook_layout import NO_END
from tinhgon.exchange.domain.workbook_reading import ReadWorkbook, Row, Table
from tinhgon.exchange.domain.workbook_registry import Existing
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes, Change
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.expansion import CONVERTIBLE, UNITS
from tinhgon.registry.domain.personal import personal_digest
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type, Value
from tinhgon.temporal import Period

BLANK_MEANS: Mapping[tuple[Kind, str], Value] = {(Kind.POST, "seats"): 1, (Kind.MEMBERSHIP, "concurrent"): False}
"""What a blank cell stands for where it is not "no value"."""

TREES = ((Kind.AREA, "parent"), (Kind.ORGANIZATION, "parent"), (Kind.POST, "unified_with"))
"""References that must not lead back to where they start."""

_FIXED = {
    Kind.MEMBERSHIP: ("person", "post", "basis", "concurrent", "non_local", "term_ends_on"),
    Kind.QUOTA: ("organization", "establishment_class", "funding"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a workbook comes to: a decision, and the row behind every object it names.

    New objects have ids below 0 or those the caller gave out. Changes hold digests under no key in place of
    personal values (`with_digests` puts in the real ones); `personal` holds the values by person.
    """

    document: DecisionDocument
    rows: Mapping[int, tuple[Table, Row]]
    new: frozenset[int]
    personal: Mapping[int, Mapping[str, str]]


def plan_workbook(
    read: ReadWorkbook,
    existing: Existing,
    numbers_mean: bool,
    new_id: Callable[[], int],
    faults: Faults,
    key: str = "",
) -> Plan:
    """Plan the decision of a workbook. Raises BrokenWorkbook with all faults found here and before."""
    decision = read.decision
    identities = Identities(existing, numbers_mean, new_id, faults, decision.effective_on)
    identities.identify(read.tables)
    planner = _Planner(identities, decision.effective_on or date.min, faults)
    planner.check_between_rows()
    changes = planner.changes()
    faults.raise_any()
    if not changes:
        faults.add(_nothing_to_decide(read))
        faults.raise_any()
    document = DecisionDocument(
        number=str(decision.number),
        kind=str(decision.kind),
        issuer=str(decision.issuer),
        signed_on=decision.signed_on or date.min,
        effective_on=decision.effective_on or date.min,
        subject=str(decision.subject),
        changes=tuple(changes),
        key=key,
    )
    return Plan(document, identities.rows, frozenset(identities.new), planner.personal)


def _nothing_to_decide(read: ReadWorkbook) -> WorkbookFault:
    name = next(iter(read.tables.values())).name
    return WorkbookFault(
        name,
        0,
        "",
        "",
        "",
        Text("không có gì khác với sổ đăng ký", "nothing differs from the record"),
        Text("Thêm hoặc sửa dòng; dòng mẫu không được nhập.", "Add or alter rows; sample rows are not imported."),
    )


def with_digests(document: DecisionDocument, digests: Mapping[int, Mapping[str, str]]) -> DecisionDocument:
    """The decision with the real digests of personal values, by person and field."""
    changes = [
        msgspec.structs.replace(each, attributes={**each.attributes, **digests[each.object_id]})
        if isinstance(each, verbs.RegisterPerson | verbs.UpdatePerson) and each.object_id in digests
        else each
        for each in document.changes
    ]
    return msgspec.structs.replace(document, changes=tuple(changes))


class _Planner:
    """Turns rows into changes, kind by kind, so that what is named later exists already."""

    def __init__(self, identities: Identities, on: date, faults: Faults) -> None:
        self.identities = identities
        self.existing: Existing = identities.existing
        self.on = on
        self.days = Period.since(on)
        self.faults = faults
        self.personal: dict[int, dict[str, str]] = {}
        self._columns_told: set[tuple[str, str]] = set()

    def changes(self) -> list[Change]:
        """All changes; rows with faults make none."""
        made: list[Change] = []
        ending: dict[Kind, list[Change]] = {kind: [] for kind in Kind}
        for kind in Kind:
            for object_id, table, row in self._of(kind):
                self._check_dates(table, row, object_id)
                if object_id in self.identities.new:
                    self._check_complete(table, row)
                if row.faulty:
                    continue
                if object_id in self.identities.new:
                    made += self._create(kind, object_id, row)
                elif not self._ends_at_once(row):
                    made += self._alter(kind, table, object_id, row)
                ending[kind] += self._end(kind, object_id, row)
        last = (Kind.MEMBERSHIP, Kind.POST, Kind.QUOTA, Kind.ORGANIZATION, Kind.AREA)
        return [*made, *chain.from_iterable(ending[kind] for kind in last)]

    def _of(self, kind: Kind) -> Iterator[tuple[int, Table, Row]]:
        for object_id, (table, row) in self.identities.rows.items():
            if table.sheet.kind is kind:
                yield object_id, table, row

    # --- what is checked

    def check_between_rows(self) -> None:
        """Trees without cycles, and codes borne once."""
        for kind, attribute in TREES:
            self._check_cycles(kind, attribute)
        self._check_codes()

    def _check_cycles(self, kind: Kind, attribute: str) -> None:
        above = {object_id: self._above(kind, object_id, attribute) for object_id, _, _ in self._of(kind)}
        sound: set[int] = set()
        for start in list(above):
            path: dict[int, None] = {}
            at: int | None = start
            while at is not None and at not in sound and at not in path:
                path[at] = None
                if at not in above:
                    above[at] = self._above(kind, at, attribute)
                at = above[at]
            if at is not None and at in path:
                circle = list(path)[list(path).index(at) :]
                self._tell_cycle(circle, attribute)
            sound.update(path)

    def _tell_cycle(self, circle: list[int], attribute: str) -> None:
        rows = [self.identities.rows[each] for each in circle if each in self.identities.rows]
        if not rows:
            return
        table, row = min(rows, key=lambda each: each[1].number)
        keys = " → ".join(each[1].key for each in rows)
        why = Text(f"thuộc chính nó qua: {keys}", f"it comes under itself through: {keys}")
        mend = Text("Sửa một trong các dòng này.", "Mend one of these rows.")
        self.faults.add(table.fault(row, attribute, why, mend))

    def _above(self, kind: Kind, object_id: int, attribute: str) -> int | None:
        placed = self.identities.rows.get(object_id)
        if placed is not None and attribute in placed[1].values:
            value: object = placed[1].values[attribute]
        elif self.existing.has(kind, object_id):
            value = self.existing.values(kind, object_id)[attribute]
        else:
            value = None
        return value if isinstance(value, int) else None

    def _check_codes(self) -> None:
        borne: dict[tuple[object, object], Row] = {}
        for object_id, table, row in self._of(Kind.AREA):
            level, code = row.values.get("level"), row.values.get("code")
            if code is None or level is None or self._ends_at_once(row):
                continue
            twin = borne.setdefault((level, code), row)
            mend = Text("Mỗi đơn vị cùng cấp có một mã riêng.", "Give each area of a level a code of its own.")
            if twin is not row:
                why = Text(f"trùng mã với dòng {twin.number}", f"row {twin.number} bears the same code")
                self.faults.add(table.fault(row, "code", why, mend))
            for other in self.existing.coded(Kind.AREA, str(code), str(level)):
                if other != object_id and other not in self.identities.rows:
                    why = Text(f"mã này đang thuộc đối tượng #{other}", f"object #{other} bears this code")
                    mend = Text(
                        f"Nếu là cùng một đơn vị, ghi khóa là #{other}; nếu không, dùng mã khác.",
                        f"If it is the same area, let its key be #{other}; otherwise use another code.",
                    )
                    self.faults.add(table.fault(row, "code", why, mend))

    def _check_complete(self, table: Table, row: Row) -> None:
        for column in table.sheet.columns:
            if column.required and column.name not in row.values:
                row.faulty = True
                if (table.name, column.name) in self._columns_told:
                    continue
                self._columns_told.add((table.name, column.name))
                why = Text(
                    f"thiếu cột «{column.name}» mà đối tượng mới bắt buộc phải có",
                    f"the column {column.name!r} is missing, which new objects require",
                )
                mend = Text("Thêm cột này từ mẫu (tinhgon template).", "Add this column from the template.")
                if column.personal:
                    mend = Text(
                        "Xuất lại với --personal hoặc thêm cột này.", "Export with --personal or add this column."
                    )
                self.faults.add(WorkbookFault(table.name, row.number, "", column.heading.vi, "", why, mend))

    def _check_dates(self, table: Table, row: Row, object_id: int) -> None:
        end, handover = row.values.get("end_on"), row.values.get("handover_until")
        new = object_id in self.identities.new
        first = Text("Ngày kết thúc là ngày đầu tiên không còn.", "The ending is the first day on which it is over.")
        if isinstance(end, date) and (end not in self.days or (new and end == self.on)):
            why = Text(f"kết thúc trước hoặc vào ngày hiệu lực {self.on:%d/%m/%Y}", f"it ends by {self.on.isoformat()}")
            self.faults.add(table.fault(row, "end_on", why, first))
        if isinstance(handover, date) and new and (handover not in self.days or handover == self.on):
            why = Text("bàn giao kết thúc trước khi bắt đầu", "the hand-over ends before it begins")
            mend = Text(
                "Ghi ngày sau ngày hiệu lực, hoặc để trống.", "Write a day after the effective date, or nothing."
            )
            self.faults.add(table.fault(row, "handover_until", why, mend))

    def _ends_at_once(self, row: Row) -> bool:
        end = row.values.get("end_on")
        return isinstance(end, date) and self.on in Period.since(end)

    # --- changes

    def _create(self, kind: Kind, object_id: int, row: Row) -> Iterator[Change]:
        given = {name: row.values[name] for name in ATTRIBUTES[kind] if row.values.get(name) is not None}
        attributes: Attributes = {name: value for name, value in given.items() if not isinstance(value, date)}
        match kind:
            case Kind.AREA | Kind.ORGANIZATION:
                yield verbs.Found(object_id=object_id, kind=kind, attributes=attributes)
            case Kind.POST:
                yield verbs.CreatePost(object_id=object_id, attributes=attributes)
            case Kind.PERSON:
                yield verbs.RegisterPerson(object_id=object_id, attributes=self._digests(object_id, attributes))
            case Kind.MEMBERSHIP:
                handover = row.values.get("handover_until")
                yield _placed(object_id, attributes, None if handover == NO_END else handover)
                if handover == NO_END:
                    yield verbs.Correct(object_id=object_id, attributes={"handover": True}, start=self.on)
            case Kind.QUOTA:
                yield _quota(object_id, attributes, attributes["amount"])

    def _alter(self, kind: Kind, table: Table, object_id: int, row: Row) -> Iterator[Change]:
        old = self.existing.values(kind, object_id)
        changed: Attributes = {}
        for name in ATTRIBUTES[kind]:
            if name in row.values:
                blank = BLANK_MEANS.get((kind, name))
                now, was = (blank if each is None else each for each in (row.values[name], old[name]))
                if now != was and not isinstance(now, date):
                    changed[name] = now
        fixed = [name for name in _FIXED.get(kind, ()) if name in changed]
        if kind is Kind.MEMBERSHIP and bool(row.values.get("handover_until")) and not old["handover"]:
            fixed.append("handover_until")
        for name in fixed:
            why = Text("không đổi được ở việc giữ chức hoặc biên chế đã có", "it cannot change on a record that exists")
            mend = Text(
                "Ghi ngày vào «Kết thúc» ở dòng này và thêm một dòng mới.",
                "Write an ending on this row and add a new row.",
            )
            self.faults.add(table.fault(row, name, why, mend))
        if changed and not fixed:
            yield from self._stated(kind, object_id, changed, old)

    def _stated(
        self, kind: Kind, object_id: int, changed: Attributes, old: Mapping[str, Value | None]
    ) -> Iterator[Change]:
        if kind is Kind.PERSON:
            yield verbs.UpdatePerson(object_id=object_id, attributes=self._digests(object_id, changed))
            return
        if kind is Kind.QUOTA:
            yield _quota(object_id, {**old}, changed["amount"])
            return
        if kind in UNITS and "name" in changed:
            yield verbs.Rename(object_id=object_id, name=str(changed.pop("name")))
        if kind in UNITS and "parent" in changed:
            yield verbs.Reparent(object_id=object_id, parent=_id(changed.pop("parent")))
        if kind is Kind.POST and "organization" in changed:
            yield verbs.MovePost(object_id=object_id, organization=_id(changed.pop("organization")) or 0)
        if kind is Kind.POST and "unified_with" in changed:
            other = _id(changed.pop("unified_with"))
            pair = (object_id,) if other is None else (other, object_id)
            yield verbs.SeparatePosts(posts=pair) if other is None else verbs.UnifyPosts(posts=pair)
        convertible = CONVERTIBLE.get(kind, ())
        converted: Attributes = {name: value for name, value in changed.items() if name in convertible}
        reclassified: Attributes = {name: value for name, value in changed.items() if name not in convertible}
        if converted:
            yield verbs.Convert(object_id=object_id, attributes=converted)
        if reclassified:
            yield verbs.Reclassify(object_id=object_id, attributes=reclassified)

    def _end(self, kind: Kind, object_id: int, row: Row) -> Iterator[Change]:
        end = row.values.get("end_on")
        if not isinstance(end, date):
            return
        on = None if end == self.on else end
        match kind:
            case Kind.AREA | Kind.ORGANIZATION:
                yield verbs.Dissolve(object_id=object_id, effective_on=on)
            case Kind.POST:
                yield verbs.AbolishPost(object_id=object_id, effective_on=on)
            case Kind.MEMBERSHIP:
                yield verbs.Relieve(membership=object_id, effective_on=on)
            case Kind.QUOTA:
                known = self.existing.has(kind, object_id)
                held = self.existing.values(kind, object_id) if known else row.values
                key = {name: value for name, value in held.items() if not isinstance(value, date)}
                yield _quota(object_id, key, None, on)

    def _digests(self, person: int, values: Attributes) -> Attributes:
        """Digests under no key in place of personal values, which are kept aside for when the draft is saved."""
        named = {name: str(value) for name, value in values.items() if value is not None}
        assert all(ATTRIBUTES[Kind.PERSON][name].type is Type.PERSONAL for name in named)  # noqa: S101
        self.personal[person] = named
        digests = {name: personal_digest(b"", name, value) for name, value in named.items()}
        return {name: digests.get(name) for name in values}


def _placed(object_id: int, attributes: Attributes, handover: object) -> Change:
    term, non_local = attributes.get("term_ends_on"), attributes.get("non_local")
    verb = verbs.Elect if attributes["basis"] == "elected" else verbs.Appoint
    return verb(
        object_id=object_id,
        person=_id(attributes["person"]) or 0,
        post=_id(attributes["post"]) or 0,
        concurrent=bool(attributes.get("concurrent")),
        handover_until=handover if isinstance(handover, date) else None,
        term_ends_on=None if term is None else date.fromisoformat(str(term)),
        non_local=None if non_local is None else bool(non_local),
    )


def _quota(object_id: int, key: Attributes, amount: object, on: date | None = None) -> Change:
    return verbs.SetQuota(
        object_id=object_id,
        organization=_id(key["organization"]) or 0,
        establishment_class=str(key["establishment_class"]),
        funding=str(key["funding"]),
        amount=amount if isinstance(amount, int) else None,
        effective_on=on,
    )


def _id(value: object) -> int | None:
    return value if isinstance(value, int) else None
