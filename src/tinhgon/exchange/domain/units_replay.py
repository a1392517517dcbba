"""The units in force while a history is read: what a step may say of them, and what it makes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from tinhgon.errors import Text
from tinhgon.exchange.domain.broken_file import Fault
from tinhgon.exchange.domain.units_history import (
    Created,
    Ended,
    Moved,
    Renamed,
    Step,
    UnitChange,
    UnitLevel,
    nfc,
)
from tinhgon.temporal import Period

LEVELS: tuple[UnitLevel, ...] = ("province", "district", "commune")

Key = tuple[UnitLevel, str]
"""Level and code: what the file calls a unit by. Over time one key may name several units."""

ABOVE: Mapping[UnitLevel, UnitLevel] = {"district": "province", "commune": "district"}
"""The level a unit's parent has; a province has none."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it stands on a day; `parent` is the code of the unit above."""

    level: UnitLevel
    code: str
    name: str
    parent: str | None

    @property
    def key(self) -> Key:
        """Level and code."""
        return self.level, self.code

    @property
    def above(self) -> Key | None:
        """Level and code of the parent."""
        level = ABOVE.get(self.level)
        return None if level is None or self.parent is None else (level, self.parent)


Units = dict[Key, Unit]


def key_of(change: UnitChange) -> Key:
    """The unit a change speaks of."""
    return change.level, change.code


def apply(units: Mapping[Key, Unit], step: Step) -> Units:
    """The units after a step without faults."""
    after = dict(units)
    for ended in step.ended:
        del after[key_of(ended)]
    for created in step.created:
        after[key_of(created)] = Unit(created.level, created.code, nfc(created.name), created.parent)
    for renamed in step.renamed:
        after[key_of(renamed)] = replace(after[key_of(renamed)], name=nfc(renamed.new))
    for moved in step.moved:
        after[key_of(moved)] = replace(after[key_of(moved)], parent=moved.new)
    return after


def faults(units: Mapping[Key, Unit], step: Step, last: date | None) -> list[Fault]:
    """Everything a step says that the units in force before it contradict.

    `last` is the date of the step before.
    """
    found: list[Fault] = []
    if last is not None and last in Period.since(step.date):
        found.append(
            Fault(
                "$.date",
                Text(
                    f"ngày {step.date} không sau ngày {last} của bước trước",
                    f"the date {step.date} is not after {last}, the date of the step before",
                ),
                Text(
                    "Xếp các bước theo ngày tăng dần, mỗi ngày một dòng.",
                    "Put the steps in ascending order, one line per date.",
                ),
            )
        )
    for path, change in _with_paths(step):
        found.extend(_against_record(units, path, change))
    found.extend(_said_twice(step))
    if not found:
        found.extend(_against_tree(units, step))
    return found


def _with_paths(step: Step) -> Iterator[tuple[str, UnitChange]]:
    for field in ("created", "ended", "renamed", "moved"):
        for index, change in enumerate(getattr(step, field)):
            yield f"$.{field}[{index}]", change


def _against_record(units: Mapping[Key, Unit], path: str, change: UnitChange) -> Iterator[Fault]:
    """Faults of one change against the unit as it is recorded before the step."""
    unit = units.get(key_of(change))
    if isinstance(change, Created):
        if unit is not None:
            yield _fault(
                f"{path}.code",
                f"{change.level} {change.code} đang tồn tại với tên “{unit.name}”",
                f"{change.level} {change.code} is already in force as “{unit.name}”",
                "Chấm dứt đơn vị cũ ở bước trước, hoặc ghi là renamed/moved.",
                "End the older unit in an earlier step, or write renamed/moved.",
            )
    elif unit is None:
        yield _fault(
            f"{path}.code",
            f"{change.level} {change.code} không tồn tại trước ngày này",
            f"{change.level} {change.code} is not in force before this date",
            "Kiểm tra mã; đơn vị phải được tạo ở bước trước.",
            "Check the code; the unit must be created in an earlier step.",
        )
    elif isinstance(change, Ended):
        yield from _must_equal(f"{path}.name", unit.name, nfc(change.name))
        yield from _must_equal(f"{path}.parent", unit.parent, change.parent)
    elif isinstance(change, Renamed):
        yield from _must_equal(f"{path}.old", unit.name, nfc(change.old))
        yield from _must_differ(f"{path}.new", nfc(change.old), nfc(change.new))
    else:
        yield from _must_equal(f"{path}.old", unit.parent, change.old)
        yield from _must_differ(f"{path}.new", change.old, change.new)


def _must_equal(path: str, recorded: str | None, given: str | None) -> Iterator[Fault]:
    if recorded != given:
        yield _fault(
            path,
            f"ghi “{given}” nhưng hồ sơ đang là “{recorded}”",
            f"it says “{given}”, but the record has “{recorded}”",
            "Sửa cho khớp các bước trước, hoặc bổ sung bước còn thiếu.",
            "Make it agree with the steps before, or add the step that is missing.",
        )


def _must_differ(path: str, old: str, new: str) -> Iterator[Fault]:
    if old == new:
        yield _fault(
            path,
            f"mới và cũ đều là “{new}”",
            f"old and new are both “{new}”",
            "Bỏ mục này.",
            "Leave this entry out.",
        )


def _said_twice(step: Step) -> Iterator[Fault]:
    """A unit may be renamed and moved in one step; nothing else may be said of it twice.

    A code that ended and was created on one date would leave open whether it is one unit or two.
    """
    lives = Counter([*map(key_of, step.created), *map(key_of, step.ended)])
    renames = Counter(map(key_of, step.renamed))
    moves = Counter(map(key_of, step.moved))
    for path, change in _with_paths(step):
        key = key_of(change)
        once = lives[key] + max(renames[key], moves[key])
        if once > 1:
            yield _fault(
                f"{path}.code",
                f"{change.level} {change.code} bị nhắc nhiều lần trong một bước",
                f"one step speaks of {change.level} {change.code} more than once",
                "Giữ một mục cho mỗi đơn vị, hoặc tách thành hai ngày.",
                "Keep one entry for the unit, or use two dates.",
            )


def _against_tree(units: Mapping[Key, Unit], step: Step) -> Iterator[Fault]:
    """Faults of the tree as it stands after the step: parents missing, of a wrong level, or ended."""
    after = apply(units, step)
    for path, change in _with_paths(step):
        if isinstance(change, Created):
            yield from _parent_faults(after, f"{path}.parent", change.level, change.parent)
        elif isinstance(change, Moved):
            yield from _parent_faults(after, f"{path}.new", change.level, change.new)
    left = {key_of(each): f"$.ended[{index}].code" for index, each in enumerate(step.ended) if each.level != "commune"}
    if left:
        for unit in after.values():
            if unit.above in left and unit.above not in after:
                yield _fault(
                    left[unit.above],
                    f"chấm dứt nhưng {unit.level} {unit.code} “{unit.name}” vẫn trực thuộc",
                    f"it ends while {unit.level} {unit.code} “{unit.name}” still belongs to it",
                    "Chuyển hoặc chấm dứt đơn vị trực thuộc trong cùng bước.",
                    "Move or end what belongs to it in the same step.",
                )


def _parent_faults(after: Mapping[Key, Unit], path: str, level: UnitLevel, parent: str | None) -> Iterator[Fault]:
    above = ABOVE.get(level)
    if above is None:
        if parent is not None:
            yield _fault(
                path,
                "cấp tỉnh không trực thuộc đơn vị nào",
                "a province has no parent",
                "Ghi null.",
                "Write null.",
            )
    elif parent is None:
        yield _fault(
            path,
            f"{level} phải có cấp trên",
            f"a {level} needs a parent",
            f"Ghi mã {above}.",
            f"Give a {above} code.",
        )
    elif (above, parent) not in after:
        elsewhere = [other for other in LEVELS if (other, parent) in after]
        yield _fault(
            path,
            f"{parent} là {elsewhere[0]}, không phải {above}"
            if elsewhere
            else f"{above} {parent} không tồn tại sau bước này",
            f"{parent} is a {elsewhere[0]}, not a {above}"
            if elsewhere
            else f"{above} {parent} is not in force after this step",
            f"Ghi mã một {above} đang tồn tại.",
            f"Give the code of a {above} in force.",
        )


def _fault(path: str, vi: str, en: str, mend_vi: str, mend_en: str) -> Fault:
    return Fault(path, Text(vi, en), Text(mend_vi, mend_en))
