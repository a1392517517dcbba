"""Rules on administrative units: the standard of their class, and whether they must be rearranged."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl

from tinhgon.errors import Text
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.findings import Case, Finding, Rule, Severity, percent_of, plain, vietnamese
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.rulebook.domain.standards import PREFIX, ratios, tested

_UNKNOWN = {
    "terrain": Text("chưa ghi địa hình", "its terrain is not recorded"),
    "type": Text("chưa ghi loại đơn vị", "its type is not recorded or has no class"),
    "standard": Text("không có tiêu chuẩn trong ngày", "no standard for its class is in force"),
    "population": Text("chưa có dân số", "its population is not recorded"),
    "area": Text("chưa có diện tích", "its natural area is not recorded"),
}


def measured(case: Case) -> pl.DataFrame:
    """Units with population and area over the standard of their class."""
    return ratios(case.apparatus, case.rulebook, case.law_on)


def below_standard(case: Case) -> Iterator[Finding]:
    """Units below the standard of population or area of their class; units that cannot be judged."""
    units = case.once(measured)
    few = pl.col("population") < pl.col("population_required")
    small = pl.col("natural_area") < pl.col("area_required")
    lacking = pl.col("unknown").is_not_null() | pl.col("population").is_null() | pl.col("natural_area").is_null()
    for row in units.filter(few.fill_null(False) | small.fill_null(False) | lacking).iter_rows(named=True):
        yield _below(case, row) if row["unknown"] is None and not _unmeasured(row) else _unjudged(case, row)


def _unmeasured(row: dict[str, Any]) -> list[str]:
    given = {"population": row["population"], "area": row["natural_area"]}
    return [name for name, value in given.items() if value is None]


def _below(case: Case, row: dict[str, Any]) -> Finding:
    population, area, evidence = _in_percent(row)
    vi = (
        f"{row['name']}: dân số bằng {vietnamese(plain(population))} % và diện tích bằng "
        f"{vietnamese(plain(area))} % tiêu chuẩn"
    )
    en = f"{row['name']}: population is {plain(population)} % and area {plain(area)} % of the standard"
    return case.finding(
        "unit_below_standard",
        Severity.LAW,
        [("area", row["id"])],
        Text(vi, en),
        evidence,
        _standards(case, row),
    )


def _in_percent(row: dict[str, Any]) -> tuple[Decimal, Decimal, dict[str, str | int | None]]:
    """Population and area in per cent of the standard, and the evidence with both."""
    population = percent_of(row["population"], row["population_required"])
    area = percent_of(row["natural_area"], row["area_required"])
    return population, area, _evidence(row) | {"population_percent": str(population), "area_percent": str(area)}


def _unjudged(case: Case, row: dict[str, Any]) -> Finding:
    why = [row["unknown"]] if row["unknown"] is not None else _unmeasured(row)
    vi, en = "; ".join(_UNKNOWN[each].vi for each in why), "; ".join(_UNKNOWN[each].en for each in why)
    return case.finding(
        "unit_below_standard",
        Severity.INFO,
        [("area", row["id"])],
        Text(f"{row['name']}: chưa so được với tiêu chuẩn: {vi}", f"{row['name']}: cannot be compared: {en}"),
        _evidence(row) | {"lacking": ", ".join(why)},
        _standards(case, row),
    )


def _evidence(row: dict[str, Any]) -> dict[str, str | int | None]:
    def text(value: Decimal | None) -> str | None:
        return None if value is None else plain(value)

    return {
        "class": row["class"],
        "population": row["population"],
        "population_required": text(row["population_required"]),
        "area": text(row["natural_area"]),
        "area_required": text(row["area_required"]),
        "reduction_steps": row["steps"],
    }


def _standards(case: Case, row: dict[str, Any]) -> list[Parameter | None]:
    ids = [f"{PREFIX}{row['class']}.population", f"{PREFIX}{row['class']}.area"]
    if row["steps"] is not None:
        ids += [f"{PREFIX}reduction.{what}" for what in ("minority_share", "population_factor")]
    return [case.rulebook.find(id, case.law_on) for id in ids]


def must_rearrange(case: Case) -> Iterator[Finding]:
    """Units the test in force on the day demands to rearrange."""
    parameter = case.rulebook.find("rearrangement.mandatory", case.law_on)
    if parameter is None:
        return
    units = tested(case.once(measured), case.rulebook, case.law_on)
    for row in units.filter(pl.col("mandatory").fill_null(False)).iter_rows(named=True):
        population, area, evidence = _in_percent(row)
        vi = (
            f"{row['name']} thuộc diện phải sắp xếp: diện tích {vietnamese(plain(area))} %, "
            f"dân số {vietnamese(plain(population))} % tiêu chuẩn"
        )
        en = f"{row['name']} must be rearranged: area {plain(area)} %, population {plain(population)} % of the standard"
        yield case.finding(
            "must_rearrange",
            Severity.LAW,
            [("area", row["id"])],
            Text(vi, en),
            evidence,
            [parameter, *_standards(case, row)],
        )


def few_subunits(case: Case) -> Iterator[Finding]:
    """Units with fewer units below them than the standard of their class; those without any are not judged."""
    areas = case.apparatus.areas
    below = areas.join(areas.select(parent_id="id", above="level"), on="parent_id", how="inner")
    next_level = {"province": "district", "district": "commune"}
    direct = below.filter(pl.col("level") == pl.col("above").replace_strict(next_level, default=None))
    counts = direct.group_by("parent_id").agg(subunits=pl.len())
    found = case.once(measured).join(counts, left_on="id", right_on="parent_id")
    for (class_,), units in found.drop_nulls("class").partition_by("class", as_dict=True).items():
        general = str(class_).removesuffix(".mountain").removesuffix(".other")
        least = case.rulebook.find(f"{PREFIX}{general}.subunits", case.law_on)
        if least is None:
            continue
        for row in units.filter(pl.col("subunits") < int(least.number)).iter_rows(named=True):
            need = plain(least.number)
            message = Text(
                f"{row['name']}: {row['subunits']} đơn vị trực thuộc, dưới mức {need}",
                f"{row['name']}: {row['subunits']} units below it, fewer than {need}",
            )
            evidence = {"subunits": row["subunits"], "least": need}
            yield case.finding("few_subunits", Severity.LAW, [("area", row["id"])], message, evidence, [least])


_AREAS = frozenset({Kind.AREA})

UNIT_RULES = (
    Rule(
        "unit_below_standard",
        Text("Đơn vị hành chính đạt tiêu chuẩn dân số và diện tích", "Units meet the standards of population and area"),
        below_standard,
        _AREAS,
    ),
    Rule(
        "must_rearrange",
        Text("Không còn đơn vị thuộc diện phải sắp xếp", "No unit is left that must be rearranged"),
        must_rearrange,
        _AREAS,
    ),
    Rule(
        "few_subunits",
        Text("Đơn vị hành chính có đủ đơn vị trực thuộc", "Units have enough units below them"),
        few_subunits,
        _AREAS,
    ),
)
