"""Read the layouts of papers from the YAML file that comes with the program."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from tinhgon.documents.domain.layouts import Layouts, layouts_of
from tinhgon.rulebook.loading import plain_file

_NAME = "layouts.yaml"


@cache
def load_layouts() -> Layouts:
    """The layouts that come with the program."""
    return parse_layouts(_NAME, files("tinhgon.documents").joinpath("data", _NAME).read_text("utf-8"))


def parse_layouts(name: str, text: str) -> Layouts:
    """The layouts of a named YAML text. Raises RulebookFault naming file, line and key."""
    return layouts_of(plain_file(name, text))
