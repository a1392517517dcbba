"""What the registry holds on the day a workbook takes effect, as an import asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type, Value


class Existing:
    """Objects alive on the effective date, found by number, by code, or by what makes them one of a kind.

    `personal` gives what digests stand for.
    """

    def __init__(self, snapshot: Snapshot, personal: Mapping[str, str] | None = None) -> None:
        self.snapshot = snapshot
        self.personal = personal or {}
        self._places = {
            kind: dict(zip(frame["id"].to_list(), range(frame.height), strict=True))
            for kind, frame in snapshot.frames.items()
        }
        self._codes: dict[Kind, dict[str, list[tuple[str, int]]]] = {}
        for kind, level in ((Kind.AREA, "level"), (Kind.ORGANIZATION, "tier")):
            found: dict[str, list[tuple[str, int]]] = defaultdict(list)
            frame = snapshot[kind]
            for code, its, object_id in frame.select("code", level, "id").iter_rows():
                if code is not None:
                    found[code].append((its, object_id))
            self._codes[kind] = found
        self._memberships = _index(snapshot, Kind.MEMBERSHIP, ("person_id", "post_id"))
        self._quotas = _index(snapshot, Kind.QUOTA, ("organization_id", "establishment_class", "funding"))

    def has(self, kind: Kind, object_id: int) -> bool:
        """Whether there is such an object on the day."""
        return object_id in self._places[kind]

    def coded(self, kind: Kind, code: str, level: str | None = None) -> list[int]:
        """Ids of the areas or organizations that bear a code, at a level or at any."""
        found = self._codes.get(kind, {}).get(code, [])
        return [object_id for its, object_id in found if level in (None, its)]

    def membership(self, person: int, post: int) -> int | None:
        """The membership by which a person holds a post."""
        return self._memberships.get((person, post))

    def quota(self, organization: int, establishment_class: str, funding: str) -> int | None:
        """The quota of an organization for one class and funding source."""
        return self._quotas.get((organization, establishment_class, funding))

    def values(self, kind: Kind, object_id: int) -> dict[str, Value | None]:
        """All attributes of an object as changes carry them; personal ones in clear where they are given."""
        frame = self.snapshot[kind]
        cells = dict(zip(frame.columns, frame.row(self._places[kind][object_id]), strict=True))
        return {each.name: self._plain(each.type, cells[each.column]) for each in ATTRIBUTES[kind].values()}

    def _plain(self, its: Type, cell: object) -> Value | None:
        if cell is None:
            return None
        if its is Type.PERSONAL:
            return self.personal.get(str(cell))
        return plain_cell(cell)


def plain_cell(cell: object) -> Value:
    """A frame's cell as changes carry it: dates and decimals are text."""
    if isinstance(cell, Decimal):
        return format(cell.normalize(), "f")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool | int):
        return cell
    return str(cell)


def _index(snapshot: Snapshot, kind: Kind, columns: Iterable[str]) -> dict[tuple[object, ...], int]:
    frame = snapshot[kind].select(*columns, "id")
    return {row[:-1]: row[-1] for row in frame.iter_rows()}
