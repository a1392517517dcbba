"""A province of two districts whose communes merge and whose people move once, with a second province beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.test import Client

from tests.registry.acts import record
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
    Reparent,
    Transfer,
)
from tinhgon.registry.domain.vocabulary import Kind

BEGIN, MERGER = date(2019, 1, 1), date(2020, 7, 1)
BIRTH_DATE, NATIVE_PLACE = "1971-02-03", "Quê Ngoài Biển"

BOUNDARY = '{"type":"Polygon","coordinates":[[[105,21],[105.5,21],[105.5,21.5],[105,21]]]}'


@dataclass(frozen=True)
class Small:
    """Ids of the objects: areas, bodies, posts, people, holdings."""

    province: int
    sea: int
    hills: int
    one: int
    two: int
    ward: int
    four: int
    village: int
    joined: int
    elsewhere: int
    sea_committee: int
    hills_committee: int
    sea_office: int
    sea_chair: int
    sea_clerk: int
    hills_chair: int
    an: int
    binh: int
    an_chair: int
    an_clerk: int
    binh_clerk: int
    binh_hills: int


def small_province() -> Small:
    """Record it: entry 1 founds everything, entry 2 merges two communes and has Bình go to the other district."""
    ids = Small(*services.new_ids(len(Small.__dataclass_fields__)))
    record("01/NQ", *_founding(ids), on=BEGIN)
    joined = {"code": "00005", "name": "Xã Một Hai", "level": "commune", "parent": ids.sea, "type": "xã"}
    record(
        "02/NQ",
        Merge(into=ids.joined, sources=(ids.one, ids.two), founded=joined | {"population": 4100}),
        Reparent(object_id=ids.village, parent=ids.joined),
        Transfer(membership=ids.binh_clerk, object_id=ids.binh_hills, post=ids.hills_chair),
        on=MERGER,
    )
    return ids


def _area(object_id: int, code: str, name: str, level: str, parent: int | None, **more: object) -> Found:
    given = {"code": code, "name": name, "level": level, "type": name.split()[0].lower(), **more}
    known = given if parent is None else given | {"parent": parent}
    return Found(object_id=object_id, kind=Kind.AREA, attributes=known)  # type: ignore[arg-type]


def _body(object_id: int, name: str, area: int, **more: object) -> Found:
    given = {"name": name, "sector": "state", "tier": "district", "area": area, **more}
    return Found(object_id=object_id, kind=Kind.ORGANIZATION, attributes=given)  # type: ignore[arg-type]


def _post(object_id: int, body: int, title: str, headship: str, seats: int = 1) -> Change:
    rank = "elected_official" if headship == "head" else "civil_servant"
    given = {"organization": body, "title": title, "headship": headship, "establishment_class": rank, "seats": seats}
    return CreatePost(object_id=object_id, attributes=given)  # type: ignore[arg-type]


def _person(object_id: int, name: str) -> Change:
    values = {"name": name, "birth_date": BIRTH_DATE, "native_place": NATIVE_PLACE}
    return RegisterPerson(object_id=object_id, attributes={**services.keep_personal(object_id, values)})


def _placed(population: int, km2: str, latitude: str, longitude: str) -> dict[str, object]:
    return {"population": population, "natural_area": km2, "latitude": latitude, "longitude": longitude}


def _founding(ids: Small) -> list[Change]:
    return [
        _area(ids.province, "22", "Tỉnh Đông", "province", None),
        _area(ids.sea, "193", "Huyện Biển", "district", ids.province, population=12000, natural_area="24"),
        _area(ids.hills, "194", "Huyện Núi", "district", ids.province),
        _area(ids.one, "00001", "Xã Một", "commune", ids.sea, **_placed(1000, "10", "21", "107")),
        _area(ids.two, "00002", "Xã Hai", "commune", ids.sea, **_placed(3000, "10.5", "21.05", "107")),
        _area(ids.ward, "00003", "Phường Ba", "commune", ids.sea, **_placed(8000, "4", "21", "107.05")),
        _area(ids.four, "00004", "Xã Bốn", "commune", ids.hills),
        _area(ids.village, "00001-01", "Thôn Chài", "village", ids.one),
        _area(ids.elsewhere, "24", "Tỉnh Tây", "province", None, boundary=BOUNDARY),
        _body(ids.sea_committee, "Ủy ban nhân dân Biển", ids.sea),
        _body(ids.hills_committee, "Ủy ban nhân dân Núi", ids.hills),
        _body(ids.sea_office, "Văn phòng", ids.sea, parent=ids.sea_committee),
        _post(ids.sea_chair, ids.sea_committee, "Chủ tịch Biển", "head"),
        _post(ids.sea_clerk, ids.sea_office, "Chuyên viên", "none", seats=2),
        _post(ids.hills_chair, ids.hills_committee, "Chủ tịch Núi", "head"),
        _person(ids.an, "Trần Thị An"),
        _person(ids.binh, "Đỗ Văn Bình"),
        Elect(object_id=ids.an_chair, person=ids.an, post=ids.sea_chair),
        Appoint(object_id=ids.an_clerk, person=ids.an, post=ids.sea_clerk, concurrent=True),
        Appoint(object_id=ids.binh_clerk, person=ids.binh, post=ids.sea_clerk),
    ]


def browser(name: str, *roles: tuple[Role, int | None], person: int | None = None, language: str = "vi") -> Client:
    """A browser in which an account with these roles is signed in; `person` is the person whose account it is."""
    account = Account.objects.create_user(name, last_name=f"Họ {name}", person=person, language=language)
    for role, scope in roles:
        grant(account, role, scope, system_account("dong-lenh", "Dòng lệnh"))
    client = Client(headers={"accept-language": language})
    client.force_login(account)
    return client
