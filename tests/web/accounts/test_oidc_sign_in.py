"""Signing in at an OpenID Connect provider that really answers, with the site configured by its environment."""

from __future__ import annotations

import runpy
import socket
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.http import HttpResponse
from django.test import Client, override_settings

from tests.web.accounts.conftest import PASSWORD, SignedIn
from tests.web.accounts.oidc_provider import CLIENT_ID, CLIENT_SECRET, KEY_ID, OTHER_KEY, Claims, Provider, serving
from tests.web.accounts.test_signing_in import browser, is_in, try_in, turn_on
from tinhgon.accounts import services
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account, AccountAct, Act, Means, SignIn

Accounts = Callable[..., Account]
Configured = Callable[..., None]
OUT = "/sign-in/lien-ket/oidc/"
BACK = f"{OUT}tra-ve/"
LINKS = "/tai-khoan/lien-ket/"
AN: Claims = {"sub": "1001", "email": "an@example.vn", "email_verified": True, "preferred_username": "an.nguyen"}


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[Configured]:
    """Sets the site up as an operator does: by the environment, read by the settings themselves."""
    settings_file = find_spec("tinhgon.settings")
    assert settings_file is not None and settings_file.origin is not None
    changed: list[override_settings] = []

    def set_up(url: str, **more: str) -> None:
        given = {"URL": url, "CLIENT_ID": CLIENT_ID, "CLIENT_SECRET": CLIENT_SECRET, "NAME": "Cổng của tỉnh", **more}
        for name, value in given.items():
            monkeypatch.setenv(f"TINHGON_OIDC_{name}", value)
        read = runpy.run_path(str(settings_file.origin))
        names = ("SOCIALACCOUNT_PROVIDERS", "OIDC_MATCH", "CONTENT_SECURITY_POLICY")
        patient = {"SOCIALACCOUNT_REQUESTS_TIMEOUT": 60}  # seconds: this machine may be busy
        changed.append(override_settings(**{name: read[name] for name in names} | patient))
        changed[-1].enable()

    yield set_up
    for each in reversed(changed):
        each.disable()


@pytest.fixture
def provider(configured: Configured) -> Iterator[Provider]:
    """A provider at which An is about to sign in; the site knows it."""
    with serving() as found:
        found.person = dict(AN)
        configured(found.issuer)
        yield found


def leaves(client: Client, **query: str) -> HttpResponse:
    """Press the button that leads to the provider."""
    return client.post(f"{OUT}?{urlencode({'process': 'login'} | query)}")


def signs_in_there(left: HttpResponse) -> str:
    """Follow to the provider by plain HTTP: where it sends the browser back to, on our site."""
    answer = requests.get(left.headers["Location"], allow_redirects=False, timeout=60)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert (back.netloc, back.path) == ("testserver", BACK)
    return f"{back.path}?{back.query}"


def goes_round(client: Client, **query: str) -> HttpResponse:
    """Out to the provider and back: our answer."""
    return client.get(signs_in_there(leaves(client, **query)))


def is_refused(answer: HttpResponse, status: int, vi: str) -> bool:
    return answer.status_code == status and vi in answer.content.decode()


def test_the_person_goes_to_the_provider_and_comes_back_signed_in(provider: Provider, account: Accounts) -> None:
    holder = account("an", email="an@example.vn")
    client = browser()
    page = client.get("/sign-in/?next=/tai-khoan/")
    assert "Đăng nhập bằng Cổng của tỉnh" in page.content.decode()
    rules = [each.strip() for each in page.headers["Content-Security-Policy"].split(";")]  # in any order
    assert f"form-action 'self' http://{urlsplit(provider.issuer).netloc}" in rules
    before = client.session.session_key
    answer = goes_round(client, next="/tai-khoan/")
    assert answer.headers["Location"] == "/tai-khoan/"
    assert is_in(client)
    assert client.session["_auth_user_id"] == str(holder.pk)
    assert client.session.session_key != before
    assert list(SignIn.objects.values_list("account", "success", "means")) == [(holder.pk, True, Means.OUTSIDE)]


def test_what_is_sent_to_the_provider_is_what_the_standard_asks(provider: Provider) -> None:
    client = browser()
    for _ in range(2):
        leaves_for = leaves(client, scope="offline_access", auth_params="prompt=none&redirect_uri=https://x.example")
        signs_in_there(leaves_for)
    first, second = provider.asked
    assert set(first["scope"].split()) == {"openid", "email", "profile"}
    assert (first["response_type"], first["code_challenge_method"]) == ("code", "S256")
    assert "prompt" not in first
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 32
        assert first[name] != second[name]


def test_one_goes_by_a_button_never_by_a_link_alone(provider: Provider) -> None:
    page = browser().get(f"{OUT}?process=login")
    assert page.status_code == 200
    assert "Đăng nhập bằng Cổng của tỉnh" in page.content.decode()
    assert Client(enforce_csrf_checks=True).post(f"{OUT}?process=login").status_code == 403
    assert provider.asked == []


def test_one_comes_back_by_https_where_the_site_is_reached_by_it(provider: Provider) -> None:
    with override_settings(SESSION_COOKIE_SECURE=True):
        sent = parse_qs(urlsplit(leaves(browser()).headers["Location"]).query)
    assert sent["redirect_uri"] == [f"https://testserver{BACK}"]


@pytest.mark.parametrize(
    ("instead", "suffix"),
    [
        ({}, "/"),
        ({}, "/.well-known/openid-configuration"),
        ({"userinfo_endpoint": None}, ""),
        ({"token_endpoint_auth_methods_supported": ["client_secret_post"]}, ""),
    ],
    ids=["issuer with a slash", "address of the description", "no userinfo", "secret in the body"],
)
def test_providers_may_differ_where_the_standard_lets_them(
    provider: Provider, configured: Configured, account: Accounts, instead: Claims, suffix: str
) -> None:
    account("an", email="an@example.vn")
    configured(f"{provider.issuer}{suffix}")
    provider.discovery = instead
    provider.claims = {"email": "an@example.vn", "email_verified": True, "aud": [CLIENT_ID, "khac"]}
    client = browser()
    assert goes_round(client).status_code == 302
    assert is_in(client)


def test_the_key_that_signs_may_change(provider: Provider, account: Accounts) -> None:
    account("an", email="an@example.vn")
    goes_round(browser())
    provider.published, provider.signed_by, provider.named_key = (KEY_ID, OTHER_KEY), OTHER_KEY, OTHER_KEY
    client = browser()
    goes_round(client)
    assert is_in(client)


def test_a_token_may_name_no_key_where_there_is_one_only(provider: Provider, account: Accounts) -> None:
    account("an", email="an@example.vn")
    provider.named_key = ""
    assert goes_round(browser()).status_code == 302
    provider.published = (KEY_ID, OTHER_KEY)
    assert goes_round(browser()).status_code == 403


def test_clocks_may_differ_a_little(provider: Provider, account: Accounts) -> None:
    account("an", email="an@example.vn")
    provider.claims = {"iat": int(time.time()) + 20}
    client = browser()
    goes_round(client)
    assert is_in(client)


@pytest.mark.parametrize(
    "next_url",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "http:///evil.example/",
        "javascript:alert(1)",
        "http://localhost/",
    ],
)
def test_nobody_is_led_off_the_site(provider: Provider, account: Accounts, next_url: str) -> None:
    account("an", email="an@example.vn")
    assert goes_round(browser(), next=next_url).headers["Location"] == "/"
    assert try_in(browser(), "an", next=next_url).headers["Location"] == "/"  # type: ignore[attr-defined]


# --- What comes back is not believed ---


def test_a_state_that_this_browser_did_not_send_is_refused(provider: Provider, account: Accounts) -> None:
    account("an", email="an@example.vn")
    begun_elsewhere = signs_in_there(leaves(browser()))
    client = browser()
    leaves(client)
    assert is_refused(client.get(begun_elsewhere), 400, "không bắt đầu từ trình duyệt này")
    assert is_refused(client.get(f"{BACK}?code=x"), 400, "không bắt đầu từ trình duyệt này")
    assert not is_in(client)


def test_a_return_works_once(provider: Provider, account: Accounts) -> None:
    account("an", email="an@example.vn")
    client = browser()
    back = signs_in_there(leaves(client))
    client.get(back)
    client.post("/sign-out/")
    assert is_refused(client.get(back), 400, "không bắt đầu từ trình duyệt này")
    assert not is_in(client)


def test_a_code_of_another_sign_in_is_refused(provider: Provider, account: Accounts) -> None:
    account("an", email="an@example.vn")
    code = parse_qs(urlsplit(signs_in_there(leaves(browser()))).query)["code"][0]
    client = browser()
    state = parse_qs(urlsplit(signs_in_there(leaves(client))).query)["state"][0]
    answer = client.get(f"{BACK}?{urlencode({'state': state, 'code': code})}")
    assert is_refused(answer, 403, "không xác minh được")
    assert not is_in(client)


NOW = int(time.time())
FORGED: dict[str, dict[str, object]] = {
    "signature of another key": {"signed_by": OTHER_KEY},
    "key that the provider does not have": {"named_key": "khoa-la"},
    "signature by the client's secret": {"algorithm": "HS256"},
    "a key of another kind": {"algorithm": "ES256"},
    "no signature": {"algorithm": "none"},
    "another audience": {"claims": {"aud": "phan-mem-khac"}},
    "issued to another": {"claims": {"aud": [CLIENT_ID, "khac"], "azp": "khac"}},
    "another issuer": {"claims": {"iss": "https://id.example.vn"}},
    "expired": {"claims": {"iat": NOW - 900, "exp": NOW - 600}},
    "never expires": {"claims": {"exp": None}},
    "from the future": {"claims": {"iat": NOW + 3600, "exp": NOW + 7200}},
    "another nonce": {"claims": {"nonce": "khac"}},
    "no nonce": {"claims": {"nonce": None}},
    "nobody": {"claims": {"sub": None}},
    "entry of somebody else": {"userinfo": {"sub": "1002"}},
    "entry of nobody": {"userinfo": {"sub": None}},
}


@pytest.mark.parametrize("fault", FORGED.values(), ids=FORGED.keys())
def test_a_token_that_does_not_hold_opens_nothing(
    provider: Provider, account: Accounts, fault: dict[str, object]
) -> None:
    account("an", email="an@example.vn")
    for name, value in fault.items():
        setattr(provider, name, value)
    client = browser()
    assert is_refused(goes_round(client), 403, "không xác minh được")
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("error", "status", "vi", "en"),
    [
        ("access_denied", 200, "Đã hủy đăng nhập bên ngoài", "Signing in outside was cancelled"),
        ("server_error", 400, "Nhà cung cấp từ chối.", "The provider declined."),
    ],
)
def test_an_answer_of_no_is_told(provider: Provider, error: str, status: int, vi: str, en: str) -> None:
    provider.denies = error
    for language, said in (("vi", vi), ("en", en)):
        client = browser(language)
        answer = client.get(signs_in_there(leaves(client)), follow=True)
        assert is_refused(answer, status, said)
        assert not is_in(client)


# --- The provider fails ---


def free_address() -> str:
    """An address where nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{found.getsockname()[1]}"


@pytest.mark.parametrize(("language", "said"), [("vi", "Không kết nối được"), ("en", "cannot be reached")])
def test_a_provider_that_is_not_there_is_told_in_both_languages(
    configured: Configured, account: Accounts, language: str, said: str
) -> None:
    configured(free_address())
    client = browser(language)
    assert is_refused(leaves(client), 502, said)
    account("an")
    try_in(client, "an")
    assert is_in(client), "one can still sign in by password"


@pytest.mark.parametrize("how", ["broken", "senseless"])
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys", "/userinfo"])
def test_a_provider_that_fails_on_the_way_back_is_told(
    provider: Provider, account: Accounts, path: str, how: str
) -> None:
    account("an", email="an@example.vn")
    client = browser()
    back = signs_in_there(leaves(client))
    setattr(provider, how, {path})
    answer = client.get(back)
    assert answer.status_code in (403, 502)
    assert "Không đăng nhập được ở bên ngoài." in answer.content.decode()
    assert "127.0.0.1" not in answer.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("instead", [{"issuer": "https://id.example.vn"}, {"jwks_uri": None}, {"token_endpoint": 7}])
def test_a_description_of_another_or_without_what_is_needed_is_not_used(provider: Provider, instead: Claims) -> None:
    provider.discovery = instead
    assert is_refused(leaves(browser()), 502, "trả lời không đúng chuẩn")


def test_without_a_provider_there_is_no_such_page() -> None:
    assert browser().get(OUT).status_code == 404
    assert browser().get(BACK).status_code == 404


# --- Which account it opens ---


@pytest.mark.parametrize("verified", [False, "false", None, 0, "no"])
def test_an_address_that_is_not_verified_opens_nothing(provider: Provider, account: Accounts, verified: object) -> None:
    account("an", email="an@example.vn")
    provider.person["email_verified"] = verified
    client = browser()
    assert is_refused(goes_round(client), 403, "Chưa có tài khoản cho người này.")
    assert not is_in(client)


def test_verified_may_be_written_as_text(provider: Provider, account: Accounts) -> None:
    account("an", email="an@example.vn")
    provider.person["email_verified"] = "true"
    client = browser()
    goes_round(client)
    assert is_in(client)


@pytest.mark.parametrize(
    "look_alike", ["an.mınh@example.vn", "an.minh@example.vn.evil.example", "an.minh+x@example.vn"]
)
def test_an_address_that_only_looks_alike_opens_nothing(provider: Provider, account: Accounts, look_alike: str) -> None:
    account("an", email="an.minh@example.vn")
    provider.person["email"] = look_alike
    assert goes_round(browser()).status_code == 403


@pytest.mark.parametrize("name", ["an.nguyen\0", 7, ["an.nguyen"], None, ""])
def test_a_name_that_is_none_opens_nothing(
    provider: Provider, configured: Configured, account: Accounts, name: object
) -> None:
    account("an.nguyen")
    configured(provider.issuer, MATCH="username")
    provider.person["preferred_username"] = name
    assert is_refused(goes_round(browser()), 403, "Chưa có tài khoản cho người này.")


def test_nobody_gets_an_account_by_signing_in(provider: Provider, account: Accounts) -> None:
    before = set(Account.objects.values_list("username", flat=True))
    assert is_refused(goes_round(browser()), 403, "Chưa có tài khoản cho người này.")
    assert set(Account.objects.values_list("username", flat=True)) == before
    attempt = SignIn.objects.get()
    assert (attempt.success, attempt.means, attempt.account) == (False, Means.OUTSIDE, None)
    assert "example.vn" not in attempt.tried


def test_a_closed_account_stays_shut(provider: Provider, account: Accounts) -> None:
    holder = account("an", email="an@example.vn")
    client = browser()
    goes_round(client)
    services.deactivate(holder, account("quan-tri"))
    assert not is_in(client)
    assert is_refused(goes_round(browser()), 403, "Chưa có tài khoản cho người này.")
    failed = SignIn.objects.get(success=False)
    assert (failed.account, failed.means) == (holder, Means.OUTSIDE)


def test_an_address_given_to_somebody_else_does_not_open_the_account(provider: Provider, account: Accounts) -> None:
    holder = account("an", email="an@example.vn")
    goes_round(browser())
    provider.person["sub"] = "2002"  # the office gave the address to another person
    client = browser()
    assert is_refused(goes_round(client), 403, "đã liên kết với một tài khoản bên ngoài khác")
    assert not is_in(client)
    assert SocialAccount.objects.filter(user=holder).count() == 1


def test_the_number_of_a_person_at_another_provider_is_not_theirs(
    provider: Provider, configured: Configured, account: Accounts
) -> None:
    account("an", email="an@example.vn")
    goes_round(browser())
    with serving() as another:
        another.person = {**AN, "email": "la@example.vn"}  # the same `sub` as An's, and not An
        configured(another.issuer)
        client = browser()
        assert goes_round(client).status_code == 403
        assert not is_in(client)
        another.person = {**AN, "sub": "7"}  # An, at the provider that came after
        assert goes_round(browser()).status_code == 302


def test_the_name_opens_the_account_only_where_so_set(
    provider: Provider, configured: Configured, account: Accounts
) -> None:
    holder = account("an.nguyen")
    assert goes_round(browser()).status_code == 403
    configured(provider.issuer, MATCH="username")
    client = browser()
    goes_round(client)
    assert client.session["_auth_user_id"] == str(holder.pk)


def test_of_the_person_only_who_it_is_is_kept(provider: Provider, account: Accounts) -> None:
    account("an", email="an@example.vn")
    provider.person |= {"birthdate": "1980-01-01", "phone_number": "0900000000", "address": {"locality": "Hạ Long"}}
    goes_round(browser())
    kept = SocialAccount.objects.get()
    assert set(kept.extra_data) == {"sub", "iss", "email", "email_verified", "preferred_username"}
    assert not SocialToken.objects.exists()


# --- The second factor, and linking on one's own page ---


def test_the_second_factor_is_asked_for_after_the_provider_too(provider: Provider, account: Accounts) -> None:
    account("an", email="an@example.vn")
    client = browser()
    try_in(client, "an")
    codes = turn_on(client)
    client.post("/sign-out/")
    assert goes_round(client, next="/tai-khoan/").headers["Location"].startswith("/sign-in/ma/")
    assert not is_in(client)
    assert client.post("/sign-in/ma/", {"code": codes[0]}).headers["Location"] == "/tai-khoan/"
    assert is_in(client)
    assert SignIn.objects.latest("id").means == Means.CODE


@pytest.mark.parametrize(("role", "needed"), [(Role.APPROVER, True), (Role.ADMINISTRATOR, True), (Role.READER, False)])
def test_who_signs_and_administers_is_led_to_set_one_up(
    provider: Provider, account: Accounts, role: Role, needed: bool
) -> None:
    account("an", (role, None), email="an@example.vn")
    client = browser()
    with override_settings(REQUIRE_MFA=True):
        goes_round(client)
        led = client.get("/tai-khoan/").headers.get("Location")
    assert led == ("/tai-khoan/hai-lop/bat/" if needed else None)


def test_linking_asks_for_the_password_again(provider: Provider, account: Accounts, signed_in: SignedIn) -> None:
    holder = account("an")
    client = signed_in(holder)
    asked = leaves(client, process="connect")
    assert asked.headers["Location"].startswith("/tai-khoan/xac-nhan/")
    resumed = client.post(asked.headers["Location"], {"password": PASSWORD})
    assert client.get(resumed.headers["Location"]).status_code == 200
    assert goes_round(client, process="connect").headers["Location"] == LINKS
    assert AccountAct.objects.filter(account=holder, act=Act.LINKED.value, by=holder).count() == 1
    fresh = browser()
    goes_round(fresh)
    assert fresh.session["_auth_user_id"] == str(holder.pk)


def test_unlinking_asks_for_the_password_again(provider: Provider, account: Accounts) -> None:
    account("an", email="an@example.vn")
    client = browser()
    goes_round(client)
    link = SocialAccount.objects.get()
    asked = client.post(LINKS, {"account": link.pk})
    assert asked.headers["Location"].startswith("/tai-khoan/xac-nhan/")
    client.post(asked.headers["Location"], {"password": PASSWORD})
    client.post(LINKS, {"account": link.pk})
    assert not SocialAccount.objects.exists()


def test_nobody_links_without_being_signed_in(provider: Provider, account: Accounts) -> None:
    account("an", email="an@example.vn")
    assert leaves(browser(), process="connect").headers["Location"].startswith("/sign-in/")
    assert provider.asked == []


def test_what_is_another_persons_is_not_linked(provider: Provider, account: Accounts) -> None:
    one = account("an", email="an@example.vn")
    account("binh")
    goes_round(browser())
    client = browser()
    try_in(client, "binh")
    confirm = leaves(client, process="connect").headers["Location"]
    client.post(confirm, {"password": PASSWORD})
    page = client.get(goes_round(client, process="connect").headers["Location"]).content.decode()
    assert "đã liên kết với tài khoản khác" in page
    assert [each.user for each in SocialAccount.objects.all()] == [one]
