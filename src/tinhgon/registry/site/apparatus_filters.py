"""What the three views of the apparatus filter by, and the bodies that pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.http import HttpRequest

from tinhgon.errors import Text
from tinhgon.frame.domain.letters import alphabetical, folded
from tinhgon.frame.kept import kept
from tinhgon.frame.languages import said
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, LEVELS, SECTORS
from tinhgon.registry.pictures import Stand, picture_of, stand
from tinhgon.registry.selectors.apparatus import forms
from tinhgon.registry.selectors.bodies import BodyLine, bodies
from tinhgon.registry.selectors.codes import code_name
from tinhgon.registry.site.moments import moment_of

Choices = list[tuple[str, Text]]

_LINES_KEPT = 50_000  # bodies; 5,000 of a province take about 2 MB
_KEPT = 256  # days whose forms are kept, a dozen words each

LEVEL_CHOICES: Choices = [(str(each), CHOICE_NAMES[each]) for each in LEVELS]
SECTOR_CHOICES: Choices = [(each, CHOICE_NAMES[each]) for each in SECTORS]


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of an address, named as those of the list so that all views share them."""

    q: str
    sector: str
    tier: str
    form: str

    @property
    def active(self) -> bool:
        """Whether anything is filtered."""
        return any((self.q.strip(), self.sector, self.tier, self.form))

    def passing(self, request: HttpRequest, under: int | None) -> list[int]:
        """Ids of the bodies of a scope that pass, in order."""
        moment = moment_of(request)
        wanted = folded(self.q)
        return [
            each.id
            for each in lines_of(stand(moment.seq), moment.on, under)
            if (not self.sector or each.sector == self.sector)
            and (not self.tier or each.tier == self.tier)
            and (not self.form or each.form == self.form)
            and (not wanted or any(wanted in folded(text) for text in (each.name, each.code, each.short_name) if text))
        ]


def filters_of(request: HttpRequest) -> Filters:
    """The filters an address asks for."""
    asked = request.GET
    return Filters(asked.get("q", ""), asked.get("f_sector", ""), asked.get("f_tier", ""), asked.get("f_form", ""))


def form_choices(request: HttpRequest) -> Choices:
    """The forms that bodies have on the day, by name."""
    moment = moment_of(request)
    found = [(each, code_name("form", each)) for each in _forms(stand(moment.seq), moment.on)]
    return sorted(found, key=lambda each: alphabetical(said(each[1])))


@kept(_LINES_KEPT, len)
def lines_of(of: Stand, on: date, under: int | None) -> list[BodyLine]:
    """The bodies of a scope as lines of the list, by a state of the record."""
    return bodies(picture_of(of, on, under))


@lru_cache(maxsize=_KEPT)
def _forms(of: Stand, on: date) -> tuple[str, ...]:
    return tuple(forms(on, of.known))
