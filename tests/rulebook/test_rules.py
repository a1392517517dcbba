"""Rules find what is wrong, cite what they rest on, and turn with the day of the law."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rulebook.provinces import DAY, Province, relabelled
from tinhgon.registry.domain.snapshot import Snapshot, snapshot_of
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.findings import Finding
from tinhgon.rulebook.domain.rules import RULES, check
from tinhgon.rulebook.loading import load_rulebook

RULEBOOK = load_rulebook()


def found(province: Province, rule: str, law_on: date | None = None) -> list[Finding]:
    return check(province.apparatus(), RULEBOOK, law_on, [RULES[rule]])


def small_commune(province: Province, population: int = 6000) -> int:
    return province.area(
        "commune", parent=province.id, type="xã", terrain="other", population=population, natural_area=30
    )


def test_turning_the_day_of_the_law_changes_what_is_found() -> None:
    province = Province(population=1_400_000, natural_area=8000)
    small_commune(province, 9000)
    assert found(province, "unit_below_standard", date(2025, 12, 31)) == []
    (later,) = found(province, "unit_below_standard", date(2026, 1, 1))
    assert later.evidence["population_percent"] == "56.25"
    assert (later.on, later.law_on) == (DAY, date(2026, 1, 1))
    assert "56,25 %" in later.message.vi and "56.25 %" in later.message.en
    assert {each.citation.instrument.vi for each in later.citations} == {"112/2025/UBTVQH15"}


def test_what_rests_on_an_unverified_standard_says_so() -> None:
    province = Province()
    province.area("commune", parent=province.id, type="thị trấn", population=10, natural_area=1)
    province.area("commune", parent=province.id, type="xã", terrain="other", population=10, natural_area=1)
    law = [each for each in found(province, "unit_below_standard") if each.severity == "law"]
    assert [each.verified for each in law] == [False, True]


def test_a_finding_says_since_when() -> None:
    province = Province()
    commune = small_commune(province)
    days = [date(2017, 1, 1), date(2018, 1, 1), date(2019, 1, 1)]
    history = [province.apparatus(day) for day in days]
    sound = Province()
    small_commune(sound, 90_000)
    history[0] = sound.apparatus(days[0])
    first = {
        each.subjects: each.first_failing
        for each in check(province.apparatus(), RULEBOOK, None, [RULES["unit_below_standard"]], history)
    }
    assert first[(("area", commune),)] == date(2018, 1, 1)


def test_a_break_in_between_begins_anew() -> None:
    bad, good = Province(), Province()
    commune = small_commune(bad)
    small_commune(good, 90_000)
    history = [bad.apparatus(date(2017, 1, 1)), good.apparatus(date(2018, 1, 1)), bad.apparatus(date(2019, 1, 1))]
    (finding,) = [
        each
        for each in check(bad.apparatus(), RULEBOOK, None, [RULES["unit_below_standard"]], history)
        if each.subjects == (("area", commune),)
    ]
    assert finding.first_failing == date(2019, 1, 1)


def test_nothing_fails_before_its_law() -> None:
    province = Province()
    small_commune(province, 9000)
    history = [province.apparatus(date(2024, 1, 1))]
    law = [
        each
        for each in check(province.apparatus(date(2026, 6, 1)), RULEBOOK, None, [RULES["unit_below_standard"]], history)
        if each.severity == "law"
    ]
    assert [each.first_failing for each in law] == [date(2026, 1, 1)]


def test_by_the_law_of_another_day_no_first_day_is_claimed() -> None:
    province = Province()
    small_commune(province)
    history = [province.apparatus(date(2019, 1, 1))]
    told = check(province.apparatus(), RULEBOOK, date(2026, 1, 1), [RULES["unit_below_standard"]], history)
    assert told and {each.first_failing for each in told} == {None}


def test_without_earlier_states_no_first_day_is_claimed() -> None:
    province = Province()
    small_commune(province)
    assert {each.first_failing for each in found(province, "unit_below_standard")} == {None}


@pytest.mark.parametrize(("law_on", "least"), [(date(2020, 1, 1), 16), (date(2023, 1, 1), 13), (date(2025, 7, 1), 0)])
def test_a_district_needs_so_many_communes(law_on: date, least: int) -> None:
    def told(number: int) -> list[Finding]:
        province = Province()
        district = province.area("district", parent=province.id, type="huyện", terrain="mountain")
        for _ in range(number):
            province.area("village", parent=province.area("commune", parent=district, type="xã"))
        found = check(province.apparatus(), RULEBOOK, law_on, [RULES["few_subunits"]])
        return [each for each in found if each.subjects == (("area", district),)]

    assert told(least) == []
    assert len(told(least - 1)) == (1 if least else 0)


def test_a_post_without_organization_is_found() -> None:
    province = Province()
    post = province.post(4711, "organ_head")
    (finding,) = found(province, "post_without_organization")
    assert (finding.severity, finding.subjects) == ("integrity", (("post", post),))


def test_a_holder_without_post_is_found() -> None:
    province = Province()
    membership = province.hold(province.person(), 4711)
    (finding,) = found(province, "holder_without_post")
    assert finding.subjects[0] == ("membership", membership)


def test_a_vacant_head_is_told_and_a_vacant_deputy_is_not() -> None:
    province = Province()
    body = province.body("department", province.id, "province")
    head, _ = province.post(body, "organ_head"), province.post(body, "organ_deputy", "deputy")
    (finding,) = found(province, "vacant_head")
    assert (finding.severity, finding.subjects[0]) == ("info", ("post", head))


def test_unified_posts_with_two_holders_are_told() -> None:
    province = Province()
    body = province.body("party_committee", province.id, "province")
    one, other = province.post(body, "secretary"), province.post(body, "council_chair")
    province.rows[Kind.POST][0]["unified_with_id"] = other
    person = province.person()
    province.hold(person, one)
    province.hold(person, other)
    assert found(province, "unified_apart") == []
    province.rows[Kind.MEMBERSHIP][1]["person_id"] = province.person()
    (finding,) = found(province, "unified_apart")
    assert finding.subjects == (("post", one), ("post", other))


def test_seats_below_count_against_the_ceiling_above() -> None:
    province = Province()
    department = province.body("department", province.id, "province")
    room = province.body("room", None, "province", province.body("room", None, "province", department))
    quota = province.quota(department, 5)
    province.post(department, "staff", "none", 2, "civil_servant")
    post = province.post(room, "staff", "none", 3, "civil_servant")
    province.post(room, "part_time", "none", 9, "part_time")
    assert found(province, "quota_exceeded") == []
    next(row for row in province.rows[Kind.POST] if row["id"] == post)["seats"] = 4
    (finding,) = found(province, "quota_exceeded")
    assert finding.subjects == (("organization", department), ("quota", quota))
    assert (finding.evidence["seats"], finding.evidence["ceiling"]) == (6, 5)


def test_the_centre_is_not_directed_by_a_vice_chair() -> None:
    province = Province()
    commune = province.area("commune", parent=province.id, type="xã")
    people = province.unit(commune, "commune", {"committee_vice_chair": "v"})
    head = province.post(province.body("public_administration_centre", commune), "organ_head")
    province.hold(people["v"], head)
    assert found(province, "centre_director", date(2025, 10, 14)) == []
    assert len(found(province, "centre_director", date(2025, 10, 15))) == 1


def test_the_two_models_must_fit_into_the_communes() -> None:
    province = Province()
    everything = {"secretary": "a", "committee_chair": "a", "council_chair": "a"}
    province.unit(province.area("commune", parent=province.id, type="xã"), "commune", everything)
    (finding,) = found(province, "models_fit")
    assert finding.evidence == {"committee_chair": 1, "council_chair": 1, "units": 1}
    assert finding.severity == "integrity"


def test_a_pair_listed_for_one_place_is_unknown_in_another() -> None:
    holders = {"cell_secretary": "a", "village_head": "a"}
    for name, number in (("Tỉnh Quảng Ninh", 0), ("Tỉnh Hậu Giang", 1)):
        province = Province(name)
        commune = province.area("commune", parent=province.id, type="xã")
        province.unit(province.area("village", parent=commune), "village", holders)
        assert len(found(province, "unknown_pair", DAY)) == number


def test_a_committee_of_another_tier_is_not_that_of_the_unit() -> None:
    province = Province("Tỉnh Hậu Giang")
    bloc = province.post(province.body("party_committee", province.id, "district", sector="party"), "secretary")
    front = province.post(province.body("front_committee", province.id, "province", sector="front"), "front_chair")
    person = province.person()
    province.hold(person, bloc)
    province.hold(person, front)
    assert found(province, "unknown_pair") == []


def test_targets_bind_the_place_that_set_them_while_they_run() -> None:
    province, elsewhere = Province(), Province("Tỉnh Bắc Ninh")
    for each in (province, elsewhere):
        each.unit(
            each.area("commune", parent=each.id, type="xã"), "commune", {"secretary": "a", "committee_chair": "b"}
        )
    assert found(elsewhere, "target_missed") == []
    assert {each.severity for each in found(province, "target_missed")} == {"target"}
    assert found(province, "target_missed", date(2025, 7, 1)) == []


def test_a_snapshot_of_records_is_judged_as_far_as_its_columns_go() -> None:
    given = snapshot_of([], DAY)
    lacking = "role" not in given[Kind.POST].columns
    told = check(Apparatus(given), RULEBOOK)
    assert all(each.severity == "info" and each.evidence["lacking"] for each in told)
    assert ("control_model" in {each.rule for each in told}) is lacking


@pytest.mark.parametrize("column", ["role"])
def test_a_rule_without_its_data_says_so_and_the_others_go_on(column: str) -> None:
    province = Province()
    small_commune(province)
    full = province.snapshot()
    frames = {**full.frames, Kind.POST: full[Kind.POST].drop(column)}
    told = check(Apparatus(Snapshot(None, DAY, None, frames)), RULEBOOK)
    silent = {each.rule for each in told if each.evidence.get("lacking") == f"post.{column}"}
    assert {"control_model", "unknown_pair", "target_missed"} <= silent
    assert any(each.rule == "unit_below_standard" and each.severity == "law" for each in told)


communes = st.lists(
    st.tuples(
        st.sampled_from(["xã", "phường", "thị trấn"]),
        st.sampled_from(["mountain", "other", None]),
        st.none() | st.integers(0, 20_000),
        st.none() | st.decimals(0, 120, places=2),
        st.none() | st.decimals(0, 1, places=2),
    ),
    max_size=8,
)
laws = st.sampled_from([date(2018, 1, 1), date(2020, 1, 1), date(2023, 9, 1), date(2025, 8, 1), date(2026, 6, 1)])


def with_communes(given: list[tuple[str, str | None, int | None, Decimal | None, Decimal | None]]) -> Province:
    province = Province()
    district = province.area("district", parent=province.id, type="thị xã")
    for type_, terrain, population, area, minority in given:
        commune = province.area(
            "commune",
            parent=district,
            type=type_,
            terrain=terrain,
            population=population,
            natural_area=area,
            minority_share=minority,
        )
        province.unit(commune, "commune", {"secretary": "a", "committee_chair": "a" if population else "b"})
    return province


@settings(max_examples=25, deadline=None)
@given(communes, laws)
def test_rules_do_not_depend_on_ids(given: list, law_on: date) -> None:  # type: ignore[type-arg]
    province = with_communes(given)
    one = check(province.apparatus(), RULEBOOK, law_on)
    two = check(Apparatus(relabelled(province.snapshot(), 10_000)), RULEBOOK, law_on)
    as_told = sorted((each.rule, each.message.vi, str(each.evidence)) for each in one)
    assert as_told == sorted((each.rule, each.message.vi, str(each.evidence)) for each in two)


@settings(max_examples=40, deadline=None)
@given(communes, laws)
def test_a_unit_that_must_be_rearranged_is_below_its_standard_or_tiny(given: list, law_on: date) -> None:  # type: ignore[type-arg]
    told = check(with_communes(given).apparatus(), RULEBOOK, law_on)
    below = {each.subjects for each in told if each.rule == "unit_below_standard" and each.severity == "law"}
    assert {each.subjects for each in told if each.rule == "must_rearrange"} <= below


@settings(max_examples=25, deadline=None)
@given(communes, laws)
def test_every_finding_of_law_cites_law_in_force(given: list, law_on: date) -> None:  # type: ignore[type-arg]
    for finding in check(with_communes(given).apparatus(), RULEBOOK, law_on):
        assert finding.rule in RULES
        assert finding.message.vi and finding.message.en
        assert all(law_on in each.validity for each in finding.citations)
        assert finding.citations or finding.severity != "law"


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 10_000), st.integers(1, 10_000), laws)
def test_more_people_never_make_a_unit_fail(fewer: int, more: int, law_on: date) -> None:
    counts = []
    for population in sorted((fewer, fewer + more)):
        province = Province()
        small_commune(province, population)
        told = check(province.apparatus(), RULEBOOK, law_on, [RULES["unit_below_standard"], RULES["must_rearrange"]])
        counts.append(sum(each.severity == "law" for each in told))
    assert counts[0] >= counts[1]
