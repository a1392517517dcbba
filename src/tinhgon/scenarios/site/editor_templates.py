"""Templates in the editor: the dialogue that asks which, where and how, and says beforehand what it comes to."""

from __future__ import annotations

from collections.abc import Mapping

from tinhgon.errors import Text
from tinhgon.frame.domain.numbers import whole
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.scenarios.domain.templates import TEMPLATES, Option, Template
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.site.editor_asks import Ask, Entry
from tinhgon.scenarios.site.editor_desk import Desk, Given
from tinhgon.scenarios.templating import apply, template, tried

_OPTION = "o-"
_SKIPPED_SHOWN = 3


def ask_template(desk: Desk, given: Given) -> Ask:
    """Which template is applied, in which units, with which options; what it would do there."""
    chosen = template(given.text("template") or next(iter(TEMPLATES)))
    units = given.numbers("units")
    named = ", ".join(desk.called.name(each) for each in units[:6]) + (" …" if len(units) > 6 else "")
    entries = [
        Entry("template", "select", Text("Mẫu", "Template"), chosen.id,
              [(each.id, each.label) for each in TEMPLATES.values()], reload=True, hint=chosen.about),
        *(Entry("units", "hidden", value=str(each)) for each in units),
        Entry("more_units", "pick", Text("Thêm đơn vị", "One more unit") if units else Text("Đơn vị", "Unit"),
              kinds="area", reload=True, required=not units,
              hint=Text(f"Đã chọn: {named}", f"Chosen: {named}") if units else _UNITS_HINT),
        *(_entry(each, given) for each in chosen.options),
    ]  # fmt: skip
    return Ask("template", Text("Áp dụng mẫu", "Apply a template"), entries, Text("Áp dụng", "Apply"),
               _forecast(desk, chosen, units, given), foretold=bool(units))  # fmt: skip


_UNITS_HINT = Text(
    "Đơn vị cấp trên đại diện cho mọi đơn vị phù hợp trong đó.", "A higher unit stands for all fitting units in it."
)


def _entry(option: Option, given: Given) -> Entry:
    name = _OPTION + option.id
    hint = option.about if option.about is not None and option.about.vi else None
    choices = list(option.choices.items())
    sent = given.values.get(name)
    match option.kind:
        case "flag":
            is_on = given.flag(name) if "template" in given.values else bool(option.default)
            return Entry(name, "flag", option.label, "1" if is_on else "", hint=hint, reload=True)
        case "number":
            return Entry(name, "number", option.label, given.text(name) or str(option.default), hint=hint, least=0)
        case "many":
            listed = sent if isinstance(sent, list) else [sent] if sent else option.default
            ticked = frozenset(str(each) for each in listed)  # type: ignore[union-attr]  # a tuple, by its kind
            known = choices or [(each, Text(each, each)) for each in sorted(ticked)]
            return Entry(name, "posts", option.label, choices=known, chosen=ticked, hint=hint)
        case "choice":
            return Entry(name, "select", option.label, given.text(name) or str(option.default), choices, hint=hint)
    return Entry(name, "text", option.label, given.text(name) or str(option.default), hint=hint)


def _forecast(desk: Desk, chosen: Template, units: list[int], given: Given) -> Text:
    """What the template would do, in one sentence; its ground where no unit is chosen yet."""
    if not units or not given.flag("forecast"):
        grounds = "; ".join(each.number for each in chosen.instruments)
        return Text(f"Căn cứ: {grounds}", f"Ground: {grounds}") if grounds else chosen.about
    found = tried(desk.opened, chosen.id, units, options_of(chosen, given), desk.phase.id)
    shown = found.skipped[:_SKIPPED_SHOWN]
    vi = "; ".join(f"{each.name}: {each.reason.vi}" for each in shown)
    en = "; ".join(f"{each.name}: {each.reason.en}" for each in shown)
    said = Text(
        f"Sẽ thực hiện {len(found.changes)} thay đổi tại {len(found.units)} đơn vị; {len(found.freed)} người không còn"
        " chức danh.",
        f"{len(found.changes)} changes in {len(found.units)} units; {len(found.freed)} people lose their post.",
    )
    if not shown:
        return said
    return Text(f"{said.vi} Bỏ qua {len(found.skipped)} đơn vị ({vi}).",
                f"{said.en} It passes over {len(found.skipped)} units ({en}).")  # fmt: skip


def options_of(chosen: Template, given: Given) -> Mapping[str, object]:
    """The options that were sent, as the template takes them; those that were not are by default."""
    if "template" not in given.values:
        return {}
    found: dict[str, object] = {}
    for each in chosen.options:
        name, sent = _OPTION + each.id, given.values.get(_OPTION + each.id)
        match each.kind:
            case "flag":
                found[each.id] = given.flag(name)
            case "many":
                found[each.id] = tuple(str(one) for one in (sent if isinstance(sent, list) else [sent] if sent else []))
            case "number" if (number := whole(given.text(name))) is not None:
                found[each.id] = number
            case "choice" | "text" if given.text(name):
                found[each.id] = given.text(name)
    return found


def apply_template(desk: Desk, given: Given, version: int) -> Scenario:
    """Do what a template does, as one edit."""
    chosen = template(given.text("template"))
    units = [*given.numbers("units"), *given.numbers("more_units")]
    if not units:  # all of what the scenario is about
        tops = desk.snapshot[Kind.AREA]
        units = (
            [desk.scenario.under] if desk.scenario.under else tops.filter(tops["parent_id"].is_null())["id"].to_list()
        )
    return apply(desk.scenario, chosen.id, units, options_of(chosen, given), desk.phase.id, desk.by, version)
