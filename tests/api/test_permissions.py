"""Every route, for every role, within its subtree and outside: what the roles and the key allow is answered, all else
refused. Routes added later are walked without a change here, as long as their arguments are known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from tests.api.conftest import World, client_of, description
from tests.web.two_provinces import THERE, Half
from tinhgon.accounts.domain.roles import ALLOWS, Permission, Role
from tinhgon.registry import services
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.scenarios import deciding
from tinhgon.scenarios import services as scenarios
from tinhgon.scenarios.domain.templates import TEMPLATES
from tinhgon.scenarios.models import Comment, Deciding, Scenario
from tinhgon.web.api.urls import api

ANSWERED = {200, 201, 204, 409, 422}
"""How a route answers those it is for: done, or something lacking in what was sent."""


@dataclass(frozen=True)
class Operation:
    """One operation of the API."""

    name: str
    method: str
    path: str
    permissions: frozenset[Permission]

    def address(self, half: Half, scenario: Scenario) -> str:
        """Its address for what lies in a province."""
        path = "/api/v1" + self.path
        for key, value in arguments(self, half, scenario).items():
            path = path.replace(f"{{{key}}}", str(value))
        return path


def operations() -> Iterator[Operation]:
    """Every operation there is."""
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for each in view.operations:
                op = each.view_func.op
                yield Operation(op.name, each.methods[0], path, frozenset(op.permissions))


OPERATIONS = sorted(operations(), key=lambda each: each.name)

STEPS = {"approve", "enact", "return_to_drafter", "withdraw"}
"""Steps that begin with a submitted decision."""


def arguments(each: Operation, half: Half, scenario: Scenario) -> dict[str, object]:
    """What the arguments of an address are, by name."""
    objects = {"areas": half.province, "organizations": half.body, "posts": half.post, "people": half.person,
               "memberships": half.membership, "quotas": half.body + 4}  # fmt: skip
    drafted = each.path.startswith("/drafts") or each.name == "submit"
    decision = half.draft if drafted else half.submitted
    return {
        "object_id": objects.get(each.path.split("/")[1], half.province),
        "decision_id": decision.pk if drafted or each.name in STEPS or "attachment" in each.path else half.enacted,
        "attachment_id": half.attachment(decision),
        "name": next(iter(TEMPLATES if "/templates/" in each.path else INDICATORS)),
        "scenario_id": scenario.pk,
        "comment_id": Comment.objects.get(scenario=scenario).pk,
        "step": 1,
        "phase": 1,
        "username": half.accounts[Role.READER].username,
        "paper": "decision",
    }


def about_something(each: Operation) -> bool:
    """Whether its address names what lies in one of the provinces."""
    return "_id}" in each.path


QUERIES: dict[str, dict[str, str]] = {
    "search": {"q": "vien tay"},
    "diff": {"start": "2025-01-01"},
    "export": {"kind": "area"},
}
"""Parameters without which a route does not answer."""

ALONE = {"submit", "enact", "submit_scenario"}
"""Steps that open a transaction of their own kind, so that none may be open around them."""


def ask(client: Client, each: Operation, half: Half, world: World, **more: str) -> HttpResponseBase:
    """Ask; all that is done is undone."""
    scenario = world.scenario_of(half)
    if each.name in ALONE:
        answer = _ask(client, each, half, scenario, more)
        if answer.status_code == 200:
            services.withdraw(half.draft)
        if answer.status_code == 201:
            deciding.take_back(Deciding.objects.get(scenario=scenario))
            scenarios.thaw(scenario)
        return answer
    with transaction.atomic():
        answer = _ask(client, each, half, scenario, more)
        transaction.set_rollback(True)
    return answer


def _ask(client: Client, each: Operation, half: Half, scenario: Scenario, more: dict[str, str]) -> HttpResponseBase:
    address = each.address(half, scenario)
    if each.method == "GET":
        return client.get(address, {**QUERIES.get(each.name, {}), **more})
    if each.name == "attach_file":
        return client.post(address, {"file": SimpleUploadedFile("a.pdf", b"%PDF-")})
    content = json.dumps(contents(half).get(each.name) or _draft(half))
    return client.generic(each.method, address, content.encode(), "application/json")


def contents(half: Half) -> dict[str, Any]:
    """What is sent to the routes that take no draft, by name."""
    rename = {"verb": "rename", "object_id": half.commune, "name": "Xã đổi tên"}
    decision = {"number": "1/QĐ", "issuer": "UBND tỉnh", "signed_on": "2025-12-01"}
    phase = {"name": "Giai đoạn", "effective_on": "2026-06-01"}
    return {
        "reserve_ids": {"count": 1},
        "begin_scenario": {
            "name": "Mới", "effective_on": "2026-01-01", "on": "2025-08-01", "under": half.province,
        },
        "describe_scenario": {"name": "Tên khác"},
        "copy_scenario": {"name": "Bản hai"},
        "add_steps": {"changes": [rename]},
        "rewrite_step": {"change": rename},
        "remove_steps": {"steps": [1]},
        "place_steps": {"steps": [1], "phase": 1},
        "apply_template": {"units": [half.commune]},
        "try_template": {"units": [half.commune]},
        "mend_scenario": {"key": "khong-co"},
        "add_phase": phase,
        "alter_phase": phase,
        "set_law": {"law_on": None},
        "undo_edit": {"version": None},
        "redo_edit": {"version": None},
        "rebase_scenario": {"settled": {}},
        "submit_scenario": decision,
        "counter_scenario": decision,
        "add_scenario_comment": {"text": "Đồng ý"},
        "share_scenario": {"edits": False},
        "waive_rule": {"rule": "x", "subjects": [half.body], "decision": half.enacted, "reason": "vì"},
    }  # fmt: skip


def _draft(half: Half) -> dict[str, Any]:
    rename = {"verb": "rename", "object_id": half.commune, "name": "Xã đổi tên"}
    return {"signed_on": "2025-08-01", "effective_on": "2025-08-01", "changes": [rename]}


def text_of(answer: HttpResponseBase) -> str:
    return b"".join(answer).decode("utf-8", "replace")


@pytest.fixture(scope="module")
def clients(world: World) -> dict[Role, Client]:
    """For each role, a program with a key for all that the role allows in one province."""
    return {role: client_of(account) for role, account in world.here.accounts.items()}


def test_every_operation_says_whom_it_is_for() -> None:
    lacking = [each.name for each in OPERATIONS if not each.permissions and each.name != "get_meta"]
    assert len(OPERATIONS) > 50
    assert lacking == []


def test_whoever_sends_no_key_is_told_to(world: World) -> None:
    faults = []
    for each in OPERATIONS:
        answer = ask(Client(), each, world.here, world)
        if answer.status_code != 401 or answer.json()["code"] != "not_signed_in":  # type: ignore[attr-defined]
            faults.append((each.name, answer.status_code))
    assert faults == []


@pytest.mark.parametrize("role", Role)
def test_a_role_is_answered_what_it_allows_in_its_subtree_and_refused_all_else(
    world: World, clients: dict[Role, Client], role: Role
) -> None:
    faults = []
    for each in OPERATIONS:
        allowed = not each.permissions or not each.permissions.isdisjoint(ALLOWS[role])
        answer = ask(clients[role], each, world.here, world)
        if answer.status_code not in (ANSWERED if allowed else {403}):
            faults.append((each.name, answer.status_code))
        if THERE in text_of(answer):
            faults.append((each.name, "tells what lies elsewhere"))
    assert faults == []


@pytest.mark.parametrize("role", Role)
def test_a_role_is_refused_what_lies_outside_its_subtree(world: World, clients: dict[Role, Client], role: Role) -> None:
    faults = []
    for each in OPERATIONS:
        if not each.permissions:
            continue
        scoped = "under" in _taken(each)
        under = {"under": str(world.there.province)} if scoped else {}
        answer = ask(clients[role], each, world.there, world, **under)
        writes = each.name in ("make_draft", "preview_content", "begin_scenario")
        if (about_something(each) or scoped or writes) and answer.status_code != 403:
            faults.append((each.name, answer.status_code))
        if THERE in text_of(answer):
            faults.append((each.name, "tells what lies elsewhere"))
    assert faults == []


DESCRIBED = description()["paths"]


def _taken(each: Operation) -> set[str]:
    """The parameters that an operation takes."""
    return {one["name"] for one in DESCRIBED[f"/api/v1{each.path}"][each.method.lower()]["parameters"]}


@pytest.mark.parametrize("permission", [Permission.READ, Permission.DRAFT, Permission.APPROVE])
def test_a_key_opens_nothing_it_was_not_made_for(world: World, permission: Permission) -> None:
    role = {Permission.READ: Role.DRAFTER, Permission.DRAFT: Role.DRAFTER, Permission.APPROVE: Role.APPROVER}
    client = client_of(world.here.accounts[role[permission]], permission)
    opened = {each.name for each in OPERATIONS if ask(client, each, world.here, world).status_code != 403}
    assert opened <= {each.name for each in OPERATIONS if permission in each.permissions or not each.permissions}
    assert len(opened) > 1
