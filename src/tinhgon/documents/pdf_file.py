"""Papers as PDF, set by typst from a template that reads the paper as data."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import msgspec
import typst

from tinhgon.documents.domain.layouts import Layout
from tinhgon.documents.domain.paper import Paper, cleaned

MEDIA_TYPE = "application/pdf"

_encoder = msgspec.json.Encoder(decimal_format="number")

_FACES = ("Tinos", "Times New Roman", "Liberation Serif", "Libertinus Serif")
"""Typefaces in the order in which they are looked for: the first is built with the site, the last comes with typst."""


def pdf_of(paper: Paper, layout: Layout) -> bytes:
    """A paper as PDF in a layout, the same bytes each time; nothing but the program's own files is read."""
    families = set(_fonts().families())
    faces = [each for each in _FACES if each in families]
    inputs = {"paper": _json(cleaned(paper)), "layout": _json(layout), "faces": _json(faces)}
    made = typst.compile(_template(), font_paths=_fonts(), format="pdf", sys_inputs=inputs)
    return made[0] if isinstance(made, list) else made


@cache
def _template() -> bytes:
    return files("tinhgon.documents").joinpath("data", "paper.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """The program's own typeface; where the site was not built, that of the system."""
    own = files("tinhgon.frame").joinpath("static", "tinhgon", "print")
    if not own.is_dir():
        return typst.Fonts(include_system_fonts=True)
    with as_file(own) as folder:
        return typst.Fonts(include_system_fonts=False, font_paths=[Path(folder)])


def _json(value: object) -> str:
    return _encoder.encode(value).decode()
