"""Rules on most numbers: deputies of bodies above and below, of party organs and provinces, staff of a commune's
party committee, titles of villages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from tinhgon.errors import Text
from tinhgon.rulebook.domain.codes import CITY
from tinhgon.rulebook.domain.findings import Case, Evidence, Finding, Rule, Severity, plain, vietnamese
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.rulebook.domain.staff_rules import LARGE_CITIES, bodies

PARTY_ORGANS = (
    "organization_board",
    "inspection_commission",
    "propaganda_board",
    "mass_mobilisation_board",
    "internal_affairs_board",
    "party_office",
)
_UNDER_DEPARTMENTS = ("room", "inspectorate", "sub_department")
FULL_TIME = ("elected_official", "civil_servant", "public_employee")


def above_superior(case: Case) -> Iterator[Finding]:
    """Bodies of departments with more deputies than the body right above them has, or has seats for."""
    law = case.rulebook.find("deputies.above_superior", case.law_on)
    if law is None:
        return
    posts = case.apparatus.posts.filter(pl.col("headship") == "deputy")
    seats = posts.group_by("organization_id").agg(seats=pl.col("seats").sum())
    found = case.once(bodies).join(seats, left_on="id", right_on="organization_id", how="left")
    above = found.select(
        parent_id="id", superior="name", most=pl.max_horizontal("deputies", pl.col("seats").fill_null(0))
    )
    below = found.filter(pl.col("form").is_in(_UNDER_DEPARTMENTS)).join(above, on="parent_id", how="inner")
    for row in below.filter(pl.col("deputies") > pl.col("most")).sort("id").iter_rows(named=True):
        message = Text(
            f"{row['name']}: {row['deputies']} cấp phó, nhiều hơn {row['most']} của {row['superior']}",
            f"{row['name']}: {row['deputies']} deputies, more than the {row['most']} of {row['superior']}",
        )
        subjects = [("organization", row["id"]), ("organization", row["parent_id"])]
        evidence = {"deputies": row["deputies"], "most": row["most"]}
        yield case.finding("above_superior", Severity.LAW, subjects, message, evidence, [law])


def party_organ_deputies(case: Case) -> Iterator[Finding]:
    """Provinces whose party organs have too many deputies together."""
    own = (pl.col("tier") == "province") & pl.col("form").is_in(PARTY_ORGANS)
    totals = case.once(bodies).filter(own).group_by("province_id").agg(pl.col("deputies").sum())
    for row in _named(case, totals).iter_rows(named=True):
        large = str(row["name"]).endswith(LARGE_CITIES)
        limit = case.rulebook.find(f"party_organs.deputies.total{'.hanoi_hcm' if large else ''}", case.law_on)
        noun = Text("cấp phó các cơ quan tham mưu cấp ủy", "deputies of the party organs")
        yield from _above(case, "party_organ_deputies", row, row["deputies"], limit, noun)


def province_vice_chairs(case: Case) -> Iterator[Finding]:
    """Provinces whose committee has more vice chairs than any province of their kind may have.

    Which units a province was merged from is not asked: the mildest number for its kind counts.
    """
    own = (pl.col("tier") == "province") & (pl.col("form") == "people_committee")
    totals = case.once(bodies).filter(own).group_by("province_id").agg(pl.col("deputies").sum())
    for row in _named(case, totals).iter_rows(named=True):
        limit = case.rulebook.find(f"province_committee.vice_chairs.{_kind(row)}", case.law_on)
        noun = Text("phó chủ tịch UBND", "vice chairs of the committee")
        yield from _above(case, "province_vice_chairs", row, row["deputies"], limit, noun)


def _kind(row: dict[str, Any]) -> str:
    for name, kind in (("Hồ Chí Minh", "hcm"), ("Hà Nội", "hanoi"), ("Huế", "hue")):
        if str(row["name"]).endswith(name):
            return kind
    return "city_of_three" if row["type"] == CITY else "province_of_three"


def commune_party_staff(case: Case) -> Iterator[Finding]:
    """Communes whose party committee and its organs have fewer or more full-time seats than they should."""
    least = case.rulebook.find("commune_staff.party_committee.least", case.law_on)
    if least is None:
        return
    party = case.apparatus.posts.filter(commune_party())
    seats = pl.col("seats").filter(pl.col("establishment_class").is_in(FULL_TIME)).sum()
    totals = party.group_by("unit_id").agg(seats=seats, centre=(pl.col("form") == "political_centre").any())
    communes = case.apparatus.areas.filter(pl.col("level") == "commune").select("id", "name")
    for row in communes.join(totals, left_on="id", right_on="unit_id").sort("id").iter_rows(named=True):
        noun = Text("biên chế chuyên trách ở đảng ủy", "full-time staff of the party committee")
        most = f"commune_staff.party_committee.most{'_with_centre' if row['centre'] else ''}"
        limit = case.rulebook.find(most, case.law_on)
        yield from _above(case, "commune_party_staff", row, row["seats"], limit, noun)
        if row["seats"] < least.number:
            need = plain(least.number)
            message = Text(
                f"{row['name']}: {row['seats']} {noun.vi}, dưới mức {need}",
                f"{row['name']}: {row['seats']} {noun.en}, fewer than {need}",
            )
            evidence = {"number": row["seats"], "least": need}
            yield case.finding("commune_party_staff", Severity.LAW, [("area", row["id"])], message, evidence, [least])


def commune_party() -> pl.Expr:
    """Posts of commune party committees and their organs, but not of cells."""
    cells = pl.col("form").is_in(["party_cell", "village_party_cell"]).fill_null(False)
    return (pl.col("tier") == "commune") & (pl.col("sector") == "party") & ~cells


def village_titles(case: Case) -> Iterator[Finding]:
    """Villages with more part-time titles than a village may have."""
    limit = case.rulebook.find("village.titles", case.law_on)
    if limit is None:
        return
    part_time = case.apparatus.posts.filter(
        (pl.col("tier") == "village") & (pl.col("establishment_class") == "part_time")
    )
    totals = part_time.group_by("unit_id").agg(titles=pl.col("seats").sum())
    totals = totals.filter(pl.col("titles") > int(limit.number))
    names = case.apparatus.areas.filter(pl.col("level") == "village").select("id", "name")
    for row in names.join(totals, left_on="id", right_on="unit_id").sort("id").iter_rows(named=True):
        noun = Text("chức danh không chuyên trách", "part-time titles")
        yield from _above(case, "village_titles", row, row["titles"], limit, noun)


def _named(case: Case, totals: pl.DataFrame) -> pl.DataFrame:
    provinces = case.apparatus.areas.filter(pl.col("level") == "province").select("id", "name", "type")
    return provinces.join(totals, left_on="id", right_on="province_id").sort("id")


def _above(
    case: Case, rule: str, row: dict[str, Any], number: int, limit: Parameter | None, noun: Text
) -> Iterator[Finding]:
    if limit is None or number <= limit.number:
        return
    most = plain(limit.number)
    message = Text(
        f"{row['name']}: {number} {noun.vi}, quá mức {vietnamese(most)}",
        f"{row['name']}: {number} {noun.en}, more than {most}",
    )
    evidence: Evidence = {"number": number, "most": most}
    yield case.finding(rule, Severity.LAW, [("area", row["id"])], message, evidence, [limit])


LIMIT_RULES = (
    Rule(
        "above_superior",
        Text("Cấp phó không nhiều hơn cấp trên trực tiếp", "No more deputies than the body right above"),
        above_superior,
    ),
    Rule(
        "party_organ_deputies",
        Text("Tổng số cấp phó các cơ quan đảng cấp tỉnh", "Deputies of the provincial party organs"),
        party_organ_deputies,
    ),
    Rule(
        "province_vice_chairs",
        Text("Số phó chủ tịch UBND cấp tỉnh", "Vice chairs of provincial committees"),
        province_vice_chairs,
    ),
    Rule(
        "commune_party_staff",
        Text("Biên chế đảng ủy cấp xã trong khung", "Staff of commune party committees keep to their bounds"),
        commune_party_staff,
    ),
    Rule(
        "village_titles",
        Text("Số chức danh không chuyên trách ở thôn", "Villages have no more part-time titles than allowed"),
        village_titles,
    ),
)
