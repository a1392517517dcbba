"""Two days of anything, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from django.http import HttpRequest, HttpResponse

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import page
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry.domain.diff import What
from tinhgon.registry.domain.refusals import KIND_NAMES
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind
from tinhgon.registry.pictures import picture
from tinhgon.registry.selectors import Label, labels
from tinhgon.registry.selectors.differences import Differing, between
from tinhgon.registry.selectors.stepping import days, previous_day
from tinhgon.registry.selectors.subtrees import at_entry
from tinhgon.registry.site.comparing_names import Surroundings
from tinhgon.registry.site.decisions import value_said
from tinhgon.registry.site.decisions_links import address_of
from tinhgon.registry.site.moments import moment_of, read
from tinhgon.registry.site.pages import narrowed, scope_of

MARKS = {
    What.CREATED: "new",
    What.ENDED: "ended",
    What.RENAMED: "renamed",
    What.MOVED: "moved",
    What.CHANGED: "changed",
    What.MERGED_INTO: "merged",
    What.SPLIT_FROM: "new",
}
"""The mark that stands for each way of differing."""

MARK_NAMES = {
    "new": Text("mới", "new"),
    "ended": Text("chấm dứt", "ended"),
    "merged": Text("hợp nhất", "merged"),
    "moved": Text("chuyển", "moved"),
    "renamed": Text("đổi tên", "renamed"),
    "changed": Text("thay đổi", "changed"),
}
_SAME = Text("như cũ", "as before")
_SHOWN_WHOLE = (Kind.AREA, Kind.ORGANIZATION, Kind.POST)
_NAME = {Kind.AREA: "name", Kind.ORGANIZATION: "name", Kind.POST: "title"}
_KEPT = 8  # comparisons; one over the whole reform of a province has 5,000 differences


@dataclass(frozen=True, slots=True)
class Row:
    """One difference, or (`mark` empty) an object that is as before."""

    label: Label
    place: str
    mark: str
    what: Text
    before: str
    after: str


@page(Permission.READ)
@narrowed
def compare(request: HttpRequest) -> HttpResponse:
    """Two days of the scope side by side: what began, ended, moved, merged, is called or stands otherwise."""
    moment = moment_of(request)
    under = scope_of(request)
    start, end = _days(request, moment, under)
    first, second = (picture(day, moment.seq, under) for day in (start, end))
    found = _differences(at_entry(moment.seq)[0], moment.seq, under, start, end)
    whole = request.GET.get("whole") == "1"
    rows = _rows(found, first, second, whole=whole)
    table = Table(
        name=f"so-sanh-{start.isoformat()}-{end.isoformat()}",
        columns=_columns(moment, rows),
        rows=rows,
        request=request,
        caption=Text("Khác biệt giữa hai ngày", "Differences between two days"),
        empty=Text("Không có gì khác giữa hai ngày này.", "Nothing differs between these two days."),
    )
    context = {
        "start": start,
        "end": end,
        "whole": whole,
        "under": under,
        "scope": None if under is None else labels([under], end, moment.known).get(under),
        "totals": [(KIND_NAMES[kind], len(first[kind]), len(second[kind]), len(second[kind]) - len(first[kind]))
                   for kind in Kind if kind is not Kind.PERSON],
        "marks": _counted(found),
    }  # fmt: skip
    return table.answer("registry/compare.html", context)


def _days(request: HttpRequest, moment: Moment, under: int | None) -> tuple[date, date]:
    """The two days asked for: by default the day shown, and the one before the decision that led to it."""
    asked = request.GET.get("end")
    end = read(asked, None).on if asked else moment.on
    if request.GET.get("start"):
        return read(request.GET["start"], None).on, end
    last = previous_day(days(None if under is None else [under], moment.seq), end + timedelta(days=1))
    return (last or end) - timedelta(days=1), end


@lru_cache(maxsize=_KEPT)
def _differences(digest: str, seq: int, under: int | None, start: date, end: date) -> tuple[Differing, ...]:
    """What differs, read once: the digest stands for all that was on record after entry `seq`.

    What merged is not told a second time as ended, nor what was split off as new.
    """
    found = between(picture(start, seq, under), picture(end, seq, under))
    passed = {each.label.id for each in found if each.what in (What.MERGED_INTO, What.SPLIT_FROM)}
    return tuple(each for each in found if each.label.id not in passed or each.what not in (What.ENDED, What.CREATED))


def _counted(found: Iterable[Differing]) -> list[tuple[str, int]]:
    counts = Counter(MARKS[What(each.what)] for each in found)
    return [(mark, counts[mark]) for mark in MARK_NAMES if counts[mark]]


def _rows(found: Sequence[Differing], first: Snapshot, second: Snapshot, *, whole: bool) -> list[Row]:
    """The differences as rows; with `whole` also the areas, bodies and posts that are as before."""
    told = Surroundings.of(first, second, [each.label for each in found])
    rows = [_row(replace(each, label=told.label(each.label)), told.place(each.label)) for each in found]
    if not whole:
        return rows
    differing = {each.label.id for each in found}
    for kind in _SHOWN_WHOLE:
        there = set(first[kind]["id"])
        for object_id, name in second[kind].select("id", _NAME[kind]).iter_rows():
            if object_id in there and object_id not in differing:
                rows.append(Row(Label(object_id, kind, name=name), "", "", _SAME, name, name))
    return rows


def _row(each: Differing, place: str) -> Row:
    what, kind = What(each.what), each.label.kind
    if each.attribute:
        before, after = (value_said(kind, each.attribute, value) for value in (each.before, each.after))
        return Row(each.label, place, MARKS[what], ATTRIBUTES[kind][each.attribute].label, before, after)
    here = said(each.label.text)
    match what:
        case What.ENDED:
            sides = here, "–"
        case What.MERGED_INTO:
            sides = here, _called(each.after)
        case What.SPLIT_FROM:
            sides = _called(each.before), here
        case _:
            sides = "–", here
    return Row(each.label, place, MARKS[what], _WHAT[what], *sides)


_WHAT = {
    What.CREATED: Text("lập mới", "begins"),
    What.ENDED: Text("kết thúc", "ends"),
    What.MERGED_INTO: Text("nhập vào", "merged into"),
    What.SPLIT_FROM: Text("tách từ", "split from"),
}


def _called(other: object) -> str:
    return said(other.text) if isinstance(other, Label) else "–"


def _columns(moment: Moment, rows: list[Row]) -> list[Column[Row]]:
    marks = [(each, name) for each, name in MARK_NAMES.items() if any(row.mark == each for row in rows)]
    kinds = [(str(each), KIND_NAMES[each]) for each in Kind if any(row.label.kind is each for row in rows)]
    return [
        Column("mark", Text("Dấu", "Mark"), lambda row: row.mark or None, choices=marks, shown=lambda row: "",
               mark=lambda row: row.mark or None),
        Column("kind", Text("Loại", "Kind"), lambda row: str(row.label.kind), choices=kinds,
               shown=lambda row: said(KIND_NAMES[row.label.kind])),
        Column("object", Text("Đối tượng", "Object"), lambda row: row.label.text, searched=True,
               link=lambda row: address_of(moment, row.label.kind, row.label.id)),
        Column("place", Text("Thuộc", "Of"), lambda row: row.place, searched=True),
        Column("what", Text("Điều khác", "What differs"), lambda row: row.what),
        Column("before", Text("Trước", "Before"), lambda row: row.before, searched=True),
        Column("after", Text("Sau", "After"), lambda row: row.after, searched=True),
    ]  # fmt: skip
