"""What each verb means: the pure expansion of a change into facts over a view.

`expand` reads the view and writes nothing; laying its facts (see `facts`) is what both previewing and
enacting do. Rules that hold between objects over the whole timeline are checked once a decision is
wholly laid, so that the verbs within one decision may pass through states that would not stand alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes, Change
from tinhgon.registry.domain.facts import Began, Ended, Fact, Linked, Lived, Said, alive, known
from tinhgon.registry.domain.records import Record, Register
from tinhgon.registry.domain.refusals import describe_record, refuse
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Value, references

UNITS = (Kind.AREA, Kind.ORGANIZATION)

MEASURES = ("natural_area", "population", "minority_share", "latitude", "longitude", "boundary")
CONVERTIBLE = {
    Kind.AREA: ("name", "code", "type", "level", "parent", *MEASURES),
    Kind.ORGANIZATION: ("name", "short_name", "code", "form", "sector", "tier", "autonomy"),
}
RECLASSIFIABLE = {
    Kind.AREA: ("type", "grade", "terrain", "border", "island", "minority_share", "code"),
    Kind.ORGANIZATION: ("autonomy", "form", "sector", "tier", "code", "area"),
    Kind.POST: ("title", "role", "headship", "establishment_class", "elective", "seats"),
}
ADOPTED = (Kind.AREA, Kind.ORGANIZATION, Kind.POST)


def expand(view: Register, change: Change, on: date, source: int) -> list[Fact]:
    """The facts a change makes on day `on`; `source` is the change's id.

    Raises Refusal where the change names something that is not there on that day or says what its
    verb may not say.
    """
    expander = _EXPANDERS[type(change)]
    return list(expander(view, change, on, source))


def _found(view: Register, change: verbs.Found, on: date, source: int) -> Iterator[Fact]:
    _require_unit_kind(change.kind, change.object_id, on)
    yield from _begin(change.object_id, change.kind, change.attributes, on, source)
    for kin in change.predecessors:
        _lived(view, kin.object_id, change.kind, on)
        yield Linked(kin.object_id, change.object_id, kin.extent, on, source)


def _merge(view: Register, change: verbs.Merge, on: date, source: int) -> Iterator[Fact]:
    sources = [alive(view, each, on, *UNITS) for each in _distinct(change.sources, on)]
    kind = sources[0].kind if sources else Kind.ORGANIZATION
    if not sources or change.into in change.sources:
        raise refuse(
            "nothing_to_merge",
            on,
            (change.into,),
            "sáp nhập cần ít nhất một đơn vị nguồn khác với đơn vị nhận",
            "a merger needs at least one source other than the unit it goes into",
        )
    for record in sources:
        if record.kind is not kind:
            raise _mixed_kinds(record, on)
    if change.founded is not None:
        yield from _begin(change.into, kind, change.founded | change.attributes, on, source)
    else:
        alive(view, change.into, on, kind)
        yield from _say_all(change.into, change.attributes, on, source)
    if change.adopt:
        yield from _adopt(view, change, on, source)
    for record in sources:
        yield Linked(record.object_id, change.into, "whole", on, source)
        yield from _end(view, record, on, source)


def _adopt(view: Register, change: verbs.Merge, on: date, source: int) -> Iterator[Fact]:
    adopted = sorted({r for each in change.sources for r in view.referrers(each)} - set(change.sources))
    for object_id in adopted:
        record = view.record(object_id)
        if record is None or record.kind not in ADOPTED or on not in record.life or object_id == change.into:
            continue
        for attribute in references(record.kind):
            if record.value(attribute.name, on) in change.sources:
                yield Said(object_id, attribute.name, change.into, on, source)


def _split(view: Register, change: verbs.Split, on: date, source: int) -> Iterator[Fact]:
    record = alive(view, change.source, on, *UNITS)
    if not change.parts:
        raise refuse(
            "nothing_to_split",
            on,
            (change.source,),
            "chia, tách cần ít nhất một đơn vị mới",
            "a split needs at least one new unit",
        )
    whole = change.source_ends and len(change.parts) == 1
    for part in change.parts:
        yield from _begin(part.object_id, record.kind, part.attributes, on, source)
        yield Linked(change.source, part.object_id, "whole" if whole else "part", on, source)
    if change.source_ends:
        yield from _end(view, record, on, source)


def _dissolve(view: Register, change: verbs.Dissolve, on: date, source: int) -> Iterator[Fact]:
    record = alive(view, change.object_id, on, *UNITS)
    for kin in change.successors:
        alive(view, kin.object_id, on, record.kind)
        yield Linked(change.object_id, kin.object_id, kin.extent, on, source)
    yield from _end(view, record, on, source)


def _rename(view: Register, change: verbs.Rename, on: date, source: int) -> Iterator[Fact]:
    alive(view, change.object_id, on, *UNITS)
    yield Said(change.object_id, "name", change.name, on, source)
    if change.short_name is not None:
        yield Said(change.object_id, "short_name", change.short_name, on, source)


def _reparent(view: Register, change: verbs.Reparent, on: date, source: int) -> Iterator[Fact]:
    record = alive(view, change.object_id, on, *UNITS)
    if change.parent is not None:
        alive(view, change.parent, on, record.kind)
    yield Said(change.object_id, "parent", change.parent, on, source)


def _convert(view: Register, change: verbs.Convert, on: date, source: int) -> Iterator[Fact]:
    record = alive(view, change.object_id, on, *UNITS)
    yield from _say_allowed(record, change.attributes, CONVERTIBLE, on, source)


def _reclassify(view: Register, change: verbs.Reclassify, on: date, source: int) -> Iterator[Fact]:
    record = alive(view, change.object_id, on, *RECLASSIFIABLE)
    yield from _say_allowed(record, change.attributes, RECLASSIFIABLE, on, source)


def _transfer_part(view: Register, change: verbs.TransferPart, on: date, source: int) -> Iterator[Fact]:
    giver = alive(view, change.source, on, *UNITS)
    taker = alive(view, change.target, on, giver.kind)
    yield from _say_allowed(giver, change.source_attributes, {giver.kind: MEASURES}, on, source)
    yield from _say_allowed(taker, change.target_attributes, {taker.kind: MEASURES}, on, source)
    yield Linked(change.source, change.target, "part", on, source)


def _adjust_boundary(view: Register, change: verbs.AdjustBoundary, on: date, source: int) -> Iterator[Fact]:
    for each in change.areas:
        area = alive(view, each.object_id, on, Kind.AREA)
        yield from _say_allowed(area, each.attributes, {Kind.AREA: MEASURES}, on, source)
    for transfer in change.transfers:
        alive(view, transfer.source, on, Kind.AREA)
        alive(view, transfer.target, on, Kind.AREA)
        yield Linked(transfer.source, transfer.target, "part", on, source)


def _create_post(view: Register, change: verbs.CreatePost, on: date, source: int) -> Iterator[Fact]:
    one_seat: Attributes = {"seats": 1}
    yield from _begin(change.object_id, Kind.POST, one_seat | change.attributes, on, source)


def _abolish_post(view: Register, change: verbs.AbolishPost, on: date, source: int) -> Iterator[Fact]:
    alive(view, change.object_id, on, Kind.POST)
    yield Ended(change.object_id, on, source)


def _move_post(view: Register, change: verbs.MovePost, on: date, source: int) -> Iterator[Fact]:
    alive(view, change.object_id, on, Kind.POST)
    yield Said(change.object_id, "organization", change.organization, on, source)


def _unify_posts(view: Register, change: verbs.UnifyPosts, on: date, source: int) -> Iterator[Fact]:
    posts = _distinct(change.posts, on)
    if len(posts) < 2:
        raise refuse(
            "nothing_to_unify",
            on,
            tuple(posts),
            "nhất thể hóa cần ít nhất hai chức danh",
            "unifying takes at least two posts",
        )
    for post in posts:
        alive(view, post, on, Kind.POST)
    yield from (Said(post, "unified_with", posts[0], on, source) for post in posts[1:])


def _separate_posts(view: Register, change: verbs.SeparatePosts, on: date, source: int) -> Iterator[Fact]:
    for post in _distinct(change.posts, on):
        alive(view, post, on, Kind.POST)
        yield Said(post, "unified_with", None, on, source)


def _register_person(view: Register, change: verbs.RegisterPerson, on: date, source: int) -> Iterator[Fact]:
    yield from _begin(change.object_id, Kind.PERSON, change.attributes, on, source)


def _update_person(view: Register, change: verbs.UpdatePerson, on: date, source: int) -> Iterator[Fact]:
    alive(view, change.object_id, on, Kind.PERSON)
    yield from _say_all(change.object_id, change.attributes, on, source)


def _place(
    view: Register, change: verbs.Elect | verbs.Appoint | verbs.Transfer, person: int, on: date, source: int
) -> Iterator[Fact]:
    alive(view, person, on, Kind.PERSON)
    alive(view, change.post, on, Kind.POST)
    attributes: Attributes = {
        "person": person,
        "post": change.post,
        "basis": "elected" if isinstance(change, verbs.Elect) else "appointed",
        "concurrent": change.concurrent,
    }
    if change.non_local is not None:
        attributes["non_local"] = change.non_local
    if change.term_ends_on is not None:
        attributes["term_ends_on"] = change.term_ends_on.isoformat()
    yield from _begin(change.object_id, Kind.MEMBERSHIP, attributes, on, source)
    if change.handover_until is not None:
        yield Said(change.object_id, "handover", True, on, source, change.handover_until, overwrite=True)


def _elect_or_appoint(view: Register, change: verbs.Elect | verbs.Appoint, on: date, source: int) -> Iterator[Fact]:
    return _place(view, change, change.person, on, source)


def _relieve(view: Register, change: verbs.Relieve, on: date, source: int) -> Iterator[Fact]:
    alive(view, change.membership, on, Kind.MEMBERSHIP)
    yield Ended(change.membership, on, source)


def _transfer(view: Register, change: verbs.Transfer, on: date, source: int) -> Iterator[Fact]:
    membership = alive(view, change.membership, on, Kind.MEMBERSHIP)
    yield Ended(change.membership, on, source)
    yield from _place(view, change, int(membership.value("person", on) or 0), on, source)


def _retire(view: Register, change: verbs.Retire, on: date, source: int) -> Iterator[Fact]:
    alive(view, change.person, on, Kind.PERSON)
    for record in _records(view, view.referrers(change.person), Kind.MEMBERSHIP):
        start = record.life.lower
        if record.value("person", start) == change.person and record.life.after(on) is not None:
            if on not in record.life:
                name = describe_record(record, start)
                raise refuse(
                    "later_change",
                    start,
                    (change.person, record.object_id),
                    f"{name.vi} của người này bắt đầu ngày {start:%d/%m/%Y}, sau ngày nghỉ {on:%d/%m/%Y}",
                    f"{name.en} of this person begins on {start.isoformat()}, after retiring on {on.isoformat()}",
                )
            yield Ended(record.object_id, on, source)


def _set_quota(view: Register, change: verbs.SetQuota, on: date, source: int) -> Iterator[Fact]:
    key: Attributes = {
        "organization": change.organization,
        "establishment_class": change.establishment_class,
        "funding": change.funding,
    }
    if view.record(change.object_id) is None:
        if change.amount is None:
            raise refuse(
                "nothing_to_withdraw",
                on,
                (change.object_id,),
                "không có biên chế để thu hồi",
                "there is no quota to withdraw",
            )
        yield from _begin(change.object_id, Kind.QUOTA, key | {"amount": change.amount}, on, source)
        return
    record = alive(view, change.object_id, on, Kind.QUOTA)
    if any(record.value(name, on) != value for name, value in key.items()):
        raise refuse(
            "other_quota",
            on,
            (change.object_id,),
            f"biên chế #{change.object_id} thuộc cơ quan, loại hoặc nguồn khác",
            f"quota #{change.object_id} belongs to another organization, class or funding source",
        )
    if change.amount is None:
        yield Ended(change.object_id, on, source)
    else:
        yield Said(change.object_id, "amount", change.amount, on, source)


def _correct(view: Register, change: verbs.Correct, on: date, source: int) -> Iterator[Fact]:
    alive(view, change.object_id, change.start)
    for name, value in change.attributes.items():
        yield Said(change.object_id, name, value, change.start, source, change.end, overwrite=True)


def _correct_life(view: Register, change: verbs.CorrectLife, on: date, source: int) -> Iterator[Fact]:
    known(view, change.object_id, on)
    yield Lived(change.object_id, change.start, change.end, source)


def _annul(view: Register, change: verbs.Annul, on: date, source: int) -> Iterator[Fact]:
    # Annulment replays the record without the annulled decision (see `replay`); it states nothing itself.
    return iter(())


_EXPANDERS: dict[type, Callable[..., Iterable[Fact]]] = {
    verbs.Found: _found,
    verbs.Merge: _merge,
    verbs.Split: _split,
    verbs.Dissolve: _dissolve,
    verbs.Rename: _rename,
    verbs.Reparent: _reparent,
    verbs.Convert: _convert,
    verbs.Reclassify: _reclassify,
    verbs.TransferPart: _transfer_part,
    verbs.AdjustBoundary: _adjust_boundary,
    verbs.CreatePost: _create_post,
    verbs.AbolishPost: _abolish_post,
    verbs.MovePost: _move_post,
    verbs.UnifyPosts: _unify_posts,
    verbs.SeparatePosts: _separate_posts,
    verbs.RegisterPerson: _register_person,
    verbs.UpdatePerson: _update_person,
    verbs.Elect: _elect_or_appoint,
    verbs.Appoint: _elect_or_appoint,
    verbs.Relieve: _relieve,
    verbs.Transfer: _transfer,
    verbs.Retire: _retire,
    verbs.SetQuota: _set_quota,
    verbs.Correct: _correct,
    verbs.CorrectLife: _correct_life,
    verbs.Annul: _annul,
}


def _begin(object_id: int, kind: Kind, attributes: Attributes, on: date, source: int) -> Iterator[Fact]:
    yield Began(object_id, kind, on, source)
    given = {name: value for name, value in attributes.items() if value is not None}
    yield from _say_all(object_id, given, on, source)
    for attribute in ATTRIBUTES[kind].values():
        if attribute.required and attribute.name not in given:
            raise refuse(
                "required_missing",
                on,
                (object_id,),
                f"thiếu «{attribute.label.vi}» ({attribute.name}) của {kind} #{object_id}",
                f"{kind} #{object_id} lacks its {attribute.label.en.lower()} ({attribute.name})",
            )


def _say_all(object_id: int, attributes: Mapping[str, Value | None], on: date, source: int) -> Iterator[Fact]:
    for name, value in attributes.items():
        yield Said(object_id, name, value, on, source)


def _say_allowed(
    record: Record, attributes: Attributes, allowed: dict[Kind, tuple[str, ...]], on: date, source: int
) -> Iterator[Fact]:
    names = allowed[record.kind]
    for name, value in attributes.items():
        if name not in names:
            which = ", ".join(names)
            raise refuse(
                "not_of_this_verb",
                on,
                (record.object_id,),
                f"«{name}» không đổi được bằng loại thay đổi này; chỉ: {which}",
                f"{name} cannot be changed by this verb; only: {which}",
            )
        yield Said(record.object_id, name, value, on, source)


def _end(view: Register, record: Record, on: date, source: int) -> Iterator[Fact]:
    """End a unit, and with an organization its quotas: a ceiling has no meaning without its body."""
    if record.kind is Kind.ORGANIZATION:
        for quota in _records(view, view.referrers(record.object_id), Kind.QUOTA):
            if on in quota.life and quota.value("organization", on) == record.object_id:
                yield Ended(quota.object_id, on, source)
    yield Ended(record.object_id, on, source)


def _records(view: Register, object_ids: Iterable[int], kind: Kind) -> Iterator[Record]:
    for object_id in sorted(object_ids):
        record = view.record(object_id)
        if record is not None and record.kind is kind:
            yield record


def _lived(view: Register, object_id: int, kind: Kind, on: date) -> None:
    """Refuse a predecessor that did not exist up to `on`: one that ends that very day counts."""
    record = known(view, object_id, on)
    if record.kind is not kind or record.life.end != on:
        alive(view, object_id, on, kind)


def _distinct(object_ids: tuple[int, ...], on: date) -> tuple[int, ...]:
    if len(set(object_ids)) != len(object_ids):
        twice = tuple(sorted({each for each in object_ids if object_ids.count(each) > 1}))
        raise refuse("named_twice", on, twice, "một đối tượng được nêu hai lần", "an object is named twice")
    return object_ids


def _require_unit_kind(kind: Kind, object_id: int, on: date) -> None:
    if kind not in UNITS:
        raise refuse(
            "wrong_kind",
            on,
            (object_id,),
            f"«thành lập» chỉ dùng cho tổ chức và đơn vị hành chính, không dùng cho {kind}",
            f"only organizations and areas are founded, not a {kind}",
        )


def _mixed_kinds(record: Record, on: date) -> Exception:
    name = describe_record(record, on)
    return refuse(
        "wrong_kind",
        on,
        (record.object_id,),
        f"{name.vi} khác loại với các đơn vị nguồn còn lại",
        f"{name.en} is of another kind than the other sources",
    )
