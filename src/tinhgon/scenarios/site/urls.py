"""Addresses of the pages of scenarios."""

from __future__ import annotations

from django.urls import path

from tinhgon.scenarios.site import (
    beginning,
    comparing,
    cost,
    deciding,
    dossier,
    editor,
    editor_doing,
    figures,
    findings,
    flow,
    history,
    listing,
    overview,
    people,
    rebasing,
    reviewing,
)

_ALL = "phuong-an/"
_ONE = f"{_ALL}<int:scenario_id>/"
_EDIT = f"{_ONE}sua/"

urlpatterns = [
    path(_ALL, listing.scenarios, name="scenarios"),
    path(f"{_ALL}moi/", beginning.new, name="scenario-new"),
    path(f"{_ALL}so-sanh/", comparing.compare, name="scenarios-compare"),
    path(f"{_ALL}so-sanh/lay-sang/", comparing.take_over, name="scenarios-pick"),
    path(_ONE, overview.overview, name="scenario"),
    path(f"{_ONE}sao-chep/", beginning.copy, name="scenario-copy"),
    path(f"{_ONE}mo-ta/", overview.describe, name="scenario-describe"),
    path(f"{_ONE}trang-thai/", overview.state, name="scenario-state"),
    path(f"{_ONE}chia-se/", overview.share, name="scenario-share"),
    path(f"{_ONE}phat-hien/", findings.findings, name="scenario-findings"),
    path(f"{_ONE}phat-hien/khac-phuc/", findings.apply_remedy, name="scenario-mend"),
    path(f"{_ONE}phat-hien/mien/", findings.waive, name="scenario-waive"),
    path(f"{_ONE}phat-hien/bo-mien/", findings.unwaive, name="scenario-unwaive"),
    path(f"{_ONE}phat-hien/ngay-phap-luat/", findings.keep_law, name="scenario-law"),
    path(f"{_ONE}con-nguoi/", people.people, name="scenario-people"),
    path(f"{_ONE}dong-chuyen/", flow.flow, name="scenario-flow"),
    path(f"{_ONE}chi-tieu/", figures.figures, name="scenario-figures"),
    path(f"{_ONE}chi-tieu/<str:name>/", figures.figure, name="scenario-figure"),
    path(f"{_ONE}chi-phi/", cost.cost, name="scenario-cost"),
    path(f"{_ONE}tham-dinh/", reviewing.review, name="scenario-review"),
    path(f"{_ONE}tham-dinh/<int:comment_id>/xong/", reviewing.settle, name="scenario-settle"),
    path(f"{_ONE}cap-nhat-nen/", rebasing.rebasing, name="scenario-rebase"),
    path(f"{_ONE}cap-nhat-nen/viet-lai/", rebasing.rewrite, name="scenario-rewrite"),
    path(f"{_ONE}quyet-dinh/", deciding.decide, name="scenario-decide"),
    path(f"{_ONE}quyet-dinh/<int:deciding_id>/hoan-tac/", deciding.undo, name="scenario-undo"),
    path(f"{_ONE}quyet-dinh/<int:deciding_id>/<slug:slug>/", deciding.step, name="scenario-deciding"),
    path(f"{_ONE}ho-so/", dossier.dossier, name="scenario-dossier"),
    path(f"{_ONE}ho-so/tep/", dossier.dossier_paper, name="scenario-dossier-file"),
    path(f"{_ONE}lich-su/", history.history, name="scenario-history"),
    path(f"{_ONE}lich-su/tro-ve/", history.go_to, name="scenario-go-to"),
    path(_EDIT, editor.editor, name="scenario-edit"),
    path(f"{_EDIT}so-do/", editor.boxes, name="scenario-edit-boxes"),
    path(f"{_EDIT}bang/<slug:part>/", editor.panel, name="scenario-edit-panel"),
    path(f"{_EDIT}hoi/<slug:action>/", editor_doing.ask, name="scenario-edit-ask"),
    path(f"{_EDIT}lam/", editor_doing.do, name="scenario-edit-do"),
    path(f"{_EDIT}bieu/", editor_doing.change_form, name="scenario-edit-form"),
]
