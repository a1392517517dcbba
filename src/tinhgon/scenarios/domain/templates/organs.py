"""Templates on organs: one of several, common and joint organs, centres."""

from __future__ import annotations

from collections.abc import Sequence

from tinhgon.errors import Text
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes
from tinhgon.registry.domain.decisions import Instrument
from tinhgon.registry.domain.vocabulary import Level
from tinhgon.rulebook.domain.codes import FORMS
from tinhgon.scenarios.domain.templates.drafting import Draft, NotApplicable, Unit
from tinhgon.scenarios.domain.templates.grounds import RESOLUTION_18, SCHEME_25
from tinhgon.scenarios.domain.templates.model import Chosen, Option, Template, already, missing

_DEPUTIES = Option(
    "deputies",
    Text("Cấp phó của cơ quan mới", "Deputies of the new organ"),
    "heads",
    {
        "heads": Text("các cấp trưởng cũ còn lại", "the other former heads"),
        "all": Text("các cấp trưởng còn lại và mọi cấp phó cũ", "the other heads and all former deputies"),
        "none": Text("không có", "none"),
    },
    Text(
        "Người không còn chức danh được nêu trong danh sách cần bố trí",
        "Whoever is left without a post is listed to be placed",
    ),
)
_PARENTS = {each: FORMS[each] for each in ("party_committee", "people_committee", "front_committee")}


def _name(default: str) -> Option:
    return Option("name", Text("Tên cơ quan", "Name of the organ"), default)


def _merged(
    id: str,
    label: Text,
    about: Text,
    grounds: tuple[str, ...],
    sources: tuple[str, ...],
    result: str,
    name: str,
    parent: str,
    levels: tuple[Level, ...],
    *,
    further: tuple[str, ...] = (),
    all_needed: bool = True,
    instruments: tuple[Instrument, ...] = (SCHEME_25, RESOLUTION_18),
) -> Template:
    """A template that makes one organ of several; `further` are forms that may go in as well."""
    choices = {each: FORMS[each] for each in (*sources, *further)}
    options: tuple[Option, ...] = (
        _name(name),
        Option("head", Text("Ai đứng đầu: cấp trưởng của", "Who heads it: the head of"), sources[0], choices),
        _DEPUTIES,
        Option("parent", Text("Trực thuộc", "Under"), parent, _PARENTS),
    )
    if not all_needed:
        label_of_forms = Text("Các cơ quan nhập vào", "Organs that go in")
        options = (Option("forms", label_of_forms, sources, choices), *options)

    def make(draft: Draft, unit: Unit, chosen: Chosen) -> None:
        forms = sources if all_needed else chosen.several("forms")
        if draft.body(unit, result) is not None:
            raise already(result)
        parts = {each: draft.bodies(unit, each) for each in forms}
        bodies = [each for found in parts.values() for each in found]
        lacking = [each for each in forms if not parts[each]] if all_needed else []
        if lacking:
            raise missing(*lacking)
        if len(bodies) < 2:
            vi, en = "Chỉ có một hoặc không có cơ quan nào để hợp nhất", "There are not two organs to make one of"
            raise NotApplicable(vi, en)
        first = sorted(bodies, key=lambda each: draft.value(each, "form") != chosen.text("head"))
        _make_one(draft, unit, first, result, chosen.text("name"), chosen.text("parent"), chosen.text("deputies"))

    return Template(id, label, about, grounds, instruments, levels, options, make)


def _make_one(
    draft: Draft, unit: Unit, sources: Sequence[int], form: str, name: str, parent: str, deputies: str
) -> None:
    """Make one organ of several; the first one's head leads it."""
    under = draft.body(unit, parent)
    if under is None:
        raise missing(parent)
    head_posts = [post for each in sources for post in draft.leaders(each, "head")]
    deputy_posts = [post for each in sources for post in draft.leaders(each, "deputy")]
    heads, seconds = draft.holders(*head_posts), draft.holders(*deputy_posts)
    led_cells, establishment = _led_cells(draft, sources), draft.establishment(*head_posts)
    names = ", ".join(draft.name(each) for each in sources)
    attributes: Attributes = {
        "name": name,
        "sector": draft.value(under, "sector"),
        "tier": unit.level.value,
        "form": form,
        "area": unit.id,
        "parent": under,
    }
    if all(draft.value(each, "sector") == "service" for each in sources):
        attributes["sector"] = "service"
    into = draft.consolidate(sources, attributes)
    people = {"heads": heads, "all": [*heads, *(each for each in seconds if each not in heads)], "none": heads[:1]}
    leading = people[deputies]
    draft.lead(into, "head", leading[0] if leading else None, establishment)
    for person in leading[1:]:
        draft.lead(into, "deputy", person, establishment)
    for cell in draft.cells([into]):
        if cell in led_cells and leading:
            _give_cell(draft, cell, leading[0])
    gone = len({*heads, *seconds} - set(leading))
    draft.note(
        f"Hợp nhất {names} thành {name}: 1 cấp trưởng, {max(len(leading) - 1, 0)} cấp phó; {gone} người thôi lãnh đạo",
        f"{names} become {name}: 1 head, {max(len(leading) - 1, 0)} deputies; {gone} people lead no longer",
    )


def _led_cells(draft: Draft, bodies: Sequence[int]) -> set[int]:
    """The cells of bodies whose secretary is the body's head."""
    return {
        cell
        for body in bodies
        for cell in draft.cells([body])
        if set(draft.holders(*draft.posts(cell, "cell_secretary"))) & set(draft.holders(*draft.leaders(body, "head")))
    }


def _give_cell(draft: Draft, cell: int, person: int) -> None:
    for post in draft.posts(cell, "cell_secretary")[:1]:
        draft.replace(post, person)


ORGANIZATION_HOME_AFFAIRS = _merged(
    "organization_home_affairs",
    Text("Hợp nhất Ban Tổ chức và Phòng Nội vụ", "Organization board and home affairs become one"),
    Text(
        "Thành cơ quan Tổ chức – Nội vụ; chuyên viên, phòng và biên chế chuyển nguyên, cấp trưởng cũ làm cấp phó.",
        "They become one organ; staff, rooms and ceilings pass on, the other head becomes a deputy.",
    ),
    ("merged_organ.mo01",),
    ("organization_board", "home_affairs"),
    "organization_home_affairs",
    "Cơ quan Tổ chức - Nội vụ",
    "party_committee",
    (Level.DISTRICT,),
)
INSPECTION_JOINT = _merged(
    "inspection_joint",
    Text("Hợp nhất cơ quan Ủy ban Kiểm tra và Thanh tra", "Inspection commission and inspectorate become one"),
    Text(
        "Thành cơ quan Ủy ban Kiểm tra – Thanh tra; chuyên viên và biên chế chuyển nguyên.",
        "They become one organ; staff and ceilings pass on.",
    ),
    ("merged_organ.mo02",),
    ("inspection_commission", "inspectorate"),
    "inspection_joint",
    "Cơ quan Ủy ban Kiểm tra - Thanh tra",
    "party_committee",
    (Level.DISTRICT,),
)
JOINT_OFFICE = _merged(
    "joint_office",
    Text("Văn phòng chung của cấp ủy, HĐND và UBND", "Joint office of party and state"),
    Text(
        "Văn phòng cấp ủy nhập với Văn phòng HĐND và UBND thành một.",
        "The office of the party committee and that of council and committee become one.",
    ),
    ("merged_organ.mo03",),
    ("party_office", "council_committee_office"),
    "joint_office",
    "Văn phòng cấp ủy, Hội đồng nhân dân và Ủy ban nhân dân",
    "party_committee",
    (Level.DISTRICT, Level.COMMUNE),
    instruments=(RESOLUTION_18,),
)
MEDIA_CENTRE = _merged(
    "media_centre",
    Text("Trung tâm truyền thông từ nhiều cơ quan", "Media centre of several bodies"),
    Text(
        "Đài, báo, trung tâm thông tin thành một trung tâm, thống nhất bộ máy lãnh đạo.",
        "Broadcaster, newspapers and information centre become one, under one leadership.",
    ),
    ("merged_organ.mo07",),
    ("broadcaster", "newspaper", "information_centre"),
    "media_centre",
    "Trung tâm Truyền thông",
    "people_committee",
    (Level.PROVINCE, Level.DISTRICT),
    further=("culture_centre", "document_centre"),
    all_needed=False,
    instruments=(RESOLUTION_18,),
)


# --- one body goes into another -----------------------------------------------------------------


def _joined(
    id: str,
    label: Text,
    about: Text,
    grounds: tuple[str, ...],
    source: str,
    into: str,
    form: str,
    name: str,
) -> Template:
    """A template by which a provincial body goes into another, which takes a new form and name."""

    def make(draft: Draft, unit: Unit, chosen: Chosen) -> None:
        if draft.body(unit, form) is not None:
            raise already(form)
        sources, taker = draft.bodies(unit, source), draft.body(unit, into)
        if not sources or taker is None:
            raise missing(*([] if sources else [source]), *([] if taker else [into]))
        _absorb(draft, sources, taker, keep_heads=chosen.flag("heads_as_deputies"))
        draft.write(verbs.Convert(object_id=taker, attributes={"form": form, "name": chosen.text("name")}))

    options = (_name(name), _HEADS_AS_DEPUTIES)
    return Template(id, label, about, grounds, (RESOLUTION_18,), (Level.PROVINCE,), options, make)


_HEADS_AS_DEPUTIES = Option(
    "heads_as_deputies",
    Text("Cấp trưởng của nơi nhập vào làm cấp phó", "Heads of what goes in become deputies"),
    False,
)


def _absorb(draft: Draft, sources: Sequence[int], taker: int, keep_heads: bool) -> None:
    posts = [post for each in sources for post in draft.leaders(each, "head")]
    heads = draft.holders(*posts)
    names = ", ".join(draft.name(each) for each in sources)
    draft.absorb(sources, taker)
    for person in heads if keep_heads else ():
        draft.lead(taker, "deputy", person, draft.establishment(*draft.leaders(taker, "head")))
    name = draft.name(taker)
    draft.note(f"{names} nhập vào {name}", f"{names} go into {name}")


JOINT_STATE_OFFICE = _joined(
    "joint_state_office",
    Text("Văn phòng chung Đoàn ĐBQH, HĐND và UBND tỉnh", "One office of deputies, council and committee"),
    Text(
        "Văn phòng Đoàn ĐBQH và HĐND nhập vào Văn phòng UBND tỉnh.",
        "The office of the deputies and the council goes into that of the committee.",
    ),
    ("merged_organ.mo04",),
    "council_office",
    "committee_office",
    "joint_office",
    "Văn phòng Đoàn đại biểu Quốc hội, Hội đồng nhân dân và Ủy ban nhân dân tỉnh",
)
BLOCK_PARTY_COMMITTEE = _joined(
    "block_party_committee",
    Text("Đảng ủy khối chung của cơ quan và doanh nghiệp", "One bloc party committee"),
    Text(
        "Đảng ủy Khối doanh nghiệp nhập vào Đảng ủy Khối các cơ quan.",
        "The party committee of the enterprises goes into that of the agencies.",
    ),
    ("merged_organ.mo06",),
    "enterprises_party_committee",
    "agencies_party_committee",
    "block_party_committee",
    "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh",
)


def _make_absorbed(draft: Draft, unit: Unit, chosen: Chosen) -> None:
    wanted, into = chosen.several("sources"), chosen.text("into")
    if not wanted or not into.strip():
        raise NotApplicable("Chưa chọn cơ quan nhập và cơ quan nhận", "Choose what goes in and what takes it")
    taker = next(iter(_matching(draft, unit, (into,))), None)
    sources = [each for each in _matching(draft, unit, wanted) if each != taker]
    if taker is None or not sources:
        lacking = into if taker is None else ", ".join(wanted)
        vi, en = _called(lacking)
        raise NotApplicable(f"Không có {vi} (hoặc đã nhập)", f"There is no {en} (or it went in already)")
    _absorb(draft, sources, taker, keep_heads=chosen.flag("heads_as_deputies"))
    if chosen.text("name"):
        draft.write(verbs.Rename(object_id=taker, name=chosen.text("name")))


def _matching(draft: Draft, unit: Unit, wanted: Sequence[str]) -> list[int]:
    found = draft.bodies(unit)
    return [each for each in found if draft.value(each, "form") in wanted or draft.name(each) in wanted]


def _called(what: str) -> tuple[str, str]:
    return (FORMS[what].vi, FORMS[what].en) if what in FORMS else (f"«{what}»", f"{what!r}")


MERGE_BODIES = Template(
    "merge_bodies",
    Text("Nhập cơ quan này vào cơ quan khác", "One body goes into another"),
    Text(
        "Chọn theo loại hình hoặc đúng tên, ở mọi đơn vị đã chọn: ví dụ Phòng Y tế vào Văn phòng HĐND và UBND.",
        "By form or exact name, in every unit chosen: for instance the health room into the office.",
    ),
    (),
    (SCHEME_25, RESOLUTION_18),
    (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE),
    (
        Option("sources", Text("Cơ quan nhập vào (loại hình hoặc tên)", "What goes in (form or name)"), ()),
        Option("into", Text("Cơ quan nhận (loại hình hoặc tên)", "What takes it (form or name)"), ""),
        Option("name", Text("Tên mới của cơ quan nhận (để trống: giữ nguyên)", "New name (blank: as it is)"), ""),
        _HEADS_AS_DEPUTIES,
    ),
    _make_absorbed,
)


ORGAN_TEMPLATES: tuple[Template, ...] = (
    ORGANIZATION_HOME_AFFAIRS,
    INSPECTION_JOINT,
    JOINT_OFFICE,
    JOINT_STATE_OFFICE,
    BLOCK_PARTY_COMMITTEE,
    MEDIA_CENTRE,
    MERGE_BODIES,
)
