"""A small province with all that pages show: areas with boundaries, bodies, posts, people, ceilings, a reform."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tinhgon.accounts import services as accounts
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
    SetQuota,
    UnifyPosts,
)
from tinhgon.registry.domain.decisions import DecisionDocument, Instrument
from tinhgon.registry.domain.vocabulary import Kind

FOUNDED, REFORM = date(2019, 1, 1), date(2020, 7, 1)
PASSWORD = "mot-mat-khau-du-dai"
READER, DRAFTER, APPROVER, ADMINISTRATOR = "xem", "soan-thao", "phe-duyet", "quan-tri"
COMMUNES = ("Xã Đồng Lúa", "Xã Bãi Ngô", "Phường Cửa Sông", "Xã Núi Đá", "Xã Rừng Thông", "Thị trấn Chợ Mới")
BIRTH_DATE = "1971-02-03"
WEST, SOUTH, CELL = 107.0, 20.9, 0.1
"""Where the map begins and the side of a commune, in degrees."""


@dataclass
class Province:
    """Ids of what the tests open."""

    area: int
    district: int
    communes: list[int] = field(default_factory=list)
    body: int = 0
    post: int = 0
    person: int = 0
    decision: int = 0
    draft: int = 0


class _Founding:
    """The changes that found the province, in the order in which they must stand."""

    def __init__(self) -> None:
        self.ids = services.id_source(200)
        self.changes: list[Change] = []
        self.heads: dict[str, dict[str, int]] = {}
        self.holders: dict[int, int] = {}

    def area(self, code: str, name: str, level: str, parent: int | None = None, **more: object) -> int:
        given = {"code": code, "name": name, "level": level, "type": name.split()[0].lower(), **more}
        return self._found(Kind.AREA, given if parent is None else {**given, "parent": parent})

    def body(self, name: str, form: str, tier: str, sector: str = "state", **more: object) -> int:
        return self._found(Kind.ORGANIZATION, {"name": name, "form": form, "tier": tier, "sector": sector, **more})

    def post(
        self, body: int, title: str, role: str, headship: str, of: str = "elected_official", seats: int = 1
    ) -> int:
        given = {"organization": body, "title": title, "role": role, "headship": headship, "seats": seats}
        object_id = next(self.ids)
        self.changes.append(CreatePost(object_id=object_id, attributes={**given, "establishment_class": of}))
        return object_id

    def person(self, name: str) -> int:
        object_id = next(self.ids)
        particulars = {"name": name, "birth_date": BIRTH_DATE, "gender": "nữ", "native_place": "Tỉnh An Hải"}
        digests = services.keep_personal(object_id, particulars)
        self.changes.append(RegisterPerson(object_id=object_id, attributes={**digests}))
        return object_id

    def elect(self, person: int, post: int, **more: object) -> int:
        object_id = next(self.ids)
        self.changes.append(Elect(object_id=object_id, person=person, post=post, **more))  # type: ignore[arg-type]
        return object_id

    def appoint(self, person: int, post: int) -> None:
        self.changes.append(Appoint(object_id=next(self.ids), person=person, post=post))

    def ceiling(self, body: int, amount: int) -> None:
        self.changes.append(
            SetQuota(
                object_id=next(self.ids),
                organization=body,
                establishment_class="civil_servant",
                funding="ngân sách tỉnh",
                amount=amount,
            )
        )

    def _found(self, kind: Kind, attributes: dict[str, object]) -> int:
        object_id = next(self.ids)
        self.changes.append(Found(object_id=object_id, kind=kind, attributes=attributes))  # type: ignore[arg-type]
        return object_id


def small_province() -> Province:
    """Record it: founded in 2019, reformed in 2020, a draft waiting; and the accounts."""
    founding, names = _Founding(), _names()
    area = founding.area("22", "Tỉnh An Hải", "province", terrain="mountain", population=600_000)
    province = Province(area, 0)
    committee = founding.body("Ủy ban nhân dân tỉnh An Hải", "people_committee", "province", area=area)
    departments = [
        founding.body(f"Sở {name}", "department", "province", parent=committee)
        for name in ("Nội vụ", "Giao thông vận tải", "Xây dựng")
    ]
    for each in departments:
        head = founding.post(each, "Giám đốc", "organ_head", "head", "civil_servant")
        founding.post(each, "Chuyên viên", "staff", "none", "civil_servant", seats=4)
        founding.appoint(founding.person(next(names)), head)
        founding.ceiling(each, 12)
        province.post = province.post or head
    province.body = departments[0]
    units: list[dict[str, int]] = []
    for number, commune in enumerate(COMMUNES):
        if number % 3 == 0:
            row = number // 3
            name = f"Huyện {('Đông', 'Tây')[row]}"
            province.district = founding.area(f"19{row}", name, "district", area, boundary=_square(0, row, 3))
        units.append(_commune(founding, province, number, commune, names))
    province.person = units[0]["person"]
    _record("01/QĐ-UBND", "Thành lập bộ máy của tỉnh", FOUNDED, founding.changes)
    joint = next(founding.ids)
    reform: list[Change] = [
        Merge(
            into=joint,
            sources=(departments[1], departments[2]),
            founded={
                "name": "Sở Giao thông và Xây dựng",
                "form": "department",
                "tier": "province",
                "sector": "state",
                "parent": committee,
            },
            adopt=True,
        )
    ]
    for each in units[:3]:
        reform.append(Relieve(membership=each["chair_held"]))
        reform.append(Elect(object_id=next(founding.ids), person=each["person"], post=each["chair"], concurrent=True))
        reform.append(UnifyPosts(posts=(each["secretary"], each["chair"])))
    province.decision = _record("02/QĐ-UBND", "Hợp nhất hai sở, nhất thể hóa chức danh ở ba xã", REFORM, reform)
    _accounts(area)
    return province


def _commune(founding: _Founding, province: Province, number: int, name: str, names: Iterator[str]) -> dict[str, int]:
    """A commune with its party committee and people's committee, each with a head."""
    column, row = number % 3, number // 3
    area = founding.area(
        f"0678{number}",
        name,
        "commune",
        province.district,
        population=5_000 + 700 * number,
        natural_area="21.5",
        boundary=_square(column, row, 1),
    )
    province.communes.append(area)
    party = founding.body(f"Đảng ủy {name}", "party_committee", "commune", "party", area=area)
    state = founding.body(f"Ủy ban nhân dân {name}", "people_committee", "commune", area=area)
    secretary = founding.post(party, "Bí thư Đảng ủy", "secretary", "head")
    chair = founding.post(state, "Chủ tịch Ủy ban nhân dân", "committee_chair", "head")
    founding.post(state, "Phó Chủ tịch Ủy ban nhân dân", "committee_vice_chair", "deputy")
    person, other = founding.person(next(names)), founding.person(next(names))
    founding.elect(person, secretary, non_local=number % 2 == 0)
    held = founding.elect(other, chair)
    founding.ceiling(state, 20)
    return {"person": person, "secretary": secretary, "chair": chair, "chair_held": held}


def _square(column: int, row: int, columns: int) -> str:
    west, south = WEST + column * CELL, SOUTH + row * CELL
    east, north = west + columns * CELL, south + CELL
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [[[round(x, 3), round(y, 3)] for x, y in ring]]})


def _names() -> Iterator[str]:
    for surname in ("Nguyễn", "Trần", "Đặng", "Phạm", "Vũ"):
        for given in ("An", "Bình", "Đức", "Giang", "Khuê"):
            yield f"{surname} Thị {given}"


def _record(number: str, subject: str, on: date, changes: list[Change]) -> int:
    document = DecisionDocument(
        number=number,
        kind="quyết định",
        issuer="Ủy ban nhân dân tỉnh An Hải",
        signed_on=on,
        effective_on=on,
        subject=subject,
        changes=tuple(changes),
        instruments=(Instrument(number="18-NQ/TW", issuer="Ban Chấp hành Trung ương", signed_on=date(2017, 10, 25)),),
    )
    row = services.record(document, system_account("ghi", "Người ghi"), system_account("ky", "Người ký"))
    assert row is not None
    return int(row.decision_id)


def _accounts(area: int) -> None:
    by = system_account("lap", "Người lập")
    for username, name, role in (
        (READER, "Người Xem", Role.READER),
        (DRAFTER, "Người Soạn", Role.DRAFTER),
        (APPROVER, "Người Duyệt", Role.APPROVER),
        (ADMINISTRATOR, "Người Quản Trị", Role.ADMINISTRATOR),
    ):
        account: Account = accounts.make(username, by, PASSWORD, last_name=name)
        accounts.give(account, role, area, by)
