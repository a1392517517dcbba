"""What is wrong with features of a map, each with its number, its name, why, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tinhgon.errors import Text


class Sort(StrEnum):
    """The ways in which a feature can be unfit."""

    INVALID = "invalid"
    UNMATCHED = "unmatched"
    AMBIGUOUS = "ambiguous"


SORT_NAMES = {
    Sort.INVALID: Text("hình sai", "invalid"),
    Sort.UNMATCHED: Text("không khớp", "unmatched"),
    Sort.AMBIGUOUS: Text("không rõ", "ambiguous"),
}


@dataclass(frozen=True, slots=True)
class FeatureFault:
    """A feature that is left out. `number` counts from 1, `name` is what the file calls it."""

    number: int
    name: str
    sort: Sort
    why: Text
    mend: Text

    def as_json(self) -> dict[str, object]:
        """The fault as plain values."""
        return {
            "feature": self.number,
            "name": self.name or None,
            "sort": str(self.sort),
            "why": {"vi": self.why.vi, "en": self.why.en},
            "mend": {"vi": self.mend.vi, "en": self.mend.en},
        }
