"""Remedies for a record that contradicts itself: what is left behind, ceilings that do not fit, seats taken twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from tinhgon.errors import Text
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.records import Record
from tinhgon.registry.domain.refusals import Violation, describe
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.findings import Finding
from tinhgon.scenarios.domain.mending.scene import Scene
from tinhgon.scenarios.domain.mending.sizes import as_deputy, raised
from tinhgon.scenarios.domain.remedies import Remedy


def homeless_post(scene: Scene, finding: Finding) -> Iterator[Remedy]:
    """Move a post to the body its own passed into, or end it with whoever holds it."""
    (_, post), *_ = finding.subjects
    record = scene.register.record(post)
    body = None if record is None else record.value("organization", scene.on)
    if body is not None:
        yield from _post_of(scene, post, int(body))


def _post_of(scene: Scene, post: int, body: int) -> Iterator[Remedy]:
    heir = scene.successor(body)
    if heir is not None:
        name = describe(scene.register, heir, scene.on)
        label = Text(f"Chuyển chức danh sang {name.vi}", f"Move the post to the {name.en}")
        yield Remedy(label, (verbs.MovePost(object_id=post, organization=heir),))
    for each in scene.posts(pl.col("id") == post):
        changes = scene.given_up(each, each.seats, each.holders)
        number = len(each.holders)
        label = Text(
            f"Bỏ chức danh{f', {number} người thôi giữ chức' if number else ''}",
            f"End the post{f'; {number} people leave' if number else ''}",
        )
        yield Remedy(label, tuple(changes))


def several_heads(scene: Scene, finding: Finding) -> Iterator[Remedy]:
    """Keep one of the heads, each offered alike; vacant posts of the others end, held ones become deputies'."""
    (_, body), *_ = finding.subjects
    heads = scene.posts((pl.col("organization_id") == body) & (pl.col("headship") == "head"))
    (own,) = scene.bodies(pl.col("id") == body)
    held = [each for each in heads if each.holders] or heads[:1]
    for number, kept in enumerate(held, start=1):
        changes = [change for each in heads if each is not kept for change in as_deputy(scene, each, own["name"])]
        which = f"“{kept.title}” ({number}/{len(held)})"
        label = Text(f"Giữ {which} là cấp trưởng, bỏ các cấp trưởng khác", f"Keep {which} as the only head")
        yield Remedy(label, tuple(changes))


def postless_holder(scene: Scene, finding: Finding) -> Iterator[Remedy]:
    """End the membership."""
    (_, membership), *_ = finding.subjects
    yield Remedy(Text("Kết thúc việc giữ chức", "End the membership"), (verbs.Relieve(membership=membership),))


def left_behind(scene: Scene, violation: Violation) -> Iterator[Remedy]:
    """Hand what refers to something ended to what that passed into, or end it as well."""
    object_id, target = violation.objects
    record = scene.register.record(object_id)
    if record is None or scene.on not in record.life:
        return
    match record.kind:
        case Kind.POST:
            yield from _post_of(scene, object_id, target)
        case Kind.ORGANIZATION | Kind.AREA:
            yield from _body_of(scene, record, target)
        case Kind.MEMBERSHIP:
            label = Text("Kết thúc việc giữ chức", "End the membership")
            yield Remedy(label, (verbs.Relieve(membership=object_id),))


def _body_of(scene: Scene, record: Record, parent: int) -> Iterator[Remedy]:
    heir = scene.successor(parent)
    if record.value("parent", scene.on) == parent and heir is not None:
        name = describe(scene.register, heir, scene.on)
        label = Text(f"Chuyển về trực thuộc {name.vi}", f"Put it under the {name.en}")
        yield Remedy(label, (verbs.Reparent(object_id=record.object_id, parent=heir),))


def ceilings_below(scene: Scene, violation: Violation) -> Iterator[Remedy]:
    """Raise a body's ceilings to the sum of those right below it, or lower the largest of these."""
    (body,) = violation.objects
    children = [each["id"] for each in scene.bodies(pl.col("parent_id") == body)]
    below: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for quota in scene.quotas(pl.col("organization_id").is_in(children) & pl.col("amount").is_not_null()):
        below.setdefault((quota["establishment_class"], quota["funding"]), []).append(quota)
    up: list[Change] = []
    down: list[Change] = []
    for own in scene.quotas((pl.col("organization_id") == body) & pl.col("amount").is_not_null()):
        under = below.get((own["establishment_class"], own["funding"]), [])
        total = sum(each["amount"] for each in under)
        gap = total - own["amount"]
        if gap <= 0:
            continue
        up.append(raised(own, total))
        largest = max(under, key=lambda each: (each["amount"], -each["id"]))
        if largest["amount"] >= gap:
            down.append(raised(largest, largest["amount"] - gap))
    yield Remedy(Text("Nâng chỉ tiêu cấp trên bằng tổng cấp dưới", "Raise the ceiling to the sum below"), tuple(up))
    yield Remedy(Text("Giảm chỉ tiêu của cấp dưới lớn nhất", "Lower the largest ceiling below"), tuple(down))


def ceiling_twice(scene: Scene, violation: Violation) -> Iterator[Remedy]:
    """Make one ceiling of two, or withdraw the later."""
    first, second = (scene.quotas(pl.col("id") == each) for each in violation.objects)
    if first and second:
        total = first[0]["amount"] + second[0]["amount"]
        both = (raised(second[0], None), raised(first[0], total))
        yield Remedy(Text(f"Gộp thành một chỉ tiêu {total}", f"Make one ceiling of {total}"), both)
        yield Remedy(Text("Thu hồi chỉ tiêu ghi sau", "Withdraw the later ceiling"), (raised(second[0], None),))


def seat_taken(scene: Scene, violation: Violation) -> Iterator[Remedy]:
    """Have those leave who were there first, or add seats."""
    post_id, *memberships = violation.objects
    for post in scene.posts(pl.col("id") == post_id):
        surplus = len(memberships) - post.seats
        earlier = sorted(memberships)[:surplus] if surplus > 0 else sorted(memberships)[:1]
        number = len(earlier)
        label = Text(f"{number} người giữ trước thôi giữ chức", f"Have the {number} earlier holders leave")
        yield Remedy(label, tuple(verbs.Relieve(membership=each) for each in earlier))
        if surplus > 0 and post.headship == "none":
            seats: dict[str, str | int | bool | None] = {"seats": len(memberships)}
            label = Text(f"Tăng lên {len(memberships)} chỗ", f"Make it {len(memberships)} seats")
            yield Remedy(label, (verbs.Reclassify(object_id=post_id, attributes=seats),))


PROPOSALS: Mapping[str, Callable[[Scene, Finding], Iterator[Remedy]]] = {
    "several_heads": several_heads,
    "post_without_organization": homeless_post,
    "holder_without_post": postless_holder,
}
"""What proposes remedies for the rulebook's rules on the record."""

OF_VIOLATIONS: Mapping[str, Callable[[Scene, Violation], Iterator[Remedy]]] = {
    "outside_target_life": left_behind,
    "dangling_reference": left_behind,
    "quota_exceeded": ceilings_below,
    "quota_twice": ceiling_twice,
    "seat_taken": seat_taken,
}
"""What proposes remedies for breaches of the record's own rules."""
