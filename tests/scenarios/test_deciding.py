"""From a scenario to a decision in force and back: what is enacted is what was shown, and undoing leaves no rest."""

from __future__ import annotations

from datetime import date

import pytest

from tests.registry.acts import record
from tests.scenarios.conftest import EDIT, LATER, Province
from tinhgon.registry.documents import documents
from tinhgon.registry.domain.changes import AbolishPost, Change, Merge, MovePost, Relieve, Rename
from tinhgon.registry.domain.enactment import facts_of
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import LedgerEntry
from tinhgon.registry.services import SameSignature
from tinhgon.registry.snapshots import load
from tinhgon.registry.verification import verify
from tinhgon.scenarios import deciding, progress, rebasing, services
from tinhgon.scenarios.deciding import Blocked, Outdated, Particulars
from tinhgon.scenarios.domain.plan import InvalidEdit, adding, adding_phase, removing
from tinhgon.scenarios.domain.rebasing import Clash, Resolution, Side, Unsettled
from tinhgon.scenarios.models import Deciding, Scenario, Status
from tinhgon.scenarios.opening import base_view, open_scenario
from tinhgon.scenarios.progress import OutOfTurn
from tinhgon.scenarios.services import NotOpen, plan_of

MERGER: tuple[Change, ...] = (
    Relieve(membership=42),
    AbolishPost(object_id=22),
    Merge(into=11, sources=(12,), adopt=True, attributes={"name": "Phòng Tổ chức – Công chức"}),
)


def particulars(number: str) -> Particulars:
    """What a decision says of itself."""
    return Particulars(
        number=number, kind="quyết định", issuer="UBND tỉnh Thử", signed_on=LATER, subject="Sắp xếp Sở Nội vụ"
    )


def in_force(scenario: Scenario, province: Province, number: str = "9/QĐ", phases: list[int] | None = None) -> Deciding:
    """Submit, sign and enact."""
    made = deciding.decide(scenario, province.drafter, particulars(number), phases)
    deciding.enact(deciding.approve(made, province.approver))
    return Deciding.objects.get(pk=made.pk)


def state(on: date) -> dict[Kind, object]:
    """All there is on a day, as known now."""
    snapshot = load(on)
    return {kind: snapshot[kind].to_dicts() for kind in Kind}


def test_what_is_enacted_is_what_was_shown(province: Province) -> None:
    scenario = province.scenario(*MERGER)
    opened = open_scenario(scenario)
    assert opened.preview.stands
    in_force(scenario, province)
    decision = scenario.decidings.get().decision
    document, _ = documents([decision])[decision.pk]
    sources = [-each.step.id for each in opened.preview.laid]
    assert facts_of(base_view(province.seq), document, sources) == [list(each.facts) for each in opened.preview.laid]
    shown = opened.after().snapshot
    now = load(LATER, under=province.area)
    for kind in (Kind.ORGANIZATION, Kind.POST, Kind.MEMBERSHIP, Kind.QUOTA):
        assert shown[kind].equals(now[kind])
    assert progress.is_enacted(scenario)


def test_enacting_then_undoing_gives_the_earlier_view_and_keeps_history(province: Province) -> None:
    days = [date(2019, 1, 1), LATER, date(2025, 1, 1)]
    before = [state(each) for each in days]
    scenario = province.scenario(*MERGER)
    done = in_force(scenario, province)
    changed = [state(each) for each in days]
    assert changed[0] == before[0] and changed[1] != before[1]
    enacted_at = LedgerEntry.objects.get(decision=done.decision).recorded_at
    undoing = deciding.undo(done, province.drafter, particulars("10/QĐ"))
    deciding.enact(deciding.approve(undoing, province.approver))
    assert [state(each) for each in days] == before
    then = load(LATER, enacted_at)
    assert 12 not in then[Kind.ORGANIZATION]["id"].to_list()  # what was known then is still told
    assert verify().clean
    assert not progress.is_enacted(scenario)
    assert plan_of(services.thaw(scenario)).steps  # it can be mended and decided anew


def test_undoing_twice_or_undoing_what_is_not_in_force_is_refused(province: Province) -> None:
    scenario = province.scenario(*MERGER)
    made = deciding.decide(scenario, province.drafter, particulars("9/QĐ"))
    with pytest.raises(OutOfTurn):
        deciding.undo(made, province.drafter, particulars("10/QĐ"))
    deciding.enact(deciding.approve(made, province.approver))
    deciding.undo(made, province.drafter, particulars("10/QĐ"))
    with pytest.raises(OutOfTurn):
        deciding.undo(made, province.drafter, particulars("11/QĐ"))


def test_undoing_is_checked_against_what_happened_since(province: Province) -> None:
    done = in_force(province.scenario(*MERGER), province)
    later = record("20/QĐ", Rename(object_id=11, name="Phòng Khác"), on=date(2021, 1, 1))
    record("21/QĐ", MovePost(object_id=24, organization=10), on=date(2022, 1, 1))
    assert {each.seq for each in deciding.built_on(done)} == {later, later + 1}
    undoing = deciding.undo(done, province.drafter, particulars("22/QĐ"))
    deciding.enact(deciding.approve(undoing, province.approver))
    now = {each["id"]: each for each in load(date(2023, 1, 1))[Kind.POST].to_dicts()}
    assert now[24]["organization_id"] == 10  # what was decided since still holds
    assert now[22]["organization_id"] == 12


def test_the_drafter_does_not_give_the_second_signature(province: Province) -> None:
    made = deciding.decide(province.scenario(*MERGER), province.drafter, particulars("9/QĐ"))
    with pytest.raises(SameSignature):
        deciding.approve(made, province.drafter)


def test_a_scenario_that_breaks_the_record_is_not_submitted(province: Province) -> None:
    scenario = province.scenario(MovePost(object_id=21, organization=999))
    with pytest.raises(Blocked) as blocked:
        deciding.decide(scenario, province.drafter, particulars("9/QĐ"))
    assert blocked.value.issues
    scenario.refresh_from_db()
    assert scenario.status == Status.OPEN
    assert not scenario.decidings.exists()


def test_a_submitted_scenario_is_frozen_until_it_is_taken_back(province: Province) -> None:
    scenario = province.scenario(*MERGER)
    made = deciding.decide(scenario, province.drafter, particulars("9/QĐ"))
    with pytest.raises(NotOpen):
        services.thaw(scenario)
    with pytest.raises(NotOpen):
        services.edit(scenario, province.drafter, EDIT, adding([Rename(object_id=11, name="x")], 1))
    deciding.take_back(made)
    assert services.thaw(scenario).status == Status.OPEN


def test_phases_are_decided_in_their_order_each_once(province: Province) -> None:
    scenario = province.scenario(*MERGER)
    scenario = services.edit(
        scenario, province.drafter, EDIT, adding_phase("Sau", date(2020, 6, 1)),
        adding([Rename(object_id=11, name="Phòng Chung")], 2),
    )  # fmt: skip
    with pytest.raises(OutOfTurn):
        deciding.decide(scenario, province.drafter, particulars("9/QĐ"), [2])
    in_force(scenario, province, "9/QĐ", [1])
    assert progress.enacted_phases(scenario) == {1}
    assert rebasing.disagreement(scenario).conflicts == ()  # its own first phase is no conflict
    in_force(scenario, province, "10/QĐ")
    assert progress.is_enacted(scenario)
    assert load(date(2022, 1, 1))[Kind.ORGANIZATION].filter(id=11)["name"].to_list() == ["Phòng Chung"]
    with pytest.raises(InvalidEdit):
        deciding.decide(scenario, province.drafter, particulars("11/QĐ"), [1])


def test_a_phase_in_force_is_not_edited(province: Province) -> None:
    scenario = province.scenario(*MERGER)
    in_force(scenario, province)
    opened = services.thaw(scenario)
    with pytest.raises(InvalidEdit):
        services.edit(opened, province.drafter, EDIT, removing([1]))


def test_a_scenario_behind_the_record_is_rebased_before_it_is_decided(province: Province) -> None:
    scenario = province.scenario(*MERGER)
    record("5/QĐ", Rename(object_id=11, name="Phòng Đã Đổi"), on=LATER)
    with pytest.raises(Outdated) as outdated:
        deciding.decide(scenario, province.drafter, particulars("9/QĐ"))
    found = outdated.value.disagreement
    (conflict,) = found.conflicts
    assert (conflict.clash, conflict.theirs, conflict.ours) == (
        Clash.STATED, "Phòng Đã Đổi", "Phòng Tổ chức – Công chức",
    )  # fmt: skip
    assert found.entries[conflict.by[0]] == province.seq + 1
    with pytest.raises(Unsettled):
        rebasing.rebase(scenario, province.drafter, {})
    moved = rebasing.rebase(scenario, province.drafter, {conflict.key: Resolution(Side.OURS)})
    assert plan_of(moved).base.seq == province.seq + 1
    assert plan_of(moved).steps == plan_of(scenario).steps
    in_force(moved, province)
    assert load(LATER)[Kind.ORGANIZATION].filter(id=11)["name"].to_list() == ["Phòng Tổ chức – Công chức"]


def test_rebasing_on_the_same_record_changes_nothing(province: Province) -> None:
    scenario = province.scenario(*MERGER)
    version = scenario.version
    assert rebasing.rebase(scenario, province.drafter, {}).version == version


def test_nothing_is_kept_of_a_decision_that_cannot_be_submitted(province: Province) -> None:
    scenario = province.scenario(*MERGER)
    record("5/QĐ", AbolishPost(object_id=24), Relieve(membership=44), on=LATER)
    with pytest.raises(Outdated):
        deciding.decide(scenario, province.drafter, particulars("9/QĐ"))
    assert not scenario.decidings.exists()
