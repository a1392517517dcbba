"""Attempts to sign in are logged without more than is needed, kept unaltered, and forgotten in time."""

from __future__ import annotations

import ipaddress
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests.accounts.conftest import Make
from tinhgon.accounts import sign_ins
from tinhgon.accounts.models import Means, SignIn


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("::ffff:192.0.2.77", "::/48")],
)
def test_of_an_address_the_network_is_kept(address: str, network: str) -> None:
    assert sign_ins.network(ipaddress.ip_address(address)) == network


def test_a_name_that_is_no_accounts_is_kept_as_a_digest() -> None:
    for name in ("mat-khau-go-nham", "Mat-Khau-Go-Nham", "khac"):
        sign_ins.failed(None, name, Means.PASSWORD)
    first, second, other = SignIn.objects.order_by("id")
    assert first.account is None
    assert first.tried == second.tried != other.tried
    assert "mat-khau" not in first.tried


def test_a_failed_attempt_at_an_account_names_it(make: Make) -> None:
    account = make("an")
    sign_ins.failed(None, "AN", Means.PASSWORD)
    assert [(each.account, each.tried, each.success) for each in SignIn.objects.all()] == [(account, "", False)]


def test_what_is_older_than_the_days_set_is_forgotten(make: Make) -> None:
    account = make()
    sign_ins.failed(None, account.username, Means.PASSWORD)
    # Rows cannot be altered, so an old one is made as such.
    old = SignIn(account=account, means=Means.PASSWORD, success=True)
    SignIn._meta.get_field("at").auto_now_add = False
    try:
        old.at = timezone.now() - timedelta(days=settings.SIGN_INS_KEPT, seconds=1)
        old.save()
    finally:
        SignIn._meta.get_field("at").auto_now_add = True
    sign_ins.forget()
    assert [each.success for each in SignIn.objects.all()] == [False]


def test_attempts_are_kept_as_written(make: Make) -> None:
    sign_ins.failed(None, make().username, Means.PASSWORD)
    with pytest.raises(DatabaseError), transaction.atomic():
        SignIn.objects.update(success=True)
