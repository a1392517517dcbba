"""Boundaries become a draft decision, and only that; enacted, they are on record for the right days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely

from tests.exchange.test_boundaries_reading import collection, square
from tests.registry.acts import area, people, record
from tinhgon.exchange.boundaries import Asked, BoundaryReport, LateStart, NothingToRecord, import_boundaries
from tinhgon.exchange.services import UnreadableFile
from tinhgon.exchange.workbooks import DraftedAlready, UnknownAccount
from tinhgon.registry import maps, services
from tinhgon.registry.domain.changes import Correct, Merge, Rename, TransferPart
from tinhgon.registry.models import AreaState, Decision, LedgerEntry
from tinhgon.registry.verification import verify

FOUNDED, SHOWN, MERGED, TODAY = date(2010, 1, 1), date(2019, 12, 31), date(2020, 1, 1), date(2026, 1, 1)
PROVINCE, RICE, MAIZE, YAM = 1, 2, 3, 4
DRAFTER = "soan"

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def areas(registry_db: None) -> None:
    """A province with three communes; on 1 January 2020 one takes in another."""
    communes = [area(each, f"{each:05}", PROVINCE) for each in (RICE, MAIZE, YAM)]
    record("1", area(PROVINCE, "22", level="province"), *communes, on=FOUNDED)
    record("2", Merge(into=RICE, sources=(MAIZE,)), on=MERGED)
    record("3", Rename(object_id=YAM, name="Xã Khoai"), on=date(2015, 1, 1))
    people()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a GeoJSON file of squares by code."""

    def write(codes: dict[str, float], **members: Any) -> Path:
        path = tmp_path / "ranh-gioi.geojson"
        path.write_bytes(collection(*(({"ma": code}, square(west, 21)) for code, west in codes.items()), **members))
        return path

    return write


ALL = {"00002": 107.0, "00003": 107.1, "00004": 107.2}


def imported(path: Path, draft_by: str | None = None, submit: bool = False, **asked: Any) -> BoundaryReport:
    return import_boundaries(path, Asked(TODAY, **{"on": SHOWN, "start": FOUNDED} | asked), draft_by, submit)


def enact(report: BoundaryReport) -> None:
    """Give a submitted draft its second signature and put it into force."""
    decision = services.approve(Decision.objects.get(pk=report.draft), people()[1])
    services.enact_decision(decision)


def spans() -> dict[int, list[tuple[date, date | None]]]:
    """The days for which each area has a boundary on record."""
    found: dict[int, list[tuple[date, date | None]]] = {}
    rows = AreaState.objects.filter(recorded__upper_inf=True, boundary__isnull=False).order_by("object_id", "valid")
    for object_id, valid in rows.values_list("object_id", "valid"):
        found.setdefault(object_id, []).append((valid.lower, valid.upper))
    return found


def test_a_preview_writes_nothing(write: Write) -> None:
    before = (Decision.objects.count(), LedgerEntry.objects.count())
    report = imported(write(ALL))
    assert (report.draft, [each.area.id for each in report.drawn]) == (None, [RICE, MAIZE, YAM, RICE])
    assert (Decision.objects.count(), LedgerEntry.objects.count()) == before


def test_a_draft_states_and_does_not_adjust_boundaries(write: Write) -> None:
    report = imported(write(ALL), DRAFTER, number="12/QĐ-SNV", issuer="Sở Nội vụ")
    draft = Decision.objects.get(pk=report.draft)
    assert (draft.status, draft.number, draft.issuer, draft.signed_on) == ("draft", "12/QĐ-SNV", "Sở Nội vụ", TODAY)
    assert {each.verb for each in draft.changes.all()} == {"correct"}
    assert spans() == {}


def test_boundaries_hold_from_the_day_asked_for_until_the_extent_changes(write: Write) -> None:
    enact(imported(write(ALL), DRAFTER, submit=True))
    assert spans()[RICE][0] == (FOUNDED, MERGED)
    assert spans()[MAIZE] == [(FOUNDED, MERGED)]
    assert spans()[YAM][-1][1] is None
    assert verify().clean
    before, after = (
        {each.place.id: each.schematic for each in maps.shapes("commune", on).shapes} for on in (SHOWN, TODAY)
    )
    assert before == {RICE: False, MAIZE: False, YAM: False}
    assert after == {RICE: False, YAM: False}


def test_a_unit_that_took_in_another_wholly_has_the_two_put_together(write: Write) -> None:
    enact(imported(write(ALL), DRAFTER, submit=True))
    (now,) = maps.shapes_of({RICE}, TODAY).shapes
    assert now.geometry.equals(shapely.box(107.0, 21, 107.2, 21.1))


def test_what_was_put_together_before_is_the_ground_for_what_comes_of_it_later(write: Write) -> None:
    path = write(ALL)
    enact(imported(path, DRAFTER, submit=True))
    record("9", Merge(into=YAM, sources=(RICE,)), on=date(2021, 1, 1))
    assert [(each.area.id, each.parts) for each in imported(path).drawn] == [(YAM, (RICE, YAM))]


def test_what_came_of_a_part_or_of_an_unknown_extent_is_not_put_together(write: Write) -> None:
    half = Merge(into=YAM, sources=(RICE,))
    record("4", TransferPart(source=YAM, target=RICE), on=date(2021, 1, 1))
    record("5", half, on=date(2022, 1, 1))
    assert [(each.area.id, each.period.end) for each in imported(write(ALL)).drawn if each.parts] == [
        (RICE, date(2021, 1, 1))
    ]
    assert [each for each in imported(write({"00002": 107.0})).drawn if each.parts] == []


def test_importing_again_finds_nothing_to_record(write: Write) -> None:
    path = write(ALL)
    enact(imported(path, DRAFTER, submit=True))
    again = imported(path)
    assert (again.drawn, again.unchanged, again.document) == ([], 3, None)
    with pytest.raises(NothingToRecord):
        imported(path, DRAFTER)


def test_a_better_map_replaces_the_boundary_of_its_days_and_no_other(write: Write) -> None:
    later = str(shapely.to_geojson(shapely.box(108, 21, 108.1, 21.1)))
    record("4", Correct(object_id=YAM, attributes={"boundary": later}, start=TODAY))
    enact(imported(write(ALL), DRAFTER, submit=True))
    report = imported(write({"00004": 107.3}), DRAFTER, submit=True)
    assert [each.replaces for each in report.drawn] == [True]
    enact(report)
    (now,) = maps.shapes_of({YAM}, SHOWN).shapes
    assert now.geometry.equals(shapely.box(107.3, 21, 107.4, 21.1))
    (then,) = maps.shapes_of({YAM}, TODAY).shapes
    assert then.geometry.equals(shapely.box(108, 21, 108.1, 21.1))


def test_the_same_draft_is_not_made_twice(write: Write) -> None:
    path = write(ALL)
    imported(path, DRAFTER)
    with pytest.raises(DraftedAlready):
        imported(path, DRAFTER)


def test_the_day_is_the_one_asked_for_or_the_one_the_file_states_or_today(write: Write) -> None:
    path = write(ALL, date="2018-06-01")
    assert imported(path).on == SHOWN
    assert imported(path, on=None, start=None).on == date(2018, 6, 1)
    today = imported(write(ALL), on=None, start=None)
    assert (today.on, [each.number for each in today.faults]) == (TODAY, [2])


def test_without_a_first_day_boundaries_are_stated_from_the_day_shown(write: Write) -> None:
    assert {each.period.start for each in imported(write(ALL), start=None).drawn if not each.parts} == {SHOWN}
    with pytest.raises(LateStart):
        imported(write(ALL), start=TODAY)


def test_areas_of_the_level_without_a_feature_are_told(write: Write) -> None:
    report = imported(write({"00002": 107.0, "00003": 107.1}), under="province:22")
    assert [each.id for each in report.lacking] == [YAM]
    plain = report.as_json()
    assert (plain["matched"], plain["changes"], plain["level"]) == (2, 3, "commune")


def test_a_file_that_is_not_there_and_an_unknown_account_are_told(write: Write, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        imported(tmp_path / "không có")
    with pytest.raises(UnknownAccount):
        imported(write(ALL), "ai")
