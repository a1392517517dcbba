"""The units of two days on two maps of one view, and as rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tinhgon.errors import Text
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column
from tinhgon.registry import maps
from tinhgon.registry.domain.geometry import Drawing
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import Kind, Level
from tinhgon.registry.selectors.places import Place, levels, places
from tinhgon.registry.site.decisions_links import address_of
from tinhgon.registry.site.places_shades import MEASURES, Shade, map_chart

_AS_BEFORE = Text("như cũ", "as before")


@dataclass(frozen=True, slots=True)
class Pair:
    """One unit as it is on the two days, None where it is not; `one` is it on the later, or else on the earlier."""

    one: Place
    before: Place | None
    after: Place | None
    mark: str
    into: str


def drawn_levels(before: Snapshot, after: Snapshot) -> list[Level]:
    """The levels of which either day has units that maps draw, highest first."""
    return sorted({*levels(before), *levels(after)} - {Level.VILLAGE}, key=lambda each: each.rank)


def telling_level(there: Sequence[Level], before: Snapshot, after: Snapshot, marks: Mapping[int, str]) -> Level | None:
    """The level with most units that differ, the lowest where several have as many."""
    counts = {
        each: sum(unit.id in marks for shown in (before, after) for unit in places(shown, each)) for each in there
    }
    return max(there, key=lambda each: (counts[each], each.rank), default=None)


def pairs(
    before: Snapshot, after: Snapshot, level: Level, marks: Mapping[int, str], into: Mapping[int, str], *, whole: bool
) -> list[Pair]:
    """The units of a level that differ, or all, those with a mark first; `into` names what each went into."""
    old = {each.id: each for each in places(before, level)}
    new = {each.id: each for each in places(after, level)}
    found = [
        Pair(new.get(each) or old[each], old.get(each), new.get(each), marks.get(each, ""), into.get(each, ""))
        for each in (old | new)
        if whole or each in marks
    ]
    return sorted(found, key=lambda each: (not each.mark, each.one.code))


def chart(
    shown: tuple[Snapshot, Snapshot], later: bool, level: Level, by: str, moment: Moment, marks: Mapping[int, str],
    *, whole: bool,
) -> dict[str, object]:  # fmt: skip
    """The map of one of the two days, in the colours and the view of both; `moment` is of that day.

    Without `whole` only what differs is coloured.
    """
    drawings = [maps.shapes(level, each.on, each.known, each.under) for each in shown]
    units = [places(each, level) for each in shown]
    told = map_chart(drawings[later], units[later], by, moment, others=units[not later])
    for feature in told["features"]["features"]:  # type: ignore[index]
        properties = feature["properties"]
        properties["mark"] = marks.get(properties["id"])
        if properties["mark"] is None and not whole:
            properties |= {"value": None, "class": None, "shown": said(_AS_BEFORE)}
    if not whole:
        told["legend"]["none"] = said(_AS_BEFORE)  # type: ignore[index]
    return told | {"bounds": _around(drawings)}


def _around(drawings: Sequence[Drawing]) -> list[float] | None:
    found = [each for each in (drawing.bounds for drawing in drawings) if each is not None]
    west, south, east, north = zip(*found, strict=True) if found else ((), (), (), ())
    return [min(west), min(south), max(east), max(north)] if found else None


def columns(moment: Moment, start: Moment, by: str, marks: Sequence[tuple[str, Text]]) -> list[Column[Pair]]:
    """The columns of the same as a table, with the measure by which the maps are coloured."""
    measure = next((each for each in MEASURES if each.key == by), None)
    return [
        Column("mark", Text("Dấu", "Mark"), lambda row: row.mark or None, choices=marks, shown=lambda row: "",
               mark=lambda row: row.mark or None),
        Column("code", Text("Mã", "Code"), lambda row: row.one.code, searched=True, hidden=True),
        Column("before", Text("Trước", "Before"), lambda row: row.before and row.before.name, searched=True,
               link=lambda row: row.before and address_of(start, Kind.AREA, row.one.id)),
        Column("after", Text("Sau", "After"), lambda row: row.after.name if row.after else row.into, searched=True,
               link=lambda row: row.after and address_of(moment, Kind.AREA, row.one.id)),
        Column("parent_before", Text("Thuộc, trước", "Part of, before"), lambda row: row.before and row.before.parent),
        Column("parent_after", Text("Thuộc, sau", "Part of, after"), lambda row: row.after and row.after.parent),
        *([] if measure is None else _measured(measure)),
    ]  # fmt: skip


def _measured(measure: Shade) -> list[Column[Pair]]:
    def value(side: Callable[[Pair], Place | None]) -> Callable[[Pair], Fraction | None]:
        return lambda row: None if (place := side(row)) is None else measure.value(place)

    sides = (
        ("value_before", Text("trước", "before"), value(lambda row: row.before)),
        ("value_after", Text("sau", "after"), value(lambda row: row.after)),
    )
    return [
        Column(key, Text(f"{measure.label.vi}, {when.vi}", f"{measure.label.en}, {when.en}"), found,
               shown=lambda row, found=found: "" if found(row) is None else measure.shown(found(row)))  # type: ignore[misc]
        for key, when, found in sides
    ]  # fmt: skip
