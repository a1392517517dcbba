"""Two provinces that have nothing to do with each other, and keys of accounts over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pytest
from django.test import Client

from tests.web.two_provinces import HERE, THERE, Half, two_provinces
from tinhgon.accounts import services, tokens
from tinhgon.accounts.access import standing
from tinhgon.accounts.domain.roles import Permission, Role
from tinhgon.accounts.models import Account, system_account
from tinhgon.errors import Text
from tinhgon.registry.domain.changes import Rename
from tinhgon.scenarios import services as scenarios
from tinhgon.scenarios.domain.plan import Base, adding
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.rebasing import newest

KeyOf = Callable[..., str]
PLANNED_ON, IN_FORCE_ON = date(2025, 8, 1), date(2026, 1, 1)


@cache
def description() -> dict[str, Any]:
    """The description of the API, worked out once."""
    from tinhgon.web.api.urls import api

    return dict(api.get_openapi_schema(path_prefix="/api/v1/"))


@dataclass(frozen=True)
class World:
    """The registry of these tests, with a scenario in each of its provinces."""

    here: Half
    there: Half
    scenario: Scenario
    scenario_there: Scenario

    def scenario_of(self, half: Half) -> Scenario:
        """The scenario of a province."""
        return self.scenario if half is self.here else self.scenario_there


@pytest.fixture(scope="module")
def world(module_registry_db: None) -> World:
    """Recorded once for a module."""
    here, there = two_provinces()
    return World(here, there, scenario_in(here, HERE), scenario_in(there, THERE))


def scenario_in(half: Half, name: str) -> Scenario:
    """A scenario of a province with one change and one remark, shown to every account there."""
    drafter = half.accounts[Role.DRAFTER]
    base = Base(on=PLANNED_ON, seq=newest())
    made = scenarios.new_scenario(f"Đề án {name}", drafter, base, IN_FORCE_ON, under=half.province)
    change = Rename(object_id=half.commune, name=f"Xã theo đề án {name}")
    made = scenarios.edit(made, drafter, Text(f"Sửa {name}", f"Edit {name}"), adding([change], 1))
    scenarios.remark(made, drafter, f"Ý kiến về {name}")
    for account in half.accounts.values():
        scenarios.share(made, account, drafter)
    return made


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
