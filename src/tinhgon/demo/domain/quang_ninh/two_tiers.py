"""Quảng Ninh after 2021: 171 communes in 2024, fewer departments and no districts in 2025."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tinhgon.demo.domain.quang_ninh.arrangement_2025 import arrange_communes
from tinhgon.demo.domain.quang_ninh.arrangements import convert_units, merge_bodies, merge_units
from tinhgon.demo.domain.quang_ninh.communes_2025 import LEADING_FORMS, PARTY_TERM_ENDS, arrange_bodies
from tinhgon.demo.domain.quang_ninh.founding import PROVINCE
from tinhgon.demo.domain.quang_ninh.leaders import renew
from tinhgon.demo.domain.quang_ninh.neighbours import end_neighbours
from tinhgon.demo.domain.quang_ninh.reform import COMMITTEE, STANDING_COMMITTEE, Reform
from tinhgon.demo.domain.quang_ninh.tables import Tables, Unit
from tinhgon.demo.domain.quang_ninh.units import units_after
from tinhgon.demo.domain.quang_ninh.units_2025 import NewProvince, NewUnit
from tinhgon.demo.domain.quang_ninh.writer import Body
from tinhgon.registry.domain import changes as verbs

ARRANGED_ON, DEPARTMENTS_ON = date(2024, 11, 1), date(2025, 3, 1)
TWO_TIERS_ON, CONGRESS_ON = date(2025, 7, 1), date(2025, 9, 25)

_DEPARTMENTS_MERGED = (
    ("Sở Lao động - Thương binh và Xã hội", "Sở Nội vụ", "Sở Nội vụ"),
    ("Sở Kế hoạch và Đầu tư", "Sở Tài chính", "Sở Tài chính"),
    ("Sở Giao thông vận tải", "Sở Xây dựng", "Sở Xây dựng"),
    ("Sở Tài nguyên và Môi trường", "Sở Nông nghiệp và Phát triển nông thôn", "Sở Nông nghiệp và Môi trường"),
    ("Sở Thông tin và Truyền thông", "Sở Khoa học và Công nghệ", "Sở Khoa học và Công nghệ"),
)


def decide_after_2021(reform: Reform, tables: Tables, provinces: Mapping[str, NewProvince]) -> None:
    """The decisions from 2024 to 2025; `provinces` are those of the list of July 2025, by code."""
    units = {each.code: each for each in tables.communes}
    for instrument in ("wards_769", "communes_837"):
        units = units_after(units, tables.changes_by(instrument))
    _arrange_2024(reform, tables, units)
    _merge_departments(reform)
    units = units_after(units, tables.changes_by("communes_1199"))
    neighbours = end_neighbours(reform.writer, tables, provinces, TWO_TIERS_ON)
    _two_tiers(reform, tables, provinces[PROVINCE], units, neighbours)
    renew(reform.writer, reform.province.districts[PROVINCE], PARTY_TERM_ENDS)
    subject = "Kết quả bầu cử của đại hội đảng bộ tỉnh, nhiệm kỳ 2025–2030, và kiện toàn chức danh chủ chốt"
    reform.decide("48-QĐ/TU-TD", STANDING_COMMITTEE, CONGRESS_ON, subject, "congress_45")


def _arrange_2024(reform: Reform, tables: Tables, units: Mapping[str, Unit]) -> None:
    changes = tables.changes_by("communes_1199")
    convert_units(reform.writer, changes)
    merge_units(reform.writer, units, changes)
    reform.writer.resolve(tables.instruments["communes_1199"], ARRANGED_ON, tables.instruments["arrangement_35"])
    merge_bodies(reform, changes)
    subject = "Sắp xếp tổ chức bộ máy cấp xã sau khi nhập, thành lập đơn vị hành chính"
    reform.decide("32-QĐ/TU-TD", STANDING_COMMITTEE, ARRANGED_ON, subject, "communes_1199")


def _merge_departments(reform: Reform) -> None:
    """Departments of the province and their Party cells; propaganda and mass mobilisation become one board."""
    writer = reform.writer
    departments = {each.name: each for each in writer.serving(PROVINCE, "department")}
    cells = {each.name: each for each in writer.serving(PROVINCE, "party_cell")}
    for source, into, name in _DEPARTMENTS_MERGED:
        writer.absorb([departments[source]], departments[into])
        writer.absorb([cells[f"Chi bộ {source}"]], cells[f"Chi bộ {into}"])
        _rename(reform, departments[into], cells[f"Chi bộ {into}"], name)
    _rename(reform, departments["Ban Dân tộc"], cells["Chi bộ Ban Dân tộc"], "Sở Dân tộc và Tôn giáo")
    reform.decide("33/QĐ-UBND-TD", COMMITTEE, DEPARTMENTS_ON, "Sắp xếp các sở của tỉnh", "agencies_45")

    board = writer.of(PROVINCE, "propaganda_board")
    writer.absorb([writer.of(PROVINCE, "mass_mobilisation_board")], board)
    writer.rename(board, "Ban Tuyên giáo và Dân vận Tỉnh ủy")
    subject = "Hợp nhất Ban Tuyên giáo và Ban Dân vận Tỉnh ủy"
    reform.decide("34-QĐ/TU-TD", STANDING_COMMITTEE, DEPARTMENTS_ON, subject, "resolution_18")


def _rename(reform: Reform, department: Body, cell: Body, name: str) -> None:
    if department.name != name:
        reform.writer.rename(department, name)
        reform.writer.rename(cell, f"Chi bộ {name}")


def _two_tiers(
    reform: Reform,
    tables: Tables,
    province: NewProvince,
    units: Mapping[str, Unit],
    neighbours: Sequence[str],
) -> None:
    """New communes as areas; their bodies, one decision for each former district; then all districts end."""
    writer = reform.writer
    homes = {unit.code: reform.province.communes[unit.code].district for unit in province.communes}
    by_district = {
        code: [unit for unit in province.communes if homes[unit.code] == code]
        for code in sorted(reform.province.districts)
        if code != PROVINCE
    }
    arrange_communes(writer, province, writer.areas[PROVINCE], units)
    writer.resolve(tables.instruments["communes_1679"], TWO_TIERS_ON, tables.instruments["local_government_72"])
    for code in units:
        if code not in homes:
            reform.province.communes.pop(code)
    names = {each.code: each.name for each in tables.districts}
    for number, (code, communes) in enumerate(by_district.items(), start=35):
        arrange_bodies(reform, code, communes)
        subject = f"Tổ chức bộ máy các xã, phường, đặc khu trên địa bàn {names[code]} cũ theo mô hình hai cấp"
        reform.decide(f"{number}-QĐ/TU-TD", STANDING_COMMITTEE, TWO_TIERS_ON, subject, "communes_1679", "rooms_150")
    for code, communes in by_district.items():
        _end_district(reform, code, communes)
    for code in neighbours:
        writer.write(verbs.Dissolve(object_id=writer.areas.pop(code)))
    writer.resolve(tables.instruments["constitution_203"], TWO_TIERS_ON, tables.instruments["local_government_72"])


def _end_district(reform: Reform, code: str, communes: Sequence[NewUnit]) -> None:
    """End the district's bodies, then the district; what its leading bodies did passes to the communes'."""
    writer = reform.writer
    for body in writer.serving(code):
        heirs = [writer.of(each.code, body.form) for each in communes] if body.form in LEADING_FORMS else []
        writer.dissolve(body, heirs)
    writer.write(verbs.Dissolve(object_id=writer.areas.pop(code)))
    reform.province.districts.pop(code)
