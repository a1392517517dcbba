"""Errors a user can act on: what happened, where, why and how to mend it, in Vietnamese and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages of the interface."""

    vi: str
    en: str

    def in_language(self, language: Language) -> str:
        """The sentence in `language` ("vi" or "en")."""
        return self.vi if language == "vi" else self.en


class TinhGonError(Exception):
    """An error meant for the person at the keyboard.

    `what` is the fault, `where` the place (file and line, object, date), `why` the rule it breaks,
    `mend` the next step. `code` is a stable identifier for programs.
    """

    code = "error"

    def __init__(
        self,
        what: Text,
        *,
        where: str = "",
        why: Text | None = None,
        mend: Text | None = None,
    ) -> None:
        self.what = what
        self.where = where
        self.why = why
        self.mend = mend
        super().__init__(self.message("en"))

    def message(self, language: Language) -> str:
        """All parts in one language, one per line, absent parts left out."""
        labels = {
            "vi": ("Ở đâu", "Vì sao", "Cách khắc phục"),
            "en": ("Where", "Why", "How to mend"),
        }[language]
        lines = [self.what.in_language(language)]
        if self.where:
            lines.append(f"{labels[0]}: {self.where}")
        if self.why is not None:
            lines.append(f"{labels[1]}: {self.why.in_language(language)}")
        if self.mend is not None:
            lines.append(f"{labels[2]}: {self.mend.in_language(language)}")
        return "\n".join(lines)

    def as_json(self) -> dict[str, object]:
        """The error as plain values: code, what, where, why, mend, each text in both languages."""

        def both(text: Text | None) -> dict[str, str] | None:
            return None if text is None else {"vi": text.vi, "en": text.en}

        return {
            "code": self.code,
            "what": both(self.what),
            "where": self.where or None,
            "why": both(self.why),
            "mend": both(self.mend),
        }
