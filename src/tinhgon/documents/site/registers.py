"""The register of numbers: what was given out, to whom, what is missing; numbers taken and cancelled by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tinhgon.accounts.domain.roles import Permission
from tinhgon.documents.domain.layouts import PaperKind
from tinhgon.documents.layouts import load_layouts
from tinhgon.documents.models import PROFILE_NAMES, NumberRegister, NumberTaken, Profile
from tinhgon.documents.services import NumberRefused, Series, cancel_number, gaps, take_number
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.faults import STATUS_OF
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry.site.moments import read_day, timeless

_FIELDS = ("profile", "issuer", "body", "kind", "term", "signed_on", "subject", "number")
_GAPS_SHOWN = 30
_MOST_TEXT = 2_000
_GIVEN = Text("đã cấp", "given out")
_CANCELLED = Text("đã hủy", "cancelled")


@dataclass(frozen=True, slots=True)
class Book:
    """One register with what is missing from it; `more` gaps are not shown."""

    register: NumberRegister
    gaps: list[int]
    more: int


@page(Permission.DRAFT)
@timeless
@require_GET
def registers(request: HttpRequest) -> HttpResponse:
    """All registers and their numbers, the latest first."""
    return _page(request, {})


@page(Permission.DRAFT)
@timeless
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take a number by hand, for a paper written elsewhere."""
    texts = {name: request.POST.get(name, "").strip()[:_MOST_TEXT] for name in _FIELDS}
    try:
        taken = _take(request, texts)
    except TinhGonError as fault:
        return _page(request, texts, fault, STATUS_OF.get(fault.code, 400))
    messages.success(request, said(Text(f"Đã cấp số {taken.text}.", f"{taken.text} is given out.")))
    return redirect("numbers")


@page(Permission.DRAFT)
@timeless
@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    """Cancel a number: whoever took it, or who may draft everywhere."""
    taken = NumberTaken.objects.filter(pk=whole(request.POST.get("taken", "")) or 0).first()
    if taken is not None and not _may_cancel(request, taken):
        raise PermissionDenied
    try:
        if taken is None:
            raise NumberRefused(Text("Chưa chọn số nào để hủy", "No number was chosen"))
        cancel_number(taken, account_of(request), request.POST.get("reason", "")[:_MOST_TEXT])
    except TinhGonError as fault:
        return _page(request, {}, fault, STATUS_OF.get(fault.code, 400))
    messages.success(request, said(Text(f"Đã hủy số {taken.text}.", f"{taken.text} is cancelled.")))
    return redirect("numbers")


def _may_cancel(request: HttpRequest, taken: NumberTaken) -> bool:
    return bool(taken.by_id == account_of(request).pk or standing_of(request).everywhere(Permission.DRAFT))


def _take(request: HttpRequest, texts: dict[str, str]) -> NumberTaken:
    layouts = load_layouts()
    layouts.kind(texts["kind"])  # raises for a kind there is none of
    layouts.of(texts["profile"], signed := read_day(texts["signed_on"], "signed_on"))
    number = whole(texts["number"]) if texts["number"] else None
    if texts["number"] and number is None:
        raise NumberRefused(
            Text("Số phải là số nguyên dương", "The number must be a whole number"),
            where=texts["number"],
            mend=Text("Để trống để lấy số tiếp theo.", "Leave it blank to take the next."),
        )
    series = Series(
        Profile(texts["profile"]), texts["issuer"], texts["body"], cast(PaperKind, texts["kind"]), texts["term"]
    )
    return take_number(series, signed, texts["subject"], account_of(request), number=number)


def _page(
    request: HttpRequest, texts: dict[str, str], fault: TinhGonError | None = None, status: int = 200
) -> HttpResponse:
    rows = list(NumberTaken.objects.select_related("register", "by", "cancelled_by").order_by("-at", "-pk"))
    table = Table(
        name="so-van-ban",
        columns=_columns(),
        rows=rows,
        request=request,
        caption=Text("Sổ đăng ký số văn bản", "Register of numbers"),
        empty=Text("Chưa cấp số nào. Lấy số ở hồ sơ trình của phương án, hoặc ghi tay dưới đây.",
                   "No number was given out. Take one with a dossier, or by hand below."),
    )  # fmt: skip
    context = {
        "timeless": True,
        "books": [_book(each) for each in NumberRegister.objects.order_by("issuer", "profile", "symbol", "-series")],
        "mine": [each for each in rows if each.cancelled_at is None and _may_cancel(request, each)],
        "texts": texts,
        "profiles": [(each.value, name) for each, name in PROFILE_NAMES.items()],
        "kinds": [(name, each.label.text) for name, each in load_layouts().kinds.items()],
        "fault": fault,
    }
    answer = table.answer("documents/numbers.html", context)
    answer.status_code = status
    return answer


def _book(register: NumberRegister) -> Book:
    missing = gaps(register)
    return Book(register, missing[:_GAPS_SHOWN], max(0, len(missing) - _GAPS_SHOWN))


def _columns() -> list[Column[NumberTaken]]:
    states = (("given", _GIVEN), ("cancelled", _CANCELLED))
    return [
        Column("text", Text("Số, ký hiệu", "Number"), lambda row: row.text, searched=True, link=_link,
               rank=lambda row: row.number),
        Column("series", Text("Năm, nhiệm kỳ", "Year or term"), lambda row: row.register.series, searched=True),
        Column("signed_on", Text("Ngày ký", "Signed on"), lambda row: row.signed_on),
        Column("subject", Text("Trích yếu", "Subject"), lambda row: row.subject, searched=True),
        Column("issuer", Text("Cơ quan ban hành", "Issuer"), lambda row: row.register.issuer, searched=True),
        Column("by", Text("Người lấy số", "Taken by"), lambda row: row.by.shown_name, searched=True),
        Column("at", Text("Lúc", "At"), lambda row: row.at),
        Column("state", Text("Tình trạng", "State"),
               lambda row: "given" if row.cancelled_at is None else "cancelled", choices=states),
        Column("reason", Text("Lý do hủy", "Why cancelled"), lambda row: row.reason),
    ]  # fmt: skip


def _link(row: NumberTaken) -> str | None:
    """The dossier of the paper, for papers of scenarios."""
    kind, _, rest = row.paper.partition(":")
    scenario, _, paper = rest.partition(":")
    if kind != "scenario" or not scenario.isdecimal():
        return None
    name, _, profile = paper.partition(":")
    return f"{reverse('scenario-dossier', args=[int(scenario)])}?paper={name}&profile={profile}"
