"""Papers as files: bytes, media type and a name that says what they are."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from tinhgon.documents import docx_file, pdf_file
from tinhgon.documents.domain.layouts import NoSuchLayout
from tinhgon.documents.domain.paper import Paper
from tinhgon.documents.layouts import load_layouts
from tinhgon.errors import Text

FORMATS = {"docx": (docx_file.docx_of, docx_file.MEDIA_TYPE), "pdf": (pdf_file.pdf_of, pdf_file.MEDIA_TYPE)}
"""What each kind of file is made by, and its media type."""

_MOST_LETTERS = 80


@dataclass(frozen=True, slots=True)
class Printed:
    """A file of a paper."""

    name: str
    media_type: str
    content: bytes


def printed(paper: Paper, format_: str) -> Printed:
    """A paper as a file, "docx" or "pdf". Raises NoSuchLayout for any other."""
    if format_ not in FORMATS:
        raise NoSuchLayout(
            Text(f"Không có định dạng «{format_}»", f"There is no format {format_!r}"),
            mend=Text("Chọn docx hoặc pdf.", "Choose docx or pdf."),
        )
    make, media_type = FORMATS[format_]
    return Printed(f"{_named(paper)}.{format_}", media_type, make(paper, load_layouts().by_id(paper.layout)))


def _named(paper: Paper) -> str:
    """A file name of plain letters: the kind of paper and what it is about."""
    text = unicodedata.normalize("NFD", f"{paper.kind} {paper.subject}".lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", text.encode("ascii", "ignore").decode()).strip("-")[:_MOST_LETTERS] or "van-ban"
