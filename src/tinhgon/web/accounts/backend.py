"""Who can sign in: accounts that are active and belong to a person or a program, not to the system."""

from __future__ import annotations

from typing import cast

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from tinhgon.accounts.models import Account


class AccountBackend(AuthenticationBackend):
    """Checks name and password. Asked at every request, so that a deactivated account is out at once."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Whether the account may be used at all."""
        return bool(super().user_can_authenticate(user)) and not cast(Account, user).is_system
