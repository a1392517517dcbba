"""Pages of the apparatus: what they show, whom they refuse, what they say where there is nothing."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import pytest
from django.http import HttpResponse
from openpyxl import load_workbook

from tests.web.apparatus.conftest import BEGIN, BIRTH_DATE, MERGER, Province, Reader

BEFORE = date(2018, 1, 1)


def at(path: str, day: date = BEGIN, known: int = 2, **more: object) -> str:
    """An address at a moment."""
    given = "".join(f"&{key}={value}" for key, value in more.items())
    return f"{path}?on={day.isoformat()}&known={known}{given}"


def text(response: HttpResponse) -> str:
    """The words of a page without its marks."""
    page = re.sub(r"(?s)<(script|style).*?</\1>", " ", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def links(response: HttpResponse) -> list[str]:
    """The addresses of a page."""
    return [each.replace("&amp;", "&") for each in re.findall(r'href="([^"]+)"', response.content.decode())]


# --- browsing -----------------------------------------------------------------------------------


def test_the_tree_opens_at_the_scope_with_heads_counts_and_badges(built: Province, reader: Reader) -> None:
    page = text(reader(built.province).get(at("/bo-may/")))
    for words in (
        "Tỉnh Đông",
        "Tỉnh ủy",
        "Nguyễn Thị An",
        "nhất thể hóa",
        "người đứng đầu kiêm nhiệm",
        "2/3",
        "Huyện Biển",
    ):
        assert words in page
    assert "Sở Ánh sáng" not in page  # below the first level: fetched when it is opened
    assert "Sở Lạ" not in page


def test_a_branch_holds_what_stands_directly_below(built: Province, reader: Reader) -> None:
    client = reader(built.province)
    page = text(client.get(at(f"/bo-may/nhanh/{built.committee}/")))
    assert "Sở Ánh sáng" in page
    assert "khuyết người đứng đầu" in page
    assert "Huyện Biển" not in page
    assert "Huyện Biển" in text(client.get(at(f"/bo-may/nhanh/{built.committee}/", lines="all")))


def test_what_is_searched_without_diacritics_is_found_where_it_stands(built: Province, reader: Reader) -> None:
    page = text(reader(built.province).get(at("/bo-may/", q="dao tao")))
    assert re.search("Tỉnh Đông.*Ủy ban nhân dân.*Sở Đào tạo", page)
    assert "Sở Ánh sáng" not in page
    assert "1 cơ quan, tổ chức khớp bộ lọc" in page


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"q": "anh sang"}, {"Sở Ánh sáng"}),
        ({"q": "SAS"}, {"Sở Ánh sáng"}),
        ({"f_sector": "party"}, {"Tỉnh ủy"}),
        ({"f_tier": "district"}, {"Ủy ban nhân dân"}),
        ({"f_form": "department", "q": "da"}, {"Sở Da giày", "Sở Đào tạo"}),
        ({"q": "không có"}, set()),
    ],
)
def test_the_three_views_find_the_same_bodies(
    built: Province, reader: Reader, filters: dict[str, str], found: set[str]
) -> None:
    client = reader(built.province)
    rows = exported(client.get(at("/bo-may/", view="list", file="csv", **filters)))
    assert {row["Tên"] for row in rows} == found
    tree = client.get(at("/bo-may/", **filters)).content.decode()
    assert tree.count('class="tg-found"') == len(rows)
    boxes = drawn(client.get(at("/bo-may/so-do/", **filters)), "tg-apparatus") if found else []
    assert found <= {str(each["name"]) for each in boxes}


def test_the_views_hand_scope_and_filters_on(built: Province, reader: Reader) -> None:
    page = reader(built.province).get(at("/bo-may/", under=built.committee, q="so", f_sector="state"))
    tabs = [each for each in links(page) if each.startswith("/bo-may/") and "q=so" in each and "f_sector=state" in each]
    shared = [each for each in tabs if f"under={built.committee}" in each]
    assert any("view=list" in each for each in shared)
    assert any(each.startswith("/bo-may/so-do/") for each in shared)


def exported(response: HttpResponse) -> list[dict[str, str]]:
    """The rows of an exported CSV file by heading."""
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def drawn(response: HttpResponse, block: str) -> list[dict[str, object]]:
    """The boxes of a chart in a page."""
    found = re.search(rf'<script id="{block}" type="application/json">(.*?)</script>', response.content.decode())
    assert found is not None
    return list(json.loads(found[1])["nodes"])


def test_exports_name_choices_and_hold_every_row(built: Province, reader: Reader) -> None:
    client = reader(built.province)
    rows = {row["Tên"]: row for row in exported(client.get(at("/bo-may/", view="list", file="csv")))}
    assert len(rows) == 6  # seven bodies, two of one name
    bright = rows["Sở Ánh sáng"]
    assert (bright["Cấp"], bright["Khối"], bright["Loại hình"]) == ("cấp tỉnh", "nhà nước", "sở, ban, ngành")
    assert (bright["Chức danh"], bright["Số chỗ"], bright["Người giữ"], bright["Còn trống"]) == ("2", "4", "1", "3")
    book = load_workbook(io.BytesIO(client.get(at("/bo-may/", view="list", file="xlsx")).content))
    assert book.active.max_row == 8


def test_the_chart_fetches_what_it_has_not_drawn(built: Province, reader: Reader) -> None:
    client = reader(built.province)
    boxes = {each["id"]: each for each in drawn(client.get(at("/bo-may/so-do/")), "tg-apparatus")}
    assert boxes[built.bright]["parent"] == built.committee
    assert boxes[built.committee]["head"] == "Nguyễn Thị An"
    assert (boxes[built.committee]["used"], boxes[built.committee]["allowed"]) == (2, 3)
    assert "head" not in boxes[built.district]
    source = boxes[built.district]["children_src"]
    assert boxes[built.district]["more"] == 1
    (fetched,) = json.loads(client.get(str(source)).content)["nodes"]
    assert (fetched["id"], fetched["parent"]) == (built.district_committee, built.district)
    opened = drawn(client.get(at("/bo-may/so-do/", to="district")), "tg-apparatus")
    assert built.district_committee in {each["id"] for each in opened}


def test_a_scope_that_does_not_exist_on_the_day_says_so(built: Province, reader: Reader) -> None:
    page = text(reader(built.province).get(at("/bo-may/", BEFORE, under=built.province)))
    assert "không tồn tại vào ngày đang xem" in page


def test_nothing_outside_the_subtree_is_shown_or_offered(built: Province, reader: Reader) -> None:
    client = reader(built.district)
    page = client.get(at("/bo-may/"))
    assert page.status_code == 200
    assert "Tỉnh Đông" not in text(page)
    for path in (
        at("/bo-may/", under=built.province),
        at("/bo-may/", under="all"),
        at("/bo-may/so-do/", under=built.elsewhere),
        at(f"/bo-may/nhanh/{built.committee}/"),
        at(f"/bo-may/so-do/{built.province}/"),
        at(f"/co-quan/{built.party}/"),
        at(f"/chuc-danh/{built.chair}/"),
        at(f"/doi-tuong/{built.stranger}/"),
    ):
        assert client.get(path).status_code == 403, path
    assert client.get(at(f"/co-quan/{built.district_committee}/")).status_code == 200


# --- one body -----------------------------------------------------------------------------------


def test_the_page_of_a_body_shows_posts_holders_and_pairs(built: Province, reader: Reader) -> None:
    page = reader(built.province).get(at(f"/co-quan/{built.committee}/"))
    words = text(page)
    for each in ("Chủ tịch", "Nguyễn Thị An", "kiêm nhiệm", "Bí thư Tỉnh ủy, Tỉnh ủy", "còn trống 1", "2/3"):
        assert each in words
    assert any(each.startswith(f"/nguoi/{built.an}/") or f"/{built.an}/" in each for each in links(page))
    assert words.index("Chủ tịch Nguyễn Thị An") < words.index("Phó Chủ tịch")
    assert BIRTH_DATE not in page.content.decode()


def test_the_page_of_a_body_shows_its_ceiling_and_what_fills_it(built: Province, reader: Reader) -> None:
    assert "công chức ngân sách tỉnh 10 1 9" in text(reader(built.province).get(at(f"/co-quan/{built.committee}/")))


def test_the_page_of_a_body_tells_its_course_origin_and_decisions(built: Province, reader: Reader) -> None:
    client = reader(built.province)
    council = text(client.get(at(f"/co-quan/{built.council}/", MERGER)))
    assert "đổi tên" in council
    assert "Hội đồng nhân dân tỉnh từ 01/07/2020, 02/QĐ" in council
    joint = text(client.get(at(f"/co-quan/{built.joint}/", MERGER)))
    assert "tiếp nhận toàn bộ Sở Da giày · 02/QĐ" in joint
    assert "hợp nhất từ 2" in joint
    leather = text(client.get(at(f"/co-quan/{built.leather}/")))
    assert "chuyển toàn bộ sang Sở Công Thương · 02/QĐ" in leather


def test_a_body_that_has_ended_or_is_not_founded_yet_is_shown_with_a_banner(built: Province, reader: Reader) -> None:
    client = reader(built.province)
    ended = text(client.get(at(f"/co-quan/{built.leather}/", MERGER)))
    assert "Đã chấm dứt từ ngày 01/07/2020" in ended
    assert "02/QĐ" in ended
    assert "ngày cuối cùng, 30/06/2020" in ended
    coming = text(client.get(at(f"/co-quan/{built.joint}/", BEGIN)))
    assert "Chưa thành lập; được ghi nhận từ ngày 01/07/2020" in coming
    assert "Đã chấm dứt" not in text(client.get(at(f"/co-quan/{built.leather}/", BEGIN)))


def test_the_comparison_offered_starts_before_the_last_change(built: Province, reader: Reader) -> None:
    found = links(reader(built.province).get(at(f"/co-quan/{built.council}/", MERGER)))
    assert any(
        "start=2020-06-30" in each and "end=2020-07-01" in each and f"under={built.council}" in each for each in found
    )


def test_lists_of_a_body_and_a_post_open_as_files(built: Province, reader: Reader) -> None:
    client = reader(built.province)
    seats = exported(client.get(at(f"/co-quan/{built.bright}/", file="csv")))
    assert [(row["Chức danh"], row["Người giữ"]) for row in seats] == [
        ("Giám đốc Sở", "còn trống 1"), ("Chuyên viên", "Đỗ Văn Bình"), ("Chuyên viên", "còn trống 2"),
    ]  # fmt: skip
    (held,) = exported(client.get(at(f"/chuc-danh/{built.vice_chairs}/", MERGER, file="csv")))
    assert (held["Người giữ"], held["Đến trước ngày"], held["Thôi theo"]) == ("Đỗ Văn Bình", "2020-07-01", "02/QĐ")


# --- posts, and any object ----------------------------------------------------------------------


def test_the_page_of_a_post_shows_its_holders_over_time_and_its_pair(built: Province, reader: Reader) -> None:
    client = reader(built.province)
    assert "nhất thể hóa với Bí thư Tỉnh ủy" in text(client.get(at(f"/chuc-danh/{built.chair}/")))
    vice_chairs = text(client.get(at(f"/chuc-danh/{built.vice_chairs}/", MERGER)))
    assert "Chức danh đang khuyết" in vice_chairs
    assert "Đỗ Văn Bình" in vice_chairs


@pytest.mark.parametrize(
    ("name", "route", "leads_to"),
    [
        ("party", "organization", "party"),
        ("chair", "post", "chair"),
        ("province", "area", "province"),
        ("an", "person", "an"),
        ("an_chair", "person", "an"),
        ("ceiling", "organization", "committee"),
    ],
)
def test_an_object_s_number_leads_to_its_page(
    built: Province, reader: Reader, name: str, route: str, leads_to: str
) -> None:
    from django.urls import reverse

    answer = reader(None).get(at(f"/doi-tuong/{getattr(built, name)}/"))
    assert answer.status_code == 302
    assert answer["Location"] == at(reverse(route, args=[getattr(built, leads_to)]))


@pytest.mark.parametrize(("language", "words"), [("vi", "Không có đối tượng"), ("en", "There is no object")])
def test_an_unknown_number_is_answered_in_the_reader_s_language(
    built: Province, reader: Reader, language: str, words: str
) -> None:
    client = reader(None)
    for path in ("doi-tuong", "co-quan", "chuc-danh"):
        answer = client.get(at(f"/{path}/987654321/", lang=language))
        assert answer.status_code == 404
        assert words in text(answer)


def test_a_body_recorded_later_is_not_known_before(built: Province, reader: Reader) -> None:
    answer = reader(None).get(at(f"/co-quan/{built.joint}/", MERGER, known=1))
    assert answer.status_code == 404
    assert "Theo hồ sơ đến mục 1 chưa ghi nhận" in text(answer)


@pytest.mark.parametrize("path", ["/bo-may/", "/bo-may/so-do/", "/co-quan/{committee}/", "/chuc-danh/{chair}/"])
def test_pages_are_complete_in_english(built: Province, reader: Reader, path: str) -> None:
    address = at(path.format(committee=built.committee, chair=built.chair), lang="en")
    words = text(reader(built.province).get(address))
    for vietnamese in ("Bộ máy", "Chức danh và", "Quyết định", "Phạm vi", "Thông tin", "kiêm nhiệm", "cơ quan"):
        assert vietnamese not in words.replace("Tiếng Việt", "")
