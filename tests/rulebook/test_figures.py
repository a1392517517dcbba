"""A figure is its rows: parts of a whole, independent of ids, moved by one membership."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rulebook.provinces import DAY, Province, ids, relabelled
from tinhgon.errors import Text
from tinhgon.registry.domain.diff import Passing
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.faults import DataLacking
from tinhgon.rulebook.domain.figures import (
    GROUP_COLUMNS,
    REASONS,
    Context,
    Counted,
    Figure,
    Measure,
    counted,
    figure,
    grouped,
    rounded,
)
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.loading import load_rulebook

MODELS = {
    "committee": {"secretary": "a", "committee_chair": "a", "council_chair": "b", "front_chair": "c"}
    | {"deputy_secretary": "b", "deputy_secretary_2": "c"},
    "council": {"secretary": "a", "council_chair": "a", "committee_chair": "b", "front_chair": "c"},
    "apart": {"secretary": "a", "committee_chair": "b", "council_chair": "c", "front_chair": "d"},
    "vacant": {"secretary": "", "committee_chair": "b"},
}
EARLIER = date(2015, 6, 1)


def commune(province: Province, parent: int, model: str, villages: int) -> None:
    """A commune with its leading bodies, some villages, a cell under its committee, part-time posts, quotas."""
    area = province.area("commune", parent=parent, type="xã")
    province.unit(area, "commune", MODELS[model])
    office = province.body("people_committee", area)
    cell = province.body("party_cell", None, parent=office, sector="party")
    head, secretary = province.post(office, "organ_head"), province.post(cell, "cell_secretary")
    one, other = province.person(), province.person()
    province.hold(one, head)
    province.hold(one if model == "committee" else other, secretary, concurrent=True)
    worker = province.post(office, "part_time", "none", 2, "part_time")
    province.hold(other, worker, concurrent=model == "council")
    province.quota(office, 20 + villages)
    for number in range(villages):
        village = province.area("village", parent=area)
        same = {"cell_secretary": "v", "village_head": "v" if number % 2 else "w"}
        province.unit(village, "village", same)


@st.composite
def provinces(draw: st.DrawFn) -> Province:
    """Provinces of a few districts with communes of all models, departments, rooms and quotas."""
    province = Province()
    for shape in draw(st.lists(st.lists(st.sampled_from(sorted(MODELS)), max_size=3), min_size=1, max_size=3)):
        district = province.area("district", parent=province.id, type="huyện")
        province.unit(district, "district", MODELS[draw(st.sampled_from(sorted(MODELS)))])
        form = draw(st.sampled_from(["organization_home_affairs", "home_affairs", "joint_office"]))
        organ = province.body(form, district, "district")
        province.quota(organ, draw(st.integers(0, 30)))
        for model in shape:
            commune(province, district, model, draw(st.integers(0, 2)))
    department = province.body("department", province.id, "province")
    province.quota(department, 100)
    for size in draw(st.lists(st.integers(1, 20), max_size=4)):
        room = province.body("room", None, "province", department)
        province.quota(room, size)
        deputy = province.post(room, "organ_deputy", "deputy", 3, "civil_servant")
        for _ in range(size % 3):
            province.hold(province.person(), deputy, non_local=None)
    for row in province.rows[Kind.MEMBERSHIP]:
        row["non_local"] = draw(st.sampled_from([True, False, None]))
    return province


@st.composite
def contexts(draw: st.DrawFn) -> Context:
    """Two unrelated provinces that share ids: whatever may happen between two days."""
    before, now = draw(provinces()), draw(provinces())
    bodies = [row["id"] for row in before.rows[Kind.ORGANIZATION]]
    heirs = [row["id"] for row in now.rows[Kind.ORGANIZATION]]
    links = draw(st.lists(st.tuples(st.sampled_from(bodies), st.sampled_from(heirs)), max_size=5))
    passings = tuple(Passing(one, other, "whole") for one, other in links if one != other)
    return Context(load_rulebook(), now.apparatus(), before.apparatus(EARLIER), passings)


def keys(frame: pl.DataFrame) -> set[tuple[str, int]]:
    return set(frame.select("kind", "id").iter_rows())


@settings(max_examples=15, deadline=None)
@given(contexts())
def test_the_numerator_is_part_of_the_denominator_and_nothing_is_counted_twice(context: Context) -> None:
    for indicator in INDICATORS.values():
        found = figure(indicator, context)
        assert keys(found.numerator) <= keys(found.denominator), indicator.id
        assert not keys(found.denominator) & keys(found.not_counted), indicator.id
        assert found.denominator.height == len(keys(found.denominator)), indicator.id
        assert set(found.not_counted["reason"].unique()) <= set(REASONS), indicator.id
        without_rows = Counted(indicator, found.value, found.numerator.height, found.denominator.height)
        assert counted(indicator, context) == without_rows


@settings(max_examples=10, deadline=None)
@given(contexts(), st.sampled_from(sorted(GROUP_COLUMNS)))
def test_groups_make_up_the_whole(context: Context, by: str) -> None:
    for indicator in INDICATORS.values():
        whole, parts = figure(indicator, context), grouped(indicator, context, by)
        for rows in ("numerator", "denominator", "not_counted"):
            together = sorted(key for part in parts.values() for key in getattr(part, rows).select("kind", "id").rows())
            assert together == sorted(getattr(whole, rows).select("kind", "id").rows()), indicator.id
        values = [part.value for part in parts.values() if part.value is not None]
        if indicator.measure in (Measure.COUNT, Measure.SUM):
            assert sum(values) == whole.value, indicator.id
        if indicator.measure is Measure.MAXIMUM:
            assert max(values, default=None) == whole.value, indicator.id


@settings(max_examples=10, deadline=None)
@given(contexts())
def test_other_ids_change_nothing(context: Context) -> None:
    most = 100_000
    other = Context(
        context.rulebook,
        Apparatus(relabelled(context.now.snapshot, most)),
        Apparatus(relabelled(context.earlier.snapshot, most)),
        tuple(Passing(most - each.predecessor, most - each.successor, each.extent) for each in context.passings),
    )
    for indicator in INDICATORS.values():
        one, two = figure(indicator, context), figure(indicator, other)
        assert one.value == two.value, indicator.id
        assert sorted(ids(one.numerator)) == sorted(most - each for each in ids(two.numerator)), indicator.id


@settings(max_examples=15, deadline=None)
@given(contexts())
def test_a_share_is_its_numerator_over_its_denominator(context: Context) -> None:
    for indicator in INDICATORS.values():
        found = figure(indicator, context)
        if indicator.measure is Measure.SHARE and found.value is not None:
            assert found.value == Fraction(found.numerator.height, found.denominator.height)


@settings(max_examples=10, deadline=None)
@given(provinces())
def test_nothing_is_cut_between_equal_days(province: Province) -> None:
    context = Context(load_rulebook(), province.apparatus(), province.apparatus(EARLIER))
    for id, indicator in INDICATORS.items():
        if id.endswith(("_cut", "_closed", "cut_share")) or "_cut." in id:
            assert figure(indicator, context).value in (0, None), id


@settings(max_examples=10, deadline=None)
@given(provinces())
def test_a_ceiling_within_another_is_not_added_again(province: Province) -> None:
    found = figure(INDICATORS["establishment"], province.context())
    departments = {row["id"] for row in province.rows[Kind.ORGANIZATION] if row["form"] != "room"}
    own = [row for row in province.rows[Kind.QUOTA] if row["organization_id"] in departments]
    assert found.value == sum(row["amount"] for row in own)
    assert found.not_counted.height == len(province.rows[Kind.QUOTA]) - len(own)


def three_communes() -> Province:
    province = Province()
    district = province.area("district", "Huyện Ba Chẽ", province.id, type="huyện")
    for model in ("committee", "council", "apart"):
        area = province.area("commune", parent=district, type="xã")
        province.unit(area, "commune", MODELS[model])
    return province


def value_of(id: str, province: Province) -> Figure:
    return figure(INDICATORS[id], province.context())


def test_one_membership_moves_the_figure() -> None:
    province = three_communes()
    assert value_of("secretary_is_committee_chair.commune", province).counts == "1/3"
    by_post = {row["post_id"]: row for row in province.rows[Kind.MEMBERSHIP]}
    posts = {row["role"]: row["id"] for row in province.rows[Kind.POST]}  # the last commune's, written last
    by_post[posts["committee_chair"]]["person_id"] = by_post[posts["secretary"]]["person_id"]
    after = value_of("secretary_is_committee_chair.commune", province)
    assert after.counts == "2/3"
    assert after.percent() == rounded(Fraction(200, 3), 1)


def test_two_people_of_one_pair_are_not_one_holder() -> None:
    found = value_of("secretary_is_council_chair.commune", three_communes())
    assert found.counts == "1/3"
    assert set(ids(found.denominator)) - set(ids(found.numerator))


def test_a_unit_in_which_posts_are_handed_over_counts_once() -> None:
    province = Province()
    commune = province.area("commune", parent=province.id, type="xã")
    province.unit(commune, "commune", {"secretary": "a", "committee_chair": "a"})
    successor = province.person()
    for post in [row["id"] for row in province.rows[Kind.POST]]:
        province.hold(successor, post)
    assert value_of("secretary_is_committee_chair.commune", province).counts == "1/1"


def test_the_head_of_an_organ_is_secretary_of_its_own_cell() -> None:
    province = Province()
    heads, cells = [], []
    for _ in range(3):
        organ = province.body("department", province.id, "province")
        cell = province.body("party_cell", None, "province", organ, "party")
        heads.append(province.post(organ, "organ_head"))
        cells.append(cell)
    province.body("department", province.id, "province")  # without a cell it is not in the base
    people = [province.person() for _ in heads]
    for person, head in zip(people, heads, strict=True):
        province.hold(person, head)
    province.hold(people[0], province.post(cells[0], "cell_secretary"))
    province.hold(people[1], province.post(cells[0], "cell_secretary"))
    province.hold(people[2], province.post(cells[2], "cell_deputy_secretary", "deputy"))
    assert value_of("secretary_heads_organ", province).counts == "1/3"


def test_a_secretary_of_another_commune_does_not_count() -> None:
    province = Province()
    first, second = (province.area("commune", parent=province.id, type="xã") for _ in range(2))
    people = province.unit(first, "commune", {"secretary": "a"})
    chair = province.post(province.body("people_committee", second), "committee_chair")
    province.hold(people["a"], chair)
    assert value_of("secretary_is_committee_chair.commune", province).counts == "0/2"


def test_an_unknown_origin_is_left_out_and_a_vacancy_is_not() -> None:
    province = Province()
    for non_local in (True, False, None):
        area = province.area("district", parent=province.id, type="huyện")
        post = province.post(province.body("party_committee", area, "district"), "secretary")
        province.hold(province.person(), post, non_local=non_local)
    empty = province.area("district", parent=province.id, type="huyện")
    province.post(province.body("party_committee", empty, "district"), "secretary")
    found = value_of("secretary_non_local.district", province)
    assert found.counts == "1/3"
    assert found.not_counted["reason"].to_list() == ["not_recorded"]
    assert empty in ids(found.denominator)


def test_the_two_deputies_of_the_control_model_are_counted() -> None:
    found = value_of("control_deputies.commune", three_communes())
    assert found.value == 2
    assert found.denominator.height == 1
    assert found.not_counted["reason"].unique().to_list() == ["model_not_used"]


def test_bodies_merged_into_one_are_its_predecessors() -> None:
    before, after = Province(), Province()
    forms = ("newspaper", "newspaper", "broadcaster", "information_centre")
    old = [before.body(form, before.id, "province") for form in forms]
    after.last = before.last
    centre = after.body("media_centre", after.id, "province")
    passings = tuple(Passing(each, centre, "whole") for each in old)
    context = Context(load_rulebook(), after.apparatus(), before.apparatus(EARLIER), passings)
    assert figure(INDICATORS["predecessors.media_centre"], context).value == 4
    gone = figure(INDICATORS["organs_closed"], context)
    assert gone.value == 4
    assert gone.numerator["successor_id"].unique().to_list() == [centre]
    assert figure(INDICATORS["organs_cut"], context).value == 3


def test_a_body_of_another_form_is_converted_not_closed() -> None:
    before, after = Province(), Province()
    room = before.body("room", before.id, "province")
    assert after.body("department", after.id, "province") == room
    context = Context(load_rulebook(), after.apparatus(), before.apparatus(EARLIER))
    found = figure(INDICATORS["rooms_closed"], context)
    assert found.value == 0
    assert found.not_counted["reason"].to_list() == ["converted"]


def test_rooms_of_sub_departments_are_counted_by_themselves() -> None:
    province = Province()
    department = province.body("department", province.id, "province")
    branch = province.body("sub_department", None, "province", department)
    province.body("room", None, "province", department)
    inner = province.body("room", None, "province", branch)
    assert value_of("rooms", province).value == 1
    assert ids(value_of("sub_department_rooms", province).numerator) == [inner]


def test_heads_cut_are_those_of_organs_not_of_elected_bodies() -> None:
    before, after = Province(), Province()
    for form in ("department", "room", "people_committee", "village"):
        before.post(before.body(form, before.id, "province"), "organ_head")
    context = Context(load_rulebook(), after.apparatus(), before.apparatus(EARLIER))
    assert figure(INDICATORS["heads_cut"], context).value == 2
    assert figure(INDICATORS["deputies_cut"], context).value == 0


def test_a_district_that_need_not_merge_did_so_freely() -> None:
    before, after = Province(), Province()
    terms = {"type": "huyện", "terrain": "mountain", "parent": before.id}
    free = before.area("district", population=51003, natural_area=843.54, **terms)
    forced = before.area("district", population=39999, natural_area=424, **terms)
    unknown = before.area("district", population=39999, **terms)
    dissolved = before.area("district", population=51003, natural_area=843.54, **terms)
    after.last = before.last
    city = after.area("district", parent=after.id, type="thành phố")
    passings = (
        *(Passing(each, city, "whole") for each in (free, forced, unknown)),
        Passing(dissolved, city, "part"),
    )
    context = Context(load_rulebook(), after.apparatus(date(2020, 1, 1)), before.apparatus(date(2019, 6, 1)), passings)
    found = figure(INDICATORS["voluntary_mergers.district"], context)
    assert ids(found.numerator) == [free]
    assert ids(found.denominator) == [free, forced]
    assert ids(found.not_counted) == [unknown]


def test_without_terrain_a_merger_is_free_only_if_it_is_so_on_any_terrain() -> None:
    before, after = Province(), Province()
    on_any = before.area("district", population=51003, natural_area=843.54, type="huyện", parent=before.id)
    # 400 km² are half of what a mountain district needs, and nine tenths of any other's.
    on_one = before.area("district", population=39999, natural_area=400, type="huyện", parent=before.id)
    after.last = before.last
    city = after.area("district", parent=after.id, type="thành phố")
    passings = tuple(Passing(each, city, "whole") for each in (on_any, on_one))
    context = Context(load_rulebook(), after.apparatus(date(2020, 1, 1)), before.apparatus(date(2019, 6, 1)), passings)
    found = figure(INDICATORS["voluntary_mergers.district"], context)
    assert (ids(found.numerator), ids(found.not_counted)) == ([on_any], [on_one])


def test_specialised_rooms_are_agencies_of_districts_not_of_the_province() -> None:
    province = Province()
    district = province.area("district", parent=province.id, type="huyện")
    counted = [province.body(form, district, "district") for form in ("home_affairs", "room")]
    for form in ("room", "department"):
        province.body(form, province.id, "province")
    for form in ("people_committee", "youth_union", "school_site"):
        province.body(form, district, "district")
    assert ids(value_of("district_agencies", province).numerator) == counted


def test_heads_closed_are_not_made_up_for_by_heads_founded() -> None:
    before, after = Province(), Province()
    body = before.body("department", before.id, "province")
    gone = before.post(body, "organ_head")
    before.post(before.body("village_board", before.id, "village"), "village_head")
    before.post(body, "organ_deputy", "deputy", 2)
    after.last = before.last
    after.post(after.body("department", after.id, "province"), "organ_head")
    context = Context(load_rulebook(), after.apparatus(), before.apparatus(EARLIER))
    values = {id: figure(INDICATORS[id], context).value for id in ("heads_closed", "heads_cut", "deputies_closed")}
    assert values == {"heads_closed": 1, "heads_cut": 0, "deputies_closed": 2}
    assert ids(figure(INDICATORS["heads_closed"], context).numerator) == [gone]


def test_ceilings_of_part_time_workers_are_cut_by_themselves() -> None:
    before, after = Province(), Province()
    for province, staff, workers in ((before, 100, 50), (after, 90, 20)):
        body = province.body("people_committee", province.id, "province")
        province.quota(body, staff)
        province.quota(body, workers, "part_time", "không chuyên trách")
        province.quota(body, 7, "contract")
    context = Context(load_rulebook(), after.apparatus(), before.apparatus(EARLIER))
    names = ("establishment_cut", "permanent_establishment_cut", "part_time_establishment_cut")
    assert [figure(INDICATORS[name], context).value for name in names] == [40, 10, 30]
    by_funding = figure(INDICATORS["establishment_cut"], context, {"funding": "không chuyên trách"})
    assert by_funding.value == 30


def test_the_minority_share_is_of_persons_not_of_units() -> None:
    province = Province()
    for population, share in ((1000, "0.9"), (3000, "0.1"), (500, None)):
        province.area("commune", parent=province.id, type="xã", population=population, minority_share=share)
    found = value_of("minority_share.commune", province)
    assert found.value == Fraction(1200, 4000)
    assert found.not_counted["reason"].to_list() == ["not_recorded"]


def test_more_than_one_person_may_leave_a_seat_empty() -> None:
    province = Province()
    post = province.post(province.body("department", province.id, "province"), "staff", "none", 5)
    for _ in range(3):
        province.hold(province.person(), post)
    assert [value_of(id, province).value for id in ("posts", "holders", "vacancies")] == [5, 3, 2]


def test_a_body_without_an_area_serves_that_of_the_body_above() -> None:
    province = Province()
    district = province.area("district", parent=province.id, type="huyện")
    organ = province.body("home_affairs", district, "district")
    inner = province.body("room", None, "district", province.body("sub_department", None, "district", organ))
    bodies = province.apparatus().organizations
    assert bodies.filter(pl.col("id") == inner).select("unit_id", "district_id", "province_id").row(0) == (
        district,
        district,
        province.id,
    )


@pytest.mark.parametrize(
    ("kind", "column", "id"),
    [
        (Kind.POST, "role", "secretary_is_committee_chair.commune"),
        (Kind.MEMBERSHIP, "non_local", "secretary_non_local.commune"),
    ],
)
def test_a_lacking_column_is_named(kind: Kind, column: str, id: str) -> None:
    full = three_communes().snapshot()
    frames = {**full.frames, kind: full[kind].drop(column)}
    context = Context(load_rulebook(), Apparatus(Snapshot(None, DAY, None, frames)))
    with pytest.raises(DataLacking, match=f"{kind}.{column}"):
        figure(INDICATORS[id], context)


def test_a_comparison_needs_an_earlier_day() -> None:
    with pytest.raises(DataLacking, match="compares two days"):
        figure(INDICATORS["units_cut.commune"], three_communes().context())


def test_a_figure_says_what_it_means_and_when() -> None:
    found = value_of("secretary_is_committee_chair.commune", three_communes())
    assert (found.on, found.known, found.since) == (DAY, None, None)
    assert [each.id for each in found.citations] == ["pair.up02"]
    assert found.citations[0].citation.article == Text("dòng 12", "line 12")
    context = replace(three_communes().context(), before=three_communes().apparatus(EARLIER))
    assert figure(INDICATORS["units_cut.commune"], context).since == EARLIER


def test_an_empty_base_has_no_share() -> None:
    found = value_of("secretary_is_committee_chair.commune", Province())
    assert found.value is None and found.percent() is None and found.counts == "0/0"


@given(st.fractions(-1000, 1000), st.integers(0, 6))
def test_rounding_is_to_the_nearest(value: Fraction, places: int) -> None:
    assert abs(Fraction(rounded(value, places)) - value) * 2 * 10**places <= 1


@pytest.mark.parametrize(("value", "text"), [("1/8", "0.13"), ("-1/8", "-0.13"), ("96/186", "0.52")])
def test_halves_are_rounded_away_from_zero(value: str, text: str) -> None:
    assert str(rounded(Fraction(value), 2)) == text
