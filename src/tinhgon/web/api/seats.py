"""Posts with their holders, the holders of a post over time, and quotas with what fills them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Schema

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.selectors.posts import Ceiling, PostLine, ceilings, posts, tenures
from tinhgon.registry.site.moments import moment_of
from tinhgon.web.api.objects import found_card, object_routes
from tinhgon.web.api.routes import told
from tinhgon.web.api.schemas import Answer, By, Days, Moment, ObjectId, by, days
from tinhgon.web.api.structure import organizations

post_routes = object_routes(Kind.POST)
memberships = object_routes(Kind.MEMBERSHIP)
quotas = object_routes(Kind.QUOTA)


class Holder(Schema):
    """Who holds a post, and since when."""

    membership_id: int
    person_id: int
    name: str | None
    since: date | None
    concurrent: bool
    handover: bool


class UnifiedPost(Schema):
    """A post meant to have the same holder."""

    post_id: int
    label: str
    organization_id: int
    organization: str | None


class PostOf(Schema):
    """A post of an organization with its holders."""

    id: int
    label: str
    role: str | None
    headship: str
    establishment_class: str
    elective: bool | None
    seats: int
    taken: int
    free: int
    holders: list[Holder]
    unified_with: list[UnifiedPost]


class PostsOf(Answer):
    """The posts of an organization: heads first, then deputies, then others."""

    items: list[PostOf]


class FundingOf(Schema):
    """One ceiling: its funding source and amount."""

    funding: str
    amount: int | None


class CeilingOf(Schema):
    """The ceilings of an organization for one class; `seats` and `holders` are counted with all below it."""

    establishment_class: str
    amount: int
    fundings: list[FundingOf]
    seats: int
    holders: int
    free: int


class CeilingsOf(Answer):
    """The ceilings of an organization, by class."""

    items: list[CeilingOf]


class Tenure(Schema):
    """One holding of a post from its beginning to its end."""

    membership_id: int
    person_id: int
    name: str | None
    life: Days
    basis: str
    concurrent: bool
    begun_by: By
    ended_by: By | None


class Tenures(Answer):
    """Everybody who ever held a post, the latest first."""

    items: list[Tenure]


@organizations.get(
    "/organizations/{object_id}/posts",
    Text("Chức danh của một tổ chức, kèm người giữ", "The posts of an organization with their holders"),
    PostsOf,
    Permission.READ,
)
def list_organization_posts(request: HttpRequest, object_id: Path[ObjectId], asked: Query[Moment]) -> Any:
    """Heads first, then deputies, then others."""
    moment = moment_of(request)
    found_card(request, Kind.ORGANIZATION, object_id)
    return {**told(request), "items": [_post(each) for each in posts(object_id, moment.on, moment.known)]}


def _post(post: PostLine) -> PostOf:
    return PostOf(
        id=post.id, label=post.title, role=post.role, headship=post.headship,
        establishment_class=post.establishment_class, elective=post.elective, seats=post.seats, taken=post.taken,
        free=post.free,
        holders=[
            Holder(
                membership_id=each.membership, person_id=each.person, name=each.name, since=each.since,
                concurrent=each.concurrent, handover=each.handover,
            )
            for each in post.holders
        ],
        unified_with=[
            UnifiedPost(post_id=each.post, label=each.title, organization_id=each.body, organization=each.body_name)
            for each in post.unified
        ],
    )  # fmt: skip


@organizations.get(
    "/organizations/{object_id}/quotas",
    Text("Biên chế của một tổ chức", "The quotas of an organization and what fills them"),
    CeilingsOf,
    Permission.READ,
)
def list_organization_quotas(request: HttpRequest, object_id: Path[ObjectId], asked: Query[Moment]) -> Any:
    """By establishment class, with the seats and paid holders of the organization and all below it."""
    moment = moment_of(request)
    found_card(request, Kind.ORGANIZATION, object_id)
    return {**told(request), "items": [_ceiling(each) for each in ceilings(object_id, moment.on, moment.known)]}


def _ceiling(each: Ceiling) -> CeilingOf:
    return CeilingOf(
        establishment_class=each.establishment_class, amount=each.amount, seats=each.seats, holders=each.holders,
        free=each.free, fundings=[FundingOf(funding=one.source, amount=one.amount) for one in each.fundings],
    )  # fmt: skip


@post_routes.get(
    "/posts/{object_id}/memberships",
    Text("Những người đã giữ một chức danh", "Who held a post, and when"),
    Tenures,
    Permission.READ,
)
def list_post_memberships(request: HttpRequest, object_id: Path[ObjectId], asked: Query[Moment]) -> Any:
    """The latest first."""
    moment = moment_of(request)
    found_card(request, Kind.POST, object_id)
    rows = tenures(object_id, moment.on, moment.known)
    return {
        **told(request),
        "items": [
            Tenure(
                membership_id=each.membership, person_id=each.person, name=each.name, life=days(each.life),
                basis=each.basis, concurrent=each.concurrent, begun_by=by(each.begun_by),
                ended_by=None if each.ended_by is None else by(each.ended_by),
            )
            for each in rows
        ],
    }  # fmt: skip
