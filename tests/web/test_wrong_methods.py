"""An address sent something by a method that it does not take says so, in both languages, and which it takes."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from tests.web.decisions.test_decisions import text_of
from tinhgon.accounts.access import grant
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account


@pytest.fixture
def client(registry_db: None) -> Client:
    """Somebody who drafts."""
    account = Account.objects.create(username="soan")
    grant(account, Role.DRAFTER, None, by=account)
    browser = Client()
    browser.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


def test_pages_say_it_as_a_page(client: Client) -> None:
    answer = client.get("/trao-doi/nhap/", follow=True)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Địa chỉ này không nhận cách gửi ấy" in text_of(answer)
    assert "does not take that method" in text_of(client.get("/trao-doi/nhap/?lang=en", follow=True))


def test_the_api_says_it_as_its_other_errors(client: Client) -> None:
    answer = client.delete("/api/v1/areas")
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    told = answer.json()
    assert told["code"] == "wrong_method"
    assert told["where"] == "DELETE /api/v1/areas"
    assert set(told["why"]) == {"vi", "en"}
