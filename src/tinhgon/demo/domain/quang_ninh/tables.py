"""The tables of facts the demonstration rests on: units, how they changed, and legal instruments.

Every row names its source, or several with "+" between them: entries of `sources.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, TypeVar

import msgspec

from tinhgon.demo.domain.sources import SourceFault
from tinhgon.errors import Text
from tinhgon.registry.domain.decisions import Instrument

Words = Annotated[str, msgspec.Meta(pattern=r"\S")]
Degrees = Annotated[str, msgspec.Meta(pattern=r"^\d{1,3}\.\d+$")]
Plain = Mapping[str, object]
_T = TypeVar("_T")


class _Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    source: Words


_Sourced = TypeVar("_Sourced", bound=_Row)


class Unit(_Row, frozen=True, kw_only=True):
    """A district or commune as it stood before the changes.

    Area in km² and the point that stands for it in degrees are decimal text. `district` is the code of a
    commune's district, "" for a district.
    """

    code: Words
    name: Words
    type: Words
    natural_area: Words
    population: Annotated[int, msgspec.Meta(ge=0)]
    latitude: Degrees
    longitude: Degrees
    district: str = ""


class UnitChange(_Row, frozen=True, kw_only=True):
    """A unit merged into another that goes on, merged with others into a new one, or turned into another type.

    The new one has the code `into`; `name` and `type` are those of what comes of it.
    """

    code: Words
    effective_on: date
    instrument: Words
    change: Literal["merged", "consolidated", "converted"]
    into: str = ""
    name: str = ""
    type: str = ""


class UnitPart(_Row, frozen=True, kw_only=True):
    """A part of a commune that went to another: area in km² and people, as the instrument states them."""

    code: Words
    effective_on: date
    instrument: Words
    into: Words
    natural_area: Words
    population: Annotated[int, msgspec.Meta(ge=0)]


class Citation(_Row, frozen=True, kw_only=True):
    """One legal instrument, and whether its number and date were seen in the source: both, one, none."""

    id: Words
    number: Words
    issuer: Words
    signed_on: date
    subject: Words
    verified: Literal["true", "partial", "false"]

    def instrument(self) -> Instrument:
        """As a decision cites it."""
        return Instrument(
            number=self.number,
            issuer=self.issuer,
            signed_on=self.signed_on,
            subject=self.subject,
            verified="partial" if self.verified == "partial" else self.verified == "true",
        )


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where facts were taken from."""

    id: Words
    description: Words


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables, checked against one another; the units of Hậu Giang are those that changed there."""

    districts: tuple[Unit, ...]
    communes: tuple[Unit, ...]
    changes: tuple[UnitChange, ...]
    hau_giang: tuple[Unit, ...]
    bac_ninh: tuple[Unit, ...]
    parts: tuple[UnitPart, ...]
    instruments: Mapping[str, Citation]

    def changes_by(self, instrument: str) -> tuple[UnitChange, ...]:
        """The changes of units that rest on the instrument with this id."""
        number = self.instruments[instrument].number
        return tuple(each for each in self.changes if each.instrument == number)


def tables_from_plain(rows: Mapping[str, Sequence[Plain]]) -> Tables:
    """Read the tables from plain rows by file name, as CSV gives them.

    Raises SourceFault naming the file and the key at fault: a missing, unknown or malformed column, a
    code that stands twice, or a unit, instrument or source that no table has.
    """
    sources = {each.id for each in _rows("sources.csv", rows, Source)}
    tables = Tables(
        districts=_sourced("districts.csv", rows, Unit, sources),
        communes=_sourced("communes.csv", rows, Unit, sources),
        changes=_sourced("changes.csv", rows, UnitChange, sources),
        hau_giang=_sourced("hau_giang.csv", rows, Unit, sources),
        bac_ninh=_sourced("bac_ninh.csv", rows, Unit, sources),
        parts=_sourced("hau_giang_parts.csv", rows, UnitPart, sources),
        instruments={each.id: each for each in _sourced("instruments.csv", rows, Citation, sources)},
    )
    _check_codes(tables)
    _check_changes(tables)
    return tables


def _sourced(
    file: str, rows: Mapping[str, Sequence[Plain]], kind: type[_Sourced], sources: set[str]
) -> tuple[_Sourced, ...]:
    read = _rows(file, rows, kind)
    for row in read:
        for source in row.source.split("+"):
            if source not in sources:
                raise _fault(file, f"no `{source}` in sources.csv")
    return read


def _check_codes(tables: Tables) -> None:
    districts = {each.code for each in tables.districts}
    for file, units in (
        ("districts.csv", tables.districts),
        ("communes.csv", tables.communes),
        ("hau_giang.csv", tables.hau_giang),
        ("bac_ninh.csv", tables.bac_ninh),
    ):
        if len({each.code for each in units}) != len(units):
            raise _fault(file, "a `code` stands twice")
    for commune in tables.communes:
        if commune.district not in districts:
            raise _fault("communes.csv", f"no district `{commune.district}` - at `{commune.code}`")


def _check_changes(tables: Tables) -> None:
    numbers = {each.number for each in tables.instruments.values()}
    communes = {each.code for each in tables.communes}
    units = communes | {each.code for each in tables.districts}
    for change in tables.changes:
        unknown = {change.code} - units if change.change == "converted" else {change.code, change.into} - communes
        _check_named("changes.csv", change.code, unknown, change.instrument, numbers)
        if change.change != "merged" and not (change.name and change.type):
            raise _fault("changes.csv", f"`name` and `type` are needed - at `{change.code}`")
    known = {each.code for each in tables.hau_giang}
    for part in tables.parts:
        _check_named("hau_giang_parts.csv", part.code, {part.code, part.into} - known, part.instrument, numbers)


def _check_named(file: str, code: str, unknown: set[str], instrument: str, numbers: set[str]) -> None:
    if unknown:
        raise _fault(file, f"unknown commune - at `{code}`")
    if instrument not in numbers:
        raise _fault(file, f"no instrument `{instrument}` - at `{code}`")


def _rows(file: str, rows: Mapping[str, Sequence[Plain]], kind: type[_T]) -> tuple[_T, ...]:
    numbered = enumerate(rows[file], start=2)
    return tuple(_convert(f"{file}: {number}", row, kind) for number, row in numbered)


def _convert(place: str, plain: object, kind: type[_T]) -> _T:
    try:
        return msgspec.convert(plain, kind, strict=False)
    except msgspec.ValidationError as fault:
        raise _fault(place, str(fault)) from None


def _fault(place: str, detail: str) -> SourceFault:
    return SourceFault(
        Text("Bảng số liệu trình diễn Quảng Ninh không hợp lệ", "A table of the Quảng Ninh demonstration is not valid"),
        where=f"{place}: {detail}",
        why=Text(
            "Mỗi dòng phải đủ cột, đúng kiểu và có nguồn", "Every row needs all columns, well-formed, and a source"
        ),
        mend=Text("Sửa dòng hoặc khóa đã nêu", "Mend the row or key named"),
    )
