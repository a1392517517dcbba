"""What all commands share: languages, faults, formats, opening the registry."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.conftest import Command
from tinhgon.cli import inputs, output, session, words
from tinhgon.errors import TinhGonError
from tinhgon.registry.domain.changes import VERBS
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, LEVELS


def test_help_starts_neither_django_nor_a_server() -> None:
    code = (
        "import sys\nfrom tinhgon.cli.main import run\n"
        "try: run(['--help'])\nexcept SystemExit as left: assert not left.code\n"
        "assert not {'django', 'psycopg', 'polars'} & set(sys.modules), 'loaded for nothing'"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Cây đơn vị hành chính / The tree of areas" in done.stdout


def test_version_is_told(tinhgon: Command) -> None:
    assert tinhgon("--version").out.startswith("tinhgon 0.")


@pytest.mark.parametrize(
    ("line", "vietnamese", "english"),
    [
        (("areas", "--on", "2025-13-01"), "«2025-13-01» không phải là ngày.", "'2025-13-01' is not a date."),
        (("areas", "--on", "31/02/2025"), "«31/02/2025» không phải là ngày.", "'31/02/2025' is not a date."),
        (("diff", "--from", "x", "--to", "2025-01-01"), "«x» không phải là ngày.", "'x' is not a date."),
        (("areas", "--level", "x"), "Không có cấp «x».", "There is no level 'x'."),
        (("areas", "--json", "--csv"), "Không dùng --json cùng với --csv.", "do not go together"),
        (("areas", "--nope"), "Không có tùy chọn này", "No such option: --nope"),
        (("show",), "Thiếu tham số", "Missing argument"),
        (("import", "x"), "Thiếu tham số", "Missing option"),
        (("nope",), "Không hiểu dòng lệnh", "No such command"),
    ],
)
def test_a_command_line_not_understood_exits_with_2(
    tinhgon: Command, line: tuple[str, ...], vietnamese: str, english: str
) -> None:
    printed = tinhgon(*line)
    assert (printed.code, printed.out) == (2, "")
    if "--json" in line:
        assert json.loads(printed.err)["what"]["vi"] == vietnamese
    else:
        assert vietnamese in printed.err
        assert english in tinhgon("--lang", "en", *line).err
        assert json.loads(tinhgon(*line, "--json").err)["code"] == "usage"


def test_a_moment_not_understood_exits_with_2(nothing: None, tinhgon: Command) -> None:
    printed = tinhgon("areas", "--known", "hôm qua")
    assert printed.code == 2
    assert "«hôm qua» không phải là thời điểm." in printed.err
    assert "is not a moment" in tinhgon("--lang", "en", "areas", "--known", "hôm qua").err


def test_an_unknown_language_is_refused(tinhgon: Command) -> None:
    printed = tinhgon("--lang", "fr", "areas")
    assert printed.code == 2
    assert "Không có ngôn ngữ «fr»." in printed.err


def test_an_unexpected_error_is_one_line_and_the_way_to_details(
    nothing: None, tinhgon: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tinhgon.registry import selectors

    def fail(*arguments: Any) -> Any:
        raise RuntimeError("vỡ\nchi tiết")

    monkeypatch.setattr(selectors, "all_decisions", fail)
    printed = tinhgon("decision", "list")
    assert printed.code == 1
    assert printed.err.splitlines()[0] == "Lỗi ngoài dự kiến (RuntimeError): vỡ"
    assert "TINHGON_DEBUG=1" in printed.err
    assert "Traceback" not in printed.err
    assert "An unexpected error (RuntimeError)" in tinhgon("--lang", "en", "decision", "list").err
    monkeypatch.setenv("TINHGON_DEBUG", "1")
    assert "Traceback" in tinhgon("decision", "list").err


def test_an_empty_registry_answers_every_question(nothing: None, tinhgon: Command) -> None:
    assert tinhgon("areas", "--csv").out == "level,code,name,parent\n"
    assert tinhgon("organizations", "--csv").out == "tier,code,name,parent,id\n"
    assert json.loads(tinhgon("decision", "list", "--json").out) == {"decisions": []}
    assert tinhgon("diff", "--from", "2000-01-01", "--to", "2020-01-01", "--csv").out.count("\n") == 1
    assert tinhgon("verify").code == 0


# --- opening the registry -----------------------------------------------------------------------


def test_a_new_database_gets_its_tables_and_says_so(nothing: None, tinhgon: Command) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    printed = tinhgon("areas", "--csv")
    assert (printed.code, printed.out) == (0, "level,code,name,parent\n")
    assert printed.err == "Đã tạo các bảng của sổ đăng ký.\n"
    assert tinhgon("areas", "--csv").err == ""


def test_an_older_database_is_brought_up_to_date_and_it_is_said(
    nothing: None, tinhgon: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = session.schema.on_disk() - {("registry", "0002_object_ids")}
    monkeypatch.setattr(session.schema, "applied", lambda: older)
    assert tinhgon("areas", "--csv").err == "Đã nâng cấp các bảng của sổ đăng ký cho phiên bản này.\n"
    assert "brought up to this version" in tinhgon("--lang", "en", "areas").err


def test_of_two_commands_only_one_brings_the_database_up_to_date(
    nothing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = session.schema.on_disk()
    answers = [wanted - {max(wanted)}, wanted]  # another command was done while this one waited
    monkeypatch.setattr(session.schema, "applied", lambda: answers.pop(0))
    monkeypatch.setattr(session, "_migrate", lambda *, first: pytest.fail("brought up to date twice"))
    session.bring_up_to_date()
    assert answers == []


def test_a_second_command_waits_for_the_first(nothing: None) -> None:
    from django.db import connection

    inside, release = threading.Event(), threading.Event()

    def hold() -> None:
        with session._alone():
            inside.set()
            release.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert inside.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [session._MIGRATING])
        assert cursor.fetchone() == (False,)
    release.set()
    holder.join()
    with session._alone():
        pass


def test_a_database_of_a_later_program_is_refused(
    nothing: None, tinhgon: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = session.schema.on_disk() | {("registry", "9999_of_tomorrow")}
    monkeypatch.setattr(session.schema, "applied", lambda: newer)
    printed = tinhgon("areas")
    assert printed.code == 1
    assert "9999_of_tomorrow" in printed.err
    assert "of a later Tinh Gọn" in tinhgon("--lang", "en", "areas").err


# --- what is typed ------------------------------------------------------------------------------


@given(st.dates())
def test_a_day_may_be_typed_in_either_way(day: date) -> None:
    assert inputs.day_of(day.isoformat()) == day
    assert inputs.day_of(f"{day.day:02}/{day.month:02}/{day.year:04}") == day


@given(st.text(max_size=12))
def test_a_day_is_understood_or_refused(text: str) -> None:
    try:
        assert isinstance(inputs.day_of(text), date)
    except inputs.UsageFault as fault:
        assert fault.where == "--on"


def test_a_known_day_ends_at_midnight_in_vietnam() -> None:
    moment = inputs.moment_of("01/06/2019")
    assert moment is not None
    assert moment.astimezone(UTC) == datetime(2019, 6, 1, 16, 59, 59, 999999, UTC)
    assert inputs.moment_of("2019-06-01T08:30") == datetime(2019, 6, 1, 1, 30, tzinfo=UTC)
    assert inputs.moment_of("2019-06-01T08:30:00Z") == datetime(2019, 6, 1, 8, 30, tzinfo=UTC)


# --- what is printed ----------------------------------------------------------------------------


@given(st.text(max_size=20))
def test_no_cell_is_a_formula(text: str) -> None:
    cell = output.harmless(text)
    assert cell in (text, f"'{text}")
    if cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        float(cell)


@pytest.mark.parametrize("text", ["00001", "Xã Tân Lập", "-12.5", "+84", "", "Đắk Lắk", "P. 1"])
def test_harmless_cells_stay_as_they_are(text: str) -> None:
    assert output.harmless(text) == text


def test_days_and_numbers_are_written_as_each_language_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2019, 6, 1, 18, 30, tzinfo=UTC)
    monkeypatch.setenv("TINHGON_LANG", "vi")
    assert (output.day(date(2019, 6, 1)), output.number(1450)) == ("01/06/2019", "1.450")
    assert output.moment(moment) == "02/06/2019 01:30:00"
    monkeypatch.setenv("TINHGON_LANG", "en")
    assert (output.day(date(2019, 6, 1)), output.number(1450)) == ("1 Jun 2019", "1,450")
    assert output.day_here(moment) == "2 Jun 2019"
    assert output.day(None) == "…"


def test_everything_the_registry_speaks_of_has_its_words() -> None:
    assert set(words.VERB_NAMES) == set(VERBS)
    assert set(words.LEVEL_NAMES) == set(LEVELS)
    for kind, attributes in ATTRIBUTES.items():
        for attribute in attributes.values():
            for choice in attribute.choices:
                assert words.value_shown(kind, attribute.name, choice)


def test_a_fault_is_told_with_its_place_reason_and_mending(tinhgon: Command) -> None:
    printed = tinhgon("areas", "--on", "x")
    assert printed.err.splitlines() == [
        "«x» không phải là ngày.",
        "Ở đâu: --on",
        "Cách khắc phục: Viết 01/06/2019 hoặc 2019-06-01.",
    ]
    assert issubclass(inputs.UsageFault, TinhGonError)
