"""What the law says and what does not meet it: findings, the rulebook, the table of the articles."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import standing_of
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.pictures import stand
from tinhgon.registry.selectors import labels
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import scope_of
from tinhgon.rulebook.domain.findings import Finding, Severity
from tinhgon.rulebook.domain.parameters import Parameter
from tinhgon.rulebook.domain.seed_table import ToldRow, Verdict
from tinhgon.rulebook.domain.values import Unit
from tinhgon.rulebook.loading import load_rulebook
from tinhgon.rulebook.site.findings import found_of
from tinhgon.rulebook.site.seeds import table_within
from tinhgon.web.api.figures import Amount, Citation, amount, citation
from tinhgon.web.api.routes import Routes, paged
from tinhgon.web.api.schemas import Days, Named, Page, PagedMoment, PagedScope, Said, Words, days, named, said

law = Routes("law")


class Subject(Schema):
    """What a finding is about; `object` is null where it is not on record at the moment."""

    kind: Kind
    id: int
    object: Named | None


class FindingRow(Schema):
    """One thing a rule found: by the law of which day, and the numbers compared."""

    rule: str
    severity: Severity
    message: Said
    subjects: list[Subject]
    evidence: dict[str, str | int | None]
    citations: list[Citation]
    law_on: date


class Findings(Page):
    """What contradicts the record, the law or a target."""

    items: list[FindingRow]


class FindingsAsked(PagedScope):
    """Which findings."""

    severity: Severity | None = None
    rule: Words | None = None


class ParameterRow(Schema):
    """A version of a parameter. `value` is a number, `structured` anything else, as the rulebook has it."""

    id: str
    label: Said
    unit: Unit
    value: Amount | None
    structured: Any
    valid: Days
    citation: Citation


class Parameters(Page):
    """Thresholds, formulas and standards with their validity and ground."""

    items: list[ParameterRow]


class ParametersAsked(PagedMoment):
    """Which parameters."""

    every: bool = Field(False, description="every version there is, not only those in force on the day")
    prefix: Words | None = Field(None, description="those whose ids begin so")


class ArticleRow(Schema):
    """A figure that an article prints, beside the one computed from the record."""

    id: str
    article: str
    line: int
    quantity: Said
    place: Said
    printed: str
    computed: Said | None
    verdict: Verdict


class Articles(Page):
    """The table of the articles."""

    items: list[ArticleRow]


class ArticlesAsked(PagedMoment):
    """Which rows."""

    verdict: Verdict | None = None


@law.get("/findings", Text("Các phát hiện", "Findings"), Findings, Permission.READ)
def list_findings(request: HttpRequest, asked: Query[FindingsAsked]) -> Any:
    """By the law of the day shown."""
    moment = moment_of(request)
    found = [
        each
        for each in found_of(stand(moment.seq), moment.on, scope_of(request))
        if asked.severity in (None, each.severity) and asked.rule in (None, each.rule)
    ]
    rows, page_told = paged(request, found, asked)
    called = labels((id for each in rows for _, id in each.subjects), moment.on, moment.known)
    return {**page_told, "items": [_finding(each, called) for each in rows]}


def _finding(each: Finding, called: Any) -> FindingRow:
    return FindingRow(
        rule=each.rule, severity=each.severity, message=said(each.message),
        subjects=[Subject(kind=Kind(kind), id=id, object=named(called.get(id))) for kind, id in each.subjects],
        evidence=dict(each.evidence), citations=[citation(one) for one in each.citations], law_on=each.law_on,
    )  # fmt: skip


@law.get("/parameters", Text("Bộ quy tắc", "The rulebook"), Parameters, Permission.READ)
def list_parameters(request: HttpRequest, asked: Query[ParametersAsked]) -> Any:
    """What was in force on the day, with instrument and article."""
    rulebook = load_rulebook()
    found = list(rulebook) if asked.every else rulebook.in_force(moment_of(request).on)
    rows, page_told = paged(request, [each for each in found if each.id.startswith(asked.prefix or "")], asked)
    return {**page_told, "items": [_parameter(each) for each in rows]}


def _parameter(each: Parameter) -> ParameterRow:
    number = each.value if isinstance(each.value, Fraction) else None
    return ParameterRow(
        id=each.id, label=said(each.label), unit=each.unit, value=None if number is None else amount(number),
        structured=None if number is not None else msgspec.to_builtins(each.value, str_keys=True),
        valid=days(each.validity), citation=citation(each),
    )  # fmt: skip


@law.get("/articles", Text("Số liệu của các bài báo", "The table of the articles"), Articles, Permission.READ)
def list_articles(request: HttpRequest, asked: Query[ArticlesAsked]) -> Any:
    """What each article prints beside what the record gives; each row on its own day, whatever `on` says."""
    found = [
        each
        for each in table_within(stand(moment_of(request).seq), standing_of(request))
        if asked.verdict in (None, each.verdict)
    ]
    rows, page_told = paged(request, found, asked)
    return {**page_told, "items": [_article(each) for each in rows]}


def _article(told: ToldRow) -> ArticleRow:
    row = told.row
    return ArticleRow(
        id=row.id, article=row.article.title, line=row.line, quantity=said(row.quantity.text), place=said(row.place),
        printed=row.printed, computed=None if told.shown is None else said(told.shown), verdict=told.verdict,
    )  # fmt: skip
