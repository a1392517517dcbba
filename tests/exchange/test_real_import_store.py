"""Fifteen years of the national history on record."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from tinhgon.exchange.services import ImportReport, import_units_history
from tinhgon.registry import snapshots
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Change, LedgerEntry
from tinhgon.registry.store import StoreView
from tinhgon.registry.verification import verify

DATA = Path(__file__).parents[3] / "shared" / "data" / "vn"
FILE = DATA / "units_history_2004_2019.jsonl"

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.exists(), reason="real data not present"),
]


@pytest.fixture(scope="module", autouse=True)
def report(module_registry_db: None) -> ImportReport:
    """The whole file, imported."""
    return import_units_history(FILE)


def ended_in_the_file() -> list[tuple[str, str, str]]:
    """Day, level and code of every unit the file ends, once for each time a code ends."""
    with FILE.open(encoding="utf-8") as file:
        steps = [json.loads(line) for line in file]
    return sorted((step["date"], unit["level"], unit["code"]) for step in steps for unit in step["ended"])


def test_every_decision_of_the_file_is_on_record(report: ImportReport) -> None:
    assert (report.recorded, report.already) == (271, 0)
    assert LedgerEntry.objects.count() == 271


def test_the_tree_is_the_official_list_of_2019() -> None:
    frame = snapshots.load(date(2019, 12, 31))[Kind.AREA]
    codes = dict(frame.select("id", "code").iter_rows())
    rows = frame.select("level", "code", "name", "parent_id").iter_rows()
    found = sorted((level, code, name, codes.get(parent) or "") for level, code, name, parent in rows)
    with (DATA / "units_expected_2019-12-31.csv").open(encoding="utf-8", newline="") as file:
        expected = sorted((row["level"], row["code"], row["name"], row["parent"]) for row in csv.DictReader(file))
    assert found == expected
    assert len(expected) == 11_831


@pytest.mark.parametrize("code", ["03007", "03388", "10693"])
def test_a_code_that_came_back_is_another_unit(code: str) -> None:
    bearers = sorted(StoreView().coded("commune", code))
    assert len(bearers) == 2
    lives = [record.life for each in bearers if (record := StoreView().record(each)) is not None]
    assert len(lives) == 2
    assert not lives[0].overlaps(lives[1])
    assert sorted(life.end is None for life in lives) == [False, True]


def test_every_ended_unit_names_the_decision_that_ended_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT object_id FROM registry_areastate WHERE upper_inf(recorded)")
        everyone = [each for (each,) in cursor.fetchall()]
    view = StoreView()
    view.load(everyone)
    found = []
    for each in everyone:
        record = view.record(each)
        assert record is not None
        if record.life.end is None:
            continue
        assert record.ended_by is not None
        change = Change.objects.select_related("decision").get(pk=record.ended_by)
        assert change.decision.status == "enacted"
        assert change.decision.effective_on == record.life.end
        assert change.decision.instruments or change.decision.number
        last = record.attributes
        code, level = (str(last[name].segments[-1].value.value) for name in ("code", "level"))
        found.append((record.life.end.isoformat(), level, code))
    assert sorted(found) == ended_in_the_file()
    assert len(found) == 152


def test_importing_the_file_again_changes_nothing() -> None:
    head = LedgerEntry.objects.latest("seq").digest
    report = import_units_history(FILE)
    assert (report.recorded, report.already) == (0, 271)
    assert LedgerEntry.objects.latest("seq").digest == head


def test_the_whole_record_verifies() -> None:
    found = verify()
    assert found.clean, found.difference
    assert found.entries == 271
