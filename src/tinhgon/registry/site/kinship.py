"""The family a person has declared, on the person's page: shown to those entitled, kept by personnel officers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, standing_of
from tinhgon.frame.languages import said
from tinhgon.registry import reach
from tinhgon.registry.domain.kinship import RELATIONS
from tinhgon.registry.kinship import InvalidTie, Relative, declare_tie, relatives, withdraw_tie
from tinhgon.registry.models import KinTie
from tinhgon.registry.selectors.people import names
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import about

FIELD = "kinship"
"""What the log of looks calls the declared family."""

LABEL = Text("Quan hệ gia đình", "Family")


@dataclass(frozen=True, slots=True)
class Kin:
    """A relative as the page shows them; the name only to those who may read about that person."""

    relative: Relative
    name: str | None
    address: str


def kin_of(request: HttpRequest, person: int) -> list[Kin]:
    """The declared family of a person, for somebody who is entitled to see it."""
    moment = moment_of(request)
    found = relatives(person)
    ids = [each.person for each in found]
    readable = reach.within(standing_of(request), Permission.READ, ids, moment.known)
    called: Mapping[int, str] = names(readable, moment.on, moment.known)
    return [Kin(each, called.get(each.person), moment.address(reverse("person", args=[each.person]))) for each in found]


@about(Permission.PERSONAL)
@require_POST
def person_ties(request: HttpRequest, object_id: int) -> HttpResponse:
    """Declare a tie of a person, or withdraw one."""
    if "withdraw" in request.POST:
        chosen = request.POST["withdraw"]
        own = {str(each.tie) for each in relatives(object_id)}
        if chosen not in own:
            raise InvalidTie(Text("Quan hệ này không còn trong sổ", "This tie is in the register no longer"))
        withdraw_tie(KinTie.objects.get(pk=int(chosen)))
        messages.success(request, said(Text("Đã bỏ quan hệ khỏi sổ.", "The tie was taken out of the register.")))
    else:
        declare_tie(
            object_id,
            _number(request.POST.get("person", "")),
            request.POST.get("relation", ""),
            _day(request.POST.get("declared_on", "")),
            request.POST.get("source", ""),
            account_of(request),
        )
        messages.success(request, said(Text("Đã ghi quan hệ vào sổ.", "The tie was entered.")))
    return redirect(moment_of(request).address(reverse("person", args=[object_id])))


def _number(text: str) -> int:
    if not text.strip().isdecimal():
        raise InvalidTie(Text("Cần số hiệu của người thân trong hồ sơ", "Give the relative's number on record"))
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidTie(Text("Cần ngày khai báo", "Give the day of the declaration")) from None


__all__ = ["FIELD", "LABEL", "RELATIONS", "Kin", "kin_of", "person_ties"]
