"""Figures of the registry: what pages and commands ask of the rulebook. Every answer takes `on` and `known`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from tinhgon.errors import Text, TinhGonError
from tinhgon.registry import selectors, snapshots
from tinhgon.registry.domain.diff import Passing
from tinhgon.registry.models import LedgerEntry
from tinhgon.registry.pictures import STRUCTURE
from tinhgon.registry.store import one_picture
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.domain.figures import Context, Indicator
from tinhgon.rulebook.domain.indicators import INDICATORS
from tinhgon.rulebook.domain.seed_table import Cited, ToldRow, seed_table
from tinhgon.rulebook.loading import load_rulebook, load_seed_rows


class UnknownIndicator(TinhGonError, LookupError):
    """The rulebook has no indicator of this id."""

    code = "unknown_indicator"


def indicator_called(id: str) -> Indicator:
    """The indicator of this id. Raises UnknownIndicator."""
    if id not in INDICATORS:
        raise UnknownIndicator(
            Text(f"Không có chỉ tiêu «{id}»", f"There is no indicator {id!r}"),
            where=id,
            mend=Text("Xem danh mục: tinhgon figures", "See the list: tinhgon figures"),
        )
    return INDICATORS[id]


def apparatus(on: date, under: int | None = None, known: datetime | None = None) -> Apparatus:
    """The state indicators read: everything, or one object and all below it."""
    return Apparatus(snapshots.load(on, known, under, STRUCTURE))


def context(on: date, since: date | None = None, under: int | None = None, known: datetime | None = None) -> Context:
    """What indicators read on a day and, for those that compare, on an earlier day `since`."""
    with one_picture():
        now = apparatus(on, under, known)
        if since is None:
            return Context(load_rulebook(), now)
        passings = tuple(snapshots.passings(since, on, known))
        return Context(load_rulebook(), now, apparatus(since, under, known), passings)


def articles_table(known: datetime | None = None) -> list[ToldRow]:
    """The table of the articles from what is on record; each day of each unit is loaded once."""
    with one_picture():
        return seed_table(load_seed_rows(), _Recorded(known), load_rulebook())


class _Recorded:
    """The registry as the table of the articles reads it, as known at one moment."""

    def __init__(self, known: datetime | None) -> None:
        self.known = known
        # Not methods with @cache on them: what is loaded is to go with this object.
        self.apparatus = cache(self._apparatus)
        self.passings = cache(self._passings)
        self.unit = cache(self._unit)

    def _apparatus(self, unit: int, on: date) -> Apparatus:
        return apparatus(on, unit, self.known)

    def _passings(self, since: date, on: date) -> Sequence[Passing]:
        return snapshots.passings(since, on, self.known)

    def _unit(self, address: str, on: date) -> int | None:
        try:
            found = selectors.bearers(selectors.address_of(address), on, self.known)
        except selectors.UnknownObject:
            return None
        return next((each.id for each in found if each.in_force), None)

    def first_day(self, id: int) -> date | None:
        """The first day of an object's life."""
        life = selectors.lives([id], self.known).get(id)
        return None if life is None else life.start

    def cited(self, instrument: str) -> Cited | None:
        """An instrument by its number, with the ledger entries of the decisions that cite it."""
        entries = LedgerEntry.objects.filter(decision__instruments__contains=[{"number": instrument}])
        if self.known is not None:
            entries = entries.filter(recorded_at__lte=self.known)
        found = list(entries.order_by("seq").values_list("seq", "decision__instruments"))
        signed = [
            date.fromisoformat(each["signed_on"])
            for _, instruments in found
            for each in instruments
            if each["number"] == instrument and each.get("signed_on")
        ]
        return Cited(instrument, signed[0], tuple(seq for seq, _ in found)) if signed else None
