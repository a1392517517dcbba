"""Units rearranged: four wards of Đông Triều (769), Hoành Bồ into Hạ Long and 186 communes to 177 (837)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tinhgon.demo.domain.quang_ninh.reform import Reform
from tinhgon.demo.domain.quang_ninh.tables import Tables, Unit, UnitChange
from tinhgon.demo.domain.quang_ninh.writer import Writer
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes

HA_LONG, HOANH_BO = "193", "204"


def convert_units(writer: Writer, changes: Iterable[UnitChange]) -> None:
    """Turn communes into wards, under their new names."""
    for change in changes:
        if change.change == "converted":
            attributes: Attributes = {"name": change.name, "type": change.type}
            writer.write(verbs.Convert(object_id=writer.areas[change.code], attributes=attributes))


def merge_units(writer: Writer, tables: Tables, changes: Iterable[UnitChange]) -> None:
    """Merge the district and the communes as areas; whatever lay in them lies in the units they join."""
    districts = {each.code: each for each in tables.districts}
    _merge(writer, HA_LONG, [HOANH_BO], districts)
    for into, codes in _mergers(changes).items():
        _merge(writer, into, codes, {each.code: each for each in tables.communes})


def merge_bodies(reform: Reform, changes: Iterable[UnitChange]) -> None:
    """Merge the bodies of the merged units into their counterparts: leaders leave, staff passes on."""
    pairs = [(HOANH_BO, HA_LONG), *((code, into) for into, codes in _mergers(changes).items() for code in codes)]
    for code, into in pairs:
        counterparts = {(each.form, each.name): each for each in reform.writer.serving(into)}
        by_form = {each.form: each for each in reform.writer.serving(into)}
        for body in reform.writer.serving(code):
            reform.writer.absorb([body], counterparts.get((body.form, body.name)) or by_form[body.form])
    for code, _ in pairs:
        reform.province.communes.pop(code, None)
        reform.province.districts.pop(code, None)
    for commune in reform.province.communes.values():
        if commune.district == HOANH_BO:
            commune.district = HA_LONG


def _mergers(changes: Iterable[UnitChange]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for change in changes:
        if change.change == "merged":
            found[change.into].append(change.code)
    return found


def _merge(writer: Writer, into: str, codes: list[str], units: dict[str, Unit]) -> None:
    together = [units[each] for each in (into, *codes)]
    area = sum(round(float(each.natural_area) * 10_000) for each in together)
    figures: Attributes = {
        "natural_area": f"{area // 10_000}.{area % 10_000:04}",
        "population": sum(each.population for each in together),
    }
    sources = tuple(writer.areas[each] for each in codes)
    writer.write(verbs.Merge(into=writer.areas[into], sources=sources, attributes=figures, adopt=True))
