"""`tinhgon decision`: the decisions on record, and one with all that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tinhgon.cli.inputs import AsCsv, AsJson
from tinhgon.cli.output import (
    Column,
    Format,
    format_of,
    moment,
    number,
    print_csv,
    print_fields,
    print_heading,
    print_json,
    print_line,
    print_table,
    say,
)
from tinhgon.cli.session import reading
from tinhgon.cli.words import attribute_name, coded, decision_name, decision_title, value_shown
from tinhgon.errors import Text
from tinhgon.registry.domain.decisions import STATUS_NAMES, Status
from tinhgon.registry.domain.refusals import KIND_NAMES

if TYPE_CHECKING:
    from tinhgon.registry.selectors import DecisionDetail, DecisionLine, Made, Step

app = typer.Typer(
    help="Quyết định trong sổ. / The decisions on record.",
    short_help="Quyết định / Decisions",
    no_args_is_help=True,
)

_LINEAGE = Text("quan hệ kế thừa", "lineage links")


@app.command("list", short_help="Mọi quyết định / Every decision")
def list_all(as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Mọi quyết định, theo thứ tự trong sổ. / Every decision, in the order of the ledger."""
    wanted = format_of(as_json, as_csv)
    with reading():
        from tinhgon.registry import selectors

        found = selectors.all_decisions()
        if wanted is Format.JSON:
            print_json({"decisions": found})
        elif wanted is Format.CSV:
            _csv_lines(found)
        else:
            print_heading(say(Text(f"Quyết định: {number(len(found))}", f"Decisions: {number(len(found))}")))
            _print_lines(found)


@app.command("show", short_help="Một quyết định / One decision")
def show_one(
    called: Annotated[
        str,
        typer.Argument(
            metavar="NUMBER|#N",
            help="Số ký hiệu, số văn bản được viện dẫn, hoặc #SỐ trong sổ"
            " / Number, number of an instrument cited, or #N of the ledger",
        ),
    ],
    facts: Annotated[
        bool, typer.Option("--facts", help="Liệt kê điều quyết định đã ghi nhận / List what it recorded")
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Một quyết định: căn cứ, vòng đời, thay đổi, điều đã ghi nhận. / One decision in full."""
    wanted = format_of(as_json, as_csv)
    with reading():
        from tinhgon.registry import selectors

        found = [selectors.decision_detail(each.id) for each in selectors.decisions_called(called)]
        made = {each.line.id: selectors.made_by(each.line.id) for each in found} if facts else {}
        if wanted is Format.JSON:
            listed = [{"decision": each, "made": made[each.line.id]} if facts else {"decision": each} for each in found]
            print_json({"decisions": listed})
        elif wanted is Format.CSV:
            _csv_made(found, made) if facts else _csv_changes(found)
        else:
            if len(found) > 1:
                count = number(len(found))
                print_heading(say(Text(f"{count} quyết định khớp «{called}»", f"{count} decisions match {called!r}")))
                _print_lines([each.line for each in found])
                print_line()
            for each in found:
                _print_detail(each, made.get(each.line.id))


# --- lists --------------------------------------------------------------------------------------


def _print_lines(found: Sequence[DecisionLine]) -> None:
    columns = (
        Column("seq", Text("Sổ", "Ledger"), right=True),
        Column("number", Text("Số ký hiệu", "Number")),
        Column("effective_on", Text("Hiệu lực", "Effective")),
        Column("changes", Text("Thay đổi", "Changes"), right=True),
        Column("status", Text("Bước", "Status")),
        Column("subject", Text("Trích yếu", "Subject")),
    )
    print_table(
        columns,
        [
            (
                None if each.seq is None else f"#{each.seq}",
                each.number,
                each.effective_on,
                each.changes,
                STATUS_NAMES[Status(each.status)],
                each.subject,
            )
            for each in found
        ],
    )


def _csv_lines(found: Sequence[DecisionLine]) -> None:
    columns = (
        *("seq", "number", "title", "issuer", "signed_on", "effective_on"),
        *("status", "recorded_at", "changes", "subject"),
    )
    print_csv(columns, ([getattr(each, name) for name in columns] for each in found))


# --- one decision -------------------------------------------------------------------------------


def _print_detail(detail: DecisionDetail, made: Sequence[Made] | None) -> None:
    line = detail.line
    print_heading(decision_title(line.title, line.number))
    print_fields(
        [
            (Text("Trích yếu", "Subject"), line.subject),
            (Text("Cơ quan ban hành", "Issuer"), line.issuer),
            (Text("Ngày ký", "Signed on"), line.signed_on),
            (Text("Hiệu lực từ", "Effective on"), line.effective_on),
            (Text("Sổ", "Ledger"), None if line.seq is None else f"#{line.seq}"),
            (Text("Mã băm", "Digest"), detail.digest),
            (Text("Mã băm trước", "Previous digest"), detail.previous),
            (Text("Tệp kèm", "Attachments"), ", ".join(detail.attachments)),
            *((STATUS_NAMES[Status(each.status)], _signature(each)) for each in detail.steps),
            *(
                (_effect_name(each.effect, each.passive), decision_name(each.seq, each.number))
                for each in detail.effects
            ),
            (Text("Đã ghi nhận", "Recorded"), _counts(detail)),
        ]
    )
    if detail.instruments:
        _print_instruments(detail)
    print_line()
    columns = (
        Column("ordinal", Text("Số", "No."), right=True),
        Column("effective_on", Text("Hiệu lực", "Effective")),
        Column("text", Text("Thay đổi", "Change")),
    )
    print_table(columns, [(each.ordinal, each.effective_on, each.text) for each in detail.changes])
    if made is not None:
        _print_made(made)
    print_line()


def _signature(step: Step) -> str:
    return moment(step.at) if step.by is None else f"{moment(step.at)} – {step.by}"


def _effect_name(effect: str, passive: bool) -> Text:
    names = {
        ("annuls", False): Text("Hủy bỏ", "Annuls"),
        ("annuls", True): Text("Bị hủy bỏ bởi", "Annulled by"),
        ("corrects", False): Text("Đính chính", "Corrects"),
        ("corrects", True): Text("Được đính chính bởi", "Corrected by"),
    }
    return names[effect, passive]


def _kind_name(kind: str) -> Text:
    return _LINEAGE if kind == "lineage" else next(text for each, text in KIND_NAMES.items() if each == kind)


def _counts(detail: DecisionDetail) -> str:
    return ", ".join(f"{number(count)} {say(_kind_name(kind))}" for kind, count in detail.facts.items())


def _print_instruments(detail: DecisionDetail) -> None:
    print_line()
    columns = (
        Column("number", Text("Căn cứ", "Instrument")),
        Column("signed_on", Text("Ngày ký", "Signed on")),
        Column("issuer", Text("Cơ quan ban hành", "Issuer")),
        Column("subject", Text("Trích yếu", "Subject")),
    )
    print_table(columns, [(each.number, each.signed_on, each.issuer, each.subject) for each in detail.instruments])


def _print_made(made: Sequence[Made]) -> None:
    print_line()
    columns = (
        Column("object", Text("Đối tượng", "Object")),
        Column("valid", Text("Hiệu lực", "Valid")),
        Column("stated", Text("Ghi nhận", "Recorded")),
    )
    print_table(columns, [(f"{say(each.label.text)} #{each.label.id}", each.valid, _stated(each)) for each in made])


def _stated(made: Made) -> str:
    kind = made.label.kind
    said = [
        f"{say(attribute_name(kind, name))}: {value_shown(kind, name, value)}" for name, value in made.stated.items()
    ]
    began = [say(Text("bắt đầu", "begins"))] if made.began else []
    ended = [say(Text("kết thúc", "ends"))] if made.ended else []
    superseded = [say(Text("nay không còn trên hồ sơ", "no longer on record"))] if made.recorded_to else []
    return "; ".join([*began, *said, *ended, *superseded])


def _csv_changes(found: Sequence[DecisionDetail]) -> None:
    print_csv(
        ("seq", "number", "ordinal", "effective_on", "verb", "text"),
        (
            (each.line.seq, each.line.number, change.ordinal, change.effective_on, change.verb, say(change.text))
            for each in found
            for change in each.changes
        ),
    )


def _csv_made(found: Sequence[DecisionDetail], made: dict[int, list[Made]]) -> None:
    print_csv(
        (
            *("seq", "number", "kind", "id", "valid_from", "valid_to"),
            *("began", "ended", "attribute", "value", "recorded_to"),
        ),
        (
            (
                each.line.seq,
                each.line.number,
                str(fact.label.kind),
                fact.label.id,
                fact.valid.start,
                fact.valid.end,
                fact.began,
                fact.ended,
                name,
                coded(value),
                fact.recorded_to,
            )
            for each in found
            for fact in made[each.line.id]
            for name, value in (fact.stated or {"": None}).items()
        ),
    )
