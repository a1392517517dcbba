"""Accounts: who drafts, approves, enacts and looks."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class Account(AbstractUser):
    """A person's or a program's account. System accounts cannot sign in."""

    is_system = models.BooleanField("tài khoản hệ thống", default=False)

    class Meta(AbstractUser.Meta):
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"


def system_account(username: str, full_name: str) -> Account:
    """The named system account, made on first use, without a password."""
    account, made = Account.objects.get_or_create(
        username=username, defaults={"is_system": True, "last_name": full_name}
    )
    if made:
        account.set_unusable_password()
        account.save(update_fields=["password"])
    return account
