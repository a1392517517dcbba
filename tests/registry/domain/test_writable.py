"""What could not be kept exactly is refused before it is kept, with its place."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from tests.registry.decisions_at_random import document
from tests.registry.domain.values import DOCUMENTS
from tests.registry.domain.world import area, year
from tinhgon.registry.domain.changes import Annul, Rename
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.ledger import content_digest
from tinhgon.registry.domain.vocabulary import MOST
from tinhgon.registry.domain.writable import Unwritable, require_writable


@given(DOCUMENTS)
@settings(deadline=None)
def test_what_is_writable_has_a_digest(decision: DecisionDocument) -> None:
    require_writable(decision)
    assert len(content_digest(decision)) == 64


@pytest.mark.parametrize(
    ("decision", "place"),
    [
        (document("1", year(2004), Rename(object_id=1, name="A\0B")), "$.changes[0].name"),
        (document("1", year(2004), Rename(object_id=1, name="A\ud800")), "$.changes[0].name"),
        (document("1\0", year(2004)), "$.number"),
        (document("1", year(2004), area(1), area(MOST + 1)), "$.changes[1].object_id"),
        (document("1", year(2004), Annul(entry=2**64)), "$.changes[0].entry"),
        (document("1", year(2004), corrects=(-(2**60),)), "$.corrects[0]"),
        (document("1", date.max), "$.signed_on"),
        (document("1", year(2004), Rename(object_id=1, name="x", effective_on=date.min)), "$.changes[0].effective_on"),
    ],
)
def test_what_cannot_be_kept_is_named_with_its_place(decision: DecisionDocument, place: str) -> None:
    with pytest.raises(Unwritable) as caught:
        require_writable(decision)
    assert caught.value.where.endswith(place)
