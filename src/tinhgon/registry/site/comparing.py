"""Two days of anything, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import page
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry import maps
from tinhgon.registry.domain.diff import What
from tinhgon.registry.domain.refusals import KIND_NAMES
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, CHOICE_NAMES, Kind, Level
from tinhgon.registry.pictures import picture
from tinhgon.registry.selectors import Label, labels
from tinhgon.registry.selectors.differences import Differing, between
from tinhgon.registry.selectors.places import places
from tinhgon.registry.selectors.stepping import days, previous_day
from tinhgon.registry.selectors.subtrees import at_entry
from tinhgon.registry.site import comparing_flow, comparing_map
from tinhgon.registry.site.comparing_chart import Tree
from tinhgon.registry.site.comparing_flow import joined, links
from tinhgon.registry.site.comparing_map import drawn_levels, telling_level
from tinhgon.registry.site.comparing_names import Surroundings
from tinhgon.registry.site.decisions import value_said
from tinhgon.registry.site.decisions_links import address_of
from tinhgon.registry.site.moments import moment_of, read
from tinhgon.registry.site.pages import narrowed, scope_of
from tinhgon.registry.site.places_shades import chosen, offered
from tinhgon.registry.snapshots import passings

MARKS = {
    What.CREATED: "new",
    What.ENDED: "ended",
    What.RENAMED: "renamed",
    What.MOVED: "moved",
    What.CHANGED: "changed",
    What.MERGED_INTO: "merged",
    What.SPLIT_FROM: "new",
}
"""The mark that stands for each way of differing."""

WEIGHT = (
    What.MERGED_INTO, What.SPLIT_FROM, What.CREATED, What.ENDED, What.RENAMED, What.MOVED, What.CHANGED,
)  # fmt: skip
"""The ways of differing, those that say most first."""

MARK_NAMES = {
    "new": Text("mới", "new"),
    "ended": Text("chấm dứt", "ended"),
    "merged": Text("hợp nhất", "merged"),
    "moved": Text("chuyển", "moved"),
    "renamed": Text("đổi tên", "renamed"),
    "changed": Text("thay đổi", "changed"),
}
_SAME = Text("như cũ", "as before")
_SHOWN_WHOLE = (Kind.AREA, Kind.ORGANIZATION, Kind.POST)
_NAME = {Kind.AREA: "name", Kind.ORGANIZATION: "name", Kind.POST: "title"}
_PREFIX = "r_"  # of the parameters of the list: its own `start` is a row, that of the comparison a day
_ROW = 26  # px of a flow for each of its nodes
_KEPT = 8  # comparisons; one over the whole reform of a province has 5,000 differences


@dataclass(frozen=True, slots=True)
class Row:
    """One difference, or (`mark` empty) an object that is as before."""

    label: Label
    place: str
    mark: str
    what: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks to compare: a scope on two days; `whole` also shows what is as before."""

    moment: Moment
    under: int | None
    start: date
    end: date
    whole: bool

    @classmethod
    def by(cls, request: HttpRequest) -> Asked:
        """The comparison that an address asks for."""
        moment, under = moment_of(request), scope_of(request)
        return cls(moment, under, *_days(request, moment, under), request.GET.get("whole") == "1")

    @property
    def moments(self) -> tuple[Moment, Moment]:
        """The state of the record shown, on either day."""
        return replace(self.moment, on=self.start), replace(self.moment, on=self.end)

    @property
    def sides(self) -> tuple[Snapshot, Snapshot]:
        """The scope on either day."""
        return picture(self.start, self.moment.seq, self.under), picture(self.end, self.moment.seq, self.under)

    @property
    def found(self) -> tuple[Differing, ...]:
        """All that differs."""
        return _differences(at_entry(self.moment.seq)[0], self.moment.seq, self.under, self.start, self.end)

    @property
    def marks(self) -> dict[int, str]:
        """The mark of each object that differs: where it differs in several ways, of that which says most."""
        telling = sorted(self.found, key=lambda each: WEIGHT.index(What(each.what)), reverse=True)
        return {each.label.id: MARKS[What(each.what)] for each in telling}

    def address(self, route: str, **more: object) -> str:
        """The address of a part of this comparison."""
        given = {"start": self.start, "end": self.end, "under": self.under, "whole": "1" if self.whole else None}
        return self.moment.address(reverse(route), **{**given, **more})


@page(Permission.READ)
@narrowed
def compare(request: HttpRequest) -> HttpResponse:
    """Two days of the scope side by side: what began, ended, moved, merged, is called or stands otherwise.

    `view` chooses between the list, a chart of the bodies, two maps, and a flow; each with a table.
    """
    asked = Asked.by(request)
    view = request.GET.get("view", "")
    table, context = _VIEWS.get(view, _list)(request, asked)
    shown = {
        "start": asked.start,
        "end": asked.end,
        "whole": asked.whole,
        "under": asked.under,
        "scope": None if asked.under is None else labels([asked.under], asked.end, asked.moment.known).get(asked.under),
        "tabs": [
            {"title": title, "icon": icon, "here": key == view,
             "address": asked.address("compare", view=key or None)}
            for key, title, icon in _TABS
        ],
        "view": view,
    }  # fmt: skip
    return table.answer("registry/compare.html", shown | context)


@page(Permission.READ)
@narrowed
def compare_chart(request: HttpRequest) -> HttpResponse:
    """The boxes of the chart: the first, or (`below=ID`) those directly below one."""
    asked = Asked.by(request)
    tree = Tree.of(*asked.sides, asked.marks, whole=asked.whole)
    below = whole(request.GET.get("below", ""))
    shown = tree.first() if below is None else tree.children.get(below, ())

    def further(object_id: int) -> str:
        return asked.address("compare_chart", below=object_id)

    return JsonResponse({"nodes": tree.nodes(asked.moments[1], shown, further)})


@page(Permission.READ)
@narrowed
def compare_map(request: HttpRequest) -> HttpResponse:
    """The map of the earlier day, or (`side=after`) of the later."""
    asked = Asked.by(request)
    level, by = _coloured(request, asked)
    if level is None:
        raise Http404
    later = request.GET.get("side") == "after"
    return JsonResponse(
        comparing_map.chart(asked.sides, later, level, by, asked.moments[later], asked.marks, whole=asked.whole)
    )


def _list(request: HttpRequest, asked: Asked) -> tuple[Table[Any], dict[str, object]]:
    first, second = asked.sides
    totals = [
        (KIND_NAMES[kind], len(first[kind]), len(second[kind]), len(second[kind]) - len(first[kind]))
        for kind in Kind
        if kind is not Kind.PERSON
    ]
    rows = _rows(asked.found, first, second, whole=asked.whole)
    return _table(request, asked, rows), {"totals": totals, "marks": _counted(asked.found)}


def _chart(request: HttpRequest, asked: Asked) -> tuple[Table[Any], dict[str, object]]:
    """The chart of areas and bodies, above the rows of these and of posts."""
    found = [each for each in asked.found if each.label.kind in _SHOWN_WHOLE]
    rows = _rows(found, *asked.sides, whole=asked.whole)
    return _table(request, asked, rows), {"chart_address": asked.address("compare_chart"), "charted": bool(rows)}


def _map(request: HttpRequest, asked: Asked) -> tuple[Table[Any], dict[str, object]]:
    """The maps of the two days above the units of their level."""
    first, second = asked.sides
    level, by = _coloured(request, asked)
    there = drawn_levels(first, second)
    into = {each.label.id: _called(each.after) for each in asked.found if each.what == What.MERGED_INTO}
    rows = [] if level is None else comparing_map.pairs(first, second, level, asked.marks, into, whole=asked.whole)
    units = [] if level is None else [each for side in asked.sides for each in places(side, level)]
    table = Table(
        name=f"so-sanh-dia-gioi-{asked.start.isoformat()}-{asked.end.isoformat()}",
        columns=comparing_map.columns(asked.moments[1], asked.moments[0], by, _marks_of(each.mark for each in rows)),
        rows=rows,
        request=request,
        prefix=_PREFIX,
        caption=Text("Đơn vị hành chính ở hai ngày", "Units on the two days"),
        empty=Text("Không đơn vị nào của cấp này khác giữa hai ngày.", "No unit of this level differs."),
    )
    sides = (("before", Text("Trước", "Before"), asked.start), ("after", Text("Sau", "After"), asked.end))
    return table, {
        "level": level,
        "levels": [(str(each), CHOICE_NAMES[each]) for each in there],
        "by": by,
        "measures": offered(units) if units else [],
        "maps": [
            {"side": side, "title": title, "on": on,
             "address": asked.address("compare_map", side=side, level=level, by=by)}
            for side, title, on in sides
            if level is not None and maps.shapes(level, on, asked.moment.known, asked.under).shapes
        ],
    }  # fmt: skip


def _flow(request: HttpRequest, asked: Asked) -> tuple[Table[Any], dict[str, object]]:
    """What went into what, as a flow above the same as rows; `of` chooses between bodies and areas."""
    first, second = asked.sides
    passed = passings(asked.start, asked.end, asked.moment.known)
    pairs = {kind: joined(first, second, passed, kind, whole=asked.whole) for kind in comparing_flow.KINDS}
    given = next((kind for kind in pairs if kind == request.GET.get("of")), None)
    of = given or next((kind for kind in pairs if pairs[kind]), Kind.ORGANIZATION)
    found = links(first, second, pairs[of], of)
    start, end = asked.moments
    table = Table(
        name=f"so-sanh-ke-thua-{asked.start.isoformat()}-{asked.end.isoformat()}",
        columns=comparing_flow.columns(end, start),
        rows=found,
        request=request,
        prefix=_PREFIX,
        caption=Text("Từ đâu, vào đâu", "What went into what"),
        empty=Text("Không có gì nhập, chia hay tách giữa hai ngày.", "Nothing merged or split between the two days."),
    )
    flow = comparing_flow.drawn(end, start, found)
    return table, {
        "flow": flow,
        "drawn": len(flow["links"]),
        "height": _ROW * len(flow["nodes"]),
        "flowing": len(found),
        "kinds": [(str(kind), KIND_NAMES[kind], len(pairs[kind])) for kind in pairs],
        "of": str(of),
    }


_VIEWS = {"chart": _chart, "map": _map, "flow": _flow}
_TABS = (
    ("", Text("Danh sách", "List"), "list"),
    ("chart", Text("Sơ đồ", "Chart"), "hierarchy-2"),
    ("map", Text("Bản đồ", "Maps"), "map-2"),
    ("flow", Text("Dòng chuyển", "Flow"), "git-merge"),
)


def _coloured(request: HttpRequest, asked: Asked) -> tuple[Level | None, str]:
    """The level of units shown on the maps, None where there is none, and the measure by which they are coloured."""
    first, second = asked.sides
    there = drawn_levels(first, second)
    level = next((each for each in there if each == request.GET.get("level")), None)
    level = level or telling_level(there, first, second, asked.marks)
    units = [] if level is None else [*places(second, level), *places(first, level)]
    return level, chosen(request.GET.get("by", ""), units)


def _table(request: HttpRequest, asked: Asked, rows: list[Row]) -> Table[Row]:
    return Table(
        name=f"so-sanh-{asked.start.isoformat()}-{asked.end.isoformat()}",
        columns=_columns(asked.moment, rows),
        rows=rows,
        request=request,
        prefix=_PREFIX,
        caption=Text("Khác biệt giữa hai ngày", "Differences between two days"),
        empty=Text("Không có gì khác giữa hai ngày này.", "Nothing differs between these two days."),
    )


def _days(request: HttpRequest, moment: Moment, under: int | None) -> tuple[date, date]:
    """The two days asked for: by default the day shown, and the one before the decision that led to it."""
    asked = request.GET.get("end")
    end = read(asked, None).on if asked else moment.on
    if request.GET.get("start"):
        return read(request.GET["start"], None).on, end
    last = previous_day(days(None if under is None else [under], moment.seq), end + timedelta(days=1))
    return (last or end) - timedelta(days=1), end


@lru_cache(maxsize=_KEPT)
def _differences(digest: str, seq: int, under: int | None, start: date, end: date) -> tuple[Differing, ...]:
    """What differs, read once: the digest stands for all that was on record after entry `seq`.

    What merged is not told a second time as ended, nor what was split off as new.
    """
    found = between(picture(start, seq, under), picture(end, seq, under))
    passed = {each.label.id for each in found if each.what in (What.MERGED_INTO, What.SPLIT_FROM)}
    return tuple(each for each in found if each.label.id not in passed or each.what not in (What.ENDED, What.CREATED))


def _counted(found: Iterable[Differing]) -> list[tuple[str, int]]:
    counts = Counter(MARKS[What(each.what)] for each in found)
    return [(mark, counts[mark]) for mark in MARK_NAMES if counts[mark]]


def _rows(found: Sequence[Differing], first: Snapshot, second: Snapshot, *, whole: bool) -> list[Row]:
    """The differences as rows; with `whole` also the areas, bodies and posts that are as before."""
    told = Surroundings.of(first, second, [each.label for each in found])
    rows = [_row(replace(each, label=told.label(each.label)), told.place(each.label)) for each in found]
    if not whole:
        return rows
    differing = {each.label.id for each in found}
    for kind in _SHOWN_WHOLE:
        there = set(first[kind]["id"])
        for object_id, name in second[kind].select("id", _NAME[kind]).iter_rows():
            if object_id in there and object_id not in differing:
                rows.append(Row(Label(object_id, kind, name=name), "", "", _SAME, name, name))
    return rows


def _row(each: Differing, place: str) -> Row:
    what, kind = What(each.what), each.label.kind
    if each.attribute:
        before, after = (value_said(kind, each.attribute, value) for value in (each.before, each.after))
        return Row(each.label, place, MARKS[what], ATTRIBUTES[kind][each.attribute].label, before, after)
    here = said(each.label.text)
    match what:
        case What.ENDED:
            sides = here, "–"
        case What.MERGED_INTO:
            sides = here, _called(each.after)
        case What.SPLIT_FROM:
            sides = _called(each.before), here
        case _:
            sides = "–", here
    return Row(each.label, place, MARKS[what], _WHAT[what], *sides)


_WHAT = {
    What.CREATED: Text("lập mới", "begins"),
    What.ENDED: Text("kết thúc", "ends"),
    What.MERGED_INTO: Text("nhập vào", "merged into"),
    What.SPLIT_FROM: Text("tách từ", "split from"),
}


def _called(other: object) -> str:
    return said(other.text) if isinstance(other, Label) else "–"


def _columns(moment: Moment, rows: list[Row]) -> list[Column[Row]]:
    marks = _marks_of(row.mark for row in rows)
    kinds = [(str(each), KIND_NAMES[each]) for each in Kind if any(row.label.kind is each for row in rows)]
    return [
        Column("mark", Text("Dấu", "Mark"), lambda row: row.mark or None, choices=marks, shown=lambda row: "",
               mark=lambda row: row.mark or None),
        Column("kind", Text("Loại", "Kind"), lambda row: str(row.label.kind), choices=kinds,
               shown=lambda row: said(KIND_NAMES[row.label.kind])),
        Column("object", Text("Đối tượng", "Object"), lambda row: row.label.text, searched=True,
               link=lambda row: address_of(moment, row.label.kind, row.label.id)),
        Column("place", Text("Thuộc", "Of"), lambda row: row.place, searched=True),
        Column("what", Text("Điều khác", "What differs"), lambda row: row.what),
        Column("before", Text("Trước", "Before"), lambda row: row.before, searched=True),
        Column("after", Text("Sau", "After"), lambda row: row.after, searched=True),
    ]  # fmt: skip


def _marks_of(borne: Iterable[str]) -> list[tuple[str, Text]]:
    """The marks that are borne, with their names, in the usual order."""
    there = set(borne)
    return [(each, name) for each, name in MARK_NAMES.items() if each in there]
