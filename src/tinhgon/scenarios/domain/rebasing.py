"""Putting a plan on a later base: what the record has stated meanwhile of the very things the plan states.

Every conflict shows both sides and is settled by itself; a plan goes on to the new base only when all are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import msgspec

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.facts import Began, Ended, Fact, Linked, Said
from tinhgon.registry.domain.records import Record, Stated, View
from tinhgon.registry.domain.refusals import Refusal, Violation
from tinhgon.registry.domain.vocabulary import Value
from tinhgon.scenarios.domain.plan import Base, Operation, Plan, on_base, rewriting
from tinhgon.scenarios.domain.preview import Laid, Preview
from tinhgon.temporal import Period, Timeline

LIFE = "life"
"""Stands for the beginning or the end of an object where others name an attribute."""


class Clash(StrEnum):
    """The ways in which the record and a plan disagree."""

    STATED = "stated"  # both state the same attribute, differently
    DONE = "done"  # the record already says what the step would say
    ENDED = "ended"  # the object began or ended otherwise than the plan knew
    REFUSED = "refused"  # the step cannot be laid on the new base
    BROKEN = "broken"  # it can, but breaks a rule between objects that it did not break before


CLASH_NAMES: Mapping[Clash, Text] = {
    Clash.STATED: Text("hai bên cùng thay đổi", "both changed it"),
    Clash.DONE: Text("hồ sơ đã ghi như vậy", "the record says so already"),
    Clash.ENDED: Text("đối tượng đã bắt đầu hoặc kết thúc khác", "it began or ended otherwise"),
    Clash.REFUSED: Text("không còn ghi nhận được", "it can no longer stand"),
    Clash.BROKEN: Text("vi phạm ràng buộc mới", "it breaks a rule now"),
}


class Key(msgspec.Struct, frozen=True, array_like=True):
    """What tells one conflict of a plan from another."""

    step: int
    clash: str
    object_id: int
    attribute: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A step and the record disagree about one object.

    `base` is what the plan knew, `theirs` what the record says now, `ours` what the step states (of an
    attribute, or for LIFE the day as text). `by` are the ids of the changes that state theirs; `why` is the
    reason where the step cannot stand. Only a step that can be laid on the new base may be kept (`keepable`).
    """

    key: Key
    day: date
    base: Value | None = None
    theirs: Value | None = None
    ours: Value | None = None
    by: tuple[int, ...] = ()
    why: Text | None = None
    keepable: bool = True

    @property
    def clash(self) -> Clash:
        """In which way they disagree."""
        return Clash(self.key.clash)


class Side(StrEnum):
    """How a conflict is settled."""

    OURS = "ours"  # the step stays and overrides
    THEIRS = "theirs"  # the step is dropped
    REWRITTEN = "rewritten"  # another change takes its place


@dataclass(frozen=True, slots=True)
class Resolution:
    """The side chosen, and the change that takes the step's place where it is rewritten."""

    side: Side
    change: Change | None = None


class Unsettled(TinhGonError):
    """Conflicts are left open, or settled in a way that cannot be."""

    code = "unsettled"

    def __init__(self, conflicts: Iterable[Conflict], what: Text) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(
            what,
            where=", ".join(f"#{each.key.step}/{each.key.object_id}" for each in self.conflicts),
            mend=Text(
                "Với mỗi xung đột, chọn giữ bên nào hoặc viết lại thay đổi.",
                "For every conflict choose a side or rewrite the change.",
            ),
        )


def conflicts(before: Preview, old: View, new: View, after: Preview) -> list[Conflict]:
    """Where a plan laid on its base (`before`, `old`) and on a later one (`after`, `new`) do not agree.

    In the order of the steps. An unchanged record gives none.
    """
    found: dict[Key, Conflict] = {}
    refused = {each.step.id: each.refusal for each in after.laid if each.refusal is not None}
    for laid in before.laid:
        if laid.refusal is not None:
            continue  # it did not stand before; that is shown as a finding
        own = list(_of_step(laid, old, new))
        if (refusal := refused.get(laid.step.id)) is not None:
            own = [_refused(laid, refusal), *(replace(each, keepable=False) for each in own)]
        for each in own:
            found.setdefault(each.key, each)
    for conflict in _broken(before, after):
        found.setdefault(conflict.key, conflict)
    return sorted(found.values(), key=_order(before))


def rebased(base: Base, found: Iterable[Conflict], resolutions: Mapping[Key, Resolution]) -> Operation:
    """Put a plan on another base with its conflicts settled. Raises Unsettled while any is not."""
    listed = list(found)

    def operation(plan: Plan) -> Plan:
        open_ = [each for each in listed if each.key not in resolutions]
        if open_:
            raise Unsettled(open_, Text(f"Còn {len(open_)} xung đột chưa xử lý", f"{len(open_)} conflicts are open"))
        wrong = [each for each in listed if resolutions[each.key].side is Side.OURS and not each.keepable]
        if wrong:
            raise Unsettled(
                wrong,
                Text("Có thay đổi không thể giữ nguyên", "Some changes cannot stay as they are"),
            )
        dropped = {each.key.step for each in listed if resolutions[each.key].side is Side.THEIRS}
        for each in listed:
            chosen = resolutions[each.key]
            if chosen.side is Side.REWRITTEN and each.key.step not in dropped:
                if chosen.change is None:
                    raise Unsettled([each], Text("Chưa có thay đổi viết lại", "The rewritten change is missing"))
                plan = rewriting(each.key.step, chosen.change)(plan)
        return on_base(base, (each for each in plan.steps if each.id not in dropped))(plan)

    return operation


def _of_step(laid: Laid, old: View, new: View) -> Iterator[Conflict]:
    for fact in laid.facts:
        match fact:
            case Began():
                if (there := new.record(fact.object_id)) is not None:
                    yield _conflict(laid, Clash.DONE, fact, LIFE, theirs=str(there.life.start), by=there)
            case Said() if (pair := _both(fact, old, new)) is not None:
                yield from _stated(laid, fact, *pair)
            case Ended() if (pair := _both(fact, old, new)) is not None:
                yield from _outlived(laid, fact, *pair)


def _both(fact: Said | Ended, old: View, new: View) -> tuple[Record, Record] | None:
    """The object's records on both bases; None where the plan itself makes it, or it is gone (then it is refused)."""
    was, now = old.record(fact.object_id), new.record(fact.object_id)
    return None if was is None or now is None else (was, now)


def _stated(laid: Laid, fact: Said, was: Record, now: Record) -> Iterator[Conflict]:
    since = Period.since(fact.start)
    before, after = (each.stated(fact.attribute).restrict(since) for each in (was, now))
    if _values(before) == _values(after):
        return
    by = tuple(sorted({each.value.source for each in after} - {each.value.source for each in before}))
    theirs, base = now.value(fact.attribute, fact.start), was.value(fact.attribute, fact.start)
    if theirs == base and len(after.segments) > 1:  # it was stated for a later day
        theirs = after.segments[-1].value.value
    same = len(after.segments) == 1 and theirs == fact.value
    clash = Clash.DONE if same else Clash.STATED
    yield Conflict(Key(laid.step.id, clash, fact.object_id, fact.attribute), fact.start, base, theirs, fact.value, by)


def _outlived(laid: Laid, fact: Ended, was: Record, now: Record) -> Iterator[Conflict]:
    if was.life == now.life:
        return
    end = now.life.end
    done = end == fact.on
    yield _conflict(
        laid,
        Clash.DONE if done else Clash.ENDED,
        fact,
        LIFE,
        base=None if was.life.end is None else was.life.end.isoformat(),
        theirs=None if end is None else end.isoformat(),
        ours=fact.on.isoformat(),
        by=now,
    )


def _conflict(
    laid: Laid,
    clash: Clash,
    fact: Began | Ended,
    attribute: str,
    *,
    base: Value | None = None,
    theirs: Value | None = None,
    ours: Value | None = None,
    by: Record | None = None,
) -> Conflict:
    sources = () if by is None else (by.begun_by if by.ended_by is None else by.ended_by,)
    key = Key(laid.step.id, clash, fact.object_id, attribute)
    return Conflict(key, fact.on, base, theirs, ours or fact.on.isoformat(), sources)


def _refused(laid: Laid, refusal: Refusal) -> Conflict:
    first = refusal.violations[0]
    subject = first.objects[0] if first.objects else 0
    key = Key(laid.step.id, Clash.REFUSED, subject, first.rule)
    return Conflict(key, first.day or laid.on, why=first.text, keepable=False)


def _broken(before: Preview, after: Preview) -> Iterator[Conflict]:
    """Rules between objects that hold on the old base and break on the new one, at the steps that touch them."""
    known = {(each.rule, each.objects) for each in before.violations}
    for violation in after.violations:
        if (violation.rule, violation.objects) in known:
            continue
        for laid in _causes(violation, after):
            subject = violation.objects[0] if violation.objects else 0
            key = Key(laid.step.id, Clash.BROKEN, subject, violation.rule)
            yield Conflict(key, violation.day or laid.on, why=violation.text)


def _causes(violation: Violation, after: Preview) -> list[Laid]:
    """The steps whose facts speak of the objects concerned; all that were laid where none does."""
    laid = [each for each in after.laid if each.refusal is None]
    named = [each for each in laid if {o for fact in each.facts for o in _objects(fact)} & set(violation.objects)]
    return named or laid


def _objects(fact: Fact) -> tuple[int, ...]:
    if isinstance(fact, Linked):
        return (fact.predecessor, fact.successor)
    if isinstance(fact, Said) and isinstance(fact.value, int) and not isinstance(fact.value, bool):
        return (fact.object_id, fact.value)
    return (fact.object_id,)


def _values(timeline: Timeline[Stated]) -> Timeline[Value | None]:
    """What was stated, whoever stated it."""
    return Timeline((each.period, each.value.value) for each in timeline)


def _order(before: Preview) -> Callable[[Conflict], tuple[int, str, int, str]]:
    place = {each.step.id: number for number, each in enumerate(before.laid)}
    return lambda each: (place[each.key.step], each.key.clash, each.key.object_id, each.key.attribute)
