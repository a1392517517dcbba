"""The replay itself says what cells filled in day by day say."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest

from tests.registry.decisions_at_random import DAYS, document
from tests.registry.long import long
from tests.registry.naive_registry import Impossible, NaiveRegistry
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.decisions import DecisionDocument
from tinhgon.registry.domain.enactment import Entry
from tinhgon.registry.domain.refusals import Refusal
from tinhgon.registry.domain.replay import Replay
from tinhgon.registry.domain.vocabulary import Kind

OBJECTS = range(1, 5)


def change_at_random(random: Random, enacted: int) -> Change:
    """A change of a few organizations; those not yet founded are drawn as well."""
    one, other = random.choice(OBJECTS), random.choice(OBJECTS)
    on = random.choice((None, None, None, *DAYS))
    start, end = sorted(random.sample(DAYS, 2))
    match random.randrange(10):
        case 0 | 1:
            attributes: verbs.Attributes = {"name": "Sở", "sector": "state", "tier": "province"}
            if random.random() < 0.5:
                attributes["parent"] = other
            return verbs.Found(effective_on=on, object_id=one, kind=Kind.ORGANIZATION, attributes=attributes)
        case 2:
            return verbs.Rename(effective_on=on, object_id=one, name=random.choice(("Ban", "Văn phòng")))
        case 3 | 4:
            parent = random.choice((None, other, other))
            return verbs.Reparent(effective_on=on, object_id=one, parent=parent)
        case 5:
            return verbs.Dissolve(effective_on=on, object_id=one)
        case 6 | 7:
            return verbs.Merge(effective_on=on, into=one, sources=(other,), adopt=random.random() < 0.7)
        case 8:
            said: verbs.Attributes = random.choice(({"name": "Phòng"}, {"parent": other}, {"parent": None}))
            until = random.choice((None, end))
            return verbs.Correct(object_id=one, attributes=said, start=start, end=until)
        case _:
            return verbs.Annul(entry=random.randint(1, enacted + 1))


def decision_at_random(random: Random, enacted: int) -> DecisionDocument:
    on = random.choice(DAYS[:2] if enacted < 3 else DAYS)
    changes = [change_at_random(random, enacted) for _ in range(random.choice((1, 1, 2)))]
    return document("1", on, *changes)


def run(seed: int, steps: int, seen: Counter[str]) -> None:
    random, naive, replay = Random(seed), NaiveRegistry(), Replay()
    for step in range(steps):
        decision = decision_at_random(random, len(naive.enacted))
        sources = tuple(100 * step + at for at, _ in enumerate(decision.changes, start=1))
        possible = True
        try:
            naive.apply(decision)
        except Impossible:
            possible = False
        refused = None
        try:
            replay.apply(Entry(len(replay.entries) + 1, decision, sources))
        except Refusal as refusal:
            refused = refusal
        assert possible == (refused is None), (seed, step, decision, refused)
        for day in DAYS:
            assert said_by(replay, day) == naive.on(day), (seed, step, day, decision)
        seen["enacted" if possible else "refused"] += 1
        if possible:
            seen.update(str(each.__struct_config__.tag) for each in decision.changes)


def said_by(replay: Replay, day: date) -> dict[int, tuple[object, object]]:
    """Name and parent of every organization that exists on a day."""
    return {
        object_id: (record.value("name", day), record.value("parent", day))
        for object_id, record in replay.known.changed.items()
        if record is not None and day in record.life
    }


def many(runs: range, steps: int) -> Counter[str]:
    seen: Counter[str] = Counter()
    for seed in runs:
        run(seed, steps, seen)
    return seen


def test_replay_says_what_the_days_say() -> None:
    seen = many(range(250), 40)
    told = ("found", "rename", "reparent", "dissolve", "merge", "correct", "annul", "refused")
    assert min(seen[each] for each in told) > 25


@long
@pytest.mark.slow
def test_replay_says_what_the_days_say_at_length() -> None:
    many(range(1_000, 6_000), 60)
