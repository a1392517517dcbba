"""What a decision would do if it were enacted now, or why it cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from tinhgon.registry import documents
from tinhgon.registry.domain.changes import Retire
from tinhgon.registry.domain.enactment import enact
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.domain.records import Record, Register
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.journal import StoreJournal
from tinhgon.registry.models import Change, Decision, Entity
from tinhgon.registry.prefetching import prefetch
from tinhgon.registry.selectors.concerning import annulled_by
from tinhgon.registry.store import TABLES, StoreView
from tinhgon.temporal.sql import holds

_GROUPS = {
    Kind.AREA: "bodies",
    Kind.ORGANIZATION: "bodies",
    Kind.POST: "posts",
    Kind.MEMBERSHIP: "holders",
    Kind.QUOTA: "quotas",
}
GROUPS = ("bodies", "posts", "holders", "quotas", "people")


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How many objects of each group would begin, end or change; `refusal` where the decision cannot stand.

    Groups: bodies (areas and organizations), posts, holders (memberships), quotas, and people concerned.
    """

    counts: dict[str, Counter[str]]
    refusal: Refusal | None = None


def rehearse(decision: Decision) -> Rehearsal:
    """Try a decision on what is on record now; nothing is written."""
    document, sources = documents.documents([decision])[decision.pk]
    view = StoreView()
    prefetch(view, [document])
    try:
        register = enact(view, document, sources, StoreJournal())
    except Refusal as refusal:
        return Rehearsal({}, refusal)
    return Rehearsal(counted(register, register.changed))


def counted(register: Register, object_ids: Iterable[int]) -> dict[str, Counter[str]]:
    """How many of some objects begin, end or change in a register, by group, and how many people they concern."""
    counts = {each: Counter[str]() for each in GROUPS}
    people: set[int] = set()
    for object_id in object_ids:
        before, after = register.before(object_id), register.record(object_id)
        record = after or before
        if record is None or after == before:
            continue
        if record.kind in _GROUPS:
            counts[_GROUPS[record.kind]][_fate(before, after)] += 1
        people |= {object_id} if record.kind is Kind.PERSON else _people_of(record)
    counts["people"]["concerned"] = len(people)
    return counts


def _fate(before: Record | None, after: Record | None) -> str:
    if before is None:
        return "begun"
    if after is None or after.life.end != before.life.end:
        return "ended"
    return "changed"


def _people_of(record: Record) -> set[int]:
    if record.kind is not Kind.MEMBERSHIP:
        return set()
    return {int(each.value.value) for each in record.stated("person") if each.value.value is not None}


def named_by(decision: Decision) -> tuple[set[int], set[int]]:
    """Objects on record that a decision names or changes through a name, and bodies it founds under nothing named.

    To annul a decision changes what that one named; to retire a person ends whatever the person holds.
    """
    changes = documents.document_of(decision).changes
    ids = {each for change in changes for each in mentioned(change)} | annulled_by(changes)
    for change in changes:
        if isinstance(change, Retire):
            ids.update(_held_by(change.person, change.effective_on or decision.effective_on))
    on_record = set(Entity.objects.filter(pk__in=ids).values_list("pk", flat=True))
    alone = {
        next(iter(mentioned(change)))
        for change in changes
        if change.__struct_config__.tag == "found" and len(mentioned(change)) == 1
    }
    return on_record, alone


def _held_by(person: int, on: date) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.object_id FROM {TABLES[Kind.MEMBERSHIP]} s"
            f" WHERE s.person_id = %(person)s AND {holds('s', None)}",
            {"person": person, "on": on},
        )
        return [each for (each,) in cursor.fetchall()]


def is_empty(decision: Decision) -> bool:
    """Whether a decision changes nothing."""
    return not Change.objects.filter(decision=decision).exists()
