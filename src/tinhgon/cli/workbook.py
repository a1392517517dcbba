"""`tinhgon template`, `tinhgon export`, and `tinhgon import --format workbook`: workbooks in and out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tinhgon.cli import progress
from tinhgon.cli.differences import WHAT_NAMES
from tinhgon.cli.inputs import AsJson, Known, On, Under, UsageFault, day_of, moment_of
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
    times,
)
from tinhgon.cli.session import open_registry
from tinhgon.cli.words import attribute_name, decision_title, value_shown
from tinhgon.errors import Text

if TYPE_CHECKING:
    from tinhgon.exchange.domain.workbook_preview import Previewed
    from tinhgon.exchange.workbooks import WorkbookReport
    from tinhgon.registry.domain.vocabulary import Kind

FORMAT = "workbook"

_SHOWN = 200  # differences printed; all are in the JSON

DraftBy = Annotated[
    str | None,
    typer.Option(
        "--draft-by",
        metavar="ACCOUNT",
        help="Lưu dự thảo quyết định do tài khoản này soạn (workbook, boundaries)"
        " / Save the draft decision as this account",
    ),
]
Submit = Annotated[
    bool, typer.Option("--submit", help="Trình luôn dự thảo (workbook, boundaries) / Lay the draft before the approver")
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Ghi đè tệp đã có / Replace a file that exists")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="Tệp XLSX sẽ ghi / The XLSX file to write")]


def add_to(app: typer.Typer) -> None:
    """Put the commands of this module on the command line."""
    app.command(short_help="Mẫu Excel để điền / An Excel template to fill in")(template)
    app.command(short_help="Xuất ra tệp Excel / Export to an Excel file")(export)


def template(file: File, overwrite: Overwrite = False) -> None:
    """Ghi mẫu Excel: các trang, danh mục và dòng mẫu. / Write the Excel template with a sample row on each sheet."""
    from tinhgon.exchange.workbook_templates import write_template

    write_template(file, overwrite)
    print_line(say(Text(f"Đã ghi mẫu: {file}", f"The template is written: {file}")))


def export(
    file: File,
    on: On = None,
    known: Known = None,
    under: Under = None,
    personal: Annotated[bool, typer.Option("--personal", help="Cả dữ liệu cá nhân / With personal data")] = False,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Xuất bộ máy một ngày ra Excel; nhập lại được. / Export the state on a day as a workbook that imports again."""
    wanted = day_of(on)
    open_registry()
    from tinhgon.exchange import workbooks
    from tinhgon.registry import selectors

    moment = moment_of(known)
    scope = None if under is None else selectors.the_one(selectors.address_of(under), wanted, moment).id
    counts = workbooks.export_workbook(file, wanted, moment, scope, personal, overwrite)
    if as_json:
        print_json({"file": str(file), "on": wanted, "known": moment, "under": scope, "rows": counts})
        return
    print_heading(f"{file}: {times(wanted, moment)}")
    print_fields((_sheet_name(kind), count) for kind, count in counts.items())


def import_file(file: Path, dry_run: bool, draft_by: str | None, submit: bool, as_json: bool) -> None:
    """What `tinhgon import --format workbook` does."""
    require_consistent(dry_run, draft_by, submit)
    open_registry()
    from tinhgon.exchange import workbooks

    with progress.shown() as tell:
        report = workbooks.import_workbook(file, draft_by, submit, tell)
    if as_json:
        print_json(report.as_json())
    else:
        _print(report)


def require_consistent(dry_run: bool, draft_by: str | None, submit: bool) -> None:
    """Refuse options about the draft that contradict each other. Raises UsageFault."""
    if dry_run:
        refuse_options(draft_by, submit)
    if submit and draft_by is None:
        raise UsageFault(
            Text("--submit cần --draft-by.", "--submit needs --draft-by."),
            where="--submit",
            mend=Text("Nêu tài khoản soạn dự thảo.", "Name the account that drafts the decision."),
        )


def refuse_options(draft_by: str | None, submit: bool) -> None:
    """Refuse options that save a draft where none is made. Raises UsageFault."""
    if draft_by is not None or submit:
        raise UsageFault(
            Text(
                "--draft-by và --submit chỉ dùng với --format workbook hoặc boundaries, không cùng --dry-run.",
                "--draft-by and --submit go with --format workbook or boundaries only, and not with --dry-run.",
            ),
            where="--draft-by --submit",
        )


def _sheet_name(kind: Kind) -> Text:
    from tinhgon.exchange.domain.workbook_layout import OBJECTS

    return Text(OBJECTS[kind].name, OBJECTS[kind].identifier)


def _print(report: WorkbookReport) -> None:
    document = report.document
    print_heading(f"{decision_title(document.kind, document.number)}, {day(document.effective_on)}: {document.subject}")
    print_fields(
        [
            *((Text(name, name), count) for name, count in report.rows.items()),
            (Text("Dòng mẫu bỏ qua", "Sample rows left out"), report.samples or None),
            (Text("Thay đổi trong quyết định", "Changes of the decision"), len(document.changes)),
            *((WHAT_NAMES[what], count) for what, count in report.counts.items()),
        ]
    )
    print_line()
    columns = (
        Column("row", Text("Dòng", "Row")),
        Column("what", Text("Khác", "What")),
        Column("object", Text("Đối tượng", "Object")),
        Column("attribute", Text("Thuộc tính", "Attribute")),
        Column("before", Text("Trước", "Before")),
        Column("after", Text("Sau", "After")),
    )
    print_table(columns, [_line(each) for each in report.differences[:_SHOWN]])
    rest = len(report.differences) - _SHOWN
    if rest > 0:
        print_line(say(Text(f"… và {number(rest)} khác biệt nữa (--json)", f"… and {number(rest)} more (--json)")))
    print_line()
    print_line(say(outcome(report.draft, report.submitted)))


def _line(each: Previewed) -> tuple[object, ...]:
    place = f"{each.sheet} {each.row}" if each.row else ""
    if not each.attribute:
        return place, WHAT_NAMES[each.what], each.label, "", "", each.on or ""
    before, after = (value_shown(each.kind, each.attribute, value) for value in (each.before, each.after))
    return place, WHAT_NAMES[each.what], each.label, attribute_name(each.kind, each.attribute), before, after


def outcome(draft: int | None, submitted: bool) -> Text:
    """What became of an import: only a preview, or a draft."""
    if draft is None:
        return Text(
            "Chỉ xem trước: chưa ghi gì. Lưu dự thảo bằng --draft-by TÀI_KHOẢN.",
            "A preview: nothing was written. Save the draft with --draft-by ACCOUNT.",
        )
    if submitted:
        return Text(f"Đã lưu và trình dự thảo {draft}.", f"Draft {draft} is saved and submitted.")
    return Text(f"Đã lưu dự thảo {draft}; chưa ban hành.", f"Draft {draft} is saved; it is not enacted.")
