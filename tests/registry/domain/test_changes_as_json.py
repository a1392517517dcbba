"""Every change can be written as JSON and read back, and nothing else is read as one."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given, settings

from tests.registry.domain.values import CHANGES, changes_of
from tinhgon.registry.domain.changes import (
    VERBS,
    Change,
    change_from_plain,
    decode_change,
    encode_change,
    plain_change,
)
from tinhgon.registry.domain.object_ids import mentioned


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_comes_back_from_json_as_it_was(verb: str) -> None:
    @given(changes_of(VERBS[verb]))
    @settings(max_examples=25, deadline=None)
    def comes_back(change: Change) -> None:
        assert decode_change(encode_change(change)) == change
        assert change_from_plain(plain_change(change)) == change
        assert change_from_plain(json.loads(json.dumps(plain_change(change)))) == change
        assert plain_change(change)["verb"] == verb

    comes_back()


@given(CHANGES)
@settings(deadline=None)
def test_a_change_written_again_is_the_same_bytes(change: Change) -> None:
    assert encode_change(decode_change(encode_change(change))) == encode_change(change)


@given(CHANGES)
@settings(deadline=None)
def test_a_field_no_verb_knows_is_refused(change: Change) -> None:
    with pytest.raises(msgspec.ValidationError):
        change_from_plain({**plain_change(change), "force": True})


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"verb": "conquer", "object_id": 1}',
        '{"verb": "rename", "object_id": 1}',
        '{"verb": "rename", "object_id": "1", "name": "x"}',
        '{"verb": "rename", "object_id": 1.5, "name": "x"}',
        '{"verb": "rename", "object_id": 1, "name": null}',
        '{"verb": "rename", "object_id": 1, "name": "x", "effective_on": "2025-02-30"}',
        '{"verb": "found", "object_id": 1, "kind": "planet", "attributes": {}}',
        '{"verb": "found", "object_id": 1, "kind": "area", "attributes": {"population": 1.5}}',
    ],
)
def test_what_is_no_change_is_refused(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_change(text)


@given(CHANGES)
@settings(deadline=None)
def test_every_object_a_change_names_is_mentioned(change: Change) -> None:
    """Whatever carries an object id in the JSON is found, wherever it stands."""
    named: set[int] = set()
    for name in ("object_id", "into", "source", "target", "parent", "post", "person", "organization"):
        value = getattr(change, name, None)
        named |= {value} if isinstance(value, int) else set()
    for name in ("membership",):
        value = getattr(change, name, None)
        named |= {value} if isinstance(value, int) else set()
    for name in ("sources", "posts"):
        named |= set(getattr(change, name, ()))
    for name in ("predecessors", "successors", "parts", "areas"):
        named |= {each.object_id for each in getattr(change, name, ())}
    for each in getattr(change, "transfers", ()):
        named |= {each.source, each.target}
    assert named <= mentioned(change)
