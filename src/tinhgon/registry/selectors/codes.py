"""What the codes of forms and roles are called, as told by the room that defines them."""

from __future__ import annotations

from collections.abc import Mapping

from tinhgon.errors import Text
from tinhgon.registry.domain.vocabulary import CHOICE_NAMES

_TOLD: dict[str, dict[str, Text]] = {"form": {}, "role": {}}


def tell(attribute: str, names: Mapping[str, Text]) -> None:
    """Take the names of an attribute's codes: the registry stores them without knowing what they stand for."""
    _TOLD[attribute].update(names)


def code_name(attribute: str, code: str) -> Text:
    """What a code of an attribute is called; the code in words where nobody told its name."""
    known = _TOLD.get(attribute, CHOICE_NAMES)
    return known.get(code) or Text(code.replace("_", " "), code.replace("_", " "))


def known_codes(attribute: str) -> Mapping[str, Text]:
    """The codes of an attribute that somebody told the names of; none for an attribute without codes."""
    return _TOLD.get(attribute, {})
