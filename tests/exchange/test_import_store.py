"""Importing into the store: all of a file or nothing, once, and onward from where it was stopped."""

from __future__ import annotations

import json
import threading
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection, connections

from tests.exchange.histories import line_of, replayed
from tests.registry.crash_history import STEPS, steps
from tinhgon.exchange.domain.broken_file import BrokenFile
from tinhgon.exchange.domain.units_history import LONGEST_LINE
from tinhgon.exchange.services import UnreadableFile, import_units_history
from tinhgon.registry import snapshots
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Decision, LedgerEntry
from tinhgon.registry.recording import RecordedMeanwhile
from tinhgon.registry.verification import verify

pytestmark = pytest.mark.usefixtures("registry_db")

Counts = dict[str, object]


def counts() -> Counts:
    """Rows of every table, the last number given out, and the head of the chain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found: Counts = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
        cursor.execute("SELECT last_value, is_called FROM registry_object_id")
        found["last id"] = cursor.fetchone()
    head = LedgerEntry.objects.order_by("-seq").first()
    return found | {"head": head and head.digest}


def lines() -> list[bytes]:
    """The small history, line by line."""
    return [line_of(each) for each in steps()]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The small history as a file."""
    path = tmp_path / "history.jsonl"
    path.write_bytes(b"".join(lines()))
    return path


def units() -> set[tuple[str, str, str, str | None]]:
    """The units in force at the end, as a file speaks of them."""
    frame = snapshots.load(steps()[-1].date)[Kind.AREA]
    codes = dict(frame.select("id", "code").iter_rows())
    rows = frame.select("level", "code", "name", "parent_id").iter_rows()
    return {(level, code, name, codes.get(parent)) for level, code, name, parent in rows}


def altered(number: int, **fields: Any) -> list[bytes]:
    """The lines with some fields of one of them replaced."""
    found = lines()
    found[number - 1] = json.dumps({**json.loads(found[number - 1]), **fields}).encode() + b"\n"
    return found


def created(**fields: Any) -> dict[str, Any]:
    """One created commune with some fields replaced."""
    return {"level": "commune", "code": "90001", "name": "Xã Thử", "parent": "001", **fields}


MALFORMED: dict[str, tuple[int, Callable[[], list[bytes]]]] = {
    "cut short at the last line": (STEPS, lambda: [*lines()[:-1], lines()[-1][:-9]]),
    "another thing at the last line": (STEPS, lambda: [*lines()[:-1], b"[]\n"]),
    "a blank line": (4, lambda: [*lines()[:3], b"\n", *lines()[3:]]),
    "a number for a date": (5, lambda: altered(5, date=20050101)),
    "a date that does not exist": (5, lambda: altered(5, date="2005-02-30")),
    "text for a list": (5, lambda: altered(5, created="Xã")),
    "a number for a code": (5, lambda: altered(5, created=[created(code=90001)])),
    "nothing for a name": (5, lambda: altered(5, created=[created(name=None)])),
    "an unknown level": (5, lambda: altered(5, created=[created(level="hamlet")])),
    "an unknown field": (5, lambda: altered(5, created=[created(colour="red")])),
    "a parent that is not there": (5, lambda: altered(5, created=[created(parent="999")])),
    "the end of a unit that is not there": (5, lambda: altered(5, ended=[created()])),
    "dates that run backward": (3, lambda: altered(3, date="2004-01-15")),
    "a date twice": (3, lambda: [lines()[0], lines()[1], lines()[1]]),
    "all lines in reverse": (1, lambda: lines()[::-1]),
    "UTF-16": (1, lambda: [b"".join(lines()).decode().encode("utf-16")]),
    "Windows-1258": (1, lambda: [lines()[0].decode().replace("Xã", "Xa\u0303").encode("cp1258", "replace")]),
    "TCVN3": (2, lambda: [lines()[0], b'{"date": "2004-02-01", "note": "X\xb7 T\xa9n H\xb6i"}\n']),
    "nothing": (1, lambda: []),
    "a binary file": (1, lambda: [bytes(range(256))]),
}


@pytest.mark.parametrize("fault", MALFORMED)
def test_a_malformed_file_is_refused_by_line_and_nothing_is_written(fault: str, tmp_path: Path) -> None:
    line, content = MALFORMED[fault]
    path = tmp_path / "history.jsonl"
    path.write_bytes(b"".join(content()))
    before = counts()
    with pytest.raises(BrokenFile) as error:
        import_units_history(path)
    assert error.value.line == line
    assert f"Dòng {line}:" in error.value.message("vi")
    assert f"Line {line}:" in error.value.message("en")
    assert error.value.mend is not None
    assert counts() == before


def test_a_file_cut_at_any_byte_is_refused_unless_whole_lines_are_left(file: Path, tmp_path: Path) -> None:
    whole, random = file.read_bytes(), Random(2019)
    before = counts()
    for _ in range(40):
        cut = whole[: random.randrange(1, len(whole))]
        path = tmp_path / "cut.jsonl"
        path.write_bytes(cut)
        broken_line = cut.count(b"\n") + 1
        try:
            import_units_history(path, dry_run=True)
        except BrokenFile as error:
            assert error.line == broken_line
        else:
            assert cut.endswith((b"\n", b"}")), cut[-40:]
    assert counts() == before


@pytest.mark.parametrize("name", ["", "absent.jsonl"])
def test_a_folder_or_a_missing_file_is_called_unreadable(name: str, tmp_path: Path) -> None:
    before = counts()
    with pytest.raises(UnreadableFile) as error:
        import_units_history(tmp_path / name)
    assert error.value.where == str(tmp_path / name)
    assert counts() == before


def test_a_line_of_a_hundred_megabytes_is_refused_in_little_memory(file: Path) -> None:
    with file.open("ab") as opened:
        opened.write(b'{"note": "')
        for _ in range(100):
            opened.write(b"x" * 1_000_000)
    before = counts()
    tracemalloc.start()
    try:
        with pytest.raises(BrokenFile) as error:
            import_units_history(file)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert error.value.line == STEPS + 1
    assert peak < 5 * LONGEST_LINE
    assert counts() == before


def test_a_dry_run_writes_nothing_at_all(file: Path) -> None:
    before = counts()
    report = import_units_history(file, dry_run=True)
    assert (report.recorded, report.already, report.dry_run) == (STEPS, 0, True)
    assert counts() == before


def test_importing_again_changes_nothing(file: Path) -> None:
    first = import_units_history(file)
    before = counts()
    again = import_units_history(file)
    assert (first.recorded, first.already, again.recorded, again.already) == (STEPS, 0, 0, STEPS)
    assert counts() == before
    assert units() == replayed(steps())
    assert verify().clean


def test_a_file_that_grew_brings_in_only_what_is_new(file: Path) -> None:
    whole = lines()
    file.write_bytes(b"".join(whole[:20]))
    import_units_history(file)
    file.write_bytes(b"".join(whole))
    report = import_units_history(file)
    assert (report.recorded, report.already) == (STEPS - 20, 20)
    assert units() == replayed(steps())


def test_a_file_that_says_something_else_of_what_is_on_record_is_refused(file: Path) -> None:
    import_units_history(file)
    before = counts()
    changed = json.loads(lines()[0])["created"]
    changed[-1]["name"] = "Xã Khác"
    file.write_bytes(b"".join(altered(1, created=changed)))
    with pytest.raises(Refusal, match="already on record"):
        import_units_history(file)
    numbers_unused = {"last id": None}
    assert counts() | numbers_unused == before | numbers_unused


def test_an_import_that_is_interrupted_goes_on_to_the_same_end(file: Path) -> None:
    def interrupt(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("record", STEPS // 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_units_history(file, progress=interrupt)
    assert set(Decision.objects.values_list("status", flat=True)) == {"enacted"}
    assert LedgerEntry.objects.count() == STEPS // 2
    assert verify().clean
    report = import_units_history(file)
    assert (report.recorded, report.already) == (STEPS - STEPS // 2, STEPS // 2)
    assert units() == replayed(steps())
    assert verify().clean


def test_of_two_imports_at_once_one_goes_on_and_the_other_is_told(file: Path) -> None:
    """The second begins when the first is at its fifth decision, and takes the rest before it."""

    def import_too() -> None:
        reports.append(import_units_history(file).recorded)
        connections.close_all()

    def meanwhile(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("record", 5):
            other = threading.Thread(target=import_too)
            other.start()
            other.join()

    reports: list[int] = []
    with pytest.raises(RecordedMeanwhile):
        import_units_history(file, progress=meanwhile)
    assert reports == [STEPS - 5]
    assert units() == replayed(steps())
    assert verify().clean
