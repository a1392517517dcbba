"""The people a scenario affects: what each holds without it and with it, what happens to them, and by which changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from tinhgon.errors import Text
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.site.moments import timeless
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.scenarios.domain.fates import FATE_NAMES, Held, PersonFate, tally
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.site.access import scenario_page
from tinhgon.scenarios.site.sight import Sight

_CONCURRENT = Text("kiêm nhiệm", "concurrent")
_NONE = Text("không giữ chức danh nào", "holds no post")


@dataclass(frozen=True, slots=True)
class Line:
    """A person affected, by name where the account may see it, with the unit of the main post."""

    fate: PersonFate
    name: str | None
    unit: str


@dataclass(frozen=True, slots=True)
class Balance:
    """How many people hold a paid post before, lose theirs, get one, and hold one after: the last from the others."""

    before: int
    displaced: int
    entering: int
    after: int

    @property
    def holds(self) -> bool:
        """Whether nobody is lost from sight."""
        return self.before - self.displaced + self.entering == self.after


@scenario_page()
@timeless
@require_GET
def people(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Everybody whose posts the scenario changes, the gravest fates first."""
    sight = Sight.of(request, scenario)
    found = sight.meaning.fates
    named = sight.people_named([each.person for each in found])
    rows = [Line(each, named.get(each.person), _unit(sight, each)) for each in found]
    table = Table(
        name=f"nguoi-phuong-an-{scenario.pk}",
        columns=_columns(sight, rows),
        rows=rows,
        request=request,
        caption=Text("Người chịu tác động", "People affected"),
        empty=Text("Không ai chịu tác động.", "Nobody is affected."),
    )
    context = {
        "fates": [(each.value, FATE_NAMES[each], count) for each, count in tally(found).items() if count],
        "balance": _balance(sight),
        "affected": len(found),
        "named": sight.named,
    }
    return sight.show("scenarios/people.html", context, table)


def _unit(sight: Sight, each: PersonFate) -> str:
    return "" if each.unit is None else sight.called.name(each.unit)


def _columns(sight: Sight, rows: Sequence[Line]) -> list[Column[Line]]:
    units = {str(each.fate.unit): each.unit for each in rows if each.fate.unit is not None}
    present = {each.fate.fate for each in rows}
    return [
        Column("name", Text("Người", "Person"), lambda row: row.name or f"#{row.fate.person}", searched=True,
               shown=lambda row: row.name or _masked(row.fate.person),
               link=lambda row: sight.about(Kind.PERSON, row.fate.person) if sight.named else None),
        Column("fate", Text("Điều xảy ra", "What happens"), lambda row: row.fate.fate.value,
               choices=[(each.value, name) for each, name in FATE_NAMES.items() if each in present]),
        Column("before", Text("Đang giữ", "Holds"), lambda row: held(row.fate.before), searched=True),
        Column("after", Text("Sẽ giữ", "Would hold"), lambda row: held(row.fate.after), searched=True),
        Column("unit", Text("Đơn vị", "Unit"), lambda row: str(row.fate.unit or ""), shown=lambda row: row.unit,
               choices=sorted(((key, Text(name, name)) for key, name in units.items()), key=lambda each: each[1].vi)),
        Column("steps", Text("Do thay đổi số", "By changes"), lambda row: ", ".join(map(str, row.fate.steps))),
    ]  # fmt: skip


def _masked(person: int) -> str:
    return format_html('<span class="tg-masked">#{}</span>', person)


def held(posts: Sequence[Held]) -> str:
    """Posts with their bodies, main ones first, in one line."""
    if not posts:
        return said(_NONE)
    return "; ".join(
        f"{each.title}, {each.body}{f' ({said(_CONCURRENT)})' if each.concurrent else ''}" for each in posts
    )


def _balance(sight: Sight) -> Balance:
    before, after = (_paid(each) for each in (sight.opened.before(sight.on), sight.opened.after(sight.on)))
    return Balance(len(before), len(before - after), len(after - before), len(after))


def _paid(apparatus: Apparatus) -> set[int]:
    """People who hold a post that is not concurrent."""
    return set(apparatus.holders.filter(~pl.col("concurrent").fill_null(False))["person_id"])
