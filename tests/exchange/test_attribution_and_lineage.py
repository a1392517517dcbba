"""What the record makes certain is said; what it leaves in doubt stays one decision, or an open question."""

from __future__ import annotations

from tests.exchange.histories import decisions, step
from tinhgon.exchange.domain.lineage import Rule
from tinhgon.exchange.domain.place_names import Gazetteer, fold, type_of
from tinhgon.exchange.domain.units_history import Created, Ended, Moved, Renamed
from tinhgon.exchange.domain.units_plan import PlannedDecision
from tinhgon.exchange.domain.units_replay import Unit
from tinhgon.registry.domain.changes import Dissolve, Found, Kin

START = step(
    "2004-08-31",
    Created("province", "01", "Thành phố Hà Nội", None),
    Created("province", "02", "Tỉnh Hà Giang", None),
    Created("district", "001", "Quận Ba Đình", "01"),
    Created("district", "002", "Huyện Gia Lâm", "01"),
    Created("district", "003", "Huyện Vị Xuyên", "02"),
    Created("district", "004", "Thị xã Hà Giang", "02"),
    Created("commune", "00001", "Phường Cống Vị", "001"),
    Created("commune", "00002", "Xã Trâu Quỳ", "002"),
    Created("commune", "00003", "Thị trấn Yên Viên", "002"),
    Created("commune", "00004", "Xã Đạo Đức", "003"),
    Created("commune", "00005", "Thị trấn Vị Xuyên", "003"),
    Created("commune", "00006", "Xã Hoà Bình", "003"),
)
UPGRADE = Renamed("commune", "00002", "Xã Trâu Quỳ", "Thị trấn Trâu Quỳ")
RENAME = Renamed("commune", "00004", "Xã Đạo Đức", "Xã Đạo")


def after_start(*changes: Created | Ended | Renamed | Moved, note: str) -> list[PlannedDecision]:
    return decisions([START, step("2005-01-01", *changes, decisions=(), note=note)])[1:]


def shares(note: str, *changes: Created | Ended | Renamed | Moved) -> list[tuple[str, int]]:
    return [(each.document.number, len(each.document.changes)) for each in after_start(*changes, note=note)]


def object_id(code: str) -> int:
    return next(
        change.object_id
        for change in decisions([START])[0].document.changes
        if isinstance(change, Found) and change.attributes["code"] == code
    )


# --- attribution ----------------------------------------------------------------------------------


def test_clauses_on_different_provinces_are_different_decisions() -> None:
    note = "1/NQ-CP: thành lập thị trấn thuộc thành phố Hà Nội; 2/NQ-CP: đổi tên xã thuộc tỉnh Hà Giang"
    assert shares(note, UPGRADE, RENAME) == [("1/NQ-CP", 1), ("2/NQ-CP", 1)]


def test_clauses_on_different_districts_of_one_province_are_different_decisions() -> None:
    note = "1/NQ-CP: mở rộng quận Ba Đình, thành phố Hà Nội; 2/NQ-CP: thị trấn thuộc H. Gia Lâm, TP. Hà Nội"
    assert shares(note, UPGRADE) == [("1/NQ-CP", 0), ("2/NQ-CP", 1)]


def test_two_clauses_that_may_cause_a_change_stay_one_decision() -> None:
    note = "1/NQ-CP: đổi tên xã thuộc huyện Gia Lâm; 2/NQ-CP: điều chỉnh địa giới thành phố Hà Nội"
    assert shares(note, UPGRADE) == [("1/NQ-CP + 2/NQ-CP", 1)]


def test_a_change_no_clause_names_keeps_the_step_one_decision() -> None:
    note = "1/NQ-CP: thị trấn thuộc huyện Gia Lâm, thành phố Hà Nội; 2/NQ-CP: đổi tên thị xã Hà Giang"
    assert shares(note, UPGRADE, RENAME) == [("1/NQ-CP + 2/NQ-CP", 2)]


def test_a_clause_that_names_no_place_keeps_the_step_one_decision() -> None:
    note = "1/NQ-CP: thị trấn thuộc huyện Gia Lâm, thành phố Hà Nội; 2/NQ-CP: phân loại đô thị"
    assert shares(note, UPGRADE) == [("1/NQ-CP + 2/NQ-CP", 1)]


def test_a_clause_that_leaves_its_provinces_open_keeps_the_step_one_decision() -> None:
    note = "1/NQ-CP: thành phố Hà Nội và một số tỉnh có liên quan; 2/NQ-CP: đổi tên xã thuộc tỉnh Hà Giang"
    assert shares(note, UPGRADE, RENAME) == [("1/NQ-CP + 2/NQ-CP", 2)]


def test_a_name_borne_twice_needs_its_province() -> None:
    twin = step("2004-09-01", Created("district", "009", "Huyện Gia Lâm", "02"))
    note = "1/NQ-CP: thị trấn thuộc huyện Gia Lâm{}; 2/NQ-CP: quận Ba Đình"
    for place, documents in (("", 1), (", thành phố Hà Nội", 2)):
        renamed = step("2005-01-01", UPGRADE, decisions=(), note=note.format(place))
        assert len(decisions([START, twin, renamed])[2:]) == documents


def test_a_number_without_clause_keeps_the_step_one_decision() -> None:
    bare = step("2005-01-01", UPGRADE, decisions=("1/NQ-CP", "2/NQ-CP"), note="1/NQ-CP: huyện Gia Lâm")
    assert [each.document.number for each in decisions([START, bare])[1:]] == ["1/NQ-CP + 2/NQ-CP"]


def test_decisions_that_are_not_valid_in_turn_stay_one() -> None:
    note = "1/NQ-CP: thành lập xã thuộc huyện Quang Bình; 2/NQ-CP: thành lập huyện Quang Bình, tỉnh Hà Giang"
    founded = Created("district", "005", "Huyện Quang Bình", "02")
    assert shares(note, founded) == [("1/NQ-CP + 2/NQ-CP", 1)]
    moved = Moved("commune", "00004", "003", "005")
    crossing = "1/NQ-CP: chuyển xã của huyện Vị Xuyên; 2/NQ-CP: thành lập huyện Quang Bình, tỉnh Hà Giang"
    assert shares(crossing, founded, moved) == [("1/NQ-CP + 2/NQ-CP", 2)]


# --- names in texts -------------------------------------------------------------------------------

PLACES = Gazetteer(
    [
        Unit("province", "02", "Tỉnh Hà Giang", None),
        Unit("district", "004", "Thị xã Hà Giang", "02"),
        Unit("district", "005", "Huyện Châu Thành", "02"),
        Unit("district", "006", "Huyện Châu Thành A", "02"),
        Unit("district", "007", "Huyện Ea H'Leo", "02"),
    ]
)


def named(text: str) -> list[str]:
    return sorted(code for each in PLACES.mentions(fold(text)) for _, code in each.keys)


def test_a_name_means_the_level_of_its_type() -> None:
    assert named("thành lập thành phố Hà Giang") == ["004"]
    assert named("thuộc tỉnh Hà Giang") == ["02"]
    assert named("Hà Giang") == []


def test_the_longest_name_is_meant() -> None:
    assert named("huyện Châu Thành A") == ["006"]
    assert named("các huyện: Châu Thành, Ea H’leo và Châu Thành A, TỈNH HÀ GIANG") == [
        "005",
        "006",
        "007",
        "02",
    ]


def test_a_misspelt_name_ends_the_list() -> None:
    assert named("các huyện Chậu Thành, Châu Thành A") == []


def test_spellings_of_the_tone_mark_are_one() -> None:
    assert fold("Hoà Bình") == fold("Hòa Bình")
    assert fold("Hoa Bình") != fold("Hòa Bình")


def test_the_type_of_a_name_fits_its_level() -> None:
    assert type_of("Thị Trấn Năm Căn", "commune") == "thị trấn"
    assert type_of("Thành phố Hà Nội", "province") == "thành phố"
    assert type_of("Huyện Cồn Cỏ", "commune") is None
    assert type_of("Xã", "commune") is None


# --- lineage --------------------------------------------------------------------------------------


def rules(*changes: Created | Ended | Renamed | Moved, note: str) -> dict[tuple[str, str], Rule]:
    (decision,) = after_start(*changes, note=note)
    return {(each.asks, each.code): each.rule for each in decision.settled}


def successors(*changes: Created | Ended | Renamed | Moved, note: str) -> tuple[Kin, ...]:
    (decision,) = after_start(*changes, note=note)
    return next(each.successors for each in decision.document.changes if isinstance(each, Dissolve))


ENDED = Ended("commune", "00006", "Xã Hoà Bình", "003")
NAMED = "1/NQ-CP: mở rộng thị trấn Vị Xuyên thuộc huyện Vị Xuyên, tỉnh Hà Giang"


def test_the_only_ended_commune_passes_to_the_only_widened_one() -> None:
    assert rules(ENDED, note=NAMED) == {("successors", "00006"): Rule.WIDENED}
    assert successors(ENDED, note=NAMED) == (Kin(object_id=object_id("00005")),)


def test_widening_is_not_certain_when_anything_else_may_have_received() -> None:
    new = Created("commune", "00007", "Xã Mới", "003")
    other = Ended("commune", "00004", "Xã Đạo Đức", "003")
    two = "1/NQ-CP: mở rộng thị trấn Vị Xuyên, xã Đạo Đức thuộc huyện Vị Xuyên"
    unnamed = "1/NQ-CP: mở rộng thị trấn thuộc huyện Vị Xuyên"
    dissolved = "1/NQ-CP: giải thể xã; mở rộng thị trấn Vị Xuyên"
    assert rules(ENDED, new, note=NAMED) == {}
    assert rules(ENDED, other, note=NAMED) == {}
    assert rules(ENDED, note=two) == {}
    assert rules(ENDED, note=unnamed) == {}
    assert rules(ENDED, note=dissolved) == {}
    assert successors(ENDED, note=unnamed) == ()


def test_one_ended_and_one_created_of_one_name_in_one_district_are_kin() -> None:
    new = Created("commune", "00007", "Thị trấn Hòa Bình", "003")
    note = "1/NQ-CP: thành lập thị trấn"
    assert rules(ENDED, new, note=note) == {
        ("successors", "00006"): Rule.SAME_NAME,
        ("predecessors", "00007"): Rule.SAME_NAME,
    }
    third = Created("commune", "00008", "Xã Mới", "003")
    assert rules(ENDED, new, third, note=note) == {}


def test_a_district_passes_to_where_its_communes_went() -> None:
    ended = Ended("district", "003", "Huyện Vị Xuyên", "02")
    moves = [Moved("commune", code, "003", "004") for code in ("00004", "00005", "00006")]
    note = "1/NQ-CP: mở rộng thị xã Hà Giang"
    assert successors(ended, *moves, note=note) == (Kin(object_id=object_id("004")),)
    apart = [*moves[:2], Moved("commune", "00006", "003", "002")]
    assert successors(ended, *apart, note=note) == (
        Kin(object_id=object_id("004"), extent="part"),
        Kin(object_id=object_id("002"), extent="part"),
    )
    (decision,) = after_start(ended, *moves[:2], ENDED, note=note)
    dissolved = {each.object_id: each for each in decision.document.changes if isinstance(each, Dissolve)}
    assert dissolved[object_id("003")].successors == (Kin(object_id=object_id("004"), extent="part"),)
    assert dissolved[object_id("00006")].successors == ()


def test_a_created_district_has_parts_of_those_whose_communes_it_received() -> None:
    new = Created("district", "005", "Huyện Quang Bình", "02")
    moved = Moved("commune", "00004", "003", "005")
    (decision,) = after_start(new, moved, note="1/NQ-CP: thành lập huyện Quang Bình")
    founded = decision.document.changes[0]
    assert isinstance(founded, Found)
    assert founded.predecessors == (Kin(object_id=object_id("003"), extent="part"),)
    assert decision.open_questions == ()


def sources(*changes: Created | Ended | Renamed | Moved, note: str) -> list[set[int]]:
    (decision,) = after_start(*changes, note=note)
    founded = [each for each in decision.document.changes if isinstance(each, Found)]
    return [{kin.object_id for kin in each.predecessors} for each in founded]


def test_a_named_source_or_several_of_one_new_unit_are_its_predecessors() -> None:
    new = Created("commune", "00007", "Xã Mới", "003")
    newer = Created("commune", "00008", "Xã Nữa", "003")
    one = "1/NQ-CP: điều chỉnh địa giới hành chính xã Đạo Đức để thành lập xã Mới, xã Nữa, huyện Vị Xuyên"
    several = "1/NQ-CP: điều chỉnh địa giới các xã Đạo Đức, Hoà Bình để thành lập xã Mới thuộc huyện Vị Xuyên"
    assert sources(new, newer, note=one) == [{object_id("00004")}] * 2
    assert sources(new, note=several) == [{object_id("00004"), object_id("00006")}]


def test_a_named_source_is_not_certain_when_a_name_is_unknown_or_pairs_are_open() -> None:
    new = Created("commune", "00007", "Xã Mới", "003")
    newer = Created("commune", "00008", "Xã Nữa", "003")
    start = "1/NQ-CP: điều chỉnh địa giới hành chính"
    pairs = f"{start} xã Đạo Đức, xã Hoà Bình để thành lập xã Mới, xã Nữa thuộc huyện Vị Xuyên"
    unknown_source = f"{start} xã Đạo Đức, xã Đạo Đực để thành lập xã Mới thuộc huyện Vị Xuyên"
    unknown_target = f"{start} xã Đạo Đức để thành lập xã Mới và xã Mơi thuộc huyện Vị Xuyên"
    other_type = f"{start} phường Đạo Đức để thành lập xã Mới thuộc huyện Vị Xuyên"
    assert sources(new, newer, note=pairs) == [set(), set()]
    assert sources(new, note=unknown_source) == [set()]
    assert sources(new, note=unknown_target) == [set()]
    assert sources(new, note=other_type) == [set()]


def test_what_is_not_certain_is_asked_with_what_the_step_offers() -> None:
    new = Created("commune", "00007", "Xã Mới", "003")
    (decision,) = after_start(ENDED, new, RENAME, note="1/NQ-CP: sắp xếp xã")
    asked = {(each.asks, each.code): [one.code for one in each.candidates] for each in decision.open_questions}
    assert asked == {
        ("successors", "00006"): ["00007", "00004"],
        ("predecessors", "00007"): ["00006", "00004"],
    }
