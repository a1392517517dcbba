"""Remedies for who leads: the control model, posts no one may hold together, terms, and targets of unified posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from tinhgon.errors import Text
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change
from tinhgon.rulebook.domain.codes import DEPUTY_SECRETARIES, ROLES
from tinhgon.rulebook.domain.findings import Finding
from tinhgon.scenarios.domain.mending.scene import Post, Scene
from tinhgon.scenarios.domain.remedies import Remedy

_UNITED = 60  # units in which one remedy has posts united at most


def _of_unit(scene: Scene, unit: int, *roles: str) -> list[Post]:
    """Posts of some roles in the bodies of a unit's own level."""
    own = (pl.col("unit_id") == unit) & (pl.col("tier") == pl.col("unit_level"))
    return scene.posts(own & pl.col("role").is_in(roles))


def _given_to(post: Post, person: int, number: int) -> list[Change]:
    """Whoever holds a post leaves it to a person who holds it beside another; `number` is that of the new object."""
    leaving = [verbs.Relieve(membership=each.membership) for each in post.holders if each.person != person]
    return [*leaving, verbs.Elect(object_id=-number, person=person, post=post.id, concurrent=True)]


def control_model(scene: Scene, finding: Finding) -> Iterator[Remedy]:
    """Have one deputy secretary chair the council and the other the Front."""
    (_, unit), *_ = finding.subjects
    deputies = [each.person for post in _of_unit(scene, unit, *DEPUTY_SECRETARIES) for each in post.holders]
    councils, fronts = _of_unit(scene, unit, "council_chair"), _of_unit(scene, unit, "front_chair")
    if len(set(deputies)) != 2 or len(councils) != 1 or len(fronts) != 1:
        return
    council, front = councils[0], fronts[0]
    first, second = sorted(set(deputies), key=lambda each: (each not in _people(council), each in _people(front)))
    changes: list[Change] = []
    for number, (post, person) in enumerate(((council, first), (front, second)), start=1):
        if person not in _people(post):
            changes += _given_to(post, person, number)
    label = Text(
        "Để hai phó bí thư kiêm chủ tịch HĐND và chủ tịch MTTQ",
        "Have the two deputies chair the council and the Front",
    )
    yield Remedy(label, tuple(changes))


def deputies_since_2025(scene: Scene, finding: Finding) -> Iterator[Remedy]:
    """Have the committee chair be deputy secretary, and the standing deputy chair the council."""
    (_, unit), *_ = finding.subjects
    by_role = {
        role: _of_unit(scene, unit, role)
        for role in ("deputy_secretary", "standing_deputy_secretary", "committee_chair", "council_chair")
    }
    if any(len(posts) != 1 for posts in by_role.values()):
        return
    deputy, standing, chair, council = (posts[0] for posts in by_role.values())
    changes: list[Change] = []
    for number, (post, giver) in enumerate(((deputy, chair), (council, standing)), start=1):
        if len(giver.holders) == 1 and giver.holders[0].person not in _people(post):
            changes += _given_to(post, giver.holders[0].person, number)
    label = Text(
        "Để chủ tịch UBND là phó bí thư, phó bí thư thường trực là chủ tịch HĐND",
        "Have the committee chair be deputy secretary and the standing deputy chair the council",
    )
    yield Remedy(label, tuple(changes))


def _people(post: Post) -> set[int]:
    return {each.person for each in post.holders}


def not_both(*roles: str) -> Callable[[Scene, Finding], Iterator[Remedy]]:
    """End what one of the people named holds of some roles in the unit: one remedy for each role."""

    def proposal(scene: Scene, finding: Finding) -> Iterator[Remedy]:
        units = [each for kind, each in finding.subjects if kind == "area"]
        people = {each for kind, each in finding.subjects if kind == "person"}
        for role in roles:
            leaving = [
                each for post in _of_unit(scene, units[0], role) for each in post.holders if each.person in people
            ]
            title = ROLES[role]
            label = Text(f"Thôi kiêm {title.vi}", f"No longer be {title.en}")
            yield Remedy(label, tuple(verbs.Relieve(membership=each.membership) for each in leaving))

    return proposal


def leave(scene: Scene, finding: Finding) -> Iterator[Remedy]:
    """End the membership, or one of the two, deputies before heads."""
    ids = [each for kind, each in finding.subjects if kind == "membership"]
    held = scene.after.holders.filter(pl.col("id").is_in(ids)).to_dicts()
    for row in sorted(held, key=lambda each: (each["headship"] == "head", -each["id"])):
        label = Text(
            f"Thôi giữ chức “{row['title']}” ({row['organization']})",
            f"Leave “{row['title']}” ({row['organization']})",
        )
        yield Remedy(label, (verbs.Relieve(membership=row["id"]),))


def unified_apart(scene: Scene, finding: Finding) -> Iterator[Remedy]:
    """Have the holder of the post that carries the pay hold the other, too; or separate the posts."""
    (_, other), (_, main) = finding.subjects
    by_id = {each.id: each for each in scene.posts(pl.col("id").is_in([other, main]))}
    if len(by_id[main].holders) == 1:
        label = Text(
            f"Để người giữ “{by_id[main].title}” kiêm “{by_id[other].title}”",
            f"Have the holder of “{by_id[main].title}” hold “{by_id[other].title}”, too",
        )
        yield Remedy(label, tuple(_given_to(by_id[other], by_id[main].holders[0].person, 1)))
    yield Remedy(Text("Thôi nhất thể hóa hai chức danh", "Separate the posts"), (verbs.SeparatePosts(posts=(other,)),))


_CHAIRS = {"secretary_is_committee_chair": "committee_chair", "secretary_is_council_chair": "council_chair"}


def missed_target(scene: Scene, finding: Finding) -> Iterator[Remedy]:
    """Have the secretary chair in as many more units as the target lacks, vacant chairs first."""
    (_, province), *_ = finding.subjects
    indicator, _, level = str(finding.evidence["indicator"]).partition(".")
    gap = int(finding.evidence["gap"] or 0)
    if indicator not in _CHAIRS or gap > _UNITED:
        return
    changes: list[Change] = []
    number = 0
    for secretary, chair in _to_unite(scene, province, level, _CHAIRS[indicator]):
        together = verbs.UnifyPosts(posts=(secretary.id, chair.id))
        uniting = [*_given_to(chair, secretary.holders[0].person, number + 1), together]
        if number < gap and scene.stands(uniting):
            changes += uniting
            number += 1
    title = ROLES[_CHAIRS[indicator]]
    label = Text(
        f"Để bí thư kiêm {title.vi} ở thêm {number} đơn vị",
        f"Have the secretary be {title.en} in {number} more units",
    )
    yield Remedy(label, tuple(changes))


def _to_unite(scene: Scene, province: int, level: str, role: str) -> list[tuple[Post, Post]]:
    """Secretary's and chair's posts of units where they are held apart, those of vacant chairs first."""
    own = (pl.col("tier") == level) & (pl.col("unit_level") == level) & (pl.col("province_id") == province)
    units: dict[int, dict[str, list[Post]]] = {}
    rows = scene.after.posts.filter(own & pl.col("role").is_in(["secretary", role]))
    place: dict[int, Any] = dict(rows.select("id", "unit_id").iter_rows())
    for post in scene.posts(own & pl.col("role").is_in(["secretary", role])):
        units.setdefault(place[post.id], {}).setdefault(post.role, []).append(post)
    apart = [
        (posts["secretary"][0], posts[role][0])
        for posts in units.values()
        if len(posts.get("secretary", ())) == len(posts.get(role, ())) == 1
        and len(posts["secretary"][0].holders) == 1
        and not _people(posts["secretary"][0]) & _people(posts[role][0])
    ]
    return sorted(apart, key=lambda each: (len(each[1].holders), each[0].id))


PROPOSALS: Mapping[str, Callable[[Scene, Finding], Iterator[Remedy]]] = {
    "control_model": control_model,
    "deputies_since_2025": deputies_since_2025,
    "three_chairs": not_both("front_chair", "council_chair", "committee_chair"),
    "council_and_committee": not_both("council_chair", "committee_chair"),
    "centre_director": leave,
    "kinship": leave,
    "local_head": leave,
    "term_limit": leave,
    "unified_apart": unified_apart,
    "target_missed": missed_target,
}
"""What proposes remedies for the rules on leaders."""
