"""`tinhgon import` and `tinhgon demo`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command
from tests.cli.small_history import SmallHistory


class Recording:
    """Stands for a service: reports progress, then returns a report or raises."""

    def __init__(self, report: Any) -> None:
        self.report = report
        self.arguments: tuple[Any, ...] = ()

    def __call__(self, *arguments: Any) -> Any:
        self.arguments = arguments
        tell = arguments[-1]
        tell("rehearse", 1, 2)
        tell("record", 2, 2)
        if isinstance(self.report, BaseException):
            raise self.report
        return self.report


def imported(**more: Any) -> Any:
    from tinhgon.exchange.domain.units_plan import Summary
    from tinhgon.exchange.services import ImportReport

    counted = dict.fromkeys(Summary.__dataclass_fields__, 0) | {"settled": {}, "open": {}, "created": 1450}
    values = {"recorded": 3, "already": 1, "dry_run": False, "skipped": [], "open_questions": []}
    return ImportReport(**(values | {"summary": Summary(**counted)} | more))


def test_import_reports_what_it_recorded(
    nothing: None, tinhgon: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tinhgon.exchange import services

    service = Recording(imported())
    monkeypatch.setattr(services, "import_units_history", service)
    file = tmp_path / "history.jsonl"
    text = tinhgon("import", file, "--format", "units-history")
    assert text.code == 0
    assert "Đã nhập xong." in text.out
    assert "1.450" in text.out
    assert service.arguments[:2] == (file, False)
    assert "1,450" in tinhgon("--lang", "en", "import", file, "--format", "units-history").out
    assert json.loads(tinhgon("import", file, "--format", "units-history", "--json").out)["recorded"] == 3


def test_dry_run_says_that_nothing_was_written(
    nothing: None, tinhgon: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tinhgon.exchange import services

    service = Recording(imported(dry_run=True))
    monkeypatch.setattr(services, "import_units_history", service)
    text = tinhgon("import", tmp_path / "x", "--format", "units-history", "--dry-run").out
    assert "Chạy thử: không ghi gì." in text
    assert "Quyết định sẽ ghi nhận" in text
    assert service.arguments[1] is True


def test_interrupted_import_says_that_decisions_are_whole(
    nothing: None, tinhgon: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tinhgon.exchange import services

    monkeypatch.setattr(services, "import_units_history", Recording(KeyboardInterrupt()))
    printed = tinhgon("import", tmp_path / "x", "--format", "units-history")
    assert printed.code == 1
    assert "ghi nhận trọn vẹn" in printed.err
    assert "Run the same command again" in tinhgon("--lang", "en", "import", "x", "--format", "units-history").err


def test_progress_without_a_terminal_is_a_line_now_and_then(
    nothing: None, tinhgon: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tinhgon.exchange import services

    monkeypatch.setattr("tinhgon.cli.progress._EVERY", 0.0)
    monkeypatch.setattr(services, "import_units_history", Recording(imported()))
    printed = tinhgon("import", tmp_path / "x", "--format", "units-history", "--json")
    assert printed.err.splitlines() == ["Thử các quyết định: 1/2", "Ghi nhận quyết định: 2/2"]
    json.loads(printed.out)


def test_missing_and_broken_files_are_refused_and_nothing_is_written(
    nothing: None, tinhgon: Command, tmp_path: Path
) -> None:
    from tinhgon.registry.models import Decision

    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"date": 5}\n', encoding="utf-8")
    for file in (tmp_path / "absent.jsonl", broken):
        printed = tinhgon("import", file, "--format", "units-history")
        assert (printed.code, printed.out) == (1, "")
        assert "Traceback" not in printed.err
        assert json.loads(tinhgon("import", file, "--format", "units-history", "--json").err)["what"]["vi"]
    assert not Decision.objects.exists()


def test_import_needs_a_known_format(tinhgon: Command) -> None:
    printed = tinhgon("import", "x", "--format", "xls")
    assert printed.code == 2
    assert "Không có định dạng «xls»" in printed.err
    assert "There is no format 'xls'" in tinhgon("--lang", "en", "import", "x", "--format", "xls").err


def demonstrated() -> Any:
    from tinhgon.demo.domain.findings import Finding, FindingCode
    from tinhgon.demo.services import DemoReport

    findings = [Finding(FindingCode.PART_ALONE, "key")]
    return DemoReport(source="s", recorded=99, already=0, counts={"provinces_after": 34}, findings=findings)


def test_the_country_says_what_was_loaded_and_what_to_ask_next(
    nothing: None, tinhgon: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tinhgon.demo import services

    monkeypatch.setattr(services, "load_country", Recording(demonstrated()))
    text = tinhgon("demo", "--country", "--no-serve").out
    assert "Đơn vị cấp tỉnh sau" in text
    assert "Đơn vị cũ chỉ có một phần được nêu" in text
    assert "tinhgon areas --on 01/07/2025 --level province" in text
    assert json.loads(tinhgon("demo", "--country", "--no-serve", "--json").out)["recorded"] == 99


def test_demo_says_that_its_people_are_invented(
    nothing: None, tinhgon: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tinhgon.demo import services
    from tinhgon.registry.recording import Recorded

    monkeypatch.setattr(services, "load", Recording(Recorded(new=76, already=0)))
    text = tinhgon("demo", "--no-serve").out
    assert "hư cấu" in text
    assert "tinhgon areas --level commune" in text
    assert "invented" in tinhgon("--lang", "en", "demo", "--no-serve").out
    assert json.loads(tinhgon("demo", "--no-serve", "--json").out) == {"recorded": 76, "already": 0}


def test_two_demonstrations_in_one_registry_are_refused(nothing: None, tinhgon: Command) -> None:
    from datetime import date

    from tinhgon.accounts.models import system_account
    from tinhgon.demo.domain.quang_ninh.writer import KEYS
    from tinhgon.demo.domain.reorganisation_2025 import COUNTRY_KEYS
    from tinhgon.demo.services import DRAFTER
    from tinhgon.registry.domain.decisions import DecisionDocument
    from tinhgon.registry.services import draft

    common = {"kind": "danh mục", "issuer": "T", "signed_on": date(2015, 1, 1), "effective_on": date(2015, 1, 1)}
    for keys, refused in ((KEYS, ("--country",)), (COUNTRY_KEYS, ())):
        document = DecisionDocument(number=keys, subject="", changes=(), key=f"{keys}1", **common)
        draft(document, system_account(*DRAFTER))
        printed = tinhgon("demo", "--no-serve", *refused)
        assert printed.code == 1
        assert "bộ dữ liệu trình diễn kia" in printed.err


def test_reset_refuses_to_remove_other_decisions(history: SmallHistory, tinhgon: Command) -> None:
    printed = tinhgon("demo", "--no-serve", "--reset")
    assert printed.code == 1
    assert "không thuộc dữ liệu trình diễn" in printed.err
    assert "no demonstration" in tinhgon("--lang", "en", "demo", "--reset").err
    assert tinhgon("areas", "--on", "2009-01-01", "--csv").out.count("\n") == 7


def test_reset_makes_the_registry_anew(nothing: None, tinhgon: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from tinhgon.accounts.models import Account, system_account
    from tinhgon.demo import services

    system_account(*services.DRAFTER)
    monkeypatch.setattr(services, "load_country", Recording(demonstrated()))
    printed = tinhgon("demo", "--country", "--json", "--reset")
    assert printed.code == 0
    assert "Đã tạo các bảng" in printed.err
    assert not Account.objects.exists()


def test_every_count_of_the_demonstration_has_words() -> None:
    from tinhgon.cli.intake import _COUNTS
    from tinhgon.demo.domain.reorganisation_2025 import plan
    from tinhgon.demo.legal_instruments import read_resolutions
    from tinhgon.demo.vietnam_units import read_source
    from tinhgon.registry.recording import planned_ids

    assert set(plan(read_source(), read_resolutions(), planned_ids()).counts) == set(_COUNTS)
