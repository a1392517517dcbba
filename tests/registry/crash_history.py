"""A history of units to import, of some thirty steps, with every kind of change."""

from __future__ import annotations

from datetime import date, timedelta

from tests.exchange.histories import step
from tinhgon.exchange.domain.units_history import Created, Ended, Moved, Renamed, Step

STEPS = 30


def steps() -> list[Step]:
    """A province of two districts, then in every step communes that come, go, move and are renamed."""
    on = date(2004, 1, 1)
    country = [
        Created("province", "01", "Tỉnh Một", None),
        Created("district", "001", "Huyện Một", "01"),
        Created("district", "002", "Huyện Hai", "01"),
    ]
    found = [step(on.isoformat(), *country, *_communes(0))]
    for number in range(1, STEPS):
        before = [each.code for each in _communes(number - 1)]
        changes = (
            *_communes(number),
            *(Ended("commune", each, f"Xã {each}", "001") for each in before[:4]),
            *(Moved("commune", each, "001", "002") for each in before[4:6]),
            *(Renamed("commune", each, f"Xã {each}", f"Phường {each}") for each in before[6:8]),
        )
        on += timedelta(days=30)
        found.append(step(on.isoformat(), *changes, decisions=(f"{number}/NQ-CP",)))
    return found


def _communes(number: int) -> list[Created]:
    codes = [f"{100 * number + each:05}" for each in range(1, 13)]
    return [Created("commune", each, f"Xã {each}", "001") for each in codes]
