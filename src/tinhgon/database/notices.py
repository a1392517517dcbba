"""Short messages to the person at the keyboard, on standard error so that output stays clean."""

from __future__ import annotations

import os
import sys

from tinhgon.errors import Language, Text


def language() -> Language:
    """The language of the interface: "en" when TINHGON_LANG says so, otherwise "vi"."""
    return "en" if os.environ.get("TINHGON_LANG", "").lower().startswith("en") else "vi"


def notice(text: Text) -> None:
    """Print one line on standard error in the language of the interface."""
    print(text.in_language(language()), file=sys.stderr, flush=True)
