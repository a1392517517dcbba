"""Templates on organs that are founded beside those that go on: the common organ of the Front, the one-stop centre."""

from __future__ import annotations

from tinhgon.errors import Text
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes
from tinhgon.registry.domain.vocabulary import Kind, Level
from tinhgon.scenarios.domain.templates.drafting import Draft, Unit
from tinhgon.scenarios.domain.templates.grounds import RESOLUTION_18, SCHEME_25
from tinhgon.scenarios.domain.templates.model import Chosen, Option, Template, already, missing

UNIONS = ("women_union", "farmers_union", "veterans_association", "youth_union", "trade_union", "mass_body")


_NAME = Text("Tên cơ quan", "Name of the organ")


def _make_common_organ(draft: Draft, unit: Unit, chosen: Chosen) -> None:
    form = "front_common_organ"
    if draft.body(unit, form) is not None:
        raise already(form)
    front = draft.body(unit, "front_committee")
    unions = draft.bodies(unit, *UNIONS)
    if front is None or not unions:
        raise missing("front_committee" if front is None else "mass_body")
    organ = draft.new_id()
    bodies = [front, *unions]
    draft.write(
        verbs.Found(
            object_id=organ,
            kind=Kind.ORGANIZATION,
            attributes=_attributes(unit, form, chosen.text("name"), "front", front),
            predecessors=tuple(verbs.Kin(object_id=each, extent="part") for each in bodies),
        )
    )
    chairs = draft.holders(*draft.posts(front, "front_chair"))
    draft.lead(organ, "head", chairs[0] if chairs else None)
    if chosen.text("deputies") == "union_heads":
        for person in draft.holders(*(post for each in unions for post in draft.leaders(each, "head"))):
            draft.lead(organ, "deputy", person)
    moved = [post for each in bodies for post in draft.posts(each) if draft.value(post, "headship") == "none"]
    for post in moved:
        draft.write(verbs.MovePost(object_id=post, organization=organ))
    if chosen.flag("rooms"):
        for room in [each for body in bodies for each in draft.below(body) if draft.value(each, "form") == "room"]:
            draft.write(verbs.Reparent(object_id=room, parent=organ))
    seats = sum(draft.seats(each) for each in moved)
    draft.note(
        f"{seats} chỗ chuyên viên của {len(bodies)} tổ chức về cơ quan chung; các tổ chức vẫn hoạt động",
        f"{seats} staff seats of {len(bodies)} bodies go to the common organ; the bodies go on",
    )


def _attributes(unit: Unit, form: str, name: str, sector: str, parent: int) -> Attributes:
    return {
        "name": name,
        "sector": sector,
        "tier": unit.level.value,
        "form": form,
        "area": unit.id,
        "parent": parent,
    }


FRONT_COMMON_ORGAN = Template(
    "front_common_organ",
    Text("Cơ quan tham mưu chung khối Mặt trận", "Common organ of the Front and the unions"),
    Text(
        "Chuyên viên của Mặt trận và các đoàn thể về một cơ quan tham mưu, giúp việc chung; các tổ chức giữ nguyên.",
        "The staff of the Front and the unions moves to one common organ; the bodies themselves go on.",
    ),
    ("merged_organ.mo05",),
    (RESOLUTION_18,),
    (Level.PROVINCE, Level.DISTRICT),
    (
        Option("name", _NAME, "Cơ quan tham mưu giúp việc chung Mặt trận Tổ quốc và các tổ chức chính trị - xã hội"),
        Option(
            "deputies",
            Text("Cấp phó của cơ quan chung", "Deputies of the common organ"),
            "none",
            {
                "none": Text("không có", "none"),
                "union_heads": Text("người đứng đầu các đoàn thể kiêm nhiệm", "the heads of the unions, beside"),
            },
        ),
        Option("rooms", Text("Chuyển cả các phòng (ban) về", "Their rooms move as well"), False),
    ),
    _make_common_organ,
)


def _make_centre(draft: Draft, unit: Unit, chosen: Chosen) -> None:
    form = "public_administration_centre"
    if draft.body(unit, form) is not None:
        raise already(form)
    committee = draft.body(unit, "people_committee")
    if committee is None:
        raise missing("people_committee")
    centre = draft.new_id()
    attributes = _attributes(unit, form, chosen.text("name"), "service", committee)
    draft.write(verbs.Found(object_id=centre, kind=Kind.ORGANIZATION, attributes=attributes))
    person: int | None = None
    if chosen.text("head") == "office_head":
        offices = draft.bodies(unit, "council_committee_office", "committee_office", "joint_office")
        person = next(iter(draft.holders(*(post for each in offices for post in draft.leaders(each, "head")))), None)
    draft.lead(centre, "head", person)
    draft.note(f"Thành lập {chosen.text('name')}", f"{chosen.text('name')} is founded")


PUBLIC_ADMINISTRATION_CENTRE = Template(
    "public_administration_centre",
    Text("Trung tâm phục vụ hành chính công", "Public administration centre"),
    Text("Thành lập trung tâm một cửa trực thuộc Ủy ban nhân dân.", "Found the one-stop centre under the committee."),
    ("merged_organ.mo10",),
    (SCHEME_25,),
    (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE),
    (
        Option("name", _NAME, "Trung tâm Phục vụ hành chính công"),
        Option(
            "head",
            Text("Giám đốc", "Director"),
            "vacant",
            {
                "vacant": Text("để khuyết", "vacant"),
                "office_head": Text("chánh văn phòng kiêm nhiệm", "the head of the office, beside"),
            },
        ),
    ),
    _make_centre,
)


FOUNDING_TEMPLATES: tuple[Template, ...] = (FRONT_COMMON_ORGAN, PUBLIC_ADMINISTRATION_CENTRE)
