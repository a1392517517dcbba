"""The apparatus as one tree: areas, the bodies of each, the bodies below those, and who staffs them.

A body stands under its parent where both serve the same area (or one names none), otherwise under the area
it serves; so a district's party committee is found in its district, and each body in one place only. With
`across` the lines of subordination alone are followed, whatever area a body serves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection

from tinhgon.frame.domain.letters import alphabetical
from tinhgon.registry.domain.vocabulary import SECTORS, Kind
from tinhgon.registry.selectors.people import names
from tinhgon.registry.store import TABLES
from tinhgon.temporal.sql import happened, holds, known_at

_AREAS, _BODIES = TABLES[Kind.AREA], TABLES[Kind.ORGANIZATION]
_POSTS, _MEMBERSHIPS = TABLES[Kind.POST], TABLES[Kind.MEMBERSHIP]


@dataclass(frozen=True, slots=True)
class Staffing:
    """Posts of one body with their seats and those taken; how many posts are a head's, or unified with another.

    `head` is the person in the first post of a head, `head_concurrent` whether the pay sits elsewhere.
    """

    posts: int = 0
    seats: int = 0
    taken: int = 0
    heads: int = 0
    unified: int = 0
    head: int | None = None
    head_name: str | None = None
    head_concurrent: bool = False

    @property
    def free(self) -> int:
        """Seats that nobody holds."""
        return self.seats - self.taken

    @property
    def headless(self) -> bool:
        """Whether there is a post of a head and nobody holds it."""
        return self.heads > 0 and self.head is None


@dataclass(frozen=True, slots=True)
class Node:
    """An area or a body in the tree. `level` is a body's tier, `form` an area's type.

    `apart` says that a body serves another area than its parent. `above` is the node it stands under, `below`
    how many stand under it; `merged_from` counts the bodies that passed wholly into it.
    """

    id: int
    kind: Kind
    name: str
    code: str | None
    level: str
    form: str | None
    sector: str | None
    area_id: int | None
    area: str | None
    apart: bool
    above: int | None = None
    below: int = 0
    merged_from: int = 0
    staffing: Staffing = Staffing()


@dataclass(frozen=True, slots=True)
class Tree:
    """How the tree is read: on which day, as known when, and whether by lines of subordination alone."""

    on: date
    known: datetime | None = None
    across: bool = False

    def tops(self) -> list[Node]:
        """What stands under nothing: provinces, and bodies without a parent that serve no area."""
        query = " UNION ALL ".join(
            f"SELECT NULL::bigint, s.object_id FROM {table} s WHERE {condition} AND {holds('s', self.known)}"
            for table, condition in (
                (_AREAS, "s.parent_id IS NULL"),
                (_BODIES, "s.parent_id IS NULL AND s.area_id IS NULL"),
            )
        )
        return self._nodes(dict.fromkeys(each for _, each in self._rows(query)))

    def below(self, ids: Iterable[int]) -> list[Node]:
        """What stands directly under these areas and bodies, in the order in which it is shown."""
        return self._nodes({each: above for above, each in self._rows(self._links(), ids=list(ids))})

    def chain(self, object_id: int) -> list[int]:
        """What an area or body stands under, highest first, itself last."""
        same = "" if self.across else " AND (o.area_id = p.area_id) IS NOT FALSE"
        step = (
            f"SELECT a.parent_id AS above FROM {_AREAS} a WHERE a.object_id = up.id AND {holds('a', self.known)}"
            f" UNION ALL SELECT CASE WHEN p.object_id IS NOT NULL{same} THEN p.object_id ELSE o.area_id END"
            f" FROM {_BODIES} o LEFT JOIN {_BODIES} p ON p.object_id = o.parent_id AND {holds('p', self.known)}"
            f" WHERE o.object_id = up.id AND {holds('o', self.known)}"
        )
        rows = self._rows(
            "WITH RECURSIVE up(id, step) AS (SELECT %(id)s::bigint, 0 UNION ALL"
            f" SELECT l.above, up.step + 1 FROM up CROSS JOIN LATERAL ({step}) l WHERE l.above IS NOT NULL)"
            " SELECT id FROM up ORDER BY step DESC",
            id=object_id,
        )
        return [each for (each,) in rows]

    def nodes(self, ids: Iterable[int]) -> list[Node]:
        """These areas and bodies themselves, without what they stand under."""
        return self._nodes(dict.fromkeys(ids))

    def _links(self) -> str:
        """What stands under each of the parameter `ids`: rows of above and below."""
        same = "" if self.across else " AND (c.area_id = p.area_id) IS NOT FALSE"
        return (
            f"SELECT a.parent_id AS above, a.object_id AS id FROM {_chosen(_AREAS, 'parent_id')} a"
            f" WHERE {holds('a', self.known)}"
            f" UNION ALL SELECT o.area_id, o.object_id FROM {_chosen(_BODIES, 'area_id')} o"
            f" LEFT JOIN {_BODIES} p ON p.object_id = o.parent_id AND {holds('p', self.known)}"
            f" WHERE {holds('o', self.known)} AND (o.parent_id IS NULL OR p.area_id <> o.area_id)"
            f" UNION ALL SELECT c.parent_id, c.object_id FROM {_chosen(_BODIES, 'parent_id')} c"
            f" JOIN {_BODIES} p ON p.object_id = c.parent_id AND {holds('p', self.known)}"
            f" WHERE {holds('c', self.known)}{same}"
        )

    def _nodes(self, above: dict[int, int | None]) -> list[Node]:
        if not above:
            return []
        ids = list(above)
        area = f"SELECT s.object_id, '{Kind.AREA}', s.name, s.code, s.level, s.type, NULL, s.object_id, s.name, FALSE"
        body = (
            f"SELECT s.object_id, '{Kind.ORGANIZATION}', s.name, s.code, s.tier, s.form, s.sector, s.area_id, a.name,"
            " s.area_id IS NOT NULL AND p.area_id IS DISTINCT FROM s.area_id"
        )
        rows = self._rows(
            f"{area} FROM {_chosen(_AREAS, 'object_id')} s WHERE {holds('s', self.known)} UNION ALL"
            f" {body} FROM {_chosen(_BODIES, 'object_id')} s LEFT JOIN {_AREAS} a ON a.object_id = s.area_id"
            f" AND {holds('a', self.known)} LEFT JOIN {_BODIES} p ON p.object_id = s.parent_id"
            f" AND {holds('p', self.known)} WHERE {holds('s', self.known)}",
            ids=ids,
        )
        counts = dict(self._rows(f"SELECT l.above, count(*) FROM ({self._links()}) l GROUP BY 1", ids=ids))
        bodies = [row[0] for row in rows if row[1] == Kind.ORGANIZATION]
        merged, staffed = self._merged(bodies), staffing(bodies, self.on, self.known)
        found = [
            replace(
                Node(row[0], Kind(row[1]), *row[2:]),
                above=above[row[0]],
                below=counts.get(row[0], 0),
                merged_from=merged.get(row[0], 0),
                staffing=staffed.get(row[0], Staffing()),
            )
            for row in rows
        ]
        return sorted(found, key=_position)

    def _merged(self, ids: list[int]) -> dict[int, int]:
        """How many bodies passed wholly into each of these, where it was more than one."""
        query = (
            "SELECT l.successor_id, count(*) FROM registry_lineage l WHERE l.successor_id = ANY(%(ids)s)"
            f" AND l.extent = 'whole' AND {happened('l')} AND {known_at('l', self.known)}"
            " GROUP BY 1 HAVING count(*) > 1"
        )
        return dict(self._rows(query, ids=ids, after=date.min, until=self.on))

    def _rows(self, query: str, **parameters: object) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query, {"on": self.on, "known": self.known, **parameters})
            return list(cursor.fetchall())


def staffing(bodies: Iterable[int], on: date, known: datetime | None = None) -> dict[int, Staffing]:
    """How each of these bodies is staffed on a day; those without posts are absent."""
    counted = (
        "SELECT p.organization_id, count(*), sum(p.seats), sum(least(p.seats, p.holders)),"
        " count(*) FILTER (WHERE p.headship = 'head'), count(*) FILTER (WHERE p.unified) FROM ("
        "SELECT s.organization_id, s.headship, coalesce(s.seats, 1) AS seats,"
        f" (SELECT count(*) FROM {_MEMBERSHIPS} m WHERE m.post_id = s.object_id AND {holds('m', known)}) AS holders,"
        " s.unified_with_id IS NOT NULL OR EXISTS"
        f" (SELECT 1 FROM {_POSTS} u WHERE u.unified_with_id = s.object_id AND {holds('u', known)}) AS unified"
        f" FROM {_chosen(_POSTS, 'organization_id')} s WHERE {holds('s', known)}) p GROUP BY 1"
    )
    headed = (
        "SELECT DISTINCT ON (s.organization_id) s.organization_id, m.person_id, m.concurrent IS TRUE"
        f" FROM {_chosen(_POSTS, 'organization_id')} s"
        f" JOIN {_MEMBERSHIPS} m ON m.post_id = s.object_id AND {holds('m', known)}"
        f" WHERE s.headship = 'head' AND {holds('s', known)} ORDER BY 1, s.object_id, m.handover IS TRUE, m.object_id"
    )
    with connection.cursor() as cursor:
        given = {"ids": list(bodies), "on": on, "known": known}
        cursor.execute(counted, given)
        counts = cursor.fetchall()
        cursor.execute(headed, given)
        heads = {body: (person, concurrent) for body, person, concurrent in cursor.fetchall()}
    called = names((person for person, _ in heads.values()), on, known)
    found = {}
    for body, posts, seats, taken, headed_by, unified in counts:
        head, concurrent = heads.get(body, (None, False))
        name = None if head is None else called.get(head, f"#{head}")
        found[body] = Staffing(posts, int(seats), int(taken), headed_by, unified, head, name, concurrent)
    return found


def _chosen(table: str, column: str) -> str:
    """Rows whose `column` is one of the parameter `ids`, chosen before the two times are looked at.

    Otherwise PostgreSQL would search the constraint's index for all rows of the country that hold.
    """
    return f"(SELECT * FROM {table} WHERE {column} = ANY(%(ids)s) OFFSET 0)"


def _position(node: Node) -> tuple[object, ...]:
    """Bodies first, by sector and name; then areas by code."""
    if node.kind is Kind.AREA:
        return (1, 0, node.code or "", alphabetical(node.name), node.id)
    sector = SECTORS.index(node.sector) if node.sector in SECTORS else len(SECTORS)
    return (0, sector, "", alphabetical(node.name), node.id)


def forms(on: date, known: datetime | None = None) -> list[str]:
    """The forms that bodies have on a day."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT s.form FROM {_BODIES} s WHERE s.form IS NOT NULL AND {holds('s', known)}",
            {"on": on, "known": known},
        )
        return [each for (each,) in cursor.fetchall()]
