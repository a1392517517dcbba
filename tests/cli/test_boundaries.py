"""`tinhgon import --format boundaries`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.small_history import SmallHistory
from tests.exchange.test_boundaries_reading import collection, square
from tinhgon.registry.models import Decision

FORMAT = ("--format", "boundaries")
ON = ("--on", "01/06/2004")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two communes of the small history, one that is not in it, and a point."""
    path = tmp_path / "ranh-gioi.geojson"
    rows = [
        ({"ma": code, "ten": name}, square(107, at))
        for code, name, at in (("00001", "Xã Lúa", 21), ("99999", "Xã Lạ", 22))
    ]
    path.write_bytes(collection(*rows, ({"ma": "00002", "ten": "Xã Ngô"}, {"type": "Point", "coordinates": [1, 2]})))
    return path


def test_a_preview_shows_what_is_recorded_and_what_is_left_out(
    history: SmallHistory, tinhgon: Command, file: Path
) -> None:
    before = Decision.objects.count()
    shown = tinhgon("import", file, *FORMAT, *ON)
    assert shown.code == 0
    for words in ("Xã Lạ", "không khớp", "Xã Ngô", "hình sai", "Chỉ xem trước"):
        assert words in shown.out
    assert "Features left out" in tinhgon("--lang", "en", "import", file, *FORMAT, *ON, "--dry-run").out
    found = json.loads(tinhgon("import", file, *FORMAT, *ON, "--from", "2004-01-01", "--json").out)
    assert [(each["id"], each["from"]) for each in found["boundaries"]] == [(history.rice, "2004-01-01")]
    assert [each["feature"] for each in found["faults"]] == [2, 3]
    assert Decision.objects.count() == before


def test_a_draft_is_saved_as_an_account(history: SmallHistory, tinhgon: Command, file: Path) -> None:
    command = ("import", file, *FORMAT, *ON, "--draft-by", "soan-thao", "--number", "5/QĐ-SNV", "--json")
    draft = Decision.objects.get(pk=json.loads(tinhgon(*command).out)["draft"])
    assert (draft.status, draft.number) == ("draft", "5/QĐ-SNV")
    assert json.loads(tinhgon(*command).err)["code"] == "drafted_already"
    draft.delete()


@pytest.mark.parametrize(
    "options",
    [
        (*FORMAT, "--submit"),
        (*FORMAT, "--dry-run", "--draft-by", "x"),
        (*FORMAT, "--level", "xã"),
        ("--format", "workbook", "--on", "2019-01-01"),
        ("--format", "units-history", "--code-property", "ma"),
    ],
)
def test_options_that_contradict_are_refused(tinhgon: Command, options: tuple[str, ...]) -> None:
    assert tinhgon("import", "x.geojson", *options).code == 2


def test_a_file_that_is_no_map_is_told(history: SmallHistory, tinhgon: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("{}")
    assert json.loads(tinhgon("import", path, *FORMAT, "--json").err)["code"] == "broken_map"
