"""Phrases that every official paper has: numbers, dates, headings, grounds, signatures. In Vietnamese only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from tinhgon.documents.domain.layouts import IssuerKind, Kind, Layout
from tinhgon.documents.domain.paper import Heading, Paragraph, Signature

BLANK = "……"
"""Stands where a number or day is filled in by hand."""

_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


def roman(number: int) -> str:
    """A number above zero as annexes and sections bear it."""
    found = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        found += sign * times
    return found


def padded(number: int) -> str:
    """A number of a paper: under ten a zero stands before it."""
    return f"{number:02d}"


def symbol(layout: Layout, kind: Kind, body: str) -> str:
    """What stands behind the number: "QĐ-UBND" or "QĐ/TU"."""
    return layout.numbers.symbol.format(kind=kind.symbols[layout.issuer], body=body)


def numbered(layout: Layout, number: int | None, behind: str) -> str:
    """The number line: "Số: 05/QĐ-UBND" or "Số 12-QĐ/TU"; without a number there is room for one."""
    return layout.numbers.line.format(number=BLANK if number is None else padded(number), symbol=behind)


def number_line(layout: Layout, text: str) -> str:
    """The number line for a number as others cite it."""
    return layout.numbers.line.partition("{")[0] + text


def bare_number(layout: Layout, number: int, behind: str) -> str:
    """A number as others cite it: "05/QĐ-UBND" or "12-QĐ/TU"."""
    return numbered(layout, number, behind).removeprefix(number_line(layout, ""))


def dated(layout: Layout, on: date) -> str:
    """A day in words: "ngày 05 tháng 02 năm 2026"; zeros stand as the layout says."""
    day, month = _zeroed(on.day, layout.dates.zero_days), _zeroed(on.month, layout.dates.zero_months)
    return f"ngày {day} tháng {month} năm {on.year}"


def _zeroed(number: int, most: int) -> str:
    """A number with a zero before it as far as `most`."""
    return f"{number:02d}" if number <= most else str(number)


def placed(layout: Layout, place: str, on: date | None) -> str:
    """Place and day; without a day there is room for one."""
    when = dated(layout, on) if on is not None else f"ngày {BLANK} tháng {BLANK} năm {BLANK}"
    return f"{place}, {when}"


def heading(
    layout: Layout, *, superior: str, issuer: str, number: str, place: str, on: date | None, mark: str = ""
) -> Heading:
    """The head of a paper in the casing of its layout."""
    elements = layout.elements
    motto = elements.get("motto")
    return Heading(
        superior=elements["superior"].cased(superior),
        issuer=elements["issuer"].cased(issuer),
        number=number,
        motto_head=elements["motto_head"].text,
        motto="" if motto is None else motto.text,
        place=placed(layout, place, on),
        mark=mark,
    )


_ON_BEHALF: dict[IssuerKind, str] = {"state": "TM.", "party": "T/M"}
_FOR: dict[IssuerKind, str] = {"state": "KT.", "party": "K/T"}


def signature(layout: Layout, *, behalf: str, instead: str, capacity: str, name: str) -> Signature:
    """Who signs: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH" and the name; what is empty is left out."""
    said = [
        f"{_ON_BEHALF[layout.issuer]} {behalf}" if behalf else "",
        f"{_FOR[layout.issuer]} {instead}" if instead else "",
        capacity,
    ]
    cased = layout.elements["capacity"].cased
    return Signature(capacity=tuple(cased(each) for each in said if each), name=name)


def recipients(layout: Layout, given: Iterable[str], unit: str) -> tuple[str, ...]:
    """The recipients, each with a dash and a semicolon, and where it is filed."""
    lines = [f"- {each.strip().rstrip(';.,')};" for each in given if each.strip()]
    return (*lines, f"- {layout.archive.text.format(unit=unit or BLANK)}")


def listed(names: Iterable[str]) -> str:
    """Names one after the other: "A, B và C"."""
    given = list(names)
    return f"{', '.join(given[:-1])} và {given[-1]}" if len(given) > 1 else "".join(given)


def grounds(said: Sequence[str]) -> list[Paragraph]:
    """The grounds of a paper, each a line in italics that ends with a semicolon, the last with a full stop."""
    last = len(said) - 1
    return [
        Paragraph(text=f"{each.strip().rstrip(';.,')}{'.' if place == last else ';'}", style="ground")
        for place, each in enumerate(said)
    ]


def articles(given: Iterable[tuple[str, Sequence[str]]]) -> list[Paragraph]:
    """Articles in order: "Điều 1." with its first line, and the paragraphs below it."""
    found = []
    for number, (first, rest) in enumerate(given, start=1):
        found.append(Paragraph(text=first, style="article", lead=f"Điều {number}."))
        found += [Paragraph(text=each) for each in rest]
    return found


def ledger_lines(digest: str, seq: int, on: date, known: datetime | None) -> tuple[str, str]:
    """What lets a reader of a print see whether the ledger was rewritten since: its head and the two times."""
    when = "chưa có gì trong sổ" if known is None else f"theo sổ ghi đến {known:%H:%M:%S} ngày {known:%d/%m/%Y}"
    return f"Mục {seq} của sổ quyết định: {digest}", f"Số liệu tại ngày {on:%d/%m/%Y}, {when}."


DEMONSTRATION = "Dữ liệu trình diễn: người và số liệu nhân sự là hư cấu; không phải văn bản chính thức."
