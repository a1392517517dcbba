"""Whether a decision can be kept and hashed exactly as it is: by the database, and as canonical JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import msgspec

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.vocabulary import MOST

_NO_TEXT = re.compile("[\0\ud800-\udfff]")


class Unwritable(TinhGonError):
    """A decision holds a text, number or date that cannot be kept as it is."""

    code = "unwritable"


def require_writable(document: DecisionDocument) -> None:
    """Raise Unwritable, naming the place, for what no database column or no other JSON reader takes."""
    plain = msgspec.to_builtins(document, builtin_types=(date,))
    for place, why in _faults(plain, "$"):
        raise Unwritable(
            Text("Quyết định có giá trị không lưu được", "The decision holds a value that cannot be kept"),
            where=f"{document.number!r}, {place}",
            why=why,
        )


def _faults(value: object, place: str) -> Iterator[tuple[str, Text]]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _faults(key, f"{place}.{key!r}")
                yield from _faults(inner, f"{place}.{key}")
        case list() | tuple():
            for index, inner in enumerate(value):
                yield from _faults(inner, f"{place}[{index}]")
        case str() if _NO_TEXT.search(value):
            yield place, Text("có ký tự cấm", "it holds a character that is not text")
        case int() if abs(value) > MOST:
            yield place, Text("số quá lớn", "the number is too large")
        case date() if value in (date.min, date.max):
            yield place, Text("ngày ngoài phạm vi", "the date is out of range")
