"""The demonstration's accounts: one for each role, all invented, made again without doubling."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.registry.acts import area, record
from tinhgon.accounts import services
from tinhgon.accounts.access import standing
from tinhgon.accounts.domain.roles import Permission, Role
from tinhgon.accounts.models import Account, Grant, system_account
from tinhgon.demo.accounts import MARK, make_accounts
from tinhgon.registry.services import new_ids


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """A hash that takes no time."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def province(registry_db: None) -> int:
    """A province with a commune."""
    top, commune = new_ids(2)
    record("1/NQ", area(top, "22", level="province"), area(commune, "22001", top))
    return top


def test_there_is_an_account_for_each_role_and_one_below(province: int) -> None:
    made = make_accounts(province)
    assert {role for each in made for role in each.roles} == set(Role)
    below = services.named(made[-1].username)
    assert province not in (standing(below).scopes(Permission.READ) or ())
    assert all(Account.objects.get(username=each.username).last_name.endswith(MARK) for each in made)
    assert all(services.named(each.username).check_password(each.password) for each in made)


def test_made_again_they_are_the_same_with_a_password_that_works(province: int) -> None:
    make_accounts(province)
    again = make_accounts(province)
    assert Account.objects.filter(last_name__endswith=MARK).count() == len(again)
    assert Grant.objects.count() == len(again)
    assert all(services.named(each.username).check_password(each.password) for each in again)


def test_the_password_may_be_set(province: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINHGON_DEMO_PASSWORD", "mat-khau-cua-phong-hoc")
    assert {each.password for each in make_accounts(province)} == {"mat-khau-cua-phong-hoc"}


def test_an_account_that_is_not_the_demonstrations_is_left_alone(province: int) -> None:
    services.make("quan-tri", system_account("lap", "Lập"), "mot-mat-khau-du-dai", last_name="Người Thật")
    assert "quan-tri" not in {each.username for each in make_accounts(province)}
    assert services.named("quan-tri").check_password("mot-mat-khau-du-dai")
