"""Boundaries of units that later came of others wholly: these put together, which needs no new map."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

import shapely
from shapely import Geometry

from tinhgon.exchange.domain.boundary_geometry import text_of
from tinhgon.registry.domain.changes import Extent
from tinhgon.registry.domain.geometry import polygons_of
from tinhgon.temporal import Period


class Link(NamedTuple):
    """That an area passed, wholly or in part, into another on a day."""

    predecessor: int
    successor: int
    extent: Extent
    on: date


@dataclass(frozen=True, slots=True)
class Extended:
    """An area's extent: the days it stays, its shape, and the areas it was put together from, if it was."""

    area: int
    period: Period
    geometry: Geometry
    parts: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The GeoJSON text to record; empty where it is too long."""
        return text_of(self.geometry)


def later_links(areas: Iterable[int], links: Sequence[Link], after: date) -> list[Link]:
    """The links later than a day by which areas, and what came of them, went on; in order of time."""
    reached, found = set(areas), []
    for link in sorted(links, key=lambda each: each.on):
        if after in Period.until(link.on) and link.predecessor in reached:
            reached.add(link.successor)
            found.append(link)
    into = {(each.successor, each.on) for each in found}
    return [each for each in sorted(links, key=lambda each: each.on) if (each.successor, each.on) in into]


def heirs(
    known: Mapping[int, Extended],
    links: Sequence[Link],
    lives: Mapping[int, Period],
    days_from: Callable[[int, date], Period],
    stands: Callable[[Extended], bool],
) -> Iterator[Extended]:
    """The extents of areas that took in others, or came of them, wholly, on days after the map's, one after another.

    Nothing is derived where a part was passed on, or the extent of one of them just before is not known.
    `days_from` tells for which days the extent of an area may be stated from a day on, `stands` whether an extent
    agrees with what is on record.
    """
    current = dict(known)
    for on, group in groupby(links, key=lambda each: each.on):
        passed = list(group)
        into: dict[int, list[Link]] = defaultdict(list)
        for link in passed:
            into[link.successor].append(link)
        given = Counter(each.predecessor for each in passed)
        made = []
        for area, taken in into.items():
            parts = {each.predecessor for each in taken} | (set() if lives[area].start == on else {area})
            whole = all(each.extent == "whole" and given[each.predecessor] == 1 for each in taken)
            before = [current[each] for each in sorted(parts) if each in current and current[each].period.end == on]
            if whole and area not in given and len(before) == len(parts):
                union = polygons_of(shapely.union_all([each.geometry for each in before]))
                made.append(Extended(area, days_from(area, on), union, tuple(sorted(parts))))
        made = [each for each in made if stands(each)]
        for link in passed:
            current.pop(link.predecessor, None)
            current.pop(link.successor, None)
        current.update((each.area, each) for each in made)
        yield from made
