"""Items of the tree and boxes of the chart: what each node of the apparatus says of itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse

from tinhgon.errors import Text
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.languages import said
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, Kind
from tinhgon.registry.selectors.apparatus import Node
from tinhgon.registry.selectors.codes import code_name


@dataclass(frozen=True, slots=True)
class Badge:
    """A word beside a node; `tone` is unified, joint or concurrent."""

    tone: str
    label: Text


@dataclass(slots=True)
class Item:
    """One node as a page shows it, with its address and that of what lies below it.

    `area` is the area a body serves where nothing around the item says it; `found` marks what was searched
    for. `children` are the items below that are at hand.
    """

    node: Node
    address: str
    branch: str
    area: str | None = None
    found: bool = False
    children: list[Item] = field(default_factory=list)

    @property
    def kind(self) -> Text:
        """The form of a body or the type of an area."""
        node = self.node
        if node.form is None:
            return CHOICE_NAMES[node.level]
        return Text(node.form, node.form) if node.kind is Kind.AREA else code_name("form", node.form)

    @property
    def badges(self) -> list[Badge]:
        """What is unusual about a body's posts and origin."""
        node, found = self.node, []
        if node.merged_from:
            found.append(Badge("joint", Text(f"hợp nhất từ {node.merged_from}", f"merged from {node.merged_from}")))
        if node.staffing.unified:
            found.append(Badge("unified", Text("nhất thể hóa", "unified post")))
        if node.staffing.head_concurrent:
            found.append(Badge("concurrent", Text("người đứng đầu kiêm nhiệm", "headed concurrently")))
        return found


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the items of one page: at its moment, by areas or (`across`) by lines of subordination alone.

    `branches` is the route that answers with what lies below a node.
    """

    moment: Moment
    across: bool
    branches: str

    def item(self, node: Node, found: Collection[int] = ()) -> Item:
        """One item, without what lies below it."""
        route = "area" if node.kind is Kind.AREA else "organization"
        lines = "all" if self.across else None
        return Item(
            node,
            self.moment.address(reverse(route, args=[node.id])),
            self.moment.address(reverse(self.branches, args=[node.id]), lines=lines),
            node.area if self.across and node.apart else None,
            node.id in found,
        )

    def items(self, nodes: Iterable[Node], above: Mapping[int, int], found: Collection[int] = ()) -> list[Item]:
        """The topmost items of nodes placed under one another as `above` says; order is kept."""
        made = {each.id: self.item(each, found) for each in nodes}
        tops: list[Item] = []
        for object_id, each in made.items():
            parent = made.get(above.get(object_id, 0))
            (tops if parent is None else parent.children).append(each)
        return tops


def boxes(items: Iterable[Item], above: int | None = None) -> list[dict[str, object]]:
    """Boxes of the chart: these items and all at hand below them.

    A box with more below it than is at hand says how much and where to fetch it.
    """
    drawn = []
    for each in items:
        drawn.append(_box(each, above))
        drawn += boxes(each.children, each.node.id)
    return drawn


def _box(shown: Item, above: int | None) -> dict[str, object]:
    node = shown.node
    box: dict[str, object] = {
        "id": node.id,
        "parent": above,
        "name": f"{node.name} – {shown.area}" if shown.area else node.name,
        "kind": said(shown.kind),
        "badges": [{"label": said(each.label), "tone": each.tone} for each in shown.badges],
        "url": shown.address,
        "tier": node.level,
        "mark": None,
    }
    if node.staffing.posts:
        box |= {"used": node.staffing.taken, "allowed": node.staffing.seats}
    if node.staffing.heads:
        box["head"] = node.staffing.head_name
    if node.below and not shown.children:
        box |= {"more": node.below, "children_src": shown.branch}
    return box
