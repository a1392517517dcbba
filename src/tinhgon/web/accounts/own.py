"""One's own account: roles, language, sessions, tokens, and who looked at one's record."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tinhgon.accounts import access, services, tokens
from tinhgon.accounts.domain.roles import Permission
from tinhgon.accounts.models import Account, Token
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.frame.languages import COOKIE, said
from tinhgon.registry.site.moments import timeless
from tinhgon.web.accounts.account_forms import LanguageForm, TokenForm
from tinhgon.web.accounts.scopes import described
from tinhgon.web.accounts.second_factor import lacking

_LOOKS_SHOWN = 50


@timeless
@page()
@require_safe
def own_account(request: HttpRequest) -> HttpResponse:
    """All that belongs to one's account."""
    return _shown(request)


@timeless
@page()
@require_POST
def own_language(request: HttpRequest) -> HttpResponse:
    """Choose the language of one's pages; the browser's own choice is forgotten."""
    form = LanguageForm(request.POST)
    answer = redirect("own_account")
    if form.is_valid():
        Account.objects.filter(pk=request.user.pk).update(language=form.cleaned_data["language"])
        answer.delete_cookie(COOKIE)
    return answer


@timeless
@page()
@require_POST
def own_sessions_end(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    services.sign_out_everywhere(account_of(request), account_of(request), but=request.session.session_key)
    messages.success(request, said(Text("Đã đăng xuất ở mọi nơi khác.", "Signed out everywhere else.")))
    return redirect("own_account")


@timeless
@page()
@require_POST
@never_cache
def own_token_new(request: HttpRequest) -> HttpResponse:
    """Make a token; the answer shows the key, once."""
    form = TokenForm(request.POST, held=_held(request))
    if not form.is_valid():
        return _shown(request, token_form=form)
    given = form.cleaned_data
    permissions = [Permission(each) for each in given["permissions"]]
    token, key = tokens.make(account_of(request), given["name"], permissions, given["days"])
    return _shown(request, made=token, key=key)


@timeless
@page()
@require_POST
def own_token_revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End one of one's tokens."""
    token = get_object_or_404(Token, id=token_id, account=account_of(request))
    tokens.revoke(token, account_of(request))
    messages.success(request, said(Text("Đã thu hồi khóa.", "The token was revoked.")))
    return redirect("own_account")


def _shown(
    request: HttpRequest, token_form: TokenForm | None = None, made: Token | None = None, key: str = ""
) -> HttpResponse:
    account = account_of(request)
    context = {
        "grants": described(account.grants.select_related("granted_by", "ended_by")),
        "language_form": LanguageForm(initial={"language": account.language}),
        "second_factor": is_mfa_enabled(account),
        "second_factor_lacking": lacking(request),
        "outside": bool(settings.SOCIALACCOUNT_PROVIDERS),
        "sessions": UserSession.objects.purge_and_list(account),
        "session_key": request.session.session_key,
        "tokens": Token.objects.filter(account=account).order_by("-made_at"),
        "token_form": token_form or TokenForm(held=_held(request)),
        "made": made,
        "key": key,
        "looks": [] if account.person is None else access.looks_at(account.person)[:_LOOKS_SHOWN],
    }
    return render(request, "accounts/own.html", context, status=400 if token_form else 200)


def _held(request: HttpRequest) -> list[Permission]:
    return [each for each in Permission if standing_of(request).may(each)]
