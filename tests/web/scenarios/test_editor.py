"""The workspace of a scenario: what it shows to whom, and that every edit is one request that says what it changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.registry.acts import area, record
from tests.web.small_province import browser
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account
from tinhgon.registry.domain.changes import (
    Appoint,
    Change,
    CreatePost,
    Found,
    RegisterPerson,
    SetQuota,
    UnifyPosts,
)
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.services import keep_personal, new_ids
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.plan import Base, Plan
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import open_plan
from tinhgon.scenarios.services import plan_of

BEGIN, LATER = date(2021, 1, 1), date(2027, 1, 1)


@dataclass(frozen=True)
class Ids:
    """The objects on record."""

    province: int
    east: int
    west: int
    elsewhere: int
    department: int
    planning: int
    training: int
    centre: int
    east_office: int
    west_office: int
    stranger: int
    head: int
    deputy: int
    clerks: int
    centre_head: int
    an: int
    binh: int
    an_head: int
    binh_centre: int
    ceiling: int
    centre_ceiling: int


@dataclass
class Desk:
    """A scenario open in a drafter's browser."""

    ids: Ids
    client: Client
    scenario: Scenario

    @property
    def plan(self) -> Plan:
        self.scenario.refresh_from_db()
        return plan_of(self.scenario)

    @property
    def stands(self) -> bool:
        """Whether all of the plan could be enacted."""
        return open_plan(self.plan, self.scenario.under).preview.stands

    def address(self, tail: str = "") -> str:
        return f"/phuong-an/{self.scenario.pk}/sua/{tail}"

    def send(self, action: str, **given: object) -> HttpResponse:
        self.scenario.refresh_from_db()
        sent = {"action": action, "version": self.scenario.version, **given}
        return self.client.post(self.address("lam/"), json.dumps(sent), content_type="application/json")  # type: ignore[return-value]

    def do(self, action: str, **given: object) -> dict[str, Any]:
        answer = self.send(action, **given)
        assert answer.status_code == 200, answer.content.decode()
        return json.loads(answer.content)

    def refused(self, action: str, **given: object) -> dict[str, str]:
        before = self.plan
        answer = self.send(action, **given)
        assert answer.status_code == 400, answer.content.decode()
        assert self.plan == before, "a refused edit must leave the plan as it was"
        fault: dict[str, str] = json.loads(answer.content)["fault"]
        return fault

    def shown(self, **query: str) -> dict[int, dict[str, Any]]:
        answer = json.loads(self.client.get(self.address("so-do/"), query).content)
        return by_id(answer["boxes"])


def by_id(told: dict[str, Any]) -> dict[int, dict[str, Any]]:
    rows = (dict(zip(told["columns"], row, strict=True)) for row in told["rows"])
    return {row["id"]: row for row in rows}


@pytest.fixture(scope="module")
def ids(module_registry_db: None) -> Ids:
    found = Ids(*new_ids(len(Ids.__dataclass_fields__)))
    record("01/NQ", *_founding(found), on=BEGIN)
    return found


@pytest.fixture
def desk(ids: Ids) -> Iterator[Desk]:
    """What a test writes is taken back after it."""
    with transaction.atomic():
        client = browser("can-bo", (Role.DRAFTER, ids.province))
        owner = Account.objects.get(username="can-bo")
        scenario = services.new_scenario("Tinh gọn Sở Nội vụ", owner, Base(on=BEGIN, seq=1), LATER, under=ids.province)
        yield Desk(ids, client, scenario)
        transaction.set_rollback(True)


def _body(object_id: int, name: str, **more: object) -> Found:
    given = {"name": name, "sector": "state", "tier": "province", "form": "room", **more}
    return Found(object_id=object_id, kind=Kind.ORGANIZATION, attributes=given)  # type: ignore[arg-type]


def _post(object_id: int, body: int, title: str, headship: str = "none", seats: int = 1) -> CreatePost:
    rank = "civil_servant"
    given = {"organization": body, "title": title, "headship": headship, "establishment_class": rank, "seats": seats}
    return CreatePost(object_id=object_id, attributes=given)  # type: ignore[arg-type]


def _ceiling(object_id: int, body: int, amount: int) -> SetQuota:
    return SetQuota(
        object_id=object_id,
        organization=body,
        establishment_class="civil_servant",
        funding="ngân sách tỉnh",
        amount=amount,
    )


def _founding(ids: Ids) -> list[Change]:
    def person(object_id: int, name: str) -> Change:
        return RegisterPerson(object_id=object_id, attributes={**keep_personal(object_id, {"name": name})})

    return [
        area(ids.province, "22", None, "province", "Tỉnh Đông"),
        area(ids.east, "193", ids.province, "district", "Huyện Biển"),
        area(ids.west, "194", ids.province, "district", "Huyện Núi"),
        area(ids.elsewhere, "24", None, "province", "Tỉnh Tây"),
        _body(ids.department, "Sở Nội vụ", form="department", area=ids.province),
        _body(ids.planning, "Phòng Kế hoạch", parent=ids.department, area=ids.province),
        _body(ids.training, "Phòng Đào tạo", parent=ids.department, area=ids.province),
        _body(ids.centre, "Trung tâm Lưu trữ", form="document_centre", parent=ids.department, area=ids.province),
        _body(ids.east_office, "Văn phòng Biển", tier="district", area=ids.east),
        _body(ids.west_office, "Văn phòng Núi", tier="district", area=ids.west),
        _body(ids.stranger, "Sở bên kia", area=ids.elsewhere),
        _post(ids.head, ids.planning, "Trưởng phòng", "head"),
        _post(ids.deputy, ids.planning, "Phó Trưởng phòng", "deputy"),
        _post(ids.clerks, ids.training, "Chuyên viên", seats=3),
        _post(ids.centre_head, ids.centre, "Giám đốc", "head"),
        person(ids.an, "Trần Thị An"),
        person(ids.binh, "Đỗ Văn Bình"),
        Appoint(object_id=ids.an_head, person=ids.an, post=ids.head),
        Appoint(object_id=ids.binh_centre, person=ids.binh, post=ids.centre_head),
        _ceiling(ids.ceiling, ids.planning, 10),
        _ceiling(ids.centre_ceiling, ids.centre, 6),
    ]


# --- who sees and edits -------------------------------------------------------------------------


def test_the_workspace_opens_for_its_owner_in_both_languages(desk: Desk) -> None:
    assert "Hoàn tác" in desk.client.get(desk.address()).content.decode()
    assert "Undo" in desk.client.get(desk.address(), {"lang": "en"}).content.decode()


def test_who_has_no_business_with_a_scenario_does_not_learn_that_it_exists(desk: Desk) -> None:
    stranger = browser("nguoi-la", (Role.DRAFTER, desk.ids.elsewhere))
    for tail in ("", "so-do/", "bang/findings/"):
        assert stranger.get(desk.address(tail)).status_code == 404


def test_a_reader_of_the_province_looks_but_does_not_edit(desk: Desk) -> None:
    reader = browser("xem", (Role.READER, desk.ids.province))
    page = reader.get(desk.address()).content.decode()
    assert "tg-undo" not in page
    sent = json.dumps({"action": "rename", "version": 0, "ids": desk.ids.planning, "name": "Khác"})
    assert reader.post(desk.address("lam/"), sent, content_type="application/json").status_code == 403


def test_a_drafter_it_was_only_shown_to_does_not_edit_one_let_in_does(desk: Desk) -> None:
    other = browser("ban-soan", (Role.DRAFTER, desk.ids.province))
    account = Account.objects.get(username="ban-soan")
    sent = json.dumps({"action": "rename", "version": 0, "ids": desk.ids.planning, "name": "Khác"})
    services.share(desk.scenario, account, desk.scenario.owner)
    assert other.post(desk.address("lam/"), sent, content_type="application/json").status_code == 403
    services.share(desk.scenario, account, desk.scenario.owner, edits=True)
    assert other.post(desk.address("lam/"), sent, content_type="application/json").status_code == 200


def test_heads_are_named_to_those_who_may_read_there_and_masked_to_others(desk: Desk) -> None:
    assert desk.shown()[desk.ids.planning]["head"] == "Trần Thị An"
    guest = browser("khach", (Role.READER, desk.ids.elsewhere))
    services.share(desk.scenario, Account.objects.get(username="khach"), desk.scenario.owner)
    told = by_id(json.loads(guest.get(desk.address("so-do/")).content)["boxes"])
    assert (told[desk.ids.planning]["head"], told[desk.ids.planning]["headed"]) == (None, True)
    body = guest.get(desk.address("bang/body/"), {"body": str(desk.ids.planning)}).content.decode()
    assert "Trần Thị An" not in body
    assert "•••" in body


def test_a_frozen_scenario_is_not_edited(desk: Desk) -> None:
    services.freeze(desk.scenario, desk.scenario.owner)
    fault = desk.refused("rename", ids=desk.ids.planning, name="Khác")
    assert "đã chốt" in fault["what"]
    assert "tg-undo" not in desk.client.get(desk.address()).content.decode()


# --- one edit, one answer -----------------------------------------------------------------------


def test_an_edit_answers_with_the_boxes_it_changed_and_no_others(desk: Desk) -> None:
    answer = desk.do("rename", ids=desk.ids.training, name="Phòng Bồi dưỡng")
    changed = by_id(answer["changed"])
    assert set(changed) == {desk.ids.training}
    assert (changed[desk.ids.training]["name"], changed[desk.ids.training]["mark"]) == ("Phòng Bồi dưỡng", "renamed")
    assert answer["version"] == 1
    assert "Đổi tên Phòng Đào tạo thành Phòng Bồi dưỡng" in answer["now"]


def test_an_edit_on_a_version_that_is_not_the_last_is_refused_and_nothing_is_lost(desk: Desk) -> None:
    desk.do("rename", ids=desk.ids.training, name="Phòng Bồi dưỡng")
    stale = json.dumps({"action": "rename", "version": 0, "ids": desk.ids.planning, "name": "Khác"})
    answer = desk.client.post(desk.address("lam/"), stale, content_type="application/json")
    assert answer.status_code == 409
    assert json.loads(answer.content)["fault"]["mend"]
    assert len(desk.plan.steps) == 1


def test_a_refused_edit_says_what_where_why_and_how_to_mend_it(desk: Desk) -> None:
    desk.do("dissolve", ids=[desk.ids.training])
    fault = desk.refused("move_posts", posts=[desk.ids.clerks], target=desk.ids.planning)
    assert all(fault[part] for part in ("what", "where", "why", "mend"))


@pytest.mark.parametrize("action", ["rename", "merge", "move", "split", "move_posts", "unify_posts", "alter_phase"])
def test_an_edit_that_lacks_something_says_so(desk: Desk, action: str) -> None:
    assert "Còn thiếu" in desk.refused(action)["what"]


def test_what_cannot_be_read_is_refused(desk: Desk) -> None:
    answer = desk.client.post(desk.address("lam/"), "{", content_type="application/json")
    assert answer.status_code == 400
    assert desk.refused("fly")["where"] == "fly"


def test_a_body_does_not_come_under_itself(desk: Desk) -> None:
    fault = desk.refused("move", ids=[desk.ids.department], target=desk.ids.planning)
    assert "thuộc chính nó" in fault["what"]


def test_what_lies_outside_the_drafters_subtree_is_not_touched(desk: Desk) -> None:
    fault = desk.refused("rename", ids=desk.ids.stranger, name="Của tôi")
    assert "ngoài phạm vi" in fault["what"]


def test_undo_and_redo_go_back_and_forth_between_the_same_states(desk: Desk) -> None:
    states = [desk.shown()]
    for action in (
        {"action": "rename", "ids": desk.ids.training, "name": "Phòng Bồi dưỡng"},
        {"action": "merge", "ids": [desk.ids.centre], "into": desk.ids.planning},
    ):
        desk.do(**action)  # type: ignore[arg-type]
        states.append(desk.shown())
    for expected in (states[1], states[0]):
        assert desk.do("undo")["redo"]
        assert desk.shown() == expected
    for expected in (states[1], states[2]):
        desk.do("redo")
        assert desk.shown() == expected
    assert desk.refused("redo")["what"]


def test_patching_the_boxes_shown_with_each_answer_gives_the_boxes_of_the_new_state(desk: Desk) -> None:
    shown = desk.shown()
    for action, given in (
        ("merge", {"ids": [desk.ids.centre], "into": desk.ids.planning}),
        ("join", {"ids": [desk.ids.planning, desk.ids.training], "name": "Phòng Mới"}),
        ("undo", {}),
        ("dissolve", {"ids": [desk.ids.training]}),
        ("undo", {}),
    ):
        answer = desk.do(action, **given)
        shown |= by_id(answer["changed"])
        shown = {key: box for key, box in shown.items() if key not in answer["gone"]}
        assert shown == desk.shown()


# --- what the edits come to ---------------------------------------------------------------------


def test_a_merger_takes_posts_holders_and_ceilings_along(desk: Desk) -> None:
    desk.do("merge", ids=[desk.ids.centre], into=desk.ids.planning)
    box = desk.shown()[desk.ids.planning]
    assert (box["seats"], box["used"], box["quota"], box["mark"]) == (3, 2, 16, "merged")
    assert desk.shown()[desk.ids.centre]["mark"] == "ended"
    assert desk.stands


def test_bodies_merge_into_a_new_one_of_a_joint_form(desk: Desk) -> None:
    desk.do("join", ids=[desk.ids.planning, desk.ids.training], name="Văn phòng chung", form="joint_office")
    (made,) = (box for box in desk.shown().values() if box["name"] == "Văn phòng chung")
    assert (made["above"], made["joint"], made["mark"], made["seats"]) == (desk.ids.department, True, "merged", 5)


def test_a_dissolved_body_leaves_all_it_has_to_its_heir(desk: Desk) -> None:
    desk.do("dissolve", ids=[desk.ids.centre], heir=desk.ids.department)
    box = desk.shown()[desk.ids.department]
    assert (box["seats"], box["head"]) == (1, "Đỗ Văn Bình")
    assert box["quota"] == 16, "its first own ceiling holds the ten of the room that stays under it"
    assert desk.stands


def test_without_an_heir_everything_below_ends_and_nothing_dangles(desk: Desk) -> None:
    desk.do("unify_posts", posts=[desk.ids.head, desk.ids.centre_head])
    desk.do("dissolve", ids=[desk.ids.planning])
    assert desk.stands
    desk.do("dissolve", ids=[desk.ids.department])
    ended = {key for key, box in desk.shown().items() if box["mark"] == "ended"}
    assert ended == {desk.ids.department, desk.ids.planning, desk.ids.training, desk.ids.centre}
    assert desk.stands


def test_a_divided_body_passes_what_it_has_to_the_first_part(desk: Desk) -> None:
    desk.do("split", ids=desk.ids.planning, names="Phòng Một\n\nPhòng Hai\n", ends="1")
    boxes = {box["name"]: box for box in desk.shown().values()}
    assert (boxes["Phòng Một"]["seats"], boxes["Phòng Một"]["quota"]) == (2, 10)
    assert boxes["Phòng Hai"]["seats"] is None
    assert desk.stands


def test_what_belongs_to_a_unit_comes_to_serve_the_unit_it_moves_to(desk: Desk) -> None:
    desk.do("move", ids=[desk.ids.centre], target=desk.ids.east_office)
    moved = desk.shown()[desk.ids.centre]
    assert (moved["above"], moved["mark"]) == (desk.ids.east_office, "moved")
    steps = {type(step.change).__name__ for step in desk.plan.steps}
    assert steps == {"Reparent", "Reclassify"}


def test_what_serves_another_unit_goes_on_serving_it_when_it_moves(desk: Desk) -> None:
    desk.do("move", ids=[desk.ids.west_office], target=desk.ids.department)
    assert [type(step.change).__name__ for step in desk.plan.steps] == ["Reparent"]
    assert desk.shown()[desk.ids.west_office]["above"] == desk.ids.department


def test_a_body_put_on_an_area_stands_right_under_it(desk: Desk) -> None:
    desk.do("move", ids=[desk.ids.centre], target=desk.ids.west)
    assert desk.shown()[desk.ids.centre]["above"] == desk.ids.west


def test_part_of_a_ceiling_moves_and_the_sum_stays(desk: Desk) -> None:
    desk.do("move_quota", quota=desk.ids.ceiling, amount=4, target=desk.ids.centre)
    desk.do("move_quota", quota=desk.ids.ceiling, amount=1, target=desk.ids.training)
    boxes = desk.shown()
    assert [boxes[each]["quota"] for each in (desk.ids.planning, desk.ids.centre, desk.ids.training)] == [5, 10, 1]
    fault = desk.refused("move_quota", quota=desk.ids.ceiling, amount=6, target=desk.ids.centre)
    assert "từ 1 đến 5" in fault["what"]


def test_the_post_that_carries_the_pay_comes_first_in_a_unification(desk: Desk) -> None:
    desk.do("unify_posts", posts=[desk.ids.head, desk.ids.centre_head], paid=desk.ids.centre_head)
    (step,) = desk.plan.steps
    assert step.change == UnifyPosts(posts=(desk.ids.centre_head, desk.ids.head))
    assert desk.shown()[desk.ids.planning]["unified"]
    desk.do("separate_posts", posts=[desk.ids.head])
    assert not desk.shown()[desk.ids.planning]["unified"]


def test_a_body_is_renamed_and_converted(desk: Desk) -> None:
    desk.do("convert", ids=desk.ids.centre, form="service_unit", name="Trung tâm Dữ liệu", sector="service")
    box = desk.shown()[desk.ids.centre]
    assert (box["form"], box["name"], box["sector"], box["mark"]) == (
        "service_unit", "Trung tâm Dữ liệu", "service", "renamed"
    )  # fmt: skip


def test_posts_are_moved_and_abolished(desk: Desk) -> None:
    desk.do("move_posts", posts=[desk.ids.deputy], target=desk.ids.training)
    desk.do("abolish_posts", posts=[desk.ids.head])
    boxes = desk.shown()
    assert (boxes[desk.ids.training]["seats"], boxes[desk.ids.planning]["seats"]) == (4, None)
    assert desk.stands


# --- sides, days and phases ---------------------------------------------------------------------


def test_before_shows_the_old_state_with_what_becomes_of_it(desk: Desk) -> None:
    desk.do("merge", ids=[desk.ids.centre], into=desk.ids.planning)
    box = desk.shown(side="before")
    assert (box[desk.ids.centre]["mark"], box[desk.ids.centre]["name"]) == ("ended", "Trung tâm Lưu trữ")
    assert (box[desk.ids.planning]["mark"], box[desk.ids.planning]["seats"]) == ("merged", 2)


def test_before_the_day_of_the_phase_nothing_is_changed(desk: Desk) -> None:
    desk.do("rename", ids=desk.ids.training, name="Phòng Bồi dưỡng")
    assert desk.shown(on="2026-12-31")[desk.ids.training]["mark"] is None
    assert desk.shown(on="2027-01-01")[desk.ids.training]["mark"] == "renamed"


def test_phases_are_added_altered_and_taken_out_once_empty(desk: Desk) -> None:
    desk.do("add_phase", name="Giai đoạn 2", effective_on="2028-01-01")
    desk.do("rename", ids=desk.ids.training, name="Phòng Bồi dưỡng", phase=2)
    assert desk.shown(phase="1")[desk.ids.training]["mark"] is None
    desk.do("alter_phase", into=2, name="Bước hai", effective_on="2028-07-01")
    assert desk.plan.phase(2).effective_on == date(2028, 7, 1)
    assert "còn thay đổi" in desk.refused("remove_phase", into=2)["what"]
    desk.do("place_steps", steps=[1], into=1)
    desk.do("remove_phase", into=2)
    assert [each.id for each in desk.plan.phases] == [1]


def test_steps_are_reordered_noted_and_taken_out(desk: Desk) -> None:
    for each in (desk.ids.planning, desk.ids.training, desk.ids.centre):
        desk.do("rename", ids=each, name=f"Cơ quan {each}")
    desk.do("shift_step", steps=[3])
    assert [each.id for each in desk.plan.steps] == [1, 3, 2]
    desk.do("shift_step", steps=[1], later="1")
    assert [each.id for each in desk.plan.steps] == [3, 1, 2]
    assert "đầu hoặc cuối" in desk.refused("shift_step", steps=[3])["what"]
    answer = desk.do("note_step", steps=[2], note="Hỏi lại Sở", tab="changes")
    assert "Hỏi lại Sở" in answer["panel"]
    desk.do("remove_steps", steps=[1, 3])
    assert [each.id for each in desk.plan.steps] == [2]


def test_the_day_of_the_law_is_part_of_the_plan(desk: Desk) -> None:
    assert desk.do("set_law", law_on="2019-01-01")["law"] == "2019-01-01"
    assert desk.plan.law_on == date(2019, 1, 1)
    assert "01/01/2019" in desk.client.get(desk.address("bang/findings/")).content.decode()
    desk.do("set_law", law_on="")
    assert desk.plan.law_on is None


# --- panel, dialogues, forms --------------------------------------------------------------------


@pytest.mark.parametrize("part", ["body", "findings", "changes", "figures"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_tab_of_the_panel_answers(desk: Desk, part: str, language: str) -> None:
    desk.do("merge", ids=[desk.ids.centre], into=desk.ids.planning)
    query = {"body": str(desk.ids.planning), "lang": language}
    answer = desk.client.get(desk.address(f"bang/{part}/"), query)
    assert answer.status_code == 200
    assert answer.content.strip()


def test_the_tab_of_a_body_tells_its_posts_holders_and_what_changed(desk: Desk) -> None:
    desk.do("merge", ids=[desk.ids.centre], into=desk.ids.planning)
    told = desk.client.get(desk.address("bang/body/"), {"body": str(desk.ids.planning)}).content.decode()
    for each in ("Trưởng phòng", "Trần Thị An", "Giám đốc", "Đỗ Văn Bình", "còn trống", "ngân sách tỉnh"):
        assert each in told
    assert "tg-mark-moved" in told  # the director's post came with the centre


def test_the_last_edit_says_by_how_much_it_changed_the_counts(desk: Desk) -> None:
    answer = desk.do("dissolve", ids=[desk.ids.training])
    assert "−1</strong> cơ quan" in answer["now"]
    assert "−3</strong> vị trí" in answer["now"]


def test_a_step_that_no_longer_stands_is_a_finding_with_a_remedy_that_mends_it(desk: Desk) -> None:
    desk.do("rename", ids=desk.ids.centre, name="Trung tâm Dữ liệu")
    desk.do("dissolve", ids=[desk.ids.centre])
    # Put first, the dissolution leaves the renaming without its body.
    dissolving = [step.id for step in desk.plan.steps if step.id > 1]
    answer = desk.do("place_steps", steps=dissolving, into=1, before=1, tab="findings")
    assert answer["fresh"] > 0
    assert "data-remedy" in answer["panel"]
    assert not desk.stands
    key = answer["panel"].split('data-issue="')[1].split('"')[0]
    desk.do("remedy", issue=key, number=0)
    assert desk.stands


@pytest.mark.parametrize(
    "action",
    ["move", "merge", "join", "joint", "convert", "dissolve", "split", "rename", "move_posts", "abolish_posts",
     "unify_posts", "separate_posts", "move_quota", "template", "add_phase"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_edit_has_a_dialogue(desk: Desk, action: str, language: str) -> None:
    answer = desk.client.get(desk.address(f"hoi/{action}/"), {"ids": str(desk.ids.planning), "lang": language})
    assert answer.status_code == 200, answer.content.decode()
    assert "<form" in answer.content.decode()


def test_a_dialogue_that_makes_no_sense_says_why(desk: Desk) -> None:
    answer = desk.client.get(desk.address("hoi/move_quota/"), {"ids": str(desk.ids.training)})
    assert answer.status_code == 400
    assert "chưa được giao biên chế" in json.loads(answer.content)["fault"]["what"]
    assert desk.client.get(desk.address("hoi/fly/")).status_code == 404


def test_dissolving_says_beforehand_what_it_touches(desk: Desk) -> None:
    told = desk.client.get(desk.address("hoi/dissolve/"), {"ids": str(desk.ids.department)}).content.decode()
    assert "4 cơ quan, 4 chức danh, 2 lượt người giữ" in told


def test_any_change_is_made_and_edited_by_a_form(desk: Desk) -> None:
    listed = desk.client.get(desk.address("bieu/")).content.decode()
    assert "Lập chức danh" in listed
    assert "Hủy bỏ một quyết định" not in listed
    new = {"organization": f"#{desk.ids.training}", "title": "Trưởng phòng", "headship": "head",
           "establishment_class": "civil_servant", "seats": "1"}  # fmt: skip
    faulty = desk.client.post(f"{desk.address('bieu/')}?verb=create_post&version=0", {**new, "title": ""})
    assert faulty.status_code == 400
    assert "bắt buộc" in faulty.content.decode()
    made = desk.client.post(f"{desk.address('bieu/')}?verb=create_post&version=0", new)
    assert made.status_code == 200, made.content.decode()
    assert by_id(json.loads(made.content)["changed"])[desk.ids.training]["seats"] == 4
    (step,) = desk.plan.steps
    shown = desk.client.get(desk.address("bieu/"), {"step": str(step.id)}).content.decode()
    assert 'value="Trưởng phòng"' in shown
    again = desk.client.post(
        f"{desk.address('bieu/')}?step={step.id}&version=1", {**new, "title": "Phó phòng", "note": "đổi"}
    )
    assert again.status_code == 200, again.content.decode()
    (edited,) = desk.plan.steps
    assert isinstance(edited.change, CreatePost)
    assert isinstance(step.change, CreatePost)
    assert edited.change.object_id == step.change.object_id, "what a step makes keeps its number"
    assert (edited.change.attributes["title"], edited.note) == ("Phó phòng", "đổi")


def test_annulments_and_personal_particulars_are_not_planned(desk: Desk) -> None:
    for verb in ("annul", "register_person", "nothing"):
        assert desk.client.get(desk.address("bieu/"), {"verb": verb}).status_code == 404
