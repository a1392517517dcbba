"""Pages of people: who holds what now and before, and everybody's own record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from tinhgon.accounts.access import looked, looks_at
from tinhgon.accounts.domain.roles import Permission, Standing
from tinhgon.accounts.models import Look
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, page, standing_of
from tinhgon.frame.domain import formats
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.languages import current
from tinhgon.frame.tables import Column, Table
from tinhgon.registry import reach
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, CHOICE_NAMES, ESTABLISHMENT_CLASSES, HEADSHIPS, Kind
from tinhgon.registry.selectors import Source
from tinhgon.registry.selectors.holdings import Holding, holdings, names_of
from tinhgon.registry.selectors.people import PERSONAL_FIELDS, Tenure, names, personal, tenures
from tinhgon.registry.site.apparatus_scope import scope_shown
from tinhgon.registry.site.decisions_links import address_of
from tinhgon.registry.site.kinship import FIELD, LABEL, RELATIONS, kin_of
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import about, narrowed, scope_of
from tinhgon.registry.site.unknown import kind_on_record

_LABELS = {name: each.label for name, each in ATTRIBUTES[Kind.PERSON].items()} | {FIELD: LABEL}
_LATEST_LOOKS = 50
_YES_NO = (("yes", Text("có", "yes")), ("no", Text("không", "no")))
_EMPTY = Text(
    "Không ai giữ chức danh nào trong phạm vi này vào ngày đang xem. Người được ghi vào hồ sơ bằng quyết định bổ"
    " nhiệm hoặc bầu, hoặc nhập từ tệp Excel.",
    "Nobody holds a post in this scope on the day shown. People come on record by a decision to appoint or elect,"
    " or are imported from an Excel file.",
)


@page(Permission.READ)
@narrowed
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who holds a post in the scope, a row for each post held."""
    moment, under = moment_of(request), scope_of(request)
    held = holdings(moment.on, moment.seq, under)
    called: dict[int, str] = {}
    table = Table(
        name="con-nguoi",
        columns=_columns(moment, called),
        rows=held,
        request=request,
        order="name",
        empty=_EMPTY,
        caption=Text("Người giữ chức danh", "Holders of posts"),
    )
    # A search looks through all names; otherwise those of the rows shown are enough.
    called.update(names_of(held if table.sought else table.shown))
    scope = scope_shown(request)
    kept = [(key, value) for key, value in request.GET.items() if key not in {"under", "start", "lang"}]
    return table.answer("registry/people.html", {"scope": scope, "scope_kept": kept})


def _columns(moment: Moment, called: Mapping[int, str]) -> list[Column[Holding]]:
    def choices(codes: tuple[str, ...]) -> list[tuple[str, Text]]:
        return [(each, CHOICE_NAMES[each]) for each in codes]

    return [
        Column("name", Text("Họ và tên", "Name"), lambda row: called.get(row.person), searched=True,
               shown=lambda row: called.get(row.person, f"#{row.person}"), rank=lambda row: row.place,
               link=lambda row: moment.address(reverse("person", args=[row.person]))),
        Column("title", Text("Chức danh", "Post"), lambda row: row.title, searched=True,
               link=lambda row: moment.address(reverse("post", args=[row.post]))),
        Column("body", Text("Cơ quan", "Body"), lambda row: row.body, searched=True,
               link=lambda row: moment.address(reverse("organization", args=[row.organization]))),
        Column("area", Text("Địa bàn", "Area served"), lambda row: row.area, searched=True),
        Column("headship", Text("Vị trí", "Position"), lambda row: row.headship, choices=choices(HEADSHIPS)),
        Column("class", Text("Loại biên chế", "Class"), lambda row: row.establishment_class,
               choices=choices(ESTABLISHMENT_CLASSES)),
        Column("concurrent", Text("Kiêm nhiệm", "Concurrent"), lambda row: row.concurrent, choices=_YES_NO),
        Column("non_local", Text("Không là người địa phương", "Not local"), lambda row: row.non_local, choices=_YES_NO,
               hidden=True),
    ]  # fmt: skip


@about(Permission.READ)
def person(request: HttpRequest, object_id: int) -> HttpResponseBase:
    """One person: posts now and before; personal fields for those entitled, each look logged."""
    moment = moment_of(request)
    kind = kind_on_record(object_id, moment)
    if kind is not Kind.PERSON:
        return redirect(address_of(moment, kind, object_id))
    return _person(request, object_id)


@page()
def own_record(request: HttpRequest) -> HttpResponse:
    """The record of the person whose account asks, whole."""
    own = account_of(request).person
    if own is None:
        raise Http404
    return _person(request, own)


def _person(request: HttpRequest, object_id: int) -> HttpResponse:
    moment, account = moment_of(request), account_of(request)
    held = tenures(object_id, moment.on, moment.known)
    if account.person != object_id:
        held = within_reach(held, standing_of(request), moment)
    called = names([object_id], moment.on, moment.known)
    if not held and not called:
        raise Http404
    own = account.person == object_id
    entitled = own or reach.reaches(standing_of(request), Permission.PERSONAL, object_id)
    values = personal(object_id, moment.on, moment.known) if entitled else {}
    kin = kin_of(request, object_id) if entitled else []
    seen = [*values, *([FIELD] if kin else [])]
    if seen and not own:
        looked(account, [object_id], seen, "person")
    now = [each for each in held if moment.on in each.life]
    context = {
        "object_id": object_id,
        "name": called.get(object_id),
        "own": own,
        "entitled": entitled,
        "logged": bool(seen) and not own,
        "kin": kin,
        "keeps_ties": entitled and reach.reaches(standing_of(request), Permission.PERSONAL, object_id),
        "relations": list(RELATIONS.items()),
        "fields": [
            (ATTRIBUTES[Kind.PERSON][name].label, _in_words(name, values.get(name))) for name in PERSONAL_FIELDS
        ],
        "now": now,
        "before": [each for each in reversed(held) if each not in now],
        "strip": _strip(held, moment),
        "looks": _looks(object_id) if own else [],
    }
    return render(request, "registry/person.html", context)


def within_reach(held: Sequence[Tenure], standing: Standing, moment: Moment) -> list[Tenure]:
    """Of what a person holds and held, the posts that the account may read."""
    posts = reach.within(standing, Permission.READ, [each.post.id for each in held], moment.known)
    return [each for each in held if each.post.id in posts]


def _in_words(field: str, value: str | None) -> str:
    """A personal value as the page shows it: a date of birth in the form of the language."""
    if value is None:
        return "–"
    if field != "birth_date":
        return value
    try:
        return formats.day(date.fromisoformat(value), current())
    except ValueError:  # a year alone, as older files have it
        return value


def _looks(person: int) -> list[tuple[Look, list[Text]]]:
    """The latest looks at a person's data, with the fields seen."""
    found = looks_at(person)[:_LATEST_LOOKS]
    return [(each, [_LABELS[name] for name in each.fields if name in _LABELS]) for each in found]


def _strip(held: list[Tenure], moment: Moment) -> dict[str, object] | None:
    """The posts of a person over time, for the chart of that kind."""
    if not held:
        return None
    starts = [each.life.start for each in held if each.life.start is not None]
    changes = {source.number: (day, source) for each in held for day, source in _turns(each)}
    return {
        "from": min(starts, default=moment.on).isoformat(),
        "to": max([moment.today, moment.on]).isoformat(),
        "now": moment.on.isoformat(),
        "lanes": [
            {
                "name": each.post.name,
                "facts": [
                    {
                        "from": each.life.lower.isoformat(),
                        "to": None if each.life.end is None else each.life.end.isoformat(),
                        "label": _where(each),
                        "url": moment.address(reverse("post", args=[each.post.id])),
                    }
                ],
            }
            for each in held
        ],
        "ticks": [
            {
                "on": day.isoformat(),
                "label": number,
                "url": moment.address(reverse("decision", args=[source.decision])),
            }
            for number, (day, source) in sorted(changes.items())
        ],
    }


def _where(each: Tenure) -> str:
    """The body of a post and the area it serves."""
    return ", ".join(label.name for label in (each.organization, each.area) if label is not None and label.name)


def _turns(each: Tenure) -> list[tuple[date, Source]]:
    """The days on which a tenure began and ended, with the changes that say so."""
    found: list[tuple[date, Source]] = []
    if each.life.start is not None:
        found.append((each.life.start, each.begun_by))
    if each.life.end is not None and each.ended_by is not None:
        found.append((each.life.end, each.ended_by))
    return found
