"""The chart of one day of a course: the top two tiers of the bodies of a scope, changes marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import polars as pl

from tinhgon.errors import Text
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.languages import current
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, Kind
from tinhgon.registry.selectors.apparatus import Staffing, staffing
from tinhgon.registry.site.decisions_links import address_of

Node = dict[str, object]
Below = Mapping[int | None, list[int]]

_READ = {Kind.AREA: ["id", "name", "parent_id"], Kind.ORGANIZATION: ["id", "name", "parent_id", "area_id", "sector"]}


def nodes(moment: Moment, before: Snapshot, after: Snapshot, under: int | None, marks: Mapping[int, str]) -> list[Node]:
    """The boxes, highest first. What ended stays, marked; changes further down are counted on their box."""
    bodies = {each["id"]: each for each in _both(before, after, Kind.ORGANIZATION)}
    areas = {each["id"]: each for each in _both(before, after, Kind.AREA)}
    below: dict[int | None, list[int]] = defaultdict(list)
    for object_id, body in bodies.items():
        below[body["parent_id"] if body["parent_id"] in bodies else body["area_id"]].append(object_id)
    tops = [under] if under is not None else [each for each, area in areas.items() if area["parent_id"] is None]
    first = [each for top in tops for each in ([top] if top in bodies else below[top])]
    second = [each for body in first for each in below[body]]
    staffed = staffing([*first, *second], after.on, after.known)

    def box(object_id: int, parent: int | None, deeper: int) -> Node:
        body = bodies[object_id]
        return {
            "id": object_id,
            "parent": parent,
            "name": body["name"],
            "kind": CHOICE_NAMES[body["sector"]].in_language(current()),
            "url": address_of(moment, Kind.ORGANIZATION, object_id),
            "mark": marks.get(object_id),
            "badges": [_changes_below(deeper)] if deeper else [],
            **_staff(staffed.get(object_id)),
        }

    return [
        *(_area(moment, areas[top]) for top in tops if top in areas),
        *(box(each, _within(bodies[each]["area_id"], areas, tops), 0) for each in first),
        *(box(each, body, _changed_below(each, below, marks)) for body in first for each in below[body]),
    ]


def _both(before: Snapshot, after: Snapshot, kind: Kind) -> list[dict[str, Any]]:
    frame = pl.concat([after[kind].select(_READ[kind]), before[kind].select(_READ[kind])])
    frame = frame.unique("id", keep="first").sort("id")
    return list(frame.iter_rows(named=True))


def _within(area: int | None, areas: Mapping[int, object], tops: list[int]) -> int | None:
    return area if area in areas and area in tops else None


def _area(moment: Moment, area: Mapping[str, Any]) -> Node:
    address = address_of(moment, Kind.AREA, area["id"])
    return {"id": area["id"], "parent": None, "name": area["name"], "kind": "", "url": address, "mark": None}


def _staff(staff: Staffing | None) -> Node:
    """The head and the seats taken of a body; nothing for one without posts, or that has ended."""
    return {} if staff is None else {"head": staff.head_name, "used": staff.taken, "allowed": staff.seats}


def _changes_below(count: int) -> dict[str, str]:
    label = Text(f"{count} thay đổi bên dưới", f"{count} changes below")
    return {"label": label.in_language(current()), "tone": "joint"}


def _changed_below(object_id: int, below: Below, marks: Mapping[int, str]) -> int:
    """How many of the bodies under a body, at any depth, have a mark."""
    count, waiting = 0, list(below.get(object_id, ()))
    while waiting:
        each = waiting.pop()
        count += each in marks
        waiting += below.get(each, ())
    return count
