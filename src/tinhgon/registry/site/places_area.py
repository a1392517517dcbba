"""The page of an area: what it is and since when, its place, the units and bodies in it, course and origin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from tinhgon.errors import Text
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.tables import Column, Table
from tinhgon.registry import maps
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, SECTORS, Kind, Level
from tinhgon.registry.selectors import Card, Label, Lineage, Passing, card, history, lineage
from tinhgon.registry.selectors.apparatus import Tree
from tinhgon.registry.selectors.places import Place, levels, places
from tinhgon.registry.selectors.touching import touching
from tinhgon.registry.site.apparatus_facts import course, lanes, lines, on_record, strip
from tinhgon.registry.site.apparatus_items import Item, Maker
from tinhgon.registry.site.apparatus_scope import reached
from tinhgon.registry.site.decisions_links import address_of
from tinhgon.registry.site.descent import before_last_change, flow, steps
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import about
from tinhgon.registry.site.places import columns
from tinhgon.registry.site.places_scope import AREAS_AND_BODIES
from tinhgon.registry.site.places_shades import MEASURES
from tinhgon.registry.site.unknown import kind_on_record
from tinhgon.registry.snapshots import load
from tinhgon.temporal import Period

_LATEST_DECISIONS = 8  # shown at once; the earlier ones are folded
_COUNTED = ("density", "villages", "organizations")  # measures that are no attributes of an area
_BELOW = Text("Bản đồ đơn vị trực thuộc", "Map of the units below")
_TABLE = Text("Bảng đơn vị trực thuộc", "Table of the units below")
_NONE_BELOW = Text("Không có đơn vị trực thuộc.", "There are no units below.")


@dataclass(frozen=True, slots=True)
class Within:
    """An area as a unit of its level, and the units directly below it."""

    own: Place
    level: Level
    below: tuple[Place, ...]


@about()
def area(request: HttpRequest, object_id: int) -> HttpResponseBase:
    """One area on a day, or on the nearest day of its life."""
    moment = moment_of(request)
    kind = kind_on_record(object_id, moment)
    if kind is not Kind.AREA:
        return redirect(address_of(moment, kind, object_id))
    shown = card(object_id, moment.on, moment.known)
    within = _within(shown, moment)
    table = Table("don-vi", _columns(moment, within.below), within.below, request, empty=_NONE_BELOW, caption=_TABLE)
    return table.answer("registry/area.html", _context(request, shown, within))


def _within(shown: Card, moment: Moment) -> Within:
    scope = load(shown.day, moment.known, shown.label.id, AREAS_AND_BODIES)
    there = levels(scope)
    own = next(each for each in places(scope, there[0]) if each.id == shown.label.id)
    lower = [unit for level in there[1:] for unit in places(scope, level) if unit.parent_id == own.id]
    return Within(own, there[0], tuple(lower))


def _columns(moment: Moment, units: Sequence[Place]) -> list[Column[Place]]:
    without = {"parent", "level"} | ({"villages"} if all(each.level == Level.VILLAGE for each in units) else set())
    return [each for each in columns(moment, units) if each.key not in without]


def _context(request: HttpRequest, shown: Card, within: Within) -> dict[str, object]:
    moment, own = moment_of(request), shown.label.id
    chain = reached(request, Tree(shown.day, moment.known).chain(own))
    facts = on_record(history(own, moment.known), moment)
    told = lanes(Kind.AREA, facts)
    touched = touching(own, moment.seq, moment.known)
    ticks = [(each.effective_on, each.number, each.decision) for each in touched]
    origin = lineage(own, shown.day, moment.known)
    ended = shown.life.end is not None and moment.on in Period.since(shown.life.end)
    return {
        "card": shown,
        "own": within.own,
        "level_name": CHOICE_NAMES[within.level],
        "chain": chain[:-1],
        "ended": ended,
        "heirs": _heirs(origin, moment) if ended else [],
        "last_day": None if shown.life.end is None else shown.life.end - timedelta(days=1),
        "lines": lines(shown, moment),
        "counted": [(each.label, each.shown(each.value(within.own))) for each in MEASURES if each.key in _COUNTED],
        "maps": _maps(shown, within, chain, moment),
        "sectors": _sectors(own, shown, moment),
        "strip": strip(told, shown.life, ticks, moment),
        "course": course(told),
        "passings": steps(origin, _wording, moment),
        "flow": flow(origin, moment),
        "touched": touched[:_LATEST_DECISIONS],
        "touched_before": touched[_LATEST_DECISIONS:],
        "since": before_last_change(facts, moment),
    }


def _maps(shown: Card, within: Within, chain: Sequence[Label], moment: Moment) -> list[dict[str, object]]:
    """The area among the others of its level within reach, and the units below it, as far as they can be placed."""
    own, then = shown.label, replace(moment, on=shown.day)
    around = chain[-2].id if len(chain) > 1 else own.id
    asked: list[tuple[Text, int, str, int | None]] = []
    if len(chain) > 1:
        asked.append((Text("Vị trí", "Place"), around, str(own.level), own.id))
    for level in dict.fromkeys(each.level for each in within.below):
        asked.append((_BELOW, own.id, level, None))
    return [
        {
            "title": title,
            "address": then.address(reverse("territory_map"), under=under, level=level, here=here),
            "key": "place" if here else level,
        }
        for title, under, level, here in asked
        if maps.shapes(level, shown.day, moment.known, under).shapes
    ]


def _sectors(own: int, shown: Card, moment: Moment) -> list[tuple[Text, list[Item]]]:
    """The bodies that serve the area and stand under no other there, by sector."""
    maker = Maker(moment, across=False, branches="apparatus_branch")
    nodes = [each for each in Tree(shown.day, moment.known).below([own]) if each.kind is Kind.ORGANIZATION]
    return [
        (CHOICE_NAMES[sector], items)
        for sector in SECTORS
        if (items := [maker.item(each) for each in nodes if each.sector == sector])
    ]


def _heirs(origin: Lineage, moment: Moment) -> list[dict[str, object]]:
    """What an area that has ended belongs to on the day shown."""
    found = {each.successor for each in origin.successors if moment.on in origin.lives[each.successor]}
    return [{"name": origin.nodes[each].name, "address": address_of(moment, Kind.AREA, each)} for each in sorted(found)]


def _wording(each: Passing, origin: Lineage) -> Text:
    whole = each.extent == "whole"
    if each.successor != origin.root:
        return _PASSED[whole]
    return _FORMED[whole] if origin.lives[origin.root].start == each.on else _JOINED[whole]


_FORMED = {
    True: Text("lập từ toàn bộ", "formed from the whole of"),
    False: Text("lập từ một phần của", "formed from part of"),
}
_JOINED = {
    True: Text("nhập thêm toàn bộ", "took in the whole of"),
    False: Text("nhập thêm một phần", "took in part of"),
}
_PASSED = {True: Text("nhập toàn bộ vào", "went wholly into"), False: Text("chuyển một phần sang", "went in part to")}
"""What happened to an area, by whether it was the whole."""
