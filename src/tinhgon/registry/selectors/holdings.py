"""Everybody who holds a post in a scope, in bulk.

Names are not kept with the rest: what is kept in memory between requests holds no personal data, so that a name
erased is gone at once. Imported on its own: it needs Polars, which takes a while to load.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import polars as pl
from django.db import connection

from tinhgon.frame.domain.letters import alphabetical
from tinhgon.frame.kept import kept
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.pictures import Stand, picture_of, stand

_KEPT = 100_000  # holdings; 10,000 of a province take about 4 MB


class Holding(NamedTuple):
    """One post of one person on a day; `place` is its place in the order of names, `digest` stands for the name."""

    place: int
    person: int
    digest: str | None
    post: int
    title: str
    headship: str
    organization: int
    body: str
    area: str | None
    establishment_class: str
    concurrent: bool
    non_local: bool | None


def holdings(on: date, seq: int, under: int | None) -> tuple[Holding, ...]:
    """The posts held in a scope on a day, as known after ledger entry `seq`, in the order of names."""
    return _holdings(stand(seq), on, under)


def names_of(held: Iterable[Holding]) -> dict[int, str]:
    """What the people are called, by their ids; erased names are absent."""
    people = {each.person: each.digest for each in held}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.person_id, v.digest, v.value FROM registry_personalvalue v"
            " WHERE v.person_id = ANY(%s) AND v.field = 'name'",
            [list(people)],
        )
        return {person: value for person, digest, value in cursor.fetchall() if people[person] == digest}


@kept(_KEPT, len)
def _holdings(of: Stand, on: date, under: int | None) -> tuple[Holding, ...]:
    shown = picture_of(of, on, under, frozenset(Kind) - {Kind.QUOTA})
    areas = shown[Kind.AREA].select(area_id="id", area="name")
    bodies = shown[Kind.ORGANIZATION].select("area_id", organization="id", body="name")
    bodies = bodies.join(areas, on="area_id", how="left")
    posts = shown[Kind.POST].select(
        "title", "headship", "establishment_class", post="id", organization="organization_id"
    )
    frame = (
        shown[Kind.MEMBERSHIP]
        .select("non_local", person="person_id", post="post_id", concurrent=pl.col("concurrent").fill_null(value=False))
        .join(posts, on="post")
        .join(bodies, on="organization")
        .join(shown[Kind.PERSON].select(person="id", digest="name"), on="person", how="left")
        .with_columns(place=pl.lit(0))
    )
    found = [Holding(*row) for row in frame.select(Holding._fields).iter_rows()]
    called = names_of(found)
    found.sort(key=lambda each: (each.person not in called, _by_given_name(called.get(each.person, "")), each.person))
    return tuple(each._replace(place=place) for place, each in enumerate(found))


def _by_given_name(name: str) -> tuple[object, ...]:
    """Vietnamese lists go by the given name, which stands last, then by the family name and those between."""
    return alphabetical(name.rpartition(" ")[2]), alphabetical(name)
