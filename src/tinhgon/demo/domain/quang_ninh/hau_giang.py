"""A small set beside Quảng Ninh: what the articles tell of Hậu Giang from 2015 to 2020.

Only the units that resolution 869 changed are there, and the ceilings of the province's two blocs.
What the ceilings were before is invented; by how much they were cut is the article's.
"""

from __future__ import annotations

from datetime import date

from tinhgon.demo.domain.quang_ninh.tables import Tables
from tinhgon.demo.domain.quang_ninh.units import measures
from tinhgon.demo.domain.quang_ninh.writer import LIST_ISSUER, Writer
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes, Boundary, Change, Kin, Merge, Reparent
from tinhgon.registry.domain.vocabulary import Level

PROVINCE = "93"
ISSUER = "Ủy ban nhân dân tỉnh Hậu Giang"
FIRST_DAY, CEILINGS_ON, HAMLETS_ON = date(2015, 1, 1), date(2020, 1, 1), date(2019, 12, 1)
HAMLETS = {"31344": 10, "31366": 8, "31369": 10, "31372": 8}
HAMLETS_LEFT = {"31344": 7, "31366": 5, "31369": 7, "31372": 5}
COMMUNE_PART_TIME, HAMLET_PART_TIME = "không chuyên trách cấp xã", "không chuyên trách ấp, khu vực"

_CEILINGS = (
    ("party_committee", "civil_servant", "ngân sách tỉnh", 1_000, 61),
    ("people_committee", "civil_servant", "ngân sách tỉnh", 2_600, 260),
    ("people_committee", "public_employee", "ngân sách tỉnh", 16_000, 1_129),
    ("people_committee", "part_time", COMMUNE_PART_TIME, 1_500, 263),
    ("people_committee", "part_time", HAMLET_PART_TIME, 5_000, 2_296),
)
"""Body, class, funding, posts before (invented), posts cut (the article's, the State's split invented)."""


def decide_hau_giang(writer: Writer, tables: Tables) -> None:
    """The list of what was there, the hamlets merged, the ceilings cut, Phú An divided."""
    _list(writer, tables)
    _merge_hamlets(writer)
    for form, establishment_class, funding, before, cut in _CEILINGS:
        writer.quota(writer.of(PROVINCE, form), establishment_class, funding, before - cut)
    writer.decide("HG-02/QĐ-UBND-TD", ISSUER, CEILINGS_ON, "Giao biên chế", [tables.instruments["staff_cut_39"]])
    _divide_phu_an(writer, tables)


def _list(writer: Writer, tables: Tables) -> None:
    writer.found_area(PROVINCE, {"name": "Tỉnh Hậu Giang", "level": Level.PROVINCE, "type": "tỉnh"})
    for unit in tables.hau_giang:
        attributes: Attributes = {
            "name": unit.name,
            "level": Level.COMMUNE if unit.district else Level.DISTRICT,
            "type": unit.type,
            "parent": writer.areas[unit.district or PROVINCE],
            **measures(unit),
        }
        writer.found_area(unit.code, attributes)
        for number in range(1, HAMLETS.get(unit.code, 0) + 1):
            hamlet: Attributes = {"name": f"Ấp {number}", "level": Level.VILLAGE, "type": "ấp"}
            writer.found_area(f"{unit.code}-{number:02}", {**hamlet, "parent": writer.areas[unit.code]})
    writer.found("party_committee", "Tỉnh ủy Hậu Giang", "party", Level.PROVINCE, PROVINCE)
    writer.found("people_committee", "Ủy ban nhân dân tỉnh Hậu Giang", "state", Level.PROVINCE, PROVINCE)
    for form, establishment_class, funding, before, _ in _CEILINGS:
        writer.quota(writer.of(PROVINCE, form), establishment_class, funding, before)
    subject = "Danh mục đơn vị và biên chế của Hậu Giang khi dữ liệu trình diễn bắt đầu ghi nhận"
    writer.decide("DM-93/2015", LIST_ISSUER, FIRST_DAY, subject, kind="danh mục")


def _merge_hamlets(writer: Writer) -> None:
    for code, left in HAMLETS_LEFT.items():
        sources = tuple(writer.areas[f"{code}-{number:02}"] for number in range(left + 1, HAMLETS[code] + 1))
        writer.write(Merge(into=writer.areas[f"{code}-{left:02}"], sources=sources))
    writer.decide("HG-01/QĐ-UBND-TD", ISSUER, HAMLETS_ON, "Sáp nhập ấp, khu vực")


def _divide_phu_an(writer: Writer, tables: Tables) -> None:
    """The instrument's figures go to the takers; hamlets are halved between them, by invention."""
    citation = tables.instruments["phu_an_869"]
    units = {each.code: each for each in tables.hau_giang}
    code = tables.parts[0].code
    changes: list[Change] = []
    for part in tables.parts:
        taker = units[part.into]
        area = round((float(taker.natural_area) + float(part.natural_area)) * 100)
        figures: Attributes = {
            "natural_area": f"{area // 100}.{area % 100:02}",
            "population": taker.population + part.population,
        }
        changes.append(verbs.AdjustBoundary(areas=(Boundary(object_id=writer.areas[part.into], attributes=figures),)))
    for number in range(1, HAMLETS_LEFT[code] + 1):
        taker_code = tables.parts[number % len(tables.parts)].into
        hamlet = writer.areas[f"{code}-{number:02}"]
        changes.append(Reparent(object_id=hamlet, parent=writer.areas[taker_code]))
    heirs = tuple(Kin(object_id=writer.areas[each.into], extent="part") for each in tables.parts)
    changes.append(verbs.Dissolve(object_id=writer.areas.pop(code), successors=heirs))
    city: Attributes = {"name": "Thành phố Ngã Bảy", "type": "thành phố"}
    ward: Attributes = {"name": "Phường Hiệp Lợi", "type": "phường"}
    changes.append(verbs.Convert(object_id=writer.areas["931"], attributes=city))
    changes.append(verbs.Convert(object_id=writer.areas["31344"], attributes=ward))
    for change in changes:
        writer.write(change)
    writer.resolve(citation, tables.parts[0].effective_on)
