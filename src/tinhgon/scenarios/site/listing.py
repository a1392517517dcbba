"""The list of scenarios: those an account may see, to open, copy and compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Func, IntegerField, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from tinhgon.accounts.access import today
from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry.domain.decisions import Status as Step
from tinhgon.registry.selectors import Label, labels
from tinhgon.registry.site.moments import timeless
from tinhgon.scenarios.comparing import MOST
from tinhgon.scenarios.models import STATUS_NAMES, Deciding, Scenario, Status
from tinhgon.scenarios.site.access import visible

_EMPTY = Text(
    "Chưa có phương án nào. Phương án là bản thảo sắp xếp bộ máy: thử, kiểm tra, so sánh trước khi trình quyết định.",
    "There is no scenario yet. A scenario drafts a leaner apparatus: try it, check it, compare it, then submit it.",
)
_EVERYTHING = Text("Toàn bộ hồ sơ", "The whole record")
_MINE = Text("của tôi", "mine")


@dataclass(frozen=True, slots=True)
class Line:
    """A scenario in the list: what it is about, how many phases and changes it has, how many phases are in force."""

    scenario: Scenario
    scope: str
    phases: int
    changes: int
    enacted: int


@page(Permission.READ)
@timeless
@require_GET
def scenarios(request: HttpRequest) -> HttpResponse:
    """Every scenario the account may see, those edited last first."""
    rows = _lines(request)
    table = Table(
        name="phuong-an",
        columns=_columns(request, rows),
        rows=rows,
        request=request,
        caption=Text("Phương án", "Scenarios"),
        empty=_EMPTY,
    )
    context = {"timeless": True, "may_draft": standing_of(request).may(Permission.DRAFT), "most": MOST}
    return table.answer("scenarios/list.html", {**context, "comparable": len(rows) > 1})


def _lines(request: HttpRequest) -> list[Line]:
    found = list(
        visible(account_of(request), standing_of(request))
        .defer("plan", "ground", "mentions", "assumptions")
        .annotate(phases_of=KeyTransform("phases", "plan"), changes=_length("steps"))
    )
    scopes = labels({each.under for each in found if each.under is not None}, today())
    decided = Deciding.objects.filter(scenario__in=found, undoes=None, decision__status=Step.ENACTED.value)
    undone = Deciding.objects.filter(undoes__isnull=False, decision__status=Step.ENACTED.value).values("undoes")
    enacted = Counter[int]()
    for scenario, phases in decided.exclude(pk__in=undone).values_list("scenario", "phases"):
        enacted[scenario] += len(phases)
    return [
        Line(
            each,
            said(_EVERYTHING) if each.under is None else _called(scopes, each.under),
            len(each.phases_of),
            each.changes,
            enacted[each.pk],
        )
        for each in found
    ]


def _length(key: str) -> Coalesce:
    """How many parts a plan has, without reading the plan."""
    counted = Func(KeyTransform(key, "plan"), function="jsonb_array_length", output_field=IntegerField())
    return Coalesce(counted, Value(0))


def _called(scopes: Mapping[int, Label], under: int) -> str:
    found = scopes.get(under)
    return f"#{under}" if found is None else found.name or said(found.text)


def _columns(request: HttpRequest, rows: list[Line]) -> list[Column[Line]]:
    owners = {each.scenario.owner_id: each.scenario.owner.shown_name for each in rows}
    scopes = {each.scenario.under: each.scope for each in rows}
    own = account_of(request).pk

    def named(pk: int) -> Text:
        name = owners[pk]
        return Text(f"{name} ({_MINE.vi})", f"{name} ({_MINE.en})") if pk == own else Text(name, name)

    return [
        Column("choose", Text("Chọn", "Choose"), lambda row: None, shown=_box, screen=True),
        Column("name", Text("Phương án", "Scenario"), lambda row: row.scenario.name, searched=True,
               link=lambda row: reverse("scenario", args=[row.scenario.pk])),
        Column("status", Text("Trạng thái", "State"), lambda row: row.scenario.status,
               shown=lambda row: said(STATUS_NAMES[Status(row.scenario.status)]),
               choices=[(each.value, name) for each, name in STATUS_NAMES.items()]),
        Column("scope", Text("Phạm vi", "Scope"), lambda row: str(row.scenario.under or "all"),
               shown=lambda row: row.scope,
               choices=[(str(key or "all"), Text(name, name)) for key, name in scopes.items()]),
        Column("changes", Text("Thay đổi", "Changes"), lambda row: row.changes),
        Column("phases", Text("Giai đoạn", "Phases"), lambda row: row.phases),
        Column("enacted", Text("Đã ban hành", "In force"), lambda row: row.enacted,
               shown=lambda row: f"{row.enacted}/{row.phases}"),
        Column("owner", Text("Người lập", "Owner"), lambda row: str(row.scenario.owner_id),
               shown=lambda row: owners[row.scenario.owner_id], choices=[(str(each), named(each)) for each in owners]),
        Column("purpose", Text("Mục đích", "Purpose"), lambda row: row.scenario.purpose, searched=True, hidden=True),
        Column("edited", Text("Sửa lần cuối", "Last edited"), lambda row: row.scenario.edited_at),
    ]  # fmt: skip


def _box(row: Line) -> str:
    """The box by which a scenario is chosen to be compared; it belongs to the form below the list."""
    title = said(Text(f"So sánh «{row.scenario.name}»", f"Compare {row.scenario.name!r}"))
    return format_html(
        '<input class="form-check-input" type="checkbox" form="tg-compare" name="s" value="{}" aria-label="{}">',
        row.scenario.pk,
        title,
    )
