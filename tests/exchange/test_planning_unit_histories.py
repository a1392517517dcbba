"""From steps to decisions: nothing is lost, nothing invented, and a broken history is refused by line."""

from __future__ import annotations

import unicodedata
from datetime import date
from itertools import count

import pytest
from hypothesis import given

from tests.exchange.histories import Registry, decisions, histories, planned, replayed, step
from tinhgon.exchange.domain.broken_file import BrokenFile
from tinhgon.exchange.domain.units_history import Created, Ended, Moved, Renamed, Step
from tinhgon.exchange.domain.units_plan import SkippedStep, plan, summary
from tinhgon.registry.domain.changes import Convert, Dissolve, Found, Rename
from tinhgon.registry.domain.enactment import Entry
from tinhgon.registry.domain.replay import Replay
from tinhgon.registry.domain.vocabulary import Kind, check_value

PROVINCE = Created("province", "01", "Tỉnh A", None)
DISTRICT = Created("district", "001", "Huyện B", "01")
COMMUNE = Created("commune", "00001", "Xã C", "001")
OTHER = Created("district", "002", "Huyện D", "01")
START = step("2004-08-31", PROVINCE, DISTRICT, COMMUNE, OTHER)


# --- properties -----------------------------------------------------------------------------------


@given(histories())
def test_enacting_the_plan_leaves_the_units_of_the_file(steps: list[Step]) -> None:
    registry = Registry()
    for each in decisions(steps):
        registry.enact(each)
    assert registry.rows() == replayed(steps)


@given(histories())
def test_planning_again_gives_the_same_documents_and_keys(steps: list[Step]) -> None:
    first = planned(steps)
    assert planned(steps) == first
    keys = [each.document.key for each in decisions(steps)]
    assert len(keys) == len(set(keys))


@given(histories())
def test_a_longer_history_begins_with_the_documents_of_the_shorter(steps: list[Step]) -> None:
    shorter = planned(steps[:-1])
    assert planned(steps)[: len(shorter)] == shorter


@given(histories())
def test_ids_are_asked_for_in_the_order_of_the_found_changes(steps: list[Step]) -> None:
    founded = [
        change.object_id for each in decisions(steps) for change in each.document.changes if isinstance(change, Found)
    ]
    assert founded == list(range(1, len(founded) + 1))


@given(histories())
def test_every_change_is_planned_once_and_every_number_cited(steps: list[Step]) -> None:
    figures = summary(planned(steps))
    assert figures.steps == len(steps)
    assert figures.listed == sum(len(each.decisions) for each in steps)
    for field in ("created", "ended", "renamed", "moved"):
        assert getattr(figures, field) == sum(len(getattr(each, field)) for each in steps)
    for each in decisions(steps):
        numbers = [one.number for one in each.document.instruments]
        assert set(numbers) <= set(steps[each.line - 1].decisions)
        assert len(numbers) == len(set(numbers))


@given(histories())
def test_lineage_is_settled_or_asked_for_every_unit_after_the_first_listing(steps: list[Step]) -> None:
    for each in decisions(steps):
        of_step = [*each.settled, *each.open_questions]
        spoken = sorted((one.asks, one.object_id) for one in of_step)
        first = not replayed(steps[: each.line - 1])
        changed = [
            ("predecessors" if isinstance(change, Found) else "successors", change.object_id)
            for change in each.document.changes
            if isinstance(change, Found | Dissolve) and not (first and isinstance(change, Found))
        ]
        assert spoken == sorted(changed)
        for question in each.open_questions:
            assert question.object_id not in {one.object_id for one in question.candidates}


@given(histories())
def test_attributes_are_what_the_registry_takes(steps: list[Step]) -> None:
    for each in decisions(steps):
        for change in each.document.changes:
            if isinstance(change, Found | Convert):
                for name, value in change.attributes.items():
                    check_value(Kind.AREA, name, value)


@given(histories())
def test_the_registry_accepts_every_planned_decision(steps: list[Step]) -> None:
    replay = Replay()
    sources = count(1)
    for seq, each in enumerate(decisions(steps), start=1):
        replay.apply(Entry(seq, each.document, tuple(next(sources) for _ in each.document.changes)))


# --- faults of meaning ----------------------------------------------------------------------------


def refused(*changes: Created | Ended | Renamed | Moved, on: str = "2005-01-01", **other: object) -> BrokenFile:
    with pytest.raises(BrokenFile) as caught:
        planned([START, step(on, *changes, **other)])  # type: ignore[arg-type]
    assert caught.value.line == 2
    for fault in caught.value.faults:
        assert fault.what.vi and fault.what.en and fault.mend.vi and fault.mend.en
    return caught.value


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        (Created("commune", "00001", "Xã E", "001"), "$.created[0].code", "already in force"),
        (Ended("commune", "00009", "Xã E", "001"), "$.ended[0].code", "not in force"),
        (Renamed("commune", "00009", "Xã E", "Xã F"), "$.renamed[0].code", "not in force"),
        (Moved("commune", "00009", "001", "002"), "$.moved[0].code", "not in force"),
        (Ended("commune", "00001", "Xã X", "001"), "$.ended[0].name", "the record has “Xã C”"),
        (Ended("commune", "00001", "Xã C", "002"), "$.ended[0].parent", "the record has “001”"),
        (Renamed("commune", "00001", "Xã X", "Xã Y"), "$.renamed[0].old", "the record has “Xã C”"),
        (Moved("commune", "00001", "002", "001"), "$.moved[0].old", "the record has “001”"),
        (Moved("province", "01", "02", "03"), "$.moved[0].old", "the record has “None”"),
        (Renamed("commune", "00001", "Xã C", "Xã C"), "$.renamed[0].new", "both “Xã C”"),
        (Moved("commune", "00001", "001", "001"), "$.moved[0].new", "both “001”"),
        (Created("commune", "00002", "Xã E", "009"), "$.created[0].parent", "not in force after this step"),
        (Created("commune", "00002", "Xã E", "01"), "$.created[0].parent", "is a province, not a district"),
        (Created("commune", "00002", "Xã E", None), "$.created[0].parent", "needs a parent"),
        (Created("province", "02", "Tỉnh E", "01"), "$.created[0].parent", "no parent"),
        (Moved("commune", "00001", "001", "009"), "$.moved[0].new", "not in force after this step"),
        (Moved("commune", "00001", "001", "01"), "$.moved[0].new", "is a province, not a district"),
        (Ended("district", "001", "Huyện B", "01"), "$.ended[0].code", "still belongs to it"),
    ],
)
def test_what_contradicts_the_record_is_refused(
    change: Created | Ended | Renamed | Moved, path: str, words: str
) -> None:
    error = refused(change)
    assert error.faults[0].path == path
    assert words in error.faults[0].what.en


@pytest.mark.parametrize(
    "twice",
    [
        (Ended("commune", "00001", "Xã C", "001"), Renamed("commune", "00001", "Xã C", "Xã E")),
        (Ended("commune", "00001", "Xã C", "001"), Moved("commune", "00001", "001", "002")),
        (Ended("commune", "00001", "Xã C", "001"), Ended("commune", "00001", "Xã C", "001")),
        (Created("commune", "00002", "Xã E", "001"), Created("commune", "00002", "Xã F", "001")),
        (Renamed("commune", "00001", "Xã C", "Xã E"), Renamed("commune", "00001", "Xã C", "Xã F")),
    ],
)
def test_one_step_speaks_of_a_unit_once(twice: tuple[Created | Ended | Renamed | Moved, ...]) -> None:
    assert "more than once" in refused(*twice).faults[0].what.en


def test_a_code_does_not_end_and_begin_on_one_day() -> None:
    again = (Ended("commune", "00001", "Xã C", "001"), Created("commune", "00001", "Xã C", "002"))
    assert refused(*again).faults[0].path == "$.created[0].code"


def test_a_unit_may_be_renamed_and_moved_in_one_step() -> None:
    both = (Renamed("commune", "00001", "Xã C", "Xã E"), Moved("commune", "00001", "001", "002"))
    assert len(decisions([START, step("2005-01-01", *both)])[1].document.changes) == 2


def test_all_faults_of_a_step_are_found() -> None:
    error = refused(
        Created("commune", "00001", "Xã E", "001"),
        Ended("commune", "00009", "Xã E", "001"),
        Renamed("commune", "00001", "Xã X", "Xã Y"),
    )
    assert {each.path for each in error.faults} >= {
        "$.created[0].code",
        "$.ended[0].code",
        "$.renamed[0].old",
    }


@pytest.mark.parametrize("on", ["2004-08-31", "2004-08-30", "1999-01-01"])
def test_dates_ascend(on: str) -> None:
    assert refused(on=on).faults[0].path == "$.date"


def test_changes_without_any_instrument_are_refused() -> None:
    renamed = Renamed("commune", "00001", "Xã C", "Xã E")
    assert refused(renamed, decisions=(), note="đổi tên xã C").faults[0].path == "$.decisions"


def test_what_comes_before_the_broken_line_is_planned_and_nothing_after() -> None:
    broken = step("2005-01-01", Ended("commune", "00009", "Xã E", "001"))
    ids = iter(range(100))
    taken = plan([START, broken, step("2006-01-01")], lambda: next(ids))
    assert next(taken).line == 1
    with pytest.raises(BrokenFile):
        next(taken)
    assert list(taken) == []


# --- documents ------------------------------------------------------------------------------------


def test_the_first_listing_is_one_decision_whatever_its_note_says() -> None:
    note = "1/NQ-CP: thành lập tỉnh A; 2/NQ-CP: thành lập tỉnh B"
    both = step("2004-08-31", PROVINCE, Created("province", "02", "Tỉnh B", None), decisions=(), note=note)
    (first,) = decisions([both])
    assert (len(first.document.changes), first.open_questions) == (2, ())


def test_a_code_that_comes_back_is_another_unit() -> None:
    gone = step("2005-01-01", Ended("commune", "00001", "Xã C", "001"))
    back = step("2006-01-01", Created("commune", "00001", "Xã C", "001"))
    first, ended, second = decisions([START, gone, back])
    old = next(
        each for each in first.document.changes if isinstance(each, Found) and each.attributes["code"] == "00001"
    )
    new = second.document.changes[0]
    assert isinstance(new, Found)
    assert new.object_id != old.object_id
    assert ended.document.changes == (Dissolve(object_id=old.object_id),)


def test_a_step_that_says_nothing_is_skipped() -> None:
    idle = step("2005-01-01", decisions=(), note="Create README.md")
    assert planned([START, idle])[1] == SkippedStep(2, date(2005, 1, 1), "Create README.md")


def test_a_step_that_changes_no_unit_is_a_decision_all_the_same() -> None:
    urban = step("2005-01-01", note="1/NQ-CP: công nhận đô thị loại II")
    document = decisions([START, urban])[1].document
    assert document.changes == ()
    assert document.number == "1/NQ-CP"


def test_a_new_type_is_a_conversion_and_a_new_name_alone_a_renaming() -> None:
    unit = decisions([START])[0].document.changes[3]
    assert isinstance(unit, Found)
    assert unit.attributes["type"] == "xã"
    upgraded = step("2005-01-01", Renamed("commune", "00001", "Xã C", "Phường C"))
    renamed = step("2006-01-01", Renamed("commune", "00001", "Phường C", "Phường 1"))
    _, first, second = decisions([START, upgraded, renamed])
    assert first.document.changes == (
        Convert(object_id=unit.object_id, attributes={"name": "Phường C", "type": "phường"}),
    )
    assert second.document.changes == (Rename(object_id=unit.object_id, name="Phường 1"),)


def test_a_line_that_changes_gets_another_key() -> None:
    one = decisions([START])[0].document.key
    other = decisions([step("2004-08-31", PROVINCE, DISTRICT, COMMUNE)])[0].document.key
    assert one != other
    assert one.startswith("units-history:")
    assert one.endswith(":1")


def test_a_long_note_stays_with_the_instruments() -> None:
    note = "1/NQ-CP: " + "thành lập xã; " * 500 + "2/NQ-CP: thành lập phường"
    long = step("2004-08-31", PROVINCE, decisions=("1/NQ-CP", "2/NQ-CP"), note=note)
    document = decisions([long])[0].document
    assert document.subject.startswith("2 văn bản có hiệu lực đến ngày 31/08/2004: 1 đơn vị")
    assert len(document.instruments[0].subject) > 5000


def test_unicode_is_compared_and_stored_in_one_form() -> None:
    apart = unicodedata.normalize("NFD", "Tỉnh Hoà")
    renamed = step("2005-01-01", Renamed("province", "01", "Tỉnh Hoà", "Tỉnh Hòa"))
    first, second = decisions([step("2004-08-31", Created("province", "01", apart, None)), renamed])
    founded = first.document.changes[0]
    assert isinstance(founded, Found)
    assert founded.attributes["name"] == "Tỉnh Hoà"
    assert len(second.document.changes) == 1
