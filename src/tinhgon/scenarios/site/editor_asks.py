"""The dialogues of the editor: what an edit asks before it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tinhgon.errors import Text
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, ESTABLISHMENT_CLASSES, SECTORS, Kind
from tinhgon.registry.selectors.codes import code_name, known_codes
from tinhgon.scenarios.domain.plan import InvalidEdit
from tinhgon.scenarios.site.editor_boxes import JOINT_FORMS
from tinhgon.scenarios.site.editor_desk import Desk, Given

MOST_POSTS = 80

_NONE = Text("", "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a dialogue asks.

    `input`: text, lines, number, date, select, pick (a body or area of the scenario, of `kinds`), flag, posts or
    hidden. `choices` are values with what they are called, `chosen` those ticked at first; with `reload` the
    dialogue asks anew once it is answered.
    """

    name: str
    input: str
    label: Text = _NONE
    value: str = ""
    choices: Sequence[tuple[str, Text]] = ()
    chosen: frozenset[str] = frozenset()
    kinds: str = "organization"
    hint: Text | None = None
    required: bool = False
    least: int = 1
    most: int | None = None
    reload: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A dialogue: the edit it leads to, what it says, what it asks, and the word on its button.

    `foretold`: it can be asked beforehand what the edit would come to.
    """

    action: str
    title: Text
    entries: Sequence[Entry]
    go: Text
    lead: Text | None = None
    foretold: bool = False


Asking = Callable[[Desk, Given], Ask]


def _plain(name: str) -> Text:
    return Text(name, name)


def _bodies(desk: Desk, ids: Sequence[int], most: int = 6) -> Text:
    """Bodies by name, those beyond the first few by number."""
    names = ", ".join(desk.called.name(each) for each in ids[:most])
    more = len(ids) - most
    return Text(f"{names} và {more} cơ quan khác", f"{names} and {more} more") if more > 0 else _plain(names)


def _hidden(name: str, values: Sequence[int]) -> list[Entry]:
    return [Entry(name, "hidden", value=str(each)) for each in values]


def _pick(name: str, label: Text, value: int | None, kinds: str = "organization", **more: object) -> Entry:
    return Entry(name, "pick", label, "" if value is None else str(value), kinds=kinds, **more)  # type: ignore[arg-type]


def _forms(first: Sequence[str] = ()) -> list[tuple[str, Text]]:
    """The forms of bodies, some of them first."""
    rest = [each for each in known_codes("form") if each not in first]
    return [(each, code_name("form", each)) for each in (*first, *rest)]


def _sectors() -> list[tuple[str, Text]]:
    return [(each, CHOICE_NAMES[each]) for each in SECTORS]


def move(desk: Desk, given: Given) -> Ask:
    """Where to move bodies."""
    ids = given.some("ids", Text("cơ quan, tổ chức", "bodies"))
    target = given.numbers("target")
    return Ask(
        "move",
        Text("Chuyển về trực thuộc", "Move under"),
        [
            *_hidden("ids", ids),
            _pick("target", Text("Cơ quan hoặc đơn vị hành chính cấp trên", "Body or area above"),
                  target[0] if target else None, "organization,area", required=True),
        ],
        Text("Chuyển", "Move"),
        _bodies(desk, ids),
    )  # fmt: skip


def merge(desk: Desk, given: Given) -> Ask:
    """Into which body others are merged."""
    ids = given.some("ids", Text("cơ quan, tổ chức", "bodies"))
    into = given.numbers("into") or ids[-1:] * (len(ids) > 1)
    return Ask(
        "merge",
        Text("Sáp nhập vào một cơ quan", "Merge into a body that goes on"),
        [
            *_hidden("ids", ids),
            _pick("into", Text("Cơ quan nhận", "Body that goes on"), into[0] if into else None, required=True,
                  hint=Text("Chức danh, người giữ, đơn vị trực thuộc và biên chế chuyển theo.",
                            "Posts, holders, sub-units and ceilings go with them.")),
        ],
        Text("Sáp nhập", "Merge"),
        _bodies(desk, ids),
    )  # fmt: skip


def _joined(desk: Desk, given: Given, title: Text, forms: Sequence[tuple[str, Text]], form: str) -> Ask:
    ids = given.some("ids", Text("cơ quan, tổ chức", "bodies"))
    row = desk.body(ids[0])
    return Ask(
        "join",
        title,
        [
            *_hidden("ids", ids),
            Entry("name", "text", Text("Tên cơ quan mới", "Name of the new body"), required=True),
            Entry("form", "select", Text("Loại hình", "Form"), form or row["form"] or "", forms),
            Entry("sector", "select", Text("Khối", "Sector"), row["sector"], _sectors()),
            _pick("parent", Text("Trực thuộc", "Under"), row["parent_id"],
                  hint=Text("Chức danh, người giữ, đơn vị trực thuộc và biên chế của các cơ quan này chuyển sang "
                            "cơ quan mới.", "Posts, holders, sub-units and ceilings pass to the new body.")),
        ],
        Text("Hợp nhất", "Merge"),
        _bodies(desk, ids),
    )  # fmt: skip


def join(desk: Desk, given: Given) -> Ask:
    """What new body others are merged into."""
    return _joined(desk, given, Text("Hợp nhất thành cơ quan mới", "Merge into a new body"), _forms(), "")


def joint(desk: Desk, given: Given) -> Ask:
    """Into what joint office bodies are turned: one by itself, or several together."""
    ids = given.some("ids", Text("cơ quan, tổ chức", "bodies"))
    title = Text("Chuyển thành cơ quan chung", "Turn into a joint office")
    if len(ids) > 1:
        return _joined(desk, given, title, _forms(JOINT_FORMS), JOINT_FORMS[0])
    return _converted(desk, ids[0], title, JOINT_FORMS[0])


def convert(desk: Desk, given: Given) -> Ask:
    """Into what form a body is turned."""
    one = given.number("ids", Text("cơ quan, tổ chức", "a body"))
    return _converted(desk, one, Text("Chuyển đổi loại hình", "Convert"), "")


def _converted(desk: Desk, one: int, title: Text, form: str) -> Ask:
    row = desk.body(one)
    return Ask(
        "convert",
        title,
        [
            *_hidden("ids", [one]),
            Entry("form", "select", Text("Loại hình mới", "New form"), form or row["form"] or "", _forms(JOINT_FORMS)),
            Entry("name", "text", Text("Tên", "Name"), row["name"]),
            Entry("sector", "select", Text("Khối", "Sector"), row["sector"], _sectors()),
        ],
        Text("Chuyển đổi", "Convert"),
    )


def dissolve(desk: Desk, given: Given) -> Ask:
    """Who takes over from bodies that end; what ends with them otherwise."""
    ids = given.some("ids", Text("cơ quan, tổ chức", "bodies"))
    tree = {each for body in ids for each in desk.tree(body)}
    posts = desk.posts(tree)
    holders = len(desk.holdings(each["id"] for each in posts))
    lead = Text(
        f"{_bodies(desk, ids).vi}. Có {len(tree)} cơ quan, {len(posts)} chức danh, {holders} lượt người giữ.",
        f"{_bodies(desk, ids).en}. It touches {len(tree)} bodies, {len(posts)} posts and {holders} holdings.",
    )
    return Ask(
        "dissolve",
        Text("Giải thể", "Dissolve"),
        [
            *_hidden("ids", ids),
            _pick("heir", Text("Cơ quan tiếp nhận", "Body that takes over"), None,
                  hint=Text("Để trống: chức danh và đơn vị trực thuộc cũng chấm dứt, người đang giữ thôi giữ.",
                            "Left blank: its posts and sub-units end too, and holders are relieved.")),
        ],
        Text("Giải thể", "Dissolve"),
        lead,
    )  # fmt: skip


def split(desk: Desk, given: Given) -> Ask:
    """What new bodies are split off one."""
    one = given.number("ids", Text("cơ quan, tổ chức", "a body"))
    return Ask(
        "split",
        Text("Chia, tách", "Split"),
        [
            *_hidden("ids", [one]),
            Entry("names", "lines",
                  Text("Tên các cơ quan mới, mỗi dòng một tên", "Names of the new bodies, one a line"), required=True),
            Entry("ends", "flag", Text("Cơ quan cũ chấm dứt (chia)", "The old body ends (division)"),
                  hint=Text("Chức danh, đơn vị trực thuộc và biên chế về cơ quan mới đầu tiên; chuyển tiếp sau.",
                            "Posts, sub-units and ceilings pass to the first new body; move them on afterwards.")),
        ],
        Text("Chia, tách", "Split"),
        _bodies(desk, [one]),
    )  # fmt: skip


def rename(desk: Desk, given: Given) -> Ask:
    """What a body or area is called from then on."""
    one = given.number("ids", Text("cơ quan, tổ chức", "a body"))
    row = desk.row(Kind.ORGANIZATION, one) or desk.row(Kind.AREA, one) or {}
    entries = [Entry("name", "text", Text("Tên mới", "New name"), str(row.get("name", "")), required=True)]
    if "short_name" in row:
        entries.append(Entry("short_name", "text", Text("Tên viết tắt", "Short name"), row["short_name"] or ""))
    return Ask("rename", Text("Đổi tên", "Rename"), [*_hidden("ids", [one]), *entries], Text("Đổi tên", "Rename"))


def move_posts(desk: Desk, given: Given) -> Ask:
    """Which posts go to which body."""
    target = given.numbers("target")
    return Ask(
        "move_posts",
        Text("Chuyển chức danh", "Move posts"),
        [
            _of_bodies(desk, given),
            _pick("target", Text("Về cơ quan", "To the body"), target[0] if target else None, required=True),
        ],
        Text("Chuyển", "Move"),
        Text("Người đang giữ chuyển theo chức danh.", "Holders go with their posts."),
    )


def abolish_posts(desk: Desk, given: Given) -> Ask:
    """Which posts end."""
    lead = Text("Người đang giữ được cho thôi giữ chức danh.", "Holders are relieved.")
    return Ask("abolish_posts", Text("Bỏ chức danh", "Abolish posts"), [_of_bodies(desk, given)],
               Text("Bỏ chức danh", "Abolish"), lead)  # fmt: skip


def unify_posts(desk: Desk, given: Given) -> Ask:
    """Which posts are to have one holder, and which of them carries the pay."""
    posts = _of_bodies(desk, given)
    return Ask(
        "unify_posts",
        Text("Nhất thể hóa chức danh", "Unify posts"),
        [
            posts,
            Entry("paid", "select", Text("Chức danh hưởng lương", "Post that carries the pay"), "",
                  [("", Text("chức danh chọn đầu tiên", "the first one chosen")), *posts.choices]),
        ],
        Text("Nhất thể hóa", "Unify"),
        Text("Các chức danh được chọn sẽ do một người giữ.", "The posts chosen are meant to have one holder."),
    )  # fmt: skip


def separate_posts(desk: Desk, given: Given) -> Ask:
    """Which posts are to have holders of their own again."""
    return Ask("separate_posts", Text("Thôi nhất thể hóa", "Separate posts"), [_of_bodies(desk, given)],
               Text("Tách", "Separate"))  # fmt: skip


def _of_bodies(desk: Desk, given: Given) -> Entry:
    """The posts of the bodies chosen, those chosen already ticked."""
    posts = given.numbers("posts")
    homes = {row["organization_id"] for each in posts if (row := desk.row(Kind.POST, each)) is not None}
    found = desk.posts([*given.numbers("ids"), *homes])[:MOST_POSTS]
    if not found:
        raise InvalidEdit(Text("Cơ quan này không có chức danh nào", "This body has no posts"))
    choices = [(str(each["id"]), _plain(desk.called.name(each["id"]))) for each in found]
    chosen = frozenset(str(each) for each in posts)
    return Entry("posts", "posts", Text("Chức danh", "Posts"), choices=choices, chosen=chosen, required=True)


def move_quota(desk: Desk, given: Given) -> Ask:
    """How much of a ceiling goes to which body."""
    held = {str(each["id"]): each for each in desk.quotas(given.numbers("ids"))}
    for number in given.numbers("quota"):
        row = desk.row(Kind.QUOTA, number)
        held |= {str(number): row} if row is not None else {}
    if not held:
        raise InvalidEdit(Text("Cơ quan này chưa được giao biên chế", "This body has no ceiling"))
    choices = [(key, _ceiling(row)) for key, row in held.items()]
    most = max(row["amount"] or 0 for row in held.values())
    target = given.numbers("target")
    return Ask(
        "move_quota",
        Text("Chuyển biên chế", "Move part of the ceiling"),
        [
            Entry("quota", "select", Text("Biên chế", "Ceiling"), choices[0][0], choices),
            Entry("amount", "number", Text("Số chuyển đi", "How many"), "1", most=most, required=True),
            _pick("target", Text("Về cơ quan", "To the body"), target[0] if target else None, required=True),
        ],
        Text("Chuyển", "Move"),
    )


def _ceiling(row: Mapping[str, object]) -> Text:
    establishment = str(row["establishment_class"])
    named = CHOICE_NAMES[establishment] if establishment in ESTABLISHMENT_CLASSES else _plain(establishment)
    return Text(f"{named.vi}, {row['funding']}: {row['amount']}", f"{named.en}, {row['funding']}: {row['amount']}")


def note_step(desk: Desk, given: Given) -> Ask:
    """A note beside a change."""
    step = desk.plan.step(given.number("steps", Text("thay đổi", "a change")))
    return Ask(
        "note_step",
        Text("Ghi chú", "Note"),
        [*_hidden("steps", [step.id]), Entry("note", "lines", Text("Ghi chú", "Note"), step.note)],
        Text("Lưu", "Save"),
    )


def place_steps(desk: Desk, given: Given) -> Ask:
    """Which phase changes go to."""
    phases = [(str(each.id), _plain(f"{each.name} ({each.effective_on:%d/%m/%Y})")) for each in desk.plan.phases]
    return Ask(
        "place_steps",
        Text("Chuyển sang giai đoạn khác", "Put into another phase"),
        [
            *_hidden("steps", given.some("steps", Text("thay đổi", "changes"))),
            Entry("into", "select", Text("Giai đoạn", "Phase"), str(desk.phase.id), phases),
        ],
        Text("Chuyển", "Move"),
    )


def add_phase(desk: Desk, given: Given) -> Ask:
    """A new phase."""
    return Ask("add_phase", Text("Thêm giai đoạn", "Add a phase"), _phase("", ""), Text("Thêm", "Add"))


def alter_phase(desk: Desk, given: Given) -> Ask:
    """A phase's name and day."""
    phase = desk.plan.phase(given.number("into", Text("giai đoạn", "a phase")))
    entries = [*_hidden("into", [phase.id]), *_phase(phase.name, phase.effective_on.isoformat())]
    return Ask("alter_phase", Text("Sửa giai đoạn", "Alter the phase"), entries, Text("Lưu", "Save"))


def _phase(name: str, day: str) -> list[Entry]:
    return [
        Entry("name", "text", Text("Tên giai đoạn", "Name"), name, required=True),
        Entry("effective_on", "date", Text("Ngày hiệu lực", "Takes effect on"), day, required=True),
    ]


ASKS: Mapping[str, Asking] = {
    each.__name__: each
    for each in (
        move, merge, join, joint, convert, dissolve, split, rename, move_posts, abolish_posts, unify_posts,
        separate_posts, move_quota, note_step, place_steps, add_phase, alter_phase,
    )
}  # fmt: skip
"""Every dialogue by its name."""
