"""The form that describes a change made before, so that it can be edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from tinhgon.registry.domain.changes import Change, plain_change
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.site.change_forms.asking import asked
from tinhgon.registry.site.change_forms.fields import Field
from tinhgon.registry.site.change_forms.forms import Form, as_typed, sent_form
from tinhgon.registry.site.change_forms.offers import OFFERS, Offer
from tinhgon.registry.site.change_forms.references import Sight


def form_of(
    change: Change, on: date, known: datetime | None = None, made: Mapping[int, Kind] | None = None
) -> Form | None:
    """The form that describes a change, to edit it; None where no form can say all of it.

    Ids of what the change makes are not in the form: give them to `change_of` again.
    """
    sight = Sight(on, known, made or {})
    stated = {name: value for name in change.__struct_fields__ if isinstance(value := getattr(change, name), bool)}
    plain = {**stated, **plain_change(change)}  # the plain change leaves out what the verb takes for granted
    for slug, offer in OFFERS.items():
        if offer.verb == plain["verb"] and not offer.one and not offer.personal and _fits(offer, plain, sight):
            return sent_form(slug, sight, as_typed(slug, _flat(asked(slug), plain)))
    return None


def _fits(offer: Offer, plain: Mapping[str, object], sight: Sight) -> bool:
    """Whether a form says all that a change does: its fixed values, the fields it has, objects of its kinds."""
    if any(plain.get(name) != value for name, value in offer.says.items()):
        return False
    if offer.first is not None and not plain.get(offer.first[0]):
        return False
    paths = _paths(asked(offer.slug))
    known = {("verb",), ("effective_on",), (offer.makes,), *((each,) for each in offer.says)}
    said = {path for path in _said(plain) if path not in known}
    return said <= paths and all(
        sight.kind_of(each) in of.kinds
        for of in asked(offer.slug)
        if of.input in ("reference", "references")
        for each in _ids(_at(plain, of.path))
    )


def _paths(fields: Sequence[Field]) -> set[tuple[str, ...]]:
    found = {each.path for each in fields if each.input != "rows"}
    for each in fields:
        if each.input == "rows":
            found |= {(*each.path, *path) for path in _paths(each.fields)}
            found |= {(*each.path, "object_id")} if each.makes else set()
    return found


def _said(value: object, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """The places of a plain change at which something stands; rows share their places."""
    match value:
        case dict():
            return {found for key, inner in value.items() for found in _said(inner, (*path, key))}
        case list() | tuple() if any(isinstance(each, dict) for each in value):
            return {found for each in value for found in _said(each, path)}
    return {path}


def _at(value: object, path: tuple[str, ...]) -> object:
    for each in path:
        value = value.get(each) if isinstance(value, dict) else None
    return value


def _ids(value: object) -> list[int]:
    return list(value) if isinstance(value, list | tuple) else [value] if isinstance(value, int) else []


def _flat(fields: Sequence[Field], plain: Mapping[str, object]) -> dict[str, object]:
    """The values of a plain change by the names of the fields."""
    found: dict[str, object] = {}
    for each in fields:
        value = _at(dict(plain), each.path)
        if each.input == "rows" and isinstance(value, list | tuple):
            for number, row in enumerate(value):
                found |= {f"{each.name}-{number}-{name}": told for name, told in _flat(each.fields, row).items()}
        elif each.name == "first" and isinstance(value, list | tuple):
            found["first"] = value[0]
        elif each.input == "references" and isinstance(value, list | tuple) and "first" in found:
            found[each.name] = value[1:]
        elif value is not None:
            found[each.name] = value
    return found
