"""The naive way: Django's ORM, one query for each object and each look at it, one save for each row.

It gives the same answers and writes the same rows as `tinhgon.registry`, so that the ratio compares
like with like: the rules it checks are the registry's own, asked over `RowByRow`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from psycopg.types.range import Range

from tinhgon.accounts.models import Account
from tinhgon.registry.domain.changes import plain_change
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.enactment import enact
from tinhgon.registry.domain.ledger import GENESIS, LedgerEntry, content_digest, digest
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.domain.records import Link, Record, Register
from tinhgon.registry.domain.rows import StateRow, decode, encode
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, references
from tinhgon.registry.models import (
    STATES,
    AreaState,
    Change,
    Decision,
    Entity,
    Lineage,
    MembershipState,
    OrganizationState,
    PersonState,
    PostState,
    QuotaState,
    State,
)
from tinhgon.registry.models import LedgerEntry as LedgerRow
from tinhgon.registry.store import plain_values
from tinhgon.temporal import Period


def province_snapshot(province: int, on: date, known: datetime | None) -> dict[Kind, int]:
    """Walk down a province object by object; how many of each kind were read."""
    recorded = {"recorded__upper_inf": True} if known is None else {"recorded__contains": known}
    holding = {"valid__contains": on, **recorded}
    counts = dict.fromkeys(Kind, 0)
    counts[Kind.AREA] += 1
    areas = [AreaState.objects.get(object_id=province, **holding)]
    organizations: list[OrganizationState] = []
    while areas:
        area = areas.pop()
        below = list(AreaState.objects.filter(parent_id=area.object_id, **holding))
        counts[Kind.AREA] += len(below)
        areas += below
        organizations += OrganizationState.objects.filter(area_id=area.object_id, **holding)
    seen = {each.object_id for each in organizations}
    while organizations:
        organization = organizations.pop()
        counts[Kind.ORGANIZATION] += 1
        for child in OrganizationState.objects.filter(parent_id=organization.object_id, **holding):
            if child.object_id not in seen:
                seen.add(child.object_id)
                organizations.append(child)
        counts[Kind.QUOTA] += len(QuotaState.objects.filter(organization_id=organization.object_id, **holding))
        for post in PostState.objects.filter(organization_id=organization.object_id, **holding):
            counts[Kind.POST] += 1
            for membership in MembershipState.objects.filter(post_id=post.object_id, **holding):
                counts[Kind.MEMBERSHIP] += 1
                counts[Kind.PERSON] += len(PersonState.objects.filter(object_id=membership.person_id, **holding))
    return counts


class RowByRow:
    """The record as the domain asks for it, queried again every time."""

    def record(self, object_id: int) -> Record | None:
        """The record of one object, or None."""
        entity = Entity.objects.filter(pk=object_id).first()
        if entity is None:
            return None
        kind = Kind(entity.kind)
        rows = [_state_row(each) for each in _current(kind, object_id)]
        links = [
            Link(each.successor_id, each.extent, each.on, each.change_id)
            for each in Lineage.objects.filter(predecessor_id=object_id, recorded__upper_inf=True).order_by(
                "on", "successor_id"
            )
        ]
        return decode(object_id, kind, rows, links) if rows else None

    def referrers(self, object_id: int) -> set[int]:
        """Ids of all objects that ever refer to this one or pass into it."""
        found = {
            each.predecessor_id for each in Lineage.objects.filter(successor_id=object_id, recorded__upper_inf=True)
        }
        for kind in Kind:
            for attribute in references(kind):
                rows = STATES[kind].objects.filter(**{attribute.column: object_id}, recorded__upper_inf=True)
                found.update(each.object_id for each in rows)
        return found

    def coded(self, level: str, code: str) -> set[int]:
        """Ids of all areas that ever bear `code` at `level`."""
        return {each.object_id for each in AreaState.objects.filter(level=level, code=code, recorded__upper_inf=True)}


def _current(kind: Kind, object_id: int) -> list[State]:
    rows = STATES[kind].objects.filter(object_id=object_id, recorded__upper_inf=True)
    return sorted(rows, key=lambda each: each.valid.lower or date.min)


def _state_row(state: State) -> StateRow:
    attributes = tuple(ATTRIBUTES[Kind(state.object.kind)].values())
    values = plain_values(attributes, [getattr(state, each.column) for each in attributes])
    return StateRow(Period(state.valid.lower, state.valid.upper), values, state.sources)


@transaction.atomic
def record(document: DecisionDocument, drafter: Account, approver: Account) -> None:
    """Draft, submit, approve and enact one decision, saving one model instance after the other."""
    now = datetime.now(UTC)
    decision = Decision(
        number=document.number,
        kind=document.kind,
        issuer=document.issuer,
        signed_on=document.signed_on,
        effective_on=document.effective_on,
        subject=document.subject,
        instruments=[],
        key=document.key,
        drafted_by=drafter,
    )
    decision.save()
    sources = []
    for ordinal, verb in enumerate(document.changes, start=1):
        change = Change(decision=decision, ordinal=ordinal, verb=verb.__struct_config__.tag, payload=plain_change(verb))
        change.save()
        sources.append(change.pk)
    enact(RowByRow(), document, sources)
    _advance(
        decision, "submitted", content_digest=content_digest(document), submitted_at=now, mentions=_mentions(document)
    )
    _advance(decision, "approved", approved_by=approver, approved_at=now)
    workspace = enact(RowByRow(), document, sources)
    head = LedgerRow.objects.order_by("-seq").first()
    recorded_at = max(datetime.now(UTC), head.recorded_at + timedelta(microseconds=1)) if head else now
    _advance(decision, "enacted", enacted_at=recorded_at)
    seq, previous = (head.seq + 1, head.digest) if head else (1, GENESIS)
    entry = LedgerEntry(seq, previous, recorded_at, drafter.username, approver.username, document)
    LedgerRow(seq=seq, decision=decision, previous=previous, digest=digest(entry), recorded_at=recorded_at).save()
    for object_id, after in workspace.changed.items():
        if after is not None:
            _save(workspace, decision, after, object_id, recorded_at)


def _mentions(document: DecisionDocument) -> list[int]:
    return sorted({each for change in document.changes for each in mentioned(change)})


def _advance(decision: Decision, status: str, **values: object) -> None:
    for name, value in {"status": status, **values}.items():
        setattr(decision, name, value)
    decision.save()


def _save(workspace: Register, decision: Decision, after: Record, object_id: int, recorded_at: datetime) -> None:
    before = workspace.before(object_id)
    if before is None and not Entity.objects.filter(pk=object_id).exists():
        Entity(pk=object_id, kind=after.kind.value).save(force_insert=True)
    old, new = [] if before is None else encode(before), encode(after)
    for state in _current(after.kind, object_id):
        if _state_row(state) not in new:
            state.recorded = Range(state.recorded.lower, recorded_at, "[)")
            state.save()
    for row in new:
        if row not in old:
            _insert(after.kind, object_id, row, decision, recorded_at)
    for link in _added(after.links, () if before is None else before.links):
        Lineage(
            predecessor_id=object_id,
            successor_id=link.successor,
            extent=link.extent,
            on=link.on,
            change_id=link.source,
            decision=decision,
            recorded=Range(recorded_at, None, "[)"),
        ).save()


def _added(after: Iterable[Link], before: Iterable[Link]) -> list[Link]:
    known = set(before)
    return [each for each in after if each not in known]


def _insert(kind: Kind, object_id: int, row: StateRow, decision: Decision, recorded_at: datetime) -> None:
    values = {each.column: value for each, value in zip(ATTRIBUTES[kind].values(), row.values, strict=True)}
    STATES[kind](
        object_id=object_id,
        valid=Range(row.period.start, row.period.end, "[)"),
        recorded=Range(recorded_at, None, "[)"),
        decision=decision,
        sources=dict(row.sources),
        **values,
    ).save()
