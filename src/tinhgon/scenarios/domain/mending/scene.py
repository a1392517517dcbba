"""What remedies are worked out from: who sits where in the state a plan comes to, and how seats are given up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.expansion import expand
from tinhgon.registry.domain.facts import lay
from tinhgon.registry.domain.records import Register
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.findings import Case
from tinhgon.rulebook.domain.parameters import Rulebook

_RISING = {"none": 0, "deputy": 1, "head": 2}


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a post."""

    membership: int
    person: int
    concurrent: bool


@dataclass(frozen=True, slots=True)
class Post:
    """A post with its seats and who holds them, in order of ids."""

    id: int
    title: str
    role: str
    headship: str
    establishment_class: str
    seats: int
    organization: int
    holders: tuple[Holder, ...]

    @property
    def vacant(self) -> int:
        """Seats that nobody holds."""
        return max(self.seats - len(self.holders), 0)


@dataclass(frozen=True, slots=True)
class Shed:
    """Changes that give up vacant seats, and how many."""

    changes: tuple[Change, ...]
    seats: int


class Scene:
    """The state a plan comes to, on the day looked at, and the records behind it."""

    def __init__(self, after: Apparatus, register: Register, rulebook: Rulebook, law_on: date) -> None:
        self.after, self.register = after, register
        self.case = Case(after, rulebook, law_on)

    @property
    def on(self) -> date:
        """The day looked at."""
        return self.after.snapshot.on

    @cached_property
    def _holders(self) -> dict[int, tuple[Holder, ...]]:
        held = self.after.snapshot[Kind.MEMBERSHIP].sort("id")
        found: dict[int, list[Holder]] = {}
        for id, person, post, concurrent in held.select("id", "person_id", "post_id", "concurrent").iter_rows():
            found.setdefault(post, []).append(Holder(id, person, concurrent is True))
        return {post: tuple(holders) for post, holders in found.items()}

    def posts(self, where: pl.Expr) -> list[Post]:
        """Posts that satisfy an expression over `Apparatus.posts`, in order of ids."""
        columns = ("id", "title", "role", "headship", "establishment_class", "seats", "organization_id")
        found = self.after.posts.filter(where).sort("id").select(*columns).iter_rows()
        return [
            Post(id, title, role or "", headship, class_, seats, body, self._holders.get(id, ()))
            for id, title, role, headship, class_, seats, body in found
        ]

    def bodies(self, where: pl.Expr) -> list[dict[str, Any]]:
        """Bodies that satisfy an expression over `Apparatus.organizations`, in order of ids."""
        return self.after.organizations.filter(where).sort("id").to_dicts()

    def quotas(self, where: pl.Expr) -> list[dict[str, Any]]:
        """Ceilings that satisfy an expression over `Apparatus.quotas`, in order of ids."""
        return self.after.quotas.filter(where).sort("id").to_dicts()

    def successor(self, object_id: int) -> int | None:
        """The object that is there on the day and that another passed into, wholly if any did."""
        seen: set[int] = set()
        while object_id not in seen:
            seen.add(object_id)
            record = self.register.record(object_id)
            if record is None or not record.links:
                return None
            best = min(record.links, key=lambda each: (each.extent != "whole", each.successor))
            following = self.register.record(best.successor)
            if following is not None and self.on in following.life:
                return best.successor
            object_id = best.successor
        return None

    def abolished(self, post: Post) -> list[Change]:
        """Changes that end a post that nobody holds any more: posts unified with it stand alone again."""
        tied = self.after.posts.filter(pl.col("unified_with_id") == post.id)["id"].to_list()
        separated: list[Change] = [verbs.SeparatePosts(posts=tuple(tied))] if tied else []
        return [*separated, verbs.AbolishPost(object_id=post.id)]

    def given_up(self, post: Post, seats: int, holders: Sequence[Holder] = ()) -> list[Change]:
        """Changes by which holders leave a post and it loses seats, or ends with the last."""
        leaving: list[Change] = [verbs.Relieve(membership=each.membership) for each in holders]
        if seats >= post.seats:
            return leaving + self.abolished(post)
        return [*leaving, verbs.Reclassify(object_id=post.id, attributes={"seats": post.seats - seats})]

    def shed(self, posts: Iterable[Post], number: int) -> Shed:
        """Give up so many of the seats that nobody holds, those of leaders last."""
        changes: list[Change] = []
        left = number
        for post in sorted(posts, key=lambda each: (_RISING.get(each.headship, 0), each.id)):
            if seats := min(post.vacant, left):
                changes += self.given_up(post, seats)
                left -= seats
        return Shed(tuple(changes), number - left)

    def stands(self, changes: Iterable[Change]) -> bool:
        """Whether changes can be laid after the plan on the day."""
        trial = Register(self.register)
        try:
            for number, change in enumerate(changes, start=1):
                lay(trial, expand(trial, change, self.on, -number))
        except Refusal:
            return False
        return True
