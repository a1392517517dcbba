"""`tinhgon decision`, `diff` and `verify`."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.conftest import Command
from tests.cli.small_history import SmallHistory
from tinhgon.errors import Text


def test_decisions_are_listed_in_the_order_of_the_ledger(history: SmallHistory, tinhgon: Command) -> None:
    rows = list(csv.DictReader(io.StringIO(tinhgon("decision", "list", "--csv").out)))
    assert [each["seq"] for each in rows] == [*"123456789", ""]
    assert rows[4]["number"] == "5/2010/QĐ-UBND"
    assert (rows[9]["status"], rows[9]["recorded_at"]) == ("draft", "")
    assert len(json.loads(tinhgon("decision", "list", "--json").out)["decisions"]) == 10
    assert "Quyết định: 10" in tinhgon("decision", "list").out
    assert "enacted" in tinhgon("--lang", "en", "decision", "list").out


@pytest.mark.parametrize("called", ["3/2008/QĐ-UBND", "3/2008/qđ-ubnd", " 3/2008/QĐ-UBND ", "#3"])
def test_a_decision_is_found_by_number_or_ledger_entry(history: SmallHistory, tinhgon: Command, called: str) -> None:
    (found,) = json.loads(tinhgon("decision", "show", called, "--json").out)["decisions"]
    decision = found["decision"]
    assert (decision["line"]["seq"], decision["line"]["number"]) == (3, "3/2008/QĐ-UBND")
    assert [(each["status"], each["by"]) for each in decision["steps"]] == [
        ("draft", "soan-thao"),
        ("submitted", "soan-thao"),
        ("approved", "phe-duyet"),
        ("enacted", None),
    ]
    assert len(decision["digest"]) == len(decision["previous"]) == 64
    assert [each["text"]["vi"] for each in decision["changes"]] == [
        "Sáp nhập Xã Ngô (00002) vào Xã Lúa Mới (00001)",
        "Tách Phường Sen (00004) từ Xã Khoai (00003)",
    ]
    assert decision["changes"][1]["text"]["en"] == "Split Phường Sen (00004) off Xã Khoai (00003)"
    assert decision["facts"] == {"area": 2, "lineage": 2}


def test_an_instrument_finds_every_decision_that_cites_it(history: SmallHistory, tinhgon: Command) -> None:
    found = json.loads(tinhgon("decision", "show", "10/2003/nđ-cp", "--json").out)["decisions"]
    assert [each["decision"]["line"]["seq"] for each in found] == [1, 2]
    text = tinhgon("decision", "show", "10/2003/NĐ-CP").out
    assert "2 quyết định khớp «10/2003/NĐ-CP»" in text
    assert text.count("Trích yếu 1/2004/QĐ-UBND") == 2


def test_effects_are_told_on_both_sides(history: SmallHistory, tinhgon: Command) -> None:
    expected = {
        6: "Bị hủy bỏ bởi",
        7: "Hủy bỏ",
        1: "Được đính chính bởi",
        8: "Đính chính",
    }
    for seq, name in expected.items():
        assert f"{name} " in tinhgon("decision", "show", f"#{seq}").out
    assert "Annul quyết định 6/2011/QĐ-UBND (ledger #6)" in tinhgon("--lang", "en", "decision", "show", "#7").out
    (found,) = json.loads(tinhgon("decision", "show", "#6", "--json").out)["decisions"]
    assert found["decision"]["effects"] == [{"effect": "annuls", "passive": True, "seq": 7, "number": "7/2012/QĐ-UBND"}]


def test_changes_are_told_with_the_names_of_their_eve(history: SmallHistory, tinhgon: Command) -> None:
    rows = list(csv.DictReader(io.StringIO(tinhgon("decision", "show", "2/2007/QĐ-UBND", "--csv").out)))
    assert rows == [
        {
            "seq": "2",
            "number": "2/2007/QĐ-UBND",
            "ordinal": "1",
            "effective_on": "2007-06-01",
            "verb": "rename",
            "text": "Đổi tên Xã Lúa (00001) thành Xã Lúa Mới",
        }
    ]


def test_facts_list_what_the_decision_itself_stated(history: SmallHistory, tinhgon: Command) -> None:
    (found,) = json.loads(tinhgon("decision", "show", "#5", "--facts", "--json").out)["decisions"]
    (made,) = [each for each in found["made"] if each["stated"]]
    assert made["label"]["id"] == history.yam
    assert made["valid"] == {"start": "2006-01-01", "end": None}
    assert {name: value["code"] for name, value in made["stated"].items()} == {"parent": "001"}
    text = tinhgon("decision", "show", "#3", "--facts").out
    assert "bắt đầu; Mã: 00004; Tên: Phường Sen" in text
    assert "kết thúc" in text
    annulled = tinhgon("decision", "show", "#6", "--facts").out
    assert "nay không còn trên hồ sơ" in annulled
    rows = list(csv.DictReader(io.StringIO(tinhgon("decision", "show", "#5", "--facts", "--csv").out)))
    assert [(each["attribute"], each["value"]) for each in rows if each["attribute"]] == [("parent", "001")]


def test_an_unknown_decision_is_said_to_be_unknown(history: SmallHistory, tinhgon: Command) -> None:
    for line in (("decision", "show", "0/0"), ("decision", "show", "#99"), ("areas", "--known", "#99")):
        assert tinhgon(*line).code == 1
        assert json.loads(tinhgon(*line, "--json").err)["code"] == "unknown_decision"
        assert "There is no decision" in tinhgon("--lang", "en", *line).err


def test_a_draft_is_shown_without_ledger_entry(history: SmallHistory, tinhgon: Command) -> None:
    (found,) = json.loads(tinhgon("decision", "show", "10/2016/QĐ-UBND", "--json").out)["decisions"]
    assert (found["decision"]["line"]["seq"], found["decision"]["digest"]) == (None, None)
    assert found["decision"]["facts"] == {}


# --- diff ---------------------------------------------------------------------------------------


def differences(tinhgon: Command, *arguments: str) -> list[tuple[str, str, str, str, str]]:
    rows = csv.DictReader(io.StringIO(tinhgon("diff", *arguments, "--csv").out))
    return [(each["what"], each["code"], each["attribute"], each["before"], each["after"]) for each in rows]


def test_diff_tells_what_differs_between_two_days(history: SmallHistory, tinhgon: Command) -> None:
    assert differences(tinhgon, "--from", "2005-12-31", "--to", "2008-08-01") == [
        ("ended", "00002", "", "", ""),
        ("merged_into", "00002", "", "", "00001"),
        ("created", "00004", "", "", ""),
        ("split_from", "00004", "", "00003", ""),
        ("renamed", "00001", "name", "Xã Lúa", "Xã Lúa Mới"),
        ("moved", "00003", "parent", "002", "001"),
    ]


def test_diff_as_known_before_the_late_decision_does_not_tell_of_it(history: SmallHistory, tinhgon: Command) -> None:
    found = differences(tinhgon, "--from", "2005-12-31", "--to", "2006-01-02", "--known", "#4")
    assert found == []
    assert "không có gì khác" in tinhgon("diff", "--from", "2006-01-02", "--to", "2006-01-03").out


def test_diff_below_a_unit_tells_a_move_out_of_it_as_a_move(history: SmallHistory, tinhgon: Command) -> None:
    for root in ("001", "002"):
        found = differences(tinhgon, "--from", "2005-12-31", "--to", "2006-01-01", "--under", root)
        assert found == [("moved", "00003", "parent", "002", "001")]


def test_diff_for_people_in_both_languages(history: SmallHistory, tinhgon: Command) -> None:
    days = ("--from", "31/12/2005", "--to", "01/08/2008")
    text = tinhgon("diff", *days).out
    assert text.startswith(
        "31/12/2005 → 01/08/2008, theo hồ sơ hiện nay: 1 mới có, 1 kết thúc, 1 đổi tên,"
        " 1 chuyển trực thuộc, 1 nhập vào, 1 tách từ\n"
    )
    english = tinhgon("--lang", "en", "diff", *days).out
    assert "1 merged into" in english
    assert "Huyện Tây (002)" in english
    told = json.loads(tinhgon("diff", *days, "--under", "001", "--json").out)
    assert (told["from"], told["to"], told["under"]) == ("2005-12-31", "2008-08-01", history.east)


def test_diff_needs_two_days_in_order(history: SmallHistory, tinhgon: Command) -> None:
    for days in (("2008-01-01", "2008-01-01"), ("2008-01-02", "2008-01-01")):
        printed = tinhgon("diff", "--from", days[0], "--to", days[1])
        assert (printed.code, printed.out) == (2, "")
        assert "không sau ngày" in printed.err


# --- verify -------------------------------------------------------------------------------------


def test_verify_of_a_sound_record_is_clean(history: SmallHistory, tinhgon: Command) -> None:
    printed = tinhgon("verify")
    assert printed.code == 0
    assert "Hồ sơ khớp với các quyết định." in printed.out
    told = json.loads(tinhgon("verify", "--json").out)
    assert (told["clean"], told["entries"], told["difference"]) == (True, 9, None)


def test_verify_names_the_first_difference_and_fails(
    history: SmallHistory, tinhgon: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tinhgon.registry import verification

    found = verification.Verification(3, 0, 0, "0" * 64, Text("mục 3 sai", "entry 3 is wrong"))
    monkeypatch.setattr(verification, "verify", lambda progress: found)
    printed = tinhgon("verify")
    assert printed.code == 1
    assert "Khác biệt đầu tiên: mục 3 sai" in printed.out
    assert "The first difference: entry 3 is wrong" in tinhgon("--lang", "en", "verify").out
    told = tinhgon("verify", "--json")
    assert (told.code, json.loads(told.out)["clean"]) == (1, False)
