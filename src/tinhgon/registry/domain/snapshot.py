"""Snapshots: the state of one scope on one day, as known at one moment, as Polars frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from tinhgon.registry.domain.records import Record
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Attribute, Kind, Type

_TYPES: Mapping[Type, Any] = {
    Type.TEXT: pl.String,
    Type.PERSONAL: pl.String,
    Type.DECIMAL: pl.Decimal(30, 12),
    Type.DATE: pl.Date,
    Type.INTEGER: pl.Int64,
    Type.REFERENCE: pl.Int64,
    Type.BOOLEAN: pl.Boolean,
}


SCHEMAS: Mapping[Kind, Mapping[str, Any]] = {
    kind: {"id": pl.Int64, **{each.column: _TYPES[each.type] for each in attributes.values()}}
    for kind, attributes in ATTRIBUTES.items()
}
"""Columns and types of the frame of each kind: `id`, then the attributes in order."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One scope (`under`: an area's or organization's id; None: everything) at two times.

    `frames` holds one frame for each kind, a row for each object that exists on the day `on`.
    """

    under: int | None
    on: date
    known: datetime | None
    frames: Mapping[Kind, pl.DataFrame]

    def __getitem__(self, kind: Kind) -> pl.DataFrame:
        return self.frames[kind]


def snapshot_of(records: Iterable[Record], on: date, known: datetime | None = None) -> Snapshot:
    """The snapshot of records at hand: what a preview and a test use instead of the store."""
    rows: dict[Kind, list[dict[str, object]]] = {kind: [] for kind in Kind}
    for record in records:
        if on in record.life:
            row: dict[str, object] = {"id": record.object_id}
            for attribute in ATTRIBUTES[record.kind].values():
                row[attribute.column] = _typed(attribute, record.value(attribute.name, on))
            rows[record.kind].append(row)
    frames = {kind: pl.DataFrame(rows[kind], schema=dict(SCHEMAS[kind])).sort("id") for kind in Kind}
    return Snapshot(None, on, known, frames)


def _typed(attribute: Attribute, value: object) -> object:
    if value is None:
        return None
    if attribute.type is Type.DATE:
        return date.fromisoformat(str(value))
    if attribute.type is Type.DECIMAL:
        return Decimal(str(value))
    return value
