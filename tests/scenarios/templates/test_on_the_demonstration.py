"""Templates on the whole province of the demonstration, as it stood in 2015: each lays, and law is told from habit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count

import polars as pl
import pytest

from tests.scenarios.templates.small import planned
from tinhgon.registry.domain.replay import Replay
from tinhgon.registry.domain.snapshot import snapshot_of
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.loading import load_rulebook
from tinhgon.scenarios.domain.templates import TEMPLATES, Applied

DAY = date(2018, 3, 1)
DISTRICTS = {
    "merge_bodies": {"sources": ["Phòng Y tế"], "into": "council_committee_office"},
    "front_common_organ": {"deputies": "union_heads"},
}
PROVINCE = {"larger_rooms": {"least": 5}, "media_centre": {"deputies": "all"}, "organ_pair": {"names": []}}
NOT_THERE = {"merged_unit", "no_organ_cells", "fewer_deputies"}
"""No areas are merged yet, communes have no cells of their own, and no deputy's seat is vacant."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def build(founded: Replay) -> Callable[[str], Applied]:
    """What a template comes to in all districts, or in the province where that is its level."""
    known = (each for each in founded.known.changed.values() if each is not None)
    apparatus, rulebook = Apparatus(snapshot_of(known, DAY)), load_rulebook()
    new_id = count(10**9).__next__

    def built(id: str) -> Applied:
        in_districts = "district" in TEMPLATES[id].levels and id not in PROVINCE
        level = "district" if in_districts or id == "village_pair" else "province"
        areas = apparatus.areas.filter((pl.col("level") == level) & pl.col("code").str.contains("^(19|20|22)"))
        options = DISTRICTS.get(id) or PROVINCE.get(id) or {}
        return TEMPLATES[id].build(apparatus, founded.known, areas["id"].to_list(), options, new_id, rulebook)

    return built


@pytest.mark.parametrize("id", [each for each in TEMPLATES if each not in NOT_THERE])
def test_it_lays_on_the_whole_province(id: str, build: Callable[[str], Applied], founded: Replay) -> None:
    applied = build(id)
    assert applied.changes
    assert planned(founded.known, applied, DAY).stands


def test_grounds_are_those_in_force_on_the_day(build: Callable[[str], Applied]) -> None:
    assert [each.id for each in build("joint_office").grounds] == ["merged_organ.mo03"]
    assert build("larger_rooms").grounds == ()  # the decree came in 2020
