"""Most numbers of deputies, staff and titles; who may not lead together, must come from elsewhere, or has served
long enough; cuts. Each rule with what it passes, what it finds, and the days between which it holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from tests.rulebook.provinces import Province
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.findings import Background, Finding, Tenure, Tie
from tinhgon.rulebook.domain.leader_rules import terms_served
from tinhgon.rulebook.domain.rules import RULES, check
from tinhgon.rulebook.loading import load_rulebook
from tinhgon.temporal import Period

BOOK = load_rulebook()
BEFORE_65, SINCE_65 = date(2022, 4, 27), date(2022, 4, 28)
LAST_205, FIRST_114 = date(2023, 7, 10), date(2023, 7, 11)


def found(
    province: Province, rule: str, law_on: date, background: Background | None = None, on: date | None = None
) -> list[Finding]:
    given = background or Background()
    return check(province.apparatus(on or law_on), BOOK, law_on, [RULES[rule]], background=given)


def held(province: Province, body: int, role: str, headship: str, number: int = 1) -> list[int]:
    """Posts of one seat, each held; the memberships."""
    posts = [province.post(body, role, headship, of="civil_servant") for _ in range(number)]
    return [province.hold(province.person(), each) for each in posts]


# --- deputies -----------------------------------------------------------------------------------


def department(deputies: int, of_room: int, form: str = "room") -> Province:
    province = Province()
    above = province.body("department", province.id, "province")
    below = province.body(form, None, "province", parent=above)
    held(province, above, "organ_deputy", "deputy", deputies)
    held(province, below, "organ_deputy", "deputy", of_room)
    return province


def test_a_room_has_no_more_deputies_than_its_department() -> None:
    assert found(department(2, 2), "above_superior", date(2026, 1, 1)) == []
    assert found(department(1, 2), "above_superior", date(2025, 12, 31)) == []
    (finding,) = found(department(1, 2), "above_superior", date(2026, 1, 1))
    assert finding.evidence == {"deputies": 2, "most": 1}
    assert finding.citations[0].id == "deputies.above_superior"


def test_seats_of_a_department_count_though_nobody_holds_them() -> None:
    province = department(0, 2)
    province.post(2, "organ_deputy", "deputy", seats=2)
    assert found(province, "above_superior", date(2026, 1, 1)) == []


def test_an_inspectorate_of_seven_has_one_deputy() -> None:
    def inspectorate(staff: int) -> Province:
        province = department(3, 2, "inspectorate")
        province.quota(3, staff)
        return province

    assert found(inspectorate(8), "inspectorate_deputies", date(2020, 11, 25)) == []
    assert found(inspectorate(7), "inspectorate_deputies", date(2020, 11, 24)) == []
    (finding,) = found(inspectorate(7), "inspectorate_deputies", date(2020, 11, 25))
    assert (finding.evidence["deputies"], finding.evidence["allowed"]) == (2, 1)
    assert found(inspectorate(7), "inspectorate_deputies", date(2025, 3, 1)) == []


@pytest.mark.parametrize(("name", "most"), [("Tỉnh Quảng Ninh", 15), ("Thành phố Hà Nội", 18)])
def test_party_organs_of_a_province_have_so_many_deputies_together(name: str, most: int) -> None:
    def organs(deputies: int) -> Province:
        province = Province(name)
        for form, number in (("organization_board", 4), ("party_office", deputies - 4)):
            held(
                province, province.body(form, province.id, "province", sector="party"), "organ_deputy", "deputy", number
            )
        return province

    assert found(organs(most), "party_organ_deputies", date(2018, 7, 25)) == []
    assert found(organs(most + 1), "party_organ_deputies", date(2018, 7, 24)) == []
    (finding,) = found(organs(most + 1), "party_organ_deputies", date(2018, 7, 25))
    assert finding.evidence == {"number": most + 1, "most": str(most)}
    assert finding.verified == "partial"


@pytest.mark.parametrize(
    ("name", "type_", "most"),
    [("Tỉnh Quảng Ninh", "tỉnh", 6), ("Thành phố Đà Nẵng", "thành phố", 7), ("Thành phố Huế", "thành phố", 4)],
)
def test_a_province_has_no_more_vice_chairs_than_the_mildest_number_for_its_kind(
    name: str, type_: str, most: int
) -> None:
    def committee(number: int) -> Province:
        province = Province(name, type=type_)
        body = province.body("people_committee", province.id, "province")
        held(province, body, "committee_vice_chair", "deputy", number)
        return province

    assert found(committee(most), "province_vice_chairs", date(2025, 11, 17)) == []
    assert found(committee(most + 1), "province_vice_chairs", date(2025, 11, 16)) == []
    (finding,) = found(committee(most + 1), "province_vice_chairs", date(2025, 11, 17))
    assert finding.evidence["most"] == str(most)


def test_the_departments_of_the_largest_cities_have_ten_deputies_more_together() -> None:
    def departments(name: str) -> Province:
        province = Province(name)
        for number in (8, 8):
            held(province, province.body("department", province.id, "province"), "organ_deputy", "deputy", number)
        return province

    assert found(departments("Thành phố Hà Nội"), "average_deputies", date(2026, 1, 1)) == []
    (finding,) = found(departments("Tỉnh Quảng Ninh"), "average_deputies", date(2026, 1, 1))
    assert finding.evidence["most"] == "6"


def test_a_body_has_one_head() -> None:
    province = Province()
    body = province.body("room", province.id, "province")
    province.post(body, "organ_head", "head")
    assert found(province, "several_heads", date(2021, 1, 1)) == []
    province.post(body, "organ_head", "head")
    (note,) = found(province, "several_heads", date(2021, 1, 1))
    assert (note.severity, note.evidence) == ("info", {"heads": 2})


# --- staff and titles ---------------------------------------------------------------------------


def party_of_commune(seats: int, *forms: str) -> Province:
    province = Province()
    commune = province.area("commune", parent=province.id, type="xã")
    for form in ("party_committee", *forms):
        body = province.body(form, commune, sector="party")
        province.post(body, "staff", "none", seats if form == "party_committee" else 1, "civil_servant")
    return province


def test_a_commune_party_committee_has_fifteen_to_seventeen_full_time() -> None:
    first = date(2025, 7, 1)
    assert found(party_of_commune(15), "commune_party_staff", first) == []
    assert found(party_of_commune(17), "commune_party_staff", first) == []
    assert found(party_of_commune(14), "commune_party_staff", date(2025, 6, 30)) == []
    (few,) = found(party_of_commune(14), "commune_party_staff", first)
    (many,) = found(party_of_commune(18), "commune_party_staff", first)
    assert (few.evidence["least"], many.evidence["most"]) == ("15", "17")


def test_a_political_centre_allows_three_more_and_cells_do_not_count() -> None:
    first = date(2025, 7, 1)
    assert found(party_of_commune(19, "political_centre"), "commune_party_staff", first) == []
    assert found(party_of_commune(20, "political_centre"), "commune_party_staff", first) != []
    assert found(party_of_commune(17, "party_cell", "village_party_cell"), "commune_party_staff", first) == []


def test_a_village_has_three_part_time_titles() -> None:
    def village(titles: int) -> Province:
        province = Province()
        area = province.area("village", parent=province.id)
        province.post(province.body("village", area, "village"), "part_time", "none", titles, "part_time")
        return province

    assert found(village(3), "village_titles", date(2023, 8, 1)) == []
    assert found(village(4), "village_titles", date(2023, 7, 31)) == []
    assert [each.evidence["number"] for each in found(village(4), "village_titles", date(2023, 8, 1))] == [4]
    assert found(village(4), "village_titles", date(2025, 7, 1)) == []


# --- family -------------------------------------------------------------------------------------


def two_of(first: tuple[str, str, str], second: tuple[str, str, str], one_body: bool = False) -> tuple[Province, Tie]:
    """Two people in posts, each (form, role, headship), of a district; tied to each other."""
    province = Province()
    district = province.area("district", parent=province.id, type="huyện")
    people: list[int] = []
    body = 0
    for form, role, headship in (first, second):
        body = body if body and one_body else province.body(form, district, "district")
        people.append(province.person())
        province.hold(people[-1], province.post(body, role, headship))
    return province, Tie(*people)


SECRETARY = ("party_committee", "secretary", "head")
CHAIR = ("people_committee", "committee_chair", "head")
VICE_CHAIR = ("people_committee", "committee_vice_chair", "deputy")
ORGANIZER = ("organization_board", "organ_head", "head")
HOME_AFFAIRS = ("home_affairs", "organ_head", "head")
STAFF = ("people_committee", "staff", "none")
FAMILY: list[tuple[tuple[str, str, str], tuple[str, str, str], bool, set[str], set[str]]] = [
    (SECRETARY, ORGANIZER, False, {"kinship.committee"}, set()),
    (CHAIR, HOME_AFFAIRS, False, {"kinship.chair_and_organs"}, {"kinship.head_and_sector"}),
    (SECRETARY, HOME_AFFAIRS, False, set(), {"kinship.head_and_sector"}),
    (CHAIR, VICE_CHAIR, True, {"kinship.head_and_deputy"}, {"kinship.head_and_deputy", "kinship.leadership"}),
    (VICE_CHAIR, VICE_CHAIR, True, set(), {"kinship.leadership"}),
    (CHAIR, STAFF, True, set(), set()),
    (SECRETARY, CHAIR, False, set(), set()),
]


@pytest.mark.parametrize(("first", "second", "one_body", "by_205", "by_114"), FAMILY)
def test_family_does_not_hold_what_the_regulation_of_the_day_keeps_apart(
    first: tuple[str, str, str], second: tuple[str, str, str], one_body: bool, by_205: set[str], by_114: set[str]
) -> None:
    province, tie = two_of(first, second, one_body)
    background = Background(ties=(tie,))
    assert found(province, "kinship", date(2019, 9, 22), background) == []
    for law_on, expected in ((date(2019, 9, 23), by_205), (LAST_205, by_205), (FIRST_114, by_114)):
        cited = {each.id for finding in found(province, "kinship", law_on, background) for each in finding.citations}
        assert cited == expected
    assert found(province, "kinship", FIRST_114) == []  # nobody declared anything


def test_of_two_units_family_leads_one_each() -> None:
    province, _ = two_of(SECRETARY, CHAIR)
    other = province.area("district", parent=province.id, type="huyện")
    kin = province.person()
    province.hold(kin, province.post(province.body("home_affairs", other, "district"), "organ_head"))
    chair = province.rows[Kind.MEMBERSHIP][1]["person_id"]
    assert found(province, "kinship", FIRST_114, Background(ties=(Tie(chair, kin),))) == []


def test_a_department_of_a_named_sector_counts_and_a_room_of_another_department_does_not() -> None:
    def with_body(form: str, name: str, parent: int | None = None) -> list[Finding]:
        province, _ = two_of(CHAIR, STAFF, one_body=True)
        chair = province.rows[Kind.MEMBERSHIP][0]["person_id"]
        above = None if parent is None else province.body("department", 2, "district")
        body = province.body(form, None if above else 2, "district", parent=above)
        province.rows[Kind.ORGANIZATION][-1]["name"] = name
        kin = province.person()
        province.hold(kin, province.post(body, "organ_head"))
        return found(province, "kinship", FIRST_114, Background(ties=(Tie(chair, kin),)))

    assert len(with_body("room", "Phòng Tài chính – Kế hoạch")) == 1
    assert with_body("room", "Phòng Văn hóa") == []
    assert with_body("room", "Phòng Kế hoạch – Tài chính, Sở Y tế", parent=1) == []


def test_a_finding_on_family_names_posts_and_bodies_and_no_person() -> None:
    province, tie = two_of(CHAIR, VICE_CHAIR, one_body=True)
    (finding,) = found(province, "kinship", FIRST_114, Background(ties=(tie,)))
    assert {kind for kind, _ in finding.subjects} == {"post", "membership"}
    assert finding.evidence == {}
    told = finding.message.vi + finding.message.en
    assert "committee_chair" in told and "committee_vice_chair" in told
    assert not any(word in finding.message.vi for word in ("vợ", "chồng", "anh", "con ", "bố mẹ", "gia đình"))


# --- heads --------------------------------------------------------------------------------------


def led(level: str, non_local: bool | None) -> Province:
    province = Province()
    area = province.id if level == "province" else province.area(level, parent=province.id)
    body = province.body("party_committee", area, level, sector="party")
    province.hold(province.person(), province.post(body, "secretary"), non_local)
    return province


def test_heads_of_provinces_and_districts_are_not_local() -> None:
    for level in ("province", "district"):
        assert found(led(level, non_local=True), "local_head", SINCE_65) == []
        assert found(led(level, non_local=False), "local_head", BEFORE_65) == []
        (finding,) = found(led(level, non_local=False), "local_head", SINCE_65)
        assert finding.severity == "law" and finding.citations[0].validity.start == SINCE_65
    assert found(led("commune", non_local=False), "local_head", SINCE_65) == []


def test_what_is_not_recorded_of_heads_is_one_note_for_a_province() -> None:
    province = led("district", non_local=None)
    province.hold(province.person(), province.post(3, "committee_chair"), None)
    (note,) = found(province, "local_head", SINCE_65)
    assert (note.severity, note.evidence, note.subjects) == ("info", {"heads": 2}, (("area", province.id),))


def tenure(start: date, end: date | None, membership: int = 1) -> Tenure:
    return Tenure(membership, 1, "secretary", "party_committee", 1, Period(start, end))


@pytest.mark.parametrize(
    ("periods", "terms"),
    [
        ([(date(2020, 9, 1), None)], 1),
        ([(date(2015, 9, 1), date(2020, 9, 1)), (date(2020, 9, 1), None)], 2),
        ([(date(2010, 9, 1), date(2015, 9, 1)), (date(2015, 9, 1), date(2020, 9, 1)), (date(2020, 9, 1), None)], 3),
        ([(date(2010, 9, 1), date(2015, 9, 1)), (date(2017, 9, 1), date(2020, 9, 1)), (date(2020, 9, 1), None)], 1),
        ([(date(2018, 9, 1), date(2020, 9, 1)), (date(2020, 9, 1), None)], 1),
        ([(date(2012, 9, 1), None)], 2),
        ([(date(2006, 6, 1), None)], 3),
        ([(date(2010, 9, 1), date(2020, 9, 1))], 0),
        ([], 0),
    ],
)
def test_terms_are_counted_from_what_was_held_without_a_break(
    periods: list[tuple[date, date | None]], terms: int
) -> None:
    tenures = [tenure(start, end, number) for number, (start, end) in enumerate(periods)]
    assert terms_served(tenures, date(2022, 1, 1), 5) == terms


def test_a_head_stays_two_terms_at_most_in_one_place() -> None:
    province = led("district", non_local=True)
    (membership,) = province.rows[Kind.MEMBERSHIP]
    person, district = membership["person_id"], 2

    def past(unit: int, *starts: int) -> Background:
        ends = [*starts[1:], None]
        tenures = [
            Tenure(
                number, person, "secretary", "party_committee", unit,
                Period(date(start, 1, 1), None if end is None else date(end, 1, 1)),
            )
            for number, (start, end) in enumerate(zip(starts, ends, strict=True))
        ]  # fmt: skip
        return Background(tenures=lambda people: [each for each in tenures if each.person in people])

    third = past(district, 2010, 2015, 2020)
    assert found(province, "term_limit", SINCE_65, past(district, 2015, 2020)) == []
    assert found(province, "term_limit", BEFORE_65, third, on=SINCE_65) == []
    (finding,) = found(province, "term_limit", SINCE_65, third)
    assert finding.evidence == {"terms": 3} and finding.verified == "partial"
    (later,) = found(province, "term_limit", date(2025, 7, 1), past(district, 2011, 2016, 2021))
    assert later.verified is True
    assert found(province, "term_limit", SINCE_65, past(99, 2010, 2015, 2020)) == []  # elsewhere


def test_without_past_memberships_terms_are_said_not_to_be_checked() -> None:
    (note,) = found(led("district", non_local=True), "term_limit", SINCE_65)
    assert note.severity == "info" and note.evidence == {"lacking": "membership"}


# --- cuts ---------------------------------------------------------------------------------------


def with_ceiling(amount: int, name: str = "Tỉnh Quảng Ninh", of: str = "civil_servant") -> Province:
    province = Province(name)
    province.quota(province.body("department", province.id, "province"), amount, of)
    return province


def cut(before: int, after: int, on: date, name: str = "Tỉnh Quảng Ninh") -> Iterable[Finding]:
    earlier = with_ceiling(before, name)
    background = Background(earlier=earlier.apparatus)
    return found(with_ceiling(after, name), "cut_missed", on, background)


def test_a_cut_of_ten_per_cent_is_measured_from_its_first_day() -> None:
    assert list(cut(1000, 900, date(2020, 12, 31))) == []
    missed = list(cut(1000, 901, date(2020, 12, 31)))
    assert [each.evidence["gap"] for each in missed] == [1, 1]
    assert {each.about for each in missed} == {"target.tg05", "target.tg06"}
    assert {each.severity for each in missed} == {"target"}


def test_a_cut_that_is_due_says_so_and_one_that_is_overdue_too() -> None:
    def told(on: date) -> str:
        return next(each.message.vi for each in cut(1000, 950, on) if each.about == "target.tg05")

    assert "đã giảm 50/1000 (5 %), còn thiếu 50, hạn 31/12/2020" in told(date(2020, 12, 31))
    assert "quá hạn" not in told(date(2020, 12, 31)) and "quá hạn" in told(date(2021, 1, 1))


def test_a_cut_of_one_province_does_not_bind_another() -> None:
    assert {each.about for each in cut(1000, 950, date(2020, 6, 1), "Tỉnh Hậu Giang")} == {"target.tg06"}
    assert list(cut(1000, 950, date(2015, 4, 16), "Tỉnh Hậu Giang")) == []


def test_without_the_first_day_a_cut_is_said_not_to_be_checked() -> None:
    (note,) = found(with_ceiling(10), "cut_missed", date(2020, 6, 1))
    assert (note.severity, note.rule) == ("info", "cut_missed")


def test_a_cut_from_a_day_of_which_nothing_is_on_record_is_said_not_to_be_measured() -> None:
    background = Background(earlier=Province().apparatus)
    notes = found(with_ceiling(10), "cut_missed", date(2020, 6, 1), background)
    assert {(each.severity, each.evidence.get("gap")) for each in notes} == {("info", None)}
