"""Rules on size: rooms, deputies, and the staff of communes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import polars as pl

from tinhgon.errors import Text
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.codes import WARD
from tinhgon.rulebook.domain.findings import Case, Finding, Rule, Severity, plain, vietnamese
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.rulebook.domain.unit_rules import measured

_GROUPS = {"special": "hanoi_hcm", "I": "I", "II": "II_III", "III": "II_III"}
_MILDEST = "II_III"  # where the grade of a province is not recorded nothing is found that some grade allows
_MEASURES = ("class", "population", "population_required", "natural_area", "area_required")
LARGE_CITIES = ("Hà Nội", "Hồ Chí Minh")
STAFF = ("elected_official", "civil_servant")


def rooms_of_departments(case: Case) -> pl.DataFrame:
    """Rooms and inspectorates under provincial departments with `staff`, `deputies`, and the `group` of their
    province.

    Staff is the room's own ceilings where any is recorded, else its seats other than part-time and contract.
    """
    apparatus = case.apparatus
    within = pl.col("form").is_in(["room", "inspectorate"]) & (pl.col("parent_form") == "department")
    rooms = case.once(bodies).filter(within)
    ceilings = apparatus.snapshot[Kind.QUOTA].group_by("organization_id").agg(ceiling=pl.col("amount").sum())
    established = apparatus.posts.filter(~pl.col("establishment_class").is_in(["part_time", "contract"]))
    seats = established.group_by("organization_id").agg(seats=pl.col("seats").sum())
    found = rooms.join(ceilings, left_on="id", right_on="organization_id", how="left").join(
        seats, left_on="id", right_on="organization_id", how="left"
    )
    grades = apparatus.with_grade().select(province_id="id", grade="grade")
    return (
        found.join(grades, on="province_id", how="left")
        .with_columns(
            staff=pl.coalesce("ceiling", "seats").fill_null(0),
            group=pl.col("grade").replace_strict(_GROUPS, default=_MILDEST, return_dtype=pl.String),
        )
        .sort("id")
    )


def bodies(case: Case) -> pl.DataFrame:
    """Bodies with the number of persons in their deputy posts, `deputies`."""
    holding = case.apparatus.holders.filter(pl.col("headship") == "deputy")
    number = holding.group_by("organization_id").agg(deputies=pl.col("person_id").n_unique().cast(pl.Int64))
    found = case.apparatus.organizations.join(number, left_on="id", right_on="organization_id", how="left")
    return found.with_columns(pl.col("deputies").fill_null(0))


def small_rooms(case: Case) -> Iterator[Finding]:
    """Rooms of departments with fewer people than a room needs."""
    for group, rooms in _by_group(case):
        least = case.rulebook.find(f"room.staff.least.{group}", case.law_on)
        if least is None:
            continue
        for row in rooms.filter(pl.col("staff") < int(least.number)).iter_rows(named=True):
            need = plain(least.number)
            vi = f"{row['name']}: {row['staff']} người, dưới mức {need} người để lập phòng"
            en = f"{row['name']}: {row['staff']} people, fewer than the {need} a room needs"
            evidence = {"staff": row["staff"], "least": need, "grade": row["grade"]}
            yield _of_body(case, "room_too_small", row, Text(vi, en), evidence, least)


def many_deputies(case: Case) -> Iterator[Finding]:
    """Rooms of departments with more deputies than their size allows."""
    for group, rooms in _by_group(case):
        bands = case.rulebook.find(f"room.deputies.{group}", case.law_on)
        yield from _over_bands(case, "room_deputies", rooms, bands, Text("phòng", "a room"))


def inspectorate_deputies(case: Case) -> Iterator[Finding]:
    """Inspectorates of departments with more deputies than their size allows."""
    bands = case.rulebook.find("inspectorate.deputies", case.law_on)
    found = case.once(rooms_of_departments).filter(pl.col("form") == "inspectorate")
    yield from _over_bands(case, "inspectorate_deputies", found, bands, Text("thanh tra", "an inspectorate"))


def _over_bands(case: Case, rule: str, rooms: pl.DataFrame, bands: Parameter | None, kind: Text) -> Iterator[Finding]:
    if bands is None:
        return
    allowed = pl.lit(bands.bands[-1].value)
    for band in reversed(bands.bands[:-1]):
        allowed = pl.when(pl.col("staff") <= band.up_to).then(pl.lit(band.value)).otherwise(allowed)
    over = rooms.with_columns(allowed=allowed).filter(pl.col("deputies") > pl.col("allowed"))
    for row in over.iter_rows(named=True):
        number, staff, most = row["deputies"], row["staff"], row["allowed"]
        vi = f"{row['name']}: {number} cấp phó, {kind.vi} {staff} người được nhiều nhất {most}"
        en = f"{row['name']}: {number} deputies; {kind.en} of {staff} may have {most}"
        evidence = {name: row[name] for name in ("staff", "deputies", "allowed", "grade")}
        yield _of_body(case, rule, row, Text(vi, en), evidence, bands)


def _by_group(case: Case) -> Iterator[tuple[str, pl.DataFrame]]:
    yield from case.once(_rooms_by_group).items()


def _rooms_by_group(case: Case) -> dict[str, pl.DataFrame]:
    rooms = case.once(rooms_of_departments).filter(pl.col("form") == "room")
    parts = rooms.partition_by("group", as_dict=True)
    return {str(group): rooms for (group,), rooms in parts.items()}


def _of_body(
    case: Case,
    rule: str,
    row: dict[str, Any],
    message: Text,
    evidence: dict[str, str | int | None],
    citation: Parameter,
) -> Finding:
    return case.finding(rule, Severity.LAW, [("organization", row["id"])], message, evidence, [citation])


AVERAGES = (
    ("department.deputies.average", "province", ("department",), "province_id", Text("sở", "departments")),
    ("district_room.deputies.average", "district", ("room",), "district_id", Text("phòng cấp huyện", "district rooms")),
    (
        "commune_committee.vice_chairs.average",
        "commune",
        ("people_committee",),
        "province_id",
        Text("UBND cấp xã", "commune committees"),
    ),
    (
        "commune_division.deputies.average",
        "commune",
        ("commune_division", "public_administration_centre"),
        "commune_id",
        Text("phòng, trung tâm cấp xã", "commune divisions and centres"),
    ),
)


def average_deputies(case: Case) -> Iterator[Finding]:
    """Provinces, districts and communes whose bodies of a kind have too many deputies on average."""
    names = case.apparatus.areas.select("id", unit_name="name")
    for id, tier, forms, place, kind in AVERAGES:
        limit = case.rulebook.find(id, case.law_on)
        if limit is None:
            continue
        chosen = case.once(bodies).filter(
            pl.col("form").is_in(forms) & (pl.col("tier") == tier) & pl.col(place).is_not_null()
        )
        totals = chosen.group_by(place).agg(pl.col("deputies").sum(), bodies=pl.len()).sort(place)
        for row in totals.join(names, left_on=place, right_on="id", how="left").iter_rows(named=True):
            most = limit.number * row["bodies"] + _further_deputies(case, id, row["unit_name"])
            if row["deputies"] > most:
                average = plain(Fraction(row["deputies"], row["bodies"]))
                number = plain(limit.number)
                vi = (
                    f"{row['unit_name']}: {kind.vi} có bình quân {vietnamese(average)} cấp phó, "
                    f"quá mức {vietnamese(number)}"
                )
                en = f"{row['unit_name']}: {kind.en} have {average} deputies on average, more than {number}"
                evidence = {"deputies": row["deputies"], "bodies": row["bodies"], "most": plain(most.__floor__())}
                yield case.finding(
                    "average_deputies", Severity.LAW, [("area", row[place])], Text(vi, en), evidence, [limit], id
                )


def _further_deputies(case: Case, id: str, unit: str | None) -> Fraction:
    """Deputies of all departments together that the largest cities have beyond the average."""
    if id != "department.deputies.average" or not (unit or "").endswith(LARGE_CITIES):
        return Fraction(0)
    further = case.rulebook.find("department.deputies.extra.hanoi_hcm", case.law_on)
    return Fraction(0) if further is None else further.number


def over_table(what: str, table: str) -> Callable[[Case], Iterator[Finding]]:
    """Communes with more seats than the table of their grade gives; `table` is the pattern of its ids.

    A commune without a recorded grade is measured by grade I, the mildest. From 33/2023 on people and area
    above the standard give further places.
    """

    def run(case: Case) -> Iterator[Finding]:
        if not case.rulebook.in_force(case.law_on, prefix=table.partition("{")[0]):
            return
        for (type_, by), group in case.once(_communes).items():
            limit = case.rulebook.find(table.format(type=type_, grade=by), case.law_on)
            if limit is None:
                continue
            for row in group.filter(pl.col(what) > int(limit.number)).iter_rows(named=True):
                further = further_places(case, row) if limit.number and "class" in row else 0
                if row[what] > limit.number + further:
                    yield _over_table(case, row, what, limit, further)

    return run


def _communes(case: Case) -> dict[tuple[Any, ...], pl.DataFrame]:
    """Communes with the seats of their staff and part-time workers, by the table and grade that are theirs."""
    apparatus = case.apparatus
    class_ = pl.col("establishment_class")
    counts = (
        apparatus.posts.filter(pl.col("tier") == "commune")
        .group_by("unit_id")
        .agg(
            staff=pl.col("seats").filter(class_.is_in(STAFF)).sum(),
            part_time=pl.col("seats").filter(class_ == "part_time").sum(),
        )
    )
    communes = apparatus.with_grade().filter(pl.col("level") == "commune").select("id", "name", "type", "grade")
    found = communes.join(counts, left_on="id", right_on="unit_id", how="inner").with_columns(
        table=pl.when(pl.col("type") == WARD).then(pl.lit("ward")).otherwise(pl.lit("commune")),
        by=pl.when(pl.col("grade").is_in(["I", "II", "III"])).then("grade").otherwise(pl.lit("I")),
    )
    if case.rulebook.find("commune_staff.extra.area_step", case.law_on) is None:
        return found.partition_by("table", "by", as_dict=True)
    required = case.once(measured).select("id", *_MEASURES)
    return found.join(required, on="id", how="left").partition_by("table", "by", as_dict=True)


def further_places(case: Case, unit: dict[str, Any]) -> int:
    """Places beyond the table for population and area above the standard, whole steps only."""
    ward = unit["class"] == "ward.in_urban_district"
    step = f"commune_staff.extra.population_step.{'ward_in_urban_district' if ward else 'other'}"
    return _steps(case, step, unit["population"], unit["population_required"]) + _steps(
        case, "commune_staff.extra.area_step", unit["natural_area"], unit["area_required"]
    )


def _steps(case: Case, id: str, value: Any, standard: Any) -> int:
    step = case.rulebook.find(id, case.law_on)
    if step is None or value is None or standard is None:
        return 0
    beyond = (Fraction(value) - Fraction(standard)) / (Fraction(standard) * step.number)
    return max(beyond.__floor__(), 0)


def _over_table(case: Case, row: dict[str, Any], what: str, limit: Parameter, further: int) -> Finding:
    most = int(limit.number) + further
    noun = {
        "staff": Text("cán bộ, công chức", "staff"),
        "part_time": Text("người hoạt động không chuyên trách", "part-time workers"),
    }[what]
    grade = row["grade"] or "?"
    return case.finding(
        f"commune_{what}",
        Severity.LAW,
        [("area", row["id"])],
        Text(
            f"{row['name']} (loại {grade}): {row[what]} {noun.vi}, quá mức {most}",
            f"{row['name']} (grade {grade}): {row[what]} {noun.en}, more than {most}",
        ),
        {"seats": row[what], "table": int(limit.number), "further": further, "grade": row["grade"]},
        [limit],
    )


STAFF_RULES = (
    Rule("room_too_small", Text("Phòng thuộc sở đủ người", "Rooms of departments are large enough"), small_rooms),
    Rule(
        "room_deputies",
        Text("Số phó trưởng phòng theo quy mô", "Rooms have no more deputies than allowed"),
        many_deputies,
    ),
    Rule(
        "inspectorate_deputies",
        Text("Số phó chánh thanh tra sở theo quy mô", "Inspectorates have no more deputies than allowed"),
        inspectorate_deputies,
    ),
    Rule("average_deputies", Text("Số cấp phó bình quân", "Average numbers of deputies are kept"), average_deputies),
    Rule(
        "commune_staff",
        Text("Số cán bộ, công chức cấp xã theo bảng", "Communes keep to the table of staff"),
        over_table("staff", "commune_staff.total.{type}.{grade}"),
    ),
    Rule(
        "commune_part_time",
        Text("Số người không chuyên trách cấp xã theo bảng", "Communes keep to the table of part-time workers"),
        over_table("part_time", "commune_staff.part_time.{grade}"),
    ),
)
