"""The rulebook's indicators give the articles' figures on the demonstration's records.

The demonstration and the indicators were written apart; here they meet. `seed` names the row of the
table of the articles' figures.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.demo.quang_ninh.counting import of_province, records_of
from tinhgon.registry.domain.records import Record
from tinhgon.registry.domain.replay import Replay
from tinhgon.registry.domain.snapshot import snapshot_of
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.figures import Context, Figure, figure
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.loading import load_rulebook

START, END_OF_2019, JANUARY_2021 = date(2015, 1, 1), date(2019, 12, 31), date(2021, 1, 15)


@pytest.fixture(scope="module")
def records(demonstration: Replay) -> list[Record]:
    """Quảng Ninh's records."""
    return of_province(records_of(demonstration), "22")


@pytest.fixture(scope="module")
def contexts(records: list[Record]) -> dict[date, Context]:
    """What indicators read, for each day of the articles."""
    book, before = load_rulebook(), Apparatus(snapshot_of(records, START))
    return {on: Context(book, Apparatus(snapshot_of(records, on)), before=before) for on in (END_OF_2019, JANUARY_2021)}


@pytest.mark.parametrize(
    ("seed", "indicator", "on", "counted", "of"),
    [
        ("f002", "inspection_joint.district", JANUARY_2021, 13, 13),
        ("f003", "organization_home_affairs.district", JANUARY_2021, 13, 13),
        ("f012", "secretary_is_committee_chair.district", JANUARY_2021, 3, 13),
        ("f013", "secretary_is_committee_chair.commune", JANUARY_2021, 119, 177),
        ("f014", "secretary_is_council_chair.commune", JANUARY_2021, 24, 177),
        ("f016", "secretary_non_local.district", JANUARY_2021, 13, 13),
        ("f018", "cell_secretary_is_village_head", JANUARY_2021, 1500, 1500),
        ("f030", "organization_home_affairs.district", END_OF_2019, 14, 14),
        ("f031", "inspection_joint.district", END_OF_2019, 14, 14),
        ("f032", "joint_office.district", END_OF_2019, 3, 14),
        ("f033", "front_common_organ.district", END_OF_2019, 14, 14),
        ("f034", "secretary_is_committee_chair.district", END_OF_2019, 3, 14),
        ("f035", "secretary_is_committee_chair.commune", END_OF_2019, 96, 186),
        ("f036", "cell_secretary_is_village_head", END_OF_2019, 1500, 1500),
    ],
)
def test_shares_are_those_the_articles_print(
    contexts: dict[date, Context], seed: str, indicator: str, on: date, counted: int, of: int
) -> None:
    found: Figure = figure(INDICATORS[indicator], contexts[on])
    assert (len(found.numerator), len(found.denominator), found.value) == (counted, of, Fraction(counted, of)), seed


def test_85_percent_of_commune_secretaries_are_not_local(contexts: dict[date, Context]) -> None:
    share = figure(INDICATORS["secretary_non_local.commune"], contexts[JANUARY_2021]).value
    assert round(100 * share) == 85


@pytest.mark.parametrize(
    ("seed", "indicator", "closed"),
    [("f006", "rooms_closed", 180), ("f007", "sub_departments_closed", 3), ("f008", "sub_department_rooms_closed", 44)],
)
def test_bodies_closed_are_as_many_as_the_articles_print(
    contexts: dict[date, Context], seed: str, indicator: str, closed: int
) -> None:
    assert figure(INDICATORS[indicator], contexts[JANUARY_2021]).value == closed, seed
