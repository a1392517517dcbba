"""What each verb makes of the record, and what it refuses: the rule, the first failing day, the objects."""

from __future__ import annotations

from datetime import date

import pytest

from tests.registry.domain.world import DIGEST, World, area, body, person, post, year
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.records import Link
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.temporal import Period


@pytest.fixture
def areas() -> World:
    """Two provinces and, in the first, a district with a commune."""
    world = World()
    world.decide(year(2004), area(1), area(2), area(3, "district", 1), area(4, "commune", 3))
    return world


@pytest.fixture
def bodies() -> World:
    """A body with two below it, a post in one of these, two people."""
    world = World()
    world.decide(
        year(2004), body(1), body(2, 1), body(3, 1), post(11, 2), post(12, 3, 2), person(21), person(22), person(23)
    )
    return world


Refused = tuple[str, date | None, tuple[int, ...]]


def refused(world: World, on: date, *changes: Change) -> Refused:
    refusal = world.refusal(on, *changes)
    return refusal.rule, refusal.day, refusal.objects


# --- found


def test_found_begins_a_life_and_records_what_it_comes_from(areas: World) -> None:
    kin = (verbs.Kin(object_id=1, extent="part"), verbs.Kin(object_id=2, extent="part"))
    founded = area(5)
    areas.decide(year(2010), verbs.Found(object_id=5, kind=Kind.AREA, attributes=founded.attributes, predecessors=kin))
    assert areas.record(5).life == Period.since(year(2010))
    assert areas.value(5, "name", year(2010)) == "A5"
    assert areas.record(1).links == (Link(5, "part", year(2010), 201),)
    assert areas.record(1).life.end is None


def test_found_refuses_what_is_there_what_is_no_unit_and_what_lacks_a_required_value(areas: World) -> None:
    on = year(2010)
    assert refused(areas, on, area(1)) == ("already_exists", on, (1,))
    assert refused(areas, on, verbs.Found(object_id=9, kind=Kind.POST, attributes={})) == ("wrong_kind", on, (9,))
    lacking = verbs.Found(object_id=9, kind=Kind.AREA, attributes={"code": "09", "level": "province"})
    assert refused(areas, on, lacking) == ("required_missing", on, (9,))
    unknown = verbs.Found(object_id=9, kind=Kind.AREA, attributes={**area(9).attributes, "colour": "x"})
    assert refused(areas, on, unknown) == ("invalid_value", on, (9,))


def test_found_refuses_predecessors_that_are_not_there_or_of_another_kind(areas: World) -> None:
    def after(kin: int) -> Change:
        founded = area(9)
        made = (verbs.Kin(object_id=kin),)
        return verbs.Found(object_id=9, kind=Kind.AREA, attributes=founded.attributes, predecessors=made)

    areas.decide(year(2006), verbs.Dissolve(object_id=2))
    areas.decide(year(2004), body(50))
    areas.decide(year(2006), verbs.Dissolve(object_id=50))
    assert refused(areas, year(2010), after(2)) == ("outside_life", year(2010), (2,))
    assert refused(areas, year(2010), after(77)) == ("unknown_object", year(2010), (77,))
    assert refused(areas, year(2006), after(50)) == ("wrong_kind", year(2006), (50,))
    areas.decide(year(2006), after(2))


def test_two_areas_of_one_level_cannot_bear_one_code_on_one_day(areas: World) -> None:
    areas.decide(year(2010), area(5, code="05"))
    assert refused(areas, year(2006), area(6, code="05")) == ("code_taken", year(2010), (5, 6))
    areas.decide(year(2012), verbs.Dissolve(object_id=5))
    areas.decide(year(2012), area(7, code="05"))
    areas.decide(year(2006), area(8, "district", 1, code="05"))


def test_an_area_is_below_its_parent_in_level(areas: World) -> None:
    assert refused(areas, year(2006), area(9, "district", 4)) == ("level_order", year(2006), (9, 4))
    raised = verbs.Convert(object_id=4, attributes={"level": "district"})
    assert refused(areas, year(2006), raised) == ("level_order", year(2006), (4, 3))
    lowered = verbs.Convert(object_id=3, attributes={"level": "commune"})
    assert refused(areas, year(2006), lowered) == ("level_order", year(2006), (4, 3))


# --- merge, split, dissolve


def test_merge_into_one_that_goes_on_ends_the_sources_and_adopts_what_is_theirs(areas: World) -> None:
    merge = verbs.Merge(into=2, sources=(1,), attributes={"name": "Tỉnh chung"}, adopt=True)
    areas.decide(year(2010), merge)
    assert areas.record(1).life == Period(year(2004), year(2010))
    assert areas.record(1).links == (Link(2, "whole", year(2010), 201),)
    assert areas.said(3, "parent") == [(2004, 1), (2010, 2)]
    assert areas.said(2, "name") == [(2004, "A2"), (2010, "Tỉnh chung")]


def test_merge_into_a_new_unit_founds_it(areas: World) -> None:
    founded: verbs.Attributes = {"code": "09", "name": "Mới", "level": "province"}
    areas.decide(year(2010), verbs.Merge(into=9, sources=(1, 2), founded=founded, adopt=True))
    assert areas.record(9).life == Period.since(year(2010))
    assert areas.value(3, "parent", year(2010)) == 9
    assert {areas.record(each).links[0].successor for each in (1, 2)} == {9}


def test_merge_without_adoption_leaves_nobody_behind(areas: World) -> None:
    merge = verbs.Merge(into=2, sources=(1,))
    assert refused(areas, year(2010), merge) == ("outside_target_life", year(2010), (3, 1))


def test_merge_adopts_posts_and_ends_quotas(bodies: World) -> None:
    quota = verbs.SetQuota(object_id=31, organization=2, establishment_class="civil_servant", funding="state", amount=5)
    bodies.decide(year(2006), quota)
    bodies.decide(year(2010), verbs.Merge(into=3, sources=(2,), adopt=True))
    assert bodies.said(11, "organization") == [(2004, 2), (2010, 3)]
    assert bodies.record(31).life == Period(year(2006), year(2010))


def test_merge_refuses_itself_nothing_and_mixed_kinds(areas: World) -> None:
    on = year(2010)
    areas.decide(year(2004), body(50))
    assert refused(areas, on, verbs.Merge(into=1, sources=())) == ("nothing_to_merge", on, (1,))
    assert refused(areas, on, verbs.Merge(into=1, sources=(1,))) == ("nothing_to_merge", on, (1,))
    assert refused(areas, on, verbs.Merge(into=2, sources=(1, 1))) == ("named_twice", on, (1,))
    assert refused(areas, on, verbs.Merge(into=2, sources=(1, 50))) == ("wrong_kind", on, (50,))
    assert refused(areas, on, verbs.Merge(into=50, sources=(1,))) == ("wrong_kind", on, (50,))


def test_split_makes_parts_and_may_end_the_source(areas: World) -> None:
    def part(object_id: int) -> verbs.Part:
        return verbs.Part(object_id=object_id, attributes=area(object_id).attributes)

    areas.decide(year(2008), verbs.Split(source=2, parts=(part(5),)))
    areas.decide(year(2010), verbs.Split(source=2, parts=(part(6), part(7)), source_ends=True))
    assert areas.record(2).life.end == year(2010)
    assert [(each.successor, each.extent) for each in areas.record(2).links] == [
        (5, "part"),
        (6, "part"),
        (7, "part"),
    ]
    assert refused(areas, year(2010), verbs.Split(source=1, parts=())) == ("nothing_to_split", year(2010), (1,))


def test_dissolve_ends_a_unit_and_names_who_takes_over(areas: World) -> None:
    areas.decide(year(2010), verbs.Dissolve(object_id=4, successors=(verbs.Kin(object_id=3),)))
    assert areas.record(4).life.end == year(2010)
    assert areas.record(4).links == (Link(3, "whole", year(2010), 201),)
    assert refused(areas, year(2012), verbs.Dissolve(object_id=4)) == ("outside_life", year(2012), (4,))
    assert refused(areas, year(2008), verbs.Dissolve(object_id=4)) == ("ends_already", year(2010), (4,))


def test_nothing_ends_on_the_day_it_begins_or_passes_into_itself_or_twice(areas: World) -> None:
    assert refused(areas, year(2004), verbs.Dissolve(object_id=2)) == ("empty_life", year(2004), (2,))
    itself = verbs.Dissolve(object_id=2, successors=(verbs.Kin(object_id=2),))
    assert refused(areas, year(2010), itself) == ("own_successor", year(2010), (2,))
    twice = verbs.TransferPart(source=1, target=2)
    assert refused(areas, year(2010), twice, twice) == ("linked_twice", year(2010), (1, 2))
    assert refused(areas, year(2010), verbs.TransferPart(source=1, target=1))[0] == "own_successor"


# --- rename, reparent, convert, reclassify, boundaries


def test_rename_carries_forward_to_the_next_name_already_recorded(areas: World) -> None:
    areas.decide(year(2012), verbs.Rename(object_id=1, name="Ba"))
    areas.decide(year(2008), verbs.Rename(object_id=1, name="Hai"))
    assert areas.said(1, "name") == [(2004, "A1"), (2008, "Hai"), (2012, "Ba")]
    short = verbs.Rename(object_id=1, name="Bốn", short_name="B")
    assert refused(areas, year(2013), short) == ("invalid_value", year(2013), (1,))
    assert refused(areas, year(2013), verbs.Rename(object_id=1, name="  ")) == ("invalid_value", year(2013), (1,))


def test_reparent_moves_a_unit_or_frees_it(areas: World) -> None:
    areas.decide(year(2008), verbs.Reparent(object_id=3, parent=2))
    areas.decide(year(2010), verbs.Reparent(object_id=3, parent=None))
    assert areas.said(3, "parent") == [(2004, 1), (2008, 2), (2010, None)]
    assert refused(areas, year(2012), verbs.Reparent(object_id=3, parent=99))[0] == "unknown_object"
    areas.decide(year(2012), body(50))
    assert refused(areas, year(2012), verbs.Reparent(object_id=3, parent=50)) == ("wrong_kind", year(2012), (50,))


def test_convert_and_reclassify_change_only_what_is_theirs(areas: World) -> None:
    areas.decide(year(2008), verbs.Convert(object_id=4, attributes={"type": "phường", "name": "Phường A4"}))
    areas.decide(year(2009), verbs.Reclassify(object_id=4, attributes={"terrain": "mountain", "border": True}))
    assert areas.value(4, "type", year(2008)) == "phường"
    assert areas.value(4, "border", year(2009)) is True
    border = verbs.Convert(object_id=4, attributes={"border": True})
    assert refused(areas, year(2010), border) == ("not_of_this_verb", year(2010), (4,))
    name = verbs.Reclassify(object_id=4, attributes={"name": "x"})
    assert refused(areas, year(2010), name) == ("not_of_this_verb", year(2010), (4,))


def test_part_of_an_area_goes_to_another_with_the_new_figures(areas: World) -> None:
    transfer = verbs.TransferPart(
        source=1, target=2, source_attributes={"natural_area": "10.50"}, target_attributes={"population": 7}
    )
    areas.decide(year(2008), transfer)
    assert areas.value(1, "natural_area", year(2008)) == "10.5"
    assert areas.value(2, "population", year(2008)) == 7
    assert areas.record(1).links == (Link(2, "part", year(2008), 201),)
    named = verbs.TransferPart(source=1, target=2, source_attributes={"name": "x"})
    assert refused(areas, year(2009), named) == ("not_of_this_verb", year(2009), (1,))


def test_boundaries_are_adjusted_in_one_stroke(areas: World) -> None:
    adjust = verbs.AdjustBoundary(
        areas=(
            verbs.Boundary(object_id=1, attributes={"natural_area": "9"}),
            verbs.Boundary(object_id=2, attributes={"natural_area": "11"}),
        ),
        transfers=(verbs.TransferOfPart(source=1, target=2),),
    )
    areas.decide(year(2008), adjust)
    assert [areas.value(each, "natural_area", year(2008)) for each in (1, 2)] == ["9", "11"]
    areas.decide(year(2008), body(50))
    of_body = verbs.AdjustBoundary(areas=(verbs.Boundary(object_id=50, attributes={}),))
    assert refused(areas, year(2009), of_body) == ("wrong_kind", year(2009), (50,))


# --- posts


def test_a_post_is_created_moved_and_abolished(bodies: World) -> None:
    bodies.decide(year(2006), verbs.MovePost(object_id=11, organization=3))
    bodies.decide(year(2008), verbs.AbolishPost(object_id=11))
    assert bodies.said(11, "organization") == [(2004, 2), (2006, 3)]
    assert bodies.record(11).life.end == year(2008)
    nowhere = verbs.MovePost(object_id=12, organization=99)
    assert refused(bodies, year(2006), nowhere) == ("dangling_reference", year(2006), (12, 99))
    assert refused(bodies, year(2009), verbs.AbolishPost(object_id=11))[0] == "outside_life"
    assert refused(bodies, year(2009), verbs.AbolishPost(object_id=1))[0] == "wrong_kind"


def test_a_post_with_a_holder_cannot_be_abolished(bodies: World) -> None:
    bodies.decide(year(2006), verbs.Appoint(object_id=31, person=21, post=11))
    abolish = verbs.AbolishPost(object_id=11)
    assert refused(bodies, year(2008), abolish) == ("outside_target_life", year(2008), (31, 11))
    bodies.decide(year(2008), verbs.Relieve(membership=31), abolish)


def test_posts_are_unified_and_separated(bodies: World) -> None:
    bodies.decide(year(2006), verbs.UnifyPosts(posts=(11, 12)))
    bodies.decide(year(2008), verbs.SeparatePosts(posts=(12,)))
    assert bodies.said(12, "unified_with") == [(2006, 11), (2008, None)]
    assert bodies.said(11, "unified_with") == []
    assert refused(bodies, year(2006), verbs.UnifyPosts(posts=(11,))) == ("nothing_to_unify", year(2006), (11,))
    assert refused(bodies, year(2006), verbs.UnifyPosts(posts=(11, 11)))[0] == "named_twice"


# --- people


def test_one_holder_for_a_seat(bodies: World) -> None:
    bodies.decide(year(2008), verbs.Appoint(object_id=31, person=21, post=11))
    second = verbs.Elect(object_id=32, person=22, post=11)
    assert refused(bodies, year(2006), second) == ("seat_taken", year(2008), (11, 31, 32))
    assert refused(bodies, year(2010), second) == ("seat_taken", year(2010), (11, 31, 32))
    bodies.decide(year(2010), verbs.Relieve(membership=31), second)
    assert bodies.value(32, "basis", year(2010)) == "elected"


def test_a_stated_hand_over_lets_two_hold_a_seat_until_it_ends(bodies: World) -> None:
    bodies.decide(year(2008), verbs.Appoint(object_id=31, person=21, post=11))
    coming = verbs.Appoint(object_id=32, person=22, post=11, handover_until=year(2012))
    assert refused(bodies, year(2010), coming) == ("seat_taken", year(2012), (11, 31, 32))
    leaving = verbs.Relieve(effective_on=year(2012), membership=31)
    bodies.decide(year(2010), leaving, coming)
    assert bodies.value(32, "handover", year(2011)) is True
    assert bodies.value(32, "handover", year(2012)) is None
    reversed_dates = verbs.Appoint(object_id=33, person=23, post=12, handover_until=year(2009))
    assert refused(bodies, year(2010), reversed_dates) == ("reversed_dates", year(2010), (33,))


def test_a_pool_of_seats_takes_as_many_holders_but_no_person_twice(bodies: World) -> None:
    bodies.decide(
        year(2008),
        verbs.Appoint(object_id=31, person=21, post=12),
        verbs.Appoint(object_id=32, person=22, post=12),
    )
    third = verbs.Appoint(object_id=33, person=23, post=12)
    assert refused(bodies, year(2010), third) == ("seat_taken", year(2010), (12, 31, 32, 33))
    widened = verbs.Reclassify(object_id=12, attributes={"seats": 3})
    again = verbs.Appoint(object_id=33, person=21, post=12)
    assert refused(bodies, year(2010), widened, again)[0] == "seat_taken"
    bodies.decide(year(2010), widened, third)


def test_a_pool_cannot_lose_a_seat_that_is_taken(bodies: World) -> None:
    bodies.decide(
        year(2008),
        verbs.Appoint(object_id=31, person=21, post=12),
        verbs.Appoint(object_id=32, person=22, post=12),
    )
    fewer = verbs.Reclassify(object_id=12, attributes={"seats": 1})
    assert refused(bodies, year(2010), fewer) == ("seat_taken", year(2010), (12, 31, 32))


def test_a_correction_cannot_put_one_person_on_two_seats_of_a_pool_half_way(bodies: World) -> None:
    bodies.decide(
        year(2008),
        verbs.Appoint(object_id=31, person=21, post=12),
        verbs.Appoint(object_id=32, person=22, post=12),
    )
    same = verbs.Correct(object_id=32, attributes={"person": 21}, start=year(2010), end=year(2011))
    assert refused(bodies, year(2012), same) == ("seat_taken", year(2010), (12, 31, 32))


def test_a_transfer_ends_one_membership_and_begins_another(bodies: World) -> None:
    bodies.decide(year(2008), verbs.Appoint(object_id=31, person=21, post=11))
    move = verbs.Transfer(membership=31, object_id=32, post=12, concurrent=True, term_ends_on=year(2015))
    bodies.decide(year(2010), move)
    assert bodies.record(31).life.end == year(2010)
    assert bodies.value(32, "person", year(2010)) == 21
    assert bodies.value(32, "concurrent", year(2010)) is True
    assert bodies.value(32, "term_ends_on", year(2010)) == "2015-01-01"
    assert refused(bodies, year(2012), verbs.Transfer(membership=31, object_id=33, post=11))[0] == "outside_life"


def test_retiring_ends_every_membership_and_ignores_none_that_begins_later(bodies: World) -> None:
    bodies.decide(
        year(2008),
        verbs.Appoint(object_id=31, person=21, post=11),
        verbs.Appoint(object_id=32, person=21, post=12, concurrent=True),
    )
    bodies.decide(year(2010), verbs.Retire(person=21))
    assert {bodies.record(each).life.end for each in (31, 32)} == {year(2010)}
    assert bodies.record(21).life.end is None
    bodies.decide(year(2014), verbs.Appoint(object_id=33, person=22, post=11))
    assert refused(bodies, year(2012), verbs.Retire(person=22)) == ("later_change", year(2014), (22, 33))


def test_a_person_is_entered_and_updated_by_digests_only(bodies: World) -> None:
    bodies.decide(year(2010), verbs.UpdatePerson(object_id=21, attributes={"gender": DIGEST}))
    assert bodies.value(21, "gender", year(2010)) == DIGEST
    plain = verbs.UpdatePerson(object_id=21, attributes={"name": "Nguyễn Văn A"})
    assert refused(bodies, year(2010), plain) == ("invalid_value", year(2010), (21,))
    assert refused(bodies, year(2010), verbs.Appoint(object_id=31, person=1, post=11))[0] == "wrong_kind"
    assert refused(bodies, year(2003), verbs.Elect(object_id=31, person=21, post=11))[0] == "outside_life"


# --- quotas


def quota(object_id: int, organization: int, amount: int | None, funding: str = "state") -> verbs.SetQuota:
    return verbs.SetQuota(
        object_id=object_id,
        organization=organization,
        establishment_class="civil_servant",
        funding=funding,
        amount=amount,
    )


def test_a_parent_s_ceiling_is_never_below_the_sum_of_its_children(bodies: World) -> None:
    bodies.decide(year(2006), quota(31, 1, 10), quota(32, 2, 6))
    assert refused(bodies, year(2008), quota(33, 3, 5)) == ("quota_exceeded", year(2008), (1,))
    bodies.decide(year(2008), quota(33, 3, 4))
    assert refused(bodies, year(2010), quota(31, 1, 9)) == ("quota_exceeded", year(2010), (1,))
    assert refused(bodies, year(2010), quota(32, 2, 7)) == ("quota_exceeded", year(2010), (1,))
    bodies.decide(year(2010), quota(34, 3, 99, "own"))


def test_a_body_brings_its_quota_under_its_new_parent(bodies: World) -> None:
    bodies.decide(year(2006), body(4), quota(31, 1, 5), quota(32, 4, 3), quota(33, 2, 4))
    move = verbs.Reparent(object_id=4, parent=1)
    assert refused(bodies, year(2008), move) == ("quota_exceeded", year(2008), (1,))
    bodies.decide(year(2008), quota(31, 1, 7), move)


def test_a_late_ceiling_is_checked_against_what_was_set_for_later(bodies: World) -> None:
    bodies.decide(year(2006), quota(31, 1, 10))
    bodies.decide(year(2012), quota(32, 2, 9))
    assert refused(bodies, year(2008), quota(33, 3, 2)) == ("quota_exceeded", year(2012), (1,))


def test_one_ceiling_for_a_body_class_and_source(bodies: World) -> None:
    bodies.decide(year(2006), quota(31, 1, 10))
    assert refused(bodies, year(2008), quota(32, 1, 5)) == ("quota_twice", year(2008), (31, 32))
    assert refused(bodies, year(2008), quota(31, 2, 5)) == ("other_quota", year(2008), (31,))
    assert refused(bodies, year(2008), quota(39, 1, None)) == ("nothing_to_withdraw", year(2008), (39,))
    bodies.decide(year(2008), quota(31, 1, None))
    bodies.decide(year(2008), quota(32, 1, 5))
    assert bodies.record(31).life == Period(year(2006), year(2008))


def test_a_quota_corrected_to_another_body_counts_there_from_that_day(bodies: World) -> None:
    bodies.decide(year(2006), quota(31, 1, 5), quota(32, 2, 4), quota(33, 3, 1), body(4), quota(34, 4, 99))
    to_3 = verbs.Correct(object_id=34, attributes={"organization": 3}, start=year(2010))
    assert refused(bodies, year(2012), to_3) == ("quota_exceeded", year(2010), (1,))
    same = verbs.Correct(object_id=34, attributes={"organization": 1}, start=year(2010))
    assert refused(bodies, year(2012), same) == ("quota_twice", year(2010), (31, 34))


# --- corrections


def test_a_correction_overwrites_what_lies_within_its_dates_and_nothing_else(areas: World) -> None:
    for number, name in ((2008, "Hai"), (2010, "Ba"), (2012, "Bốn")):
        areas.decide(year(number), verbs.Rename(object_id=1, name=name))
    areas.decide(year(2020), verbs.Correct(object_id=1, attributes={"name": "Đúng"}, start=year(2007), end=year(2011)))
    assert areas.said(1, "name") == [(2004, "A1"), (2007, "Đúng"), (2011, "Ba"), (2012, "Bốn")]
    areas.decide(year(2020), verbs.Correct(object_id=1, attributes={"name": "Mãi"}, start=year(2009)))
    assert areas.said(1, "name") == [(2004, "A1"), (2007, "Đúng"), (2009, "Mãi")]
    backwards = verbs.Correct(object_id=1, attributes={"name": "x"}, start=year(2011), end=year(2011))
    assert refused(areas, year(2020), backwards) == ("reversed_dates", year(2011), (1,))
    nameless = verbs.Correct(object_id=1, attributes={"name": None}, start=year(2011))
    assert refused(areas, year(2020), nameless) == ("invalid_value", year(2011), (1,))


def test_a_corrected_life_takes_its_first_and_last_values_along(areas: World) -> None:
    areas.decide(year(2010), verbs.Rename(object_id=2, name="Hai"))
    areas.decide(year(2012), verbs.Dissolve(object_id=2))
    areas.decide(year(2020), verbs.CorrectLife(object_id=2, start=year(2002), end=year(2014)))
    assert areas.record(2).life == Period(year(2002), year(2014))
    assert areas.said(2, "name") == [(2002, "A2"), (2010, "Hai")]
    assert (areas.record(2).begun_by, areas.record(2).ended_by) == (401, 401)
    areas.decide(year(2020), verbs.CorrectLife(object_id=2, start=year(2002)))
    assert areas.record(2).ended_by is None


def test_a_corrected_life_leaves_nothing_outside_it(areas: World) -> None:
    shorter = verbs.CorrectLife(object_id=3, start=year(2006))
    assert refused(areas, year(2020), shorter) == ("outside_target_life", year(2004), (4, 3))
    areas.decide(year(2010), verbs.Rename(object_id=2, name="Hai"))
    cut = verbs.CorrectLife(object_id=2, start=year(2004), end=year(2008))
    assert refused(areas, year(2020), cut) == ("later_change", year(2010), (2,))
    elsewhere = verbs.CorrectLife(object_id=2, start=year(2000), end=year(2002))
    assert refused(areas, year(2020), elsewhere) == ("disjoint_life", year(2000), (2,))
    backwards = verbs.CorrectLife(object_id=2, start=year(2008), end=year(2006))
    assert refused(areas, year(2020), backwards) == ("reversed_dates", year(2008), (2,))


def test_every_verb_is_refused_for_an_object_that_was_never_recorded(areas: World) -> None:
    attributes: verbs.Attributes = {"code": "x"}
    named: list[Change] = [
        verbs.Rename(object_id=99, name="x"),
        verbs.Reparent(object_id=99, parent=1),
        verbs.Convert(object_id=99, attributes=attributes),
        verbs.Reclassify(object_id=99, attributes=attributes),
        verbs.Dissolve(object_id=99),
        verbs.Merge(into=1, sources=(99,)),
        verbs.Merge(into=99, sources=(1,)),
        verbs.Split(source=99, parts=(verbs.Part(object_id=5, attributes={}),)),
        verbs.TransferPart(source=99, target=1),
        verbs.TransferPart(source=1, target=99),
        verbs.AdjustBoundary(areas=(verbs.Boundary(object_id=99, attributes={}),)),
        verbs.AdjustBoundary(areas=(), transfers=(verbs.TransferOfPart(source=1, target=99),)),
        verbs.AbolishPost(object_id=99),
        verbs.MovePost(object_id=99, organization=1),
        verbs.UnifyPosts(posts=(99, 98)),
        verbs.SeparatePosts(posts=(99,)),
        verbs.UpdatePerson(object_id=99, attributes={}),
        verbs.Elect(object_id=5, person=99, post=1),
        verbs.Appoint(object_id=5, person=99, post=1),
        verbs.Relieve(membership=99),
        verbs.Transfer(membership=99, object_id=5, post=1),
        verbs.Retire(person=99),
        verbs.Correct(object_id=99, attributes={}, start=year(2010)),
        verbs.CorrectLife(object_id=99, start=year(2010)),
    ]
    for change in named:
        assert refused(areas, year(2010), change) == ("unknown_object", year(2010), (99,)), change
