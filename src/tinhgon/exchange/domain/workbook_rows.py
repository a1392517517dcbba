"""From a snapshot to the rows of a workbook that says the same.

What the scope refers to outside itself (the bodies above it, the other half of a unified post) is written
along, so that the workbook stands by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from tinhgon.exchange.domain.workbook_cells import Cell, read_cell, written
from tinhgon.exchange.domain.workbook_layout import NO_END, OBJECTS, Column, Form, Sheet
from tinhgon.exchange.domain.workbook_plan import BLANK_MEANS
from tinhgon.registry.domain.snapshot import Snapshot
from tinhgon.registry.domain.vocabulary import Kind, references


def self_contained(scope: Snapshot, whole: Snapshot) -> Snapshot:
    """The scope with all it refers to, and what that refers to, taken from the whole registry."""
    ids = {kind: set(scope[kind]["id"].to_list()) for kind in Kind}
    fresh = dict(scope.frames)
    while any(frame.height for frame in fresh.values()):
        wanted: dict[Kind, set[int]] = {kind: set() for kind in Kind}
        for kind, frame in fresh.items():
            for attribute in references(kind):
                if attribute.target is not None:
                    targets = frame[attribute.column].drop_nulls().unique().to_list()
                    wanted[attribute.target].update(targets)
        lacking = {kind: wanted[kind] - ids[kind] for kind in Kind}
        fresh = {kind: whole[kind].filter(pl.col("id").is_in(sorted(lacking[kind]))) for kind in Kind}
        for kind in Kind:
            ids[kind] |= lacking[kind]
    frames = {kind: whole[kind].filter(pl.col("id").is_in(sorted(ids[kind]))) for kind in Kind}
    return Snapshot(scope.under, scope.on, scope.known, frames)


def sample_row(sheet: Sheet) -> list[Cell]:
    """The sample row of a sheet, with numbers and dates as such."""
    return [written(each, read_cell(each, sheet.kind, each.sample)) if each.sample else None for each in sheet.columns]


def columns_written(kind: Kind, personal: bool) -> Sheet:
    """The sheet of a kind as an export has it: personal columns only where asked for, no endings."""
    sheet = OBJECTS[kind]
    columns = tuple(each for each in sheet.columns if personal or not each.personal)
    return Sheet(sheet.name, sheet.identifier, sheet.kind, columns)


def rows_of(snapshot: Snapshot, sheet: Sheet, personal: Mapping[str, str]) -> Iterator[list[Cell]]:
    """The rows of one sheet, by object number; `personal` gives what digests stand for."""
    kind = sheet.kind
    if kind is None:
        return
    frame = snapshot[kind]
    names = frame.columns
    for cells in frame.sort("id").iter_rows():
        values = dict(zip(names, cells, strict=True))
        yield [_cell(kind, column, values, personal) for column in sheet.columns]


def _cell(kind: Kind, column: Column, values: Mapping[str, object], personal: Mapping[str, str]) -> Cell:
    if column.name == "key":
        return f"#{values['id']}"
    if column.name == "handover_until":
        return NO_END if values["handover"] else None
    if column.attribute is None:
        return None
    value = values[column.attribute.column]
    if value is None:
        value = BLANK_MEANS.get((kind, column.name))
    if value is not None and column.form is Form.REFERENCE:
        return f"#{value}"
    if column.personal:
        value = None if value is None else personal.get(str(value))
    return written(column, value)
