"""Which body's posts and people go where, as a flow and as the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tinhgon.errors import Text
from tinhgon.frame.domain.letters import alphabetical
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.site.moments import timeless
from tinhgon.rulebook.domain.apparatus import PLACES, Apparatus
from tinhgon.rulebook.domain.findings import placed
from tinhgon.scenarios.domain.flow import BEGINS, ENDS, Stream
from tinhgon.scenarios.meaning import people_of, posts_of
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.site.access import scenario_page
from tinhgon.scenarios.site.sight import Sight

OF = {"posts": Text("Chức danh", "Posts"), "people": Text("Người", "People")}
_DRAWN = 60  # streams; more cannot be told apart
_ROW = 26  # px for each node
_ENDS = Text("Chấm dứt", "Abolished")
_BEGINS = Text("Lập mới", "New")
_LEAVES = Text("Chưa bố trí", "Not placed")
_ENTERS = Text("Mới giữ chức danh", "Newly holding a post")
_WAYS = {
    "moved": Text("chuyển sang", "moves"),
    "stays": Text("ở lại", "stays"),
    "ended": Text("chấm dứt", "ended"),
    "new": Text("mới", "new"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A stream with the names of its ends."""

    stream: Stream
    source: str
    target: str

    @property
    def way(self) -> str:
        """What becomes of what flows."""
        if self.stream.target == ENDS:
            return "ended"
        if self.stream.source == BEGINS:
            return "new"
        return "stays" if self.stream.source == self.stream.target else "moved"


@scenario_page()
@timeless
@require_GET
def flow(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """The streams of posts or (`of=people`) of people, of all bodies or (`body=ID`) of one and those in it."""
    sight = Sight.of(request, scenario)
    of = "people" if request.GET.get("of") == "people" else "posts"
    streams = people_of(sight.meaning) if of == "people" else posts_of(sight.opened, sight.on)
    without, with_ = sight.opened.before(sight.on), sight.opened.after(sight.on)
    narrowed = whole(request.GET.get("body", "").lstrip("#").split(" ")[0])
    if narrowed is not None:
        within = _within(without, narrowed) | _within(with_, narrowed)
        streams = [each for each in streams if each.source in within or each.target in within]
    rows = _lines(streams, without, with_, of)
    table = Table(
        name=f"dong-chuyen-phuong-an-{scenario.pk}",
        columns=_columns(sight, OF[of]),
        rows=rows,
        request=request,
        caption=Text("Từ đâu, đến đâu", "From where to where"),
        empty=Text("Không có gì chuyển đi, chấm dứt hay lập mới.", "Nothing moves, ends or begins."),
    )
    drawn = [each for each in rows if each.way != "stays" or narrowed is not None][:_DRAWN]
    picture = _drawn(sight, drawn)
    context = {
        "of": of,
        "kinds": list(OF.items()),
        "flow": picture,
        "drawn": len(drawn),
        "height": max(160, _ROW * len(picture["nodes"])),
        "flowing": len([each for each in rows if each.way != "stays"]),
        "narrowed": None if narrowed is None else f"#{narrowed} {sight.called.name(narrowed)}",
        "units": _units(sight, without),
    }
    return sight.show("scenarios/flow.html", context, table)


def _within(apparatus: Apparatus, top: int) -> set[int]:
    """A body and those under it, or all bodies of an area."""
    under = set(apparatus.above.filter(pl.col("ancestor") == top)["id"])
    there = pl.any_horizontal(pl.col(each) == top for each in PLACES)
    return {top, *under, *apparatus.organizations.filter(there)["id"]}


def _units(sight: Sight, apparatus: Apparatus) -> list[tuple[int, str]]:
    """The areas of the two highest levels of the scope, to narrow to."""
    areas = apparatus.areas.filter(pl.col("level").is_in(["province", "district"]))
    return sorted(areas.select("id", "name").rows(), key=lambda each: alphabetical(each[1]))


def _lines(streams: Sequence[Stream], without: Apparatus, with_: Apparatus, of: str) -> list[Line]:
    """The streams by name, the largest that move first, what stays last."""
    before = _names(without, {each.source for each in streams})
    after = _names(with_, {each.target for each in streams})
    ends, begins = (_ENDS, _BEGINS) if of == "posts" else (_LEAVES, _ENTERS)
    rows = [
        Line(
            each,
            said(begins) if each.source == BEGINS else before.get(each.source, f"#{each.source}"),
            said(ends) if each.target == ENDS else after.get(each.target, f"#{each.target}"),
        )
        for each in streams
    ]
    return sorted(rows, key=lambda row: (row.way == "stays", -row.stream.amount, alphabetical(row.source)))


def _names(apparatus: Apparatus, ids: set[int]) -> Mapping[int, str]:
    """Bodies by name, with the unit they serve where the name does not tell."""
    bodies = apparatus.organizations.filter(pl.col("id").is_in(list(ids)))
    return {key: placed(name, unit) for key, name, unit in bodies.select("id", "name", "unit_name").iter_rows()}


def _drawn(sight: Sight, rows: Sequence[Line]) -> dict[str, list[dict[str, object]]]:
    """The flow as the chart takes it: what is before on the left, what is after on the right."""
    sources = {each.stream.source: each.source for each in rows}
    targets = {each.stream.target: each.target for each in rows}
    ends = [(f"a{key}", name, key) for key, name in sources.items()]
    ends += [(f"b{key}", name, key) for key, name in targets.items()]
    return {
        "nodes": [{"id": node, "name": name, "url": _address(sight, key)} for node, name, key in ends],
        "links": [
            {
                "source": f"a{each.stream.source}",
                "target": f"b{each.stream.target}",
                "value": each.stream.amount,
                "mark": None if each.way == "stays" else each.way,
            }
            for each in rows
        ],
    }


def _address(sight: Sight, body: int) -> str | None:
    return None if body in (BEGINS, ENDS) else sight.about(Kind.ORGANIZATION, body)


def _columns(sight: Sight, counted: Text) -> list[Column[Line]]:
    return [
        Column("source", Text("Từ", "From"), lambda row: row.source, searched=True,
               link=lambda row: _address(sight, row.stream.source)),
        Column("way", Text("Điều xảy ra", "What happens"), lambda row: row.way, choices=list(_WAYS.items()),
               shown=lambda row: said(_WAYS[row.way]) if row.way in ("stays",) else "",
               mark=lambda row: None if row.way == "stays" else row.way),
        Column("target", Text("Đến", "To"), lambda row: row.target, searched=True,
               link=lambda row: _address(sight, row.stream.target)),
        Column("amount", counted, lambda row: row.stream.amount, total=True),
    ]  # fmt: skip
