"""Templates on whole units: the bodies of merged units become one set, cells of commune organs end."""

from __future__ import annotations

from tinhgon.errors import Text
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.vocabulary import Kind, Level
from tinhgon.scenarios.domain.templates.drafting import Draft, NotApplicable, Unit
from tinhgon.scenarios.domain.templates.grounds import ARRANGEMENT_35, ARRANGEMENT_653, RESOLUTION_18
from tinhgon.scenarios.domain.templates.model import Chosen, Option, Template


def _make_one_set(draft: Draft, unit: Unit, chosen: Chosen) -> None:
    origins = {body: _origin(draft, body) or unit.id for body in draft.bodies(unit)}
    if len(set(origins.values())) < 2:
        raise NotApplicable(
            "Không có cơ quan nào từ đơn vị nhập vào (chưa nhập địa giới, hoặc đã sắp xếp)",
            "No body came here from a merged unit (areas not merged, or done already)",
        )
    kept_from = _kept_origin(draft, unit, set(origins.values()), chosen.text("keep"))
    kept = [body for body, origin in origins.items() if origin == kept_from]
    coming = [body for body in origins if body not in kept]
    matched = {body: _counterpart(draft, body, kept) for body in coming}
    if not any(matched.values()):
        vi, en = "Không có cơ quan nào trùng với nơi nhận", "No body has a counterpart here"
        raise NotApplicable(vi, en)
    for body, into in matched.items():
        if not draft.lives(body):
            continue  # a cell that went with its organ
        if into is None:
            name = draft.name(body)
            draft.note(f"{name} giữ nguyên: nơi nhận không có cơ quan tương ứng", f"{name} stays: no counterpart here")
            continue
        heads = draft.holders(*draft.posts(body, "organ_head"))
        draft.absorb([body], into)
        for person in heads if chosen.flag("heads_as_deputies") else ():
            draft.lead(into, "deputy", person, draft.establishment(*draft.posts(into, "organ_head")))
    _rename(draft, unit, kept, kept_from)
    count = sum(1 for each in matched.values() if each is not None)
    draft.note(
        f"{count} cơ quan nhập vào cơ quan cùng loại; cấp trưởng, cấp phó cũ thôi giữ chức, chuyên viên chuyển sang",
        f"{count} bodies go into their counterparts; their leaders leave, their staff passes on",
    )


def _origin(draft: Draft, body: int) -> int | None:
    """The area that a body, or the nearest one above it that serves an area, served first."""
    for each in (body, *draft.above(body)):
        stated = [segment.value.value for segment in draft.record(each).stated("area")]
        if stated and stated[0] is not None:
            return int(stated[0])
    return None


def _kept_origin(draft: Draft, unit: Unit, origins: set[int], name: str) -> int:
    """The unit whose bodies go on: the one named, else the unit itself, one of its code, or the most populous."""

    def rank(origin: int) -> tuple[bool, bool, bool, int, int]:
        last = draft.record(origin)
        stated = {key: [each.value.value for each in last.stated(key)][-1:] for key in ("name", "code", "population")}
        return (
            not name or stated["name"] != [name],
            origin != unit.id,
            stated["code"] != [draft.value(unit.id, "code")],
            -int((stated["population"] or [0])[0] or 0),
            origin,
        )

    return min(origins, key=rank)


def _counterpart(draft: Draft, body: int, kept: list[int]) -> int | None:
    """The body of the same form and name, else the only one of the form; None for none."""
    form = draft.value(body, "form")
    same = [each for each in kept if draft.value(each, "form") == form]
    named = [each for each in same if draft.name(each) == draft.name(body)]
    return named[0] if named else same[0] if len(same) == 1 and form is not None else None


def _rename(draft: Draft, unit: Unit, bodies: list[int], origin: int) -> None:
    """Bodies named for the unit they came from are named for the new one."""
    old = next((str(each.value.value) for each in reversed(list(draft.record(origin).stated("name")))), "")
    if origin == unit.id or not old or old == unit.name:
        return
    for body in bodies:
        name = draft.name(body)
        if old in name:
            draft.write(verbs.Rename(object_id=body, name=name.replace(old, unit.name)))


MERGED_UNIT = Template(
    "merged_unit",
    Text("Sắp xếp bộ máy sau khi nhập đơn vị hành chính", "One apparatus after units were merged"),
    Text(
        "Cơ quan từ đơn vị nhập vào nhập với cơ quan cùng loại của nơi nhận; chạy sau khi đã nhập địa giới.",
        "Bodies that came from a merged unit go into their counterparts; the areas must be merged first.",
    ),
    ("rearrangement.mandatory",),
    (ARRANGEMENT_653, ARRANGEMENT_35),
    (Level.DISTRICT, Level.COMMUNE),
    (
        Option("keep", Text("Giữ bộ máy của đơn vị (tên; để trống: tự chọn)", "Keep the bodies of (name)"), ""),
        Option("heads_as_deputies", Text("Thủ trưởng nơi nhập vào làm cấp phó", "Heads coming become deputies"), False),
    ),
    _make_one_set,
)


# --- cells of commune organs --------------------------------------------------------------------


def _make_no_organ_cells(draft: Draft, unit: Unit, chosen: Chosen) -> None:
    names = chosen.several("names")
    cells = draft.bodies(unit, "party_cell")
    if names:
        cells = [each for each in cells if draft.name(each) in names]
    if not cells:
        raise NotApplicable("Không có chi bộ cơ quan xã (hoặc đã giải thể)", "There is no organ cell (or none is left)")
    heirs = [
        cell
        for village in draft.referring(unit.id, Kind.AREA, "parent")
        for cell in draft.referring(village, Kind.ORGANIZATION, "area")
        if draft.value(cell, "form") == "village_party_cell"
    ]
    if not heirs:
        raise NotApplicable("Không có chi bộ thôn nào để nhận đảng viên", "No village cell could take the members")
    for cell in cells:
        draft.dissolve(cell, heirs)
    draft.note(
        f"Giải thể {len(cells)} chi bộ cơ quan; đảng viên về sinh hoạt tại {len(heirs)} chi bộ thôn",
        f"{len(cells)} organ cells end; members go to {len(heirs)} village cells",
    )


NO_ORGAN_CELLS = Template(
    "no_organ_cells",
    Text("Giải thể chi bộ cơ quan xã", "Commune organ cells end"),
    Text("Đảng viên về sinh hoạt tại chi bộ nơi cư trú.", "Members go to the cells of the villages they live in."),
    ("merged_organ.mo11",),
    (RESOLUTION_18,),
    (Level.COMMUNE,),
    (Option("names", Text("Chỉ các chi bộ có tên (để trống: tất cả)", "Only cells named (blank: all)"), ()),),
    _make_no_organ_cells,
)

UNIT_TEMPLATES: tuple[Template, ...] = (MERGED_UNIT, NO_ORGAN_CELLS)
