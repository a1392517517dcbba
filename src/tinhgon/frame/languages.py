"""The language of a request: chosen in the address once, kept with the account or in a cookie."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from tinhgon.errors import Language, Text

COOKIE = "tinhgon_language"
_YEAR = 365 * 24 * 3600  # seconds


def current() -> Language:
    """The language in which the page is being made."""
    return "en" if (translation.get_language() or "vi").startswith("en") else "vi"


def said(text: Text) -> str:
    """A text in the language of the page."""
    return text.in_language(current())


class LanguageMiddleware:
    """Chooses the language: `?lang=`, then the cookie, then the account's, then what the browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Make the answer in the language chosen."""
        asked = request.GET.get("lang")
        language = _chosen(request, asked)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if asked in ("vi", "en"):
            response.set_cookie(COOKIE, asked, max_age=_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
        return response


def _chosen(request: HttpRequest, asked: str | None) -> Language:
    account = request.user.language if request.user.is_authenticated else None
    for each in (asked, request.COOKIES.get(COOKIE), account):
        if each in ("vi", "en"):
            return cast(Language, each)
    wanted = request.headers.get("Accept-Language", "")
    return "en" if wanted.lower().startswith("en") else "vi"
