"""Whatever the description of the API allows is answered as described, and what it does not allow is refused."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig

from tests.api.conftest import World, account_with, description, key_of
from tinhgon.accounts.domain.roles import Role

CONFIG = {
    # That every route asks for a key is told in test_permissions; here it would treble the requests.
    "checks": {"ignored_auth": {"enabled": False}},
    "phases": {"coverage": {"unexpected-methods": ["patch"]}},
    # What has the form of a draft, or of an edit of a scenario, may still break a rule of the record; test_answers and
    # test_scenarios tell of these refusals.
    # Every value of every verb, one at a time, would take minutes: drafts are made at random alone.
    "operations": [
        {
            "include-tag": tag,
            "checks": {"positive_data_acceptance": {"enabled": False}},
            "phases": {"coverage": {"enabled": False}},
        }
        for tag in ("drafts", "scenarios", "planning", "scheming")
    ],
}
schema = schemathesis.openapi.from_dict(deepcopy(description()), config=SchemathesisConfig.from_dict(CONFIG))
schema.app = get_wsgi_application()


@pytest.fixture(scope="module")
def key(world: World) -> str:
    """The key of an account that may do everything."""
    return key_of(account_with("may", Role))


@schema.parametrize()
@settings(
    max_examples=3,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
def test_every_route_answers_as_described(case: Any, key: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {key}"})
