"""Clients to be killed. Run as `python -m tests.registry.crash_client`.

Every line on standard input is a task; a child made by fork does it, quickly, and tells on standard
output what it is about. When the child has ended, its exit code is told.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhgon.settings")
django.setup()

import psycopg  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import Error  # noqa: E402

from tests.registry.acts import area, people  # noqa: E402
from tests.registry.decisions_at_random import document  # noqa: E402
from tinhgon.errors import TinhGonError  # noqa: E402
from tinhgon.exchange.services import import_units_history  # noqa: E402
from tinhgon.registry import services  # noqa: E402
from tinhgon.registry.domain.changes import Merge  # noqa: E402
from tinhgon.registry.domain.decisions import DecisionDocument  # noqa: E402
from tinhgon.registry.models import STATES, Decision  # noqa: E402
from tinhgon.registry.verification import verify  # noqa: E402

LOST = 3
"""The exit code of a client that lost the server."""

FIRST_DAY = date(2000, 1, 1)
MERGES, FOUNDED = 10, 20


def tell(word: str, value: object = None) -> None:
    """One line to whoever set the task, whole even if we are killed."""
    os.write(1, f"{word} {json.dumps(value)}\n".encode())


def enact() -> None:
    """Enact decision after decision, each prepared beforehand."""
    while True:
        decision = _signed()
        tell("enacting", decision.pk)
        services.enact_decision(decision)
        tell("enacted", decision.pk)


def _signed() -> Decision:
    drafter, approver = people()
    decision = Decision.objects.exclude(status="enacted").first() or services.draft(_next(), drafter)
    if decision.status == "draft":
        decision = services.submit(decision)
    return services.approve(decision, approver) if decision.status == "submitted" else decision


def _next() -> DecisionDocument:
    """Merge twenty communes into ten new ones and found twenty more."""
    number = Decision.objects.count()
    on = FIRST_DAY + timedelta(days=number)
    known = STATES[area(0, "").kind].objects.filter(recorded__endswith=None, valid__endswith=None)
    communes = list(known.filter(level="commune").order_by("object_id").values_list("object_id", flat=True))
    district = known.filter(level="district").values_list("object_id", flat=True).first()
    if district is None:
        return document("0", on, *_country())
    new = services.new_ids(MERGES + FOUNDED)
    merges = [
        Merge(into=into, sources=tuple(pair), founded=_commune(number, into, district))
        for into, pair in zip(new, _pairs(communes), strict=False)
    ]
    return document(f"{number}", on, *merges, *(area(each, f"{each}", district) for each in new[MERGES:]))


def _country() -> list[object]:
    province, district, *communes = services.new_ids(2 + MERGES + FOUNDED)
    return [
        area(province, "01", level="province"),
        area(district, "001", province, "district"),
        *(area(each, f"{each}", district) for each in communes),
    ]


def _commune(number: int, object_id: int, district: int) -> dict[str, object]:
    return {"code": f"{object_id}", "name": f"Xã mới {number}", "level": "commune", "parent": district}


def _pairs(communes: Sequence[int]) -> list[Sequence[int]]:
    return [communes[n : n + 2] for n in range(0, 2 * MERGES, 2)]


def import_file(path: str) -> None:
    """Import a history of units, telling each decision recorded."""
    tell("enacting")
    report = import_units_history(Path(path), progress=lambda stage, done, total: tell(stage, done))
    tell("report", [report.recorded, report.already])


def migrate() -> None:
    """Make the tables."""
    call_command("migrate", verbosity=0)


def tell_verified() -> None:
    """Verify, and tell what was found."""
    tell("verified", verify().as_json())


TASKS = {"enact": enact, "import": import_file, "migrate": migrate, "verify": tell_verified}


def _do(task: str, *arguments: str) -> int:
    try:
        TASKS[task](*arguments)
    except (Error, psycopg.Error, TinhGonError) as error:
        tell("failed", f"{type(error).__name__}: {error}")
        return LOST
    return 0


if __name__ == "__main__":
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(_do(*line.split()))
        tell("child", child)
        tell("over", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
