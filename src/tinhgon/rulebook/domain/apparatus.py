"""A snapshot made ready for figures and rules: every body, post and holder with the units it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from tinhgon.errors import Text
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import Kind, Level
from tinhgon.rulebook.domain.faults import DataLacking

PLACES = tuple(f"{level}_id" for level in Level)
"""Columns that give, for any row, the unit of each level it lies in."""

_DEEPEST = 32  # no apparatus is deeper; it bounds the walk up a tree of bodies

_MENDS = {
    "role": Text("Ghi vai trò (role) cho chức danh", "Record the role of posts"),
    "non_local": Text(
        "Ghi người giữ chức có phải người địa phương không (non_local)", "Record whether holders are non-local"
    ),
}


@dataclass(frozen=True, eq=False)
class Apparatus:
    """Frames derived from one snapshot, each computed when first asked for.

    All rows carry PLACES. Organizations, posts and holders also carry `unit_id` (the area the body serves,
    its own or that of the nearest body above), `unit_level` and `unit_name`. Columns the vocabulary may lack (`role`,
    `non_local`, `grade`) are asked for with `require`.
    """

    snapshot: Snapshot

    @cached_property
    def areas(self) -> pl.DataFrame:
        """Areas with the units above them and their own."""
        areas = self.snapshot[Kind.AREA]
        up = areas.select("id", "parent_id", "level")
        walk = areas.select("id", ancestor="id", level="level", next="parent_id")
        found = [walk]
        for _ in Level:  # levels rise strictly, so this many steps reach the root
            walk = (
                walk.select("id", "next")
                .join(up, left_on="next", right_on="id", how="inner")
                .select("id", ancestor="next", level="level", next="parent_id")
            )
            found.append(walk)
        at_level = (
            pl.concat(found)
            .group_by("id")
            .agg(
                pl.col("ancestor").filter(pl.col("level") == level.value).first().alias(column)
                for level, column in zip(Level, PLACES, strict=True)
            )
        )
        return areas.join(at_level, on="id", how="left", maintain_order="left")

    @cached_property
    def organizations(self) -> pl.DataFrame:
        """Organizations with `unit_id`, `unit_level`, `unit_name`, PLACES and `parent_form`."""
        bodies = self.snapshot[Kind.ORGANIZATION]
        links = bodies.select("id", "parent_id", "area_id")
        settled = [links.filter(pl.col("area_id").is_not_null()).select("id", unit_id="area_id")]
        walk = links.filter(pl.col("area_id").is_null()).select("id", next="parent_id")
        for _ in range(_DEEPEST):
            walk = walk.join(links, left_on="next", right_on="id", how="inner")
            settled.append(walk.filter(pl.col("area_id").is_not_null()).select("id", unit_id="area_id"))
            walk = walk.filter(pl.col("area_id").is_null()).select("id", next="parent_id")
            if walk.is_empty():
                break
        units = self.areas.select(unit_id="id", unit_level="level", unit_name="name", **{each: each for each in PLACES})
        forms = bodies.select(parent_id="id", parent_form="form")
        return (
            bodies.join(pl.concat(settled), on="id", how="left", maintain_order="left")
            .join(units, on="unit_id", how="left", maintain_order="left")
            .join(forms, on="parent_id", how="left", maintain_order="left")
        )

    @cached_property
    def posts(self) -> pl.DataFrame:
        """Posts with what is known of their organizations; `seats` is 1 where it is not recorded."""
        bodies = self.organizations.select(
            "unit_id",
            "unit_level",
            "unit_name",
            *PLACES,
            "sector",
            "tier",
            "form",
            "parent_form",
            organization_id="id",
            organization="name",
            parent_id="parent_id",
        )
        return (
            self.snapshot[Kind.POST]
            .with_columns(pl.col("seats").fill_null(1))
            .join(bodies, on="organization_id", how="left", maintain_order="left")
        )

    @cached_property
    def holders(self) -> pl.DataFrame:
        """Memberships with the posts held and their organizations; those without a known post are left out."""
        posts = self.posts.rename({"id": "post_id"})
        return self.snapshot[Kind.MEMBERSHIP].join(posts, on="post_id", how="inner", maintain_order="left")

    @cached_property
    def quotas(self) -> pl.DataFrame:
        """Quotas with their organizations and `within`: whether a ceiling of a body above covers them.

        A body's ceiling covers those below it of the same class and funding source, so only quotas that lie
        within no other may be added up.
        """
        quotas = self.snapshot[Kind.QUOTA]
        bodies = self.organizations.select(
            "unit_id", *PLACES, "sector", "tier", "form", organization_id="id", name="name", parent_id="parent_id"
        )
        placed = quotas.join(bodies, on="organization_id", how="left", maintain_order="left")
        keys = quotas.select(body="organization_id", of="establishment_class", funding="funding").unique()
        above = self.above
        covered = (
            quotas.select("id", "organization_id", of="establishment_class", funding="funding")
            .join(above, left_on="organization_id", right_on="id", how="inner")
            .join(keys, left_on=("ancestor", "of", "funding"), right_on=("body", "of", "funding"), how="semi")
        )
        return placed.with_columns(within=pl.col("id").is_in(covered["id"].unique().to_list()))

    @cached_property
    def above(self) -> pl.DataFrame:
        """Every pair of an organization (`id`) and a body above it (`ancestor`)."""
        up = self.snapshot[Kind.ORGANIZATION].select("id", "parent_id").drop_nulls()
        walk = up.rename({"parent_id": "ancestor"})
        found = [walk]
        for _ in range(_DEEPEST):
            walk = walk.join(up, left_on="ancestor", right_on="id", how="inner").select("id", ancestor="parent_id")
            if walk.is_empty():
                break
            found.append(walk)
        return pl.concat(found)

    def require(self, kind: Kind, column: str) -> None:
        """Raises DataLacking where the snapshot's frame of a kind has no such column."""
        if column not in self.snapshot[kind].columns:
            raise DataLacking(
                Text(f"Dữ liệu không có cột `{column}` ở {kind}", f"The data has no column `{column}` on {kind}"),
                where=f"{kind}.{column}",
                mend=_MENDS[column],
            )

    def holding(self, *roles: str) -> pl.DataFrame:
        """Holders of posts of some roles in bodies that serve a unit of their own tier."""
        self.require(Kind.POST, "role")
        return self.holders.filter(pl.col("role").is_in(roles) & (pl.col("tier") == pl.col("unit_level")))

    def with_grade(self) -> pl.DataFrame:
        """Areas with a column `grade`, empty where the registry does not record it."""
        areas = self.areas
        return areas if "grade" in areas.columns else areas.with_columns(grade=pl.lit(None, pl.String))
