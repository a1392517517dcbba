"""Applying templates to scenarios: what one would do, and doing it as one edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from tinhgon.accounts.models import Account
from tinhgon.errors import Text, TinhGonError
from tinhgon.registry.domain.decisions import Instrument
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.services import new_ids
from tinhgon.rulebook.domain.apparatus import Apparatus
from tinhgon.rulebook.loading import load_rulebook
from tinhgon.scenarios.domain.plan import Plan, adding
from tinhgon.scenarios.domain.templates import TEMPLATES, Applied, Template, chosen_units
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import BaseView, Opened, base_view, open_scenario
from tinhgon.scenarios.services import edit

ORIGIN = "template:"
"""How the origin of a step begins that a template made; its id follows."""

_IDS_AT_ONCE = 100


class UnknownTemplate(TinhGonError):
    """There is no such template."""

    code = "unknown_template"


class NothingApplied(TinhGonError):
    """A template does nothing in any of the chosen units; the reasons are given."""

    code = "nothing_applied"


def template(template_id: str) -> Template:
    """A template by its id. Raises UnknownTemplate."""
    if template_id not in TEMPLATES:
        raise UnknownTemplate(
            Text(f"Không có mẫu «{template_id}»", f"There is no template {template_id!r}"),
            mend=Text(f"Các mẫu: {', '.join(TEMPLATES)}", f"Templates: {', '.join(TEMPLATES)}"),
        )
    return TEMPLATES[template_id]


def tried(opened: Opened, template_id: str, units: Iterable[int], options: Mapping[str, object], phase: int) -> Applied:
    """What a template would do on the day of a phase; nothing is changed.

    Raises UnknownTemplate, InvalidOption, and UnknownPart for a phase the plan does not have.
    """
    chosen = template(template_id)
    plan = opened.plan
    apparatus = opened.after(plan.phase(phase).effective_on)
    view, ids = base_view(plan.base.seq), list(units)
    _foresee(view, apparatus, chosen, ids)
    fresh = _fresh_ids(view)
    register = opened.preview.register
    return chosen.build(apparatus, register, ids, options, lambda: next(fresh), load_rulebook(), plan.law_on)


def apply(
    scenario: Scenario,
    template_id: str,
    units: Iterable[int],
    options: Mapping[str, object],
    phase: int,
    by: Account,
    version: int | None = None,
) -> Scenario:
    """Do what a template does in the chosen units, as one edit of a scenario.

    Units where it does not apply are passed over; raises NothingApplied where that is all of them, besides
    what `tried` raises and EditedMeanwhile.
    """
    chosen = template(template_id)
    read = scenario.version if version is None else version
    found = tried(open_scenario(scenario), template_id, units, options, phase)
    if not found.changes:
        raise _nothing(chosen, found)
    label = Text(f"{chosen.label.vi} ({len(found.units)} đơn vị)", f"{chosen.label.en} ({len(found.units)} units)")
    return edit(scenario, by, label, adding(found.changes, phase, origin=ORIGIN + chosen.id), version=read)


def used(plan: Plan) -> list[Template]:
    """The templates that steps of a plan come from, in the order of their steps."""
    ids = dict.fromkeys(each.origin.removeprefix(ORIGIN) for each in plan.steps if each.origin.startswith(ORIGIN))
    return [TEMPLATES[each] for each in ids if each in TEMPLATES]


def instruments_of(plan: Plan) -> list[Instrument]:
    """The instruments that the templates used in a plan rest on, each once."""
    return list({each.number: each for used_one in used(plan) for each in used_one.instruments}.values())


def _nothing(chosen: Template, found: Applied) -> NothingApplied:
    shown = found.skipped[:5]
    rest = len(found.skipped) - len(shown)
    vi = "; ".join(f"{each.name}: {each.reason.vi}" for each in shown) + (f"; và {rest} đơn vị khác" if rest else "")
    en = "; ".join(f"{each.name}: {each.reason.en}" for each in shown) + (f"; and {rest} more" if rest else "")
    return NothingApplied(
        Text(f"Mẫu «{chosen.label.vi}» không áp dụng được", f"{chosen.label.en!r} does not apply"),
        why=Text(vi, en) if shown else Text("Chưa chọn đơn vị nào", "No unit was chosen"),
        mend=Text("Chọn đơn vị khác hoặc đổi tùy chọn.", "Choose other units or other options."),
    )


def _fresh_ids(view: BaseView) -> Iterator[int]:
    """New object ids; the view learns of many at once that nothing bears them."""
    while True:
        ids = new_ids(_IDS_AT_ONCE)
        view.load(ids)
        yield from ids


def _foresee(view: BaseView, apparatus: Apparatus, chosen: Template, ids: Iterable[int]) -> None:
    """Read in a few queries what a template asks of the units: their bodies, posts, holders and ceilings."""
    units = [each.id for each in chosen_units(apparatus, list(ids), chosen.levels)[0]]
    areas = apparatus.areas.filter(pl.col("id").is_in(units) | pl.col("parent_id").is_in(units))["id"].to_list()
    bodies = apparatus.organizations.filter(pl.col("unit_id").is_in(areas))["id"].to_list()
    above = apparatus.above.filter(pl.col("id").is_in(bodies))["ancestor"].unique().to_list()
    # A ceiling is held against those of the bodies right below it.
    beside = apparatus.organizations.filter(pl.col("parent_id").is_in([*bodies, *above]))["id"].to_list()
    posts = apparatus.posts.filter(pl.col("organization_id").is_in(bodies))["id"].to_list()
    _read_around(view, [*areas, *bodies, *above, *beside, *posts])
    held = apparatus.snapshot[Kind.MEMBERSHIP].filter(pl.col("post_id").is_in(posts))
    ceilings = apparatus.snapshot[Kind.QUOTA].filter(pl.col("organization_id").is_in([*bodies, *above]))
    _read_around(view, [*held["person_id"].to_list(), *held["id"].to_list(), *ceilings["id"].to_list()])


def _read_around(view: BaseView, ids: list[int]) -> None:
    """Read objects, and those that refer to them."""
    view.load_referrers(ids)
    view.load({referrer for each in ids for referrer in view.referrers(each)})
