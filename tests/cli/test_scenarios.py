"""`tinhgon scenario`: a plan made, checked, compared, decided and undone on the command line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command
from tests.cli.small_history import SmallHistory
from tests.registry.acts import record
from tinhgon.accounts import services as accounts
from tinhgon.accounts.models import Account, system_account
from tinhgon.registry.domain.changes import Rename
from tinhgon.registry.models import LedgerEntry
from tinhgon.scenarios.models import Scenario

Told = Callable[..., Any]


@pytest.fixture
def told(tinhgon: Command) -> Told:
    """What a command says in JSON; it must be done."""

    def invoke(*arguments: object) -> Any:
        printed = tinhgon("scenario", *arguments, "--json")
        assert printed.code == 0, printed.err
        return json.loads(printed.out)

    return invoke


@pytest.fixture
def scenario(history: SmallHistory, told: Told) -> int:
    """A scenario of 2017 about the province, drafted by `lap`; `duyet` may sign."""
    for username in ("lap", "duyet"):
        if not Account.objects.filter(username=username).exists():
            accounts.make(username, system_account("lap-tai-khoan", "Lập"), last_name=username)
    made = told("new", "Tinh gọn", "--by", "lap", "--effective-on", "01/01/2017", "--on", "31/12/2016",
                "--under", "province:01")  # fmt: skip
    return int(made["scenario"]["id"])


def file_of(folder: Path, *changes: dict[str, Any]) -> Path:
    path = folder / "thay-doi.json"
    path.write_text(json.dumps(changes), "utf-8")
    return path


def renaming(history: SmallHistory, name: str = "Phòng Tổ chức") -> dict[str, Any]:
    return {"verb": "rename", "object_id": history.office, "name": name}


def room(history: SmallHistory) -> list[dict[str, Any]]:
    attributes = {"name": "Phòng Mới", "sector": "state", "tier": "province", "form": "room",
                  "parent": history.department}  # fmt: skip
    post = {"organization": -1, "title": "Trưởng phòng", "headship": "head", "establishment_class": "civil_servant"}
    return [
        {"verb": "found", "object_id": -1, "kind": "organization", "attributes": attributes},
        {"verb": "create_post", "object_id": -2, "attributes": post},
    ]


DECISION = ("--issuer", "UBND tỉnh An Bình", "--signed-on", "15/12/2016")


def test_a_plan_goes_into_the_ledger_and_is_undone(
    history: SmallHistory, tinhgon: Command, told: Told, scenario: int, tmp_path: Path
) -> None:
    added = told("add", scenario, file_of(tmp_path, *room(history)), "--by", "lap", "--note", "theo tờ trình")
    founded = added["ids"]["-1"]
    shown = told("show", scenario)
    assert [each["note"] for each in shown["steps"]] == ["theo tờ trình"] * 2
    assert "Phòng Mới" in tinhgon("scenario", "show", scenario).out
    assert told("check", scenario)["blocked"] is False
    made = told("submit", scenario, "--by", "lap", "--number", f"{scenario}/QĐ", *DECISION)["decision"]
    assert (made["status"], made["phases"]) == ("submitted", [1])
    same = tinhgon("scenario", "approve", scenario, "--by", "lap")
    assert (same.code, "người" in same.err) == (1, True)
    assert told("approve", scenario, "--by", "duyet")["decision"]["status"] == "approved"
    enacted = told("enact", scenario)["decision"]
    assert enacted["known"] == LedgerEntry.objects.count()
    assert tinhgon("show", f"#{founded}", "--on", "01/01/2017").code == 0
    undone = told("undo", scenario, "--by", "lap", "--number", f"{scenario}.b/QĐ", *DECISION)["decision"]
    assert undone["undoes"] == made["decision"]
    told("approve", scenario, "--by", "duyet")
    told("enact", scenario)
    assert "Phòng Mới" not in tinhgon("organizations", "--on", "01/01/2017").out
    assert [each["undoes"] for each in told("show", scenario)["decisions"]] == [None, made["decision"]]


def test_changes_come_from_standard_input_too(
    history: SmallHistory, told: Told, scenario: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps([renaming(history)])))
    assert told("add", scenario, "-", "--by", "lap")["scenario"]["changes"] == 1
    assert told("remove", scenario, 1, "--by", "lap")["scenario"]["changes"] == 0
    assert told("undo", scenario, "--edit", "--by", "lap")["scenario"]["changes"] == 1
    assert told("undo", scenario, "--edit", "--by", "lap")["scenario"]["changes"] == 0
    assert told("undo", scenario, "--again", "--by", "lap")["scenario"]["changes"] == 1


def test_what_is_counted_is_told_in_numbers_and_in_words(
    history: SmallHistory, tinhgon: Command, told: Told, scenario: int, tmp_path: Path
) -> None:
    told("add", scenario, file_of(tmp_path, *room(history)), "--by", "lap")
    counts = {each["measure"]: each for each in told("figures", scenario)["counts"]}
    assert [counts["bodies"][each] for each in ("before", "after", "change")] == [3, 4, 1]
    by_sector = told("figures", scenario, "--by", "sector")["counts"]
    assert {each["of"] for each in by_sector} == {"state"}
    assert "nhà nước" in tinhgon("scenario", "figures", scenario, "--by", "sector").out
    cost = told("cost", scenario)["cost"]
    assert cost["years"][0]["year"] == 2017
    assert "Giả định" in tinhgon("scenario", "cost", scenario).out
    assert told("people", scenario)["people"] == []
    (stream,) = told("people", scenario, "--flow", "posts")["streams"]
    assert (stream["source"], stream["target"]["name"], stream["amount"]) == (None, "Phòng Mới", 1)
    assert "(mới)" in tinhgon("scenario", "people", scenario, "--flow", "posts").out


def test_a_plan_that_breaks_the_record_fails_its_check_and_says_how_to_mend_it(
    history: SmallHistory, tinhgon: Command, told: Told, scenario: int, tmp_path: Path
) -> None:
    told("add", scenario, file_of(tmp_path, {"verb": "dissolve", "object_id": history.department}), "--by", "lap")
    checked = tinhgon("scenario", "check", scenario, "--remedies")
    assert checked.code == 1
    assert "toàn vẹn" in checked.out and "Bỏ thay đổi số 1" in checked.out
    submitted = tinhgon("scenario", "submit", scenario, "--by", "lap", "--number", "1/QĐ", *DECISION, "--json")
    assert (submitted.code, json.loads(submitted.err)["code"]) == (1, "blocked")
    english = tinhgon("--lang", "en", "scenario", "check", scenario)
    assert "to be dealt with before submitting" in english.out


def test_scenarios_are_compared_with_the_baseline(
    history: SmallHistory, tinhgon: Command, told: Told, scenario: int, tmp_path: Path
) -> None:
    told("add", scenario, file_of(tmp_path, *room(history)), "--by", "lap")
    other = told("copy", scenario, "Hướng khác", "--by", "lap")["scenario"]["id"]
    told("remove", other, 1, 2, "--by", "lap")
    found = told("compare", scenario, other)
    rooms = next(each for each in found["rows"]["structure"] if each["key"] == "bodies")
    assert [each["number"] for each in (rooms["baseline"], *rooms["values"])] == [3, 4, 3]
    assert [each["steps"] for each in found["changes"]] == [[1, None], [2, None]]
    assert "Hiện trạng" in tinhgon("scenario", "compare", scenario, other).out


def test_conflicts_with_the_newer_record_are_shown_and_settled_one_by_one(
    history: SmallHistory, tinhgon: Command, told: Told, scenario: int, tmp_path: Path
) -> None:
    told("add", scenario, file_of(tmp_path, renaming(history)), "--by", "lap")
    record(f"{scenario}.x/QĐ", Rename(object_id=history.office, name="Phòng Theo Sổ"), on=date(2016, 12, 31))
    (conflict,) = told("rebase", scenario)["conflicts"]
    assert (conflict["theirs"], conflict["ours"]) == ("Phòng Theo Sổ", "Phòng Tổ chức")
    assert "Phòng Theo Sổ" in tinhgon("scenario", "rebase", scenario).out
    open_ = tinhgon("scenario", "rebase", scenario, "--by", "lap", "--json")
    assert (open_.code, json.loads(open_.err)["code"]) == (1, "unsettled")
    told("rebase", scenario, "--by", "lap", "--settle", f"{conflict['name']}=theirs")
    assert told("show", scenario)["steps"] == []
    assert told("rebase", scenario)["conflicts"] == []


def test_phases_and_the_day_of_the_law(history: SmallHistory, told: Told, scenario: int) -> None:
    told("phase", scenario, "--by", "lap", "--name", "Sau", "--effective-on", "2018-01-01")
    told("phase", scenario, "--by", "lap", "--phase", 2, "--effective-on", "2019-01-01")
    assert [each["effective_on"] for each in told("show", scenario)["phases"]] == ["2017-01-01", "2019-01-01"]
    told("phase", scenario, "--by", "lap", "--phase", 2, "--remove")
    assert told("phase", scenario, "--by", "lap", "--law-on", "2025-01-01")["scenario"]["law_on"] == "2025-01-01"
    assert told("phase", scenario, "--by", "lap", "--law-on", "same")["scenario"]["law_on"] is None


def test_templates_are_listed_tried_and_refused_where_they_do_not_apply(
    history: SmallHistory, tinhgon: Command, told: Told, scenario: int
) -> None:
    listed = {each["id"] for each in told("template")["templates"]}
    assert {"joint_office", "village_pair"} <= listed
    assert "Tùy chọn" in tinhgon("scenario", "template", "joint_office").out
    given = ("add", scenario, "--by", "lap", "--template", "joint_office", "--units", "commune:00001")
    tried = told(*given, "--dry-run")
    assert (tried["changes"], len(tried["skipped"])) == ([], 1)
    refused = tinhgon("scenario", *given)
    assert refused.code == 1
    assert "không áp dụng được" in refused.err
    assert tinhgon("scenario", *given, "--option", "khong_co=1").code == 1


def test_a_frozen_scenario_is_not_edited(
    history: SmallHistory, tinhgon: Command, told: Told, scenario: int, tmp_path: Path
) -> None:
    assert told("freeze", scenario, "--by", "lap")["scenario"]["status"] == "frozen"
    refused = tinhgon("scenario", "add", scenario, file_of(tmp_path, renaming(history)), "--by", "lap")
    assert (refused.code, "không sửa được" in refused.err) == (1, True)
    assert told("freeze", scenario, "--by", "lap", "--thaw")["scenario"]["status"] == "open"
    assert scenario in [each["id"] for each in told("list")["scenarios"]]
    assert "Tinh gọn" in tinhgon("scenario", "list").out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("show", "9999"), 1, "Không có phương án số 9999"),
        (("show", "khong"), 2, "SCENARIO"),
        (("new", "X", "--by", "khong-co", "--effective-on", "2017-01-01"), 1, "Không có tài khoản «khong-co»"),
        (("new", "X", "--by", "lap", "--effective-on", "mai"), 2, "không phải là ngày"),
        (("new", "X", "--by", "lap", "--effective-on", "2017-01-01", "--known", "9999"), 1, "Sổ không có mục 9999"),
        (("add", "{scenario}", "--by", "lap"), 2, "Cần tệp thay đổi hoặc --template"),
        (("add", "{scenario}", "/khong/co.json", "--by", "lap"), 2, "Không đọc được tệp"),
        (("add", "{scenario}", "--by", "lap", "--template", "khong_co", "--units", "01"), 1, "Không có mẫu «khong_co»"),
        (("remove", "{scenario}", "7", "--by", "lap"), 1, "không có thay đổi số 7"),
        (("approve", "{scenario}", "--by", "duyet"), 1, "không có quyết định nào ở bước"),
        (("undo", "{scenario}", "--by", "lap"), 2, "Không rõ phải hoàn tác điều gì"),
        (("phase", "{scenario}", "--by", "lap"), 2, "Không rõ phải làm gì với giai đoạn"),
        (("figures", "{scenario}", "--by", "mau"), 2, "Không có lựa chọn «mau»"),
        (("rebase", "{scenario}", "--settle", "1=ours"), 2, "Xử lý xung đột cần --by"),
    ],
)
def test_what_cannot_be_is_told(
    scenario: int, tinhgon: Command, arguments: tuple[str, ...], code: int, said: str
) -> None:
    before = Scenario.objects.count()
    answer = tinhgon("scenario", *(each.format(scenario=scenario) for each in arguments))
    assert (answer.code, said in answer.err) == (code, True), answer.err
    assert Scenario.objects.count() == before


def test_the_papers_of_a_scenario_are_written_and_never_over_another_file(
    history: SmallHistory, tinhgon: Command, told: Told, scenario: int, tmp_path: Path
) -> None:
    told("add", scenario, file_of(tmp_path, renaming(history)), "--by", "lap")
    written = told("dossier", scenario, tmp_path, "--paper", "decision")["files"]
    (path,) = (Path(each) for each in written)
    assert path.read_bytes()[:2] == b"PK"
    again = tinhgon("scenario", "dossier", scenario, tmp_path, "--paper", "decision")
    assert (again.code, "--overwrite" in again.err) == (1, True)
    assert told("dossier", scenario, tmp_path, "--paper", "decision", "--overwrite")["files"] == written


def test_a_file_that_holds_no_changes_is_refused(tinhgon: Command, scenario: int, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for content, code in (("{}", 2), ("[", 2), ("[]", 1), ('[{"verb": "khong_co"}]', 1), ("[1]", 1)):
        path.write_text(content, "utf-8")
        assert tinhgon("scenario", "add", scenario, path, "--by", "lap").code == code
