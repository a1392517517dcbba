"""A small province in the database, and scenarios on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count

import pytest

from tests.registry.acts import area, people, record
from tinhgon.accounts.models import Account
from tinhgon.errors import Text
from tinhgon.registry.domain.changes import Appoint, Change, CreatePost, Found, RegisterPerson, SetQuota
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.services import keep_personal
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.plan import Base, adding
from tinhgon.scenarios.models import Scenario

START, LATER = date(2018, 1, 1), date(2020, 1, 1)
EDIT = Text("Thử", "Try")


@dataclass
class Province:
    """A department with two rooms, a head and a deputy in each, on record since 2018."""

    drafter: Account
    approver: Account
    seq: int
    area: int = 1
    department: int = 10
    rooms: tuple[int, int] = (11, 12)
    heads: tuple[int, int] = (21, 22)
    deputies: tuple[int, int] = (23, 24)
    people: tuple[int, ...] = (31, 32, 33, 34)
    memberships: tuple[int, ...] = (41, 42, 43, 44)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1000))

    def new_id(self) -> int:
        """An id nobody has."""
        return next(self._numbers)

    def scenario(self, *changes: Change, name: str = "Đề án thử") -> Scenario:
        """A scenario with these changes, in force in 2020."""
        base = Base(on=START, seq=self.seq)
        scenario = services.new_scenario(name, self.drafter, base, LATER, purpose="Tinh gọn", under=self.area)
        return services.edit(scenario, self.drafter, EDIT, adding(changes, 1)) if changes else scenario


def body(object_id: int, name: str, form: str, parent: int | None = None, area: int | None = None) -> Found:
    """The founding of a body of the province."""
    attributes: dict[str, object] = {"name": name, "sector": "state", "tier": "province", "form": form}
    attributes |= {} if parent is None else {"parent": parent}
    attributes |= {} if area is None else {"area": area}
    return Found(object_id=object_id, kind=Kind.ORGANIZATION, attributes=attributes)  # type: ignore[arg-type]


def post(object_id: int, organization: int, title: str, headship: str = "none", seats: int = 1) -> CreatePost:
    """The creation of a post."""
    return CreatePost(
        object_id=object_id,
        attributes={
            "organization": organization,
            "title": title,
            "headship": headship,
            "establishment_class": "civil_servant",
            "seats": seats,
        },
    )


def changes_of_province() -> list[Change]:
    """What founds the province, its people not yet registered."""
    return [
        area(1, "22", level="province", name="Tỉnh Thử"),
        body(10, "Sở Nội vụ", "department", area=1),
        body(11, "Phòng Tổ chức", "room", parent=10),
        body(12, "Phòng Công chức", "room", parent=10),
        post(21, 11, "Trưởng phòng", "head"),
        post(22, 12, "Trưởng phòng", "head"),
        post(23, 11, "Phó trưởng phòng", "deputy"),
        post(24, 12, "Phó trưởng phòng", "deputy"),
        SetQuota(object_id=51, organization=10, establishment_class="civil_servant", funding="budget", amount=20),
    ]


@pytest.fixture
def province(registry_db: None) -> Province:
    """The province, enacted."""
    changes = changes_of_province()
    for place, (person, held) in enumerate(zip((31, 32, 33, 34), (21, 22, 23, 24), strict=True)):
        digests = keep_personal(person, {"name": f"Người Hư Cấu {place + 1}"})
        changes.append(RegisterPerson(object_id=person, attributes=digests))
        changes.append(Appoint(object_id=person + 10, person=person, post=held))
    seq = record("1/QĐ", *changes, on=START)
    drafter, approver = people()
    return Province(drafter, approver, seq)
