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
from tinhgon.exchange.boundaries import Asked, import_boundaries
from tinhgon.exchange.workbooks import export_workbook, import_workbook
from tinhgon.frame.tables import XLSX
from tinhgon.jobs.functions import job
from tinhgon.jobs.models import RunFile
from tinhgon.jobs.running import Running
from tinhgon.registry import snapshots
from tinhgon.registry.documents import document_of
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Decision
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
        report = _import(running, format, path, account.username if draft else None)
    if report.get("draft"):
        _require_reach(int(report["draft"]), account)
    for name in ("differences", "boundaries"):
        if name in report:
            report["cut"] = max(0, len(report[name]) - _SHOWN)
            report[name] = report[name][:_SHOWN]
    return report


def _import(running: Running, format: str, path: Path, draft_by: str | None) -> dict[str, Any]:
    def tell(stage: str, done: int, total: int) -> None:
        running.progress(done, total, _STAGES[stage])

    if format == "boundaries":
        return import_boundaries(path, Asked(today=today()), draft_by, progress=tell).as_json()
    return import_workbook(path, draft_by, progress=tell).as_json()


@job("export", Text("Xuất ra Excel", "Export as a workbook"))
def export_file(
    running: Running, on: str, known: int, latest: bool, under: int | None, personal: bool
) -> dict[str, Any]:
    """Write a scope at a moment as a workbook that can be imported again."""
    account, day = running.run.asked_by, date.fromisoformat(on)
    moment = None if latest or not known else recorded_at(known)
    may = standing(account)
    if not may.everywhere(Permission.EXPORT) and (under is None or not reaches(may, Permission.EXPORT, under)):
        raise _out_of_reach(str(under))
    running.progress(0, 1, Text("Đọc hồ sơ", "Reading the record"))
    if personal:
        _log_looks(account, day, moment, under)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        counts = export_workbook(path, day, moment, under, personal)
        name = f"tinh-gon_{under or 'toan-bo'}_{on}_{known}.xlsx"
        running.keep_file(name, XLSX, path.read_bytes())
    return {"kinds": {kind.value: count for kind, count in counts.items()}}


def may_export_personal(account: Account, under: int | None) -> bool:
    """Whether the personal columns of a scope may leave with an export."""
    may = standing(account)
    return may.everywhere(Permission.PERSONAL) or (under is not None and reaches(may, Permission.PERSONAL, under))


def _log_looks(account: Account, on: date, known: datetime | None, under: int | None) -> None:
    if not may_export_personal(account, under):
        raise _out_of_reach(str(under))
    people = snapshots.load(on, known, under)[Kind.PERSON]["id"].to_list()
    looked(account, people, PERSONAL_FIELDS, "export")


def _require_reach(draft: int, account: Account) -> None:
    """Raises OutOfReach unless the account may draft over everything on record that the draft mentions."""
    document = document_of(Decision.objects.get(pk=draft))
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
        path = Path(folder) / Path(file.name).name
        path.write_bytes(bytes(file.content))
        yield path
