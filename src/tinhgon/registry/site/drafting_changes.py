"""Changes of a draft: added and edited by form, one at a time, and taken out."""

from __future__ import annotations

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import page, standing_of
from tinhgon.registry import documents, reach, services
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.making import makes
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.models import Decision, Entity
from tinhgon.registry.selectors.concerning import annulled_by
from tinhgon.registry.selectors.subtrees import subtree
from tinhgon.registry.site.change_forms import OFFERS, Form, Sight, change_of, form_of, kinds_made, sent_form
from tinhgon.registry.site.drafting_steps import own_draft
from tinhgon.registry.site.moments import moment_of

_OUTSIDE = Text("nằm ngoài phạm vi được giao soạn thảo", "lies outside the subtree you may draft for")


@page(Permission.DRAFT)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, decision_id: int) -> HttpResponse:
    """The form of a change (`verb` in the address), and the change it describes added to the draft."""
    decision = own_draft(request, decision_id)
    before = documents.document_of(decision).changes
    form = _sent(request, request.GET.get("verb", ""), decision, before)
    form.more = request.POST.get("more", "")
    if request.method == "POST" and not form.more:
        change = change_of(form)
        if change is not None and _may_draft(request, change, form):
            _keep(decision, (*before, change))
            return redirect("decision_edit", decision.pk)
    address = f"{reverse('decision_add', args=[decision.pk])}?verb={form.offer.slug}"
    return _page(request, decision, form, {"address": address})


@page(Permission.DRAFT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, decision_id: int, ordinal: int) -> HttpResponse:
    """The form of a change of the draft, filled in, and what it describes in the place of that change."""
    decision = own_draft(request, decision_id)
    changes = documents.document_of(decision).changes
    if not 1 <= ordinal <= len(changes):
        raise Http404
    old, before = changes[ordinal - 1], changes[: ordinal - 1]
    form = form_of(old, decision.effective_on, made=kinds_made(before))
    if form is None:
        raise services.WrongStep(
            Text("Thay đổi này không sửa được bằng biểu", "This change cannot be edited in a form"),
            where=str(ordinal),
            mend=Text("Bỏ thay đổi này rồi nhập lại.", "Take it out and enter it again."),
        )
    if request.method == "POST":
        form = _sent(request, form.offer.slug, decision, before)
        form.more = request.POST.get("more", "")
    if request.method == "POST" and not form.more:
        kept = [new.object_id for new in makes(old)]
        change = change_of(form, lambda: kept.pop(0) if kept else services.new_ids(1)[0])
        if change is not None and _may_draft(request, change, form):
            _keep(decision, (*before, change, *changes[ordinal:]))
            return redirect("decision_edit", decision.pk)
    address = reverse("decision_change", args=[decision.pk, ordinal])
    return _page(request, decision, form, {"address": address, "ordinal": ordinal})


@page(Permission.DRAFT)
@require_POST
def remove(request: HttpRequest, decision_id: int, ordinal: int) -> HttpResponse:
    """Take the change with this number out of the account's own draft."""
    decision = own_draft(request, decision_id)
    changes = documents.document_of(decision).changes
    _keep(decision, tuple(each for number, each in enumerate(changes, start=1) if number != ordinal))
    return redirect("decision_edit", decision.pk)


def _sent(request: HttpRequest, slug: str, decision: Decision, before: tuple[Change, ...]) -> Form:
    """The form as sent, or with what the address says. Raises Http404 for a form that there is not."""
    if slug not in OFFERS:
        raise Http404
    given: QueryDict = request.POST if request.method == "POST" else request.GET
    return sent_form(slug, Sight(decision.effective_on, None, kinds_made(before)), dict(given.lists()))


def _page(request: HttpRequest, decision: Decision, form: Form, more: dict[str, object]) -> HttpResponse:
    scopes = standing_of(request).scopes(Permission.READ)
    within = None if scopes is None else subtree(scopes, moment_of(request).seq)
    context = {
        "id": decision.pk,
        "decision": decision,
        "offer": form.offer,
        "fields": form.shown(within),
        "faulty": len(form.faults),
        **more,
    }
    whole = "registry/decision_add.html"
    template = "registry/decision_add_form.html" if request.headers.get("HX-Request") else whole
    return render(request, template, context, status=400 if form.faults else 200)


def _keep(decision: Decision, changes: tuple[Change, ...]) -> None:
    document = documents.document_of(decision)
    services.revise(decision, msgspec.structs.replace(document, changes=changes))


def _may_draft(request: HttpRequest, change: Change, form: Form) -> bool:
    """Whether the account may draft for all that the change names; otherwise the form says what is outside."""
    standing = standing_of(request)
    if standing.everywhere(Permission.DRAFT):
        return True
    named = mentioned(change) | annulled_by([change])
    on_record = set(Entity.objects.filter(pk__in=named).values_list("pk", flat=True))
    outside = on_record - reach.within(standing, Permission.DRAFT, on_record)
    if isinstance(change, verbs.Found) and named == {change.object_id}:
        form.faults["parent"] = _OUTSIDE
    if isinstance(change, verbs.Annul) and outside:
        form.faults["entry"] = _OUTSIDE
    for each in form.named:
        if each.object_id in outside:
            form.faults[each.name] = _OUTSIDE
    return not form.faults and not outside
