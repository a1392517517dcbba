"""The tables of facts: strict, sourced, and true to the lists they were written from."""

from __future__ import annotations

import csv
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest

from tinhgon.demo.domain.quang_ninh.tables import tables_from_plain
from tinhgon.demo.domain.sources import SourceFault
from tinhgon.demo.quang_ninh import read_tables

DATA = Path(__file__).parents[4] / "shared" / "data" / "vn" / "quang_ninh"

UNIT = {
    "name": "Xã A",
    "type": "xã",
    "natural_area": "1.5",
    "population": "10",
    "latitude": "21.1",
    "longitude": "107.2",
    "source": "census",
}
ROWS: dict[str, list[dict[str, str]]] = {
    "districts.csv": [{**UNIT, "code": "1"}],
    "communes.csv": [{**UNIT, "code": "11", "district": "1"}, {**UNIT, "code": "12", "district": "1"}],
    "changes.csv": [
        {
            "code": "11",
            "effective_on": "2020-01-01",
            "instrument": "1/NQ",
            "change": "merged",
            "into": "12",
            "name": "",
            "type": "",
            "source": "census",
        }
    ],
    "sources.csv": [{"id": "census", "description": "Tổng điều tra"}],
    "instruments.csv": [
        {
            "id": "one",
            "number": "1/NQ",
            "issuer": "Quốc hội",
            "signed_on": "2019-12-01",
            "subject": "Sắp xếp",
            "verified": "partial",
            "source": "census",
        }
    ],
    "hau_giang.csv": [],
    "hau_giang_parts.csv": [],
    "bac_ninh.csv": [],
}
Rows = dict[str, list[dict[str, str]]]


def test_well_formed_tables_are_read() -> None:
    tables = tables_from_plain(ROWS)
    assert [each.code for each in tables.communes] == ["11", "12"]
    assert tables.instruments["one"].instrument().verified == "partial"


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda rows: rows["communes.csv"][0].update(source="hearsay"), "hearsay"),
        (lambda rows: rows["communes.csv"][0].update(source=""), "source"),
        (lambda rows: rows["communes.csv"][0].update(extra="1"), "extra"),
        (lambda rows: rows["communes.csv"][0].pop("name"), "name"),
        (lambda rows: rows["communes.csv"][0].update(population="many"), "population"),
        (lambda rows: rows["communes.csv"][0].update(population="-1"), "population"),
        (lambda rows: rows["communes.csv"][0].update(latitude=""), "latitude"),
        (lambda rows: rows["communes.csv"][0].update(longitude="107,2"), "longitude"),
        (lambda rows: rows["communes.csv"][1].update(code="11"), "communes.csv"),
        (lambda rows: rows["communes.csv"][1].update(district="9"), "9"),
        (lambda rows: rows["changes.csv"][0].update(into="99"), "11"),
        (lambda rows: rows["changes.csv"][0].update(instrument="2/NQ"), "2/NQ"),
        (lambda rows: rows["changes.csv"][0].update(change="renamed"), "change"),
        (lambda rows: rows["changes.csv"][0].update(change="converted"), "name"),
        (lambda rows: rows["changes.csv"][0].update(change="consolidated"), "name"),
        (lambda rows: rows["changes.csv"][0].update(effective_on="soon"), "effective_on"),
        (lambda rows: rows["instruments.csv"][0].update(verified="maybe"), "verified"),
        (lambda rows: rows["sources.csv"].clear(), "census"),
    ],
)
def test_a_fault_in_a_table_is_refused_and_named(spoil: Callable[[Rows], object], named: str) -> None:
    rows = deepcopy(ROWS)
    spoil(rows)
    with pytest.raises(SourceFault) as fault:
        tables_from_plain(rows)
    assert named in str(fault.value)


def test_186_communes_with_a_source_each() -> None:
    tables = read_tables()
    assert (len(tables.districts), len(tables.communes)) == (14, 186)
    assert sum(each.change == "merged" for each in tables.changes_by("communes_837")) == 9


@pytest.mark.realdata
@pytest.mark.skipif(not DATA.exists(), reason="real data not present")
def test_the_tables_say_what_the_lists_say() -> None:
    tables = read_tables()

    def listed(name: str) -> list[dict[str, str]]:
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    ours = {(each.code, each.name, each.district, float(each.natural_area)) for each in tables.communes}
    theirs = {
        (row["code"], row["name"], row["district_code"], float(row["area_km2"]))
        for row in listed("communes_2019_186.csv")
    }
    assert ours == theirs
    merged = {(each.code, each.into) for each in tables.changes_by("communes_837") if each.change == "merged"}
    mapping = listed("mapping_2019_2020.csv")
    assert merged == {(row["old_code"], row["new_code"]) for row in mapping if row["old_code"] != row["new_code"]}
