"""A number is given out once: next in its register, never twice at once, never again after it was cancelled."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections, transaction

from tests.registry.acts import people
from tinhgon.accounts.models import Account
from tinhgon.documents.models import NumberRegister, NumberTaken, Profile
from tinhgon.documents.services import NumberRefused, Series, cancel_number, gaps, number_of, take_number

pytestmark = pytest.mark.usefixtures("registry_db")

ON = date(2026, 2, 5)
STATE = Series(Profile.STATE, "UBND tỉnh Thử", "UBND", "decision")
PARTY = Series(Profile.PARTY, "Tỉnh ủy Thử", "TU", "decision", "2020-2025")
AT_ONCE = 12


@pytest.fixture
def by() -> Account:
    """Who takes numbers."""
    return people()[0]


def take(by: Account, series: Series = STATE, on: date = ON, **more: object) -> str:
    """The text of a number taken."""
    return take_number(series, on, "Về việc thử", by, **more).text  # type: ignore[arg-type]


def test_state_papers_are_numbered_by_year_kind_and_issuer(by: Account) -> None:
    other = Series(Profile.STATE, "UBND huyện Mẫu", "UBND", "decision")
    submission = Series(Profile.STATE, STATE.issuer, "UBND", "submission")
    assert [take(by), take(by)] == ["01/QĐ-UBND", "02/QĐ-UBND"]
    assert take(by, on=date(2027, 1, 1)) == "01/QĐ-UBND"
    assert take(by, other) == "01/QĐ-UBND"
    assert take(by, submission) == "01/TTr-UBND"
    assert take(by) == "03/QĐ-UBND"


def test_party_papers_are_numbered_by_kind_within_a_term_over_the_years(by: Account) -> None:
    following = Series(Profile.PARTY, PARTY.issuer, "TU", "decision", "2025-2030")
    assert [take(by, PARTY), take(by, PARTY, date(2027, 1, 1)), take(by, following)] == [
        "01-QĐ/TU", "02-QĐ/TU", "01-QĐ/TU",
    ]  # fmt: skip
    with pytest.raises(NumberRefused):
        take(by, Series(Profile.PARTY, PARTY.issuer, "TU", "decision"))


def test_many_at_once_each_get_a_number_of_their_own(by: Account) -> None:
    gate = Barrier(AT_ONCE)

    def run(_: int) -> int:
        try:
            connection.ensure_connection()
            gate.wait()
            return take_number(STATE, ON, "Về việc thử", by).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        taken = list(pool.map(run, range(AT_ONCE)))
    assert sorted(taken) == list(range(1, AT_ONCE + 1))
    assert NumberRegister.objects.get().next_number == AT_ONCE + 1


def test_a_paper_keeps_its_number_until_that_is_cancelled(by: Account) -> None:
    first = take(by, paper="scenario:1:decision:state")
    assert take(by, paper="scenario:1:decision:state") == first
    held = number_of("scenario:1:decision:state")
    assert held is not None
    cancel_number(held, by, "Viết nhầm")
    assert number_of("scenario:1:decision:state") is None
    assert take(by, paper="scenario:1:decision:state") == "02/QĐ-UBND"


def test_a_cancelled_number_leaves_its_trace_and_is_not_given_out_again(by: Account) -> None:
    taken = NumberTaken.objects.get(text=take(by))
    with pytest.raises(NumberRefused):
        cancel_number(taken, by, "  ")
    cancelled = cancel_number(taken, by, "Viết nhầm")
    assert (cancelled.cancelled_by, cancelled.reason) == (by, "Viết nhầm") and cancelled.cancelled_at is not None
    assert take(by) == "02/QĐ-UBND"
    with pytest.raises(NumberRefused):
        take(by, number=1)
    with pytest.raises(NumberRefused):
        cancel_number(taken, by, "Lần nữa")
    assert gaps(taken.register) == []


def test_numbers_given_by_hand_leave_gaps_that_show_and_can_be_filled(by: Account) -> None:
    assert take(by, number=5) == "05/QĐ-UBND"
    register = NumberRegister.objects.get()
    assert gaps(register) == [1, 2, 3, 4]
    assert take(by) == "06/QĐ-UBND"
    assert take(by, number=3) == "03/QĐ-UBND"
    assert take(by) == "07/QĐ-UBND"
    register.refresh_from_db()
    assert gaps(register) == [1, 2, 4]


@pytest.mark.parametrize("number", [0, -1, 2])
def test_a_number_that_is_taken_or_is_none_is_refused(by: Account, number: int) -> None:
    take(by, number=2)
    with pytest.raises(NumberRefused):
        take(by, number=number)


@pytest.mark.parametrize(
    "series", [Series(Profile.STATE, " ", "UBND", "decision"), Series(Profile.STATE, "UBND", "", "decision")]
)
def test_a_register_needs_issuer_and_letters(by: Account, series: Series) -> None:
    with pytest.raises(NumberRefused):
        take(by, series)
    assert not NumberRegister.objects.exists()


def _twice(taken: NumberTaken, by: Account) -> None:
    NumberTaken.objects.create(register=taken.register, number=taken.number, text="x", subject="x", signed_on=ON, by=by)


def _cancelled_by_nobody(taken: NumberTaken, by: Account) -> None:
    NumberTaken.objects.filter(pk=taken.pk).update(cancelled_at="2026-01-01T00:00Z")


@pytest.mark.parametrize("wrong", [_twice, _cancelled_by_nobody])
def test_the_database_keeps_it_too(by: Account, wrong: Callable[[NumberTaken, Account], None]) -> None:
    taken = NumberTaken.objects.get(text=take(by))
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong(taken, by)
