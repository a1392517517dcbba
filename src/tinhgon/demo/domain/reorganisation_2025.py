"""The reorganisation of Vietnam's administrative units on 1 July 2025, as dated decisions.

63 provinces become 34, 696 districts end, 10,035 communes become 3,321. `docs/demo.md` tells how
each verb was chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tinhgon.demo.domain.findings import Finding, report
from tinhgon.demo.domain.matching import Link, Matching, match
from tinhgon.demo.domain.resolutions import Citation, Resolutions
from tinhgon.demo.domain.sources import CurrentRow, Entry, LegacyRow, SourceFault, SourceTables
from tinhgon.demo.domain.units import attributes, entry_findings
from tinhgon.errors import Text
from tinhgon.registry.domain.changes import (
    Attributes,
    Change,
    Convert,
    Dissolve,
    Found,
    Kin,
    Merge,
    Rename,
    Reparent,
)
from tinhgon.registry.domain.decisions import DecisionDocument, Instrument
from tinhgon.registry.domain.vocabulary import Kind, Level

LIST_ISSUER = "Tinh Gọn (dữ liệu trình diễn)"
"""Who issues the lists of units in force before: the demonstration itself, no authority."""

COUNTRY_KEYS = "demo-2025:"
"""How the source keys of its decisions begin."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The decisions in the order to enact them, what the source left open, and how many of what."""

    source: str
    decisions: tuple[DecisionDocument, ...]
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]

    def report(self) -> dict[str, object]:
        """Counts and findings as plain values, the same for the same source."""
        return report(self.source, self.counts, self.findings)


@dataclass(slots=True)
class _Ids:
    """The object ids given out so far: provinces by table key, districts and communes by code."""

    next_id: Callable[[], int]
    old_provinces: dict[str, int] = field(default_factory=dict)
    new_provinces: dict[str, int] = field(default_factory=dict)
    districts: dict[str, int] = field(default_factory=dict)
    communes: dict[str, int] = field(default_factory=dict)

    def old_unit(self, row: LegacyRow) -> int:
        """The commune of the row, or its district where it has no commune."""
        return self.communes[row.commune.code] if row.commune else self.districts[row.district.code]


def plan(source: SourceTables, resolutions: Resolutions, next_id: Callable[[], int]) -> Plan:
    """The decisions of the reorganisation; `next_id` gives out object ids, in a stable order.

    Raises SourceFault when the provinces of the tables and of the resolutions do not fit together.
    """
    matching = match(source)
    _check_one_resolution_per_province(matching, resolutions)
    ids = _Ids(next_id)
    # Each step needs the ids that the one before gave out.
    lists = tuple(_lists_before(source.name, matching, resolutions, ids))
    provinces = _provinces_merge(source, matching, resolutions, ids)
    communes = tuple(_communes_rearranged(matching, resolutions, ids))
    districts = _districts_end(resolutions, ids)
    return Plan(
        source=source.name,
        decisions=(*lists, provinces, *communes, districts),
        findings=tuple(sorted((*matching.findings, *entry_findings(matching)))),
        counts=_counts(source, matching, communes),
    )


def _check_one_resolution_per_province(matching: Matching, resolutions: Resolutions) -> None:
    listed = {row.province.code for row in matching.new_units}
    stray = listed ^ {citation.province for citation in resolutions.communes}
    if stray:
        raise SourceFault(
            Text(
                "Nghị quyết và danh mục tỉnh mới không khớp",
                "The resolutions do not fit the list of new provinces",
            ),
            where=f"province codes {', '.join(sorted(stray))}",
            why=Text(
                "Mỗi tỉnh mới cần đúng một nghị quyết về đơn vị cấp xã",
                "Each new province needs its one resolution on communes",
            ),
            mend=Text(
                "Sửa mục `communes` của tệp văn bản pháp lý",
                "Mend `communes` in the file of legal instruments",
            ),
        )


# --- the lists in force before --------------------------------------------------------------------


def _lists_before(source: str, matching: Matching, resolutions: Resolutions, ids: _Ids) -> Iterator[DecisionDocument]:
    """One list per old province of the units found there on the day the demonstration begins."""
    rows_by_province: dict[str, list[LegacyRow]] = defaultdict(list)
    for row in matching.old_units:
        rows_by_province[row.province.code].append(row)
    for code, rows in sorted(rows_by_province.items()):
        number = f"DM-{code}/2025"
        name = _in_sentence(rows[0].province.name)
        yield DecisionDocument(
            number=number,
            kind="danh mục",
            issuer=LIST_ISSUER,
            signed_on=resolutions.recorded_from,
            effective_on=resolutions.recorded_from,
            subject=(
                f"Danh mục đơn vị hành chính của {name} trước sắp xếp năm 2025, theo {source}. Ngày "
                "hiệu lực là ngày dữ liệu trình diễn bắt đầu ghi nhận, không phải ngày thành lập các đơn vị"
            ),
            changes=tuple(_listed(rows, ids)),
            key=_source_key(number),
        )


def _listed(rows: list[LegacyRow], ids: _Ids) -> Iterator[Found]:
    province = rows[0].province
    ids.old_provinces[province.key] = province_id = ids.next_id()
    yield _found(province_id, province, Level.PROVINCE)
    districts = {row.district.code: row.district for row in rows}
    for code, district in sorted(districts.items()):
        ids.districts[code] = ids.next_id()
        yield _found(ids.districts[code], district, Level.DISTRICT, province_id)
    communes = {row.commune.code: (row.commune, row.district) for row in rows if row.commune}
    for code, (commune, district) in sorted(communes.items()):
        ids.communes[code] = ids.next_id()
        yield _found(ids.communes[code], commune, Level.COMMUNE, ids.districts[district.code])


def _found(object_id: int, entry: Entry, level: Level, parent: int | None = None) -> Found:
    return Found(object_id=object_id, kind=Kind.AREA, attributes=attributes(entry, level, parent))


# --- provinces ------------------------------------------------------------------------------------


def _provinces_merge(source: SourceTables, matching: Matching, resolutions: Resolutions, ids: _Ids) -> DecisionDocument:
    """The resolution speaks of "a new province named …", so every merged province is a new unit."""
    old = {row.province.key: row.province for row in matching.old_units}
    new = {row.province.key: row.province for row in matching.new_units}
    changes: list[Change] = []
    for province in sorted(new.values(), key=lambda each: each.code):
        sources = sorted((old[key] for key in source.provinces[province.key]), key=lambda each: each.code)
        if len(sources) == 1:
            ids.new_provinces[province.key] = province_id = ids.old_provinces[sources[0].key]
            changes += _carried_on(province_id, sources[0], province, Level.PROVINCE)
            continue
        ids.new_provinces[province.key] = province_id = ids.next_id()
        changes.append(
            Merge(
                into=province_id,
                sources=tuple(ids.old_provinces[each.key] for each in sources),
                founded=attributes(province, Level.PROVINCE),
                adopt=True,
            )
        )
    return _enacted(resolutions.provinces, resolutions, tuple(changes))


# --- communes -------------------------------------------------------------------------------------


def _communes_rearranged(matching: Matching, resolutions: Resolutions, ids: _Ids) -> Iterator[DecisionDocument]:
    """One decision per new province: its new communes, then the end of the old ones that remain."""
    new_rows: dict[str, list[CurrentRow]] = defaultdict(list)
    for new in matching.new_units:
        new_rows[new.province.code].append(new)
    old_rows: dict[str, list[LegacyRow]] = defaultdict(list)
    for old in matching.old_units:
        if old.commune is not None:
            old_rows[matching.province_of[old.province.key]].append(old)
    links: dict[str, list[Link]] = defaultdict(list)
    for link in matching.links:
        links[link.new.key].append(link)

    for citation in sorted(resolutions.communes, key=lambda each: each.province):
        rows = sorted(new_rows[citation.province], key=lambda row: row.commune.code)
        changes: list[Change] = []
        for row in rows:
            changes += _commune_made(row, links[row.key], ids)
        settled = _settled(changes)
        remaining = (ids.old_unit(old) for old in old_rows[rows[0].province.key])
        changes += (Dissolve(object_id=each) for each in sorted(remaining) if each not in settled)
        yield _enacted(citation, resolutions, tuple(changes))


def _commune_made(row: CurrentRow, links: list[Link], ids: _Ids) -> Iterator[Change]:
    """How the new commune came about: carried on, merged from whole communes, or founded.

    Every link of lineage is stated here, once; communes that were divided are only ended later.
    """
    parent = ids.new_provinces[row.province.key]
    kin = sorted(
        (Kin(object_id=ids.old_unit(link.old), extent=link.extent) for link in links),
        key=lambda each: (each.extent == "part", each.object_id),
    )
    match links:
        case [Link(old=LegacyRow(commune=Entry() as old), extent="whole")]:
            yield Reparent(object_id=kin[0].object_id, parent=parent)
            yield from _carried_on(kin[0].object_id, old, row.commune, Level.COMMUNE)
        case [_, _, *_] if all(link.old.commune and link.extent == "whole" for link in links):
            yield Merge(
                into=ids.next_id(),
                sources=tuple(each.object_id for each in kin),
                founded=attributes(row.commune, Level.COMMUNE, parent),
            )
        case _:
            yield Found(
                object_id=ids.next_id(),
                kind=Kind.AREA,
                attributes=attributes(row.commune, Level.COMMUNE, parent),
                predecessors=tuple(kin),
            )


def _settled(changes: list[Change]) -> set[int]:
    """The old communes that a merger has ended or that go on."""
    merged = {each for change in changes if isinstance(change, Merge) for each in change.sources}
    return merged | {change.object_id for change in changes if isinstance(change, Reparent)}


def _carried_on(object_id: int, old: Entry, new: Entry, level: Level) -> Iterator[Change]:
    """The unit stays itself: its new name, its new code and type, and its area, where they differ.

    Its point stays too: the two tables measure points differently, the place did not move.
    """
    before, after = attributes(old, level), attributes(new, level)
    differing = {name: value for name, value in after.items() if value != before.get(name)}
    if "name" in differing:
        yield Rename(object_id=object_id, name=str(differing["name"]))
    converted = ("code", "type", "natural_area")
    if any(name in differing for name in converted):
        given: Attributes = {name: differing[name] for name in converted if name in differing}
        yield Convert(object_id=object_id, attributes=given)


# --- districts ------------------------------------------------------------------------------------


def _districts_end(resolutions: Resolutions, ids: _Ids) -> DecisionDocument:
    """Last, when no commune lies in a district any more; the level ends, so there is no successor."""
    first, *further = resolutions.districts
    changes = tuple(Dissolve(object_id=each) for _, each in sorted(ids.districts.items()))
    grounds = tuple(citation.instrument() for citation in further)
    return _enacted(first, resolutions, changes, grounds)


# --- what all decisions share ---------------------------------------------------------------------


def _enacted(
    citation: Citation,
    resolutions: Resolutions,
    changes: tuple[Change, ...],
    further_grounds: tuple[Instrument, ...] = (),
) -> DecisionDocument:
    return DecisionDocument(
        number=citation.number,
        kind="nghị quyết",
        issuer=citation.issuer,
        signed_on=citation.signed_on,
        effective_on=resolutions.effective_on,
        subject=citation.subject,
        changes=changes,
        instruments=(citation.instrument(), *further_grounds),
        key=_source_key(citation.number),
    )


def _source_key(number: str) -> str:
    return f"{COUNTRY_KEYS}{number}"


def _in_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]


def _counts(source: SourceTables, matching: Matching, communes: tuple[DecisionDocument, ...]) -> dict[str, int]:
    changes = [change for decision in communes for change in decision.changes]
    mergers = [change for change in changes if isinstance(change, Merge)]
    dissolved = sum(isinstance(change, Dissolve) for change in changes)
    extents = [link.extent for link in matching.links]
    return {
        "legacy_rows": len(source.legacy),
        "current_rows": len(source.current),
        "provinces_before": len({row.province.code for row in matching.old_units}),
        "districts_before": len({row.district.code for row in matching.old_units}),
        "communes_before": sum(row.commune is not None for row in matching.old_units),
        "provinces_after": len({row.province.code for row in matching.new_units}),
        "communes_after": len(matching.new_units),
        "links_whole": extents.count("whole"),
        "links_part": extents.count("part"),
        "communes_carried_on": sum(isinstance(change, Reparent) for change in changes),
        "communes_merged_as_new": len(mergers),
        "communes_founded_otherwise": sum(isinstance(change, Found) for change in changes),
        "communes_ended": dissolved + sum(len(merger.sources) for merger in mergers),
    }
