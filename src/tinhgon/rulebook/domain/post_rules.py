"""Rules on posts: who may hold what together, and who controls whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

import polars as pl

from tinhgon.errors import Text
from tinhgon.rulebook.domain.codes import DEPUTY_SECRETARIES, LEADING_ROLES, ROLES
from tinhgon.rulebook.domain.findings import Case, Finding, Rule, Severity
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.rulebook.domain.values import Pair, Unit

_CHAIRS = ("committee_chair", "council_chair", "front_chair")
_WATCHED = ("secretary", *DEPUTY_SECRETARIES, *_CHAIRS)


def holders_by_role(case: Case, level: str) -> list[dict[str, Any]]:
    """For each unit of a level with any leading holder: `id`, `name`, and the set of persons by role."""
    return case.once(_leaders).get(level, [])


def _leaders(case: Case) -> dict[str, list[dict[str, Any]]]:
    """The leading holders of units by level, units in order of ids."""
    held = case.apparatus.holding(*_WATCHED).select("unit_id", "tier", "role", "person_id")
    names = case.apparatus.areas.select("id", "name")
    named = held.join(names, left_on="unit_id", right_on="id", how="inner").sort("unit_id")
    found: dict[str, dict[int, dict[str, Any]]] = {}
    for unit, level, role, person, name in named.iter_rows():
        units = found.setdefault(level, {})
        if unit not in units:
            units[unit] = {"id": unit, "name": name, **{each: set() for each in _WATCHED}}
        units[unit][role].add(person)
    return {level: list(rows.values()) for level, rows in found.items()}


def _of_unit(case: Case, rule: str, row: dict[str, Any], message: Text, people: Iterable[int], *cites: str) -> Finding:
    subjects = [("area", row["id"]), *(("person", each) for each in sorted(people))]
    evidence = {role: len(row[role]) for role in _WATCHED}
    citations = [case.rulebook.find(id, case.law_on) for id in cites]
    return case.finding(rule, Severity.LAW, subjects, message, evidence, citations)


def control_model(case: Case) -> Iterator[Finding]:
    """Communes whose secretary chairs the committee without two deputies who chair council and Front."""
    if case.rulebook.find("check.ck01", case.law_on) is None:
        return
    for row in holders_by_role(case, "commune"):
        both = row["secretary"] & row["committee_chair"]
        if not both:
            continue
        deputies = row["deputy_secretary"] | row["standing_deputy_secretary"]
        council, front = deputies & row["council_chair"], deputies & row["front_chair"]
        faults = [
            text
            for wrong, text in (
                (len(deputies) != 2, Text(f"có {len(deputies)} phó bí thư", f"there are {len(deputies)} deputies")),
                (not council, Text("không phó bí thư nào là chủ tịch HĐND", "no deputy chairs the council")),
                (not front, Text("không phó bí thư nào là chủ tịch MTTQ", "no deputy chairs the Front")),
            )
            if wrong
        ]
        if faults:
            vi, en = "; ".join(each.vi for each in faults), "; ".join(each.en for each in faults)
            message = Text(
                f"{row['name']}: bí thư là chủ tịch UBND mà {vi}",
                f"{row['name']}: the secretary chairs the committee, but {en}",
            )
            yield _of_unit(case, "control_model", row, message, both, "check.ck01")


def three_chairs(case: Case) -> Iterator[Finding]:
    """Communes in which the Front chair also chairs council or committee."""
    if case.rulebook.find("check.ck02", case.law_on) is None:
        return
    for row in holders_by_role(case, "commune"):
        twice = row["front_chair"] & (row["council_chair"] | row["committee_chair"])
        if twice:
            message = Text(
                f"{row['name']}: chủ tịch MTTQ đồng thời là chủ tịch HĐND hoặc UBND",
                f"{row['name']}: the Front chair also chairs council or committee",
            )
            yield _of_unit(case, "three_chairs", row, message, twice, "check.ck02")


def council_and_committee(case: Case) -> Iterator[Finding]:
    """Units of any level in which one person chairs both council and committee."""
    if case.rulebook.find("check.ck03", case.law_on) is None:
        return
    for level in ("province", "district", "commune"):
        for row in holders_by_role(case, level):
            twice = row["council_chair"] & row["committee_chair"]
            if twice:
                message = Text(
                    f"{row['name']}: một người vừa là chủ tịch HĐND vừa là chủ tịch UBND",
                    f"{row['name']}: one person chairs both council and committee",
                )
                yield _of_unit(case, "council_and_committee", row, message, twice, "check.ck03")


def deputies_since_2025(case: Case) -> Iterator[Finding]:
    """Communes of two tiers without the two deputies, or with a council chair who is neither of two."""
    if case.rulebook.find("check.ck06", case.law_on) is None or case.rulebook.find("check.ck01", case.law_on):
        return  # while the model before holds, communes are still those of three tiers
    for row in holders_by_role(case, "commune"):
        standing, deputy = row["standing_deputy_secretary"], row["deputy_secretary"]
        faults = [
            text
            for wrong, text in (
                (
                    len(standing) != 1 or len(deputy) != 1,
                    Text(
                        f"có {len(standing)} phó bí thư thường trực và {len(deputy)} phó bí thư",
                        f"there are {len(standing)} standing and {len(deputy)} other deputies",
                    ),
                ),
                (
                    not deputy & row["committee_chair"],
                    Text("chủ tịch UBND không là phó bí thư", "no deputy chairs the committee"),
                ),
                (
                    not (row["secretary"] | standing) & row["council_chair"],
                    Text(
                        "chủ tịch HĐND không là bí thư hoặc phó bí thư thường trực",
                        "neither secretary nor standing deputy chairs the council",
                    ),
                ),
            )
            if wrong
        ]
        if faults:
            vi, en = "; ".join(each.vi for each in faults), "; ".join(each.en for each in faults)
            yield _of_unit(
                case, "deputies_since_2025", row, Text(f"{row['name']}: {vi}", f"{row['name']}: {en}"), (), "check.ck06"
            )


def models_fit(case: Case) -> Iterator[Finding]:
    """Provinces whose two models together claim more communes than there are."""
    check = case.rulebook.find("check.ck04", case.law_on)
    if check is None:
        return
    communes = case.apparatus.areas.filter(pl.col("level") == "commune")
    province_of = dict(communes.select("id", "province_id").iter_rows())
    counts = {each: {"committee_chair": 0, "council_chair": 0, "units": 0} for each in province_of.values()}
    for province in province_of.values():
        counts[province]["units"] += 1
    for row in holders_by_role(case, "commune"):
        for chair in ("committee_chair", "council_chair"):
            counts[province_of[row["id"]]][chair] += bool(row["secretary"] & row[chair])
    for province, count in counts.items():
        if count["committee_chair"] + count["council_chair"] > count["units"]:
            told = f"{count['committee_chair']} + {count['council_chair']} > {count['units']}"
            subjects = [] if province is None else [("area", province)]
            message = Text(f"Số xã theo hai mô hình vượt số xã: {told}", f"The two models exceed the communes: {told}")
            yield case.finding("models_fit", Severity.INTEGRITY, subjects, message, count, [check])


def centre_director(case: Case) -> Iterator[Finding]:
    """Commune vice chairs who also direct the public administration centre."""
    check = case.rulebook.find("check.ck07", case.law_on)
    if check is None:
        return
    vice = case.apparatus.holding("committee_vice_chair").filter(pl.col("tier") == "commune")
    heads = case.apparatus.holding("organ_head").filter(pl.col("form") == "public_administration_centre")
    both = heads.join(vice, on=["unit_id", "person_id"], how="semi")
    for row in both.iter_rows(named=True):
        message = Text(
            f"Phó chủ tịch UBND kiêm giám đốc {row['organization']}",
            f"A committee vice chair also directs {row['organization']}",
        )
        subjects = [("membership", row["id"]), ("person", row["person_id"]), ("area", row["unit_id"])]
        yield case.finding("centre_director", Severity.LAW, subjects, message, {}, [check])


def unknown_pairs(case: Case) -> Iterator[Finding]:
    """Persons who hold leading posts of one unit together though the rulebook lists no such pair."""
    allowed = [(each, each.value) for each in case.rulebook.in_force(case.law_on, Unit.PAIR)]
    pairs = [(parameter, value) for parameter, value in allowed if isinstance(value, Pair)]
    held = case.apparatus.holding(*LEADING_ROLES)
    several = (
        held.group_by("unit_id", "unit_level", "province_id", "person_id")
        .agg(pl.col("role").unique().sort())
        .filter(pl.col("role").list.len() > 1)
        .sort("unit_id", "person_id")
    )
    areas = case.apparatus.areas
    names = areas.select(unit_id="id", unit_name="name")
    provinces = areas.select(province_id="id", province="name")
    several = several.join(names, on="unit_id", how="left").join(provinces, on="province_id", how="left")
    several = several.with_columns(pl.col("province").fill_null(""), roles=pl.col("role").list.join(" "))
    # Thousands of villages have the same few cases, so only those with a pair that is not listed are looked at.
    unlisted: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for roles, level, province in several.select("roles", "unit_level", "province").unique().iter_rows():
        told = [each for each in combinations(roles.split(), 2) if not _listed(pairs, {*each}, level, province)]
        if told:
            unlisted[roles, level, province] = told
    for row in several.filter(pl.col("roles").is_in({each[0] for each in unlisted})).iter_rows(named=True):
        for first, second in unlisted.get((row["roles"], row["unit_level"], row["province"]), ()):
            message = Text(
                f"{row['unit_name']}: một người vừa là {ROLES[first].vi} vừa là {ROLES[second].vi}; "
                "bộ quy tắc chưa có cặp này",
                f"{row['unit_name']}: one person is {ROLES[first].en} and {ROLES[second].en}; "
                "the rulebook lists no such pair",
            )
            subjects = [("person", row["person_id"]), ("area", row["unit_id"])]
            pair = f"{first}, {second}"
            yield case.finding("unknown_pair", Severity.INFO, subjects, message, {"pair": pair}, about=pair)


def _listed(pairs: list[tuple[Parameter, Pair]], roles: set[str], level: str, province: str) -> bool:
    # A standing deputy is a deputy: what is open to any deputy is open to the standing one.
    either = {"deputy_secretary" if each == "standing_deputy_secretary" else each for each in roles}
    return any(
        level in pair.levels and province.endswith(pair.place) and (roles <= {*pair.roles} or either <= {*pair.roles})
        for _, pair in pairs
    )


POST_RULES = (
    Rule(
        "control_model",
        Text("Hai phó bí thư kiểm soát khi bí thư là chủ tịch UBND", "Two deputies control a secretary who chairs"),
        control_model,
    ),
    Rule("three_chairs", Text("Ba chủ tịch là ba người", "The three chairs are three persons"), three_chairs),
    Rule(
        "council_and_committee",
        Text("Chủ tịch HĐND không là chủ tịch UBND", "Nobody chairs both council and committee"),
        council_and_committee,
    ),
    Rule("models_fit", Text("Hai mô hình không vượt số xã", "The two models fit into the communes"), models_fit),
    Rule(
        "deputies_since_2025",
        Text("Hai phó bí thư cấp xã từ 2025", "Two deputy secretaries of a commune from 2025"),
        deputies_since_2025,
    ),
    Rule(
        "centre_director",
        Text("Giám đốc trung tâm hành chính công không là phó chủ tịch", "The centre's director is no vice chair"),
        centre_director,
    ),
    Rule(
        "unknown_pair",
        Text("Cặp chức danh có trong bộ quy tắc", "Pairs of posts are listed in the rulebook"),
        unknown_pairs,
    ),
)
