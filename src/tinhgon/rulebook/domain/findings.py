"""Rules and what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from tinhgon.errors import Text
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.figures import rounded
from tinhgon.rulebook.domain.parameters import Parameter, Rulebook, Verified


class Severity(StrEnum):
    """What a finding means: the record contradicts itself, the law is not met, a target is not reached, or
    something is worth knowing."""

    INTEGRITY = "integrity"
    LAW = "law"
    TARGET = "target"
    INFO = "info"


Evidence = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule found.

    `subjects` are kinds and ids, the one most concerned first. `evidence` holds the numbers compared.
    `law_on` is the day whose law was applied; `first_failing` the first day of the unbroken run of states at
    hand on which it was found, where earlier states were given.
    """

    rule: str
    severity: Severity
    subjects: tuple[tuple[str, int], ...]
    message: Text
    evidence: Evidence
    citations: tuple[Parameter, ...]
    on: date
    law_on: date
    first_failing: date | None = None

    @property
    def verified(self) -> Verified:
        """Whether everything it rests on was checked against the text; true where it rests on the record alone."""
        seen = {each.citation.verified for each in self.citations}
        return True if seen <= {True} else False if seen == {False} else "partial"


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What rules judge: an apparatus by the law of a day."""

    apparatus: Apparatus
    rulebook: Rulebook
    law_on: date

    def finding(
        self,
        rule: str,
        severity: Severity,
        subjects: Iterable[tuple[str, int]],
        message: Text,
        evidence: Evidence | None = None,
        citations: Iterable[Parameter | None] = (),
    ) -> Finding:
        """A finding of this case."""
        cited = tuple(each for each in citations if each is not None)
        on = self.apparatus.snapshot.on
        return Finding(rule, severity, tuple(subjects), message, evidence or {}, cited, on, self.law_on)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id, what it holds in both languages, and the function that finds what breaks it."""

    id: str
    label: Text
    run: Callable[[Case], Iterable[Finding]] = field(repr=False)


def plain(value: Fraction | Decimal | int) -> str:
    """A number as digits with a point, two places at most."""
    text = format(rounded(Fraction(value), 2), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent_of(value: Fraction | Decimal | int, standard: Fraction | Decimal | int) -> Decimal:
    """A value in per cent of its standard, to two places."""
    return rounded(Fraction(value) / Fraction(standard) * 100, 2)


def vietnamese(number: str) -> str:
    """Digits as Vietnamese prints them: a comma before the decimals."""
    return number.replace(".", ",")
