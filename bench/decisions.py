"""A realistic decision of 300 changes on one province: what a reorganisation there would hold."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import Kind

ISSUER = "Đo tốc độ"
MERGERS, RENAMES, MOVES, SWAPS, CEILINGS = 30, 50, 80, 45, 50
"""With the two changes of each swap of holders: 300 in all."""


def reorganisation(snapshot: Snapshot, ids: Iterator[int], number: str) -> DecisionDocument:
    """Merge rooms with all that is in them, rename, move posts, put holders into other posts, cut quotas.

    `snapshot` is the province on the day the decision takes effect.
    """
    # By name: twenty years have turned many a room into another form.
    rooms = snapshot[Kind.ORGANIZATION].filter(pl.col("name").str.starts_with("Phòng")).sort("parent_id", "id")
    pairs = list(_siblings(rooms))[:MERGERS]
    merged = [source for source, _ in pairs]
    standing = snapshot[Kind.ORGANIZATION].filter(~pl.col("id").is_in(merged)).sort("id")
    posts = snapshot[Kind.POST].filter(~pl.col("organization_id").is_in(merged)).sort("id")
    changes: list[Change] = [verbs.Merge(into=into, sources=(source,), adopt=True) for source, into in pairs]
    changes += [
        verbs.Rename(object_id=each, name=f"{name} (sắp xếp 2025)")
        for each, name in standing.select("id", "name").tail(RENAMES).iter_rows()
    ]
    targets = standing["id"].head(MOVES)
    changes += [
        verbs.MovePost(object_id=post, organization=target)
        for post, target in zip(posts["id"].tail(MOVES), targets, strict=True)
    ]
    changes += _swaps(snapshot[Kind.MEMBERSHIP].filter(pl.col("post_id").is_in(posts["id"].to_list())), ids)
    quotas = snapshot[Kind.QUOTA].filter(
        (pl.col("establishment_class") == "public_employee") & ~pl.col("organization_id").is_in(merged)
    )
    columns = ("id", "organization_id", "establishment_class", "funding", "amount")
    changes += [
        verbs.SetQuota(object_id=each, organization=body, establishment_class=kind, funding=funding, amount=amount // 2)
        for each, body, kind, funding, amount in quotas.sort("id").select(columns).head(CEILINGS).iter_rows()
    ]
    return DecisionDocument(
        number=number,
        kind="quyết định",
        issuer=ISSUER,
        signed_on=snapshot.on,
        effective_on=snapshot.on,
        subject="Sắp xếp tổ chức bộ máy",
        changes=tuple(changes),
    )


def _siblings(rooms: pl.DataFrame) -> Iterator[tuple[int, int]]:
    """Pairs of rooms of one body, each room in one pair at most."""
    for (_,), group in rooms.group_by("parent_id", maintain_order=True):
        members = group["id"].to_list()
        yield from zip(members[1::2], members[0::2], strict=False)


def _swaps(memberships: pl.DataFrame, ids: Iterator[int]) -> Iterator[Change]:
    """Two holders at a time are relieved of their posts, one appointed to the other's."""
    chosen = memberships.sort("id").head(SWAPS)
    rows = list(chosen.select("id", "person_id", "post_id").iter_rows())
    for membership, _, _ in rows:
        yield verbs.Relieve(membership=membership)
    for (_, person, _), (_, _, post) in zip(rows, [*rows[1:], rows[0]], strict=True):
        yield verbs.Appoint(object_id=next(ids), person=person, post=post)
