"""The real boundaries of 2019 against the official list of units."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from tests.registry.acts import area, record
from tinhgon.exchange.boundaries import Asked, BoundaryReport, import_boundaries
from tinhgon.registry.domain.vocabulary import Level

DATA = Path(__file__).parents[3] / "shared" / "data" / "vn"
ON = date(2019, 12, 31)

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not DATA.exists(), reason="real data not present"),
]


@pytest.fixture(scope="module", autouse=True)
def areas(module_registry_db: None) -> None:
    """Every province on the official list of 31 December 2019, and all units of Quảng Ninh."""
    with (DATA / f"units_expected_{ON}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    districts = {each["code"] for each in rows if each["level"] == "district" and each["parent"] == "22"}
    numbers: dict[str, int] = {}
    for each in rows:
        if each["level"] == "province" or each["parent"] in {"22", *districts}:
            numbers[each["code"]] = len(numbers) + 1
    listed = [each for each in rows if each["code"] in numbers]
    founded = [
        area(numbers[each["code"]], each["code"], numbers.get(each["parent"]), each["level"], each["name"])
        for each in listed
    ]
    record("1", *founded, on=ON)


def imported(name: str, under: str | None = None) -> BoundaryReport:
    asked = Asked(date(2026, 1, 1), on=ON, under=under)
    return import_boundaries(DATA / f"boundaries_{name}_2019.topojson", asked)


def test_every_commune_of_quang_ninh_is_found_by_its_code() -> None:
    report = imported("communes", "province:22")
    assert (report.matching.level, report.matching.code_property) == (Level.COMMUNE, "code")
    assert (len(report.drawn), report.matching.outside, report.faults, report.lacking) == (186, 10_944, [], [])


def test_every_province_is_found_by_its_code() -> None:
    report = imported("provinces")
    assert (report.matching.level, len(report.drawn), report.faults, report.lacking) == (Level.PROVINCE, 63, [], [])
