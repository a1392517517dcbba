"""The apparatus: browsing the bodies of a scope as a tree, a list or a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import page
from tinhgon.registry.domain.vocabulary import Kind, Level
from tinhgon.registry.pictures import picture
from tinhgon.registry.selectors.apparatus import Tree
from tinhgon.registry.selectors.bodies import chains
from tinhgon.registry.site.apparatus_filters import (
    LEVEL_CHOICES,
    SECTOR_CHOICES,
    Choices,
    Filters,
    filters_of,
    form_choices,
)
from tinhgon.registry.site.apparatus_items import Item, Maker, boxes
from tinhgon.registry.site.apparatus_list import listed
from tinhgon.registry.site.apparatus_scope import Scope, scope_shown
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import about, choice_of_scope, too_wide

_MOST_FOUND = 150  # bodies found that a tree shows; the list shows them all
_MOST_BOXES = 1_500  # boxes a chart is sent at once; it fetches the others when they are opened

_OF_ONE_VIEW = ("view", "start", "sort", "file", "to")  # parts of the address that the other views do not share


@dataclass(frozen=True, slots=True)
class Found:
    """The items to show: the top of the scope, or (`searched`) what passes the filters and where it stands.

    `count` bodies pass, of which `shown` are among the items.
    """

    items: list[Item]
    searched: bool = False
    count: int = 0
    shown: int = 0


@page(Permission.READ)
def apparatus(request: HttpRequest) -> HttpResponse:
    """The bodies of a scope, as a tree or (`view=list`) as a list."""
    listing = request.GET.get("view") == "list"
    if (listing or filters_of(request).active) and too_wide(request):
        return choice_of_scope(request)
    scope = scope_shown(request)
    if listing:
        table = listed(request, scope.id)
        return table.answer("registry/apparatus_list.html", _context(request, scope, "list"))
    found = _found(request, scope, Maker(moment_of(request), scope.tree.across, "apparatus_branch"))
    context = _context(request, scope, "tree") | {"found": found, "filters": _filter_form(request)}
    return render(request, "registry/apparatus_tree.html", context)


@about()
def branch(request: HttpRequest, object_id: int) -> HttpResponse:
    """The items below one node of the tree."""
    items = _below(request, object_id, "apparatus_branch")
    return render(request, "registry/apparatus_items.html", {"items": items})


@page(Permission.READ)
def chart(request: HttpRequest) -> HttpResponse:
    """The bodies of a scope as a chart, its areas opened down to the level that `to` names."""
    if filters_of(request).active and too_wide(request):
        return choice_of_scope(request)
    scope = scope_shown(request)
    maker = Maker(moment_of(request), scope.tree.across, "apparatus_chart_branch")
    found, to = _found(request, scope, maker), request.GET.get("to", "")
    if not found.searched:
        _open(scope.tree, maker, found.items, to)
    context = {
        "found": found,
        "filters": _filter_form(request),
        "nodes": {"nodes": boxes(found.items)},
        "levels": _levels(scope),
        "to": to,
    }
    return render(request, "registry/apparatus_chart.html", _context(request, scope, "chart") | context)


@about()
def chart_branch(request: HttpRequest, object_id: int) -> JsonResponse:
    """The boxes below one box of the chart."""
    return JsonResponse({"nodes": boxes(_below(request, object_id, "apparatus_chart_branch"), object_id)})


def _below(request: HttpRequest, object_id: int, route: str) -> list[Item]:
    moment = moment_of(request)
    maker = Maker(moment, request.GET.get("lines") == "all", route)
    return maker.items(Tree(moment.on, moment.known, across=maker.across).below([object_id]), {})


def _found(request: HttpRequest, scope: Scope, maker: Maker) -> Found:
    filters = filters_of(request)
    if scope.lacking or not filters.active:
        return Found(_from_the_top(scope, maker))
    moment = moment_of(request)
    passing = filters.passing(request, scope.id)
    shown = passing[:_MOST_FOUND]
    above = chains(picture(moment.on, moment.seq, scope.id), shown, across=scope.tree.across)
    nodes = scope.tree.nodes({*shown, *above, *above.values()})
    return Found(maker.items(nodes, above, frozenset(shown)), True, len(passing), len(shown))


def _from_the_top(scope: Scope, maker: Maker) -> list[Item]:
    if scope.top is None:
        return maker.items(scope.below, {})
    return maker.items([scope.top, *scope.below], {each.id: scope.top.id for each in scope.below})


def _open(tree: Tree, maker: Maker, items: Sequence[Item], to: str) -> None:
    """Put what lies below at hand: of the bodies next to the top, and of areas down to the level `to`."""
    ranks = {str(level): level.rank for level in Level}
    deepest = ranks.get(to, -1)
    level = [child for each in items for child in each.children]
    first, drawn = True, len(items) + len(level)
    while level:
        opened = {
            each.node.id: each
            for each in level
            if (each.node.kind is Kind.AREA and ranks[each.node.level] <= deepest)
            or (each.node.kind is not Kind.AREA and first)
        }
        if drawn + sum(each.node.below for each in opened.values()) > _MOST_BOXES:
            return
        below = [(node, maker.item(node)) for node in tree.below(opened)]
        for node, made in below:
            opened[node.above or 0].children.append(made)
        level, first, drawn = [made for _, made in below], False, drawn + len(below)


def _levels(scope: Scope) -> Choices:
    """The levels down to which the areas of a scope can be opened."""
    if scope.tree.across:
        return []
    top = -1 if scope.top is None else Level(scope.top.level).rank
    return [(code, name) for code, name in LEVEL_CHOICES if Level(code).rank > top]


def _context(request: HttpRequest, scope: Scope, view: str) -> dict[str, object]:
    return {"scope": scope, "view": view, "tabs": _tabs(request, view), "scope_kept": _kept(request, "under", "start")}


def _tabs(request: HttpRequest, view: str) -> list[dict[str, object]]:
    """The three views of what the address asks for."""
    kept = request.GET.copy()
    for each in _OF_ONE_VIEW:
        kept.pop(each, None)
    shared = kept.urlencode()
    tree, drawn = reverse("apparatus"), reverse("apparatus_chart")
    views = (
        ("tree", Text("Cây", "Tree"), "list-tree", f"{tree}?{shared}"),
        ("list", Text("Danh sách", "List"), "table", f"{tree}?view=list&{shared}"),
        ("chart", Text("Sơ đồ", "Chart"), "hierarchy-2", f"{drawn}?{shared}"),
    )
    return [{"title": t, "icon": icon, "address": to, "here": name == view} for name, t, icon, to in views]


def _filter_form(request: HttpRequest) -> dict[str, object]:
    chosen: Filters = filters_of(request)
    selects = (
        ("f_sector", Text("Khối", "Sector"), SECTOR_CHOICES, chosen.sector),
        ("f_tier", Text("Cấp", "Tier"), LEVEL_CHOICES, chosen.tier),
        ("f_form", Text("Loại hình", "Form"), form_choices(request), chosen.form),
    )
    return {
        "q": chosen.q,
        "active": chosen.active,
        "selects": [{"name": n, "title": t, "choices": c, "chosen": v} for n, t, c, v in selects],
        "kept": _kept(request, "q", "f_sector", "f_tier", "f_form", "start"),
    }


def _kept(request: HttpRequest, *without: str) -> list[tuple[str, str]]:
    """Parameters of the address that a form hands on."""
    return [(key, value) for key, value in request.GET.items() if key not in {*without, "lang"}]
