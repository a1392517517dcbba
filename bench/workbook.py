"""A workbook of 100,000 rows: checked, planned and drafted, and exported again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from bench.figures import Figure, peak_megabytes, timed
from bench.stage import Stage
from tinhgon.accounts.models import system_account
from tinhgon.exchange.domain.workbook_layout import DECISION, OBJECTS, Sheet
from tinhgon.exchange.workbook_files import read_sheets
from tinhgon.exchange.workbooks import export_workbook, import_workbook
from tinhgon.registry import services
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Decision

ON = date(2019, 6, 1)
ROWS = 100_000
BODIES = 0.125
"""For every eight rows: an area, a body, two posts, two people, and two who hold them."""


def measure(stage: Stage) -> None:
    """Try a workbook, save it as a draft, enact it, export it all."""
    drafter = system_account("bench-drafter", "Đo: soạn")
    approver = system_account("bench-approver", "Đo: duyệt")
    bodies = int(ROWS * stage.scale * BODIES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.xlsx"
        _, seconds = timed(lambda: write(path, bodies))
        stage.notes.append(f"{bodies * 8} rows, {path.stat().st_size >> 20} MiB, written in {seconds:.0f} s")
        read, seconds = timed(lambda: [sum(1 for _ in each.rows) for each in read_sheets(path)])
        stage.add(Figure("workbook: file inspected and read", seconds, "s", None, detail={"rows": read}))
        _, seconds = timed(lambda: import_workbook(path))
        stage.add(Figure("workbook: checked, planned, rehearsed", seconds, "s", 60))
        report, seconds = timed(lambda: import_workbook(path, drafter.username))
        stage.add(Figure("workbook: the same, and saved as a draft", seconds, "s", 60))
        stage.add(Figure("workbook: peak memory of the import", peak_megabytes(), "MB", 2000))
        decision = Decision.objects.get(pk=report.draft)
        services.submit(decision)
        services.approve(decision, approver)
        _, seconds = timed(lambda: services.enact_decision(decision))
        stage.add(Figure("workbook: its decision enacted", seconds, "s", None))
        _, seconds = timed(lambda: export_workbook(Path(folder) / "out.xlsx", ON, personal=True))
        stage.add(Figure("workbook: exported", seconds, "s", 60))


def write(path: Path, bodies: int) -> None:
    """A workbook as another program would write it."""
    book = Workbook(write_only=True)
    names = ["number", "kind", "issuer", "signed_on", "effective_on", "subject"]
    _sheet(book, DECISION, names, [["1/QĐ", "quyết định", "UBND", ON, ON, "Đo"]])
    names = ["key", "code", "name", "level", "parent", "population"]
    _sheet(book, OBJECTS[Kind.AREA], names, _areas(bodies))
    names = ["key", "name", "sector", "tier", "parent", "area"]
    rows = ([f"ub{n}", f"Ủy ban {n}", "nhà nước", "cấp xã", None, f"x{n}"] for n in range(bodies))
    _sheet(book, OBJECTS[Kind.ORGANIZATION], names, rows)
    names = ["key", "organization", "title", "headship", "establishment_class"]
    heads = ("cấp trưởng", "cấp phó")
    posts = ([f"c{n}", f"ub{n // 2}", "Chủ tịch", heads[n % 2], "cán bộ"] for n in range(bodies * 2))
    _sheet(book, OBJECTS[Kind.POST], names, posts)
    people = ([f"p{n}", f"Nguyễn Văn {n}", "1975", "nam"] for n in range(bodies * 2))
    _sheet(book, OBJECTS[Kind.PERSON], ["key", "name", "birth_date", "gender"], people)
    held = ([f"p{n}", f"c{n}", "bầu"] for n in range(bodies * 2))
    _sheet(book, OBJECTS[Kind.MEMBERSHIP], ["person", "post", "basis"], held)
    book.save(path)


def _areas(count: int) -> Iterator[list[object]]:
    yield ["x0", "0", "Tỉnh", "cấp tỉnh", None, 1_000_000]
    for number in range(1, count):
        yield [f"x{number}", f"{number:06}", f"Xã {number}", "cấp xã", "x0", 5000 + number]


def _sheet(book: Workbook, sheet: Sheet, names: list[str], rows: object) -> None:
    page = book.create_sheet(sheet.name)
    page.append([sheet.column(each).heading.vi for each in names])
    page.append(names)
    for row in rows:  # type: ignore[attr-defined]
        page.append(row)
