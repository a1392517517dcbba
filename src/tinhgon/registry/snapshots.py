"""Loading snapshots in bulk, and what passed from one object to another between two days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

from tinhgon.registry.domain.diff import Passing
from tinhgon.registry.domain.snapshot import SCHEMAS, Snapshot
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.store import TABLES, one_picture
from tinhgon.temporal.sql import days_held, happened, holds, holds_on_any, known_at

_LEFT_OUT = frozenset({"boundary"})  # geometry is large and asked for by maps alone
_BETWEEN = frozenset({Kind.AREA, Kind.ORGANIZATION, Kind.POST, Kind.MEMBERSHIP})  # tell what lies under what
_HELD = "held"  # the column of the days on which a row holds
_AT_ONCE = 20_000  # rows turned into columns together


def load(
    on: date,
    known: datetime | None = None,
    under: int | None = None,
    kinds: frozenset[Kind] = frozenset(Kind),
    with_boundaries: bool = False,
) -> Snapshot:
    """The state on the day `on`, as known at `known` (None: now).

    `under` is an area or an organization: it and all below it, the organizations that serve these
    areas and all below those, their posts, holders and quotas. `kinds` leaves out what is not needed.
    """
    left_out: frozenset[str] = frozenset() if with_boundaries else _LEFT_OUT
    with one_picture(), connection.cursor() as cursor:
        reader = _Reader(cursor, [on], known, left_out)
        return Snapshot(under, on, known, reader.frames(under, kinds))


def load_days(
    days: Sequence[date],
    known: datetime | None = None,
    under: int | None = None,
    kinds: frozenset[Kind] = frozenset(Kind),
) -> list[Snapshot]:
    """As `load` on each of up to 60 days; what lasts from one of them to another is read once."""
    with one_picture(), connection.cursor() as cursor:
        read = _Reader(cursor, days, known, _LEFT_OUT).frames(under, kinds | _BETWEEN)
    found = []
    for place, on in enumerate(days):
        holding = {kind: _on_one(frame, place) for kind, frame in read.items()}
        frames = holding if under is None else _narrowed(holding, under)
        found.append(
            Snapshot(under, on, known, {each: frames[each] if each in kinds else empty(each) for each in Kind})
        )
    return found


def _on_one(frame: pl.DataFrame, place: int) -> pl.DataFrame:
    """The rows that hold on one of the days read together; all of them where one day was read, or no row."""
    return frame.filter((pl.col(_HELD) & 2**place) != 0).drop(_HELD) if _HELD in frame.columns else frame


def _narrowed(frames: Mapping[Kind, pl.DataFrame], under: int) -> dict[Kind, pl.DataFrame]:
    """Of all that holds on a day what lies under an area or an organization."""
    areas, bodies, posts = frames[Kind.AREA], frames[Kind.ORGANIZATION], frames[Kind.POST]
    itself = pl.DataFrame({"id": [under]}, schema={"id": pl.Int64})
    within = _with_all_below(areas, areas.join(itself, on="id", how="semi").select("id"))
    serving = bodies.join(within, left_on="area_id", right_on="id", how="semi")
    own = pl.concat([serving, bodies.join(itself, on="id", how="semi")]).select("id").unique()
    below = _with_all_below(bodies, own)
    posts = posts.join(below, left_on="organization_id", right_on="id", how="semi")
    held = frames[Kind.MEMBERSHIP].join(posts, left_on="post_id", right_on="id", how="semi")
    return {
        Kind.AREA: areas.join(within, on="id", how="semi"),
        Kind.ORGANIZATION: bodies.join(below, on="id", how="semi"),
        Kind.POST: posts,
        Kind.MEMBERSHIP: held,
        Kind.PERSON: frames[Kind.PERSON].join(held, left_on="id", right_on="person_id", how="semi"),
        Kind.QUOTA: frames[Kind.QUOTA].join(below, left_on="organization_id", right_on="id", how="semi"),
    }


def _with_all_below(frame: pl.DataFrame, roots: pl.DataFrame) -> pl.DataFrame:
    """The ids of the roots and of all below them in their tree, level by level."""
    found = level = roots
    while not level.is_empty():
        level = frame.join(level, left_on="parent_id", right_on="id", how="semi").select("id")
        level = level.join(found, on="id", how="anti")
        found = pl.concat([found, level])
    return found


def load_these(ids: Mapping[Kind, Collection[int]], on: date, known: datetime | None = None) -> Snapshot:
    """The state of these objects, wherever they lie; those that do not exist on the day are left out."""
    with one_picture(), connection.cursor() as cursor:
        reader = _Reader(cursor, [on], known, _LEFT_OUT)
        frames = {kind: reader.frame(kind, "object_id", list(ids[kind])) if ids[kind] else empty(kind) for kind in Kind}
    return Snapshot(None, on, known, frames)


class _Reader:
    """Reads frames at one moment of the record: of one day, or of several with a column that tells on which."""

    def __init__(
        self, cursor: CursorWrapper, days: Sequence[date], known: datetime | None, left_out: frozenset[str]
    ) -> None:
        self.cursor = cursor
        self.times = {"on": days[0], "days": list(days), "known": known}
        self.several = len(days) if len(days) > 1 else 0
        self.holds = holds_on_any("s", known) if self.several else holds("s", known)
        self.left_out = left_out

    def frames(self, under: int | None, kinds: frozenset[Kind]) -> dict[Kind, pl.DataFrame]:
        """The frame of each kind in scope; empty for kinds not asked for."""
        if under is None:
            return {kind: self.frame(kind) if kind in kinds else empty(kind) for kind in Kind}
        areas, organizations = self.scope(under)
        found = {
            Kind.AREA: self.frame(Kind.AREA, "object_id", areas),
            Kind.ORGANIZATION: self.frame(Kind.ORGANIZATION, "object_id", organizations),
        }
        if kinds & {Kind.POST, Kind.MEMBERSHIP, Kind.PERSON}:
            found[Kind.POST] = self.frame(Kind.POST, "organization_id", organizations)
        if kinds & {Kind.MEMBERSHIP, Kind.PERSON}:
            found[Kind.MEMBERSHIP] = self.frame(Kind.MEMBERSHIP, "post_id", found[Kind.POST]["id"].to_list())
        if Kind.PERSON in kinds:
            people = found[Kind.MEMBERSHIP]["person_id"].unique().to_list()
            found[Kind.PERSON] = self.frame(Kind.PERSON, "object_id", people)
        if Kind.QUOTA in kinds:
            found[Kind.QUOTA] = self.frame(Kind.QUOTA, "organization_id", organizations)
        return {kind: found[kind] if kind in kinds and kind in found else empty(kind) for kind in Kind}

    def scope(self, under: int) -> tuple[list[int], list[int]]:
        """Ids of the areas and the organizations under an area or an organization, itself included."""
        areas = self._with_all_below(Kind.AREA, self._holding(Kind.AREA, "object_id", [under]))
        organizations = self._holding(Kind.ORGANIZATION, "object_id", [under])
        organizations |= self._holding(Kind.ORGANIZATION, "area_id", areas)
        return sorted(areas), sorted(self._with_all_below(Kind.ORGANIZATION, organizations))

    def _with_all_below(self, kind: Kind, roots: set[int]) -> set[int]:
        """The objects and all below them in their tree, level by level."""
        found, level = set(roots), roots
        while level:
            level = self._holding(kind, "parent_id", level) - found
            found |= level
        return found

    def _holding(self, kind: Kind, column: str, ids: Iterable[int]) -> set[int]:
        """Ids of the objects of one kind that hold and whose `column` is one of `ids`."""
        query = f"SELECT s.object_id FROM {_chosen(kind, column)} s WHERE {self.holds}"
        self.cursor.execute(query, {"ids": _array(ids), **self.times})
        return {each for (each,) in self.cursor.fetchall()}

    def frame(self, kind: Kind, column: str = "", ids: list[int] | None = None) -> pl.DataFrame:
        """The rows of one kind that hold, all or those whose `column` is one of `ids`."""
        wanted = [each for each in SCHEMAS[kind] if each not in self.left_out and each != "id"]
        schema = {"id": pl.Int64, **{each: SCHEMAS[kind][each] for each in wanted}}
        columns = [f"s.{each}" for each in ("object_id", *wanted)]
        if self.several:
            schema[_HELD] = pl.Int64
            columns.append(days_held("s", self.several))
        query = f"SELECT {', '.join(columns)} FROM {TABLES[kind]} s WHERE {self.holds}"
        if ids is not None:
            query += f" AND s.{column} = ANY(%(ids)s::bigint[])"
        frame = pl.concat(self._parts(query, {**self.times, "ids": None if ids is None else _array(ids)}, schema))
        lacking = [pl.lit(None, SCHEMAS[kind][each]).alias(each) for each in SCHEMAS[kind] if each in self.left_out]
        return frame.with_columns(lacking).select(*SCHEMAS[kind], pl.col(rf"^{_HELD}$")).sort("id")

    def _parts(self, query: str, parameters: dict[str, Any], schema: dict[str, Any]) -> Iterator[pl.DataFrame]:
        """The rows of a query, so many at a time that their Python values never take much memory."""
        # Binary values read column by column: a fifth of the work of CSV, which arrives row by row.
        with psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(query, parameters, binary=True)
            yield pl.DataFrame(schema=schema)
            while rows := cursor.fetchmany(_AT_ONCE):
                columns = zip(schema.items(), zip(*rows, strict=True), strict=True)
                yield pl.DataFrame([pl.Series(name, values, of) for (name, of), values in columns])


def _array(ids: Iterable[int]) -> str:
    """Ids as PostgreSQL writes an array: one text is far quicker to pass than thousands of numbers."""
    return f"{{{','.join(map(str, ids))}}}"


def _chosen(kind: Kind, column: str) -> str:
    """The rows of one kind whose `column` is one of the parameter `ids`.

    OFFSET 0 has PostgreSQL choose these first and look at the two times afterwards; it would rather
    search the index of the exclusion constraint for all rows of the country that hold.
    """
    return f"(SELECT * FROM {TABLES[kind]} WHERE {column} = ANY(%(ids)s::bigint[]) OFFSET 0)"


def empty(kind: Kind) -> pl.DataFrame:
    """A frame of one kind without rows."""
    return pl.DataFrame(schema=dict(SCHEMAS[kind]))


def passings(after: date, until: date, known: datetime | None = None) -> list[Passing]:
    """Lineage of the days later than `after`, up to and including `until`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.predecessor_id, l.successor_id, l.extent FROM registry_lineage l"
            f" WHERE {happened('l')} AND {known_at('l', known)} ORDER BY l.id",
            {"after": after, "until": until, "known": known},
        )
        return [Passing(*row) for row in cursor.fetchall()]


def first_day() -> date | None:
    """The first day of which the record tells of any organization; None where it is empty."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(lower(valid)) FROM {TABLES[Kind.ORGANIZATION]} WHERE upper_inf(recorded)")
        (day,) = cursor.fetchone()
        return day  # type: ignore[no-any-return]
