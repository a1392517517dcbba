"""What is recorded of one body or post, in words: values with their decisions, and their course over time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from tinhgon.errors import Text
from tinhgon.frame.domain.formats import number, percent
from tinhgon.frame.domain.moment import Moment
from tinhgon.frame.languages import current, said
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, CHOICE_NAMES, Kind, Type, Value
from tinhgon.registry.selectors import Card, Fact, Label, Source
from tinhgon.registry.selectors.codes import code_name
from tinhgon.registry.selectors.histories import LIFE
from tinhgon.registry.site.decisions_links import address_of
from tinhgon.temporal import Period

_ALWAYS = frozenset({LIFE, "name", "title", "parent", "organization"})
_MARKS = {"name": "renamed", "title": "renamed", "parent": "moved", "organization": "moved", "area": "moved"}


@dataclass(frozen=True, slots=True)
class Line:
    """One value in words, the days it holds, and the decision that stated it; `link` leads to what it points to."""

    attribute: str
    label: Text
    value: str
    link: str | None
    valid: Period
    source: Source


@dataclass(frozen=True, slots=True)
class Lane:
    """One thing over time: the values it had, each with its days, decision and kind of change.

    `always` has it drawn even where it never changed.
    """

    name: str
    facts: tuple[tuple[Period, str, Source, str | None], ...]
    always: bool = True


def lines(card: Card, moment: Moment) -> list[Line]:
    """The values of a card in the order of the vocabulary."""
    kind = card.label.kind
    return [
        Line(
            each.attribute,
            ATTRIBUTES[kind][each.attribute].label,
            value_in_words(kind, each.attribute, each.value, each.refers_to),
            None if each.refers_to is None else address_of(moment, each.refers_to.kind, each.refers_to.id),
            each.valid,
            each.source,
        )
        for each in card.values
    ]


def value_in_words(kind: Kind, attribute: str, value: Value | None, refers_to: Label | None = None) -> str:
    """A value as pages show it."""
    if refers_to is not None:
        return refers_to.name or said(refers_to.text)
    match value:
        case None:
            return "–"
        case bool():
            return said(Text("có", "yes") if value else Text("không", "no"))
        case int():
            return number(value, current())
    known = ATTRIBUTES[kind][attribute]
    if known.choices:
        return said(CHOICE_NAMES[value])
    if known.type is Type.DECIMAL:
        return _measured(Decimal(value), known.unit)
    if attribute == "boundary":
        return said(Text("có trong hồ sơ", "on record"))
    return said(code_name(attribute, value)) if attribute in ("form", "role") else value


def _measured(value: Decimal, unit: str) -> str:
    if unit == "share":
        return percent(value, current())
    return f"{number(value, current())}{'' if unit == '°' else ' '}{unit}"


def on_record(facts: Iterable[Fact], moment: Moment) -> list[Fact]:
    """The facts on record at the moment; what was corrected since is left out."""
    return [each for each in facts if moment.known is not None or each.closed is None]


def lanes(kind: Kind, facts: Iterable[Fact]) -> list[Lane]:
    """The course of a body or post: its life, then each attribute."""
    found: dict[str, list[tuple[Period, str, Source, str | None]]] = {}
    for each in facts:
        if each.attribute == LIFE:
            existing = said(Text("tồn tại", "exists"))
            found.setdefault(LIFE, []).append((each.valid, existing, each.source, "new"))
        elif each.attribute in ATTRIBUTES[kind] and each.value is not None:
            words = value_in_words(kind, each.attribute, each.value, each.refers_to)
            told = found.setdefault(each.attribute, [])
            told.append((each.valid, words, each.source, _MARKS.get(each.attribute, "changed") if told else None))
    return [Lane(_lane_name(kind, name), tuple(told), name in _ALWAYS) for name, told in found.items()]


def _lane_name(kind: Kind, attribute: str) -> str:
    return said(Text("Tồn tại", "Life") if attribute == LIFE else ATTRIBUTES[kind][attribute].label)


def strip(
    lanes: Iterable[Lane], life: Period, ticks: Iterable[tuple[date, str, int]], moment: Moment
) -> dict[str, object]:
    """The chart of what changed over the life, with decisions (day, number, id) as ticks.

    Values that never changed are left out, but for those that say what and where the thing is.
    """
    start = life.start or moment.on
    end = life.end or (moment.today if moment.today in Period.since(start) else start)
    return {
        "from": start.isoformat(),
        "to": end.isoformat(),
        "now": moment.on.isoformat() if moment.on in life else None,
        "lanes": [
            {
                "name": lane.name,
                "facts": [
                    {
                        "from": (valid.start or start).isoformat(),
                        "to": None if valid.end is None else valid.end.isoformat(),
                        "label": words,
                        "url": decision_page(source.decision, moment),
                        "mark": mark,
                    }
                    for valid, words, source, mark in lane.facts
                ],
            }
            for lane in lanes
            if lane.always or len(lane.facts) > 1
        ],
        "ticks": [
            {"on": day.isoformat(), "label": words, "url": decision_page(decision, moment)}
            for day, words, decision in ticks
            if day in life or day == life.end
        ],
    }


def decision_page(decision: int, moment: Moment) -> str:
    """The address of a decision's page."""
    return moment.address(reverse("decision", args=[decision]))


def course(lanes: Iterable[Lane]) -> list[dict[str, object]]:
    """The same as the chart in words: every value with its days and decision, the latest first."""
    told = [(lane.name, *each) for lane in lanes for each in lane.facts]
    return [
        {"name": name, "value": words, "valid": valid, "source": source, "mark": mark}
        for name, valid, words, source, mark in sorted(told, key=_beginning, reverse=True)
    ]


def _beginning(told: tuple[str, Period, str, Source, str | None]) -> date:
    return told[1].lower
