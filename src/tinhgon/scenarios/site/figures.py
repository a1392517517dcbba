"""All figures without the scenario and with it, those that differ first, each with the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tinhgon.errors import Text
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.site.moments import timeless
from tinhgon.rulebook.domain.figures import REASONS, Figure
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.site.citing import cited
from tinhgon.rulebook.site.showing import PARTS, counted, shown
from tinhgon.scenarios.meaning import FigurePair, figures_of
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.site.access import scenario_page
from tinhgon.scenarios.site.sight import Sight

_ABSENT = Text("không có", "not there")
_PLACES = ("commune_id", "district_id", "province_id")


@dataclass(frozen=True, slots=True)
class Row:
    """One row behind a figure: where it counts without the scenario and with it (None: it is not there)."""

    kind: str
    id: int
    name: str
    unit: str
    before: str | None
    after: str | None
    reason: str

    @property
    def differs(self) -> bool:
        """Whether the scenario changes how it counts."""
        return self.before != self.after


@scenario_page()
@timeless
@require_GET
def figures(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Every indicator on the day, before and after."""
    sight = Sight.of(request, scenario)
    pairs = sorted(figures_of(sight.opened, sight.on), key=lambda each: not each.differs)
    table = Table(
        name=f"chi-tieu-phuong-an-{scenario.pk}",
        columns=_columns(sight),
        rows=pairs,
        request=request,
        caption=Text("Chỉ tiêu trước và sau", "Figures before and after"),
    )
    differing = [each for each in pairs if each.differs]
    return sight.show("scenarios/figures.html", {"differing": len(differing), "all": len(pairs)}, table)


def _columns(sight: Sight) -> list[Column[FigurePair]]:
    return [
        Column("label", Text("Chỉ tiêu", "Indicator"), lambda row: row.indicator.label, searched=True,
               link=lambda row: sight.address("scenario-figure", row.indicator.id)),
        Column("before", Text("Trước", "Before"), lambda row: row.before.value,
               shown=lambda row: _value(row.before)),
        Column("after", Text("Sau", "After"), lambda row: row.after.value, shown=lambda row: _value(row.after)),
        Column("unit", Text("Đơn vị tính", "Unit"), lambda row: row.indicator.unit),
        Column("differs", Text("Khác nhau", "Differs"), lambda row: row.differs,
               choices=(("yes", Text("có", "yes")), ("no", Text("không", "no"))),
               mark=lambda row: "changed" if row.differs else None,
               shown=lambda row: "" if row.differs else said(Text("không", "no"))),
        Column("definition", Text("Cách tính", "Definition"), lambda row: row.indicator.definition, searched=True,
               hidden=True),
        Column("id", Text("Mã", "Id"), lambda row: row.indicator.id, searched=True, hidden=True),
    ]  # fmt: skip


def _value(found: Figure) -> str:
    """A value with its counts: `51,6 % (96/186)`."""
    counts = counted(found)
    value = shown(found.indicator, found.value)
    return f"{value} ({counts})" if counts else value


@scenario_page()
@timeless
@require_GET
def figure(request: HttpRequest, scenario: Scenario, name: str) -> HttpResponse:
    """One figure before and after with its rows; what counts otherwise comes first."""
    if name not in INDICATORS:
        raise Http404
    sight = Sight.of(request, scenario)
    pair = figures_of(sight.opened, sight.on, (name,))[0]
    rows = sorted(_rows(sight, pair), key=lambda each: not each.differs)
    table = Table(
        name=f"{name}-phuong-an-{scenario.pk}",
        columns=_row_columns(sight),
        rows=rows,
        request=request,
        caption=Text("Các dòng đằng sau con số", "The rows behind the figure"),
    )
    context = {
        "indicator": pair.indicator,
        "before": _value(pair.before),
        "after": _value(pair.after),
        "differs": pair.differs,
        "since": pair.after.since,
        "grounds": [
            {"label": each.label, "cited": cited(each.citation), "verified": each.citation.verified is True}
            for each in pair.after.citations
        ],
    }
    return sight.show("scenarios/figure.html", context, table)


def _rows(sight: Sight, pair: FigurePair) -> list[Row]:
    before, after = _parts(pair.before), _parts(pair.after)
    found = []
    for key in {**before, **after}:
        told = after.get(key) or before[key]
        unit = next((told[each] for each in _PLACES if told.get(each) and told[each] != told["id"]), None)
        found.append(
            Row(
                str(told["kind"]),
                int(told["id"]),
                str(told["name"] or sight.called.name(int(told["id"]))),
                "" if unit is None else sight.called.name(int(unit)),
                None if key not in before else str(before[key]["part"]),
                None if key not in after else str(after[key]["part"]),
                _reason(told.get("reason")),
            )
        )
    return found


def _parts(found: Figure) -> dict[tuple[str, int], dict[str, Any]]:
    """The rows of a figure by kind and id, with where each stands (see PARTS)."""
    every = pl.concat([found.denominator, found.not_counted], how="diagonal_relaxed")
    numerator = pl.when(pl.col("counted")).then(pl.lit("yes")).otherwise(pl.lit("no"))
    every = every.with_columns(part=pl.when(pl.col("counted").is_null()).then(pl.lit("out")).otherwise(numerator))
    return {(row["kind"], row["id"]): row for row in every.iter_rows(named=True)}


def _reason(code: object) -> str:
    return said(REASONS[str(code)]) if code in REASONS else str(code or "")


def _row_columns(sight: Sight) -> list[Column[Row]]:
    parts = [*PARTS.items(), ("absent", _ABSENT)]
    return [
        Column("name", Text("Dòng", "Row"), lambda row: row.name, searched=True,
               link=lambda row: sight.about(Kind(row.kind), row.id)),
        Column("unit", Text("Đơn vị", "Unit"), lambda row: row.unit, searched=True),
        Column("before", Text("Trước", "Before"), lambda row: row.before or "absent", choices=parts,
               shown=lambda row: said(PARTS.get(row.before or "", _ABSENT))),
        Column("after", Text("Sau", "After"), lambda row: row.after or "absent", choices=parts,
               shown=lambda row: said(PARTS.get(row.after or "", _ABSENT))),
        Column("differs", Text("Khác nhau", "Differs"), lambda row: row.differs,
               choices=(("yes", Text("có", "yes")), ("no", Text("không", "no")))),
        Column("reason", Text("Lý do không tính", "Why not counted"), lambda row: row.reason, hidden=True),
    ]  # fmt: skip
