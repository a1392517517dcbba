"""A scenario from its beginning to its undoing, as those who work on it do it; and what holds on each of its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from tests.browser.conftest import APPROVER, DRAFTER, PHONE, WIDE, SignedIn
from tests.browser.province import Province
from tests.browser.test_every_page import AXE, faults_of_access, overflow, settled
from tinhgon.accounts.models import Account
from tinhgon.errors import Text
from tinhgon.registry.domain.changes import Rename
from tinhgon.registry.models import LedgerEntry
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.plan import Base, adding
from tinhgon.scenarios.models import Scenario

ON, LATER = date(2020, 12, 31), date(2022, 7, 1)
NAME = "Đổi tên Sở Nội vụ"

PAGES = ("", "phat-hien/", "con-nguoi/", "dong-chuyen/", "chi-tieu/", "chi-tieu/posts/", "chi-phi/", "tham-dinh/",
         "quyet-dinh/", "lich-su/", "mo-ta/", "cap-nhat-nen/")  # fmt: skip


@pytest.fixture
def scenario(province: Province, django_db_blocker: Any) -> Iterator[Scenario]:
    """A scenario of the drafter's with one change; made in a thread without the browser's event loop."""

    def make() -> Scenario:
        newest = LedgerEntry.objects.order_by("-seq").values_list("seq", flat=True)[0]
        owner = Account.objects.get(username=DRAFTER)
        made = services.new_scenario(NAME, owner, Base(on=ON, seq=newest), LATER, under=province.area)
        change = Rename(object_id=province.body, name="Sở Nội vụ và Lao động")
        made = services.edit(made, owner, Text("Đổi tên sở", "Rename the department"), adding([change], 1))
        connection.close()
        return made

    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as pool:
        yield pool.submit(make).result()


@pytest.mark.parametrize(("viewport", "language"), [(WIDE, "vi"), (PHONE, "en")])
def test_every_page_of_a_scenario_is_within_reach(
    opened: SignedIn, scenario: Scenario, viewport: Any, language: str
) -> None:
    page = opened(DRAFTER, language, viewport, bypass_csp=True)
    own = [f"/phuong-an/{scenario.pk}/{tail}" for tail in PAGES]
    compared = [f"/phuong-an/so-sanh/?s={scenario.pk}&view={view}" for view in ("", "bodies", "changes")]
    faults = []
    for address in ("/phuong-an/", "/phuong-an/moi/", *own, *compared):
        settled(page, address)
        page.add_script_tag(path=AXE)
        faults += [(address, each) for each in faults_of_access(page)]
        if overflow(page) > 0:
            faults.append((address, "wider than the window"))
    assert faults == []


def test_a_scenario_is_begun_compared_submitted_signed_enacted_and_undone(opened: SignedIn, scenario: Scenario) -> None:
    page, other = opened(DRAFTER), opened(APPROVER)
    _begin(page)
    _compare(page)
    page.goto(f"/phuong-an/{scenario.pk}/")
    expect(page.locator(".tg-next")).to_contain_text("Trình quyết định")
    page.goto(f"/phuong-an/{scenario.pk}/quyet-dinh/")
    _fill_in(page, "31/QĐ-UBND")
    page.get_by_role("button", name="Trình phê duyệt").click()
    expect(page.locator(".tg-decidings .tg-seal")).to_have_class(re.compile("tg-status-submitted"))
    expect(page.get_by_role("link", name="Phê duyệt 31/QĐ-UBND")).to_have_count(0)
    _carry_out(other, page.url, "31/QĐ-UBND")
    page.reload()
    page.get_by_role("link", name="Hoàn tác… 31/QĐ-UBND").click()
    _fill_in(page, "32/QĐ-UBND")
    page.get_by_role("button", name="Trình quyết định hoàn tác").click()
    _carry_out(other, page.url, "32/QĐ-UBND")
    expect(other.locator(".tg-decidings")).to_contain_text("đã hoàn tác bằng 32/QĐ-UBND")


def _begin(page: Page) -> None:
    """Fill in the form of a new scenario; the scope is found by typing."""
    page.goto("/phuong-an/")
    page.get_by_role("link", name="Lập phương án").click()
    page.get_by_label("Tên phương án").fill("Phương án để so sánh")
    page.get_by_label("Phạm vi").fill("")
    page.get_by_label("Phạm vi").press_sequentially("so noi vu")
    suggested = page.locator("#l-under option")
    expect(suggested.first).to_have_attribute("value", re.compile("Sở Nội vụ"))
    page.get_by_label("Phạm vi").fill(str(suggested.first.get_attribute("value")))
    page.get_by_role("button", name="Lập phương án").click()
    expect(page.locator(".tg-next")).to_contain_text("Thêm thay đổi đầu tiên")


def _compare(page: Page) -> None:
    """Tick two scenarios in the list and see them side by side."""
    page.goto("/phuong-an/")
    for name in (NAME, "Phương án để so sánh"):
        page.get_by_label(f"So sánh «{name}»").first.check()
    page.get_by_role("button", name="So sánh các phương án đã chọn").click()
    expect(page.locator(".tg-compare").first).to_contain_text("Hiện trạng")
    page.get_by_role("switch", name="Chỉ khác biệt").click()
    expect(page.get_by_role("switch", name="Chỉ khác biệt")).to_have_attribute("aria-checked", "true")


def _fill_in(page: Page, number: str) -> None:
    """The particulars of a decision."""
    page.get_by_label("Số ký hiệu").fill(number)
    page.get_by_label("Cơ quan ban hành").fill("Ủy ban nhân dân tỉnh An Hải")


def _carry_out(page: Page, address: str, number: str) -> None:
    """Sign and enact a decision, each after its preview."""
    page.goto(address)
    for step in ("Phê duyệt", "Ban hành"):
        page.get_by_role("link", name=f"{step} {number}").click()
        expect(page.locator("#tg-effect + *")).to_be_visible()
        page.get_by_role("button", name=step).click()
    expect(page.locator(".tg-decidings .tg-seal").last).to_have_class(re.compile("tg-status-enacted"))
