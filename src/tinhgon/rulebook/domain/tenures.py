"""What people held, read from records: the posts of a person over time, each with the unit its body served."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tinhgon.registry.domain.records import Record, View
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.findings import Tenure

_DEEPEST = 32  # no apparatus is deeper; it bounds the walk up a tree of bodies


def tenures_of(view: View, people: Iterable[int]) -> list[Tenure]:
    """All that some people ever held, as it was when they took it up; what serves no unit is left out."""
    held = {person: sorted(view.referrers(person)) for person in people}
    _load_upwards(view, (each for memberships in held.values() for each in memberships))
    return [each for person, memberships in held.items() for each in _of_person(view, person, memberships)]


def _load_upwards(view: View, objects: Iterable[int]) -> None:
    """Have the objects read, with all that they ever belonged to: a few queries, whatever their number."""
    seen: set[int] = set()
    level = set(objects)
    while level:
        view.load(level)
        seen |= level
        level = {up for each in level if (found := view.record(each)) is not None for up in found.targets()} - seen


def _of_person(view: View, person: int, memberships: Sequence[int]) -> Iterator[Tenure]:
    for membership in memberships:
        held = view.record(membership)
        if held is None or held.kind is not Kind.MEMBERSHIP:
            continue
        day = held.life.lower
        post = _referred(view, held, "post", day)
        body = None if post is None else _referred(view, post, "organization", day)
        if post is None or body is None or (unit := _unit(view, body, day)) is None:
            continue
        role, form = post.value("role", day), body.value("form", day)
        yield Tenure(membership, person, str(role or ""), str(form or ""), unit, held.life)


def _unit(view: View, body: Record, day: date) -> int | None:
    """The area that a body, or the nearest body above it with one, serves on a day."""
    for _ in range(_DEEPEST):
        if (area := body.value("area", day)) is not None:
            return int(area)
        above = _referred(view, body, "parent", day)
        if above is None:
            return None
        body = above
    return None


def _referred(view: View, record: Record, attribute: str, day: date) -> Record | None:
    target = record.value(attribute, day)
    return None if target is None else view.record(int(target))
