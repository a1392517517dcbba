"""Rules on the record itself: references, vacancies, ceilings; and targets an organisation set itself."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

import polars as pl

from tinhgon.errors import Text
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.figures import Context, Figure, grouped
from tinhgon.rulebook.domain.findings import Case, Finding, Rule, Severity, plain, vietnamese
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.rulebook.domain.values import Target, Unit


def posts_without_organization(case: Case) -> Iterator[Finding]:
    """Posts whose organization does not exist on the day."""
    for row in case.apparatus.posts.filter(pl.col("sector").is_null()).iter_rows(named=True):
        message = Text(
            f"Chức danh “{row['title']}” không thuộc cơ quan nào", f"Post “{row['title']}” has no organization"
        )
        yield case.finding("post_without_organization", Severity.INTEGRITY, [("post", row["id"])], message)


def holders_without_post(case: Case) -> Iterator[Finding]:
    """Memberships whose post does not exist on the day."""
    held = case.apparatus.snapshot[Kind.MEMBERSHIP]
    lost = held.join(case.apparatus.snapshot[Kind.POST], left_on="post_id", right_on="id", how="anti")
    for row in lost.sort("id").iter_rows(named=True):
        message = Text("Người giữ một chức danh không còn", "Somebody holds a post that does not exist")
        subjects = [("membership", row["id"]), ("person", row["person_id"])]
        yield case.finding("holder_without_post", Severity.INTEGRITY, subjects, message)


def vacant_heads(case: Case) -> Iterator[Finding]:
    """Head posts that nobody holds."""
    heads = case.apparatus.posts.filter((pl.col("headship") == "head") & pl.col("sector").is_not_null())
    empty = heads.join(case.apparatus.snapshot[Kind.MEMBERSHIP], left_on="id", right_on="post_id", how="anti")
    for row in empty.sort("id").iter_rows(named=True):
        message = Text(
            f"{row['organization']}: khuyết “{row['title']}”", f"{row['organization']}: “{row['title']}” is vacant"
        )
        subjects = [("post", row["id"]), ("organization", row["organization_id"])]
        yield case.finding("vacant_head", Severity.INFO, subjects, message)


def unified_apart(case: Case) -> Iterator[Finding]:
    """Posts meant to have one holder that different persons hold."""
    held = case.apparatus.snapshot[Kind.MEMBERSHIP].group_by("post_id").agg(people=pl.col("person_id").unique().sort())
    posts = case.apparatus.posts.filter(pl.col("unified_with_id").is_not_null())
    both = posts.join(held, left_on="id", right_on="post_id", how="inner").join(
        held, left_on="unified_with_id", right_on="post_id", how="inner", suffix="_other"
    )
    for row in both.filter(pl.col("people") != pl.col("people_other")).sort("id").iter_rows(named=True):
        message = Text(
            f"{row['organization']}: “{row['title']}” nhất thể hóa mà do hai người giữ",
            f"{row['organization']}: “{row['title']}” is unified with a post that somebody else holds",
        )
        yield case.finding(
            "unified_apart", Severity.INFO, [("post", row["id"]), ("post", row["unified_with_id"])], message
        )


def quota_exceeded(case: Case) -> Iterator[Finding]:
    """Bodies whose seats, with those of all bodies below, exceed their ceiling for a class."""
    ceilings = (
        case.apparatus.snapshot[Kind.QUOTA]
        .drop_nulls("amount")
        .group_by("organization_id", "establishment_class")
        .agg(ceiling=pl.col("amount").sum(), quotas=pl.col("id").sort())
    )
    own = case.apparatus.organizations.select("id", ancestor="id")
    below = pl.concat([own, case.apparatus.above.select("id", "ancestor")])
    seats = (
        case.apparatus.posts.join(below, left_on="organization_id", right_on="id", how="inner")
        .group_by("ancestor", "establishment_class")
        .agg(seats=pl.col("seats").sum())
    )
    names = case.apparatus.organizations.select(organization_id="id", name="name")
    over = (
        ceilings.join(
            seats,
            left_on=["organization_id", "establishment_class"],
            right_on=["ancestor", "establishment_class"],
            how="inner",
        )
        .filter(pl.col("seats") > pl.col("ceiling"))
        .join(names, on="organization_id", how="inner")
        .sort("organization_id", "establishment_class")
    )
    for row in over.iter_rows(named=True):
        message = Text(
            f"{row['name']}: {row['seats']} chỗ, quá chỉ tiêu {row['ceiling']}",
            f"{row['name']}: {row['seats']} seats, more than the ceiling of {row['ceiling']}",
        )
        subjects = [("organization", row["organization_id"]), *(("quota", each) for each in row["quotas"])]
        evidence = {name: row[name] for name in ("establishment_class", "seats", "ceiling")}
        yield case.finding("quota_exceeded", Severity.LAW, subjects, message, evidence)


def missed_targets(case: Case) -> Iterator[Finding]:
    """Targets in force that their indicator does not reach in the province they are set for."""
    context = Context(case.rulebook, case.apparatus)
    provinces = case.apparatus.areas.filter(pl.col("level") == "province").select("id", "name")
    for parameter in case.rulebook.in_force(case.law_on, Unit.TARGET):
        target = parameter.value
        if not isinstance(target, Target):
            continue
        chosen = provinces.filter(pl.col("name").str.ends_with(target.place))
        figures = grouped(INDICATORS[target.indicator], context, "province") if chosen.height else {}
        for province, name in chosen.iter_rows():
            if province in figures:
                yield from _missed(case, parameter, target, figures[province], province, name)


def _missed(
    case: Case, parameter: Parameter, target: Target, found: Figure, province: int, name: str
) -> Iterator[Finding]:
    reached, base = found.numerator.height, found.denominator.height
    wanted = Fraction(target.at_least) * (base if target.of == "share" else 1)
    gap = ceil(wanted) - reached
    if gap <= 0:
        return
    share = "" if found.value is None else plain(Fraction(found.value) * 100)
    label = found.indicator.label
    yield case.finding(
        "target_missed",
        Severity.TARGET,
        [("area", province)],
        Text(
            f"{name}: {label.vi}: {found.counts} ({vietnamese(share)} %), còn thiếu {gap}",
            f"{name}: {label.en}: {found.counts} ({share} %), {gap} short",
        ),
        {"indicator": target.indicator, "reached": reached, "base": base, "wanted": ceil(wanted), "gap": gap},
        [parameter],
    )


RECORD_RULES = (
    Rule(
        "post_without_organization",
        Text("Chức danh nào cũng thuộc một cơ quan", "Every post belongs to an organization"),
        posts_without_organization,
    ),
    Rule(
        "holder_without_post",
        Text("Ai giữ chức cũng có chức danh", "Whoever holds a post holds one that exists"),
        holders_without_post,
    ),
    Rule("vacant_head", Text("Chức danh cấp trưởng có người giữ", "Head posts are held"), vacant_heads),
    Rule(
        "unified_apart", Text("Chức danh nhất thể hóa có một người giữ", "Unified posts have one holder"), unified_apart
    ),
    Rule("quota_exceeded", Text("Số chỗ không quá chỉ tiêu", "Seats keep within ceilings"), quota_exceeded),
    Rule("target_missed", Text("Chỉ tiêu được hoàn thành", "Targets are reached"), missed_targets),
)
