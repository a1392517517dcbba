"""The moment of a page and its address."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tinhgon.frame.domain.moment import Moment

TODAY = date(2026, 11, 21)
THEN = date(2019, 6, 1)
RECORDED = datetime(2026, 11, 1, tzinfo=UTC)


def test_today_with_everything_on_record_is_the_present() -> None:
    assert Moment(TODAY, 52, None, TODAY, 52).is_present


def test_another_day_or_an_earlier_state_of_the_record_is_not_the_present() -> None:
    assert not Moment(THEN, 52, None, TODAY, 52).is_present
    assert not Moment(TODAY, 51, RECORDED, TODAY, 52).is_present


def test_an_address_carries_both_times_and_leaves_out_what_is_none() -> None:
    moment = Moment(THEN, 51, RECORDED, TODAY, 52)
    assert moment.address("/bo-may/", under=7, sort=None) == "/bo-may/?on=2019-06-01&known=51&under=7"
    assert moment.address("/x/?a=1") == "/x/?a=1&on=2019-06-01&known=51"
