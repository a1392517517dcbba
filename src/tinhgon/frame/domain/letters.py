"""Vietnamese letters: alphabetical order, and search that looks past diacritics."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ALPHABET = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=1000)}
_TONES = {tone: place for place, tone in enumerate("\u0300\u0309\u0303\u0301\u0323", start=1)}
"""Grave, hook above, tilde, acute, dot below: the order of Vietnamese dictionaries."""

_KEPT = 50_000  # texts whose form is remembered: lists sort and search the same names again and again
_CHARACTERS = 1024


@lru_cache(maxsize=_KEPT)
def alphabetical(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """A key that sorts as Vietnamese dictionaries do: by letters (Đ after D, Ă after A), then by tones."""
    places = [_place(each) for each in unicodedata.normalize("NFC", text).lower()]
    return tuple(letter for letter, _ in places), tuple(tone for _, tone in places)


@lru_cache(maxsize=_CHARACTERS)
def _place(character: str) -> tuple[int, int]:
    """The place of a letter in the alphabet, and that of its tone."""
    parts = unicodedata.normalize("NFD", character)
    tone = next((_TONES[part] for part in parts if part in _TONES), 0)
    plain = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    if not plain:  # a tone that stands by itself
        return 0, tone
    # Letters of other alphabets come after ours, digits and signs before.
    return _ALPHABET.get(plain, ord(plain[0]) + (2000 if plain[0].isalpha() else 0)), tone


@lru_cache(maxsize=_KEPT)
def folded(text: str) -> str:
    """Lower case without diacritics, Đ as d, spaces single: what a search compares."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).split())
