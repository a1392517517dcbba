"""The people a plan affects, and what happens to each: read from who holds what without it and with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from tinhgon.errors import Text
from tinhgon.registry.domain.facts import Linked
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.scenarios.domain.preview import Laid


class Fate(StrEnum):
    """What happens to a person, the gravest first."""

    DISPLACED = "displaced"
    DEMOTED = "demoted"
    MOVED = "moved"
    FOLLOWS = "follows"
    LOSES_CONCURRENT = "loses_concurrent"
    PROMOTED = "promoted"
    GAINS_CONCURRENT = "gains_concurrent"
    ENTERS = "enters"
    RETITLED = "retitled"


FATE_NAMES: Mapping[Fate, Text] = {
    Fate.DISPLACED: Text("mất chức danh, chưa bố trí", "loses the post, not placed"),
    Fate.DEMOTED: Text("thôi giữ vị trí lãnh đạo", "no longer in a leading post"),
    Fate.MOVED: Text("sang chức danh khác", "moves to another post"),
    Fate.FOLLOWS: Text("theo chức danh sang cơ quan khác", "goes with the post to another body"),
    Fate.LOSES_CONCURRENT: Text("thôi kiêm nhiệm", "gives up a concurrent post"),
    Fate.PROMOTED: Text("lên vị trí lãnh đạo cao hơn", "moves up to a leading post"),
    Fate.GAINS_CONCURRENT: Text("thêm kiêm nhiệm", "takes on a concurrent post"),
    Fate.ENTERS: Text("mới giữ chức danh", "newly holds a post"),
    Fate.RETITLED: Text("đổi tên cơ quan hoặc chức danh", "the body or post changes its name"),
}

_RANK = {"head": 2, "deputy": 1, "none": 0}


@dataclass(frozen=True, slots=True)
class Held:
    """One post somebody holds: ids and names of post and body, and how."""

    membership: int
    post: int
    title: str
    organization: int
    body: str
    unit: int | None
    headship: str
    concurrent: bool


@dataclass(frozen=True, slots=True)
class PersonFate:
    """A person whose posts the plan changes: what was held, what is held then, and by which steps."""

    person: int
    fate: Fate
    before: tuple[Held, ...]
    after: tuple[Held, ...]
    steps: tuple[int, ...]

    @property
    def unit(self) -> int | None:
        """The unit of the main post, before or, for who enters, after."""
        return (self.before or self.after)[0].unit


def fates(before: Apparatus, after: Apparatus, laid: Iterable[Laid]) -> list[PersonFate]:
    """Everybody whose posts differ, the gravest fates first, then by person.

    A main post is one that is not concurrent; who loses it and holds none then is displaced.
    """
    rows_before, rows_after = _rows(before), _rows(after)
    differing = _differing(rows_before, rows_after)
    without, with_ = _held(rows_before, differing), _held(rows_after, differing)
    touching = _steps_by_object(laid)
    found = []
    for person in without.keys() | with_.keys():
        had, has = without.get(person, ()), with_.get(person, ())
        if had == has:
            continue
        ids = {each for held in (*had, *has) for each in (held.membership, held.post, held.organization)} | {person}
        steps = tuple(sorted({step for each in ids for step in touching.get(each, ())}))
        found.append(PersonFate(person, _fate(had, has), had, has, steps))
    gravity = {each: place for place, each in enumerate(Fate)}
    return sorted(found, key=lambda each: (gravity[each.fate], each.person))


def tally(found: Iterable[PersonFate]) -> dict[Fate, int]:
    """How many people meet each fate."""
    counted: dict[Fate, int] = dict.fromkeys(Fate, 0)
    for each in found:
        counted[each.fate] += 1
    return counted


def _fate(had: tuple[Held, ...], has: tuple[Held, ...]) -> Fate:
    main_before, main_after = _main(had), _main(has)
    if main_before and not main_after:
        return Fate.DISPLACED
    if main_before and main_after:
        rank_before, rank_after = _rank(main_before), _rank(main_after)
        if rank_after < rank_before:
            return Fate.DEMOTED
        if rank_after > rank_before:
            return Fate.PROMOTED
        if {each.post for each in main_before} != {each.post for each in main_after}:
            return Fate.MOVED
        if {each.organization for each in main_before} != {each.organization for each in main_after}:
            return Fate.FOLLOWS
    if not main_before and main_after:
        return Fate.ENTERS
    lost = {each.post for each in had} - {each.post for each in has}
    gained = {each.post for each in has} - {each.post for each in had}
    if lost:
        return Fate.LOSES_CONCURRENT
    if gained:
        return Fate.GAINS_CONCURRENT if had else Fate.ENTERS
    return Fate.RETITLED if {each.organization for each in had} == {each.organization for each in has} else Fate.FOLLOWS


def _main(held: tuple[Held, ...]) -> list[Held]:
    return [each for each in held if not each.concurrent]


def _rank(held: list[Held]) -> int:
    return max(_RANK.get(each.headship, 0) for each in held)


def _rows(apparatus: Apparatus) -> pl.DataFrame:
    names = apparatus.organizations.select(organization_id="id", body="name")
    return apparatus.holders.join(names, on="organization_id", how="left").select(
        "person_id",
        "id",
        "post_id",
        "title",
        "organization_id",
        "body",
        "unit_id",
        "headship",
        pl.col("concurrent").fill_null(False),
    )


def _differing(before: pl.DataFrame, after: pl.DataFrame) -> list[int]:
    """People of whom any row is in one of the two only: most people are not touched by a plan."""
    columns = before.columns
    here = before.join(after, on=columns, how="anti", nulls_equal=True)["person_id"]
    there = after.join(before, on=columns, how="anti", nulls_equal=True)["person_id"]
    return pl.concat([here, there]).unique().to_list()


def _held(rows: pl.DataFrame, people: list[int]) -> dict[int, tuple[Held, ...]]:
    found: dict[int, list[Held]] = defaultdict(list)
    chosen = rows.filter(pl.col("person_id").is_in(people)).sort("person_id", "concurrent", "id")
    for person, *held in chosen.iter_rows():
        found[person].append(Held(*held))
    return {person: tuple(held) for person, held in found.items()}


def _steps_by_object(laid: Iterable[Laid]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for each in laid:
        for fact in each.facts:
            ids = (fact.predecessor, fact.successor) if isinstance(fact, Linked) else (fact.object_id,)
            for object_id in ids:
                if not found[object_id] or found[object_id][-1] != each.step.id:
                    found[object_id].append(each.step.id)
    return found
