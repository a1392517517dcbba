"""Personal data stands beside the record: the record holds digests, and a person can be erased."""

from __future__ import annotations

import unicodedata

import pytest
from django.db import connection

from tests.registry.acts import record
from tinhgon.registry import services
from tinhgon.registry.documents import document_of
from tinhgon.registry.domain.changes import RegisterPerson, UpdatePerson
from tinhgon.registry.domain.ledger import LedgerEntry, canonical, digest
from tinhgon.registry.domain.vocabulary import InvalidValue
from tinhgon.registry.models import LedgerEntry as LedgerRow
from tinhgon.registry.models import PersonalValue, PersonKey
from tinhgon.registry.verification import verify

pytestmark = pytest.mark.usefixtures("registry_db")

NAME, BIRTH = "Nguyễn Thị Hoà", "1979-11-02"


def register(name: str = NAME, birth_date: str = BIRTH) -> tuple[int, dict[str, str]]:
    """Enter a person on the record; the person's id and digests."""
    (person,) = services.new_ids(1)
    digests = services.keep_personal(person, {"name": name, "birth_date": birth_date})
    record(f"P{person}", RegisterPerson(object_id=person, attributes=dict(digests)))
    return person, digests


def everything_but_the_values() -> str:
    """The canonical ledger and every row of every table except the one that keeps the values."""
    parts = []
    for row in LedgerRow.objects.select_related("decision__drafted_by", "decision__approved_by"):
        decision = row.decision
        assert decision.approved_by is not None
        entry = LedgerEntry(
            seq=row.seq,
            previous=row.previous,
            recorded_at=row.recorded_at,
            drafted_by=decision.drafted_by.username,
            approved_by=decision.approved_by.username,
            document=document_of(decision),
        )
        assert digest(entry) == row.digest
        parts.append(canonical(entry).decode())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'registry_personalvalue'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
            parts += [text for (text,) in cursor.fetchall()]
    return unicodedata.normalize("NFC", "\n".join(parts))


def test_names_and_birth_dates_enter_the_record_only_as_digests() -> None:
    _, digests = register()
    written = everything_but_the_values()
    assert digests["name"] in written
    for value in (NAME, BIRTH):
        assert value not in written
    assert services.personal_values(digests.values()) == {digests["name"]: NAME, digests["birth_date"]: BIRTH}


def test_the_value_itself_is_refused_where_its_digest_belongs() -> None:
    (person,) = services.new_ids(1)
    with pytest.raises((InvalidValue, services.Refusal)):
        record("1", RegisterPerson(object_id=person, attributes={"name": NAME}))
    assert not LedgerRow.objects.exists()


def test_one_value_of_two_people_has_two_digests() -> None:
    (_, one), (_, other) = register(), register()
    assert not set(one.values()) & set(other.values())


def test_one_value_of_two_fields_has_two_digests() -> None:
    digests = services.keep_personal(services.new_ids(1)[0], {"name": "Kinh", "ethnicity": "Kinh"})
    assert digests["name"] != digests["ethnicity"]


def test_one_value_of_one_person_has_one_digest_in_whatever_form_it_is_typed() -> None:
    (person,) = services.new_ids(1)
    composed, decomposed = (unicodedata.normalize(form, NAME) for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert services.keep_personal(person, {"name": composed}) == services.keep_personal(person, {"name": decomposed})
    assert PersonalValue.objects.filter(person_id=person).count() == 1


def test_erasing_a_person_leaves_the_record_whole_and_the_name_nowhere() -> None:
    person, digests = register()
    other, others = register("Trần Văn Bình", "1980-01-01")
    update = services.keep_personal(person, {"native_place": "Xã Bình Khê"})
    record("2", UpdatePerson(object_id=person, attributes=dict(update)))
    head = LedgerRow.objects.latest("seq").digest
    assert services.erase_personal(person) == 3
    assert not PersonKey.objects.filter(person_id=person).exists()
    assert services.personal_values([*digests.values(), *update.values()]) == {}
    assert services.personal_values(others.values()) == {
        others["name"]: "Trần Văn Bình",
        others["birth_date"]: "1980-01-01",
    }
    assert NAME not in everything_but_the_values()
    assert LedgerRow.objects.latest("seq").digest == head
    found = verify()
    assert found.clean, found.difference
    assert services.erase_personal(person) == 0
    assert services.erase_personal(other) == 2


def test_after_erasure_the_same_value_has_another_digest() -> None:
    person, digests = register()
    services.erase_personal(person)
    assert services.keep_personal(person, {"name": NAME})["name"] != digests["name"]


def test_verifying_names_a_personal_value_that_was_altered() -> None:
    person, _ = register()
    PersonalValue.objects.filter(person_id=person, field="name").update(value="Nguyễn Thị Hòa")
    found = verify()
    assert found.difference is not None
    assert f"#{person}" in found.difference.en
    assert "name" in found.difference.en
