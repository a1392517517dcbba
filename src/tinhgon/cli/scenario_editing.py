"""`tinhgon scenario add`, `remove`, `template`: the changes of a plan, one by one or from templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tinhgon.cli.inputs import AsJson, UsageFault
from tinhgon.cli.output import Column, number, print_fields, print_heading, print_json, print_line, print_table, say
from tinhgon.cli.scenario_inputs import By, Number, Phase, Version, json_of, tell_edited
from tinhgon.cli.session import open_registry
from tinhgon.errors import Text

if TYPE_CHECKING:
    from datetime import date

    from tinhgon.scenarios.domain.templates import Applied
    from tinhgon.scenarios.domain.templates.model import Option
    from tinhgon.scenarios.models import Scenario
    from tinhgon.scenarios.told import TemplateTold

_YES, _NO = ("true", "yes", "1", "có"), ("false", "no", "0", "không")


def add_to(app: typer.Typer) -> None:
    """Put the commands of this module on the command line."""
    app.command("add", short_help="Thêm thay đổi / Add changes")(add)
    app.command("remove", short_help="Bỏ thay đổi / Take changes out")(remove)
    app.command("template", short_help="Các mẫu / Templates")(template)


def add(
    number: Number,
    by: By,
    file: Annotated[
        str | None,
        typer.Argument(metavar="FILE", help="Tệp JSON các thay đổi, - là đầu vào chuẩn / JSON of changes, - is stdin"),
    ] = None,
    phase: Phase = None,
    template: Annotated[
        str | None, typer.Option("--template", metavar="ID", help="Áp dụng mẫu này / Apply this template")
    ] = None,
    units: Annotated[
        str, typer.Option("--units", metavar="CODE,…", help="Đơn vị áp dụng mẫu / Units the template works in")
    ] = "",
    option: Annotated[
        list[str] | None, typer.Option("--option", metavar="KEY=VALUE", help="Tùy chọn của mẫu / Of the template")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ thử mẫu, không ghi / Only try the template, write nothing")
    ] = False,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Ghi chú của thay đổi / A note on them")] = "",
    version: Version = None,
    as_json: AsJson = False,
) -> None:
    """Thêm thay đổi từ tệp JSON, hoặc áp dụng một mẫu. / Add changes from JSON, or apply a template."""
    _require_one_source(file, template, units, option, dry_run, note)
    plain = None if file is None else json_of(file, "FILE")
    open_registry()
    from tinhgon.accounts.services import named
    from tinhgon.scenarios import acts, templating
    from tinhgon.scenarios.given import scenario_called
    from tinhgon.scenarios.opening import open_scenario
    from tinhgon.scenarios.services import plan_of

    account, scenario = named(by), scenario_called(number)
    if plain is not None:
        changed, ids = acts.add(scenario, account, _listed(plain), phase, note=note, version=version)
        tell_edited(changed, as_json, ids=ids)
        return
    plan = plan_of(scenario)
    into = plan.phases[-1] if phase is None else plan.phase(phase)
    chosen = templating.template(template or "")
    options = _options(option or [], chosen.options)
    ids_of_units = _units(scenario, units, into.effective_on)
    if dry_run:
        _tell_tried(templating.tried(open_scenario(scenario), chosen.id, ids_of_units, options, into.id), as_json)
        return
    tell_edited(templating.apply(scenario, chosen.id, ids_of_units, options, into.id, account, version), as_json)


def remove(
    number: Number,
    steps: Annotated[list[int], typer.Argument(metavar="STEP", min=1, help="Số thay đổi / Numbers of changes")],
    by: By,
    version: Version = None,
    as_json: AsJson = False,
) -> None:
    """Bỏ các thay đổi khỏi phương án. / Take changes out of a scenario."""
    open_registry()
    from tinhgon.accounts.services import named
    from tinhgon.scenarios import acts
    from tinhgon.scenarios.given import scenario_called

    tell_edited(acts.remove(scenario_called(number), named(by), steps, version=version), as_json)


def template(
    called: Annotated[str | None, typer.Argument(metavar="ID", help="Xem một mẫu / One of them")] = None,
    as_json: AsJson = False,
) -> None:
    """Các mẫu; với mã, tùy chọn của một mẫu. / The templates; with an id, the options of one."""
    open_registry()
    from tinhgon.scenarios import templating
    from tinhgon.scenarios.domain.templates import TEMPLATES
    from tinhgon.scenarios.told import template_told

    chosen = list(TEMPLATES.values()) if called is None else [templating.template(called)]
    told = [template_told(each) for each in chosen]
    if as_json:
        print_json({"templates": told})
    elif called is None:
        print_heading(say(Text(f"Mẫu: {number(len(told))}", f"Templates: {number(len(told))}")))
        columns = (Column("id", Text("Mã", "Id")), Column("label", Text("Tên", "Label")),
                   Column("levels", Text("Cấp", "Levels")))  # fmt: skip
        print_table(columns, [(each.id, each.label, ", ".join(each.levels)) for each in told])
    else:
        _print_template(told[0])


# --- what was typed -----------------------------------------------------------------------------


def _require_one_source(
    file: str | None, template: str | None, units: str, option: list[str] | None, dry_run: bool, note: str
) -> None:
    if (file is None) == (template is None):
        raise UsageFault(
            Text("Cần tệp thay đổi hoặc --template.", "Changes come from a file or from --template."),
            where="FILE --template",
            mend=Text("Ghi một trong hai.", "Give one of the two."),
        )
    if template is not None and not units.strip():
        raise UsageFault(Text("Mẫu cần --units.", "A template needs --units."), where="--units")
    given = {"--units": units, "--option": option, "--dry-run": dry_run} if file is not None else {"--note": note}
    for name, value in given.items():
        if value:
            raise UsageFault(Text(f"{name} không dùng ở đây.", f"{name} is of no use here."), where=name)


def _listed(plain: Any) -> Sequence[object]:
    if isinstance(plain, list):
        return plain
    raise UsageFault(
        Text("Tệp phải là một danh sách các thay đổi.", "The file must be a list of changes."),
        where="FILE",
        mend=Text('Viết [{"verb": …}, …].', 'Write [{"verb": …}, …].'),
    )


def _units(scenario: Scenario, codes: str, on: date) -> list[int]:
    from tinhgon.registry import selectors
    from tinhgon.registry.pictures import stand
    from tinhgon.scenarios.services import plan_of

    known = stand(plan_of(scenario).base.seq).known
    typed = [each.strip() for each in codes.split(",") if each.strip()]
    return [selectors.the_one(selectors.address_of(each), on, known).id for each in typed]


def _options(typed: Sequence[str], options: Sequence[Option]) -> dict[str, object]:
    kinds = {each.id: each.kind for each in options}
    found: dict[str, object] = {}
    for each in typed:
        name, equals, value = each.partition("=")
        if not equals:
            raise UsageFault(
                Text(f"«{each}» không có dạng KEY=VALUE.", f"{each!r} is not KEY=VALUE."), where="--option"
            )
        found[name.strip()] = _value(value.strip(), kinds.get(name.strip(), "text"))
    return found


def _value(text: str, kind: str) -> object:
    """A value as the option takes it; what it cannot take is left as text, and refused with what it takes."""
    if kind == "flag" and text.lower() in (*_YES, *_NO):
        return text.lower() in _YES
    if kind == "number" and text.isascii() and text.isdigit():
        return int(text)
    return tuple(each.strip() for each in text.split(",")) if kind == "many" else text


# --- what is told -------------------------------------------------------------------------------


def _tell_tried(found: Applied, as_json: bool) -> None:
    from tinhgon.registry.domain.changes import plain_change

    if as_json:
        told: Mapping[str, object] = {
            "changes": [plain_change(each) for each in found.changes],
            "notes": found.notes,
            "skipped": found.skipped,
            "units": found.units,
            "freed": found.freed,
        }
        print_json(told)
        return
    units, changes = number(len(found.units)), number(len(found.changes))
    print_heading(say(Text(f"{changes} thay đổi ở {units} đơn vị", f"{changes} changes in {units} units")))
    for note in found.notes:
        print_line(f"#{note.unit}  {say(note.text)}")
    for each in found.skipped:
        text = Text(f"Bỏ qua {each.name}: {each.reason.vi}", f"Passed over {each.name}: {each.reason.en}")
        print_line(say(text))


def _print_template(told: TemplateTold) -> None:
    print_heading(f"{say(told.label)} · {told.id}")
    print_line(say(told.about))
    print_fields(
        [
            (Text("Cấp đơn vị", "Levels of units"), ", ".join(told.levels)),
            (Text("Căn cứ", "Rests on"), ", ".join([*told.instruments, *told.parameters])),
        ]
    )
    print_line()
    columns = (
        Column("id", Text("Tùy chọn", "Option")),
        Column("label", Text("Nội dung", "What")),
        Column("default", Text("Mặc định", "Default")),
        Column("choices", Text("Giá trị", "Values")),
    )

    def default(value: object) -> object:
        return ", ".join(value) if isinstance(value, list) else value

    print_table(
        columns, [(each.id, each.label, default(each.default), ", ".join(each.choices)) for each in told.options]
    )
