"""Who sees a scenario and who may change it: its owner, those it was shared with, and roles over what it is about."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.reading import text
from tests.web.scenarios.board import MERGER, Board, at, sent, shown
from tests.web.small_province import browser
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account
from tinhgon.scenarios import services
from tinhgon.scenarios.models import Scenario

PAGES = ("", "phat-hien/", "con-nguoi/", "dong-chuyen/", "chi-tieu/", "chi-tieu/posts/", "chi-phi/", "tham-dinh/",
         "quyet-dinh/", "lich-su/", "sua/")  # fmt: skip
WORKING = ("mo-ta/", "cap-nhat-nen/")


def sees(client: Client, scenario: Scenario) -> bool:
    """Whether a browser is shown the scenario, in the list and by its address alike."""
    listed = scenario.name in text(shown(client, "/phuong-an/"))
    answers = {client.get(at(scenario, page)).status_code for page in PAGES}
    assert answers == ({200} if listed else {404})
    return listed


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.REVIEWER, Role.APPROVER, Role.AUDITOR])
def test_who_drafts_reviews_signs_or_audits_there_sees_it(board: Board, role: Role) -> None:
    scenario = board.scenario(*MERGER)
    assert sees(browser("nguoi-khac", (role, board.province.area)), scenario)


@pytest.mark.parametrize("role", [Role.READER, Role.PERSONNEL_OFFICER])
def test_who_only_reads_the_record_sees_it_once_it_was_shared(board: Board, role: Role) -> None:
    scenario, client = board.scenario(*MERGER), browser("nguoi-khac", (role, board.province.area))
    assert not sees(client, scenario)
    services.share(scenario, Account.objects.get(username="nguoi-khac"), board.account)
    assert sees(client, scenario)


def test_a_role_over_a_part_does_not_reach_a_scenario_about_the_whole(board: Board) -> None:
    scenario = board.scenario(*MERGER)
    assert not sees(browser("nguoi-phong", (Role.DRAFTER, board.province.rooms[0])), scenario)


def test_a_scenario_about_everything_is_seen_by_roles_over_everything(board: Board) -> None:
    scenario = board.scenario(*MERGER)
    Scenario.objects.filter(pk=scenario.pk).update(under=None)
    assert sees(browser("toan-quoc", (Role.REVIEWER, None)), scenario)
    assert not sees(browser("mot-tinh", (Role.REVIEWER, board.province.area)), scenario)


@pytest.mark.parametrize("edits", [False, True])
def test_whom_it_was_shared_with_edits_only_where_that_was_said(board: Board, edits: bool) -> None:
    scenario, client = board.scenario(*MERGER), browser("cung-soan", (Role.DRAFTER, board.province.area))
    services.share(scenario, Account.objects.get(username="cung-soan"), board.account, edits=edits)
    expected = 200 if edits else 403
    assert {client.get(at(scenario, page)).status_code for page in WORKING} == {expected}


def test_being_let_in_to_edit_needs_a_drafter_s_role_over_it(board: Board) -> None:
    scenario, client = board.scenario(*MERGER), browser("chi-xem", (Role.READER, board.province.area))
    services.share(scenario, Account.objects.get(username="chi-xem"), board.account, edits=True)
    assert client.get(at(scenario, "mo-ta/")).status_code == 403


def test_the_owner_shares_and_takes_it_back(board: Board) -> None:
    scenario, client = board.scenario(*MERGER), browser("chi-xem", (Role.READER, board.province.area))
    sent(board.owner, at(scenario, "chia-se/"), account="chi-xem")
    assert sees(client, scenario)
    sent(board.owner, at(scenario, "chia-se/"), account="chi-xem", remove="1")
    assert not sees(client, scenario)


def test_whoever_edits_along_neither_shares_nor_drops_it(board: Board) -> None:
    scenario, client = board.scenario(*MERGER), browser("cung-soan", (Role.DRAFTER, board.province.area))
    services.share(scenario, Account.objects.get(username="cung-soan"), board.account, edits=True)
    assert client.post(at(scenario, "chia-se/"), {"account": "nguoi-duyet"}).status_code == 403
    assert client.post(at(scenario, "trang-thai/"), {"to": "drop"}).status_code == 403


def test_holders_are_named_to_those_who_may_read_their_posts_only(board: Board) -> None:
    scenario = board.scenario(*MERGER)
    stranger = browser("nguoi-la", (Role.READER, board.province.rooms[0]))
    services.share(scenario, Account.objects.get(username="nguoi-la"), board.account)
    assert "Người Hư Cấu 2" in text(shown(board.owner, at(scenario, "con-nguoi/")))
    masked = text(shown(stranger, at(scenario, "con-nguoi/")))
    assert "Người Hư Cấu" not in masked
    assert "#32" in masked
    file = shown(stranger, at(scenario, "con-nguoi/"), file="csv").content.decode()
    assert "Người Hư Cấu" not in file
