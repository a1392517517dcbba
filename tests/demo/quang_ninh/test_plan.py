"""The plan as a whole: the same for the same seed, its figures the same for every seed."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.demo.quang_ninh.counting import Day, of_province, records_of, replay_of
from tinhgon.demo.domain.quang_ninh.founding import MINH_CAM, villages_by_commune
from tinhgon.demo.domain.quang_ninh.names import draw, particulars
from tinhgon.demo.domain.quang_ninh.tables import Unit
from tinhgon.demo.domain.quang_ninh.writer import INVENTED
from tinhgon.demo.quang_ninh import planned
from tinhgon.registry.domain.changes import CreatePost, Elect, RegisterPerson
from tinhgon.registry.domain.decisions import DecisionDocument


def test_the_same_seed_plans_the_same_decisions() -> None:
    assert planned(3)[0] == planned(3)[0]


def test_another_seed_invents_other_people() -> None:
    first, second = (
        {
            change.attributes["name"]
            for each in planned(seed)[0]
            for change in each.changes
            if isinstance(change, RegisterPerson)
        }
        for seed in (1, 2)
    )
    assert first
    assert first.isdisjoint(second)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 77])
def test_every_seed_gives_the_figures_of_the_articles(seed: int) -> None:
    records = of_province(records_of(replay_of(planned(seed)[0])), "22")
    end_of_2019, january_2021 = Day(records, date(2019, 12, 31)), Day(records, date(2021, 1, 15))
    assert len(end_of_2019.united("commune", "secretary", "committee_chair")) == 96
    assert len(january_2021.united("commune", "secretary", "committee_chair")) == 119
    assert len(january_2021.united("commune", "secretary", "council_chair")) == 24
    assert len(january_2021.non_local("commune")) == 150
    assert Day(records, date(2015, 1, 1)).ceilings() * 9 == Day(records, date(2020, 12, 31)).ceilings() * 10


def test_every_decision_says_that_its_people_are_invented(decisions: list[DecisionDocument]) -> None:
    assert [each.number for each in decisions if INVENTED not in each.subject] == []


def test_decisions_come_in_the_order_they_take_effect_in_each_province(decisions: list[DecisionDocument]) -> None:
    beside = {"Hậu Giang": ("HG-", "DM-93", "869"), "Bắc Ninh": ("BN-", "DM-27")}
    by_province: dict[str, list[date]] = {}
    for each in decisions:
        province = next((name for name, marks in beside.items() if each.number.startswith(marks)), "Quảng Ninh")
        by_province.setdefault(province, []).append(each.effective_on)
    assert {name: days == sorted(days) for name, days in by_province.items()} == dict.fromkeys(by_province, True)
    assert len(by_province) == 3


def test_secretaries_say_whether_they_are_from_elsewhere(decisions: list[DecisionDocument]) -> None:
    posts = {
        change.object_id
        for each in decisions
        for change in each.changes
        if isinstance(change, CreatePost) and change.attributes["role"] == "secretary"
    }
    elections = [
        change for each in decisions for change in each.changes if isinstance(change, Elect) and change.post in posts
    ]
    assert len(elections) > 200
    assert [each for each in elections if each.non_local is None] == []


def test_no_decision_is_too_large_for_the_store(decisions: list[DecisionDocument]) -> None:
    assert max(len(each.changes) for each in decisions) < 5_000
    assert len(decisions) < 100


@given(st.integers(), st.integers(min_value=1, max_value=10**9), st.text())
def test_draws_stay_below_their_bound_and_repeat(seed: int, below: int, key: str) -> None:
    assert 0 <= draw(seed, below, key) < below
    assert draw(seed, below, key) == draw(seed, below, key)


@given(st.integers(min_value=0), st.integers(min_value=0))
def test_a_person_has_a_whole_name_a_gender_and_a_birth_date(seed: int, number: int) -> None:
    values = particulars(seed, number)
    assert len(values["name"].split()) >= 3
    assert values["gender"] in ("nam", "nữ")
    assert date(1960, 1, 1) <= date.fromisoformat(values["birth_date"]) < date(1990, 1, 1)


@given(st.lists(st.integers(min_value=0, max_value=60_000), min_size=1, max_size=300))
def test_villages_are_spread_without_remainder(populations: list[int]) -> None:
    units = [
        Unit(
            code=code,
            name=code,
            type="xã",
            natural_area="1",
            population=population,
            latitude="21.0",
            longitude="107.0",
            source="s",
        )
        for code, population in [(MINH_CAM, 569), *((str(n), people) for n, people in enumerate(populations))]
    ]
    spread = villages_by_commune(units)
    assert sum(spread.values()) == 1500
    assert spread[MINH_CAM] == 6
    larger = sorted((each for each in units if each.code != MINH_CAM), key=lambda each: each.population)
    assert all(spread[a.code] <= spread[b.code] + 1 for a, b in pairwise(larger))
