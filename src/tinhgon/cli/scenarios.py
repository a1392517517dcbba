"""`tinhgon scenario`: plans of a leaner apparatus, from the first change to the decision and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tinhgon.cli import scenario_deciding, scenario_editing, scenario_results
from tinhgon.cli.inputs import AsJson, Under, UsageFault, day_of
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
from tinhgon.cli.scenario_inputs import By, Number, opened_scenario, tell_edited
from tinhgon.cli.session import open_registry, reading
from tinhgon.errors import Text
from tinhgon.registry.domain.decisions import STATUS_NAMES as DECISION_STATUS_NAMES
from tinhgon.registry.domain.decisions import Status as DecisionStatus

if TYPE_CHECKING:
    from tinhgon.scenarios.told import DecidingTold, PhaseTold, ScenarioTold, StepTold

app = typer.Typer(
    help="Phương án tinh gọn bộ máy. / Plans of a leaner apparatus.",
    short_help="Phương án / Scenarios",
    no_args_is_help=True,
)

Starts = Annotated[
    str | None,
    typer.Option("--effective-on", metavar="DATE", help="Ngày hiệu lực của giai đoạn / The day the phase takes effect"),
]


@app.command("list", short_help="Các phương án / Scenarios")
def list_all(
    dropped: Annotated[bool, typer.Option("--dropped", help="Kể cả phương án đã bỏ / Also dropped ones")] = False,
    as_json: AsJson = False,
) -> None:
    """Mọi phương án, mới sửa trước. / Every scenario, those edited last first."""
    with reading():
        from tinhgon.scenarios.models import STATUS_NAMES, Scenario, Status
        from tinhgon.scenarios.told import scenario_told

        rows = Scenario.objects.select_related("owner").order_by("-edited_at", "-pk")
        found = [scenario_told(each) for each in (rows if dropped else rows.exclude(status=Status.DROPPED.value))]
        if as_json:
            print_json({"scenarios": found})
            return
        print_heading(say(Text(f"Phương án: {number(len(found))}", f"Scenarios: {number(len(found))}")))
        columns = (
            Column("id", Text("Số", "No."), right=True),
            Column("name", Text("Tên", "Name")),
            Column("status", Text("Trạng thái", "Status")),
            Column("owner", Text("Người lập", "Owner")),
            Column("changes", Text("Thay đổi", "Changes"), right=True),
            Column("base", Text("Nền", "Base")),
            Column("last_day", Text("Đủ hiệu lực", "All in force")),
        )
        print_table(
            columns,
            [
                (each.id, each.name, STATUS_NAMES[Status(each.status)], each.owner, each.changes,
                 f"#{each.base_known}", each.last_day)
                for each in found
            ],
        )  # fmt: skip


@app.command("show", short_help="Một phương án / One scenario")
def show(number: Number, as_json: AsJson = False) -> None:
    """Một phương án: giai đoạn, thay đổi, quyết định. / One with its phases, changes and decisions."""
    with reading():
        from tinhgon.scenarios import told

        scenario, opened = opened_scenario(number)
        whole = told.scenario_told(scenario)
        phases, steps = told.phases_told(scenario), told.steps_told(opened)
        decisions = told.decidings_told(scenario)
        if as_json:
            print_json({"scenario": whole, "phases": phases, "steps": steps, "decisions": decisions})
        else:
            _print_scenario(whole)
            _print_phases(phases)
            _print_steps(steps)
            _print_decisions(decisions)


@app.command("new", short_help="Lập phương án / Begin a scenario")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Tên phương án / What it is called")],
    by: By,
    effective_on: Annotated[
        str,
        typer.Option(
            "--effective-on",
            metavar="DATE",
            help="Ngày hiệu lực giai đoạn đầu / The first phase takes effect",
        ),
    ],
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="Nền: ngày (mặc định: hôm nay) / The base: a day (default: today)"),
    ] = None,
    known: Annotated[
        int | None,
        typer.Option("--known", metavar="N", help="Nền: mục sổ (mặc định: cuối) / The base: a ledger entry"),
    ] = None,
    under: Under = None,
    purpose: Annotated[str, typer.Option("--purpose", metavar="TEXT", help="Mục đích / What for")] = "",
    phase: Annotated[
        str, typer.Option("--phase-name", metavar="NAME", help="Tên giai đoạn đầu / Name of the first phase")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Lập phương án trên nền hồ sơ một ngày. / Begin a scenario on the record of a day."""
    day, starts = day_of(on), day_of(effective_on, "--effective-on")
    open_registry()
    from tinhgon.accounts.services import named
    from tinhgon.registry import selectors
    from tinhgon.scenarios.given import base_of
    from tinhgon.scenarios.services import new_scenario

    base = base_of(day, known)
    scope = None if under is None else selectors.the_one(selectors.address_of(under), day, None).id
    made = new_scenario(name, named(by), base, starts, under=scope, purpose=purpose, phase_name=phase)
    tell_edited(made, as_json)


@app.command("copy", short_help="Sao chép / Copy")
def copy(
    number: Number,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Tên bản mới / What the copy is called")],
    by: By,
    as_json: AsJson = False,
) -> None:
    """Sao chép thành phương án mới để đi hướng khác. / Make another scenario with the same plan."""
    open_registry()
    from tinhgon.accounts.services import named
    from tinhgon.scenarios import services
    from tinhgon.scenarios.given import scenario_called

    tell_edited(services.copy(scenario_called(number), name, named(by)), as_json)


@app.command("freeze", short_help="Chốt hoặc mở lại / Freeze or open again")
def freeze(
    number: Number,
    by: By,
    thaw: Annotated[bool, typer.Option("--thaw", help="Mở lại để sửa / Open it again")] = False,
    as_json: AsJson = False,
) -> None:
    """Chốt phương án để thẩm định, không sửa nữa. / Close a scenario for editing while it is reviewed."""
    open_registry()
    from tinhgon.accounts.services import named
    from tinhgon.scenarios import services
    from tinhgon.scenarios.given import scenario_called

    account, scenario = named(by), scenario_called(number)
    tell_edited(services.thaw(scenario) if thaw else services.freeze(scenario, account), as_json)


@app.command("phase", short_help="Giai đoạn và ngày áp dụng pháp luật / Phases and the law's day")
def phase(
    number: Number,
    by: By,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="Tên giai đoạn / Its name")] = None,
    effective_on: Starts = None,
    of: Annotated[
        int | None, typer.Option("--phase", metavar="N", help="Sửa giai đoạn này; bỏ trống: thêm / Alter this one")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Bỏ giai đoạn trống / Take out an empty phase")] = False,
    law_on: Annotated[
        str | None,
        typer.Option("--law-on", metavar="DATE|same", help="Áp dụng pháp luật ngày này / Apply the law of this day"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Thêm, sửa, bỏ giai đoạn; đổi ngày áp dụng pháp luật. / Add, alter or remove a phase; turn the law's day."""
    day = None if effective_on is None else day_of(effective_on, "--effective-on")
    law = None if law_on in (None, "same") else day_of(law_on, "--law-on")
    _require_something_to_do(name, day, of, remove, law_on)
    open_registry()
    from tinhgon.accounts.services import named
    from tinhgon.scenarios import acts
    from tinhgon.scenarios.given import scenario_called

    account, scenario = named(by), scenario_called(number)
    if law_on is not None:
        scenario = acts.apply_law_of(scenario, account, law)
    if of is None and name is not None and day is not None:
        scenario = acts.add_phase(scenario, account, name, day)
    elif of is not None and remove:
        scenario = acts.remove_phase(scenario, account, of)
    elif of is not None:
        scenario = acts.alter_phase(scenario, account, of, name, day)
    tell_edited(scenario, as_json)


def _require_something_to_do(name: str | None, day: object, of: int | None, remove: bool, law_on: str | None) -> None:
    adds = of is None and name is not None and day is not None and not remove
    alters = of is not None and (remove != (name is not None or day is not None))
    only_law = law_on is not None and of is None and name is None and day is None and not remove
    if not (adds or alters or only_law):
        raise UsageFault(
            Text("Không rõ phải làm gì với giai đoạn.", "It is not clear what to do with the phase."),
            where="--name --effective-on --phase --remove --law-on",
            mend=Text(
                "Thêm: --name và --effective-on; sửa: --phase cùng --name hoặc --effective-on; bỏ: --phase --remove.",
                "To add: --name and --effective-on; to alter: --phase with one of them; to take out: --phase --remove.",
            ),
        )


for room in (scenario_editing, scenario_results, scenario_deciding):
    room.add_to(app)


# --- one scenario -------------------------------------------------------------------------------


def _print_scenario(whole: ScenarioTold) -> None:
    from tinhgon.scenarios.models import STATUS_NAMES, Status

    print_heading(f"{whole.name} · {say(Text('phương án', 'scenario'))} {whole.id}")
    print_fields(
        [
            (Text("Mục đích", "Purpose"), whole.purpose),
            (Text("Trạng thái", "Status"), STATUS_NAMES[Status(whole.status)]),
            (Text("Người lập", "Owner"), whole.owner),
            (Text("Phạm vi", "About"), None if whole.under is None else f"#{whole.under}"),
            (Text("Nền: mục sổ", "Base: ledger entry"), f"#{whole.base_known}"),
            (Text("Nền: ngày", "Base: day"), whole.base_on),
            (Text("Pháp luật ngày", "Law of"), whole.law_on),
            (Text("Phiên bản", "Version"), whole.version),
        ]
    )


def _print_phases(phases: Sequence[PhaseTold]) -> None:
    print_line()
    columns = (
        Column("id", Text("Giai đoạn", "Phase"), right=True),
        Column("name", Text("Tên", "Name")),
        Column("effective_on", Text("Hiệu lực", "Effective")),
        Column("changes", Text("Thay đổi", "Changes"), right=True),
        Column("status", Text("Quyết định", "Decision")),
    )
    print_table(
        columns,
        [
            (
                each.id,
                each.name,
                each.effective_on,
                each.changes,
                None if each.status is None else DECISION_STATUS_NAMES[DecisionStatus(each.status)],
            )
            for each in phases
        ],
    )


def _print_steps(steps: Sequence[StepTold]) -> None:
    if not steps:
        return
    print_line()
    columns = (
        Column("id", Text("Số", "No."), right=True),
        Column("phase", Text("Giai đoạn", "Phase"), right=True),
        Column("text", Text("Thay đổi", "Change")),
        Column("refused", Text("Không ghi được vì", "Cannot be laid because")),
    )
    print_table(
        columns, [(each.id, each.phase, each.text, "; ".join(say(one) for one in each.refused)) for each in steps]
    )


def _print_decisions(decisions: Sequence[DecidingTold]) -> None:
    if not decisions:
        return
    print_line()
    columns = (
        Column("number", Text("Quyết định", "Decision")),
        Column("status", Text("Bước", "Status")),
        Column("known", Text("Sổ", "Ledger"), right=True),
        Column("phases", Text("Giai đoạn", "Phases")),
        Column("undoes", Text("Hoàn tác", "Undoes")),
    )
    numbers = {each.decision: each.number for each in decisions}
    print_table(
        columns,
        [
            (
                each.number,
                DECISION_STATUS_NAMES[DecisionStatus(each.status)],
                None if each.known is None else f"#{each.known}",
                ", ".join(map(str, each.phases)),
                None if each.undoes is None else numbers[each.undoes],
            )
            for each in decisions
        ],
    )
