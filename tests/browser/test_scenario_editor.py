"""A scenario is edited where people look: by dragging, by keyboard and by forms, with the same outcome."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DRAFTER, PHONE, SignedIn
from tests.browser.province import Province
from tests.browser.test_every_page import AXE, faults_of_access, overflow
from tinhgon.accounts.models import Account
from tinhgon.registry.models import LedgerEntry
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.plan import Base
from tinhgon.scenarios.models import Scenario

ON, LATER = date(2020, 12, 31), date(2021, 7, 1)
HOME, JOINT = "Sở Nội vụ", "Sở Giao thông và Xây dựng"


@pytest.fixture
def scenario(province: Province, django_db_blocker: Any) -> Scenario:
    """An empty scenario of the drafter's about the province; made in a thread without the browser's event loop."""

    def make() -> Scenario:
        newest = LedgerEntry.objects.order_by("-seq").values_list("seq", flat=True)[0]
        owner = Account.objects.get(username=DRAFTER)
        made = services.new_scenario("Tinh gọn các sở", owner, Base(on=ON, seq=newest), LATER, under=province.area)
        connection.close()
        return made

    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as pool:
        return pool.submit(make).result()


def _open(page: Page, scenario: Scenario) -> Page:
    page.goto(f"/phuong-an/{scenario.pk}/sua/")
    expect(page.locator("#tg-editor")).not_to_have_attribute("aria-busy", "true")
    if page.locator(".tg-editor-stage").is_visible():
        page.locator('button[data-tier="province"]').click()  # nothing below the province is needed
        expect(_box(page, HOME)).to_be_visible()
    return page


def _box(page: Page, name: str) -> Locator:
    exactly = page.locator(".tg-box-name", has_text=re.compile(rf"^\s*{name}\s*$"))
    return page.locator(".tg-box").filter(has=exactly)


def _row(page: Page, name: str) -> Locator:
    exactly = page.locator(".tg-outline-name", has_text=re.compile(rf"^{name}$"))
    return page.locator(".tg-outline-row").filter(has=exactly)


def _drag(page: Page, what: Locator, onto: Locator) -> None:
    start, end = what.bounding_box(), onto.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 40, start["y"] + 14)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 20, steps=3)
    page.mouse.move(end["x"] + 60, end["y"] + 20, steps=5)
    page.mouse.up()


def test_a_box_dragged_onto_another_merges_and_is_undone(opened: SignedIn, scenario: Scenario) -> None:
    page = _open(opened(DRAFTER), scenario)
    _drag(page, _box(page, JOINT), _box(page, HOME))
    page.get_by_role("menuitem", name="Sáp nhập vào").click()
    expect(_box(page, JOINT)).to_have_attribute("data-mark", "ended")
    expect(_box(page, HOME)).to_have_attribute("data-mark", "merged")
    expect(page.locator("#tg-now")).to_contain_text(f"Sáp nhập {JOINT} vào {HOME}")
    expect(page.locator(".tg-step").first).to_contain_text(f"Sáp nhập {JOINT} vào {HOME}")
    page.keyboard.press("Control+z")
    expect(_box(page, HOME)).not_to_have_attribute("data-mark", "merged")
    expect(page.locator(".tg-step")).to_have_count(0)
    page.keyboard.press("Control+y")
    expect(_box(page, HOME)).to_have_attribute("data-mark", "merged")


def test_the_same_is_done_by_keyboard_alone(opened: SignedIn, scenario: Scenario) -> None:
    page = _open(opened(DRAFTER), scenario)
    page.get_by_label("Tìm trong cây").fill("so giao thong")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+x")
    page.get_by_label("Tìm trong cây").fill("so noi vu")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+v")
    expect(page.get_by_role("menu")).to_contain_text(f"{JOINT} → {HOME}")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(_row(page, HOME)).to_have_attribute("data-mark", "merged")
    expect(_row(page, HOME)).to_be_focused()
    page.keyboard.press("F2")
    page.get_by_label("Tên mới").fill("Sở Nội vụ, Giao thông và Xây dựng")
    page.keyboard.press("Enter")
    expect(page.locator("dialog.tg-dialog-edit")).to_have_count(0)
    expect(page.locator(".tg-step")).to_have_count(2)


def test_a_post_dragged_from_the_panel_goes_to_another_body(opened: SignedIn, scenario: Scenario) -> None:
    page = _open(opened(DRAFTER), scenario)
    _box(page, HOME).click()
    page.get_by_role("tab", name="Đang chọn").click()
    _drag(page, page.locator(".tg-post", has_text="Chuyên viên"), _box(page, JOINT))
    expect(page.locator("#tg-now")).to_contain_text(f"về {JOINT}")
    expect(page.locator(".tg-post", has_text="Chuyên viên")).to_have_count(0)
    expect(_box(page, JOINT)).to_have_attribute("data-mark", "changed")


def test_several_chosen_boxes_are_joined_in_one_edit(opened: SignedIn, scenario: Scenario) -> None:
    page = _open(opened(DRAFTER), scenario)
    _box(page, HOME).click()
    _box(page, JOINT).click(modifiers=["Control"])
    expect(page.locator("#tg-chosen")).to_have_text("2")
    page.keyboard.press("m")
    page.get_by_role("menuitem", name="Hợp nhất thành cơ quan mới").click()
    page.get_by_label("Tên cơ quan mới").fill("Sở Tổng hợp")
    page.get_by_role("button", name="Hợp nhất").click()
    expect(_box(page, "Sở Tổng hợp")).to_have_attribute("data-mark", "merged")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(_box(page, "Sở Tổng hợp")).to_have_count(0)


def test_a_refused_edit_is_told_in_the_dialogue_and_keeps_what_was_typed(
    opened: SignedIn, scenario: Scenario, complaints: list[str]
) -> None:
    page = _open(opened(DRAFTER), scenario)
    _box(page, "Ủy ban nhân dân tỉnh An Hải").click()
    page.keyboard.press("m")
    page.get_by_role("menuitem", name="Chuyển về trực thuộc").click()
    field = page.get_by_role("combobox", name="Cơ quan hoặc đơn vị hành chính cấp trên")
    field.fill("so noi")
    field.press("Enter")
    expect(field).to_have_value(HOME)
    page.get_by_role("button", name="Chuyển", exact=True).click()
    expect(page.locator(".tg-ask-fault")).to_contain_text("Cách khắc phục")
    expect(field).to_have_value(HOME)
    expect(page.locator("#tg-count-steps")).to_have_text("0")
    complaints[:] = [each for each in complaints if "400" not in each]  # the edit that was refused


def test_what_somebody_else_edited_meanwhile_is_fetched_and_said(
    opened: SignedIn, scenario: Scenario, complaints: list[str]
) -> None:
    mine, theirs = _open(opened(DRAFTER), scenario), _open(opened(DRAFTER), scenario)
    _drag(theirs, _box(theirs, JOINT), _box(theirs, HOME))
    theirs.get_by_role("menuitem", name="Chuyển về trực thuộc").click()
    expect(_box(theirs, JOINT)).to_have_attribute("data-mark", "moved")
    _drag(mine, _box(mine, JOINT), _box(mine, HOME))
    mine.get_by_role("menuitem", name="Sáp nhập vào").click()
    expect(mine.locator(".tg-toast-error")).to_contain_text("vừa được sửa ở nơi khác")
    expect(mine.locator(".tg-step")).to_have_count(1)
    complaints[:] = [each for each in complaints if "409" not in each]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_of_the_workspace_is_at_fault_with_access(opened: SignedIn, scenario: Scenario, language: str) -> None:
    page = opened(DRAFTER, language)
    _open(page, scenario)
    page.evaluate(AXE.read_text("utf-8"))
    _box(page, HOME).click()
    for tab in ("body", "findings", "changes", "figures"):
        page.locator(f"#tg-tab-{tab}").click()
        expect(page.locator("#tg-panel")).to_have_attribute("aria-labelledby", f"tg-tab-{tab}")
        assert faults_of_access(page) == []
    _box(page, HOME).click()
    page.keyboard.press("m")
    expect(page.get_by_role("menu")).to_be_visible()
    assert faults_of_access(page) == []
    page.get_by_role("menuitem").nth(1).click()
    expect(page.locator("dialog.tg-dialog-edit")).to_be_visible()
    assert faults_of_access(page) == []


def test_on_a_phone_tree_and_forms_stand_for_the_chart(opened: SignedIn, scenario: Scenario) -> None:
    page = _open(opened(DRAFTER, viewport=PHONE), scenario)
    expect(page.locator(".tg-editor-chart")).to_be_hidden()
    assert overflow(page) <= 0
    page.get_by_label("Tìm trong cây").fill("so noi vu")
    _row(page, HOME).click()
    page.get_by_role("button", name="Thao tác", exact=True).click()
    page.get_by_role("menuitem", name="Đổi tên").click()
    page.get_by_label("Tên mới").fill("Sở Tổ chức")
    page.get_by_role("button", name="Đổi tên").click()
    expect(page.locator(".tg-step")).to_contain_text("Sở Tổ chức")
    assert overflow(page) <= 0
