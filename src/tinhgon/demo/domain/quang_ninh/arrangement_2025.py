"""1 July 2025: old communes become new ones as areas; villages and bodies come to serve the new ones."""

from __future__ import annotations

from collections.abc import Mapping

from tinhgon.demo.domain.quang_ninh.tables import Unit
from tinhgon.demo.domain.quang_ninh.units_2025 import NewProvince, NewUnit, unit_attributes
from tinhgon.demo.domain.quang_ninh.writer import Writer
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes, Kin
from tinhgon.registry.domain.vocabulary import Kind


def arrange_communes(writer: Writer, province: NewProvince, parent: int, olds: Mapping[str, Unit]) -> None:
    """Write the new communes under `parent`, and the end of the old ones on record (`olds`, by code).

    Villages and bodies of a divided commune go to the one that took its larger part: the list does not
    say which of them lie where.
    """
    before = {code: writer.areas[code] for code in olds}
    made = {unit.code: _made(writer, unit, parent, before, olds) for unit in province.communes}
    heirs = {old: unit.code for unit in province.communes for old in unit.heir_of}
    for code in sorted({each for unit in province.communes for each in unit.part}):
        for village in [each for each, commune in writer.villages.items() if commune == code]:
            writer.write(verbs.Reparent(object_id=writer.areas[village], parent=made[heirs[code]]))
        for body in writer.serving(code):
            attributes: Attributes = {"area": made[heirs[code]]}
            writer.write(verbs.Reclassify(object_id=body.object_id, attributes=attributes))
        writer.write(verbs.Dissolve(object_id=before[code]))
    for code in before:
        writer.areas.pop(code)
    writer.areas.update(made)
    writer.take_over(heirs)


def _made(writer: Writer, unit: NewUnit, parent: int, before: Mapping[str, int], olds: Mapping[str, Unit]) -> int:
    """Carried on, merged from whole communes, or founded from parts too; every link is stated here, once."""
    attributes = unit_attributes(unit, parent, olds)
    if unit.carried_on:
        own = before[unit.code]
        writer.write(verbs.Reparent(object_id=own, parent=parent))
        writer.write(verbs.Convert(object_id=own, attributes={"natural_area": attributes["natural_area"]}))
        return own
    new = writer.next_id()
    sources = tuple(before[each] for each in unit.whole if each in before)
    if unit.part:
        kin = tuple(Kin(object_id=before[each], extent="part") for each in unit.part)
        writer.write(verbs.Found(object_id=new, kind=Kind.AREA, attributes=attributes, predecessors=kin))
        if sources:
            writer.write(verbs.Merge(into=new, sources=sources, adopt=True))
    else:
        writer.write(verbs.Merge(into=new, sources=sources, founded=attributes, adopt=True))
    return new
