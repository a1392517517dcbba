"""The register of declared family ties: personal data beside the record, for those who may see it.

Rules read who is tied to whom, and tell of posts; what two people are to each other is shown to those with the
permission to see personal data, and their looks are logged by the page that shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, Max, Q

from tinhgon.accounts.models import Account
from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.kinship import CONVERSE, RELATIONS
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Entity, KinTie


class InvalidTie(TinhGonError):
    """A family tie that cannot be as it is declared."""

    code = "invalid_tie"


@dataclass(frozen=True, slots=True)
class Relative:
    """One person's relative: who, what they are to that person, when it was declared and where."""

    tie: int
    person: int
    relation: Text
    declared_on: date
    source: str


@transaction.atomic
def declare_tie(person_a: int, person_b: int, relation: str, declared_on: date, source: str, by: Account) -> KinTie:
    """Enter that `person_b` is the `relation` of `person_a`, in the place of what was declared of the two before.

    `source` is the paper it was declared in. Raises InvalidTie for people or relations that are not known.
    """
    if relation not in RELATIONS:
        raise InvalidTie(
            Text(f"Không có quan hệ «{relation}»", f"There is no relation {relation!r}"),
            mend=Text("Chọn: " + ", ".join(RELATIONS), "Choose one of: " + ", ".join(RELATIONS)),
        )
    if person_a == person_b:
        raise InvalidTie(Text("Một người không có quan hệ với chính mình", "Nobody is their own relative"))
    if not source.strip():
        raise InvalidTie(Text("Cần ghi nguồn khai báo", "Say where it was declared"))
    known = Entity.objects.filter(pk__in=(person_a, person_b), kind=Kind.PERSON.value).count()
    if known != 2:
        raise InvalidTie(
            Text("Quan hệ phải giữa hai người có trong sổ", "A tie is between two people on record"),
            where=f"{person_a}, {person_b}",
        )
    KinTie.objects.filter(_of_both(person_a, person_b)).delete()
    return KinTie.objects.create(
        person_a=person_a,
        person_b=person_b,
        relation=relation,
        declared_on=declared_on,
        source=source.strip(),
        by=by,
    )


def withdraw_tie(tie: KinTie) -> None:
    """Take a tie out of the register."""
    tie.delete()


def relatives(person: int) -> list[Relative]:
    """The declared family of a person. Who asks must be entitled to personal data."""
    found = KinTie.objects.filter(Q(person_a=person) | Q(person_b=person)).order_by("declared_on", "pk")
    return [
        Relative(
            each.pk,
            each.person_b if each.person_a == person else each.person_a,
            RELATIONS[each.relation if each.person_a == person else CONVERSE[each.relation]],
            each.declared_on,
            each.source,
        )
        for each in found
    ]


def register_version() -> tuple[int, int]:
    """Another value whenever the register of ties is another: what is worked out from it is kept under this."""
    found = KinTie.objects.aggregate(count=Count("pk"), last=Max("pk"))
    return found["count"], found["last"] or 0


def tied() -> list[tuple[int, int]]:
    """All pairs of people who are family, the lower id first, in order."""
    pairs = KinTie.objects.values_list("person_a", "person_b")
    return sorted((min(pair), max(pair)) for pair in pairs)


def _of_both(first: int, second: int) -> Q:
    return Q(person_a=first, person_b=second) | Q(person_a=second, person_b=first)
