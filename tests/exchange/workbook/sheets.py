"""Workbooks in memory, as they come out of a file, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import count

from tinhgon.exchange.domain.workbook_faults import BrokenWorkbook, Faults
from tinhgon.exchange.domain.workbook_layout import DECISION, OBJECTS, Sheet
from tinhgon.exchange.domain.workbook_plan import Plan, plan_workbook
from tinhgon.exchange.domain.workbook_reading import RawSheet, read_workbook
from tinhgon.exchange.domain.workbook_registry import Existing
from tinhgon.registry.domain.snapshot import snapshot_of
from tinhgon.registry.domain.vocabulary import Kind

ON = date(2019, 6, 1)
AREA: Mapping[str, object] = {"key": "x", "code": "06724", "name": "Xã A", "level": "cấp xã"}
BODY: Mapping[str, object] = {"key": "ub", "name": "Ủy ban", "sector": "nhà nước", "tier": "cấp xã", "area": "x"}
POST: Mapping[str, object] = {
    "key": "ct",
    "organization": "ub",
    "title": "Chủ tịch",
    "headship": "cấp trưởng",
    "establishment_class": "cán bộ",
}
PERSON: Mapping[str, object] = {"key": "p", "name": "Nguyễn Văn A"}
HELD: Mapping[str, object] = {"key": None, "person": "p", "post": "ct", "basis": "bầu"}
QUOTA: Mapping[str, object] = {
    "key": None,
    "organization": "ub",
    "establishment_class": "công chức",
    "funding": "ngân sách",
    "amount": 11.0,
}


def raw(sheet: Sheet, rows: Iterable[Mapping[str, object]], name: str | None = None, **more: object) -> RawSheet:
    """A sheet with the columns that its rows name, or all of them where there is no row."""
    rows = list(rows)
    named = [each.name for each in sheet.columns if not rows or any(each.name in row for row in rows)]
    lines: list[Sequence[object]] = [[sheet.column(each).heading.vi for each in named], named]
    lines += [["" if row.get(each) is None else row[each] for each in named] for row in rows]
    return RawSheet(name or sheet.name, lines, **more)  # type: ignore[arg-type]


def decision(**changed: object) -> RawSheet:
    """The decision sheet."""
    values = {
        "number": "1/QĐ",
        "kind": "quyết định",
        "issuer": "UBND",
        "signed_on": ON,
        "effective_on": ON,
        "subject": "thử",
    }
    return raw(DECISION, [values | changed])


def workbook(rows: Mapping[Kind, Sequence[Mapping[str, object]]]) -> list[RawSheet]:
    """A workbook with these rows."""
    return [decision(), *(raw(OBJECTS[kind], each) for kind, each in rows.items())]


NOTHING = Existing(snapshot_of([], ON))


def plan(sheets: Sequence[RawSheet], existing: Existing = NOTHING, ours: bool = True) -> Plan:
    """What a workbook comes to. Raises BrokenWorkbook."""
    faults, numbers = Faults(), count(-1, -1)
    return plan_workbook(read_workbook(sheets, faults), existing, ours, lambda: next(numbers), faults)


def faults(sheets: Sequence[RawSheet], existing: Existing = NOTHING, ours: bool = True) -> list[tuple[str, str]]:
    """Where a workbook is at fault, and why (in English)."""
    try:
        plan(sheets, existing, ours)
    except BrokenWorkbook as broken:
        assert all(each.why.vi and each.mend.vi and each.mend.en for each in broken.faults)
        return [(each.place, each.why.en) for each in broken.faults]
    return []
