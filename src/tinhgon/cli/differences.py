"""`tinhgon diff`: what differs between two days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from tinhgon.cli.inputs import AsCsv, AsJson, Known, Under, UsageFault, day_of, moment_of
from tinhgon.cli.output import (
    Column,
    Format,
    day,
    format_of,
    number,
    print_csv,
    print_heading,
    print_json,
    print_table,
    say,
    times,
)
from tinhgon.cli.session import reading
from tinhgon.cli.words import attribute_name, coded, value_shown
from tinhgon.errors import Text
from tinhgon.registry.domain.refusals import KIND_NAMES
from tinhgon.temporal import EmptyPeriod, Period

if TYPE_CHECKING:
    from tinhgon.registry.domain.vocabulary import Value
    from tinhgon.registry.selectors import Label
    from tinhgon.registry.selectors.differences import Differing

WHAT_NAMES: Mapping[str, Text] = {
    "created": Text("mới có", "created"),
    "ended": Text("kết thúc", "ended"),
    "renamed": Text("đổi tên", "renamed"),
    "moved": Text("chuyển trực thuộc", "moved"),
    "changed": Text("thay đổi", "changed"),
    "merged_into": Text("nhập vào", "merged into"),
    "split_from": Text("tách từ", "split from"),
}


def add_to(app: typer.Typer) -> None:
    """Put the command of this module on the command line."""
    app.command(short_help="Khác nhau giữa hai ngày / Two days compared")(diff)


def diff(
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="Ngày trước / The earlier day")],
    end: Annotated[str, typer.Option("--to", metavar="DATE", help="Ngày sau / The later day")],
    under: Under = None,
    known: Known = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Khác nhau giữa hai ngày: mới, kết thúc, đổi tên, chuyển, nhập, tách. / What differs between two days."""
    wanted, first, last = format_of(as_json, as_csv), day_of(start, "--from"), day_of(end, "--to")
    _refuse_reversed(first, last)
    with reading():
        from tinhgon.registry import selectors
        from tinhgon.registry.selectors.differences import differences, the_one_between

        moment = moment_of(known)
        scope = None
        if under is not None:
            scope = the_one_between(selectors.address_of(under), first, last, moment).id
        found = differences(first, last, moment, scope)
        if wanted is Format.JSON:
            print_json({"from": first, "to": last, "known": moment, "under": scope, "differences": found})
        elif wanted is Format.CSV:
            _csv_differences(found)
        else:
            print_heading(f"{day(first)} → {day(last)}, {times(None, moment)}: {_tally(found)}")
            _print_differences(found)


def _refuse_reversed(first: date, last: date) -> None:
    try:
        Period(first, last)
    except EmptyPeriod:
        raise UsageFault(
            Text(f"Ngày {day(last)} không sau ngày {day(first)}.", f"{day(last)} does not come after {day(first)}."),
            where="--from --to",
            mend=Text("Đặt --to sau --from.", "Let --to be later than --from."),
        ) from None


def _tally(found: Sequence[Differing]) -> str:
    counts = Counter(each.what for each in found)
    told = [f"{number(counts[what])} {say(name)}" for what, name in WHAT_NAMES.items() if counts[what]]
    return ", ".join(told) or say(Text("không có gì khác", "nothing differs"))


def _print_differences(found: Sequence[Differing]) -> None:
    columns = (
        Column("what", Text("Khác", "What")),
        Column("object", Text("Đối tượng", "Object")),
        Column("attribute", Text("Thuộc tính", "Attribute")),
        Column("before", Text("Trước", "Before")),
        Column("after", Text("Sau", "After")),
    )
    rows = [
        (
            WHAT_NAMES[each.what],
            f"{say(KIND_NAMES[each.label.kind])} {say(each.label.text)} #{each.label.id}"
            if each.label.name
            else each.label.text,
            attribute_name(each.label.kind, each.attribute) if each.attribute else None,
            _value(each, each.before),
            _value(each, each.after),
        )
        for each in found
    ]
    print_table(columns, rows)


def _value(each: Differing, value: Value | Label | None) -> str | bool | int | None:
    if value is None and not each.attribute:
        return None
    return value_shown(each.label.kind, each.attribute, value)


def _csv_differences(found: Sequence[Differing]) -> None:
    print_csv(
        ("what", "kind", "id", "code", "name", "attribute", "before", "after"),
        (
            (
                each.what,
                str(each.label.kind),
                each.label.id,
                each.label.code,
                each.label.name,
                each.attribute,
                coded(each.before),
                coded(each.after),
            )
            for each in found
        ),
    )
