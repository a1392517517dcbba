"""Errors as JSON: code, what, where, why and how to mend it, in both languages, with the fitting status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import ConfigDict, Field

from tinhgon.errors import Text, TinhGonError
from tinhgon.web.api.keys import SECONDS

STATUS_OF: Mapping[str, int] = {
    "ambiguous": 409,
    "blocked": 409,
    "conflict": 409,
    "csrf": 403,
    "edited_meanwhile": 409,
    "key_used": 409,
    "missing": 404,
    "not_signed_in": 401,
    "out_of_turn": 409,
    "outdated": 409,
    "outside_subtree": 403,
    "refused_access": 403,
    "same_signature": 403,
    "scenario_not_open": 409,
    "second_factor": 403,
    "too_large": 413,
    "too_many_requests": 429,
    "unknown_account": 404,
    "unknown_decision": 404,
    "unknown_indicator": 404,
    "unknown_moment": 404,
    "unknown_object": 404,
    "unknown_part": 404,
    "unknown_template": 404,
    "unreadable": 400,
    "unsettled": 409,
    "wrong_step": 409,
}
"""HTTP status by an error's code; all others are 422: what was sent is at fault."""

_INVALID = Text("Tham số hoặc nội dung gửi lên không đúng", "A parameter or the content sent is not valid")
_SEE = Text("Xem mô tả của địa chỉ này trong /api/v1/docs/.", "See what this route takes in /api/v1/docs/.")


class Said(Schema):
    """A text in Vietnamese and in English."""

    vi: str
    en: str


class Fault(Schema):
    """What happened, where, why, and how to mend it. Some errors carry further fields, such as `violations`."""

    model_config = ConfigDict(extra="allow")

    code: str = Field(description="a stable identifier")
    what: Said
    where: str | None
    why: Said | None
    mend: Said | None


class Invalid(TinhGonError):
    """What was sent does not fit what the route takes."""

    code = "invalid"

    def __init__(self, details: list[tuple[str, Text]]) -> None:
        why = Text(
            "; ".join(f"{where}: {text.vi}" for where, text in details),
            "; ".join(f"{where}: {text.en}" for where, text in details),
        )
        super().__init__(_INVALID, where=", ".join(where for where, _ in details), why=why, mend=_SEE)


class NotSignedIn(TinhGonError):
    """No key and no session, or a key that opens nothing."""

    code = "not_signed_in"

    def __init__(self) -> None:
        super().__init__(
            Text("Thiếu khóa truy cập, hoặc khóa không còn dùng được", "The key is lacking or opens nothing"),
            where="Authorization",
            mend=Text(
                "Tạo khóa trên trang tài khoản của mình và gửi «Authorization: Bearer tg_…».",
                "Make a key on your own account's page and send “Authorization: Bearer tg_…”.",
            ),
        )


class Refused(TinhGonError):
    """The account or its key may not do this."""

    code = "refused_access"

    def __init__(self) -> None:
        super().__init__(
            Text("Tài khoản hoặc khóa này không được làm việc đó", "This account or key may not do that"),
            why=Text(
                "Vai trò hoặc khóa không gồm việc này, hoặc đối tượng nằm ngoài phạm vi được giao.",
                "The roles or the key do not include it, or the object lies outside the subtree granted.",
            ),
            mend=Text(
                "Dùng khóa có quyền này, hoặc đề nghị người quản trị tài khoản giao vai trò.",
                "Use a key for it, or ask an administrator of accounts for a role.",
            ),
        )


class Missing(TinhGonError):
    """There is nothing at this address."""

    code = "missing"

    def __init__(self, where: str) -> None:
        super().__init__(Text("Không có đối tượng hoặc địa chỉ này", "There is nothing at this address"), where=where,
                         mend=Text("Kiểm tra số và địa chỉ.", "Check the number and the address."))  # fmt: skip


class TooLarge(TinhGonError):
    """More was sent than is read at once."""

    code = "too_large"

    def __init__(self) -> None:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024
        super().__init__(
            Text("Nội dung gửi lên quá lớn", "The content sent is too large"),
            why=Text(f"Nhiều nhất {most} MB một lần.", f"At most {most} MB at once."),
            mend=Text("Chia thành nhiều dự thảo.", "Divide it into several drafts."),
        )


class Unreadable(TinhGonError):
    """The content sent is not JSON."""

    code = "unreadable"


def answer(api: NinjaAPI, request: HttpRequest, error: TinhGonError) -> HttpResponse:
    """An error as JSON with its status."""
    status = STATUS_OF.get(error.code, 422)
    response = api.create_response(request, error.as_json(), status=status)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status == 429:
        response["Retry-After"] = str(SECONDS)
    return response


def handle(api: NinjaAPI) -> None:
    """Have every error of an API answered in this form."""

    def say(kind: type[Exception], told: Any) -> None:
        api.add_exception_handler(kind, lambda request, error: answer(api, request, told(request, error)))

    say(TinhGonError, lambda request, error: error)
    say(AuthenticationError, lambda request, error: NotSignedIn())
    say(PermissionDenied, lambda request, error: Refused())
    say(Http404, lambda request, error: Missing(request.path))
    say(ValidationError, lambda request, error: Invalid([_detail(each) for each in error.errors]))
    say(RequestDataTooBig, lambda request, error: TooLarge())
    say(HttpError, lambda request, error: _unreadable())


def _detail(error: Mapping[str, Any]) -> tuple[str, Text]:
    """Where a value does not fit and why; the name of the view's argument that holds the whole is left out."""
    source, *places = error["loc"]
    inner = places[1:] if places and places[0] in ("given", "asked") else places
    where = ".".join(str(each) for each in (source, *inner))
    kind = str(error["type"])
    known = next((text for begins, text in _WHY.items() if kind.startswith(begins)), "giá trị không hợp lệ")
    return where, Text(known, str(error["msg"]).removeprefix("Value error, "))


_WHY = {
    "missing": "bắt buộc phải có",
    "extra": "không có trường này",
    "int": "phải là số nguyên",
    "string_type": "phải là chuỗi ký tự",
    "string_too_long": "quá dài",
    "string_pattern": "có ký tự không được dùng",
    "literal": "không nằm trong các giá trị được nhận",
    "enum": "không nằm trong các giá trị được nhận",
    "bool": "phải là đúng hoặc sai",
    "list": "phải là danh sách",
    "dict": "phải là đối tượng JSON",
    "date": "phải là ngày dạng NNNN-TT-NN",
}
"""Why a value does not fit, in Vietnamese, by the beginning of what the validator calls the fault."""


def _unreadable() -> Unreadable:
    return Unreadable(
        Text("Nội dung gửi lên không phải là JSON", "The content sent is not JSON"),
        mend=Text("Gửi JSON mã hóa UTF-8.", "Send JSON in UTF-8."),
    )


ANSWERED: dict[int, type[Schema]] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Fault)
"""Every status of an error that a route may answer with."""
