"""The list in which one looks for objects and chooses several of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tinhgon.accounts.domain.roles import Permission
from tinhgon.frame.access import page, standing_of
from tinhgon.registry.selectors.subtrees import subtree
from tinhgon.registry.selectors.telling import called
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.searching import found

_FOUND = 20
MOST_CHOSEN = 500


@page(Permission.DRAFT)
def choices(request: HttpRequest) -> HttpResponse:
    """What was chosen in the field `field` of a form, then what its words `q-…` find of the kinds `kind`."""
    name = request.GET.get("field", "")
    if not name:
        raise Http404
    chosen = list(dict.fromkeys(request.GET.getlist(name)))[:MOST_CHOSEN]
    text = request.GET.get(f"q-{name}", "").strip()[:200]
    hits = found(request, text, request.GET.get("kind", ""), _FOUND) if text else []
    context = {
        "name": name,
        "chosen": _with_names(request, chosen),
        "found": [(f"#{object_id}", line) for object_id, line in hits if f"#{object_id}" not in chosen],
        "looked": bool(text),
    }
    return render(request, "registry/change_form_choices.html", context)


def _with_names(request: HttpRequest, chosen: list[str]) -> list[tuple[str, str]]:
    """References as numbers, each with what its object is called where the account may see it."""
    moment = moment_of(request)
    scopes = standing_of(request).scopes(Permission.READ)
    within = None if scopes is None else subtree(scopes, moment.seq)
    ids = {int(each[1:]) for each in chosen if each[:1] == "#" and each[1:].isdecimal() and len(each) <= 16}
    shown = ids if within is None else ids & within
    names = {f"#{each.id}": each.name or "" for each in called(shown, moment.on, moment.known, within).values()}
    return [(each, f"{each} {names.get(each, '')}".strip()) for each in chosen]
