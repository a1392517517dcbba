"""Quick passwords, and accounts to do things with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from tinhgon.accounts import services
from tinhgon.accounts.models import Account, system_account

Make = Callable[..., Account]


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """A hash that takes no time."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def undone(module_registry_db: None) -> Iterator[None]:
    """Whatever a test does is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def by() -> Account:
    """The system account that does things."""
    return system_account("dong-lenh", "Dòng lệnh")


@pytest.fixture
def make(by: Account) -> Make:
    """Makes an account."""
    return lambda name="an", **details: services.make(name, by, **details)
