"""Rules and what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from tinhgon.errors import Text
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.figures import rounded
from tinhgon.rulebook.domain.parameters import Parameter, Rulebook, Verified
from tinhgon.temporal import Period


class Severity(StrEnum):
    """What a finding means: the record contradicts itself, the law is not met, a target is not reached, or
    something is worth knowing."""

    INTEGRITY = "integrity"
    LAW = "law"
    TARGET = "target"
    INFO = "info"


Evidence = Mapping[str, str | int | None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule found.

    `subjects` are kinds and ids, the one most concerned first; `about` tells apart what one rule finds of the
    same subjects. `evidence` holds the numbers compared. `law_on` is the day whose law was applied;
    `first_failing` the first day of the unbroken run of states at hand on which it was found, where earlier
    states were given.
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
    about: str = ""

    @property
    def key(self) -> tuple[str, Severity, tuple[tuple[str, int], ...], str]:
        """What it is about: equal for the same thing found in another state."""
        return self.rule, self.severity, self.subjects, self.about

    @property
    def verified(self) -> Verified:
        """Whether everything it rests on was checked against the text; true where it rests on the record alone."""
        seen = {each.citation.verified for each in self.citations}
        return True if seen <= {True} else False if seen == {False} else "partial"


@dataclass(frozen=True, slots=True)
class Tie:
    """That two people are close family as the rules on kinship mean it. Which relation it is, is not told."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Tenure:
    """That a person held a post of some role in a unit for a time."""

    membership: int
    person: int
    role: str
    form: str
    unit: int
    held: Period


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """What rules read besides the state: declared family ties, what people held before, and states of other days.

    `tenures` gives all that some people ever held, `earlier` the areas, bodies and ceilings of another day. They
    are None where nobody can tell.
    """

    ties: tuple[Tie, ...] = ()
    tenures: Callable[[Sequence[int]], Sequence[Tenure]] | None = None
    earlier: Callable[[date], Apparatus] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What rules judge: an apparatus by the law of a day."""

    apparatus: Apparatus
    rulebook: Rulebook
    law_on: date
    background: Background = Background()
    _known: dict[object, Any] = field(default_factory=dict, repr=False)

    def once(self, make: Callable[[Case], T]) -> T:
        """What a function makes of this case, worked out once for all rules."""
        if make not in self._known:
            self._known[make] = make(self)
        found: T = self._known[make]
        return found

    def finding(
        self,
        rule: str,
        severity: Severity,
        subjects: Iterable[tuple[str, int]],
        message: Text,
        evidence: Evidence | None = None,
        citations: Iterable[Parameter | None] = (),
        about: str = "",
    ) -> Finding:
        """A finding of this case."""
        cited = tuple(each for each in citations if each is not None)
        on = self.apparatus.snapshot.on
        return Finding(rule, severity, tuple(subjects), message, evidence or {}, cited, on, self.law_on, about=about)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id, what it holds in both languages, and the function that finds what breaks it.

    `reads` are the kinds of objects it looks at: two states that are equal in these give the same findings.
    """

    id: str
    label: Text
    run: Callable[[Case], Iterable[Finding]] = field(repr=False)
    reads: frozenset[Kind] = frozenset(Kind)


def placed(body: str, unit: str | None) -> str:
    """The name of a body with the unit it serves, where its name does not tell that."""
    return body if unit is None or " ".join(unit.split()[-2:]) in body else f"{body}, {unit}"


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
