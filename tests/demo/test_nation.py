"""The invented nation keeps the registry's rules and is stored as its decisions say."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
import rfc8785
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.decisions import reorganisation
from tinhgon.accounts.models import system_account
from tinhgon.demo.domain import nation
from tinhgon.demo.domain.nation import Plan, share, sizes
from tinhgon.demo.domain.nation_history import Firsts, Province, province
from tinhgon.demo.nation import FILLED, Generated, NotEmpty, generate
from tinhgon.registry import services, snapshots
from tinhgon.registry.domain.changes import Rename, decode_change, plain_change
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.enactment import enact
from tinhgon.registry.domain.integrity import check
from tinhgon.registry.domain.records import Register
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind
from tinhgon.registry.models import STATES, Decision, Entity
from tinhgon.registry.prefetching import prefetch
from tinhgon.registry.store import StoreView
from tinhgon.registry.verification import verify

FIRST = Firsts(object=1, change=1, decision=1)

plans = st.builds(
    Plan,
    sizes=st.sampled_from([sizes(0.0002), sizes(0.0005)]),
    years=st.integers(3, 12),
    history=st.sampled_from([0.1, 0.4, 1.0]),
    seed=st.integers(0, 1000),
)


def _protection() -> list[tuple[Any, ...]]:
    """Every constraint, index and trigger of the tables that are filled."""
    tables = ", ".join(f"'{each}'::regclass" for each in FILLED)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid), convalidated::text FROM pg_constraint"
            f" WHERE conrelid IN ({tables}) UNION ALL"
            f" SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), '' FROM pg_index"
            f" WHERE indrelid IN ({tables}) UNION ALL"
            f" SELECT tgname, tgrelid::regclass::text, tgenabled::text FROM pg_trigger"
            f" WHERE tgrelid IN ({tables}) AND NOT tgisinternal ORDER BY 1, 2"
        )
        return list(cursor.fetchall())


@pytest.fixture(scope="module")
def generated(module_registry_db: None, django_db_blocker: Any) -> Iterator[tuple[Generated, list[tuple[Any, ...]]]]:
    """A thousandth of the nation, and how the tables were protected before it was generated."""
    with django_db_blocker.unblock():
        before = _protection()
        yield generate(scale=0.001, years=20, seed=7), before


@pytest.mark.slow
def test_stored_rows_and_chain_are_what_replaying_the_decisions_gives(generated: Any) -> None:
    made, _ = generated
    found = verify()
    assert found.difference is None
    assert (found.entries, found.rows) == (made.decisions, made.rows)


def test_every_kind_has_history_with_closed_recorded_periods(generated: Any) -> None:
    for kind, model in STATES.items():
        assert model.objects.filter(recorded__upper_inf=False).exists(), kind


def test_some_decisions_are_recorded_long_after_they_took_effect(generated: Any) -> None:
    late = [
        each
        for each in Decision.objects.all()
        if each.ledger_entry.recorded_at.date() - each.effective_on >= timedelta(days=200)
    ]
    assert late


def test_records_keep_the_rules_between_objects(generated: Any) -> None:
    ids = sorted(Entity.objects.values_list("id", flat=True))
    sample = random.Random(1).sample(ids, 400)
    view = StoreView()
    view.load(sample)
    assert all(view.record(each) is not None for each in sample)
    assert check(Register(view), sample) == []


def test_constraints_indexes_and_triggers_are_as_before(generated: Any) -> None:
    _, before = generated
    assert _protection() == before


def test_a_nation_is_not_generated_over_other_decisions(generated: Any) -> None:
    with pytest.raises(NotEmpty):
        generate(scale=0.001)


def test_decisions_are_enacted_on_top(generated: Any) -> None:
    body = Entity.objects.filter(kind=Kind.ORGANIZATION.value).order_by("id").first()
    on = nation.FIRST_DAY + timedelta(days=365 * 21)
    document = DecisionDocument(
        number="1/SAU",
        kind="quyết định",
        issuer="Tỉnh Hư Cấu 1",
        signed_on=on,
        effective_on=on,
        subject="Đổi tên",
        changes=(Rename(object_id=body.pk, name="Tên sau"),),
    )
    entry = services.record(document, system_account("a", "A"), system_account("b", "B"))
    assert entry is not None
    record = StoreView().record(body.pk)
    assert record is not None
    assert record.value("name", on) == "Tên sau"


def test_all_that_a_decision_looks_at_is_read_in_a_few_queries_beforehand(generated: Any) -> None:
    on = nation.FIRST_DAY + timedelta(days=365 * 22)
    document = reorganisation(snapshots.load(on), services.id_source(), "2/SAU")
    view = StoreView()
    prefetch(view, [document])
    with CaptureQueriesContext(connection) as asked:
        enact(view, document, range(-len(document.changes), 0))
    assert [each["sql"][:200] for each in asked] == []


@given(st.integers(0, 5000), st.integers(1, 70))
def test_shares_are_nearly_equal_and_leave_nothing_out(whole: int, parts: int) -> None:
    shares = [share(whole, parts, number) for number in range(parts)]
    assert [each for part in shares for each in part] == list(range(whole))
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


@settings(max_examples=10, deadline=None)
@given(plans)
def test_one_seed_makes_one_nation(plan: Plan) -> None:
    first, second = province(plan, 0, FIRST), province(plan, 0, FIRST)
    assert first.changes.equals(second.changes)
    assert all(first.states[kind].equals(second.states[kind]) for kind in Kind)


@settings(max_examples=10, deadline=None)
@given(plans)
def test_payloads_are_canonical_json_of_real_changes(plan: Plan) -> None:
    for payload in province(plan, 0, FIRST).changes.sample(200, with_replacement=True, seed=1)["payload"]:
        assert rfc8785.dumps(plain_change(decode_change(payload))) == payload.encode()


@settings(max_examples=10, deadline=None)
@given(plans)
def test_an_object_has_one_row_at_one_moment_for_one_day(plan: Plan) -> None:
    made = province(plan, 0, FIRST)
    for kind in Kind:
        standing = made.states[kind].filter(pl.col("recorded").str.ends_with(",)"))
        days = standing.with_columns(
            since=pl.col("valid").str.slice(1, 10), until=pl.col("valid").str.extract(r",(.*)\)")
        ).sort("id", "since")
        follows = days.filter(pl.col("id") == pl.col("id").shift(-1))["until"]
        after = days.filter(pl.col("id") == pl.col("id").shift(1))["since"]
        assert follows.equals(after.alias("until")), kind


@settings(max_examples=10, deadline=None)
@given(plans)
def test_less_history_befalls_the_same_apparatus(plan: Plan) -> None:
    tenth = Plan(plan.sizes, plan.years, plan.history / 10, plan.seed)
    full, less = province(plan, 0, FIRST), province(tenth, 0, FIRST)
    for kind in (Kind.AREA, Kind.ORGANIZATION, Kind.POST, Kind.QUOTA):
        assert _founded(full, kind).equals(_founded(less, kind)), kind
    assert len(less.changes) < len(full.changes)


def _founded(made: Province, kind: Kind) -> pl.DataFrame:
    """What each object was when it was first recorded."""
    attributes = [each for each in made.states[kind].columns if each.removesuffix("_id") in ATTRIBUTES[kind]]
    first = made.states[kind].filter(pl.col("sources").str.starts_with('{"*"'))
    return first.sort("id", "recorded").unique("id", keep="first", maintain_order=True).select("id", *attributes)
