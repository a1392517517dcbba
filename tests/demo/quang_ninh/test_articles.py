"""The table of the articles on the demonstration: every figure falls out of the records, and moves with them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.demo.quang_ninh.in_memory import InMemory
from tinhgon.registry.domain.changes import CorrectLife
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.enactment import lay_changes
from tinhgon.registry.domain.records import Record, Register
from tinhgon.registry.domain.replay import Replay
from tinhgon.rulebook.domain.seed_table import ToldRow, Verdict, seed_table, verdicts
from tinhgon.rulebook.loading import load_rulebook, load_seed_rows

README = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
THE_DAY_BEFORE = date(2021, 1, 14)
BY_NAME = {each.id: each for each in load_seed_rows()}


@pytest.fixture(scope="module")
def table(demonstration: Replay) -> dict[str, ToldRow]:
    told = seed_table(load_seed_rows(), InMemory(demonstration), load_rulebook())
    return {each.row.id: each for each in told}


def test_the_readme_states_how_many_rows_there_are_of_each_verdict(table: dict[str, ToldRow]) -> None:
    stated = re.search(
        r"101 figures[^:]*: (\d+) equal, (\d+) different, (\d+) of later modules, (\d+) outside",
        " ".join(README.split()),
    )
    assert stated is not None
    found = verdicts(table.values())
    kinds = (Verdict.EQUAL, Verdict.DIFFERS, Verdict.LATER, Verdict.OUTSIDE)
    assert tuple(map(int, stated.groups())) == tuple(found[each] for each in kinds)
    assert found[Verdict.NO_DATA] == 0


def test_what_differs_says_why(table: dict[str, ToldRow]) -> None:
    differing = [each for each in table.values() if each.verdict is Verdict.DIFFERS]
    assert [each.row.id for each in differing if each.row.note is None] == []


def test_equal_rows_show_the_rows_behind_them(table: dict[str, ToldRow]) -> None:
    figures = [part.figure for each in table.values() for part in each.parts if part.figure is not None]
    assert len(figures) > 40
    assert [each.indicator.id for each in figures if each.denominator.is_empty()] == []


def test_one_secretary_relieved_moves_the_figure(demonstration: Replay, table: dict[str, ToldRow]) -> None:
    """119/177 becomes 118/177, and the row no longer agrees with the article."""
    figure = table["f013"].parts[0].figure
    assert figure is not None
    unit, person = figure.numerator.select("id", "person_id").row(0)
    changed = relieved(demonstration, unit, person, "committee_chair")
    (after,) = seed_table([BY_NAME["f013"]], InMemory(demonstration, changed), load_rulebook())
    assert (table["f013"].parts[0].in_print, table["f013"].verdict) == ("119/177", Verdict.EQUAL)
    assert (after.parts[0].in_print, after.verdict) == ("118/177", Verdict.DIFFERS)


def relieved(demonstration: Replay, unit: int, person: int, role: str) -> dict[int, Record | None]:
    """What a decision changes by which a person turns out to have left a unit's post before the figure's day."""
    known = demonstration.known.changed
    day = BY_NAME["f013"].parts[0].day  # type: ignore[union-attr]  # a computed part

    def holds(record: Record) -> bool:
        if record.value("person", day) != person:
            return False
        post = known[int(record.value("post", day) or 0)]
        assert post is not None
        body = known[int(post.value("organization", day) or 0)]
        assert body is not None
        return post.value("role", day) == role and body.value("area", day) == unit

    (membership,) = [each for each in known.values() if each and each.kind == "membership" and holds(each)]
    assert membership.life.start is not None
    document = DecisionDocument(
        number="99-QĐ/TU-TD",
        kind="quyết định",
        issuer="Ban Thường vụ Tỉnh ủy Quảng Ninh",
        signed_on=THE_DAY_BEFORE,
        effective_on=THE_DAY_BEFORE,
        subject="Đính chính ngày thôi giữ chức",
        changes=(CorrectLife(object_id=membership.object_id, start=membership.life.start, end=THE_DAY_BEFORE),),
    )
    register = Register(demonstration.known)
    lay_changes(register, document, [10**9])
    return register.changed
