"""Quảng Ninh after 2021: 171 communes, then two tiers; what became of every unit, body and person."""

from __future__ import annotations

from datetime import date

import pytest

from tests.demo.quang_ninh.counting import Day, of_province, records_of
from tinhgon.demo.domain.matching import kilometres
from tinhgon.demo.domain.quang_ninh.units_2025 import new_province
from tinhgon.demo.quang_ninh import read_provinces
from tinhgon.demo.vietnam_units import read_source
from tinhgon.registry.domain.records import Record
from tinhgon.registry.domain.replay import Replay
from tinhgon.registry.domain.vocabulary import Kind

LAST_DAY_OF_THREE, FIRST_DAY_OF_TWO, LATER = date(2025, 6, 30), date(2025, 7, 1), date(2026, 6, 1)


@pytest.fixture(scope="module")
def everything(demonstration: Replay) -> list[Record]:
    """What the decisions of the demonstration leave on record."""
    return records_of(demonstration)


@pytest.fixture(scope="module")
def records(everything: list[Record]) -> list[Record]:
    """Quảng Ninh's share of it."""
    return of_province(everything, "22")


@pytest.fixture(scope="module")
def before(records: list[Record]) -> Day:
    return Day(records, LAST_DAY_OF_THREE)


@pytest.fixture(scope="module")
def two_tiers(records: list[Record]) -> Day:
    return Day(records, FIRST_DAY_OF_TWO)


# --- units ----------------------------------------------------------------------------------------


def test_177_communes_become_171_and_dong_trieu_a_city(records: list[Record]) -> None:
    last, first = Day(records, date(2024, 10, 31)), Day(records, date(2024, 11, 1))
    assert (len(last.areas("commune")), len(first.areas("commune"))) == (177, 171)
    assert {day.area("205").value("type", day.on) for day in (last, first)} == {"thị xã", "thành phố"}
    types = [each.value("type", first.on) for each in first.areas("commune")]
    assert {kind: types.count(kind) for kind in set(types)} == {"xã": 91, "phường": 73, "thị trấn": 7}


def test_communes_of_2024_are_those_of_the_package(before: Day) -> None:
    listed = {
        (row.commune.code, row.district.code)
        for row in read_source().legacy
        if row.province.code == "22" and row.commune is not None
    }
    districts = {each.object_id: each.value("code", before.on) for each in before.areas("district")}
    ours = {
        (each.value("code", before.on), districts[int(each.value("parent", before.on) or 0)])
        for each in before.areas("commune")
    }
    assert ours == listed


def test_districts_end_and_54_communes_hold(before: Day, two_tiers: Day) -> None:
    assert (len(before.areas("district")), len(before.areas("commune"))) == (13, 171)
    assert (len(two_tiers.areas("district")), len(two_tiers.areas("commune"))) == (0, 54)
    types = [each.value("type", two_tiers.on) for each in two_tiers.areas("commune")]
    assert {kind: types.count(kind) for kind in set(types)} == {"xã": 22, "phường": 30, "đặc khu": 2}
    listed = {(unit.code, unit.entry.name) for unit in read_provinces()["22"].communes}
    now = two_tiers.areas("commune")
    assert {(each.value("code", LATER), each.value("name", LATER)) for each in now} == listed


def test_every_commune_there_ever_was_leads_to_one_of_today(records: list[Record], two_tiers: Day) -> None:
    today = {each.object_id for each in two_tiers.areas("commune")}
    by_id = {each.object_id: each for each in records}

    def heirs(record: Record) -> set[int]:
        if record.object_id in today:
            return {record.object_id}
        return {heir for link in record.links for heir in heirs(by_id[link.successor])}

    communes = [
        each for each in records if each.kind is Kind.AREA and each.value("level", each.life.lower) == "commune"
    ]
    assert len(communes) == 186 + 2 + 53  # two merged as new in 2024; Cái Chiên was not arranged in 2025
    assert [each.object_id for each in communes if not heirs(each)] == []
    assert set().union(*map(heirs, communes)) == today


def test_divided_communes_pass_on_in_parts(before: Day) -> None:
    extents = {
        str(each.value("code", before.on)): sorted(link.extent for link in each.links)
        for each in before.areas("commune")
    }
    divided = {code: found for code, found in extents.items() if "part" in found}
    assert len(divided) == 12
    assert all(len(found) >= 2 and set(found) == {"part"} for found in divided.values())
    assert len(extents["06886"]) == 3
    assert [code for code, found in extents.items() if found == []] == ["06967"]
    assert {len(found) for code, found in extents.items() if code not in {*divided, "06967"}} == {1}


def test_villages_are_the_same_and_lie_in_the_new_communes(before: Day, two_tiers: Day) -> None:
    def villages(day: Day) -> dict[int, object]:
        return {each.object_id: each.value("parent", day.on) for each in day.areas("village")}

    assert len(villages(two_tiers)) == 1500
    assert villages(before).keys() == villages(two_tiers).keys()
    assert set(villages(two_tiers).values()) == {each.object_id for each in two_tiers.areas("commune")}


def test_every_unit_but_the_villages_has_a_point_in_the_province(everything: list[Record]) -> None:
    for on in (date(2015, 1, 1), date(2020, 1, 1), date(2024, 11, 1), FIRST_DAY_OF_TWO):
        day = Day(of_province(everything, "22"), on)
        for level in ("province", "district", "commune"):
            for area in day.areas(level):
                place = tuple(float(str(area.value(name, on))) for name in ("latitude", "longitude"))
                assert 20.6 < place[0] < 21.7, area.value("name", on)
                assert 106.4 < place[1] < 108.2, area.value("name", on)


def test_no_new_commune_lies_far_from_all_it_was_made_from(records: list[Record], two_tiers: Day) -> None:
    """The package puts Vĩnh Thực and Cái Chiên into Hạ Long's bay, near the province's seat."""

    def point(area: Record, on: date) -> tuple[float, float]:
        return float(str(area.value("latitude", on))), float(str(area.value("longitude", on)))

    for area in two_tiers.areas("commune"):
        olds = [each for each in records if any(link.successor == area.object_id for link in each.links)]
        points = [point(each, LAST_DAY_OF_THREE) for each in olds if LAST_DAY_OF_THREE in each.life]
        here = point(area, FIRST_DAY_OF_TWO)
        assert min((kilometres(here, each) for each in points), default=0) < 10, area.value("name", LATER)
    assert point(two_tiers.area("06967"), LATER)[0] > 21.2


def test_populations_are_added_up_only_where_no_commune_was_divided(before: Day, two_tiers: Day) -> None:
    found = [each for each in two_tiers.areas("commune") if each.value("population", LATER) is not None]
    assert len(found) == 54 - 19
    people = {each.value("code", before.on): each.value("population", before.on) for each in before.areas("commune")}
    co_to = two_tiers.area("07192").value("population", LATER)
    assert co_to == sum(int(people[code] or 0) for code in ("07192", "07195", "07198"))


# --- the apparatus --------------------------------------------------------------------------------


def test_every_commune_has_its_leaders(two_tiers: Day) -> None:
    for area in two_tiers.areas("commune"):
        roles = ("secretary", "standing_deputy_secretary", "deputy_secretary", "council_chair")
        for role in (*roles, "committee_chair", "front_chair"):
            assert len(two_tiers.people(area, role)) == 1, (area.value("name", LATER), role)


def test_the_council_is_chaired_by_the_secretary_or_the_standing_deputy(two_tiers: Day) -> None:
    new = [each for each in two_tiers.areas("commune") if each.life.start == FIRST_DAY_OF_TWO]
    assert len(new) == 53
    for area in new:
        chair = two_tiers.people(area, "council_chair")
        assert chair <= two_tiers.people(area, "secretary", "standing_deputy_secretary")
        assert two_tiers.people(area, "committee_chair") == two_tiers.people(area, "deputy_secretary")


def test_every_commune_has_the_bodies_of_the_two_tier_model(two_tiers: Day) -> None:
    once = (
        *("party_committee", "people_council", "people_committee", "front_committee"),
        *("party_office", "party_building_board", "inspection_commission", "council_committee_office"),
        *("public_administration_centre", "service_centre", "women_union", "youth_union"),
    )
    communes = {each.object_id for each in two_tiers.areas("commune")}
    for form in once:
        served = [each.value("area", LATER) for each in two_tiers.all(Kind.ORGANIZATION, form=form, tier="commune")]
        assert len(served) == 54
        assert set(served) == communes
    assert len(two_tiers.all(Kind.ORGANIZATION, form="room", tier="commune")) == 2 * 54


def test_nothing_of_the_districts_goes_on(before: Day, two_tiers: Day) -> None:
    assert before.all(Kind.ORGANIZATION, tier="district")
    assert two_tiers.all(Kind.ORGANIZATION, tier="district") == []
    areas = {each.object_id for each in two_tiers.all(Kind.AREA)}
    assert {each.value("area", LATER) for each in two_tiers.all(Kind.ORGANIZATION)} <= areas


def test_a_districts_committee_passes_to_those_of_its_communes(before: Day, two_tiers: Day) -> None:
    (committee,) = before.all(Kind.ORGANIZATION, form="party_committee", area=before.area("202").object_id)
    heirs = {link.successor for link in committee.links}
    communes = {two_tiers.area(code).object_id for code in ("06970", "06979", "06985")}
    committees = two_tiers.all(Kind.ORGANIZATION, form="party_committee")
    assert {each.value("area", two_tiers.on) for each in committees if each.object_id in heirs} == communes
    assert {link.extent for link in committee.links} == {"part"}


def test_who_leads_and_serves_now_did_so_before(before: Day, two_tiers: Day) -> None:
    def people(day: Day) -> set[object]:
        return {each.value("person", day.on) for each in day.all(Kind.MEMBERSHIP)}

    assert people(two_tiers) < people(before)


def test_ceilings_pass_on_undiminished(before: Day, two_tiers: Day) -> None:
    assert before.ceilings() == two_tiers.ceilings()


def test_no_post_of_today_is_vacant(two_tiers: Day) -> None:
    held = {each.value("post", two_tiers.on) for each in two_tiers.all(Kind.MEMBERSHIP)}
    assert {each.object_id for each in two_tiers.all(Kind.POST)} == held


# --- the provinces beside it ----------------------------------------------------------------------


def test_a_woman_came_to_chair_bac_ninhs_committee_in_2019(everything: list[Record]) -> None:
    bac_ninh = of_province(everything, "27")
    assert len(Day(bac_ninh, date(2019, 1, 1)).areas("district")) == 8
    first, second = (
        Day(bac_ninh, on).people(Day(bac_ninh, on).area("27"), "committee_chair")
        for on in (date(2018, 12, 31), date(2019, 12, 31))
    )
    assert len(first) == len(second) == 1
    assert first.isdisjoint(second)


@pytest.mark.parametrize(("code", "into"), [("27", "24"), ("93", "92")])
def test_the_provinces_beside_it_pass_into_larger_ones(everything: list[Record], code: str, into: str) -> None:
    (old,) = Day(everything, LAST_DAY_OF_THREE).all(Kind.AREA, code=code, level="province")
    (new,) = Day(everything, FIRST_DAY_OF_TWO).all(Kind.AREA, code=into, level="province")
    assert [(link.successor, link.extent) for link in old.links] == [(new.object_id, "whole")]
    assert Day(everything, FIRST_DAY_OF_TWO).areas("district") == []


# --- reading the list -----------------------------------------------------------------------------


def test_each_old_commune_has_one_heir_for_its_bodies() -> None:
    communes = read_provinces()["22"].communes
    heirs = [code for unit in communes for code in unit.heir_of]
    assert len(heirs) == len(set(heirs)) == 171
    assert [unit.entry.name for unit in communes if not unit.heir_of] == []
    assert [unit.entry.name for unit in communes if unit.carried_on] == ["Xã Cái Chiên"]


def test_a_province_is_read_alone() -> None:
    can_tho = new_province(read_source(), "92").made_from({"31344", "31366", "31369"})
    assert [(unit.entry.name, len(unit.whole)) for unit in can_tho.communes] == [
        ("Xã Châu Thành", 3),
        ("Xã Đông Phước", 3),
        ("Phường Đại Thành", 3),
    ]
