"""Which areas or bodies went into which between two days, as a flow and as rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tinhgon.errors import Text
from tinhgon.frame.domain.letters import alphabetical
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column
from tinhgon.registry.domain.diff import Passing
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.selectors import Label, labels
from tinhgon.registry.site.comparing_names import Surroundings
from tinhgon.registry.site.decisions_links import address_of

KINDS = (Kind.AREA, Kind.ORGANIZATION)
_DRAWN = 36  # links of a picture; more cannot be told apart

_NAMES = {
    "merged": Text("toàn bộ", "wholly"),
    "changed": Text("một phần", "in part"),
    "": Text("tiếp tục", "goes on"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """One body of the earlier day and one of the later that it went into; `mark` is empty where it goes on."""

    source: Label
    target: Label
    source_place: str
    target_place: str
    mark: str


def joined(
    before: Snapshot, after: Snapshot, passed: Iterable[Passing], kind: Kind, *, whole: bool
) -> dict[tuple[int, int], str]:
    """What went into what, by number, with its mark; with `whole` also what simply goes on.

    A target that was there before has itself as a source, too.
    """
    old, new = set(before[kind]["id"]), set(after[kind]["id"])
    found = {pair: mark for pair, mark in _ends(old, new, passed).items() if pair[0] in old or pair[1] in new}
    staying = old & new if whole else {target for _, target in found} & old & new
    return found | {(each, each): "" for each in staying}


def links(before: Snapshot, after: Snapshot, pairs: Mapping[tuple[int, int], str], kind: Kind) -> list[Link]:
    """The same with names, the targets of most sources first."""
    called = _named((before, after), kind, {source for source, _ in pairs})
    taking = _named((after, before), kind, {target for _, target in pairs})
    then, now = Surroundings.of(after, before, (), KINDS), Surroundings.of(before, after, (), KINDS)
    sources = Counter(target for _, target in pairs)
    found = [
        Link(called[source], taking[target], then.place(called[source]), now.place(taking[target]), mark)
        for (source, target), mark in pairs.items()
        if source in called and target in taking
    ]
    return sorted(found, key=lambda each: (-sources[each.target.id], _order(each.target), _order(each.source)))


def _order(label: Label) -> tuple[object, int]:
    return alphabetical(label.name or ""), label.id


def _ends(old: set[int], new: set[int], passed: Iterable[Passing]) -> dict[tuple[int, int], str]:
    """The two ends of every line of descent: what came and went between the days is passed over."""
    given: dict[int, dict[int, str]] = defaultdict(dict)
    for each in passed:
        given[each.predecessor][each.successor] = "merged" if each.extent == "whole" else "changed"
    begun = {successor for one in given.values() for successor in one}

    def taken(giver: int, wholly: bool, on_the_way: frozenset[int]) -> Iterable[tuple[int, str]]:
        for successor, mark in given[giver].items():
            whole = wholly and mark == "merged"
            if successor in new or successor not in given:
                yield successor, "merged" if whole else "changed"
            elif successor not in on_the_way:
                yield from taken(successor, whole, on_the_way | {successor})

    first = [each for each in given if each in old or each not in begun]
    return {(each, end): mark for each in first for end, mark in taken(each, True, frozenset({each})) if each != end}


def _named(shown: tuple[Snapshot, Snapshot], kind: Kind, wanted: set[int]) -> Mapping[int, Label]:
    """By the name of the first of two days, or else of the other; the store knows what lies outside the scope."""
    found: dict[int, Label] = {}
    for each in reversed(shown):
        for object_id, name in each[kind].select("id", "name").iter_rows():
            if object_id in wanted:
                found[object_id] = Label(object_id, kind, name=name)
    for each in shown:
        found |= labels(wanted - found.keys(), each.on, each.known)
    return found


def drawn(moment: Moment, start: Moment, found: Sequence[Link]) -> dict[str, list[dict[str, object]]]:
    """The links as the chart takes them: those of the first targets, as many as can be told apart."""
    some = found[:_DRAWN]
    before = {each.source.id: each.source for each in some}
    after = {each.target.id: each.target for each in some}
    return {
        "nodes": [
            *(_node("a", label, start) for label in before.values()),
            *(_node("b", label, moment) for label in after.values()),
        ],
        "links": [
            {"source": f"a{each.source.id}", "target": f"b{each.target.id}", "value": 1, "mark": each.mark or None}
            for each in some
        ],
    }


def _node(side: str, label: Label, moment: Moment) -> dict[str, object]:
    return {
        "id": f"{side}{label.id}",
        "name": label.name or f"#{label.id}",
        "url": address_of(moment, label.kind, label.id),
    }


def columns(moment: Moment, start: Moment) -> list[Column[Link]]:
    """The columns of the same as a table."""
    marks = [(each, _NAMES[each]) for each in ("merged", "changed")]
    return [
        Column("source", Text("Trước", "Before"), lambda row: row.source.name, searched=True,
               link=lambda row: address_of(start, row.source.kind, row.source.id)),
        Column("source_place", Text("Thuộc", "Of"), lambda row: row.source_place, searched=True),
        Column("extent", Text("Chuyển vào", "Passed on"), lambda row: row.mark or None, choices=marks,
               shown=lambda row: said(_NAMES[row.mark])),
        Column("target", Text("Sau", "After"), lambda row: row.target.name, searched=True,
               link=lambda row: address_of(moment, row.target.kind, row.target.id)),
        Column("target_place", Text("Thuộc", "Of"), lambda row: row.target_place, searched=True),
    ]  # fmt: skip
