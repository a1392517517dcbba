"""Quảng Ninh 2015–2021 on record in a registry of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tinhgon.accounts.access import today
from tinhgon.accounts.models import system_account
from tinhgon.demo.quang_ninh import planned
from tinhgon.demo.scenarios import make_scenarios
from tinhgon.demo.services import load
from tinhgon.registry import selectors as registry
from tinhgon.registry import snapshots
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import LedgerEntry
from tinhgon.registry.recording import Recorded
from tinhgon.registry.services import erase_personal, personal_values
from tinhgon.registry.verification import verify
from tinhgon.rulebook.domain.seed_rows import FigurePart, InstrumentPart
from tinhgon.rulebook.domain.seed_table import Verdict
from tinhgon.rulebook.selectors import articles_table
from tinhgon.scenarios.checking import blocking, issues_of
from tinhgon.scenarios.opening import open_scenario

STOPPED_AFTER = 20

pytestmark = pytest.mark.slow


class Stopped(Exception):
    """Somebody stops the program."""


@pytest.fixture(scope="module", autouse=True)
def recorded(module_registry_db: None) -> Recorded:
    """The demonstration, recorded in two goes: the first was stopped after `STOPPED_AFTER` decisions."""

    def stop(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("record", STOPPED_AFTER):
            raise Stopped

    with pytest.raises(Stopped):
        load(stop)
    return load()


def test_the_second_go_takes_up_where_the_first_was_stopped(recorded: Recorded) -> None:
    decisions, _ = planned()
    assert (recorded.new, recorded.already) == (len(decisions) - STOPPED_AFTER, STOPPED_AFTER)


def test_the_articles_are_told_from_the_store_as_from_the_record(recorded: Recorded) -> None:
    """What is read in one go tells of every row what the replayed records tell."""
    table = articles_table()
    told = {part.in_print: part.part.token for row in table for part in row.parts if row.verdict is Verdict.EQUAL}
    assert {"119/177", "96/186 (51,6%)", "3/2018", "3/3/2015", "1.450"} <= set(told)
    assert [row.row.id for row in table if row.verdict is Verdict.NO_DATA] == []
    before_anything = datetime(2000, 1, 1, tzinfo=UTC)
    assert Verdict.EQUAL not in {
        part.verdict
        for row in articles_table(before_anything)
        for part in row.parts
        if isinstance(part.part, FigurePart | InstrumentPart)
    }


def test_every_recorded_person_has_a_name() -> None:
    people = snapshots.load(date(2021, 1, 31), kinds=frozenset({Kind.PERSON}))[Kind.PERSON]
    digests = people["name"].to_list()
    names = personal_values(digests)
    assert len(digests) > 9_000
    assert {name for digest in digests if not (name := names.get(digest, "").strip())} == set()


def test_erasing_a_person_is_not_undone_by_loading_again() -> None:
    people = snapshots.load(date(2021, 1, 31), kinds=frozenset({Kind.PERSON}))[Kind.PERSON]
    person, digest = people.row(0, named=True)["id"], people.row(0, named=True)["name"]
    assert erase_personal(person) == 3
    load()
    assert personal_values([digest]) == {}


def test_loading_again_records_nothing(recorded: Recorded) -> None:
    head = LedgerEntry.objects.latest("seq").digest
    again = load()
    assert (again.new, again.already) == (0, recorded.new + recorded.already)
    assert LedgerEntry.objects.latest("seq").digest == head


def test_the_whole_record_verifies(recorded: Recorded) -> None:
    found = verify()
    assert found.clean, found.difference
    assert found.entries == recorded.new + recorded.already


def test_the_scenarios_of_the_demonstration_show_one_that_stands_and_one_that_does_not(recorded: Recorded) -> None:
    drafter = system_account("phuong-an", "Người soạn trình diễn")
    province = registry.the_one(registry.address_of("province:22"), today())
    lawful, blocked = make_scenarios(province.id, drafter)
    assert "hư cấu" in lawful.name
    found = {each.name: blocking(issues_of(open_scenario(each))) for each in (lawful, blocked)}
    assert found[lawful.name] == []
    assert {each.rule for each in found[blocked.name]} == {"commune_party_staff"}
    assert all(open_scenario(each).preview.stands for each in (lawful, blocked))
    assert make_scenarios(province.id, drafter) == []
