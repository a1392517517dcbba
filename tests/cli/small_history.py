"""A small history made by hand: every way in which areas change, and one organization with its people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tinhgon.accounts.models import system_account
from tinhgon.registry import services
from tinhgon.registry.domain.changes import (
    Annul,
    Appoint,
    Change,
    Correct,
    CreatePost,
    Found,
    Kin,
    Merge,
    Part,
    RegisterPerson,
    Rename,
    Reparent,
    Split,
)
from tinhgon.registry.domain.decisions import DecisionDocument, Instrument
from tinhgon.registry.domain.vocabulary import Kind

PERSON_NAME = "Nguyễn Văn Kín"


@dataclass(frozen=True)
class SmallHistory:
    """Ids of the objects."""

    province: int
    east: int
    west: int
    rice: int
    maize: int
    yam: int
    lotus: int
    maize_again: int
    committee: int
    department: int
    office: int
    director: int
    deputy: int
    person: int
    membership: int


def small_history() -> SmallHistory:
    """Record it; the ledger runs from #1 to #9, and a draft follows."""
    ids = SmallHistory(*services.new_ids(15))
    drafter, approver = system_account("soan-thao", "Soạn thảo"), system_account("phe-duyet", "Phê duyệt")
    for document in _documents(ids):
        services.record(document, drafter, approver)
    services.draft(decision("10/2016/QĐ-UBND", date(2016, 1, 1), Rename(object_id=ids.rice, name="Xã Nháp")), drafter)
    return ids


def decision(number: str, on: date, *changes: Change, corrects: tuple[int, ...] = ()) -> DecisionDocument:
    """A decision of these changes, signed on the day it takes effect."""
    return DecisionDocument(
        number=number,
        kind="quyết định",
        issuer="Ủy ban nhân dân tỉnh An Bình",
        signed_on=on,
        effective_on=on,
        subject=f"Trích yếu {number}",
        changes=changes,
        instruments=(Instrument(number="10/2003/NĐ-CP", issuer="Chính phủ", signed_on=date(2003, 1, 10)),)
        if number in ("1/2004/QĐ-UBND", "2/2007/QĐ-UBND")
        else (),
        corrects=corrects,
    )


def area(object_id: int, level: str, code: str, name: str, parent: int | None = None, *kin: Kin) -> Found:
    """A new area."""
    attributes = {"level": level, "code": code, "name": name}
    return Found(
        object_id=object_id,
        kind=Kind.AREA,
        attributes=attributes if parent is None else {**attributes, "parent": parent},
        predecessors=kin,
    )


def _documents(ids: SmallHistory) -> list[DecisionDocument]:
    lotus = {"level": "commune", "code": "00004", "name": "Phường Sen", "parent": ids.west}
    return [
        decision(
            "1/2004/QĐ-UBND",
            date(2004, 1, 1),
            area(ids.province, "province", "01", "Tỉnh An Bình"),
            area(ids.east, "district", "001", "Huyện Đông", ids.province),
            area(ids.west, "district", "002", "Huyện Tây", ids.province),
            area(ids.rice, "commune", "00001", "Xã Lúa", ids.east),
            area(ids.maize, "commune", "00002", "Xã Ngô", ids.east),
            area(ids.yam, "commune", "00003", "Xã Khoai", ids.west),
        ),
        decision("2/2007/QĐ-UBND", date(2007, 6, 1), Rename(object_id=ids.rice, name="Xã Lúa Mới")),
        decision(
            "3/2008/QĐ-UBND",
            date(2008, 8, 1),
            Merge(into=ids.rice, sources=(ids.maize,)),
            Split(source=ids.yam, parts=(Part(object_id=ids.lotus, attributes=lotus),)),
        ),
        decision(
            "4/2010/QĐ-UBND",
            date(2010, 1, 1),
            area(
                ids.maize_again,
                "commune",
                "00002",
                "Phường Ngô Đồng",
                ids.west,
                Kin(object_id=ids.lotus, extent="part"),
            ),
        ),
        # Late: in force before what is on record already.
        decision("5/2010/QĐ-UBND", date(2006, 1, 1), Reparent(object_id=ids.yam, parent=ids.east)),
        decision("6/2011/QĐ-UBND", date(2011, 1, 1), Rename(object_id=ids.west, name="Huyện Sai")),
        decision("7/2012/QĐ-UBND", date(2012, 1, 1), Annul(entry=6)),
        decision(
            "8/2013/QĐ-UBND",
            date(2013, 1, 1),
            Correct(object_id=ids.rice, attributes={"population": 1200}, start=date(2004, 1, 1)),
            corrects=(1,),
        ),
        decision("9/2015/QĐ-UBND", date(2015, 1, 1), *_organizations(ids)),
    ]


def _organizations(ids: SmallHistory) -> list[Change]:
    def body(object_id: int, code: str | None, name: str, tier: str, **more: int) -> Found:
        given = {"name": name, "sector": "state", "tier": tier, **more}
        return Found(
            object_id=object_id,
            kind=Kind.ORGANIZATION,
            attributes=given if code is None else {**given, "code": code},
        )

    def post(object_id: int, title: str, headship: str, **more: int) -> CreatePost:
        given = {"organization": ids.department, "title": title, "headship": headship}
        return CreatePost(object_id=object_id, attributes={**given, "establishment_class": "civil_servant", **more})

    return [
        body(ids.committee, "UBND", "Ủy ban nhân dân tỉnh An Bình", "province", area=ids.province),
        body(ids.department, "SNV", "Sở Nội vụ", "province", parent=ids.committee),
        body(ids.office, None, "=Phòng Nội vụ", "district", parent=ids.department),
        post(ids.director, "Giám đốc", "head"),
        post(ids.deputy, "Phó Giám đốc", "deputy", seats=2),
        RegisterPerson(
            object_id=ids.person,
            attributes={**services.keep_personal(ids.person, {"name": PERSON_NAME})},
        ),
        Appoint(object_id=ids.membership, person=ids.person, post=ids.director),
    ]
