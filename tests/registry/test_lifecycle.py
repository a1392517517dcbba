"""A decision goes from draft to enacted step by step, under two signatures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.registry.acts import DAY, area, people, record
from tests.registry.decisions_at_random import document
from tinhgon.registry import services, snapshots
from tinhgon.registry.documents import document_of
from tinhgon.registry.domain.changes import Annul, Correct, Rename
from tinhgon.registry.domain.decisions import STATUS_NAMES, DecisionDocument, Status
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Change, Decision, DecisionEffect, LedgerEntry
from tinhgon.registry.verification import verify

pytestmark = pytest.mark.usefixtures("registry_db")

Step = Callable[[Decision], object]
STEPS: dict[str, Step] = {
    "revise": lambda each: services.revise(each, founding("1b")),
    "submit": services.submit,
    "approve": lambda each: services.approve(each, people()[1]),
    "withdraw": services.withdraw,
    "discard": services.discard,
    "enact": services.enact_decision,
}
LEGAL = {
    Status.DRAFT: {"revise": Status.DRAFT, "submit": Status.SUBMITTED, "discard": None},
    Status.SUBMITTED: {"approve": Status.APPROVED, "withdraw": Status.DRAFT},
    Status.APPROVED: {"enact": Status.ENACTED, "withdraw": Status.DRAFT},
    Status.ENACTED: {},
}
WAY = (Status.DRAFT, Status.SUBMITTED, Status.APPROVED, Status.ENACTED)


def founding(number: str = "1", code: str = "01") -> DecisionDocument:
    """The founding of a province."""
    return document(number, DAY, area(services.new_ids(1)[0], code, level="province"))


def decision_at(status: Status, of: DecisionDocument | None = None) -> Decision:
    """A decision that has come this far."""
    decision = services.draft(of or founding(), people()[0])
    for step in ("submit", "approve", "enact")[: WAY.index(status)]:
        STEPS[step](decision)
    return Decision.objects.get(pk=decision.pk)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("status", WAY)
def test_a_step_is_taken_where_it_is_legal_and_refused_elsewhere(status: Status, step: str) -> None:
    decision = decision_at(status)
    before = Decision.objects.filter(pk=decision.pk).values().get()
    if step in LEGAL[status]:
        STEPS[step](decision)
        assert Decision.objects.filter(pk=decision.pk).values_list("status", flat=True).first() == LEGAL[status][step]
        return
    with pytest.raises(services.WrongStep) as error:
        STEPS[step](decision)
    for language in ("vi", "en"):
        assert STATUS_NAMES[status].in_language(language) in error.value.message(language)
        for allowed in (each for each in WAY if step in LEGAL[each]):
            assert STATUS_NAMES[allowed].in_language(language) in error.value.message(language)
    assert error.value.where == decision.number
    assert Decision.objects.filter(pk=decision.pk).values().get() == before


def test_a_wrong_step_is_told_in_both_languages() -> None:
    with pytest.raises(services.WrongStep) as error:
        services.approve(decision_at(Status.DRAFT), people()[1])
    assert error.value.what.vi == "Quyết định 1 đang ở bước «dự thảo», cần ở bước «đã trình»"
    assert error.value.what.en == "Decision 1 is draft; it must be submitted"


def test_the_drafter_cannot_approve_neither_here_nor_in_the_database() -> None:
    decision = decision_at(Status.SUBMITTED)
    with pytest.raises(services.SameSignature) as error:
        services.approve(decision, decision.drafted_by)
    assert "không được là người soạn thảo" in error.value.message("vi")
    assert "must not be the drafter" in error.value.message("en")
    with pytest.raises(IntegrityError, match="decision_second_signature"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(status="approved", approved_by=decision.drafted_by)
    assert Decision.objects.get(pk=decision.pk).status == "submitted"


def test_signatures_lapse_when_a_decision_is_withdrawn() -> None:
    decision = services.withdraw(decision_at(Status.APPROVED))
    stored = Decision.objects.get(pk=decision.pk)
    assert (stored.status, stored.content_digest) == ("draft", "")
    assert (stored.submitted_at, stored.approved_by, stored.approved_at) == (None, None, None)


def test_a_withdrawn_decision_is_revised_signed_again_and_enacted_as_revised() -> None:
    decision = services.withdraw(decision_at(Status.APPROVED))
    services.revise(decision, founding("1 sửa", code="02"))
    services.submit(decision)
    services.approve(decision, people()[1])
    services.enact_decision(decision)
    assert snapshots.load(DAY)[Kind.AREA]["code"].to_list() == ["02"]
    assert [str(each.decision) for each in LedgerEntry.objects.all()] == ["nghị quyết 1 sửa"]
    assert verify().clean


def test_a_discarded_draft_leaves_nothing() -> None:
    decision = services.draft(founding(), people()[0], {"a.txt": ("text/plain", b"a")})
    services.discard(decision)
    assert not Decision.objects.exists()
    assert not Change.objects.exists()


def test_what_cannot_stand_is_refused_when_it_is_submitted_and_stays_a_draft() -> None:
    decision = services.draft(document("1", DAY, Rename(object_id=services.new_ids(1)[0], name="X")), people()[0])
    with pytest.raises(Refusal):
        services.submit(decision)
    assert Decision.objects.get(pk=decision.pk).status == "draft"


def test_what_a_program_records_and_is_refused_leaves_no_trace() -> None:
    with pytest.raises(Refusal):
        record("1", Rename(object_id=services.new_ids(1)[0], name="X"))
    assert not Decision.objects.exists()


def test_a_decision_with_a_key_is_recorded_once() -> None:
    keyed = document("1", DAY, area(services.new_ids(1)[0], "01", level="province"), key="tệp:1")
    assert services.record(keyed, *people()) is not None
    assert services.record(keyed, *people()) is None
    assert LedgerEntry.objects.count() == 1


def test_what_annuls_and_what_corrects_an_earlier_decision_is_on_record() -> None:
    (province,) = services.new_ids(1)
    first = record("1", area(province, "01", level="province"))
    second = record("2", Rename(object_id=province, name="Sai"), on=date(2026, 1, 1))
    third = record("3", Rename(object_id=province, name="Thừa"), on=date(2027, 1, 1))
    correction = Correct(object_id=province, attributes={"name": "Đúng"}, start=date(2026, 1, 1))
    services.record(document("4", date(2028, 1, 1), correction, corrects=(second,)), *people())
    record("5", Annul(entry=third), on=date(2028, 1, 1))
    effects = DecisionEffect.objects.values_list("target__number", "effect", "decision__number")
    assert sorted(effects) == [("2", "corrects", "4"), ("3", "annuls", "5")]
    assert services.annulled_entries() == {third}
    assert first not in services.annulled_entries()
    assert verify().clean


def test_an_annulled_annulment_lets_the_decision_stand_again() -> None:
    (province,) = services.new_ids(1)
    record("1", area(province, "01", level="province", name="Cũ"))
    renaming = record("2", Rename(object_id=province, name="Mới"))
    annulment = record("3", Annul(entry=renaming))
    assert snapshots.load(DAY)[Kind.AREA]["name"].to_list() == ["Cũ"]
    record("4", Annul(entry=annulment))
    assert snapshots.load(DAY)[Kind.AREA]["name"].to_list() == ["Mới"]
    assert services.annulled_entries() == {annulment}
    assert verify().clean


@pytest.mark.parametrize("seq", [0, 1, 99])
def test_a_correction_of_no_entry_is_refused_as_a_whole(seq: int) -> None:
    with pytest.raises(Refusal, match=f"no ledger entry {seq}"):
        services.record(document("1", DAY, *founding().changes, corrects=(seq,)), *people())
    assert not LedgerEntry.objects.exists()
    decision = services.draft(document("1", DAY, *founding().changes, corrects=(seq,)), people()[0])
    with pytest.raises(Refusal, match=f"no ledger entry {seq}"):
        services.submit(decision)


def test_attachments_are_sealed_by_the_ledger() -> None:
    content = "Tờ trình số 1".encode()
    decision = services.draft(founding(), people()[0], {"to-trinh.txt": ("text/plain", content)})
    services.submit(decision)
    services.approve(decision, people()[1])
    services.enact_decision(decision)
    (note,) = document_of(Decision.objects.get()).attachments
    assert (note.name, note.size) == ("to-trinh.txt", len(content))
    assert note.sha256 == hashlib.sha256(content).hexdigest()
    assert verify().clean
    other = services.draft(founding("2", "02"), people()[0], {"to-trinh.txt": ("text/plain", content + b".")})
    assert document_of(other).attachments[0].sha256 != note.sha256
