"""What can be done to bodies in the editor, each as the changes it comes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tinhgon.errors import Text
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes, Change
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.services import new_ids
from tinhgon.scenarios.domain.plan import InvalidEdit, Operation, adding
from tinhgon.scenarios.site.editor_desk import Desk, Given, Row

BODIES = Text("cơ quan, tổ chức", "bodies")
TARGET = Text("nơi đến", "where to")
POSTS = Text("chức danh", "posts")
NAME = Text("tên", "a name")


@dataclass(frozen=True, slots=True)
class Doing:
    """An edit: what it is called in the list of edits, and what it does to the plan."""

    label: Text
    operations: tuple[Operation, ...]


Action = Callable[[Desk, Given], Doing]

Key = tuple[str, str]
"""Establishment class and funding source of a ceiling."""


def _add(desk: Desk, label: Text, changes: Iterable[Change]) -> Doing:
    return Doing(label, (adding(changes, desk.phase.id),))


def _names(desk: Desk, ids: Sequence[int]) -> Text:
    """One object by name, several by number."""
    if len(ids) == 1:
        name = desk.called.name(ids[0])
        return Text(name, name)
    return Text(f"{len(ids)} cơ quan, đơn vị", f"{len(ids)} bodies")


# --- moving -------------------------------------------------------------------------------------


def move(desk: Desk, given: Given) -> Doing:
    """Put bodies under another body, or under an area with no body above them."""
    ids, target = given.some("ids", BODIES), given.number("target", TARGET)
    area = desk.row(Kind.AREA, target)
    changes = [change for each in ids for change in _moved(desk, each, target, area)]
    moved, name = _names(desk, ids), desk.called.name(target)
    return _add(desk, Text(f"Chuyển {moved.vi} về {name}", f"Move {moved.en} under {name}"), changes)


def _moved(desk: Desk, body: int, target: int, area: Row | None) -> Iterator[Change]:
    """What is part of a unit's own apparatus comes to serve the unit it moves to; what serves another goes on so."""
    row = desk.body(body)
    parent = None if row["parent_id"] is None else desk.row(Kind.ORGANIZATION, row["parent_id"])
    there = target if area is not None else desk.body(target)["area_id"]
    yield verbs.Reparent(object_id=body, parent=None if area is not None else target)
    inside = parent is not None and parent["area_id"] == row["area_id"]
    if (area is not None or inside) and there is not None and there != row["area_id"]:
        for each in desk.tree(body):
            if desk.body(each)["area_id"] == row["area_id"]:
                yield verbs.Reclassify(object_id=each, attributes={"area": there})


# --- merging, dissolving, splitting -------------------------------------------------------------


def merge(desk: Desk, given: Given) -> Doing:
    """Merge bodies into one of them or another that goes on, with posts, sub-units and ceilings."""
    ids, into = given.some("ids", BODIES), given.number("into", TARGET)
    sources = [each for each in ids if each != into]
    if not sources:
        raise InvalidEdit(
            Text(
                "Cần ít nhất một cơ quan khác với cơ quan nhận", "There must be a body other than the one that goes on"
            )
        )
    desk.body(into)
    changes: list[Change] = [verbs.Merge(into=into, sources=tuple(sources), adopt=True)]
    changes += _ceilings(desk, sources, into)
    merged, name = _names(desk, sources), desk.called.name(into)
    return _add(desk, Text(f"Sáp nhập {merged.vi} vào {name}", f"Merge {merged.en} into {name}"), changes)


def join(desk: Desk, given: Given) -> Doing:
    """Merge bodies into a new one, with posts, sub-units and ceilings."""
    sources, name = given.some("ids", BODIES), given.text("name", NAME)
    first = desk.body(sources[0])
    made = new_ids(1)[0]
    founded = _like(first, name, given)
    changes: list[Change] = [verbs.Merge(into=made, sources=tuple(sources), founded=founded, adopt=True)]
    changes += _ceilings(desk, sources, made)
    merged = _names(desk, sources)
    return _add(desk, Text(f"Hợp nhất {merged.vi} thành {name}", f"Merge {merged.en} as new {name}"), changes)


def _like(row: Row, name: str, given: Given) -> Attributes:
    """The attributes of a new body that takes the place of another, with what was said of it."""
    parent = given.numbers("parent")
    found: Attributes = {
        "name": name,
        "sector": given.text("sector") or row["sector"],
        "tier": row["tier"],
        "form": given.text("form") or row["form"],
        "parent": parent[0] if parent else row["parent_id"],
        "area": row["area_id"],
    }
    return {key: value for key, value in found.items() if value is not None}


def _ceilings(desk: Desk, sources: Sequence[int], into: int) -> Iterator[Change]:
    """The ceilings of bodies that end, added to those of the body that takes them over.

    A ceiling covers those of the bodies below it: what lies under the body that takes over is in its ceiling
    already, and a ceiling it did not have before must hold those that stay under it, too.
    """
    own = {(each["establishment_class"], each["funding"]): each for each in desk.quotas([into])}
    below = set(desk.tree(into))
    sums: dict[Key, int] = defaultdict(int)
    for each in desk.quotas(sources):
        key = each["establishment_class"], each["funding"]
        if key not in own or each["organization_id"] not in below:
            sums[key] += each["amount"] or 0
    for (establishment, funding), amount in sums.items():
        held = own.get((establishment, funding))
        before = held["amount"] or 0 if held else _covered(desk, into, (establishment, funding), sources)
        yield verbs.SetQuota(
            object_id=held["id"] if held else new_ids(1)[0],
            organization=into,
            establishment_class=establishment,
            funding=funding,
            amount=amount + before,
        )


def _covered(desk: Desk, body: int, key: Key, ending: Sequence[int]) -> int:
    """The sum of the highest ceilings below a body, but for bodies that end."""
    total = 0
    for each in desk.children([body]):
        if each["id"] in ending:
            continue
        held = [row for row in desk.quotas([each["id"]]) if (row["establishment_class"], row["funding"]) == key]
        total += held[0]["amount"] or 0 if held else _covered(desk, each["id"], key, ending)
    return total


def dissolve(desk: Desk, given: Given) -> Doing:
    """End bodies: what they have passes to an heir, or ends with them."""
    ids, heir = given.some("ids", BODIES), given.numbers("heir")
    gone = _names(desk, ids)
    if not heir:
        changes = [change for each in ids for change in _ended(desk, list(desk.tree(each)))]
        return _add(desk, Text(f"Giải thể {gone.vi}", f"Dissolve {gone.en}"), changes)
    name = desk.called.name(heir[0])
    changes = [change for each in ids for change in _passed_on(desk, each, heir[0])]
    changes += _ceilings(desk, ids, heir[0])
    label = Text(f"Giải thể {gone.vi}, chuyển về {name}", f"Dissolve {gone.en}, passing to {name}")
    return _add(desk, label, changes)


def _passed_on(desk: Desk, body: int, heir: int) -> Iterator[Change]:
    desk.body(heir)
    yield from (verbs.MovePost(object_id=each["id"], organization=heir) for each in desk.posts([body]))
    for each in desk.children([body]):
        yield from _moved(desk, each["id"], heir, None)
    yield verbs.Dissolve(object_id=body, successors=(verbs.Kin(object_id=heir),))


def _ended(desk: Desk, bodies: Sequence[int]) -> Iterator[Change]:
    yield from _abolished(desk, [each["id"] for each in desk.posts(bodies)])
    yield from (verbs.Dissolve(object_id=each) for each in bodies)


def _abolished(desk: Desk, posts: Sequence[int]) -> Iterator[Change]:
    """Posts end after who holds them was relieved and what was unified with them stands alone again."""
    paired = [
        row["id"]
        for row in desk.snapshot[Kind.POST].drop_nulls("unified_with_id").iter_rows(named=True)
        if row["unified_with_id"] in posts and row["id"] not in posts
    ]
    if paired:
        yield verbs.SeparatePosts(posts=tuple(paired))
    yield from (verbs.Relieve(membership=each["id"]) for each in desk.holdings(posts))
    yield from (verbs.AbolishPost(object_id=each) for each in posts)


def split(desk: Desk, given: Given) -> Doing:
    """Split new bodies off one, or divide it among them; what it has then passes to the first."""
    source, names = given.number("ids", BODIES), given.lines("names")
    if not names:
        raise InvalidEdit(Text("Cần tên của ít nhất một cơ quan mới", "Give the name of at least one new body"))
    row, ends = desk.body(source), given.flag("ends")
    parts = tuple(
        verbs.Part(object_id=made, attributes=_like(row, name, given))
        for made, name in zip(new_ids(len(names)), names, strict=True)
    )
    changes: list[Change] = []
    if ends:
        first = parts[0].object_id
        changes += [verbs.MovePost(object_id=each["id"], organization=first) for each in desk.posts([source])]
        changes += [verbs.Reparent(object_id=each["id"], parent=first) for each in desk.children([source])]
        changes += _ceilings(desk, [source], first)
    changes.insert(0, verbs.Split(source=source, parts=parts, source_ends=ends))
    name = desk.called.name(source)
    label = Text(f"Chia {name}", f"Divide {name}") if ends else Text(f"Tách từ {name}", f"Split off {name}")
    return _add(desk, label, changes)


def rename(desk: Desk, given: Given) -> Doing:
    """Give a body or an area another name."""
    named, name = given.number("ids", BODIES), given.text("name", NAME)
    old = desk.called.name(named)
    change = verbs.Rename(object_id=named, name=name, short_name=given.text("short_name") or None)
    return _add(desk, Text(f"Đổi tên {old} thành {name}", f"Rename {old} to {name}"), [change])


def convert(desk: Desk, given: Given) -> Doing:
    """Turn a body into another form, such as a joint office; its name may change with it."""
    turned, form = given.number("ids", BODIES), given.text("form", Text("loại hình", "a form"))
    row = desk.body(turned)
    wanted = {"form": form, "name": given.text("name"), "sector": given.text("sector")}
    told: Attributes = {key: value for key, value in wanted.items() if value and value != row[key]}
    change = verbs.Convert(object_id=turned, attributes=told)
    name = desk.called.name(turned)
    return _add(desk, Text(f"Chuyển đổi loại hình {name}", f"Convert {name}"), [change])


# --- posts and ceilings -------------------------------------------------------------------------


def move_posts(desk: Desk, given: Given) -> Doing:
    """Put posts, with who holds them, into another body."""
    posts, target = given.some("posts", POSTS), given.number("target", TARGET)
    desk.body(target)
    changes = [verbs.MovePost(object_id=each, organization=target) for each in posts]
    name, said = desk.called.name(target), _posts(desk, posts)
    return _add(desk, Text(f"Chuyển {said.vi} về {name}", f"Move {said.en} to {name}"), changes)


def abolish_posts(desk: Desk, given: Given) -> Doing:
    """End posts, relieving who holds them."""
    posts = given.some("posts", POSTS)
    said = _posts(desk, posts)
    return _add(desk, Text(f"Bỏ {said.vi}", f"Abolish {said.en}"), _abolished(desk, posts))


def unify_posts(desk: Desk, given: Given) -> Doing:
    """Mean posts to have one holder; `paid` is the one that carries the pay."""
    posts, paid = given.some("posts", POSTS), given.numbers("paid")
    ordered = [*(each for each in posts if each in paid[:1]), *(each for each in posts if each not in paid[:1])]
    said = _posts(desk, posts)
    change = verbs.UnifyPosts(posts=tuple(ordered))
    return _add(desk, Text(f"Nhất thể hóa {said.vi}", f"Unify {said.en}"), [change])


def separate_posts(desk: Desk, given: Given) -> Doing:
    """Undo the unification of posts."""
    posts = given.some("posts", POSTS)
    said = _posts(desk, posts)
    change = verbs.SeparatePosts(posts=tuple(posts))
    return _add(desk, Text(f"Thôi nhất thể hóa {said.vi}", f"Separate {said.en}"), [change])


def _posts(desk: Desk, posts: Sequence[int]) -> Text:
    if len(posts) == 1:
        name = desk.called.name(posts[0])
        return Text(f"chức danh {name}", f"the post {name}")
    return Text(f"{len(posts)} chức danh", f"{len(posts)} posts")


def move_quota(desk: Desk, given: Given) -> Doing:
    """Pass some of a body's ceiling to another, of the same class and funding source."""
    source, target = given.number("quota", Text("biên chế", "a ceiling")), given.number("target", TARGET)
    amount = given.number("amount", Text("số biên chế", "how many"))
    row = desk.row(Kind.QUOTA, source)
    if row is None or not 0 < amount <= (row["amount"] or 0):
        most = 0 if row is None else row["amount"] or 0
        raise InvalidEdit(
            Text(f"Chỉ chuyển được từ 1 đến {most} biên chế", f"From 1 to {most} can be moved"),
            where=desk.called.name(row["organization_id"]) if row else "",
        )
    taken = _ceiling(row, row["amount"] - amount or None)
    changes = [taken, _raised(desk, row, target, amount)]
    giver, taker = desk.called.name(row["organization_id"]), desk.called.name(target)
    label = Text(
        f"Chuyển {amount} biên chế từ {giver} về {taker}", f"Move {amount} of the ceiling from {giver} to {taker}"
    )
    return _add(desk, label, changes)


def _raised(desk: Desk, like: Row, target: int, amount: int) -> Change:
    desk.body(target)
    for each in desk.quotas([target]):
        if (each["establishment_class"], each["funding"]) == (like["establishment_class"], like["funding"]):
            return _ceiling(each, (each["amount"] or 0) + amount)
    return _ceiling({**like, "id": new_ids(1)[0], "organization_id": target}, amount)


def _ceiling(row: Row, amount: int | None) -> verbs.SetQuota:
    return verbs.SetQuota(
        object_id=row["id"],
        organization=row["organization_id"],
        establishment_class=row["establishment_class"],
        funding=row["funding"],
        amount=amount,
    )


BODY_ACTIONS: Mapping[str, Action] = {
    "move": move,
    "merge": merge,
    "join": join,
    "dissolve": dissolve,
    "split": split,
    "rename": rename,
    "convert": convert,
    "move_posts": move_posts,
    "abolish_posts": abolish_posts,
    "unify_posts": unify_posts,
    "separate_posts": separate_posts,
    "move_quota": move_quota,
}
"""What the chart, the tree and the panel of a body do, by name."""
