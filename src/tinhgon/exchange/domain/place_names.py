"""Units that a Vietnamese text names: "thuộc các huyện Tam Đường, Phong Thổ, tỉnh Lai Châu"."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tinhgon.exchange.domain.units_history import UnitLevel
from tinhgon.exchange.domain.units_replay import Key, Unit

TYPES: dict[str, tuple[UnitLevel, ...]] = {
    "tỉnh": ("province",),
    "thành phố": ("province", "district"),
    "thị xã": ("district",),
    "quận": ("district",),
    "huyện": ("district",),
    "phường": ("commune",),
    "xã": ("commune",),
    "thị trấn": ("commune",),
}
"""The words a unit's name begins with, and the levels each may stand for."""

Words = tuple[str, ...]

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[,;:.()]")
_SHORT = (
    (re.compile(r"\bTP\b\.?", re.IGNORECASE), "thành phố "),
    (re.compile(r"\bTX\b\.?", re.IGNORECASE), "thị xã "),
    (re.compile(r"\bTT\b\.?", re.IGNORECASE), "thị trấn "),
    (re.compile(r"\bH\.\s"), "huyện "),
    (re.compile(r"\bQ\.\s"), "quận "),
    (re.compile(r"\bP\.\s"), "phường "),
    (re.compile(r"\bX\.\s"), "xã "),
)


def type_of(name: str, level: UnitLevel) -> str | None:
    """The type a unit's name begins with (lower case), or None where it does not begin with one."""
    start = name.casefold()
    fitting = (each for each, levels in TYPES.items() if level in levels)
    return next((each for each in fitting if start.startswith(f"{each} ")), None)


@lru_cache(maxsize=200_000)
def _fold_word(word: str) -> str:
    """A word with its tone mark at the end, so that "Hoà" and "Hòa" are one spelling."""
    letters = unicodedata.normalize("NFD", word.casefold().replace("’", "'"))
    tones = "".join(each for each in letters if each in _TONES)
    return unicodedata.normalize("NFC", "".join(each for each in letters if each not in _TONES)) + tones


def fold(text: str) -> Words:
    """Text as words and punctuation marks, spelt one way, abbreviations of types written out."""
    for pattern, whole in _SHORT:
        text = pattern.sub(whole, text)
    return tuple(_fold_word(each) for each in _WORD.findall(unicodedata.normalize("NFC", text)))


TYPE_WORDS: dict[Words, str] = {fold(each): each for each in TYPES}
_CONNECTORS = frozenset(word for each in (",", ":", "và", "các", "đảo") for word in fold(each))


@lru_cache(maxsize=50_000)
def bare(name: str, level: UnitLevel) -> Words:
    """A unit's name without its type, folded."""
    kind = type_of(name, level)
    return fold(name if kind is None else name[len(kind) :])


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: the words from `start` to `end`, and the units it may mean."""

    start: int
    end: int
    type: str
    keys: frozenset[Key]


class Gazetteer:
    """The names of some units, to be found in texts.

    A province is found by its type as well, since many a town bears its name; other units by any type
    of their level, since a note may give them the type they are about to have.
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        self._names: dict[tuple[str, Words], set[Key]] = defaultdict(set)
        for unit in units:
            words = bare(unit.name, unit.level)
            types = [each for each, levels in TYPES.items() if unit.level in levels]
            if unit.level == "province":
                types = [each for each in types if each == type_of(unit.name, unit.level)]
            for each in types:
                self._names[each, words].add(unit.key)
        self._longest = max((len(words) for _, words in self._names), default=0)

    def mentions(self, words: Sequence[str]) -> Iterator[Mention]:
        """The names in a folded text that follow their type, singly or in a list.

        A word that is neither a known name nor a connector ends the list, so that a misspelt name is
        never taken for a shorter one that is known.
        """
        kind, at = "", 0
        while at < len(words):
            if found := type_at(words, at):
                kind, at = found
                continue
            mention = self._at(words, at, kind) if kind else None
            if mention is not None:
                yield mention
                at = mention.end
                continue
            if words[at] not in _CONNECTORS:
                kind = ""
            at += 1

    def _at(self, words: Sequence[str], at: int, kind: str) -> Mention | None:
        for end in range(min(at + self._longest, len(words)), at, -1):
            if keys := self._names.get((kind, tuple(words[at:end]))):
                return Mention(at, end, kind, frozenset(keys))
        return None


def type_at(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """The type named at a place, and the place after it."""
    for length in (2, 1):
        kind = TYPE_WORDS.get(tuple(words[at : at + length]))
        if kind is not None:
            return kind, at + length
    return None
