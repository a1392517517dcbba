"""Foreseeing what the domain will ask of the store, so that it is read in a few queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.domain.records import codes
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.journal import StoreJournal
from tinhgon.registry.store import StoreView


def prefetch(view: StoreView, documents: Sequence[DecisionDocument]) -> None:
    """Load in a few queries what laying and checking these decisions will ask for.

    To annul a decision asks for what that one asked for, and for all around what it touched.
    """
    annuls = {each.entry for document in documents for each in document.changes if isinstance(each, verbs.Annul)}
    undone = [each.document for each in StoreJournal().entries(annuls)] if annuls else []
    changes = [change for document in (*documents, *undone) for change in document.changes]
    _load_with_targets(view, {each for change in changes for each in mentioned(change)})
    ending = {each for change in changes for each in _ended_by(change)}
    asked = ending.union(_over_new_ceilings(changes), *map(_looked_around, changes))
    asked |= StoreJournal().touched(annuls) if annuls else set()
    _load_referrers(view, asked)
    # What refers to an object that ends changes with it.
    touched = asked.union(*(view.referrers(each) for each in ending))
    _load_with_targets(view, touched)
    bodies = _of_kind(view, touched, Kind.ORGANIZATION) | _pointed_to(view, touched, Kind.QUOTA, "organization")
    bodies |= _pointed_to(view, bodies, Kind.ORGANIZATION, "parent")
    posts = _of_kind(view, touched, Kind.POST) | _pointed_to(view, touched, Kind.MEMBERSHIP, "post")
    # Ceilings and memberships may end with what they belong to; then nothing may refer to them.
    belonging = _of_kind(view, touched, Kind.QUOTA) | _of_kind(view, touched, Kind.MEMBERSHIP)
    around = _load_referrers(view, bodies | posts | belonging)
    # A body's ceilings are held against those of the bodies right below it.
    capped = _pointed_to(view, around, Kind.QUOTA, "organization")
    capped |= {each.organization for each in changes if isinstance(each, verbs.SetQuota)}
    below = _of_kind(view, around, Kind.ORGANIZATION)
    _load_referrers(view, {each for each in below if _pointed_to(view, [each], Kind.ORGANIZATION, "parent") & capped})
    view.load_codes(_codes(view, changes))


def _load_with_targets(view: StoreView, object_ids: Iterable[int]) -> None:
    """The objects, whatever these ever refer to, what that refers to, and so on up the trees."""
    level = set(object_ids)
    seen: set[int] = set()
    while level:
        view.load(level)
        seen |= level
        level = {up for each in level if (found := view.record(each)) is not None for up in found.targets()} - seen


def _load_referrers(view: StoreView, object_ids: Iterable[int]) -> set[int]:
    """Who refers to the objects, with their records."""
    asked = set(object_ids)
    view.load_referrers(asked)
    referrers = {referrer for each in asked for referrer in view.referrers(each)}
    view.load(referrers)
    return referrers


def _of_kind(view: StoreView, object_ids: Iterable[int], kind: Kind) -> set[int]:
    return {each for each in object_ids if (found := view.record(each)) is not None and found.kind is kind}


def _pointed_to(view: StoreView, object_ids: Iterable[int], kind: Kind, attribute: str) -> set[int]:
    """What the objects of one kind ever point to with one attribute."""
    records = [view.record(each) for each in object_ids]
    return {
        int(segment.value.value)
        for found in records
        if found is not None and found.kind is kind
        for segment in found.stated(attribute)
        if segment.value.value is not None
    }


def _ended_by(change: verbs.Change) -> tuple[int, ...]:
    match change:
        case verbs.Merge():
            return change.sources
        case verbs.Split():
            return (change.source,)
        case verbs.Dissolve() | verbs.AbolishPost() | verbs.CorrectLife():
            return (change.object_id,)
        case verbs.Retire():
            return (change.person,)
    return ()


def _looked_around(change: verbs.Change) -> set[int]:
    """Objects that the rules look around: what moves, posts that are filled, bodies with quotas."""
    match change:
        case verbs.Found() | verbs.CreatePost() | verbs.MovePost() | verbs.Correct():
            return {change.object_id}
        case verbs.Reparent():
            return {change.object_id} if change.parent is None else {change.object_id, change.parent}
        case verbs.Relieve():
            return {change.membership}
        case verbs.Elect() | verbs.Appoint():
            return {change.post, change.object_id}
        case verbs.Transfer():
            return {change.post, change.membership, change.object_id}
        case verbs.SetQuota():
            return {change.organization, change.object_id}
    return set()


def _over_new_ceilings(changes: Iterable[verbs.Change]) -> set[int]:
    """The bodies under which bodies are founded that get a ceiling at once: theirs must cover it."""
    parents: dict[int, int] = {}
    holders: set[int] = set()
    for change in changes:
        match change:
            case verbs.Found(object_id=made, attributes={"parent": int(parent)}):
                parents[made] = parent
            case verbs.Merge(into=made, founded={"parent": int(parent)}):
                parents[made] = parent
            case verbs.SetQuota():
                holders.add(change.organization)
    return {parent for made, parent in parents.items() if made in holders}


def _codes(view: StoreView, changes: Iterable[verbs.Change]) -> Iterator[tuple[str, str]]:
    """Level and code of all areas that are founded or changed."""
    for change in changes:
        for each in mentioned(change):
            found = view.record(each)
            if found is not None and found.kind is Kind.AREA:
                yield from ((level, code) for level, code, _ in codes(found))
        for attributes in _founded(change):
            if attributes.get("level") and attributes.get("code"):
                yield str(attributes["level"]), str(attributes["code"])


def _founded(change: verbs.Change) -> Iterator[Mapping[str, object]]:
    match change:
        case verbs.Found():
            yield change.attributes
        case verbs.Merge() if change.founded is not None:
            yield change.founded
        case verbs.Split():
            yield from (part.attributes for part in change.parts)
