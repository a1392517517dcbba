"""Answers kept at hand: used again, given up when they weigh too much, worked out once for all who wait."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from tinhgon.frame.kept import kept


def test_an_answer_is_worked_out_once() -> None:
    asked: list[int] = []

    @kept(10, len)
    def letters(count: int) -> str:
        asked.append(count)
        return "x" * count

    assert [letters(3), letters(3), letters(4)] == ["xxx", "xxx", "xxxx"]
    assert asked == [3, 4]


def test_those_used_longest_ago_go_when_all_weigh_too_much() -> None:
    asked: list[int] = []

    @kept(10, len)
    def letters(count: int) -> str:
        asked.append(count)
        return "x" * count

    letters(4), letters(5), letters(4), letters(3)
    assert letters.weight_kept == 7
    letters(4), letters(5)
    assert asked == [4, 5, 3, 5]


def test_the_latest_answer_stays_alone_where_it_weighs_more_than_all_may() -> None:
    asked: list[int] = []

    @kept(10, len)
    def letters(count: int) -> str:
        asked.append(count)
        return "x" * count

    letters(2), letters(50), letters(50)
    assert (asked, letters.weight_kept) == ([2, 50], 50)


def test_what_fails_is_not_kept_and_may_be_asked_again() -> None:
    asked: list[int] = []

    @kept(10, len)
    def letters(count: int) -> str:
        asked.append(count)
        if len(asked) == 1:
            raise ValueError(count)
        return "x" * count

    with pytest.raises(ValueError, match="3"):
        letters(3)
    assert letters(3) == "xxx"


def test_threads_that_ask_for_the_same_wait_for_one_answer() -> None:
    asked: list[int] = []
    all_there, go_on = Barrier(4), Event()

    @kept(10, len)
    def letters(count: int) -> str:
        asked.append(count)
        go_on.wait()
        return "x" * count

    def ask() -> str:
        all_there.wait()
        return letters(3)

    with ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(ask) for _ in range(3)]
        all_there.wait()
        go_on.set()
        assert [each.result() for each in answers] == ["xxx"] * 3
    assert asked == [3]


def test_an_answer_given_is_not_worked_out() -> None:
    asked: list[int] = []

    @kept(10, len)
    def letters(count: int) -> str:
        asked.append(count)
        return "x" * count

    letters.give("yyy", 3)
    assert letters.at_hand(3)
    assert [letters(3), letters(2)] == ["yyy", "xx"]
    assert asked == [2]
    letters.give("z" * 9, 9)
    assert not letters.at_hand(3)  # the bound holds for what is given too
