"""What a plan's steps are in words: objects called as the plan lays them, without asking the database again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from tinhgon.errors import Text
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.domain.records import Record, Register
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.selectors.labels import Label
from tinhgon.registry.selectors.wording import in_words


class Called(Mapping[int, Label]):
    """Labels of objects as they are on the eve of a day, or first called after it; people by number only."""

    def __init__(self, register: Register, on: date) -> None:
        self._register, self._on = register, on
        self._found: dict[int, Label | None] = {}

    def __getitem__(self, object_id: int) -> Label:
        if object_id not in self._found:
            self._found[object_id] = self._label(object_id)
        found = self._found[object_id]
        if found is None:
            raise KeyError(object_id)
        return found

    def __iter__(self) -> Iterator[int]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def name(self, object_id: int) -> str:
        """What one object is called, or its number."""
        label = self.get(object_id)
        return f"#{object_id}" if label is None or label.name is None else label.name

    def _label(self, object_id: int) -> Label | None:
        record = self._register.before(object_id) or self._register.record(object_id)
        if record is None:
            return None
        return Label(object_id, record.kind, name=self._name(record))

    def _name(self, record: Record) -> str | None:
        match record.kind:
            case Kind.POST:
                home = _stated(record, "organization", self._on)
                title = _stated(record, "title", self._on)
                return f"{title}, {self.name(int(home))}" if home else str(title)
            case Kind.AREA | Kind.ORGANIZATION:
                return str(_stated(record, "name", self._on))
            case Kind.MEMBERSHIP:
                post = _stated(record, "post", self._on)
                return None if post is None else self.name(int(post))
        return None


def _stated(record: Record, attribute: str, on: date) -> str | int | bool | None:
    """An attribute's value on a day, or the one that was stated last."""
    stated = record.stated(attribute)
    found = stated.at(on) or (stated.segments[-1].value if stated else None)
    return None if found is None else found.value


def sentence(change: Change, register: Register, on: date, called: Called | None = None) -> Text:
    """A change as a sentence."""
    names = called or Called(register, on)
    register.load(mentioned(change))
    return in_words(change, names, {})
