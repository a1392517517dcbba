"""The demonstration planned and replayed once for all tests of this folder."""

from __future__ import annotations

import pytest

from tests.demo.quang_ninh.counting import replay_of
from tinhgon.demo.quang_ninh import planned
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.replay import Replay


@pytest.fixture(scope="session")
def decisions() -> list[DecisionDocument]:
    """All decisions of the demonstration, in order."""
    return list(planned()[0])


@pytest.fixture(scope="session")
def demonstration(decisions: list[DecisionDocument]) -> Replay:
    """All decisions of the demonstration, laid. To try another decision, lay a register over what is known."""
    return replay_of(decisions)
