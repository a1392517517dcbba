"""The reorganisation of 1 July 2025 on record."""

from __future__ import annotations

from datetime import date

import pytest

from tinhgon.demo.services import DemoReport, load_country
from tinhgon.registry import snapshots
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import LedgerEntry
from tinhgon.registry.verification import verify

LEVELS = ("province", "district", "commune")


@pytest.fixture(scope="module", autouse=True)
def report(module_registry_db: None) -> DemoReport:
    """The reorganisation, recorded."""
    return load_country()


def units_on(day: date) -> tuple[int, ...]:
    """How many provinces, districts and communes there are."""
    areas = snapshots.load(day, kinds=frozenset({Kind.AREA}))[Kind.AREA]
    return tuple(len(areas.filter(level=level)) for level in LEVELS)


def test_the_country_is_as_it_was_the_day_before() -> None:
    assert units_on(date(2025, 6, 30)) == (63, 696, 10_035)


def test_the_country_is_as_it_became() -> None:
    assert units_on(date(2025, 7, 1)) == (34, 0, 3_321)


def test_loading_again_records_nothing(report: DemoReport) -> None:
    head = LedgerEntry.objects.latest("seq").digest
    again = load_country()
    assert (again.recorded, again.already) == (0, report.recorded)
    assert LedgerEntry.objects.latest("seq").digest == head


def test_the_whole_record_verifies(report: DemoReport) -> None:
    found = verify()
    assert found.clean, found.difference
    assert found.entries == report.recorded
