"""Reads of the registry against what the records themselves say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.small_history import SmallHistory, small_history
from tests.registry.conftest import empty_registry
from tinhgon.registry import selectors
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.records import Record
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type
from tinhgon.registry.selectors.cards import nearest_day
from tinhgon.registry.selectors.lineages import _reached, _Row
from tinhgon.registry.selectors.wording import in_words
from tinhgon.temporal import Period

CHANGES = [
    *(date(year, 1, 1) for year in (2004, 2006, 2010, 2011, 2012, 2013, 2015)),
    date(2007, 6, 1),
    date(2008, 8, 1),
]
DAYS = sorted({each - timedelta(days=before) for each in CHANGES for before in (0, 1)})
"""The days on which the small history changes something, and the days before."""


@pytest.fixture(scope="module")
def history(registry_tables: None, django_db_blocker: Any) -> Iterator[SmallHistory]:
    """The small history on record."""
    with django_db_blocker.unblock():
        empty_registry()
        yield small_history()
        empty_registry()
        connection.close()


def moments() -> list[Any]:
    """Now, and just after every entry of the ledger."""
    return [None, *(selectors.recorded_at(seq) for seq in range(1, 10))]


def records(history: SmallHistory, known: Any) -> list[Record]:
    from tinhgon.registry.store import StoreView

    view = StoreView(known)
    found = [view.record(getattr(history, name)) for name in SmallHistory.__dataclass_fields__]
    return [each for each in found if each is not None]


def test_the_tree_is_that_of_the_records_on_every_day_as_known_at_every_moment(history: SmallHistory) -> None:
    for known in moments():
        areas = [each for each in records(history, known) if each.kind is Kind.AREA]
        for day in DAYS:
            expected = {
                (each.object_id, each.value("name", day), each.value("parent", day))
                for each in areas
                if day in each.life
            }
            assert {(each.id, each.name, each.parent_id) for each in selectors.areas(day, known)} == expected


def test_the_history_on_record_at_a_moment_is_the_record_of_that_moment(history: SmallHistory) -> None:
    for known in moments()[1:]:
        for record in records(history, known):
            facts = selectors.history(record.object_id, known)
            told = {
                (each.attribute, each.valid, each.source.change)
                for each in facts
                if each.attribute in ATTRIBUTES[record.kind]
            }
            assert told == {
                (name, period, stated.source)
                for name in ATTRIBUTES[record.kind]
                for period, stated in record.stated(name)
            }
            (life,) = [each.valid for each in facts if each.attribute == "life"]
            assert life == record.life


def test_facts_ever_recorded_hold_those_of_every_moment(history: SmallHistory) -> None:
    for name in SmallHistory.__dataclass_fields__:
        object_id = getattr(history, name)
        ever = selectors.history(object_id)
        for seq in range(1, 10):
            then = [each for each in ever if seq in range(each.opened, each.closed or 10)]
            known = selectors.history(object_id, selectors.recorded_at(seq)) if then else []
            assert sorted(map(repr, then)) == sorted(map(repr, known))


def test_a_card_tells_the_values_of_the_day_with_the_changes_that_stated_them(history: SmallHistory) -> None:
    for known in moments():
        for record in records(history, known):
            for day in DAYS:
                card = selectors.card(record.object_id, day, known)
                assert card.exists == (day in record.life)
                assert card.day in record.life
                stated = {name: record.stated(name).at(card.day) for name in ATTRIBUTES[record.kind]}
                assert {each.attribute: each.source.change for each in card.values} == {
                    name: each.source for name, each in stated.items() if each is not None and each.value is not None
                }


def test_personal_values_never_leave_the_registry_as_digests(history: SmallHistory) -> None:
    personal = {each.name for each in ATTRIBUTES[Kind.PERSON].values() if each.type is Type.PERSONAL}
    told = [
        *selectors.card(history.person, date(2016, 1, 1)).values,
        *selectors.history(history.person),
    ]
    values = [each.value for each in told if each.attribute in personal]
    assert values
    assert set(values) == {None}


def test_a_label_is_that_of_the_day_or_of_the_nearest_day(history: SmallHistory) -> None:
    for day, name in ((date(2005, 1, 1), "Xã Lúa"), (date(2008, 1, 1), "Xã Lúa Mới"), (date(1999, 1, 1), "Xã Lúa")):
        assert selectors.labels([history.rice], day)[history.rice].name == name
    assert selectors.labels([history.maize], date(2020, 1, 1))[history.maize].name == "Xã Ngô"
    assert selectors.labels([], date(2020, 1, 1)) == {}


def test_one_question_takes_few_queries(history: SmallHistory, django_assert_max_num_queries: Any) -> None:
    day = date(2015, 6, 1)
    for most, ask in (
        (1, lambda: selectors.areas(day)),
        (1, lambda: selectors.organizations(day, under=history.committee)),
        (6, lambda: selectors.lineage(history.lotus, day)),
        (9, lambda: selectors.history(history.rice)),
        (14, lambda: selectors.card(history.department, day)),
        (1, selectors.all_decisions),
    ):
        with django_assert_max_num_queries(most):
            ask()


# --- lineage runs along time --------------------------------------------------------------------

LINKS = st.lists(
    st.builds(
        _Row,
        st.integers(1, 5),
        st.integers(1, 5),
        st.just("part"),
        st.integers(0, 5).map(lambda days: date(2020, 1, 1) + timedelta(days=days)),
        st.just(0),
    ).filter(lambda row: row.predecessor != row.successor),
    max_size=8,
    unique=True,
)


def paths(links: list[_Row], root: int, forward: bool) -> set[_Row]:
    """Every link on a path from `root` whose days run on (or back), found by walking all paths."""
    found: set[_Row] = set()
    trails = [[link] for link in links if root == (link.predecessor if forward else link.successor)]
    while trails:
        trail = trails.pop()
        found.add(trail[-1])
        for link in links:
            near, far = (link.predecessor, trail[-1].successor) if forward else (link.successor, trail[-1].predecessor)
            steps = (link.on - trail[-1].on).days
            if near == far and link not in trail and (steps >= 0 if forward else steps <= 0):
                trails.append([*trail, link])
    return found


@given(LINKS, st.booleans())
def test_lineage_holds_the_links_of_every_path_along_time(links: list[_Row], forward: bool) -> None:
    reached = _reached(1, links, forward=forward)
    assert set(reached) == paths(links, 1, forward)
    assert len(reached) == len(set(reached))


@given(st.dates(date(2000, 1, 1), date(2001, 1, 1)), st.integers(1, 200), st.dates(date(1999, 1, 1), date(2002, 1, 1)))
def test_the_nearest_day_lies_in_the_life_and_none_is_nearer(start: date, days: int, on: date) -> None:
    life = Period(start, start + timedelta(days=days))
    nearest = nearest_day(life, on)
    assert nearest in life
    everyday = [start + timedelta(days=each) for each in range(days)]
    assert abs(nearest - on) == min(abs(each - on) for each in everyday)


# --- addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("#12", (12, None, None, None)),
        ("id:12", (12, None, None, None)),
        ("ID:12", (12, None, None, None)),
        ("03007", (None, "03007", None, None)),
        ("commune:03007", (None, "03007", None, "commune")),
        ("Commune: 03007 ", (None, "03007", None, "commune")),
        ("organization:SNV", (None, "SNV", Kind.ORGANIZATION, None)),
        ("area:01", (None, "01", Kind.AREA, None)),
        ("#x", (None, "#x", None, None)),
        ("A:1", (None, "A:1", None, None)),
    ],
)
def test_an_address_is_a_number_a_code_or_a_level_and_code(text: str, told: tuple[Any, ...]) -> None:
    address = selectors.address_of(text)
    assert (address.id, address.code, address.kind, address.level) == told


# --- words --------------------------------------------------------------------------------------

A, B = 1, 2
DAY = date(2020, 1, 1)
LABELS = {
    A: selectors.Label(A, Kind.ORGANIZATION, "province", "SNV", "Sở Nội vụ"),
    B: selectors.Label(B, Kind.ORGANIZATION, "province", None, "Sở Tài chính"),
}
SENTENCES = [
    (
        verbs.Found(
            object_id=3,
            kind=Kind.ORGANIZATION,
            attributes={"name": "Phòng X", "parent": A},
            predecessors=(verbs.Kin(object_id=B, extent="part"),),
        ),
        "Thành lập Phòng X từ một phần Sở Tài chính, thuộc Sở Nội vụ (SNV)",
        "Found Phòng X from part of Sở Tài chính, part of Sở Nội vụ (SNV)",
    ),
    (
        verbs.Merge(into=A, sources=(B,)),
        "Sáp nhập Sở Tài chính vào Sở Nội vụ (SNV)",
        "Merge Sở Tài chính into Sở Nội vụ (SNV)",
    ),
    (
        verbs.Merge(into=3, sources=(A, B), founded={"name": "Sở Chung"}),
        "Hợp nhất Sở Nội vụ (SNV) và Sở Tài chính thành Sở Chung",
        "Merge Sở Nội vụ (SNV) and Sở Tài chính as new Sở Chung",
    ),
    (
        verbs.Split(source=A, parts=(verbs.Part(object_id=3, attributes={"name": "C"}),), source_ends=True),
        "Chia Sở Nội vụ (SNV) thành C",
        "Divide Sở Nội vụ (SNV) into C",
    ),
    (
        verbs.Dissolve(object_id=A, successors=(verbs.Kin(object_id=B),)),
        "Giải thể Sở Nội vụ (SNV); chuyển sang Sở Tài chính",
        "Dissolve Sở Nội vụ (SNV); it passes to Sở Tài chính",
    ),
    (verbs.Rename(object_id=B, name="Sở Tiền"), "Đổi tên Sở Tài chính thành Sở Tiền", "Rename Sở Tài chính to Sở Tiền"),
    (
        verbs.Reparent(object_id=B, parent=A),
        "Chuyển Sở Tài chính về trực thuộc Sở Nội vụ (SNV)",
        "Move Sở Tài chính under Sở Nội vụ (SNV)",
    ),
    (
        verbs.Reparent(object_id=B, parent=None),
        "Đưa Sở Tài chính ra khỏi đơn vị cấp trên",
        "Take Sở Tài chính out from under its parent",
    ),
    (
        verbs.Convert(object_id=B, attributes={"form": "chi cục", "parent": A}),
        "Chuyển đổi Sở Tài chính: Loại hình = chi cục; Trực thuộc = Sở Nội vụ (SNV)",
        "Convert Sở Tài chính: Form = chi cục; Parent = Sở Nội vụ (SNV)",
    ),
    (
        verbs.Reclassify(object_id=B, attributes={"autonomy": None}),
        "Phân loại lại Sở Tài chính: Mức tự chủ = không có",
        "Reclassify Sở Tài chính: Autonomy level = none",
    ),
    (
        verbs.TransferPart(source=A, target=B),
        "Chuyển một phần Sở Nội vụ (SNV) sang Sở Tài chính",
        "Transfer part of Sở Nội vụ (SNV) to Sở Tài chính",
    ),
    (
        verbs.AdjustBoundary(
            areas=(verbs.Boundary(object_id=A, attributes={}),), transfers=(verbs.TransferOfPart(source=A, target=B),)
        ),
        "Điều chỉnh địa giới Sở Nội vụ (SNV); Chuyển một phần Sở Nội vụ (SNV) sang Sở Tài chính",
        "Adjust the boundary of Sở Nội vụ (SNV); Transfer part of Sở Nội vụ (SNV) to Sở Tài chính",
    ),
    (
        verbs.CreatePost(object_id=3, attributes={"title": "Giám đốc", "organization": A}),
        "Lập chức danh Giám đốc tại Sở Nội vụ (SNV)",
        "Create the post Giám đốc in Sở Nội vụ (SNV)",
    ),
    (verbs.AbolishPost(object_id=9), "Bỏ chức danh #9", "Abolish the post #9"),
    (
        verbs.MovePost(object_id=9, organization=A),
        "Chuyển chức danh #9 sang Sở Nội vụ (SNV)",
        "Move the post #9 to Sở Nội vụ (SNV)",
    ),
    (verbs.UnifyPosts(posts=(8, 9)), "Nhất thể hóa #8 và #9", "Unify #8 and #9"),
    (verbs.SeparatePosts(posts=(7, 8, 9)), "Thôi nhất thể hóa #7, #8 và #9", "Separate #7, #8 and #9"),
    (
        verbs.RegisterPerson(object_id=5, attributes={"name": "0" * 64}),
        "Ghi nhận người #5",
        "Register person #5",
    ),
    (verbs.UpdatePerson(object_id=5, attributes={}), "Cập nhật lý lịch người #5", "Update person #5"),
    (verbs.Elect(object_id=6, person=5, post=9), "Bầu người #5 giữ chức #9", "Elect person #5 as #9"),
    (verbs.Appoint(object_id=6, person=5, post=9), "Bổ nhiệm người #5 giữ chức #9", "Appoint person #5 as #9"),
    (verbs.Relieve(membership=6), "Cho thôi giữ chức danh: #6", "Relieve: #6"),
    (verbs.Transfer(membership=6, object_id=7, post=9), "Điều động: #6 sang #9", "Transfer: #6 to #9"),
    (verbs.Retire(person=5), "Cho nghỉ hưu người #5", "Retire person #5"),
    (
        verbs.SetQuota(object_id=7, organization=B, establishment_class="civil_servant", funding="ngân sách", amount=5),
        "Giao biên chế cho Sở Tài chính: 5 (công chức, ngân sách)",
        "Set the quota of Sở Tài chính: 5 (civil servant, ngân sách)",
    ),
    (
        verbs.SetQuota(object_id=7, organization=B, establishment_class="contract", funding="x", amount=None),
        "Bỏ chỉ tiêu biên chế của Sở Tài chính",
        "Withdraw the quota of Sở Tài chính",
    ),
    (
        verbs.Correct(object_id=B, attributes={"name": "Y"}, start=DAY),
        "Đính chính Sở Tài chính: Tên = Y (từ 01/01/2020)",
        "Correct Sở Tài chính: Name = Y (from 2020-01-01)",
    ),
    (
        verbs.CorrectLife(object_id=B, start=DAY, end=date(2021, 1, 1)),
        "Đính chính thời gian tồn tại của Sở Tài chính (từ 01/01/2020 đến trước 01/01/2021)",
        "Correct the life of Sở Tài chính (from 2020-01-01 until 2021-01-01)",
    ),
    (verbs.Annul(entry=6), "Hủy bỏ quyết định 6 (sổ #6)", "Annul quyết định 6 (ledger #6)"),
]


@pytest.mark.parametrize(("change", "vietnamese", "english"), SENTENCES, ids=lambda each: getattr(each, "vi", None))
def test_a_change_in_words(change: verbs.Change, vietnamese: str, english: str) -> None:
    told = in_words(change, LABELS, {6: "quyết định 6"})
    assert (told.vi, told.en) == (vietnamese, english)


def test_every_verb_has_its_words() -> None:
    assert {type(change) for change, _, _ in SENTENCES} == set(verbs.VERBS.values())
