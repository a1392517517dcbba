"""Signing in at an OpenID Connect provider opens accounts that exist, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.core import context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.flows.login import complete_login
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from tests.web.accounts.conftest import SignedIn
from tinhgon.accounts import services
from tinhgon.accounts.models import Account, system_account

Accounts = Callable[..., Account]
PROVIDER = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": "Cổng của tỉnh",
                "client_id": "tinh-gon",
                "secret": "x",
                "settings": {"server_url": "https://id.example.vn"},
            }
        ]
    }
}


@pytest.fixture(autouse=True)
def provider() -> Iterator[None]:
    """A provider is configured."""
    with override_settings(SOCIALACCOUNT_PROVIDERS=PROVIDER):
        yield


def comes_back(claims: dict[str, object], user: Account | None = None, process: str = "login") -> tuple[Any, Any]:
    """Somebody comes back from the provider with these claims: the answer, and the request it was to."""
    request: HttpRequest = RequestFactory().get("/sign-in/lien-ket/oidc/tra-ve/")
    request.session = SessionStore()
    request.user = user or AnonymousUser()
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    with context.request_context(request):
        login = get_adapter().get_provider(request, "oidc").sociallogin_from_response(request, {"userinfo": claims})
        login.state = {"process": process}
        answer: HttpResponse = complete_login(request, login)
    return answer, request


def claims(email: str = "an@example.vn", verified: bool = True, name: str = "an.nguyen") -> dict[str, object]:
    return {"sub": f"id-{name}", "email": email, "email_verified": verified, "preferred_username": name}


def test_the_sign_in_page_offers_the_provider() -> None:
    page = Client(headers={"accept-language": "vi"}).get("/sign-in/").content.decode()
    assert "Đăng nhập bằng Cổng của tỉnh" in page
    assert 'action="/sign-in/lien-ket/oidc/?process=login"' in page


def test_a_verified_address_opens_the_account_that_has_it(account: Accounts) -> None:
    holder = account("an", email="An@example.vn")
    answer, request = comes_back(claims())
    assert answer.status_code == 302
    assert request.user == holder
    # From now on it is the same person, whatever their address becomes.
    assert comes_back(claims(email="moi@example.vn"))[1].user == holder


@pytest.mark.parametrize(
    "given",
    [claims(verified=False), claims(email="khac@example.vn"), claims(email="")],
    ids=["not verified", "nobody's", "none"],
)
def test_whoever_has_no_account_is_told_so_and_gets_none(account: Accounts, given: dict[str, object]) -> None:
    account("an.nguyen", email="an@example.vn")
    before = Account.objects.count()
    answer, request = comes_back(given)
    assert answer.status_code == 403
    assert not request.user.is_authenticated
    assert Account.objects.count() == before


def test_an_address_of_two_accounts_opens_neither(account: Accounts) -> None:
    account("mot", email="an@example.vn")
    account("hai", email="an@example.vn")
    assert comes_back(claims())[0].status_code == 403


@override_settings(OIDC_MATCH="username")
def test_the_name_opens_the_account_only_where_so_set(account: Accounts) -> None:
    holder = account("an.nguyen")
    assert comes_back(claims(email=""))[1].user == holder


@pytest.mark.parametrize("kind", ["closed", "system"])
def test_closed_and_system_accounts_stay_shut(account: Accounts, kind: str) -> None:
    if kind == "system":
        system_account("he-thong", "Hệ thống")
        Account.objects.filter(username="he-thong").update(email="an@example.vn")
    else:
        services.deactivate(account("an", email="an@example.vn"), account("quan-tri"))
    assert comes_back(claims())[0].status_code == 403


def test_an_account_closed_after_it_was_linked_stays_shut(account: Accounts) -> None:
    holder = account("an", email="an@example.vn")
    comes_back(claims())
    services.deactivate(holder, account("quan-tri"))
    assert comes_back(claims())[0].status_code == 403


def test_one_links_ones_own_account(account: Accounts, signed_in: SignedIn) -> None:
    holder = account("an")
    answer, _ = comes_back(claims(email=""), holder, process="connect")
    assert answer.status_code == 302
    assert comes_back(claims(email=""))[1].user == holder
    assert "Cổng của tỉnh" in signed_in(holder).get("/tai-khoan/lien-ket/").content.decode()


def test_an_outside_account_belongs_to_one(account: Accounts) -> None:
    one, other = account("an"), account("binh")
    comes_back(claims(email=""), one, process="connect")
    comes_back(claims(email=""), other, process="connect")
    assert comes_back(claims(email=""))[1].user == one
