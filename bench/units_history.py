"""Fifteen years of the nation's units: import, and the questions asked of them afterwards."""

from __future__ import annotations

import csv
import os
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
from django.db import connection, transaction

from bench import naive
from bench.figures import Figure, peak_megabytes, spread, timed
from bench.stage import Stage, teller
from tinhgon.accounts.models import system_account
from tinhgon.exchange.domain.units_history import read_lines, read_steps
from tinhgon.exchange.domain.units_plan import plan
from tinhgon.exchange.services import import_units_history
from tinhgon.registry import selectors
from tinhgon.registry.models import AreaState, Change, Decision, LedgerEntry
from tinhgon.registry.recording import planned_ids
from tinhgon.registry.verification import verify

CHECKOUT = Path(__file__).parents[1]
LAST_DAY = date(2019, 12, 31)
NAIVE_CHANGES = 1500
"""How many changes are recorded row by row, and rolled back; their time is scaled up to the whole import."""


def shared() -> Path:
    """The folder with the real data beside the checkout, or the one TINHGON_SHARED names."""
    return Path(os.environ.get("TINHGON_SHARED") or CHECKOUT.parent / "shared")


def measure(stage: Stage) -> None:
    """Import the real history, compare the result, ask for trees, histories, lineages, and verify."""
    history = shared() / "data/vn/units_history_2004_2019.jsonl"
    expected = shared() / "data/vn/units_expected_2019-12-31.csv"
    if not history.exists() or not expected.exists():
        stage.notes.append(f"real data not present: {history}")
        return
    _import(stage, history)
    _compare(stage, expected)
    _endings(stage)
    _trees(stage)
    _single_units(stage)
    _verify(stage)


def _import(stage: Stage, history: Path) -> None:
    per_change = None if Decision.objects.exists() else _naive_seconds_per_change(history)
    report, seconds = timed(lambda: import_units_history(history, progress=teller()))
    memory = peak_megabytes()
    if per_change is None or not report.recorded:
        stage.notes.append("the history is on record in this home already: its import is not measured")
        return
    changes = Change.objects.count()
    detail = {"decisions": report.recorded, "changes": changes, "naive measured on changes": NAIVE_CHANGES}
    stage.add(Figure("history imported", seconds, "s", 60, per_change * changes, detail))
    stage.add(Figure("peak memory of the import", memory, "MB", 1000))


def _naive_seconds_per_change(history: Path) -> float:
    """The first units of the file, recorded row by row; nothing stays on record."""
    with history.open("rb") as file:
        planned = next(each for each in plan(read_steps(read_lines(file)), planned_ids()) if hasattr(each, "document"))
    document = msgspec.structs.replace(planned.document, changes=planned.document.changes[:NAIVE_CHANGES])
    with transaction.atomic():
        drafter, approver = system_account("bench-drafter", "Đo: soạn"), system_account("bench-approver", "Đo: duyệt")
        _, seconds = timed(lambda: naive.record(document, drafter, approver))
        transaction.set_rollback(True)
    return seconds / len(document.changes)


def _compare(stage: Stage, expected: Path) -> None:
    """The list on the last day against the published one; the figure is how many lines differ."""
    found = {(each.level, each.code or "", each.name, each.parent or "") for each in selectors.areas(LAST_DAY)}
    with expected.open(encoding="utf-8", newline="") as file:
        wanted = {(row["level"], row["code"], row["name"], row["parent"]) for row in csv.DictReader(file)}
    detail = {"units": len(found), "expected": len(wanted)}
    stage.add(Figure("lines that differ from the published list", len(found ^ wanted), "lines", 0, detail=detail))


def _endings(stage: Stage) -> None:
    """Which decision ended each ended unit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT object_id FROM registry_areastate WHERE upper_inf(recorded)"
            " GROUP BY object_id HAVING NOT bool_or(upper_inf(valid))"
        )
        ended = [each for (each,) in cursor.fetchall()]
    seconds, lacking = [], 0
    for object_id in ended:
        card, taken = timed(lambda object_id=object_id: selectors.card(object_id, LAST_DAY))
        seconds.append(taken)
        lacking += card.ended_by is None or not card.ended_by.number
    detail = spread(seconds) | {"ended units": len(ended)}
    stage.add(Figure("ended units without an answer which decision ended them", lacking, "units", 0, detail=detail))
    stage.add(Figure("which decision ended one unit (median)", detail["median"], "s", 0.05, detail=detail))


def _trees(stage: Stage) -> None:
    """The whole tree on random days, as known at random moments."""
    moments = list(LedgerEntry.objects.values_list("recorded_at", flat=True))
    draw = random.Random(1)
    pairs: list[tuple[date, datetime | None]] = [
        (
            date(2004, 9, 1) + timedelta(days=draw.randrange(5600)),
            draw.choice([None, *moments[:: len(moments) // 4 or 1]]),
        )
        for _ in range(50)
    ]
    detail = spread([timed(lambda on=on, known=known: selectors.areas(on, known))[1] for on, known in pairs])
    _, naive = timed(lambda: _naive_tree(LAST_DAY))
    stage.add(Figure("national tree on any day (median of 50)", detail["median"], "s", 0.3, naive, detail))
    stage.add(Figure("national tree on any day (p95 of 50)", detail["p95"], "s", 0.3, naive, detail))


def _naive_tree(on: date) -> list[tuple[str, str, str, str]]:
    """One query for each unit's parent."""
    found = []
    holding = {"valid__contains": on, "recorded__upper_inf": True}
    for unit in AreaState.objects.filter(**holding):
        parent = unit.parent_id and AreaState.objects.get(object_id=unit.parent_id, **holding)
        found.append((unit.level, unit.code, unit.name, parent.code if parent else ""))
    return sorted(found)


def _single_units(stage: Stage) -> None:
    """History and lineage of units drawn from all, and of those with the most lineage."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM registry_entity ORDER BY id")
        everyone = [each for (each,) in cursor.fetchall()]
        cursor.execute(
            "SELECT successor_id FROM registry_lineage GROUP BY 1 ORDER BY count(*) DESC, successor_id LIMIT 20"
        )
        busiest = [each for (each,) in cursor.fetchall()]
    units = random.Random(2).sample(everyone, min(200, len(everyone))) + busiest
    questions: dict[str, Callable[[int], object]] = {
        "history of one unit": selectors.history,
        "lineage of one unit": lambda each: selectors.lineage(each, LAST_DAY),
    }
    for name, ask in questions.items():
        detail = spread([timed(lambda each=each, ask=ask: ask(each))[1] for each in units])
        stage.add(Figure(f"{name} (median)", detail["median"], "s", 0.05, detail=detail))
        stage.add(Figure(f"{name} (p95)", detail["p95"], "s", 0.05, detail=detail))


def _verify(stage: Stage) -> None:
    found, seconds = timed(verify)
    if found.difference is not None:
        stage.notes.append(f"verify finds a difference: {found.difference.en}")
    stage.add(Figure("verify of the whole history", seconds, "s", 60, detail=found.as_json()))
