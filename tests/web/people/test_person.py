"""One person's page: posts for all who may read them, personal data for few, and each look logged."""

from __future__ import annotations

from tests.web.reading import at, links, text
from tests.web.small_province import BEGIN, MERGER, NATIVE_PLACE, Small, browser
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Look
from tinhgon.registry import services

EVERYTHING = (Role.READER, None)
BORN = "03/02/1971"


def logged() -> list[tuple[str, int, list[str], str]]:
    """What the log of looks holds."""
    return [(each.account.username, each.person, each.fields, each.route) for each in Look.objects.order_by("id")]


def test_a_reader_sees_the_posts_and_masks(built: Small) -> None:
    page = text(browser("doc", EVERYTHING).get(at(f"/con-nguoi/{built.binh}/", MERGER)))
    assert "Đỗ Văn Bình" in page
    assert "Chủ tịch Núi" in page
    assert "đã che" in page
    assert BORN not in page
    assert NATIVE_PLACE not in page
    assert logged() == []


def test_posts_before_and_after_the_day_stand_apart_with_their_last_day(built: Small) -> None:
    response = browser("doc", EVERYTHING).get(at(f"/con-nguoi/{built.binh}/", MERGER))
    now, _, others = text(response).partition("Chức danh giữ vào ngày khác")
    assert "Chủ tịch Núi" in now
    assert "Chuyên viên" not in now
    assert "Chuyên viên Văn phòng Huyện Biển 01/01/2019 30/06/2020 01/NQ , 02/NQ" in others
    assert at(f"/co-quan/{built.sea_office}/", MERGER) in links(response)


def test_a_concurrent_post_is_marked(built: Small) -> None:
    page = text(browser("doc", EVERYTHING).get(at(f"/con-nguoi/{built.an}/", BEGIN)))
    assert "Chuyên viên kiêm nhiệm" in page
    assert "Chủ tịch Biển kiêm nhiệm" not in page


def test_a_personnel_officer_sees_the_data_of_the_subtree_and_the_look_is_logged(built: Small) -> None:
    page = text(browser("can-bo", (Role.PERSONNEL_OFFICER, built.hills)).get(at(f"/con-nguoi/{built.binh}/", MERGER)))
    assert f"Ngày sinh {BORN}" in page
    assert NATIVE_PLACE in page
    assert "Lần xem này đã được ghi vào nhật ký" in page
    assert logged() == [("can-bo", built.binh, ["birth_date", "native_place"], "person")]


def test_a_personnel_officer_of_where_the_person_once_was_sees_masks(built: Small) -> None:
    client = browser("can-bo", (Role.PERSONNEL_OFFICER, built.sea))
    for day in (BEGIN, MERGER):
        page = text(client.get(at(f"/con-nguoi/{built.binh}/", day)))
        assert "đã che" in page
        assert BORN not in page
    assert logged() == []


def test_a_personnel_officer_of_another_subtree_is_refused_or_sees_masks(built: Small) -> None:
    address = at(f"/con-nguoi/{built.an}/", BEGIN)
    assert browser("mot", (Role.PERSONNEL_OFFICER, built.hills)).get(address).status_code == 403
    page = text(browser("hai", (Role.PERSONNEL_OFFICER, built.hills), EVERYTHING).get(address))
    assert "Trần Thị An" in page
    assert "đã che" in page
    assert BORN not in page
    assert logged() == []


def test_ones_own_record_is_open_to_oneself_and_lists_who_looked(built: Small) -> None:
    own = browser("an", person=built.an)
    assert "Chưa ai xem" in text(own.get(at("/ho-so-cua-toi/", BEGIN)))
    browser("can-bo", (Role.PERSONNEL_OFFICER, built.sea)).get(at(f"/con-nguoi/{built.an}/", BEGIN))
    page = text(own.get(at("/ho-so-cua-toi/", BEGIN)))
    assert "Đây là hồ sơ của chính anh, chị" in page
    assert f"Ngày sinh {BORN}" in page
    assert "Ai đã xem Họ can-bo" in page
    assert "Ngày sinh, Quê quán" in page
    assert len(logged()) == 1  # one's own looks are not logged


def test_who_has_no_record_is_told_there_is_no_such_page(built: Small) -> None:
    assert browser("doc", EVERYTHING).get(at("/ho-so-cua-toi/", BEGIN)).status_code == 404


def test_an_erased_name_is_shown_as_erased_and_the_posts_remain(built: Small) -> None:
    services.erase_personal(built.an)
    page = text(browser("can-bo", (Role.PERSONNEL_OFFICER, None)).get(at(f"/con-nguoi/{built.an}/", BEGIN)))
    assert f"Người số {built.an}" in page
    assert "Họ tên đã được xóa theo yêu cầu" in page
    assert "Trần Thị An" not in page
    assert "Chủ tịch Biển" in page
    assert "Chưa có dữ liệu cá nhân nào trong hồ sơ" in page
    assert logged() == []  # there was nothing to see


def test_nobody_is_there_for_a_number_without_a_person(built: Small) -> None:
    client = browser("doc", EVERYTHING)
    assert client.get(at("/con-nguoi/999999999/", BEGIN)).status_code == 404
    response = client.get(at(f"/con-nguoi/{built.sea}/", BEGIN))
    assert (response.status_code, response["Location"]) == (302, at(f"/dia-gioi/{built.sea}/", BEGIN))


def test_the_page_is_whole_in_english(built: Small) -> None:
    client = browser("officer", (Role.PERSONNEL_OFFICER, None), language="en")
    page = text(client.get(at(f"/con-nguoi/{built.an}/", BEGIN)))
    for words in ("Posts held", "Birth date 3 Feb 1971", "This look has been logged", "concurrently"):
        assert words in page
    assert "Ngày sinh" not in page
