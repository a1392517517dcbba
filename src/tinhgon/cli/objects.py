"""`tinhgon show`, `lineage` and `history`: one object, where it came from, and all that was recorded of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import typer

from tinhgon.cli.inputs import AsCsv, AsJson, Known, Named, On, day_of, moment_of
from tinhgon.cli.output import (
    Column,
    Format,
    day,
    day_here,
    format_of,
    number,
    print_csv,
    print_fields,
    print_heading,
    print_json,
    print_line,
    print_table,
    say,
    span,
    times,
)
from tinhgon.cli.session import reading
from tinhgon.cli.words import EXTENT_NAMES, LEVEL_NAMES, VERB_NAMES, attribute_name, decision_name, value_shown
from tinhgon.errors import Text
from tinhgon.registry.domain.refusals import KIND_NAMES
from tinhgon.registry.domain.vocabulary import Kind

if TYPE_CHECKING:
    from tinhgon.registry.selectors import Bearer, Card, Fact, Label, Lineage, Passing, Source


def add_to(app: typer.Typer) -> None:
    """Put the commands of this module on the command line."""
    app.command(short_help="Một đối tượng / One object")(show)
    app.command(short_help="Từ đâu, thành gì / Where from, what became")(lineage)
    app.command(short_help="Mọi điều đã ghi nhận / Every fact recorded")(history)


def show(named: Named, on: On = None, known: Known = None, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Một đối tượng vào một ngày: thuộc tính, quyết định, vị trí, nhân sự. / One object on a day."""
    wanted, when = format_of(as_json, as_csv), day_of(on)
    with reading():
        from tinhgon.registry import selectors

        moment = moment_of(known)
        address = selectors.address_of(named)
        bearers = selectors.bearers(address, when, moment)
        chosen = _chosen(bearers)
        card = None if chosen is None else selectors.card(chosen.id, when, moment)
        if wanted is Format.JSON:
            print_json({"on": when, "known": moment, "bearers": bearers, "object": card})
        elif wanted is Format.CSV:
            # One table cannot hold several objects: which is meant must be clear.
            meant = selectors.the_one(address, when, moment)
            _csv_card(selectors.card(meant.id, when, moment))
        else:
            if len(bearers) > 1:
                _print_bearers(named, bearers, when)
            if card is not None:
                _print_card(card, moment)


def lineage(named: Named, on: On = None, known: Known = None, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Từ đâu mà có, về sau thành gì: toàn bộ hay một phần. / What it came from and what became of it."""
    wanted, when = format_of(as_json, as_csv), day_of(on)
    with reading():
        from tinhgon.registry import selectors

        moment = moment_of(known)
        chosen = selectors.the_one(selectors.address_of(named), when, moment)
        found = selectors.lineage(chosen.id, when, moment)
        if wanted is Format.JSON:
            nodes = [{"label": label, "life": found.lives.get(each)} for each, label in sorted(found.nodes.items())]
            links = {"predecessors": found.predecessors, "successors": found.successors}
            print_json({"on": when, "known": moment, "root": found.root, "nodes": nodes, "links": links})
        elif wanted is Format.CSV:
            _csv_lineage(found)
        else:
            _print_lineage(found, when, moment)


def history(named: Named, known: Known = None, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Mọi điều đã ghi nhận, với cả hai mốc thời gian. / Every fact, with both of its times.

    Không có --known: kể cả điều nay không còn được coi là đúng. / Without --known: also what is no
    longer held true.
    """
    wanted = format_of(as_json, as_csv)
    with reading():
        from tinhgon.registry import selectors

        moment = moment_of(known)
        objects = selectors.ever(selectors.address_of(named), moment)
        told = [(each, selectors.history(each.id, moment)) for each in objects]
        if wanted is Format.JSON:
            print_json({"known": moment, "objects": [{"object": each, "facts": facts} for each, facts in told]})
        elif wanted is Format.CSV:
            _csv_history(told)
        else:
            for each, facts in told:
                _print_history(each, facts, moment)


def _chosen(bearers: Sequence[Bearer]) -> Bearer | None:
    """The one in force, or the only one."""
    in_force = [each for each in bearers if each.in_force]
    if len(in_force) == 1:
        return in_force[0]
    return bearers[0] if len(bearers) == 1 else None


# --- show ---------------------------------------------------------------------------------------


def _print_bearers(named: str, bearers: Sequence[Bearer], when: date) -> None:
    count = number(len(bearers))
    print_heading(say(Text(f"«{named}» chỉ {count} đối tượng khác nhau", f"{named!r} means {count} different objects")))
    columns = (
        Column("id", Text("Số", "Number")),
        Column("name", Text("Tên", "Name")),
        Column("level", Text("Cấp", "Level")),
        Column("life", Text("Tồn tại", "Life")),
        Column("in_force", Text(f"Ngày {day(when)}", f"On {day(when)}")),
    )
    in_force, absent = Text("có hiệu lực", "in force"), Text("–", "–")
    print_table(
        columns,
        [
            (
                f"#{each.id}",
                each.name,
                LEVEL_NAMES.get(each.level or ""),
                each.life,
                in_force if each.in_force else absent,
            )
            for each in bearers
        ],
    )
    if _chosen(bearers) is None:
        hint = Text(
            f"Xem một đối tượng: tinhgon show '#{bearers[0].id}'", f"To see one: tinhgon show '#{bearers[0].id}'"
        )
        print_line(say(hint))
    else:
        print_line()


def _print_card(card: Card, known: datetime | None) -> None:
    label = card.label
    print_heading(f"{say(label.text)} · {say(KIND_NAMES[label.kind])} #{label.id} · {times(card.on, known)}")
    if not card.exists:
        print_line(
            say(
                Text(
                    f"Không tồn tại ngày {day(card.on)}; dưới đây là ngày {day(card.day)}.",
                    f"It does not exist on {day(card.on)}; below is {day(card.day)}.",
                )
            )
        )
    print_fields(
        [
            (Text("Tồn tại", "Life"), card.life),
            (Text("Bắt đầu theo", "Begun by"), _behind(card.begun_by)),
            (Text("Kết thúc theo", "Ended by"), None if card.ended_by is None else _behind(card.ended_by)),
            (Text("Vị trí", "Place"), " › ".join(say(each.text) for each in card.chain)),
            (Text("Trực thuộc", "Below it"), _children(card)),
        ]
    )
    print_line()
    columns = (
        Column("attribute", Text("Thuộc tính", "Attribute")),
        Column("value", Text("Giá trị", "Value")),
        Column("valid", Text("Hiệu lực", "Valid")),
        Column("decision", Text("Theo", "By")),
    )
    rows = [
        (
            attribute_name(label.kind, each.attribute),
            value_shown(label.kind, each.attribute, each.refers_to or each.value),
            each.valid,
            _behind(each.source),
        )
        for each in card.values
    ]
    print_table(columns, rows)
    if card.seats:
        print_line()
        _print_seats(card)


def _print_seats(card: Card) -> None:
    columns = (
        Column("post", Text("Chức danh", "Post")),
        Column("headship", Text("Vị trí", "Headship")),
        Column("seats", Text("Số chỗ", "Seats"), right=True),
        Column("person", Text("Người giữ", "Holder")),
        Column("since", Text("Từ ngày", "Since")),
    )
    concurrent = Text(" (kiêm nhiệm)", " (concurrent)")
    print_table(
        columns,
        [
            (
                f"{each.title} (#{each.post})",
                value_shown(Kind.POST, "headship", each.headship),
                each.seats,
                None if each.person is None else f"#{each.person}{say(concurrent) if each.concurrent else ''}",
                each.since,
            )
            for each in card.seats
        ],
    )


def _children(card: Card) -> str:
    return ", ".join(f"{say(LEVEL_NAMES[level])}: {number(count)}" for level, count in card.children.items())


def _behind(source: Source) -> str:
    return f"{decision_name(source.seq, source.number)} – {say(VERB_NAMES[source.verb])}"


def _csv_card(card: Card) -> None:
    columns = ("id", "attribute", "value", "refers_to", "valid_from", "valid_to", "decision", "seq", "verb")
    print_csv(
        columns,
        (
            (
                card.label.id,
                each.attribute,
                each.value,
                each.refers_to and each.refers_to.code,
                each.valid.start,
                each.valid.end,
                each.source.number,
                each.source.seq,
                each.source.verb,
            )
            for each in card.values
        ),
    )


# --- lineage ------------------------------------------------------------------------------------


def _print_lineage(found: Lineage, when: date, known: datetime | None) -> None:
    root = found.nodes[found.root]
    print_heading(f"{say(root.text)} · #{root.id} · {span(found.lives[found.root])} · {times(None, known)}")
    _print_passings(found, found.predecessors, Text("Kế thừa từ", "What it came from"))
    _print_passings(found, found.successors, Text("Về sau thành", "What became of it"))


def _print_passings(found: Lineage, passings: Sequence[Passing], title: Text) -> None:
    print_line()
    print_heading(say(title))
    if not passings:
        print_line(say(Text("không có gì được ghi nhận", "nothing is recorded")))
        return
    columns = (
        Column("on", Text("Ngày", "Day")),
        Column("predecessor", Text("Từ", "From")),
        Column("successor", Text("Sang", "To")),
        Column("extent", Text("Phạm vi", "Extent")),
        Column("decision", Text("Theo", "By")),
    )
    print_table(
        columns,
        [
            (
                each.on,
                f"{say(found.nodes[each.predecessor].text)} #{each.predecessor}",
                f"{say(found.nodes[each.successor].text)} #{each.successor}",
                EXTENT_NAMES[each.extent],
                _behind(each.source),
            )
            for each in passings
        ],
    )


def _csv_lineage(found: Lineage) -> None:
    columns = (
        *("direction", "on", "predecessor", "predecessor_code", "predecessor_name"),
        *("successor", "successor_code", "successor_name", "extent", "decision", "seq", "verb"),
    )

    def rows() -> Iterator[tuple[object, ...]]:
        for direction, passings in (("predecessors", found.predecessors), ("successors", found.successors)):
            for each in passings:
                old, new = found.nodes[each.predecessor], found.nodes[each.successor]
                named = (old.id, old.code, old.name, new.id, new.code, new.name)
                yield (direction, each.on, *named, each.extent, each.source.number, each.source.seq, each.source.verb)

    print_csv(columns, rows())


# --- history ------------------------------------------------------------------------------------


def _print_history(each: Label, facts: Sequence[Fact], known: datetime | None) -> None:
    print_heading(f"{say(each.text)} · {say(KIND_NAMES[each.kind])} #{each.id} · {_recorded(known)}")
    columns = (
        Column("attribute", Text("Thuộc tính", "Attribute")),
        Column("value", Text("Giá trị", "Value")),
        Column("valid", Text("Hiệu lực", "Valid")),
        Column("recorded", Text("Ghi nhận", "Recorded")),
        Column("decision", Text("Theo", "By")),
    )
    print_table(columns, [_fact_row(each.kind, fact) for fact in facts])
    print_line()


def _recorded(known: datetime | None) -> str:
    everything = Text("mọi điều từng được ghi nhận", "everything ever recorded")
    return say(everything) if known is None else times(None, known)


def _fact_row(kind: Kind, fact: Fact) -> tuple[object, ...]:
    value = value_shown(kind, fact.attribute, fact.refers_to or fact.value)
    if fact.extent is not None:
        value = f"{value} – {say(EXTENT_NAMES[fact.extent])}"
    behind = _behind(fact.source)
    if fact.ended_by is not None:
        behind = f"{behind}; {_behind(fact.ended_by)}"
    recorded = f"{day_here(fact.recorded_from)} (#{fact.opened})"
    if fact.recorded_to is not None:
        recorded += f" → {day_here(fact.recorded_to)} (#{fact.closed})"
    return attribute_name(kind, fact.attribute), value, fact.valid, recorded, behind


def _csv_history(told: Sequence[tuple[Label, Sequence[Fact]]]) -> None:
    columns = (
        *("id", "attribute", "value", "refers_to", "extent", "valid_from", "valid_to"),
        *("recorded_from", "recorded_to", "opened", "closed"),
        *("decision", "seq", "verb", "ended_by", "ended_by_seq"),
    )

    def rows() -> Iterator[tuple[object, ...]]:
        for each, facts in told:
            for fact in facts:
                ended = fact.ended_by
                yield (
                    each.id,
                    fact.attribute,
                    fact.value,
                    fact.refers_to and fact.refers_to.code,
                    fact.extent,
                    fact.valid.start,
                    fact.valid.end,
                    fact.recorded_from,
                    fact.recorded_to,
                    fact.opened,
                    fact.closed,
                    fact.source.number,
                    fact.source.seq,
                    fact.source.verb,
                    ended and ended.number,
                    ended and ended.seq,
                )

    print_csv(columns, rows())
