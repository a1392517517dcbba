"""Decisions: the list of them, one with all that belongs to it, and the facts it made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

import msgspec
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Count, F, Q, QuerySet

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry import documents
from tinhgon.registry.domain.changes import Annul
from tinhgon.registry.domain.decisions import DecisionDocument, Instrument, Status, effective_date
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.domain.rows import BEGIN, END, StateRow
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type, Value
from tinhgon.registry.models import Decision, DecisionEffect, LedgerEntry
from tinhgon.registry.selectors.cards import readable
from tinhgon.registry.selectors.labels import Label, labels
from tinhgon.registry.selectors.wording import in_words
from tinhgon.registry.store import COLUMNS, TABLES, plain_values
from tinhgon.temporal import Period


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision in a list. `seq` and `recorded_at` are those of its ledger entry, once enacted."""

    id: int
    seq: int | None
    number: str
    title: str
    issuer: str
    signed_on: date
    effective_on: date
    status: str
    recorded_at: datetime | None
    changes: int
    subject: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step in a decision's life: who took it (user name, and the name shown) and when."""

    status: str
    by: str | None
    name: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Effect:
    """What this decision does to another, or (`passive`) another to it."""

    effect: str
    passive: bool
    seq: int | None
    number: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change in words, with the day it takes effect."""

    ordinal: int
    verb: str
    effective_on: date
    text: Text


@dataclass(frozen=True, slots=True)
class DecisionDetail:
    """A decision with all that belongs to it. `facts` counts state rows by kind, and lineage links."""

    line: DecisionLine
    instruments: tuple[Instrument, ...]
    attachments: tuple[str, ...]
    steps: tuple[Step, ...]
    previous: str | None
    digest: str | None
    effects: tuple[Effect, ...]
    changes: tuple[ChangeLine, ...]
    facts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Made:
    """What a decision recorded of one object for some days: the values it stated itself.

    `began` and `ended`: it began the object on the first, or ended it on the last of these days.
    `recorded_to` is when the row was superseded, None while it is on record.
    """

    label: Label
    valid: Period
    stated: dict[str, Value | Label | None]
    began: bool
    ended: bool
    recorded_to: datetime | None


class UnknownDecision(TinhGonError):
    """No decision has this number, none cites it, and no ledger entry has it."""

    code = "unknown_decision"

    def __init__(self, called: str) -> None:
        super().__init__(
            Text(f"Không tìm thấy quyết định «{called}»", f"There is no decision {called!r}"),
            where=called,
            mend=Text(
                "Dùng số ký hiệu của quyết định hoặc văn bản được viện dẫn, hoặc #SỐ trong sổ;"
                " xem `tinhgon decision list`.",
                "Use the number of the decision or of an instrument it cites, or #N of the ledger;"
                " see `tinhgon decision list`.",
            ),
        )


def all_decisions() -> list[DecisionLine]:
    """Every decision: enacted ones in ledger order, then those under way."""
    return _lines(Decision.objects.all())


def decisions_called(called: str) -> list[DecisionLine]:
    """Decisions with this number, those citing an instrument with it, or the ledger entry `#N`.

    Case and spacing do not matter. Raises UnknownDecision.
    """
    called = " ".join(called.split())
    if called.startswith("#") and called[1:].isdigit():
        found = _lines(Decision.objects.filter(ledger_entry__seq=int(called[1:])))
    else:
        found = _lines(Decision.objects.filter(Q(number__iexact=called) | Q(pk__in=_citing(called))))
    if not found:
        raise UnknownDecision(called)
    return found


def recorded_at(seq: int) -> datetime:
    """The moment a ledger entry was recorded. Raises UnknownDecision."""
    moment = LedgerEntry.objects.values_list("recorded_at", flat=True).filter(seq=seq).first()
    if moment is None:
        raise UnknownDecision(f"#{seq}")
    return moment


def decision_detail(decision_id: int, *, with_changes: bool = True) -> DecisionDetail:
    """One decision with all that belongs to it, its objects called as just before it took effect.

    The changes may be left out: some decisions have thousands (see `telling` for a page of them).
    """
    decision = Decision.objects.select_related("drafted_by", "approved_by").get(pk=decision_id)
    entry = LedgerEntry.objects.filter(decision=decision).first()
    document = documents.document_of(decision, with_changes=with_changes)
    return DecisionDetail(
        line=_lines(Decision.objects.filter(pk=decision_id))[0],
        instruments=document.instruments,
        attachments=tuple(each.name for each in document.attachments),
        steps=_steps(decision),
        previous=None if entry is None else entry.previous,
        digest=None if entry is None else entry.digest,
        effects=_effects(decision),
        changes=_changes(document, None if entry is None else entry.recorded_at),
        facts=_counts(decision_id),
    )


def made_by(decision_id: int) -> list[Made]:
    """What a decision recorded, object by object."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM registry_change WHERE decision_id = %s", [decision_id])
        own = {each for (each,) in cursor.fetchall()}
        rows = [row for kind in Kind for row in _recorded_rows(cursor, kind, decision_id)]
    by_day: dict[date, set[int]] = defaultdict(set)
    for row in rows:
        by_day[row.state.period.lower] |= {row.object_id, *_pointed_to(row)}
    called = {day: labels(ids, day) for day, ids in by_day.items()}
    return [_made(row, own, called[row.state.period.lower]) for row in rows]


class _Recorded(NamedTuple):
    """A state row that the decision wrote."""

    kind: Kind
    object_id: int
    state: StateRow
    recorded_to: datetime | None


def _recorded_rows(cursor: CursorWrapper, kind: Kind, decision_id: int) -> list[_Recorded]:
    cursor.execute(
        "SELECT object_id, lower(valid), upper(valid), upper(recorded), sources,"
        f" {', '.join(COLUMNS[kind])} FROM {TABLES[kind]} WHERE decision_id = %s"
        " ORDER BY object_id, lower(valid)",
        [decision_id],
    )
    attributes = tuple(ATTRIBUTES[kind].values())
    return [
        _Recorded(
            kind,
            object_id,
            StateRow(Period(start, end), plain_values(attributes, values), msgspec.json.decode(sources)),
            closed,
        )
        for object_id, start, end, closed, sources, *values in cursor.fetchall()
    ]


def _pointed_to(row: _Recorded) -> set[int]:
    pairs = zip(ATTRIBUTES[row.kind].values(), row.state.values, strict=True)
    return {int(value) for each, value in pairs if each.type is Type.REFERENCE and value is not None}


def _made(row: _Recorded, own: set[int], called: dict[int, Label]) -> Made:
    sources = row.state.sources
    began = sources.get(BEGIN) in own
    stated: dict[str, Value | Label | None] = {}
    for attribute, value in zip(ATTRIBUTES[row.kind].values(), row.state.values, strict=True):
        # What the first row does not name was stated by the change that began the object (see `rows`).
        implied = began and attribute.name not in sources and value is not None
        if sources.get(attribute.name) not in own and not implied:
            continue
        if attribute.type is Type.REFERENCE and value is not None:
            stated[attribute.name] = called[int(value)]
        else:
            stated[attribute.name] = readable(row.kind, attribute.name, value)
    return Made(
        label=called[row.object_id],
        valid=row.state.period,
        stated=stated,
        began=began,
        ended=sources.get(END) in own,
        recorded_to=row.recorded_to,
    )


def _lines(decisions: QuerySet[Decision]) -> list[DecisionLine]:
    rows = (
        decisions.annotate(count=Count("changes"))
        .order_by(F("ledger_entry__seq").asc(nulls_last=True), "id")
        .values_list(
            "id",
            "ledger_entry__seq",
            "number",
            "kind",
            "issuer",
            "signed_on",
            "effective_on",
            "status",
            "ledger_entry__recorded_at",
            "count",
            "subject",
        )
    )
    return [DecisionLine(*row) for row in rows]


def _citing(number: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.id FROM registry_decision d, jsonb_array_elements(d.instruments) AS cited"
            " WHERE lower(cited->>'number') = lower(%s)",
            [number],
        )
        return [each for (each,) in cursor.fetchall()]


def _steps(decision: Decision) -> tuple[Step, ...]:
    drafter, approver = decision.drafted_by, decision.approved_by
    taken = (
        (Status.DRAFT, drafter, decision.drafted_at),
        (Status.SUBMITTED, drafter, decision.submitted_at),
        (Status.APPROVED, approver, decision.approved_at),
        (Status.ENACTED, None, decision.enacted_at),
    )
    return tuple(
        Step(status.value, by and by.username, by and by.shown_name, at) for status, by, at in taken if at is not None
    )


def _effects(decision: Decision) -> tuple[Effect, ...]:
    rows = DecisionEffect.objects.filter(Q(decision=decision) | Q(target=decision)).order_by("id")
    wanted = ("effect", "decision_id")
    sides = [
        (
            side,
            rows.filter(**{mine: decision}).values_list(*wanted, f"{side}__ledger_entry__seq", f"{side}__number"),
        )
        for mine, side in (("decision", "target"), ("target", "decision"))
    ]
    return tuple(
        Effect(effect, side == "decision", seq, number) for side, found in sides for effect, _, seq, number in found
    )


def _changes(document: DecisionDocument, known: datetime | None) -> tuple[ChangeLine, ...]:
    """The changes in words. Objects are called as on the eve of the change, as recorded by this decision."""
    by_day: dict[date, set[int]] = defaultdict(set)
    for change in document.changes:
        by_day[effective_date(document, change)] |= mentioned(change)
    called = {day: labels(ids, day - timedelta(days=1), known) for day, ids in by_day.items()}
    annulled = _numbers(each.entry for each in document.changes if isinstance(each, Annul))
    lines: list[ChangeLine] = []
    for ordinal, change in enumerate(document.changes, start=1):
        day = effective_date(document, change)
        text = in_words(change, called[day], annulled)
        lines.append(ChangeLine(ordinal, str(change.__struct_config__.tag), day, text))
    return tuple(lines)


def _numbers(seqs: Iterable[int]) -> dict[int, str]:
    rows = LedgerEntry.objects.filter(seq__in=list(seqs)).select_related("decision")
    return {each.seq: str(each.decision) for each in rows}


def _counts(decision_id: int) -> dict[str, int]:
    tables: Sequence[tuple[str, str]] = [
        *((str(kind), TABLES[kind]) for kind in Kind),
        ("lineage", "registry_lineage"),
    ]
    query = " UNION ALL ".join(
        f"SELECT '{name}', count(*) FROM {table} WHERE decision_id = %(id)s" for name, table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(query, {"id": decision_id})
        return {name: count for name, count in cursor.fetchall() if count}
