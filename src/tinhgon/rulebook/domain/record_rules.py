"""Rules on the record itself: references, vacancies, ceilings; and targets an organisation set itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from math import ceil
from typing import Any

import polars as pl

from tinhgon.errors import Text
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.faults import DataLacking
from tinhgon.rulebook.domain.figures import Context, Figure, grouped
from tinhgon.rulebook.domain.findings import Case, Evidence, Finding, Rule, Severity, placed, plain, vietnamese
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.rulebook.domain.values import Target, Unit
from tinhgon.temporal import Period


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
        body = placed(row["organization"], row["unit_name"])
        message = Text(f"{body}: khuyết “{row['title']}”", f"{body}: “{row['title']}” is vacant")
        subjects = [("post", row["id"]), ("organization", row["organization_id"])]
        yield case.finding("vacant_head", Severity.INFO, subjects, message)


def several_heads(case: Case) -> Iterator[Finding]:
    """Bodies with more seats of heads than one, as a merger leaves them."""
    heads = case.apparatus.posts.filter((pl.col("headship") == "head") & pl.col("sector").is_not_null())
    seats = heads.group_by("organization_id").agg(pl.col("seats").sum()).filter(pl.col("seats") > 1)
    names = case.apparatus.organizations.select("unit_name", organization_id="id", organization="name")
    for row in seats.join(names, on="organization_id").sort("organization_id").iter_rows(named=True):
        body = placed(row["organization"], row["unit_name"])
        message = Text(f"{body}: có {row['seats']} cấp trưởng", f"{body}: it has {row['seats']} heads")
        subjects = [("organization", row["organization_id"])]
        yield case.finding("several_heads", Severity.INFO, subjects, message, {"heads": row["seats"]})


def unified_apart(case: Case) -> Iterator[Finding]:
    """Posts meant to have one holder that different persons hold."""
    posts = case.apparatus.posts.filter(pl.col("unified_with_id").is_not_null())
    concerned = pl.concat([posts["id"], posts["unified_with_id"]]).unique().to_list()
    held = (
        case.apparatus.snapshot[Kind.MEMBERSHIP]
        .filter(pl.col("post_id").is_in(concerned))
        .group_by("post_id")
        .agg(people=pl.col("person_id").unique().sort())
    )
    both = posts.join(held, left_on="id", right_on="post_id", how="inner").join(
        held, left_on="unified_with_id", right_on="post_id", how="inner", suffix="_other"
    )
    for row in both.filter(pl.col("people") != pl.col("people_other")).sort("id").iter_rows(named=True):
        body = placed(row["organization"], row["unit_name"])
        message = Text(
            f"{body}: “{row['title']}” nhất thể hóa mà do hai người giữ",
            f"{body}: “{row['title']}” is unified with a post that somebody else holds",
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
    limited = ceilings.select(ancestor="organization_id").unique()
    below = pl.concat([own, case.apparatus.above.select("id", "ancestor")]).join(limited, on="ancestor", how="semi")
    seats = (
        case.apparatus.posts.join(below, left_on="organization_id", right_on="id", how="inner")
        .group_by("ancestor", "establishment_class")
        .agg(seats=pl.col("seats").sum())
    )
    names = case.apparatus.organizations.select("unit_name", organization_id="id", name="name")
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
        body = placed(row["name"], row["unit_name"])
        message = Text(
            f"{body}: {row['seats']} chỗ, quá chỉ tiêu {row['ceiling']}",
            f"{body}: {row['seats']} seats, more than the ceiling of {row['ceiling']}",
        )
        subjects = [("organization", row["organization_id"]), *(("quota", each) for each in row["quotas"])]
        evidence = {name: row[name] for name in ("establishment_class", "seats", "ceiling")}
        about = row["establishment_class"]
        yield case.finding("quota_exceeded", Severity.LAW, subjects, message, evidence, about=about)


def missed_targets(case: Case) -> Iterator[Finding]:
    """Targets in force that their indicator does not reach in the province they are set for."""
    context = Context(case.rulebook, case.apparatus)
    provinces = case.apparatus.areas.filter(pl.col("level") == "province").select("id", "name")
    for parameter in case.rulebook.in_force(case.law_on, Unit.TARGET):
        target = parameter.value
        if not isinstance(target, Target):
            continue
        if target.of == "cut":
            continue
        chosen = provinces.filter(pl.col("name").str.ends_with(target.place))
        if chosen.height:
            found = INDICATORS[target.indicator].rows(context).drop_nulls("counted")
            totals = found.group_by(id="province_id").agg(reached=pl.col("counted").sum(), base=pl.len())
            for row in chosen.join(totals, on="id").sort("id").iter_rows(named=True):
                yield from _missed(case, parameter, target, row)


def missed_cuts(case: Case) -> Iterator[Finding]:
    """Cuts in force that a province they are set for has not reached, against what there was on their first day."""
    provinces = case.apparatus.areas.filter(pl.col("level") == "province").select("id", "name")
    for parameter in case.rulebook.in_force(case.law_on, Unit.TARGET):
        target = parameter.value
        if not isinstance(target, Target) or target.since is None:
            continue
        chosen = provinces.filter(pl.col("name").str.ends_with(target.place))
        if chosen.is_empty() or case.apparatus.snapshot.on not in Period.since(target.since):
            continue
        if case.background.earlier is None:
            raise DataLacking(
                Text("chưa đọc bộ máy ở ngày làm mốc", "the state of the day it is measured from was not read"),
                where=str(target.since),
                mend=Text("Đọc kèm bộ máy ở ngày làm mốc", "Read the state of that day as well"),
            )
        context = Context(case.rulebook, case.apparatus, case.background.earlier(target.since))
        figures = grouped(INDICATORS[target.indicator], context, "province")
        for province, name in chosen.iter_rows():
            if province in figures:
                yield from _missed_cut(case, parameter, target, figures[province], province, name)


def _missed_cut(
    case: Case, parameter: Parameter, target: Target, found: Figure, province: int, name: str
) -> Iterator[Finding]:
    base = int(found.denominator["base"].sum())
    cut = int(found.denominator["amount"].sum())
    wanted = ceil(Fraction(target.at_least) * base)
    if cut >= wanted:
        return
    if not base:
        yield _nothing_to_cut(case, parameter, target, province, name)
        return
    label, gap = parameter.label, wanted - cut
    share = plain(Fraction(cut, base) * 100)
    due = Text("", "") if target.by is None else Text(f", hạn {target.by:%d/%m/%Y}", f", due on {target.by}")
    late = target.by is not None and case.apparatus.snapshot.on in Period.since(target.by + timedelta(days=1))
    past = Text(" (đã quá hạn)", " (overdue)") if late else Text("", "")
    yield case.finding(
        "cut_missed",
        Severity.TARGET,
        [("area", province)],
        Text(
            f"{name}: {label.vi}: đã giảm {cut}/{base} ({vietnamese(share)} %), còn thiếu {gap}{due.vi}{past.vi}",
            f"{name}: {label.en}: {cut} of {base} cut ({share} %), {gap} short{due.en}{past.en}",
        ),
        {"indicator": target.indicator, "reached": cut, "base": base, "wanted": wanted, "gap": gap},
        [parameter],
        about=parameter.id,
    )


def _nothing_to_cut(case: Case, parameter: Parameter, target: Target, province: int, name: str) -> Finding:
    label = parameter.label
    message = Text(
        f"{name}: {label.vi}: chưa có số liệu ngày {target.since:%d/%m/%Y} để so",
        f"{name}: {label.en}: nothing is on record for {target.since} to compare with",
    )
    evidence: Evidence = {"indicator": target.indicator, "since": str(target.since)}
    subjects = [("area", province)]
    return case.finding("cut_missed", Severity.INFO, subjects, message, evidence, [parameter], parameter.id)


def _missed(case: Case, parameter: Parameter, target: Target, row: dict[str, Any]) -> Iterator[Finding]:
    reached, base = row["reached"], row["base"]
    wanted = ceil(Fraction(target.at_least) * (base if target.of == "share" else 1))
    gap = wanted - reached
    if gap <= 0:
        return
    share = plain(Fraction(reached, base) * 100)
    label = INDICATORS[target.indicator].label
    yield case.finding(
        "target_missed",
        Severity.TARGET,
        [("area", row["id"])],
        Text(
            f"{row['name']}: {label.vi}: {reached}/{base} ({vietnamese(share)} %), còn thiếu {gap}",
            f"{row['name']}: {label.en}: {reached}/{base} ({share} %), {gap} short",
        ),
        {"indicator": target.indicator, "reached": reached, "base": base, "wanted": wanted, "gap": gap},
        [parameter],
        about=parameter.id,
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
    Rule("several_heads", Text("Mỗi tổ chức có một cấp trưởng", "A body has one head"), several_heads),
    Rule(
        "unified_apart", Text("Chức danh nhất thể hóa có một người giữ", "Unified posts have one holder"), unified_apart
    ),
    Rule("quota_exceeded", Text("Số chỗ không quá chỉ tiêu", "Seats keep within ceilings"), quota_exceeded),
    Rule("target_missed", Text("Chỉ tiêu được hoàn thành", "Targets are reached"), missed_targets),
    Rule("cut_missed", Text("Mức tinh giản được thực hiện", "Cuts are reached"), missed_cuts),
)
