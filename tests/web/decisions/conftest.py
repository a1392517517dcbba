"""The small history of the command line's tests on record, and accounts that look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client

from tests.cli.small_history import SmallHistory, small_history
from tinhgon.accounts.access import grant
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account

SignedIn = Callable[..., Client]


@pytest.fixture(scope="module")
def history(module_registry_db: None) -> Iterator[SmallHistory]:
    """On record for all tests of a module: #1 to #9 of the ledger, and a draft of the account "soan-thao"."""
    yield small_history()


@pytest.fixture
def fresh(registry_db: None) -> SmallHistory:
    """On record for one test alone, which may write."""
    return small_history()


@pytest.fixture
def signed_in() -> SignedIn:
    """A browser signed in as an account of a name, with a role over a subtree (None: everything)."""

    def browser(username: str, role: Role, scope: int | None = None) -> Client:
        account, made = Account.objects.get_or_create(username=username)
        if made:
            account.set_unusable_password()
            account.save()
            grant(account, role, scope, by=account)
        client = Client()
        client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return browser
