"""What a program sends as a draft, read into a document: typed changes, personal values apart, within reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.http import HttpRequest

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import standing_of
from tinhgon.registry import reach, services
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change, change_from_plain
from tinhgon.registry.domain.decisions import DecisionDocument, Instrument
from tinhgon.registry.domain.object_ids import object_ids
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.domain.writable import require_writable
from tinhgon.registry.models import Decision, Entity, PersonalValue
from tinhgon.registry.selectors.rehearsing import named_by
from tinhgon.registry.site.drafting_steps import covers
from tinhgon.web.api.faults import Invalid

_SHOWN = 20  # ids named in an error


class OutsideSubtree(TinhGonError):
    """A change names what lies outside the subtree for which the account may draft."""

    code = "outside_subtree"


class UnknownId(TinhGonError):
    """A change names an id that was never given out."""

    code = "unknown_id"


def document_of(given: Mapping[str, Any], key: str, before: Iterable[Instrument] = ()) -> DecisionDocument:
    """The document that a program sent; what was checked of an instrument before stays checked while it is the same.

    Keeps the personal values it holds, so call it in the transaction that saves the draft. Raises Invalid,
    Unwritable, UnknownId.
    """
    document = DecisionDocument(
        number=given["number"].strip(),
        kind=given["classification"].strip(),
        issuer=given["issuer"].strip(),
        subject=given["subject"].strip(),
        signed_on=given["signed_on"],
        effective_on=given["effective_on"],
        changes=tuple(_change(place, each) for place, each in enumerate(given["changes"])),
        instruments=tuple(_instrument(each, before) for each in given["instruments"]),
        corrects=tuple(given["corrects"]),
        key=key,
    )
    require_writable(document)
    _require_given_out(document)
    people = _people(document.changes)
    changes = tuple(_with_digests(each, people) for each in document.changes)
    return msgspec.structs.replace(document, changes=changes)


def _change(place: int, plain: object) -> Change:
    try:
        return change_from_plain(plain)
    except msgspec.ValidationError as error:
        why = Text(f"không đúng dạng của một thay đổi ({error})", str(error))
        raise Invalid([(f"body.changes.{place}", why)]) from None


def _instrument(plain: Mapping[str, Any], before: Iterable[Instrument]) -> Instrument:
    given = Instrument(**plain)
    return next((each for each in before if msgspec.structs.replace(each, verified=False) == given), given)


def _require_given_out(document: DecisionDocument) -> None:
    """An id made up by a program would be given out to somebody else one day."""
    last = services.last_id()
    unknown = sorted({each for each in object_ids(document) if not 1 <= each <= last})
    if unknown:
        raise UnknownId(
            Text("Có số đối tượng chưa từng được cấp", "It names ids that were never given out"),
            where=", ".join(f"#{each}" for each in unknown[:_SHOWN]),
            mend=Text("Xin số cho đối tượng mới bằng POST /ids.", "Get ids for new objects from POST /ids."),
        )


def _people(changes: Iterable[Change]) -> frozenset[int]:
    """Which of the objects that changes correct are people."""
    corrected = [each.object_id for each in changes if isinstance(each, verbs.Correct)]
    return frozenset(Entity.objects.filter(pk__in=corrected, kind=Kind.PERSON).values_list("pk", flat=True))


def _with_digests(change: Change, people: frozenset[int]) -> Change:
    """The change with digests in the place of personal values, which are kept beside the record."""
    match change:
        case verbs.RegisterPerson() | verbs.UpdatePerson():
            pass
        case verbs.Correct() if change.object_id in people:
            pass
        case _:
            return change
    texts = {name: value for name, value in change.attributes.items() if isinstance(value, str)}
    of_person = PersonalValue.objects.filter(person_id=change.object_id, digest__in=list(texts.values()))
    standing = set(of_person.values_list("digest", flat=True))
    plain = {name: value for name, value in texts.items() if value not in standing}
    digests = services.keep_personal(change.object_id, plain) if plain else {}
    return msgspec.structs.replace(change, attributes={**change.attributes, **digests})


def require_reach(request: HttpRequest, decision: Decision) -> None:
    """Raises OutsideSubtree unless the account may draft for all that a decision names."""
    standing = standing_of(request)
    named, alone = named_by(decision)
    if (not named and not alone) or covers(standing, Permission.DRAFT, decision):
        return
    outside = sorted((named - reach.within(standing, Permission.DRAFT, named)) | alone)
    raise OutsideSubtree(
        Text("Dự thảo chạm đến đối tượng ngoài phạm vi được giao soạn thảo",
             "The draft names what lies outside the subtree you may draft for"),
        where=", ".join(f"#{each}" for each in outside[:_SHOWN]),
        why=Text("Đối tượng mới phải đặt dưới một đơn vị trong phạm vi.",
                 "What is new must stand under something within it."),
        mend=Text("Bỏ các thay đổi đó, hoặc đề nghị giao vai trò rộng hơn.",
                  "Leave these changes out, or ask for a role over more."),
    )  # fmt: skip
