"""`tinhgon import --format boundaries`: where areas lie, from a GeoJSON or TopoJSON file."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tinhgon.cli import progress, workbook
from tinhgon.cli.inputs import UsageFault, day_of, level_of, today
from tinhgon.cli.output import (
    Column,
    day,
    number,
    print_fields,
    print_heading,
    print_json,
    print_line,
    print_table,
    say,
)
from tinhgon.cli.session import open_registry
from tinhgon.errors import Text

if TYPE_CHECKING:
    from tinhgon.exchange.boundaries import BoundaryReport

FORMAT = "boundaries"

_SHOWN = 50  # features and areas printed of each sort; all are in the JSON

ShownOn = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="DATE",
        help="Ngày bản đồ thể hiện (boundaries; mặc định: ngày ghi trong tệp, hoặc hôm nay)"
        " / The day the map shows (default: as the file states, or today)",
    ),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="DATE",
        help="Ghi ranh giới từ ngày này (boundaries; mặc định: --on) / State boundaries from this day (default: --on)",
    ),
]
CodeProperty = Annotated[
    str | None,
    typer.Option(
        "--code-property",
        metavar="NAME",
        help="Thuộc tính chứa mã đơn vị (boundaries) / The property that holds the areas' codes",
    ),
]
DecisionNumber = Annotated[
    str | None,
    typer.Option("--number", metavar="TEXT", help="Số quyết định (boundaries) / The decision's number"),
]
Issuer = Annotated[
    str | None,
    typer.Option("--issuer", metavar="TEXT", help="Cơ quan ban hành (boundaries) / Who issues the decision"),
]


@dataclass(frozen=True, slots=True)
class Typed:
    """The options of this format as they were typed."""

    on: str | None
    start: str | None
    under: str | None
    level: str | None
    code_property: str | None
    number: str | None
    issuer: str | None


def refuse_options(typed: Typed) -> None:
    """Refuse options of this format where another one is asked for. Raises UsageFault."""
    if any(each is not None for each in astuple(typed)):
        options = "--on --from --under --level --code-property --number --issuer"
        raise UsageFault(
            Text(f"Các tùy chọn này chỉ dùng với --format {FORMAT}.", f"These options go with --format {FORMAT} only."),
            where=options,
        )


def import_file(file: Path, typed: Typed, dry_run: bool, draft_by: str | None, submit: bool, as_json: bool) -> None:
    """What `tinhgon import --format boundaries` does."""
    workbook.require_consistent(dry_run, draft_by, submit)
    level = level_of(typed.level)
    on = None if typed.on is None else day_of(typed.on)
    start = None if typed.start is None else day_of(typed.start, "--from")
    open_registry()
    from tinhgon.exchange.boundaries import Asked, import_boundaries
    from tinhgon.registry.domain.vocabulary import Level

    asked = Asked(
        today(),
        on,
        start,
        typed.under,
        None if level is None else Level(level),
        typed.code_property,
        typed.number,
        typed.issuer,
    )
    with progress.shown() as tell:
        report = import_boundaries(file, asked, draft_by, submit, tell)
    if as_json:
        print_json(report.as_json())
    else:
        _print(report)


def _print(report: BoundaryReport) -> None:
    from tinhgon.registry.domain.vocabulary import CHOICE_NAMES

    print_heading(say(Text(f"Ranh giới ngày {day(report.on)}", f"Boundaries on {day(report.on)}")))
    matching = report.matching
    print_fields(
        [
            (Text("Cấp", "Level"), CHOICE_NAMES[matching.level]),
            (Text("Thuộc tính chứa mã", "Property with codes"), matching.code_property),
            (Text("Thuộc tính chứa tên", "Property with names"), matching.name_property),
            (Text("Đối tượng trong tệp", "Features in the file"), report.features),
            (Text("Ranh giới sẽ ghi", "Boundaries to record"), len(report.drawn)),
            (Text("trong đó thay ranh giới đã ghi", "of these in place of one on record"), report.replacing or None),
            (
                Text("trong đó ghép từ các đơn vị nhập toàn bộ về sau", "of these put together after later mergers"),
                report.put_together or None,
            ),
            (Text("trong đó hình đã được sửa", "of these with a repaired shape"), report.repaired or None),
            (Text("Đã ghi đúng như trong tệp", "On record already"), report.unchanged or None),
            (Text("Nằm ngoài phạm vi", "Outside the scope"), matching.outside or None),
            (Text("Đối tượng bị bỏ lại", "Features left out"), len(report.faults) or None),
            (Text("Đơn vị chưa có hình", "Areas without a feature"), len(report.lacking) or None),
        ]
    )
    _print_faults(report)
    _print_other_names(report)
    _print_lacking(report)
    print_line()
    if report.document is None:
        print_line(say(Text("Không có gì để ghi.", "There is nothing to record.")))
    else:
        print_line(say(workbook.outcome(report.draft, report.submitted)))


def _print_faults(report: BoundaryReport) -> None:
    from tinhgon.exchange.domain.boundary_faults import SORT_NAMES

    if report.faults:
        print_line()
        columns = (
            Column("feature", Text("Đối tượng", "Feature"), right=True),
            Column("name", Text("Tên", "Name")),
            Column("sort", Text("Lỗi", "Fault")),
            Column("why", Text("Vì sao", "Why")),
            Column("mend", Text("Cách khắc phục", "How to mend")),
        )
        shown = report.faults[:_SHOWN]
        print_table(columns, [(each.number, each.name, SORT_NAMES[each.sort], each.why, each.mend) for each in shown])
        _print_rest(len(report.faults))


def _print_other_names(report: BoundaryReport) -> None:
    if report.other_names:
        print_line()
        columns = (
            Column("feature", Text("Đối tượng", "Feature"), right=True),
            Column("code", Text("Mã", "Code")),
            Column("name", Text("Tên trong tệp", "Name in the file")),
            Column("on_record", Text("Tên trong sổ", "Name on record")),
        )
        shown = report.other_names[:_SHOWN]
        print_table(columns, [(each.number, each.area.code, each.name, each.area.name) for each in shown])
        _print_rest(len(report.other_names))


def _print_lacking(report: BoundaryReport) -> None:
    if report.lacking:
        print_line()
        columns = (Column("code", Text("Mã", "Code")), Column("name", Text("Đơn vị chưa có hình", "Without a feature")))
        print_table(columns, [(each.code, each.name) for each in report.lacking[:_SHOWN]])
        _print_rest(len(report.lacking))


def _print_rest(count: int) -> None:
    rest = count - _SHOWN
    if rest > 0:
        print_line(say(Text(f"… và {number(rest)} dòng nữa (--json)", f"… and {number(rest)} more (--json)")))
