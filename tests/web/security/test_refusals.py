"""What stands between an account and what it may not do: signatures, reach, tokens, sessions, headers."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.registry.acts import record
from tests.registry.decisions_at_random import document
from tests.web.security.conftest import LATER, LATEST, Browser, World
from tests.web.test_permission_matrix import GUARDED, cases
from tinhgon.accounts import tokens
from tinhgon.accounts.domain.roles import Permission, Role
from tinhgon.accounts.models import Account, system_account
from tinhgon.accounts.services import deactivate, end_role, give, make
from tinhgon.registry import services
from tinhgon.registry.domain.changes import Annul, Change, RegisterPerson, Rename, Retire
from tinhgon.registry.models import Decision

PASSWORD = "mot-mat-khau-du-dai"
STEP = "/quyet-dinh/{}/{}/"


def _submitted(world: World, number: str, *changes: Change) -> Decision:
    return services.submit(services.draft(document(number, LATEST, *changes), world.here.accounts[Role.DRAFTER]))


@pytest.fixture
def annulling(world: World) -> Decision:
    """A submitted decision that renames a commune here and annuls a decision on a district there."""
    entry = record("101/NQ", Rename(object_id=world.there.district, name="Huyện Đổi Tên"), on=LATER)
    return _submitted(world, "A/NQ", Rename(object_id=world.here.commune, name="Xã Khác"), Annul(entry=entry))


def test_a_decision_of_elsewhere_is_not_annulled_from_here(world: World, browser: Browser, annulling: Decision) -> None:
    approver = browser(world.here.accounts[Role.APPROVER])
    assert approver.post(STEP.format(annulling.pk, "duyet")).status_code == 403
    assert approver.post(f"/api/v1/decisions/{annulling.pk}/approve", **_json()).status_code == 403
    annulling.refresh_from_db()
    assert annulling.status == "submitted"


def test_nobody_is_retired_from_a_post_elsewhere(world: World, browser: Browser) -> None:
    decision = _submitted(world, "B/NQ", Retire(person=world.here.person))
    approver = browser(world.here.accounts[Role.APPROVER])
    assert approver.post(STEP.format(decision.pk, "duyet")).status_code == 403


def test_a_person_registered_elsewhere_is_not_approved_here(world: World) -> None:
    (newcomer,) = services.new_ids(1)
    name = services.keep_personal(newcomer, {"name": "Người Mới"})
    draft = document("R/NQ", LATEST, RegisterPerson(object_id=newcomer, attributes={**name}))
    decision = services.submit(services.draft(draft, world.there.accounts[Role.DRAFTER]))
    approver = world.here.accounts[Role.APPROVER]
    _, key = tokens.make(approver, "khóa", [Permission.APPROVE, Permission.READ], 1)
    asked = Client().post(f"/api/v1/decisions/{decision.pk}/approve", headers={"Authorization": f"Bearer {key}"})
    assert asked.status_code == 403


def test_who_drafted_does_not_approve_by_page_or_token(world: World, browser: Browser) -> None:
    both = _account("soan-va-duyet", (Role.DRAFTER, Role.APPROVER), world.here.province)
    change = Rename(object_id=world.here.district, name="Huyện Khác")
    decision = services.submit(services.draft(document("C/NQ", LATEST, change), both))
    _, key = tokens.make(both, "khóa", [Permission.APPROVE, Permission.READ], 1)
    assert browser(both).post(STEP.format(decision.pk, "duyet")).status_code == 403
    asked = Client().post(f"/api/v1/decisions/{decision.pk}/approve", headers={"Authorization": f"Bearer {key}"})
    assert asked.status_code == 403
    decision.refresh_from_db()
    assert decision.approved_by is None


def test_a_closed_account_is_out_at_once_with_its_sessions_and_tokens(world: World, browser: Browser) -> None:
    account = _account("sap-dong", (Role.READER,), world.here.province)
    _, key = tokens.make(account, "khóa", [Permission.READ], 1)
    client, asked = browser(account), {"Authorization": f"Bearer {key}"}
    assert client.get("/api/v1/meta").status_code == 200
    assert Client().get("/api/v1/meta", headers=asked).status_code == 200
    deactivate(account, system_account("lap", "Lập"))
    assert client.get("/api/v1/meta").status_code == 401
    assert client.get("/bo-may/").headers["Location"].startswith(reverse(settings.LOGIN_URL))
    assert Client().get("/api/v1/meta", headers=asked).status_code == 401


def test_a_role_that_ended_opens_nothing_more(world: World, browser: Browser) -> None:
    account = _account("het-vai-tro", (Role.READER,), world.here.province)
    _, key = tokens.make(account, "khóa", [Permission.READ], 1)
    client, asked = browser(account), {"Authorization": f"Bearer {key}"}
    page = f"/co-quan/{world.here.body}/?on=2026-01-01&known={world.head}"
    api = f"/api/v1/organizations/{world.here.body}"
    tag = client.get(api).headers["ETag"]
    assert (client.get(page).status_code, Client().get(api, headers=asked).status_code) == (200, 200)
    end_role(account.grants.get(), system_account("lap", "Lập"))
    assert client.get(page).status_code == 403
    assert client.get(api, headers={"If-None-Match": tag}).status_code == 403
    assert Client().get(api, headers=asked).status_code == 403


def test_every_form_needs_the_token_of_its_session(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.here.accounts[Role.DRAFTER], backend=settings.AUTHENTICATION_BACKENDS[0])
    taken = {}
    for route in GUARDED:
        for case in cases(route, world.here):
            taken[route.name] = client.post(case.address()).status_code
    assert {name: status for name, status in taken.items() if status != 403} == {}
    assert client.post("/api/v1/ids", **_json({"count": 1})).status_code == 403


def test_signing_in_gives_a_new_session_that_scripts_cannot_read(world: World) -> None:
    account = _account("vao-ra", (Role.READER,), world.here.province)
    client = Client()
    client.get(reverse("account_login"))
    client.session["x"] = 1
    before = client.cookies.get("sessionid")
    answer = client.post(reverse("account_login"), {"login": account.username, "password": PASSWORD})
    cookie = answer.cookies["sessionid"]
    assert answer.status_code == 302
    assert before is None or before.value != cookie.value
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "next_page", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(world: World, browser: Browser, next_page: str) -> None:
    account = world.here.accounts[Role.READER]
    entered = Client().post(
        reverse("account_login"), {"login": account.username, "password": PASSWORD, "next": next_page}
    )
    assert "evil" not in entered.headers.get("Location", "") and "javascript" not in entered.headers.get("Location", "")
    moment = f"on=2026-01-01&known={world.head}"
    stepped = browser(account).get(f"/buoc/next/?{moment}", {"back": next_page} | {"on": "2026-01-01", "known": "1"})
    assert stepped.status_code == 400


def test_every_kind_of_answer_carries_the_headers_that_protect_it(world: World, browser: Browser) -> None:
    client = browser(world.here.accounts[Role.DRAFTER])
    moment = f"on=2026-01-01&known={world.head}"
    attachment = reverse("decision_file", args=[world.here.submitted.pk, world.here.attachment(world.here.submitted)])
    answers: list[HttpResponseBase] = [
        client.get(f"/bo-may/?{moment}"),
        client.get(f"/bo-may/?view=list&file=csv&{moment}"),
        client.get(f"/bo-may/?on=hom-nay&{moment[3:]}"),
        client.get(f"/co-quan/{world.there.body}/?{moment}"),
        client.get("/khong-co/"),
        client.post(f"/cong-viec/{world.here.run.pk}/tep/1/"),
        client.get("/", headers={"host": "evil.example"}),
        client.get(attachment),
        client.get("/api/v1/meta"),
        client.get("/api/v1/khong-co"),
        Client().get(reverse("account_login")),
        Client(enforce_csrf_checks=True).post(reverse("account_login")),
    ]
    assert [each.status_code for each in answers] == [200, 200, 400, 403, 404, 405, 400, 200, 200, 404, 200, 403]
    for each in answers:
        policy = each.headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'self'" in policy and "object-src 'none'" in policy
        assert each.headers["X-Content-Type-Options"] == "nosniff"
        assert each.headers["X-Frame-Options"] == "DENY"
    assert answers[7].headers["Content-Disposition"].startswith("attachment")
    assert all("no-store" in each.headers["Cache-Control"] for each in (answers[0], answers[1], answers[7]))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b"<svg onload='alert(1)'/>"),
        ("a.html", b"<script>"),
        ("a.pdf", b"<script>"),
        ("a.png", b"%PDF-"),
    ],
)
def test_files_that_a_browser_would_run_are_not_taken(
    world: World, browser: Browser, name: str, content: bytes
) -> None:
    client = browser(world.here.accounts[Role.DRAFTER])
    answer = client.post(
        reverse("decision_attach", args=[world.here.draft.pk]), {"file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 400


def _account(name: str, roles: tuple[Role, ...], scope: int) -> Account:
    by = system_account("lap", "Lập")
    account: Account = make(name, by, PASSWORD)
    for role in roles:
        give(account, role, scope, by)
    return account


def _json(content: object = None) -> dict[str, object]:
    return {"data": json.dumps(content or {}), "content_type": "application/json"}
