"""The first page: key figures, the map, what is due, the latest decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from tinhgon.accounts.domain.roles import Permission, Standing
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.frame.domain.moment import Moment
from tinhgon.registry.domain.decisions import Status
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Decision
from tinhgon.registry.pictures import Stand, picture, stand
from tinhgon.registry.reach import touches, within
from tinhgon.registry.selectors.people import names
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import scope_of, too_wide
from tinhgon.rulebook.counting import key_figures, trends
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.site.figures import MAP_LEVELS, scope_label, trend_chart
from tinhgon.rulebook.site.showing import out_of, shown
from tinhgon.temporal import Period

KEY_FIGURES = (
    "units.commune",
    "organs",
    "holders",
    "vacancies",
    "establishment",
    "secretary_is_committee_chair.commune",
    "cell_secretary_is_village_head",
    "secretary_non_local.commune",
)
"""The figures of the first page, in order."""

MAPPED = (
    "secretary_is_committee_chair.commune",
    "secretary_is_council_chair.commune",
    "secretary_non_local.commune",
    "vacancies",
    "holders",
    "posts",
    "establishment",
    "cell_secretary_is_village_head",
    "units.village",
)
"""The figures offered for the map of the first page."""

_SOON = timedelta(days=180)
_AT_MOST = 6  # lines of a short list on the first page
_KEPT = 512  # lists of latest decisions, half a dozen numbers each
_LOOKED_AT = 50  # objects of a decision by which it is told whether the account may see it


@dataclass(frozen=True, slots=True)
class Ending:
    """A term of office that ends soon."""

    person: int
    name: str | None
    post: int
    title: str
    body: str
    ends_on: date


@page(Permission.READ)
def dashboard(request: HttpRequest) -> HttpResponse:
    """The overview of a scope. Figures, trends and the map load by themselves, so the page stands at once."""
    moment, under = moment_of(request), scope_of(request)
    chosen = request.GET.get("map", MAPPED[0])
    mapped = INDICATORS[chosen if chosen in MAPPED else MAPPED[0]]
    level = request.GET.get("level", "commune")
    wide = too_wide(request)
    level = "province" if wide else level if level in MAP_LEVELS else "commune"
    context = {
        "scope": scope_label(under, moment),
        "under": under,
        "cards_address": moment.address(reverse("dashboard_figures"), under=under),
        "map_address": moment.address(reverse("figure_map", args=[mapped.id]), under=under, by=level),
        "mapped": mapped,
        "offered": [INDICATORS[each] for each in MAPPED],
        "level": level,
        "wide": wide,
        "endings": [] if wide else _endings(moment, under),
        "waiting": _waiting(request),
        "latest": _latest(request, moment),
    }
    return render(request, "rulebook/dashboard.html", context)


@page(Permission.READ)
def dashboard_figures(request: HttpRequest) -> HttpResponse:
    """The cards of the key figures; with `trends=1` with their small trends, which take longer to count."""
    moment, under = moment_of(request), scope_of(request)
    chosen = [INDICATORS[each] for each in KEY_FIGURES]
    found = key_figures(KEY_FIGURES, moment.on, moment.seq, under)
    wide = too_wide(request)  # a trend would read the whole of a large registry a dozen times
    with_trends = request.GET.get("trends") == "1" and not wide
    points = trends(chosen, moment.on, moment.seq, under) if with_trends else {}
    cards = [
        {
            "indicator": each.indicator,
            "value": shown(each.indicator, each.value),
            "counts": out_of(each.indicator, each.rows, each.considered),
            "address": moment.address(reverse("figure", args=[each.indicator.id]), under=under),
            "trend": trend_chart(each.indicator, points[each.indicator.id]) if with_trends else None,
            "script": f"trend-{slugify(each.indicator.id)}",
        }
        for each in found
    ]
    address = moment.address(reverse("dashboard_figures"), under=under, trends=1)
    more = {"cards": cards, "trends_address": None if with_trends or wide else address}
    return render(request, "rulebook/dashboard_figures.html", more)


def _endings(moment: Moment, under: int | None) -> list[Ending]:
    """Terms of office that end within half a year of the day shown, soonest first."""
    shown_now = picture(moment.on, moment.seq, under)
    soon = Period(moment.on, moment.on + _SOON)
    held = shown_now[Kind.MEMBERSHIP].filter(pl.col("term_ends_on").is_not_null())
    posts = shown_now[Kind.POST].select("title", "organization_id", post_id="id")
    bodies = shown_now[Kind.ORGANIZATION].select(organization_id="id", body="name")
    days = [each for each in held["term_ends_on"].unique().to_list() if each in soon]
    found = (
        held.filter(pl.col("term_ends_on").is_in(days))
        .sort("term_ends_on", "id")
        .head(_AT_MOST)
        .join(posts, on="post_id", maintain_order="left")
        .join(bodies, on="organization_id", maintain_order="left")
    )
    called = names(found["person_id"].to_list(), moment.on, moment.known)
    return [
        Ending(row["person_id"], called.get(row["person_id"]), row["post_id"], row["title"], row["body"],
               row["term_ends_on"])
        for row in found.iter_rows(named=True)
    ]  # fmt: skip


def _waiting(request: HttpRequest) -> list[dict[str, object]]:
    """Decisions that wait for this account: its own drafts, and those submitted that it may sign or review."""
    account, standing = account_of(request), standing_of(request)
    found: list[dict[str, object]] = [
        {"decision": each, "own": True}
        for each in Decision.objects.filter(status=Status.DRAFT, drafted_by=account).order_by("-id")[:_AT_MOST]
    ]
    for permission in (Permission.APPROVE, Permission.REVIEW):
        if standing.may(permission):
            submitted = Decision.objects.filter(status=Status.SUBMITTED).exclude(drafted_by=account).order_by("id")
            found += [
                {"decision": each, "own": False}
                for each in submitted[:_AT_MOST]
                if touches(standing, permission, each.mentions)
            ]
            break
    return found


def _latest(request: HttpRequest, moment: Moment) -> list[Decision]:
    """The decisions that last took effect up to the day shown, of those the account may see."""
    ids = _latest_ids(stand(moment.seq), moment.seq, moment.on, standing_of(request))
    return list(Decision.objects.filter(pk__in=ids).order_by("-effective_on", "-id"))


@lru_cache(maxsize=_KEPT)
def _latest_ids(of: Stand, seq: int, on: date, standing: Standing) -> list[int]:
    enacted = Decision.objects.filter(ledger_entry__seq__lte=seq, effective_on__lte=on).order_by("-effective_on", "-id")
    if standing.everywhere(Permission.READ):
        return list(enacted.values_list("pk", flat=True)[:_AT_MOST])
    latest = enacted.values_list("pk", "mentions")[: 4 * _AT_MOST]
    concerned = {each: set(mentions[:_LOOKED_AT]) for each, mentions in latest}
    reached = within(standing, Permission.READ, set().union(*concerned.values()), of.known)
    return [each for each, looked_at in concerned.items() if not reached.isdisjoint(looked_at)][:_AT_MOST]
