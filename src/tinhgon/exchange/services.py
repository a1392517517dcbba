"""Importing files: read, plan, rehearse, record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tinhgon.errors import Text, TinhGonError
from tinhgon.exchange.domain.units_history import read_lines, read_steps
from tinhgon.exchange.domain.units_plan import (
    OpenQuestion,
    PlannedDecision,
    SkippedStep,
    Summary,
    plan,
    summary,
)
from tinhgon.registry.recording import Progress, planned_ids, record_all

DRAFTER = ("nhap-du-lieu", "Hệ thống: nhập dữ liệu")
APPROVER = ("duyet-nhap-du-lieu", "Hệ thống: duyệt dữ liệu nhập")


class UnreadableFile(TinhGonError):
    """The file to import is not there or cannot be opened."""

    code = "unreadable_file"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import recorded, what was on record already, and what the file leaves open."""

    recorded: int
    already: int
    dry_run: bool
    summary: Summary
    skipped: Sequence[SkippedStep]
    open_questions: Sequence[OpenQuestion]

    def as_json(self) -> dict[str, object]:
        """The report as plain values."""
        figures = {
            name: getattr(self.summary, name)
            for name in Summary.__dataclass_fields__
            if name not in ("settled", "open")
        }
        return {
            "recorded": self.recorded,
            "already": self.already,
            "dry_run": self.dry_run,
            **figures,
            "settled": [
                {"asks": str(asks), "rule": str(rule), "units": units}
                for (asks, rule), units in sorted(self.summary.settled.items())
            ],
            "open": {str(asks): units for asks, units in sorted(self.summary.open.items())},
            "skipped": [msgspec.to_builtins(each) for each in self.skipped],
            "open_questions": [msgspec.to_builtins(each) for each in self.open_questions],
        }


def import_units_history(path: Path, dry_run: bool = False, progress: Progress | None = None) -> ImportReport:
    """Record a history of administrative units as decisions, or only rehearse it with `dry_run`.

    Raises UnreadableFile, BrokenFile where a line of the file is at fault, ChangedSource where a step on record
    now reads differently, or Refusal where a step does not fit the record; then nothing was written.
    """
    try:
        with path.open("rb") as file:
            planned = list(plan(read_steps(read_lines(file)), planned_ids()))
    except OSError as error:
        raise UnreadableFile(
            Text("Không mở được tệp", "The file cannot be opened"),
            where=str(path),
            why=why_unreadable(error),
            mend=Text("Kiểm tra đường dẫn và quyền đọc.", "Check the path and the right to read it."),
        ) from error
    decisions = [each for each in planned if isinstance(each, PlannedDecision)]
    done = record_all(
        [each.document for each in decisions],
        DRAFTER,
        APPROVER,
        progress,
        dry_run=dry_run,
    )
    return ImportReport(
        recorded=done.new,
        already=done.already,
        dry_run=dry_run,
        summary=summary(planned),
        skipped=[each for each in planned if isinstance(each, SkippedStep)],
        open_questions=[question for each in decisions for question in each.open_questions],
    )


def why_unreadable(error: OSError) -> Text:
    """Why a file cannot be opened, in words."""
    match error:
        case FileNotFoundError():
            return Text("không có tệp này", "there is no such file")
        case IsADirectoryError():
            return Text("đây là thư mục", "it is a folder")
        case PermissionError():
            return Text("không có quyền đọc", "it may not be read")
    return Text(f"hệ thống báo: {error.strerror}", f"the system says: {error.strerror}")
