"""People: what they are called, the posts they hold and held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Max

from tinhgon.registry.domain.records import Record
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type
from tinhgon.registry.models import PersonalValue, PersonKey
from tinhgon.registry.selectors.cards import nearest_day
from tinhgon.registry.selectors.labels import Label, Source, labels, sources
from tinhgon.registry.selectors.surroundings import surroundings
from tinhgon.registry.store import TABLES, StoreView
from tinhgon.temporal import Period
from tinhgon.temporal.sql import holds, known_at

PERSONAL_FIELDS = tuple(
    name for name, each in ATTRIBUTES[Kind.PERSON].items() if each.type is Type.PERSONAL and name != "name"
)
"""What is kept of people besides the name they hold public posts under."""


def people_kept() -> tuple[int, int]:
    """How many people there are whose values are kept, and the last of them: another when one is erased.

    What is kept at hand and holds names is kept under this.
    """
    found = PersonKey.objects.aggregate(count=Count("pk"), last=Max("pk"))
    return found["count"], found["last"] or 0


@dataclass(frozen=True, slots=True)
class Tenure:
    """A post of a person from its beginning to its end, as it was on the day asked for or the nearest.

    `area` is the one that the body serves. `concurrent` says that the pay sits on another post; `begun_by` and
    `ended_by` are the changes.
    """

    membership: int
    post: Label
    organization: Label | None
    area: Label | None
    headship: str
    life: Period
    basis: str
    concurrent: bool
    handover: bool
    non_local: bool | None
    begun_by: Source
    ended_by: Source | None

    @property
    def last_day(self) -> date | None:
        """The last day of the tenure, None while no end is on record."""
        return None if self.life.end is None else self.life.end - timedelta(days=1)


def names(person_ids: Iterable[int], on: date, known: datetime | None = None) -> dict[int, str]:
    """The names of people on the day `on`, or on the nearest day on record; erased names are absent."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT ON (s.object_id) s.object_id, v.value FROM {TABLES[Kind.PERSON]} s"
            " JOIN registry_personalvalue v ON v.digest = s.name"
            f" WHERE s.object_id = ANY(%(ids)s) AND {known_at('s', known)}"
            f" ORDER BY s.object_id, ({holds('s', known)}) DESC, abs(lower(s.valid) - %(on)s::date)",
            {"ids": sorted(set(person_ids)), "on": on, "known": known},
        )
        return dict(cursor.fetchall())


def personal(person_id: int, on: date, known: datetime | None = None) -> dict[str, str]:
    """The personal fields of one person, where on record and not erased. Who asks must be entitled to."""
    record = StoreView(known).record(person_id)
    if record is None:
        return {}
    day = nearest_day(record.life, on)
    digests = {name: str(value) for name in PERSONAL_FIELDS if (value := record.value(name, day)) is not None}
    found = dict(PersonalValue.objects.filter(digest__in=digests.values()).values_list("digest", "value"))
    return {name: found[digest] for name, digest in digests.items() if digest in found}


def tenures(person_id: int, on: date, known: datetime | None = None) -> list[Tenure]:
    """Every post a person ever held, in order of beginning."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT s.object_id FROM {TABLES[Kind.MEMBERSHIP]} s"
            f" WHERE s.person_id = %(id)s AND {known_at('s', known)}",
            {"id": person_id, "known": known},
        )
        ids = [each for (each,) in cursor.fetchall()]
    view = StoreView(known)
    view.load(ids)
    held = [record for each in ids if (record := view.record(each)) is not None]
    view.load(int(each.value("post", each.life.lower) or 0) for each in held)
    behind = sources({each.begun_by for each in held} | {each.ended_by for each in held if each.ended_by is not None})
    found = [_tenure(each, view, on, known, behind) for each in held]
    return sorted(found, key=lambda each: (each.life.lower, each.membership))


def _tenure(record: Record, view: StoreView, on: date, known: datetime | None, behind: Mapping[int, Source]) -> Tenure:
    day = nearest_day(record.life, on)
    post_id = int(record.value("post", day) or 0)
    post = view.record(post_id)
    # A post outlives its holders, so it is on record on every day of the tenure.
    body = 0 if post is None else int(post.value("organization", day) or 0)
    served = surroundings([post_id], day, known).get(post_id, [])
    called = labels([post_id, body, *served], day, known)
    area = next((called[each] for each in served if called[each].kind is Kind.AREA), None)
    return Tenure(
        membership=record.object_id,
        post=called[post_id],
        organization=called.get(body),
        area=area,
        headship="none" if post is None else str(post.value("headship", day)),
        life=record.life,
        basis=str(record.value("basis", day)),
        concurrent=record.value("concurrent", day) is True,
        handover=record.value("handover", day) is True,
        non_local=None if (local := record.value("non_local", day)) is None else bool(local),
        begun_by=behind[record.begun_by],
        ended_by=None if record.ended_by is None else behind[record.ended_by],
    )
