"""What hangs together: children, lineage, decisions and shapes of areas and organizations."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Schema

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.registry import maps
from tinhgon.registry.domain.vocabulary import Kind, Level
from tinhgon.registry.selectors import Lineage, Passing, lineage
from tinhgon.registry.selectors.apparatus import Node, Tree
from tinhgon.registry.selectors.area_trees import areas_below
from tinhgon.registry.selectors.touching import Touch, touching
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import scope_of
from tinhgon.web.api.objects import found_card, object_routes
from tinhgon.web.api.routes import file_of, paged, told
from tinhgon.web.api.schemas import (
    Answer,
    By,
    Days,
    Moment,
    Named,
    ObjectId,
    Page,
    PagedMoment,
    Scoped,
    by,
    days,
    named,
)  # fmt: skip

areas = object_routes(Kind.AREA)
organizations = object_routes(Kind.ORGANIZATION)

GEOJSON = "application/geo+json"


class AreaBranch(Schema):
    """An area directly below another; `children` counts the areas directly below it."""

    id: int
    code: str
    name: str
    level: str
    children: int


class AreaBranches(Answer):
    """The areas directly below one."""

    items: list[AreaBranch]


class Staffed(Schema):
    """Posts of one organization, its seats, those taken and free; how many posts are unified with another."""

    posts: int
    seats: int
    taken: int
    free: int
    unified: int
    head_id: int | None
    head_name: str | None


class OrganizationBranch(Schema):
    """An organization directly below another; `children` counts those directly below it."""

    id: int
    name: str
    code: str | None
    tier: str
    form: str | None
    sector: str | None
    area_id: int | None
    children: int
    staffing: Staffed


class OrganizationBranches(Answer):
    """The organizations directly below one."""

    items: list[OrganizationBranch]


class Passed(Schema):
    """That one object passed into another on a day: wholly or in part."""

    predecessor_id: int
    successor_id: int
    extent: str
    on: date
    by: By


class Relative(Schema):
    """An object of a lineage, and the days on which it exists."""

    object: Named
    life: Days


class Lines(Answer):
    """What an object came from and what became of it, through as many hands as it takes."""

    root: int
    predecessors: list[Passed]
    successors: list[Passed]
    objects: list[Relative]


class TouchedBy(Schema):
    """A decision; `own` says that it names the object itself, not only what belongs to it."""

    id: int
    known: int
    number: str
    classification: str
    subject: str
    signed_on: date
    effective_on: date
    own: bool


class Touches(Page):
    """The decisions that touched an object, latest first."""

    items: list[TouchedBy]


class ShapesAsked(Scoped):
    """Which shapes."""

    level: Level = Level.COMMUNE


@areas.get(
    "/shapes",
    Text("Hình các đơn vị của một cấp (GeoJSON)", "Shapes of the areas of a level, as GeoJSON"),
    None,
    Permission.READ,
    media=(GEOJSON,),
)
def get_shapes(request: HttpRequest, asked: Query[ShapesAsked]) -> HttpResponse:
    """Recorded boundaries where there are any, otherwise cells around the coordinates, marked `schematic`."""
    moment, under = moment_of(request), scope_of(request)
    drawing = maps.shapes(asked.level, moment.on, moment.known, under)
    known = {"on": moment.on.isoformat(), "known": moment.seq}
    content = json.dumps(drawing.as_geojson() | known, ensure_ascii=False)
    return file_of(request, content, GEOJSON)


@areas.get(
    "/areas/{object_id}/children",
    Text("Các đơn vị trực thuộc", "The areas directly below one"),
    AreaBranches,
    Permission.READ,
)
def list_area_children(request: HttpRequest, object_id: Path[ObjectId], asked: Query[Moment]) -> Any:
    """By level and code."""
    moment = moment_of(request)
    found_card(request, Kind.AREA, object_id)
    rows = areas_below(object_id, moment.on, moment.known)
    return {
        **told(request),
        "items": [
            AreaBranch(id=each.id, code=each.code, name=each.name, level=each.level, children=each.below)
            for each in rows
        ],
    }


@organizations.get(
    "/organizations/{object_id}/children",
    Text("Các tổ chức trực thuộc", "The organizations directly below one"),
    OrganizationBranches,
    Permission.READ,
)
def list_organization_children(request: HttpRequest, object_id: Path[ObjectId], asked: Query[Moment]) -> Any:
    """By the lines of subordination, whatever area an organization serves."""
    moment = moment_of(request)
    found_card(request, Kind.ORGANIZATION, object_id)
    rows = Tree(moment.on, moment.known, across=True).below([object_id])
    return {**told(request), "items": [_branch(each) for each in rows]}


def _branch(node: Node) -> OrganizationBranch:
    staffing = node.staffing
    return OrganizationBranch(
        id=node.id, name=node.name, code=node.code, tier=node.level, form=node.form, sector=node.sector,
        area_id=node.area_id, children=node.below,
        staffing=Staffed(
            posts=staffing.posts, seats=staffing.seats, taken=staffing.taken, free=staffing.free,
            unified=staffing.unified, head_id=staffing.head, head_name=staffing.head_name,
        ),
    )  # fmt: skip


def _lineage(request: HttpRequest, kind: Kind, object_id: int) -> dict[str, Any]:
    moment = moment_of(request)
    found_card(request, kind, object_id)
    found: Lineage = lineage(object_id, moment.on, moment.known)
    return {
        **told(request),
        "root": found.root,
        "predecessors": [_passed(each) for each in found.predecessors],
        "successors": [_passed(each) for each in found.successors],
        "objects": [Relative(object=named(label), life=days(found.lives[each])) for each, label in found.nodes.items()],
    }


def _passed(each: Passing) -> Passed:
    return Passed(
        predecessor_id=each.predecessor, successor_id=each.successor, extent=each.extent, on=each.on, by=by(each.source)
    )


@areas.get(
    "/areas/{object_id}/lineage",
    Text("Tiền thân và kế thừa của một đơn vị", "What an area came from and became"),
    Lines,
    Permission.READ,
)
def get_area_lineage(request: HttpRequest, object_id: Path[ObjectId], asked: Query[Moment]) -> Any:
    """In both directions."""
    return _lineage(request, Kind.AREA, object_id)


@organizations.get(
    "/organizations/{object_id}/lineage",
    Text("Tiền thân và kế thừa của một tổ chức", "What an organization came from and became"),
    Lines,
    Permission.READ,
)
def get_organization_lineage(request: HttpRequest, object_id: Path[ObjectId], asked: Query[Moment]) -> Any:
    """In both directions."""
    return _lineage(request, Kind.ORGANIZATION, object_id)


def _decisions(request: HttpRequest, kind: Kind, object_id: int, asked: PagedMoment) -> dict[str, Any]:
    moment = moment_of(request)
    found_card(request, kind, object_id)
    rows, page_told = paged(request, touching(object_id, moment.seq, moment.known), asked)
    return {**page_told, "items": [_touched(each) for each in rows]}


def _touched(each: Touch) -> TouchedBy:
    return TouchedBy(
        id=each.decision, known=each.seq, number=each.number, classification=each.title, subject=each.subject,
        signed_on=each.signed_on, effective_on=each.effective_on, own=each.own,
    )  # fmt: skip


@areas.get(
    "/areas/{object_id}/decisions",
    Text("Các quyết định về một đơn vị", "The decisions that touched an area"),
    Touches,
    Permission.READ,
)
def list_area_decisions(request: HttpRequest, object_id: Path[ObjectId], asked: Query[PagedMoment]) -> Any:
    """Latest first."""
    return _decisions(request, Kind.AREA, object_id, asked)


@organizations.get(
    "/organizations/{object_id}/decisions",
    Text("Các quyết định về một tổ chức", "The decisions that touched an organization"),
    Touches,
    Permission.READ,
)
def list_organization_decisions(request: HttpRequest, object_id: Path[ObjectId], asked: Query[PagedMoment]) -> Any:
    """Those that name its posts, their holders or its ceilings too; latest first."""
    return _decisions(request, Kind.ORGANIZATION, object_id, asked)
