"""A rehearsed plan is recorded as it was rehearsed, unless the record has moved on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.registry.acts import area, record
from tests.registry.decisions_at_random import document
from tinhgon.registry import documents
from tinhgon.registry.domain.changes import Annul, Change, Reclassify, Rename
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.models import AreaState, Decision, LedgerEntry
from tinhgon.registry.recording import Recorded, planned_ids, record_all
from tinhgon.registry.store import StoredOtherwise, StoreView
from tinhgon.registry.verification import verify

pytestmark = pytest.mark.usefixtures("registry_db")

SIGNERS = ("may-soan", "Máy soạn"), ("may-duyet", "Máy duyệt")
FOUNDED, BETWEEN, LATER, LATEST = date(2020, 1, 1), date(2020, 7, 1), date(2021, 1, 1), date(2022, 1, 1)


def keyed(number: str, on: date, *changes: Change) -> DecisionDocument:
    """A decision that a program planned."""
    return msgspec.structs.replace(document(number, on, *changes), key=f"thử:{number}")


def plan() -> list[DecisionDocument]:
    """Decisions on one province and its district, each resting on the one before."""
    number = planned_ids()
    province, district = number(), number()
    return [
        keyed("1", FOUNDED, area(province, "01", level="province"), area(district, "001", province, "district")),
        keyed("2", LATER, Rename(object_id=district, name="Huyện mới")),
        keyed("3", LATEST, Rename(object_id=district, name="Huyện mới nữa"), Rename(object_id=province, name="Tỉnh")),
    ]


def the_district() -> int:
    """The id the district was recorded with."""
    return AreaState.objects.filter(level="district").values_list("object_id", flat=True)[0]


def once(stage: str, done: int, act: Callable[[], object]) -> Callable[[str, int, int], None]:
    """A listener that acts when the recording has come so far."""

    def tell(at: str, so_far: int, total: int) -> None:
        if (at, so_far) == (stage, done):
            act()

    return tell


def test_what_was_rehearsed_is_not_tried_again() -> None:
    queries = CaptureQueriesContext(connection)
    tell = once("rehearse", 3, queries.__enter__)
    assert record_all(plan(), *SIGNERS, tell) == Recorded(3, 0)
    queries.__exit__(None, None, None)
    read = [each["sql"] for each in queries.captured_queries if "lower(s.valid)," in each["sql"]]
    assert read == []
    assert verify().clean


@pytest.mark.parametrize(("stage", "done"), [("rehearse", 2), ("record", 1)])
def test_a_decision_enacted_meanwhile_is_built_upon(stage: str, done: int) -> None:
    planned = plan()
    record_all(planned[:1], *SIGNERS)
    district = the_district()

    def meanwhile() -> None:
        record("0", Reclassify(object_id=district, attributes={"terrain": "miền núi"}), on=BETWEEN)

    assert record_all(planned, *SIGNERS, once(stage, done, meanwhile)) == Recorded(2, 1)
    found = StoreView().record(district)
    assert found is not None
    assert (found.value("terrain", LATEST), found.value("name", LATEST)) == ("miền núi", "Huyện mới nữa")
    assert verify().clean


def test_a_plan_that_no_longer_fits_is_refused_where_it_fails() -> None:
    def meanwhile() -> None:
        record("0", area(999_999, "01", level="province"), on=FOUNDED)

    with pytest.raises(Refusal) as refusal:
        record_all(plan(), *SIGNERS, once("rehearse", 3, meanwhile))
    assert refusal.value.rule == "code_taken"
    assert LedgerEntry.objects.count() == 1
    assert verify().clean


def test_annulments_of_one_plan_see_one_another() -> None:
    record_all(plan(), *SIGNERS)
    both = [keyed("4", LATEST, Annul(entry=2)), keyed("5", LATEST, Annul(entry=3))]
    assert record_all(both, *SIGNERS) == Recorded(2, 0)
    found = StoreView().record(the_district())
    assert found is not None
    assert found.value("name", LATEST) == "Đơn vị 001"
    assert verify().clean


def test_a_correction_names_an_entry_there_is() -> None:
    wrong = [msgspec.structs.replace(each, corrects=(7,)) for each in plan()[:1]]
    with pytest.raises(Refusal) as refusal:
        record_all(wrong, *SIGNERS)
    assert refusal.value.rule == "nothing_to_correct"
    assert not LedgerEntry.objects.exists()


def test_changes_get_ids_once() -> None:
    first, second = documents.new_change_ids(3), documents.new_change_ids(2)
    assert len({*first, *second}) == 5
    record_all(plan(), *SIGNERS)
    sources = [each for _, ids in documents.documents(Decision.objects.all()).values() for each in ids]
    assert len(set(sources)) == len(sources) == 5
    assert not {*first, *second} & set(sources)


def test_a_row_stored_otherwise_than_it_was_read_is_not_built_upon() -> None:
    planned = plan()
    record_all(planned[:1], *SIGNERS)

    def tampered() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("DELETE FROM registry_areastate WHERE level = 'district'")

    with pytest.raises(StoredOtherwise):
        record_all(planned, *SIGNERS, once("rehearse", 2, tampered))
    assert LedgerEntry.objects.count() == 1
