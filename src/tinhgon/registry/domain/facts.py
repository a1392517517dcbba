"""Facts: the few elementary statements into which every change expands, and how they are laid.

Laying a fact on a record is the only way a record changes. A fact that does not fit what is already
recorded (outside the object's life, before something recorded for later) is refused with the first
day that fails; what concerns several objects at once is checked afterwards, in `integrity`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from tinhgon.registry.domain.changes import Extent
from tinhgon.registry.domain.records import Link, Record, Register, Stated
from tinhgon.registry.domain.refusals import describe, describe_record, refuse
from tinhgon.registry.domain.vocabulary import InvalidValue, Kind, Value, check_value
from tinhgon.temporal import EmptyPeriod, Period, Timeline


@dataclass(frozen=True, slots=True)
class Began:
    """An object exists from a day on."""

    object_id: int
    kind: Kind
    on: date
    source: int


@dataclass(frozen=True, slots=True)
class Ended:
    """An object exists no longer from a day on."""

    object_id: int
    on: date
    source: int


@dataclass(frozen=True, slots=True)
class Said:
    """An attribute has a value from `start` on.

    Without `until` it carries forward to the next recorded change of that attribute; with `until` it
    holds on every day of [start, until), whatever was recorded for those days.
    """

    object_id: int
    attribute: str
    value: Value | None
    start: date
    source: int
    until: date | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """An object passed, wholly or in part, into another on a day."""

    predecessor: int
    successor: int
    extent: Extent
    on: date
    source: int


@dataclass(frozen=True, slots=True)
class Lived:
    """The first day or the day of ending of an object was recorded wrongly; this is its life."""

    object_id: int
    start: date
    end: date | None
    source: int


Fact = Began | Ended | Said | Linked | Lived


def lay(register: Register, facts: Iterable[Fact]) -> None:
    """Lay facts on the records of `register`, in order. Raises Refusal at the first that does not fit."""
    for fact in facts:
        match fact:
            case Began():
                _begin(register, fact)
            case Ended():
                _end(register, fact)
            case Said():
                _say(register, fact)
            case Linked():
                _link(register, fact)
            case Lived():
                _relive(register, fact)


def alive(register: Register, object_id: int, day: date, *kinds: Kind) -> Record:
    """The record of an object that exists on `day` and is of one of `kinds`; raises Refusal otherwise."""
    record = known(register, object_id, day)
    if kinds and record.kind not in kinds:
        name = describe_record(record, day)
        wanted = ", ".join(kinds)
        raise refuse(
            "wrong_kind",
            day,
            (object_id,),
            f"{name.vi} không thuộc loại: {wanted}",
            f"{name.en} is not of kind: {wanted}",
        )
    if day not in record.life:
        raise _outside(record, day)
    return record


def known(register: Register, object_id: int, day: date) -> Record:
    """The record of an object, whether it exists on `day` or not; raises Refusal if never recorded."""
    record = register.record(object_id)
    if record is None:
        raise refuse(
            "unknown_object",
            day,
            (object_id,),
            f"không có đối tượng #{object_id} trong hồ sơ",
            f"there is no object #{object_id} on record",
        )
    return record


def _outside(record: Record, day: date) -> Exception:
    name = describe_record(record, day)
    return refuse(
        "outside_life",
        day,
        (record.object_id,),
        f"{name.vi} không tồn tại ngày {day:%d/%m/%Y} (tồn tại {record.life})",
        f"{name.en} does not exist on {day.isoformat()} (it exists {record.life})",
    )


def _begin(register: Register, fact: Began) -> None:
    if register.record(fact.object_id) is not None:
        name = describe(register, fact.object_id, fact.on)
        raise refuse(
            "already_exists",
            fact.on,
            (fact.object_id,),
            f"{name.vi} đã có trong hồ sơ",
            f"{name.en} is already on record",
        )
    register.put(Record(fact.object_id, fact.kind, Period.since(fact.on), fact.source, None, {}))


def _end(register: Register, fact: Ended) -> None:
    record = alive(register, fact.object_id, fact.on)
    name = describe_record(record, fact.on)
    if record.life.end is not None:
        raise refuse(
            "ends_already",
            record.life.end,
            (fact.object_id,),
            f"{name.vi} đã được ghi nhận kết thúc ngày {record.life.end:%d/%m/%Y}",
            f"{name.en} is already recorded as ending on {record.life.end.isoformat()}",
        )
    refuse_loss_of_later(record, fact.on)
    try:
        life = Period(record.life.start, fact.on)
    except EmptyPeriod:
        raise refuse(
            "empty_life",
            fact.on,
            (fact.object_id,),
            f"{name.vi} không thể kết thúc ngay ngày bắt đầu ({fact.on:%d/%m/%Y})",
            f"{name.en} cannot end on the day it begins ({fact.on.isoformat()})",
        ) from None
    attributes = {key: kept for key, timeline in record.attributes.items() if (kept := timeline.restrict(life))}
    register.put(replace(record, life=life, ended_by=fact.source, attributes=attributes))


def refuse_loss_of_later(record: Record, day: date) -> None:
    """Raise Refusal if something was recorded to happen to the object after `day`."""
    later = [
        timeline.changes_after(day)[0].period.lower
        for timeline in record.attributes.values()
        if timeline.changes_after(day)
    ]
    if later:
        first = min(later)
        name = describe_record(record, day)
        raise refuse(
            "later_change",
            first,
            (record.object_id,),
            f"{name.vi} còn thay đổi đã ghi nhận cho ngày {first:%d/%m/%Y}, sau ngày {day:%d/%m/%Y}",
            f"{name.en} has a change recorded for {first.isoformat()}, later than {day.isoformat()}",
        )


def _say(register: Register, fact: Said) -> None:
    record = alive(register, fact.object_id, fact.start)
    try:
        value = check_value(record.kind, fact.attribute, fact.value)
    except InvalidValue as invalid:
        name = describe_record(record, fact.start)
        raise refuse(
            "invalid_value",
            fact.start,
            (fact.object_id,),
            f"{name.vi}: {invalid.attribute} = {invalid.value!r}: {invalid.why.vi}",
            f"{name.en}: {invalid.attribute} = {invalid.value!r}: {invalid.why.en}",
        ) from None
    timeline = record.stated(fact.attribute)
    stated = Stated(value, fact.source)
    if fact.overwrite:
        changed = timeline.set_between(_within(record, fact), stated)
    else:
        changed = timeline.set_from(fact.start, stated).restrict(record.life)
    register.put(replace(record, attributes={**record.attributes, fact.attribute: changed}))


def _within(record: Record, fact: Said) -> Period:
    end = record.life.end if fact.until is None else fact.until
    try:
        period = Period(fact.start, end)
    except EmptyPeriod:
        raise refuse(
            "reversed_dates",
            fact.start,
            (fact.object_id,),
            f"ngày hết hiệu lực ({end}) không sau ngày bắt đầu ({fact.start})",
            f"the end ({end}) does not come after the start ({fact.start})",
        ) from None
    if not record.life.covers(period):
        raise _outside(record, record.life.upper)
    return period


def _link(register: Register, fact: Linked) -> None:
    predecessor = known(register, fact.predecessor, fact.on)
    if any(each.successor == fact.successor and each.on == fact.on for each in predecessor.links):
        name, other = describe_record(predecessor, fact.on), describe(register, fact.successor, fact.on)
        raise refuse(
            "linked_twice",
            fact.on,
            (fact.predecessor, fact.successor),
            f"quan hệ kế thừa từ {name.vi} sang {other.vi} được ghi hai lần",
            f"the passing of {name.en} into {other.en} is stated twice",
        )
    if fact.predecessor == fact.successor:
        name = describe_record(predecessor, fact.on)
        raise refuse(
            "own_successor",
            fact.on,
            (fact.predecessor,),
            f"{name.vi} không thể kế thừa hoặc chuyển vào chính nó",
            f"{name.en} cannot pass into itself",
        )
    links = (*predecessor.links, Link(fact.successor, fact.extent, fact.on, fact.source))
    in_order = tuple(sorted(links, key=lambda each: (each.on, each.successor)))
    register.put(replace(predecessor, links=in_order))


def _relive(register: Register, fact: Lived) -> None:
    record = known(register, fact.object_id, fact.start)
    name = describe_record(record, fact.start)
    try:
        life = Period(fact.start, fact.end)
    except EmptyPeriod:
        raise refuse(
            "reversed_dates",
            fact.start,
            (fact.object_id,),
            f"{name.vi}: ngày kết thúc ({fact.end}) không sau ngày bắt đầu ({fact.start})",
            f"{name.en}: the end ({fact.end}) does not come after the start ({fact.start})",
        ) from None
    if not life.overlaps(record.life):
        raise refuse(
            "disjoint_life",
            fact.start,
            (fact.object_id,),
            f"{name.vi}: thời gian tồn tại mới {life} không có ngày chung với thời gian cũ {record.life}",
            f"{name.en}: the new life {life} shares no day with the old one {record.life}",
        )
    if life.end is not None:
        refuse_loss_of_later(record, life.end)
    carried = {key: _carried_to(life, record.life, timeline) for key, timeline in record.attributes.items()}
    begun_by = record.begun_by if life.start == record.life.start else fact.source
    ended_by = record.ended_by if life.end == record.life.end else fact.source
    register.put(
        replace(
            record,
            life=life,
            begun_by=begun_by,
            ended_by=None if life.end is None else ended_by,
            attributes={key: timeline for key, timeline in carried.items() if timeline},
        )
    )


def _carried_to(life: Period, old: Period, timeline: Timeline[Stated]) -> Timeline[Stated]:
    """Cut to the new life; what held on the old first or last day holds back or on to the new ends."""
    carried = timeline.restrict(life)
    if not timeline:
        return carried
    first, last = timeline.segments[0], timeline.segments[-1]
    for grown in life.minus(old):
        if first.period.start == old.start and grown.end == old.start:
            carried = carried.set_between(grown, first.value)
        elif last.period.end == old.end and grown.start == old.end:
            carried = carried.set_between(grown, last.value)
    return carried
