"""Which scenarios a program may look at and change: as on the pages, and as far as its key goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text
from tinhgon.frame.access import account_of, standing_of
from tinhgon.registry import reach
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.models import Entity
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import Opened, open_scenario
from tinhgon.scenarios.site.access import edits, sees
from tinhgon.scenarios.told import PhaseTold, ScenarioTold, phases_told, scenario_told
from tinhgon.web.api.drafts_reading import OutsideSubtree
from tinhgon.web.api.schemas import Answer, Day, whole

_FIRST, _LAST = 1900, 2200  # years between which plans lie
_SHOWN = 20  # ids named in an error


def _planned(day: date) -> date:
    if _FIRST <= day.year <= _LAST:
        return day
    raise ValueError(f"the year must lie between {_FIRST} and {_LAST}")


PlanDay = Annotated[Day, AfterValidator(_planned), Field(description=f"a day from {_FIRST} to {_LAST}")]
Line = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
Prose = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")]
Part: Any = whole(1, 1_000_000)
"""The number of a step, phase or remark within a scenario."""


class Looked(Schema):
    """A question about what a scenario comes to."""

    model_config = ConfigDict(extra="forbid")

    on: PlanDay | None = Field(None, description="the day looked at; where left out, once all phases are in force")


class Edit(Schema):
    """What every edit may say: the version that was read, so that nobody's edit is overwritten unseen."""

    model_config = ConfigDict(extra="forbid")

    version: whole(0) | None = Field(None, description="refused with 409 where it is not the last")  # type: ignore[valid-type]


class Edited(Answer):
    """A scenario after an edit; `ids` are those that new objects got, by the negative numbers they were sent with.

    `on` is the day from which all phases are in force, `known` the ledger entry of the base.
    """

    scenario: ScenarioTold
    phases: list[PhaseTold]
    ids: dict[str, int] = {}


def seen(request: HttpRequest, scenario_id: int) -> Scenario:
    """A scenario that the account may look at. Raises PermissionDenied, and Http404 for who reads everything."""
    found = Scenario.objects.select_related("owner").filter(pk=scenario_id).first()
    if found is not None and sees(account_of(request), standing_of(request), found):
        return found
    raise Http404 if found is None and standing_of(request).everywhere(Permission.READ) else PermissionDenied


def editable(request: HttpRequest, scenario_id: int) -> Scenario:
    """A scenario that the account may change. Raises as `seen`."""
    found = seen(request, scenario_id)
    if not edits(account_of(request), standing_of(request), found):
        raise PermissionDenied
    return found


def opened(request: HttpRequest, scenario_id: int) -> tuple[Scenario, Opened]:
    """A scenario that the account may look at, and what it comes to. Raises as `seen`."""
    found = seen(request, scenario_id)
    return found, open_scenario(found)


def require_reach(request: HttpRequest, changes: Sequence[Change]) -> None:
    """Raises OutsideSubtree where changes name what lies outside the subtree for which the account may draft."""
    require_within(request, {each for change in changes for each in mentioned(change)})


def require_within(request: HttpRequest, object_ids: Iterable[int]) -> None:
    """Raises OutsideSubtree for objects on record for which the account may not draft."""
    standing = standing_of(request)
    if standing.everywhere(Permission.DRAFT):
        return
    on_record = set(Entity.objects.filter(pk__in=list(object_ids)).values_list("pk", flat=True))
    outside = sorted(on_record - reach.within(standing, Permission.DRAFT, on_record))
    if outside:
        raise OutsideSubtree(
            Text("Phương án chạm đến đối tượng ngoài phạm vi được giao soạn thảo",
                 "The scenario names what lies outside the subtree you may draft for"),
            where=", ".join(f"#{each}" for each in outside[:_SHOWN]),
            mend=Text("Bỏ các thay đổi đó, hoặc đề nghị giao vai trò rộng hơn.",
                      "Leave these changes out, or ask for a role over more."),
        )  # fmt: skip


def edited(scenario: Scenario, ids: dict[str, int] | None = None) -> dict[str, Any]:
    """A scenario after an edit, as answers tell it."""
    told = scenario_told(scenario)
    return {
        "on": told.last_day,
        "known": told.base_known,
        "scenario": told,
        "phases": phases_told(scenario),
        "ids": ids or {},
    }


def looked_at(found: Opened, asked: Looked) -> dict[str, Any]:
    """The day looked at and the ledger entry of the base, as answers tell them."""
    return {"on": asked.on or found.plan.last_day, "known": found.plan.base.seq}
