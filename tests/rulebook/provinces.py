"""Small provinces in memory: bodies, posts and holders named in a line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from tinhgon.registry.domain.snapshot import SCHEMAS, Snapshot
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.figures import Context
from tinhgon.rulebook.loading import load_rulebook

DAY = date(2020, 6, 1)
LATER: Mapping[Kind, Mapping[str, Any]] = {
    Kind.AREA: {"grade": pl.String},
    Kind.POST: {"role": pl.String},
    Kind.MEMBERSHIP: {"non_local": pl.Boolean},
}
"""Columns that rules and indicators read where a snapshot has them."""


class Province:
    """A province being written down; every method returns the id of what it adds."""

    def __init__(self, name: str = "Tỉnh Quảng Ninh", **attributes: Any) -> None:
        self.rows: dict[Kind, list[dict[str, Any]]] = {kind: [] for kind in Kind}
        self.last = 0
        self.id = self.area("province", name, **{"type": "tỉnh", "terrain": "mountain", **attributes})

    def add(self, kind: Kind, **columns: Any) -> int:
        self.last += 1
        self.rows[kind].append({"id": self.last, **columns})
        return self.last

    def area(self, level: str, name: str = "", parent: int | None = None, **attributes: Any) -> int:
        for decimal in ("natural_area", "minority_share"):
            if attributes.get(decimal) is not None:
                attributes[decimal] = Decimal(str(attributes[decimal]))
        name = name or f"{level} {self.last + 1}"
        return self.add(Kind.AREA, code=str(self.last + 1), name=name, level=level, parent_id=parent, **attributes)

    def body(
        self,
        form: str,
        area: int | None = None,
        tier: str = "commune",
        parent: int | None = None,
        sector: str = "state",
    ) -> int:
        return self.add(
            Kind.ORGANIZATION,
            name=f"{form} {self.last + 1}",
            sector=sector,
            tier=tier,
            form=form,
            area_id=area,
            parent_id=parent,
        )

    def post(self, body: int, role: str, headship: str = "head", seats: int = 1, of: str = "elected_official") -> int:
        return self.add(
            Kind.POST,
            organization_id=body,
            title=role,
            role=role,
            headship=headship,
            establishment_class=of,
            seats=seats,
        )

    def person(self) -> int:
        return self.add(Kind.PERSON, name="0" * 64)

    def hold(self, person: int, post: int, non_local: bool | None = None, concurrent: bool = False) -> int:
        return self.add(
            Kind.MEMBERSHIP,
            person_id=person,
            post_id=post,
            basis="elected",
            non_local=non_local,
            concurrent=concurrent,
        )

    def quota(self, body: int, amount: int, of: str = "civil_servant", funding: str = "ngân sách") -> int:
        return self.add(Kind.QUOTA, organization_id=body, amount=amount, establishment_class=of, funding=funding)

    def unit(self, area: int, tier: str, holders: Mapping[str, str]) -> dict[str, int]:
        """The leading bodies of a unit; `holders` names who holds each role. Returns persons by name."""
        homes = {
            "party_committee": ("secretary", "standing_deputy_secretary", "deputy_secretary", "deputy_secretary_2"),
            "people_committee": ("committee_chair", "committee_vice_chair"),
            "people_council": ("council_chair",),
            "front_committee": ("front_chair",),
            "village_party_cell": ("cell_secretary",),
            "village": ("village_head",),
        }
        people: dict[str, int] = {}
        for form, roles in homes.items():
            wanted = [role for role in roles if role in holders]
            if not wanted:
                continue
            body = self.body(form, area, tier, sector="state" if form.startswith("people") else "party")
            for role in wanted:
                slug = role.removesuffix("_2")
                post = self.post(body, slug, "deputy" if "deputy" in slug or "vice" in slug else "head")
                if name := holders[role]:
                    if name not in people:
                        people[name] = self.person()
                    self.hold(people[name], post)
        return people

    def snapshot(self, on: date = DAY) -> Snapshot:
        frames = {
            kind: pl.DataFrame(self.rows[kind], schema={**SCHEMAS[kind], **LATER.get(kind, {})}).sort("id")
            for kind in Kind
        }
        return Snapshot(None, on, None, frames)

    def apparatus(self, on: date = DAY) -> Apparatus:
        return Apparatus(self.snapshot(on))

    def context(self, on: date = DAY) -> Context:
        return Context(load_rulebook(), self.apparatus(on))


def ids(frame: pl.DataFrame) -> list[int]:
    """The ids of some rows."""
    found: Sequence[int] = frame["id"].to_list()
    return list(found)


def relabelled(snapshot: Snapshot, most: int) -> Snapshot:
    """The same state with every id replaced, in the opposite order."""
    frames = {
        kind: frame.with_columns(
            (most - pl.col(name)).alias(name) for name in frame.columns if name == "id" or name.endswith("_id")
        ).sort("id")
        for kind, frame in snapshot.frames.items()
    }
    return Snapshot(snapshot.under, snapshot.on, snapshot.known, frames)
