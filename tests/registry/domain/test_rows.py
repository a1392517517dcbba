"""What is written down of a record reads back as the same record."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.registry.domain.values import stored_value
from tinhgon.registry.domain.records import Link, Record, Stated
from tinhgon.registry.domain.rows import decode, encode
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind
from tinhgon.temporal import Period, Timeline

FIRST = date(2004, 1, 1)
SOURCES = st.integers(1, 9)


def day(index: int) -> date:
    return FIRST + timedelta(days=index)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A record with statements, gaps, explicit nothing, and a life that may have been corrected."""
    kind = draw(st.sampled_from(list(Kind)))
    start, end = sorted(draw(st.lists(st.integers(0, 20), min_size=2, max_size=2, unique=True)))
    ends = draw(st.booleans())
    life = Period(day(start), day(end) if ends else None)
    timelines = {}
    for name, attribute in ATTRIBUTES[kind].items():
        timeline: Timeline[Stated] = Timeline()
        for _ in range(draw(st.integers(0, 3))):
            value = Stated(draw(stored_value(kind, attribute)), draw(SOURCES))
            timeline = timeline.set_from(day(draw(st.integers(start, 20))), value)
            if draw(st.booleans()):
                timeline = timeline.clear_between(Period(day(draw(st.integers(start, 20))), day(21)))
        if draw(st.booleans()):
            timeline = timeline.set_between(life, Stated(draw(stored_value(kind, attribute)), draw(SOURCES)))
        if timeline.restrict(life):
            timelines[name] = timeline.restrict(life)
    links = draw(st.lists(st.builds(Link, SOURCES, st.just("part"), st.just(day(start)), SOURCES), max_size=2))
    return Record(7, kind, life, draw(SOURCES), draw(SOURCES) if ends else None, timelines, tuple(links))


@given(records())
@settings(max_examples=400, deadline=None)
def test_a_record_reads_back_from_its_rows(record: Record) -> None:
    assert decode(record.object_id, record.kind, encode(record), record.links) == record


@given(records())
@settings(deadline=None)
def test_the_rows_cover_the_life_day_by_day_without_overlap(record: Record) -> None:
    rows = encode(record)
    assert rows[0].period.start == record.life.start
    assert rows[-1].period.end == record.life.end
    assert all(a.period.meets(b.period) for a, b in itertools.pairwise(rows))


@given(records())
@settings(deadline=None)
def test_a_row_holds_what_the_record_says_on_its_first_day(record: Record) -> None:
    for row in encode(record):
        said = tuple(record.value(name, row.period.lower) for name in ATTRIBUTES[record.kind])
        assert row.values == said


def test_a_value_stated_with_the_founding_takes_no_room_in_the_sources() -> None:
    name = Timeline.constant(Stated("A", 5), Period.since(FIRST))
    record = Record(7, Kind.AREA, Period.since(FIRST), 5, None, {"name": name})
    assert [row.sources for row in encode(record)] == [{"*": 5}]
