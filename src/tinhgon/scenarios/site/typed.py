"""What was typed into a form of a scenario: kept as it was, with all faults at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.decisions import Instrument
from tinhgon.registry.site.moments import read_day

BLANK_ROWS = 2  # instruments that can be added before the page is sent
MOST_TEXT = 10_000

_LACKING = Text("phải điền", "must be filled in")
_COLUMNS = ("number", "issuer", "signed_on", "subject")


def tidy(text: str) -> str:
    """A text as it is kept: without blanks around it, or the character that no database takes, and not endless."""
    return text.replace("\0", "").strip()[:MOST_TEXT]


@dataclass(slots=True)
class Typed:
    """The texts of a form by field, the rows of its legal grounds, and the faults by field."""

    texts: dict[str, str]
    grounds: list[dict[str, str]] = field(default_factory=list)
    faults: dict[str, Text] = field(default_factory=dict)
    instruments: list[Instrument] = field(default_factory=list)

    @classmethod
    def sent(cls, request: HttpRequest, names: Iterable[str], *, grounds: bool = False) -> Typed:
        """What a browser sent."""
        given = request.POST
        typed = cls({name: tidy(given.get(name, "")) for name in names})
        if grounds:
            columns = [given.getlist(f"ground_{name}") for name in _COLUMNS]
            rows = [dict(zip(_COLUMNS, map(tidy, row), strict=True)) for row in zip(*columns, strict=False)]
            typed.grounds = [row for row in rows if any(row.values())]
            for row in typed.grounds:
                typed._read_ground(row)
        return typed

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of grounds with blank ones after them."""
        return self.grounds + [{}] * BLANK_ROWS

    def text(self, name: str) -> str:
        """A text that must not be blank; a fault is noted where it is."""
        if not self.texts[name]:
            self.faults[name] = _LACKING
        return self.texts[name]

    def day(self, name: str) -> date | None:
        """A day; a fault is noted where it is none."""
        try:
            return read_day(self.texts[name], name)
        except TinhGonError as fault:
            self.faults[name] = fault.what if self.texts[name] else _LACKING
            return None

    def fault(self, name: str, why: Text) -> None:
        """Note a fault."""
        self.faults.setdefault(name, why)

    def _read_ground(self, row: Mapping[str, str]) -> None:
        if not row["number"]:
            self.fault("grounds", Text("văn bản phải có số ký hiệu", "an instrument must have its number"))
            return
        try:
            signed = read_day(row["signed_on"], "signed_on") if row["signed_on"] else None
        except TinhGonError:
            self.fault("grounds", Text("ngày ký văn bản không phải là ngày", "an instrument's date is not a date"))
            return
        self.instruments.append(
            Instrument(number=row["number"], issuer=row["issuer"], signed_on=signed, subject=row["subject"])
        )


def with_checked(instruments: Iterable[Instrument], before: Iterable[Instrument]) -> list[Instrument]:
    """Instruments as typed; what was checked of one before stays checked while it is the same."""
    checked = {_particulars(each): each for each in before}
    return [checked.get(_particulars(each), each) for each in instruments]


def ground_rows(plain: Iterable[Mapping[str, object]]) -> list[dict[str, str]]:
    """Instruments as a form shows them."""
    return [{name: str(each.get(name) or "") for name in _COLUMNS} for each in plain]


def _particulars(each: Instrument) -> tuple[object, ...]:
    return each.number, each.issuer, each.signed_on, each.subject
