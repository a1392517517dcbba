"""From a form to the change it describes, with all faults at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from tinhgon.errors import Text
from tinhgon.registry import services
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change, change_from_plain
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind
from tinhgon.registry.models import LedgerEntry, QuotaState
from tinhgon.registry.site.change_forms.fields import Faulty, Field, attribute_field, value_of
from tinhgon.registry.site.change_forms.forms import Form, Named

NewId = Callable[[], int]

_TWICE = Text("đã nêu ở ô khác của biểu này", "is named elsewhere in this form")
_MIXED = Text("khác loại với đối tượng nêu ở trên", "is of another kind than the object above")
_SAME = Text("phải khác đơn vị giao", "must differ from the one that gives")


def change_of(form: Form, new_id: NewId | None = None) -> Change | None:
    """The change that a form describes; None where there are faults, which the form then holds, all of them.

    `new_id` gives the ids of what it makes, in the order of the form; without, new ones are given out. Personal values
    are kept beside the record, and the change holds their digests.
    """
    form.faults.clear()
    form.named.clear()
    plain = {**_read(form, form.fields, ""), **form.offer.says, "verb": form.offer.verb}
    _check_references(form)
    _check_says_something(form, plain)
    if form.offer.one and not form.faults:
        _one_attribute(form, plain)
    if form.offer.verb == "annul":
        _check_entry(form, plain)
    if form.faults:
        return None
    _give_ids(form, plain, new_id or _new_id)
    return _completed(change_from_plain(plain))


def _new_id() -> int:
    return services.new_ids(1)[0]


def _read(form: Form, fields: Sequence[Field], prefix: str) -> dict[str, Any]:
    """The plain values of fields, each in its place; faults are noted by name."""
    plain: dict[str, Any] = {}
    for each in fields:
        name = prefix + each.name
        if each.input == "rows":
            _put(plain, each.path, _rows(form, each), each.required)
        elif each.input == "references":
            _put(plain, each.path, [*plain.get(each.path[0], ()), *_references(form, each)], required=True)
        else:
            value = _value(form, each, name)
            _put(plain, each.path, [value] if each.name == "first" else value, each.empty)
        if each.attribute is not None:
            plain.setdefault(each.path[0], {})
    return plain


def _put(plain: dict[str, Any], path: tuple[str, ...], value: Any, required: bool = False) -> None:
    if value is None and not required:
        return
    for each in path[:-1]:
        plain = plain.setdefault(each, {})
    plain[path[-1]] = value


def _value(form: Form, asked: Field, name: str) -> Any:
    text = form.text(name) or (asked.initial if name not in form.typed else "")
    try:
        return value_of(asked, text, lambda given: _meant(form, name, asked, given))
    except Faulty as fault:
        form.faults[name] = fault.why
        return None


def _meant(form: Form, name: str, asked: Field, text: str) -> int:
    found = form.sight.meant(text, asked.kinds)
    form.named.append(Named(name, found, asked))
    return found


def _references(form: Form, asked: Field) -> list[int]:
    found: list[int] = []
    for text in form.texts(asked.name):
        try:
            found.append(_meant(form, asked.name, asked, text))
        except Faulty as fault:
            form.faults[asked.name] = Text(f"{text} {fault.why.vi}", f"{text} {fault.why.en}")
    if len(found) < asked.least and asked.name not in form.faults:
        form.faults[asked.name] = _at_least(asked.least)
    return found


def _rows(form: Form, asked: Field) -> list[dict[str, Any]] | None:
    numbers = form.rows(asked)
    if len(numbers) < asked.least:
        form.faults[asked.name] = _at_least(asked.least)
    return [_read(form, asked.fields, f"{asked.name}-{each}-") for each in numbers] or None


def _at_least(count: int) -> Text:
    return Text(f"cần ít nhất {count}", f"at least {count} must be given")


def _check_references(form: Form) -> None:
    """No object is named twice where that makes no sense, and what belongs together is of one kind."""
    seen: set[int] = set()
    kind: Kind | None = None
    passing = [each for each in form.named if each.name.startswith("transfers-")]
    for giver, taker in zip(passing[::2], passing[1::2], strict=False):
        # An area may give and take many parts, only not to itself.
        if giver.object_id == taker.object_id:
            form.faults.setdefault(taker.name, _SAME)
    for each in form.named:
        if each.field.attribute is not None or each in passing:
            continue
        if each.object_id in seen:
            form.faults.setdefault(each.name, _TWICE)
        seen.add(each.object_id)
        if len(each.field.kinds) > 1:
            kind = kind or form.sight.kind_of(each.object_id)
            if form.sight.kind_of(each.object_id) is not kind:
                form.faults.setdefault(each.name, _MIXED)


def _check_says_something(form: Form, plain: dict[str, Any]) -> None:
    """A verb that sets attributes sets at least one."""
    first = next((each for each in form.fields if each.path[0] == "attributes" and each.attribute is not None), None)
    needed = "attributes" in {each.name for each in msgspec.structs.fields(form.offer.struct) if each.required}
    if first is not None and needed and not plain["attributes"]:
        form.faults.setdefault(first.name, Text("cần ghi ít nhất một thông tin mới", "say at least one new value"))


def _one_attribute(form: Form, plain: dict[str, Any]) -> None:
    """The attribute chosen in the form, and its value."""
    named, text = str(plain.pop("attribute")), str(plain.pop("value", ""))
    kind, name = Kind(named.split(".", 1)[0]), named.split(".", 1)[1]
    if form.sight.kind_of(int(plain["object_id"])) != kind:
        form.faults["attribute"] = Text("không phải thông tin của đối tượng này", "is no attribute of this object")
        return
    attribute = ATTRIBUTES[kind][name]
    asked = attribute_field(kind, attribute, ("attributes",), required=attribute.required)
    try:
        value = value_of(asked, text, lambda given: _meant(form, "value", asked, given))
    except Faulty as fault:
        form.faults["value"] = fault.why
    else:
        plain["attributes"] = {name: value}


def _check_entry(form: Form, plain: dict[str, Any]) -> None:
    if "entry" not in form.faults and not LedgerEntry.objects.filter(seq=plain["entry"]).exists():
        form.faults["entry"] = Text("không có trong sổ", "is not in the ledger")


def _give_ids(form: Form, plain: dict[str, Any], new_id: NewId) -> None:
    if form.offer.makes:
        plain[form.offer.makes] = new_id()
    for row in _rows_made(form, plain):
        row["object_id"] = new_id()


def _rows_made(form: Form, plain: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in form.fields:
        if each.makes:
            yield from plain.get(each.name, ())


def _completed(change: Change) -> Change:
    """The change with digests for personal values, and the ceiling on record in the place of a second one."""
    match change:
        case verbs.RegisterPerson() | verbs.UpdatePerson():
            given = {name: str(value) for name, value in change.attributes.items()}
            kept: verbs.Attributes = dict(services.keep_personal(change.object_id, given))
            return msgspec.structs.replace(change, attributes=kept)
        case verbs.SetQuota():
            return msgspec.structs.replace(change, object_id=_ceiling(change) or change.object_id)
    return change


def _ceiling(change: verbs.SetQuota) -> int | None:
    """The ceiling on record of this body, class and funding source, which the change sets anew."""
    of_body = QuotaState.objects.filter(  # type: ignore[attr-defined]
        organization=change.organization,
        establishment_class=change.establishment_class,
        funding=change.funding,
        recorded__upper_inf=True,
    )
    found: int | None = of_body.order_by("-valid").values_list("object_id", flat=True).first()
    return found
