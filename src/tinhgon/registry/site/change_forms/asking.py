"""What the form of an offer asks, derived from the type of its verb."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from tinhgon.errors import Text
from tinhgon.registry.domain.changes import Attributes, Part
from tinhgon.registry.domain.refusals import KIND_NAMES
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, CHOICE_NAMES, Attribute, Kind
from tinhgon.registry.site.change_forms.fields import YES_NO, Field, attribute_fields
from tinhgon.registry.site.change_forms.offers import OFFERS, Offer

OWN_DAY = "effective_on"
_ANY_SUBJECT = ("object_id", "into", "sources", "source", "target", "posts")
_REFERENCES = {
    "parent": (Kind.ORGANIZATION, Kind.AREA),
    "organization": (Kind.ORGANIZATION,),
    "post": (Kind.POST,),
    "person": (Kind.PERSON,),
    "membership": (Kind.MEMBERSHIP,),
}
_LEAST = {"sources": 1, "parts": 1, "areas": 1, "posts": 2}
_INITIAL = {"adopt": "yes", "extent": "whole"}
_EXTENTS = (("whole", Text("toàn bộ", "all of it")), ("part", Text("một phần", "a part")))

_LABELS = {
    "into": Text("Đơn vị nhận", "Into"),
    "sources": Text("Các đơn vị được sáp nhập, hợp nhất", "What is merged"),
    "adopt": Text(
        "Đơn vị trực thuộc và chức danh của đơn vị cũ chuyển về đơn vị nhận",
        "What belonged to the old ones (sub-units, posts) passes to the new one",
    ),
    "source": Text("Đơn vị bị chia, tách hoặc chuyển đi một phần", "From which"),
    "target": Text("Đơn vị nhận phần chuyển sang", "To which the part goes"),
    "parts": Text("Đơn vị mới", "New unit"),
    "successors": Text("Đơn vị kế thừa", "Successor"),
    "predecessors": Text("Hình thành từ", "Formed from"),
    "areas": Text("Đơn vị có số liệu mới", "Area with new figures"),
    "transfers": Text("Phần chuyển giữa hai đơn vị", "Part passing between two areas"),
    "extent": Text("Phạm vi", "Extent"),
    "posts": Text("Các chức danh", "Posts"),
    "parent": Text("Trực thuộc (để trống: không thuộc đơn vị nào)", "Under (blank: under none)"),
    "post": Text("Chức danh", "Post"),
    "person": Text("Người", "Person"),
    "membership": Text("Người giữ và chức danh (gõ tên người để chọn)", "Holder and post (type the person's name)"),
    "handover_until": Text("Bàn giao đến trước ngày", "Hand-over until"),
    "start": Text("Từ ngày", "From"),
    "end": Text("Đến trước ngày (để trống: từ đó về sau)", "Until (blank: for good)"),
    "amount": Text("Số biên chế (để trống: bỏ chỉ tiêu)", "Posts (blank: withdraw the ceiling)"),
    "entry": Text("Số mục sổ của quyết định bị hủy bỏ", "Ledger entry of the decision annulled"),
    OWN_DAY: Text("Hiệu lực riêng (nếu khác ngày của quyết định)", "Its own day (if not the decision's)"),
}
_ABOUT = {
    "source_attributes": Text("đơn vị giao", "of the one that gives"),
    "target_attributes": Text("đơn vị nhận", "of the one that takes"),
}
_NEW = Text("Đơn vị mới", "The new one")
_LEFT_AS_IT_IS = Text("Thông tin mới (để trống: giữ nguyên)", "What changes (blank: stays as it is)")
_UNLIKE = {
    "split": {"source": Text("Đơn vị bị tách", "Split off from")},
    "divide": {"source": Text("Đơn vị bị chia", "The unit divided")},
    "transfer_part": {"source": Text("Đơn vị giao một phần", "Which gives a part")},
    "adjust_boundary": {
        "source": Text("Đơn vị giao", "From"),
        "target": Text("Đơn vị nhận", "To"),
        "object_id": Text("Đơn vị", "Area"),
    },
    "unify_posts": {"posts": Text("Các chức danh cùng người giữ", "Posts with the same holder")},
}
"""Labels that a form words in its own way, by its name (areas as bodies)."""


@cache
def asked(slug: str) -> tuple[Field, ...]:
    """What the form of this name asks, in order; the change's own day last."""
    offer = OFFERS[slug]
    found = [field for each in _questions(offer) for field in each]
    if offer.own_day:
        found.append(Field(OWN_DAY, (OWN_DAY,), _LABELS[OWN_DAY], "date"))
    return tuple(found)


def _questions(offer: Offer) -> Iterator[tuple[Field, ...]]:
    hints = get_type_hints(offer.struct)
    subjects: list[tuple[Field, ...]] = []
    attributes: list[tuple[Field, ...]] = []
    kin: list[tuple[Field, ...]] = []
    for each in msgspec.structs.fields(offer.struct):
        if each.name in (OWN_DAY, offer.makes, *offer.says, *offer.leaves):
            continue
        asking = _ask(offer, each, hints[each.name])
        # First whom it concerns, then what is said of it; where that came from or goes to, after that.
        place = attributes if _without_none(hints[each.name]) == Attributes else kin if _is_kin(each.name) else subjects
        place.append(asking)
    yield from (*subjects, *attributes, *kin)


def _ask(offer: Offer, of: msgspec.structs.FieldInfo, hint: Any) -> tuple[Field, ...]:
    plain = _without_none(hint)
    if plain == Attributes:
        return _attributes(offer, of.name)
    required = of.default is msgspec.NODEFAULT and of.default_factory is msgspec.NODEFAULT
    field = Field(of.name, (of.name,), _label(offer, of.name), least=_LEAST.get(of.name, 0))
    if get_origin(plain) is tuple:
        (item, _) = get_args(plain)
        if item is not int:
            return (replace(field, input="rows", fields=_row(offer, of.name, item), makes=item is Part),)
        return _several(offer, replace(field, input="references", kinds=offer.subject))
    empty = required and type(None) in get_args(hint)
    return (_one(offer, replace(field, required=required and not empty, empty=empty), plain),)


def _several(offer: Offer, field: Field) -> tuple[Field, ...]:
    if offer.first is None:
        return (field,)
    first = Field("first", field.path, offer.first[1], "reference", required=True, kinds=field.kinds)
    return (first, replace(field, least=field.least - 1))


def _one(offer: Offer, field: Field, plain: Any) -> Field:
    if field.name in _ANY_SUBJECT or field.name in _REFERENCES:
        kinds = offer.subject if field.name in _ANY_SUBJECT else _REFERENCES[field.name]
        return replace(field, input="reference", kinds=kinds)
    if plain is bool:
        return replace(field, input="choice", choices=YES_NO, initial=_INITIAL.get(field.name, ""))
    if get_origin(plain) is Literal:
        return replace(field, input="choice", choices=_EXTENTS, initial=_INITIAL[field.name], required=False)
    if plain in (date, int):
        return replace(field, input="date" if plain is date else "number")
    choices = tuple((each, CHOICE_NAMES[each]) for each in _vocabulary(field.name).choices)
    return replace(field, input="choice" if choices else "text", choices=choices)


def _row(offer: Offer, name: str, item: type[Any]) -> tuple[Field, ...]:
    """What a row asks: the fields of its type."""
    hints = get_type_hints(item)
    found: list[Field] = []
    for each in msgspec.structs.fields(item):
        if hints[each.name] == Attributes:
            names = offer.names.get(name, ())
            found += attribute_fields(_kind(offer), (each.name,), names, whole=item is Part)
        elif not (item is Part and each.name == "object_id"):
            required = each.default is msgspec.NODEFAULT
            field = Field(each.name, (each.name,), _label(offer, each.name), required=required)
            found.append(_one(offer, field, hints[each.name]))
    return tuple(found)


def _attributes(offer: Offer, name: str) -> tuple[Field, ...]:
    if offer.one:
        return _one_attribute(offer)
    whole, about = bool(offer.makes), _ABOUT.get(name)
    first, *others = attribute_fields(_kind(offer), (name,), offer.names.get(name, ()), whole=whole, about=about)
    return (replace(first, heading=_heading(offer, about)), *others)


def _heading(offer: Offer, about: Text | None) -> Text | None:
    if about is not None:
        vi, en = f"Số liệu mới, {about.vi} (để trống: giữ nguyên)", f"New figures {about.en} (blank: they stay)"
        return Text(vi, en)
    if offer.makes:
        return _NEW if offer.makes == "into" else None
    return _LEFT_AS_IT_IS


def _one_attribute(offer: Offer) -> tuple[Field, ...]:
    choices = tuple(
        (f"{kind}.{name}", Text(f"{called.vi}: {label.vi}", f"{called.en}: {label.en}"))
        for kind, names in offer.one.items()
        for name in names
        for called, label in ((_capital(KIND_NAMES[kind]), ATTRIBUTES[kind][name].label),)
        if name != "boundary"
    )
    return (
        Field("attribute", ("attribute",), Text("Thông tin", "Attribute"), "choice", True, choices),
        Field("value", ("value",), Text("Giá trị (để trống: không có)", "Value (blank: none)")),
    )


def _label(offer: Offer, name: str) -> Text:
    own = _UNLIKE.get(offer.slug.removesuffix("_area"), {}).get(name)
    if own is not None:
        return own
    if name == "object_id":
        return _capital(KIND_NAMES[offer.subject[0]]) if len(offer.subject) == 1 else Text("Đối tượng", "Object")
    return _LABELS.get(name) or _vocabulary(name).label


def _capital(text: Text) -> Text:
    return Text(text.vi[:1].upper() + text.vi[1:], text.en[:1].upper() + text.en[1:])


def _kind(offer: Offer) -> Kind:
    if offer.kind is None:
        raise TypeError(f"the form {offer.slug} does not say whose attributes it asks for")
    return offer.kind


def _is_kin(name: str) -> bool:
    return name in ("predecessors", "successors")


def _vocabulary(name: str) -> Attribute:
    """The attribute of the vocabulary that a field of a verb stands for, by name."""
    kinds = (Kind.QUOTA, Kind.MEMBERSHIP, Kind.ORGANIZATION, Kind.POST)
    return next(ATTRIBUTES[kind][name] for kind in kinds if name in ATTRIBUTES[kind])


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint):
        return next(each for each in get_args(hint) if each is not type(None))
    return hint
