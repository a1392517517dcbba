"""From the steps of a unit history to decisions: one per instrument where certain, else one per step."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from tinhgon.errors import Text
from tinhgon.exchange.domain.attribution import split
from tinhgon.exchange.domain.broken_file import BrokenFile, Fault
from tinhgon.exchange.domain.instruments import (
    Clause,
    clauses_of,
    joint_issuer,
    joint_kind,
    joint_number,
    joint_signing,
)
from tinhgon.exchange.domain.lineage import Asks, Lineage, Relative, Rule, infer
from tinhgon.exchange.domain.place_names import type_of
from tinhgon.exchange.domain.units_history import Created, Renamed, Step, UnitLevel, nfc
from tinhgon.exchange.domain.units_replay import ABOVE, LEVELS, Key, Units, apply, faults, key_of
from tinhgon.registry.domain.changes import (
    Attributes,
    Change,
    Convert,
    Dissolve,
    Found,
    Kin,
    Rename,
    Reparent,
)
from tinhgon.registry.domain.decisions import DecisionDocument, Instrument
from tinhgon.registry.domain.vocabulary import Kind

LONGEST_SUBJECT = 2000
"""Characters of a note that may serve as subject; a longer one stays with the instruments alone."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that an open question may be answered with."""

    object_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A unit whose predecessors or successors the record does not make certain."""

    on: date
    asks: Asks
    object_id: int
    level: UnitLevel
    code: str
    name: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """A created or ended unit whose lineage is certain, and by which rule."""

    asks: Asks
    object_id: int
    level: UnitLevel
    code: str
    name: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class PlannedDecision:
    """A decision made of line `line`.

    `listed` counts the entries of the line's list of instruments it rests on, repeats included;
    `from_note` counts the instruments that only the note names.
    """

    line: int
    document: DecisionDocument
    open_questions: tuple[OpenQuestion, ...]
    settled: tuple[Settled, ...]
    listed: int
    from_note: int


@dataclass(frozen=True, slots=True)
class SkippedStep:
    """A line that changes nothing and names no instrument."""

    line: int
    on: date
    note: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a plan holds; `listed` and `from_note` count instruments as PlannedDecision does."""

    steps: int
    skipped: int
    decisions: int
    decisions_without_changes: int
    listed: int
    from_note: int
    created: int
    ended: int
    renamed: int
    moved: int
    settled: Mapping[tuple[Asks, Rule], int]
    open: Mapping[Asks, int]


def plan(steps: Iterable[Step], next_id: Callable[[], int]) -> Iterator[PlannedDecision | SkippedStep]:
    """The decisions of a history, in order, with the object ids that `next_id` hands out.

    Ids are asked for in the order of the Found changes of the documents, one for each, so that ids
    already recorded for the beginning of a history can be handed out again. A line is checked when
    its turn comes: plan the whole file before writing anything. Raises BrokenFile.
    """
    units: Units = {}
    ids: dict[Key, int] = {}
    last: date | None = None
    for line, step in enumerate(steps, start=1):
        clauses = clauses_of(step)
        if found := faults(units, step, last) or _without_ground(step, clauses):
            raise BrokenFile(line, found)
        last = step.date
        if not clauses:
            yield SkippedStep(line, step.date, nfc(step.note).strip())
            continue
        whole = ((clauses, step),)
        parts = [((clause,), part) for clause, part in split(step, clauses, units)] or whole
        digest = hashlib.sha256(msgspec.json.encode(step, order="deterministic")).hexdigest()
        for number, (cited, part) in enumerate(parts, start=1):
            after = apply(units, part)
            yield _decision(line, f"units-history:{digest}:{number}", cited, part, units, after, ids, next_id)
            units = after


def summary(planned: Iterable[PlannedDecision | SkippedStep]) -> Summary:
    """The figures of a plan."""
    lines: set[int] = set()
    skipped = decisions = idle = listed = from_note = 0
    verbs: Counter[str] = Counter()
    settled: Counter[tuple[Asks, Rule]] = Counter()
    questions: Counter[Asks] = Counter()
    for each in planned:
        lines.add(each.line)
        if isinstance(each, SkippedStep):
            skipped += 1
            continue
        decisions += 1
        idle += not each.document.changes
        listed += each.listed
        from_note += each.from_note
        verbs.update(type(change).__name__ for change in each.document.changes)
        settled.update((one.asks, one.rule) for one in each.settled)
        questions.update(one.asks for one in each.open_questions)
    return Summary(
        steps=len(lines),
        skipped=skipped,
        decisions=decisions,
        decisions_without_changes=idle,
        listed=listed,
        from_note=from_note,
        created=verbs["Found"],
        ended=verbs["Dissolve"],
        renamed=verbs["Rename"] + verbs["Convert"],
        moved=verbs["Reparent"],
        settled=dict(settled),
        open=dict(questions),
    )


def _without_ground(step: Step, clauses: Sequence[Clause]) -> list[Fault]:
    """Changes for which neither the list nor the note names an instrument."""
    if clauses or not any(step.changes()):
        return []
    return [
        Fault(
            "$.decisions",
            Text("có thay đổi nhưng không nêu văn bản nào", "it has changes but names no instrument"),
            Text(
                "Ghi số văn bản vào decisions hoặc đầu note.",
                "Give its number in decisions or first in note.",
            ),
        )
    ]


def _decision(
    line: int,
    key: str,
    clauses: tuple[Clause, ...],
    part: Step,
    before: Units,
    after: Units,
    ids: dict[Key, int],
    next_id: Callable[[], int],
) -> PlannedDecision:
    """One decision, and `ids` brought up to the units after it."""
    lineage = infer(part, [each.text for each in clauses], before, after)
    founded = sorted(part.created, key=lambda each: LEVELS.index(each.level))
    names = {**before, **after}
    for created in founded:
        ids[key_of(created)] = next_id()
    instruments = tuple(dict.fromkeys(each for clause in clauses for each in clause.instruments))
    document = DecisionDocument(
        number=joint_number(instruments),
        kind=joint_kind(instruments),
        issuer=joint_issuer(instruments),
        signed_on=joint_signing(instruments, part.date),
        effective_on=part.date,
        subject=_subject(clauses, instruments, part),
        changes=tuple(_changes(part, founded, lineage, ids)),
        instruments=instruments,
        key=key,
    )
    planned = PlannedDecision(
        line=line,
        document=document,
        open_questions=tuple(
            OpenQuestion(
                part.date,
                asks,
                ids[unit],
                *unit,
                names[unit].name,
                tuple(Candidate(ids[other], other[1], names[other].name) for other in candidates),
            )
            for (asks, unit), candidates in lineage.open.items()
        ),
        settled=tuple(
            Settled(asks, ids[unit], *unit, names[unit].name, rule) for (asks, unit), rule in lineage.rules.items()
        ),
        listed=sum(each.listed for each in clauses),
        from_note=sum(len(each.instruments) for each in clauses if not each.listed),
    )
    for ended in part.ended:
        del ids[key_of(ended)]
    return planned


def _changes(part: Step, founded: Sequence[Created], lineage: Lineage, ids: Mapping[Key, int]) -> Iterator[Change]:
    """The verbs of a step: found from the top down, rename, move, and end from the bottom up."""
    for created in founded:
        relatives = lineage.predecessors.get(key_of(created), ())
        yield Found(
            object_id=ids[key_of(created)],
            kind=Kind.AREA,
            attributes=_attributes(created, ids),
            predecessors=_kin(relatives, ids),
        )
    for renamed in part.renamed:
        yield _rename(renamed, ids[key_of(renamed)])
    for moved in part.moved:
        yield Reparent(object_id=ids[key_of(moved)], parent=ids[ABOVE[moved.level], moved.new])
    for ended in sorted(part.ended, key=lambda each: -LEVELS.index(each.level)):
        relatives = lineage.successors.get(key_of(ended), ())
        yield Dissolve(object_id=ids[key_of(ended)], successors=_kin(relatives, ids))


def _attributes(created: Created, ids: Mapping[Key, int]) -> Attributes:
    attributes: Attributes = {"code": created.code, "name": nfc(created.name), "level": created.level}
    if kind := type_of(nfc(created.name), created.level):
        attributes["type"] = kind
    if created.parent is not None:
        attributes["parent"] = ids[ABOVE[created.level], created.parent]
    return attributes


def _rename(renamed: Renamed, object_id: int) -> Rename | Convert:
    """A new name; when the type at its beginning changes as well, a conversion to that type."""
    name = nfc(renamed.new)
    kind = type_of(name, renamed.level)
    if kind == type_of(nfc(renamed.old), renamed.level):
        return Rename(object_id=object_id, name=name)
    return Convert(object_id=object_id, attributes={"name": name, "type": kind})


def _kin(relatives: Iterable[Relative], ids: Mapping[Key, int]) -> tuple[Kin, ...]:
    return tuple(Kin(object_id=ids[each.key], extent=each.extent) for each in relatives)


def _subject(clauses: Sequence[Clause], instruments: Sequence[Instrument], part: Step) -> str:
    """The clause of a decision on one instrument, the note otherwise, unless it is too long."""
    subject = clauses[0].text if len(clauses) == 1 and clauses[0].text else nfc(part.note).strip()
    if subject and len(subject) <= LONGEST_SUBJECT:
        return subject
    return (
        f"{len(instruments)} văn bản có hiệu lực đến ngày {part.date:%d/%m/%Y}: "
        f"{len(part.created)} đơn vị hành chính được ghi nhận, {len(part.ended)} chấm dứt, "
        f"{len(part.renamed)} đổi tên, {len(part.moved)} chuyển cấp trên"
    )
