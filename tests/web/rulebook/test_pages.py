"""The overview, figures, findings and the table of the articles, as pages."""

from __future__ import annotations

import csv
import io
from datetime import date
from itertools import islice

import pytest

from tests.registry.acts import record
from tests.web.rulebook.conftest import FIGURE, Browser, World
from tinhgon.accounts.domain.roles import Role
from tinhgon.registry.domain.changes import Relieve
from tinhgon.rulebook.domain.figures import Measure
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.domain.seed_table import VERDICTS, Verdict

THEN, NOW = "on=2019-06-01&known=2", "on=2021-01-15&known=2"


def test_the_key_figures_are_those_of_the_day_shown(world: World, browser: Browser) -> None:
    client = browser(world.province, Role.READER)
    assert "1/4" in client.get(f"/tong-quan/so-lieu/?{THEN}").content.decode()
    assert "2/4" in client.get(f"/tong-quan/so-lieu/?{NOW}").content.decode()


def test_the_key_figures_are_those_known_at_the_entry_asked_for(world: World, browser: Browser) -> None:
    client = browser(world.province, Role.READER)
    assert "1/4" in client.get("/tong-quan/so-lieu/?on=2021-01-15&known=1").content.decode()


def test_the_trend_of_a_card_has_the_values_of_the_years(world: World, browser: Browser) -> None:
    client = browser(world.province, Role.READER)
    chart = client.get(f"/chi-tieu/{FIGURE}/xu-huong/?{NOW}").json()
    assert chart["unit"] == "%"
    assert chart["series"][0]["points"] == [["2019-01-01", 25.0], ["2020-01-01", 25.0], ["2021-01-01", 50.0],
                                            ["2021-01-15", 50.0]]  # fmt: skip


def test_the_overview_shows_what_took_effect_last_and_asks_for_its_figures(world: World, browser: Browser) -> None:
    page = browser(world.province, Role.READER).get(f"/tong-quan/?{NOW}").content.decode()
    assert "02/QĐ" in page
    assert "/tong-quan/so-lieu/" in page
    assert "Tỉnh Đông" in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_figure_opens_into_its_rows(world: World, browser: Browser, language: str) -> None:
    address = f"/chi-tieu/{FIGURE}/?{NOW}&lang={language}"
    page = browser(world.province, Role.READER).get(address).content.decode()
    assert "2/4" in page
    for code in ("06700", "06701", "06702", "06703"):
        assert f"Xã {code}" in page
    label = INDICATORS[FIGURE].label
    assert (label.vi if language == "vi" else label.en) in page


def test_the_rows_of_a_figure_can_be_kept_to_those_counted(world: World, browser: Browser) -> None:
    page = browser(world.province, Role.READER).get(f"/chi-tieu/{FIGURE}/?{NOW}&f_part=yes&file=csv").content
    rows = list(csv.reader(io.StringIO(page.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["Xã 06700", "Xã 06701"]


def test_figures_by_district_make_up_the_whole(world: World, browser: Browser) -> None:
    page = browser(world.province, Role.READER).get(f"/chi-tieu/{FIGURE}/?{NOW}&by=district&p_file=csv").content
    rows = list(csv.reader(io.StringIO(page.decode("utf-8-sig"))))
    assert [(row[2], row[3]) for row in rows[1:]] == [("2", "2"), ("0", "2")]


def test_a_figure_of_a_district_counts_that_district_only(world: World, browser: Browser) -> None:
    client = browser(world.province, Role.READER)
    page = client.get(f"/chi-tieu/{FIGURE}/?{NOW}&under={world.districts[0]}").content.decode()
    assert "2/2" in page
    assert "Xã 06703" not in page


def test_a_reader_of_a_district_is_refused_the_province_and_shown_their_own(world: World, browser: Browser) -> None:
    client = browser(world.districts[1], Role.READER)
    assert client.get(f"/chi-tieu/{FIGURE}/?{NOW}&under={world.province}").status_code == 403
    assert "0/2" in client.get(f"/chi-tieu/{FIGURE}/?{NOW}").content.decode()


def test_a_map_colours_units_that_have_and_have_not(world: World, browser: Browser) -> None:
    chart = browser(world.province, Role.READER).get(f"/chi-tieu/{FIGURE}/ban-do/?{NOW}&by=commune").json()
    assert [each["label"] for each in chart["legend"]["classes"]] == ["chưa có", "có"]
    assert chart["features"]["type"] == "FeatureCollection"


def test_every_indicator_stands_in_the_list(world: World, browser: Browser) -> None:
    client = browser(world.province, Role.READER)
    listed = client.get(f"/chi-tieu/?{NOW}&since=2019-06-01&file=csv").content.decode("utf-8-sig")
    assert [each for each in INDICATORS if f",{each}" not in listed] == []


@pytest.mark.parametrize("measure", Measure)
def test_figures_of_every_measure_have_a_page(world: World, browser: Browser, measure: Measure) -> None:
    client = browser(world.province, Role.READER)
    for compares in (False, True):
        found = (each for each in INDICATORS.values() if (each.measure, each.compares) == (measure, compares))
        for each in islice(found, 1):
            assert client.get(f"/chi-tieu/{each.id}/?{NOW}&since=2019-06-01").status_code == 200


def test_an_unknown_figure_is_no_page(world: World, browser: Browser) -> None:
    assert browser(world.province, Role.READER).get(f"/chi-tieu/nothing/?{NOW}").status_code == 404


def test_a_day_that_is_none_is_told_with_its_remedy(world: World, browser: Browser) -> None:
    answer = browser(world.province, Role.READER).get(f"/chi-tieu/{FIGURE}/?{NOW}&since=yesterday")
    assert answer.status_code == 400
    assert "since=yesterday" in answer.content.decode()


def test_an_address_without_a_moment_leads_to_one_with_both_times(world: World, browser: Browser) -> None:
    answer = browser(world.province, Role.READER).get("/chi-tieu/")
    assert answer.status_code == 302
    assert "on=" in answer["Location"]
    assert "known=2" in answer["Location"]


def test_the_table_of_the_articles_has_a_row_for_each_printed_figure(world: World, browser: Browser) -> None:
    page = browser(world.province, Role.READER).get(f"/chi-tieu/bai-bao/?{NOW}&file=csv").content
    rows = list(csv.reader(io.StringIO(page.decode("utf-8-sig"))))
    assert len(rows) == 1 + 101
    assert len({row[0] for row in rows[1:]}) == 101


def test_the_table_of_the_articles_filters_by_verdict(world: World, browser: Browser) -> None:
    client = browser(world.province, Role.READER)
    page = client.get(f"/chi-tieu/bai-bao/?{NOW}&f_verdict={Verdict.OUTSIDE.value}&file=csv").content
    rows = list(csv.reader(io.StringIO(page.decode("utf-8-sig"))))
    assert {row[5] for row in rows[1:]} == {VERDICTS[Verdict.OUTSIDE].vi}


def test_findings_and_rulebook_are_shown_for_the_day(world: World, browser: Browser) -> None:
    client = browser(world.province, Role.READER)
    assert client.get(f"/chi-tieu/phat-hien/?{NOW}").status_code == 200
    in_force = client.get(f"/chi-tieu/quy-tac/?{NOW}&file=csv").content.decode().count("\r\n")
    every = client.get(f"/chi-tieu/quy-tac/?{NOW}&all=1&file=csv").content.decode().count("\r\n")
    assert 1 < in_force < every


def test_one_membership_changed_moves_the_figure(world: World, browser: Browser) -> None:
    record("03/QĐ", Relieve(membership=world.unified), on=date(2021, 3, 1))
    client = browser(world.province, Role.READER)
    after = client.get("/tong-quan/so-lieu/?on=2021-03-01&known=3").content.decode()
    before = client.get("/tong-quan/so-lieu/?on=2021-03-01&known=2").content.decode()
    assert "1/4" in after
    assert "2/4" in before
    trend = client.get(f"/chi-tieu/{FIGURE}/xu-huong/?on=2021-03-01&known=3").json()
    assert trend["series"][0]["points"][-1] == ["2021-03-01", 25.0]


def test_the_ground_of_a_figure_is_told_in_the_language_of_the_page(world: World, browser: Browser) -> None:
    client = browser(world.province, Role.READER)
    told = {each: client.get(f"/chi-tieu/{FIGURE}/?{NOW}&lang={each}").content.decode() for each in ("vi", "en")}
    assert "dòng 12, bài về các tỉnh phía Bắc" in told["vi"]
    assert "northern provinces" not in told["vi"]
    assert "line 12, article on the northern provinces" in told["en"]
    assert "dòng 12" not in told["en"]
