"""Scenarios side by side with the baseline, and changes of one taken over into another."""

from __future__ import annotations

from tests.web.reading import lines, text
from tests.web.scenarios.board import MERGER, RENAME, Board, at, sent, shown
from tests.web.small_province import browser
from tinhgon.accounts.domain.roles import Role
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.services import plan_of

COMPARE, PICK = "/phuong-an/so-sanh/", "/phuong-an/so-sanh/lay-sang/"


def pair(board: Board) -> tuple[Scenario, Scenario]:
    """One that merges two rooms and one that renames a room."""
    return board.scenario(*MERGER, name="Hợp nhất"), board.scenario(RENAME, name="Đổi tên")


def test_each_has_its_column_beside_the_baseline(board: Board) -> None:
    one, two = pair(board)
    page = text(shown(board.owner, COMPARE, s=[one.pk, two.pk]))
    assert "Hiện trạng Hợp nhất Đổi tên" in page
    assert "Cơ quan, tổ chức 3 2 −1 3" in page


def test_the_switch_leaves_what_differs(board: Board) -> None:
    one, two = pair(board)
    every = shown(board.owner, COMPARE, s=[one.pk, two.pk]).content
    only = shown(board.owner, COMPARE, s=[one.pk, two.pk], only="1").content
    assert every.count(b"<tr") > only.count(b"<tr") > 1
    assert only.count(b"<tr>") == only.count(b"<thead><tr>"), "every row that is left differs"


def test_bodies_tell_what_each_scenario_does_to_them(board: Board) -> None:
    one, two = pair(board)
    rows = lines(shown(board.owner, COMPARE, s=[one.pk, two.pk], view="bodies", file="csv"))
    assert {"Cơ quan, đơn vị": "Phòng Công chức", "Hợp nhất": "hợp nhất: Phòng Tổ chức", "Đổi tên": "như cũ"} in rows


def test_changes_are_taken_over_into_the_phase_chosen(board: Board) -> None:
    one, two = pair(board)
    page = shown(board.owner, COMPARE, s=[one.pk, two.pk], view="changes").content.decode()
    ticked = f"{one.pk}:{two.pk}:1"
    assert ticked in page
    sent(board.owner, PICK, pick=ticked, s=[str(one.pk), str(two.pk)], **{f"phase_{one.pk}": "1"})
    one.refresh_from_db()
    steps = plan_of(one).steps
    assert steps[-1].change == RENAME and steps[-1].origin == f"scenario:{two.pk}"
    again = lines(shown(board.owner, COMPARE, s=[one.pk, two.pk], view="changes", file="csv"))
    assert [each for each in again if each["Hợp nhất"] == each["Đổi tên"] == "có"]


def test_nothing_is_taken_over_into_a_scenario_one_may_not_edit(board: Board) -> None:
    one, two = pair(board)
    other = browser("nguoi-khac", (Role.DRAFTER, board.province.area))
    page = shown(other, COMPARE, s=[one.pk, two.pk], view="changes").content.decode()
    assert "tg-pick" not in page
    assert other.post(PICK, {"pick": f"{one.pk}:{two.pk}:1"}).status_code == 403
    assert len(plan_of(Scenario.objects.get(pk=one.pk)).steps) == len(MERGER)


def test_what_one_may_not_see_is_not_compared(board: Board) -> None:
    one, two = pair(board)
    stranger = browser("nguoi-la", (Role.READER, board.province.area))
    assert stranger.get(COMPARE, {"s": [one.pk, two.pk]}).status_code == 404
    assert board.owner.get(COMPARE, {"s": "999999"}).status_code == 404


def test_no_more_are_compared_than_fit_on_a_page(board: Board) -> None:
    many = [board.scenario(RENAME, name=f"Số {each}").pk for each in range(7)]
    answer = board.owner.get(COMPARE, {"s": many})
    assert answer.status_code == 400
    assert "từ 1 đến 6" in text(answer)


def test_without_any_the_page_offers_those_there_are(board: Board) -> None:
    one, _ = pair(board)
    page = shown(board.owner, COMPARE).content.decode()
    assert f'value="{one.pk}"' in page and "tg-compare-bars" not in page
    assert "Hợp nhất" in text(shown(board.owner, at(one)))
