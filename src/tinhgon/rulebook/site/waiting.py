"""Pages that stand at once while what they show is counted."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from tinhgon.registry.site.pages import View, too_wide


def patient(view: View) -> View:
    """Counting over the whole of a large registry takes long: the page stands at once and fetches itself.

    Files and parts of pages are waited for.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return counting(request) if is_whole_page(request) and too_wide(request) else view(request, *args, **kwargs)

    return guarded


def is_whole_page(request: HttpRequest) -> bool:
    """Whether a page is asked for that may stand before it is filled."""
    return not request.headers.get("HX-Request") and "file" not in request.GET


def counting(request: HttpRequest) -> HttpResponse:
    """The page that says that it is being counted, and fetches itself."""
    return render(request, "rulebook/counting.html")
