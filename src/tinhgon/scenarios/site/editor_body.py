"""One body in the panel of the editor: what it is before and after, its posts, holders and ceilings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from tinhgon.errors import Text
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES, Kind
from tinhgon.registry.selectors.codes import code_name
from tinhgon.registry.selectors.people import names
from tinhgon.scenarios.domain.issues import Status
from tinhgon.scenarios.site.editor_boxes import state_of
from tinhgon.scenarios.site.editor_look import Look
from tinhgon.scenarios.site.editor_panel import SHOWN, Context, step_told, told


def body(look: Look, object_id: int | None) -> Context:
    """One area or body: what it is before and after, its posts and ceilings."""
    if object_id is None:
        return {}
    before, after = (_row(look, side, object_id) for side in ("before", "after"))
    row = after or before
    if row is None:
        return {}
    ended = after is None
    apparatus = look.opened.before(look.day) if ended else look.opened.after(look.day)
    posts = apparatus.snapshot[Kind.POST].filter(pl.col("organization_id") == object_id)
    held = apparatus.snapshot[Kind.MEMBERSHIP].filter(pl.col("post_id").is_in(posts["id"].to_list()))
    called = names(held["person_id"].to_list(), look.day, look.opened.stand.known) if look.named else {}
    holders: dict[int, list[tuple[int, str | None]]] = {}
    for post, person in held.select("post_id", "person_id").rows():
        holders.setdefault(post, []).append((person, called.get(person)))
    was = set(look.opened.before(look.day).snapshot[Kind.POST].filter(pl.col("organization_id") == object_id)["id"])
    quotas = apparatus.snapshot[Kind.QUOTA].filter(pl.col("organization_id") == object_id)
    return {
        "id": object_id,
        "is_area": row["kind"] == Kind.AREA.value,
        "ended": ended,
        "begun": before is None,
        "row": row,
        "kind": _kind(row),
        "facts": list(_facts(look, before, after)),
        "posts": [
            {
                **post,
                "holders": holders.get(post["id"], []),
                "free": (post["seats"] or 1) - len(holders.get(post["id"], [])),
                "arrived": post["id"] not in was,
                "class_name": CHOICE_NAMES.get(post["establishment_class"]),
                "unified": post["unified_with_id"] is not None,
            }
            for post in posts.sort(pl.col("headship").replace_strict(_HEADSHIP, default=9), "id").iter_rows(named=True)
        ],
        "quotas": [
            {**quota, "class_name": CHOICE_NAMES.get(quota["establishment_class"])}
            for quota in quotas.iter_rows(named=True)
        ],
        "steps": _steps_about(look, object_id),
        "issues": [told(look, each) for each in look.issues
                   if each.status is not Status.GONE and object_id in look.boxes_of(each)[:1]][:SHOWN],
    }  # fmt: skip


_HEADSHIP = {"head": 0, "deputy": 1, "none": 2}
_FACTS = {
    "name": Text("Tên", "Name"),
    "form": Text("Loại hình", "Form"),
    "sector": Text("Khối", "Sector"),
    "tier": Text("Cấp", "Tier"),
    "parent_id": Text("Trực thuộc", "Under"),
    "area_id": Text("Địa bàn", "Serves"),
    "seats": Text("Vị trí", "Seats"),
    "quota": Text("Biên chế", "Ceiling"),
}


def _row(look: Look, side: str, object_id: int) -> dict[str, Any] | None:
    apparatus = look.opened.before(look.day) if side == "before" else look.opened.after(look.day)
    return next(state_of(apparatus).filter(pl.col("id") == object_id).iter_rows(named=True), None)


def _kind(row: Mapping[str, Any]) -> Text:
    form = row["form"]
    if row["kind"] == Kind.AREA.value:
        return Text(form, form) if form else CHOICE_NAMES[row["tier"]]
    return code_name("form", form) if form else CHOICE_NAMES[row["sector"]]


def _facts(look: Look, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterator[Context]:
    """Each attribute before and after; one value where they are the same."""
    for key, label in _FACTS.items():
        old, new = (None if row is None else row.get(key) for row in (before, after))
        if old is None and new is None:
            continue
        shown = [_fact(look, key, each) for each in (old, new)]
        yield {"label": label, "old": shown[0], "new": shown[1], "same": old == new or before is None or after is None}


def _fact(look: Look, key: str, value: object) -> Text:
    match key:
        case _ if value is None:
            return Text("–", "–")
        case "parent_id" | "area_id":
            name = look.called.name(int(str(value)))
            return Text(name, name)
        case "form":
            return code_name("form", str(value))
        case "sector" | "tier":
            return CHOICE_NAMES.get(str(value)) or Text(str(value), str(value))
    return Text(str(value), str(value))


def _steps_about(look: Look, object_id: int) -> list[Context]:
    """The steps that name a body."""
    return [step_told(look, each.step) for each in look.opened.preview.laid if object_id in mentioned(each.step.change)]
