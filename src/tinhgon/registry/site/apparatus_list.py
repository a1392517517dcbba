"""The list of all bodies of a scope."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import reverse

from tinhgon.errors import Text
from tinhgon.frame.domain.letters import alphabetical
from tinhgon.frame.languages import said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry.pictures import stand
from tinhgon.registry.selectors.bodies import BodyLine
from tinhgon.registry.selectors.codes import code_name
from tinhgon.registry.site.apparatus_filters import LEVEL_CHOICES, SECTOR_CHOICES, lines_of
from tinhgon.registry.site.moments import moment_of

NOBODY = Text(
    "Không có cơ quan, tổ chức nào ở thời điểm này trong phạm vi và bộ lọc đã chọn.",
    "At this moment there is no body in the scope and filters chosen.",
)


def listed(request: HttpRequest, under: int | None) -> Table[BodyLine]:
    """The list as the address asks for it."""
    moment = moment_of(request)
    rows = lines_of(stand(moment.seq), moment.on, under)
    forms = {each.form: code_name("form", each.form) for each in rows if each.form}
    form_choices = sorted(forms.items(), key=lambda each: alphabetical(said(each[1])))

    def to(route: str, object_id: Callable[[BodyLine], int | None]) -> Callable[[BodyLine], str | None]:
        def link(row: BodyLine) -> str | None:
            found = object_id(row)
            return None if found is None else moment.address(reverse(route, args=[found]))

        return link

    columns: list[Column[BodyLine]] = [
        Column("name", Text("Tên", "Name"), lambda row: row.name, link=to("organization", lambda row: row.id),
               searched=True),
        Column("code", Text("Mã", "Code"), lambda row: row.code, searched=True, hidden=True),
        Column("short_name", Text("Tên viết tắt", "Short name"), lambda row: row.short_name, searched=True,
               hidden=True),
        Column("area", Text("Địa bàn", "Area served"), lambda row: row.area, link=to("area", lambda row: row.area_id)),
        Column("tier", Text("Cấp", "Tier"), lambda row: row.tier, choices=LEVEL_CHOICES),
        Column("sector", Text("Khối", "Sector"), lambda row: row.sector, choices=SECTOR_CHOICES),
        Column("form", Text("Loại hình", "Form"), lambda row: row.form, choices=form_choices),
        Column("parent", Text("Trực thuộc", "Parent"), lambda row: row.parent,
               link=to("organization", lambda row: row.parent_id)),
        Column("posts", Text("Chức danh", "Posts"), lambda row: row.posts, total=True),
        Column("seats", Text("Số chỗ", "Seats"), lambda row: row.seats, total=True, hidden=True),
        Column("holders", Text("Người giữ", "Holders"), lambda row: row.holders, total=True),
        Column("free", Text("Còn trống", "Vacancies"), lambda row: row.free, total=True),
        Column("quota", Text("Biên chế giao", "Quota"), lambda row: row.quota),
    ]  # fmt: skip
    return Table(
        "bo-may", columns, rows, request, empty=NOBODY, caption=Text("Danh sách cơ quan, tổ chức", "List of bodies")
    )
