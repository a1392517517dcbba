"""Objects of the six kinds: lists, one, its history; their schemas come from the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import polars as pl
from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field, create_model

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Attribute, Kind, Type
from tinhgon.registry.pictures import STRUCTURE, picture
from tinhgon.registry.selectors import Card, card, history
from tinhgon.registry.selectors.cards import unknown_id
from tinhgon.registry.selectors.histories import Fact
from tinhgon.registry.site.apparatus_scope import reached
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import narrow_scope_of, require
from tinhgon.web.api.routes import Routes, paged, told
from tinhgon.web.api.schemas import (
    Answer,
    By,
    Days,
    Moment,
    Named,
    ObjectId,
    Page,
    PagedMoment,
    PagedScope,
    Words,
    by,
    days,
    named,
)  # fmt: skip

PLURALS: Mapping[Kind, str] = {
    Kind.AREA: "areas",
    Kind.ORGANIZATION: "organizations",
    Kind.POST: "posts",
    Kind.PERSON: "people",
    Kind.MEMBERSHIP: "memberships",
    Kind.QUOTA: "quotas",
}
NAMES: Mapping[Kind, tuple[Text, Text, Text]] = {
    Kind.AREA: (Text("Các đơn vị hành chính", "Areas"), Text("Một đơn vị hành chính", "One area"),
                Text("Mọi điều đã ghi nhận của một đơn vị hành chính", "Everything ever recorded of an area")),
    Kind.ORGANIZATION: (Text("Các cơ quan, tổ chức", "Organizations"), Text("Một cơ quan, tổ chức", "One organization"),
                        Text("Mọi điều đã ghi nhận của một tổ chức", "Everything ever recorded of an organization")),
    Kind.POST: (Text("Các chức danh", "Posts"), Text("Một chức danh", "One post"),
                Text("Mọi điều đã ghi nhận của một chức danh", "Everything ever recorded of a post")),
    Kind.MEMBERSHIP: (Text("Các việc giữ chức danh", "Memberships"), Text("Một việc giữ chức danh", "One membership"),
                      Text("Mọi điều đã ghi nhận của một việc giữ chức danh", "Everything ever recorded of one")),
    Kind.QUOTA: (Text("Các chỉ tiêu biên chế", "Quotas"), Text("Một chỉ tiêu biên chế", "One quota"),
                 Text("Mọi điều đã ghi nhận của một chỉ tiêu biên chế", "Everything ever recorded of a quota")),
}  # fmt: skip
"""What the routes of each kind do: its list, one object, its history."""

FILTERS: Mapping[Kind, tuple[str, ...]] = {
    Kind.AREA: ("level", "type", "code", "parent_id"),
    Kind.ORGANIZATION: ("sector", "tier", "form", "code", "parent_id", "area_id"),
    Kind.POST: ("organization_id", "role", "headship", "establishment_class"),
    Kind.MEMBERSHIP: ("person_id", "post_id", "basis", "concurrent"),
    Kind.QUOTA: ("organization_id", "establishment_class", "funding"),
}
"""The columns by which each list is narrowed down."""

LEFT_OUT = frozenset({"boundary"})
"""Columns that no list holds: geometry has a route of its own."""

_PYTHON: Mapping[Type, Any] = {
    Type.TEXT: str,
    Type.INTEGER: int,
    Type.DECIMAL: str,  # as the record writes them: exact, without trailing zeros
    Type.BOOLEAN: bool,
    Type.DATE: date,
    Type.REFERENCE: int,
    Type.PERSONAL: str,
}


def schema_of(kind: Kind) -> type[Schema]:
    """One object of a kind as a row: `id` and the attributes of the vocabulary."""
    fields: dict[str, Any] = {"id": (int, ...)}
    for each in ATTRIBUTES[kind].values():
        if each.name not in LEFT_OUT:
            fields[each.column] = (_type(each), Field(..., description=_described(each)))
    return create_model(kind.value.capitalize(), __base__=Schema, __doc__=NAMES[kind][1].en, **fields)


def _type(attribute: Attribute) -> Any:
    plain = Literal[attribute.choices] if attribute.choices else _PYTHON[attribute.type]  # type: ignore[valid-type]
    return plain if attribute.required else plain | None


def _described(attribute: Attribute) -> str:
    unit = f" ({attribute.unit})" if attribute.unit else ""
    return f"{attribute.label.vi}; {attribute.label.en}{unit}"


def filters_of(kind: Kind) -> type[PagedScope]:
    """What a list of a kind may be asked for."""
    fields: dict[str, Any] = {}
    by_column = {each.column: each for each in ATTRIBUTES[kind].values()}
    for column in FILTERS[kind]:
        attribute = by_column[column]
        plain: Any = _asked(attribute)
        fields[column] = (plain | None, Field(None, description=_described(attribute)))
    return create_model(f"{kind.value.capitalize()}Asked", __base__=PagedScope, **fields)


def _asked(attribute: Attribute) -> Any:
    if attribute.type is Type.REFERENCE:
        return ObjectId
    return Words if attribute.type is Type.TEXT and not attribute.choices else _type(attribute)


class Value(Schema):
    """One attribute of an object on the day: its value, the days it holds, and the decision that stated it."""

    attribute: str
    value: str | int | bool | None
    refers_to: Named | None
    valid: Days
    by: By


class Seat(Schema):
    """A post, and one holder of it, if any; `since` is when that membership took its form."""

    post_id: int
    label: str
    headship: str
    seats: int
    organization_id: int
    membership_id: int | None
    person_id: int | None
    concurrent: bool | None
    since: date | None


class One(Answer):
    """One object. `day` is the day asked for, or the nearest on which it exists (`exists` is then false).

    `chain` names what it belongs to, highest first; `children` counts what belongs to it, by level.
    """

    object: Named
    exists: bool
    day: date
    life: Days
    founded_by: By
    ended_by: By | None
    values: list[Value]
    chain: list[Named]
    children: dict[str, int]
    seats: list[Seat]


class Recorded(Schema):
    """One fact: on which days it held, and from which ledger entry to which it was on record."""

    attribute: str
    value: str | int | bool | None
    refers_to: Named | None
    extent: str | None
    valid: Days
    recorded_from: int
    recorded_until: int | None
    by: By
    ended_by: By | None


class History(Page):
    """Facts, by attribute and day."""

    items: list[Recorded]


def object_routes(kind: Kind) -> Routes:
    """The routes of a kind: its list, one object, its history."""
    routes = Routes(PLURALS[kind])
    base, titles = f"/{PLURALS[kind]}", NAMES[kind]
    row = schema_of(kind)
    page = create_model(f"{PLURALS[kind].capitalize()}Page", __base__=Page, items=(list[row], ...))  # type: ignore[valid-type]
    asked_type = filters_of(kind)

    def listing(request: HttpRequest, asked: Any) -> Any:
        """Those in the scope on the day that fit every filter, by number."""
        shown = scope(request)[kind]
        rows, page_told = paged(request, rows_of(shown, kind, asked), asked)
        return {**page_told, "items": rows}

    listing.__name__ = f"list_{PLURALS[kind]}"
    listing.__annotations__ = {"request": HttpRequest, "asked": Query[asked_type]}  # type: ignore[misc, valid-type]
    routes.get(base, titles[0], page, Permission.READ)(listing)

    def one(request: HttpRequest, object_id: Path[ObjectId], asked: Query[Moment]) -> Any:
        """Every value with the days it holds and the decision that stated it."""
        return one_of(request, kind, object_id)

    one.__name__ = f"get_{kind}"
    routes.get(f"{base}/{{object_id}}", titles[1], One, Permission.READ)(one)

    def facts(request: HttpRequest, object_id: Path[ObjectId], asked: Query[PagedMoment]) -> Any:
        """Superseded or not, with both of its times, as far as it was on record at `known`."""
        return history_of(request, kind, object_id, asked)

    facts.__name__ = f"get_{kind}_history"
    routes.get(f"{base}/{{object_id}}/history", titles[2], History, Permission.READ)(facts)
    return routes


def scope(
    request: HttpRequest, kinds: frozenset[Kind] = STRUCTURE, permission: Permission = Permission.READ
) -> Snapshot:
    """Everything in the scope asked for, at the moment."""
    moment = moment_of(request)
    return picture(moment.on, moment.seq, narrow_scope_of(request, permission), kinds)


def rows_of(frame: pl.DataFrame, kind: Kind, asked: Any) -> list[dict[str, Any]]:
    """The rows of a frame that fit what was asked, by number."""
    for column in FILTERS[kind]:
        wanted = getattr(asked, column)
        if wanted is not None:
            frame = frame.filter(pl.col(column) == wanted)
    return plain_rows(frame)


def plain_rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as the record writes them, without geometry."""
    kept = frame.drop([each for each in LEFT_OUT if each in frame.columns])
    decimals = [name for name, of in kept.schema.items() if isinstance(of, pl.Decimal)]
    rows = kept.to_dicts()
    for row in rows if decimals else ():
        row.update({each: _plain(row[each]) for each in decimals})
    return rows


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else format(number.normalize(), "f")


def found_card(request: HttpRequest, kind: Kind, object_id: int) -> Card:
    """The card of an object within reach. Raises PermissionDenied, and UnknownObject where it is of another kind."""
    moment = moment_of(request)
    require(request, Permission.READ, object_id)
    found = card(object_id, moment.on, moment.known)
    if found.label.kind is not kind:
        raise unknown_id(object_id)
    return found


def one_of(request: HttpRequest, kind: Kind, object_id: int) -> dict[str, Any]:
    """One object, as answers tell it."""
    found = found_card(request, kind, object_id)
    return {
        **told(request),
        "object": named(found.label),
        "exists": found.exists,
        "day": found.day,
        "life": days(found.life),
        "founded_by": by(found.begun_by),
        "ended_by": None if found.ended_by is None else by(found.ended_by),
        "values": [
            Value(
                attribute=each.attribute, value=each.value, refers_to=named(each.refers_to), valid=days(each.valid),
                by=by(each.source),
            )
            for each in found.values
            if each.attribute not in LEFT_OUT
        ],
        "chain": [named(each) for each in reached(request, [each.id for each in found.chain])],
        "children": found.children,
        "seats": [
            Seat(
                post_id=each.post, label=each.title, headship=each.headship, seats=each.seats,
                organization_id=each.organization, membership_id=each.membership, person_id=each.person,
                concurrent=each.concurrent, since=each.since,
            )
            for each in found.seats
        ],
    }  # fmt: skip


def history_of(request: HttpRequest, kind: Kind, object_id: int, asked: PagedMoment) -> dict[str, Any]:
    """Everything recorded of an object up to the ledger entry asked for, superseded or not."""
    found_card(request, kind, object_id)
    seq = moment_of(request).seq
    facts = [each for each in history(object_id) if each.opened <= seq]
    rows, page_told = paged(request, facts, asked)
    return {**page_told, "items": [_recorded(each, seq) for each in rows]}


def _recorded(fact: Fact, seq: int) -> Recorded:
    ended = fact.closed if fact.closed is not None and fact.closed <= seq else None
    return Recorded(
        attribute=fact.attribute,
        value=None if fact.attribute in LEFT_OUT else fact.value,
        refers_to=named(fact.refers_to),
        extent=fact.extent,
        valid=days(fact.valid),
        recorded_from=fact.opened,
        recorded_until=ended,
        by=by(fact.source),
        ended_by=None if fact.ended_by is None else by(fact.ended_by),
    )
