"""The records of a replay as the table of the articles reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from tests.demo.quang_ninh.counting import WITHIN
from tinhgon.registry.domain.diff import Passing
from tinhgon.registry.domain.records import Record
from tinhgon.registry.domain.replay import Replay
from tinhgon.registry.domain.snapshot import snapshot_of
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.seed_table import Cited
from tinhgon.temporal import Period


class InMemory:
    """What is known after a replay, or after a further decision that leaves these `changed` records."""

    def __init__(self, replay: Replay, changed: dict[int, Record | None] | None = None) -> None:
        self.entries = replay.entries
        known = {**replay.known.changed, **(changed or {})}
        self.records = {id: each for id, each in known.items() if each is not None}
        self.apparatus = cache(self._apparatus)
        self.unit = cache(self._unit)
        self._above: dict[int, frozenset[int]] = {}

    def _unit(self, address: str, on: date) -> int | None:
        level, code = address.split(":")
        wanted = {"level": level, "code": code}
        for each in self.records.values():
            exists = each.kind is Kind.AREA and on in each.life
            if exists and all(each.value(name, on) == value for name, value in wanted.items()):
                return each.object_id
        return None

    def _apparatus(self, unit: int, on: date) -> Apparatus:
        return Apparatus(snapshot_of([each for each in self.records.values() if unit in self.above(each)], on))

    def above(self, record: Record) -> frozenset[int]:
        """The object and what holds it, by what was first stated of each."""
        if record.object_id not in self._above:
            stated = list(record.stated(WITHIN.get(record.kind, "")))
            target = stated[0].value.value if stated else None
            further = self.above(self.records[int(target)]) if target else frozenset[int]()
            self._above[record.object_id] = further | {record.object_id}
        return self._above[record.object_id]

    def passings(self, since: date, on: date) -> Sequence[Passing]:
        days = Period(since + timedelta(days=1), on + timedelta(days=1))
        return [
            Passing(each.object_id, link.successor, link.extent)
            for each in self.records.values()
            for link in each.links
            if link.on in days
        ]

    def first_day(self, id: int) -> date | None:
        return self.records[id].life.start

    def cited(self, instrument: str) -> Cited | None:
        found = [
            (entry.seq, cited.signed_on)
            for entry in self.entries
            for cited in entry.document.instruments
            if cited.number == instrument and cited.signed_on is not None
        ]
        return Cited(instrument, found[0][1], tuple(seq for seq, _ in found)) if found else None
