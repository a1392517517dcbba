"""A key opens what it was made for, as long as it holds; only its digest is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.accounts.conftest import Make
from tinhgon.accounts import services, tokens
from tinhgon.accounts.domain.roles import Permission, Role
from tinhgon.accounts.models import Account, Token


@pytest.fixture
def reader(by: Account, make: Make) -> Account:
    """An account that reads."""
    account = make()
    services.give(account, Role.READER, None, by)
    return account


def test_a_key_says_whose_it_is_and_what_for(reader: Account) -> None:
    _, key = tokens.make(reader, "bảng tính", [Permission.READ], days=30)
    assert key.startswith("tg_")
    assert tokens.account_of_key(key) == (reader, frozenset({Permission.READ}))


def test_the_key_itself_is_not_kept(reader: Account) -> None:
    token, key = tokens.make(reader, "bảng tính", [Permission.READ], days=30)
    row = Token.objects.filter(id=token.id).values().get()
    assert all(key not in str(value) and key[3:] not in str(value) for value in row.values())


@pytest.mark.parametrize("key", ["", "tg_", "tg_" + "x" * 43, "x" * 46])
def test_an_unknown_key_opens_nothing(reader: Account, key: str) -> None:
    tokens.make(reader, "bảng tính", [Permission.READ], days=30)
    assert tokens.account_of_key(key) is None


def test_a_key_that_expired_opens_nothing(reader: Account) -> None:
    token, key = tokens.make(reader, "bảng tính", [Permission.READ], days=30)
    Token.objects.filter(id=token.id).update(expires_at=timezone.now())
    assert tokens.account_of_key(key) is None


def test_a_revoked_key_opens_nothing(reader: Account) -> None:
    token, key = tokens.make(reader, "bảng tính", [Permission.READ], days=30)
    tokens.revoke(token, reader)
    assert tokens.account_of_key(key) is None


def test_the_key_of_a_closed_account_opens_nothing(by: Account, reader: Account) -> None:
    _, key = tokens.make(reader, "bảng tính", [Permission.READ], days=30)
    services.deactivate(reader, by)
    assert tokens.account_of_key(key) is None


@pytest.mark.parametrize(
    ("permissions", "days"),
    [([Permission.APPROVE], 30), ([Permission.READ, Permission.PERSONAL], 30), ([], 30), ([Permission.READ], 367)],
)
def test_a_key_is_for_what_its_account_may_and_for_a_year_at_most(
    reader: Account, permissions: list[Permission], days: int
) -> None:
    with pytest.raises(tokens.UnfitToken):
        tokens.make(reader, "bảng tính", permissions, days)


def test_use_is_noted_once_a_minute(reader: Account) -> None:
    token, key = tokens.make(reader, "bảng tính", [Permission.READ], days=30)

    def noted() -> object:
        tokens.account_of_key(key)
        return Token.objects.get(id=token.id).last_used_at

    first = noted()
    assert first is not None
    assert noted() == first
    Token.objects.filter(id=token.id).update(last_used_at=timezone.now() - timedelta(seconds=61))
    assert noted() > first  # type: ignore[operator]
