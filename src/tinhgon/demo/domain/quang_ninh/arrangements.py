"""Units rearranged before 2025: wards of Đông Triều (769), 186 communes to 177 (837), 177 to 171 (1199)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tinhgon.demo.domain.quang_ninh.founding import party_name
from tinhgon.demo.domain.quang_ninh.reform import Reform
from tinhgon.demo.domain.quang_ninh.tables import Unit, UnitChange
from tinhgon.demo.domain.quang_ninh.units import groups, together
from tinhgon.demo.domain.quang_ninh.writer import Writer
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes
from tinhgon.registry.domain.vocabulary import Level

HA_LONG, HOANH_BO = "193", "204"


def convert_units(writer: Writer, changes: Iterable[UnitChange]) -> None:
    """Turn units into another type, under their new names; their Party committees follow."""
    for change in changes:
        if change.change == "converted":
            attributes: Attributes = {"name": change.name, "type": change.type}
            writer.write(verbs.Convert(object_id=writer.areas[change.code], attributes=attributes))
            _rename_party_committee(writer, change.code, change)


def merge_hoanh_bo(writer: Writer, districts: Mapping[str, Unit]) -> None:
    """Merge the district into Hạ Long, as an area; whatever lay in it lies in Hạ Long."""
    _join(writer, HA_LONG, [HOANH_BO], districts)


def merge_units(writer: Writer, units: Mapping[str, Unit], changes: Sequence[UnitChange]) -> None:
    """Merge communes as areas, into one that goes on or into a new one; `units` are they as they were before."""
    for into, codes in groups(changes, "merged").items():
        _join(writer, into, codes, units)
    named = {change.into: change for change in changes}
    for into, codes in groups(changes, "consolidated").items():
        attributes: Attributes = {
            "code": into,
            "name": named[into].name,
            "level": Level.COMMUNE,
            "type": named[into].type,
            "parent": writer.areas[units[into].district],
            **together([units[each] for each in codes]),
        }
        sources = tuple(writer.areas[each] for each in codes)
        writer.areas[into] = new = writer.next_id()
        writer.write(verbs.Merge(into=new, sources=sources, founded=attributes, adopt=True))
        writer.move_villages(dict.fromkeys(codes, into))


def merge_bodies(reform: Reform, changes: Sequence[UnitChange], districts: Mapping[str, str] | None = None) -> None:
    """Merge the bodies of the merged units into their counterparts: leaders leave, staff passes on.

    `districts` gives the district that a district went into. A new commune takes over the bodies of the
    one whose code it bears.
    """
    districts = districts or {}
    merged = {code: into for into, codes in groups(changes, "merged").items() for code in codes}
    new = {code: into for into, codes in groups(changes, "consolidated").items() for code in codes}
    for code, into in [*districts.items(), *merged.items(), *new.items()]:
        if code != into:
            _absorb_bodies(reform.writer, code, into)
            reform.province.communes.pop(code, None)
            reform.province.districts.pop(code, None)
    for change in changes:
        if change.change == "consolidated" and change.code == change.into:
            _rename_party_committee(reform.writer, change.into, change)
    for commune in reform.province.communes.values():
        commune.district = districts.get(commune.district, commune.district)


def _absorb_bodies(writer: Writer, code: str, into: str) -> None:
    counterparts = {(each.form, each.name): each for each in writer.serving(into)}
    by_form = {each.form: each for each in writer.serving(into)}
    for body in writer.serving(code):
        writer.absorb([body], counterparts.get((body.form, body.name)) or by_form[body.form])


def _rename_party_committee(writer: Writer, code: str, unit: UnitChange) -> None:
    committee = writer.of(code, "party_committee")
    writer.rename(committee, party_name(committee.tier, unit.type, unit.name))


def _join(writer: Writer, into: str, codes: list[str], units: Mapping[str, Unit]) -> None:
    figures = together([units[each] for each in (into, *codes)])
    attributes: Attributes = {name: figures[name] for name in ("natural_area", "population")}
    sources = tuple(writer.areas[each] for each in codes)
    writer.write(verbs.Merge(into=writer.areas[into], sources=sources, attributes=attributes, adopt=True))
    writer.move_villages(dict.fromkeys(codes, into))
