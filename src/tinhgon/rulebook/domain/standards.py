"""Every unit against the standard of its class: what is required of it, and whether it must be rearranged.

Thresholds are computed as fractions and compared as decimals of twelve places, so that a unit that reaches
a standard exactly is never found below it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl

from tinhgon.rulebook.domain.apparatus import PLACES, Apparatus
from tinhgon.rulebook.domain.codes import (
    CITY,
    COMMUNE,
    MOUNTAIN,
    SPECIAL_ZONE,
    TOWN,
    TOWNSHIP,
    URBAN_DISTRICT,
    WARD,
)
from tinhgon.rulebook.domain.figures import rounded
from tinhgon.rulebook.domain.parameters import Rulebook

EXACT = pl.Decimal(30, 12)
PREFIX = "unit_standard."
_RURAL = ("xã", "huyện", "tỉnh")


def ratios(apparatus: Apparatus, rulebook: Rulebook, law_on: date) -> pl.DataFrame:
    """Areas above villages with their class and what is required of them on a day.

    Adds `class` (as in the ids of the standards), `population_required` (persons), `area_required` (km²),
    `steps` (of the reduction of the population standard; empty where there is none) and `unknown`: why
    a unit has no requirement, `terrain`, `type` or `standard`.
    """
    areas = _classified(apparatus.areas.filter(pl.col("level") != "village"))
    required = _required(rulebook, law_on)
    first = areas.join(required, left_on="special_class", right_on="class", how="left", maintain_order="left")
    found = first.join(required, left_on="general_class", right_on="class", how="left", suffix="_g").with_columns(
        pl.when(pl.col("population_standard").is_not_null())
        .then("special_class")
        .otherwise("general_class")
        .alias("class"),
        pl.coalesce("population_standard", "population_standard_g").alias("population_standard"),
        pl.coalesce("area_required", "area_required_g").alias("area_required"),
        steps=_steps(areas, rulebook, law_on),
    )
    found = _reduced(found, rulebook, law_on)
    return found.select(
        "id",
        "name",
        "level",
        "type",
        *PLACES,
        "population",
        "natural_area",
        "class",
        "population_required",
        "area_required",
        "steps",
        unknown=pl.when(pl.col("class").is_null())
        .then(pl.col("undecided"))
        .when(pl.col("area_required").is_null())
        .then(pl.lit("standard")),
    )


def tested(measured: pl.DataFrame, rulebook: Rulebook, law_on: date) -> pl.DataFrame:
    """`ratios` with `mandatory`: whether the test in force on a day demands rearrangement.

    Empty where population, area or requirement is unknown, and for all units where no test is in force.
    """
    parameter = rulebook.find("rearrangement.mandatory", law_on)
    if parameter is None:
        return measured.with_columns(mandatory=pl.lit(None, pl.Boolean))
    failing = pl.lit(False)
    for test in parameter.tests:
        area = scaled(measured["area_required"], Fraction(test.area_below))
        population = scaled(measured["population_required"], Fraction(test.population_below))
        below = (pl.col("natural_area") < area) & (pl.col("population").cast(EXACT) < population)
        failing = failing | (pl.col("level").is_in([str(each) for each in test.levels]) & below)
    known = (
        pl.col("population").is_not_null()
        & pl.col("natural_area").is_not_null()
        & pl.col("area_required").is_not_null()
    )
    return measured.with_columns(
        mandatory=pl.when(known & pl.col("level").is_in(["district", "commune"])).then(failing)
    )


def scaled(column: pl.Series, factor: Fraction) -> pl.Series:
    """A decimal column times a fraction, computed exactly and then held to twelve places."""
    return mapped(column, lambda value: rounded(Fraction(str(value)) * factor, 12), EXACT)


def mapped(
    column: pl.Series, function: Callable[[object], object], result: pl.DataType | type[pl.DataType]
) -> pl.Series:
    """A function over the few distinct values of a column."""
    distinct = column.unique().drop_nulls()
    table = pl.DataFrame(
        {"of": distinct, "to": pl.Series([function(each) for each in distinct.to_list()], dtype=result)}
    )
    return column.to_frame("of").join(table, on="of", how="left", maintain_order="left")["to"]


def _classified(areas: pl.DataFrame) -> pl.DataFrame:
    """Areas with the class of their standard: a special one, used while it is in force, and a general one."""
    type_, level = pl.col("type"), pl.col("level")
    parents = areas.select(parent_id="id", parent_type="type")
    terrain = (
        pl.when(pl.col("terrain") == MOUNTAIN)
        .then(pl.lit(".mountain"))
        .when(pl.col("terrain").is_not_null())
        .then(pl.lit(".other"))
    )
    rural = (
        pl.when((level == "province") & (type_ != CITY))
        .then(pl.lit("province"))
        .when((level == "district") & (type_ == "huyện"))
        .then(pl.lit("district"))
        .when((level == "commune") & (type_ == COMMUNE))
        .then(pl.lit("commune"))
    )
    return areas.join(parents, on="parent_id", how="left", maintain_order="left").with_columns(
        general_class=pl.when(rural.is_not_null())
        .then(rural + terrain)
        .when((level == "province") & (type_ == CITY))
        .then(pl.lit("central_city"))
        .when(level.is_in(["district"]) & (type_ == CITY))
        .then(pl.lit("provincial_city"))
        .when(type_ == TOWN)
        .then(pl.lit("town"))
        .when(type_ == URBAN_DISTRICT)
        .then(pl.lit("urban_district"))
        .when(type_ == TOWNSHIP)
        .then(pl.lit("township"))
        .when(type_ == SPECIAL_ZONE)
        .then(pl.lit("special_zone"))
        .when(type_ == WARD)
        .then(pl.lit("ward")),
        special_class=pl.when((type_ == WARD) & (pl.col("parent_type") == URBAN_DISTRICT))
        .then(pl.lit("ward.in_urban_district"))
        .when((type_ == WARD) & (pl.col("parent_type") == CITY))
        .then(pl.lit("ward.in_city"))
        .when((type_ == WARD) & (pl.col("parent_type") == TOWN))
        .then(pl.lit("ward.in_town"))
        .when((rural == "commune") & pl.col("island"))
        .then(pl.lit("commune.island")),
        undecided=pl.when(rural.is_not_null()).then(pl.lit("terrain")).otherwise(pl.lit("type")),
    )


def _required(rulebook: Rulebook, law_on: date) -> pl.DataFrame:
    """The standards in force on a day, by class."""
    found: dict[str, dict[str, Decimal]] = {}
    for parameter in rulebook.in_force(law_on, prefix=PREFIX):
        class_, _, what = parameter.id.removeprefix(PREFIX).rpartition(".")
        if what in ("population", "area") and not class_.startswith("reduction"):
            found.setdefault(class_, {})[what] = rounded(parameter.number, 12)
    return pl.DataFrame(
        [(class_, both["population"], both["area"]) for class_, both in found.items()],
        schema={"class": pl.String, "population_standard": EXACT, "area_required": EXACT},
        orient="row",
    )


def _steps(areas: pl.DataFrame, rulebook: Rulebook, law_on: date) -> pl.Expr | pl.Series:
    """Whole steps beyond the first reduction of the population standard; empty where there is no reduction."""
    trigger = rulebook.find(f"{PREFIX}reduction.minority_share", law_on)
    step = rulebook.find(f"{PREFIX}reduction.step", law_on)
    if trigger is None or step is None:
        return pl.lit(None, pl.Int64)

    def of_share(share: object) -> int | None:
        beyond = Fraction(str(share)) - trigger.number
        return None if beyond < 0 else (beyond / step.number).__floor__()

    by_share = mapped(areas["minority_share"], of_share, pl.Int64)
    rural, mountain = pl.col("type").is_in(_RURAL), pl.col("terrain") == MOUNTAIN
    chosen = (
        pl.when(rural & mountain & pl.col("by_share").is_not_null())
        .then(pl.col("by_share"))
        .when(rural & pl.col("border"))
        .then(pl.lit(0, pl.Int64))
    )
    return areas.with_columns(by_share=by_share).select(chosen.alias("steps"))["steps"]


def _reduced(found: pl.DataFrame, rulebook: Rulebook, law_on: date) -> pl.DataFrame:
    """With `population_required`: the population standard after its reduction."""
    factor = rulebook.find(f"{PREFIX}reduction.population_factor", law_on)
    further = rulebook.find(f"{PREFIX}reduction.step_factor", law_on)
    if factor is None or further is None:
        return found.with_columns(population_required="population_standard")
    cases = found.select("population_standard", "steps").drop_nulls().unique()
    lowered = [
        rounded(Fraction(str(standard)) * max(factor.number - further.number * steps, Fraction(0)), 12)
        for standard, steps in cases.iter_rows()
    ]
    table = cases.with_columns(lowered=pl.Series(lowered, dtype=EXACT))
    return found.join(table, on=["population_standard", "steps"], how="left", maintain_order="left").with_columns(
        population_required=pl.coalesce("lowered", "population_standard")
    )
