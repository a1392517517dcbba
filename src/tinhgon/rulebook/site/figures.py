"""Pages of figures: the list, one figure with its rows, its trend, its map, and what the law says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import page
from tinhgon.frame.domain.classes import Class, class_of, round_classes
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.languages import said
from tinhgon.frame.tables import NOTHING, Column, Table
from tinhgon.registry import maps
from tinhgon.registry.domain.refusals import KIND_NAMES
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, Kind
from tinhgon.registry.selectors import Label, labels
from tinhgon.registry.site.moments import moment_of, read_day
from tinhgon.registry.site.pages import narrowed, scope_of, too_wide
from tinhgon.rulebook.counting import Points, context, figure_of, key_figures, trends, years_before
from tinhgon.rulebook.domain.figures import REASONS, Counted, Figure, Group, Indicator, grouped
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.site.citing import cited
from tinhgon.rulebook.site.showing import PARTS, class_label, counted, is_share, out_of, plotted, shown, unit_of
from tinhgon.rulebook.site.waiting import patient

GROUPS: Mapping[Group, Text] = {
    "district": Text("theo huyện", "by district"),
    "commune": Text("theo xã", "by commune"),
    "sector": Text("theo khối", "by sector"),
    "tier": Text("theo cấp", "by tier"),
    "province": Text("theo tỉnh", "by province"),
}
MAP_LEVELS: tuple[Group, ...] = ("commune", "district", "province")
_CHOOSE_UNIT = Text("Chọn một đơn vị ở bảng trên để xem từng dòng.", "Choose a unit above to see each row.")
_PLACES = ("commune_id", "district_id", "province_id")
_COUNTED = pl.when(pl.col("counted").is_null()).then(pl.lit("out")).when(pl.col("counted")).then(pl.lit("yes"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row behind a figure."""

    kind: str
    id: int
    name: str
    unit: str
    part: str
    amount: int | None
    base: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """The figure of one unit, sector or tier."""

    key: int | str | None
    name: str
    figure: Figure


def indicator_called(name: str) -> Indicator:
    """The indicator of an address. Raises Http404."""
    if name not in INDICATORS:
        raise Http404
    return INDICATORS[name]


def since_of(request: HttpRequest, moment: Moment) -> date:
    """The earlier day of a comparison: `since` of the address, or five years before."""
    asked = request.GET.get("since")
    return read_day(asked, "since") if asked else years_before(moment.on)


@page(Permission.READ)
@patient
def figures(request: HttpRequest) -> HttpResponse:
    """Every indicator with its value in the scope, on the day."""
    moment, under = moment_of(request), scope_of(request)
    since = since_of(request, moment)
    rows = key_figures(tuple(INDICATORS), moment.on, moment.seq, under, since)

    def address(row: Counted) -> str:
        earlier = since.isoformat() if row.indicator.compares else None
        return moment.address(reverse("figure", args=[row.indicator.id]), under=under, since=earlier)

    table = Table(
        name="chi-tieu",
        columns=[
            Column("label", Text("Chỉ tiêu", "Indicator"), lambda row: row.indicator.label, link=address,
                   searched=True),
            Column("value", Text("Giá trị", "Value"), lambda row: row.value,
                   shown=lambda row: shown(row.indicator, row.value)),
            Column("counts", Text("Số đếm", "Counts"),
                   lambda row: out_of(row.indicator, row.rows, row.considered)),
            Column("unit", Text("Đơn vị tính", "Unit"), lambda row: row.indicator.unit),
            Column("compares", Text("So hai ngày", "Compares two days"), lambda row: row.indicator.compares,
                   choices=(("yes", Text("có", "yes")), ("no", Text("không", "no")))),
            Column("definition", Text("Cách tính", "Definition"), lambda row: row.indicator.definition, searched=True),
            Column("id", Text("Mã", "Id"), lambda row: row.indicator.id, searched=True, hidden=True),
        ],
        rows=rows,
        request=request,
        caption=Text("Các chỉ tiêu", "Indicators"),
    )  # fmt: skip
    return table.answer("rulebook/figures.html", {"scope": scope_label(under, moment), "since": since})


@page(Permission.READ)
@patient
def one_figure(request: HttpRequest, name: str) -> HttpResponse:
    """One figure: what it means, its value, its trend, by unit, and the rows behind it."""
    indicator = indicator_called(name)
    moment, under = moment_of(request), scope_of(request)
    since = since_of(request, moment)
    found = figure_of(indicator, moment.on, moment.seq, under, since)
    by, wide = _group_asked(request), too_wide(request)
    rows = [] if wide else _rows(found, moment)
    table = Table(
        name=indicator.id,
        columns=_row_columns(moment, found),
        rows=rows,
        request=request,
        caption=Text("Các dòng đằng sau con số", "The rows behind the figure"),
        empty=_CHOOSE_UNIT if wide else NOTHING,
    )
    parts = _parts(indicator, moment, under, since, by)
    parts_table = Table(
        name=f"{indicator.id}-{by}",
        columns=_part_columns(indicator, moment, since, by),
        rows=parts,
        request=request,
        prefix="p_",
        caption=GROUPS[by],
    )
    if parts_table.is_file:
        return parts_table.answer("rulebook/figure.html", {})
    own = {"under": under, "since": since.isoformat() if indicator.compares else None}
    more = {
        "figure": found,
        "grounds": [
            {"label": each.label, "cited": cited(each.citation), "verified": each.citation.verified}
            for each in found.citations
        ],
        "indicator": indicator,
        "value": shown(indicator, found.value),
        "counts": counted(found),
        "scope": scope_label(under, moment),
        "since": since,
        "parts": parts_table,
        "groups": [{"by": each, "title": title, "here": each == by} for each, title in GROUPS.items()],
        "trend_address": None if wide else moment.address(reverse("figure_trend", args=[name]), under=under),
        "map_addresses": [
            {"title": GROUPS[each], "address": moment.address(reverse("figure_map", args=[name]), by=each, **own)}
            for each in (MAP_LEVELS[2:] if wide else MAP_LEVELS[:2])
        ],
        "numbers": _numbers(found),
        "part_names": PARTS,
    }
    return table.answer("rulebook/figure.html", more)


def scope_label(under: int | None, moment: Moment) -> Label | None:
    """What the scope is called on the day, or None for the whole registry."""
    return None if under is None else labels([under], moment.on, moment.known).get(under)


def _group_asked(request: HttpRequest) -> Group:
    usual: Group = "province" if too_wide(request) else "district"
    return next((each for each in GROUPS if each == request.GET.get("by")), usual)


def _numbers(found: Figure) -> dict[str, int]:
    """How many rows there are of each of the PARTS."""
    has = found.numerator.height
    return dict(zip(PARTS, (has, found.denominator.height - has, found.not_counted.height), strict=True))


def _rows(found: Figure, moment: Moment) -> list[Row]:
    every = pl.concat([found.denominator, found.not_counted], how="diagonal_relaxed")
    every = every.with_columns(part=_COUNTED.otherwise(pl.lit("no")))
    places = [pl.when(pl.col(each) != pl.col("id")).then(pl.col(each)) for each in _PLACES]
    unit_ids = every.select(pl.coalesce(places).alias("unit"))["unit"]
    nameless = every.filter(pl.col("name").is_null())["id"].to_list()
    called = labels({*unit_ids.drop_nulls().to_list(), *nameless}, moment.on, moment.known)
    rows = []
    for row, unit in zip(every.iter_rows(named=True), unit_ids, strict=True):
        name = row["name"] or (said(called[row["id"]].text) if row["id"] in called else f"#{row['id']}")
        place = "" if unit not in called else called[unit].name or ""
        reason = said(REASONS[row["reason"]]) if row["reason"] in REASONS else row["reason"] or ""
        rows.append(Row(row["kind"], row["id"], name, place, row["part"], row["amount"], row["base"], reason))
    return rows


def _row_columns(moment: Moment, found: Figure) -> list[Column[Row]]:
    columns: list[Column[Row]] = [
        Column("name", Text("Tên", "Name"), lambda row: row.name, searched=True,
               link=lambda row: moment.address(reverse("object", args=[row.id]))),
        Column("kind", Text("Loại", "Kind"), lambda row: KIND_NAMES[Kind(row.kind)]),
        Column("unit", Text("Đơn vị", "Unit"), lambda row: row.unit, searched=True),
        Column("part", Text("Tính vào", "Counted"), lambda row: row.part, shown=lambda row: said(PARTS[row.part]),
               choices=tuple(PARTS.items())),
    ]  # fmt: skip
    every = pl.concat([found.denominator, found.not_counted], how="diagonal_relaxed")
    if every["amount"].null_count() < every.height:
        columns.append(Column("amount", Text("Lượng", "Amount"), lambda row: row.amount, total=True))
    if every["base"].null_count() < every.height:
        columns.append(Column("base", Text("Trên tổng", "Out of"), lambda row: row.base, total=True))
    if every["reason"].null_count() < every.height:
        columns.append(Column("reason", Text("Lý do", "Reason"), lambda row: row.reason))
    return columns


def _parts(indicator: Indicator, moment: Moment, under: int | None, since: date, by: Group) -> list[Part]:
    whole = context(moment.on, moment.seq, under, since if indicator.compares else None)
    found = grouped(indicator, whole, by)
    called = labels((key for key in found if isinstance(key, int)), moment.on, moment.known)

    def name(key: int | str | None) -> str:
        if key is None:
            return said(Text("(không thuộc đơn vị nào)", "(belongs to none)"))
        if isinstance(key, str):
            return said(CHOICE_NAMES[key])
        return called[key].name or f"#{key}" if key in called else f"#{key}"

    parts = [Part(key, name(key), each) for key, each in found.items()]
    codes = {each.id: each.code or "" for each in called.values()}
    return sorted(
        parts,
        key=lambda each: (
            each.key is None,
            codes.get(each.key, "") if isinstance(each.key, int) else "",
            str(each.key),
        ),
    )


def _part_columns(indicator: Indicator, moment: Moment, since: date, by: Group) -> list[Column[Part]]:
    earlier = since.isoformat() if indicator.compares else None

    def address(part: Part) -> str | None:
        if not isinstance(part.key, int):
            return None
        return moment.address(reverse("figure", args=[indicator.id]), under=part.key, since=earlier)

    columns: list[Column[Part]] = [
        Column("name", GROUPS[by], lambda part: part.name, link=address, searched=True),
        Column("value", Text("Giá trị", "Value"), lambda part: part.figure.value,
               shown=lambda part: shown(indicator, part.figure.value)),
    ]  # fmt: skip
    if is_share(indicator):
        columns += [
            Column("has", PARTS["yes"], lambda part: part.figure.numerator.height, total=True),
            Column("of", Text("trên tổng", "out of"), lambda part: part.figure.denominator.height, total=True),
        ]
    return columns


@page(Permission.READ)
@narrowed
def figure_trend(request: HttpRequest, name: str) -> JsonResponse:
    """The trend of one figure, for its chart."""
    indicator = indicator_called(name)
    moment, under = moment_of(request), scope_of(request)
    points = trends([indicator], moment.on, moment.seq, under)[indicator.id]
    return JsonResponse(trend_chart(indicator, points))


def trend_chart(indicator: Indicator, points: Points) -> dict[str, object]:
    """A trend as the chart of that kind takes it."""
    drawn = [[day.isoformat(), plotted(indicator, value)] for day, value in points]
    return {"unit": unit_of(indicator), "series": [{"name": said(indicator.label), "points": drawn}]}


@page(Permission.READ)
def figure_map(request: HttpRequest, name: str) -> JsonResponse:
    """The units of a level coloured by a figure, for the map."""
    indicator = indicator_called(name)
    moment, under = moment_of(request), scope_of(request)
    asked = request.GET.get("by", "commune")
    usual: Group = next((each for each in MAP_LEVELS if each == asked), "commune")
    by: Group = "province" if too_wide(request) else usual
    whole = context(moment.on, moment.seq, under, since_of(request, moment) if indicator.compares else None)
    return JsonResponse(map_chart(indicator, grouped(indicator, whole, by), moment, under, by))


def map_chart(
    indicator: Indicator, found: Mapping[int | str | None, Figure], moment: Moment, under: int | None, by: Group
) -> dict[str, object]:
    """Units coloured by their figures, as the chart of that kind takes it."""
    drawing = maps.shapes(by, moment.on, moment.known, under)
    values = {key: each.value for key, each in found.items() if isinstance(key, int)}
    known = [each for each in values.values() if each is not None]
    # Where every unit has it or has not, two classes say so better than twenty per cents.
    either = is_share(indicator) and set(known) <= {0, 1}
    classes = [Class(Fraction(each), Fraction(each)) for each in (0, 1)] if either else round_classes(known)
    features = [each.as_feature() for each in drawing.shapes]
    for feature, shape in zip(features, drawing.shapes, strict=True):
        value = values.get(shape.place.id)
        feature["properties"] = {
            "id": shape.place.id,
            "name": shape.place.name,
            "value": plotted(indicator, value),
            "shown": shown(indicator, value),
            "class": class_of(value, classes),
            "url": moment.address(reverse("area", args=[shape.place.id])),
        }
    return {
        "features": {"type": "FeatureCollection", "features": features},
        "schematic": drawing.schematic,
        "legend": {
            "title": said(indicator.label),
            "unit": unit_of(indicator),
            "classes": [
                {
                    "from": plotted(indicator, each.low),
                    "to": plotted(indicator, each.high),
                    "label": said(PARTS["yes" if each.low else "no"]) if either else class_label(indicator, each),
                }
                for each in classes
            ],
            "none": said(Text("không có số liệu", "no data")),
        },
    }
