"""Roles, what each may do, and the standing of an account on one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tinhgon.errors import Text
from tinhgon.temporal import Period


class Permission(StrEnum):
    """What pages, routes and actions ask for."""

    READ = "read"  # bodies, posts, holders' names, decisions, figures
    EXPORT = "export"  # take a scope out as a file
    PERSONAL = "personal"  # birth date, gender, ethnicity, native place of people
    DRAFT = "draft"  # draft, revise and submit decisions; import files
    REVIEW = "review"  # return a submitted decision to its drafter
    APPROVE = "approve"  # sign and enact a submitted decision
    AUDIT = "audit"  # who looked at what, who held which role, the check of the ledger
    ADMINISTER = "administer"  # accounts, roles, background work of others


class Role(StrEnum):
    """The roles that are granted, each over a subtree and for a period."""

    READER = "reader"
    DRAFTER = "drafter"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    PERSONNEL_OFFICER = "personnel_officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: Mapping[Role, Text] = {
    Role.READER: Text("Người xem", "Reader"),
    Role.DRAFTER: Text("Người soạn thảo", "Drafter"),
    Role.REVIEWER: Text("Người thẩm định", "Reviewer"),
    Role.APPROVER: Text("Người phê duyệt", "Approver"),
    Role.PERSONNEL_OFFICER: Text("Cán bộ nhân sự", "Personnel officer"),
    Role.AUDITOR: Text("Người kiểm tra", "Auditor"),
    Role.ADMINISTRATOR: Text("Quản trị tài khoản", "Administrator"),
}

PERMISSION_NAMES: Mapping[Permission, Text] = {
    Permission.READ: Text("xem bộ máy", "read the apparatus"),
    Permission.EXPORT: Text("xuất dữ liệu", "export"),
    Permission.PERSONAL: Text("xem dữ liệu cá nhân", "see personal data"),
    Permission.DRAFT: Text("soạn quyết định", "draft decisions"),
    Permission.REVIEW: Text("thẩm định quyết định", "review decisions"),
    Permission.APPROVE: Text("phê duyệt quyết định", "approve decisions"),
    Permission.AUDIT: Text("kiểm tra nhật ký", "audit the logs"),
    Permission.ADMINISTER: Text("quản trị tài khoản", "administer accounts"),
}

_SEES = frozenset({Permission.READ, Permission.EXPORT})

ALLOWS: Mapping[Role, frozenset[Permission]] = {
    Role.READER: _SEES,
    Role.DRAFTER: _SEES | {Permission.DRAFT},
    Role.REVIEWER: _SEES | {Permission.REVIEW},
    Role.APPROVER: _SEES | {Permission.APPROVE},
    Role.PERSONNEL_OFFICER: _SEES | {Permission.PERSONAL},
    Role.AUDITOR: _SEES | {Permission.AUDIT},
    Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER}),
}
"""What each role allows within its subtree. Administrators see no records by that role alone."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A role over the subtree of one area or body (`scope`, an object's id; None: the whole registry)."""

    role: Role
    scope: int | None
    valid: Period


@dataclass(frozen=True, slots=True)
class Standing:
    """What an account may do on one day."""

    grants: tuple[Granted, ...] = ()

    def may(self, permission: Permission) -> bool:
        """Whether any role allows it, somewhere."""
        return any(permission in ALLOWS[each.role] for each in self.grants)

    def everywhere(self, permission: Permission) -> bool:
        """Whether a role allows it over the whole registry."""
        return any(each.scope is None and permission in ALLOWS[each.role] for each in self.grants)

    def scopes(self, permission: Permission) -> frozenset[int] | None:
        """The tops of the subtrees where a role allows it; None: everywhere."""
        if self.everywhere(permission):
            return None
        found = (each.scope for each in self.grants if permission in ALLOWS[each.role])
        return frozenset(each for each in found if each is not None)


def standing_on(day: date, grants: Iterable[Granted]) -> Standing:
    """The standing that the grants valid on a day give."""
    return Standing(tuple(each for each in grants if day in each.valid))
