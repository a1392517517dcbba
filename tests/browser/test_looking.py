"""What a reader does: from the overview to the rows behind a figure, through days, names and people."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import APPROVER, READER, SignedIn, sign_in
from tests.browser.province import BIRTH_DATE, Province

FIGURE = "secretary_is_committee_chair.commune"


@pytest.fixture(params=("vi", "en"))
def language(request: pytest.FixtureRequest) -> str:
    """Each path is walked in both languages."""
    return str(request.param)


def test_signing_in_leads_to_the_overview(chromium: object, site: str, complaints: object) -> None:
    context = chromium.new_context(locale="vi-VN", base_url=site)  # type: ignore[attr-defined]
    complaints.watch(context, site)  # type: ignore[attr-defined]
    page: Page = context.new_page()
    sign_in(page, READER)
    expect(page).to_have_url(re.compile(r"/tong-quan/\?on=\d{4}-\d\d-\d\d&known=\d+$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Tỉnh An Hải")
    context.close()


def test_overview_shows_figures_with_trends_and_draws_the_map(opened: SignedIn, language: str) -> None:
    page = opened(READER, language)
    page.goto("/tong-quan/?on=2020-12-15")
    card = page.locator(f".tg-figure-card[href*='{FIGURE}']")
    expect(card.locator(".tg-figure-value")).to_contain_text({"vi": "3/6 50,0 %", "en": "3/6 50.0 %"}[language])
    expect(card.locator("figure svg, figure canvas").first).to_be_visible()
    communes = page.locator("figure[data-chart=map] svg a")
    expect(communes).to_have_count(6)


def test_from_the_tree_by_keyboard_to_a_body_its_post_and_its_holder(opened: SignedIn, language: str) -> None:
    page = opened(READER, language)
    page.goto("/bo-may/?on=2019-06-01")
    tree = page.get_by_role("tree")
    tree.get_by_role("treeitem").first.focus()
    committee = tree.get_by_role("treeitem").filter(has_text="Ủy ban nhân dân tỉnh An Hải").last
    for _ in range(12):
        if committee.evaluate("item => item === document.activeElement || item.contains(document.activeElement)"):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    body = tree.get_by_role("treeitem").filter(has_text="Sở Nội vụ").last
    expect(body).to_be_visible()
    page.keyboard.press("ArrowRight")
    while not body.evaluate("item => item.contains(document.activeElement)"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sở Nội vụ")
    page.get_by_role("link", name="Giám đốc", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Giám đốc")
    page.locator("#main").get_by_role("link", name="Nguyễn Thị An").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nguyễn Thị An")
    expect(page).to_have_url(re.compile("on=2019-06-01"))


def test_a_persons_particulars_are_masked_for_a_reader(opened: SignedIn, province: Province) -> None:
    page = opened(READER)
    page.goto(f"/con-nguoi/{province.person}/")
    expect(page.locator(".tg-masked").first).to_be_visible()
    assert BIRTH_DATE not in page.content()
    assert "03/02/1971" not in page.content()


def test_an_area_lies_on_its_map_and_opens_what_is_below_it(
    opened: SignedIn, province: Province, language: str
) -> None:
    page = opened(READER, language)
    page.goto(f"/dia-gioi/{province.district}/?on=2020-12-15")
    expect(page.locator("figure[data-chart=map] svg path").first).to_be_visible()
    page.locator("#main td").get_by_role("link", name="Xã Núi Đá").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xã Núi Đá")


def test_a_figure_opens_into_its_rows_and_the_rows_into_a_workbook(opened: SignedIn, language: str) -> None:
    page = opened(READER, language)
    page.goto("/tong-quan/?on=2020-12-15")
    page.locator(f".tg-figure-card[href*='{FIGURE}']").click()
    page.locator(".tg-chips a[href*='f_part=yes']").click()
    rows = page.locator("table#rows tbody tr")
    expect(rows).to_have_count(3)
    with page.expect_download() as downloading:
        page.locator("#table a[href*='file=xlsx']").click()
    content = downloading.value.path().read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert "Xã Đồng Lúa" in text
    assert "Xã Núi Đá" not in text


def test_days_are_set_stepped_through_and_left_again(opened: SignedIn, language: str) -> None:
    page = opened(READER, language)
    page.goto("/bo-may/")
    bar = page.locator(".tg-datebar")
    expect(bar).not_to_have_class(re.compile("tg-datebar-other"))
    bar.locator("#tg-on").fill("2020-01-15")
    expect(page).to_have_url(re.compile("on=2020-01-15"))
    expect(bar).to_have_class(re.compile("tg-datebar-other"))
    page.locator("h1").click()
    page.keyboard.press("]")
    expect(page).to_have_url(re.compile("on=2020-07-01"))
    page.keyboard.press("[")
    expect(page).to_have_url(re.compile("on=2019-01-01"))
    bar.get_by_role("link", name={"vi": "Về hiện nay", "en": "Back to now"}[language]).click()
    expect(bar).not_to_have_class(re.compile("tg-datebar-other"))


def test_a_name_is_found_by_keyboard_without_its_marks(opened: SignedIn, language: str) -> None:
    page = opened(READER, language)
    page.goto("/tong-quan/?on=2020-12-15")
    page.keyboard.press("/")
    page.keyboard.type("so giao thong va xay")
    expect(page.get_by_role("option").first).to_contain_text("Sở Giao thông và Xây dựng")  # the last answer is shown
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sở Giao thông và Xây dựng")
    expect(page).to_have_url(re.compile("on=2020-12-15"))


def test_two_days_are_compared(opened: SignedIn, language: str) -> None:
    page = opened(READER, language)
    page.goto("/so-sanh/?start=2020-06-30&end=2020-07-01")
    expect(page.locator("tbody .tg-mark-new, tbody .tg-mark-merged").first).to_be_visible()
    expect(page.locator("#main")).to_contain_text("Sở Giao thông và Xây dựng")
    expect(page.locator("#main")).not_to_contain_text("Sở Nội vụ")


def test_the_course_plays_from_day_to_day(opened: SignedIn, language: str) -> None:
    page = opened(READER, language, reduced_motion="reduce")
    page.goto("/xem-dien-bien/?on=2019-01-01")
    shown = page.locator("#tg-play-day")
    before = shown.inner_text()
    page.locator("[data-play] button").last.click()
    expect(shown).not_to_have_text(before)
    expect(shown).to_contain_text("02/QĐ-UBND")


def test_a_decision_is_reached_from_the_list(opened: SignedIn, language: str) -> None:
    page = opened(READER, language)
    page.goto("/quyet-dinh/")
    page.locator("td").get_by_role("link", name="02/QĐ-UBND").click()
    sheet = page.locator("article.tg-sheet")
    expect(sheet).to_contain_text("18-NQ/TW")
    expect(sheet.get_by_role("link", name="Sở Giao thông và Xây dựng").first).to_be_visible()


def test_the_other_language_shows_the_same_page(opened: SignedIn, province: Province) -> None:
    page = opened(READER)
    page.goto(f"/co-quan/{province.body}/?on=2020-12-15&known=2")
    page.locator("a[hreflang=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile(rf"/co-quan/{province.body}/\?on=2020-12-15&known=2"))
    page.goto("/bo-may/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Apparatus")
    page.locator("a[hreflang=vi]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bộ máy")


def test_on_paper_there_is_a_heading_and_no_navigation(opened: SignedIn, language: str) -> None:
    page = opened(APPROVER, language)
    page.goto("/bo-may/?on=2020-12-15")
    expect(page.locator(".tg-print-head")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".tg-print-head")).to_be_visible()
    expect(page.locator(".tg-print-head")).to_contain_text("Người Duyệt")
    for hidden in (".tg-nav", ".tg-top", ".tg-datebar"):
        expect(page.locator(hidden)).to_be_hidden()
