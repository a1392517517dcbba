"""Templates on posts that one person is to hold: secretary and chair, cell secretary and head, two heads in one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from tinhgon.errors import Text
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes
from tinhgon.registry.domain.vocabulary import Level
from tinhgon.rulebook.domain.codes import DEPUTY_SECRETARIES, FORMS, ROLES
from tinhgon.scenarios.domain.templates.drafting import Draft, NotApplicable, Unit
from tinhgon.scenarios.domain.templates.grounds import CONGRESS_35, RESOLUTION_18, SCHEME_25
from tinhgon.scenarios.domain.templates.model import Chosen, InvalidOption, Option, Template

_TERM = Option(
    "term_ends_on",
    Text("Hết nhiệm kỳ ngày (NNNN-TT-NN; để trống: theo bí thư)", "Term ends on (YYYY-MM-DD; blank: the secretary's)"),
    "",
)


class _Seats(NamedTuple):
    """The leading posts of a unit, by id, and who is secretary; `deputies` are posts of deputy secretaries,
    `bloc_head` that of the head of the mass bloc, where there is one.
    """

    party: int
    secretary: int
    person: int
    deputies: list[int]
    council_chair: int | None
    committee_chair: int | None
    front_chair: int | None
    bloc_head: int | None


def _leading(draft: Draft, unit: Unit) -> _Seats:
    for form in ("party_committee", "people_council", "people_committee", "front_committee"):
        if len(draft.bodies(unit, form)) > 1:
            vi = f"Sau khi nhập còn nhiều {FORMS[form].vi}; sắp xếp bộ máy của đơn vị trước"
            raise NotApplicable(vi, f"A merger left several bodies here ({FORMS[form].en}); make them one first")

    def first(form: str, role: str) -> int | None:
        body = draft.body(unit, form)
        return None if body is None else next(iter(draft.posts(body, role)), None)

    party = draft.body(unit, "party_committee")
    secretary = first("party_committee", "secretary")
    if party is None or secretary is None:
        raise _no_post("secretary")
    holders = draft.holders(secretary)
    if not holders:
        raise NotApplicable("Khuyết bí thư", "There is no secretary: the post is vacant")
    return _Seats(
        party,
        secretary,
        holders[0],
        draft.posts(party, *DEPUTY_SECRETARIES),
        first("people_council", "council_chair"),
        first("people_committee", "committee_chair"),
        first("front_committee", "front_chair"),
        next((post for body in draft.bodies(unit) for post in draft.posts(body, "mass_bloc_head")), None),
    )


# --- secretary and committee chair, under the control of two deputies ---------------------------


def _make_committee_pair(draft: Draft, unit: Unit, chosen: Chosen) -> None:
    seats, control = _leading(draft, unit), chosen.flag("control")
    if seats.committee_chair is None:
        raise _no_post("committee_chair")
    chairs = _other_chairs(seats) if control else None
    paired = draft.holders(seats.committee_chair) == [seats.person]
    if paired and (chairs is None or _controlled(draft, seats, *chairs)):
        raise NotApplicable("Bí thư đã là chủ tịch UBND theo mô hình này", "It is led by this model already")
    term = _term(draft, seats, chosen)
    outgoing = [each for each in draft.holders(seats.committee_chair) if each != seats.person]
    if seats.council_chair is not None and seats.person in draft.holders(seats.council_chair):
        draft.separate(seats.council_chair)
        draft.relieve(seats.council_chair)
        for deputy in draft.holders(*seats.deputies)[:1]:
            draft.place(seats.council_chair, deputy, term)
    if not paired:
        draft.separate(seats.committee_chair)
    draft.replace(seats.committee_chair, seats.person, term)
    if chairs is not None:
        _set_control(draft, seats, chairs, outgoing, chosen.text("second"), term)
    draft.unify(seats.secretary, seats.committee_chair)
    draft.note("Bí thư đồng thời là chủ tịch UBND", "The secretary chairs the committee")


def _other_chairs(seats: _Seats) -> tuple[int, int]:
    """The posts of who chairs council and Front."""
    if seats.council_chair is None or seats.front_chair is None:
        raise _no_post("council_chair" if seats.council_chair is None else "front_chair")
    return seats.council_chair, seats.front_chair


def _controlled(draft: Draft, seats: _Seats, council_chair: int, front_chair: int) -> bool:
    """Whether two deputies chair council and Front, each one."""
    deputies = set(draft.holders(*seats.deputies))
    council, front = set(draft.holders(council_chair)) & deputies, set(draft.holders(front_chair)) & deputies
    return len(deputies) == 2 and len(council) == len(front) == 1 and council != front


def _set_control(
    draft: Draft, seats: _Seats, chairs: tuple[int, int], outgoing: list[int], second: str, term: date | None
) -> None:
    """Have one deputy chair the council, the other the Front, and nobody else be deputy."""
    council_chair, front_chair = chairs
    deputies = draft.holders(*seats.deputies)
    chairing = [each for each in draft.holders(council_chair) if each in deputies]
    staying = [each for each in deputies if each not in outgoing]
    first = next(iter([*chairing, *staying, *deputies]), None)
    if first is None:
        raise NotApplicable("Không có phó bí thư nào để làm chủ tịch HĐND", "There is no deputy to chair the council")
    if draft.holders(council_chair) != [first]:
        draft.separate(council_chair)
    draft.replace(council_chair, first, term)
    others = [each for each in [*outgoing, *staying] if each in deputies and each != first]
    chair = next((each for each in draft.holders(front_chair) if each not in (seats.person, first)), None)
    if (second == "deputy" and others) or chair is None:
        if not others:
            raise NotApplicable("Không có phó bí thư thứ hai", "There is no second deputy")
        chair = chair if chair in others else others[0]
        if draft.holders(front_chair) != [chair]:
            draft.separate(front_chair)
        draft.replace(front_chair, chair, term)
    _clear_deputies(draft, seats, {first, chair})
    if chair not in draft.holders(*seats.deputies):
        draft.place(_free_post(draft, seats), chair, term)
    if seats.bloc_head is not None:
        draft.separate(seats.bloc_head)
        draft.replace(seats.bloc_head, chair, term)


def _clear_deputies(draft: Draft, seats: _Seats, kept: set[int]) -> None:
    for post in seats.deputies:
        for person in draft.holders(post):
            if person not in kept:
                draft.relieve(post, person)
                draft.note("Một phó bí thư thôi giữ chức", "A deputy secretary leaves the post")


def _free_post(draft: Draft, seats: _Seats) -> int:
    """A deputy's post with a free seat; a new one where there is none."""
    free = [each for each in seats.deputies if len(draft.holdings(each)) < draft.seats(each)]
    if free:
        return free[0]
    post = draft.new_id()
    attributes: Attributes = {
        "organization": seats.party,
        "title": "Phó Bí thư",
        "role": "deputy_secretary",
        "headship": "deputy",
        "establishment_class": draft.value(seats.secretary, "establishment_class"),
        "elective": True,
        "seats": 1,
    }
    draft.write(verbs.CreatePost(object_id=post, attributes=attributes))
    seats.deputies.append(post)
    return post


SECRETARY_CHAIRS_COMMITTEE = Template(
    "secretary_chairs_committee",
    Text("Bí thư đồng thời là chủ tịch UBND, hai phó bí thư kiểm soát", "Secretary chairs the committee, two control"),
    Text(
        "Một phó bí thư làm chủ tịch HĐND, một phó bí thư làm chủ tịch Mặt trận (và trưởng khối vận, nơi có).",
        "One deputy secretary chairs the council, the other the Front (and heads the mass bloc, where there is one).",
    ),
    ("pair.up01", "pair.up02", "pair.up17", "pair.ct35.committee", "pair.up14", "pair.up15", "check.ck01"),
    (SCHEME_25, RESOLUTION_18, CONGRESS_35),
    (Level.DISTRICT, Level.COMMUNE),
    (
        Option("control", Text("Mô hình hai phó bí thư kiểm soát", "Two deputies control"), True),
        Option(
            "second",
            Text("Phó bí thư thứ hai", "The second deputy"),
            "front_chair",
            {
                "front_chair": Text("chủ tịch Mặt trận được bầu làm phó bí thư", "the Front chair becomes deputy"),
                "deputy": Text("phó bí thư (cựu chủ tịch UBND) làm chủ tịch Mặt trận", "the deputy chairs the Front"),
            },
        ),
        _TERM,
    ),
    _make_committee_pair,
)


# --- secretary and council chair ----------------------------------------------------------------


def _make_council_pair(draft: Draft, unit: Unit, chosen: Chosen) -> None:
    seats = _leading(draft, unit)
    if seats.council_chair is None:
        raise _no_post("council_chair")
    if draft.holders(seats.council_chair) == [seats.person]:
        raise NotApplicable("Bí thư đã là chủ tịch HĐND", "The secretary chairs the council already")
    if seats.committee_chair is not None and seats.person in draft.holders(seats.committee_chair):
        raise NotApplicable(
            "Bí thư đang là chủ tịch UBND; một người không vừa là chủ tịch HĐND vừa là chủ tịch UBND",
            "The secretary chairs the committee; nobody chairs both council and committee",
        )
    draft.separate(seats.council_chair)
    draft.replace(seats.council_chair, seats.person, _term(draft, seats, chosen))
    draft.unify(seats.secretary, seats.council_chair)
    draft.note("Bí thư đồng thời là chủ tịch HĐND", "The secretary chairs the council")


SECRETARY_CHAIRS_COUNCIL = Template(
    "secretary_chairs_council",
    Text("Bí thư đồng thời là chủ tịch HĐND", "Secretary chairs the council"),
    Text("Phó bí thư đang là chủ tịch HĐND chỉ còn làm phó bí thư.", "Whoever chaired the council stays deputy only."),
    ("pair.up03", "pair.up13", "pair.up16", "pair.ct35.council", "pair.ct45.secretary", "check.ck03"),
    (SCHEME_25, CONGRESS_35),
    (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE),
    (_TERM,),
    _make_council_pair,
)


# --- secretary of a cell and head ---------------------------------------------------------------


def _make_village_pair(draft: Draft, unit: Unit, chosen: Chosen) -> None:
    cells = draft.bodies(unit, "village_party_cell", "party_cell")
    boards = draft.bodies(unit, "village_board", "village")
    secretary = next((post for each in cells for post in draft.posts(each, "cell_secretary")), None)
    head = next((post for each in boards for post in draft.posts(each, "village_head")), None)
    if secretary is None or head is None:
        raise _no_post("cell_secretary" if secretary is None else "village_head")
    source, target = (head, secretary) if chosen.text("by") == "village_head" else (secretary, head)
    people = draft.holders(source)
    if not people:
        role = ROLES["village_head" if source == head else "cell_secretary"]
        raise NotApplicable(f"Khuyết {role.vi}", f"There is no {role.en}: the post is vacant")
    if draft.holders(target) == people[:1]:
        raise NotApplicable("Bí thư chi bộ đã là trưởng thôn", "The cell secretary is the village head already")
    draft.separate(target)
    draft.replace(target, people[0])
    draft.unify(source, target)


VILLAGE_PAIR = Template(
    "village_pair",
    Text("Bí thư chi bộ đồng thời là trưởng thôn, bản, khu phố", "Cell secretary is the village head"),
    Text(
        "Dân bầu trưởng thôn, sau đó chi bộ bầu người ấy làm bí thư («dân tin, đảng cử»), hoặc ngược lại.",
        "The village elects its head and the cell then elects the same person, or the other way round.",
    ),
    ("pair.up06", "pair.up07"),
    (SCHEME_25, RESOLUTION_18),
    (Level.VILLAGE,),
    (
        Option(
            "by",
            Text("Ai giữ cả hai chức danh", "Who holds both posts"),
            "village_head",
            {
                "village_head": Text("trưởng thôn được bầu làm bí thư", "the village head becomes secretary"),
                "cell_secretary": Text("bí thư được bầu làm trưởng thôn", "the secretary becomes village head"),
            },
        ),
    ),
    _make_village_pair,
)


def _make_organ_pair(draft: Draft, unit: Unit, chosen: Chosen) -> None:
    wanted = chosen.several("names")
    hosts = [each for each in draft.bodies(unit) if draft.cells([each])]
    if wanted:
        hosts = [each for each in hosts if draft.name(each) in wanted]
    if not hosts:
        raise NotApplicable("Không có cơ quan nào có chi bộ riêng", "No body has a party cell of its own")
    changed = 0
    for body in hosts:
        head = next(iter(draft.holders(*draft.leaders(body, "head"))), None)
        secretary = next(iter(draft.posts(draft.cells([body])[0], "cell_secretary")), None)
        if head is None or secretary is None:
            name = draft.name(body)
            draft.note(f"{name}: khuyết cấp trưởng hoặc bí thư chi bộ", f"{name}: head or cell secretary is missing")
        elif draft.holders(secretary) != [head]:
            draft.replace(secretary, head)
            changed += 1
    if not changed:
        raise NotApplicable("Bí thư đã là thủ trưởng ở mọi cơ quan", "The secretary is the head in every body already")
    draft.note(f"{changed} thủ trưởng làm bí thư chi bộ", f"{changed} heads become cell secretaries")


ORGAN_PAIR = Template(
    "organ_pair",
    Text("Bí thư cấp ủy đồng thời là thủ trưởng cơ quan", "Cell secretary is the head of the organ"),
    Text("Thủ trưởng được bầu làm bí thư chi bộ cơ quan.", "The head is elected secretary of the organ's cell."),
    ("pair.up08",),
    (SCHEME_25, RESOLUTION_18),
    (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE),
    (Option("names", Text("Chỉ các cơ quan có tên (để trống: mọi cơ quan)", "Only bodies named (blank: all)"), ()),),
    _make_organ_pair,
)


# --- one person heads two bodies ----------------------------------------------------------------


class _Two(NamedTuple):
    """A body whose head also heads another: form, role, and where forms do not tell a word of its name."""

    label: Text
    first: str
    second: tuple[str, ...]
    role: str
    word: str = ""


_PAIRS: Mapping[str, _Two] = {
    "organization_home_affairs": _Two(
        Text("Trưởng ban tổ chức là giám đốc sở, trưởng phòng nội vụ", "Organization board and home affairs"),
        "organization_board", ("home_affairs", "department"), "organ_head", "Nội vụ",
    ),
    "mobilisation_front": _Two(
        Text("Trưởng ban dân vận là chủ tịch Mặt trận", "Mass mobilisation board and the Front"),
        "mass_mobilisation_board", ("front_committee",), "front_chair",
    ),
    "propaganda_political_centre": _Two(
        Text("Trưởng ban tuyên giáo là giám đốc trung tâm chính trị", "Propaganda board and political centre"),
        "propaganda_board", ("political_centre",), "organ_head",
    ),
    "inspection": _Two(
        Text("Chủ nhiệm ủy ban kiểm tra là chánh thanh tra", "Inspection commission and inspectorate"),
        "inspection_commission", ("inspectorate",), "organ_head",
    ),
}  # fmt: skip


def _make_one_head(draft: Draft, unit: Unit, chosen: Chosen) -> None:
    two = _PAIRS[chosen.text("pair")]
    board = draft.body(unit, two.first)
    found = [each for each in draft.bodies(unit, *two.second) if two.word in draft.name(each)]
    if board is None or not found:
        raise NotApplicable("Không có đủ hai cơ quan", "The two bodies are not both there")
    first = next(iter(draft.posts(board, "organ_head")), None)
    second = next(iter(draft.posts(found[0], two.role)), None)
    person = next(iter(draft.holders(first)), None) if first is not None else None
    if first is None or second is None or person is None:
        raise NotApplicable("Khuyết người đứng đầu", "Whoever should head both is missing")
    if draft.holders(second) == [person]:
        raise NotApplicable("Đã do một người đứng đầu", "One person heads both already")
    leaving = draft.holders(second)
    secretaries = [post for cell in draft.cells(found[:1]) for post in draft.posts(cell, "cell_secretary")]
    led = [post for post in secretaries if set(draft.holders(post)) & set(leaving)]
    draft.separate(second)
    draft.replace(second, person)
    for post in led:
        draft.replace(post, person)
    draft.unify(first, second)
    names = f"{draft.name(board)}, {draft.name(found[0])}"
    draft.note(f"Một người đứng đầu: {names}", f"One person heads: {names}")


ONE_HEAD = Template(
    "one_head",
    Text("Một người đứng đầu hai cơ quan", "One person heads two bodies"),
    Text(
        "Hai cơ quan giữ nguyên, người đứng đầu cơ quan thứ nhất đứng đầu cả cơ quan thứ hai.",
        "Both bodies go on; who heads the first also heads the second.",
    ),
    ("pair.up10", "pair.up11", "pair.up12"),
    (RESOLUTION_18,),
    (Level.PROVINCE, Level.DISTRICT),
    (
        Option(
            "pair",
            Text("Hai cơ quan", "The two bodies"),
            "organization_home_affairs",
            {key: two.label for key, two in _PAIRS.items()},
        ),
    ),
    _make_one_head,
)

LEADER_TEMPLATES: tuple[Template, ...] = (
    SECRETARY_CHAIRS_COMMITTEE,
    SECRETARY_CHAIRS_COUNCIL,
    VILLAGE_PAIR,
    ORGAN_PAIR,
    ONE_HEAD,
)


def _term(draft: Draft, seats: _Seats, chosen: Chosen) -> date | None:
    """Until when who is elected holds the post: as chosen, else as long as the secretary."""
    given = chosen.text("term_ends_on")
    if not given:
        own = draft.value(draft.holdings(seats.secretary)[0], "term_ends_on")
        return None if own is None else date.fromisoformat(str(own))
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise InvalidOption(
            Text(f"«{given}» không phải là ngày", f"{given!r} is not a date"),
            where="term_ends_on",
            mend=Text("Ghi dạng NNNN-TT-NN.", "Write it as YYYY-MM-DD."),
        ) from None


def _no_post(role: str) -> NotApplicable:
    return NotApplicable(f"Không có chức danh {ROLES[role].vi}", f"There is no post of {ROLES[role].en}")
