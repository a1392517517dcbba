"""The reorganisation of 1 July 2025 from the real package: the figures, the lineage, the decisions."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from itertools import count

import msgspec
import pytest

from tests.demo.model import Register, links_of, replayed, units_on
from tinhgon.demo.domain.reorganisation_2025 import LIST_ISSUER, Plan, plan
from tinhgon.demo.domain.resolutions import Resolutions
from tinhgon.demo.domain.sources import SourceTables
from tinhgon.demo.legal_instruments import read_resolutions
from tinhgon.demo.vietnam_units import read_source
from tinhgon.registry.domain.changes import Found, Merge, change_from_plain, plain_change
from tinhgon.registry.domain.vocabulary import Kind, check_value

UNMERGED = {"01", "04", "11", "12", "14", "20", "22", "38", "40", "42", "46"}
ISLANDS = {
    "11948": "Huyện Bạch Long Vĩ",
    "19742": "Huyện Cồn Cỏ",
    "20333": "Huyện Hoàng Sa",
    "21548": "Huyện Lý Sơn",
    "26732": "Huyện Côn Đảo",
}


@pytest.fixture(scope="module")
def source() -> SourceTables:
    return read_source()


@pytest.fixture(scope="module")
def resolutions() -> Resolutions:
    return read_resolutions()


@pytest.fixture(scope="module")
def planned(source: SourceTables, resolutions: Resolutions) -> Plan:
    return plan(source, resolutions, count(1).__next__)


@pytest.fixture(scope="module")
def before(planned: Plan) -> Register:
    return Register().enact(planned.decisions[:63])


@pytest.fixture(scope="module")
def after(planned: Plan) -> Register:
    return Register().enact(planned.decisions)


def sizes(register: Register) -> tuple[int, int, int]:
    return tuple(len(register.units(level)) for level in ("province", "district", "commune"))  # type: ignore[return-value]


def test_the_day_before_there_are_63_provinces_696_districts_and_10035_communes(before: Register) -> None:
    assert sizes(before) == (63, 696, 10_035)
    assert {before.in_force[each["parent"]]["level"] for each in before.in_force.values() if "parent" in each} == {
        "province",
        "district",
    }


def test_the_day_after_there_are_34_provinces_no_district_and_3321_communes(after: Register) -> None:
    assert sizes(after) == (34, 0, 3_321)


def test_the_day_after_every_commune_lies_in_a_province_as_the_new_list_has_it(
    after: Register, source: SourceTables
) -> None:
    listed = {row.commune.code: (row.commune.name, row.province.code, row.province.name) for row in source.current}
    recorded = {}
    for code, object_id in after.units("commune").items():
        unit = after.in_force[object_id]
        province = after.in_force[unit["parent"]]
        recorded[code] = (unit["name"], province["code"], province["name"])
    assert recorded == listed


def test_new_communes_are_2621_xa_687_phuong_and_13_dac_khu(after: Register) -> None:
    types = Counter(after.in_force[each]["type"] for each in after.units("commune").values())
    assert types == {"xã": 2_621, "phường": 687, "đặc khu": 13}


def test_no_type_or_figure_is_lost_where_the_tables_give_it(before: Register, after: Register) -> None:
    assert all(each.keys() >= {"type", "latitude", "longitude"} for each in before.in_force.values())
    without_area = {code for code, each in after.units("commune").items() if "natural_area" not in after.in_force[each]}
    assert without_area == {"06187", "19147", "19159", "28435"}


def test_every_old_commune_goes_on_or_has_a_successor(before: Register, after: Register) -> None:
    for object_id in before.units("commune").values():
        assert (object_id in after.in_force) != bool(after.successors_of[object_id])


def test_every_new_commune_was_there_before_or_has_a_predecessor(before: Register, after: Register) -> None:
    for object_id in after.units("commune").values():
        assert (object_id in before.in_force) != bool(after.predecessors_of[object_id])


def test_an_old_commune_goes_wholly_to_one_unit_or_in_parts_to_several(before: Register, after: Register) -> None:
    for object_id in before.units("commune").values():
        extents = list(after.successors_of[object_id].values())
        assert extents in ([], ["whole"]) or (len(extents) > 1 and set(extents) == {"part"})


def test_no_link_of_lineage_is_recorded_twice(after: Register) -> None:
    assert max(after.lineage.values()) == 1


def test_lineage_is_the_conversion_table_itself(after: Register, source: SourceTables) -> None:
    """Read independently of the matching: codes on both sides, for links that end the old unit."""
    old_code = {row.key: (row.commune or row.district).code for row in source.legacy}
    new_code = {row.key: row.commune.code for row in source.current}
    stated = {
        (old_code[old], new_code[f"{province}_{new}"], "whole")
        for province, units in source.whole.items()
        for new, olds in units.items()
        for old in olds
    } | {
        (old_code[old], new_code[f"{province}_{new}"], "part")
        for province, units in source.divided.items()
        for old, news in units.items()
        for new in news
    }
    recorded = {
        (str(after.ever[old]["code"]), str(after.ever[new]["code"]), extent)
        for old, new, extent in after.lineage
        if after.ever[new]["level"] == "commune"
    }
    carried_on = {
        (code, code, "whole") for code, each in after.units("commune").items() if not after.predecessors_of[each]
    }
    assert recorded | carried_on == stated
    assert not recorded & carried_on


def test_a_commune_that_alone_becomes_one_new_commune_keeps_its_identity(before: Register, after: Register) -> None:
    carried_on = set(before.units("commune").values()) & set(after.units("commune").values())
    assert len(carried_on) == 132
    thanh_my = before.units("commune")["20695"]
    assert before.in_force[thanh_my]["name"] == "Thị trấn Thạnh Mỹ"
    assert after.in_force[thanh_my]["name"] == "Xã Thạnh Mỹ"
    assert after.in_force[thanh_my]["type"] == "xã"


def test_a_merged_province_is_a_new_unit_and_the_eleven_others_stay_themselves(
    before: Register, after: Register
) -> None:
    old, new = before.units("province"), after.units("province")
    assert {code for code in new if new[code] == old.get(code)} == UNMERGED
    an_giang = after.predecessors_of[new["91"]]
    assert {before.in_force[each]["name"]: extent for each, extent in an_giang.items()} == {
        "Tỉnh An Giang": "whole",
        "Tỉnh Kiên Giang": "whole",
    }
    assert {each for code, each in old.items() if code not in UNMERGED} == {
        each for code in new.keys() - UNMERGED for each in after.predecessors_of[new[code]]
    }


def test_a_special_zone_without_old_communes_comes_from_its_island_district(after: Register) -> None:
    communes = after.units("commune")
    assert {code: [after.ever[old]["name"] for old in after.predecessors_of[communes[code]]] for code in ISLANDS} == {
        code: [district] for code, district in ISLANDS.items()
    }


@pytest.mark.slow
def test_the_registry_takes_every_decision_and_shows_the_same_two_days(
    planned: Plan, before: Register, after: Register
) -> None:
    replay = replayed(planned.decisions)
    assert units_on(replay, date(2025, 2, 28)) == {}
    assert units_on(replay, date(2025, 6, 30)) == before.in_force
    assert units_on(replay, date(2025, 7, 1)) == after.in_force
    assert links_of(replay) == after.lineage


def test_decisions_stand_in_the_order_lists_provinces_communes_districts(
    planned: Plan, resolutions: Resolutions
) -> None:
    lists, (provinces, *communes, districts) = planned.decisions[:63], planned.decisions[63:]
    assert {each.issuer for each in lists} == {LIST_ISSUER}
    assert {each.effective_on for each in lists} == {date(2025, 3, 1)}
    assert all("không phải ngày thành lập" in each.subject for each in lists)
    assert provinces.number == "202/2025/QH15"
    assert [each.number for each in communes] == [
        each.number for each in sorted(resolutions.communes, key=lambda each: each.province)
    ]
    assert [each.number for each in districts.instruments] == ["203/2025/QH15", "72/2025/QH15"]
    assert {each.effective_on for each in planned.decisions[63:]} == {date(2025, 7, 1)}


def test_every_decision_of_an_authority_cites_an_instrument_that_is_not_wholly_verified(planned: Plan) -> None:
    for decision in planned.decisions[63:]:
        first = decision.instruments[0]
        assert (first.number, first.issuer, first.signed_on) == (
            decision.number,
            decision.issuer,
            decision.signed_on,
        )
        assert decision.instruments and all(each.verified in (False, "partial") for each in decision.instruments)


def test_every_decision_has_its_own_key(planned: Plan) -> None:
    assert len({each.key for each in planned.decisions}) == len(planned.decisions) == 99
    assert all(each.key == f"demo-2025:{each.number}" for each in planned.decisions)


def test_whole_communes_merge_and_only_others_are_founded(planned: Plan) -> None:
    changes = [change for decision in planned.decisions[64:-1] for change in decision.changes]
    assert sum(isinstance(each, Merge) for each in changes) == planned.counts["communes_merged_as_new"] == 2_743
    founded = [each for each in changes if isinstance(each, Found)]
    assert len(founded) == planned.counts["communes_founded_otherwise"] == 446
    assert sum({kin.extent for kin in each.predecessors} == {"whole"} for each in founded) == len(ISLANDS)


def test_ids_are_given_out_without_gaps(planned: Plan, after: Register) -> None:
    assert sorted(after.ever) == list(range(1, len(after.ever) + 1))


def test_the_same_tables_in_another_order_give_the_same_plan(
    planned: Plan, source: SourceTables, resolutions: Resolutions
) -> None:
    shuffle = random.Random(2025)
    legacy, current, communes = list(source.legacy), list(source.current), list(resolutions.communes)
    for each in (legacy, current, communes):
        shuffle.shuffle(each)
    shuffled = replace(
        source,
        legacy=tuple(legacy),
        current=tuple(current),
        provinces={new: olds[::-1] for new, olds in reversed(source.provinces.items())},
        whole={
            province: {new: olds[::-1] for new, olds in reversed(units.items())}
            for province, units in reversed(source.whole.items())
        },
        divided={
            province: {old: news[::-1] for old, news in reversed(units.items())}
            for province, units in reversed(source.divided.items())
        },
    )
    again = plan(shuffled, msgspec.structs.replace(resolutions, communes=tuple(communes)), count(1).__next__)
    assert again.decisions == planned.decisions
    assert json.dumps(again.report()) == json.dumps(planned.report())


def test_values_are_in_their_stored_form_and_changes_survive_json(planned: Plan) -> None:
    for decision in (planned.decisions[0], *planned.decisions[63:]):
        for change in decision.changes:
            assert change_from_plain(json.loads(json.dumps(plain_change(change)))) == change
            for name, value in (getattr(change, "attributes", None) or {}).items():
                assert check_value(Kind.AREA, name, value) == value


def test_the_five_rows_beyond_10035_are_island_districts_without_communes(planned: Plan) -> None:
    report = planned.report()
    assert report["counts"]["legacy_rows"] - report["counts"]["communes_before"] == 5  # type: ignore[index]
    rows = [each["key"] for each in report["findings"] if each["code"] == "district_row"]  # type: ignore[index,attr-defined]
    assert rows == [
        "thanhphodanang_huyenhoangsa_",
        "thanhphohaiphong_huyenbachlongvi_",
        "tinhbariavungtau_huyencondao_",
        "tinhquangngai_huyenlyson_",
        "tinhquangtri_huyenconco_",
    ]


def test_the_package_leaves_these_findings_and_no_others(planned: Plan) -> None:
    """A new version of the package that changes them should be looked at before it is taken."""
    by_code: dict[str, int] = defaultdict(int)
    for finding in planned.findings:
        by_code[finding.code.value] += 1
    assert by_code == {"district_row": 5, "type_differs": 7, "area_missing": 4, "distant_link": 77}
