"""`tinhgon scenario check`, `figures`, `cost`, `people`, `compare`: what a plan comes to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tinhgon.cli.inputs import AsJson, day_of
from tinhgon.cli.output import Column, day, number, print_heading, print_json, print_line, print_table, say
from tinhgon.cli.scenario_inputs import Day, Number, one_of, opened_scenario
from tinhgon.cli.session import reading
from tinhgon.errors import Text
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES

if TYPE_CHECKING:
    from datetime import date

    from tinhgon.scenarios.told import IssueTold, ObjectTold
    from tinhgon.scenarios.told_results import AmountTold, ComparisonTold, CostTold, FateTold, ImpactTold, StreamTold

_KEYS = ("sector", "tier", "form", "unit_id")


def add_to(app: typer.Typer) -> None:
    """Put the commands of this module on the command line."""
    app.command("check", short_help="Phát hiện / Findings")(check)
    app.command("figures", short_help="Số lượng và chỉ tiêu / Counts and figures")(figures)
    app.command("cost", short_help="Tiết kiệm và chi phí / Savings and costs")(cost)
    app.command("people", short_help="Người chịu tác động / People affected")(people)
    app.command("compare", short_help="So sánh phương án / Compare scenarios")(compare)


def check(
    number: Number,
    on: Day = None,
    every: Annotated[
        bool, typer.Option("--all", help="Cả phát hiện có từ trước / Also findings that were there before")
    ] = False,
    remedies: Annotated[
        bool, typer.Option("--remedies", help="Kèm cách xử lý đề xuất / With proposed remedies")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Toàn vẹn, pháp luật, chỉ tiêu; mã thoát 1 nếu chưa trình được. / Findings; exit code 1 where any blocks."""
    asked = _asked(on)
    with reading():
        from tinhgon.scenarios.checking import issues_of
        from tinhgon.scenarios.domain.issues import Status
        from tinhgon.scenarios.told import issues_told

        scenario, opened = opened_scenario(number)
        issues = issues_of(opened, tuple(scenario.waivers.all()), asked)
        chosen = [each for each in issues if every or each.status is not Status.SAME]
        told = issues_told(chosen, opened, remedies=remedies)
        on_day = asked or opened.plan.last_day
        if as_json:
            print_json({"scenario": number, "on": on_day, "blocked": any(each.blocks for each in told), "issues": told})
        else:
            _print_issues(told, on_day, remedies)
        if any(each.blocks for each in told):
            raise typer.Exit(1)


def figures(
    number: Number,
    on: Day = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="KEY", help="Chia theo sector, tier, form, unit_id / Divided by")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Cả chỉ tiêu không đổi / Also figures that stay")] = False,
    as_json: AsJson = False,
) -> None:
    """Số lượng và chỉ tiêu trước, sau. / Counts and figures without the plan and with it."""
    key, asked = one_of(by, _KEYS, "--by"), _asked(on)
    with reading():
        from tinhgon.scenarios.meaning import figures_of, meaning_of
        from tinhgon.scenarios.told import called_in
        from tinhgon.scenarios.told_results import figures_told, impact_told

        scenario, opened = opened_scenario(number)
        meaning = meaning_of(opened, scenario.assumptions, asked)
        impact = impact_told(meaning, key)  # type: ignore[arg-type]  # one of _KEYS
        told = [each for each in figures_told(figures_of(opened, asked)) if every or each.differs]
        if as_json:
            print_json({"scenario": number, "on": meaning.on, "by": key, "counts": impact, "figures": told})
            return
        print_heading(f"{scenario.name} · {day(meaning.on)}")
        called = called_in(opened, (each.of for each in impact if isinstance(each.of, int)))
        _print_impact(impact, key, {each: called.name(each) for each in called})
        print_line()
        columns = (
            Column("label", Text("Chỉ tiêu", "Figure")),
            Column("before", Text("Trước", "Before"), right=True),
            Column("after", Text("Sau", "After"), right=True),
        )
        print_table(columns, [(each.label, each.before_shown, each.after_shown) for each in told])


def cost(number: Number, as_json: AsJson = False) -> None:
    """Tiết kiệm và chi phí theo năm, với giả định. / Savings and costs by year, with the assumptions."""
    with reading():
        from tinhgon.scenarios.meaning import meaning_of
        from tinhgon.scenarios.told_results import cost_told

        scenario, opened = opened_scenario(number)
        told = cost_told(meaning_of(opened, scenario.assumptions).cost)
        if as_json:
            print_json({"scenario": number, "cost": told})
        else:
            print_heading(f"{scenario.name} · {say(Text('đồng', 'đồng'))}")
            _print_cost(told)


def people(
    number: Number,
    on: Day = None,
    flow: Annotated[
        str | None, typer.Option("--flow", metavar="WHAT", help="Luồng giữa cơ quan: posts, people / Flows")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Người chịu tác động, mỗi người thế nào; hoặc luồng đi. / Who is affected and how; or where all go."""
    wanted, asked = one_of(flow, ("posts", "people"), "--flow"), _asked(on)
    with reading():
        from tinhgon.scenarios.meaning import meaning_of, people_of, posts_of
        from tinhgon.scenarios.told_results import people_told, streams_told

        scenario, opened = opened_scenario(number)
        meaning = meaning_of(opened, scenario.assumptions, asked)
        if wanted is not None:
            streams = posts_of(opened, meaning.on) if wanted == "posts" else people_of(meaning)
            flows = streams_told(streams, opened)
            if as_json:
                print_json({"scenario": number, "on": meaning.on, "of": wanted, "streams": flows})
            else:
                _print_streams(flows)
            return
        told = people_told(meaning.fates)
        if as_json:
            print_json({"scenario": number, "on": meaning.on, "people": told})
        else:
            _print_people(told)


def compare(
    numbers: Annotated[
        list[int], typer.Argument(metavar="SCENARIO", min=1, help="Số các phương án / Numbers of scenarios")
    ],
    on: Day = None,
    every: Annotated[bool, typer.Option("--all", help="Cả điều giống nhau / Also what is the same")] = False,
    as_json: AsJson = False,
) -> None:
    """So sánh các phương án với nhau và với hiện trạng. / Scenarios beside each other and the baseline."""
    asked = _asked(on)
    with reading():
        from tinhgon.scenarios.comparing import compare_scenarios
        from tinhgon.scenarios.given import scenario_called
        from tinhgon.scenarios.opening import open_scenario
        from tinhgon.scenarios.told_results import comparison_told

        chosen = [scenario_called(each) for each in dict.fromkeys(numbers)]
        found = compare_scenarios(chosen, asked)
        told = comparison_told(found, open_scenario(chosen[0]), only_differing=not every)
        if as_json:
            print_json(told)
            return
        for each in chosen:
            print_line(f"{each.pk}  {each.name}")
        _print_comparison(told)


def _asked(on: str | None) -> date | None:
    return None if on is None else day_of(on)


# --- for people ---------------------------------------------------------------------------------


def _print_issues(told: Sequence[IssueTold], on: date, remedies: bool) -> None:
    from tinhgon.scenarios.domain.issues import SEVERITY_NAMES, STATUS_NAMES, Status

    blocking = number(sum(each.blocks for each in told))
    print_heading(
        say(
            Text(
                f"Ngày {day(on)}: {number(len(told))} phát hiện, {blocking} phải xử lý trước khi trình",
                f"On {day(on)}: {number(len(told))} findings, {blocking} to be dealt with before submitting",
            )
        )
    )
    columns = (
        Column("status", Text("Tình trạng", "Status")),
        Column("severity", Text("Loại", "Kind")),
        Column("message", Text("Nội dung", "Finding")),
        Column("since", Text("Từ ngày", "Since")),
        Column("steps", Text("Thay đổi", "Changes")),
        Column("citations", Text("Căn cứ", "Rests on")),
    )
    print_table(
        columns,
        [
            (
                STATUS_NAMES[Status(each.status)],
                SEVERITY_NAMES[each.severity],
                each.message,
                each.first_failing,
                ", ".join(map(str, each.steps[:5])) + ("…" if len(each.steps) > 5 else ""),
                "; ".join(dict.fromkeys(f"{one.instrument} {one.article}".strip() for one in each.citations)),
            )
            for each in told
        ],
    )
    if remedies:
        print_line()
        for each in told:
            for remedy in each.remedies:
                print_line(f"{each.key}: {say(remedy.label)}")


def _print_impact(impact: Sequence[ImpactTold], key: str | None, names: dict[int, str]) -> None:
    columns = (
        *((Column("of", Text("Phần", "Part")),) if key else ()),
        Column("label", Text("Nội dung", "Count")),
        Column("before", Text("Trước", "Before"), right=True),
        Column("after", Text("Sau", "After"), right=True),
        Column("change", Text("Tăng giảm", "Change"), right=True),
    )

    def part(of: str | int | None) -> object:
        if of is None:
            return Text("(không có)", "(none)")
        return names.get(of, f"#{of}") if isinstance(of, int) else CHOICE_NAMES.get(of, of)

    print_table(
        columns,
        [(*((part(each.of),) if key else ()), each.label, each.before, each.after, each.change) for each in impact],
    )


def _print_cost(told: CostTold) -> None:
    columns = (
        Column("year", Text("Năm", "Year")),
        Column("before", Text("Quỹ lương trước", "Payroll before"), right=True),
        Column("after", Text("sau", "after"), right=True),
        Column("saved", Text("Tiết kiệm", "Saved"), right=True),
        Column("one_off", Text("Chi một lần", "One-off"), right=True),
        Column("balance", Text("Cân đối", "Balance"), right=True),
    )
    print_table(
        columns,
        [
            (str(each.year), each.payroll_before, each.payroll_after, each.saved, each.one_off, each.balance)
            for each in told.years
        ],
    )
    for once in told.one_off:
        print_line(f"{day(once.on)}  {say(once.label)}: {number(once.number)} · {number(once.amount)} đồng")
    assumed = ", ".join(f"{name} {value}" for name, value in told.assumptions.items() if not isinstance(value, dict))
    classes = ", ".join(f"{name} {value}" for name, value in told.assumptions["coefficients"].items())
    print_line(say(Text(f"Giả định: {assumed}; hệ số: {classes}", f"Assumed: {assumed}; coefficients: {classes}")))


def _print_people(told: Sequence[FateTold]) -> None:
    from tinhgon.scenarios.domain.fates import FATE_NAMES, Fate

    count = number(len(told))
    print_heading(say(Text(f"Người chịu tác động: {count}", f"People affected: {count}")))
    columns = (
        Column("person", Text("Người", "Person")),
        Column("fate", Text("Thế nào", "What happens")),
        Column("before", Text("Trước", "Before")),
        Column("after", Text("Sau", "After")),
        Column("steps", Text("Thay đổi", "Changes")),
    )
    print_table(
        columns,
        [
            (
                f"#{each.person}",
                FATE_NAMES[Fate(each.fate)],
                "; ".join(f"{held.title}, {held.body}" for held in each.before),
                "; ".join(f"{held.title}, {held.body}" for held in each.after),
                ", ".join(map(str, each.steps)),
            )
            for each in told
        ],
    )


def _print_streams(told: Sequence[StreamTold]) -> None:
    columns = (
        Column("source", Text("Từ", "From")),
        Column("target", Text("Sang", "To")),
        Column("amount", Text("Số lượng", "Amount"), right=True),
    )

    def end(of: ObjectTold | None, none: Text) -> object:
        return none if of is None else f"{of.name} #{of.id}"

    begins, ends = Text("(mới)", "(new)"), Text("(kết thúc)", "(ends)")
    print_table(columns, [(end(each.source, begins), end(each.target, ends), each.amount) for each in told])


def _print_comparison(told: ComparisonTold) -> None:
    from tinhgon.scenarios.comparing import GROUPS

    for group, rows in told.rows.items():
        if not rows:
            continue
        print_line()
        columns = (
            Column("label", GROUPS[group]),
            Column("baseline", Text("Hiện trạng", "Baseline"), right=True),
            *(Column(str(each), Text(str(each), str(each)), right=True) for each in told.scenarios),
        )
        print_table(columns, [(each.label, *map(_amount, (each.baseline, *each.values))) for each in rows])
    bodies, changes = number(len(told.bodies)), number(len(told.changes))
    print_line()
    print_line(
        say(
            Text(
                f"{bodies} cơ quan, đơn vị và {changes} thay đổi khác nhau (xem --json)",
                f"{bodies} bodies and areas and {changes} changes differ (see --json)",
            )
        )
    )


def _amount(value: AmountTold) -> object:
    if value.exact is None or value.number is None:
        return "–"
    return int(value.exact) if "/" not in value.exact else f"{value.number:.4g}"
