"""What is proposed mends what it is for, leaves the record whole, and is left out where it cannot stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.scenarios.findings.towns import START, Town
from tinhgon.registry.domain.changes import (
    AbolishPost,
    Change,
    Elect,
    Found,
    Merge,
    MovePost,
    Relieve,
    SetQuota,
)
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.findings import Severity, Tie
from tinhgon.scenarios.domain.issues import Issue, Status
from tinhgon.scenarios.domain.plan import Plan

Broken = tuple[Town, Plan, str]


def of_rule(issues: list[Issue], rule: str) -> list[Issue]:
    return [each for each in issues if each.rule == rule and each.status in (Status.NEW, Status.SAME)]


def planned(town: Town, on: date, rule: str, *changes: Change) -> Broken:
    return town, town.plan((on, changes)), rule


# --- sizes --------------------------------------------------------------------------------------


def room_too_small() -> Broken:
    town = Town()
    department = town.body("department", town.id)
    small, large = town.body("room", parent=department), town.body("room", parent=department)
    for room, number in ((small, 3), (large, 7)):
        town.held(room, "organ_head", "head")
        town.held(room, "staff", "none", number - 1)
        town.quota(room, number)
    return planned(town, date(2021, 1, 1), "room_too_small")


def room_deputies() -> Broken:
    town = Town()
    department = town.body("department", town.id)
    room, other = town.body("room", parent=department), town.body("room", parent=department)
    for body, deputies in ((room, 2), (other, 0)):
        town.held(body, "organ_deputy", "deputy", deputies)
        town.post(body, seats=5)
    return planned(town, date(2021, 1, 1), "room_deputies")


def inspectorate_deputies() -> Broken:
    town = Town()
    room = town.body("inspectorate", parent=town.body("department", town.id))
    town.held(room, "organ_deputy", "deputy", 2)
    return planned(town, date(2021, 1, 1), "inspectorate_deputies")


def above_superior() -> Broken:
    town = Town()
    department = town.body("department", town.id)
    town.held(department, "organ_deputy", "deputy", 1)
    town.held(town.body("sub_department", parent=department), "organ_deputy", "deputy", 2)
    return planned(town, date(2026, 1, 1), "above_superior")


def average_deputies() -> Broken:
    town = Town()
    for number in (5, 3):
        town.held(town.body("department", town.id), "organ_deputy", "deputy", number)
    return planned(town, date(2021, 1, 1), "average_deputies")


def party_organ_deputies() -> Broken:
    town = Town()
    for form in ("organization_board", "party_office"):
        town.held(town.body(form, town.id, sector="party"), "organ_deputy", "deputy", 9)
    return planned(town, date(2020, 1, 1), "party_organ_deputies")


def province_vice_chairs() -> Broken:
    town = Town()
    town.held(town.body("people_committee", town.id), "committee_vice_chair", "deputy", 8)
    return planned(town, date(2025, 11, 17), "province_vice_chairs")


def commune_of(seats: int, held: int, of: str) -> tuple[Town, int]:
    town = Town()
    commune = town.area("commune", type="xã", grade="III", population=6000, natural_area="30", terrain="mountain")
    body = town.body("people_committee", commune, "commune")
    post = town.post(body, "staff", "none", seats, of)
    for _ in range(held):
        town.hold(post)
    return town, post


def commune_staff() -> Broken:
    town, _ = commune_of(22, 18, "civil_servant")
    return planned(town, date(2020, 1, 1), "commune_staff")


def commune_part_time() -> Broken:
    town, _ = commune_of(12, 10, "part_time")
    return planned(town, date(2020, 1, 1), "commune_part_time")


def commune_party_staff() -> Broken:
    town = Town()
    commune = town.area("commune", type="xã")
    body = town.body("party_committee", commune, "commune", sector="party")
    town.held(body, "staff", "none", 16)
    town.post(body, "staff", "none", 3)
    return planned(town, date(2025, 8, 1), "commune_party_staff")


def village_titles() -> Broken:
    town = Town()
    village = town.area("village")
    body = town.body("village_board", village, "village")
    town.held(body, "part_time", "none", 3, "part_time")
    town.post(body, "part_time", "none", 2, "part_time")
    return planned(town, date(2024, 1, 1), "village_titles")


def quota_exceeded() -> Broken:
    town = Town()
    department = town.body("department", town.id)
    town.quota(department, 4)
    room = town.body("room", parent=department)
    town.post(room, seats=3)
    town.held(room, "staff", "none", 3)
    return planned(town, date(2021, 1, 1), "quota_exceeded")


def cut_missed() -> Broken:
    town = Town()
    department = town.body("department", town.id)
    town.quota(department, 100)
    town.post(department, seats=50)
    return planned(town, date(2020, 6, 1), "cut_missed")


# --- leaders ------------------------------------------------------------------------------------


class Commune(Town):
    """A commune and who holds what in it; the same name, the same person."""

    FORMS = {
        "secretary": "party_committee",
        "deputy_secretary": "party_committee",
        "standing_deputy_secretary": "party_committee",
        "committee_chair": "people_committee",
        "committee_vice_chair": "people_committee",
        "council_chair": "people_council",
        "front_chair": "front_committee",
        "organ_head": "public_administration_centre",
    }

    def __init__(self, level: str = "commune", **holders: str) -> None:
        super().__init__()
        self.people: dict[str, int] = {}
        self.posts: dict[str, int] = {}
        self.unit(level, **holders)

    def unit(self, level: str, **holders: str) -> int:
        area = self.area(level, type="xã" if level == "commune" else "huyện")
        bodies: dict[str, int] = {}
        for place, name in holders.items():
            role = place.removesuffix("_2")
            form = self.FORMS[role]
            if form not in bodies:
                bodies[form] = self.body(form, area, level)
            headship = "deputy" if "deputy" in role or "vice" in role else "head"
            self.posts[place] = self.post(bodies[form], role, headship, of="elected_official")
            if name:
                beside = name in self.people
                self.people.setdefault(name, self.person() if not beside else 0)
                self.hold(self.posts[place], self.people[name], concurrent=beside)
        return area


def control_model() -> Broken:
    town = Commune(
        secretary="An", deputy_secretary="Bình", deputy_secretary_2="Chi", committee_chair="An",
        council_chair="Dũng", front_chair="Chi",
    )  # fmt: skip
    return planned(town, date(2021, 1, 1), "control_model")


def deputies_since_2025() -> Broken:
    town = Commune(
        secretary="An", standing_deputy_secretary="Bình", deputy_secretary="Chi", committee_chair="Dũng",
        council_chair="Chi",
    )  # fmt: skip
    return planned(town, date(2025, 8, 1), "deputies_since_2025")


def three_chairs() -> Broken:
    town = Commune(committee_chair="An", council_chair="Bình", front_chair="Bình")
    return planned(town, date(2021, 1, 1), "three_chairs")


def council_and_committee() -> Broken:
    town = Commune("district", committee_chair="An", council_chair="An")
    return planned(town, date(2021, 1, 1), "council_and_committee")


def centre_director() -> Broken:
    town = Commune(committee_vice_chair="An", organ_head="An")
    return planned(town, date(2025, 11, 1), "centre_director")


def kinship() -> Broken:
    town = Commune("district", committee_chair="An", committee_vice_chair="Bình")
    town.ties.append(Tie(town.people["An"], town.people["Bình"]))
    return planned(town, date(2023, 7, 11), "kinship")


def local_head() -> Broken:
    town = Town()
    body = town.body("people_committee", town.id)
    town.hold(town.post(body, "committee_chair", "head"), non_local=False)
    return planned(town, date(2023, 1, 1), "local_head")


def term_limit() -> Broken:
    town = Town()
    post = town.post(town.body("people_committee", town.id), "committee_chair", "head")
    town.hold(post)
    return planned(town, date(2027, 2, 1), "term_limit")


def unified_apart() -> Broken:
    town = Commune(secretary="An", committee_chair="Bình")
    town.unify(town.posts["secretary"], town.posts["committee_chair"])
    return planned(town, date(2021, 1, 1), "unified_apart")


def target_missed() -> Broken:
    town = Commune(secretary="An", committee_chair="Bình")
    for number in range(3):
        town.unit("commune", secretary=f"Xuân {number}", committee_chair=f"Hạ {number}" if number else "")
    return planned(town, date(2021, 1, 1), "target_missed")


# --- the record ---------------------------------------------------------------------------------


def several_heads() -> Broken:
    town = Town()
    department = town.body("department", town.id)
    rooms = [town.body("room", parent=department) for _ in range(3)]
    town.held(rooms[0], "organ_head", "head")
    town.held(rooms[1], "organ_head", "head")
    town.post(rooms[2], "organ_head", "head")
    merged = Merge(into=rooms[0], sources=(rooms[1], rooms[2]), adopt=True)
    return planned(town, date(2021, 1, 1), "several_heads", merged)


def left_by_a_body() -> Broken:
    town = Town()
    department = town.body("department", town.id)
    room, heir = town.body("room", parent=department), town.body("room", parent=department)
    town.hold(town.post(room))
    merged = Merge(into=heir, sources=(room,))
    return planned(town, date(2021, 1, 1), "record.outside_target_life", merged)


def homeless_posts() -> Broken:
    town, plan, _ = left_by_a_body()
    return town, plan, "post_without_organization"


def rooms_left_by_a_department() -> Broken:
    town = Town()
    department, heir = town.body("department", town.id), town.body("department", town.id)
    town.body("room", parent=department)
    merged = Merge(into=heir, sources=(department,))
    return planned(town, date(2021, 1, 1), "record.outside_target_life", merged)


def holders_without_post() -> Broken:
    town = Town()
    post = town.post(town.body("department", town.id))
    town.hold(post)
    return planned(town, date(2021, 1, 1), "holder_without_post", AbolishPost(object_id=post))


def ceilings_above_the_one_over_them() -> Broken:
    town = Town()
    department = town.body("department", town.id)
    town.quota(department, 10)
    room = town.body("room", parent=department)
    quota = town.quota(room, 10)
    raised = SetQuota(
        object_id=quota, organization=room, establishment_class="civil_servant", funding="ngân sách", amount=12
    )
    return planned(town, date(2021, 1, 1), "record.quota_exceeded", raised)


def two_ceilings_of_one_class() -> Broken:
    town = Town()
    room = town.body("room", parent=town.body("department", town.id))
    town.quota(room, 5)
    second = SetQuota(
        object_id=town.new_id(), organization=room, establishment_class="civil_servant", funding="ngân sách", amount=2
    )
    return planned(town, date(2021, 1, 1), "record.quota_twice", second)


def seat_taken() -> Broken:
    town = Town()
    post = town.post(town.body("department", town.id))
    town.hold(post)
    elected = Elect(object_id=town.new_id(), person=town.person(), post=post)
    return planned(town, date(2021, 1, 1), "record.seat_taken", elected)


BROKEN: list[Callable[[], Broken]] = [
    room_too_small,
    room_deputies,
    inspectorate_deputies,
    above_superior,
    commune_staff,
    commune_part_time,
    commune_party_staff,
    village_titles,
    quota_exceeded,
    cut_missed,
    control_model,
    deputies_since_2025,
    three_chairs,
    council_and_committee,
    centre_director,
    kinship,
    local_head,
    term_limit,
    unified_apart,
    target_missed,
    several_heads,
    left_by_a_body,
    homeless_posts,
    rooms_left_by_a_department,
    holders_without_post,
    ceilings_above_the_one_over_them,
    two_ceilings_of_one_class,
    seat_taken,
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda each: each.__name__)
def test_every_remedy_mends_what_it_is_proposed_for_and_leaves_the_record_whole(broken: Callable[[], Broken]) -> None:
    town, plan, rule = broken()
    rules = {rule, "post_without_organization", "holder_without_post"}
    before = town.issues(plan, *rules)
    concerned = of_rule(before, rule)
    assert concerned, f"nothing of {rule}"
    for issue in concerned:
        assert issue.remedies, issue.message.en
        for remedy in issue.remedies:
            after = town.issues(town.mended(plan, remedy), *rules)
            left = [each for each in of_rule(after, rule) if each.key == issue.key]
            assert left == [], f"{remedy.label.en}: {left[0].message.en}"
            known = {each.key for each in before}
            further = [each for each in after if each.severity is Severity.INTEGRITY and each.key not in known]
            assert further == [], f"{remedy.label.en}: {further[0].message.en}"


def test_a_small_room_goes_with_its_ceiling_and_its_head_becomes_a_deputy() -> None:
    town, plan, _ = room_too_small()
    (issue,) = of_rule(town.issues(plan, "room_too_small"), "room_too_small")
    (remedy,) = issue.remedies
    quotas = [each.amount for each in remedy.changes if isinstance(each, SetQuota)]
    assert quotas == [10]
    assert sum(isinstance(each, Merge) for each in remedy.changes) == 1
    reclassified = [each for each in remedy.changes if type(each).__name__ == "Reclassify"]
    assert [each.attributes["headship"] for each in reclassified] == ["deputy"]  # type: ignore[attr-defined]


def test_vacant_seats_go_before_anybody_leaves() -> None:
    town, plan, _ = commune_staff()
    (issue,) = of_rule(town.issues(plan, "commune_staff"), "commune_staff")
    assert [each.label.vi for each in issue.remedies] == ["Bỏ 3 chỗ khuyết"]
    assert not any(isinstance(change, Relieve) for each in issue.remedies for change in each.changes)


def test_every_deputy_is_offered_alike_and_none_is_chosen() -> None:
    town, plan, _ = inspectorate_deputies()
    (issue,) = of_rule(town.issues(plan, "inspectorate_deputies"), "inspectorate_deputies")
    leaving = [{each.membership for each in remedy.changes if isinstance(each, Relieve)} for remedy in issue.remedies]
    deputies = set(town.before(START).snapshot[Kind.MEMBERSHIP]["id"].to_list())
    assert set().union(*leaving) == deputies
    assert [len(each) for each in leaving] == [1] * len(deputies)


@pytest.mark.parametrize("broken", [average_deputies, party_organ_deputies, province_vice_chairs])
def test_nobody_is_proposed_to_leave_where_many_could(broken: Callable[[], Broken]) -> None:
    town, plan, rule = broken()
    concerned = of_rule(town.issues(plan, rule), rule)
    assert concerned
    assert all(each.remedies == () for each in concerned)


def test_seats_that_somebody_holds_are_left_for_people_to_choose() -> None:
    town, _ = commune_of(24, 22, "civil_servant")
    (issue,) = of_rule(town.issues(town.plan((date(2020, 1, 1), [])), "commune_staff"), "commune_staff")
    (remedy,) = issue.remedies
    assert remedy.label.vi == "Bỏ 2 chỗ khuyết; còn 3 chỗ phải chọn"
    assert not any(isinstance(change, Relieve) for change in remedy.changes)


def test_a_vacant_chair_is_filled_before_one_that_is_held() -> None:
    town, plan, _ = target_missed()
    (issue,) = of_rule(town.issues(plan, "target_missed"), "target_missed")
    (remedy,) = issue.remedies
    assert issue.evidence["gap"] == 3
    assert [type(each).__name__ for each in remedy.changes][:2] == ["Elect", "UnifyPosts"]
    assert sum(isinstance(each, Relieve) for each in remedy.changes) == 2


def test_a_remedy_that_cannot_stand_is_not_proposed() -> None:
    town = Town()
    body = town.body("people_committee", town.id)
    membership = town.hold(town.post(body, "committee_chair", "head"), non_local=False)
    town.do(Relieve(membership=membership), date(2024, 1, 1))  # it is on record that it ends, later
    (issue,) = town.issues(town.plan((date(2023, 1, 1), [])), "local_head")
    assert issue.remedies == ()


def test_a_rule_without_a_sensible_remedy_proposes_none() -> None:
    town = Town()
    town.area("commune", type="xã", terrain="other", population=100, natural_area="1")
    issues = town.issues(town.plan((date(2021, 1, 1), [])), "must_rearrange")
    assert [each.remedies for each in issues] == [()]


def test_objects_a_remedy_makes_get_ids_when_it_is_applied() -> None:
    town, plan, _ = control_model()
    (issue,) = of_rule(town.issues(plan, "control_model"), "control_model")
    assert {each.object_id for each in issue.remedies[0].changes if isinstance(each, Elect)} == {-1}
    applied = town.mended(plan, issue.remedies[0])
    made = {each.change.object_id for each in applied.steps if isinstance(each.change, Elect | Found)}
    assert made and min(made) > 0


def test_moving_a_deputy_goes_to_a_room_that_has_none() -> None:
    town, plan, _ = room_deputies()
    (issue,) = of_rule(town.issues(plan, "room_deputies"), "room_deputies")
    moved = [change for each in issue.remedies for change in each.changes if isinstance(change, MovePost)]
    assert len({each.object_id for each in moved}) == 2  # each deputy is offered
    assert len({each.organization for each in moved}) == 1
