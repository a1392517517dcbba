"""The list of everybody who holds a post."""

from __future__ import annotations

import pytest

from tests.web.reading import at, lines, links, text
from tests.web.small_province import BEGIN, MERGER, NATIVE_PLACE, Small, browser
from tinhgon.accounts.domain.roles import Role
from tinhgon.registry import services

EVERYTHING = (Role.READER, None)


def names(rows: list[dict[str, str]]) -> list[str]:
    """The people of a list."""
    return [row["Họ và tên"] for row in rows]


def test_each_post_held_is_a_row_in_the_order_of_given_names(built: Small) -> None:
    client = browser("doc", EVERYTHING)
    rows = lines(client.get(at("/con-nguoi/", BEGIN, file="csv")))
    assert names(rows) == ["Trần Thị An", "Trần Thị An", "Đỗ Văn Bình"]
    assert {(row["Chức danh"], row["Cơ quan"], row["Địa bàn"], row["Kiêm nhiệm"]) for row in rows[:2]} == {
        ("Chủ tịch Biển", "Ủy ban nhân dân Biển", "Huyện Biển", "không"),
        ("Chuyên viên", "Văn phòng", "Huyện Biển", "có"),
    }


def test_those_shown_hold_a_post_in_the_scope_on_the_day(built: Small) -> None:
    client = browser("doc", EVERYTHING)
    found = {
        (scope, day): set(names(lines(client.get(at("/con-nguoi/", day, under=scope, file="csv")))))
        for scope in (built.sea, built.hills)
        for day in (BEGIN, MERGER)
    }
    assert found == {
        (built.sea, BEGIN): {"Trần Thị An", "Đỗ Văn Bình"},
        (built.sea, MERGER): {"Trần Thị An"},
        (built.hills, BEGIN): set(),
        (built.hills, MERGER): {"Đỗ Văn Bình"},
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "binh"}, ["Đỗ Văn Bình"]),
        ({"q": "van phong"}, ["Trần Thị An", "Đỗ Văn Bình"]),
        ({"f_headship": "head"}, ["Trần Thị An"]),
        ({"f_concurrent": "yes"}, ["Trần Thị An"]),
        ({"sort": "-name"}, ["Đỗ Văn Bình", "Trần Thị An", "Trần Thị An"]),
        ({"q": "không ai"}, []),
    ],
)
def test_it_is_searched_filtered_and_sorted(built: Small, asked: dict[str, str], found: list[str]) -> None:
    client = browser("doc", EVERYTHING)
    assert names(lines(client.get(at("/con-nguoi/", BEGIN, file="csv", **asked)))) == found


def test_no_personal_data_but_the_name_is_in_it(built: Small) -> None:
    client = browser("can-bo", (Role.PERSONNEL_OFFICER, None))
    for form in ({}, {"file": "csv"}):
        assert NATIVE_PLACE not in client.get(at("/con-nguoi/", BEGIN, **form)).content.decode()


def test_a_name_erased_is_gone_at_once(built: Small) -> None:
    client = browser("doc", EVERYTHING)
    assert "Đỗ Văn Bình" in text(client.get(at("/con-nguoi/", BEGIN)))
    services.erase_personal(built.binh)
    page = text(client.get(at("/con-nguoi/", BEGIN)))
    assert "Đỗ Văn Bình" not in page
    assert f"#{built.binh}" in page
    assert names(lines(client.get(at("/con-nguoi/", BEGIN, q="binh", file="csv")))) == []


def test_names_and_posts_lead_to_their_pages(built: Small) -> None:
    found = links(browser("doc", EVERYTHING).get(at("/con-nguoi/", BEGIN)))
    for path in (f"/con-nguoi/{built.an}/", f"/chuc-danh/{built.sea_chair}/", f"/co-quan/{built.sea_committee}/"):
        assert at(path, BEGIN) in found


def test_outside_the_subtree_the_list_is_refused(built: Small) -> None:
    client = browser("doc", (Role.READER, built.hills))
    assert client.get(at("/con-nguoi/", BEGIN, under=built.sea)).status_code == 403
    own = text(client.get(at("/con-nguoi/", MERGER)))
    assert "Đỗ Văn Bình" in own
    assert "Trần Thị An" not in own


def test_where_nobody_holds_a_post_the_page_says_how_people_come_on_record(built: Small) -> None:
    page = text(browser("doc", EVERYTHING).get(at("/con-nguoi/", BEGIN, under=built.hills)))
    assert "Không ai giữ chức danh nào trong phạm vi này vào ngày đang xem" in page


def test_the_page_is_whole_in_english(built: Small) -> None:
    page = text(browser("doc", EVERYTHING, language="en").get(at("/con-nguoi/", BEGIN, under=built.sea)))
    for words in ("People: Huyện Biển", "Holders of posts on the day shown", "Area served", "elected official"):
        assert words in page
