"""What each template does to posts, holders and ceilings, on a small province in which nothing is missing."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from tests.scenarios.templates.small import DAY, Look, Small, built, existing, laid, planned
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.records import Register
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.scenarios.domain.templates import InvalidOption

ORGANIZATION, POST = Kind.ORGANIZATION, Kind.POST
LATER = DAY.replace(year=DAY.year + 1)


@cache
def small() -> Small:
    """The province, founded once: nothing here changes it."""
    return Small()


def applied(id: str, *units: str, register: Register | None = None, on: date = DAY, **options: object) -> Look:
    """The state after a template was applied in units, which it must be in all of them."""
    register = small().register if register is None else register
    found = built(register, id, [small().id(each) for each in units], options, on)
    assert found.skipped == ()
    return Look(planned(register, found, on).register, on)


def reasons(id: str, *units: str, register: Register | None = None, **options: object) -> list[str]:
    """Why a template does nothing in units."""
    ids = [small().id(each) for each in units]
    found = built(small().register if register is None else register, id, ids, options)
    assert found.changes == ()
    return [each.reason.en for each in found.skipped]


def changed(*changes: verbs.Change) -> Register:
    """The province after changes on the same day."""
    return laid(small().register, changes, DAY)


def persons(*posts: str) -> list[int]:
    """Who was first placed in posts."""
    return [small().person(each) for each in posts]


# --- organs -------------------------------------------------------------------------------------


def test_the_merged_organ_is_led_by_the_head_of_the_board_and_keeps_the_other_head() -> None:
    look = applied("organization_home_affairs", "D1")
    organ = look.one(ORGANIZATION, form="organization_home_affairs")
    assert look.value(organ, "parent") == small().id("D1/party_committee")
    assert look.leaders(organ, "head") == persons("D1/organization_board/organ_head")
    assert look.leaders(organ, "deputy") == persons("D1/home_affairs/organ_head")
    assert not look.lives(small().id("D1/home_affairs"))
    assert look.lives(small().id("D2/home_affairs"))


def test_another_head_and_all_deputies_may_be_chosen() -> None:
    look = applied("organization_home_affairs", "D1", head="home_affairs", deputies="all")
    organ = look.one(ORGANIZATION, form="organization_home_affairs")
    assert look.leaders(organ, "head") == persons("D1/home_affairs/organ_head")
    deputies = persons("D1/organization_board/organ_head", "D1/organization_board/organ_deputy")
    assert set(look.leaders(organ, "deputy")) == {*deputies, *persons("D1/home_affairs/organ_deputy")}


def test_an_organ_takes_staff_and_ceilings_and_the_bodies_above_keep_in_step() -> None:
    look = applied("inspection_joint", "D1")
    organ = look.one(ORGANIZATION, form="inspection_joint")
    pools = [small().id(f"D1/{each}/specialist") for each in ("inspection_commission", "inspectorate")]
    assert [look.value(each, "organization") for each in pools] == [organ, organ]
    assert look.ceiling(organ) == 10
    before = Look(small().register)
    moved = {"party_committee": 5, "people_committee": -5}  # what the inspectorate had goes over with it
    for unit in ("D1", "P"):
        for form, more in moved.items():
            body = small().id(f"{unit}/{form}")
            assert look.ceiling(body) == int(str(before.ceiling(body))) + more


def test_lineage_leads_from_both_organs_to_the_merged_one() -> None:
    look = applied("joint_office", "D1", "C11")
    for unit in ("D1", "C11"):
        joint = look.one(ORGANIZATION, form="joint_office", area=small().id(unit))
        for source in ("party_office", "council_committee_office"):
            record = look.register.record(small().id(f"{unit}/{source}"))
            assert record is not None
            assert [(each.successor, each.extent) for each in record.links] == [(joint, "whole")]


def test_the_media_centre_is_made_of_all_papers_and_stations() -> None:
    look = applied("media_centre", "P", head="newspaper", name="Trung tâm Truyền thông tỉnh")
    centre = look.one(ORGANIZATION, form="media_centre")
    assert look.all(ORGANIZATION, form="newspaper") == []
    assert look.value(centre, "sector") == "service"
    assert look.leaders(centre, "head") == persons("P/newspaper/organ_head")
    assert len(look.leaders(centre, "deputy")) == 3
    assert {look.value(each, "establishment_class") for each in look.all(POST, organization=centre)} == {
        "public_employee"
    }


def test_the_front_and_its_unions_go_on_beside_their_common_organ() -> None:
    look = applied("front_common_organ", "D1", deputies="union_heads")
    organ = look.one(ORGANIZATION, form="front_common_organ")
    unions = [small().id(f"D1/{each}") for each in ("women_union", "farmers_union")]
    assert all(map(look.lives, unions))
    assert look.leaders(organ, "head") == persons("D1/front_committee/front_chair")
    assert look.leaders(organ, "deputy") == persons("D1/women_union/organ_head", "D1/farmers_union/organ_head")
    assert len(look.all(POST, organization=organ, headship="none")) == 2


def test_a_centre_may_begin_under_the_head_of_the_office() -> None:
    look = applied("public_administration_centre", "D1", head="office_head")
    centre = look.one(ORGANIZATION, form="public_administration_centre")
    (membership,) = [
        each
        for post in look.all(POST, organization=centre)
        for each in look.all(Kind.MEMBERSHIP, post=post, concurrent=True)
    ]
    assert [look.value(membership, "person")] == persons("D1/council_committee_office/organ_head")


def test_bodies_go_into_others_by_form_or_name_in_every_unit_chosen() -> None:
    look = applied(
        "merge_bodies", "D1", "D2", sources=["Phòng Y tế"], into="council_committee_office", name="Văn phòng"
    )
    for district in ("D1", "D2"):
        office = small().id(f"{district}/council_committee_office")
        assert (look.value(office, "name"), look.ceiling(office)) == ("Văn phòng", 10)
        assert not look.lives(small().id(f"{district}/room"))


def test_two_bloc_committees_become_one_with_a_new_form() -> None:
    look = applied("block_party_committee", "P", heads_as_deputies=True)
    committee = small().id("P/agencies_party_committee")
    assert look.value(committee, "form") == "block_party_committee"
    assert persons("P/enterprises_party_committee/organ_head")[0] in look.leaders(committee, "deputy")


def test_where_a_body_is_missing_or_there_already_it_says_so() -> None:
    gone = applied("merge_bodies", "D1", sources=["home_affairs"], into="inspectorate").register
    assert reasons("organization_home_affairs", "D1", register=gone) == ["There is no home affairs"]
    done = applied("organization_home_affairs", "D1").register
    (reason,) = reasons("organization_home_affairs", "D1", register=done)
    assert reason == "There is organization and home affairs already"


# --- leading posts ------------------------------------------------------------------------------


def leads(look: Look, unit: str) -> dict[str, list[object]]:
    """Who holds the leading posts of a unit."""
    posts = {
        role: small().id(f"{unit}/{form}/{role}")
        for form, roles in (
            ("party_committee", ("secretary", "standing_deputy_secretary", "deputy_secretary")),
            ("people_council", ("council_chair",)),
            ("people_committee", ("committee_chair",)),
            ("front_committee", ("front_chair",)),
        )
        for role in roles
    }
    return {role: look.holders(post) for role, post in posts.items()}


def test_the_secretary_chairs_and_two_deputies_control() -> None:
    before, after = leads(Look(small().register), "C11"), leads(applied("secretary_chairs_committee", "C11"), "C11")
    assert after["committee_chair"] == after["secretary"] == before["secretary"]
    assert after["council_chair"] == after["standing_deputy_secretary"] == before["council_chair"]
    assert after["front_chair"] == after["deputy_secretary"] == before["front_chair"]


def test_the_deputy_who_chairs_the_front_also_heads_the_mass_bloc() -> None:
    attributes: verbs.Attributes = {
        "organization": small().id("C11/party_committee"),
        "title": "Trưởng khối vận",
        "role": "mass_bloc_head",
        "headship": "none",
        "establishment_class": "elected_official",
    }
    bloc = changed(verbs.CreatePost(object_id=999_998, attributes=attributes))
    look = applied("secretary_chairs_committee", "C11", register=bloc)
    assert look.holders(999_998) == leads(look, "C11")["front_chair"]


def test_the_former_chair_may_come_to_chair_the_front_instead() -> None:
    before = leads(Look(small().register), "C11")
    after = leads(applied("secretary_chairs_committee", "C11", second="deputy"), "C11")
    assert after["front_chair"] == after["deputy_secretary"] == before["committee_chair"]
    assert before["front_chair"][0] not in applied("secretary_chairs_committee", "C11", second="deputy").people()


def test_without_the_control_model_the_former_chair_stays_deputy() -> None:
    before = leads(Look(small().register), "C11")
    after = leads(applied("secretary_chairs_committee", "C11", control=False), "C11")
    assert after["committee_chair"] == before["secretary"]
    assert {role: after[role] for role in after if role != "committee_chair"} == {
        role: before[role] for role in before if role != "committee_chair"
    }


def test_a_secretary_who_chairs_the_council_gives_that_up_to_a_deputy() -> None:
    council = applied("secretary_chairs_council", "C11").register
    look = applied("secretary_chairs_committee", "C11", register=council, on=LATER)
    after = leads(look, "C11")
    assert after["committee_chair"] == after["secretary"]
    assert after["council_chair"] == after["standing_deputy_secretary"]
    assert look.value(small().id("C11/people_council/council_chair"), "unified_with") is None


def test_whoever_chairs_the_committee_does_not_chair_the_council_too() -> None:
    paired = applied("secretary_chairs_committee", "C11").register
    (reason,) = reasons("secretary_chairs_council", "C11", register=paired)
    assert "nobody chairs both" in reason


def test_where_a_merger_left_two_committees_they_are_made_one_first() -> None:
    merged = changed(verbs.Merge(into=small().id("C11"), sources=(small().id("C12"),), adopt=True))
    (reason,) = reasons("secretary_chairs_committee", "C11", register=merged)
    assert "make them one first" in reason


def test_unified_posts_say_so() -> None:
    look = applied("secretary_chairs_council", "P")
    chair = small().id("P/people_council/council_chair")
    assert look.value(chair, "unified_with") == small().id("P/party_committee/secretary")


def test_without_a_secretary_there_is_no_pair() -> None:
    secretary = Look(small().register).one(Kind.MEMBERSHIP, post=small().id("C11/party_committee/secretary"))
    vacant = changed(verbs.Relieve(membership=secretary))
    assert reasons("secretary_chairs_council", "C11", register=vacant) == ["There is no secretary: the post is vacant"]


@pytest.mark.parametrize(
    ("by", "who"), [("village_head", "board/village_head"), ("cell_secretary", "cell/cell_secretary")]
)
def test_one_person_leads_cell_and_village(by: str, who: str) -> None:
    look = applied("village_pair", "C11", by=by)
    for village in ("C11-1", "C11-2"):
        person = persons(f"{village}/{who}")
        posts = [small().id(f"{village}/{each}") for each in ("cell/cell_secretary", "board/village_head")]
        assert [look.holders(each) for each in posts] == [person, person]


def test_the_head_of_a_department_becomes_secretary_of_its_cell() -> None:
    look = applied("organ_pair", "P", names=["Sở Nội vụ"])
    assert look.holders(small().id("P/department/cell/cell_secretary")) == persons("P/department/organ_head")
    other = small().id("P/Sở Tài chính/cell/cell_secretary")
    assert look.holders(other) == persons("P/Sở Tài chính/organ_deputy")


def test_one_head_for_two_bodies_takes_the_cell_along() -> None:
    led = applied("organ_pair", "P", names=["Sở Nội vụ"]).register
    look = applied("one_head", "P", register=led, on=LATER)
    head = persons("P/organization_board/organ_head")
    assert look.holders(small().id("P/department/organ_head")) == head
    assert look.holders(small().id("P/department/cell/cell_secretary")) == head


def test_what_began_on_the_same_day_is_left_to_a_later_phase() -> None:
    led = applied("organ_pair", "P", names=["Sở Nội vụ"]).register
    (reason,) = reasons("one_head", "P", register=led)
    assert "later phase" in reason


# --- units and sizes ----------------------------------------------------------------------------


def test_after_an_area_merger_one_set_of_bodies_is_left_with_all_staff() -> None:
    merger = verbs.Merge(into=small().id("C11"), sources=(small().id("C12"),), adopt=True)
    look = applied("merged_unit", "C11", register=changed(merger))
    unit = small().id("C11")
    forms = [look.value(each, "form") for each in look.all(ORGANIZATION, area=unit, tier="commune")]
    assert len([each for each in forms if each != "party_cell"]) == len(
        {each for each in forms if each != "party_cell"}
    )
    assert look.holders(small().id("C11/party_committee/secretary")) == persons("C11/party_committee/secretary")
    pool = small().id("C12/party_office/specialist")
    assert look.value(pool, "organization") == small().id("C11/party_office")
    assert look.value(small().id("C12-1/cell"), "parent") == small().id("C11/party_committee")


def test_bodies_of_the_unit_named_go_on_in_a_new_unit_under_its_name() -> None:
    founded: verbs.Attributes = {
        "code": "N", "name": "Xã Mới", "level": "commune", "type": "xã", "parent": small().id("D1"),
    }  # fmt: skip
    merger = verbs.Merge(into=999_999, sources=(small().id("C11"), small().id("C12")), founded=founded, adopt=True)
    register = changed(merger)
    found = built(register, "merged_unit", [999_999], {"keep": "Xã C12"})
    look = Look(planned(register, found).register)
    assert not look.lives(small().id("C11/party_committee"))
    assert look.value(small().id("C12/party_committee"), "name") == "Đảng bộ Xã Mới"


def test_members_of_an_organ_cell_go_to_the_village_cells() -> None:
    look = applied("no_organ_cells", "C11")
    record = look.register.record(small().id("C11/organ_cell"))
    assert record is not None
    heirs = {(each.successor, each.extent) for each in record.links}
    assert heirs == {(small().id(f"C11-{number}/cell"), "part") for number in (1, 2)}
    assert not look.lives(small().id("C11/organ_cell"))


def test_small_rooms_go_into_the_next_smallest_until_all_are_large_enough() -> None:
    look = applied("larger_rooms", "P", least=6, names=["Sở Nội vụ"])
    department = small().id("P/department")
    assert [look.value(each, "name") for each in look.all(ORGANIZATION, form="room", parent=department)] == [
        "Phòng 1, Sở Nội vụ",
        "Phòng 2, Sở Nội vụ",
    ]
    assert len(look.all(ORGANIZATION, form="room", parent=small().id("P/Sở Tài chính"))) == 3


def test_deputies_seats_beyond_the_number_end_where_nobody_holds_them() -> None:
    room = small().id("P/department/room1")
    vacant = small().id("P/department/room1/organ_deputy")
    register = small().register
    (holding,) = [
        each for each in existing(register, DAY).values()
        if each.kind is Kind.MEMBERSHIP and each.value("post", DAY) == vacant
    ]  # fmt: skip
    look = applied("fewer_deputies", "P", register=changed(verbs.Relieve(membership=holding.object_id)), most=2)
    assert not look.lives(vacant)
    assert look.leaders(room, "deputy") == persons(
        "P/department/room1/organ_deputy1", "P/department/room1/organ_deputy2"
    )


def test_who_of_several_deputies_is_to_leave_people_choose() -> None:
    (reason,) = reasons("fewer_deputies", "P", most=2)
    assert "choose which" in reason


def test_without_a_law_in_force_a_number_must_be_given() -> None:
    (reason,) = reasons("larger_rooms", "P")
    assert "give a number" in reason


@pytest.mark.parametrize(
    "options",
    [{"nothing": 1}, {"deputies": "some"}, {"name": 5}, {"head": ["home_affairs"]}, {"deputies": ["heads"]}],
)
def test_an_option_it_does_not_take_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(InvalidOption):
        built(small().register, "organization_home_affairs", [small().id("D1")], options)


def test_a_number_below_zero_or_a_text_for_a_flag_is_refused() -> None:
    for id, options in (("fewer_deputies", {"most": -1}), ("front_common_organ", {"rooms": "yes"})):
        with pytest.raises(InvalidOption):
            built(small().register, id, [small().id("P")], options)


def test_a_term_that_is_no_date_is_refused() -> None:
    with pytest.raises(InvalidOption):
        built(small().register, "secretary_chairs_council", [small().id("C11")], {"term_ends_on": "soon"})
