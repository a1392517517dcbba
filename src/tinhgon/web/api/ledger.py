"""The ledger: the chain of digests of enacted decisions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Schema

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import standing_of
from tinhgon.registry.models import LedgerEntry
from tinhgon.registry.selectors.subtrees import mentioning
from tinhgon.registry.site.moments import moment_of
from tinhgon.web.api.routes import Routes, paged
from tinhgon.web.api.schemas import Page, PagedMoment, datetime

ledger = Routes("ledger")


class Link(Schema):
    """A link of the chain; `decision` and `number` are null where the decision is out of reach."""

    known: int
    decision: int | None
    number: str | None
    digest: str
    previous: str
    recorded_at: datetime


class Ledger(Page):
    """The chain of digests, the first entry first."""

    items: list[Link]


@ledger.get("/ledger", Text("Sổ quyết định", "The ledger"), Ledger, Permission.READ)
def list_ledger(request: HttpRequest, asked: Query[PagedMoment]) -> Any:
    """Digests are for all who may read; the decisions behind them only within reach."""
    moment = moment_of(request)
    scopes = standing_of(request).scopes(Permission.READ)
    seen = None if scopes is None else mentioning(scopes, moment.seq)
    entries = LedgerEntry.objects.filter(seq__lte=moment.seq).order_by("seq")
    rows, page_told = paged(
        request,
        list(entries.values_list("seq", "decision_id", "decision__number", "digest", "previous", "recorded_at")),
        asked,
    )
    return {
        **page_told,
        "items": [
            Link(
                known=seq, decision=decision if seen is None or decision in seen else None,
                number=number if seen is None or decision in seen else None, digest=digest, previous=previous,
                recorded_at=recorded_at,
            )
            for seq, decision, number, digest, previous, recorded_at in rows
        ],
    }  # fmt: skip
