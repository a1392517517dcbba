"""Changes of a draft: added by form, one at a time, and taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import page, standing_of
from tinhgon.registry import documents, reach, services
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Decision, Entity, QuotaState
from tinhgon.registry.selectors import address_of, the_one
from tinhgon.registry.site.drafting_forms import OFFERS, Faulty, Filled, change_of
from tinhgon.registry.site.drafting_steps import own_draft

_NUMBER = re.compile(r"#?(\d{1,18})\b.*", re.DOTALL)
_OUTSIDE = Text("nằm ngoài phạm vi được giao soạn thảo", "lies outside the subtree you may draft for")


@page(Permission.DRAFT)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, decision_id: int) -> HttpResponse:
    """The form of a verb (`verb` in the address), and the change it describes added to the draft."""
    decision = own_draft(request, decision_id)
    offer = OFFERS.get(request.GET.get("verb", ""))
    if offer is None:
        raise Http404
    sent = {each.name: request.POST.get(each.name, request.GET.get(each.name, "")) for each in offer.fields}
    filled = Filled(offer, sent)
    if request.method == "POST":
        change = _described(filled, decision)
        if change is not None and _may_draft(request, change, filled):
            _append(decision, change)
            return redirect("decision_edit", decision.pk)
    context = {"id": decision.pk, "decision": decision, "offer": offer, "fields": _shown(filled)}
    whole = "registry/decision_add.html"
    template = "registry/decision_add_form.html" if request.headers.get("HX-Request") else whole
    return render(request, template, context, status=400 if filled.faults else 200)


@page(Permission.DRAFT)
@require_POST
def remove(request: HttpRequest, decision_id: int, ordinal: int) -> HttpResponse:
    """Take the change with this number out of the account's own draft."""
    decision = own_draft(request, decision_id)
    document = documents.document_of(decision)
    kept = tuple(each for number, each in enumerate(document.changes, start=1) if number != ordinal)
    services.revise(decision, msgspec.structs.replace(document, changes=kept))
    return redirect("decision_edit", decision.pk)


def _append(decision: Decision, change: Change) -> None:
    document = documents.document_of(decision)
    services.revise(decision, msgspec.structs.replace(document, changes=(*document.changes, change)))


def _described(filled: Filled, decision: Decision) -> Change | None:
    made = _made_by(documents.document_of(decision).changes)

    def refer(text: str, kinds: tuple[Kind, ...]) -> int:
        return _meant(text, kinds, decision, made)

    def kind_of(object_id: int) -> Kind | None:
        return made.get(object_id) or _kind(object_id)

    change = change_of(filled, lambda: services.new_ids(1)[0], refer, kind_of)
    if isinstance(change, verbs.RegisterPerson):
        digests = services.keep_personal(change.object_id, {k: str(v) for k, v in change.attributes.items()})
        return msgspec.structs.replace(change, attributes=dict(digests))
    if isinstance(change, verbs.SetQuota):
        return msgspec.structs.replace(change, object_id=_ceiling(change) or change.object_id)
    return change


def _ceiling(change: verbs.SetQuota) -> int | None:
    """The ceiling on record of this body, class and funding source, which the change sets anew."""
    of_body = QuotaState.objects.filter(  # type: ignore[attr-defined]
        organization=change.organization,
        establishment_class=change.establishment_class,
        funding=change.funding,
        recorded__upper_inf=True,
    )
    found: int | None = of_body.order_by("-valid").values_list("object_id", flat=True).first()
    return found


def _meant(text: str, kinds: tuple[Kind, ...], decision: Decision, made: dict[int, Kind]) -> int:
    """The object a reference means: its number (#12, as search suggests it) or a code. Raises Faulty."""
    numbered = _NUMBER.fullmatch(text) if text.startswith("#") else None
    if numbered is not None:
        object_id = int(numbered[1])
        kind = made.get(object_id) or _kind(object_id)
    else:
        try:
            found = the_one(address_of(text), decision.effective_on)
        except TinhGonError as fault:
            raise Faulty(fault.what) from None
        object_id, kind = found.id, found.kind
    if kind is None:
        raise Faulty(Text("không có trong hồ sơ", "is not on record"))
    if kind not in kinds:
        raise Faulty(Text("không đúng loại đối tượng", "is an object of another kind"))
    return object_id


def _kind(object_id: int) -> Kind | None:
    found = Entity.objects.filter(pk=object_id).values_list("kind", flat=True).first()
    return None if found is None else Kind(found)


def _made_by(changes: Iterable[Change]) -> dict[int, Kind]:
    """What earlier changes of the same draft make, which later ones may refer to."""
    found: dict[int, Kind] = {}
    for each in changes:
        match each:
            case verbs.Found():
                found[each.object_id] = each.kind
            case verbs.CreatePost():
                found[each.object_id] = Kind.POST
            case verbs.RegisterPerson():
                found[each.object_id] = Kind.PERSON
            case verbs.Appoint() | verbs.Elect() | verbs.Transfer():
                found[each.object_id] = Kind.MEMBERSHIP
    return found


def _may_draft(request: HttpRequest, change: Change, filled: Filled) -> bool:
    """Whether the account may draft for all that the change names; otherwise the form says what is outside."""
    standing = standing_of(request)
    if standing.everywhere(Permission.DRAFT):
        return True
    named = mentioned(change)
    on_record = set(Entity.objects.filter(pk__in=named).values_list("pk", flat=True))
    outside = on_record - reach.within(standing, Permission.DRAFT, on_record)
    if isinstance(change, verbs.Found) and named == {change.object_id}:
        filled.faults["parent"] = _OUTSIDE
    attributes = getattr(change, "attributes", {})
    for each in filled.offer.fields:
        if each.input == "reference" and (getattr(change, each.name, None) or attributes.get(each.name)) in outside:
            filled.faults[each.name] = _OUTSIDE
    return not filled.faults and not outside


def _shown(filled: Filled) -> list[dict[str, object]]:
    return [
        {
            "field": each,
            "typed": filled.typed.get(each.name, ""),
            "fault": filled.faults.get(each.name),
            "kind": each.kinds[0] if len(each.kinds) == 1 else "",
        }
        for each in filled.offer.fields
    ]
