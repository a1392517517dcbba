"""`tinhgon areas` and `tinhgon organizations`."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Command
from tests.cli.small_history import SmallHistory

AREAS_2009 = """\
level,code,name,parent
province,01,Tỉnh An Bình,
district,001,Huyện Đông,01
district,002,Huyện Tây,01
commune,00001,Xã Lúa Mới,001
commune,00003,Xã Khoai,001
commune,00004,Phường Sen,002
"""

AREAS_2007_AS_KNOWN_BEFORE_THE_LATE_DECISION = """\
level,code,name,parent
commune,00001,Xã Lúa Mới,001
commune,00002,Xã Ngô,001
commune,00003,Xã Khoai,002
"""


@pytest.mark.parametrize("day", ["2009-01-01", "01/01/2009", "1/1/2009"])
def test_areas_are_listed_by_level_then_code(history: SmallHistory, tinhgon: Command, day: str) -> None:
    printed = tinhgon("areas", "--on", day, "--csv")
    assert (printed.code, printed.out, printed.err) == (0, AREAS_2009, "")


def test_known_shows_the_tree_as_the_ledger_stood_then(history: SmallHistory, tinhgon: Command) -> None:
    printed = tinhgon("areas", "--on", "2007-07-01", "--known", "#4", "--level", "commune", "--csv")
    assert printed.out == AREAS_2007_AS_KNOWN_BEFORE_THE_LATE_DECISION
    now = tinhgon("areas", "--on", "2007-07-01", "--level", "commune", "--csv").out
    assert "commune,00003,Xã Khoai,001\n" in now


def test_known_before_anything_was_recorded_shows_nothing(history: SmallHistory, tinhgon: Command) -> None:
    for moment in ("2000-01-01", "31/12/2000", "2000-01-01T08:30", "2000-01-01T08:30:00+00:00"):
        assert tinhgon("areas", "--on", "2009-01-01", "--known", moment, "--csv").out == "level,code,name,parent\n"


def test_known_day_runs_to_its_end(history: SmallHistory, tinhgon: Command) -> None:
    from tinhgon.cli.inputs import today

    assert tinhgon("areas", "--on", "2009-01-01", "--known", today(), "--csv").out == AREAS_2009


@pytest.mark.parametrize("root", ["002", "district:002", "area:002"])
def test_under_shows_the_unit_and_all_below_it(history: SmallHistory, tinhgon: Command, root: str) -> None:
    printed = tinhgon("areas", "--on", "2010-06-01", "--under", root, "--csv")
    assert printed.out == (
        "level,code,name,parent\n"
        "district,002,Huyện Tây,01\n"
        "commune,00002,Phường Ngô Đồng,002\n"
        "commune,00004,Phường Sen,002\n"
    )


def test_areas_as_json_tell_their_two_times(history: SmallHistory, tinhgon: Command) -> None:
    told = json.loads(tinhgon("areas", "--on", "2009-01-01", "--level", "district", "--json").out)
    assert (told["on"], told["known"]) == ("2009-01-01", None)
    assert [each["id"] for each in told["areas"]] == [history.east, history.west]
    assert told["areas"][0] == {
        "id": history.east,
        "level": "district",
        "code": "001",
        "name": "Huyện Đông",
        "type": None,
        "parent_id": history.province,
        "parent": "01",
        "parent_name": "Tỉnh An Bình",
    }


def test_areas_for_people_in_both_languages(history: SmallHistory, tinhgon: Command) -> None:
    told = tinhgon("areas", "--on", "2009-01-01").out.splitlines()
    assert told[0] == "Đơn vị hành chính ngày 01/01/2009, theo hồ sơ hiện nay: 6"
    assert told[1].split() == ["Cấp", "Mã", "Tên", "Thuộc", "Số"]
    assert "Huyện Đông (001)" in told[5]
    told = tinhgon("--lang", "en", "areas", "--on", "2009-01-01", "--known", "#9").out.splitlines()
    assert told[0].startswith("Administrative units on 1 Jan 2009, as known at ")
    assert told[2].split()[:2] == ["province", "01"]


def test_organizations_without_a_code_have_their_number(history: SmallHistory, tinhgon: Command) -> None:
    printed = tinhgon("organizations", "--on", "2015-01-01", "--csv")
    assert printed.out == (
        "tier,code,name,parent,id\n"
        f"province,SNV,Sở Nội vụ,UBND,{history.department}\n"
        f"province,UBND,Ủy ban nhân dân tỉnh An Bình,,{history.committee}\n"
        f"district,,'=Phòng Nội vụ,SNV,{history.office}\n"
    )


def test_organizations_below_one_of_them(history: SmallHistory, tinhgon: Command) -> None:
    told = json.loads(tinhgon("organizations", "--under", "SNV", "--level", "district", "--json").out)
    assert [each["id"] for each in told["organizations"]] == [history.office]
    assert "Tổ chức ngày" in tinhgon("organizations", "--on", "2020-01-01").out


def test_long_lists_are_aligned_like_short_ones(
    history: SmallHistory, tinhgon: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = [line.split() for line in tinhgon("areas", "--on", "2009-01-01").out.splitlines()]
    monkeypatch.setattr("tinhgon.cli.output._LONG", 0)
    assert [line.split() for line in tinhgon("areas", "--on", "2009-01-01").out.splitlines()] == short
