"""Reading a unit history: every fault of the bytes is named with its line, field and way out."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.histories import histories, line_of, step
from tinhgon.errors import Text
from tinhgon.exchange.domain.broken_file import BrokenFile, Fault
from tinhgon.exchange.domain.units_history import LONGEST_LINE, Created, Step, read_lines, read_steps

GOOD = line_of(step("2004-08-31", Created("province", "01", "Tỉnh A", None)))


def refused(*lines: bytes) -> BrokenFile:
    with pytest.raises(BrokenFile) as caught:
        list(read_steps(lines))
    return caught.value


@given(histories())
def test_what_is_written_is_read_back(steps: list[Step]) -> None:
    file = io.BytesIO(b"".join(line_of(each) for each in steps))
    assert list(read_steps(read_lines(file))) == steps


@given(histories(), st.data())
def test_a_line_cut_short_is_refused_by_its_number(steps: list[Step], data: st.DataObject) -> None:
    lines = [line_of(each) for each in steps]
    broken = data.draw(st.integers(0, len(lines) - 1))
    text = lines[broken].decode().rstrip()
    lines[broken] = text[: data.draw(st.integers(1, len(text) - 1))].encode()
    assert refused(*lines).line == broken + 1


@given(st.binary(max_size=200))
def test_any_bytes_are_a_step_or_a_fault(line: bytes) -> None:
    try:
        assert len(list(read_steps([GOOD, line]))) == 2
    except BrokenFile as error:
        assert error.line == 2


Change = Callable[[str], str]


def swapped(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new)


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        pytest.param(swapped('"province"', '"hamlet"'), "$.created[0].level", "hamlet", id="level"),
        pytest.param(swapped('"01"', "1"), "$.created[0].code", "str", id="code-is-a-number"),
        pytest.param(swapped('"01"', '"A1"'), "$.created[0].code", "not a number", id="code-has-letters"),
        pytest.param(swapped("Tỉnh A", "  "), "$.created[0].name", "blank", id="blank-name"),
        pytest.param(swapped("Tỉnh A", "Tỉnh\\nA"), "$.created[0].name", "forbidden", id="control-character"),
        pytest.param(swapped("Tỉnh A", "A" * 300), "$.created[0].name", "longer", id="long-name"),
        pytest.param(swapped('"note":""', '"note":"\\u0000"'), "$.note", "forbidden", id="nul-in-note"),
        pytest.param(swapped("2004-08-31", "2004-02-30"), "$.date", "YYYY-MM-DD", id="no-such-day"),
        pytest.param(swapped("2004-08-31", "31/08/2004"), "$.date", "YYYY-MM-DD", id="date-style"),
        pytest.param(swapped('"date":"2004-08-31"', '"date":20040831'), "$.date", "int", id="date-type"),
        pytest.param(swapped('"note":"",', ""), "$", "note is missing", id="missing-field"),
        pytest.param(swapped('"note"', '"nota"'), "$", "nota is unknown", id="unknown-field"),
        pytest.param(swapped('"ended":[]', '"ended":{}'), "$.ended", "array", id="object-for-list"),
        pytest.param(lambda text: f"[{text}]", "$", "object", id="list-of-steps"),
        pytest.param(lambda text: "[" * 100_000, "$", "object", id="deep-nesting"),
        pytest.param(lambda text: f"{text} {text}", "$", "not complete JSON", id="two-on-a-line"),
        pytest.param(swapped("Tỉnh A", "\\ud800"), "$", "not complete JSON", id="half-a-surrogate"),
        pytest.param(lambda text: "", "$", "blank", id="blank-line"),
    ],
)
def test_a_wrong_field_is_named(change: Change, path: str, words: str) -> None:
    line = change(GOOD.decode().strip()).encode()
    assert line != GOOD.strip()
    error = refused(GOOD, line)
    assert (error.line, error.faults[0].path) == (2, path)
    assert words in error.faults[0].what.en
    assert "dòng (line) 2" in error.message("vi")
    assert "Cách khắc phục" in error.message("vi")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_are_refused(encoding: str) -> None:
    assert refused(GOOD.decode().encode(encoding)).line == 1


def test_the_byte_that_is_not_utf_8_is_named() -> None:
    error = refused(GOOD, b'{"date": "\xff"}')
    assert error.line == 2
    assert "byte 11" in error.faults[0].what.en


def test_a_byte_order_mark_may_begin_the_file() -> None:
    assert len(list(read_steps([b"\xef\xbb\xbf" + GOOD]))) == 1
    assert refused(GOOD, b"\xef\xbb\xbf" + GOOD).line == 2


def test_an_empty_file_is_refused() -> None:
    assert "empty" in str(refused())


class Endless(io.RawIOBase):
    """A file that is one endless line and counts what is taken from it."""

    def __init__(self) -> None:
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self.taken += len(buffer)
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


def test_a_line_too_long_is_refused_before_it_is_held() -> None:
    endless = Endless()
    with pytest.raises(BrokenFile) as caught:
        list(read_lines(io.BufferedReader(endless)))
    assert caught.value.line == 1
    assert endless.taken < LONGEST_LINE + 2**20


def test_a_line_of_exactly_the_limit_is_read() -> None:
    lines = b"12345\r\n12345\n12345"
    assert list(read_lines(io.BytesIO(lines), longest=5)) == [b"12345\r\n", b"12345\n", b"12345"]
    with pytest.raises(BrokenFile) as caught:
        list(read_lines(io.BytesIO(b"12345\n123456\n"), longest=5))
    assert caught.value.line == 2


def test_steps_from_elsewhere_are_held_to_the_limit_too() -> None:
    assert refused(b" " * (LONGEST_LINE + 1)).line == 1


def test_all_faults_of_a_line_are_listed_up_to_a_bound() -> None:
    faults = [Fault(f"$[{each}]", Text(f"lỗi {each}", f"fault {each}"), Text("", "")) for each in range(30)]
    message = BrokenFile(7, faults).message("en")
    assert "Line 7: fault 0" in message
    assert "fault 20" in message
    assert "fault 21" not in message
    assert "29 more faults" in message
    assert "and 9 more" in message
