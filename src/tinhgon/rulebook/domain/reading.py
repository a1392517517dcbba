"""From plain values, as YAML gives them, to a rulebook; whatever is not whole is refused with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Any

import msgspec

from tinhgon.errors import Text
from tinhgon.rulebook.domain.faults import RulebookFault, fault
from tinhgon.rulebook.domain.parameters import Citation, Parameter, Rulebook, Verified
from tinhgon.rulebook.domain.values import Unit, Words, value_of
from tinhgon.temporal import EmptyPeriod, Period

MEMORY = "memory"
"""The source of what was not seen in any text; never verified."""

Identifier = Annotated[str, msgspec.Meta(pattern=r"^[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)*$")]


class Plain(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping in a file: every key is known and nothing is missing."""


class Label(Plain, frozen=True, kw_only=True):
    """A text in both languages."""

    vi: Words
    en: Words

    @property
    def text(self) -> Text:
        """As the interface takes it."""
        return Text(self.vi, self.en)


_Told = Words | Label
"""A text in both languages, or one that reads the same in both: an address, a sum."""


class _Version(Plain, frozen=True, kw_only=True):
    value: Any
    valid_from: date | None
    valid_to: date | None  # the last day, as laws print it
    instrument: _Told | None
    source: Words
    verified: Verified
    article: _Told | None = None
    note: _Told | None = None


class _Parameter(Plain, frozen=True, kw_only=True):
    id: Identifier
    label: Label
    unit: Unit
    versions: Annotated[tuple[_Version, ...], msgspec.Meta(min_length=1)]


class _File(Plain, frozen=True, kw_only=True):
    sources: dict[str, _Told]
    parameters: tuple[_Parameter, ...]


@dataclass(frozen=True, slots=True)
class PlainFile:
    """One file as plain values; `lines` gives the line of each key by its path, as `$.parameters[0].id`."""

    name: str
    plain: object
    lines: Mapping[str, int] = field(default_factory=dict)

    def fault(self, path: str, what: Text, mend: Text | None = None) -> RulebookFault:
        """A fault of this file at a path; a path without a line of its own has that of what holds it."""
        holder = path
        while holder not in self.lines and holder != "$":
            holder = re.sub(r"(\.[^.\[\]]+|\[[^\]]*\])$", "", holder)
        return fault(self.name, self.lines.get(holder), path.removeprefix("$."), what, mend)


@dataclass(frozen=True, slots=True)
class _Placed:
    parameter: Parameter
    fault: Callable[[Text], RulebookFault]


def rulebook_of(files: Iterable[PlainFile]) -> Rulebook:
    """The rulebook of some files.

    Raises RulebookFault naming file, line and key for an unknown or missing key, a citation that lacks or
    names a source the file does not list, something from memory called verified, a value that does not fit
    its unit, an id in two places, dates in the wrong order, and versions of one id that share a day.
    """
    by_id: dict[str, list[_Placed]] = {}
    for file in files:
        for key, versions in _parameters(file):
            if key in by_id:
                raise versions[0].fault(Text(f"Mã `{key}` đã có ở chỗ khác", f"The id `{key}` stands elsewhere too"))
            by_id[key] = versions
    for versions in by_id.values():
        _no_overlap(versions)
    return Rulebook(placed.parameter for versions in by_id.values() for placed in versions)


def _parameters(file: PlainFile) -> Iterator[tuple[str, list[_Placed]]]:
    try:
        read = msgspec.convert(file.plain, _File)
    except msgspec.ValidationError as error:
        raise invalid(file, "$", error) from None
    for number, parameter in enumerate(read.parameters):
        path = f"$.parameters[{number}]"
        yield (
            parameter.id,
            [
                _placed(file, read, parameter, version, f"{path}.versions[{ordinal}]")
                for ordinal, version in enumerate(parameter.versions)
            ],
        )


def invalid(file: PlainFile, base: str, error: Exception) -> RulebookFault:
    """The fault of what does not fit the form of a file below the path `base`, at the very key."""
    detail, _, path = str(error).partition(" - at `")
    inner = path.rstrip("`").rpartition("$")[2]
    named = re.search(r"(?:unknown field|required field) `(\w+)`", detail)
    place = f"{base}{inner}" + (f".{named.group(1)}" if named else "")
    return file.fault(place, Text(f"Không hợp lệ: {detail}", f"Not valid: {detail}"))


def _placed(file: PlainFile, read: _File, parameter: _Parameter, version: _Version, path: str) -> _Placed:
    if version.source not in read.sources:
        raise file.fault(
            f"{path}.source",
            Text(f"`sources` không có `{version.source}`", f"`sources` has no `{version.source}`"),
            Text("Ghi nguồn vào mục `sources`", "List the source under `sources`"),
        )
    if version.source == MEMORY and version.verified is not False:
        raise file.fault(
            f"{path}.verified",
            Text("Điều ghi theo trí nhớ không thể là đã kiểm chứng", "What is from memory cannot be verified"),
        )
    if version.instrument is None and version.article is None:
        raise file.fault(
            f"{path}.instrument",
            Text("Thiếu căn cứ: không có văn bản", "The citation is missing: there is no instrument"),
            Text(
                "Ghi `instrument`, hoặc `article` nêu chỗ trong nguồn",
                "Give `instrument`, or `article` with the place in the source",
            ),
        )
    try:
        value = value_of(parameter.unit, version.value)
    except ValueError as error:
        raise invalid(file, f"{path}.value", error) from None
    citation = Citation(
        _text(version.instrument),
        _text(version.article),
        _text(read.sources[version.source]),
        version.verified,
        _text(version.note),
    )
    label = parameter.label.text
    validity = _validity(file, version, path)
    return _Placed(
        Parameter(parameter.id, label, value, parameter.unit, validity, citation),
        lambda what: file.fault(f"{path}.valid_from", what),
    )


def _text(told: _Told | None) -> Text:
    return told.text if isinstance(told, Label) else Text(told or "", told or "")


def _validity(file: PlainFile, version: _Version, path: str) -> Period:
    end = None if version.valid_to is None else version.valid_to + timedelta(days=1)
    try:
        return Period(version.valid_from, end)
    except EmptyPeriod:
        raise file.fault(
            f"{path}.valid_to",
            Text(
                f"Ngày hết hiệu lực {version.valid_to} trước ngày có hiệu lực {version.valid_from}",
                f"The last day {version.valid_to} is before the first day {version.valid_from}",
            ),
        ) from None


def _no_overlap(versions: list[_Placed]) -> None:
    ordered = sorted(versions, key=lambda each: each.parameter.validity.lower)
    for earlier, later in pairwise(ordered):
        if earlier.parameter.validity.overlaps(later.parameter.validity):
            key, first, second = earlier.parameter.id, earlier.parameter.validity, later.parameter.validity
            raise later.fault(
                Text(
                    f"Hai phiên bản của `{key}` trùng thời hạn: {first} và {second}",
                    f"Two versions of `{key}` share days: {first} and {second}",
                )
            )
