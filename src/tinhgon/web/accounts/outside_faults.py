"""Why signing in outside failed, as pages in both languages; the log keeps the kind of error behind them."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse

from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.faults import fault_page

_log = logging.getLogger("tinhgon.accounts")

_TRY_AGAIN = Text(
    "Thử lại từ trang đăng nhập, hoặc đăng nhập bằng tên tài khoản và mật khẩu.",
    "Try again from the sign-in page, or sign in with user name and password.",
)
_TELL = Text(
    "Thử lại sau ít phút, hoặc đăng nhập bằng tên tài khoản và mật khẩu. Nếu vẫn không được, báo người vận hành hệ "
    "thống: nhật ký hệ thống ghi rõ loại lỗi.",
    "Try again in a few minutes, or sign in with user name and password. If it still fails, tell whoever runs the "
    "system: its log names the kind of error.",
)


class OutsideFault(TinhGonError):
    """Signing in outside failed. `status` is that of the page."""

    code = "outside_sign_in_failed"

    def __init__(self, why: Text, mend: Text, status: int) -> None:
        super().__init__(Text("Không đăng nhập được ở bên ngoài.", "Signing in outside failed."), why=why, mend=mend)
        self.status = status


class UnknownOutsideAccount(TinhGonError):
    """Somebody signed in outside for whom there is no account here."""

    code = "unknown_outside_account"


def unreachable() -> OutsideFault:
    """The provider does not answer, or not as the standard says."""
    why = Text(
        "Không kết nối được với nhà cung cấp, hoặc nhà cung cấp trả lời không đúng chuẩn.",
        "The provider cannot be reached, or does not answer as the standard says.",
    )
    return OutsideFault(why, _TELL, 502)


def unproven() -> OutsideFault:
    """What the provider sent does not prove who came back."""
    why = Text(
        "Thông tin danh tính nhà cung cấp gửi về không xác minh được.",
        "What the provider sent does not prove who signed in.",
    )
    return OutsideFault(why, _TELL, 403)


def not_begun() -> OutsideFault:
    """Somebody comes back who did not set out from this browser, or set out long ago."""
    why = Text(
        "Lần đăng nhập này không bắt đầu từ trình duyệt này, hoặc đã bắt đầu quá mười phút trước.",
        "This sign-in was not begun in this browser, or more than ten minutes ago.",
    )
    return OutsideFault(why, _TRY_AGAIN, 400)


def declined() -> OutsideFault:
    """The provider sent the person back with an error."""
    return OutsideFault(Text("Nhà cung cấp từ chối.", "The provider declined."), _TRY_AGAIN, 400)


def told(request: HttpRequest, fault: OutsideFault, cause: BaseException | None = None) -> HttpResponse:
    """The page of a fault; the log gets the kind of what caused it."""
    _log.warning("outside sign-in failed", exc_info=cause or fault)
    return fault_page(request, fault, fault.status)


def no_account(request: HttpRequest) -> HttpResponse:
    """The page for whoever has no account here, or one that may not be used."""
    error = UnknownOutsideAccount(
        Text("Chưa có tài khoản cho người này.", "There is no account for this person."),
        why=Text(
            "Đăng nhập bên ngoài chỉ mở tài khoản đã được lập, đang hoạt động.",
            "Signing in outside opens only an account that was made here and is active.",
        ),
        mend=Text(
            "Đề nghị người quản trị lập tài khoản với đúng thư điện tử hoặc tên này.",
            "Ask an administrator to make an account with this e-mail address or name.",
        ),
    )
    return fault_page(request, error, 403)


def linked_already(request: HttpRequest) -> HttpResponse:
    """The page for whoever has the address or name of an account that is another's at the same provider."""
    error = UnknownOutsideAccount(
        Text(
            "Tài khoản này đã liên kết với một tài khoản bên ngoài khác.",
            "The account is linked to another outside account.",
        ),
        why=Text(
            "Thư điện tử hoặc tên có thể được cấp lại cho người khác, nên chỉ dùng để liên kết lần đầu.",
            "An e-mail address or a name may be given to somebody else later, so it links only the first time.",
        ),
        mend=Text(
            "Nếu là tài khoản của mình: đăng nhập bằng mật khẩu (người quản trị cấp đường dẫn đặt mật khẩu), rồi liên "
            "kết ở trang Tài khoản bên ngoài.",
            "If it is yours: sign in with a password (an administrator gives a link to set one), then link on the "
            "page Outside accounts.",
        ),
    )
    return fault_page(request, error, 403)
