"""A small invented province: two districts, four communes, eight villages, with all that templates work on.

With a source of chance some of it is missing: bodies, posts and holders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import count
from random import Random

from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes, Change
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.enactment import lay_changes
from tinhgon.registry.domain.integrity import check
from tinhgon.registry.domain.records import Record, Register
from tinhgon.registry.domain.snapshot import snapshot_of
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.scenarios.domain.plan import Base, Phase, Plan, adding
from tinhgon.scenarios.domain.preview import Preview, preview
from tinhgon.scenarios.domain.templates import TEMPLATES, Applied

FOUNDED, DAY = date(2016, 1, 1), date(2018, 6, 1)
BUDGET = "ngân sách"
PLENTY = 10_000
SECTOR_PARENTS = {"party": "party_committee", "front": "front_committee"}

PROVINCE_ORGANS = (
    ("organization_board", "Ban Tổ chức Tỉnh ủy", "party"),
    ("agencies_party_committee", "Đảng ủy Khối các cơ quan", "party"),
    ("enterprises_party_committee", "Đảng ủy Khối doanh nghiệp", "party"),
    ("council_office", "Văn phòng Hội đồng nhân dân tỉnh", "state"),
    ("committee_office", "Văn phòng Ủy ban nhân dân tỉnh", "state"),
    ("department", "Sở Nội vụ", "state"),
    ("department", "Sở Tài chính", "state"),
    ("newspaper", "Báo Thứ nhất", "service"),
    ("newspaper", "Báo Thứ hai", "service"),
    ("broadcaster", "Đài tỉnh", "service"),
    ("information_centre", "Trung tâm Thông tin", "service"),
    ("women_union", "Hội Phụ nữ tỉnh", "front"),
)
DISTRICT_ORGANS = (
    ("party_office", "Văn phòng Huyện ủy", "party"),
    ("organization_board", "Ban Tổ chức", "party"),
    ("inspection_commission", "Cơ quan Ủy ban Kiểm tra", "party"),
    ("propaganda_board", "Ban Tuyên giáo", "party"),
    ("mass_mobilisation_board", "Ban Dân vận", "party"),
    ("council_committee_office", "Văn phòng HĐND và UBND", "state"),
    ("home_affairs", "Phòng Nội vụ", "state"),
    ("inspectorate", "Thanh tra", "state"),
    ("room", "Phòng Y tế", "state"),
    ("broadcaster", "Đài huyện", "service"),
    ("culture_centre", "Trung tâm Văn hóa", "service"),
    ("political_centre", "Trung tâm Bồi dưỡng chính trị", "service"),
    ("women_union", "Hội Phụ nữ", "front"),
    ("farmers_union", "Hội Nông dân", "front"),
)
COMMUNE_ORGANS = (
    ("party_office", "Văn phòng Đảng ủy", "party"),
    ("council_committee_office", "Văn phòng HĐND và UBND", "state"),
    ("women_union", "Hội Phụ nữ xã", "front"),
)


@dataclass
class Small:
    """The province as it is founded; objects are called by what they are, as "D1" or "D1/party_committee/secretary"."""

    chance: Random | None = None
    ids: dict[str, int] = field(default_factory=dict)
    register: Register = field(default_factory=Register)
    new_id: count[int] = field(default_factory=lambda: count(1))
    changes: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._unit("P", "province", "tỉnh", None)
        self._organs("P", "province", PROVINCE_ORGANS)
        for department in ("Sở Nội vụ", "Sở Tài chính"):
            self._department(department)
        for district in ("D1", "D2"):
            self._unit(district, "district", "huyện", "P")
            self._organs(district, "district", DISTRICT_ORGANS)
            for number in (1, 2):
                self._commune(f"C{district[1]}{number}", district)
        self.register = laid(Register(), self.changes, FOUNDED)

    def id(self, name: str) -> int:
        """The id of an object by its name here."""
        return self.ids[name]

    def person(self, post: str) -> int:
        """Who was first placed in a post."""
        return self.ids[f"{post}/person"]

    # --- founding -----------------------------------------------------------------------------------

    def _unit(self, name: str, level: str, type: str, parent: str | None) -> None:
        attributes: Attributes = {"code": name, "name": f"{type.capitalize()} {name}", "level": level, "type": type}
        attributes["population"] = 1000 + len(self.ids)
        self._found(name, Kind.AREA, attributes | {"parent": self.ids[parent] if parent else None})
        if level == "village":
            return
        for form, sector in (
            ("party_committee", "party"),
            ("people_council", "state"),
            ("people_committee", "state"),
            ("front_committee", "front"),
        ):
            above = self.ids.get(f"{parent}/{form}") if form != "people_council" else None
            called = f"Đảng bộ {type.capitalize()} {name}" if form == "party_committee" else form
            self._body(f"{name}/{form}", form, called, sector, level, name, above)
            self._quota(f"{name}/{form}", PLENTY // (1 + "PDC".index(name[0])) ** 4)
        people = [self._person() for _ in range(4)]
        for form, role, headship, person in (
            ("party_committee", "secretary", "head", people[0]),
            ("party_committee", "standing_deputy_secretary", "deputy", people[1]),
            ("party_committee", "deputy_secretary", "deputy", people[2]),
            ("people_council", "council_chair", "head", people[1]),
            ("people_committee", "committee_chair", "head", people[2]),
            ("front_committee", "front_chair", "head", people[3]),
        ):
            beside = role in ("council_chair", "committee_chair")
            self._post(f"{name}/{form}", role, headship, "elected_official", True, [person], beside)

    def _organs(self, unit: str, tier: str, organs: Sequence[tuple[str, str, str]]) -> None:
        for form, called, sector in organs:
            if self._missing():
                continue
            parent = self.ids[f"{unit}/{SECTOR_PARENTS.get(sector, 'people_committee')}"]
            key = f"{unit}/{called}" if f"{unit}/{form}" in self.ids else f"{unit}/{form}"
            self._body(key, form, called, sector, tier, unit, parent)
            self._staffed(key, sector)
            self._quota(key, 5)

    def _staffed(self, body: str, sector: str, deputies: int = 1) -> None:
        establishment = "public_employee" if sector == "service" else "civil_servant"
        self._post(body, "organ_head", "head", establishment, False, [self._person()])
        for number in range(deputies):
            self._post(body, f"organ_deputy{number or ''}", "deputy", establishment, False, [self._person()])
        self._post(body, "specialist", "none", establishment, False, [self._person(), self._person()])

    def _department(self, called: str) -> None:
        key = next((each for each in ("P/department", f"P/{called}") if self._is_called(each, called)), None)
        if key is None:
            return
        for number, deputies in ((1, 3), (2, 1), (3, 1)):
            room = f"{key}/room{number}"
            self._body(room, "room", f"Phòng {number}, {called}", "state", "province", None, self.ids[key])
            self._staffed(room, "state", deputies)
        self._body(f"{key}/cell", "party_cell", f"Chi bộ {called}", "party", "province", None, self.ids[key])
        if f"{key}/organ_deputy/person" in self.ids:
            deputy = self.person(f"{key}/organ_deputy")
            self._post(f"{key}/cell", "cell_secretary", "head", "elected_official", True, [deputy], True)

    def _is_called(self, key: str, called: str) -> bool:
        founded = (
            each for each in self.changes if isinstance(each, verbs.Found) and each.object_id == self.ids.get(key)
        )
        return any(each.attributes["name"] == called for each in founded)

    def _commune(self, name: str, district: str) -> None:
        self._unit(name, "commune", "xã", district)
        self._organs(name, "commune", COMMUNE_ORGANS)
        party, committee = self.ids[f"{name}/party_committee"], self.ids[f"{name}/people_committee"]
        if not self._missing():
            cell = f"{name}/organ_cell"
            self._body(cell, "party_cell", "Chi bộ cơ quan xã", "party", "commune", name, party)
            self._post(cell, "cell_secretary", "head", "part_time", True, [self._person()])
        for number in (1, 2):
            village = f"{name}-{number}"
            self._unit(village, "village", "thôn", name)
            self._body(f"{village}/cell", "village_party_cell", f"Chi bộ {village}", "party", "village", village, party)
            self._body(f"{village}/board", "village_board", f"Ban {village}", "state", "village", village, committee)
            self._post(f"{village}/cell", "cell_secretary", "head", "part_time", True, [self._person()])
            self._post(f"{village}/board", "village_head", "head", "part_time", True, [self._person()])

    def _body(
        self, key: str, form: str, name: str, sector: str, tier: str, unit: str | None, parent: int | None
    ) -> None:
        attributes: Attributes = {"name": name, "sector": sector, "tier": tier, "form": form, "parent": parent}
        self._found(key, Kind.ORGANIZATION, attributes | {"area": self.ids[unit] if unit else None})

    def _found(self, key: str, kind: Kind, attributes: Attributes) -> None:
        self.ids[key] = next(self.new_id)
        self.changes.append(verbs.Found(object_id=self.ids[key], kind=kind, attributes=attributes))

    def _post(
        self, body: str, role: str, headship: str, establishment: str, elective: bool, people: list[int],
        beside: bool = False,
    ) -> None:  # fmt: skip
        if body not in self.ids or self._missing():
            return
        key = f"{body}/{role}"
        self.ids[key] = post = next(self.new_id)
        attributes: Attributes = {
            "organization": self.ids[body],
            "title": f"{role} {body}",
            "role": role.rstrip("0123456789"),
            "headship": headship,
            "establishment_class": establishment,
            "elective": elective,
            "seats": len(people),
        }
        self.changes.append(verbs.CreatePost(object_id=post, attributes=attributes))
        for person in people:
            if not self._missing():
                self.ids[f"{key}/person"] = person
                verb = verbs.Elect if elective else verbs.Appoint
                self.changes.append(verb(object_id=next(self.new_id), person=person, post=post, concurrent=beside))

    def _person(self) -> int:
        person = next(self.new_id)
        self.changes.append(verbs.RegisterPerson(object_id=person, attributes={"name": f"{person:064x}"}))
        return person

    def _quota(self, body: str, amount: int) -> None:
        establishment = "civil_servant"
        self.changes.append(
            verbs.SetQuota(
                object_id=next(self.new_id),
                organization=self.ids[body],
                establishment_class=establishment,
                funding=BUDGET,
                amount=amount,
            )
        )

    def _missing(self) -> bool:
        return self.chance is not None and self.chance.random() < 0.08


# --- applying and looking -----------------------------------------------------------------------


def laid(register: Register, changes: Sequence[Change], on: date) -> Register:
    """A register with changes laid, that keeps every rule."""
    after = Register(register)
    document = DecisionDocument(
        number="1/QĐ", kind="quyết định", issuer="Tỉnh", signed_on=on, effective_on=on, subject="Thử",
        changes=tuple(changes),
    )  # fmt: skip
    lay_changes(after, document, range(1, len(document.changes) + 1))
    assert check(after, list(after.changed)) == []
    return after


def records(register: Register) -> dict[int, Record]:
    """All that a register and those below it hold."""
    below = records(register.base) if isinstance(register.base, Register) else {}
    found = {**below, **register.changed}
    return {object_id: each for object_id, each in found.items() if each is not None}


@cache
def existing(register: Register, on: date) -> dict[int, Record]:
    """What exists on a day, of a register that is not changed any more."""
    return {object_id: each for object_id, each in records(register).items() if on in each.life}


@cache
def apparatus(register: Register, on: date) -> Apparatus:
    """The apparatus on a day, of a register that is not changed any more."""
    return Apparatus(snapshot_of(existing(register, on).values(), on))


def built(register: Register, id: str, units: Sequence[int], options: Mapping[str, object], on: date = DAY) -> Applied:
    """What a template comes to on a register."""
    return TEMPLATES[id].build(apparatus(register, on), register, units, options, FRESH.__next__)


FRESH = count(10**6)


def planned(register: Register, applied: Applied, on: date = DAY) -> Preview:
    """The preview of a plan that does what a template came to."""
    plan = Plan(base=Base(on=on, seq=1), phases=(Phase(id=1, name="I", effective_on=on),))
    return preview(register, adding(applied.changes, 1, origin="thử")(plan))


@dataclass(frozen=True)
class Look:
    """A register on a day."""

    register: Register
    on: date = DAY

    def value(self, object_id: int, attribute: str) -> object:
        """What an attribute is."""
        record = self.register.record(object_id)
        assert record is not None
        return record.value(attribute, self.on)

    def lives(self, object_id: int) -> bool:
        """Whether an object exists."""
        return object_id in self.records

    @property
    def records(self) -> dict[int, Record]:
        """What exists on the day."""
        return existing(self.register, self.on)

    def all(self, kind: Kind, **wanted: object) -> list[int]:
        """Objects of a kind with these values."""
        return sorted(
            object_id
            for object_id, record in self.records.items()
            if record.kind is kind and all(record.value(name, self.on) == value for name, value in wanted.items())
        )

    def one(self, kind: Kind, **wanted: object) -> int:
        """The only such object."""
        (found,) = self.all(kind, **wanted)
        return found

    def holders(self, post: int) -> list[object]:
        """Who holds a post."""
        return [self.value(each, "person") for each in self.all(Kind.MEMBERSHIP, post=post)]

    def leaders(self, body: int, headship: str) -> list[object]:
        """Who heads a body, or are deputies in it."""
        posts = self.all(Kind.POST, organization=body, headship=headship)
        return [person for post in posts for person in self.holders(post)]

    def ceiling(self, body: int) -> object:
        """The ceiling of a body for civil servants."""
        found = self.all(Kind.QUOTA, organization=body, establishment_class="civil_servant", funding=BUDGET)
        return self.value(found[0], "amount") if found else None

    def people(self) -> set[object]:
        """Everybody who holds a post."""
        return {self.value(each, "person") for each in self.all(Kind.MEMBERSHIP)}
