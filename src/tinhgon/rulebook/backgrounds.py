"""What rules read besides the state, from the registry: family ties, past memberships, states of other days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from tinhgon.registry.domain.records import View
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.kinship import tied
from tinhgon.registry.pictures import Stand, picture_of
from tinhgon.registry.store import StoreView
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.findings import Background, Tenure, Tie
from tinhgon.rulebook.domain.tenures import tenures_of

_VERSIONS_KEPT = 2
_DAYS_KEPT = 4  # targets are measured from one day or two
_CEILINGS = frozenset({Kind.AREA, Kind.ORGANIZATION, Kind.QUOTA})


def background_of(
    of: Stand,
    under: int | None,
    ties: tuple[int, int],
    base: StoreView | None = None,
    over: View | None = None,
) -> Background:
    """The background of a scope by a state of the record and the version of the register of ties.

    `base` is a view of that state that has records at hand already; `over` lays something on it, as a plan does.
    """

    def tenures(people: Sequence[int]) -> list[Tenure]:
        view = StoreView(of.known) if base is None else base
        view.load_referrers(people)
        return tenures_of(view if over is None else over, people)

    return Background(ties_of(ties), tenures, lambda day: _ceilings_of(of, day, under))


@lru_cache(maxsize=_DAYS_KEPT)
def _ceilings_of(of: Stand, on: date, under: int | None) -> Apparatus:
    return Apparatus(picture_of(of, on, under, _CEILINGS))


@lru_cache(maxsize=_VERSIONS_KEPT)
def ties_of(version: tuple[int, int]) -> tuple[Tie, ...]:
    """The declared ties, as the register has them at a version of it."""
    return tuple(Tie(first, second) for first, second in tied())
