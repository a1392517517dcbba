"""Decisions of very many changes, and the check of the whole record, are done in the background."""

from __future__ import annotations

from datetime import date

from django.test import Client

from tests.cli.small_history import SmallHistory, area, decision
from tests.registry.acts import people
from tests.web.decisions.conftest import SignedIn
from tests.web.decisions.test_decisions import LATEST, text_of
from tinhgon.accounts.access import end
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Grant
from tinhgon.jobs.models import Run, Status
from tinhgon.jobs.performing import perform
from tinhgon.registry import services
from tinhgon.registry.models import Decision, LedgerEntry
from tinhgon.registry.site.drafting_steps import AT_ONCE


def approved(history: SmallHistory, changes: int) -> Decision:
    """An approved decision that founds this many villages."""
    ids = services.new_ids(changes)
    villages = [area(each, "village", f"T{at:03}", f"Thôn {at:03}", history.rice) for at, each in enumerate(ids)]
    drafter, approver = people()
    draft = services.draft(decision("11/2017", date(2017, 1, 1), *villages), drafter)
    services.submit(draft)
    return services.approve(draft, approver)


def enacted_by(client: Client, found: Decision) -> object:
    return client.post(f"/quyet-dinh/{found.pk}/ban-hanh/")


def worked(answer: object) -> Run:
    """The run an answer leads to, done by a worker."""
    run = Run.objects.get(pk=int(str(answer["Location"]).split("/cong-viec/")[1].split("/")[0]))  # type: ignore[index]
    perform(run.pk, lambda: False)
    run.refresh_from_db()
    return run


def test_few_changes_are_enacted_while_one_waits(fresh: SmallHistory, signed_in: SignedIn) -> None:
    found = approved(fresh, 3)
    assert f"/quyet-dinh/{found.pk}/" in str(enacted_by(signed_in("ky-duyet", Role.APPROVER), found)["Location"])  # type: ignore[index]
    assert LedgerEntry.objects.filter(decision=found).exists()
    assert not Run.objects.exists()


def test_very_many_changes_are_enacted_in_the_background(fresh: SmallHistory, signed_in: SignedIn) -> None:
    found, approver = approved(fresh, AT_ONCE + 1), signed_in("ky-duyet", Role.APPROVER)
    first, again = enacted_by(approver, found), enacted_by(approver, found)
    assert first["Location"] == again["Location"]  # type: ignore[index]  # not asked for twice
    assert not LedgerEntry.objects.filter(decision=found).exists()
    run = worked(first)
    assert (run.status, run.result["enacted"]) == (Status.DONE, found.pk), run.error
    assert LedgerEntry.objects.get(decision=found).seq == run.result["entry"]
    shown = text_of(approver.get(f"/cong-viec/{run.pk}/"))
    assert "Mở quyết định 11/2017" in shown


def test_who_lost_the_role_meanwhile_does_not_enact(fresh: SmallHistory, signed_in: SignedIn) -> None:
    found, approver = approved(fresh, AT_ONCE + 1), signed_in("ky-duyet", Role.APPROVER)
    answer = enacted_by(approver, found)
    end(Grant.objects.get(account__username="ky-duyet"), by=people()[0])
    assert worked(answer).error["code"] == "no_longer_allowed"
    assert Decision.objects.get(pk=found.pk).status == "approved"


def test_an_auditor_has_the_whole_record_checked(fresh: SmallHistory, signed_in: SignedIn) -> None:
    auditor = signed_in("kiem-tra", Role.AUDITOR)
    assert "Chưa có lần kiểm tra nào" in text_of(auditor.get("/so-quyet-dinh/", LATEST))
    run = worked(auditor.post("/so-quyet-dinh/kiem-tra/"))
    assert run.status == Status.DONE, run.error
    assert run.result["clean"]
    assert run.result["entries"] == LedgerEntry.objects.count()
    for address in ("/so-quyet-dinh/", f"/cong-viec/{run.pk}/"):
        shown = text_of(auditor.get(address, LATEST if "so" in address else None))
        assert "Hồ sơ khớp với các quyết định" in shown


def test_only_auditors_of_everything_have_it_checked(fresh: SmallHistory, signed_in: SignedIn) -> None:
    for client in (signed_in("xem", Role.READER), signed_in("kiem-tra-tay", Role.AUDITOR, fresh.west)):
        assert client.post("/so-quyet-dinh/kiem-tra/").status_code == 403
        assert "Kiểm tra toàn bộ" not in text_of(client.get("/so-quyet-dinh/", LATEST))
