"""Pages for auditors: who looked at whose personal data, and who signed in."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tinhgon.accounts.access import today
from tinhgon.accounts.domain.roles import Permission
from tinhgon.accounts.models import Grant, Look, Means, SignIn
from tinhgon.errors import Text
from tinhgon.frame.access import page, standing_of
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.frame.templatetags.tinhgon import moment
from tinhgon.registry import reach
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind
from tinhgon.registry.selectors.people import names
from tinhgon.registry.site.moments import timeless

MOST = 20_000
"""Entries of a log that a list holds, the latest ones."""

_LABELS = ATTRIBUTES[Kind.PERSON]
_MEANS = {
    Means.PASSWORD: Text("mật khẩu", "password"),
    Means.CODE: Text("mã xác thực", "code"),
    Means.OUTSIDE: Text("tài khoản bên ngoài", "outside account"),
}
_YES_NO = (("yes", Text("có", "yes")), ("no", Text("không", "no")))


@dataclass(frozen=True, slots=True)
class _Seen:
    look: Look
    name: str | None

    @property
    def person(self) -> str:
        return self.name or f"#{self.look.person}"

    @property
    def fields(self) -> str:
        return ", ".join(said(_LABELS[each].label) if each in _LABELS else each for each in self.look.fields)


@timeless
@page(Permission.AUDIT)
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at personal data of people within the auditor's subtree."""
    table = Table(
        "nhat-ky-xem",
        _LOOK_COLUMNS,
        _looks(request),
        request,
        order="-at",
        caption=Text("Nhật ký xem dữ liệu cá nhân", "Looks at personal data"),
        empty=Text("Chưa ai xem dữ liệu cá nhân trong phạm vi này.", "Nobody has looked at personal data here yet."),
    )
    return table.answer("accounts/looks.html", {"most": MOST})


def _looks(request: HttpRequest) -> list[_Seen]:
    standing = standing_of(request)
    rows = list(Look.objects.select_related("account").order_by("-at", "-id")[:MOST])
    people = reach.within(standing, Permission.AUDIT, {each.person for each in rows})
    shown = reach.within(standing, Permission.READ, people)
    called = names(shown, today())
    return [_Seen(each, called.get(each.person)) for each in rows if each.person in people]


_LOOK_COLUMNS: tuple[Column[_Seen], ...] = (
    Column("at", Text("Khi nào", "When"), lambda row: row.look.at, shown=lambda row: moment(row.look.at)),
    Column("who", Text("Ai xem", "Who"), lambda row: row.look.account.shown_name, searched=True),
    Column(
        "person",
        Text("Xem của ai", "Whose"),
        lambda row: row.person,
        link=lambda row: reverse("person", args=[row.look.person]) if row.name else None,
        searched=True,
    ),
    Column("fields", Text("Thông tin", "What"), lambda row: row.fields, searched=True),
    Column("route", Text("Ở trang", "On page"), lambda row: row.look.route, searched=True),
)


@timeless
@page(Permission.AUDIT)
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Attempts to sign in to accounts with a role in the auditor's subtree; to auditors of everything, all."""
    table = Table(
        "nhat-ky-dang-nhap",
        _SIGN_IN_COLUMNS,
        _sign_ins(request),
        request,
        order="-at",
        caption=Text("Nhật ký đăng nhập", "Sign-ins"),
        empty=Text("Chưa có lần đăng nhập nào.", "Nobody has signed in yet."),
    )
    return table.answer("accounts/sign_ins.html", {"most": MOST})


def _sign_ins(request: HttpRequest) -> list[SignIn]:
    standing = standing_of(request)
    chosen = Q()
    if not standing.everywhere(Permission.AUDIT):
        scopes = Grant.objects.exclude(scope=None).values_list("scope", flat=True).distinct()
        inside = reach.within(standing, Permission.AUDIT, scopes)
        chosen = Q(account__in=Grant.objects.filter(scope__in=inside).values("account"))
    return list(SignIn.objects.filter(chosen).select_related("account").order_by("-at", "-id")[:MOST])


def _tried(row: SignIn) -> str:
    if row.account is not None:
        return row.account.username
    return said(Text(f"tên không có: {row.tried[:8]}", f"no such name: {row.tried[:8]}"))


_SIGN_IN_COLUMNS: tuple[Column[SignIn], ...] = (
    Column("at", Text("Khi nào", "When"), lambda row: row.at, shown=lambda row: moment(row.at)),
    Column("account", Text("Tài khoản", "Account"), _tried, searched=True),
    Column("success", Text("Thành công", "Succeeded"), lambda row: row.success, choices=_YES_NO),
    Column("means", Text("Bằng", "By"), lambda row: _MEANS[Means(row.means)]),
    Column("address", Text("Từ mạng", "From network"), lambda row: row.address or None, searched=True),
)
