"""Family ties are kept beside the record, once for two people, and erased with either of them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.registry.acts import people, record
from tinhgon.accounts.models import Account
from tinhgon.registry.domain.changes import RegisterPerson
from tinhgon.registry.domain.kinship import CONVERSE, RELATIONS
from tinhgon.registry.kinship import InvalidTie, declare_tie, register_version, relatives, tied, withdraw_tie
from tinhgon.registry.models import KinTie
from tinhgon.registry.services import erase_personal, keep_personal
from tinhgon.registry.verification import verify

DAY = date(2020, 1, 1)
PAPER = "Sơ yếu lý lịch 2019"


@pytest.fixture
def drafter(registry_db: None) -> Account:
    """Three people on record; who drafts."""
    record("1/QĐ", *(RegisterPerson(object_id=id, attributes=keep_personal(id, {"name": f"Người {id}"}))
                      for id in (1, 2, 3)))  # fmt: skip
    return people()[0]


def test_a_tie_is_told_from_both_sides(drafter: Account) -> None:
    declare_tie(2, 1, "parent", DAY, PAPER, drafter)
    assert [(each.person, each.relation) for each in relatives(2)] == [(1, RELATIONS["parent"])]
    assert [(each.person, each.relation) for each in relatives(1)] == [(2, RELATIONS["child"])]
    assert relatives(3) == []
    assert tied() == [(1, 2)]


def test_every_relation_has_its_converse() -> None:
    assert {CONVERSE[CONVERSE[each]] for each in RELATIONS} == set(RELATIONS)
    assert all(CONVERSE[CONVERSE[each]] == each for each in RELATIONS)


def test_of_two_people_the_last_declaration_stands(drafter: Account) -> None:
    declare_tie(1, 2, "spouse", DAY, PAPER, drafter)
    declare_tie(2, 1, "sibling", DAY, PAPER, drafter)
    assert [each.relation for each in relatives(1)] == [RELATIONS["sibling"]]
    with pytest.raises(IntegrityError, match="kin_tie_once"), transaction.atomic():
        KinTie.objects.create(person_a=1, person_b=2, relation="spouse", declared_on=DAY, source=PAPER, by=drafter)


def test_the_register_has_another_version_after_every_change(drafter: Account) -> None:
    versions = [register_version()]
    first = declare_tie(1, 2, "spouse", DAY, PAPER, drafter)
    versions.append(register_version())
    declare_tie(1, 3, "child", DAY, PAPER, drafter)
    versions.append(register_version())
    declare_tie(1, 2, "sibling", DAY, PAPER, drafter)
    versions.append(register_version())
    withdraw_tie(KinTie.objects.get(person_b=3))
    versions.append(register_version())
    assert len(set(versions)) == len(versions) and first.pk is not None


@pytest.mark.parametrize(
    ("first", "second", "relation", "source", "why"),
    [
        (1, 1, "spouse", PAPER, "own relative"),
        (1, 2, "friend", PAPER, "no relation 'friend'"),
        (1, 9, "spouse", PAPER, "two people on record"),
        (1, 2, "spouse", " ", "where it was declared"),
    ],
)
def test_what_cannot_be_a_tie_is_refused(
    drafter: Account, first: int, second: int, relation: str, source: str, why: str
) -> None:
    with pytest.raises(InvalidTie, match=why):
        declare_tie(first, second, relation, DAY, source, drafter)
    assert tied() == []


def test_erasing_a_person_erases_their_ties_and_the_chain_still_verifies(drafter: Account) -> None:
    declare_tie(1, 2, "spouse", DAY, PAPER, drafter)
    declare_tie(2, 3, "child", DAY, PAPER, drafter)
    erase_personal(1)
    assert tied() == [(2, 3)]
    assert verify().clean
