"""Templates on scenarios in the database: one edit, laid as it will be enacted, or a refusal that says why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.registry.acts import people, record
from tests.scenarios.templates.small import DAY, FOUNDED, Small
from tinhgon.accounts.models import Account
from tinhgon.registry.services import new_ids
from tinhgon.scenarios import opening, services, templating
from tinhgon.scenarios.domain.plan import Base, UnknownPart, adding_phase
from tinhgon.scenarios.domain.templates import InvalidOption
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.services import EditedMeanwhile, plan_of

MERGED = "organization_home_affairs"


@pytest.fixture(scope="module")
def small() -> Small:
    return Small()


@pytest.fixture
def account(registry_db: None, small: Small) -> Iterator[Account]:
    """The drafter, with the small province on record."""
    opening._base_view.cache_clear()
    opening._open.clear()
    new_ids(next(small.new_id))  # what the province was founded with is given out
    record("1/QĐ", *small.changes, on=FOUNDED)
    yield people()[0]


@pytest.fixture
def scenario(account: Account) -> Scenario:
    return services.new_scenario("Đề án", account, Base(on=FOUNDED, seq=1), DAY)


def test_it_is_one_edit_whose_steps_say_where_they_come_from(
    scenario: Scenario, account: Account, small: Small
) -> None:
    edited = templating.apply(scenario, MERGED, [small.id("D1"), small.id("D2")], {}, 1, account)
    assert (edited.position, edited.version) == (1, 1)
    assert edited.edits.get().label.en.endswith("(2 units)")
    plan = plan_of(edited)
    assert {each.origin for each in plan.steps} == {f"template:{MERGED}"}
    assert [each.id for each in templating.used(plan)] == [MERGED]
    assert "18-NQ/TW" in {each.number for each in templating.instruments_of(plan)}
    assert opening.open_scenario(edited).preview.stands
    assert plan_of(services.undo(edited)).steps == ()


def test_units_where_it_does_not_apply_are_passed_over(scenario: Scenario, account: Account, small: Small) -> None:
    first = templating.apply(scenario, MERGED, [small.id("D1")], {}, 1, account)
    found = templating.tried(opening.open_scenario(first), MERGED, [small.id("P")], {}, 1)
    assert found.units == (small.id("D2"),)
    assert [each.unit for each in found.skipped] == [small.id("D1")]


def test_where_it_applies_nowhere_it_is_refused_and_says_why(
    scenario: Scenario, account: Account, small: Small
) -> None:
    done = templating.apply(scenario, MERGED, [small.id("P")], {}, 1, account)
    with pytest.raises(templating.NothingApplied) as refused:
        templating.apply(done, MERGED, [small.id("P")], {}, 1, account)
    assert "already" in refused.value.message("en")
    assert Scenario.objects.get(pk=done.pk).version == done.version


def test_a_later_phase_builds_on_the_earlier_ones(scenario: Scenario, account: Account, small: Small) -> None:
    later = date(2019, 1, 1)
    scenario = services.edit(scenario, account, templating.template(MERGED).label, adding_phase("II", later))
    scenario = templating.apply(scenario, "secretary_chairs_council", [small.id("C11")], {}, 1, account)
    scenario = templating.apply(scenario, "secretary_chairs_committee", [small.id("C11")], {}, 2, account)
    assert opening.open_scenario(scenario).preview.stands


def test_what_is_not_there_is_refused(scenario: Scenario, account: Account, small: Small) -> None:
    district = [small.id("D1")]
    with pytest.raises(templating.UnknownTemplate):
        templating.apply(scenario, "magic", district, {}, 1, account)
    with pytest.raises(InvalidOption):
        templating.apply(scenario, MERGED, district, {"colour": "red"}, 1, account)
    with pytest.raises(UnknownPart):
        templating.apply(scenario, MERGED, district, {}, 7, account)
    with pytest.raises(EditedMeanwhile):
        templating.apply(scenario, MERGED, district, {}, 1, account, version=5)


def test_more_units_take_no_more_queries(scenario: Scenario, account: Account, small: Small) -> None:
    def asked(*units: str) -> int:
        opening._base_view.cache_clear()
        opening._open.clear()
        opened = opening.open_scenario(scenario)
        opened.after(DAY)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = templating.tried(opened, MERGED, [small.id(each) for each in units], {}, 1)
        assert len(found.units) == len(units)
        return len(queries)

    assert asked("D1", "D2") <= asked("D1") + 1  # one more batch of ids at most
