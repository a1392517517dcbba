"""Random decisions over a few objects, codes and days, so that they get in one another's way."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from random import Random

from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes, Change
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.vocabulary import Kind

DAYS = [date(2004 + 2 * step, 1, 1) for step in range(8)]
LEVELS = ("province", "district", "commune")
_UNKNOWN = 9999


def document(number: str, on: date, *changes: Change, **rest: object) -> DecisionDocument:
    """A decision that takes effect on the day it is signed."""
    return DecisionDocument(
        number=number,
        kind="nghị quyết",
        issuer="Quốc hội",
        signed_on=on,
        effective_on=on,
        subject="thử",
        changes=changes,
        **rest,  # type: ignore[arg-type]
    )


class _Nothing(Exception):
    """There is no object yet of which a change could speak."""


class Drafter:
    """Drafts decisions; most name objects that an enacted decision founded, so that many can stand.

    Tell it by `settle` what became of each decision.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.made: dict[Kind, list[int]] = defaultdict(list)
        self.levels: dict[int, str] = {}
        self.fresh: list[tuple[Kind, int]] = []
        self.drafted = 0
        self.enacted = 0

    def first(self) -> DecisionDocument:
        """A decision that founds a small world."""
        changes: list[Change] = []
        for level in LEVELS:
            changes.append(self._found_area(level))
        changes += [self._found_organization() for _ in range(3)]
        changes += [self._create_post(), self._create_post(), self._register(), self._register()]
        return self._document(DAYS[0], changes)

    def next(self) -> DecisionDocument:
        """A decision of one or a few changes; one in eight annuls an earlier entry."""
        on = self.random.choice(DAYS)
        if self.enacted > 1 and self.random.random() < 0.14:
            entry = self.random.randint(max(1, self.enacted - 4), self.enacted)
            extra = [self._change(on)] if self.random.random() < 0.2 else []
            return self._document(on, [verbs.Annul(entry=entry), *extra])
        count = self.random.choice((1, 1, 1, 2, 3))
        return self._document(on, [self._change(on) for _ in range(count)])

    def settle(self, *, enacted: bool) -> None:
        """Whether the last decision drafted was enacted; if not, what it founded is not there."""
        if enacted:
            self.enacted += 1
        else:
            for kind, object_id in self.fresh:
                self.made[kind].remove(object_id)
                self.levels.pop(object_id, None)
        self.fresh = []

    def _document(self, on: date, changes: list[Change]) -> DecisionDocument:
        self.drafted += 1
        return document(str(self.drafted), on, *changes)

    def _change(self, on: date) -> Change:
        change = None
        while change is None:
            make: Callable[[], Change] = getattr(self, self.random.choice(_WEIGHTED))
            try:
                change = make()
            except _Nothing:
                continue
        if self.random.random() < 0.2:
            change = _on_day(change, self.random.choice(DAYS))
        return change

    # --- helpers

    def _new(self, kind: Kind) -> int:
        if len(self.made[kind]) > len(LEVELS) and self.random.random() < 0.05:
            return self.random.choice(self.made[kind])
        fresh = list(Kind).index(kind) * 1000 + max(self.made[kind], default=0) % 1000 + 1
        self.made[kind].append(fresh)
        self.fresh.append((kind, fresh))
        return fresh

    def _old(self, *kinds: Kind) -> int:
        kind = self.random.choice(kinds)
        if not self.made[kind]:
            raise _Nothing
        return _UNKNOWN if self.random.random() < 0.01 else self.random.choice(self.made[kind])

    def _unit(self) -> int:
        return self._old(Kind.AREA, Kind.ORGANIZATION)

    def _like(self, object_id: int) -> int:
        """Another unit, usually of the same kind."""
        kind = Kind.AREA if object_id < 1000 else Kind.ORGANIZATION
        return self._old(kind)

    def _extent(self) -> verbs.Extent:
        return self.random.choice(("whole", "part"))

    def _area(self, level: str) -> Attributes:
        attributes: Attributes = {
            "code": self.random.choice(("01", "02", "03", "04", "05", "06")),
            "name": self.random.choice(("Xã A", "Xã B")),
            "level": level,
        }
        above = [each for each, its in self.levels.items() if LEVELS.index(its) < LEVELS.index(level)]
        if above and self.random.random() < 0.8:
            attributes["parent"] = self.random.choice(above)
        if self.random.random() < 0.3:
            attributes["population"] = self.random.randint(1, 3)
        return attributes

    def _organization(self) -> Attributes:
        attributes: Attributes = {"name": "Sở", "sector": "state", "tier": "province"}
        if self.made[Kind.ORGANIZATION] and self.random.random() < 0.6:
            attributes["parent"] = self._old(Kind.ORGANIZATION)
        if self.random.random() < 0.2:
            attributes["area"] = self._old(Kind.AREA)
        return attributes

    # --- units

    def _found_area(self, level: str | None = None) -> Change:
        level = level or self.random.choice(LEVELS)
        attributes = self._area(level)
        kin: tuple[verbs.Kin, ...] = ()
        if len(self.made[Kind.AREA]) > len(LEVELS) and self.random.random() < 0.3:
            kin = (verbs.Kin(object_id=self._old(Kind.AREA), extent=self._extent()),)
        object_id = self._new(Kind.AREA)
        self.levels.setdefault(object_id, level)
        return verbs.Found(object_id=object_id, kind=Kind.AREA, attributes=attributes, predecessors=kin)

    def _found_organization(self) -> Change:
        attributes = self._organization()
        return verbs.Found(object_id=self._new(Kind.ORGANIZATION), kind=Kind.ORGANIZATION, attributes=attributes)

    def _merge(self) -> Change:
        source = self._unit()
        adopt = self.random.random() < 0.7
        if self.random.random() < 0.3:
            area = source < 1000
            attributes = self._area(self.levels.get(source, "commune")) if area else self._organization()
            into = self._new(Kind.AREA if area else Kind.ORGANIZATION)
            if area:
                self.levels.setdefault(into, self.levels.get(source, "commune"))
            return verbs.Merge(into=into, sources=(source,), founded=attributes, adopt=adopt)
        return verbs.Merge(into=self._like(source), sources=(source,), adopt=adopt)

    def _split(self) -> Change:
        source = self._unit()
        parts = []
        for _ in range(self.random.choice((1, 1, 2))):
            if source < 1000:
                attributes = self._area(self.levels.get(source, "commune"))
                parts.append(verbs.Part(object_id=self._new(Kind.AREA), attributes=attributes))
            else:
                attributes = self._organization()
                parts.append(verbs.Part(object_id=self._new(Kind.ORGANIZATION), attributes=attributes))
        return verbs.Split(source=source, parts=tuple(parts), source_ends=self.random.random() < 0.3)

    def _dissolve(self) -> Change:
        object_id = self._unit()
        kin: tuple[verbs.Kin, ...] = ()
        if self.random.random() < 0.5:
            kin = (verbs.Kin(object_id=self._like(object_id), extent=self._extent()),)
        return verbs.Dissolve(object_id=object_id, successors=kin)

    def _rename(self) -> Change:
        return verbs.Rename(object_id=self._unit(), name=self.random.choice(("Mới", "Cũ")))

    def _reparent(self) -> Change:
        object_id = self._unit()
        parent = None if self.random.random() < 0.2 else self._like(object_id)
        return verbs.Reparent(object_id=object_id, parent=parent)

    def _convert(self) -> Change:
        return verbs.Convert(object_id=self._old(Kind.AREA), attributes={"type": "phường"})

    def _reclassify(self) -> Change:
        return self.random.choice(
            (
                verbs.Reclassify(object_id=self._old(Kind.AREA), attributes={"terrain": "mountain", "code": "07"}),
                verbs.Reclassify(object_id=self._old(Kind.POST), attributes={"seats": self.random.randint(1, 2)}),
            )
        )

    def _transfer_part(self) -> Change:
        source = self._unit()
        figures: Attributes = {"population": 5, "natural_area": "1.50"} if source < 1000 else {}
        return verbs.TransferPart(source=source, target=self._like(source), source_attributes=figures)

    def _adjust_boundary(self) -> Change:
        one, other = self._old(Kind.AREA), self._old(Kind.AREA)
        return verbs.AdjustBoundary(
            areas=(verbs.Boundary(object_id=one, attributes={"natural_area": "2"}),),
            transfers=(verbs.TransferOfPart(source=one, target=other),),
        )

    # --- posts and people

    def _create_post(self) -> Change:
        attributes: Attributes = {
            "organization": self._old(Kind.ORGANIZATION),
            "title": "Giám đốc",
            "headship": "head",
            "establishment_class": "civil_servant",
        }
        return verbs.CreatePost(object_id=self._new(Kind.POST), attributes=attributes)

    def _abolish_post(self) -> Change:
        return verbs.AbolishPost(object_id=self._old(Kind.POST))

    def _move_post(self) -> Change:
        return verbs.MovePost(object_id=self._old(Kind.POST), organization=self._old(Kind.ORGANIZATION))

    def _unify(self) -> Change:
        return verbs.UnifyPosts(posts=(self._old(Kind.POST), self._old(Kind.POST)))

    def _separate(self) -> Change:
        return verbs.SeparatePosts(posts=(self._old(Kind.POST),))

    def _register(self) -> Change:
        object_id = self._new(Kind.PERSON)
        return verbs.RegisterPerson(object_id=object_id, attributes={"name": _digest(object_id)})

    def _update_person(self) -> Change:
        return verbs.UpdatePerson(object_id=self._old(Kind.PERSON), attributes={"gender": _digest(7)})

    def _place(self) -> Change:
        kind = self.random.choice((verbs.Elect, verbs.Appoint))
        person, post = self._old(Kind.PERSON), self._old(Kind.POST)
        until = self.random.choice((None, None, *DAYS))
        return kind(
            object_id=self._new(Kind.MEMBERSHIP),
            person=person,
            post=post,
            handover_until=until,
            non_local=self.random.choice((None, True, False)),
        )

    def _relieve(self) -> Change:
        return verbs.Relieve(membership=self._old(Kind.MEMBERSHIP))

    def _transfer(self) -> Change:
        membership = self._old(Kind.MEMBERSHIP)
        return verbs.Transfer(
            membership=membership,
            object_id=self._new(Kind.MEMBERSHIP),
            post=self._old(Kind.POST),
            term_ends_on=self.random.choice((None, *DAYS)),
        )

    def _retire(self) -> Change:
        return verbs.Retire(person=self._old(Kind.PERSON))

    # --- quotas and corrections

    def _set_quota(self) -> Change:
        new = not self.made[Kind.QUOTA] or self.random.random() < 0.4
        return verbs.SetQuota(
            object_id=self._new(Kind.QUOTA) if new else self._old(Kind.QUOTA),
            organization=self._old(Kind.ORGANIZATION),
            establishment_class="civil_servant",
            funding=self.random.choice(("state", "own")),
            amount=self.random.choice((None, 1, 2, 3)),
        )

    def _correct(self) -> Change:
        object_id = self._unit()
        start, end = sorted(self.random.sample(DAYS, 2))
        attributes: Attributes = self.random.choice(
            ({"name": "Đúng"}, {"parent": self._like(object_id)}, {"parent": None}, {"code": "03"})
        )
        return verbs.Correct(
            object_id=object_id,
            attributes=attributes,
            start=start,
            end=self.random.choice((end, None)),
        )

    def _correct_staffing(self) -> Change:
        attributes: Attributes
        object_id, attributes = self.random.choice(
            (
                (self._old(Kind.MEMBERSHIP), {"person": self._old(Kind.PERSON)}),
                (self._old(Kind.MEMBERSHIP), {"post": self._old(Kind.POST)}),
                (self._old(Kind.QUOTA), {"organization": self._old(Kind.ORGANIZATION)}),
                (self._old(Kind.QUOTA), {"amount": 2}),
            )
        )
        return verbs.Correct(object_id=object_id, attributes=attributes, start=self.random.choice(DAYS))

    def _correct_life(self) -> Change:
        start, end = sorted(self.random.sample(DAYS, 2))
        return verbs.CorrectLife(object_id=self._old(*Kind), start=start, end=self.random.choice((end, None, None)))


def _digest(of: int) -> str:
    return hashlib.sha256(str(of).encode()).hexdigest()


def _on_day(change: Change, on: date) -> Change:
    fields = {name: getattr(change, name) for name in change.__struct_fields__}
    return type(change)(**{**fields, "effective_on": on})


_WEIGHTED = (
    *("_found_area", "_found_organization", "_merge", "_merge", "_split", "_dissolve", "_dissolve"),
    *("_rename", "_rename", "_reparent", "_reparent", "_reparent", "_convert", "_reclassify"),
    *("_transfer_part", "_adjust_boundary", "_create_post", "_abolish_post", "_move_post", "_unify"),
    *("_separate", "_register", "_update_person", "_place", "_place", "_relieve", "_transfer", "_retire"),
    *("_set_quota", "_set_quota", "_correct", "_correct", "_correct_staffing", "_correct_life"),
)
