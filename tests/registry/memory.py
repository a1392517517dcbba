"""The ledger in memory, with no more to tell than the one in the database has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tinhgon.registry.domain.changes import Annul
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.enactment import Entry, enact
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.domain.records import Record, Register

Records = dict[int, Record]


def register_of(records: Mapping[int, Record]) -> Register:
    """A register that holds these records."""
    register = Register()
    for record in records.values():
        register.put(record)
    return register


class MemoryStore:
    """Enacts decisions as the store does: through `enact`, on what is known."""

    def __init__(self) -> None:
        self.known: list[Records] = [{}]
        self._entries: list[Entry] = []
        self._touched: list[set[int]] = []

    @property
    def now(self) -> Records:
        """What is known after the last entry."""
        return self.known[-1]

    def apply(self, document: DecisionDocument, sources: Sequence[int]) -> Entry:
        """Enact a decision. Raises Refusal and keeps nothing where it cannot stand."""
        workspace = enact(register_of(self.now), document, sources, self)
        after = dict(self.now)
        for object_id, record in workspace.changed.items():
            if record is None:
                after.pop(object_id, None)
            else:
                after[object_id] = record
        # An object that is forgotten leaves no row behind that would name the entry.
        self._touched.append({each for each in after if after[each] != self.now.get(each)})
        self._entries.append(Entry(len(self._entries) + 1, document, tuple(sources)))
        self.known.append(after)
        return self._entries[-1]

    def annulments(self) -> dict[int, tuple[int, ...]]:
        """For every entry that annuls others, which."""
        found: dict[int, tuple[int, ...]] = {}
        for entry in self._entries:
            targets = tuple(each.entry for each in entry.document.changes if isinstance(each, Annul))
            if targets:
                found[entry.seq] = targets
        return found

    def touched(self, seqs: Iterable[int]) -> set[int]:
        """Ids of the objects whose records these entries changed."""
        return set().union(*(self._touched[seq - 1] for seq in seqs))

    def concerning(self, object_ids: Iterable[int], after: int) -> set[int]:
        """Entries later than `after` that changed or name any of the objects."""
        ids = set(object_ids)
        return {
            entry.seq
            for entry in self._entries[max(after, 0) :]
            if ids & self._touched[entry.seq - 1] or any(ids & mentioned(change) for change in entry.document.changes)
        }

    def entries(self, seqs: Iterable[int]) -> list[Entry]:
        """The entries themselves, in ledger order."""
        return [self._entries[seq - 1] for seq in sorted(seqs) if 0 < seq <= len(self._entries)]

    def view_before(self, seq: int) -> Register:
        """What was known just before an entry was recorded."""
        return register_of(self.known[seq - 1])
