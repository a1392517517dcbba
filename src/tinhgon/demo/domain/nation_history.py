"""Twenty years of an invented province: what befalls its bodies, posts and people, as changes of decisions.

Payloads are written in canonical JSON (keys in order, no blanks), so that the ledger's digests can be
taken over them as they are. `nation_rows` computes the state rows that these changes make.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from tinhgon.demo.domain import nation
from tinhgon.demo.domain.nation import Plan
from tinhgon.demo.domain.nation_rows import lineage, state_rows
from tinhgon.registry.domain.personal import personal_digest
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type


@dataclass(frozen=True, slots=True)
class Firsts:
    """The first free ids: of objects, of changes and of decisions."""

    object: int
    change: int
    decision: int


@dataclass(frozen=True, slots=True)
class Province:
    """What one province brings to the tables; ids are final, texts are as the database reads them.

    `decisions` has the local number, sort, days and moment of each, its id and the objects it mentions;
    `personal` the keys and values that the digests of people stand for. `free` are the next free ids.
    """

    decisions: pl.DataFrame
    changes: pl.DataFrame
    entities: pl.DataFrame
    states: Mapping[Kind, pl.DataFrame]
    lineage: pl.DataFrame
    keys: pl.DataFrame
    personal: pl.DataFrame
    free: Firsts


def province(plan: Plan, number: int, firsts: Firsts) -> Province:
    """The `number`-th province of the nation with all of its history."""
    return _Maker(plan, number, firsts).make()


class _Maker:
    """Makes one province: bodies first, then the events that befall them, then rows."""

    def __init__(self, plan: Plan, number: int, firsts: Firsts) -> None:
        self.plan = plan
        self.number = number
        self.firsts = firsts
        self.posts_here = nation.share(plan.sizes.posts, plan.sizes.provinces, number)
        self.decisions, self.batches = nation.decisions(plan, number, len(self.posts_here))
        self.next_object = firsts.object
        self.entities: list[pl.DataFrame] = []
        self.events: dict[str, pl.DataFrame] = {}
        self.changes: list[pl.DataFrame] = []
        self.mentions: list[pl.DataFrame] = []
        self.keys: list[pl.DataFrame] = []
        self.personal: list[pl.DataFrame] = []

    def make(self) -> Province:
        """All frames of the province."""
        areas = self._areas()
        organizations = self._organizations(areas)
        self._quotas(organizations)
        self._posts(organizations)
        self._people_and_memberships()
        changes = self._numbered()
        firsts = self.firsts
        free = Firsts(self.next_object, firsts.change + len(changes), firsts.decision + len(self.decisions))
        return Province(
            self._decisions(),
            changes,
            pl.concat(self.entities),
            state_rows(self.events, self.decisions, firsts.decision),
            lineage(self.events, self.decisions, firsts.decision),
            pl.concat(self.keys),
            pl.concat(self.personal),
            free,
        )

    # --- what there is, and what befalls it -----------------------------------------------------

    def _areas(self) -> pl.DataFrame:
        areas = nation.areas(self.plan, self.number, self._ids(Kind.AREA, self._area_count())[0])
        founded = areas.with_columns(decision=pl.lit(0, pl.Int64))
        attributes = _object(
            code="code", level="level", name="name", parent="parent_id", population="population", type="type"
        )
        self._happen(
            "areas",
            founded,
            "found",
            _object(attributes=attributes, kind=pl.lit('"area"'), object_id="id"),
            "id",
            "parent_id",
        )
        self._pass_people(areas.filter(level="commune"))
        return areas

    def _pass_people(self, communes: pl.DataFrame) -> None:
        """Pairs of communes give one another some people in turn: ten there, seven back."""
        givers, takers = communes[: len(communes) // 2], communes[len(communes) // 2 : len(communes) // 2 * 2]
        pairs = pl.DataFrame(
            {
                "member": pl.int_range(len(givers), eager=True),
                "first": givers["id"],
                "second": takers["id"],
                "first_people": givers["population"],
                "second_people": takers["population"],
            }
        )
        passed = self._events(pairs["member"], 10.0, salt=1).join(pairs, on="member", how="left", maintain_order="left")
        lost = 10 * (pl.col("round") // 2 + 1) - 7 * ((pl.col("round") + 1) // 2)
        there = pl.col("round") % 2 == 0
        first_people, second_people = pl.col("first_people") - lost, pl.col("second_people") + lost
        passed = passed.select(
            "decision",
            source=pl.when(there).then("first").otherwise("second"),
            target=pl.when(there).then("second").otherwise("first"),
            source_people=pl.when(there).then(first_people).otherwise(second_people),
            target_people=pl.when(there).then(second_people).otherwise(first_people),
        )
        payload = _object(
            source="source",
            source_attributes=_object(population="source_people"),
            target="target",
            target_attributes=_object(population="target_people"),
        )
        self._happen("pass", passed, "transfer_part", payload, "source", "target")

    def _area_count(self) -> int:
        sizes = self.plan.sizes
        shares = (nation.share(each, sizes.provinces, self.number) for each in (sizes.districts, sizes.communes))
        return 1 + sum(map(len, shares))

    def _organizations(self, areas: pl.DataFrame) -> pl.DataFrame:
        sizes = self.plan.sizes
        ids = self._ids(Kind.ORGANIZATION, len(nation.share(sizes.organizations, sizes.provinces, self.number)))
        bodies = nation.organizations(len(ids), areas, ids[0]).with_columns(decision=pl.lit(0, pl.Int64))
        attributes = _object(
            area="area_id", code="code", form="form", name="name", parent="parent_id", sector="sector", tier="tier"
        )
        payload = _object(attributes=attributes, kind=pl.lit('"organization"'), object_id="id")
        self._happen("organizations", bodies, "found", payload, "id", "parent_id", "area_id")
        befallen = self._befalling(bodies, 2.0, salt=2)
        sort = (pl.col("round") + pl.col("id")) % 4
        moves = (sort == 3) & (pl.col("siblings") > 0)
        again = pl.col("round").cast(pl.String)
        renamed = befallen.filter(sort == 0).with_columns(name=pl.col("name") + " (đổi tên lần " + again + ")")
        self._happen("rename", renamed, "rename", _object(name="name", object_id="id"), "id")
        converted = befallen.filter((sort == 1) | ((sort == 3) & ~moves)).with_columns(form="loại hình " + again)
        self._happen("convert", converted, "convert", _object(attributes=_object(form="form"), object_id="id"), "id")
        classed = befallen.filter(sort == 2).with_columns(autonomy="nhóm " + again)
        self._happen(
            "reclassify", classed, "reclassify", _object(attributes=_object(autonomy="autonomy"), object_id="id"), "id"
        )
        first, siblings = pl.col("siblings_first"), pl.col("siblings")
        moved = befallen.filter(moves).with_columns(
            parent_id=first + (pl.col("parent_id") - first + pl.col("round") + 1) % siblings
        )
        self._happen("reparent", moved, "reparent", _object(object_id="id", parent="parent_id"), "id", "parent_id")
        self._correct(bodies)
        return bodies

    def _correct(self, bodies: pl.DataFrame) -> None:
        """The last word on some bodies: their code was recorded wrongly from the first day on."""
        numbers = self.batches["correction"].numbers
        total = min(self.plan.events(len(bodies), 0.05), len(bodies))
        place = pl.int_range(total, eager=True)
        corrected = pl.DataFrame(
            {
                "id": bodies["id"].gather(place * (len(bodies) // max(total, 1))),
                "decision": place * len(numbers) // max(total, 1) + numbers.start,
            }
        ).with_columns(code="sửa-" + pl.col("id").cast(pl.String))
        payload = _object(
            attributes=_object(code="code"), object_id="id", start=pl.lit(f'"{nation.FIRST_DAY.isoformat()}"')
        )
        self._happen("correct", corrected, "correct", payload, "id")

    def _quotas(self, bodies: pl.DataFrame) -> None:
        """A ceiling for every body: rooms and units grow leaner, so that no body is ever below its rooms."""
        ids = self._ids(Kind.QUOTA, len(bodies))
        quotas = bodies.select(
            pl.Series("id", ids),
            pl.col("id").alias("organization_id"),
            "role",
            "amount",
            establishment_class=pl.when(pl.col("role") == "unit")
            .then(pl.lit("public_employee"))
            .otherwise(pl.lit("civil_servant")),
            funding=pl.lit(nation.FUNDING),
            decision=pl.lit(0, pl.Int64),
        )
        payload = _object(
            amount="amount",
            establishment_class="establishment_class",
            funding="funding",
            object_id="id",
            organization="organization_id",
        )
        self._happen("quotas", quotas, "set_quota", payload, "id", "organization_id")
        changed = self._befalling(quotas, 2.0, salt=3).with_columns(
            amount=pl.when(pl.col("role") == "body")
            .then(pl.col("amount") + pl.col("round"))
            .otherwise(pl.max_horizontal(pl.col("amount") - pl.col("round") - 1, pl.lit(0)))
        )
        self._happen("quota", changed, "set_quota", payload, "id", "organization_id")

    def _posts(self, bodies: pl.DataFrame) -> None:
        ids = self._ids(Kind.POST, len(self.posts_here))
        posts = self._staffed(nation.posts(self.posts_here, bodies, ids[0])).with_columns(**_POST)
        attributes = _object(
            elective=pl.lit("false"),
            establishment_class="establishment_class",
            headship="headship",
            organization="organization_id",
            title="title",
        )
        payload = _object(attributes=attributes, object_id="id")
        self._happen("posts", posts, "create_post", payload, "id", "organization_id")
        befallen = self._events(posts["id"], 0.5, salt=4).rename({"member": "id"})
        place = pl.col("id") - ids[0]
        moved = befallen.filter(place % 2 == 0).with_columns(
            organization_id=bodies["id"][0] + (place * 7 + pl.col("round") + 1) % len(bodies)
        )
        payload = _object(object_id="id", organization="organization_id")
        self._happen("move", moved, "move_post", payload, "id", "organization_id")
        retitled = befallen.filter(place % 2 == 1).with_columns(
            title="Chức danh mới " + pl.col("round").cast(pl.String)
        )
        self._happen(
            "retitle", retitled, "reclassify", _object(attributes=_object(title="title"), object_id="id"), "id"
        )

    def _people_and_memberships(self) -> None:
        """Of twenty posts eighteen pass from hand to hand, one gets new holders, one is vacant."""
        posts = self.events["posts"]
        held = posts[: len(posts) * 19 // 20]
        rotating = held[: len(posts) * 9 // 10]
        people = self._people(held.select("decision"))
        self._happen("people", people, "register_person", _registration(), "id")
        appointed = held.select("decision", post_id="id", person_id=people["id"], **_MEMBERSHIP)
        appointed = appointed.with_columns(id=pl.Series(self._ids(Kind.MEMBERSHIP, len(held))))
        self._happen("appoint", appointed, "appoint", _appointment(), "id", "person_id", "post_id")
        updated = self._events(people["id"], 0.25, salt=5).rename({"member": "id"})
        places = [f"Xã Hư Cấu {each}" for each in updated["round"]]
        updated = updated.with_columns(native_place=self._digests(updated["id"], "native_place", places))
        payload = _object(attributes=_object(native_place="native_place"), object_id="id")
        self._happen("update", updated, "update_person", payload, "id")
        self._rotate(appointed[: len(rotating)])
        self._renew(appointed[len(rotating) :])

    def _rotate(self, appointed: pl.DataFrame) -> None:
        """Those who hold the posts that one decision names change places in a ring."""
        holders = appointed.select("post_id", "person_id", membership=pl.col("id"))
        rotations = self._events(appointed["post_id"], 2.0, salt=6).rename({"member": "post_id"})
        turns: list[pl.DataFrame] = []
        for turn in rotations.partition_by("round", maintain_order=True):
            # The first of the ring receives from the last.
            giver = pl.col("post_id").shift(1).over("decision").fill_null(pl.col("post_id").last().over("decision"))
            moved = turn.with_columns(giver=giver).join(
                holders, left_on="giver", right_on="post_id", how="left", maintain_order="left"
            )
            moved = moved.with_columns(id=pl.Series(self._ids(Kind.MEMBERSHIP, len(moved))))
            turns.append(moved)
            holders = holders.update(moved.select("post_id", "person_id", membership=pl.col("id")), on="post_id")
        schema = dict.fromkeys(("post_id", "decision", "person_id", "membership", "id"), pl.Int64)
        moved = pl.concat([pl.DataFrame(schema=schema), *(each.select(list(schema)) for each in turns)])
        payload = _object(membership="membership", object_id="id", post="post_id")
        self._happen("transfer", moved.with_columns(**_MEMBERSHIP), "transfer", payload, "membership", "id", "post_id")

    def _renew(self, appointed: pl.DataFrame) -> None:
        """Holders retire and people who were not on record before are appointed in their place."""
        renewals = self._events(appointed["post_id"], 1.0, salt=7).rename({"member": "post_id"})
        newcomers = self._people(renewals).with_columns(membership=pl.Series(self._ids(Kind.MEMBERSHIP, len(renewals))))
        before = newcomers.join(
            appointed.select("post_id", "person_id", first=pl.col("id")),
            on="post_id",
            how="left",
            maintain_order="left",
        )
        in_turn = before.sort("post_id", "round")
        retired = in_turn.select(
            "decision",
            person_id=pl.col("id").shift(1).over("post_id").fill_null(pl.col("person_id")),
            membership=pl.col("membership").shift(1).over("post_id").fill_null(pl.col("first")),
        )
        self._happen("retire", retired, "retire", _object(person="person_id"), "person_id")
        self._happen("newcomers", newcomers, "register_person", _registration(), "id")
        placed = newcomers.select("decision", "post_id", person_id="id", id="membership", **_MEMBERSHIP)
        self._happen("replace", placed, "appoint", _appointment(), "id", "person_id", "post_id")

    def _people(self, frame: pl.DataFrame) -> pl.DataFrame:
        ids = self._ids(Kind.PERSON, len(frame))
        series = pl.Series("id", ids, dtype=pl.Int64)
        keys = [self._key(each) for each in ids]
        self.keys.append(pl.DataFrame({"person_id": series, "key": [r"\x" + each.hex() for each in keys]}))
        names = self._digests(series, "name", [nation.invented_name(each) for each in ids])
        return frame.with_columns(id=series, name=names)

    def _digests(self, people: pl.Series, field: str, values: list[str]) -> pl.Series:
        found = [personal_digest(self._key(each), field, value) for each, value in zip(people, values, strict=True)]
        digests = pl.Series(field, found, dtype=pl.String)
        self.personal.append(
            pl.DataFrame(
                {"digest": digests, "person_id": people, "value": values}, schema_overrides={"value": pl.String}
            )
            .with_columns(field=pl.lit(field))
            .select("digest", "person_id", "field", "value")
        )
        return digests

    def _key(self, person_id: int) -> bytes:
        return hashlib.sha256(f"{self.plan.seed}:{person_id}".encode()).digest()

    # --- bookkeeping ----------------------------------------------------------------------------

    def _ids(self, kind: Kind, count: int) -> range:
        ids = range(self.next_object, self.next_object + count)
        self.next_object = ids.stop
        self.entities.append(pl.DataFrame({"id": pl.Series(ids, dtype=pl.Int64)}).with_columns(kind=pl.lit(kind.value)))
        return ids

    def _events(self, members: pl.Series, rate: float, salt: int) -> pl.DataFrame:
        return nation.events(self.plan, members, rate, self.batches, self.number * 100 + salt)

    def _befalling(self, objects: pl.DataFrame, rate: float, salt: int) -> pl.DataFrame:
        """Events with the columns of the objects they befall."""
        found = self._events(objects["id"], rate, salt).rename({"member": "id"})
        return found.join(objects.drop("decision"), on="id", how="left", maintain_order="left")

    def _staffed(self, posts: pl.DataFrame) -> pl.DataFrame:
        batch = self.batches["staffing"]
        place = pl.int_range(len(posts), eager=True)
        return posts.with_columns(decision=place // nation.STAFFING_BATCH + batch.numbers.start)

    def _happen(self, name: str, frame: pl.DataFrame, verb: str, payload: pl.Expr, *mentioned: str) -> None:
        """Take events as changes of their decisions; those of one name keep their order."""
        rank = len(self.changes)
        self.events[name] = frame
        self.changes.append(
            frame.select(
                pl.col("decision").cast(pl.Int64),
                rank=pl.lit(rank, pl.Int64),
                place=pl.int_range(pl.len(), dtype=pl.Int64),
                verb=pl.lit(verb),
                payload=payload.str.replace(r"\}$", f',"verb":"{verb}"}}'),
            )
        )
        self.mentions += [
            frame.select(pl.col("decision").cast(pl.Int64), object_id=pl.col(each).cast(pl.Int64)) for each in mentioned
        ]

    def _numbered(self) -> pl.DataFrame:
        """All changes in order with their ids; the events get them as the column `change`."""
        ordered = (
            pl.concat(self.changes)
            .sort("decision", "rank", "place")
            .with_columns(
                id=pl.int_range(pl.len(), dtype=pl.Int64) + self.firsts.change,
                ordinal=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("decision"),
            )
        )
        by_rank = ordered.sort("rank", "place").partition_by("rank", as_dict=True, maintain_order=True)
        for rank, (name, frame) in enumerate(self.events.items()):
            found = by_rank.get((rank,))
            ids = pl.Series([], dtype=pl.Int64) if found is None else found["id"]
            self.events[name] = frame.with_columns(ids.alias("change"))
        return ordered.select("id", pl.col("decision") + self.firsts.decision, "ordinal", "verb", "payload")

    def _decisions(self) -> pl.DataFrame:
        mentions = (
            pl.concat(self.mentions)
            .drop_nulls()
            .unique()
            .sort("object_id")
            .group_by("decision", maintain_order=True)
            .agg(mentions="{" + pl.col("object_id").cast(pl.String).str.join(",") + "}")
        )
        return self.decisions.join(mentions, on="decision", how="left").with_columns(
            id=pl.col("decision") + self.firsts.decision, mentions=pl.col("mentions").fill_null("{}")
        )


_POST: dict[str, pl.Expr] = {
    "establishment_class": pl.lit("civil_servant"),
    "elective": pl.lit(False),
    "seats": pl.lit(1, pl.Int64),
}
"""What all posts have in common."""

_MEMBERSHIP: dict[str, pl.Expr] = {"basis": pl.lit("appointed"), "concurrent": pl.lit(False)}
"""What all memberships have in common."""

_QUOTED = frozenset(
    each.name
    for attributes in ATTRIBUTES.values()
    for each in attributes.values()
    if each.type in (Type.TEXT, Type.PERSONAL)
)


def _object(**fields: str | pl.Expr) -> pl.Expr:
    """A JSON object; fields are given in canonical order, as columns (null: left out) or as JSON."""
    parts: list[pl.Expr] = []
    for place, (name, value) in enumerate(fields.items()):
        quote = '"' if name in _QUOTED else ""
        before = f'{"," if place else ""}"{name}":'
        if isinstance(value, str):
            parts.append(before + quote + pl.col(value).cast(pl.String) + quote)
        else:
            parts.append(before + value)
    return pl.concat_str(pl.lit("{"), *parts, pl.lit("}"), ignore_nulls=True)


def _registration() -> pl.Expr:
    return _object(attributes=_object(name="name"), object_id="id")


def _appointment() -> pl.Expr:
    return _object(object_id="id", person="person_id", post="post_id")
