"""Rows become the typed changes of one decision."""

from __future__ import annotations

from datetime import date

import pytest

from tests.exchange.workbook.sheets import AREA, BODY, ON, PERSON, plan, workbook
from tests.exchange.workbook.test_faults import WHOLE, recorded
from tests.registry.domain.world import area, body, person, post
from tinhgon.exchange.domain.workbook_plan import with_digests
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.vocabulary import Kind

LATER = date(2020, 1, 1)
EXISTING = recorded(
    area(1, "province"),
    area(2, "commune", parent=1),
    body(3),
    body(4, parent=3),
    post(5, 4),
    post(6, 4),
    person(7),
    verbs.Appoint(object_id=8, person=7, post=5),
    verbs.SetQuota(object_id=9, organization=4, establishment_class="civil_servant", funding="x", amount=3),
)


def tags(rows: dict[Kind, list[dict[str, object]]]) -> list[str]:
    changes: tuple[Change, ...] = plan(workbook(rows), EXISTING).document.changes
    return [str(each.__struct_config__.tag) for each in changes]


def test_new_rows_found_create_register_place_and_set() -> None:
    changes = plan(workbook(WHOLE)).document.changes
    assert [str(each.__struct_config__.tag) for each in changes] == [
        *("found", "found", "create_post", "register_person", "elect", "set_quota")
    ]


@pytest.mark.parametrize(
    ("kind", "row", "expected"),
    [
        (Kind.AREA, {"key": "#2", "name": "Mới"}, ["rename"]),
        (Kind.AREA, {"key": "02", "parent": None}, ["reparent"]),
        (Kind.AREA, {"key": "commune:02", "type": "phường", "terrain": "núi"}, ["convert", "reclassify"]),
        (Kind.AREA, {"key": "#2", "end_on": LATER}, ["dissolve"]),
        (Kind.ORGANIZATION, {"key": "#4", "area": "#2", "short_name": "S"}, ["convert", "reclassify"]),
        (Kind.POST, {"key": "#5", "organization": "#3"}, ["move_post"]),
        (Kind.POST, {"key": "#5", "unified_with": "#6", "seats": 2.0}, ["unify_posts", "reclassify"]),
        (Kind.POST, {"key": "#5", "end_on": ON}, ["abolish_post"]),
        (Kind.PERSON, {"key": "#7", "name": "Tên mới"}, ["update_person"]),
        (Kind.MEMBERSHIP, {"key": "#8", "end_on": "01/06/2019"}, ["relieve"]),
        (Kind.QUOTA, {"key": "#9", "amount": 4.0}, ["set_quota"]),
        (Kind.QUOTA, {"key": "#9", "end_on": LATER}, ["set_quota"]),
    ],
)
def test_rows_of_objects_on_record_state_what_differs(kind: Kind, row: dict[str, object], expected: list[str]) -> None:
    assert tags({kind: [row]}) == expected


def test_a_column_left_out_states_nothing_and_a_blank_cell_no_value() -> None:
    rows = {Kind.AREA: [{"key": "#2", "name": "Mới", "type": "xã"}, {"key": "#1", "name": "A1", "type": None}]}
    assert plan(workbook(rows), EXISTING).document.changes == (
        verbs.Rename(object_id=2, name="Mới"),
        verbs.Convert(object_id=2, attributes={"type": "xã"}),
    )


def test_a_quota_is_known_by_body_class_and_funding() -> None:
    row = {"organization": "#4", "establishment_class": "công chức", "funding": "x", "amount": 5.0}
    (change,) = plan(workbook({Kind.QUOTA: [row]}), EXISTING).document.changes
    assert isinstance(change, verbs.SetQuota)
    assert (change.object_id, change.amount) == (9, 5)


def test_what_ends_at_once_is_not_changed_before() -> None:
    assert tags({Kind.ORGANIZATION: [{"key": "#4", "name": "Mới", "end_on": ON}]}) == ["dissolve"]


def test_a_quota_withdrawn_names_the_body_on_record() -> None:
    (change,) = plan(workbook({Kind.QUOTA: [{"key": "#9", "end_on": LATER}]}), EXISTING).document.changes
    assert change == verbs.SetQuota(
        object_id=9, organization=4, establishment_class="civil_servant", funding="x", amount=None, effective_on=LATER
    )


def test_personal_values_never_stand_in_changes() -> None:
    planned = plan(workbook({Kind.PERSON: [PERSON | {"birth_date": "1975", "gender": None}]}))
    assert list(planned.personal.values()) == [{"name": "Nguyễn Văn A", "birth_date": "1975"}]
    assert "Nguyễn" not in str(planned.document)
    (person_id,) = planned.personal
    (change,) = with_digests(planned.document, {person_id: {"name": "d" * 64}}).changes
    assert isinstance(change, verbs.RegisterPerson)
    assert change.attributes["name"] == "d" * 64


def test_references_take_keys_of_the_workbook_before_codes_on_record() -> None:
    rows = {Kind.AREA: [AREA | {"key": "02", "code": "02"}], Kind.ORGANIZATION: [BODY | {"area": "01"}]}
    found = plan(workbook(rows), EXISTING).document.changes[-1]
    assert isinstance(found, verbs.Found)
    assert found.attributes["area"] == 1
