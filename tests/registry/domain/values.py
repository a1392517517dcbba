"""Strategies for values, changes and decisions of every kind."""

from __future__ import annotations

from datetime import date
from typing import get_args

from hypothesis import strategies as st

from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes, Change
from tinhgon.registry.domain.decisions import Attachment, DecisionDocument, Instrument
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, MOST, Attribute, Kind, Type, Value, check_value

DATES = st.dates(date(1900, 1, 1), date(2100, 1, 1))
IDS = st.integers(1, MOST)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
SOME_IDS = st.lists(IDS, max_size=3).map(tuple)
EXTENTS = st.sampled_from(get_args(verbs.Extent))


def raw_value(attribute: Attribute) -> st.SearchStrategy[Value]:
    """Values an attribute takes, as a user may write them."""
    match attribute.type:
        case Type.TEXT:
            return st.sampled_from(attribute.choices) if attribute.choices else TEXTS.filter(str.strip)
        case Type.INTEGER:
            return st.integers(attribute.minimum or 0, MOST)
        case Type.DECIMAL:
            lowest = -(10**14) if attribute.minimum is None else attribute.minimum
            return st.decimals(lowest, 10**14, places=12).map(str)
        case Type.BOOLEAN:
            return st.booleans()
        case Type.DATE:
            return DATES.map(date.isoformat)
        case Type.REFERENCE:
            return IDS
        case _:
            return st.text("0123456789abcdef", min_size=64, max_size=64)


def stored_value(kind: Kind, attribute: Attribute) -> st.SearchStrategy[Value | None]:
    """Values as they are kept, "explicitly none" among them where that is allowed."""
    some: st.SearchStrategy[Value | None] = raw_value(attribute).map(
        lambda value: check_value(kind, attribute.name, value)
    )
    return some if attribute.required else st.none() | some


@st.composite
def attributes(draw: st.DrawFn) -> Attributes:
    """Any attributes of any kind, in any number."""
    kind = draw(st.sampled_from(list(Kind)))
    names = draw(st.lists(st.sampled_from(list(ATTRIBUTES[kind])), max_size=4, unique=True))
    return {name: draw(st.none() | raw_value(ATTRIBUTES[kind][name])) for name in names}


KINS = st.builds(verbs.Kin, object_id=IDS, extent=EXTENTS)
PARTS = st.builds(verbs.Part, object_id=IDS, attributes=attributes())
BOUNDARIES = st.builds(verbs.Boundary, object_id=IDS, attributes=attributes())
TRANSFERS = st.builds(verbs.TransferOfPart, source=IDS, target=IDS)

_FIELDS: dict[str, st.SearchStrategy[object]] = {
    "effective_on": st.none() | DATES,
    "kind": st.sampled_from(list(Kind)),
    "attributes": attributes(),
    "source_attributes": attributes(),
    "target_attributes": attributes(),
    "founded": st.none() | attributes(),
    "predecessors": st.lists(KINS, max_size=2).map(tuple),
    "successors": st.lists(KINS, max_size=2).map(tuple),
    "sources": SOME_IDS,
    "posts": SOME_IDS,
    "parts": st.lists(PARTS, max_size=2).map(tuple),
    "areas": st.lists(BOUNDARIES, max_size=2).map(tuple),
    "transfers": st.lists(TRANSFERS, max_size=2).map(tuple),
    "name": TEXTS,
    "short_name": st.none() | TEXTS,
    "parent": st.none() | IDS,
    "adopt": st.booleans(),
    "source_ends": st.booleans(),
    "concurrent": st.booleans(),
    "non_local": st.none() | st.booleans(),
    "handover_until": st.none() | DATES,
    "term_ends_on": st.none() | DATES,
    "establishment_class": TEXTS,
    "funding": TEXTS,
    "amount": st.none() | st.integers(0, 10**6),
    "start": DATES,
    "end": st.none() | DATES,
}


def changes_of(verb: type[verbs.Verb]) -> st.SearchStrategy[Change]:
    """Any change of one verb; fields not listed above hold object or entry ids."""
    fields = {name: _FIELDS.get(name, IDS) for name in verb.__struct_fields__}
    return st.builds(verb, **fields)  # type: ignore[arg-type]


CHANGES: st.SearchStrategy[Change] = st.one_of([changes_of(verb) for verb in verbs.VERBS.values()])

DOCUMENTS: st.SearchStrategy[DecisionDocument] = st.builds(
    DecisionDocument,
    number=TEXTS,
    kind=TEXTS,
    issuer=TEXTS,
    signed_on=DATES,
    effective_on=DATES,
    subject=TEXTS,
    changes=st.lists(CHANGES, max_size=3).map(tuple),
    instruments=st.lists(
        st.builds(Instrument, number=TEXTS, signed_on=st.none() | DATES, verified=st.booleans()), max_size=2
    ).map(tuple),
    attachments=st.lists(st.builds(Attachment, name=TEXTS, sha256=TEXTS), max_size=1).map(tuple),
    corrects=SOME_IDS,
    key=TEXTS,
)
