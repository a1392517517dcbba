"""State rows: how a record is written down, one row for each stretch of days without a change.

A row holds all attribute values of those days and, in `sources`, the changes that made what begins
there: under an attribute's name the id of the change that stated its value (0: from here on nothing is
stated); under "*" in the first row the change that began the object, which also stated every value not
named; under "end" in the last row the change that ended it. What a row does not name goes on from the
row before. Reading the rows back gives the same record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tinhgon.registry.domain.records import Link, Record, Stated
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Value
from tinhgon.temporal import Period, Timeline, aligned

BEGIN = "*"
END = "end"
NOTHING_STATED = 0


class StateRow(NamedTuple):
    """One row: the days, the value of every attribute (None: no value), and what begins here."""

    period: Period
    values: tuple[Value | None, ...]
    sources: Mapping[str, int]


def encode(record: Record) -> list[StateRow]:
    """The rows of a record, in order; values follow the kind's attribute order."""
    names = tuple(ATTRIBUTES[record.kind])
    rows: list[StateRow] = []
    running: dict[str, int] = {}
    for period, held in aligned(record.attributes, record.life):
        sources = {} if rows else {BEGIN: record.begun_by}
        for name in names:
            stated = held.get(name)
            source = NOTHING_STATED if stated is None else stated.source
            implied = running.get(name, NOTHING_STATED)
            if not rows and stated is not None and stated.value is not None:
                implied = record.begun_by
            if source != implied:
                sources[name] = source
            running[name] = source
        values = tuple(held[name].value if name in held else None for name in names)
        rows.append(StateRow(period, values, sources))
    if record.ended_by is not None:
        last = rows[-1]
        rows[-1] = StateRow(last.period, last.values, {**last.sources, END: record.ended_by})
    return rows


def decode(object_id: int, kind: Kind, rows: Iterable[StateRow], links: Iterable[Link] = ()) -> Record:
    """The record that `encode` wrote as these rows, given in order of days."""
    names = tuple(ATTRIBUTES[kind])
    segments: dict[str, list[tuple[Period, Stated]]] = {name: [] for name in names}
    running: dict[str, int] = {}
    ordered = list(rows)
    begun_by = ordered[0].sources[BEGIN]
    for index, row in enumerate(ordered):
        for name, value in zip(names, row.values, strict=True):
            if name in row.sources:
                running[name] = row.sources[name]
            elif index == 0:
                running[name] = NOTHING_STATED if value is None else begun_by
            if running[name] != NOTHING_STATED:
                segments[name].append((row.period, Stated(value, running[name])))
    return Record(
        object_id=object_id,
        kind=kind,
        life=Period(ordered[0].period.start, ordered[-1].period.end),
        begun_by=begun_by,
        ended_by=ordered[-1].sources.get(END),
        attributes={name: Timeline(parts) for name, parts in segments.items() if parts},
        links=tuple(links),
    )
