"""What units of a history came from and passed to, said only where the record makes it certain.

The rules, each with an example, are in `docs/algorithms/units_history.md`; whatever they do not settle
is an open question with the candidates the step offers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from tinhgon.exchange.domain.place_names import TYPES, Gazetteer, Mention, bare, fold, type_at, type_of
from tinhgon.exchange.domain.units_history import Created, Ended, Step
from tinhgon.exchange.domain.units_replay import Key, Unit, Units, key_of
from tinhgon.registry.domain.changes import Extent

Asks = Literal["predecessors", "successors"]


class Rule(StrEnum):
    """Why a lineage is certain."""

    CHILDREN_MOVED = "children-moved"
    WIDENED = "widened"
    SAME_NAME = "same-name"
    CAME_WITH_UNITS = "came-with-units"
    NAMED_SOURCE = "named-source"


@dataclass(frozen=True, slots=True)
class Relative:
    """A unit something came from or passed to."""

    key: Key
    extent: Extent


@dataclass(slots=True)
class Lineage:
    """What is certain of one decision's units, by which rule, and what stays open."""

    predecessors: dict[Key, list[Relative]] = field(default_factory=lambda: defaultdict(list))
    successors: dict[Key, list[Relative]] = field(default_factory=lambda: defaultdict(list))
    rules: dict[tuple[Asks, Key], Rule] = field(default_factory=dict)
    open: dict[tuple[Asks, Key], tuple[Key, ...]] = field(default_factory=dict)

    def passes(self, source: Key, targets: Sequence[Relative], rule: Rule, created: set[Key]) -> None:
        """`source` ended and passed to `targets`; those created on that day are settled with it."""
        self.successors[source].extend(targets)
        self.rules["successors", source] = rule
        for target in targets:
            if target.key in created:
                self.rules.setdefault(("predecessors", target.key), rule)

    def comes(self, target: Key, sources: Sequence[Key], rule: Rule) -> None:
        """`target` was created from parts of `sources`, which go on."""
        known = {each.key for each in self.predecessors[target]}
        self.predecessors[target].extend(Relative(key, "part") for key in sources if key not in known)
        self.rules.setdefault(("predecessors", target), rule)


@dataclass(frozen=True, slots=True)
class Context:
    """One decision: its changes, its clauses folded, and the units before and after it."""

    step: Step
    clauses: tuple[tuple[str, ...], ...]
    before: Units
    after: Units

    @property
    def created(self) -> set[Key]:
        """The units it creates."""
        return {key_of(each) for each in self.step.created}

    @property
    def ended(self) -> set[Key]:
        """The units it ends."""
        return {key_of(each) for each in self.step.ended}


def infer(step: Step, texts: Sequence[str], before: Units, after: Units) -> Lineage:
    """The lineage of what one decision creates and ends.

    A step before which nothing was in force has none and asks none.
    """
    lineage = Lineage()
    if not before:
        return lineage
    context = Context(step, tuple(fold(each) for each in texts), before, after)
    _children_moved(context, lineage)
    _widened(context, lineage)
    _same_name(context, lineage)
    _came_with_units(context, lineage)
    _named_source(context, lineage)
    _ask_the_rest(context, lineage)
    return lineage


def _children_moved(context: Context, lineage: Lineage) -> None:
    """A province or district ended: where its units were moved on that day, it passed to."""
    upper = {key_of(each) for each in context.step.ended if each.level != "commune"}
    if not upper:
        return
    for ended in upper:
        children = [unit.key for unit in context.before.values() if unit.above == ended]
        moved = [above for key in children if key in context.after and (above := context.after[key].above)]
        targets = list(dict.fromkeys(moved))
        if targets:
            extent: Extent = "whole" if len(targets) == 1 and len(moved) == len(children) else "part"
            lineage.passes(ended, [Relative(each, extent) for each in targets], Rule.CHILDREN_MOVED, context.created)


_WIDEN = fold("mở rộng")
_VERBS = tuple(
    fold(each) for each in ("thành lập", "đổi tên", "điều chỉnh", "mở rộng", "giải thể", "chuyển", "xác định")
)
_DISSOLVE = fold("giải thể")
_UNNAMED = frozenset(word for each in ("thuộc", ",", ";", "của", "tại") for word in fold(each))


def _widened(context: Context, lineage: Lineage) -> None:
    """One commune of a district ended, and the note widens exactly one named commune there."""
    for ended in _alone_in_district(context):
        above = context.before[key_of(ended)].above
        siblings = [unit for unit in context.before.values() if unit.above == above]
        gazetteer = Gazetteer(siblings)
        targets: set[Key] = set()
        doubtful = False
        for words in context.clauses:
            for start in _occurrences(words, _WIDEN):
                phrase = words[start + len(_WIDEN) : _next_verb(words, start + len(_WIDEN))]
                doubtful = doubtful or _names_no_commune(phrase)
                targets |= set(_resolved(gazetteer.mentions(phrase), context.before))
            doubtful = doubtful or bool(_occurrences(words, _DISSOLVE))
        if not doubtful and len(targets) == 1 and targets <= context.after.keys():
            passed = [Relative(target, "whole") for target in targets]
            lineage.passes(key_of(ended), passed, Rule.WIDENED, context.created)


def _alone_in_district(context: Context) -> Iterator[Ended]:
    """Ended communes whose district saw no other commune end or be created in this decision."""
    for ended in context.step.ended:
        if ended.level != "commune" or ("district", ended.parent or "") not in context.after:
            continue
        changed = [*map(_seat, context.step.ended), *map(_seat, context.step.created)]
        if changed.count(("commune", ended.parent)) == 1:
            yield ended


def _seat(change: Created | Ended) -> tuple[str, str | None]:
    return change.level, change.parent


def _names_no_commune(phrase: Sequence[str]) -> bool:
    """Whether a phrase speaks of communes without naming them ("mở rộng thị trấn thuộc các huyện …")."""
    at = 0
    while at < len(phrase):
        found = type_at(phrase, at)
        if found is None:
            at += 1
            continue
        kind, at = found
        if TYPES[kind] == ("commune",) and (at == len(phrase) or phrase[at] in _UNNAMED):
            return True
    return False


def _same_name(context: Context, lineage: Lineage) -> None:
    """In one district exactly one commune ended and exactly one was created, both of one bare name."""
    ended, created = _by_parent(context.step.ended), _by_parent(context.step.created)
    for parent, old in ended.items():
        new = created.get(parent, [])
        if len(old) == len(new) == 1 and bare(old[0].name, "commune") == bare(new[0].name, "commune"):
            source = key_of(old[0])
            if source not in lineage.successors:
                target = Relative(key_of(new[0]), "whole")
                lineage.passes(source, [target], Rule.SAME_NAME, context.created)


def _by_parent(changes: Sequence[Created | Ended]) -> dict[str | None, list[Created | Ended]]:
    grouped: dict[str | None, list[Created | Ended]] = defaultdict(list)
    for change in changes:
        if change.level == "commune":
            grouped[change.parent].append(change)
    return grouped


def _came_with_units(context: Context, lineage: Lineage) -> None:
    """A district or province was created and received units of others that go on: it has parts of them."""
    created = context.created
    for moved in context.step.moved:
        target = context.after[key_of(moved)].above
        source = context.before[key_of(moved)].above
        if target in created and target is not None and source is not None and source in context.after:
            lineage.comes(target, [source], Rule.CAME_WITH_UNITS)


_ADJUST = fold("điều chỉnh địa giới")
_ADMINISTRATIVE = fold("hành chính")
_IN_ORDER_TO = fold("để")[0]
_FOUND = fold("thành lập")
_NEW = fold("mới")
_LIST_WORDS = frozenset(word for each in (",", ":", "và", "các") for word in fold(each))
_AFTER_LIST = frozenset(word for each in ("thuộc", ";", ".", "trực") for word in fold(each))


def _named_source(context: Context, lineage: Lineage) -> None:
    """The note says "điều chỉnh địa giới [hành chính] A để thành lập B": one A or one B, each known."""
    if not context.created:
        return
    near = _near(context)
    sources_known = Gazetteer(each for each in context.before.values() if _is_near(each, near))
    targets_known = Gazetteer(each for each in context.after.values() if _is_near(each, near))
    for words in context.clauses:
        for start in _occurrences(words, _ADJUST):
            at = _skip(words, start + len(_ADJUST), _ADMINISTRATIVE)
            sources, at = _listed(words, at, sources_known, context.before)
            if words[at : at + 1 + len(_FOUND)] != (_IN_ORDER_TO, *_FOUND):
                continue
            at = _skip(words, at + 1 + len(_FOUND), _NEW)
            targets, at = _listed(words, at, targets_known, context.after)
            if at < len(words) and words[at] not in _AFTER_LIST:
                continue
            _settle_named(context, lineage, sources, targets)


def _settle_named(context: Context, lineage: Lineage, sources: list[Key] | None, targets: list[Key] | None) -> None:
    if not sources or not targets or (len(sources) > 1 and len(targets) > 1):
        return
    levels = {level for level, _ in (*sources, *targets)}
    if len(levels) > 1 or any(each not in context.after for each in sources):
        return
    for target in targets:
        if target in context.created:
            lineage.comes(target, [each for each in sources if each != target], Rule.NAMED_SOURCE)


def _near(context: Context) -> set[Key]:
    """The districts and provinces in which the decision creates something."""
    near: set[Key] = set()
    for created in context.step.created:
        above = context.after[key_of(created)].above
        while above is not None:
            near.add(above)
            above = context.after[above].above
    return near


def _is_near(unit: Unit, near: set[Key]) -> bool:
    return unit.key in near or unit.above in near


def _listed(
    words: Sequence[str], at: int, gazetteer: Gazetteer, units: Mapping[Key, Unit]
) -> tuple[list[Key] | None, int]:
    """The units named in a list from `at` on, and where the list ends; None when one is not certain.

    Provinces and districts that only say where ("…, tỉnh Thái Bình") are left out where lower units
    are named before them.
    """
    end = at
    mentions = {each.start: each for each in gazetteer.mentions(words[at:])}
    named: list[Mention] = []
    while end < len(words):
        if end - at in mentions:
            named.append(mentions[end - at])
            end = at + mentions[end - at].end
        elif found := type_at(words, end):
            end = found[1]
        elif words[end] in _LIST_WORDS:
            end += 1
        else:
            break
    keys = [_certain(each, units) for each in named]
    if not keys or any(key is None for key in keys):
        return None, end
    first = TYPES[named[0].type][-1]
    return [key for key in keys if key is not None and key[0] == first], end


def _resolved(mentions: Iterator[Mention], units: Mapping[Key, Unit]) -> Iterator[Key]:
    return (key for each in mentions if (key := _certain(each, units)) is not None)


def _certain(mention: Mention, units: Mapping[Key, Unit]) -> Key | None:
    """The one unit of the mentioned type and name, or None."""
    keys = [key for key in mention.keys if key in units and type_of(units[key].name, key[0]) == mention.type]
    return keys[0] if len(keys) == 1 else None


def _occurrences(words: Sequence[str], phrase: Sequence[str]) -> list[int]:
    return [at for at in range(len(words)) if tuple(words[at : at + len(phrase)]) == tuple(phrase)]


def _skip(words: Sequence[str], at: int, phrase: Sequence[str]) -> int:
    return at + len(phrase) if tuple(words[at : at + len(phrase)]) == tuple(phrase) else at


def _next_verb(words: Sequence[str], at: int) -> int:
    starts = (start for verb in _VERBS for start in _occurrences(words, verb) if start >= at)
    return min(starts, default=len(words))


def _ask_the_rest(context: Context, lineage: Lineage) -> None:
    """List what no rule settled, with what the same decision did under the same parents."""
    for ended in context.step.ended:
        key = key_of(ended)
        if ("successors", key) not in lineage.rules:
            parent = context.before[key].above
            lineage.open["successors", key] = _candidates(context, parent, context.after, key)
    for created in context.step.created:
        key = key_of(created)
        if ("predecessors", key) not in lineage.rules:
            parent = context.after[key].above
            lineage.open["predecessors", key] = _candidates(context, parent, context.before, key)


def _candidates(context: Context, parent: Key | None, units: Units, asking: Key) -> tuple[Key, ...]:
    """The units of one level and parent that the decision touched and that exist in `units`."""
    touched = dict.fromkeys(key_of(each) for each in context.step.changes())
    return tuple(
        key
        for key in touched
        if key != asking
        and key[0] == asking[0]
        and key in units
        and parent in {units[key].above, context.before[key].above if key in context.before else None}
    )
