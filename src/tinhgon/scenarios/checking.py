"""Checking a scenario: what the record and the rules say of its plan, worked out once for each state of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from weakref import WeakKeyDictionary

from tinhgon.accounts.models import Account
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.kinship import register_version
from tinhgon.registry.pictures import Stand, have_at_hand
from tinhgon.registry.services import new_ids
from tinhgon.rulebook.backgrounds import background_of
from tinhgon.rulebook.counting import apparatus_of
from tinhgon.rulebook.domain.findings import Finding
from tinhgon.rulebook.domain.rules import RULES, check
from tinhgon.rulebook.loading import load_rulebook
from tinhgon.scenarios.domain.blame import Blame
from tinhgon.scenarios.domain.issues import (
    Day,
    Issue,
    Judging,
    Waived,
    blocking,
    in_order,
    issues_of_record,
    issues_of_rules,
)
from tinhgon.scenarios.domain.mending import Proposer
from tinhgon.scenarios.domain.plan import adding, removing
from tinhgon.scenarios.domain.remedies import Remedy, with_ids
from tinhgon.scenarios.models import Scenario, Waiver
from tinhgon.scenarios.opening import Opened, as_of, base_view
from tinhgon.scenarios.services import edit, plan_of
from tinhgon.temporal import Period

_BASES_KEPT = 64

_found: WeakKeyDictionary[Opened, dict[object, list[Issue]]] = WeakKeyDictionary()
_by_rules: WeakKeyDictionary[Opened, dict[object, tuple[Finding, ...]]] = WeakKeyDictionary()


def issues_of(opened: Opened, waivers: Iterable[Waiver] = (), on: date | None = None) -> list[Issue]:
    """What is wrong with a plan, or no longer, on a day (by default once all phases are in force).

    What the plan makes comes first, the gravest first of that.
    """
    waived = tuple(
        Waived(each.rule, frozenset(each.subjects), each.pk) for each in sorted(waivers, key=lambda each: each.pk)
    )
    day, ties = on or opened.plan.last_day, register_version()
    known = _found.setdefault(opened, {})
    key = day, waived, ties
    if key not in known:
        known[key] = _issues(opened, day, waived, ties)
    return known[key]


def mend(
    scenario: Scenario, remedy: Remedy, by: Account, *, phase: int | None = None, version: int | None = None
) -> Scenario:
    """Apply a remedy as one edit; its changes go into a phase, the last if none is named.

    Raises EditedMeanwhile where `version` is not the last.
    """
    plan = plan_of(scenario)
    into = plan.phases[-1].id if phase is None else phase
    changes = with_ids(remedy, lambda: new_ids(1)[0])
    operations = [removing(remedy.removes)] if remedy.removes else []
    if changes:
        operations.append(adding(changes, into, origin="remedy"))
    return edit(scenario, by, remedy.label, *operations, version=version)


def _issues(opened: Opened, on: date, waived: tuple[Waived, ...], ties: tuple[int, int]) -> list[Issue]:
    law, preview = opened.plan.law_on, opened.preview
    have_at_hand(opened.stand, _days(opened, on), opened.under)
    days = [
        Day(
            day,
            _without_plan(opened.stand, day, opened.under, law or day, ties),
            _with_plan(opened, day, law or day, ties),
        )
        for day in _days(opened, on)
    ]
    blame = Blame(preview.laid, opened.before(on), opened.after(on))
    proposer = Proposer(opened.after(on), preview.register, load_rulebook(), law or on)
    of_record = issues_of_record(preview, on, law or on, blame.of_objects, proposer.of_violation)
    return in_order([*of_record, *issues_of_rules(days, Judging(waived, blame.of_finding, proposer.of_finding))])


def _days(opened: Opened, on: date) -> list[date]:
    """The base's own day, the days of phases up to `on`, and `on`, in order; none of them later than `on`."""
    plan = opened.plan
    wanted = {plan.base.on, *(each.effective_on for each in plan.phases), on}
    return sorted(each for each in wanted if on in Period.since(each))


@lru_cache(maxsize=_BASES_KEPT)
def _without_plan(of: Stand, on: date, under: int | None, law_on: date, ties: tuple[int, int]) -> tuple[Finding, ...]:
    background = background_of(of, under, ties)
    return tuple(check(apparatus_of(of, on, under), load_rulebook(), law_on, background=background))


def _with_plan(opened: Opened, on: date, law_on: date, ties: tuple[int, int]) -> tuple[Finding, ...]:
    """What the rules find with the plan on a day, worked out again only when a phase up to that day is edited."""
    if not any(on in Period.since(each.effective_on) for each in opened.plan.phases):
        return _without_plan(opened.stand, on, opened.under, law_on, ties)
    then = as_of(opened, on)
    known = _by_rules.setdefault(then, {})
    if (key := (on, law_on, ties)) not in known:
        known[key] = _ruled(then, on, law_on, ties)
    return known[key]


def _ruled(opened: Opened, on: date, law_on: date, ties: tuple[int, int]) -> tuple[Finding, ...]:
    """The findings of a day with the plan; rules that read nothing it changes find what they found without it."""
    without = _without_plan(opened.stand, on, opened.under, law_on, ties)
    register = opened.preview.register
    changed = {Kind(each.kind) for each in register.changed.values() if each is not None}
    rules = [each for each in RULES.values() if each.reads & changed]
    run = {each.id for each in rules}
    background = background_of(opened.stand, opened.under, ties, base_view(opened.plan.base.seq), register)
    found = check(opened.after(on), load_rulebook(), law_on, rules, background=background)
    return (*found, *(each for each in without if each.rule not in run))


__all__ = ["blocking", "issues_of", "mend"]
