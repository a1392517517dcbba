"""Accounts, their roles, their tokens, and the log of looks at personal data."""

from __future__ import annotations

from enum import StrEnum

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q

from tinhgon.accounts import guards
from tinhgon.accounts.domain.roles import PERMISSION_NAMES, ROLE_NAMES, Permission
from tinhgon.errors import Text


class Account(AbstractUser):
    """A person's or a program's account. System accounts cannot sign in.

    `person` is the id of the person on record whose account it is; `home` that of the area or body
    whose pages open first.
    """

    is_system = models.BooleanField("tài khoản hệ thống", default=False)
    language = models.CharField(
        "ngôn ngữ", max_length=2, default="vi", choices=[("vi", "Tiếng Việt"), ("en", "English")]
    )
    person = models.BigIntegerField("người trong hồ sơ", null=True, blank=True, unique=True)
    home = models.BigIntegerField("đơn vị mở đầu", null=True, blank=True)

    class Meta(AbstractUser.Meta):
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"

    @property
    def shown_name(self) -> str:
        """The full name, or the name of the account."""
        return self.get_full_name() or self.username


class Grant(models.Model):
    """A role of an account over a subtree for a period. It is ended, never changed or removed."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=[(each.value, name.vi) for each, name in ROLE_NAMES.items()])
    scope = models.BigIntegerField(null=True)
    valid = DateRangeField()
    granted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        triggers = guards.ended_once()
        constraints = (
            models.CheckConstraint(
                name="grant_ended_whole",
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
        )


class Look(models.Model):
    """That an account looked at personal fields of a person: who, whose, which, where, when."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="looks")
    person = models.BigIntegerField(db_index=True)
    fields = ArrayField(models.CharField(max_length=32))
    route = models.CharField(max_length=80)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        triggers = guards.append_only()


class Token(models.Model):
    """A key for programs: what its account may do, within the permissions named. Only its digest is kept."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    permissions = ArrayField(models.CharField(max_length=16))
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    @property
    def allowed(self) -> list[Text]:
        """The names of its permissions."""
        return [PERMISSION_NAMES[Permission(each)] for each in self.permissions]


class Means(StrEnum):
    """How somebody signs in."""

    PASSWORD = "password"  # noqa: S105
    CODE = "code"
    OUTSIDE = "outside"


class SignIn(models.Model):
    """An attempt to sign in: whose account or, where there is none, a digest of the name tried.

    `address` is the network the attempt came from: the first 24 bits of an IPv4 address, 48 of an IPv6 one.
    """

    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="sign_ins")
    tried = models.CharField(max_length=64, blank=True, default="")
    means = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Means])
    success = models.BooleanField()
    address = models.CharField(max_length=48, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        triggers = guards.kept_as_written()


class Act(StrEnum):
    """What is done to accounts, besides granting and ending roles."""

    MADE = "made"
    EDITED = "edited"
    DEACTIVATED = "deactivated"
    ACTIVATED = "activated"
    PASSWORD_LINK = "password_link"  # noqa: S105
    PASSWORD_GIVEN = "password_given"  # noqa: S105
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    SESSIONS_ENDED = "sessions_ended"
    TOKEN_MADE = "token_made"  # noqa: S105
    TOKEN_REVOKED = "token_revoked"  # noqa: S105
    LINKED = "linked"


ACT_NAMES: dict[Act, Text] = {
    Act.MADE: Text("lập tài khoản", "made the account"),
    Act.EDITED: Text("sửa thông tin", "edited it"),
    Act.DEACTIVATED: Text("ngừng tài khoản", "deactivated it"),
    Act.ACTIVATED: Text("mở lại tài khoản", "activated it"),
    Act.PASSWORD_LINK: Text("cấp đường dẫn đặt mật khẩu", "made a link to set a password"),
    Act.PASSWORD_GIVEN: Text("cấp mật khẩu mới", "gave a new password"),
    Act.SECOND_FACTOR_REMOVED: Text("gỡ xác thực hai lớp", "removed the second factor"),
    Act.SESSIONS_ENDED: Text("chấm dứt các phiên đăng nhập", "ended its sessions"),
    Act.TOKEN_MADE: Text("tạo khóa truy cập", "made a token"),
    Act.TOKEN_REVOKED: Text("thu hồi khóa truy cập", "revoked a token"),
    Act.LINKED: Text("liên kết với tài khoản bên ngoài", "linked it to an outside account"),
}


class AccountAct(models.Model):
    """That an account did something to an account, its own or another's."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="acts")
    act = models.CharField(max_length=24, choices=[(each.value, name.vi) for each, name in ACT_NAMES.items()])
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = guards.append_only()


def system_account(username: str, full_name: str) -> Account:
    """The named system account, made on first use, without a password."""
    account, made = Account.objects.get_or_create(
        username=username, defaults={"is_system": True, "last_name": full_name}
    )
    if made:
        account.set_unusable_password()
        account.save(update_fields=["password"])
    return account
