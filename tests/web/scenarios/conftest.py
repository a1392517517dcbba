"""The small province on record once for the tests of a file; what a test writes is taken back after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.scenarios.conftest import Province
from tests.web.scenarios.board import Board, recorded


@pytest.fixture(scope="module")
def on_record(module_registry_db: None) -> Province:
    """The province, enacted."""
    return recorded()


@pytest.fixture
def board(on_record: Province) -> Iterator[Board]:
    """The province with its people signed in."""
    with transaction.atomic():
        yield Board.of(on_record)
        transaction.set_rollback(True)
