"""Verifying the record: replay every decision, compare with what is stored, check the chain.

Takes nothing on trust but the ledger: the facts are computed again from the decisions alone (see
`domain.replay`) and held against every stored row, with both of its times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import connection

from tinhgon.errors import Text
from tinhgon.registry import documents
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.enactment import Changed, Entry
from tinhgon.registry.domain.ledger import GENESIS, LedgerEntry, content_digest, digest
from tinhgon.registry.domain.personal import personal_digest
from tinhgon.registry.domain.records import Link, Record
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.domain.replay import Replay
from tinhgon.registry.domain.rows import StateRow, encode
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind
from tinhgon.registry.models import LedgerEntry as LedgerRow
from tinhgon.registry.models import PersonalValue, PersonKey
from tinhgon.registry.store import COLUMNS, TABLES, one_picture, plain_values
from tinhgon.temporal import Period

Progress = Callable[[int, int], None]

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at and the first difference, if any. `head` is the digest of the last entry."""

    entries: int
    rows: int
    links: int
    head: str
    difference: Text | None

    @property
    def clean(self) -> bool:
        """Whether nothing differs."""
        return self.difference is None

    def as_json(self) -> dict[str, object]:
        """The report as plain values."""
        found = None if self.difference is None else {"vi": self.difference.vi, "en": self.difference.en}
        return {
            "clean": self.clean,
            "entries": self.entries,
            "rows": self.rows,
            "links": self.links,
            "head": self.head,
            "difference": found,
        }


class _Expected:
    """What the tables must hold: every row ever written, with the entries that opened and closed it."""

    def __init__(self) -> None:
        self.open: dict[int, list[tuple[StateRow | Link, int]]] = defaultdict(list)
        self.closed: dict[int, list[tuple[StateRow | Link, int, int]]] = defaultdict(list)
        self.kinds: dict[int, Kind] = {}

    def take(self, seq: int, changed: Changed) -> None:
        """Note what an entry made of an object."""
        before, after = _written(changed.before), _written(changed.after)
        subject = changed.after or changed.before
        if subject is not None:
            self.kinds[changed.object_id] = subject.kind
        kept: list[tuple[StateRow | Link, int]] = []
        for row, opened in self.open[changed.object_id]:
            if row in after:
                kept.append((row, opened))
            else:
                self.closed[changed.object_id].append((row, opened, seq))
        kept += [(row, seq) for row in after if row not in before]
        self.open[changed.object_id] = kept

    def facts(self, object_id: int) -> list[tuple[StateRow | Link, int, int | None]]:
        """All rows of an object: the row, the entry that opened it, the entry that closed it."""
        still: list[tuple[StateRow | Link, int, int | None]] = [
            (row, opened, None) for row, opened in self.open.get(object_id, ())
        ]
        return [*still, *self.closed.get(object_id, ())]


def _written(record: Record | None) -> list[StateRow | Link]:
    return [] if record is None else [*encode(record), *record.links]


def verify(progress: Progress | None = None) -> Verification:
    """Replay all decisions, compare with the stored facts, check the chain; name the first difference."""
    with one_picture():
        return _verify(progress or (lambda done, total: None))


def _verify(progress: Progress) -> Verification:
    replay, expected = Replay(), _Expected()
    moments: dict[datetime, int] = {}
    previous, total = GENESIS, LedgerRow.objects.count()
    for row, document, sources in _ledger():
        fault = _chain_fault(row, document, previous, len(moments) + 1)
        if fault is None:
            fault = _replay_fault(replay, expected, Entry(row.seq, document, sources))
        if fault is not None:
            return Verification(row.seq, 0, 0, previous, fault)
        previous = row.digest
        moments[row.recorded_at] = row.seq
        progress(row.seq, total)
    rows, links, fault = _stored_fault(expected, moments)
    return Verification(total, rows, links, previous, fault or _personal_fault())


def _ledger() -> Iterator[tuple[LedgerRow, DecisionDocument, tuple[int, ...]]]:
    done = 0
    while True:
        rows = list(
            LedgerRow.objects.filter(seq__gt=done)
            .select_related("decision__drafted_by", "decision__approved_by")
            .order_by("seq")[:_BATCH]
        )
        if not rows:
            return
        found = documents.documents(row.decision for row in rows)
        for row in rows:
            yield row, *found[row.decision_id]
        done = rows[-1].seq


def _chain_fault(row: LedgerRow, document: DecisionDocument, previous: str, seq: int) -> Text | None:
    decision = row.decision
    entry = LedgerEntry(
        seq=seq,
        previous=previous,
        recorded_at=row.recorded_at,
        drafted_by=decision.drafted_by.username,
        approved_by=decision.approved_by.username if decision.approved_by else "",
        document=document,
    )
    if row.seq != seq or row.previous != previous:
        return Text(f"chuỗi sổ đứt ở mục {row.seq}", f"the chain breaks at entry {row.seq}")
    if digest(entry) != row.digest or content_digest(document) != decision.content_digest:
        return Text(
            f"mục {seq} ({decision.number}): nội dung quyết định khác với mã băm đã ghi",
            f"entry {seq} ({decision.number}): the decision's content differs from its recorded digest",
        )
    return None


def _replay_fault(replay: Replay, expected: _Expected, entry: Entry) -> Text | None:
    try:
        for changed in replay.apply(entry):
            expected.take(entry.seq, changed)
    except Refusal as refusal:
        return Text(
            f"mục {entry.seq} ({entry.document.number}) không dựng lại được: {refusal.message('vi')}",
            f"entry {entry.seq} ({entry.document.number}) cannot be replayed: {refusal.message('en')}",
        )
    return None


def _stored_fault(expected: _Expected, moments: dict[datetime, int]) -> tuple[int, int, Text | None]:
    stored: dict[int, list[tuple[StateRow | Link, int, int | None]]] = defaultdict(list)
    counts = {"rows": 0, "links": 0}
    unknown = -1
    for object_id, fact, opened, closed in _stored_facts():
        stored[object_id].append(
            (fact, moments.get(opened, unknown), None if closed is None else moments.get(closed, unknown))
        )
        counts["links" if isinstance(fact, Link) else "rows"] += 1
    differing: list[tuple[int, int, Text]] = []
    for object_id in sorted(set(stored) | set(expected.kinds)):
        found, wanted = stored.get(object_id, []), expected.facts(object_id)
        extra = [each for each in found if each not in wanted]
        lacking = [each for each in wanted if each not in found]
        for sign, each in [("extra", e) for e in extra] + [("lacking", e) for e in lacking]:
            differing.append((each[1], object_id, _difference(expected, object_id, sign, each)))
    first = min(differing, key=lambda each: each[:2], default=None)
    return counts["rows"], counts["links"], None if first is None else first[2]


def _difference(expected: _Expected, object_id: int, sign: str, fact: tuple[StateRow | Link, int, int | None]) -> Text:
    what, opened, closed = fact
    kind = expected.kinds.get(object_id, "?")
    named = f"{what.period}" if isinstance(what, StateRow) else f"→ #{what.successor} {what.on}"
    place = f"{kind} #{object_id} {named}, sổ/ledger {opened}–{closed or '…'}"
    if sign == "extra":
        return Text(
            f"{place}: có trong bảng nhưng không quyết định nào tạo ra",
            f"{place}: stored, but made by no decision",
        )
    return Text(
        f"{place}: quyết định tạo ra nhưng không có trong bảng",
        f"{place}: made by a decision, but not stored",
    )


def _stored_facts() -> Iterator[tuple[int, StateRow | Link, datetime, datetime | None]]:
    with connection.cursor() as cursor:
        for kind in Kind:
            names = ", ".join(COLUMNS[kind])
            attributes = tuple(ATTRIBUTES[kind].values())
            cursor.execute(
                "SELECT object_id, lower(valid), upper(valid), lower(recorded), upper(recorded), sources, "
                f"{names} FROM {TABLES[kind]}"
            )
            for object_id, start, end, opened, closed, sources, *values in cursor:
                plain = plain_values(attributes, values)
                row = StateRow(Period(start, end), plain, msgspec.json.decode(sources))
                yield object_id, row, opened, closed
        cursor.execute(
            'SELECT predecessor_id, successor_id, extent, "on", change_id, lower(recorded), upper(recorded)'
            " FROM registry_lineage"
        )
        for predecessor, successor, extent, on, source, opened, closed in cursor:
            yield predecessor, Link(successor, extent, on, source), opened, closed


def _personal_fault() -> Text | None:
    keys = {each.person_id: bytes(each.key) for each in PersonKey.objects.iterator()}
    for each in PersonalValue.objects.order_by("person_id", "field").iterator():
        key = keys.get(each.person_id)
        if key is None or personal_digest(key, each.field, each.value) != each.digest:
            return Text(
                f"dữ liệu cá nhân «{each.field}» của người #{each.person_id} không khớp mã băm",
                f"the personal value {each.field} of person #{each.person_id} does not match its digest",
            )
    return None
