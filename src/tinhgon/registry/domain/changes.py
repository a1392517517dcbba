"""The verbs by which a decision changes the registry.

Each verb is a value that can be written as JSON and read back; what it means is in
`registry.domain.expansion`. Object ids are whole numbers given out when a decision is drafted; a verb
that makes a new object names its new id. `effective_on` is the change's own date within a phased
decision; without one, the decision's date holds.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from tinhgon.registry.domain.vocabulary import Kind, Value

Extent = Literal["whole", "part"]
Attributes = dict[str, Value | None]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new object that a split makes, with its attributes."""

    object_id: int
    attributes: Attributes


class Kin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another object this one comes from or passes to: all of it or a part of it."""

    object_id: int
    extent: Extent = "whole"


class Boundary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """New figures (area, population, boundary) of one area after a boundary was adjusted."""

    object_id: int
    attributes: Attributes


class TransferOfPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That part of `source` went to `target`."""

    source: int
    target: int


class Verb(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="verb",
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """What all changes share."""

    effective_on: date | None = None


# --- bodies and areas ---------------------------------------------------------------------------


class Found(Verb, frozen=True, kw_only=True, tag="found"):
    """Found a new organization or area, perhaps from others that continue or have ended."""

    object_id: int
    kind: Kind
    attributes: Attributes
    predecessors: tuple[Kin, ...] = ()


class Merge(Verb, frozen=True, kw_only=True, tag="merge"):
    """Merge `sources` into `into`; they end.

    With `founded`, `into` is a new object with these attributes (hợp nhất); without, it exists and
    goes on (sáp nhập), taking `attributes` where given. With `adopt`, whatever refers to a source
    on that day (sub-units, posts) refers to `into` from then on; quotas end with their bodies.
    """

    into: int
    sources: tuple[int, ...]
    founded: Attributes | None = None
    attributes: Attributes = {}
    adopt: bool = False


class Split(Verb, frozen=True, kw_only=True, tag="split"):
    """Split new `parts` off `source`; with `source_ends` it is divided up and ends (chia, tách)."""

    source: int
    parts: tuple[Part, ...]
    source_ends: bool = False


class Dissolve(Verb, frozen=True, kw_only=True, tag="dissolve"):
    """End an organization or area; `successors` that exist take it over, wholly or in part."""

    object_id: int
    successors: tuple[Kin, ...] = ()


class Rename(Verb, frozen=True, kw_only=True, tag="rename"):
    """Give an organization or area a new name."""

    object_id: int
    name: str
    short_name: str | None = None


class Reparent(Verb, frozen=True, kw_only=True, tag="reparent"):
    """Put an organization or area under another parent, or under none."""

    object_id: int
    parent: int | None


class Convert(Verb, frozen=True, kw_only=True, tag="convert"):
    """Turn an organization or area into another form or type, keeping its identity."""

    object_id: int
    attributes: Attributes


class Reclassify(Verb, frozen=True, kw_only=True, tag="reclassify"):
    """Change the class an object is put in (terrain, border, autonomy, establishment class …)."""

    object_id: int
    attributes: Attributes


class TransferPart(Verb, frozen=True, kw_only=True, tag="transfer_part"):
    """Move part of `source` to `target`; give the new figures of either where they are known."""

    source: int
    target: int
    source_attributes: Attributes = {}
    target_attributes: Attributes = {}


class AdjustBoundary(Verb, frozen=True, kw_only=True, tag="adjust_boundary"):
    """Adjust boundaries between areas: new figures, and which area gave part to which."""

    areas: tuple[Boundary, ...]
    transfers: tuple[TransferOfPart, ...] = ()


# --- posts --------------------------------------------------------------------------------------


class CreatePost(Verb, frozen=True, kw_only=True, tag="create_post"):
    """Create a post, or a pool of equal seats, in an organization."""

    object_id: int
    attributes: Attributes


class AbolishPost(Verb, frozen=True, kw_only=True, tag="abolish_post"):
    """End a post."""

    object_id: int


class MovePost(Verb, frozen=True, kw_only=True, tag="move_post"):
    """Move a post, with its holder, to another organization."""

    object_id: int
    organization: int


class UnifyPosts(Verb, frozen=True, kw_only=True, tag="unify_posts"):
    """Mean several posts to have one holder; the first is the one that carries the pay."""

    posts: tuple[int, ...]


class SeparatePosts(Verb, frozen=True, kw_only=True, tag="separate_posts"):
    """Undo a unification: the posts are meant to have their own holders again."""

    posts: tuple[int, ...]


# --- people -------------------------------------------------------------------------------------


class RegisterPerson(Verb, frozen=True, kw_only=True, tag="register_person"):
    """Enter a person; the attributes are keyed digests."""

    object_id: int
    attributes: Attributes


class UpdatePerson(Verb, frozen=True, kw_only=True, tag="update_person"):
    """Record new personal particulars; the attributes are keyed digests."""

    object_id: int
    attributes: Attributes


class _Placement(Verb, frozen=True, kw_only=True):
    object_id: int
    person: int
    post: int
    concurrent: bool = False
    handover_until: date | None = None
    term_ends_on: date | None = None
    non_local: bool | None = None


class Elect(_Placement, frozen=True, kw_only=True, tag="elect"):
    """A person is elected to a post; `object_id` is the new membership.

    `handover_until` states until when the new holder may overlap with the one before; `non_local` that
    the person is, or is not, from outside the place (None: not stated).
    """


class Appoint(_Placement, frozen=True, kw_only=True, tag="appoint"):
    """A person is appointed to a post; `object_id` is the new membership."""


class Relieve(Verb, frozen=True, kw_only=True, tag="relieve"):
    """End a membership."""

    membership: int


class Transfer(Verb, frozen=True, kw_only=True, tag="transfer"):
    """End a membership and place its person in another post; `object_id` is the new membership."""

    membership: int
    object_id: int
    post: int
    concurrent: bool = False
    handover_until: date | None = None
    term_ends_on: date | None = None
    non_local: bool | None = None


class Retire(Verb, frozen=True, kw_only=True, tag="retire"):
    """End every membership a person holds that day; the person stays on record."""

    person: int


# --- quotas, corrections, annulment -------------------------------------------------------------


class SetQuota(Verb, frozen=True, kw_only=True, tag="set_quota"):
    """Set the establishment ceiling (posts) of an organization for one class and funding source.

    `amount` None withdraws the ceiling. A quota id that does not exist yet is made.
    """

    object_id: int
    organization: int
    establishment_class: str
    funding: str
    amount: int | None


class Correct(Verb, frozen=True, kw_only=True, tag="correct"):
    """Correct what was recorded of an object between two dates (`end` None: from `start` on, for good).

    Unlike other verbs this overwrites later statements that lie within the dates.
    """

    object_id: int
    attributes: Attributes
    start: date
    end: date | None = None


class CorrectLife(Verb, frozen=True, kw_only=True, tag="correct_life"):
    """Correct the recorded first day or the day of ending of an object (`end` None: it goes on)."""

    object_id: int
    start: date
    end: date | None = None


class Annul(Verb, frozen=True, kw_only=True, tag="annul"):
    """Annul an enacted decision, named by its ledger entry: the record stands as if it never was."""

    entry: int


Change = (
    Found
    | Merge
    | Split
    | Dissolve
    | Rename
    | Reparent
    | Convert
    | Reclassify
    | TransferPart
    | AdjustBoundary
    | CreatePost
    | AbolishPost
    | MovePost
    | UnifyPosts
    | SeparatePosts
    | RegisterPerson
    | UpdatePerson
    | Elect
    | Appoint
    | Relieve
    | Transfer
    | Retire
    | SetQuota
    | Correct
    | CorrectLife
    | Annul
)

VERBS: dict[str, type[Verb]] = {str(each.__struct_config__.tag): each for each in Change.__args__}
"""Every verb by the name it has in JSON."""

_decoder = msgspec.json.Decoder(Change)
_encoder = msgspec.json.Encoder()


def decode_change(data: bytes | str) -> Change:
    """Read a change from JSON. Raises msgspec.ValidationError naming the place of the fault."""
    change: Change = _decoder.decode(data)
    return change


def change_from_plain(plain: object) -> Change:
    """Read a change from plain values, as `plain_change` gives them."""
    change: Change = msgspec.convert(plain, Change)
    return change


def encode_change(change: Change) -> bytes:
    """Write a change as JSON (field order as declared; see `ledger` for the canonical form)."""
    return _encoder.encode(change)


def plain_change(change: Change) -> dict[str, object]:
    """A change as plain values: dicts, lists, text, numbers; dates are text."""
    plain: dict[str, object] = msgspec.to_builtins(change)
    return plain
