"""The ledger: enacted decisions as a chain of digests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.tables import Column, Table
from tinhgon.jobs import selectors as jobs
from tinhgon.jobs import services as jobs_asked
from tinhgon.registry.domain.ledger import GENESIS
from tinhgon.registry.models import LedgerEntry
from tinhgon.registry.selectors.subtrees import mentioning
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.work import VERIFY


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain. `number` and `title` are None where the decision is out of the account's reach."""

    seq: int
    decision: int
    number: str | None
    title: str | None
    recorded_at: datetime
    digest: str
    previous: str


@page(Permission.READ)
def ledger(request: HttpRequest) -> HttpResponse:
    """The chain up to the entry shown, latest first. Digests are shown to all; decisions only within reach."""
    moment = moment_of(request)
    table = Table(
        name="so-quyet-dinh",
        columns=_columns(moment),
        rows=_links(request, moment),
        request=request,
        caption=Text("Sổ quyết định", "Ledger of decisions"),
        empty=Text(
            "Sổ chưa có mục nào. Mỗi quyết định ban hành là một mục.",
            "The ledger is empty. Each decision that is enacted becomes an entry.",
        ),
    )
    head = LedgerEntry.objects.filter(seq=moment.seq).first()
    context = {"entry": head, "genesis": GENESIS, "may_verify": _may_verify(request)}
    if context["may_verify"]:
        context |= {"verified": jobs.latest_done(VERIFY), "verifying": jobs.under_way(VERIFY, {}, account_of(request))}
    return table.answer("registry/ledger.html", context)


@page(Permission.AUDIT)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Have the whole ledger and record checked in the background; the check under way, where there is one."""
    if not _may_verify(request):
        raise PermissionDenied
    account = account_of(request)
    under_way = jobs.under_way(VERIFY, {}, account)
    return redirect("run", (under_way or jobs_asked.ask(VERIFY, {}, account)).pk)


def _may_verify(request: HttpRequest) -> bool:
    """Whether the account may have everything on record checked: auditors of the whole registry."""
    return standing_of(request).everywhere(Permission.AUDIT)


def _links(request: HttpRequest, moment: Moment) -> list[Link]:
    scopes = standing_of(request).scopes(Permission.READ)
    seen = None if scopes is None else mentioning(scopes, moment.seq)
    rows = (
        LedgerEntry.objects.filter(seq__lte=moment.seq)
        .order_by("-seq")
        .values_list("seq", "decision_id", "decision__number", "decision__kind", "recorded_at", "digest", "previous")
    )
    found = (Link(*row) for row in rows)
    return [
        each if seen is None or each.decision in seen
        else Link(each.seq, each.decision, None, None, each.recorded_at, each.digest, each.previous)
        for each in found
    ]  # fmt: skip


def _columns(moment: Moment) -> list[Column[Link]]:
    def short(digest: str) -> str:
        return f"{digest[:16]}…"

    return [
        Column("seq", Text("Mục", "Entry"), lambda row: row.seq),
        Column("number", Text("Quyết định", "Decision"), lambda row: row.number, searched=True,
               link=lambda row: row.number and moment.address(reverse("decision", args=[row.decision]))),
        Column("title", Text("Loại văn bản", "Kind"), lambda row: row.title),
        Column("recorded_at", Text("Ghi sổ lúc", "Recorded at"), lambda row: timezone.localtime(row.recorded_at)),
        Column("digest", Text("Mã băm", "Digest"), lambda row: row.digest, searched=True,
               shown=lambda row: short(row.digest)),
        Column("previous", Text("Mã băm trước", "Previous digest"), lambda row: row.previous,
               shown=lambda row: short(row.previous)),
    ]  # fmt: skip
