"""Errors as pages: what happened, where, why and how to mend it, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.domain.numbers import MOST

STATUS_OF: dict[str, int] = {
    "unknown_object": 404,
    "unknown_decision": 404,
    "job.run-not-found": 404,
    "conflict": 409,
    "wrong_step": 409,
}
"""HTTP status by an error's code; all others are 400."""

_NOT_FOUND = Text("Không có trang này", "There is no such page")
_REFUSED = Text("Tài khoản này không được xem trang này", "This account may not see this page")
_REFUSED_WHY = Text(
    "Vai trò được giao không gồm việc này, hoặc đối tượng nằm ngoài phạm vi được giao.",
    "The roles granted do not include it, or the object lies outside the subtree granted.",
)
_REFUSED_MEND = Text(
    "Đề nghị người quản trị tài khoản giao vai trò cho phạm vi này.",
    "Ask an administrator of accounts for a role over this subtree.",
)


class WrongMethod(TinhGonError):
    """An address was sent something by a method that it does not take."""

    code = "wrong_method"


class FaultMiddleware:
    """Turns errors meant for people into pages (JSON for programs)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; errors have been turned into pages by `process_exception`, wrong methods are here."""
        response = self.get_response(request)
        return not_allowed(request, response) if response.status_code == 405 else response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """No page is about a number that nothing on record can have."""
        numbers = [each for each in kwargs.values() if isinstance(each, int)] if isinstance(kwargs, dict) else []
        return missing(request) if any(each > MOST for each in numbers) else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of an error, or None for those that are the program's own fault."""
        if isinstance(error, TinhGonError):
            return fault_page(request, error, STATUS_OF.get(error.code, 400))
        if isinstance(error, PermissionDenied):
            return refused(request)
        if isinstance(error, Http404):
            return missing(request)
        return None


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page that says the account may not see a page."""
    return fault_page(request, TinhGonError(_REFUSED, why=_REFUSED_WHY, mend=_REFUSED_MEND), 403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page that says there is no such page."""
    mend = Text("Kiểm tra địa chỉ, hoặc tìm ở ô tìm kiếm.", "Check the address, or search.")
    return fault_page(request, TinhGonError(_NOT_FOUND, where=request.path, mend=mend), 404)


def not_allowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page that says an address does not take this method; which it takes stays in `Allow`."""
    allowed = response.headers.get("Allow", "")
    error = WrongMethod(
        Text("Địa chỉ này không nhận cách gửi ấy", "This address does not take that method"),
        where=f"{request.method} {request.path}",
        why=Text(f"Chỉ nhận: {allowed}.", f"It takes only: {allowed}."),
        mend=Text(
            "Quay lại trang trước và dùng nút trên trang; chương trình thì gửi đúng phương thức.",
            "Go back and use the button of the page; a program should send one of these methods.",
        ),
    )
    page = fault_page(request, error, 405)
    page["Allow"] = allowed
    return page


def fault_page(request: HttpRequest, error: TinhGonError, status: int) -> HttpResponse:
    """An error as a page, as a fragment for htmx, or as JSON."""
    if request.path.startswith("/api/"):
        return JsonResponse(error.as_json(), status=status, json_dumps_params={"ensure_ascii": False})
    template = "frame/fault_fragment.html" if request.headers.get("HX-Request") else "frame/fault.html"
    return render(request, template, {"fault": error, "status": status}, status=status)
