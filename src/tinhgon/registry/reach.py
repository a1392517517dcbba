"""How far a role reaches: whether an object lies in the subtree over which it was granted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection

from tinhgon.accounts.access import today
from tinhgon.accounts.domain.roles import Permission, Standing
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.store import TABLES
from tinhgon.temporal.sql import holds, known_at

_STEPS = (
    (Kind.AREA, "object_id", "parent_id"),
    (Kind.ORGANIZATION, "object_id", "parent_id"),
    (Kind.ORGANIZATION, "object_id", "area_id"),
    (Kind.POST, "object_id", "organization_id"),
    (Kind.QUOTA, "object_id", "organization_id"),
    (Kind.MEMBERSHIP, "object_id", "post_id"),
    (Kind.MEMBERSHIP, "person_id", "post_id"),
)
"""From what lies below to what it belongs to: kind of state, column below, column above."""

_BELOW = {(kind, above): tuple(step[1] for step in _STEPS if step[::2] == (kind, above)) for kind, _, above in _STEPS}
"""By kind of state and column above: the columns of what lies below."""

_POINTS_TO = {"area_id": Kind.AREA, "organization_id": Kind.ORGANIZATION, "post_id": Kind.POST}
"""The kind of what a column points to; a parent is of the kind of the state."""

_LOOKS = frozenset({Permission.READ, Permission.EXPORT, Permission.AUDIT})


def reaches(standing: Standing, permission: Permission, object_id: int, known: datetime | None = None) -> bool:
    """Whether an account may do something with one object.

    Who may see a body may see what became of it, so reading asks whether the object ever lay in the
    subtree. Everything else, personal data above all, asks where it lies today (or lay last).
    """
    return touches(standing, permission, [object_id], known)


def touches(
    standing: Standing, permission: Permission, object_ids: Iterable[int], known: datetime | None = None
) -> bool:
    """Whether an account may do something with any of these objects, such as those a decision mentions."""
    scopes = standing.scopes(permission)
    if scopes is None:
        return True
    if not scopes:
        return False
    found = tops(object_ids, known) if permission in _LOOKS else tops(object_ids, None, today())
    return not scopes.isdisjoint(found)


def within(
    standing: Standing, permission: Permission, object_ids: Iterable[int], known: datetime | None = None
) -> set[int]:
    """Those of many objects with which an account may do something: `reaches` for all of them at once."""
    wanted = set(object_ids)
    scopes = standing.scopes(permission)
    if scopes is None or not scopes:
        return wanted if scopes is None else set()
    above = _above(wanted, known, None) if permission in _LOOKS else _above(wanted, None, today())
    below: dict[int, set[int]] = {}
    for each, uppers in above.items():
        for upper in uppers:
            below.setdefault(upper, set()).add(each)
    found, level = set(scopes), set(scopes)
    while level:
        level = set().union(*(below.get(each, ()) for each in level)) - found
        found |= level
    return wanted & found


def tops(object_ids: Iterable[int], known: datetime | None = None, on: date | None = None) -> set[int]:
    """The objects and all areas and bodies they belong to.

    With a day `on`: as they lie that day, or lay last before it; without: all they ever belonged to.
    """
    ids = set(object_ids)
    return ids.union(*_above(ids, known, on).values())


def below(scopes: Iterable[int], known: datetime | None = None) -> set[int]:
    """The areas and bodies, and all objects that ever lay below them."""
    found = set(scopes)
    levels = dict.fromkeys(Kind, found)  # what kind the first are of is not asked
    with connection.cursor() as cursor:
        while any(levels.values()):
            lower: dict[Kind, set[int]] = {kind: set() for kind in Kind}
            for (kind, above_it), below_it in _BELOW.items():
                uppers = levels[_POINTS_TO.get(above_it, kind)]
                if uppers:
                    columns = ", ".join(f"s.{each}" for each in below_it)
                    cursor.execute(
                        f"SELECT {columns} FROM {TABLES[kind]} s"
                        f" WHERE s.{above_it} = ANY(%(ids)s::bigint[]) AND {known_at('s', known)}",
                        {"ids": f"{{{','.join(map(str, uppers))}}}", "known": known},
                    )
                    for column, ids in zip(below_it, zip(*cursor.fetchall(), strict=True), strict=False):
                        lower[Kind.PERSON if column == "person_id" else kind].update(ids)
            levels = {kind: ids - found for kind, ids in lower.items()}
            found = found.union(*levels.values())
    return found


def _above(object_ids: set[int], known: datetime | None, on: date | None) -> dict[int, set[int]]:
    """What each of the objects, and all above them, directly belongs to."""
    found: dict[int, set[int]] = {}
    seen, level = set(object_ids), set(object_ids)
    query = " UNION ".join(_step(kind, below, above, known, on) for kind, below, above in _STEPS)
    with connection.cursor() as cursor:
        while level:
            cursor.execute(query, {"ids": list(level), "known": known, "on": on})
            pairs = [(below, above) for below, above in cursor.fetchall() if above is not None]
            for below, above in pairs:
                found.setdefault(below, set()).add(above)
            level = {above for _, above in pairs} - seen
            seen |= level
    return found


def _step(kind: Kind, below: str, above: str, known: datetime | None, on: date | None) -> str:
    rows = f"FROM {TABLES[kind]} s WHERE s.{below} = ANY(%(ids)s) AND {known_at('s', known)}"
    if on is None:
        return f"SELECT s.{below}, s.{above} {rows}"
    now = holds("s", known)
    ranked = (
        f"SELECT s.{below} AS below, s.{above} AS above, rank() OVER (PARTITION BY s.{below} ORDER BY ({now}) DESC,"
        f" CASE WHEN {now} THEN NULL ELSE upper(s.valid) END DESC NULLS LAST) AS place {rows}"
    )
    return f"SELECT r.below, r.above FROM ({ranked}) r WHERE r.place = 1"
