"""Faults of a file that is read in: which line, which field, why, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tinhgon.errors import Text, TinhGonError

MOST_NAMED = 20
"""How many faults of one line the message spells out; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the path of the field (`$.created[3].parent`), what is wrong, and the way out."""

    path: str
    what: Text
    mend: Text


class BrokenFile(TinhGonError):
    """A file that cannot be imported. `line` counts from 1; `faults` are all those found on it."""

    code = "broken-file"

    def __init__(self, line: int, faults: Sequence[Fault]) -> None:
        self.line = line
        self.faults = tuple(faults)
        first = self.faults[0]
        super().__init__(
            Text(f"Dòng {line}: {first.what.vi}", f"Line {line}: {first.what.en}"),
            where=f"dòng (line) {line}, {first.path}",
            why=_others(self.faults[1:]),
            mend=first.mend,
        )


def _others(faults: Sequence[Fault]) -> Text | None:
    """The faults after the first, named one by one."""
    if not faults:
        return None
    named, unnamed = faults[:MOST_NAMED], len(faults) - len(faults[:MOST_NAMED])
    vi = "; ".join(f"{each.path} — {each.what.vi}" for each in named)
    en = "; ".join(f"{each.path} — {each.what.en}" for each in named)
    return Text(
        f"Dòng này còn {len(faults)} lỗi khác: {vi}" + (f"; và {unnamed} lỗi nữa" if unnamed else ""),
        f"The line has {len(faults)} more faults: {en}" + (f"; and {unnamed} more" if unnamed else ""),
    )
