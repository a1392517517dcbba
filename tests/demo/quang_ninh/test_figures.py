"""The figures of the articles, counted in the records on the days the articles speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest

from tests.demo.quang_ninh.counting import Day, ended, last_values, of_province, records_of
from tinhgon.registry.domain.records import Record
from tinhgon.registry.domain.replay import Replay
from tinhgon.registry.domain.vocabulary import Kind

START, TERM_END = date(2015, 1, 1), date(2020, 12, 31)
BA_CHE, MINH_CAM, HOANH_BO, HA_LONG = "202", "06991", "204", "193"


@pytest.fixture(scope="module")
def everything(demonstration: Replay) -> list[Record]:
    """What the decisions of the demonstration leave on record."""
    return records_of(demonstration)


@pytest.fixture(scope="module")
def records(everything: list[Record]) -> list[Record]:
    """Quảng Ninh's share of it: all but the people, who belong nowhere, and the small sets beside it."""
    return of_province(everything, "22")


@pytest.fixture(scope="module")
def before(records: list[Record]) -> Day:
    return Day(records, START)


@pytest.fixture(scope="module")
def end_of_2019(records: list[Record]) -> Day:
    return Day(records, date(2019, 12, 31))


@pytest.fixture(scope="module")
def ba_che_report(records: list[Record]) -> Day:
    return Day(records, date(2020, 6, 24))


@pytest.fixture(scope="module")
def january_2021(records: list[Record]) -> Day:
    return Day(records, date(2021, 1, 15))


def within(day: Day, parent: str) -> list[Record]:
    return day.all(Kind.AREA, parent=day.area(parent).object_id)


# --- the units and their size -----------------------------------------------------------------------


def test_186_communes_and_14_districts_become_177_and_13(end_of_2019: Day, january_2021: Day) -> None:
    assert (len(end_of_2019.areas("district")), len(end_of_2019.areas("commune"))) == (14, 186)
    first_day = Day(end_of_2019.records, date(2020, 1, 1))
    assert (len(first_day.areas("district")), len(first_day.areas("commune"))) == (13, 177)
    assert (len(january_2021.areas("district")), len(january_2021.areas("commune"))) == (13, 177)


def test_hoanh_bo_passed_into_ha_long(end_of_2019: Day, january_2021: Day) -> None:
    (link,) = end_of_2019.area(HOANH_BO).links
    assert (link.successor, link.extent, link.on) == (january_2021.area(HA_LONG).object_id, "whole", date(2020, 1, 1))
    assert len(within(january_2021, HA_LONG)) == 33


def test_about_1500_villages_throughout(before: Day, january_2021: Day) -> None:
    assert len(before.areas("village")) == len(january_2021.areas("village")) == 1500


def test_about_10000_people(everything: list[Record]) -> None:
    assert 9_000 <= sum(each.kind is Kind.PERSON for each in everything) <= 11_000


def test_no_area_or_body_lies_in_what_has_ended(january_2021: Day) -> None:
    areas = {each.object_id for each in january_2021.all(Kind.AREA)}
    bodies = january_2021.all(Kind.ORGANIZATION)
    assert {each.value("area", january_2021.on) for each in bodies} <= areas


# --- merged bodies ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "sources"),
    [
        ("organization_home_affairs", {"organization_board", "home_affairs"}),
        ("inspection_joint", {"inspection_commission", "inspectorate"}),
    ],
)
def test_merged_organs_in_14_of_14_districts(end_of_2019: Day, form: str, sources: set[str]) -> None:
    assert len(end_of_2019.districts_with(form)) == 14
    for each in sources:
        assert end_of_2019.districts_with(each) == set()
    for body in end_of_2019.all(Kind.ORGANIZATION, form=form):
        assert predecessors(end_of_2019.records, body) == Counter(sources)


def predecessors(records: Sequence[Record], body: Record) -> Counter[str]:
    return Counter(
        str(each.value("form", each.life.start))
        for each in records
        for link in each.links
        if link.successor == body.object_id and link.on == body.life.start and each.life.start is not None
    )


def test_joint_offices_in_3_of_14_districts(end_of_2019: Day) -> None:
    assert len(end_of_2019.districts_with("joint_office")) == 3


def test_common_front_organ_in_the_province_and_14_of_14_districts(end_of_2019: Day) -> None:
    assert len(end_of_2019.districts_with("front_common_organ")) == 14
    assert len(end_of_2019.all(Kind.ORGANIZATION, form="front_common_organ", tier="province")) == 1


def test_media_centre_from_four_bodies(end_of_2019: Day) -> None:
    (centre,) = end_of_2019.all(Kind.ORGANIZATION, form="media_centre")
    assert centre.life.start == date(2019, 1, 1)
    expected = {"newspaper": 2, "broadcaster": 1, "information_centre": 1}
    assert predecessors(end_of_2019.records, centre) == Counter(expected)


def test_public_administration_centres_in_province_and_every_district(january_2021: Day) -> None:
    assert len(january_2021.districts_with("public_administration_centre")) == 13
    assert len(january_2021.all(Kind.ORGANIZATION, form="public_administration_centre", tier="province")) == 1


def test_tax_party_committee(january_2021: Day) -> None:
    (committee,) = january_2021.all(Kind.ORGANIZATION, form="tax_party_committee")
    (party,) = january_2021.all(Kind.ORGANIZATION, form="party_committee", tier="province")
    assert committee.value("parent", january_2021.on) == party.object_id


# --- unified posts ----------------------------------------------------------------------------------


def test_secretaries_who_chair_the_committee_of_their_commune(
    records: list[Record], before: Day, end_of_2019: Day, january_2021: Day
) -> None:
    def united(day: Day) -> int:
        return len(day.united("commune", "secretary", "committee_chair"))

    assert united(before) < 0.1 * len(before.areas("commune"))
    assert united(Day(records, TERM_END.replace(year=2015))) < 0.1 * len(before.areas("commune"))
    assert (united(end_of_2019), len(end_of_2019.areas("commune"))) == (96, 186)
    assert round(100 * 96 / 186, 1) == 51.6
    assert (united(january_2021), len(january_2021.areas("commune"))) == (119, 177)


def test_one_membership_less_is_one_commune_less(january_2021: Day) -> None:
    area = january_2021.united("commune", "secretary", "committee_chair")[0]
    (chair,) = january_2021.holders[area.object_id]["committee_chair"]
    without = [each for each in january_2021.records if each.object_id != chair.object_id]
    assert len(Day(without, january_2021.on).united("commune", "secretary", "committee_chair")) == 118


def test_secretaries_who_chair_the_committee_of_their_district(end_of_2019: Day, january_2021: Day) -> None:
    assert len(end_of_2019.united("district", "secretary", "committee_chair")) == 3
    assert len(january_2021.united("district", "secretary", "committee_chair")) == 3


def test_secretaries_who_chair_the_council_of_their_commune(january_2021: Day) -> None:
    assert len(january_2021.united("commune", "secretary", "council_chair")) == 24


def test_nobody_chairs_council_and_committee(records: list[Record]) -> None:
    for on in (START, date(2018, 6, 1), date(2019, 12, 31), date(2020, 6, 24), date(2021, 1, 15)):
        for level in ("province", "district", "commune"):
            assert Day(records, on).united(level, "council_chair", "committee_chair") == []


def test_control_model_wherever_the_secretary_chairs_the_committee(records: list[Record]) -> None:
    for on in (date(2015, 3, 20), date(2018, 6, 1), date(2019, 12, 31), date(2020, 6, 24), date(2021, 1, 15)):
        day = Day(records, on)
        paired = day.united("commune", "secretary", "committee_chair")
        assert paired
        for area in paired:
            deputies = day.people(area, "standing_deputy_secretary", "deputy_secretary")
            chairs = day.people(area, "council_chair"), day.people(area, "front_chair")
            assert len(deputies) == 2
            assert deputies == chairs[0] | chairs[1]
            assert len(day.people(area, "committee_chair", "council_chair", "front_chair")) == 3


def test_every_commune_and_district_has_its_leaders(january_2021: Day) -> None:
    roles = (
        "secretary",
        "standing_deputy_secretary",
        "deputy_secretary",
        "council_chair",
        "committee_chair",
        "front_chair",
    )
    for level in ("province", "district", "commune"):
        for area in january_2021.areas(level):
            for role in roles:
                assert len(january_2021.people(area, role)) == 1, (area.value("name", january_2021.on), role)


def test_every_village_is_headed_by_its_cell_secretary(before: Day, end_of_2019: Day, january_2021: Day) -> None:
    assert 600 < len(before.united("village", "cell_secretary", "village_head")) < 900
    for day in (end_of_2019, january_2021):
        assert len(day.united("village", "cell_secretary", "village_head")) == len(day.areas("village"))


def test_cell_secretaries_of_departments_direct_them(january_2021: Day) -> None:
    cells = january_2021.all(Kind.ORGANIZATION, form="party_cell")
    assert len(cells) == len(january_2021.all(Kind.ORGANIZATION, form="department"))
    posts = january_2021.all(Kind.POST)
    person = {
        m.value("post", january_2021.on): m.value("person", january_2021.on) for m in january_2021.all(Kind.MEMBERSHIP)
    }

    def head(body: int, role: str) -> object:
        (post,) = [
            each
            for each in posts
            if each.value("organization", january_2021.on) == body and each.value("role", january_2021.on) == role
        ]
        return person[post.object_id]

    for cell in cells:
        department = int(cell.value("parent", january_2021.on) or 0)
        assert head(cell.object_id, "cell_secretary") == head(department, "organ_head")


def test_secretaries_from_elsewhere(january_2021: Day) -> None:
    assert len(january_2021.non_local("district")) == len(january_2021.areas("district")) == 13
    assert len(january_2021.non_local("commune")) == 150
    assert round(150 / len(january_2021.areas("commune")), 2) == 0.85


def test_nobody_is_secretary_of_two_places(records: list[Record]) -> None:
    for on in (START, date(2018, 6, 1), date(2020, 6, 24), date(2021, 1, 15)):
        day = Day(records, on)
        areas = [area for level in ("province", "district", "commune") for area in day.areas(level)]
        assert len(set().union(*(day.people(area, "secretary") for area in areas))) == len(areas)


# --- bodies, rooms and ceilings cut -----------------------------------------------------------------


def test_bodies_and_rooms_cut_in_the_term(records: list[Record]) -> None:
    forms = {each.object_id: last_values(each, "form")[0] for each in records if each.kind is Kind.ORGANIZATION}
    cut: Counter[str] = Counter()
    for body, last in ended(records, Kind.ORGANIZATION, START, TERM_END):
        form, parent = str(body.value("form", last)), body.value("parent", last)
        if form == "room":
            below = isinstance(parent, int) and forms[parent] == "sub_department"
            cut["room of a sub-department" if below else "room"] += 1
        elif form == "sub_department":
            cut[form] += 1
        elif body.value("tier", last) == "province":
            cut["provincial"] += 1
    assert cut == {"provincial": 7, "room": 180, "sub_department": 3, "room of a sub-department": 44}


def test_a_tenth_of_the_establishment_cut(before: Day, records: list[Record]) -> None:
    assert before.ceilings() - Day(records, TERM_END).ceilings() == before.ceilings() / 10


# --- Ba Chẽ and Minh Cầm ------------------------------------------------------------------------------


def test_ba_che_cut_8_bodies_9_heads_12_deputies(ba_che_report: Day) -> None:
    area, on = ba_che_report.area(BA_CHE).object_id, ba_che_report.on
    start = date(2015, 3, 3)
    of_district = {
        each.object_id
        for each in ba_che_report.records
        if each.kind is Kind.ORGANIZATION and (area, "district") == last_values(each, "area", "tier")
    }
    bodies = [
        last_values(each, "form")[0]
        for each, _ in ended(ba_che_report.records, Kind.ORGANIZATION, start, on)
        if each.object_id in of_district
    ]
    assert len([each for each in bodies if each != "school_site"]) == 8
    assert bodies.count("school_site") == 18
    headships = Counter(
        post.value("headship", last)
        for post, last in ended(ba_che_report.records, Kind.POST, start, on)
        if post.value("organization", last) in of_district
    )
    assert (headships["head"], headships["deputy"]) == (9, 12)


def test_ba_che_merged_in_march_2018(ba_che_report: Day) -> None:
    area = ba_che_report.area(BA_CHE).object_id
    (body,) = ba_che_report.all(Kind.ORGANIZATION, form="organization_home_affairs", area=area)
    assert body.life.start is not None
    assert (body.life.start.year, body.life.start.month) == (2018, 3)


def test_ba_che_secretaries(ba_che_report: Day) -> None:
    here = {each.object_id for each in within(ba_che_report, BA_CHE)}
    paired = ba_che_report.united("commune", "secretary", "committee_chair")
    council = ba_che_report.united("commune", "secretary", "council_chair")
    assert len(here) == 8
    assert len([each for each in paired if each.object_id in here]) == 4
    minh_cam = ba_che_report.area(MINH_CAM).object_id
    assert [each.object_id for each in council if each.object_id in here] == [minh_cam]


def test_minh_cam(ba_che_report: Day) -> None:
    on, commune = ba_che_report.on, ba_che_report.area(MINH_CAM)
    villages = within(ba_che_report, MINH_CAM)
    cells = [
        each
        for each in ba_che_report.all(Kind.ORGANIZATION, form="village_party_cell")
        if each.value("area", on) in {village.object_id for village in villages}
    ]
    assert len(cells) == 6
    united = {each.object_id for each in ba_che_report.united("village", "cell_secretary", "village_head")}
    assert {each.object_id for each in villages} <= united
    assert float(str(commune.value("minority_share", on))) > 0.95
    titles = ba_che_report.holders[commune.object_id]["part_time_title"]
    assert (sum(each.value("concurrent", on) is True for each in titles), len(titles)) == (5, 12)


# --- Hậu Giang ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hau_giang(everything: list[Record]) -> list[Record]:
    return of_province(everything, "93")


def test_hau_giang_ceilings_cut(hau_giang: list[Record]) -> None:
    before, after = Day(hau_giang, START), Day(hau_giang, date(2020, 9, 30))
    cut: Counter[object] = Counter()
    part_time: Counter[object] = Counter()
    for quota in before.all(Kind.QUOTA):
        fewer = int(quota.value("amount", before.on) or 0) - int(quota.value("amount", after.on) or 0)
        (body,) = [each for each in hau_giang if each.object_id == quota.value("organization", before.on)]
        if quota.value("establishment_class", before.on) == "part_time":
            part_time[quota.value("funding", before.on)] += fewer
        else:
            cut[body.value("sector", before.on)] += fewer
    assert cut == {"party": 61, "state": 1_389}
    assert cut.total() == 1_450
    assert sorted(part_time.values()) == [263, 2_296]


def test_hau_giang_lost_one_commune_and_12_hamlets(hau_giang: list[Record]) -> None:
    before, after = Day(hau_giang, START), Day(hau_giang, date(2020, 9, 30))
    assert len(before.areas("commune")) - len(after.areas("commune")) == 1
    assert len(before.areas("village")) - len(after.areas("village")) == 12


def test_phu_an_was_divided_between_two(hau_giang: list[Record]) -> None:
    (phu_an,) = [each for each in hau_giang if last_values(each, "code") == ("31372",)]
    after = Day(hau_giang, date(2020, 2, 1))
    heirs = {after.area(code).object_id: "part" for code in ("31366", "31369")}
    assert {link.successor: link.extent for link in phu_an.links} == heirs
    assert phu_an.life.end == date(2020, 2, 1)
