"""The two times as SQL conditions: the only place where queries compare dates or moments.

Columns `valid` (daterange) and `recorded` (tstzrange) belong to the table called `alias`; parameters
are named `on`, `days` (an array) and `known`; what happened on one day bears it in the column `on`.
"""

from __future__ import annotations

from datetime import datetime


def known_at(alias: str, known: datetime | None) -> str:
    """Rows known at the moment `known`, or known now where it is None."""
    return f"upper_inf({alias}.recorded)" if known is None else f"{alias}.recorded @> %(known)s::timestamptz"


def happened(alias: str) -> str:
    """Rows whose day "on" comes later than the day `after`, up to and including `until`."""
    return f'{alias}."on" > %(after)s AND {alias}."on" <= %(until)s'


def holds(alias: str, known: datetime | None) -> str:
    """Rows that hold on the day `on`, as known at `known`."""
    return f"{alias}.valid @> %(on)s::date AND {known_at(alias, known)}"


def holds_on_any(alias: str, known: datetime | None) -> str:
    """Rows that hold on any of the `days`, as known at `known`."""
    return f"{alias}.valid @> ANY(%(days)s::date[]) AND {known_at(alias, known)}"


def days_held(alias: str, count: int) -> str:
    """On which of the first `count` of `days` a row holds: one bit for each, the first day lowest."""
    return " + ".join(
        f"({alias}.valid @> (%(days)s::date[])[{each + 1}])::int::int8 * {2**each}" for each in range(count)
    )
