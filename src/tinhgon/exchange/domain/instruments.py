"""Legal instruments as a step names them: in its list of numbers and in the free text of its note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tinhgon.exchange.domain.units_history import Step, nfc
from tinhgon.registry.domain.decisions import Instrument
from tinhgon.temporal import Period

KINDS = {"NĐ": "nghị định", "NQ": "nghị quyết", "QĐ": "quyết định"}
OTHER_KIND = "văn bản"
ISSUERS = {
    "CP": "Chính phủ",
    "UBTVQH": "Ủy ban Thường vụ Quốc hội",
    "QH": "Quốc hội",
    "TTg": "Thủ tướng Chính phủ",
    "TCTK": "Tổng cục Thống kê",
}
UNKNOWN_ISSUER = "không rõ"
SEVERAL_ISSUERS = "nhiều cơ quan"
MOST_NUMBERS = 3
"""How many numbers a decision's own number spells out."""

_HEAD = re.compile(r"(?:^|;)\s*(?P<number>\d+/[^\s:;]+)(?P<date>\s+(?:ngày|năm)\s[^:;]{1,30})?\s*:\s*")
_DATE = re.compile(r"\s*ngày\s+(\d{1,2})\s*(?:[/-]|tháng)\s*(\d{1,2})\s*(?:[/-]|năm)\s*(\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class Clause:
    """What one instrument decided, in the words of the note, with the numbers it stands under.

    `listed` counts the entries of the step's list that it accounts for, repeats included.
    """

    text: str
    instruments: tuple[Instrument, ...]
    listed: int


def clauses_of(step: Step) -> tuple[Clause, ...]:
    """The step's instruments, each under its clause of the note; repeats are one clause.

    A number of the list belongs to the clause that begins with it, or with a longer form of it (the
    list cuts some short), or else to the clause that mentions it. A clause whose number the list
    lacks cites the number as the note prints it. A number the note lacks is a clause without text.
    """
    note = nfc(step.note).strip()
    printed = _printed(note)
    numbers: dict[str, list[str]] = {head: [] for head in printed}
    bare: list[str] = []
    for number in (nfc(each).strip() for each in step.decisions):
        head = _head_of(number, printed)
        if head is None:
            bare.append(number)
        else:
            numbers[head].append(number)
    found = []
    for head, text in printed.items():
        listed = numbers[head]
        distinct = dict.fromkeys(listed or [head])
        instruments = tuple(_instrument(each, head, text, note, step.date) for each in distinct)
        found.append(Clause(text, instruments, len(listed)))
    for number in dict.fromkeys(bare):
        signed_on = _signed(number, note, step.date)
        instrument = Instrument(number=number, issuer=issuer_of(number), signed_on=signed_on)
        found.append(Clause("", (instrument,), bare.count(number)))
    return tuple(found)


def _printed(note: str) -> dict[str, str]:
    """The clauses of a note: number as printed → text; texts under one number are joined."""
    heads = list(_HEAD.finditer(note))
    texts: dict[str, list[str]] = {}
    for index, head in enumerate(heads):
        end = heads[index + 1].start() if index + 1 < len(heads) else len(note)
        text = note[head.end() : end].strip().rstrip(";").strip()
        known = texts.setdefault(head["number"], [])
        if text not in known:
            known.append(text)
    return {number: "; ".join(each) for number, each in texts.items()}


def _head_of(number: str, printed: dict[str, str]) -> str | None:
    """The clause a listed number belongs to, when there is exactly one."""
    if number in printed:
        return number
    longer = [head for head in printed if head.startswith(number) or head.endswith("/" + number)]
    mentions = [head for head, text in printed.items() if number in text]
    for heads in (longer, mentions):
        if len(heads) == 1:
            return heads[0]
    return None


def _instrument(number: str, head: str, text: str, note: str, step_date: date) -> Instrument:
    """One instrument under its clause; the printed number stays legible where the list cut it short."""
    mentioned_only = number != head and number not in head
    whole = number if mentioned_only else head
    subject = text if number == head else f"{head}: {text}"
    return Instrument(
        number=number,
        issuer=issuer_of(whole),
        signed_on=_signed(whole, note, step_date),
        subject=subject,
    )


def _signed(number: str, note: str, step_date: date) -> date | None:
    """The signing date printed after a number, when it is whole, single and not after the step."""
    found: set[date] = set()
    at = note.find(number)
    while at >= 0:
        written = _DATE.match(note, at + len(number))
        if written:
            day, month, year = (int(each) for each in written.groups())
            try:
                found.add(date(year, month, day))
            except ValueError:
                return None
        at = note.find(number, at + 1)
    signed = found.pop() if len(found) == 1 else None
    return signed if signed is not None and step_date in Period.since(signed) else None


def _signs(number: str) -> list[str]:
    """The parts of a number without their figures: 903/NQ-UBTVQH13 → ["", "NQ", "UBTVQH"]."""
    return [part.strip("0123456789") for part in re.split(r"[/-]", number)]


def kind_of(number: str) -> str:
    """The kind of document a number stands for."""
    return next((KINDS[each] for each in _signs(number) if each in KINDS), OTHER_KIND)


def issuer_of(number: str) -> str:
    """The body a number stands for, or "" where it is not legible."""
    return next((ISSUERS[each] for each in _signs(number) if each in ISSUERS), "")


def joint_number(instruments: Sequence[Instrument]) -> str:
    """The number of a decision that rests on these instruments."""
    numbers = [each.number for each in instruments]
    shown = " + ".join(numbers[:MOST_NUMBERS])
    return shown if len(numbers) <= MOST_NUMBERS else f"{shown} … + {len(numbers) - MOST_NUMBERS}"


def joint_kind(instruments: Sequence[Instrument]) -> str:
    """The one kind of these instruments, or the general word."""
    kinds = {kind_of(each.number) for each in instruments}
    return kinds.pop() if len(kinds) == 1 else OTHER_KIND


def joint_issuer(instruments: Sequence[Instrument]) -> str:
    """The one issuer of these instruments, "nhiều cơ quan" for several, "không rõ" for none legible."""
    issuers = {each.issuer for each in instruments}
    if len(issuers) > 1:
        return SEVERAL_ISSUERS
    return (issuers.pop() if issuers else "") or UNKNOWN_ISSUER


def joint_signing(instruments: Sequence[Instrument], step_date: date) -> date:
    """The signing date all instruments share, or the date of the step."""
    dates = {each.signed_on for each in instruments}
    single = dates.pop() if len(dates) == 1 else None
    return single or step_date
