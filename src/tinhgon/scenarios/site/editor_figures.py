"""What a scenario means in the editor: counts, people and money on the day shown, and what the last edit did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tinhgon.errors import Text
from tinhgon.frame.domain import formats
from tinhgon.frame.languages import current
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, SECTORS
from tinhgon.scenarios.domain.cost import Year
from tinhgon.scenarios.domain.fates import FATE_NAMES, Fate, tally
from tinhgon.scenarios.domain.impact import MEASURES
from tinhgon.scenarios.domain.issues import Status
from tinhgon.scenarios.meaning import Meaning, meaning_of
from tinhgon.scenarios.site.editor_look import Look

Context = dict[str, Any]

_HEAD = {
    "bodies": Text("cơ quan", "bodies"),
    "heads": Text("cấp trưởng", "heads"),
    "deputies": Text("cấp phó", "deputies"),
    "posts": Text("vị trí", "seats"),
    "ceiling": Text("biên chế", "ceiling"),
}
"""What the head of the panel counts, in few words."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number without the plan and with it."""

    name: Text
    before: int
    after: int

    @property
    def change(self) -> str:
        """By how much the plan changes it, with its sign; empty where it does not."""
        return signed(self.after - self.before)


def signed(number: int) -> str:
    """A number with its sign, in the form of the page's language; empty for none."""
    return f"{'+' if number > 0 else '−'}{formats.number(abs(number), current())}" if number else ""


def meaning(look: Look) -> Meaning:
    """What the scenario means on the day shown."""
    return meaning_of(look.opened, look.scenario.assumptions, look.day)


def now(look: Look, since: Look | None = None) -> Context:
    """What the last edit was and, where the state before it is given, what it changed."""
    last = look.scenario.edits.filter(ordinal=look.scenario.position).first()  # type: ignore[attr-defined]
    means = meaning(look)
    totals = _totals(means)
    return {
        "last": None if last is None else last.label,
        "counts": [Count(name, *totals[key]) for key, name in _HEAD.items()],
        "people": len({each.person for each in means.fates}),
        "displaced": tally(means.fates)[Fate.DISPLACED],
        "year": _full_year(means),
        "effects": _effects(since, look) if since is not None and since.day == look.day else [],
        "statuses": Counter(each.status.value for each in look.issues),
    }


def _totals(means: Meaning) -> Mapping[str, tuple[int, int]]:
    """Every measure without the plan and with it."""
    found = {measure: (before, after) for measure, before, after, _ in means.by().iter_rows()}
    return {name: found.get(name, (0, 0)) for name in MEASURES}


def _full_year(means: Meaning) -> Year | None:
    """The last year counted: the first in which all phases are in force all year may come earlier."""
    return means.cost.years[-1] if means.cost.years else None


def _effects(since: Look, look: Look) -> list[tuple[Text, str]]:
    """By how much an edit changed the counts, the people affected and the findings that the plan makes."""
    before, after = meaning(since), meaning(look)
    old, new = _totals(before), _totals(after)
    found = [(name, new[key][1] - old[key][1]) for key, name in _HEAD.items()]
    found.append((Text("người bị tác động", "people affected"), _people(after) - _people(before)))
    was, there = ({each.key for each in one.issues if each.status is Status.NEW} for one in (since, look))
    found.append((Text("phát hiện mới", "new findings"), len(there - was)))
    found.append((Text("phát hiện đã hết", "findings mended"), -len(was - there)))
    return [(name, signed(change)) for name, change in found if change]


def _people(means: Meaning) -> int:
    return len({each.person for each in means.fates})


def figures(look: Look) -> Context:
    """Counts before and after by sector, what happens to people, and costs by year."""
    means = meaning(look)
    cells: dict[str, dict[str, tuple[int, int]]] = {}
    for sector, measure, before, after, _ in means.by("sector").iter_rows():
        cells.setdefault(sector, {})[measure] = (before, after)
    totals, fates = _totals(means), tally(means.fates)
    return {
        "columns": list(_HEAD.values()),
        "rows": [
            (CHOICE_NAMES[each], [Count(name, *cells[each].get(key, (0, 0))) for key, name in _HEAD.items()])
            for each in SECTORS
            if each in cells
        ],
        "total": [Count(name, *totals[key]) for key, name in _HEAD.items()],
        "fates": [(FATE_NAMES[each], number) for each, number in fates.items() if number],
        "years": means.cost.years,
        "once": means.cost.one_off,
        "pays_back": means.cost.pays_back_in,
    }
