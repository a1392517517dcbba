"""The moment a page shows: a day, and the state of the record on which it rests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Moment:
    """The two times of a page and the present ones.

    `on` is the day shown and `seq` the last ledger entry taken into account; `known` is the moment just
    after that entry, None where it is the latest (`head`) or where the record is empty.
    """

    on: date
    seq: int
    known: datetime | None
    today: date
    head: int

    @property
    def is_today(self) -> bool:
        """Whether the day shown is today."""
        return self.on == self.today

    @property
    def is_latest(self) -> bool:
        """Whether everything on record is taken into account."""
        return self.known is None

    @property
    def is_present(self) -> bool:
        """Whether the page shows today as known now."""
        return self.is_today and self.is_latest

    @property
    def parameters(self) -> dict[str, str]:
        """The moment as parameters of an address."""
        return {"on": self.on.isoformat(), "known": str(self.seq)}

    def address(self, path: str, **more: object) -> str:
        """A path at this moment, with further parameters; those that are None are left out."""
        given = {key: str(value) for key, value in more.items() if value is not None}
        joint = "&" if "?" in path else "?"
        return f"{path}{joint}{urlencode(self.parameters | given)}"
