"""A small registry in memory for tests that tell a story."""

from __future__ import annotations

from datetime import date

import pytest

from tests.registry.decisions_at_random import document
from tests.registry.memory import MemoryStore
from tinhgon.registry.domain.changes import Attributes, Change, CreatePost, Found, RegisterPerson
from tinhgon.registry.domain.enactment import Entry
from tinhgon.registry.domain.records import Record
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.domain.vocabulary import Kind, Value

DIGEST = "a" * 64


def year(number: int) -> date:
    """The first of January of a year."""
    return date(number, 1, 1)


def area(object_id: int, level: str = "province", parent: int | None = None, code: str | None = None) -> Found:
    """The founding of an area named and coded after its id."""
    attributes: Attributes = {"code": code or f"{object_id:02}", "name": f"A{object_id}", "level": level}
    return Found(object_id=object_id, kind=Kind.AREA, attributes=attributes | ({"parent": parent} if parent else {}))


def body(object_id: int, parent: int | None = None) -> Found:
    """The founding of an organization named after its id."""
    attributes: Attributes = {"name": f"O{object_id}", "sector": "state", "tier": "province"}
    attributes |= {"parent": parent} if parent else {}
    return Found(object_id=object_id, kind=Kind.ORGANIZATION, attributes=attributes)


def post(object_id: int, organization: int, seats: int = 1) -> CreatePost:
    """The creation of a post."""
    attributes: Attributes = {
        "organization": organization,
        "title": f"P{object_id}",
        "headship": "head",
        "establishment_class": "civil_servant",
        "seats": seats,
    }
    return CreatePost(object_id=object_id, attributes=attributes)


def person(object_id: int) -> RegisterPerson:
    """The entry of a person."""
    return RegisterPerson(object_id=object_id, attributes={"name": DIGEST})


class World:
    """Enacts decisions one after the other and answers for what is known then."""

    def __init__(self) -> None:
        self.store = MemoryStore()

    def decide(self, on: date, *changes: Change) -> Entry:
        """Enact a decision."""
        number = len(self.store.known)
        sources = tuple(number * 100 + ordinal for ordinal, _ in enumerate(changes, start=1))
        return self.store.apply(document(str(number), on, *changes), sources)

    def refusal(self, on: date, *changes: Change) -> Refusal:
        """The refusal a decision meets; nothing of it is kept."""
        before = self.store.now
        with pytest.raises(Refusal) as caught:
            self.decide(on, *changes)
        assert self.store.now is before
        return caught.value

    def record(self, object_id: int) -> Record:
        """The record of an object as known now."""
        return self.store.now[object_id]

    def value(self, object_id: int, attribute: str, on: date) -> Value | None:
        """The value of an attribute on a day, as known now."""
        return self.record(object_id).value(attribute, on)

    def said(self, object_id: int, attribute: str) -> list[tuple[int, Value | None]]:
        """The values of an attribute, each with the year since when."""
        return [(each.period.lower.year, each.value.value) for each in self.record(object_id).stated(attribute)]
