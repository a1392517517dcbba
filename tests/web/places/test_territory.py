"""The territory: units on a map, in a table and as a tree."""

from __future__ import annotations

import re

import pytest

from tests.web.reading import at, lines, links, text
from tests.web.small_province import BEGIN, MERGER, Small, browser
from tinhgon.accounts.domain.roles import Role

EVERYTHING = (Role.READER, None)


def test_the_units_shown_are_those_of_the_level_below_the_scope(built: Small) -> None:
    client = browser("doc", (Role.READER, built.province))
    page = text(client.get(at("/dia-gioi/", BEGIN)))
    assert "Địa giới: Tỉnh Đông" in page
    assert "193 Huyện Biển" in page
    assert "Xã Một" not in page
    communes = text(client.get(at("/dia-gioi/", BEGIN, under=built.sea)))
    assert "00001 Xã Một" in communes
    assert "Xã Bốn" not in communes


def test_each_unit_has_its_figures_and_columns_add_up(built: Small) -> None:
    client = browser("doc", EVERYTHING)
    rows = {row["Mã"]: row for row in lines(client.get(at("/dia-gioi/", BEGIN, under=built.province, file="csv")))}
    assert rows["193"]["Dân số (người)"] == "12000"
    assert float(rows["193"]["Mật độ (người/km²)"]) == 500
    assert (rows["193"]["Thôn, khu phố"], rows["193"]["Cơ quan, tổ chức"]) == ("1", "2")
    assert rows["194"]["Mật độ (người/km²)"] == ""
    page = text(client.get(at("/dia-gioi/", BEGIN, under=built.sea, level="commune")))
    assert "24,50 12.000" in page  # the sums of km² and of people


@pytest.mark.parametrize("asked", ["commune", "village"])
def test_the_level_asked_for_is_shown(built: Small, asked: str) -> None:
    client = browser("doc", EVERYTHING)
    codes = {row["Mã"] for row in lines(client.get(at("/dia-gioi/", BEGIN, under=built.sea, level=asked, file="csv")))}
    assert codes == ({"00001", "00002", "00003"} if asked == "commune" else {"00001-01"})


def test_units_without_a_place_are_named_beside_the_map(built: Small) -> None:
    client = browser("doc", EVERYTHING)
    page = text(client.get(at("/dia-gioi/", BEGIN, under=built.province, level="commune")))
    assert "chưa có tọa độ hoặc ranh giới nên không có trên bản đồ: Xã Bốn" in page.lower().replace("xã bốn", "Xã Bốn")
    assert "Chưa vẽ được bản đồ" in text(client.get(at("/dia-gioi/", BEGIN, under=built.hills)))


def test_a_map_is_offered_of_what_is_recorded_alone(built: Small) -> None:
    page = browser("doc", EVERYTHING).get(at("/dia-gioi/", BEGIN, under=built.sea)).content.decode()
    assert '<option value="density"' in page
    assert '<option value="minority_share"' not in page


def test_the_map_colours_units_by_round_classes_and_links_to_them(built: Small) -> None:
    client = browser("doc", EVERYTHING)
    answer = client.get(at("/dia-gioi/ban-do/", BEGIN, under=built.sea, by="population")).json()
    found = {each["properties"]["id"]: each["properties"] for each in answer["features"]["features"]}
    assert found.keys() == {built.one, built.two, built.ward}
    assert found[built.ward]["shown"] == "8.000 người"
    assert found[built.ward]["url"] == at(f"/dia-gioi/{built.ward}/", BEGIN)
    classes = answer["legend"]["classes"]
    for each, people in ((built.one, 1000), (built.two, 3000), (built.ward, 8000)):
        held = classes[found[each]["class"]]
        assert held["from"] <= people <= held["to"]
    assert classes[0]["label"] == "0–2.000"
    assert answer["schematic"] is True


def test_by_type_each_type_has_a_shade(built: Small) -> None:
    client = browser("doc", EVERYTHING, language="en")
    answer = client.get(at("/dia-gioi/ban-do/", BEGIN, under=built.sea, by="type")).json()
    assert [each["label"] for each in answer["legend"]["classes"]] == ["xã", "phường"]
    found = {each["properties"]["id"]: each["properties"]["class"] for each in answer["features"]["features"]}
    assert found == {built.one: 0, built.two: 0, built.ward: 1}


def test_the_map_shows_the_units_of_its_day(built: Small) -> None:
    client = browser("doc", EVERYTHING)
    answer = client.get(at("/dia-gioi/ban-do/", MERGER, under=built.sea, level="commune")).json()
    assert [each["properties"]["id"] for each in answer["features"]["features"]] == [built.ward]


def test_one_unit_is_set_off_among_the_others(built: Small) -> None:
    client = browser("doc", EVERYTHING)
    answer = client.get(at("/dia-gioi/ban-do/", BEGIN, under=built.sea, level="commune", here=built.two)).json()
    found = {each["properties"]["id"]: each["properties"]["class"] for each in answer["features"]["features"]}
    assert found == {built.one: 0, built.two: 1, built.ward: 0}


def test_a_body_stands_for_the_area_it_serves(built: Small) -> None:
    client = browser("doc", (Role.READER, built.sea))
    assert "Địa giới: Huyện Biển" in text(client.get(at("/dia-gioi/", BEGIN, under=built.sea_office)))


def test_a_role_over_a_body_alone_does_not_reach_the_area_it_serves(built: Small) -> None:
    client = browser("doc", (Role.READER, built.sea_office))
    page = text(client.get(at("/dia-gioi/", BEGIN)))
    assert "Vai trò được giao chỉ gồm cơ quan này" in page
    assert "Huyện Biển" not in page
    assert client.get(at("/dia-gioi/ban-do/", BEGIN)).json()["features"]["features"] == []


def test_the_tree_opens_step_by_step(built: Small) -> None:
    client = browser("doc", EVERYTHING)
    tree = client.get(at("/dia-gioi/", BEGIN, under=built.province, view="tree"))
    assert "Huyện Biển" in text(tree)
    assert "Xã Một" not in text(tree)
    branch = re.search(r'hx-get="(/dia-gioi/nhanh/[^"]+)"', tree.content.decode())
    assert branch is not None
    below = text(client.get(branch[1].replace("&amp;", "&"), headers={"HX-Request": "true"}))
    assert "Xã Một" in below
    assert "Xã Bốn" not in below
    assert "Thôn Chài" not in below


def test_a_scope_that_does_not_exist_on_the_day_says_so(built: Small) -> None:
    response = browser("doc", EVERYTHING).get(at("/dia-gioi/", MERGER, under=built.one))
    assert "Xã Một không tồn tại vào ngày đang xem" in text(response)
    assert at(f"/doi-tuong/{built.one}/", MERGER) in links(response)


def test_before_anything_was_recorded_the_page_says_what_belongs_there(built: Small) -> None:
    page = text(browser("doc", EVERYTHING).get("/dia-gioi/?on=1990-01-01&known=2"))
    assert "Không có đơn vị nào" in page


@pytest.mark.parametrize("view", ["/dia-gioi/?under={0}", "/dia-gioi/ban-do/?under={0}", "/dia-gioi/nhanh/{0}/?"])
def test_outside_the_subtree_nothing_is_shown(built: Small, view: str) -> None:
    client = browser("doc", (Role.READER, built.sea))
    moment = f"&on={BEGIN.isoformat()}&known=2"
    for place in (built.hills, built.elsewhere, built.province):
        assert client.get(view.format(place) + moment).status_code == 403
    assert client.get(view.format(built.sea) + moment).status_code == 200


def test_the_page_is_whole_in_english(built: Small) -> None:
    page = text(browser("doc", EVERYTHING, language="en").get(at("/dia-gioi/", BEGIN, under=built.sea)))
    for words in ("Territory: Huyện Biển", "Level of units", "Coloured by", "Population density", "12,000"):
        assert words in page
    assert "Bảng số liệu" not in page
