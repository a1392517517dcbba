"""The small sets beside Quảng Ninh: what the articles tell of Bắc Ninh, and how both sets end in July 2025."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tinhgon.demo.domain.quang_ninh import hau_giang
from tinhgon.demo.domain.quang_ninh.arrangement_2025 import arrange_communes
from tinhgon.demo.domain.quang_ninh.tables import Tables
from tinhgon.demo.domain.quang_ninh.units import measures, together
from tinhgon.demo.domain.quang_ninh.units_2025 import NewProvince
from tinhgon.demo.domain.quang_ninh.writer import LIST_ISSUER, Writer
from tinhgon.demo.domain.units import attributes
from tinhgon.registry.domain.changes import Attributes, Merge
from tinhgon.registry.domain.vocabulary import Level

BAC_NINH = "27"
COUNCIL = "Hội đồng nhân dân tỉnh Bắc Ninh"
FIRST_DAY, CHAIR_ELECTED_ON = date(2015, 1, 1), date(2019, 8, 15)

WENT_INTO = {BAC_NINH: "24", hau_giang.PROVINCE: "92"}
"""The new province, by code, that each of the two went into."""


def decide_bac_ninh(writer: Writer, tables: Tables) -> None:
    """The province with its districts and the two bodies the article names; a woman comes to chair one in 2019."""
    figures = together(tables.bac_ninh)
    writer.found_area(BAC_NINH, {"name": "Tỉnh Bắc Ninh", "level": Level.PROVINCE, "type": "tỉnh", **figures})
    for unit in tables.bac_ninh:
        placed: Attributes = {"level": Level.DISTRICT, "type": unit.type, "parent": writer.areas[BAC_NINH]}
        writer.found_area(unit.code, {"name": unit.name, **placed, **measures(unit)})
    writer.found("party_committee", "Tỉnh ủy Bắc Ninh", "party", Level.PROVINCE, BAC_NINH)
    committee = writer.found("people_committee", "Ủy ban nhân dân tỉnh Bắc Ninh", "state", Level.PROVINCE, BAC_NINH)
    title = "Chủ tịch Ủy ban nhân dân tỉnh"
    chair = writer.post(committee, "committee_chair", title, "head", "elected_official", elective=True)
    writer.place(chair, writer.new_person("nam"))
    subject = "Danh mục đơn vị, tổ chức của Bắc Ninh khi dữ liệu trình diễn bắt đầu ghi nhận"
    writer.decide("DM-27/2015", LIST_ISSUER, FIRST_DAY, subject, kind="danh mục")

    writer.relieve(chair)
    writer.place(chair, writer.new_person("nữ"))
    subject = "Bầu Chủ tịch Ủy ban nhân dân tỉnh"
    writer.decide("BN-01/NQ-HĐND-TD", COUNCIL, CHAIR_ELECTED_ON, subject, kind="nghị quyết")


def end_neighbours(writer: Writer, tables: Tables, provinces: Mapping[str, NewProvince], on: date) -> list[str]:
    """Both provinces pass into new ones, of which only the area is there; gives the districts still to end."""
    for code, into in WENT_INTO.items():
        for body in writer.serving(code):
            writer.dissolve(body)
        new = writer.next_id()
        made = attributes(provinces[into].entry, Level.PROVINCE)
        writer.write(Merge(into=new, sources=(writer.areas.pop(code),), founded=made, adopt=True))
        writer.areas[into] = new
    writer.resolve(tables.instruments["provinces_202"], on)

    communes = {each.code: each for each in tables.hau_giang if each.district and each.code in writer.areas}
    can_tho = WENT_INTO[hau_giang.PROVINCE]
    arrange_communes(writer, provinces[can_tho].made_from(communes), writer.areas[can_tho], communes)
    writer.resolve(tables.instruments["communes_1668"], on, tables.instruments["local_government_72"])
    return [each.code for each in (*tables.hau_giang, *tables.bac_ninh) if not each.district]
