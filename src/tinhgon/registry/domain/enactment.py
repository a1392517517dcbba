"""Enacting and annulling as pure functions: from what is known and a decision to what is known then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tinhgon.registry.domain.changes import Annul, Change
from tinhgon.registry.domain.decisions import DecisionDocument, effective_date
from tinhgon.registry.domain.expansion import expand
from tinhgon.registry.domain.facts import Fact, lay
from tinhgon.registry.domain.integrity import check
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.domain.records import Record, Register, View
from tinhgon.registry.domain.refusals import Refusal, refuse


@dataclass(frozen=True, slots=True)
class Entry:
    """An enacted decision in the ledger: its number in it, the document, and the ids of its changes."""

    seq: int
    document: DecisionDocument
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """What a decision made of one object: its record before and after (None: not on record)."""

    object_id: int
    before: Record | None
    after: Record | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What changes with these ids make of the objects they touch, tried on one view."""

    changes: tuple[Change, ...]
    sources: tuple[int, ...]
    changed: tuple[Changed, ...]


class Journal(Protocol):
    """What annulling needs to know of the ledger."""

    def annulments(self) -> Mapping[int, Sequence[int]]:
        """For every entry that annuls others, which."""

    def touched(self, seqs: Iterable[int]) -> set[int]:
        """Ids of the objects whose records these entries changed."""

    def concerning(self, object_ids: Iterable[int], after: int) -> set[int]:
        """Entries later than `after` that changed or name any of the objects."""

    def entries(self, seqs: Iterable[int]) -> list[Entry]:
        """The entries themselves, in ledger order."""

    def view_before(self, seq: int) -> View:
        """What was known just before an entry was recorded."""


def enact(view: View, document: DecisionDocument, sources: Sequence[int], journal: Journal | None = None) -> Register:
    """Try a decision on a view: the returned register holds the records it changes.

    `sources` are the ids of its changes, in order. `journal` is needed only by decisions that annul
    others. Raises Refusal where the decision cannot stand as a whole.
    """
    workspace = Register(view)
    targets = [each.entry for each in document.changes if isinstance(each, Annul)]
    if targets:
        if journal is None:
            raise TypeError("a decision that annuls others cannot be tried without the journal")
        _annul(workspace, journal, targets)
    lay_changes(workspace, document, sources)
    violations = check(workspace, list(workspace.changed))
    if violations:
        raise Refusal(violations)
    return workspace


def outcome(document: DecisionDocument, sources: Sequence[int], workspace: Register) -> Outcome:
    """What the decision that was tried in a workspace comes to; objects it leaves as they were left out."""
    tried = ((each, workspace.before(each), after) for each, after in sorted(workspace.changed.items()))
    changed = tuple(Changed(each, before, after) for each, before, after in tried if before != after)
    return Outcome(document.changes, tuple(sources), changed)


def facts_of(view: View, document: DecisionDocument, sources: Sequence[int]) -> list[list[Fact]]:
    """The facts of each change of a decision, in order: what previewing shows and enacting lays."""
    return lay_changes(Register(view), document, sources)


def lay_changes(register: Register, document: DecisionDocument, sources: Sequence[int]) -> list[list[Fact]]:
    """Expand and lay the changes of a decision one after the other; the refused one is named."""
    laid: list[list[Fact]] = []
    for number, (change, source) in enumerate(zip(document.changes, sources, strict=True), start=1):
        try:
            facts = expand(register, change, effective_date(document, change), source)
            lay(register, facts)
        except Refusal as refusal:
            verb = change.__struct_config__.tag
            place = f"{document.number}, thay đổi số {number} / change {number} ({verb})"
            raise Refusal(refusal.violations, where=place) from None
        laid.append(facts)
    return laid


def annulled(annulments: Mapping[int, Sequence[int]]) -> frozenset[int]:
    """The entries annulled by entries that are not annulled themselves."""
    gone: set[int] = set()
    for seq in sorted(annulments, reverse=True):
        if seq not in gone:
            gone.update(annulments[seq])
    return frozenset(gone)


def _annul(workspace: Register, journal: Journal, targets: Sequence[int]) -> None:
    """Bring the workspace to what would be known had the targets never been enacted.

    Later decisions that concern the same objects are laid anew without them; if one of these no longer
    fits, the annulment is refused and names it. Only what the targets touch, directly or through later
    decisions, is replayed.
    """
    already = annulled(journal.annulments())
    now = len(journal.annulments()) and max(journal.annulments())
    for target in targets:
        if target in already or not journal.entries([target]):
            raise refuse(
                "nothing_to_annul",
                None,
                (),
                f"mục sổ {target} không có hoặc đã bị hủy bỏ",
                f"ledger entry {target} does not exist or is annulled already",
            )
    proposed = {**journal.annulments(), max([*targets, now]) + 1: targets}
    after = annulled(proposed)
    turned = already ^ after
    start = _standing_since(journal.annulments(), after, min(turned))
    before = journal.view_before(start)
    # What an earlier annulment laid anew may rest on the turned entries though they did not write it.
    touched = journal.touched(turned.union(each for each in journal.annulments() if each >= start))
    while True:
        touched, entries = _concerned(journal, touched, turned - after, start, after, before, workspace)
        replayed = _replay(before, entries)
        if touched.issuperset(replayed.changed):
            break
        touched |= set(replayed.changed)
    for object_id in sorted(touched):
        record = replayed.record(object_id)
        if record != workspace.record(object_id):
            workspace.take(object_id, record)


def _standing_since(annulments: Mapping[int, Sequence[int]], after: frozenset[int], start: int) -> int:
    """The latest entry up to `start` before which the record was what it will be after the annulment.

    What was known then still held, or left out, what has been annulled or restored since.
    """
    while True:
        then = annulled({seq: each for seq, each in annulments.items() if seq < start})
        changed = [seq for seq in then ^ after if seq < start]
        if not changed:
            return start
        start = min(changed)


def _concerned(
    journal: Journal, touched: set[int], restored: frozenset[int], start: int, gone: frozenset[int], *views: View
) -> tuple[set[int], list[Entry]]:
    """All objects, and standing entries from `start` on, that hang together with the objects touched.

    Whatever an entry names must be there when it is laid anew, so what founded or changed that is
    among the entries too. Restored entries are tried even if they touch nothing.
    """
    touched, named, seqs = set(touched), set[int](), frozenset[int]()
    while True:
        around = _with_targets(touched | named, *views)
        found = restored | (journal.concerning(around, start - 1) - gone)
        if found == seqs:
            return touched, journal.entries(seqs)
        seqs = found
        touched |= journal.touched(seqs)
        for entry in journal.entries(seqs):
            named.update(*map(mentioned, entry.document.changes))


def _replay(before: View, entries: Iterable[Entry]) -> Register:
    register = Register(before)
    for entry in entries:
        lay_changes(register, entry.document, entry.sources)
    return register


def _with_targets(object_ids: set[int], *views: View) -> set[int]:
    """The objects and all they ever refer to, in any of the views."""
    wider = set(object_ids)
    for view in views:
        view.load(object_ids)
        for object_id in object_ids:
            record = view.record(object_id)
            if record is not None:
                wider |= record.targets()
    return wider
