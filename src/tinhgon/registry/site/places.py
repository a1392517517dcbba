"""The territory: the units of a scope as a map with its table, and as a tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import page
from tinhgon.frame.domain.letters import alphabetical
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.tables import Column, Table
from tinhgon.registry import maps
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, Level
from tinhgon.registry.selectors.area_trees import areas_below
from tinhgon.registry.selectors.places import Place, levels, places
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import about, choice_of_scope, narrowed, too_wide
from tinhgon.registry.site.places_scope import Scope, scope_shown, units_of
from tinhgon.registry.site.places_shades import chosen, map_chart, offered

_OF_ONE_VIEW = ("view", "start", "sort", "file", "q", "f_type", "f_parent")
_UNITS = Text("Đơn vị hành chính", "Administrative units")
_EMPTY = Text("Không có đơn vị nào của cấp này trong phạm vi đã chọn.", "The scope chosen has no unit of this level.")


@page(Permission.READ)
def territory(request: HttpRequest) -> HttpResponse:
    """The units of a level below a scope, on a map and in a table; or (`view=tree`) all as a tree."""
    tree = request.GET.get("view") == "tree"
    if not tree and too_wide(request):
        return choice_of_scope(request)
    scope, moment = scope_shown(request), moment_of(request)
    context = {
        "scope": scope,
        "tabs": _tabs(request),
        "scope_kept": _kept(request, "under", "level", "start", "f_type", "f_parent"),
    }
    if tree or not scope.exists:
        return render(request, "registry/territory_tree.html", context | {"branches": scope.below})
    there, level, units = _units(request, scope)
    by = chosen(request.GET.get("by", ""), units)
    drawing = maps.shapes(level, moment.on, moment.known, scope.id)
    more = {
        "level": level,
        "levels": [(str(each), CHOICE_NAMES[each]) for each in there],
        "measures": offered(units),
        "by": by,
        "kept": _kept(request, "by", "level", "start", "f_type", "f_parent"),
        "drawn": bool(drawing.shapes),
        "uncounted": sum(each.population is None for each in units),
        "not_placed": drawing.not_placed,
        "map_address": moment.address(reverse("territory_map"), under=request.GET.get("under"), level=level, by=by),
    }
    table = Table("dia-gioi", columns(moment, units), units, request, empty=_EMPTY, caption=_UNITS)
    return table.answer("registry/territory.html", context | more)


@page(Permission.READ)
@narrowed
def territory_map(request: HttpRequest) -> JsonResponse:
    """The units of a level below a scope as a map: coloured by a measure, or (`here=ID`) with one set off."""
    scope, moment = scope_shown(request), moment_of(request)
    _, level, units = _units(request, scope)
    drawing = maps.shapes(level, moment.on, moment.known, scope.id)
    by = chosen(request.GET.get("by", ""), units)
    return JsonResponse(map_chart(drawing, units, by, moment, whole(request.GET.get("here", ""))))


@about()
def branch(request: HttpRequest, object_id: int) -> HttpResponse:
    """The items below one area of the tree."""
    moment = moment_of(request)
    found = areas_below(object_id, moment.on, moment.known)
    return render(request, "registry/territory_items.html", {"branches": found})


def _units(request: HttpRequest, scope: Scope) -> tuple[list[Level], Level, list[Place]]:
    """The levels there are at and below the scope, the one shown, and its units.

    Where the address asks for none of these, it is the one below the scope.
    """
    whole = units_of(scope, moment_of(request))
    there = levels(whole)
    lower = [each for each in there if scope.level is None or each.rank > scope.level.rank]
    first = next(iter([*lower, *there]), Level.PROVINCE)
    level = next((each for each in there if each == request.GET.get("level")), first)
    return there, level, places(whole, level)


def columns(moment: Moment, units: Sequence[Place]) -> list[Column[Place]]:
    """The columns of a list of units; what they all share, or lack, is left to be chosen."""

    def above(row: Place) -> str | None:
        return None if row.parent_id is None else moment.address(reverse("area", args=[row.parent_id]))

    def unknown(name: str) -> bool:
        return all(getattr(unit, name) is None for unit in units)

    types, parents = _choices(each.type for each in units), _choices(each.parent for each in units)
    return [
        Column("code", Text("Mã", "Code"), lambda row: row.code, searched=True),
        Column("name", Text("Tên", "Name"), lambda row: row.name, searched=True,
               link=lambda row: moment.address(reverse("area", args=[row.id]))),
        Column("type", Text("Loại", "Type"), lambda row: row.type, choices=types),
        Column("level", Text("Cấp", "Level"), lambda row: CHOICE_NAMES[row.level], hidden=True),
        Column("parent", Text("Thuộc", "Part of"), lambda row: row.parent, choices=parents, link=above,
               hidden=not parents),
        Column("natural_area", Text("Diện tích (km²)", "Area (km²)"), lambda row: row.natural_area, total=True,
               places=2, hidden=unknown("natural_area")),
        Column("population", Text("Dân số (người)", "Population"), lambda row: row.population, total=True,
               hidden=unknown("population")),
        Column("density", Text("Mật độ (người/km²)", "Density (people/km²)"), lambda row: row.density, places=0,
               hidden=unknown("density")),
        Column("villages", Text("Thôn, khu phố", "Villages"), lambda row: row.villages, total=True),
        Column("organizations", Text("Cơ quan, tổ chức", "Bodies"), lambda row: row.organizations, total=True),
        Column("latitude", Text("Vĩ độ (°)", "Latitude (°)"), lambda row: row.latitude, hidden=True, places=4),
        Column("longitude", Text("Kinh độ (°)", "Longitude (°)"), lambda row: row.longitude, hidden=True, places=4),
    ]  # fmt: skip


def _choices(names: Iterable[str | None]) -> list[tuple[str, Text]]:
    """What a filter offers; nothing where there is no choice."""
    found = sorted({each for each in names if each is not None}, key=alphabetical)
    return [(each, Text(each, each)) for each in found] if len(found) > 1 else []


def _tabs(request: HttpRequest) -> list[dict[str, object]]:
    """The two views of what the address asks for."""
    kept = request.GET.copy()
    for each in _OF_ONE_VIEW:
        kept.pop(each, None)
    path, shared = reverse("territory"), kept.urlencode()
    tree = request.GET.get("view") == "tree"
    return [
        {"title": Text("Bản đồ và bảng", "Map and table"), "icon": "map-2", "here": not tree,
         "address": f"{path}?{shared}"},
        {"title": Text("Cây", "Tree"), "icon": "list-tree", "here": tree, "address": f"{path}?view=tree&{shared}"},
    ]  # fmt: skip


def _kept(request: HttpRequest, *without: str) -> list[tuple[str, str]]:
    """Parameters of the address that a form hands on."""
    return [(key, value) for key, value in request.GET.items() if key not in {*without, "lang"}]
