"""People: who holds what; personal fields for those entitled only, each look logged."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Schema

from tinhgon.accounts.access import looked
from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, standing_of
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import PersonalValue
from tinhgon.registry.reach import reaches
from tinhgon.registry.selectors.people import PERSONAL_FIELDS, Tenure, names, personal, tenures
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.people import within_reach
from tinhgon.web.api.objects import found_card, scope
from tinhgon.web.api.routes import Routes, paged, told
from tinhgon.web.api.schemas import (
    Answer,
    By,
    Days,
    Moment,
    Named,
    ObjectId,
    Page,
    PagedScope,
    by,
    days,
    named,
)  # fmt: skip

people = Routes("people")
_EVERYTHING = frozenset(Kind)


class Person(Schema):
    """Somebody who holds a post. The name is null where it was erased."""

    id: int
    name: str | None


class People(Page):
    """Everybody who holds a post in the scope, by number."""

    items: list[Person]


class Held(Schema):
    """A post that a person holds or held, from its beginning to its end."""

    membership_id: int
    post: Named
    organization: Named | None
    headship: str
    life: Days
    basis: str
    concurrent: bool
    handover: bool
    non_local: bool | None
    begun_by: By
    ended_by: By | None


class PersonAnswer(Answer):
    """A person with the posts held. `personal` is null for those not entitled; looking at it is logged."""

    id: int
    name: str | None
    personal: dict[str, str | None] | None
    memberships: list[Held]


@people.get(
    "/people", Text("Những người giữ chức danh", "People who hold posts"), People, Permission.READ, cached=False
)
def list_people(request: HttpRequest, asked: Query[PagedScope]) -> Any:
    """Everybody who holds a post in the scope on the day."""
    shown = scope(request, _EVERYTHING)[Kind.PERSON]
    rows, page_told = paged(request, shown.select("id", "name").rows(), asked)
    digests = [digest for _, digest in rows if digest is not None]
    called = dict(PersonalValue.objects.filter(digest__in=digests).values_list("digest", "value"))
    return {**page_told, "items": [Person(id=each, name=called.get(digest)) for each, digest in rows]}


@people.get(
    "/people/{object_id}",
    Text("Một người và các chức danh", "A person and the posts held"),
    PersonAnswer,
    Permission.READ,
    cached=False,
)
def get_person(request: HttpRequest, object_id: Path[ObjectId], asked: Query[Moment]) -> Any:
    """Birth date, gender, ethnicity and native place are for those entitled; each look is logged."""
    moment, account = moment_of(request), account_of(request)
    found_card(request, Kind.PERSON, object_id)
    own = account.person == object_id
    entitled = reaches(standing_of(request), Permission.PERSONAL, object_id) or (own and _whole(request))
    values = personal(object_id, moment.on, moment.known) if entitled else {}
    held = tenures(object_id, moment.on, moment.known)
    held = held if own and _whole(request) else within_reach(held, standing_of(request), moment)
    if values and not own:
        looked(account, [object_id], values, "get_person")
    return {
        **told(request),
        "id": object_id,
        "name": names([object_id], moment.on, moment.known).get(object_id),
        "personal": {each: values.get(each) for each in PERSONAL_FIELDS} if entitled else None,
        "memberships": [_held(each) for each in held],
    }


def _whole(request: HttpRequest) -> bool:
    """Whether somebody asks by session: a key shows personal fields only if it was made for that."""
    return "Authorization" not in request.headers


def _held(each: Tenure) -> Held:
    return Held(
        membership_id=each.membership, post=named(each.post), organization=named(each.organization),
        headship=each.headship, life=days(each.life), basis=each.basis, concurrent=each.concurrent,
        handover=each.handover, non_local=each.non_local, begun_by=by(each.begun_by),
        ended_by=None if each.ended_by is None else by(each.ended_by),
    )  # fmt: skip
