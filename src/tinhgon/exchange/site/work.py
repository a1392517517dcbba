"""Imports and exports as background work: what the pages ask for and a worker does."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tinhgon.accounts.access import looked, standing, today
from tinhgon.accounts.domain.roles import Permission
from tinhgon.accounts.models import Account
from tinhgon.errors import Text, TinhGonError
from tinhgon.exchange.boundaries import Asked, BoundaryReport, import_boundaries
from tinhgon.exchange.workbooks import WorkbookReport, export_workbook, import_workbook
from tinhgon.frame.tables import XLSX
from tinhgon.jobs.functions import job
from tinhgon.jobs.models import RunFile
from tinhgon.jobs.running import Running
from tinhgon.registry import snapshots
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.reach import reaches, within
from tinhgon.registry.selectors import lives, recorded_at
from tinhgon.registry.selectors.people import PERSONAL_FIELDS

FORMATS = {
    "workbook": Text("Tệp Excel theo mẫu", "Workbook by the template"),
    "boundaries": Text("Ranh giới (GeoJSON, TopoJSON)", "Boundaries (GeoJSON, TopoJSON)"),
}
ENDINGS = {"workbook": (".xlsx",), "boundaries": (".geojson", ".json", ".topojson")}

_STAGES = {
    "read": Text("Đọc tệp", "Reading the file"),
    "plan": Text("Đối chiếu với hồ sơ", "Comparing with the record"),
    "rehearse": Text("Chạy thử các thay đổi", "Rehearsing the changes"),
    "record": Text("Lưu dự thảo", "Saving the draft"),
}
_NAMED = 20  # objects out of reach that an error names
_SHOWN = 2_000  # differences kept for the page; all are counted


class OutOfReach(TinhGonError):
    """A draft that would change what lies outside the subtree in which the account may draft."""

    code = "out_of_reach"


@job("import", Text("Nhập tệp", "Import of a file"))
def import_file(running: Running, format: str, draft: bool, given_to: int | None = None) -> dict[str, Any]:
    """Check a file and show what it would change; with `draft` save the draft decision.

    The file is that of this run, or that of the earlier run `given_to` which showed the preview.
    """
    source = RunFile.objects.get(run_id=given_to or running.run.pk, made=False)
    account = running.run.asked_by
    with _on_disk(source) as path:
        found = _import(running, format, path, account.username if draft else None)
    if found.document is not None:
        _require_reach(found.document, account)
    report: dict[str, Any] = {**found.as_json()}
    if isinstance(found, BoundaryReport):
        _leave_out_of_reach(report, found, account)
    for name in ("differences", "boundaries"):
        if name in report:
            report["cut"] = max(0, len(report[name]) - _SHOWN)
            report[name] = report[name][:_SHOWN]
    return report


def _import(running: Running, format: str, path: Path, draft_by: str | None) -> WorkbookReport | BoundaryReport:
    def tell(stage: str, done: int, total: int) -> None:
        running.progress(done, total, _STAGES[stage])

    if format == "boundaries":
        return import_boundaries(path, Asked(today=today()), draft_by, progress=tell)
    return import_workbook(path, draft_by, progress=tell)


@job("export", Text("Xuất ra Excel", "Export as a workbook"))
def export_file(
    running: Running, on: str, known: int, latest: bool, under: int | None, personal: bool
) -> dict[str, Any]:
    """Write a scope at a moment as a workbook that can be imported again."""
    account, day = running.run.asked_by, date.fromisoformat(on)
    moment = None if latest or not known else recorded_at(known)
    if not may_take_out(account, under, personal):
        raise _out_of_reach(str(under))
    running.progress(0, 1, Text("Đọc hồ sơ", "Reading the record"))
    people = _looked_at(account, day, moment, under) if personal else None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        counts = export_workbook(path, day, moment, under, personal, people=people)
        name = f"tinh-gon_{under or 'toan-bo'}_{on}_{known}.xlsx"
        running.keep_file(name, XLSX, path.read_bytes())
    return {"kinds": {kind.value: count for kind, count in counts.items()}}


def may_take_out(account: Account, under: int | None, personal: bool) -> bool:
    """Whether an account may have a scope as a file today, or go on having it."""
    may = standing(account)
    scope = may.everywhere(Permission.EXPORT) or (under is not None and reaches(may, Permission.EXPORT, under))
    return scope and (not personal or may_export_personal(account, under))


def may_export_personal(account: Account, under: int | None) -> bool:
    """Whether the personal columns of a scope may leave with an export."""
    may = standing(account)
    return may.everywhere(Permission.PERSONAL) or (under is not None and reaches(may, Permission.PERSONAL, under))


def _looked_at(account: Account, on: date, known: datetime | None, under: int | None) -> set[int]:
    """The people of a scope whose personal data leave with it, entered in the log: those within reach today."""
    people = snapshots.load(on, known, under)[Kind.PERSON]["id"].to_list()
    reached = within(standing(account), Permission.PERSONAL, people)
    looked(account, sorted(reached), PERSONAL_FIELDS, "export")
    return reached


def _leave_out_of_reach(report: dict[str, Any], found: BoundaryReport, account: Account) -> None:
    """Areas elsewhere that the file calls otherwise, or has no feature for, are not told."""
    named = {each.area.id: each.area.code for each in found.other_names}
    inside = within(standing(account), Permission.DRAFT, {*named, *(each.id for each in found.lacking)})
    codes = {named[each] for each in inside & set(named)}
    report["lacking"] = [each for each in report["lacking"] if each["id"] in inside]
    report["other_names"] = [each for each in report["other_names"] if each["code"] in codes]


def _require_reach(document: DecisionDocument, account: Account) -> None:
    """Raises OutOfReach unless the account may draft over everything on record that a decision mentions.

    A preview tells what is on record, so it is for the same eyes.
    """
    on_record = set(lives(each for change in document.changes for each in mentioned(change)))
    outside = sorted(on_record - within(standing(account), Permission.DRAFT, on_record))
    if outside:
        raise _out_of_reach(", ".join(f"#{each}" for each in outside[:_NAMED]))


def _out_of_reach(where: str) -> OutOfReach:
    return OutOfReach(
        Text("Việc này vượt ra ngoài phạm vi được giao", "This goes beyond the subtree granted"),
        where=where,
        why=Text(
            "Tài khoản chỉ được làm việc này trong phạm vi vai trò của mình.",
            "The account may do this within the subtree of its roles only.",
        ),
        mend=Text(
            "Bỏ các dòng về đối tượng nêu trên, hoặc đề nghị giao vai trò rộng hơn.",
            "Take out the rows on these objects, or ask for a role over more.",
        ),
    )


@contextmanager
def _on_disk(file: RunFile) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"given{Path(file.name).suffix[:20]}"  # what people call a file may be no name here
        path.write_bytes(bytes(file.content))
        yield path
