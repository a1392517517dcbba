"""`tinhgon scenario rebase`, `submit`, `approve`, `enact`, `undo`: from a plan to a decision in force, and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tinhgon.cli.inputs import AsJson, UsageFault, day_of
from tinhgon.cli.output import Column, number, print_heading, print_json, print_line, print_table, say
from tinhgon.cli.scenario_inputs import By, Number, json_of, one_of, opened_scenario, tell_edited
from tinhgon.cli.session import open_registry
from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.decisions import STATUS_NAMES, Status

if TYPE_CHECKING:
    from tinhgon.scenarios.models import Deciding, Scenario
    from tinhgon.scenarios.rebasing import Disagreement
    from tinhgon.scenarios.told import ConflictTold

DecisionNumber = Annotated[str, typer.Option("--number", metavar="TEXT", help="Số ký hiệu quyết định / Its number")]
Issuer = Annotated[str, typer.Option("--issuer", metavar="TEXT", help="Cơ quan ban hành / Who issues it")]
SignedOn = Annotated[
    str | None, typer.Option("--signed-on", metavar="DATE", help="Ngày ký (mặc định: hôm nay) / Signed on")
]
DocumentKind = Annotated[str, typer.Option("--kind", metavar="TEXT", help="Loại văn bản / Kind of document")]
Subject = Annotated[
    str, typer.Option("--subject", metavar="TEXT", help="Trích yếu (mặc định: tên phương án) / Its subject")
]
OfDecision = Annotated[
    str | None,
    typer.Option("--decision", metavar="NUMBER", help="Số ký hiệu, nếu có nhiều / Which, where there are several"),
]  # fmt: skip


_PAPERS = ("submission", "scheme", "decision")


def add_to(app: typer.Typer) -> None:
    """Put the commands of this module on the command line."""
    app.command("rebase", short_help="Cập nhật nền / Rebase")(rebase)
    app.command("submit", short_help="Trình / Submit")(submit)
    app.command("approve", short_help="Phê duyệt / Approve")(approve)
    app.command("enact", short_help="Ban hành / Enact")(enact)
    app.command("undo", short_help="Hoàn tác / Undo")(undo)
    app.command("dossier", short_help="Hồ sơ trình / The dossier")(dossier)


def rebase(
    number: Number,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="USERNAME", help="Cập nhật bằng tài khoản này; bỏ trống: chỉ xem / Rebase as"),
    ] = None,
    settle: Annotated[
        list[str] | None,
        typer.Option("--settle", metavar="NAME=SIDE", help="Xử lý một xung đột: ours, theirs / Settle a conflict"),
    ] = None,
    settled: Annotated[
        str | None,
        typer.Option("--settled", metavar="FILE", help="Tệp JSON {NAME: ours | theirs | thay đổi} / As JSON"),
    ] = None,
    known: Annotated[
        int | None, typer.Option("--known", metavar="N", help="Đến mục sổ này (mặc định: cuối) / Onto this entry")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Xung đột với hồ sơ mới; với --by, cập nhật nền. / Conflicts with the newer record; with --by, rebase."""
    given = _settlements(settle or [], settled)
    if by is None and given:
        raise UsageFault(Text("Xử lý xung đột cần --by.", "Settling needs --by."), where="--by")
    open_registry()
    from tinhgon.accounts.services import named
    from tinhgon.scenarios import rebasing
    from tinhgon.scenarios.given import resolutions_of
    from tinhgon.scenarios.told import conflicts_told

    scenario, opened = opened_scenario(number)
    found = rebasing.disagreement(scenario, known)
    if by is None:
        told = conflicts_told(found, opened)
        if as_json:
            print_json({"scenario": number, "known": found.seq, "behind": found.behind, "conflicts": told})
        else:
            _print_conflicts(found, told)
        return
    resolutions = resolutions_of(given, found.conflicts)
    tell_edited(rebasing.rebase(scenario, named(by), resolutions, seq=found.seq), as_json)


def submit(
    number: Number,
    by: By,
    decision: DecisionNumber,
    issuer: Issuer,
    signed_on: SignedOn = None,
    kind: DocumentKind = "quyết định",
    subject: Subject = "",
    phases: Annotated[
        list[int] | None,
        typer.Option("--phase", metavar="N", help="Giai đoạn (mặc định: tất cả còn lại) / Phases (default: all left)"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Làm quyết định từ phương án và trình duyệt. / Make a decision of a scenario, laid before the approver."""
    day = day_of(signed_on, "--signed-on")
    open_registry()
    from tinhgon.accounts.services import named
    from tinhgon.scenarios import deciding
    from tinhgon.scenarios.given import scenario_called

    scenario = scenario_called(number)
    particulars = deciding.Particulars(decision, kind, issuer, day, subject or scenario.name)
    _tell(deciding.decide(scenario, named(by), particulars, phases), as_json)


def approve(number: Number, by: By, decision: OfDecision = None, as_json: AsJson = False) -> None:
    """Ký chữ ký thứ hai, bằng tài khoản khác người soạn. / Give the second signature, as another account."""
    open_registry()
    from tinhgon.accounts.services import named
    from tinhgon.scenarios import deciding
    from tinhgon.scenarios.given import scenario_called

    made = _at(scenario_called(number), Status.SUBMITTED, decision)
    _tell(deciding.approve(made, named(by)), as_json)


def enact(number: Number, decision: OfDecision = None, as_json: AsJson = False) -> None:
    """Ban hành quyết định đã duyệt: tất cả hoặc không gì cả. / Enact what is approved: all of it or nothing."""
    open_registry()
    from tinhgon.scenarios import deciding
    from tinhgon.scenarios.given import scenario_called
    from tinhgon.scenarios.models import Deciding

    made = _at(scenario_called(number), Status.APPROVED, decision)
    deciding.enact(made)
    _tell(Deciding.objects.select_related("decision").get(pk=made.pk), as_json)


def undo(
    number: Number,
    by: By,
    edit: Annotated[
        bool, typer.Option("--edit", help="Chỉ hoàn tác thao tác soạn cuối / Only take back the last edit")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Làm lại thao tác vừa hoàn tác / Do it again")] = False,
    new: Annotated[
        str | None, typer.Option("--number", metavar="TEXT", help="Số ký hiệu quyết định hoàn tác / Its number")
    ] = None,
    issuer: Annotated[
        str | None, typer.Option("--issuer", metavar="TEXT", help="Cơ quan ban hành / Who issues it")
    ] = None,
    signed_on: SignedOn = None,
    kind: DocumentKind = "quyết định",
    subject: Subject = "",
    decision: OfDecision = None,
    as_json: AsJson = False,
) -> None:
    """Trình quyết định hoàn tác quyết định đã ban hành; với --edit, hoàn tác thao tác soạn. / Undo."""
    _require_one_undoing(edit, again, new, issuer)
    day = day_of(signed_on, "--signed-on")
    open_registry()
    from tinhgon.accounts.services import named
    from tinhgon.scenarios import deciding, services
    from tinhgon.scenarios.given import scenario_called

    scenario, account = scenario_called(number), named(by)
    if edit or again:
        tell_edited(services.undo(scenario) if edit else services.redo(scenario), as_json)
        return
    done = _at(scenario, Status.ENACTED, decision)
    told = subject or f"Hoàn tác {done.decision.kind} {done.decision.number}"
    particulars = deciding.Particulars(new or "", kind, issuer or "", day, told)
    _tell(deciding.undo(done, account, particulars), as_json)


def dossier(
    number: Number,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Thư mục ghi tệp / Where the files go")],
    paper: Annotated[
        str | None, typer.Option("--paper", metavar="PAPER", help="Chỉ submission, scheme hay decision / Only this one")
    ] = None,
    profile: Annotated[
        str, typer.Option("--profile", metavar="PROFILE", help="Thể thức: state, party / The layout of which side")
    ] = "state",
    form: Annotated[str, typer.Option("--form", metavar="FORM", help="docx, pdf")] = "docx",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Ghi đè tệp đã có / Replace files")] = False,
    as_json: AsJson = False,
) -> None:
    """Ghi tờ trình, đề án, dự thảo quyết định theo thể thức. / Write submission, scheme and draft decision."""
    papers = _PAPERS if one_of(paper, _PAPERS, "--paper") is None else (paper,)
    one_of(profile, ("state", "party"), "--profile")
    one_of(form, ("docx", "pdf"), "--form")
    open_registry()
    from tinhgon.scenarios.dossier import dossier_file
    from tinhgon.scenarios.given import scenario_called

    scenario = scenario_called(number)
    made = [dossier_file(scenario, each, profile, form, named=False) for each in papers]  # type: ignore[arg-type]
    paths = [folder / each.name for each in made]
    if there := [each for each in paths if each.exists() and not overwrite]:
        raise TinhGonError(
            Text("Đã có tệp này.", "There is such a file already."),
            where=str(there[0]),
            mend=Text("Chọn thư mục khác, hoặc dùng --overwrite.", "Choose another folder, or use --overwrite."),
        )
    folder.mkdir(parents=True, exist_ok=True)
    for path, each in zip(paths, made, strict=True):
        path.write_bytes(each.content)
    if as_json:
        print_json({"scenario": number, "files": [str(each) for each in paths]})
    else:
        for path in paths:
            print_line(str(path))


def _require_one_undoing(edit: bool, again: bool, new: str | None, issuer: str | None) -> None:
    if sum((edit, again, new is not None and issuer is not None)) != 1 or ((edit or again) and (new or issuer)):
        raise UsageFault(
            Text("Không rõ phải hoàn tác điều gì.", "It is not clear what to undo."),
            where="--edit --again --number --issuer",
            mend=Text(
                "Hoàn tác thao tác soạn: --edit, làm lại: --again; hoàn tác quyết định: --number và --issuer.",
                "An edit: --edit, or --again to do it once more; a decision: --number and --issuer.",
            ),
        )


def _at(scenario: Scenario, status: Status, number: str | None) -> Deciding:
    """The decision of a scenario that is at a step, the one of a number or else the last made. Raises WrongStep."""
    from tinhgon.registry.services import WrongStep

    rows = scenario.decidings.select_related("decision").filter(decision__status=status.value)
    if status is Status.ENACTED:
        rows = rows.filter(undoes=None, undone_by=None)
    if number is not None:
        rows = rows.filter(decision__number=number)
    found: Deciding | None = rows.order_by("-at").first()
    if found is None:
        name = STATUS_NAMES[status]
        raise WrongStep(
            Text(f"Phương án không có quyết định nào ở bước «{name.vi}»", f"No decision of the scenario is {name.en}"),
            where=str(scenario.pk) if number is None else f"{scenario.pk}, {number}",
            mend=Text(f"Xem `tinhgon scenario show {scenario.pk}`.", f"See `tinhgon scenario show {scenario.pk}`."),
        )
    return found


def _settlements(typed: Sequence[str], file: str | None) -> dict[str, Any]:
    found = {} if file is None else json_of(file, "--settled")
    if not isinstance(found, dict):
        raise UsageFault(Text("Tệp phải là một đối tượng JSON.", "The file must be a JSON object."), where="--settled")
    for each in typed:
        name, equals, side = each.rpartition("=")
        if not equals:
            raise UsageFault(
                Text(f"«{each}» không có dạng NAME=SIDE.", f"{each!r} is not NAME=SIDE."), where="--settle"
            )
        found[name] = side
    return found


# --- what is told -------------------------------------------------------------------------------


def _tell(made: Deciding, as_json: bool) -> None:
    from tinhgon.scenarios.told import deciding_told

    told = deciding_told(made)
    if as_json:
        print_json({"scenario": made.scenario_id, "decision": told})
        return
    status = STATUS_NAMES[Status(told.status)]
    place = "" if told.known is None else f" (#{told.known})"
    print_line(f"{told.number}{place}: {say(status)}.")


def _print_conflicts(found: Disagreement, told: Sequence[ConflictTold]) -> None:
    behind, count = number(found.behind), number(len(told))
    print_heading(
        say(
            Text(
                f"Sổ đã thêm {behind} mục (đến #{found.seq}): {count} xung đột",
                f"{behind} entries since (up to #{found.seq}): {count} conflicts",
            )
        )
    )
    columns = (
        Column("name", Text("Xung đột", "Conflict")),
        Column("label", Text("Thế nào", "How")),
        Column("object", Text("Đối tượng", "Object")),
        Column("base", Text("Nền", "Base")),
        Column("theirs", Text("Hồ sơ nay", "Record now")),
        Column("ours", Text("Phương án", "Scenario")),
        Column("keepable", Text("Giữ được", "Can stay")),
    )
    print_table(
        columns,
        [
            (
                each.name,
                each.why or each.label,
                f"{each.object.name} #{each.object.id}",
                *(None if one is None else str(one) for one in (each.base, each.theirs, each.ours)),
                each.keepable,
            )
            for each in told
        ],
    )
