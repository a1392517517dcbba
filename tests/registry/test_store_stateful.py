"""The store says, at every pair of times, what a replay of the decisions in memory says."""

from __future__ import annotations

from datetime import datetime
from random import Random

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.registry.conftest import empty_registry
from tests.registry.decisions_at_random import DAYS, Drafter
from tests.registry.long import long
from tinhgon.accounts.models import system_account
from tinhgon.registry import services
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.enactment import Entry
from tinhgon.registry.domain.records import Record
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.domain.replay import Replay
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind
from tinhgon.registry.models import Change, LedgerEntry
from tinhgon.registry.store import COLUMNS, TABLES, StoreView, plain_values
from tinhgon.registry.verification import verify
from tinhgon.temporal.sql import holds

Records = dict[int, Record]


class Store(RuleBasedStateMachine):
    """Random decisions of every verb sent to the database and to a replay in memory."""

    def __init__(self) -> None:
        super().__init__()
        empty_registry()
        self.drafter = Drafter(Random(0))
        self.replay = Replay()
        self.known: list[tuple[datetime, Records]] = []
        self.people = system_account("soan", "Soạn thảo"), system_account("duyet", "Phê duyệt")

    @initialize(random=st.randoms(use_true_random=False))
    def found_a_small_world(self, random: Random) -> None:
        self.drafter.random = random
        self._decide(self.drafter.first())

    @rule(random=st.randoms(use_true_random=False))
    def decide(self, random: Random) -> None:
        self.drafter.random = random
        self._decide(self.drafter.next())

    @rule(random=st.randoms(use_true_random=False))
    def decide_step_by_step(self, random: Random) -> None:
        """The draft is withdrawn once and revised before it goes its way."""
        self.drafter.random = random
        self._decide(self.drafter.next(), step_by_step=True)

    def teardown(self) -> None:
        for moment, records in self.known:
            assert stored(moment) == records
            assert sorted(states_in_rows(moment), key=repr) == sorted(states_of(records), key=repr)
        assert stored(None) == (self.known[-1][1] if self.known else {})
        report = verify()
        assert report.clean, report.difference
        assert report.entries == len(self.known)

    def _decide(self, document: DecisionDocument, *, step_by_step: bool = False) -> None:
        refused = of_replay = row = None
        try:
            row = self._step_by_step(document) if step_by_step else services.record(document, *self.people)
        except Refusal as refusal:
            refused = refusal
        sources = self._sources(row, document)
        try:
            self.replay.apply(Entry(len(self.replay.entries) + 1, document, sources))
        except Refusal as refusal:
            of_replay = refusal
        assert verdict(refused) == verdict(of_replay), (document, refused, of_replay)
        self.drafter.settle(enacted=row is not None)
        if row is not None:
            assert row.seq == len(self.replay.entries)
            changed = self.replay.known.changed.items()
            self.known.append((row.recorded_at, {key: each for key, each in changed if each is not None}))

    def _step_by_step(self, document: DecisionDocument) -> LedgerEntry:
        drafter, approver = self.people
        decision = services.draft(replace_subject(document, "bản đầu"), drafter)
        decision = services.revise(services.withdraw(services.submit(decision)), document)
        return services.enact_decision(services.approve(services.submit(decision), approver))

    def _sources(self, row: LedgerEntry | None, document: DecisionDocument) -> tuple[int, ...]:
        if row is None:
            return tuple(range(10**9, 10**9 + len(document.changes)))
        changes = Change.objects.filter(decision_id=row.decision_id).order_by("ordinal")
        return tuple(changes.values_list("pk", flat=True))


def replace_subject(document: DecisionDocument, subject: str) -> DecisionDocument:
    fields = {name: getattr(document, name) for name in document.__struct_fields__}
    return DecisionDocument(**{**fields, "subject": subject})


def verdict(refusal: Refusal | None) -> tuple[str, object, tuple[int, ...]] | None:
    return None if refusal is None else (refusal.rule, refusal.day, refusal.objects)


def stored(known: datetime | None) -> Records:
    """Every record in the database as known at a moment."""
    view = StoreView(known)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM registry_entity")
        ids = [each for (each,) in cursor.fetchall()]
    view.load(ids)
    return {each: record for each in ids if (record := view.record(each)) is not None}


State = tuple[object, int, str, tuple[object, ...]]


def states_in_rows(known: datetime) -> list[State]:
    """Day, object, kind and values of every state the tables hold on each of the days."""
    found: list[State] = []
    with connection.cursor() as cursor:
        for kind in Kind:
            columns = ", ".join(f"s.{each}" for each in COLUMNS[kind])
            for day in DAYS:
                cursor.execute(
                    f"SELECT s.object_id, {columns} FROM {TABLES[kind]} s WHERE {holds('s', known)}",
                    {"on": day, "known": known},
                )
                attributes = tuple(ATTRIBUTES[kind].values())
                for object_id, *values in cursor.fetchall():
                    found.append((day, object_id, kind.value, plain_values(attributes, values)))
    return found


def states_of(records: Records) -> list[State]:
    """The same, from records in memory."""
    return [
        (day, each.object_id, each.kind.value, tuple(each.value(name, day) for name in ATTRIBUTES[each.kind]))
        for each in records.values()
        for day in DAYS
        if day in each.life
    ]


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Store,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_store_and_replay_agree_on_every_day_as_known_at_every_moment(registry_db: None) -> None:
    run(examples=25, steps=25)


@long
@pytest.mark.slow
def test_store_and_replay_agree_over_long_histories(registry_db: None) -> None:
    run(examples=100, steps=50)
