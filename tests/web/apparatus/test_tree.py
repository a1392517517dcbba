"""The tree of the apparatus: everything in one place, and every way of reading it agrees."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from tests.web.apparatus.conftest import BEGIN, MERGER, Province
from tinhgon.registry import selectors
from tinhgon.registry.selectors.apparatus import Node, Tree, staffing
from tinhgon.registry.selectors.bodies import bodies, chains
from tinhgon.registry.selectors.posts import ceilings, posts, tenures
from tinhgon.registry.selectors.touching import touching
from tinhgon.registry.snapshots import load

DAYS = (BEGIN, MERGER)


def walk(tree: Tree) -> list[Node]:
    """All nodes, found from the top down."""
    found: list[Node] = []
    level = tree.tops()
    while level:
        found += level
        level = tree.below([each.id for each in level])
    return found


@pytest.mark.parametrize("day", DAYS)
def test_every_area_and_body_stands_in_one_place(built: Province, day: date) -> None:
    expected = {each.id for each in (*selectors.areas(day), *selectors.organizations(day))}
    assert Counter(each.id for each in walk(Tree(day))) == Counter(expected)


@pytest.mark.parametrize("day", DAYS)
def test_a_node_says_how_many_stand_under_it(built: Province, day: date) -> None:
    nodes = walk(Tree(day))
    under = Counter(each.above for each in nodes)
    assert {each.id: each.below for each in nodes} == {each.id: under[each.id] for each in nodes}


@pytest.mark.parametrize("across", [False, True])
def test_the_chain_of_a_node_leads_through_what_it_stands_under(built: Province, across: bool) -> None:
    tree = Tree(BEGIN, across=across)
    for above in (built.province, built.committee):
        for each in tree.below([above]):
            assert tree.chain(each.id) == [*tree.chain(above), each.id]


def test_a_body_of_another_area_stands_under_its_area_or_by_subordination(built: Province) -> None:
    assert built.district_committee not in {each.id for each in Tree(BEGIN).below([built.committee])}
    assert built.district_committee in {each.id for each in Tree(BEGIN).below([built.district])}
    (district,) = [each for each in Tree(BEGIN, across=True).below([built.committee]) if each.apart]
    assert (district.id, district.area) == (built.district_committee, "Huyện Biển")


@pytest.mark.parametrize("under", ["province", "district", "committee"])
def test_chains_in_bulk_are_those_of_the_tree_within_the_scope(built: Province, under: str) -> None:
    top = getattr(built, under)
    across = under == "committee"
    tree = Tree(BEGIN, across=across)
    scope = load(BEGIN, under=top)
    above = chains(scope, [each.id for each in bodies(scope)], across=across)
    for each in bodies(scope):
        whole = tree.chain(each.id)
        within = whole[whole.index(top) :]
        assert [above.get(lower) for lower in within] == [None, *within[:-1]]


def test_bodies_come_before_areas_by_sector_and_in_vietnamese_order(built: Province) -> None:
    assert [each.id for each in Tree(BEGIN).below([built.province])] == [
        built.party, built.council, built.committee, built.district,
    ]  # fmt: skip
    names = [each.name for each in Tree(BEGIN).below([built.committee])]
    assert names == ["Sở Ánh sáng", "Sở Da giày", "Sở Đào tạo"]


def test_counts_of_the_list_are_those_of_the_tree(built: Province) -> None:
    for day in DAYS:
        listed = bodies(load(day))
        staffed = staffing([each.id for each in listed], day)
        for each in listed:
            found = staffed.get(each.id)
            assert (each.posts, each.seats, each.free) == (
                (found.posts, found.seats, found.free) if found else (0, 0, 0)
            )


def test_staffing_tells_heads_vacancies_and_unified_posts(built: Province) -> None:
    found = staffing([built.party, built.committee, built.bright, built.council], BEGIN)
    assert built.council not in found
    assert (found[built.party].head_name, found[built.party].head_concurrent) == ("Nguyễn Thị An", False)
    assert (found[built.committee].head_name, found[built.committee].head_concurrent) == ("Nguyễn Thị An", True)
    assert (found[built.party].unified, found[built.committee].unified, found[built.bright].unified) == (1, 1, 0)
    assert (found[built.bright].headless, found[built.bright].free) == (True, 3)


def test_only_a_body_made_of_several_is_called_merged(built: Province) -> None:
    assert {each.id: each.merged_from for each in walk(Tree(MERGER)) if each.merged_from} == {built.joint: 2}


def test_posts_list_heads_first_and_name_the_pair_from_either_side(built: Province) -> None:
    chair, vice_chairs = posts(built.committee, BEGIN)
    assert (chair.id, vice_chairs.id) == (built.chair, built.vice_chairs)
    assert [each.post for each in chair.unified] == [built.secretary]
    (secretary,) = posts(built.party, BEGIN)
    assert [each.post for each in secretary.unified] == [built.chair]
    assert (vice_chairs.taken, vice_chairs.free) == (1, 1)


def test_a_ceiling_counts_paid_holders_of_the_body_and_all_below_it(built: Province) -> None:
    (ceiling,) = ceilings(built.committee, BEGIN)
    assert (ceiling.amount, ceiling.seats, ceiling.holders, ceiling.free) == (10, 4, 1, 9)
    assert ceilings(built.bright, BEGIN) == []


def test_holders_of_a_post_stay_on_its_record_when_they_leave(built: Province) -> None:
    (held,) = tenures(built.vice_chairs, MERGER)
    assert (held.person, held.life.start, held.life.end) == (built.binh, BEGIN, MERGER)
    assert held.ended_by is not None
    assert held.ended_by.number == "02/QĐ"


def test_decisions_about_a_body_are_those_up_to_the_entry_that_name_it_or_its_posts(built: Province) -> None:
    assert [(each.number, each.own) for each in touching(built.committee, 2)] == [("02/QĐ", True), ("01/QĐ", True)]
    assert [each.number for each in touching(built.committee, 1)] == ["01/QĐ"]
    assert [each.number for each in touching(built.stranger, 2)] == ["01/QĐ"]


def test_a_level_of_the_tree_takes_few_queries(built: Province, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(7):
        Tree(BEGIN).below([built.province])
    with django_assert_max_num_queries(5):
        posts(built.committee, BEGIN)
