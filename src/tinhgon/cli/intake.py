"""`tinhgon import` and `tinhgon demo`: histories and the demonstration, recorded as decisions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from tinhgon.cli import boundaries, progress, serving, workbook
from tinhgon.cli.inputs import AsJson, AtLevel, Under, UsageFault, today
from tinhgon.cli.output import (
    Column,
    number,
    print_fields,
    print_heading,
    print_json,
    print_line,
    print_table,
    say,
)
from tinhgon.cli.session import empty_registry, open_registry
from tinhgon.errors import Text, TinhGonError

if TYPE_CHECKING:
    from tinhgon.demo.services import DemoReport
    from tinhgon.exchange.services import ImportReport
    from tinhgon.registry.recording import Recorded

UNITS_HISTORY = "units-history"
_HOME = "province:22"  # Tỉnh Quảng Ninh, where the accounts of the demonstration are at home


class RegistryInUse(TinhGonError):
    """The registry holds decisions that are no demonstration and would be lost."""

    code = "registry_in_use"


def add_to(app: typer.Typer) -> None:
    """Put the commands of this module on the command line."""
    app.command("import", short_help="Nhập một tệp / Import a file")(import_file)
    app.command(short_help="Dữ liệu trình diễn / The demonstration")(demo)


def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Tệp cần nhập / The file")],
    form: Annotated[
        str,
        typer.Option(
            "--format", metavar="FORMAT", help="Định dạng tệp: units-history, workbook, boundaries / Its format"
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ thử, không ghi gì / Only try, write nothing")] = False,
    draft_by: workbook.DraftBy = None,
    submit: workbook.Submit = False,
    on: boundaries.ShownOn = None,
    start: boundaries.From = None,
    under: Under = None,
    level: AtLevel = None,
    code_property: boundaries.CodeProperty = None,
    decision_number: boundaries.DecisionNumber = None,
    issuer: boundaries.Issuer = None,
    as_json: AsJson = False,
) -> None:
    """Nhập lịch sử thành các quyết định; tệp Excel hoặc bản đồ thành dự thảo. / Import a history, workbook or map.

    Tệp hỏng ở dòng nào thì không nhập gì và nêu dòng đó. / A file broken at a line imports nothing
    and says where.
    """
    asked = boundaries.Typed(on, start, under, level, code_property, decision_number, issuer)
    if form == boundaries.FORMAT:
        boundaries.import_file(file, asked, dry_run, draft_by, submit, as_json)
        return
    boundaries.refuse_options(asked)
    if form == workbook.FORMAT:
        workbook.import_file(file, dry_run, draft_by, submit, as_json)
        return
    if form != UNITS_HISTORY:
        known = f"--format {UNITS_HISTORY}, --format {workbook.FORMAT}, --format {boundaries.FORMAT}"
        raise UsageFault(
            Text(f"Không có định dạng «{form}».", f"There is no format {form!r}."),
            where="--format",
            mend=Text(f"Dùng một trong: {known}.", f"Use one of: {known}."),
        )
    workbook.refuse_options(draft_by, submit)
    open_registry()
    from tinhgon.exchange import services

    with progress.shown() as tell:
        report = services.import_units_history(file, dry_run, tell)
    if as_json:
        print_json(report.as_json())
    else:
        _print_import(report)


def demo(
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Chỉ nạp dữ liệu, không mở trang web / Load only, serve no site")
    ] = False,
    reset: Annotated[
        bool,
        typer.Option("--reset", help="Xóa dữ liệu trình diễn rồi nạp lại / Remove the demonstration, load it anew"),
    ] = False,
    country: Annotated[
        bool,
        typer.Option(
            "--country",
            help="Cả nước ngày 01/07/2025 thay cho Quảng Ninh, trong một sổ riêng"
            " / The country on 1 July 2025 instead of Quảng Ninh, in a registry of its own",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Nạp bộ máy Quảng Ninh từ 2015 đến nay để thử. / Load Quảng Ninh's apparatus from 2015 to today to try out."""
    open_registry()
    if reset:
        _reset()
    if country:
        _load_country(as_json)
    else:
        _load_quang_ninh(as_json)
    if as_json:
        return
    _print_accounts()
    if not no_serve:
        _open_site()


def _load_quang_ninh(as_json: bool) -> None:
    from tinhgon.demo import services

    with progress.shown() as tell:
        done = services.load(tell)
    if as_json:
        print_json({"recorded": done.new, "already": done.already})
    else:
        _print_quang_ninh(done)


def _load_country(as_json: bool) -> None:
    from tinhgon.demo import services

    with progress.shown() as tell:
        report = services.load_country(tell)
    if as_json:
        print_json(report.as_json())
    else:
        _print_country(report)


def _make_scenarios(home: int, drafters: Sequence[str]) -> None:
    from tinhgon.accounts.models import Account
    from tinhgon.demo.scenarios import make_scenarios

    for each in Account.objects.filter(username__in=drafters):
        make_scenarios(home, each)


def _print_accounts() -> None:
    """Make the accounts to try the site with, and tell their password, which is made anew each time."""
    from tinhgon.accounts.domain.roles import ROLE_NAMES, Role
    from tinhgon.demo.accounts import make_accounts
    from tinhgon.registry import selectors

    home = selectors.the_one(selectors.address_of(_HOME), today()).id
    made = make_accounts(home)
    _make_scenarios(home, [each.username for each in made if Role.DRAFTER in each.roles])
    print_line()
    print_heading(say(Text("Tài khoản trình diễn", "Accounts of the demonstration")))
    print_table(
        (
            Column("username", Text("Tên đăng nhập", "Account")),
            Column("role", Text("Vai trò", "Role")),
            Column("password", Text("Mật khẩu", "Password")),
        ),
        [(each.username, ROLE_NAMES[each.roles[0]], each.password) for each in made],
    )


def _open_site() -> NoReturn:
    """What follows the loading: this process becomes the site."""
    print_line()
    serving.serve()


# --- import -------------------------------------------------------------------------------------


def _print_import(report: ImportReport) -> None:
    counts = report.summary
    print_heading(
        say(
            Text("Chạy thử: không ghi gì.", "A dry run: nothing was written.")
            if report.dry_run
            else Text("Đã nhập xong.", "The import is done.")
        )
    )
    new = Text("Quyết định sẽ ghi nhận", "Decisions to record")
    print_fields(
        [
            (new if report.dry_run else Text("Quyết định mới ghi nhận", "Decisions recorded"), report.recorded),
            (Text("Đã có từ trước", "On record before"), report.already),
            (Text("Bước trong tệp", "Steps in the file"), counts.steps),
            (Text("Bước bỏ qua", "Steps left out"), counts.skipped),
            (Text("Đơn vị thành lập", "Units created"), counts.created),
            (Text("Đơn vị kết thúc", "Units ended"), counts.ended),
            (Text("Đổi tên", "Renamed"), counts.renamed),
            (Text("Chuyển trực thuộc", "Moved"), counts.moved),
            (Text("Kế thừa chắc chắn", "Lineage certain"), sum(counts.settled.values())),
            (Text("Kế thừa để ngỏ", "Lineage left open"), sum(counts.open.values())),
        ]
    )
    if report.open_questions:
        print_line(
            say(
                Text(
                    "Các đơn vị để ngỏ được liệt kê đầy đủ khi dùng --json.",
                    "The units left open are all listed with --json.",
                )
            )
        )


# --- demo ---------------------------------------------------------------------------------------


_COUNTS = {
    "legacy_rows": Text("Dòng trong bảng trước", "Rows of the table before"),
    "current_rows": Text("Dòng trong bảng sau", "Rows of the table after"),
    "provinces_before": Text("Đơn vị cấp tỉnh trước", "Provinces before"),
    "districts_before": Text("Đơn vị cấp huyện trước", "Districts before"),
    "communes_before": Text("Đơn vị cấp xã trước", "Communes before"),
    "provinces_after": Text("Đơn vị cấp tỉnh sau", "Provinces after"),
    "communes_after": Text("Đơn vị cấp xã sau", "Communes after"),
    "communes_carried_on": Text("Cấp xã giữ nguyên, mang tên hoặc loại mới", "Communes that carried on"),
    "communes_merged_as_new": Text("Cấp xã hợp nhất thành mới", "Communes merged as new"),
    "communes_founded_otherwise": Text("Cấp xã thành lập cách khác", "Communes founded otherwise"),
    "communes_ended": Text("Cấp xã kết thúc", "Communes ended"),
    "links_whole": Text("Kế thừa toàn bộ", "Passed on wholly"),
    "links_part": Text("Kế thừa một phần", "Passed on in part"),
}

_QUESTIONS = (
    (Text("Các tỉnh ngày hôm trước", "The provinces on the day before"), "areas --on 30/06/2025 --level province"),
    (Text("và ngày hôm sau", "and on the day after"), "areas --on 01/07/2025 --level province"),
    (Text("Một đơn vị về sau thành gì", "What became of a unit"), "lineage province:79 --on 30/06/2025"),
    (Text("Khác nhau giữa hai ngày", "What differs between two days"), "diff --from 30/06/2025 --to 01/07/2025"),
    (Text("Các quyết định", "The decisions"), "decision list"),
)


def _print_country(report: DemoReport) -> None:
    plain = report.as_json()
    print_heading(
        say(
            Text(
                "Cuộc sắp xếp ngày 01/07/2025 đã có trong sổ đăng ký.",
                "The reorganisation of 1 July 2025 is on record.",
            )
        )
    )
    print_fields(
        [
            (Text("Quyết định mới ghi nhận", "Decisions recorded"), report.recorded),
            (Text("Đã có từ trước", "On record before"), report.already),
            *((_COUNTS[name], count) for name, count in report.counts.items()),
        ]
    )
    codes = plain["codes"]
    if isinstance(codes, dict) and codes:
        print_line()
        columns = (
            Column("count", Text("Số", "Count"), right=True),
            Column("finding", Text("Điều nguồn dữ liệu để ngỏ", "What the source leaves open")),
        )
        print_table(columns, [(each["count"], Text(each["vi"], each["en"])) for each in codes.values()])
        print_line(
            say(Text("Liệt kê đầy đủ: tinhgon demo --country --json", "The full list: tinhgon demo --country --json"))
        )
    print_line()
    print_heading(say(Text("Hãy hỏi tiếp", "What to ask next")))
    print_fields((label, f"tinhgon {command}") for label, command in _QUESTIONS)


_QUESTIONS_OF_QUANG_NINH = (
    (
        Text("Bộ máy của tỉnh trước cải cách", "The bodies of the province before the reform"),
        "organizations --on 2015-06-01 --level province",
    ),
    (Text("và sau", "and after"), "organizations --on 2021-01-31 --level province"),
    (Text("Hoành Bồ về sau thành gì", "What became of Hoành Bồ"), "lineage district:204 --on 31/12/2019"),
    (Text("Các xã, phường, đặc khu hiện nay", "The communes of today"), "areas --level commune"),
    (Text("Xã Minh Cầm về sau thành gì", "What became of Minh Cầm"), "lineage commune:06991 --on 31/12/2019"),
    (Text("Các quyết định", "The decisions"), "decision list"),
)


def _print_quang_ninh(report: Recorded) -> None:
    print_heading(
        say(
            Text(
                "Quảng Ninh từ 2015 đến nay đã có trong sổ đăng ký. Mọi người trong đó là hư cấu.",
                "Quảng Ninh from 2015 to today is on record. All people in it are invented.",
            )
        )
    )
    print_fields(
        [
            (Text("Quyết định mới ghi nhận", "Decisions recorded"), report.new),
            (Text("Đã có từ trước", "On record before"), report.already),
        ]
    )
    print_line()
    print_heading(say(Text("Hãy hỏi tiếp", "What to ask next")))
    print_fields((label, f"tinhgon {command}") for label, command in _QUESTIONS_OF_QUANG_NINH)


def _reset() -> None:
    """Empty the registry where it holds nothing but the demonstration. Raises RegistryInUse."""
    from tinhgon.demo.services import DRAFTER
    from tinhgon.registry.models import Decision

    others = Decision.objects.exclude(drafted_by__username=DRAFTER[0]).count()
    if others:
        raise RegistryInUse(
            Text(
                f"Sổ đăng ký có {number(others)} quyết định không thuộc dữ liệu trình diễn; không xóa.",
                f"The registry holds {number(others)} decisions that are no demonstration; nothing was removed.",
            ),
            mend=Text("Dùng một TINHGON_HOME khác cho trình diễn.", "Use another TINHGON_HOME for the demonstration."),
        )
    empty_registry()
