"""Remedies for what is too small or too many: rooms, deputies, seats above a table or a ceiling."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from tinhgon.errors import Text
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes, Change
from tinhgon.rulebook.domain.findings import Finding
from tinhgon.rulebook.domain.limit_rules import FULL_TIME, commune_party
from tinhgon.rulebook.domain.staff_rules import STAFF, rooms_of_departments
from tinhgon.scenarios.domain.mending.scene import Post, Scene
from tinhgon.scenarios.domain.remedies import Remedy

_SIBLINGS = 2  # rooms offered to merge into
_OFFERED = 8  # deputies among whom a choice is offered


def small_room(scene: Scene, finding: Finding) -> Iterator[Remedy]:
    """Merge the room into the smallest other room of its department, with its ceilings."""
    (_, room), *_ = finding.subjects
    rooms = scene.case.once(rooms_of_departments).filter(pl.col("form") == "room")
    parent = rooms.filter(pl.col("id") == room)["parent_id"].to_list()
    others = rooms.filter(pl.col("parent_id").is_in(parent) & (pl.col("id") != room)).sort("staff", "id")
    for into in others.head(_SIBLINGS).iter_rows(named=True):
        label = Text(f"Sáp nhập vào “{into['name']}”", f"Merge it into “{into['name']}”")
        yield Remedy(label, _merged(scene, room, into))


def _merged(scene: Scene, room: int, into: dict[str, Any]) -> tuple[Change, ...]:
    """A merger in which a vacant head's post ends, a held one becomes a deputy's, and ceilings add up."""
    changes: list[Change] = []
    for post in scene.posts((pl.col("organization_id") == room) & (pl.col("headship") == "head")):
        changes += as_deputy(scene, post, into["name"])
    theirs = {(each["establishment_class"], each["funding"]): each for each in _quotas(scene, into["id"])}
    changes.append(verbs.Merge(into=into["id"], sources=(room,), adopt=True))
    for number, own in enumerate(_quotas(scene, room), start=1):
        key = own["establishment_class"], own["funding"]
        held = theirs.get(key)
        changes.append(
            verbs.SetQuota(
                object_id=-number if held is None else held["id"],
                organization=into["id"],
                establishment_class=key[0],
                funding=key[1],
                amount=own["amount"] + (0 if held is None else held["amount"]),
            )
        )
    return tuple(changes)


def as_deputy(scene: Scene, head: Post, body: str) -> list[Change]:
    """A head's post that is held becomes that of a deputy of a body; one that is vacant ends."""
    if not head.holders:
        return scene.abolished(head)
    attributes: Attributes = {"headship": "deputy", "role": "organ_deputy", "title": f"Cấp phó {body}"}
    return [verbs.Reclassify(object_id=head.id, attributes=attributes)]


def _quotas(scene: Scene, body: int) -> list[dict[str, Any]]:
    return scene.quotas((pl.col("organization_id") == body) & pl.col("amount").is_not_null())


def deputies_of_body(scene: Scene, finding: Finding) -> Iterator[Remedy]:
    """For each deputy alike: move the post to a room that has none, or end it. Who it is to be, people decide."""
    (_, body), *_ = finding.subjects
    posts = scene.posts((pl.col("organization_id") == body) & (pl.col("headship") == "deputy"))
    if sum(len(each.holders) for each in posts) > _OFFERED:
        return
    if finding.rule == "room_deputies":
        for post in posts:
            if post.seats == 1 and post.holders:
                yield from _moved(scene, body, post)
    for post in posts:
        for number, holder in enumerate(post.holders, start=1):
            which = Text("", "") if len(post.holders) == 1 else Text(f", người thứ {number}", f", holder {number}")
            label = Text(
                f"Thôi giữ chức và bỏ một chỗ “{post.title}”{which.vi}",
                f"End one seat “{post.title}” and its holding{which.en}",
            )
            yield Remedy(label, tuple(scene.given_up(post, 1, [holder])))


def _moved(scene: Scene, body: int, post: Post) -> Iterator[Remedy]:
    rooms = scene.case.once(rooms_of_departments)
    parent = rooms.filter(pl.col("id") == body)["parent_id"].to_list()
    space = rooms.filter(pl.col("parent_id").is_in(parent) & (pl.col("id") != body) & (pl.col("deputies") == 0))
    for into in space.sort("staff", "id", descending=[True, False]).head(1).iter_rows(named=True):
        label = Text(
            f"Chuyển “{post.title}” sang “{into['name']}” đang chưa có cấp phó",
            f"Move “{post.title}” to “{into['name']}”, which has no deputy",
        )
        yield Remedy(label, (verbs.MovePost(object_id=post.id, organization=into["id"]),))


def over_table(classes: Sequence[str], tier: str) -> Callable[[Scene, Finding], Iterator[Remedy]]:
    """Give up seats of some classes in a unit that nobody holds."""

    def proposal(scene: Scene, finding: Finding) -> Iterator[Remedy]:
        (_, unit), *_ = finding.subjects
        evidence = finding.evidence
        most = evidence["most"] if "most" in evidence else int(evidence["table"] or 0) + int(evidence["further"] or 0)
        surplus = int(evidence.get("seats", evidence.get("number")) or 0) - int(most or 0)
        own = (pl.col("tier") == tier) & (pl.col("unit_id") == unit) & pl.col("establishment_class").is_in(classes)
        yield from _shed(scene, own, surplus)

    return proposal


def party_staff(scene: Scene, finding: Finding) -> Iterator[Remedy]:
    """Give up seats of the party committee of a commune."""
    if "most" in finding.evidence:
        (_, unit), *_ = finding.subjects
        own = commune_party() & (pl.col("unit_id") == unit) & pl.col("establishment_class").is_in(FULL_TIME)
        yield from _shed(scene, own, int(finding.evidence["number"] or 0) - int(finding.evidence["most"] or 0))


def over_ceiling(scene: Scene, finding: Finding) -> Iterator[Remedy]:
    """Give up seats, or raise the ceiling."""
    (_, body), *_ = finding.subjects
    evidence = finding.evidence
    class_, gap = str(evidence["establishment_class"]), int(evidence["seats"] or 0) - int(evidence["ceiling"] or 0)
    below = scene.after.above.filter(pl.col("ancestor") == body)["id"].to_list()
    yield from _shed(
        scene, pl.col("organization_id").is_in([body, *below]) & (pl.col("establishment_class") == class_), gap
    )
    for quota in _quotas(scene, body):
        if quota["establishment_class"] == class_:
            amount = quota["amount"] + gap
            yield Remedy(
                Text(f"Nâng chỉ tiêu lên {amount}", f"Raise the ceiling to {amount}"), (raised(quota, amount),)
            )
            break


def raised(quota: dict[str, Any], amount: int | None) -> verbs.SetQuota:
    """A ceiling with another amount."""
    return verbs.SetQuota(
        object_id=quota["id"],
        organization=quota["organization_id"],
        establishment_class=quota["establishment_class"],
        funding=quota["funding"],
        amount=amount,
    )


def _shed(scene: Scene, where: pl.Expr, number: int) -> Iterator[Remedy]:
    """End seats that nobody holds; whose seat is to go where these do not do, people decide."""
    vacant = scene.shed(scene.posts(where), number)
    if vacant.seats:
        left = number - vacant.seats
        rest = Text(f"; còn {left} chỗ phải chọn", f"; {left} more are to be chosen") if left else Text("", "")
        label = Text(f"Bỏ {vacant.seats} chỗ khuyết{rest.vi}", f"End {vacant.seats} vacant seats{rest.en}")
        yield Remedy(label, vacant.changes)


def missed_cut(scene: Scene, finding: Finding) -> Iterator[Remedy]:
    """Take back ceilings that no seat uses, the largest first."""
    (_, province), *_ = finding.subjects
    gap = int(finding.evidence["gap"] or 0)
    with_below = scene.after.above.select("id", "ancestor")
    having = scene.after.quotas["organization_id"].unique()
    covering = with_below.filter(pl.col("id").is_in(having.to_list()))["ancestor"].unique().to_list()
    own = (pl.col("province_id") == province) & ~pl.col("within") & ~pl.col("organization_id").is_in(covering)
    changes: list[Change] = []
    left = gap
    for quota in sorted(scene.quotas(own & pl.col("amount").is_not_null()), key=lambda each: -each["amount"]):
        body = quota["organization_id"]
        below = with_below.filter(pl.col("ancestor") == body)["id"].to_list()
        class_ = pl.col("establishment_class") == quota["establishment_class"]
        used = sum(each.seats for each in scene.posts(pl.col("organization_id").is_in([body, *below]) & class_))
        back = min(quota["amount"] - used, left)
        if back > 0:
            changes.append(raised(quota, quota["amount"] - back))
            left -= back
        if not left:
            break
    number = gap - left
    label = Text(f"Thu hồi {number} chỉ tiêu chưa dùng", f"Take back {number} unused posts of ceilings")
    yield Remedy(label, tuple(changes))


PROPOSALS: Mapping[str, Callable[[Scene, Finding], Iterator[Remedy]]] = {
    "room_too_small": small_room,
    "room_deputies": deputies_of_body,
    "inspectorate_deputies": deputies_of_body,
    "above_superior": deputies_of_body,
    "commune_staff": over_table(STAFF, "commune"),
    "commune_part_time": over_table(("part_time",), "commune"),
    "commune_party_staff": party_staff,
    "village_titles": over_table(("part_time",), "village"),
    "quota_exceeded": over_ceiling,
    "cut_missed": missed_cut,
}
"""What proposes remedies for the rules on sizes."""
