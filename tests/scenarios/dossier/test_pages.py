"""The dossier on the site: who may see it, fill it in, take numbers and take papers away."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from tests.documents.test_files import in_docx
from tests.scenarios.conftest import LATER, Province
from tests.web.reading import text
from tinhgon.accounts.access import grant
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account
from tinhgon.documents.models import NumberTaken, PaperParticulars
from tinhgon.documents.services import number_of
from tinhgon.scenarios import deciding, services
from tinhgon.scenarios.deciding import Particulars
from tinhgon.scenarios.models import Scenario

FORM = {
    "paper": "submission", "profile": "state", "deciding": "", "issuer": "UBND tỉnh Thử", "body": "UBND",
    "place": "Thử", "signed_on": "2026-02-05", "subject": "Về việc thử", "addressees": "HĐND tỉnh\nBộ Nội vụ",
    "recipients": "Như trên", "capacity": "Chủ tịch", "signer": "Trần Thị Hư Cấu", "unit": "NC",
}  # fmt: skip


def browser(account: Account) -> Client:
    """A browser in which an account is signed in."""
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def account(name: str, role: Role | None, scope: int | None = 1) -> Account:
    """An account with a role over the province."""
    made = Account.objects.create_user(name, password="x" * 20, last_name=name)
    if role is not None:
        grant(made, role, scope=scope, by=made)
    return made


@pytest.fixture
def drafter(scenario: Scenario) -> Client:
    """The owner of the scenario, who may draft in the province."""
    scenario.owner = account("soan-that", Role.DRAFTER)
    scenario.save()
    return browser(scenario.owner)


def address(scenario: Scenario, rest: str = "", **more: str) -> str:
    """The address of the dossier."""
    return f"/phuong-an/{scenario.pk}/ho-so/{rest}?" + "&".join(f"{key}={value}" for key, value in more.items())


def test_the_page_offers_every_paper_in_both_layouts(drafter: Client, scenario: Scenario) -> None:
    page = drafter.get(address(scenario))
    assert page.status_code == 200
    said = text(page)
    for each in ("Tờ trình", "Đề án", "Quyết định", "30/2020/NĐ-CP", "Lưu và lấy số từ sổ", "DOCX", "PDF"):
        assert each in said
    assert "399-QĐ/TW" in text(drafter.get(address(scenario, profile="party")))
    assert "Register of numbers" in text(drafter.get(address(scenario, lang="en")))


@pytest.mark.parametrize("paper", ["submission", "scheme", "decision"])
@pytest.mark.parametrize("format_", ["docx", "pdf"])
def test_papers_are_taken_away_as_files(drafter: Client, scenario: Scenario, paper: str, format_: str) -> None:
    answer = drafter.get(address(scenario, "tep/", format=format_, paper=paper, profile="party"))
    assert answer.status_code == 200
    assert answer.content.startswith({"docx": b"PK", "pdf": b"%PDF"}[format_])
    assert answer["Content-Disposition"].endswith(f'.{format_}"') and answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("rest", "more"),
    [("tep/", {"format": "exe"}), ("", {"paper": "letter"}), ("", {"profile": "church"}), ("", {"deciding": "99"}),
     ("tep/", {"deciding": "x"})],
)  # fmt: skip
def test_what_is_not_there_is_not_found(drafter: Client, scenario: Scenario, rest: str, more: dict[str, str]) -> None:
    assert drafter.get(address(scenario, rest, **more)).status_code == 404


def test_what_was_filled_in_is_kept_and_printed(drafter: Client, scenario: Scenario) -> None:
    answer = drafter.post(address(scenario), {**FORM, "do": "keep"})
    assert answer.status_code == 302
    assert PaperParticulars.objects.get().values["addressees"] == ["HĐND tỉnh", "Bộ Nội vụ"]
    page = text(drafter.get(answer["Location"]))
    assert "HĐND tỉnh" in page
    assert not NumberTaken.objects.exists()


def test_a_blank_stays_blank(drafter: Client, scenario: Scenario) -> None:
    drafter.post(address(scenario), {**FORM, "behalf": "", "do": "keep"})
    assert PaperParticulars.objects.get().values["behalf"] == ""
    assert 'name="behalf" value=""' in drafter.get(address(scenario)).content.decode()


def test_a_number_is_taken_once_for_a_paper(drafter: Client, scenario: Scenario) -> None:
    for _ in range(2):
        assert drafter.post(address(scenario), {**FORM, "do": "number"}).status_code == 302
    assert [each.text for each in NumberTaken.objects.all()] == ["01/TTr-UBND"]
    assert number_of(f"scenario:{scenario.pk}:submission:state") is not None
    page = text(drafter.get(address(scenario)))
    assert "01/TTr-UBND" in page and "Lưu và lấy số từ sổ" not in page


def test_faults_are_told_and_nothing_typed_is_lost(drafter: Client, scenario: Scenario) -> None:
    answer = drafter.post(address(scenario), {**FORM, "signed_on": "hôm qua", "do": "keep"})
    assert answer.status_code == 400 and "Bộ Nội vụ" in answer.content.decode()
    answer = drafter.post(address(scenario), {**FORM, "body": "", "do": "number"})
    assert answer.status_code == 400 and "chữ viết tắt cơ quan" in text(answer).lower()
    assert not NumberTaken.objects.exists()


def test_reviewers_take_papers_away_but_fill_nothing_in(scenario: Scenario, drafter: Client) -> None:
    reader = browser(account("tham-dinh", Role.REVIEWER))
    assert "Lưu và lấy số" not in text(reader.get(address(scenario)))
    assert reader.get(address(scenario, "tep/", format="docx")).status_code == 200
    assert reader.post(address(scenario), {**FORM, "do": "keep"}).status_code == 403


def test_others_do_not_see_it(scenario: Scenario, drafter: Client) -> None:
    stranger = browser(account("la", Role.DRAFTER, scope=10))
    assert stranger.get(address(scenario)).status_code == 404
    assert stranger.get(address(scenario, "tep/", format="pdf")).status_code == 404
    assert Client().get(address(scenario)).status_code == 302


def test_whoever_it_was_shown_to_without_a_role_there_sees_no_names(
    scenario: Scenario, province: Province, drafter: Client
) -> None:
    guest = account("khach", Role.READER, scope=10)
    services.share(scenario, guest, province.drafter)
    grant(guest, Role.READER, scope=12, by=guest)
    mine = "\n".join(in_docx(drafter.get(address(scenario, "tep/", format="docx", paper="decision")).content))
    theirs = "\n".join(in_docx(browser(guest).get(address(scenario, "tep/", format="docx", paper="decision")).content))
    assert "Người Hư Cấu 2" in mine
    assert "Người Hư Cấu" not in theirs and "người số" in theirs


def test_a_decision_made_has_its_own_paper(drafter: Client, scenario: Scenario, province: Province) -> None:
    made = deciding.decide(
        scenario, province.drafter, Particulars("7/QĐ-UBND", "quyết định", "UBND tỉnh Thử", LATER, "Sắp xếp")
    )
    page = drafter.get(address(scenario, paper="decision", deciding=str(made.pk)))
    assert "7/QĐ-UBND" in text(page) and "lấy số từ sổ" not in text(page)
    file = drafter.get(address(scenario, "tep/", format="pdf", paper="decision", deciding=str(made.pk)))
    assert file.status_code == 200


def test_the_register_shows_numbers_gaps_and_what_was_cancelled(drafter: Client, scenario: Scenario) -> None:
    given = {"profile": "state", "kind": "decision", "issuer": "UBND tỉnh Thử", "body": "UBND", "term": "",
             "signed_on": "2026-02-05", "subject": "=HYPERLINK(1)", "number": "3"}  # fmt: skip
    assert drafter.post("/van-ban/so/lay/", given).status_code == 302
    said = text(drafter.get("/van-ban/so/"))
    assert "03/QĐ-UBND" in said and "số còn trống : 1, 2" in said.replace("trống:", "trống :")
    assert drafter.post("/van-ban/so/lay/", given).status_code == 400  # taken
    assert drafter.post("/van-ban/so/lay/", {**given, "number": "x"}).status_code == 400
    assert drafter.post("/van-ban/so/lay/", {**given, "kind": "letter"}).status_code == 400
    assert drafter.post("/van-ban/so/lay/", {**given, "signed_on": ""}).status_code == 400
    taken = NumberTaken.objects.get()
    assert drafter.post("/van-ban/so/huy/", {"taken": taken.pk, "reason": ""}).status_code == 400
    assert drafter.post("/van-ban/so/huy/", {"taken": taken.pk, "reason": "Viết nhầm"}).status_code == 302
    said = text(drafter.get("/van-ban/so/"))
    assert "đã hủy" in said and "Viết nhầm" in said
    table = drafter.get("/van-ban/so/?file=csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in table


def test_the_register_is_for_drafters_and_numbers_are_cancelled_by_their_takers(
    drafter: Client, scenario: Scenario
) -> None:
    drafter.post(address(scenario), {**FORM, "do": "number"})
    taken = NumberTaken.objects.get()
    reader, other = browser(account("doc", Role.READER)), browser(account("khac", Role.DRAFTER))
    everywhere = browser(account("chinh", Role.DRAFTER, scope=None))
    assert reader.get("/van-ban/so/").status_code == 403
    assert other.get("/van-ban/so/").status_code == 200
    assert other.post("/van-ban/so/huy/", {"taken": taken.pk, "reason": "x"}).status_code == 403
    assert everywhere.post("/van-ban/so/huy/", {"taken": taken.pk, "reason": "x"}).status_code == 302
