"""Every verb has a form; what is typed becomes the verb's own change, or all its faults at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count

import pytest

from tests.cli.small_history import SmallHistory
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import VERBS, Boundary, Change, Kin, Part, TransferOfPart
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.site.change_forms import OFFERS, change_of, form_for, form_of

ON = date(2019, 6, 1)
NEW = 900
"""The first id given to what a form makes."""

COMMUNE = {"code": "00009", "name": "Xã Mới", "level": "commune"}


@pytest.fixture
def at(history: SmallHistory) -> SmallHistory:
    """The small history, on record for the whole module."""
    return history


def new_ids() -> Iterator[int]:
    return count(NEW)


def read(slug: str, **typed: object) -> Change:
    """The change of a form filled in without fault."""
    form, ids = form_for(slug, ON, initial=typed), new_ids()
    change = change_of(form, lambda: next(ids))
    assert not form.faults, form.faults
    assert change is not None
    return change


def faults(slug: str, **typed: object) -> dict[str, str]:
    """The faults of a form, in Vietnamese, by field."""
    form = form_for(slug, ON, initial=typed)
    assert change_of(form, lambda: NEW) is None
    return {name: text.vi for name, text in form.faults.items()}


def test_every_verb_has_a_form() -> None:
    assert {each.verb for each in OFFERS.values()} == set(VERBS)


def test_bodies_are_merged_into_one_that_goes_on(at: SmallHistory) -> None:
    change = read("merge", into=at.department, sources=[at.committee], adopt=True, short_name="SNV")
    wanted = {"short_name": "SNV"}
    assert change == verbs.Merge(into=at.department, sources=(at.committee,), attributes=wanted, adopt=True)


def test_areas_are_merged_as_a_new_one(at: SmallHistory) -> None:
    change = read("merge_new_area", sources=[at.rice, at.yam], **COMMUNE, parent=at.east, adopt=False)
    founded = {**COMMUNE, "parent": at.east}
    assert change == verbs.Merge(into=NEW, sources=(at.rice, at.yam), founded=founded)


def test_what_a_merged_unit_had_passes_on_unless_one_says_otherwise(at: SmallHistory) -> None:
    merged = read("merge_area", into=at.rice, sources=[at.yam])
    assert isinstance(merged, verbs.Merge)
    assert merged.adopt


@pytest.mark.parametrize(("slug", "ends"), [("split_area", False), ("divide_area", True)])
def test_an_area_is_split_or_divided_row_by_row(at: SmallHistory, slug: str, ends: bool) -> None:
    rows = {f"parts-{row}-{name}": value for row in (0, 2) for name, value in COMMUNE.items()}
    change = read(slug, source=at.yam, **rows)
    parts = tuple(Part(object_id=NEW + each, attributes=COMMUNE) for each in range(2))
    assert change == verbs.Split(source=at.yam, parts=parts, source_ends=ends)


def test_a_body_is_dissolved_with_successors(at: SmallHistory) -> None:
    change = read("dissolve", object_id=at.department, **{
        "successors-0-object_id": at.committee, "successors-0-extent": "part",
        "successors-1-object_id": at.office,
    })  # fmt: skip
    kin = (Kin(object_id=at.committee, extent="part"), Kin(object_id=at.office))
    assert change == verbs.Dissolve(object_id=at.department, successors=kin)


def test_an_area_is_founded_from_others(at: SmallHistory) -> None:
    change = read("found_area", **COMMUNE, **{"predecessors-0-object_id": at.yam, "predecessors-0-extent": "part"})
    kin = (Kin(object_id=at.yam, extent="part"),)
    assert change == verbs.Found(object_id=NEW, kind=Kind.AREA, attributes=COMMUNE, predecessors=kin)


def test_a_part_of_an_area_passes_with_new_figures(at: SmallHistory) -> None:
    figures = {"source_attributes-natural_area": "12,50", "target_attributes-population": "1200"}
    change = read("transfer_part_area", source=at.yam, target=at.rice, **figures)
    assert change == verbs.TransferPart(
        source=at.yam,
        target=at.rice,
        source_attributes={"natural_area": "12.5"},
        target_attributes={"population": 1200},
    )


def test_boundaries_are_adjusted_between_areas(at: SmallHistory) -> None:
    change = read("adjust_boundary", **{
        "areas-0-object_id": at.yam, "areas-0-population": "900",
        "areas-1-object_id": at.rice, "areas-1-natural_area": "30",
        "transfers-0-source": at.yam, "transfers-0-target": at.rice,
    })  # fmt: skip
    assert change == verbs.AdjustBoundary(
        areas=(
            Boundary(object_id=at.yam, attributes={"population": 900}),
            Boundary(object_id=at.rice, attributes={"natural_area": "30"}),
        ),
        transfers=(TransferOfPart(source=at.yam, target=at.rice),),
    )


def test_the_post_that_carries_the_pay_comes_first(at: SmallHistory) -> None:
    change = read("unify_posts", first=at.deputy, posts=[at.director])
    assert change == verbs.UnifyPosts(posts=(at.deputy, at.director))
    assert read("separate_posts", posts=[at.director, at.deputy]) == verbs.SeparatePosts(posts=(at.director, at.deputy))


def test_other_verbs_say_what_is_typed(at: SmallHistory) -> None:
    assert read("transfer", membership=at.membership, post=at.deputy) == verbs.Transfer(
        membership=at.membership, object_id=NEW, post=at.deputy
    )
    assert read("convert_area", object_id=at.yam, type="phường") == verbs.Convert(
        object_id=at.yam, attributes={"type": "phường"}
    )
    assert read("correct_life", object_id=at.yam, start="2003-01-01") == verbs.CorrectLife(
        object_id=at.yam, start=date(2003, 1, 1)
    )
    assert read("annul", entry=2) == verbs.Annul(entry=2)
    own_day = read("reclassify_post", object_id=at.deputy, headship="none", effective_on="2019-07-01")
    assert own_day == verbs.Reclassify(
        object_id=at.deputy, attributes={"headship": "none"}, effective_on=date(2019, 7, 1)
    )


def test_all_faults_are_told_at_once(at: SmallHistory) -> None:
    found = faults("merge_new_area", sources=[at.rice, "#999999"], level="làng", population="nhiều")
    assert found == {
        "sources": "#999999 không có trong hồ sơ",
        "code": "bắt buộc phải có",
        "name": "bắt buộc phải có",
        "level": "không có trong các lựa chọn",
        "population": "phải là số nguyên không âm",
    }


def test_faults_in_rows_are_told_row_by_row(at: SmallHistory) -> None:
    found = faults("split_area", source=at.yam, **{"parts-3-name": "Xã Mới", "parts-3-natural_area": "-1"})
    assert set(found) == {"parts-3-code", "parts-3-level", "parts-3-natural_area"}


@pytest.mark.parametrize(
    ("slug", "typed", "field"),
    [
        ("merge_area", {"into": "rice", "sources": ["yam", "rice"]}, "sources"),
        ("reparent", {"object_id": "rice", "parent": "rice"}, "parent"),
        ("reparent", {"object_id": "rice", "parent": "department"}, "parent"),
        ("merge", {"into": "department", "sources": ["rice"]}, "sources"),
        ("unify_posts", {"first": "director", "posts": []}, "posts"),
        ("adjust_boundary", {}, "areas"),
        ("convert", {"object_id": "department"}, "code"),
        ("annul", {"entry": "77"}, "entry"),
        ("adjust_boundary", {"transfers-0-source": "rice", "transfers-0-target": "rice"}, "transfers-0-target"),
    ],
)
def test_what_cannot_be_meant_is_refused(at: SmallHistory, slug: str, typed: dict[str, object], field: str) -> None:
    def ids(value: object) -> object:
        return [ids(each) for each in value] if isinstance(value, list) else getattr(at, str(value), value)

    assert field in faults(slug, **{name: ids(value) for name, value in typed.items()})


def test_what_earlier_changes_make_may_be_named(at: SmallHistory) -> None:
    form = form_for("reparent", ON, initial={"object_id": at.office, "parent": NEW}, made={NEW: Kind.ORGANIZATION})
    assert change_of(form) == verbs.Reparent(object_id=at.office, parent=NEW)


@pytest.mark.parametrize("slug", ["merge_new", "divide", "dissolve_area", "adjust_boundary", "unify_posts", "elect"])
def test_a_change_gives_the_form_that_gives_it_again(at: SmallHistory, slug: str) -> None:
    body = {"sector": "state", "tier": "province"}
    typed: dict[str, dict[str, object]] = {
        "merge_new": {"sources": [at.office, at.committee], "name": "Sở Mới", **body, "adopt": False},
        "divide": {
            "source": at.office,
            "parts-0-name": "Phòng A",
            "parts-0-sector": "state",
            "parts-0-tier": "province",
        },
        "dissolve_area": {"object_id": at.yam, "successors-0-object_id": at.rice, "successors-0-extent": "part"},
        "adjust_boundary": {"areas-0-object_id": at.rice, "areas-0-population": 7},
        "unify_posts": {"first": at.deputy, "posts": [at.director]},
        "elect": {"person": at.person, "post": at.deputy, "concurrent": True, "term_ends_on": "2024-01-01"},
    }
    change = read(slug, **typed[slug])
    form, ids = form_of(change, ON), new_ids()
    assert form is not None
    assert form.offer.slug == slug
    assert change_of(form, lambda: next(ids)) == change
