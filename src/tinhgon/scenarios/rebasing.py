"""Putting a scenario on a later state of the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinhgon.accounts.models import Account
from tinhgon.errors import Text
from tinhgon.registry.domain.records import View
from tinhgon.registry.models import Change, LedgerEntry
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.plan import Base, Plan, on_base, removing
from tinhgon.scenarios.domain.preview import Preview, preview
from tinhgon.scenarios.domain.rebasing import Conflict, Key, Resolution, conflicts, rebased
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import base_view, open_plan
from tinhgon.scenarios.progress import enacted_phases
from tinhgon.scenarios.services import plan_of


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What stands between a scenario and a later state of the record.

    `seq` is the ledger entry of that state, `behind` how many entries came since the scenario's base. `entries`
    gives, for each id of a change that states another side, the ledger entry it was enacted with.
    """

    seq: int
    behind: int
    conflicts: tuple[Conflict, ...]
    entries: Mapping[int, int]


def newest() -> int:
    """The number of the last ledger entry; 0 where there is none."""
    return LedgerEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def disagreement(scenario: Scenario, seq: int | None = None) -> Disagreement:
    """What a scenario and the record after entry `seq` (the newest by default) disagree about."""
    plan, to = plan_of(scenario), newest() if seq is None else seq
    behind = LedgerEntry.objects.filter(seq__gt=plan.base.seq, seq__lte=to).count()
    if not behind:
        return Disagreement(to, 0, (), {})
    left, settled = _left(plan, enacted_phases(scenario))
    if settled is None:
        old: View = base_view(plan.base.seq)
        before = open_plan(plan, scenario.under).preview
    else:
        old = settled.register
        before = preview(old, left)
    after = open_plan(on_base(Base(on=plan.base.on, seq=to))(left), scenario.under).preview
    found = conflicts(before, old, base_view(to), after)
    sources = {source for each in found for source in each.by}
    entries = dict(Change.objects.filter(pk__in=sources).values_list("pk", "decision__ledger_entry__seq"))
    return Disagreement(to, behind, tuple(found), entries)


def rebase(
    scenario: Scenario,
    by: Account,
    resolutions: Mapping[Key, Resolution],
    *,
    seq: int | None = None,
    version: int | None = None,
) -> Scenario:
    """Put a scenario on the record after entry `seq` (the newest by default), as one edit that can be undone.

    What is in force already leaves the plan: it is part of the base then. Raises Unsettled while any conflict is
    not settled.
    """
    found = disagreement(scenario, seq)
    plan = plan_of(scenario)
    if found.seq == plan.base.seq:
        return scenario
    label = Text(f"Cập nhật nền lên mục sổ {found.seq}", f"Put on ledger entry {found.seq}")
    base = Base(on=plan.base.on, seq=found.seq)
    in_force = [each.id for each in plan.steps if each.phase in enacted_phases(scenario)]
    operations = (removing(in_force), rebased(base, found.conflicts, resolutions))
    return services.edit(scenario, by, label, *operations, version=version, settling=True)


def _left(plan: Plan, enacted: frozenset[int]) -> tuple[Plan, Preview | None]:
    """The plan without what is in force, and what that part came to on the old base (None: nothing is)."""
    if not enacted:
        return plan, None
    done = removing(each.id for each in plan.steps if each.phase not in enacted)(plan)
    left = removing(each.id for each in plan.steps if each.phase in enacted)(plan)
    return left, preview(base_view(plan.base.seq), done)
