"""Pages for administrators: accounts, their roles, their passwords. All within the administrator's subtree."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhgon.accounts import services
from tinhgon.accounts.access import today
from tinhgon.accounts.domain.roles import Permission
from tinhgon.accounts.models import ACT_NAMES, Account, AccountAct, Act, Grant
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.frame.templatetags.tinhgon import moment
from tinhgon.registry import reach
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.selectors.searching import Hit, Search
from tinhgon.registry.site.moments import timeless
from tinhgon.web.accounts.account_forms import DetailsForm, GrantForm, NewAccountForm, as_written
from tinhgon.web.accounts.scopes import (
    administered,
    described,
    may_change,
    may_give,
    require_account,
    require_change,
)

_FOUND = 12
_YES_NO = (("yes", Text("có", "yes")), ("no", Text("không", "no")))


@dataclass(frozen=True, slots=True)
class _Line:
    account: Account
    roles: tuple[str, ...]
    second_factor: bool

    @property
    def last_sign_in(self) -> datetime | None:
        return self.account.last_login


@timeless
@page(Permission.ADMINISTER)
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """The list of accounts."""
    table = Table("tai-khoan", _COLUMNS, _lines(request), request, order="name", caption=_TITLE, empty=_NONE)
    return table.answer("accounts/list.html", {})


_TITLE = Text("Tài khoản", "Accounts")
_NONE = Text("Chưa có tài khoản nào trong phạm vi này.", "There are no accounts within this subtree yet.")
_COLUMNS: tuple[Column[_Line], ...] = (
    Column(
        "name",
        Text("Họ và tên", "Name"),
        lambda line: line.account.shown_name,
        link=lambda line: reverse("account-edit", args=[line.account.pk]),
        searched=True,
    ),
    Column("username", Text("Tên tài khoản", "User name"), lambda line: line.account.username, searched=True),
    Column("roles", Text("Vai trò", "Roles"), lambda line: "; ".join(line.roles) or None, searched=True),
    Column(
        "last_sign_in",
        Text("Đăng nhập gần nhất", "Last sign-in"),
        lambda line: line.last_sign_in,
        shown=lambda line: moment(line.last_sign_in),
    ),
    Column("active", Text("Hoạt động", "Active"), lambda line: line.account.is_active, choices=_YES_NO),
    Column("second_factor", Text("Hai lớp", "Second factor"), lambda line: line.second_factor, choices=_YES_NO),
    Column("system", Text("Hệ thống", "System"), lambda line: line.account.is_system, choices=_YES_NO, hidden=True),
)


def _lines(request: HttpRequest) -> list[_Line]:
    found = list(administered(request))
    roles: dict[int, list[str]] = defaultdict(list)
    for each in described(Grant.objects.filter(account__in=found, valid__contains=today())):
        roles[each.grant.account_id].append(f"{said(each.role)} · {said(each.where)}")
    secured = set(Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("user_id", flat=True))
    return [_Line(each, tuple(roles[each.pk]), each.pk in secured) for each in found]


@timeless
@page(Permission.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def account_new(request: HttpRequest) -> HttpResponse:
    """Make an account; its roles are given next."""
    form = NewAccountForm(request.POST or None, standing=standing_of(request), initial={"language": "vi"})
    if request.method == "POST" and form.is_valid():
        try:
            account = services.make(form.cleaned_data["username"], account_of(request), **form.details())
        except services.NameTaken as error:
            form.add_error("username", said(error.what))
        else:
            messages.success(request, said(Text("Đã lập tài khoản.", "The account was made.")))
            return redirect("account-grants", account.pk)
    return render(request, "accounts/new.html", {"form": form}, status=400 if form.errors else 200)


@timeless
@page(Permission.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def account_edit(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account: its details, and what else can be done to it."""
    if request.method != "POST":
        return _edited(request, require_account(request, account_id))
    account = require_change(request, account_id)
    form = DetailsForm(request.POST, standing=standing_of(request), account=account)
    if not form.is_valid():
        return _edited(request, account, form)
    services.edit(account, account_of(request), **form.details())
    messages.success(request, said(Text("Đã lưu.", "Saved.")))
    return redirect("account-edit", account_id)


def _edited(request: HttpRequest, account: Account, form: DetailsForm | None = None, link: str = "") -> HttpResponse:
    initial = {
        "full_name": account.get_full_name(),
        "email": account.email,
        "language": account.language,
        "home": as_written(account.home),
        "person": as_written(account.person),
    }
    acts = AccountAct.objects.filter(account=account).select_related("by").order_by("-at", "-id")
    context = {
        "account": account,
        "form": form or DetailsForm(standing=standing_of(request), initial=initial),
        "may_change": may_change(request, account),
        "second_factor": Authenticator.objects.filter(user=account).exists(),
        "acts": [{"what": ACT_NAMES[Act(each.act)], "by": each.by.shown_name, "at": each.at} for each in acts],
        "link": link,
    }
    return render(request, "accounts/edit.html", context, status=400 if form else 200)


@timeless
@page(Permission.ADMINISTER)
@require_POST
@never_cache
def account_password(request: HttpRequest, account_id: int) -> HttpResponse:
    """A link by which the account's holder sets a password, shown once."""
    account = require_change(request, account_id)
    key = default_token_generator.make_token(account)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(account), key])
    services.noted(account, Act.PASSWORD_LINK, account_of(request))
    return _edited(request, account, link=request.build_absolute_uri(path))


@timeless
@page(Permission.ADMINISTER)
@require_POST
def account_active(request: HttpRequest, account_id: int) -> HttpResponse:
    """Close an account or open it again."""
    account = require_change(request, account_id)
    change = services.activate if request.POST.get("active") == "yes" else services.deactivate
    change(account, account_of(request))
    return redirect("account-edit", account_id)


@timeless
@page(Permission.ADMINISTER)
@require_POST
def account_second_factor(request: HttpRequest, account_id: int) -> HttpResponse:
    """Remove the second factor of whoever lost the device."""
    services.remove_second_factor(require_change(request, account_id), account_of(request))
    messages.success(request, said(Text("Đã gỡ xác thực hai lớp.", "The second factor was removed.")))
    return redirect("account-edit", account_id)


@timeless
@page(Permission.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def account_grants(request: HttpRequest, account_id: int) -> HttpResponse:
    """The roles of an account, held and ended, and giving another."""
    account = require_account(request, account_id)
    everywhere = standing_of(request).everywhere(Permission.ADMINISTER)
    form = GrantForm(request.POST or None, everywhere=everywhere)
    if request.method == "POST" and form.is_valid():
        if not may_give(request, form.chosen_scope):
            raise PermissionDenied
        try:
            services.give(account, form.chosen_role, form.chosen_scope, account_of(request), form.cleaned_data["valid"])
        except TinhGonError as error:
            form.add_error(None, said(error.what))
        else:
            messages.success(request, said(Text("Đã giao vai trò.", "The role was given.")))
            return redirect("account-grants", account_id)
    return _granted(request, account, form)


def _granted(request: HttpRequest, account: Account, form: GrantForm) -> HttpResponse:
    rows = described(account.grants.select_related("granted_by", "ended_by"))
    context = {
        "account": account,
        "grants": [(each, each.grant.ended_at is None and may_give(request, each.grant.scope)) for each in rows],
        "form": form,
        "may_give": account.pk != request.user.pk and not account.is_system,
        "sought": request.GET.get("q", ""),
        "hits": _found(request),
    }
    return render(request, "accounts/grants.html", context, status=400 if form.errors else 200)


@timeless
@page(Permission.ADMINISTER)
@require_POST
def account_grant_end(request: HttpRequest, grant_id: int) -> HttpResponse:
    """End a role today."""
    held = get_object_or_404(Grant.objects.select_related("account"), id=grant_id)
    if not may_give(request, held.scope):
        raise PermissionDenied
    services.end_role(held, account_of(request))
    messages.success(request, said(Text("Đã chấm dứt vai trò.", "The role was ended.")))
    return redirect("account-grants", held.account_id)


@timeless
@page(Permission.ADMINISTER)
@require_safe
def account_scopes(request: HttpRequest) -> HttpResponse:
    """Areas and bodies of a name, to choose the subtree of a role from."""
    return render(request, "accounts/scopes.html", {"sought": request.GET.get("q", ""), "hits": _found(request)})


def _found(request: HttpRequest) -> list[Hit]:
    standing = standing_of(request)
    search = Search(request.GET.get("q", ""), today(), most=_FOUND)
    hits = [*search.objects(Kind.AREA), *search.objects(Kind.ORGANIZATION)]
    inside = reach.within(standing, Permission.ADMINISTER, [each.id for each in hits])
    return [each for each in hits if each.id in inside]
