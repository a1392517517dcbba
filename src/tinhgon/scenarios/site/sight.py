"""A scenario as its pages show it: on a day, under the law of a day; with addresses that keep both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, standing_of
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Table
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import LedgerEntry
from tinhgon.registry.pictures import LARGE, is_large, stand
from tinhgon.registry.selectors import Label, labels
from tinhgon.registry.selectors.people import names
from tinhgon.registry.site.decisions_links import address_of
from tinhgon.registry.site.moments import moment_of, read_day
from tinhgon.registry.site.pages import TooWide
from tinhgon.scenarios.checking import issues_of
from tinhgon.scenarios.domain.issues import Issue
from tinhgon.scenarios.domain.plan import Plan
from tinhgon.scenarios.meaning import Meaning, meaning_of
from tinhgon.scenarios.models import STATUS_NAMES, Scenario, Status
from tinhgon.scenarios.opening import Opened, open_plan
from tinhgon.scenarios.services import plan_of
from tinhgon.scenarios.site.access import edits, reaches
from tinhgon.scenarios.wording import Called

TABS = (
    ("scenario", Text("Tổng quan", "Overview")),
    ("scenario-findings", Text("Phát hiện", "Findings")),
    ("scenario-people", Text("Con người", "People")),
    ("scenario-flow", Text("Dòng chuyển", "Flow")),
    ("scenario-figures", Text("Chỉ tiêu", "Figures")),
    ("scenario-cost", Text("Chi phí", "Costs")),
    ("scenario-review", Text("Thẩm định", "Review")),
    ("scenario-decide", Text("Quyết định", "Decisions")),
    ("scenario-dossier", Text("Hồ sơ trình", "Dossier")),
    ("scenario-history", Text("Lịch sử", "History")),
)
"""The pages of one scenario."""

SEALS = {Status.OPEN: "draft", Status.FROZEN: "submitted", Status.DROPPED: "annulled"}
"""How the state of a scenario is drawn."""


@dataclass(frozen=True, eq=False)
class Sight:
    """A scenario as one account looks at it. `day` and `law` are what the address asks for, None what goes without."""

    request: HttpRequest
    scenario: Scenario
    day: date | None
    law: date | None

    @classmethod
    def of(cls, request: HttpRequest, scenario: Scenario) -> Sight:
        """As the address asks. Raises UnknownMoment for what is no day."""
        on, law = request.GET.get("on"), request.GET.get("law")
        return cls(request, scenario, read_day(on, "on") if on else None, read_day(law, "law") if law else None)

    @cached_property
    def plan(self) -> Plan:
        """The plan, under the law asked for."""
        plan = plan_of(self.scenario)
        return plan if self.law is None else msgspec.structs.replace(plan, law_on=self.law)

    @property
    def on(self) -> date:
        """The day looked at: by default once all phases are in force."""
        return self.day or self.plan.last_day

    @property
    def law_on(self) -> date:
        """The day whose law is applied."""
        return self.plan.law_on or self.on

    @cached_property
    def opened(self) -> Opened:
        """What the plan comes to. Raises TooWide for a scenario about all of a large record."""
        base = self.plan.base
        if self.scenario.under is None and is_large(base.on, base.seq):
            raise TooWide(
                Text(
                    f"Hồ sơ có hơn {LARGE} cơ quan, không xem toàn bộ được", f"The record has more than {LARGE} bodies"
                ),
                where=self.scenario.name,
                mend=Text("Lập phương án cho một tỉnh.", "Make a scenario about one province."),
            )
        return open_plan(self.plan, self.scenario.under)

    @cached_property
    def issues(self) -> list[Issue]:
        """What is wrong, what is mended, what is as before."""
        return issues_of(self.opened, self.scenario.waivers.all(), self.on)  # type: ignore[attr-defined]

    @cached_property
    def meaning(self) -> Meaning:
        """What it means in numbers, for people, in money."""
        return meaning_of(self.opened, self.scenario.assumptions, self.on)

    @cached_property
    def moment(self) -> Moment:
        """The moment of pages of the record that this links to: the day looked at, as recorded at the base."""
        asked, base = moment_of(self.request), self.plan.base
        known = None if base.seq == asked.head else self.opened.stand.known
        return Moment(self.on, base.seq, known, asked.today, asked.head)

    @cached_property
    def ledger_head(self) -> str:
        """The digest of the ledger entry that the base rests on."""
        return stand(self.plan.base.seq).digest

    @cached_property
    def behind(self) -> int:
        """How many decisions were recorded since the base, besides those made from the scenario itself."""
        own = self.scenario.decidings.values("decision")  # type: ignore[attr-defined]
        return LedgerEntry.objects.filter(seq__gt=self.plan.base.seq).exclude(decision__in=own).count()

    @cached_property
    def called(self) -> Called:
        """What areas, bodies and posts are called without the plan, or first with it."""
        return Called(self.opened.preview.register, self.on)

    @cached_property
    def named(self) -> bool:
        """Whether holders are called by name: for whoever may read the posts they hold."""
        return reaches(standing_of(self.request), Permission.READ, self.scenario)

    def people_named(self, people: list[int]) -> dict[int, str]:
        """What people are called, none where the account may not read their posts."""
        return dict(names(people, self.on, self.opened.stand.known)) if self.named else {}

    @cached_property
    def may_edit(self) -> bool:
        """Whether the account may change the scenario as it stands."""
        mine = edits(account_of(self.request), standing_of(self.request), self.scenario)
        return mine and self.scenario.status == Status.OPEN

    @property
    def parameters(self) -> dict[str, str]:
        """The day and law asked for, as parameters of an address."""
        given = {"on": self.day, "law": self.law}
        return {key: each.isoformat() for key, each in given.items() if each is not None}

    def address(self, route: str, *args: object, **more: object) -> str:
        """The address of a page of this scenario at the same day and law; None leaves a parameter out."""
        return address(route, self.scenario.pk, *args, **{**self.parameters, **more})

    def about(self, kind: Kind, object_id: int) -> str | None:
        """Where an object is shown: the record's page; the editor for a body that the plan founds."""
        if self.opened.preview.register.before(object_id) is not None:
            return address_of(self.moment, kind, object_id)
        if kind not in (Kind.AREA, Kind.ORGANIZATION):
            return None
        return address("scenario-edit", self.scenario.pk, tab="body", body=object_id, on=self.on.isoformat())

    def show(
        self, template: str, context: dict[str, object], table: Table[Any] | None = None, status: int = 200
    ) -> HttpResponse:
        """The page, with what every page of a scenario says."""
        whole = {**self._frame(), **context}
        if table is not None:
            return table.answer(template, whole)
        return render(self.request, template, whole, status=status)

    def _frame(self) -> dict[str, object]:
        here = self.request.resolver_match.view_name if self.request.resolver_match else ""
        return {
            "timeless": True,
            "scenario": self.scenario,
            "sight": self,
            "plan": self.plan,
            "seal": SEALS[Status(self.scenario.status)],
            "status_name": STATUS_NAMES[Status(self.scenario.status)],
            "may_edit": self.may_edit,
            "scope": scope_name(self.scenario.under, self.plan.base.on),
            "tabs": [{"title": title, "here": here == route, "address": self.address(route)} for route, title in TABS],
            "days": sorted({each.effective_on for each in self.plan.phases}),
        }


def address(route: str, *args: object, **more: object) -> str:
    """The address of a page of scenarios with parameters; those that are None are left out."""
    path = reverse(route, args=args)
    given = {key: str(each) for key, each in more.items() if each is not None}
    return f"{path}?{urlencode(given)}" if given else path


def scope_name(under: int | None, on: date) -> str:
    """What a scenario is about, in words."""
    if under is None:
        return said(Text("Toàn bộ hồ sơ", "The whole record"))
    found: Label | None = labels([under], on).get(under)
    return f"#{under}" if found is None else said(found.text)
