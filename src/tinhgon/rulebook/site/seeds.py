"""The table of the articles: every printed figure beside the one the registry gives."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tinhgon.accounts.domain.roles import Permission, Standing
from tinhgon.errors import Text
from tinhgon.frame.access import page, standing_of
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.kept import kept
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry import reach
from tinhgon.registry.pictures import Stand, is_large, stand
from tinhgon.registry.site.moments import moment_of
from tinhgon.rulebook.domain.seed_rows import MODULES, LaterPart, OutsidePart
from tinhgon.rulebook.domain.seed_table import VERDICTS, ToldRow, Verdict
from tinhgon.rulebook.selectors import articles_table
from tinhgon.rulebook.site.waiting import counting, is_whole_page

_TABLES_KEPT = 2
_QUICK = 2_000  # bodies up to which the table is counted while one waits


@kept(_TABLES_KEPT, lambda _: 1)
def table_of(of: Stand) -> list[ToldRow]:
    """The table of the articles, by a state of the record."""
    return articles_table(of.known)


def table_within(of: Stand, standing: Standing) -> list[ToldRow]:
    """The table of the articles, as far as the account may read what the figures are of."""
    return within(table_of(of), standing, of.known)


def within(rows: list[ToldRow], standing: Standing, known: datetime | None) -> list[ToldRow]:
    """The rows whose figures all are of units that the account may read; rows without figures are for everybody."""
    if standing.everywhere(Permission.READ):
        return rows
    asked = [{part.unit for part in each.parts if part.figure is not None or part.unit is not None} for each in rows]
    named = {each for units in asked for each in units if each is not None}
    reached = reach.within(standing, Permission.READ, named, known)
    return [row for row, units in zip(rows, asked, strict=True) if units <= reached]


@page(Permission.READ)
def seeds(request: HttpRequest) -> HttpResponse:
    """Rows with what is printed, what was computed, and whether they agree; each opens into its rows."""
    moment = moment_of(request)
    of = stand(moment.seq)
    slow = not table_of.at_hand(of) and is_large(moment.on, moment.seq, _QUICK)
    if slow and is_whole_page(request):
        return counting(request)
    rows = table_within(of, standing_of(request))
    counts = Counter(each.verdict for each in rows)
    table: Table[ToldRow] = Table(
        name="so-lieu-bai-bao",
        columns=[
            Column("id", Text("Số", "No."), lambda each: each.row.id),
            Column("quantity", Text("Đại lượng", "Quantity"), lambda each: each.row.quantity.text, searched=True),
            Column("place", Text("Nơi", "Place"), lambda each: each.row.place, searched=True),
            Column("printed", Text("Báo in", "Printed"), lambda each: each.row.printed, searched=True),
            Column("computed", Text("Tính từ hồ sơ", "Computed"), lambda each: each.shown,
                   link=lambda each: _rows_address(each, moment)),
            Column("verdict", Text("Kết quả", "Verdict"), lambda each: each.verdict.value,
                   shown=lambda each: said(VERDICTS[each.verdict]),
                   choices=[(each.value, VERDICTS[each]) for each in Verdict]),
            Column("note", Text("Ghi chú", "Note"), _note),
        ],
        rows=rows,
        request=request,
        caption=Text("Số liệu của các bài báo", "Figures of the articles"),
    )  # fmt: skip
    shares = [{"title": VERDICTS[each], "count": counts[each], "verdict": each.value} for each in Verdict]
    return table.answer("rulebook/seeds.html", {"shares": shares, "total": len(rows)})


def _rows_address(told: ToldRow, moment: Moment) -> str | None:
    """The page of the first figure behind a row, on its own day."""
    for each in told.parts:
        if each.figure is not None:
            path = reverse("figure", args=[each.figure.indicator.id])
            since = each.figure.since
            return (
                f"{path}?on={each.figure.on.isoformat()}&known={moment.seq}"
                + (f"&under={each.unit}" if each.unit is not None else "")
                + (f"&since={since.isoformat()}" if since is not None else "")
            )
    return None


def _note(told: ToldRow) -> Text | None:
    """Why a row has no figure, or what its figure means; nothing where it speaks for itself."""
    notes = [] if told.row.note is None else [told.row.note.text]
    for each in told.row.parts:
        if isinstance(each, LaterPart):
            notes.append(MODULES[each.later])
        elif isinstance(each, OutsidePart):
            notes.append(each.outside.text)
    return Text("; ".join(each.vi for each in notes), "; ".join(each.en for each in notes)) if notes else None
