"""`tinhgon figures`: the indicators there are, one figure with its rows, and the table of the articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from tinhgon.cli.inputs import AsJson, Known, On, Under, UsageFault, day_of, moment_of
from tinhgon.cli.output import (
    Column,
    Format,
    day,
    format_of,
    number,
    print_fields,
    print_heading,
    print_json,
    print_line,
    print_table,
    say,
    times,
)
from tinhgon.cli.session import reading
from tinhgon.errors import Text
from tinhgon.registry.domain.refusals import KIND_NAMES
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, Kind
from tinhgon.temporal import EmptyPeriod, Period

if TYPE_CHECKING:
    from tinhgon.rulebook.domain.figures import Context, Figure, Group, Indicator
    from tinhgon.rulebook.domain.seed_table import Told, ToldRow


def add_to(app: typer.Typer) -> None:
    """Put the command of this module on the command line."""
    app.command(short_help="Chỉ tiêu và bảng các bài báo / Figures and the articles' table")(figures)


def figures(
    indicator: Annotated[
        str | None, typer.Argument(metavar="INDICATOR", help="Mã chỉ tiêu; bỏ trống để xem danh mục / Its id")
    ] = None,
    on: On = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Ngày trước, khi so hai ngày / The earlier day")
    ] = None,
    known: Known = None,
    under: Under = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="GROUP", help="Chia theo province, district, commune, sector, tier / Divided"),
    ] = None,
    rows: Annotated[bool, typer.Option("--rows", help="Kèm từng dòng đã đếm / With the rows behind it")] = False,
    seeds: Annotated[bool, typer.Option("--seeds", help="Bảng số liệu của các bài báo / The articles' table")] = False,
    as_json: AsJson = False,
) -> None:
    """Một chỉ tiêu và các dòng của nó; danh mục chỉ tiêu; bảng các bài báo. / Figures of the registry."""
    wanted = format_of(as_json)
    if seeds:
        _refuse_with_seeds(indicator=indicator, on=on, since=since, under=under, by=by, rows=rows)
        _tell_articles(known, wanted)
    elif indicator is None:
        _refuse_without_indicator(on=on, since=since, known=known, under=under, by=by, rows=rows)
        _tell_indicators(wanted)
    else:
        _tell_figure(indicator, on, since, known, under, by, rows, wanted)


def _refuse_with_seeds(**given: object) -> None:
    _refuse(given, Text("không dùng cùng với --seeds", "does not go with --seeds"))


def _refuse_without_indicator(**given: object) -> None:
    _refuse(given, Text("cần một mã chỉ tiêu", "needs an indicator"))


def _refuse(given: Mapping[str, object], why: Text) -> None:
    for name, value in given.items():
        if value:
            option = "INDICATOR" if name == "indicator" else f"--{name}"
            raise UsageFault(Text(f"{option} {why.vi}.", f"{option} {why.en}."), where=option)


# --- the indicators ---------------------------------------------------------------------------------


def _tell_indicators(wanted: Format) -> None:
    from tinhgon.rulebook.domain.indicators import INDICATORS

    if wanted is Format.JSON:
        print_json([_indicator(each) for each in INDICATORS.values()])
        return
    print_heading(f"{say(Text('Chỉ tiêu', 'Indicators'))}: {number(len(INDICATORS))}")
    columns = (
        Column("id", Text("Mã", "Id")),
        Column("label", Text("Tên", "Label")),
        Column("compares", Text("So hai ngày", "Compares two days")),
    )
    print_table(columns, [(each.id, each.label, each.compares) for each in INDICATORS.values()])


def _indicator(indicator: Indicator) -> dict[str, object]:
    return {
        "id": indicator.id,
        "label": indicator.label,
        "definition": indicator.definition,
        "measure": indicator.measure,
        "unit": indicator.unit,
        "compares": indicator.compares,
    }


# --- one figure -------------------------------------------------------------------------------------


def _tell_figure(
    id: str,
    on: str | None,
    since: str | None,
    known: str | None,
    under: str | None,
    by: str | None,
    rows: bool,
    wanted: Format,
) -> None:
    when, earlier, group = day_of(on), None if since is None else day_of(since, "--since"), _group(by)
    with reading():
        from tinhgon.registry import selectors as registry
        from tinhgon.rulebook import selectors
        from tinhgon.rulebook.domain.figures import figure, grouped

        indicator = selectors.indicator_called(id)
        _check_days(indicator, when, earlier)
        moment = moment_of(known)
        root = None if under is None else registry.the_one(registry.address_of(under), when, moment).id
        context = selectors.context(when, earlier, root, moment)
        found = figure(indicator, context)
        parts = [] if group is None else _named(grouped(indicator, context, group), context, group)
        if wanted is Format.JSON:
            print_json(_figure(found, root, parts, rows))
        else:
            _print_figure(found, parts, rows)


def _group(by: str | None) -> Group | None:
    from tinhgon.rulebook.domain.figures import Group

    allowed = get_args(Group)
    if by is None or by in allowed:
        return by  # type: ignore[return-value]  # one of the allowed
    raise UsageFault(
        Text(f"Không chia được theo «{by}».", f"Figures are not divided by {by!r}."),
        where="--by",
        mend=Text(f"Chọn một trong: {', '.join(allowed)}.", f"Choose one of: {', '.join(allowed)}."),
    )


def _check_days(indicator: Indicator, on: date, since: date | None) -> None:
    if indicator.compares != (since is not None):
        compares = Text("so hai ngày, cần --since", "compares two days and needs --since")
        alone = Text("chỉ xét một ngày, không dùng --since", "looks at one day and takes no --since")
        said = compares if indicator.compares else alone
        raise UsageFault(Text(f"{indicator.id} {said.vi}.", f"{indicator.id} {said.en}."), where="--since")
    if since is None:
        return
    try:
        Period(since, on)
    except EmptyPeriod:
        raise UsageFault(
            Text(f"{day(since)} không trước {day(on)}.", f"{day(since)} is not before {day(on)}."), where="--since"
        ) from None


Part = tuple[int | str | None, str, "Figure"]


def _named(parts: Mapping[int | str | None, Figure], context: Context, group: Group) -> list[Part]:
    """The parts of a figure with their names, by name; what belongs to no unit comes last."""
    names: dict[object, str] = {}
    for apparatus in (context.before, context.now):
        if apparatus is not None:
            names |= dict(apparatus.areas.select("id", "name").iter_rows())
    spoken = {key: say(CHOICE_NAMES[key]) if isinstance(key, str) else names.get(key, "") for key in parts}
    return [(key, spoken[key], parts[key]) for key in sorted(parts, key=lambda each: (each is None, spoken[each]))]


def _figure(found: Figure, under: int | None, parts: Sequence[Part], rows: bool) -> dict[str, object]:
    told: dict[str, object] = {
        "indicator": _indicator(found.indicator),
        "on": found.on,
        "known": found.known,
        "since": found.since,
        "under": under,
        **_value(found),
        "citations": [
            {"id": each.id, "label": each.label, "instrument": each.citation.instrument.vi, "verified": _verified(each)}
            for each in found.citations
        ],
        "groups": [{"key": key, "name": name, **_value(part)} for key, name, part in parts],
    }
    if rows:
        told["rows"] = [
            {
                name: value
                for name, value in row.items()
                if name in ("kind", "id", "name", "counted", "amount", "base", "reason")
            }
            for row in _rows(found)
        ]
    return told


def _verified(parameter: Any) -> bool | str:
    verified: bool | str = parameter.citation.verified
    return verified


def _value(found: Figure) -> dict[str, object]:
    from tinhgon.rulebook.domain.notation import value_shown

    return {
        "value": None if found.value is None else str(found.value),
        "shown": value_shown(found),
        "counted": found.numerator.height,
        "considered": found.denominator.height,
        "not_counted": found.not_counted.height,
    }


def _rows(found: Figure) -> Iterator[dict[str, Any]]:
    """Rows counted, then the others of the base, then those left out."""
    yield from found.numerator.iter_rows(named=True)
    yield from (row for row in found.denominator.iter_rows(named=True) if not row["counted"])
    yield from found.not_counted.iter_rows(named=True)


def _print_figure(found: Figure, parts: Sequence[Part], rows: bool) -> None:
    from tinhgon.rulebook.domain.notation import value_shown

    print_heading(f"{say(found.indicator.label)} · {times(found.on, found.known)}: {say(value_shown(found))}")
    print_fields(
        [
            (Text("Định nghĩa", "Definition"), found.indicator.definition),
            (Text("Đơn vị tính", "Unit"), found.indicator.unit),
            (Text("So với ngày", "Compared with"), found.since),
            (Text("Căn cứ", "Rests on"), ", ".join(say(each.label) for each in found.citations)),
            (Text("Không tính", "Left out"), found.not_counted.height or None),
        ]
    )
    if parts:
        print_line()
        columns = (Column("name", Text("Phần", "Part")), Column("value", Text("Giá trị", "Value"), right=True))
        nowhere = Text("(không thuộc đâu)", "(none)")
        print_table(columns, [(name or nowhere, value_shown(part)) for _, name, part in parts])
    if rows:
        print_line()
        _print_rows(found)


def _print_rows(found: Figure) -> None:
    from tinhgon.rulebook.domain.figures import REASONS

    columns = (
        Column("counted", Text("Tính", "Counted")),
        Column("kind", Text("Loại", "Kind")),
        Column("id", Text("Số", "Number")),
        Column("name", Text("Tên", "Name")),
        Column("amount", Text("Số lượng", "Amount"), right=True),
    )

    def counted(row: Mapping[str, Any]) -> object:
        return row["counted"] if row["counted"] is not None else REASONS[row["reason"]]

    shown = [
        (counted(row), KIND_NAMES[Kind(row["kind"])], f"#{row['id']}", row["name"], row["amount"])
        for row in _rows(found)
    ]
    print_table(columns, shown)


# --- the table of the articles ----------------------------------------------------------------------


def _tell_articles(known: str | None, wanted: Format) -> None:
    with reading():
        from tinhgon.rulebook.selectors import articles_table

        moment = moment_of(known)
        table = articles_table(moment)
        if wanted is Format.JSON:
            _print_articles_json(table, moment)
        else:
            _print_articles(table, moment)


def _print_articles(table: Sequence[ToldRow], known: datetime | None) -> None:
    from tinhgon.rulebook.domain.seed_table import VERDICTS, verdicts

    title = Text("Số liệu của năm bài báo", "The figures of the five articles")
    print_heading(f"{say(title)}, {times(None, known)}: {number(len(table))}")
    columns = (
        Column("id", Text("Hàng", "Row")),
        Column("printed", Text("Bài báo in", "Printed")),
        Column("computed", Text("Tính từ hồ sơ", "Computed")),
        Column("verdict", Text("Kết quả", "Verdict")),
        Column("place", Text("Nơi", "Place")),
        Column("quantity", Text("Nội dung", "Quantity")),
    )
    print_table(
        columns,
        [
            (each.row.id, each.row.printed, each.shown, _verdict(each), each.row.place, each.row.quantity.text)
            for each in table
        ],
    )
    print_line()
    print_line(" · ".join(f"{say(VERDICTS[each])}: {count}" for each, count in verdicts(table).items()))


def _verdict(told: ToldRow) -> str:
    """The verdict; for what a later module brings also which."""
    from tinhgon.rulebook.domain.seed_table import VERDICTS, Verdict, reason

    if told.verdict is not Verdict.LATER:
        return say(VERDICTS[told.verdict])
    brings = {say(why) for part in told.parts if part.verdict is Verdict.LATER and (why := reason(part.part))}
    return f"{say(VERDICTS[told.verdict])}: {', '.join(sorted(brings))}"


def _print_articles_json(table: Sequence[ToldRow], known: datetime | None) -> None:
    from tinhgon.rulebook.domain.seed_table import verdicts

    rows = [
        {
            "id": each.row.id,
            "printed": each.row.printed,
            "quantity": each.row.quantity,
            "place": each.row.place,
            "article": each.row.article.title,
            "line": each.row.line,
            "days": each.row.days,
            "verdict": each.verdict,
            "shown": each.shown,
            "note": each.row.note,
            "parts": [_part(part) for part in each.parts],
        }
        for each in table
    ]
    print_json({"known": known, "counts": verdicts(table), "rows": rows})


def _part(told: Told) -> dict[str, object]:
    from tinhgon.rulebook.domain.seed_table import reason

    part, found = told.part, told.figure
    day_asked = getattr(part, "day", None)
    return {
        "printed": part.printed,
        "verdict": told.verdict,
        "in_print": told.in_print,
        "value": None if told.value is None else str(told.value),
        "counted": None if found is None else found.numerator.height,
        "considered": None if found is None else found.denominator.height,
        "indicator": getattr(part, "figure", None),
        "parameter": getattr(part, "parameter", None),
        "instrument": getattr(part, "instrument", None),
        "module": getattr(part, "later", None),
        "reason": reason(part),
        "unit": getattr(part, "unit", None),
        "unit_id": told.unit,
        "within": getattr(part, "within", None),
        "on": day_asked,
        "since": getattr(part, "since", None),
    }
