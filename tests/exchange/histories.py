"""Small random histories of units, and the simplest reading of the changes planned from them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import msgspec
from hypothesis import strategies as st

from tinhgon.exchange.domain.units_history import Created, Ended, Moved, Renamed, Step, UnitLevel
from tinhgon.exchange.domain.units_plan import PlannedDecision, SkippedStep, plan
from tinhgon.exchange.domain.units_replay import ABOVE, LEVELS
from tinhgon.registry.domain.changes import Convert, Dissolve, Found, Rename, Reparent

Row = tuple[str, str, str, str | None]
"""Level, code, name and the parent's code of one unit."""

WIDTH = {"province": 2, "district": 3, "commune": 5}
TYPE_NAMES = {
    "province": ("Tỉnh", "Thành phố"),
    "district": ("Huyện", "Quận", "Thị xã", "Thành phố"),
    "commune": ("Xã", "Phường", "Thị trấn", "Thị Trấn"),
}
PLACES = ("Hoà Bình", "Tân An", "Tân An Đông", "Đắk Mil", "Ea H'Leo", "1", "Bà Rịa - Vũng Tàu")
VERBS = ("thành lập", "đổi tên", "mở rộng", "điều chỉnh địa giới hành chính", "để thành lập")


def step(
    on: str,
    *changes: Created | Ended | Renamed | Moved,
    decisions: tuple[str, ...] = ("1/NQ-CP",),
    note: str = "",
) -> Step:
    """A step with these changes."""

    def of(kind: type) -> tuple:  # type: ignore[type-arg]  # test helper
        return tuple(each for each in changes if isinstance(each, kind))

    return Step(date.fromisoformat(on), decisions, note, of(Created), of(Ended), of(Renamed), of(Moved))


def line_of(each: Step) -> bytes:
    """A step as the line of a file."""
    return msgspec.json.encode(each) + b"\n"


def planned(steps: list[Step]) -> list[PlannedDecision | SkippedStep]:
    """The whole plan of some steps, with ids from 1."""
    ids = count(1)
    return list(plan(steps, lambda: next(ids)))


def decisions(steps: list[Step]) -> list[PlannedDecision]:
    """The decisions of a plan."""
    return [each for each in planned(steps) if isinstance(each, PlannedDecision)]


@st.composite
def names(draw: st.DrawFn, level: UnitLevel) -> str:
    kind = draw(st.sampled_from(TYPE_NAMES[level]))
    return f"{kind} {draw(st.sampled_from(PLACES))}"


@st.composite
def notes(draw: st.DrawFn, units: dict[tuple[str, str], tuple[str, str | None]]) -> tuple[tuple[str, ...], str]:
    """Numbers and a note in the manner of the real ones, naming units at random."""
    named = sorted({name for name, _ in units.values()}) or ["huyện Tân An"]
    numbers = draw(st.lists(st.integers(1, 99), min_size=1, max_size=3))
    clauses = []
    for number in numbers:
        verb = draw(st.sampled_from(VERBS))
        places = draw(st.lists(st.sampled_from(named), min_size=1, max_size=3))
        clauses.append(f"{number}/NQ-CP: {verb} {', '.join(places)};")
    return tuple(f"{number}/NQ-CP" for number in numbers), " ".join(clauses)


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """A valid history of one to six steps; codes may come back, units may lose all they held."""
    units: dict[tuple[str, str], tuple[str, str | None]] = {}
    on = date(2004, 8, 31)
    steps = []
    for _ in range(draw(st.integers(1, 6))):
        touched: set[tuple[str, str]] = set()
        changes: list[Created | Ended | Renamed | Moved] = []
        for _ in range(draw(st.integers(0, 8))):
            change = _change(draw, units, touched)
            if change is not None:
                changes.append(change)
        numbers, note = draw(notes(units))
        steps.append(step(on.isoformat(), *changes, decisions=numbers, note=note))
        on += timedelta(days=draw(st.integers(1, 400)))
    return steps


def _change(
    draw: st.DrawFn,
    units: dict[tuple[str, str], tuple[str, str | None]],
    touched: set[tuple[str, str]],
) -> Created | Ended | Renamed | Moved | None:
    """One more change of a step; `units` follows, `touched` are the units the step spoke of."""
    kind = draw(st.sampled_from(("create", "create", "create", "end", "rename", "move")))
    level: UnitLevel = draw(st.sampled_from(LEVELS))
    parents = sorted(code for each, code in units if each == ABOVE.get(level))
    if kind == "create":
        code = str(draw(st.integers(1, 9))).zfill(WIDTH[level])
        if (level, code) in units or (level, code) in touched or (level != "province" and not parents):
            return None
        parent = None if level == "province" else draw(st.sampled_from(parents))
        touched.add((level, code))
        units[level, code] = (draw(names(level)), parent)
        return Created(level, code, *units[level, code])
    free = sorted(key for key in units if key[0] == level and key not in touched)
    if not free:
        return None
    key = draw(st.sampled_from(free))
    name, parent = units[key]
    if kind == "rename":
        new = draw(names(level))
        if new == name:
            return None
        touched.add(key)
        units[key] = (new, parent)
        return Renamed(level, key[1], name, new)
    if kind == "move":
        others = [each for each in parents if each != parent]
        if level == "province" or parent is None or not others:
            return None
        touched.add(key)
        new = draw(st.sampled_from(others))
        units[key] = (name, new)
        return Moved(level, key[1], parent, new)
    if any(ABOVE.get(below) == level and above == key[1] for (below, _), (_, above) in units.items()):
        return None
    touched.add(key)
    del units[key]
    return Ended(level, key[1], name, parent)


class Registry:
    """Units by object id, changed verb by verb; nothing is checked until a decision is whole."""

    def __init__(self) -> None:
        self.alive: dict[int, dict[str, object]] = {}
        self.known: set[int] = set()

    def enact(self, decision: PlannedDecision) -> None:
        """Apply a decision, then hold it to what any registry asks."""
        before = set(self.alive)
        founded: set[int] = set()
        for change in decision.document.changes:
            match change:
                case Found(object_id=new):
                    assert new not in self.known, "an id is given once"
                    founded.add(new)
                    self.known.add(new)
                    self.alive[new] = dict(change.attributes)
                    assert all(kin.object_id in before for kin in change.predecessors)
                case Rename():
                    self.alive[change.object_id]["name"] = change.name
                case Convert():
                    self.alive[change.object_id] |= change.attributes
                case Reparent():
                    self.alive[change.object_id]["parent"] = change.parent
                case Dissolve():
                    del self.alive[change.object_id]
        for change in decision.document.changes:
            if isinstance(change, Dissolve):
                assert all(kin.object_id in self.alive for kin in change.successors)
        for unit in self.alive.values():
            level = ABOVE.get(unit["level"])  # type: ignore[call-overload]
            if level is None:
                assert unit.get("parent") is None
            else:
                assert self.alive[unit["parent"]]["level"] == level  # type: ignore[index]
        codes = [(unit["level"], unit["code"]) for unit in self.alive.values()]
        assert len(codes) == len(set(codes))

    def rows(self) -> set[Row]:
        """The units in force, as a file speaks of them."""
        found = set()
        for unit in self.alive.values():
            parent = unit.get("parent")
            code = None if parent is None else str(self.alive[parent]["code"])  # type: ignore[index]
            found.add((str(unit["level"]), str(unit["code"]), str(unit["name"]), code))
        return found


def replayed(steps: list[Step]) -> set[Row]:
    """The units a history leaves, by the plainest reading of the file itself."""
    units: dict[tuple[str, str], tuple[str, str | None]] = {}
    for each in steps:
        for ended in each.ended:
            del units[ended.level, ended.code]
        for created in each.created:
            units[created.level, created.code] = (created.name, created.parent)
        for renamed in each.renamed:
            units[renamed.level, renamed.code] = (renamed.new, units[renamed.level, renamed.code][1])
        for moved in each.moved:
            units[moved.level, moved.code] = (units[moved.level, moved.code][0], moved.new)
    return {(level, code, name, parent) for (level, code), (name, parent) in units.items()}
