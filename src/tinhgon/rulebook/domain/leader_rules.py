"""Rules on leaders: family that must not lead together, heads who must come from elsewhere, and their terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

import polars as pl

from tinhgon.errors import Text
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.faults import DataLacking
from tinhgon.rulebook.domain.findings import Case, Finding, Rule, Severity, Tenure, Tie, placed
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.rulebook.domain.values import KinBar, Leaders, Seat, Unit

_OF_DEPARTMENTS = ("department", "sub_department")
_BREAK = timedelta(days=183)
"""A pause up to this does not interrupt a series of terms."""

_YEAR = timedelta(days=365)


def in_seats(seats: Iterable[Seat]) -> pl.Expr:
    """Which holders sit in one of some seats. A room of a department is no organ of its unit."""
    return reduce(or_, (_in_seat(each) for each in seats))


def _in_seat(seat: Seat) -> pl.Expr:
    chosen = pl.lit(True)
    for column in ("roles", "headships", "forms"):
        if wanted := getattr(seat, column):
            chosen &= pl.col(column.removesuffix("s")).is_in(wanted)
    if seat.names:
        words = "|".join(re.escape(each.lower()) for each in seat.names)
        own = ~(pl.col("form") == "room") | ~pl.col("parent_form").is_in(_OF_DEPARTMENTS).fill_null(False)
        chosen &= own & pl.col("organization").str.to_lowercase().str.contains(words)
    return chosen


def kinship(case: Case) -> Iterator[Finding]:
    """Posts that people declared to be family hold though the rules keep them apart.

    Findings name posts and bodies, never the people or what they are to each other.
    """
    bars = [(each, each.value) for each in case.rulebook.in_force(case.law_on, Unit.KIN_BAR)]
    ties = case.background.ties
    if not bars or not ties:
        return
    people = {each for tie in ties for each in (tie.first, tie.second)}
    held = case.apparatus.holders.filter(pl.col("person_id").is_in(people))
    broken: dict[tuple[int, int], list[Parameter]] = {}
    rows: dict[int, dict[str, Any]] = {}
    for parameter, bar in bars:
        if isinstance(bar, KinBar):
            for first, second in _together(held, bar, ties):
                one, other = sorted((first, second), key=lambda each: each["post_id"])
                rows |= {one["post_id"]: one, other["post_id"]: other}
                broken.setdefault((one["post_id"], other["post_id"]), []).append(parameter)
    for (first_post, second_post), citations in sorted(broken.items()):
        yield _apart(case, rows[first_post], rows[second_post], citations)


def _together(held: pl.DataFrame, bar: KinBar, ties: Sequence[Tie]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs of holders that a bar keeps apart, of all that are tied."""
    place = "organization_id" if bar.within == "body" else "unit_id"
    own = held if bar.within == "body" else held.filter(pl.col("tier") == pl.col("unit_level"))
    firsts = _by_person(own.filter(in_seats(bar.first)))
    seconds = _by_person(own.filter(in_seats(bar.second))) if bar.second else firsts
    for tie in ties:
        ways = ((tie.first, tie.second), (tie.second, tie.first)) if bar.second else ((tie.first, tie.second),)
        for one, other in ways:
            for first in firsts.get(one, ()):
                for second in seconds.get(other, ()):
                    if first[place] == second[place] and first["post_id"] != second["post_id"]:
                        yield first, second


def _by_person(held: pl.DataFrame) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in held.iter_rows(named=True):
        found.setdefault(row["person_id"], []).append(row)
    return found


def _apart(case: Case, first: dict[str, Any], second: dict[str, Any], citations: Sequence[Parameter]) -> Finding:
    posts = [f"“{each['title']}” ({_body(each)})" for each in (first, second)]
    message = Text(
        f"Không được bố trí đồng thời hai người đang giữ {posts[0]} và {posts[1]}",
        f"The two who hold {posts[0]} and {posts[1]} must not hold them at the same time",
    )
    subjects = [
        ("post", first["post_id"]),
        ("post", second["post_id"]),
        ("membership", first["id"]),
        ("membership", second["id"]),
    ]
    return case.finding("kinship", Severity.LAW, subjects, message, {}, citations)


def _body(row: dict[str, Any]) -> str:
    return placed(row["organization"], row["unit_name"])


def local_heads(case: Case) -> Iterator[Finding]:
    """Heads who are local though they must not be; one note for each province where it is not recorded."""
    law, held = _watched(case)
    if law is None:
        return
    case.apparatus.require(Kind.MEMBERSHIP, "non_local")
    for row in held.filter(~pl.col("non_local")).sort("id").iter_rows(named=True):
        message = Text(
            f"{_body(row)}: người giữ “{row['title']}” là người địa phương",
            f"{_body(row)}: the holder of “{row['title']}” is local",
        )
        subjects = [("post", row["post_id"]), ("membership", row["id"]), ("area", row["unit_id"])]
        yield case.finding("local_head", Severity.LAW, subjects, message, {}, [law])
    unknown = held.filter(pl.col("non_local").is_null()).drop_nulls("province_id")
    for province, number in unknown.group_by("province_id").len().sort("province_id").iter_rows():
        message = Text(
            f"{number} người đứng đầu chưa ghi có phải người địa phương hay không",
            f"of {number} heads it is not recorded whether they are local",
        )
        yield case.finding("local_head", Severity.INFO, [("area", province)], message, {"heads": number}, [law])


def term_limit(case: Case) -> Iterator[Finding]:
    """Heads in a further term in one place than the law allows."""
    most = case.rulebook.find("leaders.terms.most", case.law_on)
    years = case.rulebook.find("leaders.term.years", case.law_on)
    law, held = _watched(case)
    if most is None or years is None or law is None or held.is_empty():
        return
    if case.background.tenures is None:
        raise DataLacking(
            Text("chưa đọc quá trình giữ chức", "who held what before was not read"),
            where="membership",
            mend=Text("Đọc kèm quá trình giữ chức", "Read past memberships as well"),
        )
    past: dict[tuple[object, ...], list[Tenure]] = {}
    for each in case.background.tenures(held["person_id"].unique().to_list()):
        past.setdefault(_seat(each.person, each.role, each.form, each.unit), []).append(each)
    for row in held.sort("id").iter_rows(named=True):
        seat = _seat(row["person_id"], row["role"], row["form"], row["unit_id"])
        terms = terms_served(past.get(seat, []), case.apparatus.snapshot.on, int(years.number))
        if terms > most.number:
            message = Text(
                f"{_body(row)}: người giữ “{row['title']}” đang ở nhiệm kỳ liên tiếp thứ {terms}, "
                f"quá {int(most.number)} nhiệm kỳ",
                f"{_body(row)}: the holder of “{row['title']}” is in consecutive term {terms}, "
                f"more than {int(most.number)}",
            )
            subjects = [("post", row["post_id"]), ("membership", row["id"]), ("area", row["unit_id"])]
            yield case.finding("term_limit", Severity.LAW, subjects, message, {"terms": terms}, [most, years])


def _watched(case: Case) -> tuple[Parameter | None, pl.DataFrame]:
    """The rule on heads in force, and who holds posts that it watches."""
    law = case.rulebook.find("leaders.not_local", case.law_on)
    if law is None or not isinstance(law.value, Leaders):
        return None, case.apparatus.holders.clear()
    own = pl.col("tier").is_in(law.value.levels) & (pl.col("tier") == pl.col("unit_level"))
    return law, case.apparatus.holders.filter(own).filter(in_seats(law.value.seats))


def _seat(person: int, role: str | None, form: str | None, unit: int | None) -> tuple[object, ...]:
    # Secretary and chair go with the unit, whatever body is theirs; a head of an organ goes with its form.
    return person, role, form if role == "organ_head" else None, unit


def terms_served(tenures: Iterable[Tenure], on: date, years: int) -> int:
    """In which consecutive term somebody is on a day, from what they held in one seat; 0 if they hold nothing.

    A tenure that begins when four fifths of a term have passed begins the next one; one that lasts a year
    beyond its term is in the next one, too. A pause of half a year interrupts the series.
    """
    held = [each.held for each in tenures if each.held.before(on + timedelta(days=1)) is not None]
    held.sort(key=lambda each: each.lower, reverse=True)
    if not held or on not in held[0]:
        return 0
    series = [held[0]]
    for each in held[1:]:
        if series[-1].lower - each.upper > _BREAK:
            break
        series.append(each)
    term, terms, begun = years * _YEAR, 0, None
    for each in reversed(series):
        if begun is None or each.lower - begun >= term * 4 / 5:
            terms, begun = terms + 1, each.lower
        end = each.upper if on not in each else on
        while end - begun > term + _YEAR:
            terms, begun = terms + 1, begun + term
    return terms


LEADER_RULES = (
    Rule(
        "kinship",
        Text("Không bố trí người thân cùng lãnh đạo trái quy định", "Family does not lead together"),
        kinship,
    ),
    Rule(
        "local_head",
        Text("Người đứng đầu không là người địa phương", "Heads are not local"),
        local_heads,
    ),
    Rule(
        "term_limit",
        Text("Người đứng đầu không quá hai nhiệm kỳ liên tiếp ở một nơi", "Heads stay two terms at most in one place"),
        term_limit,
    ),
)
