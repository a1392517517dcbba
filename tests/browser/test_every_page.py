"""What holds on every page: no fault of access, no complaint of the browser, nothing wider than a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ADMINISTRATOR, DRAFTER, PHONE, WIDE, SignedIn
from tests.browser.province import Province

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
AXE_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
FIRST_LOAD = 1_000_000  # bytes over the wire
AFTER = "on=2020-12-15"

Address = Callable[[Province], str]

PAGES: dict[str, Address] = {
    "overview": lambda p: f"/tong-quan/?{AFTER}",
    "overview-today": lambda p: "/tong-quan/",
    "figures": lambda p: f"/chi-tieu/?q=phòng&{AFTER}",
    "figure": lambda p: f"/chi-tieu/secretary_is_committee_chair.commune/?{AFTER}",
    "articles": lambda p: f"/chi-tieu/bai-bao/?q=chi&{AFTER}",
    "findings": lambda p: f"/chi-tieu/phat-hien/?{AFTER}",
    "parameters": lambda p: f"/chi-tieu/quy-tac/?q=tiêu&{AFTER}",
    "apparatus": lambda p: f"/bo-may/?{AFTER}",
    "chart": lambda p: f"/bo-may/so-do/?{AFTER}",
    "organization": lambda p: f"/co-quan/{p.body}/?{AFTER}",
    "post": lambda p: f"/chuc-danh/{p.post}/?{AFTER}",
    "people": lambda p: f"/con-nguoi/?{AFTER}",
    "person": lambda p: f"/con-nguoi/{p.person}/?{AFTER}",
    "territory": lambda p: f"/dia-gioi/?{AFTER}",
    "area": lambda p: f"/dia-gioi/{p.district}/?{AFTER}",
    "search": lambda p: f"/tim/?q=so+noi+vu&{AFTER}",
    "compare": lambda p: f"/so-sanh/?start=2020-06-30&end=2020-07-01&{AFTER}",
    "compare in a chart": lambda p: f"/so-sanh/?view=chart&start=2020-06-30&end=2020-07-01&{AFTER}",
    "compare on maps": lambda p: f"/so-sanh/?view=map&start=2020-06-30&end=2020-07-01&{AFTER}",
    "compare as a flow": lambda p: f"/so-sanh/?view=flow&start=2020-06-30&end=2020-07-01&{AFTER}",
    "play": lambda p: f"/xem-dien-bien/?{AFTER}",
    "decisions": lambda p: f"/quyet-dinh/?{AFTER}",
    "decision": lambda p: f"/quyet-dinh/{p.decision}/?{AFTER}",
    "facts": lambda p: f"/quyet-dinh/{p.decision}/ghi-nhan/?{AFTER}",
    "ledger": lambda p: f"/so-quyet-dinh/?{AFTER}",
    "exchange": lambda p: f"/trao-doi/?{AFTER}",
    "runs": lambda p: "/cong-viec/",
    "own account": lambda p: "/tai-khoan/",
    "missing": lambda p: "/khong-co-trang-nay/",
}
"""Every page as a drafter sees it; of the long lists a few rows, which are all alike."""

MANAGING: dict[str, str] = {"accounts": "/quan-tri/tai-khoan/", "new account": "/quan-tri/tai-khoan/moi/"}
"""Pages of those who look after accounts."""

LANGUAGES = ("vi", "en")


def settled(page: Page, address: str) -> None:
    """Open a page and wait until all that loads by itself is there."""
    page.goto(address)
    page.wait_for_load_state("networkidle")


def faults_of_access(page: Page) -> list[str]:
    """What axe finds wrong on the page, a line each."""
    found = page.evaluate("options => axe.run(document, options)", AXE_OPTIONS)
    return [
        f"{each['id']}: {node['html'][:160]} ({node['failureSummary']})"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def hold_up(page: Page, address: str) -> None:
    """A page answers, is free of faults of access wide and narrow, and does not scroll sideways on a phone.

    In the one language axe looks at it wide, in the other narrow: what differs between the two is words.
    """
    settled(page, address)
    assert page.locator("h1").count() == 1
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text("utf-8"))
    if page.evaluate("document.documentElement.lang") == "vi":
        assert faults_of_access(page) == []
        page.set_viewport_size(PHONE)
    else:
        page.set_viewport_size(PHONE)
        assert faults_of_access(page) == []
    assert overflow(page) == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_is_open_to_everybody_on_a_desk_and_on_a_phone(
    name: str, language: str, opened: SignedIn, province: Province, complaints: list[str]
) -> None:
    page = opened(DRAFTER, language, WIDE)
    hold_up(page, PAGES[name](province))
    if name == "missing":
        complaints[:] = [each for each in complaints if "404" not in each]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MANAGING)
def test_is_open_to_every_administrator(name: str, language: str, opened: SignedIn) -> None:
    hold_up(opened(ADMINISTRATOR, language, WIDE), MANAGING[name])


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_in_page_is_open_to_everybody(language: str, chromium: Any, site: str, complaints: Any) -> None:
    context = chromium.new_context(locale=language, viewport=WIDE, base_url=site)
    complaints.watch(context, site)
    hold_up(context.new_page(), "/")
    context.close()


def test_first_page_is_light(opened: SignedIn) -> None:
    page = opened(DRAFTER)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda each: sizes.append(each["encodedDataLength"]))
    settled(page, "/tong-quan/")
    assert 0 < sum(sizes) < FIRST_LOAD
