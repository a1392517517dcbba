"""All rules, and running them over a state by the law of a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from tinhgon.errors import Text
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.faults import DataLacking
from tinhgon.rulebook.domain.findings import Background, Case, Finding, Rule, Severity
from tinhgon.rulebook.domain.leader_rules import LEADER_RULES
from tinhgon.rulebook.domain.limit_rules import LIMIT_RULES
from tinhgon.rulebook.domain.parameters import Rulebook
from tinhgon.rulebook.domain.post_rules import POST_RULES
from tinhgon.rulebook.domain.record_rules import RECORD_RULES
from tinhgon.rulebook.domain.staff_rules import STAFF_RULES
from tinhgon.rulebook.domain.unit_rules import UNIT_RULES
from tinhgon.temporal import Period

_ALL = (*UNIT_RULES, *STAFF_RULES, *LIMIT_RULES, *POST_RULES, *LEADER_RULES, *RECORD_RULES)

RULES: Mapping[str, Rule] = {each.id: each for each in _ALL}
"""Every rule by its id."""

_NOTHING_BESIDES = Background()


def check(
    apparatus: Apparatus,
    rulebook: Rulebook,
    law_on: date | None = None,
    rules: Iterable[Rule] = tuple(RULES.values()),
    history: Iterable[Apparatus] = (),
    background: Background = _NOTHING_BESIDES,
) -> list[Finding]:
    """What the rules find in a state by the law of `law_on`, the day of the state unless told otherwise.

    Findings come in the order of the rules, then of their subjects. A rule whose data the snapshot lacks says
    so in a finding of its own. `history` are earlier states, for instance one for each decision: a finding by
    the law of the state's own day then says since when it has been there without a break, but not before
    the law it rests on. `background` is what some rules read besides the state.
    """
    chosen = tuple(rules)
    law = law_on or apparatus.snapshot.on
    case = Case(apparatus, rulebook, law, background)
    found = [each for rule in chosen for each in _run(rule, case)]
    if law == apparatus.snapshot.on:
        since = _first_days(found, apparatus, rulebook, chosen, history)
        found = [replace(each, first_failing=since.get(each.key)) for each in found]
    return found


def _run(rule: Rule, case: Case) -> Iterator[Finding]:
    try:
        yield from sorted(rule.run(case), key=lambda each: (each.rule, each.subjects))
    except DataLacking as lacking:
        yield case.finding(
            rule.id,
            Severity.INFO,
            [],
            Text(
                f"Chưa kiểm tra được “{rule.label.vi}”: {lacking.what.vi}",
                f"“{rule.label.en}” could not be checked: {lacking.what.en}",
            ),
            {"lacking": lacking.where},
        )


def _first_days(
    found: list[Finding],
    apparatus: Apparatus,
    rulebook: Rulebook,
    rules: tuple[Rule, ...],
    history: Iterable[Apparatus],
) -> dict[tuple[object, ...], date | None]:
    """The first day of each finding, by its key; empty without history."""
    earlier = sorted(history, key=lambda each: each.snapshot.on, reverse=True)
    if not earlier:
        return {}
    first = {each.key: apparatus.snapshot.on for each in found}
    running = set(first)
    for state in earlier:
        case = Case(state, rulebook, apparatus.snapshot.on)
        running &= {each.key for rule in rules for each in _run(rule, case)}
        for key in running:
            first[key] = state.snapshot.on
    return {each.key: _within_law(each, first[each.key]) for each in found}


def _within_law(finding: Finding, day: date) -> date | None:
    period = Period.since(day)
    for citation in finding.citations:
        period = period.intersection(citation.validity) or period
    return period.start
