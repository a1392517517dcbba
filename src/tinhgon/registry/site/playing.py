"""Watching a scope unfold: every day on which a decision takes effect, with what it did to the apparatus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import page, standing_of
from tinhgon.frame.domain import formats
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.kept import kept
from tinhgon.frame.languages import current
from tinhgon.registry.domain.diff import Difference, What
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import Kind, Level
from tinhgon.registry.models import Decision
from tinhgon.registry.pictures import Stand, picture, picture_of, stand
from tinhgon.registry.selectors import Label, labels
from tinhgon.registry.selectors.differences import Differing, bare, named
from tinhgon.registry.selectors.stepping import Day, days, previous_day
from tinhgon.registry.site.comparing import MARKS, WEIGHT
from tinhgon.registry.site.decisions_links import address_of
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import narrowed, scope_of
from tinhgon.registry.site.playing_chart import nodes

_DIFFERENCES_KEPT = 100_000  # over days; the reform of a province in 2025 has 10,000 on one day
_LISTED = 40  # changes listed for one day; the comparison has all
_TELLING = (Kind.AREA, Kind.ORGANIZATION, Kind.POST)


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something there are before and after."""

    title: Text
    before: int
    after: int


@page(Permission.READ)
@narrowed
def play(request: HttpRequest) -> HttpResponse:
    """The page with the controls; each day's part is fetched as one comes to it."""
    moment = moment_of(request)
    under = scope_of(request)
    course = _course(request, moment, under)
    called = dict(Decision.objects.filter(pk__in=[each.decisions[0] for each in course]).values_list("pk", "number"))
    steps = [
        {
            "url": moment.address(reverse("play_day", args=[each.on.isoformat()]), under=under),
            "label": _label(each, called[each.decisions[0]]),
        }
        for each in course
    ]
    start = next((at for at, each in enumerate(course) if each.on == moment.on), 0)
    context = {
        "steps": steps,
        "at": start,
        "scope": None if under is None else labels([under], moment.on, moment.known).get(under),
        "under": under,
    }
    if course:
        context |= _day(moment, under, course, course[start].on)
    return render(request, "registry/play.html", context)


@page(Permission.READ)
@narrowed
def shown(request: HttpRequest, on: str) -> HttpResponse:
    """The part of the page for one day."""
    moment = moment_of(request)
    under = scope_of(request)
    course = _course(request, moment, under)
    day = next((each.on for each in course if each.on.isoformat() == on), None)
    if day is None:
        raise Http404
    return render(request, "registry/play_day.html", {"under": under, **_day(moment, under, course, day)})


def _course(request: HttpRequest, moment: Moment, under: int | None) -> tuple[Day, ...]:
    scopes = standing_of(request).scopes(Permission.READ)
    return days([under] if under is not None else scopes, moment.seq)


def _label(day: Day, number: str) -> str:
    more = f" +{len(day.decisions) - 1}" if len(day.decisions) > 1 else ""
    return f"{formats.day(day.on, current())} · {number}{more}"


def _day(moment: Moment, under: int | None, course: tuple[Day, ...], on: date) -> dict[str, object]:
    """What happened on one day of the course."""
    # Between two days of the course nothing changes, so the day before looks as the previous day did.
    eve = previous_day(course, on) or on - timedelta(days=1)
    before, after = picture(eve, moment.seq, under), picture(on, moment.seq, under)
    found = _found(stand(moment.seq), eve, on, under)
    decided = next(each.decisions for each in course if each.on == on)
    marks = {each.object_id: MARKS[each.what] for each in found}
    return {
        "on": on,
        "decisions": Decision.objects.filter(pk__in=decided).order_by("ledger_entry__seq").defer("mentions"),
        "counts": _counts(before, after),
        "chart": {"nodes": nodes(moment, before, after, under, marks)},
        "lines": [_line(moment, each) for each in named(found[:_LISTED], before, after)],
        "more": max(len(found) - _LISTED, 0),
        "compared": moment.address(
            reverse("compare"), start=(on - timedelta(days=1)).isoformat(), end=on.isoformat(), under=under
        ),
    }


@kept(_DIFFERENCES_KEPT, len)
def _found(of: Stand, eve: date, on: date, under: int | None) -> list[Difference]:
    """What differs most tellingly between two days of a scope, by a state of the record."""
    return _telling(bare(picture_of(of, eve, under), picture_of(of, on, under), _TELLING))


def _counts(before: Snapshot, after: Snapshot) -> list[Count]:
    def areas(level: Level, shown: Snapshot) -> int:
        return shown[Kind.AREA].filter(pl.col("level") == level).height

    def holders(shown: Snapshot) -> int:
        return shown[Kind.MEMBERSHIP]["person_id"].n_unique()

    counted: tuple[tuple[Text, Callable[[Snapshot], int]], ...] = (
        (Text("Tổ chức", "Bodies"), lambda shown: shown[Kind.ORGANIZATION].height),
        (Text("Chức danh", "Posts"), lambda shown: shown[Kind.POST].height),
        (Text("Người giữ chức danh", "Holders"), holders),
        (Text("Đơn vị cấp huyện", "Districts"), partial(areas, Level.DISTRICT)),
        (Text("Đơn vị cấp xã", "Communes"), partial(areas, Level.COMMUNE)),
    )
    return [Count(title, count(before), count(after)) for title, count in counted]


def _telling(found: list[Difference]) -> list[Difference]:
    """Of each area, body and post what says most: areas first, then bodies, then posts."""
    best: dict[int, Difference] = {}
    for each in found:
        held = best.get(each.object_id)
        if held is None or WEIGHT.index(each.what) < WEIGHT.index(held.what):
            best[each.object_id] = each
    return sorted(best.values(), key=lambda each: (_TELLING.index(each.kind), WEIGHT.index(each.what)))


def _line(moment: Moment, each: Differing) -> dict[str, object]:
    return {
        "mark": MARKS[What(each.what)],
        "label": each.label.text,
        "address": address_of(moment, each.label.kind, each.label.id),
        "into": each.after.text if each.what == What.MERGED_INTO and isinstance(each.after, Label) else None,
        "renamed": each.after if each.what == What.RENAMED else None,
    }
