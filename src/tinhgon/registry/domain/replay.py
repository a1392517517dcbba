"""The whole record from the decisions alone: the definition the store is held to.

An annulment is taken at its word here: everything that still stands is laid again from the beginning.
That is slow and simple; `enactment` does it for the objects concerned only, and must agree.
"""

from __future__ import annotations

from tinhgon.registry.domain.changes import Annul
from tinhgon.registry.domain.enactment import Changed, Entry, annulled, lay_changes, outcome
from tinhgon.registry.domain.integrity import check
from tinhgon.registry.domain.records import Register
from tinhgon.registry.domain.refusals import Refusal, refuse


class Replay:
    """Takes entries in ledger order and keeps what is known after each."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.annulments: dict[int, tuple[int, ...]] = {}
        self.known = Register()

    def apply(self, entry: Entry) -> list[Changed]:
        """Lay one more entry. Raises Refusal, and changes nothing, where it cannot stand."""
        targets = tuple(each.entry for each in entry.document.changes if isinstance(each, Annul))
        workspace = Register(self.known)
        if targets:
            self._annul(workspace, entry.seq, targets)
        lay_changes(workspace, entry.document, entry.sources)
        violations = check(workspace, list(workspace.changed))
        if violations:
            raise Refusal(violations)
        self.entries.append(entry)
        if targets:
            self.annulments[entry.seq] = targets
        changed = outcome(entry.document, entry.sources, workspace).changed
        for each in changed:
            self.known.take(each.object_id, each.after)
        return list(changed)

    def _annul(self, workspace: Register, seq: int, targets: tuple[int, ...]) -> None:
        gone = annulled(self.annulments)
        seqs = {each.seq for each in self.entries}
        if any(target in gone or target not in seqs for target in targets):
            raise refuse("nothing_to_annul", None, (), "không có gì để hủy bỏ", "there is nothing to annul")
        standing = seqs - annulled({**self.annulments, seq: targets})
        afresh = Register()
        for entry in self.entries:
            if entry.seq in standing:
                lay_changes(afresh, entry.document, entry.sources)
        for object_id in sorted(set(self.known.changed) | set(afresh.changed)):
            record = afresh.record(object_id)
            if record != self.known.record(object_id):
                workspace.take(object_id, record)
