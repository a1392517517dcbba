"""What a value of the rulebook rests on, as pages say it."""

from __future__ import annotations

from tinhgon.frame.languages import said
from tinhgon.rulebook.domain.parameters import Citation


def cited(citation: Citation) -> str:
    """The place and the instrument, or where there is none the source, in the language of the page."""
    parts = said(citation.article), said(citation.instrument) or said(citation.source)
    return ", ".join(part for part in parts if part)
