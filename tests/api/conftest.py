"""Two provinces that have nothing to do with each other, and keys of accounts over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.test import Client

from tests.web.two_provinces import Half, two_provinces
from tinhgon.accounts import services, tokens
from tinhgon.accounts.access import standing
from tinhgon.accounts.domain.roles import Permission, Role
from tinhgon.accounts.models import Account, system_account

KeyOf = Callable[..., str]


@cache
def description() -> dict[str, Any]:
    """The description of the API, worked out once."""
    from tinhgon.web.api.urls import api

    return dict(api.get_openapi_schema(path_prefix="/api/v1/"))


@dataclass(frozen=True)
class World:
    """The registry of these tests."""

    here: Half
    there: Half


@pytest.fixture(scope="module")
def world(module_registry_db: None) -> World:
    """Recorded once for a module."""
    return World(*two_provinces())


def account_with(name: str, roles: Iterable[Role], scope: int | None = None) -> Account:
    """An account with roles over a subtree."""
    by = system_account("lap", "Lập")
    made = services.make(name, by, last_name=f"Họ {name}")
    for role in roles:
        services.give(made, role, scope, by)
    return made


def key_of(account: Account, *permissions: Permission) -> str:
    """A key of an account: for these permissions, or for all it has."""
    held = [each for each in Permission if standing(account).may(each)]
    return tokens.make(account, "thử", permissions or held, 30)[1]


def client_of(account: Account, *permissions: Permission) -> Client:
    """A program that asks with a key of an account."""
    return Client(headers={"authorization": f"Bearer {key_of(account, *permissions)}"}, raise_request_exception=False)
