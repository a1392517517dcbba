"""Search, what differs between two days, and the state of a scope as a file."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, standing_of
from tinhgon.frame.domain.cells import neutral
from tinhgon.registry.domain.diff import Difference, What
from tinhgon.registry.domain.vocabulary import Kind, Value
from tinhgon.registry.models import PersonalValue
from tinhgon.registry.pictures import Stand, picture_of, stand
from tinhgon.registry.selectors import Label
from tinhgon.registry.selectors.differences import bare
from tinhgon.registry.selectors.differences import named as with_names
from tinhgon.registry.selectors.searching import DecisionHit, Hit, Search, kinds_searched
from tinhgon.registry.selectors.subtrees import mentioning, subtree
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import narrow_scope_of
from tinhgon.web.api.objects import plain_rows, scope
from tinhgon.web.api.routes import Routes, file_of, paged, told
from tinhgon.web.api.schemas import (
    Answer,
    Day,
    Days,
    Limit,
    Moment,
    Named,
    Page,
    PagedScope,
    Scoped,
    Words,
    days,
    named,
)  # fmt: skip

records = Routes("records")

LINES, TABLE = "application/x-ndjson", "text/csv"
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_KEPT = 8  # comparisons; one over the whole reform of a province has 5,000 differences


class Found(Schema):
    """An object that fits: the name found and the days it is borne. `beside`: what tells it from its like."""

    id: int
    kind: Kind
    name: str
    code: str | None
    level: str | None
    valid: Days
    on_the_day: bool
    beside: list[str]


class FoundDecision(Schema):
    """A decision that fits."""

    id: int
    number: str
    classification: str
    subject: str
    effective_on: date
    status: str


class SearchAnswer(Answer):
    """What begins with the words, best first; those that bear the name on the day come before others."""

    objects: list[Found]
    decisions: list[FoundDecision]


class SearchAsked(Moment):
    """What to look for."""

    q: Words = Field(description="beginnings of words, with or without diacritics; a code; #123")
    kind: Literal["area", "organization", "post", "person", "decision"] | None = None
    limit: Limit = Field(20, description="most of each kind")


class DifferenceRow(Schema):
    """One way in which one object differs; `before` and `after` are values, or the objects pointed to."""

    object: Named
    what: What
    attribute: str | None
    before: str | int | bool | None
    after: str | int | bool | None
    before_object: Named | None
    after_object: Named | None


class Differences(Page):
    """What differs between two days."""

    start: date
    end: date
    items: list[DifferenceRow]


class DiffAsked(PagedScope):
    """Which two days, and what."""

    start: Day = Field(description="the earlier day")
    end: Day | None = Field(None, description="the later day; `on` where left out")
    kind: Kind | None = None
    what: What | None = None


class ExportAsked(Scoped):
    """Of which kind, and how written."""

    kind: Literal["area", "organization", "post", "person", "membership", "quota"]
    form: Literal["jsonl", "csv"] = "jsonl"


@records.get("/search", Text("Tìm", "Search"), SearchAnswer, Permission.READ, cached=False)
def search(request: HttpRequest, asked: Query[SearchAsked]) -> Any:
    """Everything within reach: areas, organizations, posts, people and decisions."""
    moment = moment_of(request)
    scopes = standing_of(request).scopes(Permission.READ)
    within = None if scopes is None else subtree(scopes, moment.seq)
    query = Search(asked.q, moment.on, moment.known, within, asked.limit)
    hits = [each for each in query.numbered() if asked.kind in (None, each.kind)]
    hits += [hit for kind in kinds_searched() if asked.kind in (None, kind) for hit in query.objects(kind)]
    hits += query.people() if asked.kind in (None, Kind.PERSON) else []
    seen = None if scopes is None else mentioning(scopes, moment.seq)
    wanted = asked.kind in (None, "decision")
    found = query.decisions(account_of(request).pk, moment.seq, seen) if wanted else []
    return {**told(request), "objects": [_hit(each) for each in hits], "decisions": [_decision(each) for each in found]}


def _hit(each: Hit) -> Found:
    return Found(
        id=each.id, kind=each.kind, name=each.name, code=each.code, level=each.level, valid=days(each.valid),
        on_the_day=each.now, beside=[one for one in each.beside if one],
    )  # fmt: skip


def _decision(each: DecisionHit) -> FoundDecision:
    return FoundDecision(
        id=each.id, number=each.number, classification=each.title, subject=each.subject,
        effective_on=each.effective_on, status=each.status,
    )  # fmt: skip


@records.get("/diff", Text("Khác biệt giữa hai ngày", "What differs between two days"), Differences, Permission.READ)
def diff(request: HttpRequest, asked: Query[DiffAsked]) -> Any:
    """What began, ended, moved, merged, split, was renamed or changed; people by number only."""
    moment, under = moment_of(request), narrow_scope_of(request)
    end = asked.end or moment.on
    of = stand(moment.seq)
    every = [
        each
        for each in _differences(of, under, asked.start, end)
        if asked.kind in (None, each.kind) and asked.what in (None, each.what)
    ]
    rows, page_told = paged(request, every, asked)
    shown = with_names(rows, *(picture_of(of, day, under) for day in (asked.start, end)))
    return {
        **page_told,
        "start": asked.start,
        "end": end,
        "items": [
            DifferenceRow(
                object=named(each.label), what=What(each.what), attribute=each.attribute or None,
                before=_value(each.before), after=_value(each.after),
                before_object=_object(each.before), after_object=_object(each.after),
            )
            for each in shown
        ],
    }  # fmt: skip


@lru_cache(maxsize=_KEPT)
def _differences(of: Stand, under: int | None, start: date, end: date) -> tuple[Difference, ...]:
    return tuple(bare(picture_of(of, start, under), picture_of(of, end, under)))


def _value(value: Value | Label | None) -> Value | None:
    return None if isinstance(value, Label) else value


def _object(value: Value | Label | None) -> Named | None:
    return named(value) if isinstance(value, Label) else None


@records.get(
    "/export",
    Text("Xuất hồ sơ một phạm vi thành tệp", "The state of a scope as a file"),
    None,
    Permission.EXPORT,
    media=(LINES, TABLE),
)
def export(request: HttpRequest, asked: Query[ExportAsked]) -> HttpResponse:
    """A row for each object of a kind, as JSON lines or as CSV; people with the name they hold posts under."""
    kind = Kind(asked.kind)
    rows = _people(request) if kind is Kind.PERSON else plain_rows(scope(request, permission=Permission.EXPORT)[kind])
    moment = moment_of(request)
    name = f"{kind}-{moment.on.isoformat()}-{moment.seq}.{asked.form}"
    if asked.form == "csv":
        return file_of(request, _table(rows), TABLE, name)
    lines = "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
    return file_of(request, lines, LINES, name)


def _people(request: HttpRequest) -> list[dict[str, Any]]:
    shown = scope(request, frozenset(Kind), Permission.EXPORT)[Kind.PERSON].select("id", "name").rows()
    digests = [digest for _, digest in shown if digest is not None]
    called = dict(PersonalValue.objects.filter(digest__in=digests).values_list("digest", "value"))
    return [{"id": each, "name": called.get(digest)} for each, digest in shown]


def _table(rows: list[dict[str, Any]]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return written.getvalue()


def _cell(value: object) -> object:
    """A value as a cell that no spreadsheet program computes; numbers are what they are."""
    return value if isinstance(value, str) and _NUMBER.fullmatch(value) else neutral(value)
