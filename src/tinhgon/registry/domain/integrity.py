"""Rules that hold between objects on every day of the timeline.

`check` takes the records a decision changed and looks at whatever these touch, over all days, and
returns every violation with the first day on which it fails. There is no way to switch it off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from tinhgon.errors import Text
from tinhgon.registry.domain.records import Record, Register, codes
from tinhgon.registry.domain.refusals import Violation, describe, describe_record
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Attribute, Kind, Level, Value, references
from tinhgon.temporal import Period, Timeline, aligned


def check(register: Register, changed: Iterable[int]) -> list[Violation]:
    """Every violation the changed records are part of, earliest first."""
    found: dict[tuple[str, tuple[int, ...]], Violation] = {}
    for violation in _violations(register, sorted(changed)):
        found.setdefault((violation.rule, violation.objects), violation)
    return sorted(found.values(), key=lambda each: (each.day or date.min, each.rule, each.objects))


def _violations(register: Register, changed: Sequence[int]) -> Iterator[Violation]:
    """What is wrong with each record, and with what several of them share: that is looked at once."""
    posts: set[int] = set()
    bodies: set[int] = set()
    for object_id in changed:
        yield from _of_one(register, object_id)
        posts.update(_posts_to_count(register, object_id))
        bodies.update(_bodies_to_add_up(register, object_id))
    for post in sorted(posts):
        yield from _seats(register, post)
    for body in sorted(bodies):
        yield from _quota_covers_children(register, body)


def _of_one(register: Register, object_id: int) -> Iterator[Violation]:
    record = register.record(object_id)
    before = register.before(object_id)
    if before is not None and (record is None or not record.life.covers(before.life)):
        yield from _left_behind(register, object_id)
    if record is None:
        return
    for attribute in references(record.kind):
        yield from _within_target(register, record, attribute)
        if attribute.target is record.kind:
            yield from _no_cycle(register, record, attribute)
    yield from _required(record)
    yield from _links(register, record)
    match record.kind:
        case Kind.AREA:
            yield from _levels(register, record, before)
            if before is None or list(codes(before)) != list(codes(record)):
                yield from _codes(register, record)
        case Kind.QUOTA:
            yield from _one_quota(register, record)


def _posts_to_count(register: Register, object_id: int) -> list[int]:
    """The posts whose holders a changed record may make too many."""
    record = register.record(object_id)
    if record is not None and record.kind is Kind.MEMBERSHIP:
        return _targets(record, "post")
    return [object_id] if record is not None and record.kind is Kind.POST else []


def _bodies_to_add_up(register: Register, object_id: int) -> list[int]:
    """The bodies whose ceilings a changed record may make too low: a quota's own, and those right over that.

    A body that comes under another one counts there with the ceilings it has.
    """
    record, before = register.record(object_id), register.before(object_id)
    if record is None:
        return []
    if record.kind is Kind.QUOTA:
        owners = _targets(record, "organization")
        return owners + [parent for each in owners for parent in _parents(register, each)]
    moved = record.kind is Kind.ORGANIZATION and (before is None or before.stated("parent") != record.stated("parent"))
    return _parents(register, object_id) if moved and _quotas(register, object_id) else []


def _parents(register: Register, organization: int) -> list[int]:
    record = register.record(organization)
    return _targets(record, "parent") if record is not None and record.kind is Kind.ORGANIZATION else []


def _targets(record: Record, attribute: str) -> list[int]:
    return sorted({int(s.value.value) for s in record.stated(attribute) if s.value.value is not None})


def _within_target(register: Register, record: Record, attribute: Attribute) -> Iterator[Violation]:
    """A reference points to an object of the right kind that exists on all those days."""
    for segment in record.stated(attribute.name):
        if segment.value.value is None:
            continue
        target_id = int(segment.value.value)
        target = register.record(target_id)
        if target is None or target.kind is not attribute.target:
            name = describe_record(record, segment.period.lower)
            yield Violation(
                "dangling_reference",
                segment.period.lower,
                (record.object_id, target_id),
                Text(
                    f"{name.vi}: «{attribute.label.vi}» trỏ tới đối tượng không có (#{target_id})",
                    f"{name.en}: its {attribute.label.en.lower()} points to nothing (#{target_id})",
                ),
            )
            continue
        outside = segment.period.minus(target.life)
        if outside:
            day = outside[0].lower
            name, other = describe_record(record, segment.period.lower), describe_record(target, day)
            yield Violation(
                "outside_target_life",
                day,
                (record.object_id, target_id),
                Text(
                    f"{name.vi} có «{attribute.label.vi}» là {other.vi} vào ngày {day:%d/%m/%Y},"
                    f" khi đơn vị này không tồn tại ({target.life})",
                    f"{name.en} has as its {attribute.label.en.lower()} {other.en} on {day.isoformat()},"
                    f" when that does not exist ({target.life})",
                ),
            )


def _left_behind(register: Register, object_id: int) -> Iterator[Violation]:
    """Nothing still refers to, or passes into, an object whose life was shortened or undone."""
    for referrer_id in sorted(register.referrers(object_id)):
        referrer = register.record(referrer_id)
        if referrer is not None:
            found = [_within_target(register, referrer, each) for each in references(referrer.kind)]
            for violation in chain(_links(register, referrer), *found):
                if object_id in violation.objects:
                    yield violation


def _no_cycle(register: Register, record: Record, attribute: Attribute) -> Iterator[Violation]:
    day = _first_day_in_cycle(register, record.object_id, record, attribute.name, record.life, set())
    if day is not None:
        name = describe_record(record, day)
        yield Violation(
            "cycle",
            day,
            (record.object_id,),
            Text(
                f"từ ngày {day:%d/%m/%Y}, {name.vi} thuộc chính nó qua «{attribute.label.vi}»",
                f"from {day.isoformat()}, {name.en} comes under itself through its {attribute.label.en.lower()}",
            ),
        )


def _first_day_in_cycle(
    register: Register, origin: int, record: Record, attribute: str, period: Period, path: set[int]
) -> date | None:
    """The first day in `period` on which going up from `record` leads to `origin`."""
    days: list[date] = []
    for segment in record.stated(attribute).restrict(period):
        if segment.value.value is None:
            continue
        target_id = int(segment.value.value)
        if target_id == origin:
            days.append(segment.period.lower)
        elif target_id not in path and (target := register.record(target_id)) is not None:
            above = _first_day_in_cycle(register, origin, target, attribute, segment.period, path | {record.object_id})
            if above is not None:
                days.append(above)
    return min(days, default=None)


def _required(record: Record) -> Iterator[Violation]:
    for attribute in ATTRIBUTES[record.kind].values():
        if not attribute.required:
            continue
        for gap in record.stated(attribute.name).gaps(record.life):
            name = describe_record(record, gap.lower)
            yield Violation(
                "required_missing",
                gap.lower,
                (record.object_id,),
                Text(
                    f"{name.vi} thiếu «{attribute.label.vi}» từ ngày {gap.lower:%d/%m/%Y}",
                    f"{name.en} lacks its {attribute.label.en.lower()} from {gap.lower.isoformat()}",
                ),
            )


def _links(register: Register, record: Record) -> Iterator[Violation]:
    for link in record.links:
        successor = register.record(link.successor)
        lived = successor is not None and (link.on in successor.life or link.on == successor.life.end)
        own = link.on in record.life or link.on == record.life.end
        if not lived or not own:
            name, other = describe_record(record, link.on), describe(register, link.successor, link.on)
            yield Violation(
                "lineage_outside_life",
                link.on,
                (record.object_id, link.successor),
                Text(
                    f"{name.vi} chuyển vào {other.vi} ngày {link.on:%d/%m/%Y}, khi một trong hai không tồn tại",
                    f"{name.en} passes into {other.en} on {link.on.isoformat()}, when one of them does not exist",
                ),
            )


def _levels(register: Register, record: Record, before: Record | None) -> Iterator[Violation]:
    yield from _below_parent(register, record)
    if before is not None and before.stated("level") != record.stated("level"):
        for child_id in sorted(register.referrers(record.object_id)):
            child = register.record(child_id)
            if child is not None and child.kind is Kind.AREA:
                yield from _below_parent(register, child)


def _below_parent(register: Register, record: Record) -> Iterator[Violation]:
    """An area's level is lower than its parent's."""
    for held in record.stated("parent"):
        parent = None if held.value.value is None else register.record(int(held.value.value))
        if parent is None:
            continue
        for own in record.stated("level").restrict(held.period):
            for upper in parent.stated("level").restrict(own.period):
                if Level(str(upper.value.value)).rank >= Level(str(own.value.value)).rank:
                    day = upper.period.lower
                    name, other = describe_record(record, day), describe_record(parent, day)
                    yield Violation(
                        "level_order",
                        day,
                        (record.object_id, parent.object_id),
                        Text(
                            f"{name.vi} không thể thuộc {other.vi}: cấp không thấp hơn",
                            f"{name.en} cannot be part of {other.en}: its level is not lower",
                        ),
                    )


def _codes(register: Register, record: Record) -> Iterator[Violation]:
    """No two areas of one level bear one code on one day."""
    for level, code, period in codes(record):
        for other_id in sorted(set(register.coded(level, code)) - {record.object_id}):
            other = register.record(other_id)
            if other is None:
                continue
            for other_level, other_code, other_period in codes(other):
                shared = period.intersection(other_period)
                if (other_level, other_code) == (level, code) and shared is not None:
                    day = shared.lower
                    name, twin = describe_record(record, day), describe_record(other, day)
                    yield Violation(
                        "code_taken",
                        day,
                        tuple(sorted((record.object_id, other_id))),
                        Text(
                            f"{name.vi} và {twin.vi} cùng mang mã {code} từ ngày {day:%d/%m/%Y}",
                            f"{name.en} and {twin.en} both bear code {code} from {day.isoformat()}",
                        ),
                    )


def _seats(register: Register, post_id: int) -> Iterator[Violation]:
    """On no day more holders than seats (a stated hand-over not counted), and no person twice."""
    post = register.record(post_id)
    if post is None:
        return
    held: list[tuple[Period, Record]] = []
    for object_id in sorted(register.referrers(post_id)):
        record = register.record(object_id)
        if record is None or record.kind is not Kind.MEMBERSHIP:
            continue
        for segment in record.stated("post"):
            if segment.value.value == post.object_id:
                handover = [h.period for h in record.stated("handover") if h.value.value is True]
                held.extend((part, record) for part in _without(segment.period, handover))
    people_change = {s.period.lower for _, record in held for s in record.stated("person")}
    seats_change = {s.period.lower for s in post.stated("seats")}
    for day in sorted({period.lower for period, _ in held} | people_change | seats_change):
        holders = [record for period, record in held if day in period]
        seats = post.value("seats", day)
        people = [record.value("person", day) for record in holders]
        if len(holders) > int(1 if seats is None else seats) or len(set(people)) < len(people):
            name = describe_record(post, day)
            yield Violation(
                "seat_taken",
                day,
                (post.object_id, *(each.object_id for each in holders)),
                Text(
                    f"{name.vi} có {len(holders)} người giữ từ ngày {day:%d/%m/%Y}, chỉ có {seats or 1} chỗ",
                    f"{name.en} has {len(holders)} holders from {day.isoformat()} for {seats or 1} seat(s)",
                ),
            )
            return


def _without(period: Period, holes: list[Period]) -> list[Period]:
    rest = [period]
    for hole in holes:
        rest = [part for each in rest for part in each.minus(hole)]
    return rest


def _one_quota(register: Register, quota: Record) -> Iterator[Violation]:
    """One ceiling for an organization, class and funding source on any day."""
    for organization in _targets(quota, "organization"):
        for other_id in sorted(register.referrers(organization)):
            other = register.record(other_id)
            if other is None or other.kind is not Kind.QUOTA or other_id == quota.object_id:
                continue
            shared = [
                both
                for own in _ceilings(quota)
                for its in _ceilings(other)
                if own.key == its.key and (both := own.period.intersection(its.period)) is not None
            ]
            if shared:
                day = shared[0].lower
                name = describe(register, organization, day)
                yield Violation(
                    "quota_twice",
                    day,
                    tuple(sorted((quota.object_id, other_id))),
                    Text(
                        f"{name.vi} có hai mức biên chế cùng loại từ ngày {day:%d/%m/%Y}",
                        f"{name.en} has two ceilings of one class from {day.isoformat()}",
                    ),
                )


class _Ceiling(NamedTuple):
    """What a quota grants on some days; the key is organization, class and funding source."""

    period: Period
    key: tuple[Value | None, ...]
    amount: int


def _ceilings(quota: Record) -> Iterator[_Ceiling]:
    """The ceilings of a quota, in order of days: a correction may give it to another body half-way."""
    for period, held in aligned(quota.attributes, quota.life):
        values = {name: stated.value for name, stated in held.items()}
        key = tuple(values.get(name) for name in ("organization", "establishment_class", "funding"))
        yield _Ceiling(period, key, int(values.get("amount") or 0))


def _quota_covers_children(register: Register, organization: int) -> Iterator[Violation]:
    """The ceilings of an organization are at least the sum of those of the bodies right below it."""
    own = _quotas(register, organization)
    if not own:
        return
    below: dict[tuple[object, ...], list[Timeline[int]]] = {}
    for child_id in sorted(register.referrers(organization)):
        child = register.record(child_id)
        if child is None or child.kind is not Kind.ORGANIZATION:
            continue
        for held in child.stated("parent"):
            if held.value.value == organization:
                for key, amount in _quotas(register, child_id).items():
                    below.setdefault(key, []).append(amount.restrict(held.period))
    for key, ceiling in own.items():
        children = below.get(key, [])
        for day in sorted({s.period.lower for each in [ceiling, *children] for s in each}):
            limit = ceiling.at(day)
            total = sum(each.at(day) or 0 for each in children)
            if limit is not None and total > limit:
                name = describe(register, organization, day)
                yield Violation(
                    "quota_exceeded",
                    day,
                    (organization,),
                    Text(
                        f"{name.vi}: tổng biên chế cấp dưới {total} vượt {limit} từ ngày {day:%d/%m/%Y}",
                        f"{name.en}: the bodies below have {total} posts, above {limit}, from {day.isoformat()}",
                    ),
                )
                break


def _quotas(register: Register, organization: int) -> dict[tuple[object, ...], Timeline[int]]:
    """Ceilings of one organization by (class, funding)."""
    found: dict[tuple[object, ...], Timeline[int]] = {}
    for object_id in sorted(register.referrers(organization)):
        quota = register.record(object_id)
        if quota is None or quota.kind is not Kind.QUOTA:
            continue
        for period, (holder, *rest), amount in _ceilings(quota):
            if holder == organization:
                key = tuple(rest)
                found[key] = found.get(key, Timeline()).set_between(period, amount)
    return found
