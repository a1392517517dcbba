"""The tables of a dossier: before and after, people affected, costs and findings."""

from __future__ import annotations

from typing import Any

import polars as pl

from tinhgon.documents.domain.paper import Column, Table
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES
from tinhgon.registry.selectors.codes import code_name
from tinhgon.scenarios.domain.fates import FATE_NAMES, tally
from tinhgon.scenarios.domain.impact import MEASURES, Key, totals
from tinhgon.scenarios.domain.issues import SEVERITY_NAMES, STATUS_NAMES, Issue, Status
from tinhgon.scenarios.dossier.material import Material
from tinhgon.scenarios.dossier.saying import capital, day, dong, law, number, share, signed, value

_PLACE = Column(title="TT", width=2, align="centre")
_COUNTS = tuple(Column(title=each, width=4, align="right") for each in ("Hiện nay", "Sau sắp xếp", "Tăng, giảm"))
_SHARE = Column(title="Tỷ lệ", width=4, align="right")


def overall(material: Material) -> Table:
    """All measures before and after."""
    before, after = totals(material.meaning.before), totals(material.meaning.after)
    rows = [
        (str(place), capital(MEASURES[key].vi), *_counts(before[key], after[key]), share(after[key] - before[key],
                                                                                      before[key]))
        for place, key in enumerate(MEASURES, start=1)
    ]  # fmt: skip
    columns = (_PLACE, Column(title="Nội dung", width=12), *_COUNTS, _SHARE)
    return Table(columns=columns, rows=tuple(rows), caption="Tổng hợp trước và sau sắp xếp")


def by(material: Material, key: Key, caption: str) -> Table:
    """Bodies, heads, deputies, seats and ceilings before and after by sector or tier, the whole in the last row."""
    compared = material.meaning.by(key)
    shown = ("bodies", "heads", "deputies", "posts", "ceiling")
    titles = ("Cơ quan", "Cấp trưởng", "Cấp phó", "Chỗ làm việc", "Biên chế")
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for row in compared.iter_rows(named=True):
        found.setdefault(str(row[key] or ""), {})[row["measure"]] = (row["before"], row["after"])
    order = {name: place for place, name in enumerate(CHOICE_NAMES)}
    rows = [
        (capital(code_name(key, name).vi) if name else "Chưa xác định", *(_pair(held.get(each)) for each in shown))
        for name, held in sorted(found.items(), key=lambda each: order.get(each[0], len(order)))
    ]
    whole = {each: tuple(map(sum, zip(*(held.get(each, (0, 0)) for held in found.values()), strict=True)))
             for each in shown}  # fmt: skip
    columns = (Column(title="Chia theo", width=6), *(Column(title=each, width=4, align="right") for each in titles))
    totals_ = ("Cộng", *(_pair(whole[each]) for each in shown)) if found else ()  # type: ignore[arg-type]
    return Table(columns=columns, rows=tuple(rows), totals=totals_, caption=f"{caption} (hiện nay → sau sắp xếp)")


def present(material: Material) -> Table:
    """What there is today by sector: the present state."""
    before = material.meaning.before
    found = before.group_by("sector", "measure").agg(pl.col("amount").sum())
    held: dict[str, dict[str, int]] = {}
    for sector, measure, amount in found.iter_rows():
        held.setdefault(str(sector or ""), {})[measure] = amount
    order = {name: place for place, name in enumerate(CHOICE_NAMES)}
    shown = ("bodies", "heads", "deputies", "posts", "staff", "ceiling")
    titles = ("Cơ quan", "Cấp trưởng", "Cấp phó", "Chỗ làm việc", "Người hưởng lương", "Biên chế")
    rows = [
        (capital(code_name("sector", name).vi), *(number(counted.get(each, 0)) for each in shown))
        for name, counted in sorted(held.items(), key=lambda each: order.get(each[0], len(order)))
    ]
    whole = totals(before)
    columns = (Column(title="Khối", width=6), *(Column(title=each, width=4, align="right") for each in titles))
    return Table(
        columns=columns,
        rows=tuple(rows),
        totals=("Cộng", *(number(whole[each]) for each in shown)),
        caption=f"Thực trạng tổ chức bộ máy tại ngày {day(material.last_day)} nếu không sắp xếp",
    )


def figures(material: Material) -> Table:
    """Key figures without and with the plan: those that differ."""
    rows = [
        (each.indicator.label.vi, value(each.indicator, each.before), value(each.indicator, each.after))
        for each in material.figures
        if each.differs
    ]
    columns = (Column(title="Chỉ tiêu", width=10), Column(title="Không sắp xếp", width=5, align="right"),
               Column(title="Sau sắp xếp", width=5, align="right"))  # fmt: skip
    return Table(columns=columns, rows=tuple(rows), caption="Các chỉ tiêu thay đổi")


def affected(material: Material) -> Table:
    """How many people meet each fate."""
    counted = [(FATE_NAMES[fate].vi, many) for fate, many in tally(material.fates).items() if many]
    rows = [(str(place), capital(name), number(many)) for place, (name, many) in enumerate(counted, start=1)]
    columns = (_PLACE, Column(title="Tác động", width=14), Column(title="Số người", width=5, align="right"))
    total = ("", "Cộng", number(len(material.fates)))
    return Table(columns=columns, rows=tuple(rows), totals=total, caption="Người chịu tác động")


def costs(material: Material) -> Table:
    """Savings and costs by year, in đồng, with the base salary counted with."""
    years = material.meaning.cost.years
    rows = [
        (str(each.year), dong(each.payroll_before - each.payroll_after), dong(each.running_before - each.running_after),
         dong(each.one_off), dong(each.balance), law(each.law))
        for each in years
    ]  # fmt: skip
    columns = (
        Column(title="Năm", width=3, align="centre"),
        Column(title="Giảm chi lương", width=5, align="right"),
        Column(title="Giảm chi hoạt động", width=5, align="right"),
        Column(title="Chi một lần", width=5, align="right"),
        Column(title="Chênh lệch", width=5, align="right"),
        Column(title="Căn cứ mức lương cơ sở", width=6),
    )
    sums = (
        sum(each.payroll_before - each.payroll_after for each in years),
        sum(each.running_before - each.running_after for each in years),
        sum(each.one_off for each in years),
        sum(each.balance for each in years),
    )
    return Table(columns=columns, rows=tuple(rows), totals=("Cộng", *map(dong, sums), ""), caption="Kinh phí (đồng)")


def findings(material: Material) -> Table:
    """What the rules say of the plan: what it makes or mends, and what a decision waives."""
    waived = {each.pk: each for each in material.waivers}
    shown = [each for each in material.issues if each.status is not Status.SAME]
    rows = [
        (str(place), capital(SEVERITY_NAMES[each.severity].vi), each.message.vi, law(each.citations),
         _standing(each, waived.get(each.waiver or 0)))
        for place, each in enumerate(shown, start=1)
    ]  # fmt: skip
    columns = (_PLACE, Column(title="Tính chất", width=4), Column(title="Phát hiện", width=11),
               Column(title="Căn cứ", width=6), Column(title="Tình trạng", width=6))  # fmt: skip
    return Table(columns=columns, rows=tuple(rows), caption="Kết quả đối chiếu với quy định")


def _standing(issue: Issue, waiver: Any) -> str:
    name = capital(STATUS_NAMES[issue.status].vi)
    return name if waiver is None else f"{name} theo {waiver.decision.kind} {waiver.decision.number}: {waiver.reason}"


def _counts(before: int, after: int) -> tuple[str, str, str]:
    return number(before), number(after), signed(after - before)


def _pair(counted: tuple[int, int] | None) -> str:
    before, after = counted or (0, 0)
    return number(before) if before == after else f"{number(before)} → {number(after)}"
