"""A decision drafted, submitted, approved and enacted on pages, and what the pages refuse."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cli.small_history import SmallHistory, area, decision
from tests.registry.acts import people
from tests.web.decisions.conftest import SignedIn
from tests.web.decisions.test_decisions import LATEST, text_of
from tinhgon.accounts.access import grant
from tinhgon.accounts.domain.roles import Role
from tinhgon.accounts.models import Account
from tinhgon.registry import services
from tinhgon.registry.domain.changes import Rename
from tinhgon.registry.models import Attachment, Change, Decision
from tinhgon.registry.selectors import labels

MOMENT = "?on=2020-01-01&known=9"
PARTICULARS = {
    "number": "20/2019/QĐ-UBND",
    "kind": "quyết định",
    "issuer": "Ủy ban nhân dân tỉnh",
    "subject": "Đổi tên xã",
    "signed_on": "2019-05-01",
    "effective_on": "2019-06-01",
}


def begun(drafter: Client, **more: str) -> Decision:
    """A new draft of the account with its particulars."""
    drafter.post("/quyet-dinh/moi/")
    draft = Decision.objects.latest("pk")
    answer = drafter.post(f"/quyet-dinh/{draft.pk}/sua/{MOMENT}", PARTICULARS | more)
    assert answer.status_code == 302, text_of(answer)
    return draft


def added(drafter: Client, draft: Decision, verb: str, **fields: str) -> object:
    """The answer to a form for one change."""
    return drafter.post(f"/quyet-dinh/{draft.pk}/them/{MOMENT}&verb={verb}", fields)


def stepped(client: Client, draft: Decision, step: str) -> object:
    return client.post(f"/quyet-dinh/{draft.pk}/{step}/{MOMENT}")


def test_a_decision_lives_from_draft_to_ledger_on_pages(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter, approver = signed_in("soan", Role.DRAFTER), signed_in("duyet", Role.APPROVER)
    draft = begun(drafter)
    assert added(drafter, draft, "rename", object_id=f"#{fresh.rice} Xã Lúa", name="Xã Gạo").status_code == 302
    for client, step in ((drafter, "trinh"), (approver, "duyet"), (approver, "ban-hanh")):
        assert client.get(f"/quyet-dinh/{draft.pk}/{step}/{MOMENT}").status_code == 200
        assert stepped(client, draft, step).status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.drafted_by.username, draft.approved_by.username) == ("enacted", "soan", "duyet")
    assert labels([fresh.rice], date(2019, 6, 1))[fresh.rice].name == "Xã Gạo"
    assert labels([fresh.rice], date(2019, 5, 31))[fresh.rice].name == "Xã Lúa Mới"


def test_steps_name_people_as_they_are_called(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter = signed_in("soan", Role.DRAFTER)
    Account.objects.filter(username="soan").update(first_name="Lê Thị", last_name="Soạn")
    draft = begun(drafter)
    for page in (f"/quyet-dinh/{draft.pk}/{MOMENT}", f"/quyet-dinh/{MOMENT}"):
        assert "Lê Thị Soạn" in text_of(drafter.get(page))


def test_a_change_is_edited_in_its_place(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter = signed_in("soan", Role.DRAFTER)
    draft = begun(drafter)
    body = {"name": "Phòng Cũ", "sector": "state", "tier": "province", "parent": "SNV"}
    added(drafter, draft, "found", **body)
    made = Change.objects.get(decision=draft).payload["object_id"]
    added(drafter, draft, "rename", object_id=f"#{made}", name="Phòng Sau")
    path = f"/quyet-dinh/{draft.pk}/thay-doi/1/{MOMENT}"
    assert 'value="Phòng Cũ"' in drafter.get(path).content.decode()
    assert drafter.post(path, body | {"name": ""}).status_code == 400
    assert drafter.post(path, body | {"name": "Phòng Mới"}).status_code == 302
    first, second = Change.objects.filter(decision=draft).order_by("ordinal").values_list("payload", flat=True)
    assert (first["object_id"], first["attributes"]["name"]) == (made, "Phòng Mới")
    assert second["object_id"] == made


def test_units_are_merged_and_split_on_pages(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter = signed_in("soan", Role.DRAFTER)
    draft = begun(drafter)
    new = {"name": "Xã Mới", "code": "00009", "level": "commune", "parent": f"#{fresh.east}"}
    answer = drafter.post(
        f"/quyet-dinh/{draft.pk}/them/{MOMENT}&verb=merge_new_area",
        {**new, "sources": [f"#{fresh.rice}", f"#{fresh.yam}"], "adopt": "yes"},
    )
    assert answer.status_code == 302, text_of(answer)
    part = {"name": "Xã Tách", "code": "00010", "level": "commune"}
    assert added(drafter, draft, "split_area", source=f"#{fresh.lotus}",
                 **{f"parts-0-{name}": value for name, value in part.items()}).status_code == 302  # fmt: skip
    shown = text_of(drafter.get(f"/quyet-dinh/{draft.pk}/{MOMENT}"))
    assert "Hợp nhất Xã Lúa Mới (00001) và Xã Khoai (00003) thành Xã Mới (00009)" in shown
    assert "Tách Xã Tách (00010) từ Phường Sen (00004)" in shown
    assert stepped(drafter, draft, "trinh").status_code == 302


def test_another_row_keeps_what_was_typed(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter = signed_in("soan", Role.DRAFTER)
    draft = begun(drafter)
    answer = added(drafter, draft, "divide", **{"parts-0-name": "Phòng A", "more": "parts"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="parts-0-name" value="Phòng A"' in page
    assert 'name="parts-2-name"' in page
    assert not Change.objects.filter(decision=draft).exists()


def test_what_is_chosen_stays_while_one_looks_for_more(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter = signed_in("soan", Role.DRAFTER)
    asked = {**LATEST, "field": "sources", "kind": "area", "sources": f"#{fresh.yam}", "q-sources": "lua moi"}
    page = drafter.get("/quyet-dinh/chon/", asked).content.decode()
    assert f'value="#{fresh.yam}" checked' in page
    assert f'value="#{fresh.rice}">' in page
    west = signed_in("soan-tay", Role.DRAFTER, fresh.west)
    outside = text_of(west.get("/quyet-dinh/chon/", asked | {"sources": f"#{fresh.rice}"}))
    assert "Xã Lúa" not in outside


def test_the_preview_counts_what_a_decision_touches(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter = signed_in("soan", Role.DRAFTER)
    draft = begun(drafter)
    added(drafter, draft, "relieve", membership=f"#{fresh.membership}")
    shown = text_of(drafter.get(f"/quyet-dinh/{draft.pk}/trinh/{MOMENT}"))
    assert "Việc giữ chức danh 0 1 0" in shown
    assert "Người có liên quan 1" in shown


def test_the_drafter_cannot_approve(fresh: SmallHistory, signed_in: SignedIn) -> None:
    both = signed_in("soan", Role.DRAFTER)
    account = Account.objects.get(username="soan")
    grant(account, Role.APPROVER, None, by=account)
    draft = begun(both)
    added(both, draft, "rename", object_id=f"#{fresh.rice}", name="Xã Gạo")
    stepped(both, draft, "trinh")
    assert stepped(both, draft, "duyet").status_code == 403
    assert Decision.objects.get(pk=draft.pk).status == "submitted"


def test_an_approver_of_another_subtree_cannot_approve(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter, other = signed_in("soan", Role.DRAFTER), signed_in("duyet-tay", Role.APPROVER, fresh.west)
    draft = begun(drafter)
    added(drafter, draft, "rename", object_id=f"#{fresh.rice}", name="Xã Gạo")
    stepped(drafter, draft, "trinh")
    assert stepped(other, draft, "duyet").status_code == 403


def test_a_submitted_decision_can_be_returned_and_withdrawn(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter, reviewer = signed_in("soan", Role.DRAFTER), signed_in("tham-dinh", Role.REVIEWER)
    draft = begun(drafter)
    added(drafter, draft, "rename", object_id=f"#{fresh.rice}", name="Xã Gạo")
    for client, step in ((reviewer, "tra-lai"), (drafter, "rut")):
        stepped(drafter, draft, "trinh")
        assert stepped(client, draft, step).status_code == 302
        assert Decision.objects.get(pk=draft.pk).status == "draft"


def test_an_incomplete_draft_is_not_submitted(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter = signed_in("soan", Role.DRAFTER)
    draft = begun(drafter, number="")
    answer = stepped(drafter, draft, "trinh")
    assert answer.status_code == 400
    assert "số ký hiệu, ít nhất một thay đổi" in text_of(answer)


def test_a_refusal_says_the_rule_and_nothing_is_submitted(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter = signed_in("soan", Role.DRAFTER)
    draft = begun(drafter)
    added(drafter, draft, "dissolve", object_id=f"#{fresh.department}")
    assert "outside_target_life" in text_of(drafter.get(f"/quyet-dinh/{draft.pk}/trinh/{MOMENT}"))
    assert stepped(drafter, draft, "trinh").status_code == 400
    assert Decision.objects.get(pk=draft.pk).status == "draft"


def test_a_conflict_names_its_rivals(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter, approver = signed_in("soan", Role.DRAFTER), signed_in("duyet", Role.APPROVER)
    draft = begun(drafter)
    added(drafter, draft, "rename", object_id=f"#{fresh.rice}", name="Xã Gạo")
    stepped(drafter, draft, "trinh")
    stepped(approver, draft, "duyet")
    rival = Rename(object_id=fresh.rice, name="Xã Thóc")
    services.record(decision("19/2019/QĐ-UBND", date(2019, 6, 1), rival), *people())
    answer = stepped(approver, draft, "ban-hanh")
    assert answer.status_code == 409
    assert "19/2019/QĐ-UBND" in text_of(answer)


def test_faults_keep_what_was_typed(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter = signed_in("soan", Role.DRAFTER)
    draft = begun(drafter)
    path = f"/quyet-dinh/{draft.pk}/sua/{MOMENT}"
    wrong = PARTICULARS | {"subject": "Trích yếu mới", "effective_on": "31/31"}
    answer = drafter.post(path, wrong)
    assert answer.status_code == 400
    assert "Trích yếu mới" in text_of(answer)
    assert "Hiệu lực từ không phải là ngày" in text_of(drafter.post(path, wrong, HTTP_HX_REQUEST="true"))
    assert Decision.objects.get(pk=draft.pk).subject == "Đổi tên xã"
    form = added(drafter, draft, "rename", object_id="#999999", name="Xã Gạo")
    assert form.status_code == 400
    assert 'value="Xã Gạo"' in form.content.decode()
    assert "không có trong hồ sơ" in text_of(form)


def test_changes_outside_the_drafters_subtree_are_refused(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter = signed_in("soan-tay", Role.DRAFTER, fresh.west)
    draft = begun(drafter)
    refused = added(drafter, draft, "rename", object_id=f"#{fresh.rice}", name="Xã Gạo")
    assert "nằm ngoài phạm vi" in text_of(refused)
    assert added(drafter, draft, "rename", object_id=f"#{fresh.lotus}", name="Phường Súng").status_code == 302
    alone = {"name": "Sở Mới", "sector": "state", "tier": "province"}
    assert added(drafter, draft, "found", **alone).status_code == 400
    assert Change.objects.filter(decision=draft).count() == 1


def test_later_changes_may_name_what_earlier_ones_make(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter = signed_in("soan", Role.DRAFTER)
    draft = begun(drafter)
    added(drafter, draft, "create_post", organization="SNV", title="Chuyên viên", headship="none",
          establishment_class="civil_servant", seats="2")  # fmt: skip
    added(drafter, draft, "register_person", name="Trần Thị Mới", birth_date="1990-01-01")
    post, person = (
        Change.objects.filter(decision=draft).order_by("ordinal").values_list("payload__object_id", flat=True)
    )
    added(drafter, draft, "appoint", post=f"#{post}", person=f"#{person}", concurrent="no")
    assert Change.objects.filter(decision=draft).count() == 3
    assert "Bổ nhiệm Trần Thị Mới giữ chức Chuyên viên" in text_of(drafter.get(f"/quyet-dinh/{draft.pk}/{MOMENT}"))
    assert stepped(drafter, draft, "trinh").status_code == 302


def test_a_registered_persons_name_is_kept_beside_the_decision(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter = signed_in("soan", Role.DRAFTER)
    draft = begun(drafter)
    added(drafter, draft, "register_person", name="Trần Thị Mới")
    stored = Change.objects.get(decision=draft).payload["attributes"]["name"]
    assert "Trần" not in stored
    assert services.personal_values([stored]) == {stored: "Trần Thị Mới"}


def test_a_change_is_taken_out_again(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter = signed_in("soan", Role.DRAFTER)
    draft = begun(drafter)
    for name in ("Xã Gạo", "Xã Thóc"):
        added(drafter, draft, "rename", object_id=f"#{fresh.rice}", name=name)
    drafter.post(f"/quyet-dinh/{draft.pk}/bo-thay-doi/1/{MOMENT}")
    assert [each.payload["name"] for each in Change.objects.filter(decision=draft)] == ["Xã Thóc"]


def test_files_are_taken_by_content_and_given_back(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter = signed_in("soan", Role.DRAFTER)
    draft = begun(drafter)
    path = f"/quyet-dinh/{draft.pk}/tep/{MOMENT}"
    disguised = SimpleUploadedFile("tờ trình.pdf", b"MZ\x90 program", "application/pdf")
    assert drafter.post(path, {"file": disguised}).status_code == 400
    content = b"%PDF-1.7 to trinh"
    assert drafter.post(path, {"file": SimpleUploadedFile("tờ trình.pdf", content)}).status_code == 302
    kept = Attachment.objects.get(decision=draft)
    file = drafter.get(f"/quyet-dinh/{draft.pk}/tep/{kept.pk}/")
    assert file.content == content
    assert file["Content-Disposition"].startswith("attachment")
    drafter.post(f"/quyet-dinh/{draft.pk}/tep/{kept.pk}/bo/{MOMENT}")
    assert not Attachment.objects.filter(decision=draft).exists()


def test_only_the_drafter_edits_a_draft(fresh: SmallHistory, signed_in: SignedIn) -> None:
    draft = begun(signed_in("soan", Role.DRAFTER))
    other = signed_in("soan-khac", Role.DRAFTER)
    assert other.post(f"/quyet-dinh/{draft.pk}/sua/{MOMENT}", PARTICULARS).status_code == 403
    assert added(other, draft, "rename", object_id=f"#{fresh.rice}", name="Xã Gạo").status_code == 403
    assert stepped(other, draft, "bo").status_code == 403


def test_a_discarded_draft_is_gone(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter = signed_in("soan", Role.DRAFTER)
    draft = begun(drafter)
    assert stepped(drafter, draft, "bo").status_code == 302
    assert not Decision.objects.filter(pk=draft.pk).exists()


def test_many_changes_come_a_page_at_a_time(fresh: SmallHistory, signed_in: SignedIn) -> None:
    ids = services.new_ids(130)
    villages = [area(each, "village", f"T{at:03}", f"Thôn {at:03}", fresh.rice) for at, each in enumerate(ids)]
    row = services.record(decision("11/2017", date(2017, 1, 1), *villages), *people())
    assert row is not None
    reader = signed_in("xem", Role.READER)
    first = text_of(reader.get(f"/quyet-dinh/{row.decision_id}/", LATEST))
    assert "Thôn 099" in first
    assert "Thôn 100" not in first
    rest = text_of(reader.get(f"/quyet-dinh/{row.decision_id}/", {**LATEST, "after": "100"}, HTTP_HX_REQUEST="true"))
    assert rest.startswith("Thành lập Thôn 100")
    assert "Thôn 129" in rest
    assert "Thôn 129" in text_of(reader.get(f"/quyet-dinh/{row.decision_id}/", {**LATEST, "all": "1"}))


def test_a_step_is_not_shown_to_those_who_may_not_see_the_decision(fresh: SmallHistory, signed_in: SignedIn) -> None:
    drafter, west = signed_in("soan", Role.DRAFTER), signed_in("duyet-tay", Role.APPROVER, fresh.west)
    draft = begun(drafter)
    added(drafter, draft, "rename", object_id=f"#{fresh.rice}", name="Xã Gạo")
    for step in ("trinh", "duyet", "ban-hanh", "rut", "tra-lai", "bo"):
        assert west.get(f"/quyet-dinh/{draft.pk}/{step}/{MOMENT}").status_code == 403
