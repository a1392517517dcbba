"""The decisions that touched an area or a body: itself, its posts, their holders, its ceilings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.selectors.mentions import mentioned_in
from tinhgon.registry.store import TABLES
from tinhgon.temporal.sql import known_at


@dataclass(frozen=True, slots=True)
class Touch:
    """One decision in force; `own` says that it names the object itself, not only what belongs to it."""

    decision: int
    seq: int
    number: str
    title: str
    subject: str
    signed_on: date
    effective_on: date
    own: bool


def touching(object_id: int, seq: int, known: datetime | None = None) -> list[Touch]:
    """The decisions up to ledger entry `seq` that name an object or what ever belonged to it, latest first."""
    post, holder, quota = (TABLES[each] for each in (Kind.POST, Kind.MEMBERSHIP, Kind.QUOTA))
    posts = f"SELECT s.object_id FROM {post} s WHERE s.organization_id = %(id)s AND {known_at('s', known)}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT %(id)s::bigint UNION {posts}"
            f" UNION SELECT s.object_id FROM {quota} s WHERE s.organization_id = %(id)s AND {known_at('s', known)}"
            f" UNION SELECT m.object_id FROM {holder} m WHERE m.post_id = %(id)s AND {known_at('m', known)}"
            f" UNION SELECT m.object_id FROM ({posts}) p JOIN {holder} m ON m.post_id = p.object_id"
            f" AND {known_at('m', known)}",
            {"id": object_id, "known": known},
        )
        ids = [each for (each,) in cursor.fetchall()]
        cursor.execute(
            "SELECT d.id, e.seq, d.number, d.kind, d.subject, d.signed_on, d.effective_on, %(id)s = ANY(d.mentions)"
            " FROM registry_decision d JOIN registry_ledgerentry e ON e.decision_id = d.id"
            " WHERE d.id = ANY(%(found)s) ORDER BY d.effective_on DESC, e.seq DESC",
            {"id": object_id, "found": list(mentioned_in(ids, seq))},
        )
        return [Touch(*row) for row in cursor.fetchall()]


_OWNER = {Kind.MEMBERSHIP: "person_id", Kind.QUOTA: "organization_id"}


def belongs_to(kind: Kind, object_id: int, known: datetime | None = None) -> int:
    """The person of a holding, or the body of a ceiling, as known at `known`; the object must be on record."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.{_OWNER[kind]} FROM {TABLES[kind]} s WHERE s.object_id = %(id)s AND {known_at('s', known)}"
            " ORDER BY lower(s.valid) DESC LIMIT 1",
            {"id": object_id, "known": known},
        )
        (owner,) = cursor.fetchone()
    return int(owner)
