"""Enacting step by step and laying everything anew from the decisions give the same record."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from tests.registry.decisions_at_random import Drafter
from tests.registry.long import long
from tests.registry.memory import MemoryStore
from tinhgon.registry.domain.changes import VERBS
from tinhgon.registry.domain.enactment import Entry, annulled
from tinhgon.registry.domain.integrity import check
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.domain.replay import Replay

Verdict = tuple[str, object, tuple[int, ...]] | None


def run(seed: int, steps: int, seen: Counter[str]) -> None:
    drafter, store, replay = Drafter(Random(seed)), MemoryStore(), Replay()
    for step in range(steps):
        document = drafter.next() if step else drafter.first()
        sources = tuple(range(100 * step + 1, 100 * step + 1 + len(document.changes)))
        of_store = of_replay = None
        try:
            store.apply(document, sources)
        except Refusal as refusal:
            of_store = refusal
        try:
            replay.apply(Entry(drafter.enacted + 1, document, sources))
        except Refusal as refusal:
            of_replay = refusal
        assert verdict(of_store) == verdict(of_replay), (seed, step, document, of_store, of_replay)
        drafter.settle(enacted=of_store is None)
        if of_store is None:
            seen.update(str(each.__struct_config__.tag) for each in document.changes)
            known = {key: record for key, record in replay.known.changed.items() if record is not None}
            assert store.now == known, (seed, step, document)
        else:
            seen["refused " + of_store.rule] += 1
    assert check(replay.known, list(replay.known.changed)) == []
    seen["annulments annulled"] += len(annulled(replay.annulments) & set(replay.annulments))


def verdict(refusal: Refusal | None) -> Verdict:
    return None if refusal is None else (refusal.rule, refusal.day, refusal.objects)


def many(runs: range, steps: int) -> Counter[str]:
    seen: Counter[str] = Counter()
    for seed in runs:
        run(seed, steps, seen)
    return seen


def test_random_decisions_give_one_record_by_both_ways() -> None:
    seen = many(range(150), 30)
    assert set(VERBS) <= set(seen)
    assert seen["annulments annulled"] > 10


@long
@pytest.mark.slow
def test_many_random_decisions_give_one_record_by_both_ways() -> None:
    many(range(1_000, 3_000), 40)
