"""Phrases of a dossier: instruments, days, counts and money in words, in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from tinhgon.documents.domain.layouts import Layout
from tinhgon.documents.domain.wording import dated
from tinhgon.frame.domain import formats
from tinhgon.registry.domain.decisions import Instrument
from tinhgon.rulebook.domain.figures import Figure, Indicator, Measure
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.scenarios.dossier.particulars import small

_KINDS = (
    ("NĐ-CP", "Nghị định"),
    ("NQ", "Nghị quyết"),
    ("UBTVQH", "Nghị quyết"),
    ("QH", "Luật"),
    ("CT", "Chỉ thị"),
    ("KL", "Kết luận"),
    ("TT", "Thông tư"),
    ("HD", "Hướng dẫn"),
    ("QyĐ", "Quy định"),
    ("QĐ", "Quyết định"),
    ("ĐA", "Đề án"),
    ("TB", "Thông báo"),
    ("CV", "Công văn"),
)
"""Letters in the number of an instrument and what it is called, the first that fits."""


def kind_of(number: str) -> str:
    """What an instrument is called by the letters in its number."""
    behind = number.replace("/", "-").split("-")[1:] or [number]
    for letters, name in _KINDS:
        parts = letters.split("-")
        if any(each.startswith(parts[0]) for each in behind) and all(part in number for part in parts):
            return name
    return "Văn bản"


def cited(instrument: Instrument, layout: Layout) -> str:
    """An instrument as a ground names it: "Nghị quyết số 39-NQ/TW ngày 17 tháng 4 năm 2015 của Bộ Chính trị về …"."""
    kind = kind_of(instrument.number)
    when = "" if instrument.signed_on is None else f" {dated(layout, instrument.signed_on)}"
    issuer = f" của {instrument.issuer}" if instrument.issuer else ""
    return f"{kind} số {instrument.number}{when}{issuer}{_about(kind, instrument.subject)}"


def _about(kind: str, subject: str) -> str:
    said = subject.strip()
    if said.lower().startswith(kind.lower()):
        said = said[len(kind) :].strip()
    if not said:
        return ""
    return f" {small(said)}" if said.lower().startswith(("về ", "quy định", "một số vấn đề")) else f" về {small(said)}"


def capital(text: str) -> str:
    """A text as it begins a cell or sentence."""
    return text[:1].upper() + text[1:]


def day(value: date) -> str:
    """A day in figures."""
    return formats.day(value, "vi")


def number(value: int) -> str:
    """A whole number."""
    return formats.number(value, "vi")


def signed(value: int) -> str:
    """A change with its sign."""
    return f"+{number(value)}" if value > 0 else f"–{number(-value)}" if value < 0 else "0"


def dong(value: int) -> str:
    """Whole đồng without the sign of the currency, negative with a dash."""
    return number(value) if value >= 0 else f"–{number(-value)}"


def share(change: int, before: int) -> str:
    """A change as a share of what there was."""
    if not before:
        return "–"
    shown = formats.percent(Fraction(abs(change), before), "vi")
    return f"–{shown}" if change < 0 else f"+{shown}" if change else shown


def value(indicator: Indicator, figure: Figure) -> str:
    """A figure's value in words, shares with the rows counted."""
    if figure.value is None:
        return "–"
    if indicator.measure is Measure.SHARE:
        counted = f"{number(figure.numerator.height)}/{number(figure.denominator.height)}"
        return f"{formats.percent(figure.value, 'vi')} ({counted})"
    if indicator.unit.en == "share":
        return formats.percent(figure.value, "vi")
    return formats.number(figure.value, "vi").replace("-", "–")


def law(parameters: Iterable[Parameter]) -> str:
    """The instruments that parameters are from, each once; what was not checked against the text is marked."""
    found = {}
    for each in parameters:
        instrument, article = each.citation.instrument.vi, each.citation.article.vi
        said = ", ".join(part for part in (article, instrument) if part)
        if said:
            found[said] = said if each.citation.verified is True else f"{said} (chưa đối chiếu đầy đủ)"
    return "; ".join(found.values())
