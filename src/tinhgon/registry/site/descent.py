"""What a body or an area came from and became, in words and as a flow; and what one would compare it with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from graphlib import CycleError, TopologicalSorter

from tinhgon.errors import Text
from tinhgon.frame.domain.moment import Moment
from tinhgon.registry.selectors import Fact, Lineage, Passing
from tinhgon.registry.site.decisions_links import address_of
from tinhgon.temporal import Period

Wording = Callable[[Passing, Lineage], Text]
"""What is said of a step; the name of the object at its other end follows."""


def steps(origin: Lineage, wording: Wording, moment: Moment) -> list[dict[str, object]]:
    """Every step of the lineage: who gave (unless it is the object itself), in words, and the other end."""
    return [_step(each, origin, wording, moment) for each in (*origin.predecessors, *origin.successors)]


def _step(each: Passing, origin: Lineage, wording: Wording, moment: Moment) -> dict[str, object]:
    received = each.successor == origin.root
    giver, taker = origin.nodes[each.predecessor], origin.nodes[each.successor]
    other = giver if received else taker
    first = None if received or each.predecessor == origin.root else giver
    return {
        "on": each.on,
        "first": first and {"name": first.name, "address": address_of(moment, first.kind, first.id)},
        "words": wording(each, origin),
        "other": {"name": other.name, "address": address_of(moment, other.kind, other.id)},
        "source": each.source,
    }


def flow(origin: Lineage, moment: Moment) -> dict[str, object] | None:
    """The lineage as a flow; None where it is a single step, or runs in a circle, which a flow cannot show."""
    passed = [*origin.predecessors, *origin.successors]
    if len({(each.predecessor, each.successor) for each in passed}) < 2:
        return None
    order = TopologicalSorter[int]()
    for each in passed:
        order.add(each.successor, each.predecessor)
    try:
        order.prepare()
    except CycleError:
        return None
    nodes = {each for passing in passed for each in (passing.predecessor, passing.successor)}
    return {
        "nodes": [
            {"id": str(each), "name": origin.nodes[each].name, "url": address_of(moment, origin.nodes[each].kind, each)}
            for each in sorted(nodes)
        ],
        "links": [
            {"source": str(source), "target": str(target), "value": 1}
            for source, target in sorted({(each.predecessor, each.successor) for each in passed})
        ],
    }


def before_last_change(facts: Iterable[Fact], moment: Moment) -> str:
    """The day before the last change up to the day shown: what one would compare it with."""
    begun = {each.valid.start for each in facts if each.valid.start is not None}
    passed = [each for each in begun if moment.on in Period.since(each)]
    return (max(passed, default=moment.on) - timedelta(days=1)).isoformat()
