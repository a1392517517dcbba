"""What a scenario comes to, page by page: numbers, findings, people, flows, figures, costs, edits, remarks."""

from __future__ import annotations

from datetime import date

from tests.scenarios.conftest import EDIT, START, body, post
from tests.web.reading import lines, text
from tests.web.scenarios.board import BROKEN, MERGER, RENAME, Board, at, sent, shown
from tests.web.small_province import browser
from tinhgon.accounts.domain.roles import Role
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.plan import adding
from tinhgon.scenarios.models import Comment
from tinhgon.scenarios.services import plan_of


def test_the_overview_tells_before_and_after_and_what_to_do_next(board: Board) -> None:
    page = text(shown(board.owner, at(board.scenario(*MERGER))))
    assert "Cơ quan, tổ chức 3 2 -1" in page
    assert "Trình quyết định cho các giai đoạn còn lại" in page
    assert "Thêm thay đổi đầu tiên" in text(shown(board.owner, at(board.scenario())))


def test_what_forbids_submitting_is_what_to_do_first(board: Board) -> None:
    page = text(shown(board.owner, at(board.scenario(BROKEN))))
    assert "phát hiện đang chặn việc trình" in page
    assert "Trình quyết định cho" not in page


def test_a_frozen_scenario_is_read_only_until_it_is_opened_again(board: Board) -> None:
    scenario = board.scenario(*MERGER)
    sent(board.owner, at(scenario, "trang-thai/"), to="freeze")
    assert board.owner.post(at(scenario, "mo-ta/"), {"name": "Khác", "purpose": ""}).status_code == 400
    sent(board.owner, at(scenario, "trang-thai/"), to="thaw")
    sent(board.owner, at(scenario, "mo-ta/"), name="Khác", purpose="")
    scenario.refresh_from_db()
    assert scenario.name == "Khác"


def test_findings_say_who_since_when_and_by_which_change(board: Board) -> None:
    page = text(shown(board.owner, at(board.scenario(BROKEN), "phat-hien/")))
    assert "chặn việc trình" in page
    assert "Từ 01/01/2020" in page
    assert "số 1" in page


def test_findings_filter_and_export(board: Board) -> None:
    scenario = board.scenario(BROKEN)
    every = lines(shown(board.owner, at(scenario, "phat-hien/"), file="csv"))
    stops = lines(shown(board.owner, at(scenario, "phat-hien/"), file="csv", f_blocks="yes"))
    assert stops and len(stops) < len(every)
    assert {each["Tình trạng"] for each in stops} == {"phát sinh do phương án"}


def test_a_remedy_applies_as_one_edit(board: Board) -> None:
    scenario = board.scenario(BROKEN)
    page = shown(board.owner, at(scenario, "phat-hien/")).content.decode()
    key = page.split('name="key" value="')[1].split('"')[0]
    edits = scenario.edits.count()
    sent(board.owner, at(scenario, "phat-hien/khac-phuc/"), key=key, remedy="0", version=str(scenario.version))
    scenario.refresh_from_db()
    assert scenario.edits.count() == edits + 1
    again = shown(board.owner, at(scenario, "phat-hien/"), f_blocks="yes").content.decode()
    assert f'value="{key}"' not in again


def test_a_remedy_read_before_another_edit_is_refused(board: Board) -> None:
    scenario = board.scenario(BROKEN)
    key = shown(board.owner, at(scenario, "phat-hien/")).content.decode().split('name="key" value="')[1].split('"')[0]
    services.edit(scenario, board.account, EDIT, adding([RENAME], 1))
    answer = board.owner.post(
        at(scenario, "phat-hien/khac-phuc/"), {"key": key, "remedy": "0", "version": str(scenario.version)}
    )
    assert answer.status_code in (400, 409)


SMALL = (
    body(950, "Phòng Mới", "room", parent=10),
    post(951, 950, "Trưởng phòng", "head"),
    post(952, 950, "Chuyên viên"),
)
"""A room of two people, when the law asks for five."""
SMALL_ON, KEY = date(2026, 1, 1), "room_too_small:950"


def test_turning_the_day_of_the_law_changes_the_result(board: Board) -> None:
    scenario = board.scenario(*SMALL, on=SMALL_ON)
    address = at(scenario, "phat-hien/")
    assert "Phòng Mới: 2 người" in text(shown(board.owner, address, f_blocks="yes"))
    earlier = text(shown(board.owner, address, f_blocks="yes", law="2018-01-01"))
    assert "quy định có hiệu lực ngày 01/01/2018" in earlier and "Phòng Mới: 2 người" not in earlier
    assert plan_of(scenario).law_on is None
    sent(board.owner, at(scenario, "phat-hien/ngay-phap-luat/") + "?law=2018-01-01")
    scenario.refresh_from_db()
    assert plan_of(scenario).law_on == date(2018, 1, 1)
    assert "Phòng Mới: 2 người" not in text(shown(board.owner, address, f_blocks="yes"))


def test_only_an_enacted_decision_waives_the_law_and_what_was_typed_is_kept(board: Board) -> None:
    scenario = board.scenario(*SMALL, on=SMALL_ON)
    address = at(scenario, f"phat-hien/mien/?key={KEY}")
    answer = board.owner.post(address, {"decision": "99/QĐ", "reason": "Thí điểm"})
    assert answer.status_code == 400
    assert "Thí điểm" in answer.content.decode() and "e-decision" in answer.content.decode()
    sent(board.owner, address, decision="1/QĐ", reason="Thí điểm")
    waived = shown(board.owner, at(scenario, "phat-hien/"), f_status="waived")
    assert "Miễn theo 1/QĐ : Thí điểm" in text(waived)
    assert "Nothing" not in text(waived) and "Không có gì chặn việc trình" in text(waived)
    sent(board.owner, at(scenario, "phat-hien/bo-mien/"), waiver=str(scenario.waivers.get().pk))
    assert not scenario.waivers.exists()


def test_what_contradicts_the_record_is_never_waived(board: Board) -> None:
    scenario = board.scenario(BROKEN)
    page = shown(board.owner, at(scenario, "phat-hien/"), f_severity="integrity").content.decode()
    key = page.split('name="key" value="')[1].split('"')[0]
    assert "phat-hien/mien/" not in page
    assert board.owner.get(at(scenario, "phat-hien/mien/"), {"key": key}).status_code == 404


def test_everybody_affected_is_told_and_nobody_is_lost(board: Board) -> None:
    answer = shown(board.owner, at(board.scenario(*MERGER), "con-nguoi/"))
    assert "4 trước − 1 mất chức danh + 0 mới vào = 3 sau" in text(answer)
    assert "khớp, không sót ai" in text(answer)
    rows = lines(shown(board.owner, at(board.scenario(*MERGER), "con-nguoi/"), file="csv", f_fate="displaced"))
    assert [each["Người"] for each in rows] == ["Người Hư Cấu 2"]


def test_the_flow_narrows_to_a_body(board: Board) -> None:
    scenario = board.scenario(*MERGER)
    whole = lines(shown(board.owner, at(scenario, "dong-chuyen/"), file="csv"))
    assert {each["Từ"] for each in whole} >= {"Phòng Công chức, Tỉnh Thử"}
    elsewhere = lines(shown(board.owner, at(scenario, "dong-chuyen/"), file="csv", body="10"))
    assert len(elsewhere) == len(whole)
    none = lines(shown(board.owner, at(scenario, "dong-chuyen/"), file="csv", body="999"))
    assert none == []
    assert "tg-flow" in shown(board.owner, at(scenario, "dong-chuyen/"), of="people").content.decode()


def test_figures_that_differ_come_first_and_open_into_rows(board: Board) -> None:
    scenario = board.scenario(*MERGER)
    rows = lines(shown(board.owner, at(scenario, "chi-tieu/"), file="csv"))
    differing = [each["Khác nhau"] == "có" for each in rows]
    assert differing == sorted(differing, reverse=True) and differing[0]
    behind = lines(shown(board.owner, at(scenario, "chi-tieu/posts/"), file="csv", f_differs="yes"))
    assert [(each["Dòng"], each["Sau"]) for each in behind] == [("Trưởng phòng", "không có")]
    assert board.owner.get(at(scenario, "chi-tieu/khong-co/")).status_code == 404


def test_costs_change_with_their_assumptions_and_faults_keep_what_was_typed(board: Board) -> None:
    scenario = board.scenario(*MERGER)
    page = text(shown(board.owner, at(scenario, "chi-phi/")))
    assert "Trợ cấp cho người dôi dư" in page and "Lương cơ sở áp dụng" in page
    typed = {f"coefficients.{each}": "2" for each in ("elected_official", "civil_servant", "public_employee")}
    typed |= {"coefficients.contract": "1", "coefficients.part_time": "1", "head_supplement": "0,6", "years": "3",
              "deputy_supplement": "0.4", "severance_months": "6", "running_cost": "1.000.000",
              "reorganisation_cost": "0"}  # fmt: skip
    wrong = board.owner.post(at(scenario, "chi-phi/"), {**typed, "severance_months": "sáu"})
    assert wrong.status_code == 400
    assert 'value="sáu"' in wrong.content.decode() and "e-severance_months" in wrong.content.decode()
    sent(board.owner, at(scenario, "chi-phi/"), **typed)
    scenario.refresh_from_db()
    assert (scenario.assumptions["running_cost"], scenario.assumptions["head_supplement"]) == (1_000_000, "0.6")
    assert "2022" in text(shown(board.owner, at(scenario, "chi-phi/"), by="unit"))
    assert board.approver.post(at(scenario, "chi-phi/"), typed).status_code == 403


def test_history_goes_back_to_any_edit_and_forth_again(board: Board) -> None:
    scenario = board.scenario(*MERGER)
    services.edit(scenario, board.account, EDIT, adding([RENAME], 1))
    services.edit(scenario, board.account, EDIT, adding([BROKEN], 1))
    scenario.refresh_from_db()
    plans = {scenario.position: plan_of(scenario)}
    for to, steps in ((1, 3), (3, 5), (0, 0)):
        sent(board.owner, at(scenario, "lich-su/tro-ve/"), to=str(to), version=str(scenario.version))
        scenario.refresh_from_db()
        assert (scenario.position, len(plan_of(scenario).steps)) == (to, steps)
    sent(board.owner, at(scenario, "lich-su/tro-ve/"), to="3", version=str(scenario.version))
    scenario.refresh_from_db()
    assert plan_of(scenario) == plans[3]
    assert board.owner.post(at(scenario, "lich-su/tro-ve/"), {"to": "9"}).status_code == 400
    rows = lines(shown(board.approver, at(scenario, "lich-su/"), file="csv"))
    assert [each["Lần"] for each in rows] == ["3", "2", "1"]


def test_reviewers_remark_and_remarks_are_settled(board: Board) -> None:
    scenario, reviewer = board.scenario(*MERGER), browser("tham-dinh", (Role.REVIEWER, board.province.area))
    sent(reviewer, at(scenario, "tham-dinh/"), text="Nêu rõ căn cứ", step="1")
    empty = reviewer.post(at(scenario, "tham-dinh/"), {"text": "  "})
    assert empty.status_code == 400
    remark = Comment.objects.get()
    assert (remark.text, remark.step) == ("Nêu rõ căn cứ", 1)
    assert board.approver.post(at(scenario, f"tham-dinh/{remark.pk}/xong/")).status_code == 403
    sent(board.owner, at(scenario, f"tham-dinh/{remark.pk}/xong/"))
    remark.refresh_from_db()
    assert remark.settled_by is not None and remark.settled_by.username == "nguoi-lap"


def test_pages_say_the_day_and_the_base_on_screen_and_on_paper(board: Board) -> None:
    page = shown(board.owner, at(board.scenario(*MERGER), "con-nguoi/"), on=START.isoformat()).content.decode()
    assert "tg-datebar-other" in page
    assert "Ngày xem 01/01/2018" in page.split("tg-print-head")[1][:400]


ENGLISH = {
    "": "What to do next",
    "phat-hien/": "Nothing forbids submitting",
    "con-nguoi/": "it adds up",
    "dong-chuyen/": "Flow of",
    "chi-tieu/": "figures differ",
    "chi-phi/": "Assumptions",
    "tham-dinh/": "Reviewer",
    "quyet-dinh/": "Submit the phases left",
    "lich-su/": "Every edit is kept",
}


def test_every_page_speaks_english(board: Board) -> None:
    client, scenario = browser("english", (Role.APPROVER, board.province.area), language="en"), board.scenario(*MERGER)
    assert [tail for tail, words in ENGLISH.items() if words not in text(shown(client, at(scenario, tail)))] == []
