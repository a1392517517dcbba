"""The edits of a scenario: who did what and when, and going back to any of them."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry.site.moments import timeless
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.plan import UnknownPart
from tinhgon.scenarios.models import Edit, Scenario
from tinhgon.scenarios.site.access import scenario_page
from tinhgon.scenarios.site.sight import Sight

_UNDO = Text("Hoàn tác đến đây", "Undo to here")
_REDO = Text("Làm lại đến đây", "Redo to here")
_NOW = Text("bản đang xem", "as it stands")
_STANDS = Text("đang áp dụng", "stands")
_UNDONE = Text("đã hoàn tác", "undone")


@scenario_page()
@timeless
@require_GET
def history(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Every edit, the last first; those taken back can be done again until something else is edited."""
    sight = Sight.of(request, scenario)
    rows = list(scenario.edits.select_related("by").defer("patch").order_by("-ordinal"))  # type: ignore[attr-defined]
    table = Table(
        name=f"lich-su-phuong-an-{scenario.pk}",
        columns=_columns(sight),
        rows=rows,
        request=request,
        caption=Text("Lịch sử sửa", "Edits"),
        empty=Text("Chưa sửa lần nào.", "It was not edited yet."),
    )
    return sight.show("scenarios/history.html", {"undoable": scenario.position > 0 and sight.may_edit}, table)


def _columns(sight: Sight) -> list[Column[Edit]]:
    position = sight.scenario.position

    def button(row: Edit) -> str:
        if row.ordinal == position:
            return said(_NOW)
        if not sight.may_edit:
            return ""
        title = said(_UNDO if row.ordinal < position else _REDO)
        return format_html(
            '<button class="btn btn-sm" type="submit" form="tg-go-to" name="to" value="{}">{}'
            '<span class="visually-hidden">: {}</span></button>',
            row.ordinal,
            title,
            said(row.label),
        )

    return [
        Column("ordinal", Text("Lần", "No."), lambda row: row.ordinal),
        Column("at", Text("Lúc", "When"), lambda row: row.at),
        Column("by", Text("Người sửa", "By"), lambda row: row.by.shown_name, searched=True),
        Column("label", Text("Việc", "What"), lambda row: row.label, searched=True),
        Column("stands", Text("Tình trạng", "State"), lambda row: row.ordinal <= position,
               choices=(("yes", _STANDS), ("no", _UNDONE)),
               shown=lambda row: said(_STANDS if row.ordinal <= position else _UNDONE)),
        Column("go", Text("Trở về", "Go to"), lambda row: None, shown=button, screen=True),
    ]  # fmt: skip


@scenario_page(Permission.DRAFT)
@timeless
@require_POST
def go_to(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Undo, or do again, edit by edit, until `to` is the last that stands (0: none)."""
    to = whole(request.POST.get("to", ""))
    last = scenario.edits.count()  # type: ignore[attr-defined]
    if to is None or to > last:
        raise UnknownPart(
            Text("Phương án không có lần sửa này", "The scenario has no such edit"),
            where=request.POST.get("to", ""),
            mend=Text("Tải lại trang: có thể người khác vừa sửa.", "Reload: somebody may have just edited it."),
        )
    with transaction.atomic():
        current = services.undo(scenario, _version(request)) if scenario.position > to else scenario
        while current.position > to:
            current = services.undo(current)
        while current.position < to:
            current = services.redo(current)
    return redirect("scenario-history", scenario.pk)


def _version(request: HttpRequest) -> int | None:
    return whole(request.POST.get("version", ""))
