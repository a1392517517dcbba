"""The chain's canonical form does not change from one version to the next, nor with how a value is written."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.registry.domain.values import DOCUMENTS
from tests.registry.domain.world import area, year
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.decisions import DecisionDocument, Instrument, effective_date
from tinhgon.registry.domain.ledger import GENESIS, LedgerEntry, canonical, content_digest, digest
from tinhgon.registry.domain.personal import personal_digest

DOCUMENT = DecisionDocument(
    number="202/2025/QH15",
    kind="nghị quyết",
    issuer="Quốc hội",
    signed_on=date(2025, 6, 12),
    effective_on=date(2025, 6, 12),
    subject="Sắp xếp đơn vị hành chính cấp tỉnh",
    changes=(
        area(1),
        verbs.Merge(effective_on=date(2025, 7, 1), into=1, sources=(2, 3), adopt=True),
    ),
    instruments=(Instrument(number="203/2025/QH15", signed_on=date(2025, 6, 16)),),
)
ENTRY = LedgerEntry(
    seq=1,
    previous=GENESIS,
    recorded_at=datetime(2025, 6, 12, 3, 0, 0, 1, tzinfo=UTC),
    drafted_by="soan",
    approved_by="duyet",
    document=DOCUMENT,
)
CANONICAL = (
    '{"approved_by":"duyet","decision":{"changes":[{"attributes":{"code":"01","level":"province","name":"A1"},'
    '"kind":"area","object_id":1,"verb":"found"},{"adopt":true,"effective_on":"2025-07-01","into":1,'
    '"sources":[2,3],"verb":"merge"}],"effective_on":"2025-06-12","instruments":[{"number":"203/2025/QH15",'
    '"signed_on":"2025-06-16"}],"issuer":"Quốc hội","kind":"nghị quyết","number":"202/2025/QH15",'
    '"signed_on":"2025-06-12","subject":"Sắp xếp đơn vị hành chính cấp tỉnh"},"drafted_by":"soan","previous":"'
    + GENESIS
    + '","recorded_at":"2025-06-12T03:00:00.000001+00:00","seq":1}'
)


def test_the_canonical_form_is_the_one_printed_documents_were_signed_with() -> None:
    assert canonical(ENTRY).decode() == CANONICAL


def test_the_digest_is_the_one_printed_documents_bear() -> None:
    assert digest(ENTRY) == "be8114251cc9ac280d4394570a68e8186b4129393da0e3ff8878baf01c8bd9e1"
    assert content_digest(DOCUMENT) == "ba4288e54dec1e0097af823e7296dce07869c2e413472ae0c8c268c3e1c136c9"


def test_every_part_of_an_entry_is_covered() -> None:
    later = ENTRY.recorded_at + timedelta(microseconds=1)
    other = msgspec.structs.replace(DOCUMENT, subject="khác")
    altered = [
        replace(ENTRY, seq=2),
        replace(ENTRY, previous="1" * 64),
        replace(ENTRY, recorded_at=later),
        replace(ENTRY, drafted_by="khac"),
        replace(ENTRY, approved_by="khac"),
        replace(ENTRY, document=other),
    ]
    assert len({digest(each) for each in [ENTRY, *altered]}) == len(altered) + 1


def test_the_moment_of_recording_does_not_depend_on_the_time_zone_it_is_read_in() -> None:
    hanoi = ENTRY.recorded_at.astimezone(timezone(timedelta(hours=7)))
    assert digest(replace(ENTRY, recorded_at=hanoi)) == digest(ENTRY)


@given(DOCUMENTS)
@settings(deadline=None)
def test_a_document_that_went_through_json_has_the_same_digest(document: DecisionDocument) -> None:
    again = msgspec.json.decode(msgspec.json.encode(document), type=DecisionDocument)
    assert again == document
    assert content_digest(again) == content_digest(document)


@given(DOCUMENTS, DOCUMENTS)
@settings(deadline=None)
def test_two_documents_have_one_digest_only_if_they_are_the_same(
    one: DecisionDocument, other: DecisionDocument
) -> None:
    assert (content_digest(one) == content_digest(other)) == (one == other)


@given(DOCUMENTS)
@settings(deadline=None)
def test_the_canonical_form_is_sorted_json_in_utf_8(document: DecisionDocument) -> None:
    text = canonical(replace(ENTRY, document=document)).decode()
    read = json.loads(text)
    assert list(read) == sorted(read)
    assert msgspec.convert(read["decision"], DecisionDocument) == document


def test_a_change_takes_effect_on_its_own_day_or_on_that_of_the_decision() -> None:
    assert [effective_date(DOCUMENT, each) for each in DOCUMENT.changes] == [
        date(2025, 6, 12),
        date(2025, 7, 1),
    ]
    assert effective_date(DOCUMENT, verbs.Rename(object_id=1, name="x", effective_on=year(1999))) == year(1999)


# --- personal values


def test_a_personal_digest_is_the_same_as_ever() -> None:
    assert (
        personal_digest(b"k" * 32, "name", "Nguyễn Văn A")
        == "98bc3520057f421dee3ebe45eb95c67bd67ab12e3c80fd7da5c3172650a45a7e"
    )


@given(st.binary(min_size=32, max_size=32), st.text(max_size=20), st.text(max_size=20))
def test_a_personal_digest_needs_the_key_the_field_and_the_value(key: bytes, one: str, other: str) -> None:
    def written(text: str) -> str:
        return unicodedata.normalize("NFC", text)

    assert (personal_digest(key, "name", one) == personal_digest(key, "name", other)) == (
        written(one) == written(other)
    )
    assert personal_digest(key, "name", one) != personal_digest(key, "gender", one)
    assert personal_digest(key, "name", one) != personal_digest(bytes(32 - len(key)) + key[::-1] + b"x", "name", one)


def test_a_name_has_one_digest_however_its_accents_are_composed() -> None:
    name = "Nguyễn Thị Hồng"
    digests = {personal_digest(b"k" * 32, "name", unicodedata.normalize(form, name)) for form in ("NFC", "NFD")}
    assert len(digests) == 1
