"""The page of the rulebook: thresholds, formulas and standards with their validity and ground."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import page
from tinhgon.frame.languages import current
from tinhgon.frame.tables import Column, Table
from tinhgon.registry.site.moments import moment_of
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.rulebook.loading import load_rulebook
from tinhgon.rulebook.site.values import UNITS, worded

_VERIFIED = {
    "True": Text("đã đối chiếu", "checked"),
    "False": Text("chưa đối chiếu", "not checked"),
    "partial": Text("một phần", "partly"),
}


@page(Permission.READ)
def parameters(request: HttpRequest) -> HttpResponse:
    """What was in force on the day shown; with `all=1`, every version there is."""
    moment = moment_of(request)
    every = request.GET.get("all") == "1"
    rulebook = load_rulebook()
    table: Table[Parameter] = Table(
        name="bo-quy-tac",
        columns=[
            Column("label", Text("Tham số", "Parameter"), lambda each: each.label, searched=True),
            Column("value", Text("Giá trị", "Value"), worded),
            Column("unit", Text("Đơn vị tính", "Unit"), lambda each: UNITS[each.unit].in_language(current())),
            Column("start", Text("Từ ngày", "From"), lambda each: each.validity.start),
            Column("end", Text("Đến trước ngày", "Until, not including"), lambda each: each.validity.end),
            Column("instrument", Text("Văn bản", "Instrument"), lambda each: each.citation.instrument, searched=True),
            Column("article", Text("Điều khoản", "Article"), lambda each: each.citation.article),
            Column("verified", Text("Đối chiếu", "Checked"), lambda each: str(each.citation.verified),
                   shown=lambda each: _VERIFIED[str(each.citation.verified)].in_language(current()),
                   choices=tuple(_VERIFIED.items())),
            Column("source", Text("Nguồn", "Source"), lambda each: each.citation.source, hidden=True),
            Column("id", Text("Mã", "Id"), lambda each: each.id, searched=True, hidden=True),
        ],
        rows=list(rulebook) if every else rulebook.in_force(moment.on),
        request=request,
        caption=Text("Bộ quy tắc", "Rulebook"),
        empty=Text("Không có tham số nào có hiệu lực ngày này.", "No parameter is in force on this day."),
    )  # fmt: skip
    return table.answer("rulebook/parameters.html", {"every": every})
