"""The part of the territory that a page shows: what lies above it, what can be chosen below it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from tinhgon.accounts.domain.roles import Permission
from tinhgon.frame.access import standing_of
from tinhgon.frame.domain.moment import Moment
from tinhgon.registry import reach
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import Kind, Level
from tinhgon.registry.pictures import picture
from tinhgon.registry.selectors import Label, labels, lives
from tinhgon.registry.selectors.apparatus import Tree
from tinhgon.registry.selectors.area_trees import Branch, areas_below
from tinhgon.registry.site.apparatus_scope import reached
from tinhgon.registry.site.moments import moment_of
from tinhgon.registry.site.pages import scope_of

AREAS_AND_BODIES = frozenset({Kind.AREA, Kind.ORGANIZATION})


@dataclass(frozen=True, slots=True)
class Scope:
    """An area (`id`; None: everything) with all below it.

    `label` names it, `exists` says whether it does on the day. A role over a body alone does not reach the area
    that the body serves: then the scope is the body, and nothing is `within_reach`. `chain` leads to it from the
    highest area that the role reaches, `below` can be chosen next, and `everything` says that the whole may be
    chosen.
    """

    id: int | None
    label: Label | None
    exists: bool
    chain: tuple[Label, ...]
    below: tuple[Branch, ...]
    everything: bool
    within_reach: bool = True

    @property
    def level(self) -> Level | None:
        """The level of the area, None for everything."""
        return None if self.label is None or self.label.level is None else Level(self.label.level)


def scope_shown(request: HttpRequest) -> Scope:
    """The scope an address asks for: an area, or the area that a body serves."""
    moment, chosen = moment_of(request), scope_of(request)
    everything = standing_of(request).everywhere(Permission.READ)
    if chosen is None:
        return Scope(None, None, True, (), tuple(areas_below(None, moment.on, moment.known)), everything)
    area, above = _area_of(chosen, moment)
    if not reach.reaches(standing_of(request), Permission.READ, area, moment.known):
        label = labels([chosen], moment.on, moment.known).get(chosen)
        return Scope(chosen, label, False, (), (), everything, within_reach=False)
    life = lives([area], moment.known).get(area)
    return Scope(
        id=area,
        label=labels([area], moment.on, moment.known).get(area),
        exists=life is not None and moment.on in life,
        chain=reached(request, above),
        below=tuple(areas_below(area, moment.on, moment.known)),
        everything=everything,
    )


def _area_of(chosen: int, moment: Moment) -> tuple[int, list[int]]:
    """The area meant by an area or a body (itself, where it is none and serves none), and those from the top to it."""
    above = Tree(moment.on, moment.known).chain(chosen)
    named = labels(above, moment.on, moment.known)
    areas = [each for each in above if each in named and named[each].kind is Kind.AREA]
    return (areas[-1] if areas else chosen), areas


def units_of(scope: Scope, moment: Moment) -> Snapshot:
    """The areas and bodies of a scope."""
    return picture(moment.on, moment.seq, scope.id, AREAS_AND_BODIES)
