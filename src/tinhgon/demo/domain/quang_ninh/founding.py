"""The apparatus as the demonstration begins: units, bodies, posts, holders and ceilings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tinhgon.demo.domain.quang_ninh.bodies import (
    COMMUNE_UNIONS,
    DISTRICT_BODIES,
    PROVINCE_BODIES,
    SUB_DEPARTMENTS,
    Spec,
)
from tinhgon.demo.domain.quang_ninh.leaders import Locality, create_leading_posts, fill_leading_posts
from tinhgon.demo.domain.quang_ninh.names import draw
from tinhgon.demo.domain.quang_ninh.tables import Tables, Unit
from tinhgon.demo.domain.quang_ninh.units import measures, together
from tinhgon.demo.domain.quang_ninh.writer import Body, Post, Writer
from tinhgon.registry.domain.changes import Attributes
from tinhgon.registry.domain.vocabulary import Level

PROVINCE = "22"
BA_CHE, MINH_CAM = "202", "06991"
TERM_ENDS = date(2020, 6, 30)
VILLAGES = 1500
MINH_CAM_VILLAGES, MINH_CAM_MINORITY = 6, "0.96"
PART_TIME_TITLES = 12
SCHOOL_SITES = 40

BUDGETS = {
    level: f"ngân sách {name}" for level, name in (("province", "tỉnh"), ("district", "huyện"), ("commune", "xã"))
}
SUB_DEPARTMENT_BUDGET = "ngân sách tỉnh (chi cục)"
_DISTRICT_CEILINGS = (("party_committee", 60), ("people_committee", 110), ("front_committee", 30))
_DISTRICT_SERVICE_CEILING, _COMMUNE_CEILING, _SUB_DEPARTMENT_CEILING = 900, 25, 40
_COMMUNE_STAFF = 11


@dataclass(slots=True)
class CellPosts:
    """The secretary of a Party cell and the head of its village or department; `united`: one person holds both."""

    secretary: Post
    head: Post
    united: bool


@dataclass(slots=True)
class Province:
    """What later decisions go by."""

    districts: dict[str, Locality]
    communes: dict[str, Locality]
    villages: list[CellPosts]
    departments: list[CellPosts]


def villages_by_commune(communes: Sequence[Unit]) -> dict[str, int]:
    """Spread the villages by the square root of the population: many small ones where people are few."""
    spread = [each for each in communes if each.code != MINH_CAM]
    weights = {each.code: max(1, each.population) ** 0.5 for each in spread}
    left = VILLAGES - MINH_CAM_VILLAGES
    shares = {code: left * weight / sum(weights.values()) for code, weight in weights.items()}
    found = {code: int(share) for code, share in shares.items()}
    by_remainder = sorted(shares, key=lambda code: (found[code] - shares[code], code))
    for code in by_remainder[: left - sum(found.values())]:
        found[code] += 1
    return found | {MINH_CAM: MINH_CAM_VILLAGES}


# --- province -------------------------------------------------------------------------------------


def found_province(writer: Writer, tables: Tables) -> tuple[Locality, list[CellPosts]]:
    """The province with its bodies; gives its leading posts and the Party cells of its departments."""
    figures = together(tables.districts)
    writer.found_area(PROVINCE, {"name": "Tỉnh Quảng Ninh", "level": Level.PROVINCE, "type": "tỉnh", **figures})
    leading = _leading_bodies(writer, PROVINCE, Level.PROVINCE, "Tỉnh ủy Quảng Ninh", (None, None, None))
    locality = create_leading_posts(writer, PROVINCE, "", *leading)
    fill_leading_posts(writer, locality, False, TERM_ENDS)
    _further_leaders(writer, PROVINCE, vice_chairs=4)
    for spec in PROVINCE_BODIES:
        body = _body(writer, spec, PROVINCE, Level.PROVINCE)
        _ceiling(writer, body, 10 * (spec.staff + spec.rooms))
    agriculture = next(each for each in writer.serving(PROVINCE, "department") if "Nông nghiệp" in each.name)
    for spec in SUB_DEPARTMENTS:
        body = _body(writer, spec, PROVINCE, Level.PROVINCE, agriculture)
        writer.quota(body, "civil_servant", SUB_DEPARTMENT_BUDGET, _SUB_DEPARTMENT_CEILING)
    return locality, [_cell(writer, each) for each in writer.serving(PROVINCE, "department")]


def _cell(writer: Writer, department: Body) -> CellPosts:
    name = f"Chi bộ {department.name}"
    cell = writer.found("party_cell", name, "party", Level.PROVINCE, PROVINCE, department)
    secretary = writer.post(cell, "cell_secretary", "Bí thư chi bộ", "head", "elected_official", elective=True)
    head = department.post("organ_head")
    united = draw(writer.seed, 2, "cell", department.name) == 0
    holder = head.person if united else department.post("organ_deputy").person
    writer.place(secretary, holder, concurrent=True)
    return CellPosts(secretary, head, united)


# --- districts ------------------------------------------------------------------------------------


def found_district(writer: Writer, unit: Unit, non_local: bool) -> Locality:
    """A district with its bodies."""
    parent = writer.areas[PROVINCE]
    attributes: Attributes = {"name": unit.name, "level": Level.DISTRICT, "type": unit.type, "parent": parent}
    writer.found_area(unit.code, {**attributes, **measures(unit)})
    above = tuple(writer.of(PROVINCE, form) for form in ("party_committee", "people_committee", "front_committee"))
    party = party_name(Level.DISTRICT, unit.type, unit.name)
    leading = _leading_bodies(writer, unit.code, Level.DISTRICT, party, above)
    locality = create_leading_posts(writer, unit.code, "", *leading)
    fill_leading_posts(writer, locality, non_local, TERM_ENDS)
    _further_leaders(writer, unit.code, vice_chairs=2)
    for spec in DISTRICT_BODIES:
        _body(writer, spec, unit.code, Level.DISTRICT)
    for form, amount in _DISTRICT_CEILINGS:
        _ceiling(writer, writer.of(unit.code, form), amount)
    committee = writer.of(unit.code, "people_committee")
    writer.quota(committee, "public_employee", BUDGETS["district"], _DISTRICT_SERVICE_CEILING)
    if unit.code == BA_CHE:
        school = writer.found("school", "Các trường mầm non và tiểu học", "service", Level.DISTRICT, BA_CHE, committee)
        for number in range(1, SCHOOL_SITES + 1):
            writer.found("school_site", f"Điểm trường số {number}", "service", Level.DISTRICT, BA_CHE, school)
    return locality


def party_name(tier: str, unit_type: str, unit_name: str) -> str:
    """What the Party committee of a district or commune is called."""
    if tier == Level.COMMUNE:
        return f"Đảng ủy {unit_name}"
    title = {"huyện": "Huyện ủy", "thị xã": "Thị ủy"}.get(unit_type, "Thành ủy")
    return f"{title} {unit_name[len(unit_type) :].strip()}"


# --- communes and villages ------------------------------------------------------------------------


def found_commune(writer: Writer, unit: Unit, villages: int, non_local: bool) -> tuple[Locality, list[CellPosts]]:
    """A commune with its bodies and villages."""
    attributes: Attributes = {
        "name": unit.name,
        "level": Level.COMMUNE,
        "type": unit.type,
        "parent": writer.areas[unit.district],
        **measures(unit),
        "minority_share": MINH_CAM_MINORITY if unit.code == MINH_CAM else None,
    }
    writer.found_area(unit.code, attributes)
    forms = ("party_committee", "people_committee", "front_committee")
    above = tuple(writer.of(unit.district, form) for form in forms)
    leading = _leading_bodies(writer, unit.code, Level.COMMUNE, party_name(Level.COMMUNE, unit.type, unit.name), above)
    locality = create_leading_posts(writer, unit.code, unit.district, *leading)
    fill_leading_posts(writer, locality, non_local, TERM_ENDS)
    _further_leaders(writer, unit.code, vice_chairs=2)
    for spec in COMMUNE_UNIONS:
        union = writer.found(spec.form, spec.name, spec.sector, Level.COMMUNE, unit.code, leading[3])
        title = f"Người đứng đầu {spec.name}"
        head = writer.post(union, "organ_head", title, "head", "elected_official", elective=True)
        writer.place(head, writer.new_person())
    _staff(writer, leading[2], "specialist", "Công chức chuyên môn", "civil_servant", _COMMUNE_STAFF)
    _ceiling(writer, leading[2], _COMMUNE_CEILING)
    if unit.code == MINH_CAM:
        for number in range(1, PART_TIME_TITLES + 1):
            title = f"Chức danh không chuyên trách số {number}"
            post = writer.post(leading[2], "part_time_title", title, "none", "part_time")
            writer.place(post, writer.new_person())
    made = [_village(writer, unit, number, leading[0], leading[2]) for number in range(1, villages + 1)]
    return locality, made


def _village(writer: Writer, unit: Unit, number: int, party: Body, committee: Body) -> CellPosts:
    kind = "Thôn" if unit.type == "xã" else "Khu phố"
    code = f"{unit.code}-{number:02}"
    name = f"{kind} {number}"
    parent = writer.areas[unit.code]
    writer.found_area(code, {"name": name, "level": Level.VILLAGE, "type": kind.lower(), "parent": parent})
    writer.villages[code] = unit.code
    cell = writer.found("village_party_cell", f"Chi bộ {name}", "party", Level.VILLAGE, code, party)
    board = writer.found("village_board", f"Ban quản lý {name}", "state", Level.VILLAGE, code, committee)
    secretary = writer.post(cell, "cell_secretary", "Bí thư chi bộ", "head", "part_time", elective=True)
    head = writer.post(board, "village_head", f"Trưởng {name.split()[0].lower()}", "head", "part_time", elective=True)
    person = writer.place(head, writer.new_person())
    united = draw(writer.seed, 2, "village", code) == 0
    writer.place(secretary, person if united else writer.new_person(), concurrent=united)
    return CellPosts(secretary, head, united)


# --- what all levels share ------------------------------------------------------------------------


def establishment_class(body: Body) -> str:
    """Under which class the body's leaders and staff count."""
    return "public_employee" if body.sector == "service" else "civil_servant"


def _leading_bodies(
    writer: Writer, code: str, tier: Level, party: str, above: Sequence[Body | None]
) -> tuple[Body, Body, Body, Body]:
    return (
        writer.found("party_committee", party, "party", tier, code, above[0]),
        writer.found("people_council", "Hội đồng nhân dân", "state", tier, code),
        writer.found("people_committee", "Ủy ban nhân dân", "state", tier, code, above[1]),
        writer.found("front_committee", "Ủy ban Mặt trận Tổ quốc", "front", tier, code, above[2]),
    )


def _further_leaders(writer: Writer, code: str, vice_chairs: int) -> None:
    council, committee = writer.of(code, "people_council"), writer.of(code, "people_committee")
    for body, role, title, seats in (
        (council, "council_vice_chair", "Phó Chủ tịch Hội đồng nhân dân", 1),
        (committee, "committee_vice_chair", "Phó Chủ tịch Ủy ban nhân dân", vice_chairs),
    ):
        post = writer.post(body, role, title, "deputy", "elected_official", elective=True, seats=seats)
        for _ in range(seats):
            writer.place(post, writer.new_person(), term_ends_on=TERM_ENDS)


def _body(writer: Writer, spec: Spec, code: str, tier: Level, parent: Body | None = None) -> Body:
    forms = {"party": "party_committee", "front": "front_committee"}
    parent = parent or writer.of(code, forms.get(spec.sector, "people_committee"))
    body = writer.found(spec.form, spec.name, spec.sector, tier, code, parent)
    _leaders(writer, body, spec.deputies)
    _staff(writer, body, "specialist", "Chuyên viên", establishment_class(body), spec.staff)
    for number in range(1, spec.rooms + 1):
        room = writer.found("room", f"Phòng {number}, {spec.name}", spec.sector, tier, code, body)
        _leaders(writer, room, 0)
    return body


def _leaders(writer: Writer, body: Body, deputies: int) -> None:
    staff_class = establishment_class(body)
    head = writer.post(body, "organ_head", f"Người đứng đầu {body.name}", "head", staff_class)
    writer.place(head, writer.new_person())
    for _ in range(deputies):
        deputy = writer.post(body, "organ_deputy", f"Cấp phó {body.name}", "deputy", staff_class)
        writer.place(deputy, writer.new_person())


def _staff(writer: Writer, body: Body, role: str, title: str, staff_class: str, seats: int) -> None:
    pool = writer.post(body, role, title, "none", staff_class, seats=seats)
    for _ in range(seats):
        writer.place(pool, writer.new_person())


def _ceiling(writer: Writer, body: Body, amount: int) -> None:
    writer.quota(body, establishment_class(body), BUDGETS[body.tier], amount)
