"""From a scenario to the record and back, in the browser: rebase, submit, sign, enact, undo, take back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.registry.acts import record
from tests.scenarios.conftest import EDIT, LATER, START
from tests.web.reading import text
from tests.web.scenarios.board import BROKEN, MERGER, PARTICULARS, RENAME, Board, at, recorded, sent, shown
from tests.web.small_province import browser
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account
from tinhgon.documents.models import Profile
from tinhgon.documents.services import Series, take_number
from tinhgon.jobs.models import Run
from tinhgon.registry.domain.changes import Rename
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.site.drafting_steps import AT_ONCE
from tinhgon.registry.snapshots import load
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.plan import under_law_of
from tinhgon.scenarios.dossier import paper_key
from tinhgon.scenarios.models import Deciding, Scenario, Status
from tinhgon.scenarios.services import plan_of


@pytest.fixture
def board(registry_db: None) -> Board:
    """Recorded anew for every test: what is enacted stays enacted."""
    return Board.of(recorded())


def names(on: object) -> list[str]:
    """What bodies are called on record."""
    return load(on)[Kind.ORGANIZATION]["name"].to_list()  # type: ignore[arg-type]


def submitted(board: Board, scenario: Scenario, **other: str) -> Deciding:
    sent(board.owner, at(scenario, "quyet-dinh/"), phase="1", **PARTICULARS | other)
    return Deciding.objects.get(scenario=scenario)


def enacted(board: Board, scenario: Scenario, **other: str) -> Deciding:
    made = submitted(board, scenario, **other)
    for slug in ("duyet", "ban-hanh"):
        sent(board.approver, at(scenario, f"quyet-dinh/{made.pk}/{slug}/"))
    return made


def test_a_scenario_is_submitted_signed_by_another_enacted_and_undone(board: Board) -> None:
    scenario = board.scenario(*MERGER)
    made = submitted(board, scenario)
    scenario.refresh_from_db()
    assert scenario.status == Status.FROZEN
    assert board.owner.get(at(scenario, f"quyet-dinh/{made.pk}/duyet/")).status_code == 403
    preview = text(shown(board.approver, at(scenario, f"quyet-dinh/{made.pk}/duyet/")))
    assert "Quyết định chạm đến gì" in preview and "Người có liên quan" in preview
    assert "Phòng Công chức" in names(LATER)
    for slug in ("duyet", "ban-hanh"):
        sent(board.approver, at(scenario, f"quyet-dinh/{made.pk}/{slug}/"))
    assert "Phòng Công chức" not in names(LATER)
    undoing = at(scenario, f"quyet-dinh/{made.pk}/hoan-tac/")
    assert "Chưa có quyết định nào về sau" in text(shown(board.owner, undoing))
    sent(board.owner, undoing, **PARTICULARS | {"number": "10/QĐ"})
    back = Deciding.objects.get(undoes=made)
    for slug in ("duyet", "ban-hanh"):
        sent(board.approver, at(scenario, f"quyet-dinh/{back.pk}/{slug}/"))
    assert "Phòng Công chức" in names(LATER)
    assert "đã hoàn tác bằng 10/QĐ" in text(shown(board.owner, at(scenario, "quyet-dinh/")))


def test_the_number_taken_for_the_draft_decision_is_filled_in_once(board: Board) -> None:
    scenario = board.scenario(*MERGER)
    series = Series(Profile.STATE, "UBND tỉnh Thử", "UBND", "decision")
    paper = paper_key(scenario, "decision", "state")
    taken = take_number(series, LATER, "Sắp xếp Sở Nội vụ", board.account, number=7, paper=paper)
    address = at(scenario, "quyet-dinh/")
    filled_in = f'name="number" value="{taken.text}"'
    assert filled_in in shown(board.owner, address).content.decode()
    made = enacted(board, scenario, number=taken.text)
    assert filled_in not in shown(board.owner, at(scenario, f"quyet-dinh/{made.pk}/hoan-tac/")).content.decode()


def test_a_decision_of_very_many_changes_is_enacted_in_the_background(board: Board) -> None:
    many = [Rename(object_id=11 + number % 2, name=f"Phòng số {number}") for number in range(AT_ONCE + 1)]
    scenario = board.scenario(*many)
    made = submitted(board, scenario)
    sent(board.approver, at(scenario, f"quyet-dinh/{made.pk}/duyet/"))
    answer = sent(board.approver, at(scenario, f"quyet-dinh/{made.pk}/ban-hanh/"))
    run = Run.objects.get()
    assert answer.headers["Location"] == reverse("run", args=[run.pk])
    assert (run.name, run.arguments) == ("enact", {"decision": made.decision_id})


def test_what_is_blocked_is_told_and_cannot_be_submitted(board: Board) -> None:
    scenario = board.scenario(BROKEN)
    page = shown(board.owner, at(scenario, "quyet-dinh/"))
    assert "Chưa trình được" in text(page)
    answer = board.owner.post(at(scenario, "quyet-dinh/"), {"phase": "1", **PARTICULARS})
    assert answer.status_code == 400
    assert "Sắp xếp Sở Nội vụ" in answer.content.decode(), "what was typed is kept"
    assert not Deciding.objects.exists()


def test_all_that_lacks_is_told_at_once_and_what_was_typed_is_kept(board: Board) -> None:
    scenario = board.scenario(*MERGER)
    answer = board.owner.post(at(scenario, "quyet-dinh/"), {**PARTICULARS, "number": "", "signed_on": "mai"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert [each for each in ("e-number", "e-signed_on", "e-phase", "UBND tỉnh Thử") if each not in page] == []


def test_the_page_says_how_many_bodies_posts_and_people_each_phase_touches(board: Board) -> None:
    page = text(shown(board.owner, at(board.scenario(*MERGER), "quyet-dinh/")))
    assert "Đơn vị, tổ chức 0 1 1" in page
    assert "Người có liên quan 4" in page


def test_a_submitted_decision_is_taken_back_and_the_scenario_opened_again(board: Board) -> None:
    scenario = board.scenario(*MERGER)
    made = submitted(board, scenario)
    sent(board.owner, at(scenario, f"quyet-dinh/{made.pk}/rut/"))
    assert not Deciding.objects.exists()
    sent(board.owner, at(scenario, "trang-thai/"), to="thaw")
    scenario.refresh_from_db()
    assert scenario.status == Status.OPEN


def test_whoever_may_not_edit_submits_nothing_and_who_may_not_sign_signs_nothing(board: Board) -> None:
    scenario = board.scenario(*MERGER)
    reviewer = browser("tham-dinh", (Role.REVIEWER, board.province.area))
    assert reviewer.post(at(scenario, "quyet-dinh/"), {"phase": "1", **PARTICULARS}).status_code == 403
    made = submitted(board, scenario)
    assert reviewer.post(at(scenario, f"quyet-dinh/{made.pk}/duyet/")).status_code == 403
    part = browser("phong", (Role.APPROVER, board.province.rooms[0]))
    assert part.post(at(scenario, f"quyet-dinh/{made.pk}/duyet/")).status_code == 404


def test_a_drafter_does_not_submit_what_lies_outside_the_subtree(board: Board) -> None:
    room = board.province.rooms[0]
    part = browser("phong", (Role.DRAFTER, room))
    scenario = board.scenario(Rename(object_id=12, name="Phòng Khác"))
    Scenario.objects.filter(pk=scenario.pk).update(under=room, owner=Account.objects.get(username="phong"))
    answer = part.post(at(scenario, "quyet-dinh/"), {"phase": "1", **PARTICULARS})
    assert answer.status_code == 400
    assert "ngoài phạm vi được giao soạn thảo" in text(answer)


def test_undoing_tells_what_was_built_on_it_since(board: Board) -> None:
    scenario = board.scenario(RENAME)
    made = enacted(board, scenario)
    record("11/QĐ", Rename(object_id=11, name="Phòng Khác nữa"), on=LATER.replace(month=6))
    page = text(shown(board.owner, at(scenario, f"quyet-dinh/{made.pk}/hoan-tac/")))
    assert "Đã dựa vào quyết định này (1)" in page and "11/QĐ" in page


# --- rebasing -----------------------------------------------------------------------------------


def moved_on(board: Board) -> Scenario:
    """A scenario renames a room, which the record has renamed otherwise since."""
    scenario = board.scenario(RENAME)
    record("5/QĐ", Rename(object_id=11, name="Phòng Tổ chức cán bộ"), on=START.replace(year=2019))
    return scenario


def test_a_conflict_shows_both_sides_and_the_decision_that_made_theirs(board: Board) -> None:
    page = text(shown(board.owner, at(moved_on(board), "cap-nhat-nen/")))
    assert "Đã xử lý 0/1" in page
    assert "Hồ sơ nay ghi Phòng Tổ chức cán bộ do 5/QĐ" in page
    assert "Phương án ghi Phòng Tổ chức bộ máy" in page


@pytest.mark.parametrize(("side", "steps"), [("ours", 1), ("theirs", 0)])
def test_choosing_a_side_and_applying_makes_one_edit(board: Board, side: str, steps: int) -> None:
    scenario = moved_on(board)
    address = at(scenario, "cap-nhat-nen/")
    name = shown(board.owner, address).content.decode().split('value="theirs|')[1].split('"')[0]
    edits = scenario.edits.count()
    refused = board.owner.post(address, {"apply": "1", "version": str(scenario.version)})
    assert refused.status_code == 400, "a conflict is open"
    sent(board.owner, address, settle=f"{side}|{name}")
    assert "Đã xử lý 1/1" in text(shown(board.owner, address))
    sent(board.owner, address, apply="1", version=str(scenario.version))
    scenario.refresh_from_db()
    plan = plan_of(scenario)
    assert (plan.base.seq, len(plan.steps), scenario.edits.count()) == (board.province.seq + 1, steps, edits + 1)


def test_a_change_is_rewritten_by_its_form(board: Board) -> None:
    scenario = moved_on(board)
    address = at(scenario, "cap-nhat-nen/")
    name = shown(board.owner, address).content.decode().split('value="theirs|')[1].split('"')[0]
    form = at(scenario, f"cap-nhat-nen/viet-lai/?conflict={name}")
    assert "Phòng Tổ chức bộ máy" in shown(board.owner, form).content.decode()
    assert board.owner.post(form, {"object_id": "#11", "name": ""}).status_code == 400
    sent(board.owner, form, object_id="#11", name="Phòng Tổ chức, Cán bộ")
    sent(board.owner, address, apply="1", version=str(scenario.version))
    scenario.refresh_from_db()
    assert plan_of(scenario).steps[0].change == Rename(object_id=11, name="Phòng Tổ chức, Cán bộ")


def test_what_was_chosen_lapses_when_the_scenario_is_edited(board: Board) -> None:
    scenario = moved_on(board)
    address = at(scenario, "cap-nhat-nen/")
    sent(board.owner, address, rest="theirs")
    assert "Đã xử lý 1/1" in text(shown(board.owner, address))
    services.undo(services.edit(scenario, board.account, EDIT, under_law_of(START)))
    assert "Đã xử lý 0/1" in text(shown(board.owner, address))


def test_a_conflicting_scenario_is_not_submitted(board: Board) -> None:
    answer = board.owner.post(at(moved_on(board), "quyet-dinh/"), {"phase": "1", **PARTICULARS})
    assert answer.status_code == 400
    assert "1 xung đột với phương án" in text(answer)


def test_on_the_latest_record_there_is_nothing_to_rebase(board: Board) -> None:
    assert "đang ở trên hồ sơ mới nhất" in text(shown(board.owner, at(board.scenario(RENAME), "cap-nhat-nen/")))
