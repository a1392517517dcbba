"""Read the rulebook and the rows of the table of the articles from the YAML files that come with the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tinhgon.errors import Text
from tinhgon.rulebook.domain.faults import fault
from tinhgon.rulebook.domain.parameters import Rulebook
from tinhgon.rulebook.domain.reading import PlainFile, rulebook_of
from tinhgon.rulebook.domain.seed_rows import SeedRow, seed_rows_of


@cache
def load_rulebook() -> Rulebook:
    """The rulebook that comes with the program."""
    folder = files("tinhgon.rulebook").joinpath("data")
    found = sorted((each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    return parse_rulebook((each.name, each.read_text("utf-8")) for each in found)


def parse_rulebook(texts: Iterable[tuple[str, str]]) -> Rulebook:
    """The rulebook of named YAML texts. Raises RulebookFault naming file, line and key."""
    return rulebook_of(plain_file(name, text) for name, text in texts)


@cache
def load_seed_rows() -> tuple[SeedRow, ...]:
    """The rows of the table of the articles that come with the program."""
    name = "articles.yaml"
    return parse_seed_rows(name, files("tinhgon.rulebook").joinpath("data", "articles", name).read_text("utf-8"))


def parse_seed_rows(name: str, text: str) -> tuple[SeedRow, ...]:
    """The rows of a named YAML text. Raises RulebookFault naming file, line, row and key."""
    return seed_rows_of(plain_file(name, text))


def plain_file(name: str, text: str) -> PlainFile:
    """A named YAML text as plain values with the lines of its keys. Raises RulebookFault where it is malformed."""
    try:
        try:
            return _read(name, _FastLoader(text))
        except yaml.YAMLError:
            return _read(name, _TellingLoader(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        detail = getattr(error, "problem", None) or " ".join(str(error).split())
        line = None if mark is None else mark.line + 1
        what = Text("Tệp YAML viết sai", "The YAML file is malformed")
        raise fault(name, line, detail, what, Text("Sửa dòng đã nêu", "Mend the line named")) from None


def _read(name: str, loader: _FastLoader | _TellingLoader) -> PlainFile:
    root = loader.get_single_node()
    if root is None:
        return PlainFile(name, None)
    return PlainFile(name, loader.construct_document(root), dict(_lines(root, "$")))


def _lines(node: yaml.Node, path: str) -> Iterator[tuple[str, int]]:
    """The line of every key and item below a node, by path; a key has its own line, not its value's."""
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = f"{path}.{key.value}"
            yield from _lines(value, inner)
            yield inner, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _lines(item, f"{path}[{number}]")


class _Strict(yaml.constructor.SafeConstructor):
    """Safe YAML in which a key stands once and a broken number keeps every digit it is written with."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key `{key.value}` stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


class _FastLoader(_Strict, yaml.CSafeLoader):
    """Reads in C, twenty times as fast."""


class _TellingLoader(_Strict, yaml.SafeLoader):
    """Reads in Python, and names the line of a fault more closely."""


def _decimal(_: Any, node: yaml.ScalarNode) -> Decimal:
    try:
        return Decimal(node.value)
    except InvalidOperation:
        problem = f"`{node.value}` is not a plain decimal number"
        raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from None


_FastLoader.add_constructor("tag:yaml.org,2002:float", _decimal)
_TellingLoader.add_constructor("tag:yaml.org,2002:float", _decimal)
