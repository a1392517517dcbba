"""`tinhgon figures`: the list, one figure with its rows, and the table of the articles."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Command
from tests.cli.small_history import SmallHistory
from tinhgon.rulebook.domain.indicators import INDICATORS


def test_without_an_indicator_all_are_listed(history: SmallHistory, tinhgon: Command) -> None:
    told = tinhgon("figures").out.splitlines()
    assert told[0] == f"Chỉ tiêu: {len(INDICATORS)}"
    assert told[1].split() == ["Mã", "Tên", "So", "hai", "ngày"]
    assert [line.split()[0] for line in told[2:]] == list(INDICATORS)
    listed = json.loads(tinhgon("figures", "--json").out)
    assert [each["id"] for each in listed] == list(INDICATORS)
    assert listed[0]["definition"]["en"].startswith("Provinces in which one person")


def test_a_figure_tells_its_value_definition_and_days(history: SmallHistory, tinhgon: Command) -> None:
    told = tinhgon("--lang", "en", "figures", "units.commune", "--on", "2009-01-01").out.splitlines()
    assert told[0] == "Number of communes · on 1 Jan 2009, as known now: 3"
    assert told[1].split("  ")[0] == "Definition"
    assert (
        tinhgon("figures", "units.commune", "--on", "2009-01-01", "--known", "#1").out.splitlines()[0].endswith(": 3")
    )
    assert (
        tinhgon("figures", "units.commune", "--on", "2009-01-01", "--under", "001").out.splitlines()[0].endswith(": 2")
    )


def test_a_figure_is_divided_and_opens_into_its_rows(history: SmallHistory, tinhgon: Command) -> None:
    line = ("figures", "units.commune", "--on", "2009-01-01", "--by", "district", "--rows")
    told = json.loads(tinhgon(*line, "--json").out)
    assert (told["value"], told["counted"], told["considered"]) == ("3", 3, 3)
    assert [(each["key"], each["name"], each["value"]) for each in told["groups"]] == [
        (history.west, "Huyện Tây", "1"),
        (history.east, "Huyện Đông", "2"),
    ]
    assert [row["id"] for row in told["rows"]] == [history.rice, history.yam, history.lotus]
    text = tinhgon(*line).out
    assert "Huyện Đông" in text and f"#{history.lotus}" in text


def test_a_figure_that_compares_takes_an_earlier_day(history: SmallHistory, tinhgon: Command) -> None:
    told = json.loads(
        tinhgon("figures", "units_cut.commune", "--on", "2009-01-01", "--since", "2008-01-01", "--rows", "--json").out
    )
    assert (told["since"], told["value"]) == ("2008-01-01", "0")
    assert {(row["id"], row["amount"]) for row in told["rows"] if row["counted"]} == {
        (history.maize, 1),
        (history.lotus, -1),
    }


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (("units_cut.commune", "--on", "2009-01-01"), "cần --since"),
        (("units.commune", "--since", "2009-01-01"), "không dùng --since"),
        (("units_cut.commune", "--on", "2009-01-01", "--since", "2010-01-01"), "không trước"),
        (("units.commune", "--by", "colour"), "Không chia được theo «colour»"),
        (("--on", "2009-01-01"), "--on cần một mã chỉ tiêu"),
        (("--seeds", "--rows"), "--rows không dùng cùng với --seeds"),
        (("units.commune", "--seeds"), "INDICATOR không dùng cùng với --seeds"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    history: SmallHistory, tinhgon: Command, line: tuple[str, ...], says: str
) -> None:
    printed = tinhgon("figures", *line)
    assert (printed.code, printed.out) == (2, "")
    assert says in printed.err


def test_an_unknown_indicator_is_refused(history: SmallHistory, tinhgon: Command) -> None:
    printed = tinhgon("figures", "units.hamlet", "--json")
    assert printed.code == 1
    assert json.loads(printed.err)["code"] == "unknown_indicator"


def test_the_articles_have_no_data_where_their_places_are_not_on_record(
    history: SmallHistory, tinhgon: Command
) -> None:
    told = json.loads(tinhgon("figures", "--seeds", "--json").out)
    assert len(told["rows"]) == 101 == sum(told["counts"].values())
    by_id = {row["id"]: row for row in told["rows"]}
    assert by_id["f013"]["verdict"] == "no_data"
    assert by_id["f013"]["parts"][0]["indicator"] == "secretary_is_committee_chair.commune"
    assert (by_id["f019"]["verdict"], by_id["f019"]["parts"][0]["module"]) == ("later", "congress")
    assert by_id["f076"]["parts"][0]["reason"]["en"] == "an enterprise's output"


def test_the_articles_for_people_in_both_languages(history: SmallHistory, tinhgon: Command) -> None:
    told = tinhgon("figures", "--seeds").out.splitlines()
    assert told[0] == "Số liệu của năm bài báo, theo hồ sơ hiện nay: 101"
    assert told[-1].startswith("khớp: ") and "chưa có dữ liệu: " in told[-1]
    told = tinhgon("--lang", "en", "figures", "--seeds", "--known", "#1").out.splitlines()
    assert told[0].startswith("The figures of the five articles, as known at ")
    assert any("later module: congresses and ballots" in line for line in told)
