"""Changes as clauses of a decision, in administrative Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from tinhgon.documents.domain.wording import listed
from tinhgon.errors import Text
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes, Change
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Attribute, Kind, Type, Value
from tinhgon.registry.selectors.codes import code_name
from tinhgon.rulebook.domain.codes import FORMS, ROLES
from tinhgon.scenarios.dossier.called import Called, inside

BOUNDARY_POINTS = "theo bản đồ kèm theo hồ sơ"


class Matter(StrEnum):
    """What a change is about: each is an article of its own."""

    BODIES = "bodies"
    POSTS = "posts"
    PEOPLE = "people"
    QUOTAS = "quotas"
    RECORD = "record"


MATTER_NAMES: Mapping[Matter, str] = {
    Matter.BODIES: "Sắp xếp tổ chức bộ máy",
    Matter.POSTS: "Sắp xếp chức danh",
    Matter.QUOTAS: "Giao biên chế",
    Matter.PEOPLE: "Bố trí nhân sự",
    Matter.RECORD: "Đính chính hồ sơ",
}
"""What an article about each is called, in the order in which a decision says them."""


def matter(change: Change) -> Matter:
    """What a change is about."""
    match change:
        case verbs.CreatePost() | verbs.AbolishPost() | verbs.MovePost() | verbs.UnifyPosts() | verbs.SeparatePosts():
            return Matter.POSTS
        case (
            verbs.RegisterPerson()
            | verbs.UpdatePerson()
            | verbs.Elect()
            | verbs.Appoint()
            | verbs.Relieve()
            | verbs.Transfer()
            | verbs.Retire()
        ):
            return Matter.PEOPLE
        case verbs.SetQuota():
            return Matter.QUOTAS
        case verbs.Correct() | verbs.CorrectLife() | verbs.Annul():
            return Matter.RECORD
    return Matter.BODIES


class Clauses:
    """Says changes; `address` goes before a person's name ("ông (bà)", "đồng chí")."""

    def __init__(self, called: Called, address: str) -> None:
        self.called = called
        self.address = address

    def say(self, change: Change) -> str:
        """One change as a clause, without a full stop."""
        match matter(change):
            case Matter.BODIES:
                return self._body(change)
            case Matter.POSTS:
                return self._post(change)
            case Matter.PEOPLE:
                return self._person(change)
            case _:
                return self._other(change)

    # --- bodies and areas -----------------------------------------------------------------------

    def _body(self, change: Change) -> str:
        name = self._name
        match change:
            case verbs.Found(object_id=made, attributes=given, predecessors=kin):
                source = f" trên cơ sở {self._kin(kin)}" if kin else ""
                return f"Thành lập {self._made(made, given)}{source}"
            case verbs.Merge(into=into, sources=sources, founded=None, attributes=given, adopt=adopt):
                return f"Sáp nhập {self._list(sources)} vào {name(into)}{self._kept(adopt)}{self._given(into, given)}"
            case verbs.Merge(into=into, sources=sources, founded=dict() as given, adopt=adopt):
                return f"Hợp nhất {self._list(sources)} thành {self._made(into, given)}{self._kept(adopt)}"
            case verbs.Split(source=source, parts=parts, source_ends=ends):
                new = listed(self._made(each.object_id, each.attributes) for each in parts)
                return f"Chia {name(source)} thành {new}" if ends else f"Tách {new} từ {name(source)}"
            case verbs.Dissolve(object_id=gone, successors=kin):
                return f"Giải thể {name(gone)}{f'; chuyển chức năng, nhiệm vụ sang {self._kin(kin)}' if kin else ''}"
            case verbs.Rename(object_id=named, name=new):
                return f"Đổi tên {name(named)} thành {new}"
            case verbs.Reparent(object_id=moved, parent=None):
                return f"Đưa {name(moved)} ra khỏi cơ quan cấp trên trực tiếp hiện nay"
            case verbs.Reparent(object_id=moved, parent=int() as parent):
                return f"Chuyển {name(moved)} về trực thuộc {name(parent)}"
            case verbs.Convert(object_id=turned, attributes=given):
                return f"Tổ chức lại {name(turned)}: {self._values(turned, given)}"
            case verbs.Reclassify(object_id=turned, attributes=given):
                return f"Điều chỉnh phân loại của {name(turned)}: {self._values(turned, given)}"
            case verbs.TransferPart(source=source, target=target):
                return self._part(source, target)
            case verbs.AdjustBoundary(areas=areas, transfers=transfers):
                passed = [self._part(each.source, each.target) for each in transfers]
                concerned = listed(name(each.object_id) for each in areas)
                said = [f"Điều chỉnh địa giới hành chính của {concerned}"] if areas else []
                return "; ".join([*said, *passed])
        raise TypeError(change)

    @staticmethod
    def _kept(adopt: bool) -> str:
        return ", tiếp nhận các đơn vị trực thuộc và chức danh hiện có" if adopt else ""

    def _given(self, into: int, given: Attributes) -> str:
        if not given:
            return ""
        rest = {key: value for key, value in given.items() if key != "name"}
        renamed = [f"đổi tên thành {given['name']}"] if given.get("name") else []
        return "; " + "; ".join([*renamed, *([self._values(into, rest)] if rest else [])])

    def _part(self, source: int, target: int) -> str:
        area = self.called.kind(source) is Kind.AREA
        what = "diện tích tự nhiên, dân số" if area else "chức năng, nhiệm vụ"
        return f"Chuyển một phần {what} của {self._name(source)} sang {self._name(target)}"

    # --- posts and people -----------------------------------------------------------------------

    def _post(self, change: Change) -> str:
        match change:
            case verbs.CreatePost(object_id=made, attributes=given):
                seats = given.get("seats") or 1
                title, home = given.get("title"), given.get("organization")
                place = f" tại {self._name(int(home))}" if home else ""
                many = f" ({seats} chỗ)" if seats != 1 else ""
                return f"Đặt chức danh {title or self.called.bare(made)}{many}{place}"
            case verbs.AbolishPost(object_id=gone):
                return f"Bỏ chức danh {self._name(gone)}"
            case verbs.MovePost(object_id=moved, organization=home):
                return f"Chuyển chức danh {self._name(moved)} sang {self._name(home)}"
            case verbs.UnifyPosts(posts=posts):
                return f"Nhất thể hóa các chức danh {self._list(posts)}: do một người đảm nhiệm"
            case verbs.SeparatePosts(posts=posts):
                return f"Thôi nhất thể hóa các chức danh {self._list(posts)}"
        raise TypeError(change)

    def _person(self, change: Change) -> str:
        match change:
            case verbs.RegisterPerson(object_id=who):
                return f"Lập hồ sơ nhân sự của {self._who(who)}"
            case verbs.UpdatePerson(object_id=who):
                return f"Cập nhật hồ sơ nhân sự của {self._who(who)}"
            case verbs.Elect(person=who, post=post, concurrent=also):
                return f"Công nhận {self._who(who)} được bầu giữ chức {self._name(post)}{_also(also)}"
            case verbs.Appoint(person=who, post=post, concurrent=also):
                return f"Bổ nhiệm {self._who(who)} giữ chức {self._name(post)}{_also(also)}"
            case verbs.Transfer(membership=ended, post=post, concurrent=also):
                holder = self._holder(ended)
                return f"Điều động, bổ nhiệm {holder}, giữ chức {self._name(post)}{_also(also)}"
            case verbs.Relieve(membership=ended):
                held = self.called.held(ended)
                if held is None:
                    return f"Cho thôi giữ chức: {self._name(ended)}"
                return f"Cho {self._who(held[0])} thôi giữ chức {self._name(held[1])}"
            case verbs.Retire(person=who):
                return f"Cho {self._who(who)} nghỉ hưu"
        raise TypeError(change)

    def _holder(self, membership: int) -> str:
        held = self.called.held(membership)
        return self._name(membership) if held is None else f"{self._who(held[0])}, {self._name(held[1])}"

    def _who(self, person: int) -> str:
        return f"{self.address} {self.called.person(person)}"

    # --- ceilings and the record ----------------------------------------------------------------

    def _other(self, change: Change) -> str:
        match change:
            case verbs.SetQuota(organization=home, establishment_class=rank, funding=funding, amount=amount):
                of = f"{code_name('establishment_class', rank).vi} ({funding})"
                if amount is None:
                    return f"Thu hồi chỉ tiêu biên chế {of} đã giao cho {self._name(home)}"
                return f"Giao {amount} chỉ tiêu biên chế {of} cho {self._name(home)}"
            case verbs.Correct(object_id=wrong, attributes=given):
                return f"Đính chính thông tin về {self._name(wrong)}: {self._values(wrong, given)}"
            case verbs.CorrectLife(object_id=wrong):
                return f"Đính chính thời gian tồn tại của {self._name(wrong)}"
        raise TypeError(change)

    # --- words ----------------------------------------------------------------------------------

    def _name(self, object_id: int) -> str:
        return inside(self.called.name(object_id))

    def _made(self, object_id: int, given: Attributes) -> str:
        name = given.get("name")
        return self._name(object_id) if not name else inside(self.called.made(object_id, str(name)))

    def _list(self, ids: Iterable[int]) -> str:
        return listed(self._name(each) for each in ids)

    def _kin(self, kin: Iterable[verbs.Kin]) -> str:
        return listed(f"{'một phần ' if each.extent == 'part' else ''}{self._name(each.object_id)}" for each in kin)

    def _values(self, object_id: int, given: Attributes) -> str:
        kind = self.called.kind(object_id)
        known = {} if kind is None else ATTRIBUTES[kind]
        return "; ".join(self._value(known.get(name), name, value) for name, value in given.items())

    def _value(self, attribute: Attribute | None, name: str, value: Value | None) -> str:
        if attribute is None:
            return f"{name} là {value}"
        label = attribute.label.vi[:1].lower() + attribute.label.vi[1:]
        match attribute.type:
            case _ if value is None:
                shown = "không có"
            case _ if name == "boundary":
                shown = BOUNDARY_POINTS
            case Type.REFERENCE:
                shown = self._name(int(value))
            case Type.PERSONAL:
                shown = "(dữ liệu cá nhân)"
            case Type.BOOLEAN:
                shown = "có" if value else "không"
            case _:
                shown = _coded(name, str(value), bool(attribute.choices))
        return f"{label} là {shown}"


def _coded(name: str, value: str, choice: bool) -> str:
    """The name of a code; any other text as it stands."""
    codes: Mapping[str, Text] = {"form": FORMS, "role": ROLES}.get(name, {})
    if value in codes:
        return codes[value].vi
    return code_name(name, value).vi if choice else value


def _also(concurrent: bool) -> str:
    return " (kiêm nhiệm)" if concurrent else ""
