"""Scenarios by programs: from the first change to the ledger and back, seen by whom they are for, never overwritten."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import World, client_of
from tests.registry.acts import record
from tests.web.two_provinces import HERE, Half
from tinhgon.accounts.domain.roles import Permission, Role
from tinhgon.registry import services as registry
from tinhgon.registry.domain.changes import Rename
from tinhgon.registry.models import LedgerEntry
from tinhgon.scenarios import services
from tinhgon.scenarios.models import Comment, Scenario

API = "/api/v1/scenarios"


@pytest.fixture
def drafter(world: World) -> Client:
    """A program of somebody who drafts in one province."""
    return client_of(world.here.accounts[Role.DRAFTER])


@pytest.fixture
def approver(world: World) -> Client:
    """A program of somebody who signs there."""
    return client_of(world.here.accounts[Role.APPROVER])


def sent(client: Client, path: str, content: Any = None, method: str = "POST") -> tuple[int, Any]:
    answer = client.generic(method, f"{API}{path}", _json(content), "application/json")
    return answer.status_code, answer.json() if answer.content else None


def _json(content: Any) -> bytes:

    return json.dumps(content or {}).encode()


def asked(client: Client, path: str, **query: object) -> Any:
    answer = client.get(f"{API}{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def begun(client: Client, half: Half, name: str = "Đề án qua chương trình") -> int:
    content = {"name": name, "effective_on": "2026-01-01", "on": "2025-08-01", "under": half.province}
    status, told = sent(client, "", content)
    assert status == 201
    return int(told["scenario"]["id"])


def decision(number: str) -> dict[str, str]:
    return {"number": number, "issuer": "UBND tỉnh", "signed_on": "2025-12-01"}


def room_of(half: Half) -> list[dict[str, Any]]:
    """A room with a head in the body of a province, founded by placeholders."""
    room = {"name": "Phòng Mới", "sector": "state", "tier": "province", "form": "room", "parent": half.body}
    head = {"organization": -1, "title": "Trưởng phòng", "headship": "head", "establishment_class": "civil_servant"}
    return [
        {"verb": "found", "object_id": -1, "kind": "organization", "attributes": room},
        {"verb": "create_post", "object_id": -2, "attributes": head},
    ]


def test_a_scenario_goes_from_a_program_into_the_ledger_and_back(
    world: World, drafter: Client, approver: Client
) -> None:
    number = begun(drafter, world.here)
    status, told = sent(drafter, f"/{number}/steps", {"changes": room_of(world.here), "version": 0})
    assert status == 201
    room = told["ids"]["-1"]
    steps = asked(drafter, f"/{number}")["steps"]
    assert [each["change"]["object_id"] for each in steps] == [room, told["ids"]["-2"]]
    assert "Phòng Mới" in steps[0]["text"]["vi"]
    counts = {each["measure"]: each["change"] for each in asked(drafter, f"/{number}/impact")["counts"]}
    assert (counts["bodies"], counts["rooms"], counts["posts"]) == (1, 1, 1)
    status, told = sent(drafter, f"/{number}/submit", decision("81/QĐ"))
    assert (status, told["decision"]["status"]) == (201, "submitted")
    assert sent(drafter, f"/{number}/approve")[0] == 403
    assert sent(approver, f"/{number}/approve")[1]["decision"]["status"] == "approved"
    enacted = sent(approver, f"/{number}/enact")[1]
    assert enacted["decision"]["known"] == enacted["known"] == LedgerEntry.objects.count()
    shown = approver.get(f"/api/v1/organizations/{room}", {"on": "2026-01-01"})
    assert shown.json()["object"]["name"] == "Phòng Mới"
    status, told = sent(drafter, f"/{number}/counter", decision("82/QĐ"))
    assert (status, told["decision"]["undoes"]) == (201, enacted["decision"]["decision"])
    assert sent(approver, f"/{number}/approve")[0] == sent(approver, f"/{number}/enact")[0] == 200
    listed = approver.get("/api/v1/organizations", {"on": "2026-01-01"}).json()["items"]
    assert [each["id"] for each in listed] == [world.here.body]


def test_findings_forbid_submitting_and_are_mended_by_what_they_propose(world: World, drafter: Client) -> None:
    number = begun(drafter, world.here)
    sent(drafter, f"/{number}/steps", {"changes": [{"verb": "dissolve", "object_id": world.here.body}]})
    told = asked(drafter, f"/{number}/issues", remedies=True)
    assert told["blocked"]
    stopping = next(each for each in told["items"] if any(one["removes"] for one in each["remedies"]))
    assert (stopping["severity"], stopping["status"], stopping["blocks"], stopping["steps"]) == (
        "integrity", "new", True, [1],
    )  # fmt: skip
    status, fault = sent(drafter, f"/{number}/submit", decision("83/QĐ"))
    assert (status, fault["code"]) == (409, "blocked")
    place = next(place for place, each in enumerate(stopping["remedies"]) if each["removes"])
    status, _ = sent(drafter, f"/{number}/mend", {"key": stopping["key"], "remedy": place})
    assert status == 200
    assert asked(drafter, f"/{number}")["steps"] == []
    assert not asked(drafter, f"/{number}/issues")["blocked"]


def test_an_edit_of_what_somebody_else_edited_meanwhile_is_refused(world: World, drafter: Client) -> None:
    number = begun(drafter, world.here)
    rename = {"verb": "rename", "object_id": world.here.body, "name": "Sở Một"}
    version = sent(drafter, f"/{number}/steps", {"changes": [rename], "version": 0})[1]["scenario"]["version"]
    status, fault = sent(drafter, f"/{number}/steps", {"changes": [rename], "version": 0})
    assert (status, fault["code"]) == (409, "edited_meanwhile")
    assert sent(drafter, f"/{number}/undo", {"version": version})[0] == 200
    assert asked(drafter, f"/{number}")["steps"] == []
    assert sent(drafter, f"/{number}/redo", {})[0] == 200
    assert len(asked(drafter, f"/{number}")["steps"]) == 1


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"verb": "rename", "object_id": "x"}, 422, "invalid_changes"),
        ({"verb": "annul", "entry": 1}, 422, "invalid_edit"),
        ({"verb": "rename", "object_id": 10**9, "name": "Sở"}, 422, "invalid_changes"),
        ({"verb": "register_person", "object_id": -1, "attributes": {"name": "Bí Mật"}}, 422, "invalid_changes"),
        ({"verb": "merge", "into": -1, "sources": [-2]}, 422, "invalid_edit"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_leaves_no_trace(
    world: World, drafter: Client, change: dict[str, Any], status: int, code: str
) -> None:
    number = begun(drafter, world.here)
    answered, fault = sent(drafter, f"/{number}/steps", {"changes": [change]})
    assert (answered, fault["code"]) == (status, code)
    assert fault["what"]["vi"] and fault["mend"]
    scenario = Scenario.objects.get(pk=number)
    assert (scenario.version, scenario.plan.get("steps", [])) == (0, [])


def test_changes_outside_the_subtree_are_refused_however_they_come(world: World, drafter: Client) -> None:
    number = begun(drafter, world.here)
    outside = {"verb": "rename", "object_id": world.there.body, "name": "Sở lạ"}
    assert sent(drafter, f"/{number}/steps", {"changes": [outside]})[1]["code"] == "outside_subtree"
    template = f"/{number}/templates/joint_office"
    assert sent(drafter, template, {"units": [world.there.commune]})[0] == 403
    assert sent(drafter, f"{template}/try", {"units": [world.there.commune]})[0] == 403
    assert sent(drafter, "", {"name": "x", "effective_on": "2026-01-01", "on": "2025-08-01"})[0] == 403


def test_phases_and_the_day_of_the_law_turn_what_is_looked_at(world: World, drafter: Client) -> None:
    number = begun(drafter, world.here)
    status, told = sent(drafter, f"/{number}/phases", {"name": "Sau", "effective_on": "2027-01-01"})
    assert (status, [each["id"] for each in told["phases"]]) == (201, [1, 2])
    sent(drafter, f"/{number}/steps", {"changes": room_of(world.here)})
    before = {each["measure"]: each for each in asked(drafter, f"/{number}/impact", on="2026-06-01")["counts"]}
    assert before["rooms"]["after"] == 0 if "rooms" in before else True
    sent(drafter, f"/{number}/place", {"steps": [1, 2], "phase": 1})
    after = {each["measure"]: each for each in asked(drafter, f"/{number}/impact", on="2026-06-01")["counts"]}
    assert after["rooms"]["after"] == 1
    told = sent(drafter, f"/{number}/law", {"law_on": "2018-01-01"}, "PUT")[1]
    assert told["scenario"]["law_on"] == "2018-01-01"
    assert all(each["law_on"] == "2018-01-01" for each in asked(drafter, f"/{number}/issues")["items"])


def test_a_scenario_behind_the_record_shows_both_sides_and_moves_on_when_they_are_settled(
    world: World, drafter: Client
) -> None:
    number = begun(drafter, world.here)
    rename = {"verb": "rename", "object_id": world.here.district, "name": "Huyện theo đề án"}
    sent(drafter, f"/{number}/steps", {"changes": [rename]})
    record("71/NQ", Rename(object_id=world.here.district, name="Huyện theo sổ"))
    told = asked(drafter, f"/{number}/conflicts")
    (conflict,) = told["items"]
    assert (conflict["theirs"], conflict["ours"]) == ("Huyện theo sổ", "Huyện theo đề án")
    assert conflict["entries"] == [told["newest"]]
    assert sent(drafter, f"/{number}/submit", decision("84/QĐ"))[1]["code"] == "outdated"
    assert sent(drafter, f"/{number}/rebase", {})[1]["code"] == "unsettled"
    assert sent(drafter, f"/{number}/rebase", {"settled": {conflict["name"]: "both"}})[0] == 422
    status, moved = sent(drafter, f"/{number}/rebase", {"settled": {conflict["name"]: "ours"}})
    assert (status, moved["scenario"]["base_known"]) == (200, told["newest"])
    assert asked(drafter, f"/{number}/conflicts")["items"] == []


def test_two_scenarios_are_compared_by_what_sets_them_apart(world: World, drafter: Client) -> None:
    first = begun(drafter, world.here, "Một")
    sent(drafter, f"/{first}/steps", {"changes": room_of(world.here)})
    copied = sent(drafter, f"/{first}/copy", {"name": "Hai"})[1]["scenario"]["id"]
    sent(drafter, f"/{copied}/remove", {"steps": [1, 2]})
    told = asked(drafter, f"/{first}/comparison", others=str(copied))["comparison"]
    rooms = next(each for each in told["rows"]["structure"] if each["key"] == "rooms")
    assert [each["number"] for each in (rooms["baseline"], *rooms["values"])] == [0, 1, 0]
    assert [each["steps"] for each in told["changes"]] == [[1, None], [2, None]]
    assert asked(drafter, f"/{copied}/people")["total"] == 0
    assert drafter.get(f"{API}/{first}/comparison", {"others": str(world.scenario_there.pk)}).status_code == 403


def test_a_scenario_is_shown_to_whom_it_was_shared_with_and_edited_by_whom_it_says(world: World) -> None:
    owner, half = client_of(world.here.accounts[Role.DRAFTER]), world.here
    reader = half.accounts[Role.READER]
    number = begun(owner, half, "Riêng")
    assert client_of(reader).get(f"{API}/{number}").status_code == 403
    assert sent(owner, f"/{number}/shares/{reader.username}", {"edits": True}, "PUT")[0] == 200
    assert client_of(reader).get(f"{API}/{number}").status_code == 200
    assert sent(client_of(reader), f"/{number}/remove", {"steps": [1]})[0] == 403  # readers draft nothing
    assert asked(owner, f"/{number}/shares")["items"] == [{"username": reader.username, "edits": True}]
    assert sent(owner, f"/{number}/shares/{reader.username}", method="DELETE")[0] == 204
    assert client_of(reader).get(f"{API}/{number}").status_code == 403


def test_what_is_said_of_a_scenario_is_told_and_settled(world: World, drafter: Client) -> None:
    number = begun(drafter, world.here)
    reviewer = client_of(world.here.accounts[Role.REVIEWER])
    status, made = sent(reviewer, f"/{number}/comments", {"text": "Xem lại tên"})
    assert status == 201
    assert sent(reviewer, f"/{number}/comments", {"text": "x", "step": 5})[0] == 404
    assert [each["text"] for each in asked(drafter, f"/{number}/comments")["items"]] == ["Xem lại tên"]
    settled = sent(drafter, f"/{number}/comments/{made['id']}/settle")[1]
    assert settled["settled_by"] == world.here.accounts[Role.DRAFTER].username
    assert Comment.objects.get(pk=made["id"]).settled_at is not None


def test_a_key_to_read_reads_a_scenario_and_edits_nothing(world: World) -> None:
    client = client_of(world.here.accounts[Role.DRAFTER], Permission.READ)
    assert client.get(f"{API}/{world.scenario.pk}").status_code == 200
    assert sent(client, f"/{world.scenario.pk}/remove", {"steps": [1]})[0] == 403


def test_the_papers_of_a_scenario_come_as_files_with_people_by_number(world: World) -> None:
    client = client_of(world.here.accounts[Role.READER])
    answer = client.get(f"{API}/{world.scenario.pk}/papers/decision", {"form": "docx"})
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert f"Nguyễn {HERE}".encode() not in answer.content


def test_ids_taken_before_may_be_used_as_well_as_placeholders(world: World, drafter: Client) -> None:
    number = begun(drafter, world.here)
    (taken,) = registry.new_ids(1)
    found, post = room_of(world.here)
    post["attributes"]["organization"] = found["object_id"] = taken
    status, told = sent(drafter, f"/{number}/steps", {"changes": [found, post]})
    assert (status, list(told["ids"])) == (201, ["-2"])


def test_a_frozen_scenario_is_not_edited_until_it_is_opened_again(world: World, drafter: Client) -> None:
    number = begun(drafter, world.here)
    rename = {"changes": [{"verb": "rename", "object_id": world.here.body, "name": "Sở Hai"}]}
    assert sent(drafter, f"/{number}/freeze")[1]["scenario"]["status"] == "frozen"
    status, fault = sent(drafter, f"/{number}/steps", rename)
    assert (status, fault["code"]) == (409, "scenario_not_open")
    assert sent(drafter, f"/{number}/thaw")[1]["scenario"]["status"] == "open"
    assert sent(drafter, f"/{number}/steps", rename)[0] == 201
    assert services.plan_of(Scenario.objects.get(pk=number)).steps
