"""Scenarios side by side with the baseline: numbers, bodies, changes; and taking changes of one over into another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.frame.domain import formats
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.languages import current, said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry.domain.diff import Difference, What
from tinhgon.registry.domain.vocabulary import ATTRIBUTES
from tinhgon.registry.kinship import register_version
from tinhgon.registry.site.comparing import MARK_NAMES, MARKS
from tinhgon.registry.site.moments import read_day, timeless
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.site.showing import plotted, shown, unit_of
from tinhgon.scenarios.comparing import GROUPS, MOST, Comparison, compare_scenarios, pick
from tinhgon.scenarios.domain.comparing import BodyRow, Row, SharedChange, Value
from tinhgon.scenarios.models import Scenario, Status
from tinhgon.scenarios.opening import Opened, open_scenario
from tinhgon.scenarios.services import plan_of
from tinhgon.scenarios.site.access import edits, sees, visible
from tinhgon.scenarios.site.sight import address
from tinhgon.scenarios.wording import Called, sentence

_CHARTED = "structure.bodies"
_BAR = 56  # px for each bar, so that names in two or three lines fit beside it
_HERE = Text("có", "yes")
_TAKE = Text("lấy sang", "take over")
_SAME = Text("như cũ", "as before")
_VIEWS = {
    "numbers": Text("Số liệu", "Numbers"),
    "bodies": Text("Cơ quan, đơn vị", "Bodies"),
    "changes": Text("Thay đổi", "Changes"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which scenarios an address compares, on which day, what of them; `only`: where they differ."""

    scenarios: tuple[Scenario, ...]
    on: date | None
    view: str
    only: bool

    def address(self, **more: object) -> str:
        """The address of this comparison with parts changed."""
        chosen = "&".join(f"s={each.pk}" for each in self.scenarios)
        given = {"view": self.view, "on": self.on, "only": "1" if self.only else None, **more}
        rest = "".join(f"&{key}={value}" for key, value in given.items() if value is not None)
        return f"{reverse('scenarios-compare')}?{chosen}{rest}"


@page(Permission.READ)
@timeless
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """The scenarios `s` of the address side by side; without any, those there are to choose from."""
    chosen = _chosen(request)
    asked = request.GET.get("on")
    view = request.GET.get("view", "") if request.GET.get("view") in _VIEWS else "numbers"
    what = Asked(chosen, read_day(asked, "on") if asked else None, view, request.GET.get("only") == "1")
    context: dict[str, object] = {
        "timeless": True,
        "asked": what,
        "offered": list(visible(account_of(request), standing_of(request)).defer("plan")[:200]),
        "picked": {each.pk for each in chosen},
        "most": MOST,
        "views": [(title, key == view, what.address(view=key)) for key, title in _VIEWS.items()],
        "switch": what.address(only=None if what.only else "1"),
    }
    if not chosen:
        return render(request, "scenarios/compare.html", context)
    found = _compared(chosen, what.on)
    context |= {"on": found.on, "names": [each.name for each in chosen]}
    if view == "bodies":
        return _bodies(request, what, found).answer("scenarios/compare.html", context)
    if view == "changes":
        targets = [each for each in chosen if _may_take(request, each)]
        context |= {"targets": [(each, plan_of(each).phases) for each in targets]}
        return _changes(request, what, found, targets).answer("scenarios/compare.html", context)
    context |= _numbers(request, what, found)
    return render(request, "scenarios/compare.html", context)


def _chosen(request: HttpRequest) -> tuple[Scenario, ...]:
    """The scenarios asked for, in order, each once. Raises Http404 for one that the account may not see."""
    wanted = list(dict.fromkeys(whole(each) for each in request.GET.getlist("s")))
    found = Scenario.objects.select_related("owner").in_bulk([each for each in wanted if each is not None])
    if any(each not in found or not sees(account_of(request), standing_of(request), found[each]) for each in wanted):
        raise Http404
    return tuple(found[each] for each in wanted if each is not None)


def _compared(chosen: Sequence[Scenario], on: date | None) -> Comparison:
    """The comparison, kept while neither a scenario nor the register of families changes."""
    key = tuple((each.pk, each.version, str(each.assumptions), each.waivers.count()) for each in chosen)  # type: ignore[attr-defined]
    return _kept(_Kept(key, tuple(chosen)), on, register_version())


@dataclass(frozen=True)
class _Kept:
    """Scenarios as they stand: equal while they do."""

    key: tuple[object, ...]
    scenarios: tuple[Scenario, ...]

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and self.key == other.key


@lru_cache(maxsize=8)
def _kept(of: _Kept, on: date | None, ties: tuple[int, int]) -> Comparison:
    return compare_scenarios(of.scenarios, on)


# --- numbers ------------------------------------------------------------------------------------


def _numbers(request: HttpRequest, asked: Asked, found: Comparison) -> dict[str, object]:
    """The groups of rows, and the chart of one of them."""
    charted = request.GET.get("chart", _CHARTED)
    every = {f"{group}.{row.key}": row for group, rows in found.rows.items() for row in rows}
    charted = charted if charted in every else _CHARTED
    groups = []
    for group, title in GROUPS.items():
        rows = [each for each in found.rows[group] if not asked.only or each.differs]
        if rows:
            groups.append({"key": group, "title": title, "rows": [_line(group, each) for each in rows]})
    return {
        "groups": groups,
        "charted": charted,
        "charts": [
            (title, [(key, each.label) for key, each in every.items() if key.startswith(f"{group}.")])
            for group, title in GROUPS.items()
        ],
        "height": _BAR * (len(asked.scenarios) + 1),
        "chart": _chart(every[charted], asked.scenarios, figure=charted.startswith("figures.")),
    }


def _line(group: str, row: Row) -> dict[str, object]:
    return {
        "label": row.label,
        "unit": row.unit,
        "baseline": _shown(group, row, row.baseline),
        "values": [(_shown(group, row, each), _change(group, row, each)) for each in row.values],
        "differs": row.differs,
    }


def _shown(group: str, row: Row, value: Value) -> str:
    """A value as its group is written: money, a year, a figure."""
    if value is None:
        return "–"
    if group == "figures":
        return shown(INDICATORS[row.key], value)
    if group == "cost":
        return str(value) if row.key == "pays_back" else formats.money(int(value), current())
    return formats.number(value, current())


def _change(group: str, row: Row, value: Value) -> str:
    """By how much a value differs from the baseline; empty where it does not, or has no such number."""
    if group in ("cost", "issues", "people") or value is None or row.baseline is None or value == row.baseline:
        return ""
    by = Fraction(value) - Fraction(row.baseline)
    written = _shown(group, row, abs(by) if by.denominator != 1 else abs(int(by)))
    return f"{'+' if by > 0 else '−'}{written}"


def _chart(row: Row, scenarios: Sequence[Scenario], *, figure: bool) -> dict[str, object]:
    """One row as bars: the baseline, then each scenario."""
    values = (row.baseline, *row.values)
    indicator = INDICATORS[row.key] if figure else None
    drawn = [
        plotted(indicator, each) if indicator is not None else None if each is None else float(each) for each in values
    ]
    labels = [said(Text("Hiện trạng", "Baseline")), *(each.name for each in scenarios)]
    return {
        "unit": unit_of(indicator) if indicator is not None else said(row.unit),
        "categories": [{"label": each} for each in labels],
        "series": [{"name": said(row.label), "values": drawn}],
        "horizontal": True,
    }


# --- bodies -------------------------------------------------------------------------------------


def _bodies(request: HttpRequest, asked: Asked, found: Comparison) -> Table[BodyRow]:
    opened = [open_scenario(each) for each in found.scenarios]
    called = [Called(each.preview.register, found.on) for each in opened]

    def name(row: BodyRow) -> str:
        place = next((number for number, each in enumerate(row.done) if each), 0)
        return called[place].name(row.object_id)

    def column(place: int, scenario: Scenario) -> Column[BodyRow]:
        return Column(
            f"s{scenario.pk}",
            Text(scenario.name, scenario.name),
            lambda row: _done(row.done[place], called[place]),
            searched=True,
        )

    rows = [each for each in found.bodies if not asked.only or each.sets_apart]
    return Table(
        name="so-sanh-phuong-an-co-quan",
        columns=[
            Column("name", Text("Cơ quan, đơn vị", "Body or unit"), name, searched=True),
            *(column(place, each) for place, each in enumerate(found.scenarios)),
        ],
        rows=rows,
        request=request,
        caption=Text("Từng phương án làm gì với từng cơ quan", "What each scenario does to each body"),
        empty=Text("Các phương án không khác nhau ở cơ quan nào.", "The scenarios differ in no body."),
    )


def _done(differences: Sequence[Difference], called: Called) -> str:
    """What a scenario does to one body, in words."""
    if not differences:
        return said(_SAME)
    passing = {each.what for each in differences} & {What.MERGED_INTO, What.SPLIT_FROM}
    told = [each for each in differences if not (passing and each.what in (What.ENDED, What.CREATED))]
    return "; ".join(dict.fromkeys(_one(each, called) for each in told))


def _one(each: Difference, called: Called) -> str:
    mark = said(MARK_NAMES[MARKS[each.what]])
    match each.what:
        case What.RENAMED:
            return f"{mark}: {each.after}"
        case What.MERGED_INTO:
            return f"{mark}: {called.name(int(str(each.after)))}"
        case What.SPLIT_FROM:
            return f"{mark}: {called.name(int(str(each.before)))}"
        case What.MOVED:
            return f"{mark}: {'–' if each.after is None else called.name(int(str(each.after)))}"
        case What.CHANGED:
            attribute = ATTRIBUTES[each.kind].get(each.attribute.removesuffix("_id"))
            return f"{mark}: {each.attribute if attribute is None else said(attribute.label)}"
    return mark


# --- changes ------------------------------------------------------------------------------------


def _changes(request: HttpRequest, asked: Asked, found: Comparison, targets: Sequence[Scenario]) -> Table[SharedChange]:
    opened = [open_scenario(each) for each in found.scenarios]
    editable = {each.pk for each in targets}
    rows = [each for each in found.changes if not asked.only or each.sets_apart]

    def column(place: int, scenario: Scenario) -> Column[SharedChange]:
        return Column(
            f"s{scenario.pk}",
            Text(scenario.name, scenario.name),
            lambda row: _HERE if row.steps[place] is not None else None,
            shown=lambda row: _cell(row, place, scenario, found.scenarios, scenario.pk in editable),
        )

    return Table(
        name="so-sanh-phuong-an-thay-doi",
        columns=[
            Column("on", Text("Hiệu lực", "On"), lambda row: row.on),
            Column("change", Text("Thay đổi", "Change"), lambda row: _words(row, opened), searched=True),
            *(column(place, each) for place, each in enumerate(found.scenarios)),
        ],
        rows=rows,
        request=request,
        caption=Text("Phương án nào có thay đổi nào", "Which scenario has which change"),
        empty=Text("Các phương án có cùng các thay đổi.", "The scenarios have the same changes."),
    )


def _words(row: SharedChange, opened: Sequence[Opened]) -> str:
    place = next(number for number, each in enumerate(row.steps) if each is not None)
    return said(sentence(row.change, opened[place].preview.register, row.on))


def _cell(row: SharedChange, place: int, scenario: Scenario, every: Sequence[Scenario], editable: bool) -> str:
    """That a scenario has the change, or the box by which it is taken over."""
    if row.steps[place] is not None:
        return said(_HERE)
    if not editable:
        return "–"
    source = next(number for number, each in enumerate(row.steps) if each is not None)
    return format_html(
        '<label class="form-check mb-0"><input class="form-check-input" type="checkbox" form="tg-pick" name="pick"'
        ' value="{}:{}:{}"> <span class="form-check-label">{}<span class="visually-hidden"> «{}»</span></span></label>',
        scenario.pk,
        every[source].pk,
        row.steps[source],
        said(_TAKE),
        scenario.name,
    )


def _may_take(request: HttpRequest, scenario: Scenario) -> bool:
    return scenario.status == Status.OPEN and edits(account_of(request), standing_of(request), scenario)


@page(Permission.DRAFT)
@timeless
@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """Take the changes ticked (`pick`: target, source and step) over, each target's as one edit of each source."""
    wanted: Mapping[tuple[int, int], list[int]] = defaultdict(list)
    for each in request.POST.getlist("pick"):
        parts = [whole(part) for part in each.split(":")]
        if len(parts) != 3 or None in parts:
            raise Http404
        target, source, step = (int(part or 0) for part in parts)
        wanted[target, source].append(step)
    with transaction.atomic():
        for (target, source), steps in wanted.items():
            _take(request, target, source, steps)
    if not wanted:
        messages.warning(request, said(Text("Chưa đánh dấu thay đổi nào.", "No change was ticked.")))
        return redirect(_back(request))
    taken = sum(map(len, wanted.values()))
    messages.success(request, said(Text(f"Đã lấy sang {taken} thay đổi.", f"Took over {taken} changes.")))
    return redirect(_back(request))


def _take(request: HttpRequest, target: int, source: int, steps: Sequence[int]) -> None:
    found = Scenario.objects.in_bulk([target, source])
    account, standing = account_of(request), standing_of(request)
    if len(found) < 2 or not all(sees(account, standing, each) for each in found.values()):
        raise Http404
    into, origin = found[target], found[source]
    if not edits(account, standing, into):
        raise PermissionDenied
    phase = whole(request.POST.get(f"phase_{target}", "")) or plan_of(into).phases[-1].id
    pick(into, origin, steps, phase, account)


def _back(request: HttpRequest) -> str:
    """The comparison that the form was on."""
    chosen = [each for each in request.POST.getlist("s") if whole(each) is not None]
    return address("scenarios-compare", view="changes") + "".join(f"&s={each}" for each in chosen)
