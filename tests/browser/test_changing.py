"""What those do who change the record: draft, submit, approve, enact; import a workbook."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import APPROVER, DRAFTER, SignedIn
from tinhgon.exchange.domain.workbook_layout import DECISION, OBJECTS, Sheet
from tinhgon.registry.domain.vocabulary import Kind

FIGURE = "/chi-tieu/establishment/?on=2021-06-01"
SAMPLE_ON = date(2021, 2, 1)
BODY: dict[str, object] = {
    "key": "a",
    "name": "Trung tâm",
    "sector": "sự nghiệp công lập",
    "tier": "cấp tỉnh",
    "area": "22",
}


def test_a_draft_passes_two_signatures_and_the_figure_changes(opened: SignedIn, complaints: list[str]) -> None:
    page, other = opened(DRAFTER), opened(APPROVER)
    other.goto(FIGURE)
    expect(other.locator(".tg-figure-value")).to_contain_text("132")
    _draft(page)
    page.get_by_role("link", name="Trình duyệt").click()
    page.get_by_role("button", name="Trình duyệt").click()
    expect(page.locator(".tg-seal").first).to_have_class(re.compile("tg-status-submitted"))
    expect(page.get_by_role("link", name="Phê duyệt")).to_have_count(0)
    other.goto(page.url)
    for step in ("Phê duyệt", "Ban hành"):
        other.get_by_role("link", name=step).click()
        expect(other.locator("#tg-effect + *")).to_be_visible()
        other.get_by_role("button", name=step).click()
    expect(other.locator(".tg-seal").first).to_have_class(re.compile("tg-status-enacted"))
    other.goto(FIGURE)
    expect(other.locator(".tg-figure-value")).to_contain_text("137")
    complaints[:] = [each for each in complaints if "400" not in each]  # the form at fault


def _draft(page: Page) -> None:
    """Write down five more posts for a department; on the way a fault keeps what was typed."""
    page.goto("/quyet-dinh/")
    page.get_by_role("button", name="Soạn quyết định").click()
    page.get_by_label("Số ký hiệu", exact=True).fill("03/QĐ-UBND")
    page.get_by_label("Cơ quan ban hành", exact=True).fill("Ủy ban nhân dân tỉnh An Hải")
    page.get_by_label("Trích yếu", exact=True).fill("Giao thêm biên chế cho Sở Nội vụ")
    page.get_by_label("Ngày ký", exact=True).fill("2021-01-01")
    page.get_by_label("Hiệu lực từ", exact=True).fill("2021-01-01")
    page.get_by_label("Hiệu lực từ", exact=True).dispatch_event("change")
    expect(page.locator("#tg-saved")).not_to_be_empty()
    page.get_by_label("Thêm thay đổi").select_option("set_quota")
    page.get_by_role("button", name="Nhập", exact=True).click()
    page.get_by_label("Cơ quan", exact=True).press_sequentially("so noi vu")
    suggested = page.locator("#l-organization option")
    expect(suggested).to_have_count(1)
    page.get_by_label("Cơ quan", exact=True).fill(str(suggested.get_attribute("value")))
    page.get_by_label("Nguồn kinh phí").fill("ngân sách tỉnh")
    page.get_by_label("Số biên chế").fill("5")
    page.get_by_role("button", name="Thêm vào dự thảo").click()
    expect(page.locator(".invalid-feedback")).to_contain_text("Loại biên chế")
    expect(page.get_by_label("Số biên chế")).to_have_value("5")
    page.get_by_label("Loại biên chế").select_option("contract")
    page.get_by_role("button", name="Thêm vào dự thảo").click()
    expect(page.locator("ol.tg-changes")).to_contain_text("Sở Nội vụ")


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("language", ("vi", "en"))
def test_every_fault_of_a_workbook_is_shown(opened: SignedIn, tmp_path: Path, language: str) -> None:
    page = opened(DRAFTER, language)
    broken = [{**BODY, "key": "a", "sector": "khối lạ"}, {**BODY, "key": "b", "area": "không có"}, {"key": "c"}]
    _upload(page, _workbook(tmp_path / "sai.xlsx", f"91/{language}", broken))
    expect(page.locator(".tg-seal")).to_have_class(re.compile("tg-status-failed"))
    rows = page.locator("table tbody tr")
    for number, wrong in enumerate(("khối lạ", "không có", "")):
        expect(rows.filter(has_text=str(number + 3)).filter(has_text=wrong).first).to_be_visible()


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("language", ("vi", "en"))
def test_a_right_workbook_is_previewed_and_becomes_a_draft(opened: SignedIn, tmp_path: Path, language: str) -> None:
    page = opened(DRAFTER, language)
    name = f"Trung tâm Lưu trữ {language}"
    _upload(page, _workbook(tmp_path / "dung.xlsx", f"92/{language}", [{**BODY, "key": "a", "name": name}]))
    expect(page.locator("td.tg-diff-after, table tbody")).to_contain_text([name])
    page.get_by_role("button", name={"vi": "Lưu thành dự thảo", "en": "Save as a draft"}[language]).click()
    page.get_by_role("link", name={"vi": "Mở dự thảo", "en": "Open the draft"}[language]).click()
    expect(page.locator(".tg-seal").first).to_have_class(re.compile("tg-status-draft"))
    expect(page.locator("article.tg-sheet")).to_contain_text(name)


@pytest.mark.usefixtures("worker")
def test_the_record_is_exported_as_a_workbook(opened: SignedIn) -> None:
    page = opened(APPROVER)
    page.goto("/trao-doi/?on=2020-12-15")
    page.get_by_role("button", name="Xuất tệp Excel").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name=re.compile("xlsx")).click()
    book = openpyxl.load_workbook(BytesIO(downloading.value.path().read_bytes()))
    assert OBJECTS[Kind.ORGANIZATION].name in book.sheetnames


def _upload(page: Page, path: Path) -> None:
    page.goto("/trao-doi/")
    page.locator("#file").set_input_files(path)
    page.locator("#format").evaluate("field => field.form.requestSubmit()")
    expect(page.locator("#run")).not_to_have_attribute("data-progress-src", re.compile("."))


def _workbook(path: Path, number: str, bodies: list[dict[str, object]]) -> Path:
    """A workbook with a decision and some bodies, as another program would write it."""
    book = openpyxl.Workbook()
    decision = {
        "number": number,
        "kind": "quyết định",
        "issuer": "UBND tỉnh",
        "signed_on": SAMPLE_ON,
        "effective_on": SAMPLE_ON,
        "subject": "Lập một trung tâm",
    }
    book.remove(book.worksheets[0])
    _sheet(book, DECISION, [decision])
    _sheet(book, OBJECTS[Kind.ORGANIZATION], bodies)
    book.save(path)
    return path


def _sheet(book: openpyxl.Workbook, sheet: Sheet, rows: list[dict[str, object]]) -> None:
    page, names = book.create_sheet(sheet.name), list(rows[0])
    page.append([sheet.column(each).heading.vi for each in names])
    page.append(names)
    for row in rows:
        page.append([row.get(each) for each in names])
