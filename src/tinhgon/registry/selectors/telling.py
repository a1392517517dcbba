"""The changes of a decision in words, some at a time, with the objects they name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import connection

from tinhgon.errors import Language, Text
from tinhgon.registry.domain import changes as verbs
from tinhgon.registry.domain.changes import Attributes, Change, change_from_plain
from tinhgon.registry.domain.decisions import Status
from tinhgon.registry.domain.making import makes
from tinhgon.registry.domain.object_ids import mentioned
from tinhgon.registry.domain.refusals import KIND_NAMES
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Change as ChangeRow
from tinhgon.registry.models import Decision, LedgerEntry
from tinhgon.registry.selectors.concerning import concerning
from tinhgon.registry.selectors.labels import Label, labels
from tinhgon.registry.selectors.people import names
from tinhgon.registry.selectors.surroundings import surroundings, told_apart
from tinhgon.registry.selectors.wording import in_words
from tinhgon.registry.services import personal_values
from tinhgon.registry.store import TABLES


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence; `label` is the object it names, if any."""

    text: str
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One change as a sentence, with the day it takes effect and its number in the decision.

    `named` are the objects the sentence may name, each with the words it may use for them.
    """

    ordinal: int
    verb: str
    effective_on: date
    sentence: Text
    named: tuple[tuple[Label, frozenset[str]], ...]

    def pieces(self, language: Language) -> list[Piece]:
        """The sentence cut where it names an object; people are called by name where that is known."""
        said: dict[str, list[Label]] = defaultdict(list)
        for label, words in self.named:
            for each in words:
                said[each].append(label)
        if not said:
            return [Piece(self.sentence.in_language(language))]
        either = re.compile("(" + "|".join(re.escape(each) for each in sorted(said, key=len, reverse=True)) + ")")
        found = []
        for place, text in enumerate(either.split(self.sentence.in_language(language))):
            if place % 2 == 0:
                found.append(Piece(text))
                continue
            same = said[text]
            label = same.pop(0) if len(same) > 1 else same[0]  # things of one name are named in turn
            fuller = label.name and (label.kind is Kind.PERSON or label.name.startswith(text))
            found.append(Piece(label.name if fuller and label.name else text, label))
        return [each for each in found if each.text]


def told(decision: Decision, start: int, count: int, within: Collection[int] | None = None) -> list[Told]:
    """The changes numbered after `start`, at most `count`, objects called as on the eve of the change.

    `within`: only the changes that concern these objects, and only these people by name (None: all). Of a draft,
    which its drafter sees, all changes are told.
    """
    entry = LedgerEntry.objects.filter(decision=decision).first()
    known = None if entry is None else entry.recorded_at
    rows = ChangeRow.objects.filter(decision=decision, ordinal__gt=start).order_by("ordinal")
    if within is not None and decision.status != Status.DRAFT:
        rows = rows.filter(ordinal__in=[each for each in concerning(decision, within) if each > start][:count])
    rows = rows[:count]
    chosen = [(ordinal, change_from_plain(payload)) for ordinal, payload in rows.values_list("ordinal", "payload")]
    by_day: dict[date, set[int]] = defaultdict(set)
    for _, change in chosen:
        by_day[change.effective_on or decision.effective_on] |= mentioned(change)
    made = {} if entry is not None else _made_here(decision)
    known_as = {
        day: {**called(ids, day - timedelta(days=1), known, within), **{each: made[each] for each in ids & set(made)}}
        for day, ids in by_day.items()
    }
    entries = _numbers(change.entry for _, change in chosen if isinstance(change, verbs.Annul))
    lines = []
    for ordinal, change in chosen:
        day = change.effective_on or decision.effective_on
        sentence = in_words(change, known_as[day], entries)
        known_here = [known_as[day][each] for each in sorted(mentioned(change)) if each in known_as[day]]
        named = tuple((each, _as_said(each, change)) for each in known_here)
        lines.append(Told(ordinal, str(change.__struct_config__.tag), day, sentence, named))
    return lines


def called(ids: Collection[int], on: date, known: datetime | None, within: Collection[int] | None) -> dict[int, Label]:
    """Labels that tell things apart: posts with their body, holders with their post, people by name."""
    found = labels(ids, on, known)
    holding = _memberships([each.id for each in found.values() if each.kind is Kind.MEMBERSHIP])
    posts = [each.id for each in found.values() if each.kind is Kind.POST] + [post for _, post in holding.values()]
    bodies = [each.id for each in found.values() if each.kind is Kind.ORGANIZATION]
    titles = _placed([*posts, *bodies], on, known)
    people = {each.id for each in found.values() if each.kind is Kind.PERSON} | {who for who, _ in holding.values()}
    shown = names(people if within is None else people.intersection(within), on, known)
    for each in list(found.values()):
        match each.kind:
            case Kind.POST | Kind.ORGANIZATION if each.id in titles:
                found[each.id] = replace(each, name=titles[each.id])
            case Kind.PERSON if each.id in shown:
                found[each.id] = replace(each, name=shown[each.id])
            case Kind.MEMBERSHIP if each.id in holding:
                who, post = holding[each.id]
                found[each.id] = replace(each, name=f"{shown.get(who, f'#{who}')}, {titles.get(post, f'#{post}')}")
    return found


def _placed(ids: Iterable[int], on: date, known: datetime | None) -> dict[int, str]:
    """Posts and bodies by name, with the body and the area that tell one from another."""
    above = surroundings(ids, on, known)
    named = labels([*above, *(each for pair in above.values() for each in pair)], on, known)
    found = {}
    for each, belonging in above.items():
        near = belonging if named[each].kind is Kind.POST else belonging[-1:]
        found[each] = told_apart(named[each].name or "", [named[up].name or "" for up in near if up in named])
    return found


def _memberships(ids: list[int]) -> dict[int, tuple[int, int]]:
    """Person and post of memberships, as recorded last."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT ON (object_id) object_id, person_id, post_id FROM {TABLES[Kind.MEMBERSHIP]}"
            " WHERE object_id = ANY(%s) ORDER BY object_id, upper_inf(recorded) DESC, id DESC",
            [ids],
        )
        return {each: (person, post) for each, person, post in cursor.fetchall()}


def _made_here(decision: Decision) -> dict[int, Label]:
    """What a decision that is not in force yet would make, by the name it gives."""
    rows = ChangeRow.objects.filter(decision=decision, verb__in=_MAKING).order_by("ordinal")
    made = [new for payload in rows.values_list("payload", flat=True) for new in makes(change_from_plain(payload))]
    people = [each.attributes.get("name") for each in made if each.kind is Kind.PERSON]
    given = personal_values(str(each) for each in people if each)
    found: dict[int, Label] = {}
    for each in made:
        name = each.attributes.get("title" if each.kind is Kind.POST else "name")
        shown = given.get(str(name)) if each.kind is Kind.PERSON else str(name)
        found[each.object_id] = Label(each.object_id, each.kind, name=shown)
    return found


_MAKING = ("found", "merge", "split", "create_post", "register_person")


def _as_said(label: Label, change: Change) -> frozenset[str]:
    """How the sentence may call an object: by label, by number for people, by the name it is given there."""
    kind = KIND_NAMES[label.kind]
    found = {label.text.vi, label.text.en, f"{kind.vi} #{label.id}", f"{kind.en} #{label.id}"}
    given = getattr(change, "attributes", None) or getattr(change, "founded", None) or {}
    if getattr(change, "object_id", getattr(change, "into", None)) == label.id:
        found |= _as_named(given)
    for part in getattr(change, "parts", ()):
        if part.object_id == label.id:
            found |= _as_named(part.attributes)
    return frozenset(found)


def _as_named(given: Attributes) -> set[str]:
    name, code = given.get("name") or given.get("title"), given.get("code")
    return {f"{name} ({code})" if code else str(name)} if name else set()


def _numbers(seqs: Iterable[int]) -> dict[int, str]:
    rows = LedgerEntry.objects.filter(seq__in=list(seqs)).select_related("decision")
    return {each.seq: str(each.decision) for each in rows}
