"""Faults of a workbook: sheet, row, column, value, why, and how to mend it. All of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tinhgon.errors import Text, TinhGonError

MOST_KEPT = 10_000
"""Faults kept one by one; further ones are counted."""

MOST_PRINTED = 100
"""Faults the message spells out; all that are kept are in the JSON."""


@dataclass(frozen=True, slots=True)
class WorkbookFault:
    """One fault. `row` counts from 1 (0: the whole sheet), `column` is a letter, `heading` its Vietnamese heading.

    `value` is what the cell holds; of personal columns it is left out.
    """

    sheet: str
    row: int
    column: str
    heading: str
    value: str
    why: Text
    mend: Text

    @property
    def place(self) -> str:
        """Where: «Tổ chức»!C5."""
        cell = f"{self.column}{self.row}" if self.row else self.column
        return f"«{self.sheet}»!{cell}" if cell else f"«{self.sheet}»"

    def as_json(self) -> dict[str, object]:
        """The fault as plain values."""
        return {
            "sheet": self.sheet,
            "row": self.row or None,
            "column": self.column or None,
            "heading": self.heading or None,
            "value": self.value or None,
            "why": {"vi": self.why.vi, "en": self.why.en},
            "mend": {"vi": self.mend.vi, "en": self.mend.en},
        }


class Faults:
    """The faults found so far."""

    def __init__(self) -> None:
        self.kept: list[WorkbookFault] = []
        self.count = 0

    def add(self, fault: WorkbookFault) -> None:
        """Take one more fault."""
        self.count += 1
        if self.count <= MOST_KEPT:
            self.kept.append(fault)

    def raise_any(self) -> None:
        """Raise BrokenWorkbook where there is any fault."""
        if self.count:
            raise BrokenWorkbook(self.kept, self.count)


class BrokenWorkbook(TinhGonError):
    """A workbook that cannot become a decision; nothing was written."""

    code = "broken_workbook"

    def __init__(self, faults: Sequence[WorkbookFault], count: int) -> None:
        places = {name: place for place, name in enumerate(dict.fromkeys(each.sheet for each in faults))}
        self.faults = tuple(
            sorted(faults, key=lambda each: (places[each.sheet], each.row, len(each.column), each.column))
        )
        self.count = count
        super().__init__(
            Text(f"Tệp có {count} lỗi; chưa ghi gì", f"Faults in the workbook: {count}; nothing was written"),
            where=self.faults[0].place,
            why=Text(self._listing("vi"), self._listing("en")),
            mend=Text(
                "Sửa các ô nêu trên trong Excel rồi nhập lại.", "Mend the cells named above in Excel and import again."
            ),
        )

    def _listing(self, language: str) -> str:
        lines = []
        for each in self.faults[:MOST_PRINTED]:
            why, mend = (each.why.vi, each.mend.vi) if language == "vi" else (each.why.en, each.mend.en)
            heading = f" {each.heading}" if each.heading else ""
            value = f" [{each.value}]" if each.value else ""
            lines.append(f"\n  {each.place}{heading}{value}: {why} → {mend}")
        rest = self.count - MOST_PRINTED
        if rest > 0:
            lines.append(f"\n  … và {rest} lỗi nữa (--json)" if language == "vi" else f"\n  … and {rest} more (--json)")
        return "".join(lines)

    def as_json(self) -> dict[str, object]:
        """The error with every fault kept and the number of all."""
        return super().as_json() | {"count": self.count, "faults": [each.as_json() for each in self.faults]}
