"""Forms for single changes, built from the verbs themselves: what a verb takes is what its form asks."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from tinhgon.errors import Text
from tinhgon.frame.domain.numbers import whole
from tinhgon.registry.domain.changes import VERBS, Change, Verb, change_from_plain
from tinhgon.registry.domain.vocabulary import (
    ATTRIBUTES,
    CHOICE_NAMES,
    Attribute,
    InvalidValue,
    Kind,
    Type,
    check_value,
)

Values = Mapping[str, str]
Refer = Callable[[str, tuple[Kind, ...]], int]
"""The object that a typed reference means; raises Faulty."""

KindOf = Callable[[int], Kind | None]
"""The kind of an object by id; None where there is none."""


class Faulty(ValueError):
    """What was typed into a field cannot be taken; `why` says it in both languages."""

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(why.en)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `input`: text, date, number, choice or reference; `kinds` are those referred to."""

    name: str
    label: Text
    input: str
    required: bool = False
    choices: tuple[tuple[str, Text], ...] = ()
    kinds: tuple[Kind, ...] = ()
    attribute: Attribute | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A verb offered as a form: of which kind its attributes are, what it makes, what it refers to.

    `makes`: its `object_id` is a new object's. `subject` are the kinds `object_id` may refer to otherwise.
    With `one` the form sets a single attribute, chosen in it.
    """

    verb: str
    title: Text
    kind: Kind | None = None
    makes: bool = False
    subject: tuple[Kind, ...] = ()
    one: bool = False

    @property
    def struct(self) -> type[Verb]:
        """The verb's own type."""
        return VERBS[self.verb]

    @property
    def fields(self) -> list[Field]:
        """What the form asks, the change's own day last."""
        hints = get_type_hints(self.struct)
        found: list[Field] = []
        for each in msgspec.structs.fields(self.struct):
            if each.name == "attributes":
                found += [_ONE_ATTRIBUTE, _ONE_VALUE] if self.one else _of_kind(self.kind)
            elif not (each.name in _LEFT_OUT or (each.name == "object_id" and self.makes)):
                required = each.default is msgspec.NODEFAULT and type(None) not in get_args(hints[each.name])
                found.append(self._field(each.name, hints[each.name], required))
        return found if self.one else [*found, _OWN_DAY]

    def _field(self, name: str, hint: Any, required: bool) -> Field:
        plain = _without_none(hint)
        label = _LABELS.get(name) or _known(name).label
        if name in _REFERENCES or name == "object_id":
            kinds = self.subject if name == "object_id" else _REFERENCES[name]
            return Field(
                name, _LABELS["object_id"] if name == "object_id" else label, "reference", required, kinds=kinds
            )
        if plain is bool:
            return Field(name, label, "choice", required, choices=_YES_NO)
        if plain in (date, int):
            return Field(name, label, "date" if plain is date else "number", required)
        choices = tuple((each, CHOICE_NAMES[each]) for each in _known(name).choices)
        return Field(name, label, "choice" if choices else "text", required, choices=choices)


@dataclass(slots=True)
class Filled:
    """A form as sent: what was typed, and the faults found in it, by field."""

    offer: Offer
    typed: dict[str, str]
    faults: dict[str, Text] = field(default_factory=dict)


_LEFT_OUT = {"effective_on", "kind", "successors", "predecessors"}
_REFERENCES = {
    "parent": (Kind.ORGANIZATION, Kind.AREA),
    "organization": (Kind.ORGANIZATION,),
    "post": (Kind.POST,),
    "person": (Kind.PERSON,),
    "membership": (Kind.MEMBERSHIP,),
}
_YES_NO = (("yes", Text("có", "yes")), ("no", Text("không", "no")))
_LABELS = {
    "object_id": Text("Đối tượng", "Object"),
    "parent": Text("Trực thuộc (để trống: không thuộc đơn vị nào)", "Under (blank: under none)"),
    "post": Text("Chức danh", "Post"),
    "person": Text("Người", "Person"),
    "membership": Text("Người giữ và chức danh (gõ tên người để chọn)", "Holder and post (type the person's name)"),
    "handover_until": Text("Bàn giao đến trước ngày", "Hand-over until"),
    "start": Text("Từ ngày", "From"),
    "end": Text("Đến trước ngày (để trống: từ đó về sau)", "Until (blank: for good)"),
    "amount": Text("Số biên chế (để trống: bỏ chỉ tiêu)", "Posts (blank: withdraw the ceiling)"),
}
_OWN_DAY = Field(
    "effective_on", Text("Hiệu lực riêng (nếu khác ngày của quyết định)", "Its own day (if not the decision's)"), "date"
)
_NAMED_ATTRIBUTES = tuple(
    (f"{kind}.{name}", Text(f"{kind_name.vi}: {each.label.vi}", f"{kind_name.en}: {each.label.en}"))
    for kind, kind_name in (
        (Kind.AREA, Text("Đơn vị hành chính", "Area")),
        (Kind.ORGANIZATION, Text("Tổ chức", "Body")),
        (Kind.POST, Text("Chức danh", "Post")),
        (Kind.MEMBERSHIP, Text("Việc giữ chức danh", "Membership")),
    )
    for name, each in ATTRIBUTES[kind].items()
    if name != "boundary"
)
_ONE_ATTRIBUTE = Field("attribute", Text("Thông tin", "Attribute"), "choice", True, choices=_NAMED_ATTRIBUTES)
_ONE_VALUE = Field("value", Text("Giá trị (để trống: không có)", "Value (blank: none)"), "text")

_ALL = (Kind.AREA, Kind.ORGANIZATION, Kind.POST, Kind.MEMBERSHIP)
_BODIES = (Kind.ORGANIZATION, Kind.AREA)
OFFERS: Mapping[str, Offer] = {
    each.verb: each
    for each in (
        Offer("found", Text("Thành lập tổ chức", "Found a body"), Kind.ORGANIZATION, makes=True),
        Offer("rename", Text("Đổi tên", "Rename"), subject=_BODIES),
        Offer("reparent", Text("Chuyển đơn vị trực thuộc", "Move under another body"), subject=_BODIES),
        Offer("dissolve", Text("Giải thể", "Dissolve"), subject=_BODIES),
        Offer("create_post", Text("Lập chức danh", "Create a post"), Kind.POST, makes=True),
        Offer("move_post", Text("Chuyển chức danh", "Move a post"), subject=(Kind.POST,)),
        Offer("abolish_post", Text("Bỏ chức danh", "Abolish a post"), subject=(Kind.POST,)),
        Offer("register_person", Text("Ghi nhận người mới", "Register a person"), Kind.PERSON, makes=True),
        Offer("appoint", Text("Bổ nhiệm", "Appoint"), makes=True),
        Offer("elect", Text("Bầu", "Elect"), makes=True),
        Offer("relieve", Text("Cho thôi giữ chức danh", "Relieve")),
        Offer("retire", Text("Cho nghỉ hưu", "Retire")),
        Offer("set_quota", Text("Giao biên chế", "Set a quota"), makes=True),
        Offer("reclassify", Text("Ghi lại một thông tin từ ngày hiệu lực", "Set an attribute"), subject=_ALL, one=True),
        Offer("correct", Text("Đính chính một thông tin", "Correct an attribute"), subject=_ALL, one=True),
    )
}
"""The verbs offered on the page of a draft, in order. The others come from imports and programs."""


def change_of(
    filled: Filled, new_id: Callable[[], int], refer: Refer, kind_of: Callable[[int], Kind | None]
) -> Change | None:
    """The change that a form describes; None where there are faults, which it then holds."""
    offer, plain = filled.offer, dict[str, Any](verb=filled.offer.verb)
    attributes: dict[str, Any] = {}
    for each in offer.fields:
        text = filled.typed.get(each.name, "").strip()
        try:
            value = _value(each, text, refer)
        except Faulty as fault:
            filled.faults[each.name] = fault.why
            continue
        if each.attribute is not None:
            if value is not None:
                attributes[each.attribute.name] = value
        elif value is not None or each.required:
            plain[each.name] = value
        elif each.name in ("parent", "amount"):
            plain[each.name] = None
    if filled.faults:
        return None
    if offer.one:
        _one_attribute(filled, plain, refer, kind_of)
    if offer.kind is not None:
        plain |= {"attributes": attributes} | ({"kind": str(offer.kind)} if offer.verb == "found" else {})
    if offer.makes:
        plain["object_id"] = new_id()
    return None if filled.faults else change_from_plain(plain)


def _one_attribute(filled: Filled, plain: dict[str, Any], refer: Refer, kind_of: Callable[[int], Kind | None]) -> None:
    named, text = str(plain.pop("attribute")), plain.pop("value", None)
    kind, name = named.split(".", 1)
    if kind_of(int(plain["object_id"])) != kind:
        filled.faults["attribute"] = Text("không phải thông tin của đối tượng này", "is no attribute of this object")
        return
    attribute = ATTRIBUTES[Kind(kind)][name]
    try:
        value = None if not text else _value(_as_field(attribute), str(text), refer)
        plain["attributes"] = {name: check_value(Kind(kind), name, value)}
    except Faulty as fault:
        filled.faults["value"] = fault.why
    except InvalidValue as invalid:
        filled.faults["value"] = invalid.why


def _of_kind(kind: Kind | None) -> list[Field]:
    return [] if kind is None else [_as_field(each) for each in ATTRIBUTES[kind].values() if each.name != "boundary"]


def _as_field(attribute: Attribute) -> Field:
    inputs = {Type.DATE: "date", Type.INTEGER: "number", Type.BOOLEAN: "choice", Type.REFERENCE: "reference"}
    choices = tuple((each, CHOICE_NAMES[each]) for each in attribute.choices)
    if attribute.type is Type.BOOLEAN:
        choices = _YES_NO
    kinds = () if attribute.target is None else (attribute.target,)
    shown = "choice" if choices else inputs.get(attribute.type, "text")
    return Field(attribute.name, attribute.label, shown, attribute.required, choices, kinds, attribute)


def _value(asked: Field, text: str, refer: Refer) -> Any:
    """The value of a field as JSON has it. Raises Faulty."""
    if not text:
        if asked.required:
            raise Faulty(Text("bắt buộc phải có", "is required"))
        return None
    if asked.input == "reference":
        return refer(text, asked.kinds)
    if asked.choices and text not in dict(asked.choices):
        raise Faulty(Text("không có trong các lựa chọn", "is not among the choices"))
    if asked.choices is _YES_NO:
        return text == "yes"
    if asked.input == "number":
        number = whole(text)
        if number is None:
            raise Faulty(Text("phải là số nguyên không âm", "must be a whole number"))
        return number
    if asked.input == "date":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise Faulty(Text("không phải là ngày", "is not a date")) from None
    return text


def _known(name: str) -> Attribute:
    """The attribute of the vocabulary that a field of a verb stands for, by name."""
    kinds = (Kind.QUOTA, Kind.MEMBERSHIP, Kind.ORGANIZATION, Kind.POST)
    return next(ATTRIBUTES[kind][name] for kind in kinds if name in ATTRIBUTES[kind])


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return next(each for each in get_args(hint) if each is not type(None))
    return hint
