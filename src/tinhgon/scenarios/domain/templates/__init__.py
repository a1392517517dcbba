"""Templates: known ways of making the apparatus leaner, from the articles and from practice beside them."""

from __future__ import annotations

from collections.abc import Mapping

from tinhgon.scenarios.domain.templates.founding import FOUNDING_TEMPLATES
from tinhgon.scenarios.domain.templates.leaders import LEADER_TEMPLATES
from tinhgon.scenarios.domain.templates.model import (
    Applied,
    Chosen,
    InvalidOption,
    Note,
    Option,
    Skipped,
    Template,
    chosen_units,
)
from tinhgon.scenarios.domain.templates.organs import ORGAN_TEMPLATES
from tinhgon.scenarios.domain.templates.sizes import SIZE_TEMPLATES
from tinhgon.scenarios.domain.templates.units import UNIT_TEMPLATES

_ALL = (*ORGAN_TEMPLATES, *FOUNDING_TEMPLATES, *LEADER_TEMPLATES, *UNIT_TEMPLATES, *SIZE_TEMPLATES)

TEMPLATES: Mapping[str, Template] = {each.id: each for each in _ALL}
"""Every template by its id, in the order in which they are offered."""

__all__ = ["TEMPLATES", "Applied", "Chosen", "InvalidOption", "Note", "Option", "Skipped", "Template", "chosen_units"]
