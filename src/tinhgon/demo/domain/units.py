"""From a row of the tables to the attributes the registry keeps of an administrative unit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tinhgon.demo.domain.findings import Finding, FindingCode
from tinhgon.demo.domain.matching import Matching
from tinhgon.demo.domain.sources import Entry, SourceFault
from tinhgon.errors import Text
from tinhgon.registry.domain.changes import Attributes
from tinhgon.registry.domain.vocabulary import InvalidValue, Kind, Level, check_value

TYPE_WORDS = ("thành phố", "tỉnh", "thị xã", "quận", "huyện", "thị trấn", "phường", "xã", "đặc khu")
"""The words for the types of units; the name of a unit begins with one."""


def unit_type(entry: Entry) -> str:
    """The type word in the unit's name, in lower case; failing that, the one the table gives."""
    name = entry.name.lower()
    return next((word for word in TYPE_WORDS if name.startswith(f"{word} ")), entry.type.lower())


def natural_area(entry: Entry) -> str | None:
    """The area in km², or None where the table gives none or zero."""
    return entry.natural_area if entry.natural_area and Decimal(entry.natural_area) else None


def attributes(entry: Entry, level: Level, parent: int | None = None) -> Attributes:
    """The attributes of the unit in their stored form, those without a value left out.

    Raises SourceFault naming the unit when the registry does not take a value.
    """
    stated = {
        "code": entry.code,
        "name": entry.name,
        "level": level.value,
        "type": unit_type(entry) or None,
        "parent": parent,
        "natural_area": natural_area(entry),
        "latitude": entry.latitude or None,
        "longitude": entry.longitude or None,
    }
    try:
        checked = {name: check_value(Kind.AREA, name, value) for name, value in stated.items()}
    except InvalidValue as fault:
        raise SourceFault(
            Text("Bảng có giá trị không dùng được", "The table holds a value that cannot be used"),
            where=f"{entry.code} {entry.name}: {fault.attribute} = {fault.value!r}",
            why=fault.why,
            mend=Text("Cài lại gói dữ liệu", "Install the data package again"),
        ) from None
    return {name: value for name, value in checked.items() if value is not None}


def entry_findings(matching: Matching) -> Iterator[Finding]:
    """Units whose type in the table is not the one in their name, and new communes without an area."""
    districts = {row.district.code: row.district for row in matching.old_units}
    for district in districts.values():
        yield from _type_finding(district.key, district)
    for old in matching.old_units:
        if old.commune is not None:
            yield from _type_finding(old.key, old.commune)
    for new in matching.new_units:
        yield from _type_finding(new.key, new.commune)
        if natural_area(new.commune) is None:
            yield Finding(FindingCode.AREA_MISSING, new.key, f"{new.commune.code} {new.commune.name}")


def _type_finding(key: str, entry: Entry) -> Iterator[Finding]:
    if entry.type.lower() != unit_type(entry):
        yield Finding(FindingCode.TYPE_DIFFERS, key, f"{entry.code} {entry.name}: {entry.type}")
