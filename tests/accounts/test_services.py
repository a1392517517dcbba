"""Roles are given by others and ended, never removed; somebody always administers; every act leaves a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests.accounts.conftest import Make
from tinhgon.accounts import access, services
from tinhgon.accounts.domain.roles import Permission, Role
from tinhgon.accounts.models import Account, AccountAct, Act, Grant
from tinhgon.errors import TinhGonError
from tinhgon.temporal import Period


def test_nobody_gives_themselves_a_role(make: Make) -> None:
    account = make()
    with pytest.raises(services.OwnRole):
        services.give(account, Role.READER, None, by=account)


def test_system_accounts_hold_no_roles(by: Account, make: Make) -> None:
    with pytest.raises(TinhGonError):
        services.give(by, Role.READER, None, by=make())


def test_a_role_holds_from_its_first_day_until_it_is_ended(by: Account, make: Make) -> None:
    account, today = make(), access.today()
    held = services.give(account, Role.READER, 7, by)
    assert access.standing(account).may(Permission.READ)
    assert not access.standing(account, today - timedelta(days=1)).may(Permission.READ)
    services.end_role(held, by)
    assert not access.standing(account).may(Permission.READ)
    kept = Grant.objects.get(id=held.id)
    assert (kept.ended_by, kept.granted_by) == (by, by)
    assert kept.ended_at is not None


def test_a_role_is_ended_once(by: Account, make: Make) -> None:
    held = services.give(make(), Role.READER, 7, by)
    services.end_role(held, by)
    with pytest.raises(TinhGonError):
        services.end_role(held, by)


def test_the_last_administrator_of_everything_stays(by: Account, make: Make) -> None:
    first, second = make("mot"), make("hai")
    held = services.give(first, Role.ADMINISTRATOR, None, by)
    with pytest.raises(services.LastAdministrator):
        services.end_role(held, by)
    with pytest.raises(services.LastAdministrator):
        services.deactivate(first, second)
    services.give(second, Role.ADMINISTRATOR, None, by)
    services.end_role(held, by)
    assert not access.standing(first).may(Permission.ADMINISTER)


@pytest.mark.parametrize("kind", ["with an end", "over a subtree", "of a closed account"])
def test_an_administrator_who_will_not_stay_is_no_other(by: Account, make: Make, kind: str) -> None:
    first, second = make("mot"), make("hai")
    held = services.give(first, Role.ADMINISTRATOR, None, by)
    until = Period(access.today(), access.today() + timedelta(days=9)) if kind == "with an end" else None
    services.give(second, Role.ADMINISTRATOR, 7 if kind == "over a subtree" else None, by, until)
    if kind == "of a closed account":
        services.deactivate(second, first)
    with pytest.raises(services.LastAdministrator):
        services.end_role(held, by)


def test_nobody_closes_their_own_account(make: Make) -> None:
    account = make()
    with pytest.raises(services.OwnRole):
        services.deactivate(account, account)


def test_names_differ_by_more_than_their_case(make: Make) -> None:
    make("an.nguyen")
    with pytest.raises(services.NameTaken):
        make("An.Nguyen")


def test_a_closed_account_may_nothing(by: Account, make: Make) -> None:
    account = make()
    services.give(account, Role.READER, None, by)
    services.deactivate(account, by)
    account.refresh_from_db()
    assert not access.standing(account).may(Permission.READ)
    services.activate(account, by)
    assert access.standing(account).may(Permission.READ)


def test_every_act_leaves_a_trace(by: Account, make: Make) -> None:
    account = make()
    services.edit(account, by, email="an@example.vn")
    services.give_password(account, by)
    services.remove_second_factor(account, by)
    services.sign_out_everywhere(account, account)
    services.deactivate(account, by)
    services.activate(account, by)
    acts = AccountAct.objects.filter(account=account).order_by("id")
    assert [Act(each.act) for each in acts] == [
        Act.MADE,
        Act.EDITED,
        Act.PASSWORD_GIVEN,
        Act.SECOND_FACTOR_REMOVED,
        Act.SESSIONS_ENDED,
        Act.DEACTIVATED,
        Act.ACTIVATED,
    ]
    assert [each.by_id for each in acts].count(account.pk) == 1


@pytest.mark.parametrize("attempt", ["alter", "remove"])
def test_the_trace_is_kept(make: Make, attempt: str) -> None:
    trace = AccountAct.objects.filter(account=make())
    with pytest.raises(DatabaseError), transaction.atomic():
        trace.update(act=Act.EDITED) if attempt == "alter" else trace.delete()


def test_passwords_made_up_differ_and_are_long() -> None:
    made = {services.new_password() for _ in range(50)}
    assert len(made) == 50
    assert {len(each) for each in made} == {23}


@pytest.mark.parametrize("attempt", ["role", "longer", "ended by nobody", "remove", "end again"])
def test_the_database_keeps_who_held_which_role_when(by: Account, make: Make, attempt: str) -> None:
    today = access.today()
    held = services.give(make(), Role.READER, 7, by, Period(today, today + timedelta(days=9)))
    if attempt == "end again":
        services.end_role(held, by)
    row = Grant.objects.filter(id=held.id)
    ended = {"ended_by": by, "ended_at": timezone.now()}
    with pytest.raises(DatabaseError), transaction.atomic():
        match attempt:
            case "role":
                row.update(role=Role.APPROVER, **ended)
            case "longer":
                row.update(valid=(today, None), **ended)
            case "ended by nobody":
                row.update(valid="empty")
            case "remove":
                row.delete()
            case _:
                row.update(valid="empty", **ended)
