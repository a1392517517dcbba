"""Where the pages of objects are."""

from __future__ import annotations

from django.urls import reverse

from tinhgon.frame.domain.moment import Moment
from tinhgon.registry.domain.vocabulary import Kind

_ROUTES = {
    Kind.AREA: "area",
    Kind.ORGANIZATION: "organization",
    Kind.POST: "post",
    Kind.PERSON: "person",
}


def address_of(moment: Moment, kind: Kind, object_id: int) -> str:
    """The address of an object's page at a moment."""
    return moment.address(reverse(_ROUTES.get(kind, "object"), args=[object_id]))
