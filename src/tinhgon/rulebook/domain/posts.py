"""Rows of indicators that look at one day: units, bodies, posts and who holds them."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.apparatus import PLACES, Apparatus
from tinhgon.rulebook.domain.codes import DEPUTY_SECRETARIES
from tinhgon.rulebook.domain.figures import Context

Rows = Callable[[Context], pl.DataFrame]

CELLS = ("party_cell",)


def units(apparatus: Apparatus, level: str) -> pl.DataFrame:
    """The areas of one level as rows; their tier is the level."""
    return apparatus.areas.filter(pl.col("level") == level).select(
        "id", "name", *PLACES, kind=pl.lit("area"), tier=pl.lit(level)
    )


def one_holder(apparatus: Apparatus, level: str, first: str, second: str) -> pl.DataFrame:
    """Units of a level (`unit_id`) in which one person holds posts of both roles, and that person."""
    one = apparatus.holding(first).filter(pl.col("tier") == level).select("unit_id", "person_id")
    other = apparatus.holding(second).filter(pl.col("tier") == level).select("unit_id", "person_id")
    return one.join(other, on=["unit_id", "person_id"], how="semi").unique("unit_id", keep="first", maintain_order=True)


def units_with_one_holder(level: str, first: str, second: str) -> Rows:
    """Units of a level; counted where one person holds posts of both roles."""

    def rows(context: Context) -> pl.DataFrame:
        both = one_holder(context.now, level, first, second)
        found = units(context.now, level).join(both, left_on="id", right_on="unit_id", how="left")
        return found.with_columns(counted=pl.col("person_id").is_not_null())

    return rows


def organs_with_one_holder() -> Rows:
    """Bodies with a party cell of their own; counted where the cell's secretary is the body's head."""

    def rows(context: Context) -> pl.DataFrame:
        context.now.require(Kind.POST, "role")
        holders = context.now.holders
        secretaries = holders.filter((pl.col("role") == "cell_secretary") & pl.col("form").is_in(CELLS)).select(
            "person_id", organization_id="parent_id"
        )
        heads = holders.filter(pl.col("role") == "organ_head").select("person_id", "organization_id")
        both = heads.join(secretaries, on=["organization_id", "person_id"], how="semi").unique("organization_id")
        bodies = context.now.organizations
        hosts = bodies.filter(pl.col("form").is_in(CELLS)).select("parent_id").drop_nulls().unique()
        found = bodies.join(hosts, left_on="id", right_on="parent_id", how="semi").join(
            both, left_on="id", right_on="organization_id", how="left"
        )
        return found.select(
            "id",
            "name",
            *PLACES,
            "sector",
            "tier",
            "person_id",
            kind=pl.lit("organization"),
            counted=pl.col("person_id").is_not_null(),
        )

    return rows


def units_with_form(level: str, form: str) -> Rows:
    """Units of a level; counted where they have a body of the form at their own tier."""

    def rows(context: Context) -> pl.DataFrame:
        bodies = context.now.organizations.filter((pl.col("form") == form) & (pl.col("tier") == level))
        having = bodies.group_by("unit_id").agg(organization_id=pl.col("id").min())
        found = units(context.now, level).join(having, left_on="id", right_on="unit_id", how="left")
        return found.with_columns(counted=pl.col("organization_id").is_not_null())

    return rows


def units_with_non_local(level: str, role: str) -> Rows:
    """Units of a level; counted where the holder of the role is not local, left out where that is not recorded."""

    def rows(context: Context) -> pl.DataFrame:
        context.now.require(Kind.MEMBERSHIP, "non_local")
        held = context.now.holding(role).filter(pl.col("tier") == level)
        state = held.group_by("unit_id").agg(
            pl.col("non_local").any(ignore_nulls=False).alias("counted"), person_id=pl.col("person_id").min()
        )
        found = units(context.now, level).join(state, left_on="id", right_on="unit_id", how="left")
        vacant = pl.col("person_id").is_null()
        unknown = pl.col("counted").is_null() & ~vacant
        return found.with_columns(
            counted=pl.when(vacant).then(pl.lit(False)).otherwise(pl.col("counted")),
            reason=pl.when(unknown).then(pl.lit("not_recorded")),
        )

    return rows


def all_units(level: str) -> Rows:
    """Units of a level, all counted."""
    return lambda context: units(context.now, level).with_columns(counted=pl.lit(True))


def bodies(where: pl.Expr) -> Rows:
    """Organizations that satisfy an expression over `Apparatus.organizations`, all counted."""

    def rows(context: Context) -> pl.DataFrame:
        return organization_rows(context.now, where).with_columns(counted=pl.lit(True))

    return rows


def organization_rows(apparatus: Apparatus, where: pl.Expr) -> pl.DataFrame:
    """Organizations that satisfy an expression, as rows."""
    return apparatus.organizations.filter(where).select(
        "id", "name", *PLACES, "sector", "tier", "form", kind=pl.lit("organization")
    )


def post_rows(apparatus: Apparatus, where: pl.Expr) -> pl.DataFrame:
    """Posts that satisfy an expression over `Apparatus.posts`, as rows; the amount is their seats."""
    return apparatus.posts.filter(where).select(
        "id", *PLACES, "sector", "tier", "organization_id", name="title", kind=pl.lit("post"), amount="seats"
    )


def holder_rows(apparatus: Apparatus, where: pl.Expr) -> pl.DataFrame:
    """Memberships that satisfy an expression over `Apparatus.holders`, as rows; each amounts to one."""
    return apparatus.holders.filter(where).select(
        "id",
        *PLACES,
        "sector",
        "tier",
        "person_id",
        "post_id",
        name="title",
        kind=pl.lit("membership"),
        amount=pl.lit(1, pl.Int64),
    )


def seats(where: pl.Expr) -> Rows:
    """Posts that satisfy an expression, all counted, with their seats as amount."""
    return lambda context: post_rows(context.now, where).with_columns(counted=pl.lit(True))


def held(where: pl.Expr) -> Rows:
    """Memberships that satisfy an expression, all counted."""
    return lambda context: holder_rows(context.now, where).with_columns(counted=pl.lit(True))


def empty_seats(where: pl.Expr) -> Rows:
    """Posts that satisfy an expression; counted where fewer persons than seats hold them, the gap as amount."""

    def rows(context: Context) -> pl.DataFrame:
        taken = context.now.holders.group_by("post_id").agg(taken=pl.col("person_id").n_unique().cast(pl.Int64))
        found = post_rows(context.now, where).join(taken, left_on="id", right_on="post_id", how="left")
        gap = (pl.col("amount") - pl.col("taken").fill_null(0)).clip(lower_bound=0)
        return found.with_columns(amount=gap, counted=gap > 0)

    return rows


def deputies(form: str) -> Rows:
    """Organizations of a form with the number of persons in deputy posts as amount."""

    def rows(context: Context) -> pl.DataFrame:
        holding = context.now.holders.filter(pl.col("headship") == "deputy")
        number = holding.group_by("organization_id").agg(amount=pl.col("person_id").n_unique().cast(pl.Int64))
        found = organization_rows(context.now, pl.col("form") == form)
        found = found.join(number, left_on="id", right_on="organization_id", how="left")
        return found.with_columns(pl.col("amount").fill_null(0), counted=pl.lit(True))

    return rows


def control_deputies() -> Rows:
    """Communes whose secretary chairs the committee, with the deputy secretaries who control it as amount."""

    def rows(context: Context) -> pl.DataFrame:
        now = context.now
        model = one_holder(now, "commune", "secretary", "committee_chair").select("unit_id")
        deputy = now.holding(*DEPUTY_SECRETARIES).select("unit_id", "person_id")
        control = now.holding("council_chair", "front_chair").select("unit_id", "person_id")
        number = (
            deputy.join(control, on=["unit_id", "person_id"], how="semi")
            .group_by("unit_id")
            .agg(amount=pl.col("person_id").n_unique().cast(pl.Int64))
        )
        found = units(now, "commune").join(number, left_on="id", right_on="unit_id", how="left")
        used = pl.col("id").is_in(model["unit_id"].to_list())
        return found.with_columns(
            amount=pl.when(used).then(pl.col("amount").fill_null(0)),
            counted=pl.when(used).then(pl.lit(True)),
            reason=pl.when(~used).then(pl.lit("model_not_used")),
        )

    return rows


def combined_part_time(level: str) -> Rows:
    """Part-time posts of a tier; counted where whoever holds them holds them beside another post."""

    def rows(context: Context) -> pl.DataFrame:
        beside = context.now.holders.filter(pl.col("concurrent")).select("post_id").unique()
        where = (pl.col("establishment_class") == "part_time") & (pl.col("tier") == level)
        return post_rows(context.now, where).with_columns(counted=pl.col("id").is_in(beside["post_id"].to_list()))

    return rows


def minority(level: str) -> Rows:
    """Units of a level: persons of ethnic minorities over all persons, both in millionths of a person.

    A share is recorded to a few places; in millionths it stays whole. A unit without a share or a
    population is left out.
    """

    def rows(context: Context) -> pl.DataFrame:
        millionths = (pl.col("minority_share") * 1_000_000).cast(pl.Int64)
        known = pl.col("minority_share").is_not_null() & pl.col("population").is_not_null()
        given = context.now.areas.select(
            "id", amount=millionths * pl.col("population"), base=1_000_000 * pl.col("population"), known=known
        )
        found = units(context.now, level).join(given, on="id", how="left")
        return found.with_columns(
            counted=pl.when(pl.col("known")).then(pl.lit(True)),
            reason=pl.when(~pl.col("known")).then(pl.lit("not_recorded")),
        ).drop("known")

    return rows


def ceilings() -> Rows:
    """Quotas with their amounts; those within the ceiling of a body above are left out, for they are in it."""
    return lambda context: quota_rows(context.now)


def quota_rows(apparatus: Apparatus) -> pl.DataFrame:
    """Quotas as rows; left out where another covers them or no amount is recorded."""
    within, unknown = pl.col("within"), pl.col("amount").is_null()
    return apparatus.quotas.select(
        "id",
        "name",
        *PLACES,
        "sector",
        "tier",
        "organization_id",
        "establishment_class",
        "funding",
        kind=pl.lit("quota"),
        amount="amount",
        counted=pl.when(~within & ~unknown).then(pl.lit(True)),
        reason=pl.when(within).then(pl.lit("within_parent")).when(unknown).then(pl.lit("not_recorded")),
    )
