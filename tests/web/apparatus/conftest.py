"""A province whose apparatus changes once, a second province beside it, and readers of either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from tests.registry.acts import area, record
from tinhgon.accounts.access import grant
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account, system_account
from tinhgon.registry import services
from tinhgon.registry.domain.changes import (
    Appoint,
    Change,
    CreatePost,
    Elect,
    Found,
    Merge,
    RegisterPerson,
    Relieve,
    Rename,
    SetQuota,
    UnifyPosts,
)
from tinhgon.registry.domain.vocabulary import Kind

BEGIN, MERGER = date(2019, 1, 1), date(2020, 7, 1)
BIRTH_DATE = "1971-02-03"

Reader = Callable[[int | None], Client]


@dataclass(frozen=True)
class Province:
    """Ids of the objects."""

    province: int
    district: int
    elsewhere: int
    party: int
    council: int
    committee: int
    bright: int
    leather: int
    training: int
    district_committee: int
    stranger: int
    secretary: int
    chair: int
    vice_chairs: int
    director: int
    staff: int
    an: int
    binh: int
    an_secretary: int
    an_chair: int
    binh_vice_chair: int
    binh_staff: int
    ceiling: int
    joint: int


def _body(object_id: int, name: str, sector: str = "state", tier: str = "province", **more: object) -> Found:
    given = {"name": name, "sector": sector, "tier": tier, **more}
    return Found(object_id=object_id, kind=Kind.ORGANIZATION, attributes=given)  # type: ignore[arg-type]


def _post(object_id: int, body: int, title: str, headship: str, rank: str = "civil_servant", seats: int = 1) -> Change:
    given = {"organization": body, "title": title, "headship": headship, "establishment_class": rank, "seats": seats}
    return CreatePost(object_id=object_id, attributes=given)  # type: ignore[arg-type]


def _person(object_id: int, name: str) -> Change:
    digests = services.keep_personal(object_id, {"name": name, "birth_date": BIRTH_DATE})
    return RegisterPerson(object_id=object_id, attributes={**digests})


def _founding(ids: Province) -> list[Change]:
    return [
        area(ids.province, "22", level="province", name="Tỉnh Đông"),
        area(ids.district, "193", ids.province, level="district", name="Huyện Biển"),
        area(ids.elsewhere, "24", level="province", name="Tỉnh Tây"),
        _body(ids.party, "Tỉnh ủy", "party", form="party_committee", area=ids.province),
        _body(ids.council, "Hội đồng nhân dân", form="people_council", area=ids.province),
        _body(ids.committee, "Ủy ban nhân dân", form="people_committee", area=ids.province),
        _body(ids.training, "Sở Đào tạo", form="department", parent=ids.committee),
        _body(ids.leather, "Sở Da giày", form="department", parent=ids.committee),
        _body(ids.bright, "Sở Ánh sáng", form="department", parent=ids.committee, code="SAS"),
        _body(ids.district_committee, "Ủy ban nhân dân", tier="district", parent=ids.committee, area=ids.district),
        _body(ids.stranger, "Sở Lạ", area=ids.elsewhere),
        _post(ids.secretary, ids.party, "Bí thư Tỉnh ủy", "head", "elected_official"),
        _post(ids.chair, ids.committee, "Chủ tịch", "head", "elected_official"),
        _post(ids.vice_chairs, ids.committee, "Phó Chủ tịch", "deputy", "elected_official", seats=2),
        _post(ids.director, ids.bright, "Giám đốc Sở", "head"),
        _post(ids.staff, ids.bright, "Chuyên viên", "none", seats=3),
        UnifyPosts(posts=(ids.secretary, ids.chair)),
        _person(ids.an, "Nguyễn Thị An"),
        _person(ids.binh, "Đỗ Văn Bình"),
        Elect(object_id=ids.an_secretary, person=ids.an, post=ids.secretary),
        Elect(object_id=ids.an_chair, person=ids.an, post=ids.chair, concurrent=True),
        Elect(object_id=ids.binh_vice_chair, person=ids.binh, post=ids.vice_chairs, concurrent=True),
        Appoint(object_id=ids.binh_staff, person=ids.binh, post=ids.staff),
        SetQuota(
            object_id=ids.ceiling,
            organization=ids.committee,
            establishment_class="civil_servant",
            funding="ngân sách tỉnh",
            amount=10,
        ),
    ]


@pytest.fixture(scope="module")
def built(module_registry_db: None) -> Province:
    """The province: founded by entry 1; by entry 2 two departments merge and a vice chair leaves."""
    ids = Province(*services.new_ids(len(Province.__dataclass_fields__)))
    record("01/QĐ", *_founding(ids), on=BEGIN)
    merged = {"name": "Sở Công Thương", "sector": "state", "tier": "province", "parent": ids.committee}
    record(
        "02/QĐ",
        Merge(into=ids.joint, sources=(ids.leather, ids.training), founded=merged),
        Rename(object_id=ids.council, name="Hội đồng nhân dân tỉnh"),
        Relieve(membership=ids.binh_vice_chair),
        on=MERGER,
    )
    return ids


@pytest.fixture(autouse=True)
def undone(built: Province) -> Iterator[None]:
    """Whatever a test does is undone; the province stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reader() -> Reader:
    """A browser in which a reader of a subtree (None: everything) is signed in, in Vietnamese."""

    def opened(scope: int | None) -> Client:
        account = Account.objects.create_user("doc", last_name="Người Đọc")
        grant(account, Role.READER, scope, system_account("dong-lenh", "Dòng lệnh"))
        client = Client(headers={"accept-language": "vi"})
        client.force_login(account)
        return client

    return opened
