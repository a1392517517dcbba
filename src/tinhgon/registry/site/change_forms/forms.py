"""A form being filled in: what was typed, the faults in it, and what a page shows of both."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tinhgon.errors import Text
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.selectors.telling import called
from tinhgon.registry.site.change_forms.asking import asked
from tinhgon.registry.site.change_forms.fields import YES_NO, Field
from tinhgon.registry.site.change_forms.offers import OFFERS, Offer
from tinhgon.registry.site.change_forms.references import Sight

Typed = Mapping[str, Sequence[str]]
"""What was typed, by field; rows are named `field-0-column`."""

Initial = Mapping[str, object]
"""Values to begin with, by field: text, numbers (ids where a field refers), dates, booleans, or lists of these."""

MOST_ROWS = 200
_BLANK_ROWS = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """A field for a page: its name there, what was typed, its fault; objects chosen, with names; its rows."""

    field: Field
    name: str
    typed: str = ""
    fault: Text | None = None
    chosen: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[Shown, ...], ...] = ()

    @property
    def kinds(self) -> str:
        """The kinds referred to, as the search for suggestions takes them."""
        return ",".join(self.field.kinds)


@dataclass(frozen=True, slots=True)
class Named:
    """An object that a form names: in which field, by its name on the page."""

    name: str
    object_id: int
    field: Field


@dataclass(slots=True)
class Form:
    """A form of an offer. `faults` are filled by `change_of`, by field; so are the objects `named`.

    `more`: the field of rows to show another blank row of, beside the usual one.
    """

    offer: Offer
    sight: Sight
    typed: Typed
    faults: dict[str, Text] = field(default_factory=dict)
    named: list[Named] = field(default_factory=list)
    more: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """What it asks."""
        return asked(self.offer.slug)

    def text(self, name: str) -> str:
        """What was typed into a field."""
        return next(iter(self.typed.get(name, ())), "").strip()

    def texts(self, name: str) -> list[str]:
        """What was chosen in a field that takes several, in order, each once."""
        return list(dict.fromkeys(each.strip() for each in self.typed.get(name, ()) if each.strip()))

    def rows(self, of: Field) -> list[int]:
        """The numbers of the rows of a field in which something was typed."""
        begins = re.compile(re.escape(of.name) + r"-(\d{1,4})-")
        numbers = {int(found[1]) for each in self.typed if (found := begins.match(each)) is not None}
        return [each for each in sorted(numbers) if each < MOST_ROWS and self._filled(of, each)]

    def shown(self, within: Collection[int] | None = None) -> list[Shown]:
        """Every field as a page shows it; `within`: only these objects are called by name (None: all)."""
        names = _Names(self, within)
        return [self._shown(each, each.name, names) for each in self.fields]

    def _filled(self, of: Field, number: int) -> bool:
        texts = ((each, self.text(f"{of.name}-{number}-{each.name}")) for each in of.fields)
        return any(text not in ("", each.initial) for each, text in texts)

    def _shown(self, of: Field, name: str, names: _Names) -> Shown:
        fault = self.faults.get(name)
        if of.input == "rows":
            return Shown(of, name, fault=fault, rows=self._shown_rows(of, names))
        if of.input == "references":
            chosen = tuple((each, names.of(each)) for each in self.texts(name))
            return Shown(of, name, self.text(f"q-{name}"), fault, chosen)
        typed = self.text(name) if name in self.typed else of.initial
        return Shown(of, name, names.of(typed) if of.input == "reference" else typed, fault)

    def _shown_rows(self, of: Field, names: _Names) -> tuple[tuple[Shown, ...], ...]:
        filled = self.rows(of)
        blank = (_BLANK_ROWS + (self.more == of.name)) if len(filled) < MOST_ROWS else 0
        after = max(filled, default=-1) + 1
        return tuple(
            tuple(self._shown(each, f"{of.name}-{number}-{each.name}", names) for each in of.fields)
            for number in (*filled, *range(after, after + blank))
        )


class _Names:
    """What the objects that a form refers to are called, read at once for all of them."""

    def __init__(self, form: Form, within: Collection[int] | None) -> None:
        ids = {int(each[1:]) for texts in form.typed.values() for each in texts if _BARE.fullmatch(each)}
        seen = ids if within is None else ids.intersection(within)
        found = called(seen, form.sight.on, form.sight.known, within)
        self._names = {f"#{each.id}": f"#{each.id} {each.name}" for each in found.values() if each.name}

    def of(self, text: str) -> str:
        """The reference with the name of its object; as it was typed where it is no bare number."""
        return self._names.get(text, text)


_BARE = re.compile(r"#\d{1,15}")


def form_for(
    slug: str,
    on: date,
    known: datetime | None = None,
    initial: Initial | None = None,
    made: Mapping[int, Kind] | None = None,
) -> Form:
    """A form by its name in OFFERS, at a moment, with values to begin with.

    `made`: kinds of what earlier changes of the same plan make, which this one may refer to (see `kinds_made`).
    Raises KeyError for an unknown name.
    """
    return sent_form(slug, Sight(on, known, made or {}), as_typed(slug, initial or {}))


def sent_form(slug: str, sight: Sight, typed: Typed) -> Form:
    """A form as a browser sent it. Raises KeyError for an unknown name."""
    return Form(OFFERS[slug], sight, typed)


def as_typed(slug: str, initial: Initial) -> Typed:
    """Values as a browser would send them."""
    inputs = {each.name: each for each in asked(slug)}
    for each in list(inputs.values()):
        inputs |= {f"{each.name}-{inner.name}": inner for inner in each.fields}
    typed: dict[str, list[str]] = {}
    for name, value in initial.items():
        of = inputs.get(re.sub(r"-\d+-", "-", name))
        values = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
        typed[name] = [_written(of, each) for each in values if each is not None]
    return typed


def _written(of: Field | None, value: object) -> str:
    if isinstance(value, bool):
        return YES_NO[0][0] if value else YES_NO[1][0]
    refers = of is not None and of.input in ("reference", "references")
    return f"#{value}" if refers and isinstance(value, int) else str(value)
