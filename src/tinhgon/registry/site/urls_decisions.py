"""Addresses of the pages of decisions: the list, one, drafting, the ledger."""

from __future__ import annotations

from django.urls import path

from tinhgon.registry.site import (
    choosing,
    decisions,
    drafting,
    drafting_changes,
    drafting_files,
    drafting_steps,
    ledger,
)

_ONE = "quyet-dinh/<int:decision_id>/"

urlpatterns = [
    path("quyet-dinh/", decisions.decisions, name="decisions"),
    path("quyet-dinh/chon/", choosing.choices, name="change_choices"),
    path("quyet-dinh/moi/", drafting.new, name="decision_new"),
    path(_ONE, decisions.decision, name="decision"),
    path(f"{_ONE}ghi-nhan/", decisions.facts, name="decision_facts"),
    path(f"{_ONE}sua/", drafting.edit, name="decision_edit"),
    path(f"{_ONE}thu/", drafting.rehearsal, name="decision_rehearsal"),
    path(f"{_ONE}them/", drafting_changes.add, name="decision_add"),
    path(f"{_ONE}thay-doi/<int:ordinal>/", drafting_changes.edit, name="decision_change"),
    path(f"{_ONE}bo-thay-doi/<int:ordinal>/", drafting_changes.remove, name="decision_remove"),
    path(f"{_ONE}tep/", drafting_files.attach, name="decision_attach"),
    path(f"{_ONE}tep/<int:attachment_id>/", drafting_files.attachment, name="decision_file"),
    path(f"{_ONE}tep/<int:attachment_id>/bo/", drafting_files.detach, name="decision_detach"),
    path(f"{_ONE}<slug:slug>/", drafting_steps.step, name="decision_step"),
    path("so-quyet-dinh/", ledger.ledger, name="ledger"),
    path("so-quyet-dinh/kiem-tra/", ledger.verify, name="ledger_verify"),
]
