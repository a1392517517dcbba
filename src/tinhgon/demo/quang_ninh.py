"""Reading the tables of the Quảng Ninh demonstration, planning it, and recording it."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files

from django.db import transaction

from tinhgon.demo.domain.quang_ninh.founding import PROVINCE
from tinhgon.demo.domain.quang_ninh.neighbours import WENT_INTO
from tinhgon.demo.domain.quang_ninh.plan import plan
from tinhgon.demo.domain.quang_ninh.tables import Tables, tables_from_plain
from tinhgon.demo.domain.quang_ninh.units_2025 import NewProvince, new_province
from tinhgon.demo.domain.quang_ninh.writer import KEYS
from tinhgon.demo.vietnam_units import read_source
from tinhgon.registry.domain.changes import RegisterPerson
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.personal import personal_digest
from tinhgon.registry.models import PersonalValue, PersonKey
from tinhgon.registry.recording import planned_ids, recorded_documents

SEED = 1
FILES = (
    "sources.csv",
    "instruments.csv",
    "districts.csv",
    "communes.csv",
    "changes.csv",
    "hau_giang.csv",
    "hau_giang_parts.csv",
    "bac_ninh.csv",
)
NEW_PROVINCES = (PROVINCE, *WENT_INTO.values())
"""Codes of the provinces since July 2025 that the demonstration reaches."""


def read_tables() -> Tables:
    """The tables that come with the program."""
    folder = files("tinhgon.demo").joinpath("data", "quang_ninh")

    rows = {name: list(csv.DictReader(folder.joinpath(name).read_text("utf-8").splitlines())) for name in FILES}
    return tables_from_plain(rows)


def read_provinces() -> dict[str, NewProvince]:
    """The provinces since July 2025 that the demonstration reaches, by code, from the installed package."""
    source = read_source()
    return {code: new_province(source, code) for code in NEW_PROVINCES}


@dataclass(slots=True)
class PlannedPeople:
    """The particulars of planned people, with the key and the digests that follow from the seed.

    The people are invented, so their keys need be no secret: that they follow from the seed is what
    makes the same seed plan the same decisions, whatever ids the registry gives the people.
    """

    seed: int
    values: dict[int, Mapping[str, str]] = field(default_factory=dict)

    def keep(self, person: int, values: Mapping[str, str]) -> dict[str, str]:
        """Remember a planned person; gives the digests that stand for the particulars."""
        self.values[person] = values
        return {name: personal_digest(self.key(person), name, value) for name, value in values.items()}

    def key(self, person: int) -> bytes:
        """The key of a planned person's digests."""
        return hashlib.sha256(f"{KEYS}{self.seed}:{person}".encode()).digest()


def planned(seed: int = SEED) -> tuple[tuple[DecisionDocument, ...], PlannedPeople]:
    """The decisions of the demonstration and the people they register."""
    people = PlannedPeople(seed)
    return plan(read_tables(), read_provinces(), seed, planned_ids(), people.keep), people


@contextmanager
def names_kept(decisions: Sequence[DecisionDocument], people: PlannedPeople) -> Iterator[None]:
    """Keep, at the end, the particulars of all people that were registered within."""
    before = set(recorded_documents([each.key for each in decisions]))
    try:
        yield
    finally:
        fresh = [each for each in decisions if each.key not in before]
        _keep_names(_registered(fresh), people)


def _registered(decisions: Iterable[DecisionDocument]) -> Iterator[tuple[int, int]]:
    """The planned and the recorded id of each person whose registration is on record."""
    by_key = {each.key: each for each in decisions}
    for key, recorded in recorded_documents(list(by_key)).items():
        for ours, theirs in zip(by_key[key].changes, recorded.changes, strict=True):
            if isinstance(ours, RegisterPerson) and isinstance(theirs, RegisterPerson):
                yield ours.object_id, theirs.object_id


@transaction.atomic
def _keep_names(registered: Iterable[tuple[int, int]], people: PlannedPeople) -> None:
    pairs = list(registered)
    PersonKey.objects.bulk_create(
        (PersonKey(person_id=person, key=people.key(number)) for number, person in pairs), ignore_conflicts=True
    )
    PersonalValue.objects.bulk_create(
        (
            PersonalValue(
                digest=personal_digest(people.key(number), name, value), person_id=person, field=name, value=value
            )
            for number, person in pairs
            for name, value in people.values[number].items()
        ),
        batch_size=5000,
        ignore_conflicts=True,
    )
