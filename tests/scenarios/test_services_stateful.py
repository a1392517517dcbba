"""Whatever people do to a scenario in whatever order, it is what a list of plans says it is."""

from __future__ import annotations

from random import Random

import pytest

from tests.scenarios.conftest import EDIT, Province
from tests.scenarios.domain.test_plan import random_operation
from tinhgon.scenarios import services
from tinhgon.scenarios.domain.plan import Plan, decode_plan, encode_plan
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.services import NothingToUndo, NotOpen, plan_of

STEPS = 40


class Model:
    """What a scenario should be: the plans it went through, where it stands among them, and whether it is open."""

    def __init__(self, plan: Plan) -> None:
        self.plans, self.at, self.open = [plan], 0, True

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        return self.plans[self.at]

    def edited(self, plan: Plan) -> None:
        """A new plan takes the place of all that was undone."""
        if plan != self.plan:
            self.plans[self.at + 1 :] = [plan]
            self.at += 1


def act(scenario: Scenario, model: Model, random: Random, province: Province) -> None:
    """Do something at random to both; refusals must agree."""
    match random.choice(["edit", "edit", "edit", "undo", "undo", "redo", "freeze", "thaw"]):
        case "edit":
            operation = random_operation(model.plan, random)
            if not model.open:
                with pytest.raises(NotOpen):
                    services.edit(scenario, province.drafter, EDIT, operation)
                return
            services.edit(scenario, province.drafter, EDIT, operation)
            model.edited(operation(model.plan))
        case "undo" | "redo" as which:
            step = -1 if which == "undo" else 1
            if not model.open or not 0 <= model.at + step < len(model.plans):
                with pytest.raises((NotOpen, NothingToUndo)):
                    getattr(services, which)(scenario)
                return
            getattr(services, which)(scenario)
            model.at += step
        case "freeze" | "thaw" as which:
            if model.open is (which == "thaw"):
                with pytest.raises(NotOpen):
                    services.thaw(scenario) if which == "thaw" else services.freeze(scenario, province.drafter)
                return
            services.thaw(scenario) if which == "thaw" else services.freeze(scenario, province.drafter)
            model.open = which == "thaw"


@pytest.mark.parametrize("seed", range(6))
def test_a_scenario_is_what_was_done_to_it(province: Province, seed: int) -> None:
    random, scenario = Random(seed), province.scenario()
    model = Model(plan_of(scenario))
    versions = [scenario.version]
    for _ in range(STEPS):
        act(scenario, model, random, province)
        scenario.refresh_from_db()
        assert plan_of(scenario) == model.plan
        assert scenario.position == model.at
        versions.append(scenario.version)
    assert versions == sorted(versions)
    assert decode_plan(encode_plan(model.plan)) == model.plan
