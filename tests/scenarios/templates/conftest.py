"""The demonstration's decisions up to 2021, and the record as it stood before the reform, made once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.demo.quang_ninh.counting import replay_of
from tests.scenarios.templates.reform import SCENARIOS
from tinhgon.demo.quang_ninh import planned
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.replay import Replay

LAST_YEAR = 2021


@pytest.fixture(scope="session")
def documents() -> Sequence[DecisionDocument]:
    """The demonstration's decisions up to the last day an article speaks of."""
    return [each for each in planned()[0] if each.effective_on.year <= LAST_YEAR]


@pytest.fixture(scope="session")
def founded(documents: Sequence[DecisionDocument]) -> Replay:
    """The record as it stands before the reform; the provinces beside are told to the end."""
    numbers = [each.number for each in documents]
    first, last = numbers.index(SCENARIOS[0][1]), numbers.index(SCENARIOS[-1][2])
    return replay_of([*documents[:first], *documents[last + 1 :]])
