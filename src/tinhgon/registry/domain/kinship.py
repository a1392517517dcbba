"""Close family as the rules on kinship mean it: spouse, parents of either side, children, brothers and sisters."""

from __future__ import annotations

from collections.abc import Mapping

from tinhgon.errors import Text

RELATIONS: Mapping[str, Text] = {
    "spouse": Text("vợ hoặc chồng", "spouse"),
    "parent": Text("bố hoặc mẹ", "parent"),
    "child": Text("con", "child"),
    "parent_in_law": Text("bố hoặc mẹ vợ, chồng", "parent-in-law"),
    "child_in_law": Text("con dâu hoặc con rể", "child-in-law"),
    "sibling": Text("anh, chị, em ruột", "brother or sister"),
}
"""What one person is to another, by code."""

CONVERSE: Mapping[str, str] = {
    "spouse": "spouse",
    "parent": "child",
    "child": "parent",
    "parent_in_law": "child_in_law",
    "child_in_law": "parent_in_law",
    "sibling": "sibling",
}
"""What the other is, seen from the other side."""
