"""The communes of one province since 1 July 2025, each with the old communes it was made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from tinhgon.demo.domain.matching import DISTANT_KM, Link, kilometres, match
from tinhgon.demo.domain.quang_ninh.tables import Unit
from tinhgon.demo.domain.quang_ninh.units import Point, middle, point_attributes, population_of
from tinhgon.demo.domain.sources import CurrentRow, Entry, SourceTables
from tinhgon.demo.domain.units import attributes
from tinhgon.registry.domain.changes import Attributes
from tinhgon.registry.domain.vocabulary import Level


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A commune as the list has it, and codes of old communes: entirely taken in, taken in part.

    `heir_of` are those whose bodies and villages pass to it: the whole ones, and of the divided ones those
    whose larger part it took. `carried_on`: it is the old commune of its code and was not arranged.
    """

    entry: Entry
    whole: tuple[str, ...]
    part: tuple[str, ...]
    heir_of: tuple[str, ...]
    carried_on: bool

    @property
    def code(self) -> str:
        """Its code in the new list."""
        return self.entry.code


@dataclass(frozen=True, slots=True)
class NewProvince:
    """A province as the new list has it, with its communes in the order of their codes."""

    entry: Entry
    communes: tuple[NewUnit, ...]

    def made_from(self, codes: Collection[str]) -> NewProvince:
        """The province with those communes only that come, at least in part, from old communes of these codes."""
        known = tuple(each for each in self.communes if not {*each.whole, *each.part}.isdisjoint(codes))
        return replace(self, communes=known)


def new_province(source: SourceTables, code: str) -> NewProvince:
    """The province with this code in the new list. Raises SourceFault where the tables do not fit together."""
    current = tuple(row for row in source.current if row.province.code == code)
    entry = current[0].province
    old_provinces = source.provinces[entry.key]
    reduced = replace(
        source,
        legacy=tuple(row for row in source.legacy if row.province.key in old_provinces),
        current=current,
        provinces={entry.key: old_provinces},
        whole={entry.key: source.whole[entry.key]},
        divided={entry.key: source.divided.get(entry.key, {})},
    )
    links: dict[str, list[Link]] = {}
    for link in match(reduced).links:
        links.setdefault(link.new.key, []).append(link)
    larger = {old: f"{entry.key}_{takers[0]}" for old, takers in reduced.divided[entry.key].items()}
    rows = sorted(current, key=lambda row: row.commune.code)
    return NewProvince(entry, tuple(_new_unit(row, links.get(row.key, []), larger) for row in rows))


def _new_unit(row: CurrentRow, links: Sequence[Link], larger: Mapping[str, str]) -> NewUnit:
    codes = {link.old.key: link.old.commune.code for link in links if link.old.commune is not None}
    whole = tuple(sorted(codes[link.old.key] for link in links if link.old.key in codes and link.extent == "whole"))
    part = tuple(sorted(set(codes.values()) - set(whole)))
    mostly = [code for key, code in codes.items() if larger.get(key) == row.key]
    return NewUnit(
        entry=row.commune,
        whole=whole,
        part=part,
        heir_of=tuple(sorted({*whole, *mostly})),
        carried_on=whole == (row.commune.code,) and not part,
    )


def unit_attributes(unit: NewUnit, parent: int, olds: Mapping[str, Unit]) -> Attributes:
    """What the registry keeps of the new commune; `olds` are the old communes on record, by code.

    The list gives no populations: that of whole communes is added up, any other is left open. A point far
    from all communes it was made from is the list's mistake; their middle stands for it.
    """
    stated = attributes(unit.entry, Level.COMMUNE, parent)
    sources = [olds[each] for each in (*unit.whole, *unit.part) if each in olds]
    if not unit.part and len(sources) == len(unit.whole):
        stated["population"] = population_of(sources)
    point: Point = float(unit.entry.latitude), float(unit.entry.longitude)
    if all(kilometres(point, (float(each.latitude), float(each.longitude))) > DISTANT_KM for each in sources):
        stated |= point_attributes(middle(sources))
    return stated
