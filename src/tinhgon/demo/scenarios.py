"""Two scenarios to try the demonstration with: one that stands before the law, one that does not. They say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl
from django.db import transaction

from tinhgon.accounts.access import today
from tinhgon.accounts.models import Account
from tinhgon.errors import Text
from tinhgon.registry.models import LedgerEntry
from tinhgon.scenarios import services, templating
from tinhgon.scenarios.domain.plan import Base, adding_phase
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import open_scenario
from tinhgon.scenarios.templating import NothingApplied

NOTE = "dữ liệu trình diễn, hư cấu"
PLANS: Mapping[str, Sequence[tuple[str, int | None, int]]] = {
    f"Phương án 1: phòng đủ quy mô, bí thư là chủ tịch HĐND xã ({NOTE})": (
        ("larger_rooms", None, 1),
        ("secretary_chairs_council", 54, 2),
    ),
    f"Phương án 2: như phương án 1, thêm văn phòng chung ở 8 xã ({NOTE})": (
        ("larger_rooms", None, 1),
        ("secretary_chairs_council", 54, 2),
        ("joint_office", 8, 2),
    ),
}
"""By name: templates with the number of communes each is applied in (None: the province itself) and the phase.

The first can be submitted; in the second some communes would have more staff than the law of today allows.
"""


@transaction.atomic
def make_scenarios(home: int, owner: Account) -> list[Scenario]:
    """Draft the scenarios over the area `home`, as of today; those that are there already are left alone."""
    first, second = date(today().year + 1, 1, 1), date(today().year + 1, 7, 1)
    seq = LedgerEntry.objects.order_by("-seq").values_list("seq", flat=True)[0]
    lacking = [each for each in PLANS if not Scenario.objects.filter(name=each, owner=owner).exists()]
    return [_made(name, home, owner, Base(on=today(), seq=seq), first, second) for name in lacking]


def _made(name: str, home: int, owner: Account, base: Base, first: date, second: date) -> Scenario:
    scenario = services.new_scenario(
        name, owner, base, first, under=home, purpose="Bớt đầu mối và chức danh lãnh đạo, giữ nguyên nhiệm vụ."
    )
    label = Text("Thêm giai đoạn", "Added a phase")
    scenario = services.edit(scenario, owner, label, adding_phase("Giai đoạn 2", second))
    for template, count, phase in PLANS[name]:
        units = [home] if count is None else _communes(scenario)[:count]
        try:
            scenario = templating.apply(scenario, template, units, {}, phase, owner)
        except NothingApplied:
            continue  # the record was changed by hand since it was loaded
    ground = templating.instruments_of(services.plan_of(scenario))
    return services.describe(scenario, name=name, purpose=scenario.purpose, ground=ground)


def _communes(scenario: Scenario) -> list[int]:
    """The communes of the scope, in order of their codes."""
    areas = open_scenario(scenario).after().areas.filter(pl.col("level") == "commune")
    return areas.sort("code")["id"].to_list()
