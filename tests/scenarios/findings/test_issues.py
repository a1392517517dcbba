"""What a plan makes, mends, leaves and has waived; since when, by which law, and by which of its steps."""

from __future__ import annotations

from datetime import date

from tests.scenarios.findings.towns import START, Town
from tinhgon.registry.domain.changes import AbolishPost, Change, Dissolve, MovePost, Reclassify, Rename, SetQuota
from tinhgon.rulebook.domain.findings import Severity
from tinhgon.scenarios.domain.issues import Issue, Status, Waived, blocking, in_order

DAY, LATER = date(2021, 1, 1), date(2022, 1, 1)


class Rooms(Town):
    """A department with rooms of so many people."""

    def __init__(self, *staff: int) -> None:
        super().__init__()
        self.department = self.body("department", self.id)
        self.rooms = [self.body("room", parent=self.department) for _ in staff]
        self.posts = [[self.post(room) for _ in range(number)] for room, number in zip(self.rooms, staff, strict=True)]

    def moving(self, source: int, into: int, number: int = 1) -> list[Change]:
        """Move posts from one room to another."""
        return [MovePost(object_id=each, organization=self.rooms[into]) for each in self.posts[source][:number]]


def only(issues: list[Issue], status: Status) -> Issue:
    (found,) = [each for each in issues if each.status is status]
    return found


def test_what_the_plan_makes_is_new_and_what_it_mends_is_gone_and_the_rest_is_the_same() -> None:
    town = Rooms(5, 4, 3)
    issues = town.issues(town.plan((DAY, town.moving(0, 1))), "room_too_small")
    subject = {each.status: each.subjects for each in issues}
    rooms = [(("organization", each),) for each in town.rooms]
    assert subject == {Status.NEW: rooms[0], Status.GONE: rooms[1], Status.SAME: rooms[2]}


def test_a_plan_without_steps_changes_nothing() -> None:
    town = Rooms(5, 4)
    assert {each.status for each in town.issues(town.plan((DAY, [])), "room_too_small")} == {Status.SAME}


def test_what_was_there_is_told_anew_where_the_plan_makes_it_otherwise() -> None:
    town = Rooms(6, 4)
    issue = only(town.issues(town.plan((DAY, town.moving(1, 0))), "room_too_small"), Status.SAME)
    assert issue.before is not None
    assert "4 người" in issue.before.vi and "3 người" in issue.message.vi
    assert issue.steps == (1,)
    (untouched,) = town.issues(town.plan((DAY, [])), "room_too_small")
    assert untouched.before is None and untouched.steps == ()


def test_turning_the_day_of_the_law_changes_what_is_found() -> None:
    town = Rooms(5, 6)
    changes = town.moving(0, 1)
    on = date(2020, 6, 1)
    assert town.issues(town.plan((on, changes)), "room_too_small") == []
    (last_day_before,) = town.issues(town.plan((on, changes), law_on=date(2020, 11, 25)), "room_too_small")
    assert last_day_before.status is Status.NEW
    assert (last_day_before.on, last_day_before.law_on) == (on, date(2020, 11, 25))
    assert town.issues(town.plan((on, changes), law_on=date(2020, 11, 24)), "room_too_small") == []


def test_what_rests_on_an_unverified_text_says_so() -> None:
    town = Rooms(4)
    (by_2020,) = town.issues(town.plan((DAY, [])), "room_too_small")
    (by_2025,) = town.issues(town.plan((DAY, []), law_on=date(2025, 3, 1)), "room_too_small")
    assert (by_2020.verified, by_2025.verified) == (False, True)
    assert by_2025.citations[0].id == "room.staff.least.II_III"


# --- since when ---------------------------------------------------------------------------------


def test_an_issue_fails_first_on_the_day_of_the_phase_that_makes_it() -> None:
    town = Rooms(6, 6)
    plan = town.plan((DAY, town.moving(0, 1)), (LATER, town.moving(0, 1, 2)[1:]))
    assert only(town.issues(plan, "room_too_small"), Status.NEW).first_failing == LATER
    plan = town.plan((DAY, town.moving(0, 1, 2)), (LATER, []))
    assert only(town.issues(plan, "room_too_small"), Status.NEW).first_failing == DAY


def test_what_was_there_fails_since_the_base_or_since_its_law() -> None:
    town = Rooms(4)
    law_later = only(town.issues(town.plan((DAY, [])), "room_too_small"), Status.SAME)
    assert law_later.first_failing == DAY  # the law in force on the base's own day knew no least size
    law_there = only(town.issues(town.plan((DAY, []), law_on=DAY), "room_too_small"), Status.SAME)
    assert law_there.first_failing == START


def test_what_one_phase_breaks_and_a_later_one_mends_is_told_with_both_days() -> None:
    town = Rooms(5, 6)
    back: list[Change] = [MovePost(object_id=town.posts[0][0], organization=town.rooms[0])]
    issues = town.issues(town.plan((DAY, town.moving(0, 1)), (LATER, back)), "room_too_small")
    issue = only(issues, Status.NEW)
    assert (issue.first_failing, issue.mended_on) == (DAY, LATER)
    assert blocking(issues) == [issue]


# --- which steps --------------------------------------------------------------------------------


def test_an_issue_names_the_steps_that_touched_its_subjects_and_no_others() -> None:
    town = Rooms(5, 5, 9)
    changes = [*town.moving(2, 1), *town.moving(0, 1), Rename(object_id=town.rooms[0], name="Phòng Mới")]
    issues = town.issues(town.plan((DAY, changes)), "room_too_small")
    assert only(issues, Status.NEW).steps == (2,)  # that of the room which gave a post; renaming made nothing


def test_an_issue_of_a_unit_names_the_steps_in_its_bodies() -> None:
    town = Town()
    communes = [town.area("commune", type="xã") for _ in range(2)]
    posts = [town.post(town.body("party_committee", each, "commune", sector="party"), seats=17) for each in communes]
    plan = town.plan((date(2025, 8, 1), [Reclassify(object_id=each, attributes={"seats": 18}) for each in posts]))
    found = {each.subjects[0][1]: each.steps for each in town.issues(plan, "commune_party_staff")}
    assert found == {communes[0]: (1,), communes[1]: (2,)}


def test_an_issue_of_a_province_names_the_steps_anywhere_in_it() -> None:
    town = Town()
    room = town.body("room", town.area("district"), "district")
    quota = town.quota(town.body("department", town.id), 100)
    raised = SetQuota(object_id=quota, organization=quota - 1, establishment_class="civil_servant",
                      funding="ngân sách", amount=95)  # fmt: skip
    plan = town.plan((DAY, [raised, Rename(object_id=room, name="Phòng Mới")]))
    cuts = town.issues(plan, "cut_missed")
    assert {each.before is not None for each in cuts} == {True}
    assert {each.steps for each in cuts} == {(1,)}


# --- the record ---------------------------------------------------------------------------------


def test_a_refused_step_is_integrity_names_itself_and_can_be_taken_out() -> None:
    town = Rooms(5)
    gone = Dissolve(object_id=town.rooms[0])
    changes: list[Change] = [*(AbolishPost(object_id=each) for each in town.posts[0]), gone, gone]
    plan = town.plan((DAY, changes))
    (issue,) = town.issues(plan, "room_too_small")
    assert (issue.severity, issue.status, issue.steps) == (Severity.INTEGRITY, Status.NEW, (7,))
    assert issue.rule.startswith("record.") and issue.first_failing == DAY
    (remedy,) = issue.remedies
    assert remedy.removes == (7,)
    assert town.issues(town.mended(plan, remedy), "room_too_small") == []


def test_two_steps_refused_for_the_same_are_two_issues() -> None:
    town = Rooms(5)
    twice: list[Change] = [AbolishPost(object_id=99), AbolishPost(object_id=99)]
    issues = town.issues(town.plan((DAY, twice)), "room_too_small")
    assert [each.steps for each in issues] == [(1,), (2,)]
    assert len({each.key for each in issues}) == 2


def test_what_is_left_behind_is_integrity_from_its_first_day() -> None:
    town = Rooms(5)
    issues = town.issues(town.plan((DAY, [Dissolve(object_id=town.rooms[0])])), "room_too_small")
    assert {each.rule for each in issues} == {"record.outside_target_life"}
    assert {each.first_failing for each in issues} == {DAY} and {each.steps for each in issues} == {(1,)}
    assert len(blocking(issues)) == 5


# --- waivers ------------------------------------------------------------------------------------


def test_a_waived_breach_of_law_blocks_no_more() -> None:
    town = Rooms(5, 6)
    plan = town.plan((DAY, town.moving(0, 1)))
    assert len(blocking(town.issues(plan, "room_too_small"))) == 1
    waived = Waived("room_too_small", frozenset({town.rooms[0]}), 7)
    issues = town.issues(plan, "room_too_small", waived=[waived])
    assert [(each.status, each.waiver) for each in issues] == [(Status.WAIVED, 7)]
    assert blocking(issues) == []


def test_a_waiver_holds_for_its_rule_and_its_subjects_alone() -> None:
    town = Rooms(5, 6)
    plan = town.plan((DAY, town.moving(0, 1)))
    others = [
        Waived("room_deputies", frozenset({town.rooms[0]}), 1),
        Waived("room_too_small", frozenset({town.rooms[1]}), 2),
    ]
    assert len(blocking(town.issues(plan, "room_too_small", waived=others))) == 1


def test_integrity_is_never_waived() -> None:
    town = Rooms(5)
    plan = town.plan((DAY, [Dissolve(object_id=town.rooms[0])]))
    everything = frozenset(range(1, 100))
    waived = [Waived(rule, everything, 1) for rule in ("record.outside_target_life", "post_without_organization")]
    issues = town.issues(plan, "post_without_organization", waived=waived)
    assert {each.status for each in issues} == {Status.NEW}
    assert {each.rule for each in issues} == {"record.outside_target_life", "post_without_organization"}
    assert len(blocking(issues)) == len(issues)


def test_a_missed_target_and_a_note_block_nothing() -> None:
    town = Town()
    quota = town.quota(town.body("department", town.id), 100)
    head = town.post(quota - 1, "organ_head", "head")
    raised = SetQuota(object_id=quota, organization=quota - 1, establishment_class="civil_servant",
                      funding="ngân sách", amount=110)  # fmt: skip
    issues = town.issues(town.plan((DAY, [raised])), "cut_missed", "vacant_head")
    assert {each.severity for each in issues} == {Severity.TARGET, Severity.INFO}
    assert blocking(issues) == [] and head


def test_what_the_plan_makes_comes_first_and_of_that_the_gravest() -> None:
    town = Rooms(5, 4, 3)
    plan = town.plan((DAY, [*town.moving(0, 1), Dissolve(object_id=town.rooms[2])]))
    issues = in_order(town.issues(plan, "room_too_small", "post_without_organization"))
    ranks = [(each.status, each.severity) for each in issues]
    assert ranks == sorted(ranks, key=lambda each: ([*Status].index(each[0]) % 4 == 1, [*Severity].index(each[1])))
    assert ranks[0] == (Status.NEW, Severity.INTEGRITY) and ranks[-1][0] is Status.GONE


def test_an_issue_keeps_its_key_while_the_plan_is_edited() -> None:
    town = Rooms(6, 6)
    first = only(town.issues(town.plan((DAY, town.moving(0, 1, 2))), "room_too_small"), Status.NEW)
    second = only(town.issues(town.plan((DAY, town.moving(0, 1, 3))), "room_too_small"), Status.NEW)
    assert first.key == second.key == f"room_too_small:{town.rooms[0]}"
    assert first.message != second.message
