"""Days read together, and states shared by ledger entries, show what each day shows when it is read by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection

from tests.cli.small_history import SmallHistory, small_history
from tests.registry.conftest import empty_registry
from tinhgon.registry import reach, selectors
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.pictures import STRUCTURE, settled, stand
from tinhgon.registry.selectors.mentions import _looked_up, _read_through
from tinhgon.registry.snapshots import load, load_days

DAYS = [date(1999, 1, 1), *(date(year, month, 1) for year in range(2004, 2017, 2) for month in (1, 8))]
ENTRIES = range(10)


@pytest.fixture(scope="module")
def history(registry_tables: None, django_db_blocker: Any) -> Iterator[SmallHistory]:
    """The small history on record."""
    with django_db_blocker.unblock():
        empty_registry()
        yield small_history()
        empty_registry()
        connection.close()


def same(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots hold the same rows."""
    return all(one[kind].equals(other[kind]) for kind in Kind)


@pytest.mark.parametrize("scope", ["province", "east", "rice", "committee", "department", "person", None])
def test_days_read_together_are_those_read_one_by_one(history: SmallHistory, scope: str | None) -> None:
    under = None if scope is None else getattr(history, scope)
    for known in (None, selectors.recorded_at(4)):
        for kinds in (frozenset(Kind), STRUCTURE, frozenset({Kind.AREA})):
            together = load_days(DAYS, known, under, kinds)
            assert [each.on for each in together] == DAYS
            assert all(same(each, load(each.on, known, under, kinds)) for each in together)
    assert same(load_days(DAYS[-1:], None, under)[0], load(DAYS[-1], None, under))


def test_a_settled_state_shows_the_day_as_the_later_state_does(history: SmallHistory) -> None:
    for seq in ENTRIES[1:]:
        for on in DAYS:
            earlier = settled(stand(seq), on)
            assert same(load(on, stand(seq).known), load(on, earlier.known))


def test_a_state_settles_before_decisions_of_later_days_and_not_before_corrections(history: SmallHistory) -> None:
    first = [settled(stand(seq), DAYS[1]).seq for seq in ENTRIES]
    assert any(found < seq for seq, found in enumerate(first))
    back = [seq for seq in ENTRIES if _corrects(seq)]
    assert back and all(settled(stand(seq), on).seq == seq for seq in back for on in DAYS)


def _corrects(seq: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM registry_change c JOIN registry_ledgerentry e USING (decision_id)"
            " WHERE e.seq = %s AND c.verb IN ('correct', 'annul')",
            [seq],
        )
        return cursor.fetchone() is not None


def test_mentions_are_the_same_read_through_as_looked_up(history: SmallHistory) -> None:
    for top in (history.province, history.rice, history.department, history.person):
        ids = reach.below([top])
        for seq in ENTRIES:
            assert _read_through(ids, seq) == _looked_up(ids, seq)
