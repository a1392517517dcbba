"""How answers behave whatever they are about: moments, pages, tags, errors, keys and sessions."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from tests.api.conftest import World, account_with, client_of, key_of
from tests.registry.acts import record
from tests.web.two_provinces import HERE, THERE
from tinhgon.accounts.domain.roles import Permission, Role
from tinhgon.accounts.models import Account, Look
from tinhgon.registry import services
from tinhgon.registry.domain.changes import Rename
from tinhgon.registry.models import Decision, LedgerEntry, PersonalValue
from tinhgon.web.api import keys

API = "/api/v1"


@pytest.fixture(scope="module")
def anyone(world: World) -> Account:
    """An account that may do everything everywhere."""
    return account_with("ai cũng được", Role)


@pytest.fixture(scope="module")
def client(anyone: Account) -> Client:
    """A program with a key for all of it."""
    return client_of(anyone)


# --- moments and pages ----------------------------------------------------------------------------


def test_an_answer_tells_the_day_and_the_ledger_entry_it_is_of(client: Client) -> None:
    answer = client.get(f"{API}/areas", {"on": "2025-08-01", "known": "1"}).json()
    assert (answer["on"], answer["known"]) == ("2025-08-01", 1)
    assert {each["name"] for each in answer["items"]} == {f"{kind} {HERE}" for kind in ("Tỉnh", "Huyện", "Xã")}


def test_the_pages_of_a_list_make_up_the_whole_whatever_is_enacted_meanwhile(world: World, client: Client) -> None:
    whole = client.get(f"{API}/areas", {"limit": 1000}).json()["items"]
    first = client.get(f"{API}/areas", {"limit": 2})
    assert first.headers["Link"] == f'<{first.json()["next"]}>; rel="next"'
    record("9/NQ", Rename(object_id=world.here.commune, name="Xã đổi tên sau"))
    rows, following = first.json()["items"], first.json()["next"]
    while following:
        page = client.get(following).json()
        rows, following = rows + page["items"], page["next"]
    assert rows == whole


@pytest.mark.parametrize("path", ["areas", "organizations", "posts", "memberships", "quotas", "people"])
def test_a_list_shows_the_scope_asked_for_and_nothing_else(world: World, client: Client, path: str) -> None:
    def ids(under: object) -> set[int]:
        return {each["id"] for each in client.get(f"{API}/{path}", {"under": under}).json()["items"]}

    here, there = ids(world.here.province), ids(world.there.province)
    assert here and there and not here & there
    assert ids("all") == here | there


# --- what a program has already -------------------------------------------------------------------


def test_what_a_program_has_already_is_not_sent_again_until_the_ledger_grows(world: World, client: Client) -> None:
    address = f"{API}/areas/{world.here.commune}"
    tag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    record("10/NQ", Rename(object_id=world.there.commune, name="Xã khác"))
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_tag_is_good_for_one_standing_only(world: World, client: Client) -> None:
    address = f"{API}/areas?under={world.here.province}"
    tag = client.get(address).headers["ETag"]
    reader = client_of(world.here.accounts[Role.READER])
    assert reader.get(address, headers={"If-None-Match": tag}).status_code == 200


# --- keys and sessions ----------------------------------------------------------------------------


def test_keys_that_open_nothing_are_told_to_wait_after_some(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(keys, "FAILURES", 2)
    stranger = Client(headers={"authorization": "Bearer tg_khong-co"})
    assert [stranger.get(f"{API}/meta").status_code for _ in range(3)] == [401, 401, 429]
    cache.clear()


def test_a_session_reads_and_writes_only_with_its_own_token(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.here.accounts[Role.DRAFTER])
    assert browser.get(f"{API}/meta").json()["account"] == world.here.accounts[Role.DRAFTER].username
    forged = browser.post(f"{API}/ids", {"count": 1}, content_type="application/json")
    assert (forged.status_code, forged.json()["code"]) == (403, "csrf")
    browser.cookies["csrftoken"] = token = "x" * 32
    sent = browser.post(f"{API}/ids", {"count": 1}, content_type="application/json", headers={"X-CSRFToken": token})
    assert sent.status_code == 201


def test_a_key_does_not_lend_the_session_beside_it_its_rights(world: World) -> None:
    browser = Client(headers={"authorization": "Bearer tg_khong-co"})
    browser.force_login(world.here.accounts[Role.READER])
    assert browser.get(f"{API}/meta").status_code == 401
    cache.clear()


# --- personal data --------------------------------------------------------------------------------


def test_personal_fields_are_for_keys_made_for_them_and_each_look_is_logged(world: World) -> None:
    officer, person = world.here.accounts[Role.PERSONNEL_OFFICER], world.here.person
    address = f"{API}/people/{person}"
    assert client_of(officer, Permission.READ).get(address).json()["personal"] is None
    assert not Look.objects.filter(account=officer).exists()
    shown = client_of(officer).get(address).json()
    assert shown["personal"]["birth_date"] == "1970-01-01"
    assert [(each.person, each.route) for each in Look.objects.filter(account=officer)] == [(person, "get_person")]


def test_a_reader_sees_the_name_a_post_is_held_under_and_no_more(world: World) -> None:
    shown = client_of(world.here.accounts[Role.READER]).get(f"{API}/people/{world.here.person}")
    assert shown.json()["name"] == f"Nguyễn {HERE}"
    assert shown.json()["personal"] is None
    assert "1970" not in shown.content.decode()


# --- faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("areas?unde=1", 422, "invalid"),
        ("areas?on=01/06/2019", 422, "invalid"),
        ("areas?limit=1001", 422, "invalid"),
        ("areas?known=999", 404, "unknown_moment"),
        ("areas/999999", 404, "unknown_object"),
        ("decisions/999999", 404, "missing"),
        ("indicators/khong_co", 404, "unknown_indicator"),
    ],
)
def test_a_fault_says_what_where_and_how_to_mend_it_in_both_languages(
    client: Client, path: str, status: int, code: str
) -> None:
    answer = client.get(f"{API}/{path}")
    fault = answer.json()
    assert (answer.status_code, fault["code"]) == (status, code)
    assert set(fault["what"]) == set(fault["mend"]) == {"vi", "en"}
    assert fault["where"]


def test_an_object_of_another_kind_is_not_found(world: World, client: Client) -> None:
    assert client.get(f"{API}/organizations/{world.here.province}").status_code == 404


# --- drafts ---------------------------------------------------------------------------------------


def draft(world: World, **more: object) -> dict[str, object]:
    rename = {"verb": "rename", "object_id": world.here.commune, "name": "Xã qua chương trình"}
    return {
        "number": "77/QĐ", "issuer": "UBND tỉnh", "subject": "Đổi tên xã", "signed_on": "2025-08-01",
        "effective_on": "2025-08-01", "changes": [rename], **more,
    }  # fmt: skip


def test_a_draft_goes_from_a_program_into_the_ledger(world: World) -> None:
    drafter, approver = (client_of(world.here.accounts[each]) for each in (Role.DRAFTER, Role.APPROVER))
    made = drafter.post(f"{API}/drafts", draft(world), content_type="application/json")
    number = made.json()["decision"]["id"]
    assert (made.status_code, made.json()["lacking"]) == (201, [])
    assert drafter.get(f"{API}/drafts/{number}/preview").json()["touched"]["bodies"] == {"changed": 1}
    assert drafter.post(f"{API}/decisions/{number}/submit").json()["decision"]["status"] == "submitted"
    assert drafter.post(f"{API}/decisions/{number}/approve").status_code == 403
    assert approver.post(f"{API}/decisions/{number}/approve").json()["decision"]["status"] == "approved"
    enacted = approver.post(f"{API}/decisions/{number}/enact").json()
    assert enacted["decision"]["known"] == enacted["known"] == LedgerEntry.objects.count()
    named = approver.get(f"{API}/areas/{world.here.commune}", {"on": "2025-08-01"}).json()["object"]["name"]
    assert named == "Xã qua chương trình"


def test_sent_twice_with_one_key_a_draft_is_made_once(world: World) -> None:
    client, content = client_of(world.here.accounts[Role.DRAFTER]), draft(world)

    def send(given: dict[str, object]) -> tuple[int, object]:
        answer = client.post(
            f"{API}/drafts", given, content_type="application/json", headers={"Idempotency-Key": "mot-lan"}
        )
        return answer.status_code, answer.json().get("decision", {}).get("id")

    first, again = send(content), send(content)
    assert (first[0], again[0]) == (201, 200)
    assert first[1] == again[1]
    assert send(content | {"subject": "Việc khác"})[0] == 409


def test_a_preview_tells_every_rule_a_draft_breaks_and_keeps_nothing(world: World) -> None:
    client, before = client_of(world.here.accounts[Role.DRAFTER]), Decision.objects.count()
    broken = draft(world, changes=[{"verb": "dissolve", "object_id": world.here.province}])
    told = client.post(f"{API}/drafts/preview", broken, content_type="application/json").json()
    assert told["stands"] is False
    assert {each["rule"] for each in told["violations"]}
    assert {world.here.province} <= {one for each in told["violations"] for one in each["objects"]}
    assert Decision.objects.count() == before


def test_a_draft_that_names_what_lies_outside_is_refused_and_leaves_no_trace(world: World) -> None:
    client, before = client_of(world.here.accounts[Role.DRAFTER]), Decision.objects.count()
    outside = draft(world, changes=[{"verb": "rename", "object_id": world.there.commune, "name": "Xã lạ"}])
    answer = client.post(f"{API}/drafts", outside, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "outside_subtree")
    assert str(world.there.commune) in answer.json()["where"]
    assert THERE not in answer.content.decode()
    assert Decision.objects.count() == before


def test_personal_values_are_kept_beside_the_draft_and_never_in_it(world: World) -> None:
    client = client_of(world.here.accounts[Role.DRAFTER])
    (person,) = client.post(f"{API}/ids", {"count": 1}, content_type="application/json").json()["ids"]
    register = {"verb": "register_person", "object_id": person, "attributes": {"name": "Phạm Thị Mới"}}
    made = client.post(f"{API}/drafts", draft(world, changes=[register]), content_type="application/json")
    digest = made.json()["changes"][0]["attributes"]["name"]
    assert PersonalValue.objects.get(digest=digest).value == "Phạm Thị Mới"
    sent_back = draft(world, changes=made.json()["changes"])
    number = made.json()["decision"]["id"]
    revised = client.put(f"{API}/drafts/{number}", sent_back, content_type="application/json")
    assert revised.json()["changes"][0]["attributes"]["name"] == digest


def test_an_id_that_was_never_given_out_is_refused(world: World) -> None:
    client = client_of(world.here.accounts[Role.DRAFTER])
    made_up = draft(world, changes=[{"verb": "create_post", "object_id": services.last_id() + 1, "attributes": {}}])
    answer = client.post(f"{API}/drafts", made_up, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_id")


def test_the_key_of_a_closed_account_opens_nothing_any_more(world: World) -> None:
    account = account_with("sẽ nghỉ", [Role.READER])
    key = key_of(account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    assert Client(headers={"authorization": f"Bearer {key}"}).get(f"{API}/meta").status_code == 401
    cache.clear()
