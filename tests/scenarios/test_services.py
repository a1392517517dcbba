"""Scenarios are edited, undone, copied, frozen and shared; nothing of it touches the record."""

from __future__ import annotations

from datetime import date

import pytest

from tests.scenarios.conftest import EDIT, LATER, Province
from tinhgon.accounts.models import Account
from tinhgon.errors import TinhGonError
from tinhgon.registry.domain.changes import Dissolve, MovePost, Rename
from tinhgon.registry.models import Decision, LedgerEntry
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.plan import adding, adding_phase, removing
from tinhgon.scenarios.opening import open_scenario
from tinhgon.scenarios.services import plan_of

RENAME = Rename(object_id=11, name="Phòng Tổ chức bộ máy")


def test_editing_leaves_the_record_alone(province: Province) -> None:
    entries, decisions = LedgerEntry.objects.count(), Decision.objects.count()
    province.scenario(RENAME, Dissolve(object_id=12))
    assert (LedgerEntry.objects.count(), Decision.objects.count()) == (entries, decisions)


def test_undo_and_redo_go_back_and_forth_over_every_edit(province: Province) -> None:
    scenario, plans = province.scenario(), []
    edits = (
        adding([RENAME], 1),
        adding_phase("Sau", date(2021, 1, 1)),
        adding([MovePost(object_id=24, organization=11)], 2),
        removing([1]),
    )
    plans.append(plan_of(scenario))
    for each in edits:
        scenario = services.edit(scenario, province.drafter, EDIT, each)
        plans.append(plan_of(scenario))
    for before in reversed(plans[:-1]):
        scenario = services.undo(scenario)
        assert plan_of(scenario) == before
    with pytest.raises(services.NothingToUndo):
        services.undo(scenario)
    for after in plans[1:]:
        scenario = services.redo(scenario)
        assert plan_of(scenario) == after
    with pytest.raises(services.NothingToUndo):
        services.redo(scenario)


def test_a_new_edit_drops_what_was_undone(province: Province) -> None:
    scenario = services.undo(province.scenario(RENAME))
    scenario = services.edit(scenario, province.drafter, EDIT, adding([Dissolve(object_id=12)], 1))
    with pytest.raises(services.NothingToUndo):
        services.redo(scenario)
    assert [each.ordinal for each in scenario.edits.order_by("ordinal")] == [1]


def test_an_edit_of_an_older_version_is_refused_and_loses_nothing(province: Province) -> None:
    read = province.scenario(RENAME)
    services.edit(read, province.drafter, EDIT, adding([Dissolve(object_id=12)], 1), version=read.version)
    with pytest.raises(services.EditedMeanwhile):
        services.edit(read, province.drafter, EDIT, removing([1]), version=read.version)
    read.refresh_from_db()
    assert len(plan_of(read).steps) == 2


def test_a_copy_goes_its_own_way(province: Province) -> None:
    first = province.scenario(RENAME)
    second = services.copy(first, "Phương án 2", province.approver)
    services.edit(second, province.approver, EDIT, removing([1]))
    first.refresh_from_db()
    assert len(plan_of(first).steps) == 1
    assert second.copied_from == first


def test_a_frozen_or_dropped_scenario_is_not_edited(province: Province) -> None:
    frozen = services.freeze(province.scenario(RENAME), province.drafter)
    with pytest.raises(services.NotOpen):
        services.edit(frozen, province.drafter, EDIT, removing([1]))
    opened = services.thaw(frozen)
    assert not plan_of(services.edit(opened, province.drafter, EDIT, removing([1]))).steps
    dropped = services.drop(opened)
    with pytest.raises(services.NotOpen):
        services.undo(dropped)


def test_a_remark_needs_words_and_a_step_that_is_there(province: Province) -> None:
    scenario = province.scenario(RENAME)
    remark = services.remark(scenario, province.approver, " Xem lại tên. ", step=1)
    assert remark.text == "Xem lại tên."
    assert services.settle(remark, province.drafter).settled_at is not None
    for text, step in (("  ", None), ("x", 99)):
        with pytest.raises(TinhGonError):
            services.remark(scenario, province.approver, text, step=step)


def test_a_rule_is_waived_only_by_a_decision_in_force(province: Province) -> None:
    scenario = province.scenario(RENAME)
    draft = Decision.objects.create(
        number="x", kind="quyết định", issuer="UBND", signed_on=LATER, effective_on=LATER, subject="",
        drafted_by=province.drafter,
    )  # fmt: skip
    with pytest.raises(services.NoSuchWaiver):
        services.waive(scenario, "room_size", [11], draft, "vì", province.drafter)
    enacted = LedgerEntry.objects.get(seq=province.seq).decision
    with pytest.raises(services.NoSuchWaiver):
        services.waive(scenario, "room_size", [11], enacted, " ", province.drafter)
    assert services.waive(scenario, "room_size", [12, 11], enacted, "vì", province.drafter).subjects == [11, 12]


def test_sharing_is_to_an_account_and_can_end(province: Province) -> None:
    scenario = province.scenario(RENAME)
    services.share(scenario, province.approver, province.drafter)
    services.share(scenario, province.approver, province.drafter, edits=True)
    assert [(each.account, each.edits) for each in scenario.shares.all()] == [(province.approver, True)]
    services.unshare(scenario, Account.objects.get(pk=province.approver.pk))
    assert not scenario.shares.exists()


def test_open_scenarios_show_before_and_after(province: Province) -> None:
    opened = open_scenario(province.scenario(RENAME, Dissolve(object_id=12)))
    assert [each.refusal for each in opened.preview.laid] == [None, None]
    names = opened.after().organizations
    assert set(names["id"].to_list()) == {10, 11}
    assert "Phòng Tổ chức bộ máy" in names["name"].to_list()
    assert set(opened.before().organizations["id"].to_list()) == {10, 11, 12}
    assert set(opened.after(date(2019, 1, 1)).organizations["id"].to_list()) == {10, 11, 12}
