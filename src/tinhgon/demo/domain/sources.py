"""The tables the 2025 reorganisation is read from, as values, and the fault of a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinhgon.errors import TinhGonError


class SourceFault(TinhGonError):
    """A source of the demonstration that is missing, malformed or at odds with another."""

    code = "demo_source"


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit as a table lists it.

    `key` is the table's own name for it, unique among its siblings; `type` the table's type word,
    "" where it has none; latitude and longitude in degrees and natural_area in km² as decimal
    text, "" where not given.
    """

    key: str
    code: str
    name: str
    type: str = ""
    latitude: str = ""
    longitude: str = ""
    natural_area: str = ""


@dataclass(frozen=True, slots=True)
class LegacyRow:
    """A row of the list before the reorganisation; `commune` is None for a district that has none."""

    province: Entry
    district: Entry
    commune: Entry | None

    @property
    def key(self) -> str:
        """How the conversion table names the unit of this row: province_district_commune."""
        return f"{self.province.key}_{self.district.key}_{self.commune.key if self.commune else ''}"


@dataclass(frozen=True, slots=True)
class CurrentRow:
    """A row of the list after the reorganisation."""

    province: Entry
    commune: Entry

    @property
    def key(self) -> str:
        """How the conversion table names the unit of this row: province_commune."""
        return f"{self.province.key}_{self.commune.key}"


@dataclass(frozen=True, slots=True)
class SourceTables:
    """The lists before and after, and the conversion between them.

    `provinces` gives the old province keys by new province key. `whole` gives, by new province key
    and new commune key, the keys of the old units that went to it entirely. `divided` gives, by new
    province key and old unit key, the new communes that each took a part, the main one first.
    """

    name: str
    legacy: tuple[LegacyRow, ...]
    current: tuple[CurrentRow, ...]
    provinces: Mapping[str, tuple[str, ...]]
    whole: Mapping[str, Mapping[str, tuple[str, ...]]]
    divided: Mapping[str, Mapping[str, tuple[str, ...]]]
