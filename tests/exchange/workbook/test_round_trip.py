"""What is exported and imported again into an empty registry is the same state, whatever was decided before."""

from __future__ import annotations

from datetime import date
from random import Random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.workbook.sheets import decision, faults, plan
from tests.registry.decisions_at_random import DAYS, Drafter
from tests.registry.memory import MemoryStore
from tinhgon.exchange.domain.workbook_layout import HEADING_ROWS
from tinhgon.exchange.domain.workbook_plan import BLANK_MEANS, Plan
from tinhgon.exchange.domain.workbook_reading import RawSheet
from tinhgon.exchange.domain.workbook_registry import Existing
from tinhgon.exchange.domain.workbook_rows import columns_written, rows_of
from tinhgon.registry.domain.enactment import enact
from tinhgon.registry.domain.personal import personal_digest
from tinhgon.registry.domain.records import Register
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.domain.snapshot import SCHEMAS, Snapshot, snapshot_of
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type


def registry(seed: int, decisions: int) -> MemoryStore:
    """A small registry after random decisions, some of which were refused."""
    store, drafter = MemoryStore(), Drafter(Random(seed))
    for number in range(decisions):
        document = drafter.first() if number == 0 else drafter.next()
        try:
            store.apply(document, tuple(number * 100 + each for each in range(len(document.changes))))
        except Refusal:
            drafter.settle(enacted=False)
        else:
            drafter.settle(enacted=True)
    return store


def exported(state: Snapshot, values: dict[str, str]) -> list[RawSheet]:
    """The sheets of an export, as they come out of a file."""
    sheets = [decision(signed_on=state.on, effective_on=state.on)]
    for kind in Kind:
        sheet = columns_written(kind, personal=True)
        names = [each.name for each in sheet.columns]
        rows = [["" if cell is None else cell for cell in row] for row in rows_of(state, sheet, values)]
        sheets.append(RawSheet(sheet.name, [*[names] * HEADING_ROWS, *rows]))
    return sheets


def personal(state: Snapshot) -> dict[str, str]:
    """Invented values for all digests."""
    people = state[Kind.PERSON]
    digests = {each for name in ATTRIBUTES[Kind.PERSON] for each in people[name].drop_nulls().to_list()}
    return {each: f"người {number}" for number, each in enumerate(sorted(digests))}


def as_before(state: Snapshot, planned: Plan, values: dict[str, str]) -> dict[Kind, pl.DataFrame]:
    """The frames of the new registry with the ids and digests of the old one."""
    old = {new: int(row.key[1:]) for new, (_, row) in planned.rows.items()}
    digests = {
        personal_digest(b"", name, value): digest
        for digest, value in values.items()
        for name in ATTRIBUTES[Kind.PERSON]
    }
    frames = {}
    for kind in Kind:
        ids = ["id", *(f"{each.name}_id" for each in ATTRIBUTES[kind].values() if each.type is Type.REFERENCE)]
        renamed = [pl.col(each).replace_strict(old, default=None, return_dtype=pl.Int64) for each in ids]
        renamed += [pl.col(each).replace(digests) for each in ATTRIBUTES[Kind.PERSON] if kind is Kind.PERSON]
        frames[kind] = state[kind].with_columns(renamed).select(list(SCHEMAS[kind])).sort("id")
    return frames


def expected(state: Snapshot) -> dict[Kind, pl.DataFrame]:
    """The frames of the old registry, blanks that mean something filled in."""
    frames = dict(state.frames)
    for (kind, name), value in BLANK_MEANS.items():
        frames[kind] = frames[kind].with_columns(pl.col(name).fill_null(value))
    return frames


def test_an_export_imports_again_to_the_same_state() -> None:
    seen: set[Kind] = set()

    @settings(max_examples=100, deadline=None)
    @given(st.integers(0, 10**9), st.integers(1, 25), st.sampled_from(DAYS))
    def holds(seed: int, decisions: int, on: date) -> None:
        store = registry(seed, decisions)
        state = snapshot_of(store.now.values(), on)
        values = personal(state)
        if not any(frame.height for frame in state.frames.values()):
            return
        planned = plan(exported(state, values), Existing(snapshot_of([], on)), ours=False)
        again = enact(Register(), planned.document, range(len(planned.document.changes)))
        after = snapshot_of([each for each in again.changed.values() if each is not None], on)
        frames = as_before(after, planned, values)
        for kind, frame in expected(state).items():
            assert frames[kind].equals(frame), kind
            seen.update({kind} if frame.height else set())

    holds()
    assert seen == set(Kind)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 25), st.sampled_from(DAYS))
def test_an_export_imported_into_its_own_registry_changes_nothing(seed: int, decisions: int, on: date) -> None:
    store = registry(seed, decisions)
    state = snapshot_of(store.now.values(), on)
    values = personal(state)
    found = faults(exported(state, values), Existing(state, values))
    assert [why for _, why in found] == ["nothing differs from the record"]
