"""What programs are told of what a scenario comes to: counts, people, money, figures, flows, and comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import msgspec

from tinhgon.errors import Text
from tinhgon.registry.domain.changes import plain_change
from tinhgon.registry.domain.diff import Difference
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.rulebook.domain.figures import Figure
from tinhgon.rulebook.domain.notation import value_shown
from tinhgon.scenarios.comparing import Comparison
from tinhgon.scenarios.domain.comparing import BodyRow, Row, SharedChange, Value
from tinhgon.scenarios.domain.cost import Cost
from tinhgon.scenarios.domain.fates import Held, PersonFate
from tinhgon.scenarios.domain.flow import BEGINS, ENDS, Stream
from tinhgon.scenarios.domain.impact import MEASURES, Key
from tinhgon.scenarios.meaning import FigurePair, Meaning
from tinhgon.scenarios.opening import Opened
from tinhgon.scenarios.told import ObjectTold, Plain, called_in, object_told
from tinhgon.scenarios.wording import Called, sentence


@dataclass(frozen=True, slots=True)
class ImpactTold:
    """One measure before and after, for the whole or one sector, tier, form or unit (`of`: its value)."""

    measure: str
    label: Text
    of: str | int | None
    before: int
    after: int
    change: int


@dataclass(frozen=True, slots=True)
class YearTold:
    """What one calendar year comes to, in đồng."""

    year: int
    payroll_before: int
    payroll_after: int
    running_before: int
    running_after: int
    saved: int
    one_off: int
    balance: int


@dataclass(frozen=True, slots=True)
class OneOffTold:
    """A cost that arises once, in đồng."""

    on: date
    label: Text
    number: int
    amount: int


@dataclass(frozen=True, slots=True)
class CostTold:
    """Savings and costs with the assumptions they were counted with."""

    assumptions: dict[str, Any]
    years: list[YearTold]
    one_off: list[OneOffTold]
    pays_back_in: int | None


@dataclass(frozen=True, slots=True)
class HeldTold:
    """A post somebody holds."""

    post: int
    title: str
    organization: int
    body: str
    headship: str
    concurrent: bool


@dataclass(frozen=True, slots=True)
class FateTold:
    """A person whom the plan affects, by number: what was held, what is held then, and by which steps."""

    person: int
    fate: str
    before: list[HeldTold]
    after: list[HeldTold]
    steps: list[int]


@dataclass(frozen=True, slots=True)
class StreamTold:
    """So many posts or people go from a body to another; from null they are new, to null they end."""

    source: ObjectTold | None
    target: ObjectTold | None
    amount: int


@dataclass(frozen=True, slots=True)
class AmountTold:
    """A value: as a number, and exactly ("16/31"); null where there is nothing to divide by or no row."""

    number: float | None
    exact: str | None


@dataclass(frozen=True, slots=True)
class FigurePairTold:
    """A figure without the plan and with it, also as people read it."""

    indicator: str
    label: Text
    unit: Text
    before: AmountTold
    after: AmountTold
    before_shown: Text
    after_shown: Text
    differs: bool


@dataclass(frozen=True, slots=True)
class RowTold:
    """One thing compared: its value in the baseline and in each scenario, in order."""

    key: str
    label: Text
    unit: Text
    baseline: AmountTold
    values: list[AmountTold]


@dataclass(frozen=True, slots=True)
class DoneTold:
    """One thing that a scenario does to a body or area."""

    what: str
    attribute: str
    before: Plain
    after: Plain


@dataclass(frozen=True, slots=True)
class BodyTold:
    """A body or area, and what each scenario does to it (nothing: it stays as it is)."""

    object: ObjectTold
    done: list[list[DoneTold]]


@dataclass(frozen=True, slots=True)
class SharedTold:
    """One change on one day, and the step that states it in each scenario (null: it does not)."""

    change: dict[str, Any]
    text: Text
    effective_on: date
    steps: list[int | None]


@dataclass(frozen=True, slots=True)
class ComparisonTold:
    """Scenarios side by side on one day, by group: structure, issues, people, cost, figures."""

    on: date
    scenarios: list[int]
    rows: dict[str, list[RowTold]]
    bodies: list[BodyTold]
    changes: list[SharedTold]


def impact_told(meaning: Meaning, by: Key | None = None) -> list[ImpactTold]:
    """Every measure before and after, over everything or by one key."""
    keys: tuple[Key, ...] = () if by is None else (by,)
    return [
        ImpactTold(
            row["measure"], MEASURES[row["measure"]], None if by is None else row[by], row["before"], row["after"],
            row["change"],
        )
        for row in meaning.by(*keys).iter_rows(named=True)
    ]  # fmt: skip


def cost_told(cost: Cost) -> CostTold:
    """Savings and costs."""
    return CostTold(
        msgspec.to_builtins(cost.assumptions),
        [
            YearTold(each.year, each.payroll_before, each.payroll_after, each.running_before, each.running_after,
                     each.saved, each.one_off, each.balance)
            for each in cost.years
        ],
        [OneOffTold(each.on, each.label, each.number, each.amount) for each in cost.one_off],
        cost.pays_back_in,
    )  # fmt: skip


def people_told(fates: Iterable[PersonFate]) -> list[FateTold]:
    """The people affected, the gravest fates first."""
    return [
        FateTold(each.person, each.fate.value, _held(each.before), _held(each.after), list(each.steps))
        for each in fates
    ]


def _held(held: Sequence[Held]) -> list[HeldTold]:
    return [HeldTold(each.post, each.title, each.organization, each.body, each.headship, each.concurrent)
            for each in held]  # fmt: skip


def streams_told(streams: Sequence[Stream], opened: Opened) -> list[StreamTold]:
    """Where posts or people go."""
    called = called_in(opened, (each for one in streams for each in (one.source, one.target)))

    def end(body: int) -> ObjectTold | None:
        return None if body in (BEGINS, ENDS) else object_told(called, body)

    return [StreamTold(end(each.source), end(each.target), each.amount) for each in streams]


def figures_told(pairs: Iterable[FigurePair]) -> list[FigurePairTold]:
    """Figures without the plan and with it."""
    return [_pair(each.before, each.after, differs=each.differs) for each in pairs]


def _pair(before: Figure, after: Figure, *, differs: bool) -> FigurePairTold:
    of = before.indicator
    return FigurePairTold(
        of.id, of.label, of.unit, _amount(before.value), _amount(after.value), value_shown(before), value_shown(after),
        differs,
    )  # fmt: skip


def comparison_told(comparison: Comparison, opened: Opened, *, only_differing: bool) -> ComparisonTold:
    """Scenarios side by side; only what sets any of them apart from the baseline or another, or everything.

    `opened` is the one whose words are used for what others name, too.
    """
    bodies = [each for each in comparison.bodies if not only_differing or each.sets_apart]
    changes = [each for each in comparison.changes if not only_differing or each.sets_apart]
    called = called_in(opened, (each.object_id for each in bodies))
    return ComparisonTold(
        comparison.on,
        [each.pk for each in comparison.scenarios],
        {
            group: [_row(each) for each in rows if not only_differing or each.differs]
            for group, rows in comparison.rows.items()
        },
        [_body(each, called) for each in bodies],
        _shared(changes, opened),
    )


def _row(row: Row) -> RowTold:
    return RowTold(row.key, row.label, row.unit, _amount(row.baseline), [_amount(each) for each in row.values])


def _body(row: BodyRow, called: Called) -> BodyTold:
    told = object_told(called, row.object_id)
    return BodyTold(
        ObjectTold(row.kind.value, told.id, told.name or _founded_name(row)),
        [[_done(each) for each in done] for done in row.done],
    )


def _founded_name(row: BodyRow) -> str | None:
    """The name of a body that only another scenario founds is not to be had from this one."""
    return next((str(each.after) for done in row.done for each in done if each.attribute == "name"), None)


def _done(difference: Difference) -> DoneTold:
    return DoneTold(difference.what.value, difference.attribute, _plain(difference.before), _plain(difference.after))


def _shared(changes: Sequence[SharedChange], opened: Opened) -> list[SharedTold]:
    register = opened.preview.register
    register.load({each for shared in changes for each in mentioned(shared.change)})
    called = {day: Called(register, day) for day in {each.on for each in changes}}
    return [
        SharedTold(
            plain_change(each.change), sentence(each.change, register, each.on, called[each.on]), each.on,
            list(each.steps),
        )
        for each in changes
    ]  # fmt: skip


def _plain(value: object) -> Plain:
    return value if value is None or isinstance(value, str | int) else str(value)


def _amount(value: Value) -> AmountTold:
    return AmountTold(None if value is None else float(value), None if value is None else str(Fraction(value)))
