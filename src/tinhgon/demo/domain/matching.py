"""Match the conversion table with the lists before and after: which old unit went to which new one.

A key that names no unit, or several, makes a finding and no link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import TypeVar

from tinhgon.demo.domain.findings import Finding, FindingCode
from tinhgon.demo.domain.sources import CurrentRow, LegacyRow, SourceFault, SourceTables
from tinhgon.errors import Text
from tinhgon.registry.domain.changes import Extent

DISTANT_KM = 30
"""Old and new units further apart than this (km) are listed: few communes are 30 km across."""

_KM_PER_DEGREE = 111.2

Row = TypeVar("Row", LegacyRow, CurrentRow)


@dataclass(frozen=True, slots=True)
class Link:
    """The old unit went to the new commune, wholly or in part."""

    old: LegacyRow
    new: CurrentRow
    extent: Extent


@dataclass(frozen=True, slots=True)
class Matching:
    """The rows that stand for one unit each, the links between them, and what did not match.

    `old_units` are the communes and the districts without communes; `province_of` gives the new
    province's key by the old one's.
    """

    old_units: tuple[LegacyRow, ...]
    new_units: tuple[CurrentRow, ...]
    province_of: Mapping[str, str]
    links: tuple[Link, ...]
    findings: tuple[Finding, ...]


def match(source: SourceTables) -> Matching:
    """Match the tables of `source`. Raises SourceFault when the provinces do not fit together."""
    findings: list[Finding] = []
    old_units = tuple(_distinct(source.legacy, findings))
    new_units = tuple(_distinct(source.current, findings))
    province_of = _province_of(source)
    known = _known_links(source, old_units, new_units, findings)
    links = tuple(_consistent(_within_province(known, province_of, findings), findings))
    findings += (Finding(FindingCode.DISTRICT_ROW, row.key) for row in old_units if row.commune is None)
    findings += _distant(links)
    findings += _unlinked(old_units, new_units, links)
    return Matching(old_units, new_units, province_of, links, tuple(findings))


def _distinct(rows: Iterable[Row], findings: list[Finding]) -> Iterator[Row]:
    seen: set[tuple[bool, str]] = set()
    for row in rows:
        unit = row.commune or row.district if isinstance(row, LegacyRow) else row.commune
        identity = (unit is row.commune, unit.code)
        if identity in seen:
            findings.append(Finding(FindingCode.ROW_REPEATED, row.key, unit.code))
        else:
            seen.add(identity)
            yield row


def _province_of(source: SourceTables) -> dict[str, str]:
    old_keys = {row.province.key for row in source.legacy}
    new_keys = {row.province.key for row in source.current}
    pairs = [(old, new) for new, olds in source.provinces.items() for old in olds]
    province_of = dict(pairs)
    stray = (old_keys ^ province_of.keys()) | (new_keys ^ source.provinces.keys())
    if stray or len(province_of) < len(pairs):
        raise SourceFault(
            Text(
                "Bảng chuyển đổi tỉnh không khớp với danh mục tỉnh",
                "The conversion of provinces does not fit the lists of provinces",
            ),
            where=f"{source.name}: {', '.join(sorted(stray)) or 'one old province in two new ones'}",
            why=Text(
                "Mỗi tỉnh cũ phải về đúng một tỉnh mới và mọi tỉnh phải có trong danh mục",
                "Each old province must go to one new province, and every province must be listed",
            ),
            mend=Text(
                "Cài đúng phiên bản gói dữ liệu nêu trong requirements",
                "Install the version of the data package that the requirements name",
            ),
        )
    return province_of


def _known_links(
    source: SourceTables,
    old_units: Iterable[LegacyRow],
    new_units: Iterable[CurrentRow],
    findings: list[Finding],
) -> list[Link]:
    """The links of the conversion table whose keys name exactly one unit on both sides."""
    old_by_key: dict[Hashable, list[LegacyRow]] = defaultdict(list)
    for old in old_units:
        old_by_key[old.key].append(old)
    new_by_key: dict[Hashable, list[CurrentRow]] = defaultdict(list)
    for new in new_units:
        new_by_key[new.key].append(new)

    links: list[Link] = []
    for old_key, new_key, extent in sorted(_stated_links(source)):
        olds, news = old_by_key.get(old_key, []), new_by_key.get(new_key, [])
        if len(olds) != 1:
            code = FindingCode.OLD_KEY_AMBIGUOUS if olds else FindingCode.OLD_KEY_UNKNOWN
            findings.append(Finding(code, old_key, new_key))
        if len(news) != 1:
            code = FindingCode.NEW_KEY_AMBIGUOUS if news else FindingCode.NEW_KEY_UNKNOWN
            findings.append(Finding(code, new_key, old_key))
        if len(olds) == len(news) == 1:
            links.append(Link(olds[0], news[0], extent))
    return links


def _stated_links(source: SourceTables) -> set[tuple[str, str, Extent]]:
    stated: set[tuple[str, str, Extent]] = set()
    for province, old_keys_by_new in source.whole.items():
        for new, old_keys in old_keys_by_new.items():
            stated.update((old, f"{province}_{new}", "whole") for old in old_keys)
    for province, new_keys_by_old in source.divided.items():
        for old, new_keys in new_keys_by_old.items():
            stated.update((old, f"{province}_{new}", "part") for new in new_keys)
    return stated


def _within_province(links: Iterable[Link], province_of: Mapping[str, str], findings: list[Finding]) -> Iterator[Link]:
    for link in links:
        if province_of[link.old.province.key] == link.new.province.key:
            yield link
        else:
            findings.append(Finding(FindingCode.LINK_CROSSES_PROVINCES, link.old.key, link.new.key))


def _consistent(links: Iterable[Link], findings: list[Finding]) -> Iterator[Link]:
    """The links of every old unit whose links can hold together."""
    by_old: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        by_old[link.old.key].append(link)
    for old_key, same in by_old.items():
        targets = ", ".join(f"{link.new.key} ({link.extent})" for link in same)
        if len(same) > 1 and any(link.extent == "whole" for link in same):
            findings.append(Finding(FindingCode.LINKS_CONFLICT, old_key, targets))
            continue
        if len(same) == 1 and same[0].extent == "part":
            findings.append(Finding(FindingCode.PART_ALONE, old_key, targets))
        yield from same


def kilometres(first: tuple[float, float], second: tuple[float, float]) -> float:
    """How far two points (degrees) are apart, in km."""
    # On a plane: good to a few per cent at this size, and the limit is a rule of thumb.
    north = first[0] - second[0]
    east = (first[1] - second[1]) * cos(radians(first[0]))
    return _KM_PER_DEGREE * hypot(north, east)


def _distant(links: Iterable[Link]) -> Iterator[Finding]:
    for link in links:
        old, new = link.old.commune or link.old.district, link.new.commune
        if not (old.latitude and old.longitude and new.latitude and new.longitude):
            continue
        distance = kilometres((float(old.latitude), float(old.longitude)), (float(new.latitude), float(new.longitude)))
        if distance > DISTANT_KM:
            detail = f"{link.new.key} ({link.extent}): {distance:.0f} km"
            yield Finding(FindingCode.DISTANT_LINK, link.old.key, detail)


def _unlinked(
    old_units: Iterable[LegacyRow], new_units: Iterable[CurrentRow], links: Iterable[Link]
) -> Iterator[Finding]:
    linked = {key for link in links for key in (link.old.key, link.new.key)}
    for old in old_units:
        if old.commune is not None and old.key not in linked:
            yield Finding(FindingCode.OLD_UNIT_UNMENTIONED, old.key, f"{old.commune.code} {old.commune.name}")
    for new in new_units:
        if new.key not in linked:
            yield Finding(FindingCode.NEW_UNIT_WITHOUT_PREDECESSOR, new.key, f"{new.commune.code} {new.commune.name}")
