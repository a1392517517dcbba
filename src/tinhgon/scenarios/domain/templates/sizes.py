"""Templates on sizes: rooms too small become larger ones, deputies beyond the limit leave."""

from __future__ import annotations

from tinhgon.errors import Text
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.vocabulary import Level
from tinhgon.rulebook.domain.codes import FORMS
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.scenarios.domain.templates.drafting import Draft, NotApplicable, Unit
from tinhgon.scenarios.domain.templates.grounds import RESOLUTION_18, STAFF_CUT_39
from tinhgon.scenarios.domain.templates.model import Chosen, Option, Template

_GROUPS = {"special": "hanoi_hcm", "I": "I"}
_MILDEST = "II_III"  # where the grade of a province is not recorded, what every grade asks
_AVERAGES = {
    ("department", "province"): "department.deputies.average",
    ("room", "district"): "district_room.deputies.average",
    ("commune_division", "commune"): "commune_division.deputies.average",
    ("public_administration_centre", "commune"): "commune_division.deputies.average",
}


def _staff(draft: Draft, body: int) -> int:
    """The people of a body: its own ceilings where any is recorded, else its seats of the establishment."""
    ceilings = draft.ceilings(body)
    if ceilings:
        return sum(amount for _, amount in ceilings.values())
    own = (
        each for each in draft.posts(body) if draft.value(each, "establishment_class") not in ("part_time", "contract")
    )
    return sum(draft.seats(each) for each in own)


def _group(draft: Draft, unit: Unit) -> str:
    """The group of provinces by which the law sets sizes."""
    area: int | None = unit.id
    while area is not None and draft.value(area, "level") != Level.PROVINCE.value:
        area = draft.target(area, "parent")
    grade = None if area is None else draft.value(area, "grade")
    return _GROUPS.get(str(grade), _MILDEST)


# --- rooms --------------------------------------------------------------------------------------


def _make_larger_rooms(draft: Draft, unit: Unit, chosen: Chosen) -> None:
    least = chosen.number("least") or _number(draft.law(f"room.staff.least.{_group(draft, unit)}"))
    if not least:
        raise _no_law()
    names = chosen.several("names")
    owners = [each for each in draft.bodies(unit, "department") if not names or draft.name(each) in names]
    merged = sum(_merge_small(draft, owner, least) for owner in owners)
    if not merged:
        raise NotApplicable(
            f"Không có phòng nào dưới {least} người mà có phòng khác để nhập",
            f"No room has fewer than {least} people and another to go into",
        )
    draft.note(
        f"{merged} phòng dưới {least} người nhập vào phòng cùng sở",
        f"{merged} rooms of fewer than {least} go into others",
    )


def _merge_small(draft: Draft, owner: int, least: int) -> int:
    """Merge the smallest room of a body into the next smallest until none is too small; how many that ended."""
    merged = 0
    while True:
        rooms = [each for each in draft.below(owner) if draft.value(each, "form") == "room"]
        rooms.sort(key=lambda room: (_staff(draft, room), -room))
        if len(rooms) < 2 or _staff(draft, rooms[0]) >= least:
            return merged
        draft.absorb([rooms[0]], rooms[1])
        merged += 1


LARGER_ROOMS = Template(
    "larger_rooms",
    Text("Nhập các phòng dưới số người tối thiểu", "Rooms below their least size are merged"),
    Text(
        "Phòng nhỏ nhất nhập vào phòng nhỏ kế tiếp trong cùng sở, đến khi phòng nào cũng đủ người.",
        "In each department the smallest room goes into the next smallest until all are large enough.",
    ),
    ("room.staff.least.hanoi_hcm", "room.staff.least.I", "room.staff.least.II_III"),
    (RESOLUTION_18,),
    (Level.PROVINCE,),
    (
        Option("least", Text("Số người tối thiểu (0: theo luật)", "Least people (0: by law)"), 0),
        Option("names", Text("Chỉ các sở có tên (để trống: tất cả)", "Only departments named (blank: all)"), ()),
    ),
    _make_larger_rooms,
)


# --- deputies -----------------------------------------------------------------------------------


def _make_fewer_deputies(draft: Draft, unit: Unit, chosen: Chosen) -> None:
    forms = chosen.several("forms")
    limits = {each: chosen.number("most") or _limit(draft, unit, each) for each in draft.bodies(unit, *forms)}
    known = {body: most for body, most in limits.items() if most is not None}
    if not known:
        raise _no_law()
    over = {body: most for body, most in known.items() if _deputies(draft, body) > most}
    if not over:
        raise NotApplicable("Không cơ quan nào vượt số cấp phó", "No body has more deputies than it may")
    gone = sum(_end_vacant_deputies(draft, body, most) for body, most in over.items())
    left = sum(max(_deputies(draft, body) - most, 0) for body, most in over.items())
    if not gone:
        raise NotApplicable(
            f"{left} chỗ cấp phó vượt mức đều có người giữ; hãy chọn chức danh thôi",
            f"All {left} seats of deputies beyond the limit are held; choose which are to end",
        )
    draft.note(f"Bớt {gone} chỗ cấp phó khuyết ở {len(over)} cơ quan", f"{gone} vacant seats of deputies end")
    if left:
        draft.note(
            f"Còn {left} chỗ cấp phó vượt mức có người giữ, phải chọn", f"{left} seats that are held are to be chosen"
        )


def _deputies(draft: Draft, body: int) -> int:
    return sum(draft.seats(each) for each in draft.leaders(body, "deputy"))


def _limit(draft: Draft, unit: Unit, body: int) -> int | None:
    """How many deputies the law lets a body have; the average over bodies is taken for each."""
    form = str(draft.value(body, "form"))
    average = draft.law(_AVERAGES.get((form, unit.level.value), ""))
    if average is not None:
        return int(average.number)
    above = draft.target(body, "parent")
    bands = draft.law(f"room.deputies.{_group(draft, unit)}")
    if form != "room" or bands is None or above is None or draft.value(above, "form") != "department":
        return None
    staff = _staff(draft, body)
    return next(each.value for each in bands.bands if each.up_to is None or staff <= each.up_to)


def _end_vacant_deputies(draft: Draft, body: int, most: int) -> int:
    """End deputies' seats that nobody holds, down to a number; how many. Who is to leave, people decide."""
    gone = 0
    for post in sorted(draft.leaders(body, "deputy")):
        vacant = draft.seats(post) - len(draft.holders(post))
        seats = min(vacant, _deputies(draft, body) - most)
        if seats <= 0:
            continue
        if seats == draft.seats(post):
            draft.end_post(post)
        else:
            draft.write(verbs.Reclassify(object_id=post, attributes={"seats": draft.seats(post) - seats}))
        gone += seats
    return gone


FEWER_DEPUTIES = Template(
    "fewer_deputies",
    Text("Bỏ chỗ cấp phó khuyết vượt quy định", "Vacant deputies' seats beyond the limit end"),
    Text(
        "Chỉ bỏ chỗ khuyết; ai thôi giữ chức do con người chọn. Mức bình quân của luật áp dụng cho từng cơ quan.",
        "Only vacant seats end; who is to leave, people choose. An average set by law is taken for each body.",
    ),
    (
        "room.deputies.hanoi_hcm",
        "room.deputies.I",
        "room.deputies.II_III",
        *dict.fromkeys(_AVERAGES.values()),
    ),
    (STAFF_CUT_39,),
    (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE),
    (
        Option(
            "forms",
            Text("Loại hình cơ quan", "Forms of bodies"),
            ("department", "room", "commune_division", "public_administration_centre"),
            FORMS,
        ),
        Option("most", Text("Số cấp phó nhiều nhất (0: theo luật)", "Most deputies (0: by law)"), 0),
    ),
    _make_fewer_deputies,
)

SIZE_TEMPLATES: tuple[Template, ...] = (LARGER_ROOMS, FEWER_DEPUTIES)


def _number(parameter: Parameter | None) -> int:
    return 0 if parameter is None else int(parameter.number)


def _no_law() -> NotApplicable:
    return NotApplicable(
        "Ngày này không có quy định nào về mức này; hãy ghi số", "No law sets this on the day; give a number"
    )
