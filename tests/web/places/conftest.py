"""The small province on record for all tests of a module; whatever a test does is undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.web.small_province import Small, small_province


@pytest.fixture(scope="module")
def built(module_registry_db: None) -> Small:
    """The small province."""
    return small_province()


@pytest.fixture(autouse=True)
def undone(built: Small) -> Iterator[None]:
    """Whatever a test does is undone; the province stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
