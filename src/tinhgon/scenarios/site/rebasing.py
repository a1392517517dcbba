"""Putting a scenario on the latest record: every conflict with both sides, settled one by one, then one edit.

What was chosen so far is kept in the session until it is applied; it holds for one version of the scenario and
one state of the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.views.decorators.http import require_http_methods

from tinhgon.accounts.domain.roles import Permission
from tinhgon.errors import Text, TinhGonError
from tinhgon.frame.access import account_of, standing_of
from tinhgon.frame.domain import formats
from tinhgon.frame.domain.numbers import whole
from tinhgon.frame.faults import STATUS_OF
from tinhgon.frame.languages import current, said
from tinhgon.frame.tables import Column, Table
from tinhgon.registry import services as registry
from tinhgon.registry.domain.changes import Change
from tinhgon.registry.domain.making import makes
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Kind, Type, Value
from tinhgon.registry.models import LedgerEntry
from tinhgon.registry.selectors.subtrees import mentioning, subtree
from tinhgon.registry.site.change_forms import Form, change_of, form_of, kinds_made, sent_form
from tinhgon.registry.site.change_forms import Sight as Reference
from tinhgon.registry.site.decisions import value_said
from tinhgon.registry.site.moments import moment_of, timeless
from tinhgon.scenarios.domain.plan import Step
from tinhgon.scenarios.domain.rebasing import CLASH_NAMES, LIFE, Conflict, Key, Resolution, Side
from tinhgon.scenarios.models import Scenario
from tinhgon.scenarios.opening import base_view
from tinhgon.scenarios.rebasing import Disagreement, disagreement, rebase
from tinhgon.scenarios.site.access import scenario_page
from tinhgon.scenarios.site.sight import Sight
from tinhgon.scenarios.wording import sentence

SIDE_NAMES = {
    Side.OURS: Text("giữ thay đổi của phương án", "keep the scenario's change"),
    Side.THEIRS: Text("theo hồ sơ, bỏ thay đổi này", "follow the record, drop the change"),
    Side.REWRITTEN: Text("viết lại thay đổi", "rewrite the change"),
}
_ENTRIES_SHOWN = 100
_NOTHING = Text("chưa có", "none")
_ENDLESS = Text("chưa có ngày kết thúc", "no end")
_OPEN = Text("chưa xử lý", "open")
_LIFE = Text("ngày bắt đầu hoặc kết thúc", "its beginning or end")


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """How one conflict is settled, as the session keeps it."""

    side: str
    change: Change | None = None


class Choices(msgspec.Struct, frozen=True):
    """What was chosen of a version of a scenario against a state of the record, by the names of conflicts."""

    version: int
    seq: int
    chosen: dict[str, Kept]


@dataclass(frozen=True, eq=False)
class Rebasing:
    """A scenario being rebased in one browser."""

    sight: Sight

    @cached_property
    def found(self) -> Disagreement:
        """What stands between the scenario and the latest record."""
        return disagreement(self.sight.scenario)

    @property
    def conflicts(self) -> Sequence[Conflict]:
        """What is to be settled."""
        return self.found.conflicts

    @cached_property
    def chosen(self) -> dict[str, Kept]:
        """What was settled so far; nothing that was chosen of another version or state."""
        try:
            kept = msgspec.convert(self.sight.request.session.get(self._place), Choices)
        except msgspec.ValidationError:
            return {}
        there = {name_of(each.key) for each in self.conflicts}
        if (kept.version, kept.seq) != (self.sight.scenario.version, self.found.seq):
            return {}
        return {name: each for name, each in kept.chosen.items() if name in there}

    def settle(self, settled: Iterable[tuple[Conflict, Kept]]) -> None:
        """Note how conflicts are settled. A change that is dropped or rewritten settles all that it is part of."""
        for conflict, kept in settled:
            whole_step = kept.side != Side.OURS
            for each in self.conflicts:
                if each == conflict or (whole_step and each.key.step == conflict.key.step):
                    self.chosen[name_of(each.key)] = kept
        whole_of = Choices(self.sight.scenario.version, self.found.seq, self.chosen)
        self.sight.request.session[self._place] = msgspec.to_builtins(whole_of)

    def forget(self) -> None:
        """Remove what was noted."""
        self.sight.request.session.pop(self._place, None)

    @property
    def resolutions(self) -> dict[Key, Resolution]:
        """What was chosen, as the kernel takes it."""
        named = {name_of(each.key): each.key for each in self.conflicts}
        return {named[name]: Resolution(Side(each.side), each.change) for name, each in self.chosen.items()}

    @property
    def left(self) -> list[Conflict]:
        """What is not settled yet."""
        return [each for each in self.conflicts if name_of(each.key) not in self.chosen]

    @property
    def _place(self) -> str:
        return f"rebase-{self.sight.scenario.pk}"


def name_of(key: Key) -> str:
    """A conflict's name in addresses and forms."""
    return f"{key.step}:{key.clash}:{key.object_id}:{key.attribute}"


@scenario_page(Permission.DRAFT)
@timeless
@require_http_methods(["GET", "POST"])
def rebasing(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """The conflicts; a POST settles one (`settle`: side and name), all that are left (`rest`), or applies the lot."""
    work = Rebasing(Sight.of(request, scenario))
    if request.method == "GET":
        return _page(work)
    if request.POST.get("apply"):
        return _apply(work)
    if request.POST.get("rest"):
        side = _side(request.POST["rest"])
        work.settle([(each, Kept(side)) for each in work.left if side == Side.THEIRS or each.keepable])
    else:
        chosen, _, name = request.POST.get("settle", "").partition("|")
        conflict, side = _conflict(work, name), _side(chosen)
        if conflict is not None and (side == Side.THEIRS or conflict.keepable):
            work.settle([(conflict, Kept(side))])
    return redirect(work.sight.address("scenario-rebase"))


@scenario_page(Permission.DRAFT)
@timeless
@require_http_methods(["GET", "POST"])
def rewrite(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """The form of the change that the conflict `conflict` is about, to be written anew for the latest record."""
    work = Rebasing(Sight.of(request, scenario))
    conflict = _conflict(work, request.GET.get("conflict", ""))
    if conflict is None:
        return redirect(work.sight.address("scenario-rebase"))
    step = work.sight.plan.step(conflict.key.step)
    form = _form(work, step)
    if request.method == "POST":
        form = sent_form(form.offer.slug, form.sight, dict(request.POST.lists()))
        form.more = request.POST.get("more", "")
        made = [new.object_id for new in makes(step.change)]
        change = None if form.more else change_of(form, lambda: made.pop(0) if made else registry.new_ids(1)[0])
        if change is not None:
            work.settle([(conflict, Kept(Side.REWRITTEN.value, change))])
            return redirect(work.sight.address("scenario-rebase"))
    scopes = standing_of(request).scopes(Permission.READ)
    within = None if scopes is None else subtree(scopes, moment_of(request).seq)
    context = {
        "conflict": _told(work, conflict),
        "offer": form.offer,
        "fields": form.shown(within),
        "faulty": len(form.faults),
        "address": work.sight.address("scenario-rewrite", conflict=name_of(conflict.key)),
    }
    if request.headers.get("HX-Request"):
        return render(request, "scenarios/rewrite_form.html", {"scenario": scenario, **context})
    return work.sight.show("scenarios/rewrite.html", context, status=400 if form.faults else 200)


class NotByForm(TinhGonError):
    """A change that no form describes."""

    code = "not_by_form"


def _form(work: Rebasing, step: Step) -> Form:
    plan = work.sight.plan
    made = kinds_made(each.change for each in plan.steps if each.id != step.id)
    day = plan.phase(step.phase).effective_on
    reference = Reference(day, base_view(work.found.seq).known, made)
    form = form_of(step.change, day, reference.known, made)
    if form is None:
        raise NotByForm(
            Text("Thay đổi này không viết lại được bằng biểu", "This change cannot be rewritten in a form"),
            where=str(step.id),
            mend=Text("Bỏ thay đổi này rồi làm lại trên sơ đồ.", "Drop it and make it again on the chart."),
        )
    return form


def _side(text: str) -> str:
    if text not in (Side.OURS, Side.THEIRS):
        raise Http404
    return str(text)


def _conflict(work: Rebasing, name: str) -> Conflict | None:
    """The conflict of this name; None where it is there no longer."""
    return next((each for each in work.conflicts if name_of(each.key) == name), None)


def _apply(work: Rebasing) -> HttpResponse:
    sight = work.sight
    try:
        rebase(
            sight.scenario,
            account_of(sight.request),
            work.resolutions,
            seq=work.found.seq,
            version=whole(sight.request.POST.get("version", "")),
        )
    except TinhGonError as fault:
        return _page(work, fault, STATUS_OF.get(fault.code, 400))
    work.forget()
    messages.success(sight.request, said(Text("Đã cập nhật nền của phương án.", "The scenario is rebased.")))
    return redirect("scenario", sight.scenario.pk)


def _page(work: Rebasing, fault: TinhGonError | None = None, status: int = 200) -> HttpResponse:
    found, left = work.found, work.left
    table = Table(
        name=f"xung-dot-phuong-an-{work.sight.scenario.pk}",
        columns=_columns(work),
        rows=found.conflicts,
        request=work.sight.request,
        caption=Text("Mọi xung đột", "All conflicts"),
        empty=Text("Không có xung đột nào như vậy.", "There is no such conflict."),
    )
    context = {
        "behind": found.behind,
        "seq": found.seq,
        "entries": _entries(work),
        "next": _told(work, left[0]) if left else None,
        "settled": len(found.conflicts) - len(left),
        "total": len(found.conflicts),
        "left_keepable": all(each.keepable for each in left),
        "fault": fault,
        "table": table,
    }  # fmt: skip
    return work.sight.show("scenarios/rebase.html", context, table if fault is None else None, status)


def _entries(work: Rebasing) -> list[LedgerEntry]:
    """What was recorded since the base, as far as the account may see it."""
    scopes = standing_of(work.sight.request).scopes(Permission.READ)
    since = LedgerEntry.objects.filter(seq__gt=work.sight.plan.base.seq, seq__lte=work.found.seq)
    seen = since if scopes is None else since.filter(decision__in=mentioning(scopes, work.found.seq))
    return list(seen.select_related("decision").order_by("seq")[:_ENTRIES_SHOWN])


def _columns(work: Rebasing) -> list[Column[Conflict]]:
    sight, seqs = work.sight, set(work.found.entries.values())
    numbers = dict(LedgerEntry.objects.filter(seq__in=seqs).values_list("seq", "decision__number"))
    codes = [(each.value, name) for each, name in CLASH_NAMES.items()]

    def value(row: Conflict, given: Value | None) -> str:
        return "" if row.why is not None else _value(sight, _kind(sight, row), row.key.attribute, given)

    def settled(row: Conflict) -> str:
        kept = work.chosen.get(name_of(row.key))
        return "open" if kept is None else kept.side

    def subject(row: Conflict) -> str:
        named = sight.called.name(row.key.object_id) if row.key.object_id else ""
        attribute = _attribute(_kind(sight, row), row.key.attribute)
        return named if attribute is None else f"{named}, {said(attribute)}"

    return [
        Column("step", Text("Thay đổi số", "Change"), lambda row: row.key.step),
        Column("words", Text("Thay đổi", "What"), lambda row: _words(sight, row)),
        Column("clash", Text("Xung đột", "Conflict"), lambda row: row.clash.value, choices=codes),
        Column("object", Text("Đối tượng", "Object"), subject),
        Column("theirs", Text("Hồ sơ", "Record"),
               lambda row: said(row.why) if row.why is not None else value(row, row.theirs)),
        Column("by", Text("Do quyết định", "By the decision"), lambda row: ", ".join(
            dict.fromkeys(numbers[work.found.entries[each]] for each in row.by if each in work.found.entries))),
        Column("ours", Text("Phương án", "Scenario"), lambda row: value(row, row.ours)),
        Column("settled", Text("Xử lý", "Settled"), settled,
               choices=[*((each.value, name) for each, name in SIDE_NAMES.items()), ("open", _OPEN)]),
        Column("choose", Text("Chọn", "Choose"), lambda row: None, shown=_buttons, screen=True),
    ]  # fmt: skip


def _buttons(row: Conflict) -> str:
    """The buttons by which a conflict is settled out of turn; they belong to the form beside the list."""
    name = name_of(row.key)
    ours = Text("giữ", "keep"), f"{Side.OURS}|{name}"
    theirs = Text("theo hồ sơ", "record"), f"{Side.THEIRS}|{name}"
    return format_html_join(
        " ",
        '<button class="btn btn-sm" type="submit" form="tg-settle" name="settle" value="{}">{}'
        '<span class="visually-hidden"> {}</span></button>',
        [(value, said(text), row.key.step) for text, value in ([ours] if row.keepable else []) + [theirs]],
    )


def _words(sight: Sight, conflict: Conflict) -> str:
    step = sight.plan.step(conflict.key.step)
    day = sight.plan.phase(step.phase).effective_on
    return said(sentence(step.change, sight.opened.preview.register, day, sight.called))


def _kind(sight: Sight, conflict: Conflict) -> Kind | None:
    record = sight.opened.preview.register.record(conflict.key.object_id)
    return None if record is None else record.kind


def _told(work: Rebasing, conflict: Conflict) -> dict[str, object]:
    """A conflict with both sides in words."""
    sight, key = work.sight, conflict.key
    kind = _kind(sight, conflict)
    seqs = sorted({work.found.entries[each] for each in conflict.by if each in work.found.entries})
    return {
        "name": name_of(key),
        "step": key.step,
        "words": _words(sight, conflict),
        "clash": CLASH_NAMES[conflict.clash],
        "day": conflict.day,
        "object": sight.called.name(key.object_id) if key.object_id else "",
        "attribute": _attribute(kind, key.attribute),
        "base": _value(sight, kind, key.attribute, conflict.base),
        "theirs": _value(sight, kind, key.attribute, conflict.theirs),
        "ours": _value(sight, kind, key.attribute, conflict.ours),
        "why": conflict.why,
        "keepable": conflict.keepable,
        "by": list(LedgerEntry.objects.filter(seq__in=seqs).select_related("decision").order_by("seq")),
    }


def _attribute(kind: Kind | None, name: str) -> Text | None:
    if name == LIFE:
        return _LIFE
    known = None if kind is None else ATTRIBUTES[kind].get(name)
    return None if known is None else known.label


def _value(sight: Sight, kind: Kind | None, name: str, value: Value | None) -> str:
    """A value in words: objects by name, days as days."""
    known = None if kind is None or name == LIFE else ATTRIBUTES[kind].get(name)
    if value is None:
        return said(_ENDLESS if name == LIFE else _NOTHING)
    if name == LIFE or (known is not None and known.type is Type.DATE):
        return formats.day(date.fromisoformat(str(value)), current())
    if known is None or kind is None:
        return str(value)
    if known.type is Type.REFERENCE and isinstance(value, int):
        return sight.called.name(value)
    return value_said(kind, name, value)
