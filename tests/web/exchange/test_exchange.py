"""Files brought in and taken out through the site."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tests.web.two_provinces import Half, two_provinces
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Look
from tinhgon.jobs.models import Run, RunFile, Status
from tinhgon.jobs.performing import perform
from tinhgon.registry.domain.decisions import Status as Step
from tinhgon.registry.models import Decision, LedgerEntry

World = tuple[Half, Half]
Browser = Callable[[Half, Role], Client]


@pytest.fixture
def world(registry_db: None) -> World:
    """Two provinces, recorded anew for each test."""
    return two_provinces()


@pytest.fixture
def browser() -> Browser:
    """A browser in which the account of a role of one province is signed in."""

    def opened(half: Half, role: Role) -> Client:
        client = Client()
        client.force_login(half.accounts[role], backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return opened


def worked(answer: object) -> Run:
    """The run an answer leads to, done by a worker."""
    run = Run.objects.get(pk=int(str(answer["Location"]).split("/cong-viec/")[1].split("/")[0]))  # type: ignore[index]
    perform(run.pk, lambda: False)
    run.refresh_from_db()
    return run


def exported(client: Client, half: Half, personal: bool = False) -> tuple[Run, bytes]:
    asked = client.post(f"/trao-doi/xuat/?under={half.province}", {"personal": "on"} if personal else {})
    run = worked(asked)
    return run, bytes(RunFile.objects.get(run=run, made=True).content)


def upload(client: Client, content: bytes, name: str = "bộ máy.xlsx", form: str = "workbook") -> object:
    return client.post("/trao-doi/nhap/", {"format": form, "file": SimpleUploadedFile(name, content)})


def renamed(content: bytes, half: Half, name: str) -> bytes:
    """An exported workbook in which the province's body is called otherwise."""
    book = load_workbook(io.BytesIO(content))
    decision = book["Quyết định"]
    decision.cell(decision.max_row, 1, "77/QĐ")
    sheet = book["Tổ chức"]
    for row in sheet.iter_rows(min_row=3):
        if row[0].value == f"#{half.body}":
            row[2].value = name
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_export_brought_in_again_changes_nothing(world: World, browser: Browser) -> None:
    half = world[0]
    run, content = exported(browser(half, Role.READER), half)
    assert run.status == Status.DONE
    again = worked(upload(browser(half, Role.DRAFTER), content))
    assert again.status == Status.FAILED
    assert "không có gì khác" in str(again.error)


def test_a_file_is_previewed_then_drafted_and_nothing_enacted(world: World, browser: Browser) -> None:
    half = world[0]
    client = browser(half, Role.DRAFTER)
    _, content = exported(client, half)
    before = (Decision.objects.count(), LedgerEntry.objects.count())
    preview = worked(upload(client, renamed(content, half, "Sở Nội vụ và Tổ chức")))
    assert (Decision.objects.count(), LedgerEntry.objects.count()) == before
    page = client.get(f"/cong-viec/{preview.pk}/").content.decode()
    assert "Sở Nội vụ và Tổ chức" in page
    assert "Lưu thành dự thảo" in page
    done = worked(client.post(f"/trao-doi/nhap/{preview.pk}/du-thao/"))
    draft = Decision.objects.get(pk=done.result["draft"])
    assert (draft.status, draft.drafted_by) == (Step.DRAFT, half.accounts[Role.DRAFTER])
    assert LedgerEntry.objects.count() == before[1]


def test_every_fault_of_a_workbook_is_told_with_sheet_row_column_and_remedy(world: World, browser: Browser) -> None:
    half = world[0]
    client = browser(half, Role.DRAFTER)
    _, content = exported(client, half)
    book = load_workbook(io.BytesIO(content))
    sheet = book["Tổ chức"]
    sheet.append(["x1", None, None, None, "nhà nước", "cấp tỉnh"])
    sheet.append(["x2", None, "Sở Lạ", None, "không có khối này", "cấp tỉnh"])
    out = io.BytesIO()
    book.save(out)
    run = worked(upload(client, out.getvalue()))
    assert run.status == Status.FAILED
    faults = run.error["faults"]
    assert {(each["sheet"], each["row"]) for each in faults} == {
        ("Tổ chức", sheet.max_row - 1),
        ("Tổ chức", sheet.max_row),
    }
    page = client.get(f"/cong-viec/{run.pk}/").content.decode()
    for each in faults:
        assert each["column"]
        assert each["mend"]["vi"]
        assert "không có khối này" in page


def test_a_file_that_reaches_beyond_the_drafters_subtree_is_not_even_previewed(world: World, browser: Browser) -> None:
    mine, other = world
    _, content = exported(browser(other, Role.READER), other)
    client = browser(mine, Role.DRAFTER)
    before = Decision.objects.count()
    preview = worked(upload(client, renamed(content, other, "Sở Đổi tên")))
    assert (preview.status, preview.error["code"]) == (Status.FAILED, "out_of_reach")
    assert client.post(f"/trao-doi/nhap/{preview.pk}/du-thao/").status_code == 404
    assert Decision.objects.count() == before


@pytest.mark.parametrize(
    ("name", "form", "content"),
    [("bộ máy.exe", "workbook", b"MZ"), ("map.xlsx", "boundaries", b"PK"), ("x.xlsx", "other", b"PK")],
)
def test_a_file_of_another_kind_is_refused_with_its_remedy(
    world: World, browser: Browser, name: str, form: str, content: bytes
) -> None:
    before = Run.objects.count()
    answer = upload(browser(world[0], Role.DRAFTER), content, name, form)
    assert answer.status_code == 400  # type: ignore[attr-defined]
    assert Run.objects.count() == before


def test_a_broken_workbook_ends_in_a_fault_and_not_in_a_crash(world: World, browser: Browser) -> None:
    run = worked(upload(browser(world[0], Role.DRAFTER), b"not a workbook"))
    assert run.status == Status.FAILED
    assert run.error["code"] != "job.broke"


def test_a_reader_may_take_out_and_not_bring_in(world: World, browser: Browser) -> None:
    client = browser(world[0], Role.READER)
    assert upload(client, b"PK").status_code == 403  # type: ignore[attr-defined]
    assert "Xuất tệp Excel" in client.get("/trao-doi/?on=2026-01-01&known=2").content.decode()


def test_nobody_takes_out_another_subtree(world: World, browser: Browser) -> None:
    mine, other = world
    answer = browser(mine, Role.READER).post(f"/trao-doi/xuat/?under={other.province}")
    assert answer.status_code == 403


def test_personal_columns_leave_only_with_those_entitled_and_are_logged(world: World, browser: Browser) -> None:
    half = world[0]
    _, plain = exported(browser(half, Role.READER), half, personal=True)
    assert b"1970" not in _texts(plain)
    assert not Look.objects.exists()
    _, whole = exported(browser(half, Role.PERSONNEL_OFFICER), half, personal=True)
    assert b"1970" in _texts(whole)
    assert list(Look.objects.values_list("account", "person", "route")) == [
        (half.accounts[Role.PERSONNEL_OFFICER].pk, half.person, "export")
    ]


def _texts(content: bytes) -> bytes:
    book = load_workbook(io.BytesIO(content))
    return repr([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]).encode()


def test_the_template_opens_in_a_spreadsheet(world: World, browser: Browser, tmp_path: Path) -> None:
    answer = browser(world[0], Role.DRAFTER).get("/trao-doi/mau/")
    book = load_workbook(io.BytesIO(answer.content))
    assert {"Tổ chức", "Chức danh", "Con người"} <= set(book.sheetnames)


def test_a_run_is_shown_to_who_asked_and_to_nobody_else(world: World, browser: Browser) -> None:
    mine, other = world
    assert browser(mine, Role.DRAFTER).get(f"/cong-viec/{mine.run.pk}/").status_code == 200
    assert browser(other, Role.DRAFTER).get(f"/cong-viec/{mine.run.pk}/").status_code == 404


def test_the_progress_of_what_has_ended_ends_the_asking(world: World, browser: Browser) -> None:
    half = world[0]
    assert browser(half, Role.DRAFTER).get(f"/cong-viec/{half.run.pk}/tien-do/").status_code == 286


def test_what_waits_can_be_stopped(world: World, browser: Browser) -> None:
    half = world[0]
    client = browser(half, Role.READER)
    asked = client.post(f"/trao-doi/xuat/?under={half.province}")
    run = Run.objects.get(pk=int(asked["Location"].split("/cong-viec/")[1].split("/")[0]))
    client.post(f"/cong-viec/{run.pk}/dung/")
    run.refresh_from_db()
    assert run.status == Status.CANCELLED
    assert not RunFile.objects.filter(run=run, made=True).exists()
