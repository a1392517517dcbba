"""The proof by replay: Quảng Ninh's path from 2015 to 2020, built as scenarios from templates, tells the same figures.

The record of the state of 2015 (the founding lists) is the demonstration's. On it five scenarios are built
whose phases stand for the decisions of the demonstration, each in the units that its decision names:

- by templates alone: 01 (secretary and committee chair), 05 and 25 (cell secretary and head, in villages and in
  departments), 07–19 (organization and home affairs, inspection, health room, broadcaster), 20 (common organ of
  the Front), 24 (media centre), 26 (secretary and chairs, one head of two bodies), 27 (bodies of merged units);
- by templates, with changes taken over beside them: 02 (one-stop centres; their first directors), 06 (Ba Chẽ; a
  head's post that ends without its body), 21 (joint offices and pairs; rotation of secretaries, titles held
  together), 23 (joint state office, archives, bloc committee; the new committee of the tax department), 28 (pairs
  at the congresses; rotation of secretaries);
- as plain changes, taken over as they are: 03 and 22 (which rooms of the province were merged), 04 and 31
  (ceilings), 769 and 837 (areas), 29 (school sites), 30 (rotation in districts).

Every phase is enacted as a decision. The table of the articles is then the same, row by row, as after the
demonstration's own decisions, down to the rows that are counted; and so is the whole record but for the ids, and
but for one thing that the template says beyond the decisions: that the posts of a village's pair are unified.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest

from tests.demo.quang_ninh.in_memory import InMemory
from tests.scenarios.templates.reform import Made, build_reform, continued, enact
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.replay import Replay
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type, Value
from tinhgon.rulebook.domain.seed_table import Told, ToldRow, Verdict, seed_table
from tinhgon.rulebook.loading import load_rulebook, load_seed_rows
from tinhgon.scenarios.domain.templates import TEMPLATES

ALONE = {"01", "05", *(f"{number:02}" for number in range(7, 21)), "24", "25", "26", "27"}
WITH_OTHERS = {"02", "06", "21", "23", "28"}
PLAIN = {"03", "22", "04", "31", "769", "837", "29", "30"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def by_decisions(documents: Sequence[DecisionDocument], founded: Replay) -> Replay:
    """What is known after the demonstration's own decisions."""
    replay = continued(founded)
    known = {each.document.number for each in founded.entries}
    for document in documents:
        if document.number not in known:
            enact(replay, document)
    return replay


@pytest.fixture(scope="module")
def reform(documents: Sequence[DecisionDocument], founded: Replay) -> tuple[Replay, list[Made]]:
    """What is known after the scenarios, and how they were made."""
    return build_reform(documents, founded)


def test_the_table_of_the_articles_is_the_same_row_by_row(
    by_decisions: Replay, reform: tuple[Replay, list[Made]]
) -> None:
    rows, rulebook = load_seed_rows(), load_rulebook()
    ours, theirs = (seed_table(rows, InMemory(each), rulebook) for each in (reform[0], by_decisions))
    assert len(theirs) == 101
    assert Verdict.NO_DATA not in {each.verdict for each in theirs}
    assert [_shown(each) for each in ours] == [_shown(each) for each in theirs]


def _shown(told: ToldRow) -> tuple[object, ...]:
    return told.row.id, told.verdict, *(_of_part(each) for each in told.parts)


def _of_part(told: Told) -> tuple[object, ...]:
    """A part as it is printed, with the names of what was counted and what it was counted of."""
    frames = () if told.figure is None else (told.figure.numerator, told.figure.denominator)
    names = [sorted(each["name"].to_list()) for each in frames]
    return told.verdict, told.value, told.in_print, names


def test_before_the_reform_the_table_is_another(founded: Replay, by_decisions: Replay) -> None:
    rows = [each for each in load_seed_rows() if each.id == "f013"]
    before, after = (seed_table(rows, InMemory(each), load_rulebook()) for each in (founded, by_decisions))
    assert _shown(before[0]) != _shown(after[0])


@pytest.mark.parametrize("on", [date(2018, 12, 31), date(2021, 1, 15)])
def test_the_whole_record_is_the_same_but_for_the_ids(
    on: date, by_decisions: Replay, reform: tuple[Replay, list[Made]]
) -> None:
    for kind in Kind:
        assert _told(reform[0], kind, on) == _told(by_decisions, kind, on), kind


def _told(replay: Replay, kind: Kind, on: date) -> Counter[tuple[object, ...]]:
    """The objects of a kind on a day by what is said of them; what they refer to, by its name, code or title."""
    records = {id: each for id, each in replay.known.changed.items() if each is not None and on in each.life}

    def called(id: Value | None) -> object:
        if id is None or int(id) not in records:
            return None
        other = records[int(id)]
        if other.kind is Kind.POST:
            return other.value("title", on), called(other.value("organization", on))
        if other.kind is Kind.ORGANIZATION:
            return other.value("name", on), called(other.value("area", on))
        return other.value("code", on) or other.value("name", on)

    def left_out(id: int) -> tuple[str, ...]:
        of_village = records[id].value("role", on) in ("cell_secretary", "village_head")
        return ("unified_with",) if of_village else ()

    def said(id: int) -> tuple[object, ...]:
        attributes = ATTRIBUTES[kind].values()
        values = {each: records[id].value(each.name, on) for each in attributes if each.name not in left_out(id)}
        return tuple(called(value) if each.type is Type.REFERENCE else value for each, value in values.items())

    return Counter(said(id) for id, each in records.items() if each.kind is kind)


def test_the_decisions_are_built_as_told_above(reform: tuple[Replay, list[Made]]) -> None:
    ways: dict[str, set[bool]] = {}
    for each in reform[1]:
        ways.setdefault(each.decision.split("-")[0].split("/")[0], set()).add(bool(each.template))
    assert {number for number, found in ways.items() if found == {True}} == ALONE
    assert {number for number, found in ways.items() if found == {True, False}} == WITH_OTHERS
    assert {number for number, found in ways.items() if found == {False}} == PLAIN


def test_the_templates_of_the_articles_all_take_part(reform: tuple[Replay, list[Made]]) -> None:
    without = {"no_organ_cells", "larger_rooms", "fewer_deputies"}  # the demonstration has no case of these
    assert {each.template for each in reform[1]} - {""} == TEMPLATES.keys() - without
