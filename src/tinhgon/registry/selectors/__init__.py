"""What pages and commands read from the registry. Every answer takes the two times, `on` and `known`.

`selectors.differences` is imported on its own: it needs Polars, which takes a while to load.
"""

from tinhgon.registry.selectors.addresses import (
    Address,
    Ambiguous,
    Bearer,
    UnknownObject,
    address_of,
    bearers,
    ever,
    the_one,
)
from tinhgon.registry.selectors.cards import Card, Held, Seat, card
from tinhgon.registry.selectors.decisions import (
    DecisionDetail,
    DecisionLine,
    Made,
    Step,
    UnknownDecision,
    all_decisions,
    decision_detail,
    decisions_called,
    made_by,
    recorded_at,
)
from tinhgon.registry.selectors.histories import Fact, history
from tinhgon.registry.selectors.labels import Label, Source, labels, lives
from tinhgon.registry.selectors.lineages import Lineage, Passing, lineage
from tinhgon.registry.selectors.trees import Unit, areas, organizations

__all__ = [
    "Address",
    "Ambiguous",
    "Bearer",
    "Card",
    "DecisionDetail",
    "DecisionLine",
    "Fact",
    "Held",
    "Label",
    "Lineage",
    "Made",
    "Passing",
    "Seat",
    "Source",
    "Step",
    "Unit",
    "UnknownDecision",
    "UnknownObject",
    "address_of",
    "all_decisions",
    "areas",
    "bearers",
    "card",
    "decision_detail",
    "decisions_called",
    "ever",
    "history",
    "labels",
    "lineage",
    "lives",
    "made_by",
    "organizations",
    "recorded_at",
    "the_one",
]
