"""What a form asks: one field, several references to choose, or rows of fields; and what was typed read as a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tinhgon.errors import Text
from tinhgon.frame.domain.numbers import whole
from tinhgon.registry.domain.vocabulary import (
    ATTRIBUTES,
    CHOICE_NAMES,
    Attribute,
    InvalidValue,
    Kind,
    Type,
    check_value,
)
from tinhgon.registry.selectors.codes import known_codes

Refer = Callable[[str], int]
"""The object that a typed reference means; raises Faulty."""

YES_NO = (("yes", Text("có", "yes")), ("no", Text("không", "no")))


_UNITS = {
    "people": Text("người", "people"),
    "posts": Text("người", "posts"),
    "seats": Text("chỗ", "seats"),
    "share": Text("từ 0 đến 1", "0 to 1"),
}
_INITIAL = {"seats": "1"}
"""What an attribute of a new object is, unless one types something else."""


class Faulty(ValueError):
    """What was typed into a field cannot be taken; `why` says it in both languages."""

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(why.en)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    `input`: text, date, number, decimal, choice, reference, references (several, to be chosen) or rows (of `fields`).
    `path` is where its value stands in the plain change; `kinds` are those referred to. `empty`: blank means that the
    change says None, otherwise that it says nothing. `least`: how many references or rows there must be. `makes`: each
    row makes a new object. `heading` stands above the field and those after it.
    """

    name: str
    path: tuple[str, ...]
    label: Text
    input: str = "text"
    required: bool = False
    choices: tuple[tuple[str, Text], ...] = ()
    kinds: tuple[Kind, ...] = ()
    attribute: Attribute | None = None
    of_kind: Kind | None = None
    empty: bool = False
    least: int = 0
    makes: bool = False
    initial: str = ""
    fields: tuple[Field, ...] = ()
    heading: Text | None = None

    @property
    def unit(self) -> Text | None:
        """The unit of a number, in both languages."""
        unit = "" if self.attribute is None else self.attribute.unit
        return _UNITS.get(unit, Text(unit, unit)) if unit else None


def attribute_field(kind: Kind, attribute: Attribute, path: tuple[str, ...], *, required: bool) -> Field:
    """The field for an attribute of a kind; `path` is where the attributes stand in the plain change."""
    inputs = {
        Type.DATE: "date",
        Type.INTEGER: "number",
        Type.DECIMAL: "decimal",
        Type.BOOLEAN: "choice",
        Type.REFERENCE: "reference",
    }
    choices = tuple((each, CHOICE_NAMES[each]) for each in attribute.choices)
    if attribute.type is Type.BOOLEAN:
        choices = YES_NO
    elif not choices:
        choices = tuple(known_codes(attribute.name).items()) if attribute.type is Type.TEXT else ()
    return Field(
        attribute.name,
        (*path, attribute.name),
        attribute.label,
        "choice" if choices else inputs.get(attribute.type, "text"),
        required,
        choices,
        () if attribute.target is None else (attribute.target,),
        attribute,
        kind,
    )


def attribute_fields(
    kind: Kind, path: tuple[str, ...], names: tuple[str, ...] = (), *, whole: bool, about: Text | None = None
) -> tuple[Field, ...]:
    """The fields for attributes of a kind: those named, else all but the boundary, which comes from files.

    `whole`: they describe a new object, so what it must have is asked for. `about` stands after the labels where two
    objects are described, and the place they stand in before the names.
    """
    found = []
    for each in ATTRIBUTES[kind].values():
        if each.name == "boundary" or (names and each.name not in names):
            continue
        field = attribute_field(kind, each, path, required=whole and each.required)
        if whole:
            field = replace(field, initial=_INITIAL.get(each.name, ""))
        if about is not None:
            label = Text(f"{each.label.vi} ({about.vi})", f"{each.label.en} ({about.en})")
            field = replace(field, name=f"{path[-1]}-{each.name}", label=label)
        found.append(field)
    return tuple(found)


def value_of(asked: Field, text: str, refer: Refer) -> Any:
    """The value of a field as JSON has it; None where nothing was typed. Raises Faulty."""
    if not text:
        if asked.required:
            raise Faulty(Text("bắt buộc phải có", "is required"))
        return None
    value = _typed(asked, text, refer)
    if asked.attribute is None or asked.of_kind is None or asked.attribute.type is Type.PERSONAL:
        return value
    try:
        return check_value(asked.of_kind, asked.attribute.name, value)
    except InvalidValue as invalid:
        raise Faulty(invalid.why) from None


def _typed(asked: Field, text: str, refer: Refer) -> Any:
    if asked.choices and text not in dict(asked.choices):
        raise Faulty(Text("không có trong các lựa chọn", "is not among the choices"))
    match asked.input:
        case "reference":
            return refer(text)
        case "choice" if asked.choices is YES_NO:
            return text == "yes"
        case "number":
            number = whole(text)
            if number is None:
                raise Faulty(Text("phải là số nguyên không âm", "must be a whole number"))
            return number
        case "decimal":
            return text.replace(",", ".") if "." not in text else text
        case "date":
            try:
                return date.fromisoformat(text).isoformat()
            except ValueError:
                raise Faulty(Text("không phải là ngày", "is not a date")) from None
    return text
