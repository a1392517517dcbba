"""Search over everything within reach: a page, and the list beneath the search box."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.frame.domain import formats
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.languages import current
from tinhgon.registry.domain.decisions import STATUS_NAMES, Status
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, Kind
from tinhgon.registry.selectors.searching import Hit, Search, kinds_searched
from tinhgon.registry.selectors.subtrees import mentioning, subtree
from tinhgon.registry.site.decisions_links import address_of
from tinhgon.registry.site.moments import moment_of
from tinhgon.temporal import Period

_IN_BOX, _ON_PAGE = 5, 50
TITLES = {
    Kind.AREA: Text("Đơn vị hành chính", "Areas"),
    Kind.ORGANIZATION: Text("Cơ quan, tổ chức", "Bodies"),
    Kind.POST: Text("Chức danh", "Posts"),
    Kind.PERSON: Text("Con người", "People"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One result: where it leads, what it is called, what tells it apart, and since or until when."""

    address: str
    name: str
    beside: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The results of one kind; `more` says that there are others."""

    key: str
    title: Text
    lines: list[Line]
    more: bool = False


@page(Permission.READ)
def search(request: HttpRequest) -> HttpResponse:
    """What has words or initials that begin with those of `q`, by kind; what bears the name on the day first."""
    boxed = bool(request.headers.get("HX-Request"))
    most = _IN_BOX if boxed else _ON_PAGE
    text = request.GET.get("q", "").strip()[:200]
    groups = _groups(request, text, most) if text else []
    context = {"q": text, "groups": groups, "count": sum(len(each.lines) for each in groups)}
    return render(request, "registry/search_results.html" if boxed else "registry/search.html", context)


@page(Permission.READ)
def suggestions(request: HttpRequest) -> HttpResponse:
    """Objects of some kinds that a field of a form may mean; the field's name is `field`."""
    text = request.GET.get(request.GET.get("field", ""), "").strip()[:200]
    lines = found(request, text, request.GET.get("kind", ""), _IN_BOX * 4)
    return render(request, "registry/search_suggestions.html", {"lines": lines})


def found(request: HttpRequest, text: str, asked: str, most: int) -> list[tuple[int, Line]]:
    """Objects that a text finds, of kinds given with commas between them (none: all but memberships)."""
    moment = moment_of(request)
    wanted = asked.split(",") if asked else [each for each in Kind if each is not Kind.MEMBERSHIP]
    query = _query(request, moment, text, most)
    looks: dict[Kind, Callable[[], list[Hit]]] = {
        **{kind: partial(query.objects, kind) for kind in kinds_searched()},
        Kind.PERSON: query.people,
        Kind.MEMBERSHIP: query.memberships,
    }
    hits = query.numbered() or [hit for kind, look in looks.items() if kind in wanted for hit in look()]
    return [(each.id, _line(moment, each)) for each in hits]


def _query(request: HttpRequest, moment: Moment, text: str, most: int) -> Search:
    scopes = standing_of(request).scopes(Permission.READ)
    within = None if scopes is None else subtree(scopes, moment.seq)
    return Search(text, moment.on, moment.known, within, most)


def _groups(request: HttpRequest, text: str, most: int) -> list[Group]:
    moment = moment_of(request)
    query = _query(request, moment, text, most + 1)
    found = [(Text("Theo số", "By number"), "number", query.numbered())]
    found += [(TITLES[kind], str(kind), query.objects(kind)) for kind in kinds_searched()]
    found.append((TITLES[Kind.PERSON], str(Kind.PERSON), query.people()))
    groups = [
        Group(key, title, [_line(moment, each) for each in hits[:most]], len(hits) > most)
        for title, key, hits in found
        if hits
    ]
    return [*groups, *_decisions(request, moment, query, most)]


def _line(moment: Moment, hit: Hit) -> Line:
    level = CHOICE_NAMES.get(hit.level or "")
    beside = (
        [hit.code or "", *hit.beside] if hit.beside or level is None else [hit.code or "", level.in_language(current())]
    )
    return Line(
        address_of(moment, hit.kind, hit.id),
        hit.name,
        " · ".join(each for each in beside if each),
        "" if hit.now else _when(moment, hit.valid),
    )


def _when(moment: Moment, valid: Period) -> str:
    """That a name was borne until some day, or will be from one on."""
    language = current()
    if valid.start is not None and moment.on in Period.until(valid.start):
        return Text("từ {}", "from {}").in_language(language).format(formats.day(valid.start, language))
    if valid.end is None:
        return ""
    return Text("đến trước {}", "until {}").in_language(language).format(formats.day(valid.end, language))


def _decisions(request: HttpRequest, moment: Moment, query: Search, most: int) -> list[Group]:
    scopes = standing_of(request).scopes(Permission.READ)
    seen = None if scopes is None else mentioning(scopes, moment.seq)
    hits = query.decisions(account_of(request).pk, moment.seq, seen)
    lines = [
        Line(
            moment.address(reverse("decision", args=[each.id])),
            f"{each.title} {each.number}",
            each.subject,
            STATUS_NAMES[Status(each.status)].in_language(current()) if each.status != Status.ENACTED else "",
        )
        for each in hits[:most]
    ]
    return [Group("decision", Text("Quyết định", "Decisions"), lines, len(hits) > most)] if lines else []
