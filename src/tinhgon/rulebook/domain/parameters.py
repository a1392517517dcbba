"""Parameters: dated law as data, each version with its citation, and the rulebook that answers for a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, TypeVar

from tinhgon.errors import Text
from tinhgon.rulebook.domain.faults import NotInForce
from tinhgon.rulebook.domain.values import Band, Test, Unit, Value
from tinhgon.temporal import Period

Verified = bool | Literal["partial"]
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Citation:
    """What a value rests on: the instrument (empty where it is a practice that only `source` tells of), the
    place in it, where it was read, and whether that was checked against the text."""

    instrument: Text
    article: Text
    source: Text
    verified: Verified
    note: Text


@dataclass(frozen=True, slots=True)
class Parameter:
    """One version of one parameter: its value during `validity`. Numbers are exact fractions."""

    id: str
    label: Text
    value: Value
    unit: Unit
    validity: Period
    citation: Citation

    @property
    def number(self) -> Fraction:
        """The value as a number. Raises TypeError for a structured value."""
        if not isinstance(self.value, Fraction):
            raise TypeError(f"{self.id} is no number but {self.unit}")
        return self.value

    @property
    def bands(self) -> tuple[Band, ...]:
        """The value as bands, smallest first. Raises TypeError for any other value."""
        return self._rows(Band)

    @property
    def tests(self) -> tuple[Test, ...]:
        """The value as tests. Raises TypeError for any other value."""
        return self._rows(Test)

    def _rows(self, kind: type[V]) -> tuple[V, ...]:
        rows = self.value if isinstance(self.value, tuple) else ()
        fitting = tuple(each for each in rows if isinstance(each, kind))
        if not fitting:
            raise TypeError(f"{self.id} is {self.unit}")
        return fitting


class Rulebook:
    """All parameters; answers for one id and one day. Versions of one id share no day."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        versions: dict[str, list[Parameter]] = defaultdict(list)
        for parameter in parameters:
            versions[parameter.id].append(parameter)
        self._versions: Mapping[str, tuple[Parameter, ...]] = {
            key: tuple(sorted(versions[key], key=lambda each: each.validity.lower)) for key in sorted(versions)
        }

    def __iter__(self) -> Iterator[Parameter]:
        for each in self._versions.values():
            yield from each

    def value(self, id: str, on: date) -> Parameter:
        """The version in force on a day. Raises NotInForce naming the validity periods there are."""
        found = self.find(id, on)
        if found is not None:
            return found
        if id not in self._versions:
            raise NotInForce(
                Text(f"Bộ quy tắc không có tham số `{id}`", f"The rulebook has no parameter `{id}`"),
                where=id,
                mend=Text("Kiểm tra mã tham số", "Check the parameter's id"),
            )
        periods = ", ".join(str(each.validity) for each in self._versions[id])
        raise NotInForce(
            Text(f"Tham số `{id}` không có hiệu lực ngày {on}", f"Parameter `{id}` is not in force on {on}"),
            where=id,
            why=Text(f"Các thời hạn hiệu lực: {periods}", f"Its validity periods: {periods}"),
            mend=Text("Chọn một ngày trong các thời hạn đó", "Choose a day in one of these periods"),
        )

    def find(self, id: str, on: date) -> Parameter | None:
        """The version in force on a day, or None."""
        return next((each for each in self._versions.get(id, ()) if on in each.validity), None)

    def in_force(self, on: date, unit: Unit | None = None, prefix: str = "") -> list[Parameter]:
        """All versions in force on a day, by id; of one unit, or whose ids begin with `prefix`."""
        return [
            each
            for each in self
            if (unit is None or each.unit is unit) and each.id.startswith(prefix) and on in each.validity
        ]
