"""Small invented tables: what matches becomes lineage, what does not is listed, and the register holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.demo.model import Register, links_of, replayed, units_on
from tinhgon.demo.domain.findings import TEXTS, FindingCode
from tinhgon.demo.domain.reorganisation_2025 import Plan, plan
from tinhgon.demo.domain.resolutions import Citation, CommuneCitation, Resolutions, Verified
from tinhgon.demo.domain.sources import CurrentRow, Entry, LegacyRow, SourceFault, SourceTables

LINK_FINDINGS = {
    FindingCode.OLD_KEY_UNKNOWN,
    FindingCode.NEW_KEY_UNKNOWN,
    FindingCode.LINK_CROSSES_PROVINCES,
    FindingCode.LINKS_CONFLICT,
}
VERIFIED = Verified(number=True, signed_on=True)
SIGNED = date(2025, 6, 12)


def citation(number: str) -> Citation:
    return Citation(
        number=number,
        issuer="Quốc hội",
        signed_on=SIGNED,
        subject="Sắp xếp",
        source="text",
        verified=VERIFIED,
    )


def for_province(code: str) -> CommuneCitation:
    return CommuneCitation(
        number=f"{code}/NQ",
        issuer="Ủy ban Thường vụ Quốc hội",
        signed_on=SIGNED,
        subject="Sắp xếp",
        source="text",
        verified=VERIFIED,
        province=code,
    )


RESOLUTIONS = Resolutions(
    recorded_from=date(2025, 3, 1),
    effective_on=date(2025, 7, 1),
    sources={"text": "a text"},
    provinces=citation("202/NQ"),
    districts=(citation("203/NQ"),),
    communes=(for_province("01"), for_province("03")),
)

# Provinces a and b merge into ab; c stays itself. District d0 of each has communes u0 to u3, d1 has none.
OLD_PROVINCES = {
    "a": Entry("a", "01", "Tỉnh A"),
    "b": Entry("b", "02", "Tỉnh B"),
    "c": Entry("c", "03", "Tỉnh C"),
}
NEW_PROVINCES = {"ab": Entry("ab", "01", "Tỉnh AB"), "c": Entry("c", "03", "Tỉnh C")}


def old_row(province: str, number: int | None) -> LegacyRow:
    code = OLD_PROVINCES[province].code
    commune = None if number is None else Entry(f"u{number}", f"{code}{number}", f"Xã {province}{number}", "Xã")
    district = Entry("d0", f"{code}0", "Huyện D0", "Huyện")
    if commune is None:
        district = Entry("d1", f"{code}1", "Huyện D1", "Huyện")
    return LegacyRow(OLD_PROVINCES[province], district, commune)


def new_row(province: str, number: int) -> CurrentRow:
    entry = NEW_PROVINCES[province]
    commune = Entry(f"n{number}", f"{entry.code}{number}", f"Xã {province}{number}", "Xã", natural_area="2.50")
    return CurrentRow(entry, commune)


SOURCE = SourceTables(
    name="invented 1",
    legacy=tuple(old_row(province, number) for province in "abc" for number in (0, 1, 2, 3, None)),
    current=tuple(new_row(province, number) for province in ("ab", "c") for number in range(4)),
    provinces={"ab": ("a", "b"), "c": ("c",)},
    whole={},
    divided={},
)


def planned(source: SourceTables) -> Plan:
    return plan(source, RESOLUTIONS, count(1).__next__)


def codes(source: SourceTables) -> set[tuple[FindingCode, str]]:
    open_ends = {FindingCode.OLD_UNIT_UNMENTIONED, FindingCode.NEW_UNIT_WITHOUT_PREDECESSOR}
    return {
        (each.code, each.key)
        for each in planned(source).findings
        if each.code not in open_ends | {FindingCode.DISTRICT_ROW}
    }


old_keys = st.sampled_from([row.key for row in SOURCE.legacy] + ["a_d0_u9", "nowhere"])
new_keys = st.sampled_from([f"n{number}" for number in range(4)] + ["n9"])
new_provinces = st.sampled_from(["ab", "c"])
conversions = st.builds(
    lambda whole, divided: replace(SOURCE, whole=whole, divided=divided),
    st.dictionaries(new_provinces, st.dictionaries(new_keys, st.lists(old_keys, min_size=1, max_size=4).map(tuple))),
    st.dictionaries(new_provinces, st.dictionaries(old_keys, st.lists(new_keys, min_size=1, max_size=3).map(tuple))),
)


@given(conversions)
def test_whatever_the_conversion_says_the_register_holds_and_ends_at_the_new_list(
    source: SourceTables,
) -> None:
    after = Register().enact(planned(source).decisions)
    assert set(after.units("province")) == {"01", "03"}
    assert after.units("district") == {}
    names = {after.in_force[each]["name"] for each in after.units("commune").values()}
    assert names == {row.commune.name for row in source.current}


@given(conversions)
def test_whatever_the_conversion_says_the_registry_takes_it(source: SourceTables) -> None:
    decisions = planned(source).decisions
    replay = replayed(decisions)
    after = Register().enact(decisions)
    assert units_on(replay, date(2025, 7, 1)) == after.in_force
    assert links_of(replay) == after.lineage


@given(conversions)
def test_every_link_stated_is_lineage_or_a_finding(source: SourceTables) -> None:
    plan_ = planned(source)
    before = Register().enact(plan_.decisions[:3])
    after = Register().enact(plan_.decisions)
    old_ids = {
        row.key: before.units("commune" if row.commune else "district")[(row.commune or row.district).code]
        for row in source.legacy
    }
    new_ids = {row.key: after.units("commune")[row.commune.code] for row in source.current}
    refused = {each.key for each in plan_.findings if each.code in LINK_FINDINGS}
    whole = [(p, old, new) for p, units in source.whole.items() for new, olds in units.items() for old in olds]
    part = [(p, old, new) for p, units in source.divided.items() for old, news in units.items() for new in news]
    for province, old_key, commune in whole + part:
        new_key = f"{province}_{commune}"
        if not {old_key, new_key} & refused:
            old, new = old_ids[old_key], new_ids[new_key]
            assert old == new or new in after.successors_of[old]


@given(conversions)
def test_a_unit_without_lineage_is_listed(source: SourceTables) -> None:
    plan_ = planned(source)
    after = Register().enact(plan_.decisions)
    unmentioned = {each.key for each in plan_.findings if each.code is FindingCode.OLD_UNIT_UNMENTIONED}
    orphans = {each.key for each in plan_.findings if each.code is FindingCode.NEW_UNIT_WITHOUT_PREDECESSOR}
    before = Register().enact(plan_.decisions[:3]).units("commune")
    for row in source.legacy:
        if row.commune is not None:
            object_id = before[row.commune.code]
            gone = object_id not in after.in_force and not after.successors_of[object_id]
            assert gone == (row.key in unmentioned)
    for new in source.current:
        object_id = after.units("commune")[new.commune.code]
        fresh = object_id not in before.values() and not after.predecessors_of[object_id]
        assert fresh == (new.key in orphans)


@given(conversions)
def test_the_same_conversion_gives_the_same_plan(source: SourceTables) -> None:
    assert planned(source) == planned(source)


@pytest.mark.parametrize(
    ("whole", "divided", "finding"),
    [
        ({"ab": {"n0": ("a_d0_u9",)}}, {}, (FindingCode.OLD_KEY_UNKNOWN, "a_d0_u9")),
        ({"ab": {"n9": ("a_d0_u0",)}}, {}, (FindingCode.NEW_KEY_UNKNOWN, "ab_n9")),
        ({"ab": {"n0": ("c_d0_u0",)}}, {}, (FindingCode.LINK_CROSSES_PROVINCES, "c_d0_u0")),
        ({"ab": {"n0": ("a_d0_u0",), "n1": ("a_d0_u0",)}}, {}, (FindingCode.LINKS_CONFLICT, "a_d0_u0")),
        (
            {"ab": {"n0": ("a_d0_u0",)}},
            {"ab": {"a_d0_u0": ("n0", "n1")}},
            (FindingCode.LINKS_CONFLICT, "a_d0_u0"),
        ),
        ({}, {"ab": {"a_d0_u0": ("n0",)}}, (FindingCode.PART_ALONE, "a_d0_u0")),
    ],
)
def test_a_key_or_link_that_does_not_fit_is_listed(
    whole: dict[str, dict[str, tuple[str, ...]]],
    divided: dict[str, dict[str, tuple[str, ...]]],
    finding: tuple[FindingCode, str],
) -> None:
    assert codes(replace(SOURCE, whole=whole, divided=divided)) == {finding}


def test_a_key_of_two_units_is_listed_and_both_end_without_successor() -> None:
    twin = replace(old_row("a", 0), commune=Entry("u0", "019", "Xã a9", "Xã"))
    source = replace(SOURCE, legacy=(*SOURCE.legacy, twin), whole={"ab": {"n0": ("a_d0_u0",)}})
    assert codes(source) == {(FindingCode.OLD_KEY_AMBIGUOUS, "a_d0_u0")}
    after = Register().enact(planned(source).decisions)
    assert not [each for each in after.lineage if after.ever[each[1]]["level"] == "commune"]


def test_a_new_key_of_two_units_is_listed() -> None:
    twin = replace(new_row("ab", 0), commune=Entry("n0", "019", "Xã ab9", "Xã", natural_area="1"))
    source = replace(SOURCE, current=(*SOURCE.current, twin), whole={"ab": {"n0": ("a_d0_u0",)}})
    assert codes(source) == {(FindingCode.NEW_KEY_AMBIGUOUS, "ab_n0")}


def test_a_row_that_repeats_a_code_is_listed_and_not_recorded() -> None:
    source = replace(SOURCE, legacy=(*SOURCE.legacy, old_row("a", 0)))
    assert codes(source) == {(FindingCode.ROW_REPEATED, "a_d0_u0")}
    assert planned(source).decisions == planned(SOURCE).decisions


def test_a_type_that_differs_from_the_name_is_listed_and_the_name_is_followed() -> None:
    odd = replace(SOURCE.current[0], commune=replace(SOURCE.current[0].commune, name="Phường N"))
    source = replace(SOURCE, current=(odd, *SOURCE.current[1:]))
    assert codes(source) == {(FindingCode.TYPE_DIFFERS, "ab_n0")}
    after = Register().enact(planned(source).decisions)
    assert after.in_force[after.units("commune")["010"]]["type"] == "phường"


@pytest.mark.parametrize("area", ["", "0.0"])
def test_an_area_that_is_missing_or_zero_is_listed_and_left_open(area: str) -> None:
    bare = replace(SOURCE.current[0], commune=replace(SOURCE.current[0].commune, natural_area=area))
    source = replace(SOURCE, current=(bare, *SOURCE.current[1:]))
    assert codes(source) == {(FindingCode.AREA_MISSING, "ab_n0")}
    after = Register().enact(planned(source).decisions)
    assert "natural_area" not in after.in_force[after.units("commune")["010"]]


@pytest.mark.parametrize(("latitude", "listed"), [("10.2", False), ("10.3", True)])
def test_a_link_over_more_than_30_km_is_recorded_and_listed(latitude: str, listed: bool) -> None:
    old = SOURCE.legacy[0]
    assert old.commune is not None
    here = replace(old, commune=replace(old.commune, latitude="10.0", longitude="106.0"))
    new = SOURCE.current[0]
    there = replace(new, commune=replace(new.commune, latitude=latitude, longitude="106.0"))
    source = replace(
        SOURCE,
        legacy=(here, *SOURCE.legacy[1:]),
        current=(there, *SOURCE.current[1:]),
        whole={"ab": {"n0": ("a_d0_u0", "a_d0_u1")}},
    )
    assert codes(source) == ({(FindingCode.DISTANT_LINK, "a_d0_u0")} if listed else set())
    after = Register().enact(planned(source).decisions)
    assert len(after.predecessors_of[after.units("commune")["010"]]) == 2


@pytest.mark.parametrize(
    "provinces",
    [
        {"ab": ("a",), "c": ("c",)},
        {"ab": ("a", "b", "z"), "c": ("c",)},
        {"ab": ("a", "b"), "c": ("c",), "z": ()},
        {"ab": ("a", "b"), "c": ("c", "a")},
    ],
)
def test_provinces_that_do_not_fit_are_refused(provinces: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(SourceFault, match="invented 1"):
        planned(replace(SOURCE, provinces=provinces))


def test_a_new_province_without_its_resolution_is_refused() -> None:
    with pytest.raises(SourceFault, match="01"):
        plan(SOURCE, _with(for_province("03")), count(1).__next__)


def test_a_resolution_for_no_province_is_refused() -> None:
    with pytest.raises(SourceFault, match="77"):
        plan(SOURCE, _with(*RESOLUTIONS.communes, for_province("77")), count(1).__next__)


def _with(*communes: CommuneCitation) -> Resolutions:
    return Resolutions(
        recorded_from=RESOLUTIONS.recorded_from,
        effective_on=RESOLUTIONS.effective_on,
        sources=RESOLUTIONS.sources,
        provinces=RESOLUTIONS.provinces,
        districts=RESOLUTIONS.districts,
        communes=communes,
    )


def test_a_value_the_registry_does_not_take_is_refused_naming_the_unit() -> None:
    bad = replace(SOURCE.current[0], commune=replace(SOURCE.current[0].commune, natural_area="-1"))
    with pytest.raises(SourceFault, match="010 Xã ab0: natural_area"):
        planned(replace(SOURCE, current=(bad, *SOURCE.current[1:])))


def test_a_fully_verified_instrument_is_cited_as_verified() -> None:
    assert all(each.verified for decision in planned(SOURCE).decisions for each in decision.instruments)


def test_every_finding_code_has_a_text_in_both_languages() -> None:
    assert set(TEXTS) == set(FindingCode)
    assert all(text.vi and text.en for text in TEXTS.values())
