"""The chart of a comparison: the areas and bodies of two days in one tree, what differs marked on its box."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from tinhgon.errors import Text
from tinhgon.frame.domain import formats
from tinhgon.frame.domain.letters import alphabetical
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.languages import current, said
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, Kind
from tinhgon.registry.selectors.apparatus import Staffing, staffing
from tinhgon.registry.selectors.surroundings import told_apart
from tinhgon.registry.site.decisions_links import address_of

Node = dict[str, object]

_AT_ONCE = 60  # boxes sent with the page; those below them are asked for when a box is unfolded


@dataclass(frozen=True, slots=True)
class Tree:
    """The areas and bodies of two days, each under what it belongs to on the later day, or did on the earlier.

    `marks` stands for how each differs, `posts` counts the posts of each body that differ. `differing` are those
    with a mark or such posts, with `below` the number of these below each; where `whole` is false only they and
    those above them are `children`.
    """

    boxes: Mapping[int, Mapping[str, Any]]
    children: Mapping[int | None, Sequence[int]]
    marks: Mapping[int, str]
    posts: Mapping[int, int]
    below: Mapping[int, int]

    @classmethod
    def of(cls, before: Snapshot, after: Snapshot, marks: Mapping[int, str], *, whole: bool) -> Tree:
        """The tree of two snapshots of one scope."""
        boxes = {each["id"]: each for kind in (Kind.AREA, Kind.ORGANIZATION) for each in _both(before, after, kind)}
        above = {key: next((up for up in _ups(box) if up in boxes), None) for key, box in boxes.items()}
        posts = _posts(before, after, marks)
        below: Counter[int] = Counter()
        for each in {*marks, *posts} & boxes.keys():
            for up in _chain(above, each):
                below[up] += 1
        children: dict[int | None, list[int]] = defaultdict(list)
        for each in sorted(boxes, key=lambda key: _place(boxes[key])):
            if whole or each in marks or each in posts or below[each]:
                children[above[each]].append(each)
        return cls(boxes, children, marks, posts, below)

    def first(self) -> list[int]:
        """The boxes to begin with, from the top: whole families, as many as fit."""
        found = list(self.children.get(None, ()))
        for each in found:
            family = self.children.get(each, ())
            if len(found) + len(family) > _AT_ONCE and len(found) > 1:
                break
            found += family
        return found

    def nodes(self, moment: Moment, shown: Iterable[int], further: Callable[[int], str]) -> list[Node]:
        """The boxes `shown` as the chart takes them; `further` gives the address of what is below one."""
        sent = list(shown)
        there = set(sent)
        staffed = staffing(sent, moment.on, moment.known)
        parents = {each: up for up in self.children for each in self.children[up] if each in there}
        return [
            {
                "id": each,
                "parent": parents[each],
                "name": self._called(each),
                "kind": said(CHOICE_NAMES[self.boxes[each].get("sector") or self.boxes[each]["level"]]),
                "tier": self.boxes[each].get("tier") or self.boxes[each]["level"],
                "url": address_of(moment, self.boxes[each]["kind"], each),
                "mark": self.marks.get(each),
                "badges": self._badges(each),
                **_staff(staffed.get(each)),
                **self._more(each, there, further),
            }
            for each in sent
        ]

    def _called(self, each: int) -> str:
        """The name, with that of its area where a body's own does not say it."""
        box = self.boxes[each]
        area = self.boxes.get(box.get("area_id") or 0)
        return told_apart(box["name"], [] if area is None else [area["name"]])

    def _more(self, each: int, sent: set[int], further: Callable[[int], str]) -> Node:
        """Where a family has not been sent, its size and address; families are sent whole."""
        family = self.children.get(each, ())
        return {} if not family or family[0] in sent else {"more": len(family), "children_src": further(each)}

    def _badges(self, each: int) -> list[dict[str, str]]:
        counts = (
            (self.posts.get(each), Text("{} chức danh có thay đổi", "{} posts differ"), "unified"),
            (self.below.get(each), Text("{} thay đổi bên dưới", "{} changes below"), "joint"),
        )
        return [
            {"label": said(words).format(formats.number(count, current())), "tone": tone}
            for count, words, tone in counts
            if count
        ]


def _both(before: Snapshot, after: Snapshot, kind: Kind) -> list[dict[str, Any]]:
    columns = ("id", "name", "parent_id", *(("level",) if kind is Kind.AREA else ("area_id", "tier", "sector")))
    frame = pl.concat([after[kind], before[kind]]).unique("id", keep="first", maintain_order=True)
    return [{**each, "kind": kind} for each in frame.select(columns).iter_rows(named=True)]


def _ups(box: Mapping[str, Any]) -> tuple[int | None, ...]:
    return box["parent_id"], box.get("area_id")


def _chain(above: Mapping[int, int | None], each: int) -> Iterable[int]:
    """All that is above a box. What moved both ways between the days could make a circle, which ends the chain."""
    passed = {each}
    up = above[each]
    while up is not None and up not in passed:
        yield up
        passed.add(up)
        up = above[up]


def _posts(before: Snapshot, after: Snapshot, marks: Mapping[int, str]) -> Counter[int]:
    frame = pl.concat([after[Kind.POST], before[Kind.POST]]).unique("id", keep="first")
    return Counter(frame.filter(pl.col("id").is_in(list(marks)))["organization_id"].to_list())


def _place(box: Mapping[str, Any]) -> tuple[bool, object]:
    """Bodies before areas, by the alphabet."""
    return box["kind"] is Kind.AREA, alphabetical(box["name"])


def _staff(staff: Staffing | None) -> Node:
    """The head and the seats taken of a body; nothing for an area, for one without posts, or that has ended."""
    return {} if staff is None else {"head": staff.head_name, "used": staff.taken, "allowed": staff.seats}
