"""1 July 2025: the bodies of old communes and of one district become those of its new communes.

Leaders' posts end; the people in them are the ones the new posts are filled from, the highest first.
Staff passes on with its posts. Who came where is invented.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice

from tinhgon.demo.domain.quang_ninh.bodies import COMMUNE_UNIONS, new_commune_bodies
from tinhgon.demo.domain.quang_ninh.founding import BUDGETS, PROVINCE, establishment_class, party_name
from tinhgon.demo.domain.quang_ninh.leaders import create_leading_posts, fill_for_two_tiers
from tinhgon.demo.domain.quang_ninh.names import draw
from tinhgon.demo.domain.quang_ninh.reform import Reform
from tinhgon.demo.domain.quang_ninh.units_2025 import NewUnit
from tinhgon.demo.domain.quang_ninh.writer import Body, Writer
from tinhgon.demo.domain.units import unit_type
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes
from tinhgon.registry.domain.vocabulary import Level

PARTY_TERM_ENDS = date(2030, 6, 30)
LEADING_FORMS = ("party_committee", "people_council", "people_committee", "front_committee")
SCHOOL_FORMS = ("school", "school_site")
_NON_LOCAL, _BY_SECRETARY = 85, 67  # of a hundred
_STAFF_OF_NEW_BODY = 2

_RANKS = (
    "secretary",
    "standing_deputy_secretary",
    "deputy_secretary",
    "committee_chair",
    "council_chair",
    "front_chair",
    "committee_vice_chair",
    "council_vice_chair",
    "organ_head",
    "organ_deputy",
)


@dataclass(slots=True)
class _Commune:
    """A new commune with the people it is filled from and the bodies that staff can go to, by sector."""

    unit: NewUnit
    people: Iterator[int]
    receiving: dict[str, list[Body]]


def arrange_bodies(reform: Reform, district: str, units: Sequence[NewUnit]) -> None:
    """Write the apparatus of the new communes that lie where the district was."""
    writer = reform.writer
    bodies = writer.serving(district)
    communes = _teams(writer, bodies, units)
    for commune in communes:
        _lead_anew(reform, commune)
        _found_bodies(writer, commune)
    _close_leaders(writer, bodies)
    _hand_down_staff(writer, bodies, communes)
    for commune in communes:
        _staff_the_rest(writer, commune)
    _hand_down_ceilings(writer, bodies, communes)
    _hand_down_schools(writer, bodies, units[0].code)


def _teams(writer: Writer, bodies: Sequence[Body], units: Sequence[NewUnit]) -> list[_Commune]:
    """Deal whoever leaves a leading post out to the communes, by turns."""
    ending = [*bodies, *(body for unit in units if not unit.carried_on for body in writer.serving(unit.code))]
    ranked = sorted(
        (
            (_RANKS.index(post.role), body.tier != Level.DISTRICT, holding.person)
            for body in ending
            for post in body.posts
            if post.headship != "none"
            for holding in post.holdings
        ),
        key=lambda each: each[:2],
    )
    people = list(dict.fromkeys(person for *_, person in ranked))
    return [_Commune(unit, iter(people[number :: len(units)]), {}) for number, unit in enumerate(units)]


# --- leading bodies -------------------------------------------------------------------------------


def _lead_anew(reform: Reform, commune: _Commune) -> None:
    """Merge the leading bodies and unions of the old communes; a commune not arranged keeps its own."""
    writer, unit = reform.writer, commune.unit
    above = {form: writer.of(PROVINCE, form) for form in LEADING_FORMS if form != "people_council"}
    if unit.carried_on:
        for form, parent in above.items():
            writer.reparent(writer.of(unit.code, form), parent)
        reform.province.communes[unit.code].district = ""
        return
    names = {form: writer.of(unit.code, form).name for form in LEADING_FORMS}
    names["party_committee"] = party_name(Level.COMMUNE, unit_type(unit.entry), unit.entry.name)
    leading = [
        writer.consolidate(writer.serving(unit.code, form), form, names[form], above.get(form))
        for form in LEADING_FORMS
    ]
    _end_part_time_titles(writer, leading[2])
    locality = create_leading_posts(writer, unit.code, "", *leading)
    by_secretary = draw(writer.seed, 100, "council-2025", unit.code) < _BY_SECRETARY
    non_local = draw(writer.seed, 100, "non-local-2025", unit.code) < _NON_LOCAL
    fill_for_two_tiers(writer, locality, commune.people, by_secretary, non_local, PARTY_TERM_ENDS)
    reform.province.communes[unit.code] = locality
    for body, role, title, seats in (
        (leading[1], "council_vice_chair", "Phó Chủ tịch Hội đồng nhân dân", 1),
        (leading[2], "committee_vice_chair", "Phó Chủ tịch Ủy ban nhân dân", 2),
    ):
        post = writer.post(body, role, title, "deputy", "elected_official", elective=True, seats=seats)
        for _ in range(seats):
            writer.place(post, next(commune.people))
    for spec in COMMUNE_UNIONS:
        union = writer.consolidate(writer.serving(unit.code, spec.form), spec.form, spec.name, leading[3])
        title = f"Người đứng đầu {spec.name}"
        head = writer.post(union, "organ_head", title, "head", "elected_official", elective=True)
        writer.place(head, next(commune.people))


def _end_part_time_titles(writer: Writer, committee: Body) -> None:
    for post in [each for each in committee.posts if each.role == "part_time_title"]:
        writer.abolish(committee, post)


# --- bodies under them ----------------------------------------------------------------------------


def _found_bodies(writer: Writer, commune: _Commune) -> None:
    """Found the organs of the Party committee and of the people's committee, with head and deputy."""
    code = commune.unit.code
    committee = writer.of(code, "people_committee")
    pools = [post for post in committee.posts if post.role == "specialist"]
    made: list[Body] = []
    for spec in new_commune_bodies(unit_type(commune.unit.entry)):
        parent = writer.of(code, "party_committee") if spec.sector == "party" else committee
        body = writer.found(spec.form, spec.name, spec.sector, Level.COMMUNE, code, parent)
        staff_class = establishment_class(body)
        head = writer.post(body, "organ_head", f"Người đứng đầu {spec.name}", "head", staff_class)
        writer.place(head, next(commune.people))
        deputy = writer.post(body, "organ_deputy", f"Cấp phó {spec.name}", "deputy", staff_class)
        writer.place(deputy, next(commune.people))
        made.append(body)
    for sector in ("party", "state", "service"):
        commune.receiving[sector] = [each for each in made if each.sector == sector]
    commune.receiving["front"] = [writer.of(code, "front_committee")]
    for pool, room in zip(pools, cycle(commune.receiving["state"])):
        writer.move(pool, committee, room)


def _staff_the_rest(writer: Writer, commune: _Commune) -> None:
    """Former leaders are the staff of bodies that got none, as far as there are any left."""
    for body in [each for bodies in commune.receiving.values() for each in bodies]:
        people = () if body.has("specialist") else tuple(islice(commune.people, _STAFF_OF_NEW_BODY))
        if people:
            staff_class = establishment_class(body)
            pool = writer.post(body, "specialist", "Chuyên viên", "none", staff_class, seats=len(people))
            for person in people:
                writer.place(pool, person)


# --- what the district hands down -----------------------------------------------------------------


def _close_leaders(writer: Writer, bodies: Iterable[Body]) -> None:
    for body in bodies:
        for post in [each for each in body.posts if each.headship != "none"]:
            writer.abolish(body, post)


def _hand_down_staff(writer: Writer, bodies: Sequence[Body], communes: Sequence[_Commune]) -> None:
    """Move the district's staff, post by post, to bodies of the same sector in its communes by turns."""
    turns = {
        sector: deque(body for row in zip(*(each.receiving[sector] for each in communes), strict=True) for body in row)
        for sector in communes[0].receiving
    }
    for body in bodies:
        for pool in [each for each in body.posts if each.role == "specialist"]:
            writer.move(pool, body, turns[body.sector][0])
            turns[body.sector].rotate(-1)


def _hand_down_ceilings(writer: Writer, bodies: Iterable[Body], communes: Sequence[_Commune]) -> None:
    """Divide the district's ceilings evenly among the same bodies of its communes; odd posts to the first."""
    for body in bodies:
        for (staff_class, _), (_, amount) in body.quotas.items():
            each, odd = divmod(amount, len(communes))
            for number, commune in enumerate(communes):
                taker = writer.of(commune.unit.code, body.form)
                _, own = taker.quotas.get((staff_class, BUDGETS["commune"]), (0, 0))
                writer.quota(taker, staff_class, BUDGETS["commune"], own + each + (number < odd))


def _hand_down_schools(writer: Writer, bodies: Iterable[Body], code: str) -> None:
    """The district's schools come under the committee of one commune."""
    schools = [each for each in bodies if each.form in SCHOOL_FORMS]
    for body in schools:
        place: Attributes = {"area": writer.areas[code], "tier": Level.COMMUNE}
        writer.write(verbs.Reclassify(object_id=body.object_id, attributes=place))
        if body.form == "school":
            writer.reparent(body, writer.of(code, "people_committee"))
    writer.serve([(body, code) for body in schools])
