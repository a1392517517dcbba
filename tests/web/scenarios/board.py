"""People around a scenario of the small province, each in a browser: who drafts, reviews, approves, or only reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.test import Client

from tests.registry.acts import people, record
from tests.scenarios.conftest import EDIT, LATER, START, Province, changes_of_province
from tests.web.small_province import browser
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account
from tinhgon.registry.domain.changes import (
    AbolishPost,
    Appoint,
    Change,
    Dissolve,
    Merge,
    RegisterPerson,
    Relieve,
    Rename,
)
from tinhgon.registry.services import keep_personal
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.plan import Base, adding
from tinhgon.scenarios.models import Scenario

MERGER: tuple[Change, ...] = (
    Relieve(membership=42),
    AbolishPost(object_id=22),
    Merge(into=11, sources=(12,), adopt=True, attributes={"name": "Phòng Tổ chức – Công chức"}),
)
"""One room goes into the other; its head loses the post."""

RENAME = Rename(object_id=11, name="Phòng Tổ chức bộ máy")
BROKEN = Dissolve(object_id=12)
"""A room ends while it has posts: this contradicts the record."""

PARTICULARS = {
    "number": "9/QĐ",
    "kind": "quyết định",
    "issuer": "UBND tỉnh Thử",
    "signed_on": LATER.isoformat(),
    "subject": "Sắp xếp Sở Nội vụ",
}


def recorded() -> Province:
    """The small province on record, as tests/scenarios has it."""
    changes = changes_of_province()
    for place, (person, held) in enumerate(zip((31, 32, 33, 34), (21, 22, 23, 24), strict=True)):
        digests = keep_personal(person, {"name": f"Người Hư Cấu {place + 1}"})
        changes.append(RegisterPerson(object_id=person, attributes=digests))
        changes.append(Appoint(object_id=person + 10, person=person, post=held))
    drafter, approver = people()
    return Province(drafter, approver, record("1/QĐ", *changes, on=START))


@dataclass
class Board:
    """The province and the browsers of its people; `owner` drafts."""

    province: Province
    owner: Client
    approver: Client

    @classmethod
    def of(cls, province: Province) -> Board:
        """With a drafter and an approver of the province."""
        top = province.area
        return cls(province, browser("nguoi-lap", (Role.DRAFTER, top)), browser("nguoi-duyet", (Role.APPROVER, top)))

    @property
    def account(self) -> Account:
        """The owner's account."""
        return Account.objects.get(username="nguoi-lap")

    def scenario(self, *changes: Change, name: str = "Đề án thử", on: date = LATER) -> Scenario:
        """A scenario of the owner's with these changes."""
        base = Base(on=START, seq=self.province.seq)
        made = services.new_scenario(name, self.account, base, on, purpose="Tinh gọn", under=self.province.area)
        return services.edit(made, self.account, EDIT, adding(changes, 1)) if changes else made


def at(scenario: Scenario, tail: str = "") -> str:
    """The address of a page of a scenario."""
    return f"/phuong-an/{scenario.pk}/{tail}"


def shown(client: Client, address: str, **query: object) -> HttpResponse:
    """A page that must answer."""
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    return answer  # type: ignore[return-value]


def sent(client: Client, address: str, **given: object) -> HttpResponse:
    """A form that must be taken."""
    answer = client.post(address, given)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return answer  # type: ignore[return-value]
