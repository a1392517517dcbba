"""What a paper calls things: full names that tell bodies apart, as administrative Vietnamese says them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from tinhgon.registry.domain.records import Record, Register
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.codes import UNMANAGED

_UNIT_WORDS = ("Tỉnh", "Thành phố", "Huyện", "Quận", "Thị xã", "Thị trấn", "Xã", "Phường", "Đặc khu", "Thôn", "Bản",
               "Khu phố", "Khu", "Tổ dân phố")  # fmt: skip

Row = Mapping[str, Any]


def inside(name: str) -> str:
    """A name as it stands within a sentence: a common noun at its beginning in small letters."""
    if any(name.startswith(f"{word} ") for word in _UNIT_WORDS):
        return name[:1].lower() + name[1:]
    return name


@dataclass(frozen=True, eq=False)
class Called:
    """Names of objects as they are without the plan, else with it, else as the plan lays them.

    `people` are the names of people by id; who is not among them goes by number.
    """

    before: Apparatus
    after: Apparatus
    register: Register
    people: Mapping[int, str]
    on: date

    def name(self, object_id: int) -> str:
        """The full name of an object."""
        for kind, said in ((Kind.ORGANIZATION, self._body), (Kind.AREA, self._area), (Kind.POST, self._post)):
            row = self._row(kind, object_id)
            if row is not None:
                return said(row)
        held = self.held(object_id)
        if held is not None:
            return f"{self.person(held[0])}, {self.name(held[1])}"
        record = self._record(object_id)
        if record is None:
            return f"#{object_id}"
        return self.person(object_id) if record.kind is Kind.PERSON else self._recorded(record)

    def made(self, object_id: int, name: str) -> str:
        """The full name of an object under the name it is given by what makes it."""
        for kind, said, column in (
            (Kind.ORGANIZATION, self._body, "name"),
            (Kind.AREA, self._area, "name"),
            (Kind.POST, self._post, "title"),
        ):
            row = self._row(kind, object_id)
            if row is not None:
                return said({**row, column: name})
        return name

    def bare(self, object_id: int) -> str:
        """A body's name or a post's title alone."""
        for kind, column in ((Kind.ORGANIZATION, "name"), (Kind.POST, "title"), (Kind.AREA, "name")):
            row = self._row(kind, object_id)
            if row is not None:
                return str(row[column])
        return self.name(object_id)

    def person(self, object_id: int) -> str:
        """A person by name, or by number."""
        return self.people.get(object_id, f"người số {object_id}")

    def held(self, membership: int) -> tuple[int, int] | None:
        """Person and post of a membership."""
        row = self._row(Kind.MEMBERSHIP, membership)
        if row is not None:
            return int(row["person_id"]), int(row["post_id"])
        record = self._record(membership)
        if record is None or record.kind is not Kind.MEMBERSHIP:
            return None
        person, post = (_stated(record, each, self.on) for each in ("person", "post"))
        return None if person is None or post is None else (int(person), int(post))

    def kind(self, object_id: int) -> Kind | None:
        """What kind an object is of."""
        for kind in (Kind.ORGANIZATION, Kind.AREA, Kind.POST, Kind.MEMBERSHIP):
            if self._row(kind, object_id) is not None:
                return kind
        record = self._record(object_id)
        return None if record is None else record.kind

    def on_side(self, object_id: int, kind: Kind, planned: bool) -> str:
        """The full name of a body or area without the plan, or with it (`planned`)."""
        rows = self._rows[planned][kind]
        row = rows.get(object_id)
        if row is None:
            return self.name(object_id)
        return self._area(row) if kind is Kind.AREA else self._body(row, rows)

    def post_on_side(self, title: str, organization: int, planned: bool) -> str:
        """A post by its title and body without the plan, or with it (`planned`)."""
        row = self._rows[planned][Kind.ORGANIZATION].get(organization)
        bare = self.bare(organization) if row is None else str(row["name"])
        return _held_in(title, bare, self.on_side(organization, Kind.ORGANIZATION, planned))

    # --- within ---------------------------------------------------------------------------------

    @cached_property
    def _rows(self) -> tuple[dict[Kind, dict[int, Row]], dict[Kind, dict[int, Row]]]:
        return _by_id(self.before), _by_id(self.after)

    @cached_property
    def _twice(self) -> frozenset[str]:
        """Names that several areas bear."""
        names = Counter(row["name"] for row in self._rows[0][Kind.AREA].values())
        return frozenset(name for name, times in names.items() if times > 1)

    def _row(self, kind: Kind, object_id: int) -> Row | None:
        return self._rows[0][kind].get(object_id) or self._rows[1][kind].get(object_id)

    def _area(self, row: Row) -> str:
        name = str(row["name"])
        if name not in self._twice or row["parent_id"] is None:
            return name
        above = self._row(Kind.AREA, int(row["parent_id"]))
        return name if above is None else f"{name}, {inside(str(above['name']))}"

    def _body(self, row: Row, rows: Mapping[int, Row] | None = None) -> str:
        """A body with what it is part of: an organ, else the unit it serves, unless its name says so already."""
        name, parent = str(row["name"]), row["parent_id"]
        above = None if parent is None else ((rows or {}).get(parent) or self._row(Kind.ORGANIZATION, int(parent)))
        if above is not None and above["form"] not in UNMANAGED and str(above["name"]) not in name:
            return f"{name} thuộc {self._body(above, rows)}"
        unit = None if row["unit_id"] is None else self._row(Kind.AREA, int(row["unit_id"]))
        return name if unit is None else _within(name, self._area(unit))

    def _post(self, row: Row) -> str:
        home = int(row["organization_id"])
        return _held_in(str(row["title"]), self.bare(home), self.name(home))

    def _record(self, object_id: int) -> Record | None:
        return self.register.before(object_id) or self.register.record(object_id)

    def _recorded(self, record: Record) -> str:
        """What lives only between two phases, as the plan lays it."""
        name = _stated(record, "title" if record.kind is Kind.POST else "name", self.on)
        home = _stated(record, "organization", self.on) if record.kind is Kind.POST else None
        return str(name) if home is None else f"{name} {self.name(int(home))}"


def _held_in(title: str, bare: str, full: str) -> str:
    """A title with its body, whose own name is left out where the title says it: "Giám đốc Sở Y tế tỉnh A"."""
    return f"{title}{full.removeprefix(bare)}" if title.endswith(bare) else f"{title} {inside(full)}"


def _within(name: str, unit: str) -> str:
    """A body's name with its unit, unless it says it: "Phòng Nội vụ huyện A", "Văn phòng Tỉnh ủy B"."""
    kind = next((word for word in _UNIT_WORDS if unit.startswith(f"{word} ")), "")
    proper = unit.removeprefix(kind).strip()
    if proper.partition(",")[0].lower() in name.lower():
        return name
    last = name.split()[-1].lower()
    if last == "ủy" or (kind and name.lower().endswith(f" {kind.lower()}")):
        return f"{name} {proper}"
    return f"{name} {inside(unit)}"


def _stated(record: Record, attribute: str, on: date) -> Any:
    """An attribute's value on a day, or the one stated last."""
    stated = record.stated(attribute)
    found = stated.at(on) or (stated.segments[-1].value if stated else None)
    return None if found is None else found.value


def _by_id(apparatus: Apparatus) -> dict[Kind, dict[int, Row]]:
    frames = {
        Kind.ORGANIZATION: apparatus.organizations.select("id", "name", "parent_id", "unit_id", "form"),
        Kind.AREA: apparatus.areas.select("id", "name", "parent_id"),
        Kind.POST: apparatus.snapshot[Kind.POST].select("id", "title", "organization_id"),
        Kind.MEMBERSHIP: apparatus.snapshot[Kind.MEMBERSHIP].select("id", "person_id", "post_id"),
    }
    return {kind: rows_by_id(frame) for kind, frame in frames.items()}


def rows_by_id(frame: pl.DataFrame) -> dict[int, Row]:
    """The rows of a frame by their id."""
    return {row["id"]: row for row in frame.iter_rows(named=True)}
