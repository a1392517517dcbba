"""The page of a post, and the address that leads to whatever an object's number stands for."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from tinhgon.errors import Text
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry.domain.vocabulary import BASES, CHOICE_NAMES, Kind
from tinhgon.registry.selectors import card, history
from tinhgon.registry.selectors.apparatus import Tree
from tinhgon.registry.selectors.cards import Card
from tinhgon.registry.selectors.posts import Tenure, tenures, unified
from tinhgon.registry.selectors.touching import belongs_to, touching
from tinhgon.registry.site.apparatus_facts import Lane, course, lanes, lines, on_record, strip
from tinhgon.registry.site.apparatus_scope import reached
from tinhgon.registry.site.decisions_links import address_of
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import about
from tinhgon.registry.site.unknown import kind_on_record
from tinhgon.temporal import Period

HOLDERS = Text("Những người giữ chức danh", "Holders over time")
NOBODY = Text("Chưa ai giữ chức danh này.", "Nobody has held this post yet.")
_YES_NO = (("yes", Text("có", "yes")), ("no", Text("không", "no")))


@about()
def post(request: HttpRequest, object_id: int) -> HttpResponseBase:
    """One post on a day, or on the nearest day of its life, with everybody who held it."""
    moment = moment_of(request)
    kind = kind_on_record(object_id, moment)
    if kind is not Kind.POST:
        return redirect(address_of(moment, kind, object_id))
    shown = card(object_id, moment.on, moment.known)
    held = tenures(object_id, shown.day, moment.known)
    table = Table("nguoi-giu", _columns(moment), held, request, empty=NOBODY, caption=HOLDERS)
    return table.answer("registry/post.html", _context(request, shown, held))


@about()
def any_object(request: HttpRequest, object_id: int) -> HttpResponse:
    """To the page of an object: a holding leads to its person, a ceiling to its body."""
    moment = moment_of(request)
    kind = kind_on_record(object_id, moment)
    if kind in (Kind.MEMBERSHIP, Kind.QUOTA):
        owner = Kind.PERSON if kind is Kind.MEMBERSHIP else Kind.ORGANIZATION
        return redirect(address_of(moment, owner, belongs_to(kind, object_id, moment.known)))
    return redirect(address_of(moment, kind, object_id))


def _context(request: HttpRequest, shown: Card, held: list[Tenure]) -> dict[str, object]:
    moment, object_id = moment_of(request), shown.label.id
    body = next(each.refers_to for each in shown.values if each.attribute == "organization")
    facts = on_record(history(object_id, moment.known), moment)
    holders = tuple((each.life, each.name or f"#{each.person}", each.begun_by, None) for each in reversed(held))
    told = [*lanes(Kind.POST, facts), *([Lane(said(HOLDERS), holders)] if holders else [])]
    ticks = [(each.effective_on, each.number, each.decision) for each in touching(object_id, moment.seq, moment.known)]
    return {
        "card": shown,
        "body": body,
        "chain": reached(request, [] if body is None else Tree(shown.day, moment.known).chain(body.id)),
        "ended": shown.life.end is not None and moment.on in Period.since(shown.life.end),
        "last_day": None if shown.life.end is None else shown.life.end - timedelta(days=1),
        "now": [each for each in held if shown.day in each.life],
        "pairs": unified([object_id], shown.day, moment.known).get(object_id, []),
        "lines": [each for each in lines(shown, moment) if each.attribute != "unified_with"],
        "strip": strip(told, shown.life, ticks, moment),
        "course": course(told),
    }


def _columns(moment: Moment) -> list[Column[Tenure]]:
    return [
        Column("name", Text("Người giữ", "Holder"), lambda row: row.name or f"#{row.person}", searched=True,
               link=lambda row: moment.address(reverse("person", args=[row.person]))),
        Column("since", Text("Từ ngày", "Since"), lambda row: row.life.start),
        Column("until", Text("Đến trước ngày", "Until before"), lambda row: row.life.end),
        Column("basis", Text("Hình thức", "Basis"), lambda row: row.basis,
               choices=[(each, CHOICE_NAMES[each]) for each in BASES]),
        Column("concurrent", Text("Kiêm nhiệm", "Concurrent"), lambda row: row.concurrent, choices=_YES_NO),
        Column("begun_by", Text("Theo quyết định", "By decision"), lambda row: row.begun_by.number,
               link=lambda row: moment.address(reverse("decision", args=[row.begun_by.decision]))),
        Column("ended_by", Text("Thôi theo", "Ended by"),
               lambda row: None if row.ended_by is None else row.ended_by.number,
               link=lambda row: None if row.ended_by is None
               else moment.address(reverse("decision", args=[row.ended_by.decision]))),
    ]  # fmt: skip
