"""The whole demonstration of Quảng Ninh as decisions, in the order to enact them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from tinhgon.demo.domain.quang_ninh.arrangements import (
    HA_LONG,
    HOANH_BO,
    convert_units,
    merge_bodies,
    merge_hoanh_bo,
    merge_units,
)
from tinhgon.demo.domain.quang_ninh.founding import (
    BA_CHE,
    PROVINCE,
    TERM_ENDS,
    Province,
    found_commune,
    found_district,
    found_province,
    villages_by_commune,
)
from tinhgon.demo.domain.quang_ninh.hau_giang import decide_hau_giang
from tinhgon.demo.domain.quang_ninh.leaders import give_committee
from tinhgon.demo.domain.quang_ninh.names import draw
from tinhgon.demo.domain.quang_ninh.neighbours import decide_bac_ninh
from tinhgon.demo.domain.quang_ninh.reform import (
    COMMITTEE,
    JOINT_OFFICES,
    NEXT_TERM,
    PAIRED_DISTRICTS,
    STANDING_COMMITTEE,
    Reform,
)
from tinhgon.demo.domain.quang_ninh.tables import Tables
from tinhgon.demo.domain.quang_ninh.two_tiers import decide_after_2021
from tinhgon.demo.domain.quang_ninh.units_2025 import NewProvince
from tinhgon.demo.domain.quang_ninh.writer import LIST_ISSUER, Personal, Writer
from tinhgon.registry.domain.decisions import DecisionDocument

FIRST_DAY = date(2015, 1, 1)
_WARDS_ON, _MERGED_ON = date(2019, 9, 11), date(2020, 1, 1)


def plan(
    tables: Tables,
    provinces: Mapping[str, NewProvince],
    seed: int,
    next_id: Callable[[], int],
    personal: Personal,
) -> tuple[DecisionDocument, ...]:
    """The decisions, the same for the same seed; `next_id` gives out object ids, in a stable order.

    `provinces` are those of the list of July 2025 that the demonstration reaches, by code.
    """
    writer = Writer(seed, next_id, personal)
    leaving = frozenset(each.code for each in tables.changes_by("communes_837") if each.change == "merged")
    reform = Reform(writer, _lists(writer, tables), leaving, dict(tables.instruments))
    at_the_start = reform.ceilings()
    _first_years(reform)
    _after_resolution_18(reform)
    _year_2019(reform)
    _units_rearranged(reform, tables)
    _congress_year(reform, at_the_start)
    decide_hau_giang(writer, tables)
    decide_bac_ninh(writer, tables)
    decide_after_2021(reform, tables, provinces)
    return tuple(writer.decisions)


def _lists(writer: Writer, tables: Tables) -> Province:
    """What the demonstration finds on its first day: one list for the province, one for each district."""
    leading, cells = found_province(writer, tables)
    _list(writer, "22", "tỉnh Quảng Ninh")
    province = Province({PROVINCE: leading}, {}, [], cells)
    villages = villages_by_commune(tables.communes)
    for number, district in enumerate(tables.districts):
        province.districts[district.code] = found_district(writer, district, non_local=number % 2 == 0)
        for unit in [each for each in tables.communes if each.district == district.code]:
            non_local = draw(writer.seed, 3, "non-local", unit.code) == 0
            province.communes[unit.code], made = found_commune(writer, unit, villages[unit.code], non_local)
            province.villages += made
        _list(writer, district.code, district.name)
    return province


def _list(writer: Writer, code: str, name: str) -> None:
    subject = (
        f"Danh mục đơn vị, tổ chức, chức danh của {name} khi dữ liệu trình diễn bắt đầu ghi nhận; "
        "không phải ngày thành lập"
    )
    writer.decide(f"DM-{code}/2015", LIST_ISSUER, FIRST_DAY, subject, kind="danh mục")


def _first_years(reform: Reform) -> None:
    """2015–2017: Scheme 25."""
    province = reform.province
    reform.pair_communes(6, TERM_ENDS)
    subject = "Thí điểm Bí thư Đảng ủy đồng thời là Chủ tịch Ủy ban nhân dân cấp xã"
    reform.decide("01-QĐ/TU-TD", STANDING_COMMITTEE, date(2015, 3, 20), subject, "scheme_25")

    for code in _districts(reform):
        reform.found_public_administration_centre(code)
    subject = "Thành lập Trung tâm Phục vụ hành chính công cấp huyện"
    reform.decide("02/QĐ-UBND-TD", COMMITTEE, date(2015, 7, 1), subject, "scheme_25")

    reform.cut_rooms(lambda body: body.form != "sub_department", 60)
    subject = "Sắp xếp phòng trong các cơ quan cấp tỉnh, đợt 1"
    reform.decide("03/QĐ-UBND-TD", COMMITTEE, date(2016, 6, 1), subject, "scheme_25")

    reform.cut_ceilings(reform.ceilings() * 96 // 100)
    reform.decide("04/QĐ-UBND-TD", COMMITTEE, date(2017, 1, 1), "Giao biên chế năm 2017", "staff_cut_39")

    reform.unite(province.villages, share_left=4)
    reform.unite(province.departments, share_left=4)
    subject = "Bầu trưởng thôn, bản, khu phố làm bí thư chi bộ; bí thư chi bộ là thủ trưởng cơ quan, đợt 1"
    reform.decide("05-QĐ/TU-TD", STANDING_COMMITTEE, date(2017, 3, 1), subject, "scheme_25")


def _after_resolution_18(reform: Reform) -> None:
    """2018: district organs, common organs, joint offices, further posts and rooms."""
    writer = reform.writer
    codes = [BA_CHE, *(each for each in _districts(reform) if each != BA_CHE)]
    for number, code in enumerate(codes):
        reform.merge_district_organs(code)
        if code == BA_CHE:
            reform.merge_small_bodies_of_ba_che()
        subject = "Hợp nhất cơ quan Tổ chức - Nội vụ, Kiểm tra - Thanh tra; sắp xếp đầu mối của huyện"
        on = date(2018, 3, 15) + timedelta(days=number)
        reform.decide(f"{number + 6:02}-QĐ/TU-TD", STANDING_COMMITTEE, on, subject, "scheme_25", "resolution_18")

    for code in [PROVINCE, *_districts(reform)]:
        reform.found_common_organ(code)
    subject = "Thành lập cơ quan tham mưu giúp việc chung Mặt trận Tổ quốc và các tổ chức chính trị - xã hội"
    reform.decide("20-QĐ/TU-TD", STANDING_COMMITTEE, date(2018, 5, 1), subject, "resolution_18")

    for code in JOINT_OFFICES:
        reform.join_offices(code)
    for code in PAIRED_DISTRICTS:
        give_committee(writer, reform.province.districts[code], TERM_ENDS)
    reform.send_secretaries(reform.province.communes.values(), 90, TERM_ENDS)
    reform.pair_communes(60, TERM_ENDS)
    reform.combine_part_time_titles(5)
    subject = "Hợp nhất văn phòng cấp huyện (thí điểm), nhất thể hóa chức danh, luân chuyển bí thư"
    reform.decide("21-QĐ/TU-TD", STANDING_COMMITTEE, date(2018, 6, 1), subject, "resolution_18")

    rooms = 180 - 60 - len(_districts(reform)) - len(writer.serving(HOANH_BO, "room"))
    reform.cut_rooms(lambda body: body.form != "sub_department", rooms)
    ended = reform.close_sub_departments(3)
    reform.cut_rooms(lambda body: body.form == "sub_department", 44 - ended)
    subject = "Sắp xếp phòng, chi cục và phòng thuộc chi cục của các cơ quan cấp tỉnh, đợt 2"
    reform.decide("22/QĐ-UBND-TD", COMMITTEE, date(2018, 9, 1), subject, "resolution_18")

    party = writer.of(PROVINCE, "party_committee")
    writer.found("tax_party_committee", "Đảng bộ Cục Thuế tỉnh", "party", party.tier, PROVINCE, party)
    offices = "Văn phòng Đoàn đại biểu Quốc hội, Hội đồng nhân dân và Ủy ban nhân dân tỉnh"
    reform.absorb_in_province("council_office", "committee_office", "joint_office", offices)
    reform.absorb_in_province("document_centre", "joint_office", "joint_office", offices)
    block = "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh"
    reform.absorb_in_province("enterprises_party_committee", "agencies_party_committee", "block_party_committee", block)
    subject = "Sắp xếp văn phòng, đảng ủy khối; thành lập Đảng bộ Cục Thuế tỉnh"
    reform.decide("23-QĐ/TU-TD", STANDING_COMMITTEE, date(2018, 12, 1), subject, "resolution_18")


def _year_2019(reform: Reform) -> None:
    """2019: media centre, village posts, 96 of 186 communes."""
    reform.found_media_centre()
    subject = "Thành lập Trung tâm Truyền thông tỉnh trên cơ sở hợp nhất bốn cơ quan"
    reform.decide("24-QĐ/TU-TD", STANDING_COMMITTEE, date(2019, 1, 1), subject, "resolution_18")

    reform.unite(reform.province.villages, share_left=0)
    reform.unite(reform.province.departments, share_left=0)
    subject = "Bầu trưởng thôn, bản, khu phố làm bí thư chi bộ; bí thư chi bộ là thủ trưởng cơ quan, đợt 2"
    reform.decide("25-QĐ/TU-TD", STANDING_COMMITTEE, date(2019, 5, 1), subject, "resolution_18")

    reform.pairs_in_ba_che(TERM_ENDS)
    reform.pair_communes(96, TERM_ENDS)
    reform.pair_councils(10, TERM_ENDS)
    reform.unify_heads_of_province()
    subject = "Nhất thể hóa chức danh ở tỉnh và cấp xã"
    reform.decide("26-QĐ/TU-TD", STANDING_COMMITTEE, date(2019, 8, 1), subject, "resolution_18")


def _units_rearranged(reform: Reform, tables: Tables) -> None:
    """Wards of Đông Triều; then the mergers of units, and of their bodies on the same day."""
    writer, cited = reform.writer, tables.instruments
    convert_units(writer, tables.changes_by("wards_769"))
    writer.resolve(cited["wards_769"], _WARDS_ON)

    changes = tables.changes_by("communes_837")
    convert_units(writer, changes)
    merge_hoanh_bo(writer, {each.code: each for each in tables.districts})
    merge_units(writer, {each.code: each for each in tables.communes}, changes)
    writer.resolve(cited["communes_837"], _MERGED_ON, cited["arrangement_653"])

    merge_bodies(reform, changes, {HOANH_BO: HA_LONG})
    subject = "Sắp xếp tổ chức bộ máy các đơn vị hành chính sau khi nhập"
    reform.decide("27-QĐ/TU-TD", STANDING_COMMITTEE, _MERGED_ON, subject, "communes_837")


def _congress_year(reform: Reform, ceilings_before: int) -> None:
    """2020: congresses of communes and districts, and the last ceilings of the term."""
    province = reform.province
    reform.send_secretaries(province.communes.values(), 150, NEXT_TERM)
    reform.pair_communes(119, NEXT_TERM)
    reform.pair_councils(24, NEXT_TERM)
    subject = "Kết quả bầu cử của đại hội đảng bộ cấp xã, nhiệm kỳ 2020–2025"
    reform.decide("28-QĐ/TU-TD", STANDING_COMMITTEE, date(2020, 5, 15), subject, "congress_35")

    reform.close_school_sites(18)
    reform.decide("29/QĐ-UBND-TD", COMMITTEE, date(2020, 6, 1), "Sắp xếp điểm trường huyện Ba Chẽ", "scheme_25")

    districts = [each for code, each in province.districts.items() if code != PROVINCE]
    reform.send_secretaries(districts, len(districts), NEXT_TERM)
    subject = "Kết quả bầu cử của đại hội đảng bộ cấp huyện, nhiệm kỳ 2020–2025"
    reform.decide("30-QĐ/TU-TD", STANDING_COMMITTEE, date(2020, 8, 15), subject, "congress_35")

    reform.cut_ceilings(ceilings_before * 9 // 10)
    reform.decide("31/QĐ-UBND-TD", COMMITTEE, date(2020, 12, 1), "Giao biên chế năm 2021", "staff_cut_39")


def _districts(reform: Reform) -> list[str]:
    return [code for code in reform.province.districts if code != PROVINCE]
