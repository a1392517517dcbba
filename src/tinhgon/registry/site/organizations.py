"""The page of a body: what it is and since when, its place, posts and holders, ceilings, course and origin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from tinhgon.errors import Text
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.tables import Column, Table, Value, in_words
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, ESTABLISHMENT_CLASSES, HEADSHIPS, Kind
from tinhgon.registry.selectors import Card, Lineage, Passing, card, history, lineage
from tinhgon.registry.selectors.apparatus import Tree
from tinhgon.registry.selectors.posts import Holder, PostLine, ceilings, posts, tenures
from tinhgon.registry.selectors.touching import touching
from tinhgon.registry.site.apparatus_facts import Lane, course, lanes, lines, on_record, strip
from tinhgon.registry.site.apparatus_items import Item, Maker, boxes
from tinhgon.registry.site.apparatus_scope import reached
from tinhgon.registry.site.decisions_links import address_of
from tinhgon.registry.site.descent import before_last_change, flow, steps
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import about
from tinhgon.registry.site.unknown import kind_on_record
from tinhgon.temporal import Period

_LATEST_DECISIONS = 8  # shown at once; the earlier ones are folded
_MOST_AROUND = 40  # boxes of the small chart; the page of the apparatus draws all

NO_POSTS = Text("Cơ quan này không có chức danh nào vào ngày này.", "This body has no posts on this day.")
VACANT = Text("còn trống", "vacant")


@dataclass(frozen=True, slots=True)
class Seat:
    """A row of the list of posts: a post with one of its holders, or with its free seats."""

    post: PostLine
    holder: Holder | None

    @property
    def name(self) -> Value:
        """The holder's name or number; that seats are vacant."""
        if self.holder is None:
            return Text(f"{VACANT.vi} {self.post.free}", f"{self.post.free} {VACANT.en}")
        return self.holder.name or f"#{self.holder.person}"

    @property
    def held(self) -> Value:
        """What is particular about the holding."""
        if self.holder is None:
            return None
        if self.holder.handover:
            return Text("đang bàn giao", "handing over")
        return Text("kiêm nhiệm", "concurrently") if self.holder.concurrent else None


@about()
def organization(request: HttpRequest, object_id: int) -> HttpResponseBase:
    """One body on a day, or on the nearest day of its life."""
    moment = moment_of(request)
    kind = kind_on_record(object_id, moment)
    if kind is not Kind.ORGANIZATION:
        return redirect(address_of(moment, kind, object_id))
    shown = card(object_id, moment.on, moment.known)
    staffed = posts(object_id, shown.day, moment.known)
    rows = _seats(staffed)
    table = Table("chuc-danh", _columns(moment, rows), rows, request, empty=NO_POSTS, caption=POSTS)
    return table.answer("registry/organization.html", _context(request, shown, staffed))


def _context(request: HttpRequest, shown: Card, staffed: Sequence[PostLine]) -> dict[str, object]:
    moment, body = moment_of(request), shown.label.id
    tree = Tree(shown.day, moment.known, across=True)
    maker = Maker(moment, across=True, branches="apparatus_branch")
    (node,) = tree.nodes([body])
    below = maker.items(tree.below([body]), {})
    facts = on_record(history(body, moment.known), moment)
    told = [*lanes(Kind.ORGANIZATION, facts), *_heads(staffed, shown.day, moment)]
    touched = touching(body, moment.seq, moment.known)
    ticks = [(each.effective_on, each.number, each.decision) for each in touched]
    origin = lineage(body, shown.day, moment.known)
    return {
        "card": shown,
        "item": maker.item(node),
        "chain": reached(request, Tree(shown.day, moment.known).chain(body))[:-1],
        "ended": shown.life.end is not None and moment.on in Period.since(shown.life.end),
        "last_day": None if shown.life.end is None else shown.life.end - timedelta(days=1),
        "lines": lines(shown, moment),
        "below": below,
        "ceilings": [
            (CHOICE_NAMES[each.establishment_class], each) for each in ceilings(body, shown.day, moment.known)
        ],
        "strip": strip(told, shown.life, ticks, moment),
        "course": course(told),
        "passings": steps(origin, _wording, moment),
        "flow": flow(origin, moment),
        "touched": touched[:_LATEST_DECISIONS],
        "touched_before": touched[_LATEST_DECISIONS:],
        "since": before_last_change(facts, moment),
        "around": {"nodes": boxes(_around(request, shown, tree, maker, below))},
    }


POSTS = Text("Chức danh và người giữ", "Posts and holders")


def _seats(staffed: Iterable[PostLine]) -> list[Seat]:
    rows = []
    for each in staffed:
        rows += [Seat(each, holder) for holder in each.holders]
        if each.free:
            rows.append(Seat(each, None))
    return rows


def _columns(moment: Moment, rows: Sequence[Seat]) -> list[Column[Seat]]:
    def choices(codes: Iterable[str]) -> list[tuple[str, Text]]:
        return [(each, CHOICE_NAMES[each]) for each in codes]

    def holder_page(row: Seat) -> str | None:
        return None if row.holder is None else moment.address(reverse("person", args=[row.holder.person]))

    def paired_page(row: Seat) -> str | None:
        pairs = row.post.unified
        return moment.address(reverse("post", args=[pairs[0].post])) if pairs else None

    def paired(row: Seat) -> str | None:
        return "; ".join(f"{each.title}, {each.body_name}" for each in row.post.unified) or None

    return [
        Column("title", Text("Chức danh", "Post"), lambda row: row.post.title, searched=True,
               link=lambda row: moment.address(reverse("post", args=[row.post.id]))),
        Column("holder", Text("Người giữ", "Holder"), lambda row: row.name, searched=True, link=holder_page),
        Column("held", Text("Cách giữ", "Held"), lambda row: row.held, shown=lambda row: in_words(row.held or ""),
               hidden=not any(row.held for row in rows)),
        Column("since", Text("Từ ngày", "Since"), lambda row: None if row.holder is None else row.holder.since),
        Column("headship", Text("Vị trí", "Position"), lambda row: row.post.headship, choices=choices(HEADSHIPS)),
        Column("class", Text("Loại biên chế", "Class"), lambda row: row.post.establishment_class,
               choices=choices(ESTABLISHMENT_CLASSES)),
        Column("seats", Text("Có người / số chỗ", "Taken / seats"), lambda row: f"{row.post.taken}/{row.post.seats}"),
        Column("unified", Text("Nhất thể hóa với", "Unified with"), paired, shown=lambda row: paired(row) or "",
               link=paired_page, hidden=not any(row.post.unified for row in rows)),
    ]  # fmt: skip


def _heads(staffed: Iterable[PostLine], day: date, moment: Moment) -> list[Lane]:
    """Who headed the body, over time: a lane for each post of a head."""
    found = []
    for post in staffed:
        if post.headship == "head":
            held = sorted(tenures(post.id, day, moment.known), key=lambda each: each.life.lower)
            facts = tuple((each.life, each.name or f"#{each.person}", each.begun_by, None) for each in held)
            found.append(Lane(post.title, facts))
    return found


def _around(request: HttpRequest, shown: Card, tree: Tree, maker: Maker, below: Sequence[Item]) -> list[Item]:
    """The body with the one above it, if within reach, and those below, as a small chart; nothing where it is alone."""
    above = [each.id for each in reached(request, [each.id for each in shown.chain[-1:]])]
    if not above and not below:
        return []
    nodes = {each.id: maker.item(each) for each in tree.nodes([*above, shown.label.id])}
    own = nodes[shown.label.id]
    own.found = True
    own.children = [Item(each.node, each.address, each.branch, each.area) for each in below[:_MOST_AROUND]]
    if not above:
        return [own]
    nodes[above[0]].children = [own]
    return [nodes[above[0]]]


def _wording(each: Passing, origin: Lineage) -> Text:
    return _PASSED[each.successor == origin.root, each.extent == "whole"]


_PASSED = {
    (True, True): Text("tiếp nhận toàn bộ", "took over the whole of"),
    (True, False): Text("tiếp nhận một phần của", "took over part of"),
    (False, True): Text("chuyển toàn bộ sang", "passed wholly into"),
    (False, False): Text("chuyển một phần sang", "passed in part into"),
}
"""What happened, by whether this body received, and whether it was the whole."""
