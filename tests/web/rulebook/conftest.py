"""A province of two districts and four communes: in the first commune one person leads party and committee,
in the second from mid-2020 on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from tests.registry.acts import area, people, record
from tinhgon.accounts import services as accounts
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account
from tinhgon.registry import services
from tinhgon.registry.domain.changes import Appoint, Change, CreatePost, Elect, Found, RegisterPerson, Relieve
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.store import StoreView

BEGIN, SECOND = date(2019, 1, 1), date(2020, 7, 1)
FIGURE = "secretary_is_committee_chair.commune"

Browser = Callable[..., Client]


@dataclass(frozen=True)
class World:
    """Ids of the areas, and the first commune's secretary who is chair too."""

    province: int
    districts: tuple[int, int]
    communes: tuple[int, ...]
    unified: int
    elsewhere: int


def _commune(commune: int, code: str, district: int, people_of: tuple[int, int]) -> tuple[list[Change], int]:
    """A commune with its two bodies and their heads; the membership of the committee's chair."""
    party, committee, secretary, chair, first, second = services.new_ids(6)

    def body(object_id: int, name: str, sector: str, form: str) -> Change:
        given = {"name": name, "sector": sector, "tier": "commune", "form": form, "area": commune}
        return Found(object_id=object_id, kind=Kind.ORGANIZATION, attributes=given)  # type: ignore[arg-type]

    def head(object_id: int, organization: int, title: str, role: str) -> Change:
        given: dict[str, object] = {"organization": organization, "title": title, "role": role, "headship": "head"}
        given |= {"establishment_class": "elected_official"}
        return CreatePost(object_id=object_id, attributes=given)  # type: ignore[arg-type]

    return [
        area(commune, code, district, name=f"Xã {code}"),
        body(party, f"Đảng ủy xã {code}", "party", "party_committee"),
        body(committee, f"Ủy ban xã {code}", "state", "people_committee"),
        head(secretary, party, "Bí thư", "secretary"),
        head(chair, committee, "Chủ tịch", "committee_chair"),
        Elect(object_id=first, person=people_of[0], post=secretary),
        Elect(object_id=second, person=people_of[1], post=chair, concurrent=people_of[0] == people_of[1]),
    ], second


@pytest.fixture(scope="module")
def world(module_registry_db: None) -> World:
    """The province on record by entry 1, its change by entry 2."""
    province, elsewhere, *rest = services.new_ids(2 + 2 + 4 + 8)
    districts, communes, persons = (rest[0], rest[1]), tuple(rest[2:6]), rest[6:]
    changes: list[Change] = [
        area(province, "22", level="province", name="Tỉnh Đông"),
        area(elsewhere, "24", level="province", name="Tỉnh Tây"),
        *(area(each, f"19{place}", province, level="district") for place, each in enumerate(districts)),
    ]
    for number, each in enumerate(persons):
        names = services.keep_personal(each, {"name": f"Người {number}"})
        changes.append(RegisterPerson(object_id=each, attributes={**names}))
    chairs = []
    for place, commune in enumerate(communes):
        pair = (persons[2 * place], persons[2 * place] if place == 0 else persons[2 * place + 1])
        made, chair = _commune(commune, f"0670{place}", districts[place // 2], pair)
        changes += made
        chairs.append((chair, pair[0]))
    record("01/NQ", *changes, on=BEGIN)
    posts = {each: _post_of(each) for each, _ in chairs[:2]}
    chair, secretary = chairs[1]
    new = services.new_ids(1)[0]
    record(
        "02/QĐ",
        Relieve(membership=chair),
        Appoint(object_id=new, person=secretary, post=posts[chair], concurrent=True),
        on=SECOND,
    )
    return World(province, districts, communes, chairs[0][0], elsewhere)


def _post_of(membership: int) -> int:
    found = StoreView().record(membership)
    assert found is not None
    return int(found.value("post", BEGIN) or 0)


@pytest.fixture
def browser() -> Browser:
    """A browser signed in as an account with some roles over a subtree."""

    def opened(scope: int | None, *roles: Role) -> Client:
        by, _ = people()
        name = f"{'-'.join(roles) or 'none'}-{scope}"
        account = Account.objects.filter(username=name).first()
        if account is None:
            account = accounts.make(name, by, "mot-mat-khau-du-dai", last_name="Người Thử", home=scope)
            for role in roles:
                accounts.give(account, role, scope, by)
        client = Client()
        client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return opened
