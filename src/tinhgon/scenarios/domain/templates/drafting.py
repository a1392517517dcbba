"""Writing the changes of a template in one unit: each is laid as it is written, so what is read is up to date.

Whatever ends is left with nothing that hangs on it: holders are relieved, unified posts separated, ceilings
passed on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tinhgon.errors import Text
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes, Change
from tinhgon.registry.domain.expansion import expand
from tinhgon.registry.domain.facts import lay
from tinhgon.registry.domain.records import Record, Register, View
from tinhgon.registry.domain.vocabulary import Kind, Level, Value
from tinhgon.rulebook.domain.parameters import Parameter, Rulebook

Ceilings = dict[tuple[str, str], tuple[int, int]]
"""Id and amount of the ceilings of a body by establishment class and funding source."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An area a template works in."""

    id: int
    name: str
    level: Level


class NotApplicable(Exception):
    """A template does nothing in a unit; `reason` says why."""

    def __init__(self, vi: str, en: str) -> None:
        self.reason = Text(vi, en)
        super().__init__(en)


class Draft:
    """The changes so far, the state they lead to on the day, and what was done in words."""

    def __init__(
        self,
        view: View,
        on: date,
        new_id: Callable[[], int],
        rulebook: Rulebook | None = None,
        law_on: date | None = None,
    ) -> None:
        self.register = Register(view)
        self.on = on
        self.new_id = new_id
        self.changes: list[Change] = []
        self.notes: list[Text] = []
        self.relieved: set[int] = set()
        self._rulebook = rulebook
        self._law_on = law_on or on

    def write(self, change: Change) -> None:
        """Add a change and lay it. Raises Refusal where it cannot stand."""
        lay(self.register, expand(self.register, change, self.on, -len(self.changes) - 1))
        self.changes.append(change)

    def note(self, vi: str, en: str) -> None:
        """Say something of what is done."""
        self.notes.append(Text(vi, en))

    def law(self, id: str) -> Parameter | None:
        """A parameter of the rulebook as the law has it; None where none is in force."""
        return None if self._rulebook is None else self._rulebook.find(id, self._law_on)

    # --- reading ----------------------------------------------------------------------------------

    def record(self, object_id: int) -> Record:
        """The record of an object that is known to be there."""
        found = self.register.record(object_id)
        if found is None:
            raise KeyError(object_id)
        return found

    def lives(self, object_id: int) -> bool:
        """Whether an object exists on the day."""
        return self.on in self.record(object_id).life

    def value(self, object_id: int, attribute: str) -> Value | None:
        """What an attribute is on the day."""
        return self.record(object_id).value(attribute, self.on)

    def target(self, object_id: int, attribute: str) -> int | None:
        """The id of what an object refers to on the day."""
        found = self.value(object_id, attribute)
        return None if found is None else int(found)

    def name(self, object_id: int) -> str:
        """What an area or body is called."""
        return str(self.value(object_id, "name"))

    def referring(self, target: int, kind: Kind, attribute: str) -> list[int]:
        """Objects that exist on the day and refer to another one, by id."""
        found = (self.register.record(each) for each in sorted(self.register.referrers(target)))
        return [
            each.object_id
            for each in found
            if each is not None
            and each.kind is kind
            and self.on in each.life
            and each.value(attribute, self.on) == target
        ]

    def bodies(self, unit: Unit, *forms: str) -> list[int]:
        """The bodies of a unit, of its own tier: those that serve it, and those below them without an area."""
        found = self.referring(unit.id, Kind.ORGANIZATION, "area")
        for body in found:  # grows while it is read
            found += [each for each in self.below(body) if self.value(each, "area") is None]
        own = sorted(each for each in found if self.value(each, "tier") == unit.level.value)
        return [each for each in own if not forms or self.value(each, "form") in forms]

    def body(self, unit: Unit, form: str) -> int | None:
        """The first body of a form in a unit, None where it has none."""
        return next(iter(self.bodies(unit, form)), None)

    def below(self, body: int) -> list[int]:
        """The bodies right below a body."""
        return self.referring(body, Kind.ORGANIZATION, "parent")

    def above(self, body: int) -> list[int]:
        """The bodies above a body, nearest first."""
        found: list[int] = []
        up = self.target(body, "parent")
        while up is not None and up not in found:
            found.append(up)
            up = self.target(up, "parent")
        return found

    def cells(self, bodies: Iterable[int]) -> list[int]:
        """The party cells that hang under bodies."""
        return [cell for body in bodies for cell in self.below(body) if self.value(cell, "form") == "party_cell"]

    def posts(self, body: int, *roles: str) -> list[int]:
        """The posts of a body, of some roles or all."""
        found = self.referring(body, Kind.POST, "organization")
        return [each for each in found if not roles or self.value(each, "role") in roles]

    def leaders(self, body: int, headship: str) -> list[int]:
        """The posts of a body that head it, or are deputies in it."""
        return [each for each in self.posts(body) if self.value(each, "headship") == headship]

    def holdings(self, post: int) -> list[int]:
        """The memberships of a post."""
        return self.referring(post, Kind.MEMBERSHIP, "post")

    def holders(self, *posts: int) -> list[int]:
        """Who holds posts, each person once."""
        held = (self.target(each, "person") for post in posts for each in self.holdings(post))
        return list(dict.fromkeys(each for each in held if each is not None))

    def held(self, person: int) -> list[int]:
        """The memberships of a person."""
        return self.referring(person, Kind.MEMBERSHIP, "person")

    def seats(self, post: int) -> int:
        """How many may hold a post."""
        return int(self.value(post, "seats") or 1)

    def ceilings(self, body: int) -> Ceilings:
        """The ceilings of a body."""
        return {
            (str(self.value(each, "establishment_class")), str(self.value(each, "funding"))): (
                each,
                int(self.value(each, "amount") or 0),
            )
            for each in self.referring(body, Kind.QUOTA, "organization")
        }

    # --- people and posts -------------------------------------------------------------------------

    def relieve(self, post: int, person: int | None = None) -> None:
        """End the memberships of a post, or those of one person in it."""
        for each in self.holdings(post):
            holder = self.target(each, "person")
            if person is None or holder == person:
                self.write(verbs.Relieve(membership=each))
                self.relieved |= {holder} if holder is not None else set()

    def place(self, post: int, person: int, term_ends_on: date | None = None) -> None:
        """Put a person into a post, beside the main one if there is one; elected where the post is elective."""
        beside = any(self.value(each, "concurrent") is not True for each in self.held(person))
        verb = verbs.Elect if self.value(post, "elective") else verbs.Appoint
        self.write(
            verb(object_id=self.new_id(), person=person, post=post, concurrent=beside, term_ends_on=term_ends_on)
        )

    def replace(self, post: int, person: int, term_ends_on: date | None = None) -> None:
        """Have a person, and nobody else, hold a post."""
        if self.holders(post) != [person]:
            self.relieve(post)
            self.place(post, person, term_ends_on)

    def unify(self, first: int, *others: int) -> None:
        """Mean posts to have one holder, where that is not so already."""
        if any(self.target(each, "unified_with") != first for each in others):
            self.write(verbs.UnifyPosts(posts=(first, *others)))

    def separate(self, post: int) -> None:
        """Have a post, and those unified with it, stand alone."""
        apart = self.referring(post, Kind.POST, "unified_with")
        apart += [post] if self.target(post, "unified_with") is not None else []
        if apart:
            self.write(verbs.SeparatePosts(posts=tuple(apart)))

    def lead(self, body: int, headship: Literal["head", "deputy"], person: int | None, establishment: str = "") -> None:
        """Create a post of head or deputy in a body and fill it; by default of the class usual in its sector."""
        post = self.new_id()
        role, title = ("organ_head", "Người đứng đầu") if headship == "head" else ("organ_deputy", "Cấp phó")
        usual = "public_employee" if self.value(body, "sector") == "service" else "civil_servant"
        attributes: Attributes = {
            "organization": body,
            "title": f"{title} {self.name(body)}",
            "role": role,
            "headship": headship,
            "establishment_class": establishment or usual,
            "elective": False,
            "seats": 1,
        }
        self.write(verbs.CreatePost(object_id=post, attributes=attributes))
        if person is not None:
            self.place(post, person)

    def establishment(self, *posts: int) -> str:
        """The establishment class of the first of the posts; "" where there is none."""
        return str(self.value(posts[0], "establishment_class")) if posts else ""

    def end_post(self, post: int) -> None:
        """End a post, with whoever holds it and whatever is unified with it."""
        self.relieve(post)
        unified = self.referring(post, Kind.POST, "unified_with")
        if unified:
            self.write(verbs.SeparatePosts(posts=tuple(unified)))
        self.write(verbs.AbolishPost(object_id=post))

    # --- bodies -----------------------------------------------------------------------------------

    def consolidate(self, sources: Sequence[int], attributes: Attributes) -> int:
        """Merge bodies into a new one (hợp nhất); gives its id. Leaders' posts end, the rest passes on."""
        into = self.new_id()
        self._merge(sources, into, attributes)
        return into

    def absorb(self, sources: Sequence[int], into: int) -> None:
        """Merge bodies into one that goes on (sáp nhập). Leaders' posts end, the rest passes on."""
        self._merge(sources, into, None)

    def dissolve(self, body: int, heirs: Iterable[int] = ()) -> None:
        """End a body with its posts; parts of its work pass to the heirs."""
        for post in self.posts(body):
            self.end_post(post)
        kin = tuple(verbs.Kin(object_id=each, extent="part") for each in heirs)
        self.write(verbs.Dissolve(object_id=body, successors=kin))

    def _merge(self, sources: Sequence[int], into: int, founded: Attributes | None) -> None:
        leaving = self._leaving(sources, into)
        involved = (*sources, *([] if founded else [into]))
        one_cell_each = all(len(self.cells([each])) <= 1 for each in involved)
        names = {f"Chi bộ {self.name(each)}" for each in involved}
        own = [] if founded else self.cells([into])
        for source in sources:
            for post in [*self.leaders(source, "head"), *self.leaders(source, "deputy")]:
                self.end_post(post)
        self.write(verbs.Merge(into=into, sources=tuple(sources), founded=founded, adopt=True))
        self._take_ceilings(leaving, into)
        if one_cell_each:
            self._join_cells(into, own, names)

    def _join_cells(self, body: int, own: Sequence[int], names: set[str]) -> None:
        """Make one party cell of those that a merger brought together; one named for its organ follows it."""
        cells = sorted(self.cells([body]), key=lambda cell: cell not in own)
        if len(cells) > 1:
            self.absorb(cells[1:], cells[0])
        name = f"Chi bộ {self.name(body)}"
        if cells and self.name(cells[0]) in names - {name}:
            self.write(verbs.Rename(object_id=cells[0], name=name))

    # --- ceilings ---------------------------------------------------------------------------------

    def _leaving(self, sources: Sequence[int], into: int) -> list[_Ceiling]:
        """The ceilings that pass on with bodies; one within that of another source, or of the taker, is in it."""
        found: list[_Ceiling] = []
        for source in sources:
            above = self.above(source)
            covering = {key for each in above if each in sources or each == into for key in self.ceilings(each)}
            outside = frozenset(above) - set(sources)
            own = self.ceilings(source)
            found += [_Ceiling(key, amount, outside) for key, (_, amount) in own.items() if key not in covering]
        return found

    def _take_ceilings(self, leaving: Sequence[_Ceiling], into: int) -> None:
        """Give a body the ceilings of those that went into it; bodies above it on either side keep in step."""
        above = frozenset(self.above(into))
        growth: Counter[tuple[int, tuple[str, str]]] = Counter()
        for each in leaving:
            growth[into, each.key] += each.amount
            growth.update({(body, each.key): each.amount for body in above - each.above})
            growth.subtract({(body, each.key): each.amount for body in each.above - above - {into}})
        for (body, key), more in growth.items():
            held = self.ceilings(body).get(key)
            if body == into or (held is not None and more):
                self._set_ceiling(body, key, (held[1] if held else 0) + more, held[0] if held else None)

    def _set_ceiling(self, body: int, key: tuple[str, str], amount: int, quota: int | None) -> None:
        self.write(
            verbs.SetQuota(
                object_id=self.new_id() if quota is None else quota,
                organization=body,
                establishment_class=key[0],
                funding=key[1],
                amount=amount,
            )
        )


@dataclass(frozen=True, slots=True)
class _Ceiling:
    """A ceiling that passes on, and the bodies above the one that had it."""

    key: tuple[str, str]
    amount: int
    above: frozenset[int]
