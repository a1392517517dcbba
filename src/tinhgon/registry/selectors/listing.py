"""Decisions in a list, and what one of them did to bodies, posts and holders."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import F, Q

from tinhgon.registry.domain.decisions import Status
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Decision, LedgerEntry
from tinhgon.registry.store import TABLES
from tinhgon.temporal.sql import holds

UNDER_WAY = (Status.SUBMITTED.value, Status.APPROVED.value)


@dataclass(frozen=True, slots=True)
class Listed:
    """One decision in a list; `seq` is its place in the ledger, once enacted."""

    id: int
    number: str
    kind: str
    issuer: str
    subject: str
    signed_on: date
    effective_on: date
    status: str
    seq: int | None
    drafted_by: str
    approved_by: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the objects of some kinds that a decision touched: how many there are the day before and on the day."""

    touched: int
    before: int
    after: int


def listed(account: int, seq: int, within: Collection[int] | None, under_way: Collection[int] = ()) -> list[Listed]:
    """Decisions, latest first: an account's own, others under way, then the ledger up to entry `seq`.

    `within`: of the ledger only these, by id (None: all); `under_way`: the ids of the others under way.
    """
    recorded = Q(ledger_entry__seq__lte=seq)
    if within is not None:
        recorded &= Q(pk__in=within)
    own = Q(drafted_by=account) & ~Q(status=Status.ENACTED.value)
    rows = (
        Decision.objects.filter(recorded | own | Q(pk__in=under_way))
        .order_by(F("ledger_entry__seq").desc(nulls_first=True), "-id")
        .values_list(
            "id", "number", "kind", "issuer", "subject", "signed_on", "effective_on", "status", "ledger_entry__seq",
            "drafted_by__username", "approved_by__username",
        )
    )  # fmt: skip
    return [Listed(*row) for row in rows]


def under_way(within: Collection[int] | None) -> list[int]:
    """Decisions submitted or approved and not in force that mention any of these objects (None: all of them)."""
    rows = Decision.objects.filter(status__in=UNDER_WAY).values_list("id", "mentions")
    return [each for each, mentions in rows if within is None or any(one in within for one in mentions)]


def tallies(decision: Decision, within: Collection[int] | None, *groups: tuple[Kind, ...]) -> list[Tally]:
    """For each group of kinds: how many of its objects the decision touched, and exist before and on its day.

    `within`: only these objects are counted (None: all).
    """
    entry = LedgerEntry.objects.filter(decision=decision).first()
    known = None if entry is None else entry.recorded_at
    return [_tally(decision, group, known, within) for group in groups]


def rows_recorded(decision: Decision, within: Collection[int]) -> int:
    """How many rows a decision recorded of these objects."""
    rows = " UNION ALL ".join(f"SELECT object_id FROM {TABLES[each]} WHERE decision_id = %(id)s" for each in Kind)
    with connection.cursor() as cursor:
        cursor.execute(rows, {"id": decision.pk})
        return sum(each in within for (each,) in cursor.fetchall())


def _tally(
    decision: Decision, kinds: tuple[Kind, ...], known: datetime | None, within: Collection[int] | None
) -> Tally:
    touched = " UNION ALL ".join(
        f"SELECT DISTINCT object_id FROM {TABLES[each]} WHERE decision_id = %s" for each in kinds
    )
    there = " UNION ALL ".join(
        f"SELECT count(*) FROM {TABLES[each]} s WHERE s.object_id = ANY(%(ids)s) AND {holds('s', known)}"
        for each in kinds
    )
    with connection.cursor() as cursor:
        cursor.execute(touched, [decision.pk] * len(kinds))
        ids = [each for (each,) in cursor.fetchall() if within is None or each in within]
        counts = [len(ids)]
        for on in (decision.effective_on - timedelta(days=1), decision.effective_on):
            cursor.execute(there, {"ids": ids, "on": on, "known": known})
            counts.append(sum(count for (count,) in cursor.fetchall()))
    return Tally(*counts)
