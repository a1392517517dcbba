"""Who may sign in, how, and what happens to those who may not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from tests.web.accounts.conftest import PASSWORD, SignedIn
from tinhgon.accounts import services
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account, Means, SignIn, system_account

Accounts = Callable[..., Account]
IN = "/sign-in/"


def browser(language: str = "vi") -> Client:
    return Client(headers={"accept-language": language})


def try_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> object:
    return client.post(IN, {"login": name, "password": password, **more})


def code_for(secret: str) -> str:
    """The code that an authenticator app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def is_in(client: Client) -> bool:
    return client.get("/tai-khoan/").status_code == 200


def test_name_and_password_lead_to_the_page_asked_for(account: Accounts) -> None:
    account("an")
    client = browser()
    asked = client.get("/tai-khoan/")
    assert asked.headers["Location"] == "/sign-in/?next=/tai-khoan/"
    shown = client.get(asked.headers["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/tai-khoan/"' in shown
    assert try_in(client, "an", next="/tai-khoan/").headers["Location"] == "/tai-khoan/"  # type: ignore[attr-defined]
    assert is_in(client)


def test_nobody_is_led_off_the_site(account: Accounts) -> None:
    account("an")
    assert try_in(browser(), "an", next="https://example.com/").headers["Location"] == "/"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Tên tài khoản hoặc mật khẩu không đúng."),
        ("en", "The user name or the password is not right."),
    ],
)
def test_a_wrong_password_and_an_unknown_name_are_told_alike(account: Accounts, language: str, said: str) -> None:
    account("an")
    wrong = try_in(browser(language), "an", "sai")
    unknown = try_in(browser(language), "binh", "sai")
    alerts = [re.findall(r'role="alert">(.*?)</div>', each.content.decode()) for each in (wrong, unknown)]  # type: ignore[attr-defined]
    assert alerts[0] == alerts[1]
    assert said in alerts[0][0]


def test_what_was_typed_is_kept_but_the_password(account: Accounts) -> None:
    page = try_in(browser(), "an.nguyen", "sai-bi-mat").content.decode()  # type: ignore[attr-defined]
    assert 'value="an.nguyen"' in page
    assert "sai-bi-mat" not in page


def test_system_accounts_cannot_sign_in() -> None:
    system = system_account("he-thong", "Hệ thống")
    system.set_password(PASSWORD)
    system.save()
    client = browser()
    try_in(client, "he-thong")
    assert not is_in(client)


def test_a_closed_account_is_out_at_its_next_click(account: Accounts, signed_in: SignedIn) -> None:
    one, other = account("an"), account("binh")
    client = signed_in(one)
    assert is_in(client)
    services.deactivate(one, other)
    assert not is_in(client)
    try_in(client, "an")
    assert not is_in(client)


def test_after_five_failures_one_waits(account: Accounts) -> None:
    account("an")
    client = browser()
    for _ in range(5):
        try_in(client, "an", "sai")
    refused = try_in(browser(), "an")
    assert "Quá nhiều lần thử" in refused.content.decode()  # type: ignore[attr-defined]
    account("binh")
    try_in(client, "binh")
    assert is_in(client)


def test_every_attempt_is_logged(account: Accounts) -> None:
    one = account("an")
    client = browser()
    try_in(client, "an", "sai")
    try_in(client, "an")
    try_in(browser(), "khong-co")
    found = SignIn.objects.order_by("id").values_list("account", "success", "means", "address")
    assert list(found) == [
        (one.pk, False, Means.PASSWORD, "127.0.0.0/24"),
        (one.pk, True, Means.PASSWORD, "127.0.0.0/24"),
        (None, False, Means.PASSWORD, "127.0.0.0/24"),
    ]


def test_signing_out_takes_a_click(account: Accounts, signed_in: SignedIn) -> None:
    client = signed_in(account("an"))
    assert client.get("/sign-out/").status_code == 200
    assert is_in(client)
    assert client.post("/sign-out/").headers["Location"] == IN
    assert not is_in(client)


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_reset_password", "socialaccount_signup", "account_inactive"],
)
def test_what_we_do_not_use_has_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_sign_in_pages_run_no_script_and_style_of_their_own() -> None:
    page = browser().get(IN)
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert not re.search(r"<style|<script(?![^>]* src=)|\son\w+=|style=", page.content.decode())


def test_a_second_factor_is_asked_for_once_it_is_on(account: Accounts) -> None:
    account("an")
    client = browser()
    try_in(client, "an")
    codes = turn_on(client)
    client.post("/sign-out/")
    assert try_in(client, "an").headers["Location"] == "/sign-in/ma/"  # type: ignore[attr-defined]
    assert not is_in(client)
    wrong = client.post("/sign-in/ma/", {"code": "000000"})
    assert "Mã không đúng." in wrong.content.decode()
    client.post("/sign-in/ma/", {"code": codes[0]})
    assert is_in(client)
    client.post("/sign-out/")
    try_in(client, "an")
    client.post("/sign-in/ma/", {"code": codes[0]})
    assert not is_in(client), "a recovery code works once"
    assert SignIn.objects.filter(means=Means.CODE, success=False).count() == 2


def turn_on(client: Client) -> list[str]:
    """Set up the second factor in a browser; the recovery codes."""
    asked = client.get("/tai-khoan/hai-lop/bat/")
    if asked.status_code == 302:
        client.post(asked.headers["Location"], {"password": PASSWORD})
        asked = client.get("/tai-khoan/hai-lop/bat/")
    page = asked.content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = re.findall(r'<code class="tg-secret">(\w+)</code>', page)[0]
    done = client.post("/tai-khoan/hai-lop/bat/", {"code": code_for(secret)})
    assert done.headers["Location"] == "/tai-khoan/hai-lop/ma-du-phong/"
    return re.findall(r"<li><code>(\w+)</code>", client.get(done.headers["Location"]).content.decode())


@override_settings(REQUIRE_MFA=True)
@pytest.mark.parametrize(("role", "needed"), [(Role.APPROVER, True), (Role.ADMINISTRATOR, True), (Role.READER, False)])
def test_who_signs_and_administers_needs_one_where_it_is_required(account: Accounts, role: Role, needed: bool) -> None:
    account("an", (role, None))
    client = browser()
    try_in(client, "an")
    led = client.get("/tai-khoan/")
    assert led.headers.get("Location") == ("/tai-khoan/hai-lop/bat/" if needed else None)
    if needed:
        turn_on(client)
    assert is_in(client)


def test_a_link_to_set_a_password_works_once(account: Accounts, signed_in: SignedIn) -> None:
    holder = account("an")
    administrator = signed_in(account("quan-tri", (Role.ADMINISTRATOR, None)))
    page = administrator.post(f"/quan-tri/tai-khoan/{holder.pk}/mat-khau/").content.decode()
    link = re.findall(r'id="tg-link">http://testserver(/sign-in/mat-khau/[^<]+)<', page)[0]
    client = browser()
    form = client.get(link).headers["Location"]
    short = client.post(form, {"password1": "ngan", "password2": "ngan"}).content.decode()
    assert "Mật khẩu quá ngắn: cần ít nhất 12 ký tự." in short
    unlike = client.post(form, {"password1": "mot-mat-khau-khac", "password2": "mot-mat-khau-khax"}).content.decode()
    assert "Hai lần nhập mật khẩu không giống nhau." in unlike
    client.post(form, {"password1": "mot-mat-khau-khac", "password2": "mot-mat-khau-khac"})
    try_in(client, "an", "mot-mat-khau-khac")
    assert is_in(client)
    assert "Đường dẫn không còn hiệu lực" in browser().get(link).content.decode()


def test_a_new_password_ends_the_other_sessions(account: Accounts, signed_in: SignedIn) -> None:
    holder = account("an")
    here, elsewhere = signed_in(holder), signed_in(holder)
    new = {"oldpassword": PASSWORD, "password1": "mot-mat-khau-khac", "password2": "mot-mat-khau-khac"}
    assert here.post("/tai-khoan/mat-khau/", new).headers["Location"] == "/tai-khoan/"
    assert is_in(here)
    assert not is_in(elsewhere)


def test_signing_out_elsewhere_leaves_this_session(account: Accounts) -> None:
    account("an")
    here, elsewhere = browser(), browser()
    for client in (here, elsewhere):
        try_in(client, "an")
    here.post("/tai-khoan/phien/cham-dut/")
    assert is_in(here)
    assert not is_in(elsewhere)


def test_the_wrong_present_password_changes_nothing(account: Accounts, signed_in: SignedIn) -> None:
    client = signed_in(account("an"))
    new = {"oldpassword": "sai", "password1": "mot-mat-khau-khac", "password2": "mot-mat-khau-khac"}
    assert "Mật khẩu hiện nay không đúng." in client.post("/tai-khoan/mat-khau/", new).content.decode()
