"""An invented nation: how large it is, what bodies, posts and people it has, and who changes when.

Everything follows from the sizes and the seed by arithmetic on columns, so that millions of changes
are made in seconds and the same seed makes the same nation. Its history keeps the registry's rules by
construction: every object lives in one group of decisions (in time, late, or correcting) whose
effective days rise with their recording, and holders only change places on one day. `nation_rows`
writes the state rows of these changes. The people, bodies and places are invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

import polars as pl

FIRST_DAY = date(2005, 1, 1)
FUNDING = "ngân sách nhà nước"
STAFFING_BATCH = 1500
"""Posts that one staffing decision of the founding creates and fills."""

PER_YEAR = 12
"""Decisions in time that a province takes in a year; to these come the late and the correcting ones."""

LATE = 16
"""One object in so many is changed by late decisions only; so many decisions have one late one."""

LATENESS = timedelta(days=200)

_LEVEL_TYPES = {"province": "Tỉnh", "district": "Huyện", "commune": "Xã"}
_BODIES = ("Ban Tổ chức", "Ủy ban nhân dân", "Ủy ban Mặt trận Tổ quốc", "Văn phòng", "Ủy ban Kiểm tra")
_SECTORS = ("party", "state", "front")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many of each the nation has when it is founded."""

    provinces: int
    districts: int
    communes: int
    organizations: int
    posts: int


def sizes(scale: float) -> Sizes:
    """The whole nation times `scale` (1: 63 provinces, 300,000 organizations, 1,000,000 posts)."""

    def times(whole: int) -> int:
        return max(1, round(whole * scale))

    return Sizes(times(63), times(700), times(10_000), times(300_000), times(1_000_000))


@dataclass(frozen=True, slots=True)
class Plan:
    """What to generate: sizes, years of history, its density (1: the full one) and the seed."""

    sizes: Sizes
    years: int
    history: float
    seed: int

    def events(self, members: int, over_twenty_years: float) -> int:
        """How many events befall so many objects at a rate given for twenty years."""
        return round(members * over_twenty_years * self.history * self.years / 20)


def share(whole: int, parts: int, number: int) -> range:
    """The `number`-th of `parts` nearly equal shares of 0 … whole - 1."""
    return range(whole * number // parts, whole * (number + 1) // parts)


# --- the decisions of a province ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Batch:
    """Decisions of one sort: their numbers within the province, and which objects they change."""

    sort: str
    numbers: range


def decisions(plan: Plan, province: int, posts: int) -> tuple[pl.DataFrame, dict[str, Batch]]:
    """The decisions of one province, numbered from 0: sort, effective day, moment of recording.

    Moments are unique in the nation. Effective days rise within a sort. Late decisions take effect
    `LATENESS` before they are recorded; corrections come in the last year.
    """
    regular = max(1, round(PER_YEAR * plan.years * plan.history))
    counts = {
        "structure": 1,
        "staffing": -(-posts // STAFFING_BATCH),
        "regular": regular,
        "late": max(1, regular // LATE),
        "correction": max(1, regular // LATE),
    }
    days = 365 * plan.years - 400  # before the year of corrections
    rows: list[tuple[str, date, datetime]] = []
    batches: dict[str, Batch] = {}
    for place, (sort, count) in enumerate(counts.items()):
        batches[sort] = Batch(sort, range(len(rows), len(rows) + count))
        for number in range(count):
            recorded_on, moment = FIRST_DAY, timedelta(hours=8 + place, seconds=province, milliseconds=number)
            if sort in ("regular", "late"):
                recorded_on += timedelta(days=30 + number * (days - 230) // count + province % 28)
                recorded_on += LATENESS if sort == "late" else timedelta(0)
            elif sort == "correction":
                recorded_on += timedelta(days=days + 30 + number * 300 // count)
            effective_on = recorded_on - LATENESS if sort == "late" else recorded_on
            rows.append((sort, effective_on, datetime.combine(recorded_on, datetime.min.time()) + moment))
    frame = pl.DataFrame(
        rows,
        schema={"sort": pl.String, "effective_on": pl.Date, "recorded_at": pl.Datetime("us")},
        orient="row",
    )
    return frame.with_row_index("decision").with_columns(pl.col("decision").cast(pl.Int64)), batches


def events(
    plan: Plan, members: Sequence[int] | pl.Series, rate: float, batches: dict[str, Batch], salt: int
) -> pl.DataFrame:
    """Who is changed in which decision: `member`, `round` (the how-manieth time) and `decision`.

    All members have their turn before any has the next one, in an order that the seed shuffles. One
    member in `LATE` is changed by late decisions, the others by those in time; in order of decisions.
    """
    given = pl.Series("member", members, dtype=pl.Int64)
    place = pl.int_range(len(given), eager=True)
    found: list[pl.DataFrame] = []
    for sort, chosen in (("regular", place % LATE != 0), ("late", place % LATE == 0)):
        turn = given.filter(chosen).shuffle(seed=plan.seed * 1000 + salt)
        total, numbers = plan.events(len(turn), rate), batches[sort].numbers
        if total:
            event = pl.int_range(total, eager=True)
            found.append(
                pl.DataFrame(
                    {
                        "member": turn.gather(event % len(turn)),
                        "round": event // len(turn),
                        "decision": event * len(numbers) // total + numbers.start,
                    }
                )
            )
    schema = {"member": pl.Int64, "round": pl.Int64, "decision": pl.Int64}
    return pl.concat([pl.DataFrame(schema=schema), *found])


# --- areas and bodies ---------------------------------------------------------------------------


def areas(plan: Plan, province: int, first_id: int) -> pl.DataFrame:
    """The areas of one province: itself, its districts, their communes."""
    whole = plan.sizes
    districts = share(whole.districts, whole.provinces, province)
    communes = share(whole.communes, whole.provinces, province)
    rows = [_area(first_id, "province", province, None)]
    rows += [_area(first_id + 1 + place, "district", number, first_id) for place, number in enumerate(districts)]
    for place, number in enumerate(communes):
        parent = first_id + 1 + place % len(districts) if len(districts) else first_id
        rows.append(_area(first_id + 1 + len(districts) + place, "commune", number, parent))
    return pl.DataFrame(
        rows,
        schema=("id", "level", "code", "name", "type", "parent_id", "population"),
        orient="row",
        infer_schema_length=None,
    )


def _area(
    object_id: int, level: str, number: int, parent: int | None
) -> tuple[int, str, str, str, str, int | None, int]:
    digits = {"province": 2, "district": 3, "commune": 5}[level]
    kind = _LEVEL_TYPES[level]
    name = f"{kind} Hư Cấu {number + 1}"
    return object_id, level, f"{number + 1:0{digits}}", name, kind, parent, 2000 + number * 37 % 9000


def organizations(count: int, areas: pl.DataFrame, first_id: int) -> pl.DataFrame:
    """The bodies of one province, in trees: in each area bodies, their rooms, and the units of these.

    `siblings_first` and `siblings` say among which rooms of the area a unit may move (0: none).
    """
    rows = list(chain.from_iterable(_bodies(area, ids) for area, ids in _spread(count, areas, first_id)))
    names = (
        "id", "area_id", "tier", "role", "parent_id", "name", "sector", "form", "code",
        "siblings_first", "siblings", "amount",
    )  # fmt: skip
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)


def _spread(count: int, areas: pl.DataFrame, first_id: int) -> Iterator[tuple[dict[str, object], range]]:
    """Which body ids serve which area: a sixth the province, a sixth the districts, the rest the communes."""
    by_level = {level: areas.filter(level=level).to_dicts() for level in _LEVEL_TYPES}
    given = {"province": count // 6, "district": count // 6 if by_level["district"] else 0}
    given["commune"] = count - sum(given.values())
    start = first_id
    for level, members in by_level.items():
        for number, area in enumerate(members):
            part = share(given[level], len(members), number)
            yield area, range(start + part.start, start + part.stop)
        start += given[level]


def _bodies(area: dict[str, object], ids: range) -> Iterator[tuple[object, ...]]:
    bodies = -(-len(ids) // 6)
    rooms = (len(ids) - bodies) * 3 // 5
    for place, object_id in enumerate(ids):
        body = place % bodies if place < bodies + rooms else (place - bodies - rooms) % max(rooms, 1) % bodies
        sector, label = _SECTORS[body % 3], f"{_BODIES[body % len(_BODIES)]} {area['name']} {body + 1}"
        siblings, parent = (0, 0), None
        if place < bodies:
            role, name, form = "body", label, "cơ quan"
            own = len(range(place, rooms, bodies))
            amount = 20 * own + 20
        elif place < bodies + rooms:
            body = (place - bodies) % bodies
            sector = _SECTORS[body % 3]
            role, name, form, parent = "room", f"Phòng {place} thuộc {area['name']}", "phòng", ids.start + body
            amount = 6 + place % 7
        else:
            role, name, form, sector = "unit", f"Đơn vị sự nghiệp {place} thuộc {area['name']}", "đơn vị", "service"
            siblings = (ids.start + bodies, rooms) if rooms else (ids.start, bodies)
            parent = siblings[0] + place % siblings[1]
            amount = 10 + place % 20
        code = f"{area['level']}-{area['code']}-{place + 1}"
        yield object_id, area["id"], area["level"], role, parent, name, sector, form, code, *siblings, amount


def posts(numbers: range, organizations: pl.DataFrame, first_id: int) -> pl.DataFrame:
    """Posts dealt out to the bodies of a province in turn: a head, a deputy, then officers."""
    bodies = len(organizations)
    place = pl.int_range(len(numbers), eager=True)
    turn = place // bodies
    return pl.DataFrame(
        {"id": place + first_id, "organization_id": organizations["id"].gather(place % bodies)}
    ).with_columns(
        title=pl.when(turn == 0)
        .then(pl.lit("Trưởng"))
        .when(turn == 1)
        .then(pl.lit("Phó"))
        .otherwise(pl.lit("Chuyên viên")),
        headship=pl.when(turn == 0)
        .then(pl.lit("head"))
        .when(turn == 1)
        .then(pl.lit("deputy"))
        .otherwise(pl.lit("none")),
    )


def invented_name(number: int) -> str:
    """A name that says it is invented."""
    return f"{('Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng')[number % 5]} Hư Cấu {number}"
