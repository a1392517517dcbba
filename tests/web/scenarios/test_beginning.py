"""Scenarios are begun on a base, from nothing, a template or a copy; faults keep what was typed."""

from __future__ import annotations

from datetime import date

from tests.scenarios.conftest import START
from tests.web.reading import text
from tests.web.scenarios.board import MERGER, Board, at, sent, shown
from tests.web.small_province import browser
from tinhgon.accounts.domain.roles import Role
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.services import plan_of

NEW = "/phuong-an/moi/"


def given(board: Board, **changed: object) -> dict[str, object]:
    """The form filled in."""
    return {
        "name": "Sắp xếp Sở Nội vụ",
        "purpose": "Giảm đầu mối",
        "under": f"#{board.province.area} Tỉnh Thử",
        "base_on": START.isoformat(),
        "base_seq": str(board.province.seq),
        "phase_name": "Bước một",
        "effective_on": "2020-03-01",
        "ground_number": ["18-NQ/TW", ""],
        "ground_issuer": ["BCH Trung ương", ""],
        "ground_signed_on": ["2017-10-25", ""],
        "ground_subject": ["Tinh gọn bộ máy", ""],
        **changed,
    }


def test_a_new_scenario_says_what_was_filled_in(board: Board) -> None:
    sent(board.owner, NEW, **given(board))
    made = Scenario.objects.get()
    plan = plan_of(made)
    assert (made.name, made.purpose, made.under) == ("Sắp xếp Sở Nội vụ", "Giảm đầu mối", board.province.area)
    assert [each["number"] for each in made.ground] == ["18-NQ/TW"]
    assert (plan.base.on, plan.base.seq) == (START, board.province.seq)
    assert [(each.name, each.effective_on) for each in plan.phases] == [("Bước một", date(2020, 3, 1))]


def test_all_faults_are_told_at_once_and_what_was_typed_is_kept(board: Board) -> None:
    wrong = given(board, name="", base_seq="99", effective_on="không", under="#31", ground_number=["", ""])
    answer = board.owner.post(NEW, wrong)
    assert answer.status_code == 400
    page = answer.content.decode()
    told = ("e-name", "e-base_seq", "e-effective_on", "e-under", "e-grounds")
    assert [each for each in told if each not in page] == []
    assert "Giảm đầu mối" in page and "BCH Trung ương" in page
    assert not Scenario.objects.exists()


def test_nobody_drafts_outside_the_subtree_granted(board: Board) -> None:
    part = browser("phong", (Role.DRAFTER, board.province.rooms[0]))
    answer = part.post(NEW, given(board))
    assert answer.status_code == 400
    assert "nằm ngoài phạm vi" in text(answer)
    assert part.post(NEW, given(board, under="all")).status_code == 400


def test_the_form_begins_with_the_record_of_today_and_the_account_s_own_subtree(board: Board) -> None:
    page = shown(board.owner, NEW).content.decode()
    assert f"#{board.province.area} Tỉnh Thử" in page
    assert f'name="base_seq" value="{board.province.seq}"' in page


def test_a_template_that_fits_nowhere_says_why_and_begins_nothing(board: Board) -> None:
    answer = board.owner.post(NEW, given(board, template="inspection_joint"))
    assert answer.status_code == 400
    assert "Giảm đầu mối" in answer.content.decode()
    assert not Scenario.objects.exists()


def test_a_copy_goes_its_own_way_and_is_the_copier_s(board: Board) -> None:
    scenario, other = board.scenario(*MERGER), browser("nguoi-khac", (Role.DRAFTER, board.province.area))
    sent(other, at(scenario, "sao-chep/"), name="Hướng khác")
    made = Scenario.objects.get(copied_from=scenario)
    assert (made.name, made.owner.username) == ("Hướng khác", "nguoi-khac")
    assert plan_of(made) == plan_of(scenario)


def test_whoever_may_not_draft_there_copies_nothing(board: Board) -> None:
    assert board.approver.post(at(board.scenario(*MERGER), "sao-chep/"), {"name": "X"}).status_code == 403


def test_the_list_filters_and_exports_without_its_boxes(board: Board) -> None:
    board.scenario(*MERGER, name="Một")
    dropped = board.scenario(name="Hai")
    sent(board.owner, at(dropped, "trang-thai/"), to="drop")
    page = shown(board.owner, "/phuong-an/", f_status="dropped").content.decode()
    assert "Hai" in page and "Một" not in page
    file = shown(board.owner, "/phuong-an/", file="csv").content.decode("utf-8-sig")
    assert "Chọn" not in file.splitlines()[0]
    assert len(file.splitlines()) == 3


def test_an_empty_list_offers_the_first_step(board: Board) -> None:
    page = shown(board.owner, "/phuong-an/").content.decode()
    assert NEW in page and "Chưa có phương án nào" in page
