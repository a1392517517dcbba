"""Which changes are offered as forms. What a form asks follows from the verb's own type and from what is said here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tinhgon.errors import Text
from tinhgon.registry.domain.changes import VERBS, Verb
from tinhgon.registry.domain.expansion import CONVERTIBLE, MEASURES, RECLASSIFIABLE
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind

Named = Mapping[Kind, tuple[str, ...]]

GROUPS: Mapping[str, Text] = {
    "bodies": Text("Tổ chức", "Bodies"),
    "areas": Text("Đơn vị hành chính", "Areas"),
    "posts": Text("Chức danh", "Posts"),
    "people": Text("Con người", "People"),
    "record": Text("Biên chế, đính chính, hủy bỏ", "Quotas, corrections, annulments"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One form: a verb, and in which sense it is offered.

    `subject` are the kinds that its ids refer to where the verb takes several; `kind` is the one its attributes are of.
    `makes`: the field that is a new object's id. `says`: fields with a value of their own, which are not asked for;
    `leaves`: fields left as the verb has them. `names`: the attributes asked for, by the field that holds them;
    without, all are. `first`: the label of a field asked before the list it begins, as (field, label). With `one` the
    form sets a single attribute, chosen in it among those given. `own_day`: the change may have a day of its own.
    """

    slug: str
    verb: str
    group: str
    title: Text
    subject: tuple[Kind, ...] = ()
    kind: Kind | None = None
    makes: str = ""
    says: Mapping[str, Any] = field(default_factory=dict)
    leaves: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: tuple[str, Text] | None = None
    one: Named = field(default_factory=dict)
    own_day: bool = True

    @property
    def struct(self) -> type[Verb]:
        """The verb's own type."""
        return VERBS[self.verb]

    @property
    def personal(self) -> bool:
        """Whether what is typed is personal, and kept beside the change."""
        return self.kind is Kind.PERSON


_ORGANIZATION, _AREA, _POST, _PERSON = (Kind.ORGANIZATION,), (Kind.AREA,), (Kind.POST,), (Kind.PERSON,)
_UNITS = (Kind.ORGANIZATION, Kind.AREA)


def _units(kind: Kind) -> tuple[Offer, ...]:
    """The verbs that bodies and areas share, for one of the two."""
    body = kind is Kind.ORGANIZATION
    group, suffix = ("bodies", "") if body else ("areas", "_area")
    vi, en = ("tổ chức", "body") if body else ("đơn vị hành chính", "area")
    many = "bodies" if body else "areas"

    def offer(slug: str, verb: str, title_vi: str, title_en: str, **more: Any) -> Offer:
        title = Text(title_vi.format(vi), title_en.format(en, many=many))
        return Offer(slug + suffix, verb, group, title, subject=(kind,), kind=kind, **more)

    return (
        offer("found", "found", "Thành lập {}", "Found a new {}", makes="object_id", says={"kind": kind.value}),
        offer("merge", "merge", "Sáp nhập vào {} đang có", "Merge into an existing {}", leaves=("founded",)),
        offer(
            "merge_new", "merge", "Hợp nhất thành {} mới", "Merge as a new {}", makes="into", leaves=("attributes",)
        ),
        offer("split", "split", "Tách {}", "Split a new {} off", says={"source_ends": False}),
        offer("divide", "split", "Chia {}", "Divide into new {many}", says={"source_ends": True}),
        offer("dissolve", "dissolve", "Giải thể {}", "Dissolve a {}"),
        offer(
            "convert", "convert", "Chuyển đổi loại hình {}", "Convert to another form",
            names={"attributes": CONVERTIBLE[kind]},
        ),
        offer(
            "reclassify", "reclassify", "Phân loại lại {}", "Reclassify a {}",
            names={"attributes": RECLASSIFIABLE[kind]},
        ),
        offer(
            "transfer_part", "transfer_part", "Chuyển một phần sang {} khác", "Transfer a part to another {}",
            **({"leaves": ("source_attributes", "target_attributes")} if body
               else {"names": {"source_attributes": _TOLD, "target_attributes": _TOLD}}),
        ),
    )  # fmt: skip


_TOLD = tuple(each for each in MEASURES if each != "boundary")

_ALL: Named = {
    kind: tuple(each for each in ATTRIBUTES[kind] if each != "boundary")
    for kind in (Kind.AREA, Kind.ORGANIZATION, Kind.POST, Kind.MEMBERSHIP)
}

OFFERS: Mapping[str, Offer] = {
    each.slug: each
    for each in (
        *_units(Kind.ORGANIZATION),
        Offer("rename", "rename", "bodies", Text("Đổi tên", "Rename"), _UNITS),
        Offer("reparent", "reparent", "bodies", Text("Chuyển đơn vị trực thuộc", "Move under another"), _UNITS),
        *_units(Kind.AREA),
        Offer(
            "adjust_boundary", "adjust_boundary", "areas", Text("Điều chỉnh địa giới", "Adjust boundaries"),
            _AREA, Kind.AREA, names={"areas": _TOLD},
        ),
        Offer("create_post", "create_post", "posts", Text("Lập chức danh", "Create a post"), kind=Kind.POST,
              makes="object_id"),
        Offer("move_post", "move_post", "posts", Text("Chuyển chức danh", "Move a post"), _POST),
        Offer("abolish_post", "abolish_post", "posts", Text("Bỏ chức danh", "Abolish a post"), _POST),
        Offer(
            "unify_posts", "unify_posts", "posts", Text("Nhất thể hóa chức danh", "Unify posts"), _POST,
            first=("posts", Text("Chức danh hưởng lương", "The post that carries the pay")),
        ),
        Offer("separate_posts", "separate_posts", "posts", Text("Thôi nhất thể hóa", "Separate posts"), _POST),
        Offer("reclassify_post", "reclassify", "posts", Text("Phân loại lại chức danh", "Reclassify a post"),
              _POST, Kind.POST, names={"attributes": RECLASSIFIABLE[Kind.POST]}),
        Offer("register_person", "register_person", "people", Text("Ghi nhận người mới", "Register a person"),
              kind=Kind.PERSON, makes="object_id"),
        Offer("update_person", "update_person", "people", Text("Cập nhật lý lịch", "Update particulars"),
              _PERSON, Kind.PERSON),
        Offer("appoint", "appoint", "people", Text("Bổ nhiệm", "Appoint"), makes="object_id"),
        Offer("elect", "elect", "people", Text("Bầu", "Elect"), makes="object_id"),
        Offer("transfer", "transfer", "people", Text("Điều động sang chức danh khác", "Transfer to another post"),
              makes="object_id"),
        Offer("relieve", "relieve", "people", Text("Cho thôi giữ chức danh", "Relieve")),
        Offer("retire", "retire", "people", Text("Cho nghỉ hưu", "Retire")),
        Offer("set_quota", "set_quota", "record", Text("Giao biên chế", "Set a quota"), makes="object_id"),
        Offer("set_attribute", "reclassify", "record",
              Text("Ghi lại một thông tin từ ngày hiệu lực", "Set one attribute"),
              tuple(RECLASSIFIABLE), one=RECLASSIFIABLE),
        Offer("correct", "correct", "record", Text("Đính chính một thông tin", "Correct one attribute"),
              tuple(_ALL), one=_ALL, own_day=False),
        Offer("correct_life", "correct_life", "record",
              Text("Đính chính ngày lập, ngày chấm dứt", "Correct when it began and ended"), tuple(_ALL),
              own_day=False),
        Offer("annul", "annul", "record", Text("Hủy bỏ một quyết định", "Annul a decision"), own_day=False),
    )
}  # fmt: skip
"""Every form by its name, in the order of the menu."""

PERSONAL_VERBS = frozenset(each.verb for each in OFFERS.values() if each.personal)
"""What was typed for these is kept as digests, so no form can show it again."""


def grouped() -> list[tuple[Text, list[Offer]]]:
    """The forms under the headings of the menu."""
    return [(title, [each for each in OFFERS.values() if each.group == group]) for group, title in GROUPS.items()]
